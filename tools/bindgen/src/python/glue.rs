//! The table of calls and the conversions of records and enums, in Rust.

use std::fmt::Write;

use anyhow::Result;

use super::types;
use crate::calls::Calls;
use crate::model::{Enum, Field, Name, Record, Surface, Ty};
use crate::text::{WRITTEN, snake};

pub(crate) fn file(surface: &Surface, calls: &Calls<'_>) -> Result<String> {
    let mut out = format!("// {WRITTEN}\n#![cfg_attr(rustfmt, rustfmt_skip)]\n\n");
    out.push_str("use moja_api as api;\nuse pyo3::prelude::*;\n\n");
    out.push_str("use crate::convert::*;\n");
    out.push_str("use crate::glue::{callback, codes, method, objects, record, variants};\n");
    out.push_str("use crate::call::{Call, CommandOf};\n\n");
    let objects: Vec<&str> =
        surface.objects.values().map(|object| object.name.name.as_str()).collect();
    writeln!(out, "objects! {{ {} }}\n", objects.join(", "))?;
    for callback in surface.callbacks.values() {
        for method in &callback.methods {
            let path = path(&callback.name);
            writeln!(out, "callback! {{ {path}, {:?} }}", method.name)?;
        }
    }
    out.push('\n');
    for record in surface.records.values().filter(|record| is_plain(surface, record)) {
        self::record(&mut out, record)?;
    }
    for found in surface.enums.values().filter(|found| !found.is_error) {
        if !types::is_command_value(&found.name) {
            self::enumeration(&mut out, found)?;
        }
    }
    answers(&mut out, surface)?;
    writeln!(out, "\n/// By their numbers.\npub(crate) static CALLS: &[Call] = &[")?;
    for (object, method, is_constructor) in &calls.all {
        let params = method.params.iter().map(|param| {
            let get = if method.request().is_some() && matches!(param.ty, Ty::Record(_)) {
                "request"
            } else {
                "value"
            };
            format!("{}: {get}", param.name)
        });
        let params = params.collect::<Vec<_>>().join(", ");
        let joint = if *is_constructor { "::" } else { "." };
        let wait = if method.is_async { " await" } else { "" };
        let (object, method) = (&object.name.name, &method.name);
        writeln!(out, "    method!({object}{joint}{method}({params}){wait}),")?;
    }
    out.push_str("];\n\n/// Command values by their numbers.\n");
    out.push_str("pub(crate) static COMMANDS: &[CommandOf] = &[\n");
    for (object, method) in &calls.commands {
        let domain = &object.name.name;
        let request = method.request().map(|request| request.name.as_str()).unwrap_or_default();
        writeln!(
            out,
            "    |value| Ok(api::Command::{domain} {{ command: api::{domain}Command::{request} {{ \
             command: FromPy::from_py(value)? }} }}),"
        )?;
    }
    out.push_str("];\n");
    Ok(out)
}

fn path(name: &Name) -> String {
    format!("api::{}", name.rust)
}

/// Whether the record has a class of its own.
pub(crate) fn is_plain(surface: &Surface, record: &Record) -> bool {
    !types::is_replaced(&record.name)
        && surface.outcome_value(&Ty::Record(record.name.clone())).is_none()
}

fn getters(fields: &[Field]) -> String {
    let fields = fields.iter().enumerate().map(|(at, field)| {
        let get = if types::none_is_default(&field.ty, field.default.as_ref()) {
            "or_default"
        } else {
            "field"
        };
        if field.name.is_empty() {
            let name = if fields.len() == 1 { "value".to_owned() } else { format!("value{at}") };
            format!("{at} {name:?} {get}")
        } else {
            format!("{} {:?} {get}", field.name, types::ident(&field.name))
        }
    });
    fields.collect::<Vec<_>>().join(", ")
}

fn record(out: &mut String, record: &Record) -> Result<()> {
    let (path, module) = (path(&record.name), types::file(&record.name.module));
    let (name, fields) = (&record.name.name, getters(&record.fields));
    Ok(writeln!(out, "record! {{ {path}, \"moja.{module}\", {name:?}, {{ {fields} }} }}")?)
}

fn enumeration(out: &mut String, found: &Enum) -> Result<()> {
    let (path, module) = (path(&found.name), types::file(&found.name.module));
    let name = &found.name.name;
    if found.is_flat() {
        let codes = found.variants.iter().map(|variant| {
            let code = snake(&variant.name);
            format!("{} {code:?} {:?}", variant.name, code.to_uppercase())
        });
        let codes = codes.collect::<Vec<_>>().join(", ");
        writeln!(out, "codes! {{ {path}, \"moja.{module}\", {name:?}, {{ {codes} }} }}")?;
        return Ok(());
    }
    let variants = found.variants.iter().map(|variant| {
        format!(
            "{} {:?} {{ {} }}",
            variant.name,
            types::ident(&variant.name),
            getters(&variant.fields)
        )
    });
    let variants = variants.collect::<Vec<_>>().join(", ");
    Ok(writeln!(out, "variants! {{ {path}, \"moja.{module}\", {name:?}, {{ {variants} }} }}")?)
}

/// Outcomes have one class, whatever they hold; the answer of a member is what it holds.
fn answers(out: &mut String, surface: &Surface) -> Result<()> {
    writeln!(out, "\ncrate::glue::outcomes! {{")?;
    for record in surface.records.values() {
        let ty = Ty::Record(record.name.clone());
        if surface.outcome_value(&ty).is_some() {
            writeln!(out, "    {},", path(&record.name))?;
        }
    }
    out.push_str("}\n");
    let answer = surface.enums.values().find(|found| found.name.rust == "Answer");
    let variants = answer.into_iter().flat_map(|answer| &answer.variants);
    let variants = variants.filter(|variant| !variant.fields.is_empty());
    let variants = variants.map(|variant| variant.name.as_str()).collect::<Vec<_>>();
    Ok(writeln!(out, "crate::glue::answers! {{ {} }}", variants.join(", "))?)
}
