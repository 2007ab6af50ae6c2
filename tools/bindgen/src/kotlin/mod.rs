//! Kotlin: uniffi's own, in one package, with the defaults that uniffi cannot write.

use anyhow::{Context, Result};
use camino::Utf8Path;
use uniffi_bindgen::bindings::TargetLanguage;

use crate::File;
use crate::model::Surface;
use crate::text::{lower_camel, snake};
use crate::uniffi::{Implied, LIBRARY, Missing, Ready, commands, written};

/// Where the written files are.
const FOLDER: &str = "kotlin/src/generated/kotlin";

/// How uniffi lets a coroutine go on.
const RESUMED: &str = "uniffiContinuationHandleMap.remove(data).resume(pollResult)";

pub(crate) fn files(surface: &Surface, library: &Utf8Path) -> Result<Vec<File>> {
    let ready = Ready::new(surface, library)?.merged(LIBRARY);
    let mut files = Vec::new();
    for (path, text) in written(&ready, TargetLanguage::Kotlin, include_str!("uniffi.toml"))? {
        let mut text = text;
        for missing in &ready.missing {
            text = with_default(text, missing)?;
        }
        files.push((format!("{FOLDER}/{path}"), with_waiting(&text)?));
    }
    files.push((format!("{FOLDER}/dev/moja/Commands.kt"), values(&ready)));
    Ok(files)
}

/// A coroutine goes on as `Waiting.kt` says, and never on a thread of moja's.
fn with_waiting(text: &str) -> Result<String> {
    let (before, after) = text.split_once(RESUMED).context("nothing resumes a coroutine")?;
    Ok(format!("{before}goOn(uniffiContinuationHandleMap.remove(data), pollResult){after}"))
}

fn with_default(mut text: String, missing: &Missing) -> Result<String> {
    let Missing { record, field, default, .. } = missing;
    let value = match default {
        Implied::Number(digits) => format!("java.math.BigDecimal(\"{digits}\")"),
        Implied::Variant { of, name, is_flat: true } => {
            format!("{of}.{}", snake(name).to_uppercase())
        }
        Implied::Variant { of, name, is_flat: false } => format!("{of}.{name}"),
    };
    let absent = || format!("the written Kotlin has no field `{field}` in `{record}`");
    let header = format!("\ndata class {record} (\n");
    let start = text.find(&header).with_context(absent)? + header.len();
    let declared = format!("\n    val `{}`: ", lower_camel(field));
    let body = text.get(start..).with_context(absent)?;
    let at = start + body.find(&declared).with_context(absent)? + 1;
    let line = text.get(at..).and_then(|rest| rest.find('\n')).with_context(absent)?;
    text.insert_str(at + line, &format!(" = {value}"));
    Ok(text)
}

fn values(ready: &Ready) -> String {
    let mut text = "// Written by `cargo xtask bindgen` from crates/api; do not edit.\n\n\
        package dev.moja\n"
        .to_owned();
    for (record, domain, of_domain, variant) in commands(&ready.items) {
        text.push_str(&format!(
            "\n/** This command as a value, for `allOrNothing` and `push`. */\n\
            public fun {record}.asCommand(): Command =\n    \
            Command.{domain}({of_domain}.{variant}(this))\n"
        ));
    }
    text
}
