//! The typed modules: records, enums and handles, in Python.

use std::fmt::Write;

use anyhow::{Context, Result};

use super::glue::is_plain;
use super::source::{doc, used};
use super::types::{self, Imports, Side, class, hint, none_is_default};
use crate::calls::Calls;
use crate::model::{Enum, Field, Method, Object, Record, Surface, Ty, Variant};
use crate::text::{WRITTEN, camel, snake};

/// Methods without arguments that are no properties, because each call gives something new or
/// takes its time.
const CALLED: &[&str] = &["new_command_id", "pipeline", "describe"];

pub(crate) fn file(surface: &Surface, calls: &Calls<'_>, module: &str) -> Result<String> {
    let (mut body, mut names) = (String::new(), Vec::new());
    let mut imports = Imports { surface, own: Default::default() };
    let mut writer = Writer { surface, calls, module, imports: &mut imports };
    for found in surface.enums.values().filter(|found| found.name.module == module) {
        if found.is_error || types::is_command_value(&found.name) {
            continue;
        }
        names.push(found.name.name.clone());
        if found.is_flat() {
            names.push(format!("{}Code", found.name.name));
            body.push_str(&codes(found)?);
        } else {
            body.push_str(&writer.variants(found)?);
        }
    }
    for record in surface.records.values().filter(|record| record.name.module == module) {
        if is_plain(surface, record) {
            names.push(record.name.name.clone());
            body.push_str(&writer.record(record)?);
        }
    }
    for callback in surface.callbacks.values().filter(|found| found.name.module == module) {
        names.push(callback.name.name.clone());
        body.push_str(&writer.callback(callback)?);
    }
    for object in surface.objects.values() {
        let home = if object.is_domain() { snake(&object.name.name) } else { "api".to_owned() };
        if home == module {
            names.push(object.name.name.clone());
            names.push(format!("Async{}", object.name.name));
            body.push_str(&writer.object(object, false)?);
            body.push_str(&writer.object(object, true)?);
        }
    }
    let mut out = format!("# {WRITTEN}\n\"\"\"{}\"\"\"\n\n", title(module));
    out.push_str("from __future__ import annotations\n\n");
    out.push_str("from collections.abc import Awaitable, Mapping, Sequence\n");
    out.push_str("from datetime import datetime\nfrom decimal import Decimal\n");
    out.push_str(
        "from enum import Enum\nfrom typing import TYPE_CHECKING, Any, List, Literal, Protocol\n",
    );
    out.push_str("from uuid import UUID\n\n");
    out.push_str(
        "from ._moja import Handle, call, call_async, call_now\nfrom ._money import Money\n",
    );
    out.push_str(
        "from ._record import AsyncMojaBase, Command, MojaBase, Outcome, Record, decimal\n",
    );
    out.push_str("\nif TYPE_CHECKING:\n");
    let mut by_file = std::collections::BTreeMap::<&str, Vec<&str>>::new();
    for (file, name) in &imports.own {
        by_file.entry(file).or_default().push(name);
    }
    if module != "ledger" {
        by_file.entry("ledger").or_default().push("MetaText");
    }
    for (file, mut names) in by_file {
        names.sort_unstable();
        names.dedup();
        writeln!(out, "    from .{file} import {}", names.join(", "))?;
    }
    if module == "ledger" && imports.own.is_empty() {
        out.push_str("    pass\n");
    }
    names.sort();
    let names: Vec<String> = names.iter().map(|name| format!("    {name:?},\n")).collect();
    write!(out, "\n__all__ = [\n{}]\n", names.concat())?;
    out.push_str(&body);
    Ok(used(&out))
}

fn title(module: &str) -> &'static str {
    match module {
        "core" => "What all domains share.",
        "outbox" => "How far each sink has got with the journal.",
        "ledger" => "Money: accounts, transactions, holds, statements.",
        "inventory" => "Stock: items, lots, movements, reservations, valuation.",
        "commerce" => "Prices, quotes, orders, settlement, document numbers.",
        "shop" => "What a shop does with goods and money in one commit.",
        _ => "The store and those who act in it.",
    }
}

