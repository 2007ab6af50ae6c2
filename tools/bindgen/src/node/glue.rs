//! The table of calls and the conversions of records and enums, in Rust.

use std::fmt::Write;

use anyhow::{Result, bail};

use super::types;
use crate::calls::Calls;
use crate::model::{Default, Enum, Field, Name, Record, Surface, Ty};
use crate::text::{WRITTEN, lower_camel, snake};

pub(crate) fn file(surface: &Surface, calls: &Calls<'_>) -> Result<String> {
    let mut out = format!("// {WRITTEN}\n#![cfg_attr(rustfmt, rustfmt_skip)]\n\n");
    out.push_str("use moja_api as api;\n");
    out.push_str(
        "use napi::bindgen_prelude::{External, JsObjectValue, Object, ToNapiValue, Unknown};\n\n",
    );
    out.push_str("use crate::call::{Call, CommandOf};\nuse crate::convert::*;\n");
    out.push_str("use crate::error::Refused;\n");
    out.push_str("use crate::glue::{answers, callback, codes, method, objects, outcomes, record, variants};\n\n");
    let objects: Vec<&str> =
        surface.objects.values().map(|object| object.name.name.as_str()).collect();
    writeln!(out, "objects! {{ {} }}\n", objects.join(", "))?;
    for callback in surface.callbacks.values() {
        for method in &callback.methods {
            writeln!(
                out,
                "callback! {{ {}, {}, {:?} }}",
                path(&callback.name),
                callback.name.name,
                lower_camel(&method.name)
            )?;
        }
    }
    out.push('\n');
    for record in surface.records.values().filter(|record| types::is_plain(surface, record)) {
        self::record(&mut out, record)?;
    }
    for found in surface.enums.values() {
        if !types::is_by_hand(found) {
            self::enumeration(&mut out, found)?;
        }
    }
    answers(&mut out, surface)?;
    writeln!(out, "\n/// By their numbers.\npub(crate) static CALLS: &[Call] = &[")?;
    for (object, method, is_constructor) in &calls.all {
        let params = method.params.iter().map(|param| {
            let is_request = method.request().is_some() && matches!(param.ty, Ty::Record(_));
            let shown = if is_request { String::new() } else { lower_camel(&param.name) };
            format!("{} {shown:?}", param.name)
        });
        let params = params.collect::<Vec<_>>().join(", ");
        let joint = if *is_constructor { "::" } else { "." };
        let wait = if method.is_async { " await" } else { "" };
        let (object, method) = (&object.name.name, &method.name);
        writeln!(out, "    method!({object}{joint}{method}({params}){wait}),")?;
    }
    let mut commands: Vec<(String, String)> = Vec::new();
    for (object, method) in &calls.commands {
        let domain = &object.name.name;
        let request = method.request().map(|request| request.name.as_str()).unwrap_or_default();
        commands.push((
            types::command(object, method),
            format!(
                "|value| Ok(api::Command::{domain} {{ command: api::{domain}Command::{request} \
                 {{ command: FromJs::from_js(value)? }} }})"
            ),
        ));
    }
    commands.sort();
    out.push_str("];\n\n/// Command values by their names, in order.\n");
    out.push_str("pub(crate) static COMMANDS: &[(&str, CommandOf)] = &[\n");
    for (name, read) in commands {
        writeln!(out, "    ({name:?}, {read}),")?;
    }
    out.push_str("];\n");
    Ok(out)
}

fn path(name: &Name) -> String {
    format!("api::{}", name.rust)
}

/// How a field is read.
fn get(field: &Field, name: &str) -> Result<String> {
    Ok(match (&field.default, &field.ty) {
        (None | Some(Default::None), _) | (_, Ty::Optional(_)) => format!("at.field(c{name:?})"),
        (Some(Default::OfType), _) => format!("at.or(c{name:?}, Default::default)"),
        (Some(Default::Bool(value)), _) => format!("at.or(c{name:?}, || {value})"),
        (Some(Default::Int(value)), _) => format!("at.or(c{name:?}, || {value})"),
        (Some(Default::Text(text)), Ty::Text | Ty::Custom(..)) => {
            format!("at.or_text(c{name:?}, {text:?})")
        }
        (Some(default), ty) => bail!("no default {default:?} of {ty:?}"),
    })
}

fn record(out: &mut String, record: &Record) -> Result<()> {
    let mut fields = Vec::new();
    for (name, field) in types::named(&record.fields) {
        let place =
            if field.name.is_empty() { name.trim_start_matches("value") } else { &field.name };
        let place = if place.is_empty() { "0" } else { place };
        fields.push(format!("{place} c{name:?} {}", get(field, &name)?));
    }
    let (path, shown) = (path(&record.name), &record.name.name);
    Ok(writeln!(out, "record! {{ {path}, {shown:?}, at, {{ {} }} }}", fields.join(", "))?)
}

fn enumeration(out: &mut String, found: &Enum) -> Result<()> {
    let (path, shown) = (path(&found.name), &found.name.name);
    if found.is_flat() {
        let codes = found
            .variants
            .iter()
            .map(|variant| format!("{} {:?}", variant.name, snake(&variant.name)));
        let codes = codes.collect::<Vec<_>>().join(", ");
        writeln!(out, "codes! {{ {path}, {shown:?}, {{ {codes} }} }}")?;
        return Ok(());
    }
    let mut variants = Vec::new();
    for variant in &found.variants {
        let mut fields = Vec::new();
        for (at, (name, field)) in types::named(&variant.fields).into_iter().enumerate() {
            let place = if field.name.is_empty() { at.to_string() } else { field.name.clone() };
            let own = snake(&name);
            fields.push(format!("{place} {own} c{name:?} {}", get(field, &name)?));
        }
        let code = snake(&variant.name);
        variants.push(format!("{} {code:?} {{ {} }}", variant.name, fields.join(", ")));
    }
    let variants = variants.join(", ");
    Ok(writeln!(out, "variants! {{ {path}, {shown:?}, at, {{ {variants} }} }}")?)
}

/// Outcomes have one shape, whatever they hold; the answer of a member is what it holds.
fn answers(out: &mut String, surface: &Surface) -> Result<()> {
    writeln!(out, "\noutcomes! {{")?;
    for record in surface.records.values() {
        if surface.outcome_value(&Ty::Record(record.name.clone())).is_some() {
            writeln!(out, "    {},", path(&record.name))?;
        }
    }
    out.push_str("}\n");
    let answer = surface.enums.values().find(|found| found.name.rust == "Answer");
    let variants = answer.into_iter().flat_map(|answer| &answer.variants);
    let variants = variants.filter(|variant| !variant.fields.is_empty());
    let variants = variants.map(|variant| variant.name.as_str()).collect::<Vec<_>>();
    Ok(writeln!(out, "answers! {{ {} }}", variants.join(", "))?)
}
