//! Swift: uniffi's own, in one module, with the defaults that uniffi cannot write.

use anyhow::{Context, Result, bail};
use camino::Utf8Path;
use uniffi_bindgen::bindings::TargetLanguage;

use crate::File;
use crate::model::Surface;
use crate::text::lower_camel;
use crate::uniffi::{Implied, LIBRARY, Missing, Ready, commands, written};

pub(crate) fn files(surface: &Surface, library: &Utf8Path) -> Result<Vec<File>> {
    let ready = Ready::new(surface, library)?.merged(LIBRARY);
    let mut files = Vec::new();
    for (path, text) in written(&ready, TargetLanguage::Swift, include_str!("uniffi.toml"))? {
        if path.ends_with(".h") {
            files.push((format!("swift/Sources/MojaFFI/{path}"), text));
            continue;
        }
        let mut text = text;
        for missing in &ready.missing {
            text = with_default(&text, missing)?;
        }
        files.push((format!("swift/Sources/Moja/{path}"), text));
    }
    files.push(("swift/Sources/Moja/Commands.swift".to_owned(), values(&ready)));
    Ok(files)
}

/// Puts a default into a record's initializer.
fn with_default(text: &str, missing: &Missing) -> Result<String> {
    let Missing { record, field, default, .. } = missing;
    let value = match default {
        // A literal with a point would pass through a float.
        Implied::Number(digits) if digits.contains('.') => bail!("`{digits}` has no literal"),
        Implied::Number(digits) => digits.clone(),
        Implied::Variant { name, .. } => format!(".{}", lower_camel(&crate::text::snake(name))),
    };
    let absent = || format!("the written Swift has no field `{field}` in `{record}`");
    let header = format!("\npublic struct {record}: ");
    let start = text.find(&header).with_context(absent)? + header.len();
    let begin = "    public init(";
    let body = text.get(start..).with_context(absent)?;
    let init = start + body.find(begin).with_context(absent)? + begin.len();
    let end = text.get(init..).and_then(|rest| rest.find(") {")).with_context(absent)? + init;
    // A parameter follows the parenthesis, a comma, or its documentation.
    let name = lower_camel(field);
    for label in [format!("{name}: "), format!("`{name}`: ")] {
        for before in ["(", ", ", "*/"] {
            let found = format!("{before}{label}");
            let from = init - 1;
            let Some(at) = text.get(from..end).and_then(|rest| rest.find(&found)) else { continue };
            let at = from + at + found.len();
            let ty = text.get(at..).and_then(|rest| rest.find([',', ')'])).with_context(absent)?;
            let mut mended = text.to_owned();
            mended.insert_str(at + ty, &format!(" = {value}"));
            return Ok(mended);
        }
    }
    bail!(absent())
}

fn values(ready: &Ready) -> String {
    let mut text = "// Written by `cargo xtask bindgen` from crates/api; do not edit.\n\n\
        /// A command of any domain, which `allOrNothing` and `push` take.\n\
        public protocol CommandValue: Sendable {\n    \
        /// This command as one of all commands.\n    \
        var asCommand: Command { get }\n\
        }\n\n\
        extension Command: CommandValue {\n    public var asCommand: Command { self }\n}\n"
        .to_owned();
    for (record, domain, of_domain, variant) in commands(&ready.items) {
        let (domain, variant) = (case(domain), case(variant));
        text.push_str(&format!(
            "\nextension {record}: CommandValue {{\n    \
            public var asCommand: Command {{ \
            .{domain}(command: {of_domain}.{variant}(command: self)) }}\n}}\n"
        ));
    }
    text
}

/// The name of a case.
fn case(name: &str) -> String {
    let name = lower_camel(&crate::text::snake(name));
    if name == "return" || name == "break" { format!("`{name}`") } else { name }
}