fn codes(found: &Enum) -> Result<String> {
    let mut out = format!("\n\nclass {}(str, Enum):\n", found.name.name);
    out.push_str(&doc(&found.doc, "    "));
    out.push('\n');
    for variant in &found.variants {
        let code = snake(&variant.name);
        writeln!(out, "    {} = {code:?}", code.to_uppercase())?;
        out.push_str(&doc(&variant.doc, "    "));
    }
    let codes = found.variants.iter().map(|variant| format!("{:?}", snake(&variant.name)));
    let codes = codes.collect::<Vec<_>>().join(", ");
    write!(out, "\n\n{}Code = Literal[{codes}]\n", found.name.name)?;
    out.push_str(&doc(&format!("A `{}` as text.", found.name.name), ""));
    Ok(out)
}

struct Writer<'a, 'i> {
    surface: &'a Surface,
    calls: &'a Calls<'a>,
    module: &'a str,
    imports: &'i mut Imports<'a>,
}

impl Writer<'_, '_> {
    fn hint(&mut self, ty: &Ty, side: Side) -> Result<String> {
        hint(ty, side, self.module, self.imports)
    }

    fn record(&mut self, record: &Record) -> Result<String> {
        let number = self.calls.commands.iter().position(|(_, method)| {
            method.request().is_some_and(|request| *request == record.name)
        });
        let base = if number.is_some() { "Command" } else { "Record" };
        let mut out = format!("\n\nclass {}({base}):\n", record.name.name);
        out.push_str(&doc(&record.doc, "    "));
        out.push('\n');
        if let Some(number) = number {
            writeln!(out, "    _number = {number}")?;
        }
        self.fields(&mut out, &record.fields, "    ")?;
        Ok(out)
    }

    /// Slots, annotations and the constructor.
    fn fields(&mut self, out: &mut String, fields: &[Field], indent: &str) -> Result<()> {
        let named: Vec<(String, &Field)> = named(fields);
        let slots = named.iter().map(|(name, _)| format!("{name:?}")).collect::<Vec<_>>();
        let comma = if slots.len() == 1 { "," } else { "" };
        writeln!(out, "{indent}__slots__ = ({}{comma})", slots.join(", "))?;
        if fields.is_empty() {
            return Ok(());
        }
        out.push('\n');
        for (name, field) in &named {
            writeln!(out, "{indent}{name}: {}", self.hint(&field.ty, Side::Got)?)?;
            out.push_str(&doc(&field.doc, indent));
        }
        write!(out, "\n{indent}def __init__(\n{indent}    self,\n")?;
        // A single field without a name is given without one.
        let positional = matches!(fields, [field] if field.name.is_empty());
        out.push_str(&self.params(&named, positional, indent)?);
        writeln!(out, "{indent}) -> None:")?;
        for (name, field) in &named {
            let late = none_is_default(&field.ty, field.default.as_ref());
            let (value, ignore) = match &field.ty {
                ty if is_quantity(ty) && !late => (format!("decimal({name})"), ""),
                Ty::Optional(of) if is_quantity(of) => {
                    (format!("None if {name} is None else decimal({name})"), "")
                }
                ty => {
                    let differs =
                        late || self.hint(ty, Side::Given)? != self.hint(ty, Side::Got)?;
                    let ignore = if differs { "  # type: ignore[assignment]" } else { "" };
                    (name.clone(), ignore)
                }
            };
            writeln!(out, "{indent}    self.{name} = {value}{ignore}")?;
        }
        Ok(())
    }

