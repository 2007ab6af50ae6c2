//! The exceptions.

use std::fmt::Write;

use anyhow::{Context, Result};

use super::source::doc;
use crate::model::Surface;
use crate::text::{WRITTEN, snake};

/// The exceptions: one for each kind of error, and one for each domain that refuses.
pub(crate) fn file(surface: &Surface) -> Result<String> {
    let error = surface.enums.values().find(|found| found.is_error).context("no error")?;
    let mut out = format!("# {WRITTEN}\n\"\"\"Why something was not done.\"\"\"\n\n");
    out.push_str("from __future__ import annotations\n\n");
    out.push_str("from ._error import MojaError, made\n\n");
    let mut names = vec!["MojaError".to_owned(), "WrongTypeError".to_owned()];
    let mut body = String::new();
    let mut table = String::new();
    for variant in &error.variants {
        let name = format!("{}Error", variant.name);
        let bases = if variant.name == "Invalid" { "MojaError, ValueError" } else { "MojaError" };
        write!(body, "\n\nclass {name}({bases}):\n{}", doc(&variant.doc, "    "))?;
        names.push(name.clone());
        if variant.fields.iter().any(|field| field.name == "domain") {
            for object in surface.domains() {
                let domain = &object.name.name;
                let own = format!("{domain}Error");
                let text = format!("The {} refuses. Nothing was changed.", snake(domain));
                write!(body, "\n\nclass {own}({name}):\n{}", doc(&text, "    "))?;
                writeln!(table, "made({:?}, {own})", snake(domain))?;
                names.push(own);
            }
        }
        writeln!(table, "made({:?}, {name})", snake(&variant.name))?;
    }
    body.push_str("\n\nclass WrongTypeError(InvalidError, TypeError):\n");
    body.push_str(&doc(
        "An argument is of a type that has no place there: a float where money is due.",
        "    ",
    ));
    table.push_str("made(\"wrong_type\", WrongTypeError)\n");
    names.sort();
    let names: String = names.iter().map(|name| format!("    {name:?},\n")).collect();
    write!(out, "__all__ = [\n{names}]\n{body}\n\n{table}")?;
    Ok(out)
}