    fn params(
        &mut self,
        named: &[(String, &Field)],
        positional: bool,
        indent: &str,
    ) -> Result<String> {
        let mut out = if positional || named.is_empty() {
            String::new()
        } else {
            format!("{indent}    *,\n")
        };
        for (name, field) in named {
            let mut hint = self.hint(&field.ty, Side::Given)?;
            let default = types::default(&field.ty, field.default.as_ref())?;
            if none_is_default(&field.ty, field.default.as_ref()) {
                hint.push_str(" | None");
            }
            match default {
                Some(default) => writeln!(out, "{indent}    {name}: {hint} = {default},")?,
                None => writeln!(out, "{indent}    {name}: {hint},")?,
            }
        }
        Ok(out)
    }

    fn variants(&mut self, found: &Enum) -> Result<String> {
        let name = &found.name.name;
        let mut out = format!("\n\nclass {name}(Record):\n");
        out.push_str(&doc(&found.doc, "    "));
        out.push_str("\n    __slots__ = ()\n");
        let mut nested = Vec::new();
        for Variant { name: variant, doc: text, fields } in &found.variants {
            write!(out, "\n\nclass _{name}{variant}({name}):\n")?;
            out.push_str(&doc(text, "    "));
            out.push('\n');
            self.fields(&mut out, fields, "    ")?;
            nested.push((types::ident(variant), format!("_{name}{variant}")));
        }
        out.push_str("\n\nif TYPE_CHECKING:\n    pass\n");
        // Where they are looked for: `Charge.Rate("5%")`.
        let start =
            out.find("    __slots__ = ()\n").context("slots")? + "    __slots__ = ()\n".len();
        let shown: String = nested
            .iter()
            .map(|(variant, class)| format!("    {variant}: type[{class}]\n"))
            .collect();
        out.insert_str(start, &format!("\n{shown}"));
        let end = out.rfind("\n\nif TYPE_CHECKING:\n    pass\n").context("end")?;
        out.truncate(end);
        out.push('\n');
        out.push('\n');
        for (variant, class) in nested {
            writeln!(out, "{name}.{variant} = {class}")?;
            writeln!(out, "{class}.__qualname__ = \"{name}.{variant}\"")?;
        }
        Ok(out)
    }

    fn callback(&mut self, callback: &Object) -> Result<String> {
        let mut out = format!("\n\nclass {}(Protocol):\n", callback.name.name);
        out.push_str(&doc(&callback.doc, "    "));
        for method in &callback.methods {
            let returns = self.hint(&method.returns, Side::Given)?;
            let mut params = String::new();
            for field in &method.params {
                let hint = self.hint(&field.ty, Side::Got)?;
                write!(params, ", {}: {hint}", types::ident(&field.name))?;
            }
            write!(out, "\n    def {}(self{params}) -> {returns}:\n", method.name)?;
            out.push_str(&doc(&method.doc, "        "));
            out.push_str("        ...\n");
        }
        Ok(out)
    }

    fn object(&mut self, object: &Object, asynchronous: bool) -> Result<String> {
        let name = &object.name.name;
        let (prefix, base) = match (asynchronous, name.as_str()) {
            (false, "Moja") => ("", "(MojaBase)"),
            (true, "Moja") => ("Async", "(AsyncMojaBase)"),
            (false, _) => ("", ""),
            (true, _) => ("Async", ""),
        };
        let mut out = format!("\n\nclass {prefix}{name}{base}:\n");
        out.push_str(&doc(&object.doc, "    "));
        let kept: Vec<&str> = object
            .methods
            .iter()
            .filter(|method| self.is_kept(method))
            .map(|method| method.name.as_str())
            .collect();
        let slots = std::iter::once("_handle".to_owned())
            .chain(kept.iter().map(|name| format!("_{name}")))
            .map(|slot| format!("{slot:?}"))
            .collect::<Vec<_>>();
        let comma = if slots.len() == 1 { "," } else { "" };
        write!(out, "\n    __slots__ = ({}{comma})\n", slots.join(", "))?;
        write!(out, "\n    def __init__(self, handle: Handle) -> None:\n")?;
        out.push_str("        self._handle = handle\n");
        for name in &kept {
            writeln!(out, "        self._{name}: {prefix}{} | None = None", camel(name))?;
        }
        for method in &object.constructors {
            let number = self.number(object, method)?;
            out.push_str(&self.constructor(method, number, prefix, name, asynchronous)?);
        }
        for method in &object.methods {
            let number = self.number(object, method)?;
            out.push_str(&self.method(method, number, prefix, asynchronous)?);
        }
        Ok(out)
    }

    fn number(&self, object: &Object, method: &Method) -> Result<usize> {
        self.calls.number(object, method).context("a method without a number")
    }

    /// Whether the method gives a handle that is always the same: that of a domain.
    fn is_kept(&self, method: &Method) -> bool {
        matches!(&method.returns, Ty::Object(name) if name.name == camel(&method.name))
            && method.params.is_empty()
            && !CALLED.contains(&method.name.as_str())
    }

    fn constructor(
        &mut self,
        method: &Method,
        number: usize,
        prefix: &str,
        class: &str,
        asynchronous: bool,
    ) -> Result<String> {
        let named = named(&method.params);
        let mut params = String::new();
        for (name, field) in &named {
            let hint = self.hint(&field.ty, Side::Given)?;
            let default = types::default(&field.ty, field.default.as_ref())?;
            let default = default.map(|default| format!(" = {default}")).unwrap_or_default();
            write!(params, ", {name}: {hint}{default}")?;
        }
        let (word, call) = if asynchronous { ("async ", "await call_async") } else { ("", "call") };
        let mut out = format!(
            "\n    @classmethod\n    {word}def {}(cls{params}) -> {prefix}{class}:\n",
            method.name
        );
        out.push_str(&doc(&method.doc, "        "));
        let args = named.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>();
        let comma = if args.len() == 1 { "," } else { "" };
        writeln!(out, "        return cls({call}({number}, None, ({}{comma})))", args.join(", "))?;
        Ok(out)
    }

    fn method(
        &mut self,
        method: &Method,
        number: usize,
        prefix: &str,
        asynchronous: bool,
    ) -> Result<String> {
        let surface = self.surface;
        let record = method.request().and_then(|request| surface.records.get(request));
        let is_property =
            !method.is_async && method.params.is_empty() && !CALLED.contains(&method.name.as_str());
        let mut returns = self.returned(&method.returns, prefix)?;
        let mut out = String::from("\n");
        let (params, args) = match record {
            Some(record) => self.request(method, record)?,
            None => self.plain(method)?,
        };
        if is_property {
            out.push_str("    @property\n");
        }
        let is_awaited = asynchronous && method.is_async;
        let word = if is_awaited { "async " } else { "" };
        if params.is_empty() {
            writeln!(out, "    {word}def {}(self) -> {returns}:", method.name)?;
        } else {
            write!(out, "    {word}def {}(\n        self,\n{params}", method.name)?;
            writeln!(out, "    ) -> {returns}:")?;
        }
        let fields = record.map(|record| record.fields.as_slice()).unwrap_or_default();
        let mut text = method.doc.clone();
        if !fields.is_empty() {
            text.push_str("\n\nArgs:");
            for field in fields {
                let lines = field.doc.replace('\n', "\n    ");
                write!(text, "\n- `{}`: {}", types::ident(&field.name), lines)?;
            }
        }
        if method.is_command() {
            text.push_str(
                "\n- `command_id`: Sent again under the same id, the command has no further effect.",
            );
        }
        out.push_str(&doc(&text, "        "));
        let call = match (is_awaited, asynchronous) {
            (true, _) => "await call_async",
            (false, true) => "call_now",
            (false, false) => "call",
        };
        let call = format!("{call}({number}, self._handle, {args})");
        if let Ty::Object(name) = &method.returns {
            let class = format!("{prefix}{}", class(name));
            let own = snake(&name.name);
            if self.is_kept(method) {
                let kept = format!("self._{}", method.name);
                writeln!(out, "        if {kept} is None:")?;
                if own != self.module {
                    writeln!(out, "            from .{own} import {class}\n")?;
                }
                writeln!(out, "            {kept} = {class}({call})")?;
                writeln!(out, "        return {kept}")?;
            } else {
                writeln!(out, "        return {class}({call})")?;
            }
        } else if returns == "None" {
            writeln!(out, "        {call}")?;
        } else {
            // A parameter may be called `list`.
            if let Some(of) = returns.strip_prefix("list[") {
                returns = format!("List[{of}");
            }
            writeln!(out, "        answer: {returns} = {call}")?;
            out.push_str("        return answer\n");
        }
        Ok(out)
    }

    /// What a method gives, in Python's words.
    fn returned(&mut self, ty: &Ty, prefix: &str) -> Result<String> {
        let surface = self.surface;
        if let Some(value) = surface.outcome_value(ty) {
            if matches!(value, Ty::Enum(name) if name.rust == "Answer") {
                return Ok("Outcome[Any]".to_owned());
            }
            return Ok(format!("Outcome[{}]", self.hint(value, Side::Got)?));
        }
        Ok(match ty {
            Ty::Record(name) if name.name == "DoneOutcome" => "Outcome[None]".to_owned(),
            Ty::List(of) => format!("list[{}]", self.returned(of, prefix)?),
            Ty::Object(name) => {
                let class = format!("{prefix}{}", class(name));
                let own = snake(&name.name);
                let home = if types::is_domain_module(&own) { own } else { "_store".to_owned() };
                if home != types::file(self.module) {
                    self.imports.own.insert((home, class.clone()));
                }
                class
            }
            other => self.hint(other, Side::Got)?,
        })
    }

    /// A command or query, field by field.
    fn request(&mut self, method: &Method, record: &Record) -> Result<(String, String)> {
        let mut fields: Vec<Field> = record.fields.clone();
        let count = fields.len();
        fields.extend(method.params.iter().skip(1).cloned());
        let named = named(&fields);
        let params = self.params(&named, false, "    ")?;
        let names: Vec<&str> = named.iter().map(|(name, _)| name.as_str()).collect();
        let (request, rest) = names.split_at(count);
        let mut args = format!("({})", tuple(request));
        for name in rest {
            args.push_str(", ");
            args.push_str(name);
        }
        let comma = if rest.is_empty() { "," } else { "" };
        Ok((params, format!("({args}{comma})")))
    }

    fn plain(&mut self, method: &Method) -> Result<(String, String)> {
        let mut params = String::new();
        for field in &method.params {
            let commands = matches!(&field.ty, Ty::List(of) if matches!(&**of, Ty::Enum(_)));
            let hint = if commands {
                "Sequence[Command]".to_owned()
            } else {
                self.hint(&field.ty, Side::Given)?
            };
            let default = types::default(&field.ty, field.default.as_ref())?;
            let default = default.map(|default| format!(" = {default}")).unwrap_or_default();
            writeln!(params, "        {}: {hint}{default},", field.name)?;
        }
        let names: Vec<&str> = method.params.iter().map(|field| field.name.as_str()).collect();
        Ok((params, format!("({})", tuple(&names))))
    }
}

/// What stands between the parentheses of a tuple.
fn tuple(names: &[&str]) -> String {
    let comma = if names.len() == 1 { "," } else { "" };
    format!("{}{comma}", names.join(", "))
}

fn is_quantity(ty: &Ty) -> bool {
    matches!(ty, Ty::Custom(custom, _) if custom.name == "Quantity")
}

fn named(fields: &[Field]) -> Vec<(String, &Field)> {
    let single = fields.len() == 1;
    let named = fields.iter().enumerate().map(|(at, field)| {
        let name = match (field.name.is_empty(), single) {
            (false, _) => types::ident(&field.name),
            (true, true) => "value".to_owned(),
            (true, false) => format!("value{at}"),
        };
        (name, field)
    });
    named.collect()
}
