//! What TypeScript and editors see: `index.d.ts`.

use std::fmt::Write;

use anyhow::Result;

use super::types::{self, Side, Sides};
use super::{Shape, objects, pages, shape};
use crate::model::{Default, Enum, Field, Method, Object, Record, Surface, Ty};
use crate::text::{WRITTEN, lower_camel, snake, unlinked};

/// What is written by hand.
const BASE: &str = "\
import type {
  CallOptions,
  Command,
  CommandOptions,
  MojaBase,
  MojaError,
  Money,
  MoneyLike,
  Outcome,
  Pages,
  SessionBase,
} from './lib/base.js';

export { type Answers, MojaError, Money } from './lib/base.js';
export type {
  CallOptions,
  Command,
  CommandOptions,
  DeliveriesOptions,
  MoneyLike,
  Outcome,
  Pages,
} from './lib/base.js';
";

pub(crate) fn file(surface: &Surface) -> Result<String> {
    let sides = Sides::new(surface);
    let mut out = format!("// {WRITTEN}\n\n{BASE}");
    out.push_str("import type { Answers } from './lib/base.js';\n");
    let moja = surface.objects.values().filter(|object| object.name.name == "Moja");
    for method in moja.flat_map(|moja| &moja.constructors) {
        out.push('\n');
        out.push_str(&doc(&method.doc, ""));
        let (own, params) = (lower_camel(&method.name), params(&sides, method)?);
        writeln!(out, "export declare function {own}({params}): Promise<Moja>;")?;
    }
    for object in objects(surface) {
        class(&mut out, &sides, object)?;
    }
    commands(&mut out, &sides)?;
    for callback in surface.callbacks.values() {
        out.push('\n');
        out.push_str(&doc(&callback.doc, ""));
        writeln!(out, "export interface {} {{", callback.name.name)?;
        for method in &callback.methods {
            out.push_str(&doc(&method.doc, "  "));
            let returns = sides.hint(&method.returns, Side::Given)?;
            let params = method.params.iter().map(|param| {
                Ok(format!("{}: {}", lower_camel(&param.name), sides.hint(&param.ty, Side::Got)?))
            });
            let params = params.collect::<Result<Vec<_>>>()?.join(", ");
            writeln!(out, "  {}({params}): {returns};", lower_camel(&method.name))?;
        }
        out.push_str("}\n");
    }
    errors(&mut out, surface)?;
    module(&mut out, &sides, "api", "export ")?;
    for (name, text) in MODULES {
        write!(out, "\n/** {text} */\nexport declare namespace {name} {{\n")?;
        let mut inner = String::new();
        module(&mut inner, &sides, name, "")?;
        for line in inner.trim_start_matches('\n').lines() {
            let indent = if line.is_empty() { "" } else { "  " };
            writeln!(out, "{indent}{line}")?;
        }
        out.push_str("}\n");
    }
    Ok(out)
}

const MODULES: &[(&str, &str)] = &[
    ("core", "What all domains share."),
    ("outbox", "How far each sink has got with the journal."),
    ("ledger", "Money: accounts, transactions, holds, statements."),
    ("inventory", "Stock: items, lots, movements, reservations, valuation."),
    ("commerce", "Prices, quotes, orders, settlement, document numbers."),
    ("shop", "What a shop does with goods and money in one commit."),
];

/// A documentation comment, indented.
fn doc(text: &str, indent: &str) -> String {
    let text = unlinked(text).replace("*/", "* /").replace("# Errors\n\nNone.", "");
    let text = text.replace("# Errors\n\n", "@throws ");
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    if !text.contains('\n') {
        return format!("{indent}/** {text} */\n");
    }
    let mut out = format!("{indent}/**\n");
    for line in text.lines() {
        out.push_str(indent);
        out.push_str(if line.is_empty() { " *" } else { " * " });
        out.push_str(line);
        out.push('\n');
    }
    out.push_str(indent);
    out.push_str(" */\n");
    out
}

fn module(out: &mut String, sides: &Sides<'_>, module: &str, export: &str) -> Result<()> {
    for found in sides.surface.enums.values().filter(|found| found.name.module == module) {
        if !types::is_by_hand(found) {
            for side in sides.of(&found.name) {
                enumeration(out, sides, found, side, export)?;
            }
        }
    }
    for record in sides.surface.records.values().filter(|record| record.name.module == module) {
        if types::is_plain(sides.surface, record) {
            for side in sides.of(&record.name) {
                self::record(out, sides, record, side, export)?;
            }
        }
    }
    Ok(())
}

fn enumeration(
    out: &mut String,
    sides: &Sides<'_>,
    found: &Enum,
    side: Side,
    export: &str,
) -> Result<()> {
    let mut text = found.doc.clone();
    if found.is_flat() {
        text.push('\n');
        for variant in &found.variants {
            let doc = variant.doc.replace('\n', "\n  ");
            write!(text, "\n- `'{}'`: {doc}", snake(&variant.name))?;
        }
    }
    out.push('\n');
    out.push_str(&doc(&text, ""));
    write!(out, "{export}type {} =", sides.own_name(&found.name, side))?;
    for variant in &found.variants {
        let code = snake(&variant.name);
        if found.is_flat() {
            write!(out, "\n  | '{code}'")?;
            continue;
        }
        out.push('\n');
        out.push_str(&doc(&variant.doc, "  "));
        write!(out, "  | {{ readonly kind: '{code}'")?;
        for (name, field) in types::named(&variant.fields) {
            write!(out, "; {}", self::field(sides, &name, field, side)?)?;
        }
        out.push_str(" }");
    }
    out.push_str(";\n");
    Ok(())
}

fn record(
    out: &mut String,
    sides: &Sides<'_>,
    record: &Record,
    side: Side,
    export: &str,
) -> Result<()> {
    out.push('\n');
    out.push_str(&doc(&record.doc, ""));
    writeln!(out, "{export}interface {} {{", sides.own_name(&record.name, side))?;
    for (name, field) in types::named(&record.fields) {
        let mut text = field.doc.clone();
        if let (Side::Given, Some(default)) = (side, shown_default(field)) {
            write!(text, "\n@defaultValue `{default}`")?;
        }
        out.push_str(&doc(&text, "  "));
        writeln!(out, "  {};", self::field(sides, &name, field, side)?)?;
    }
    out.push_str("}\n");
    Ok(())
}

fn field(sides: &Sides<'_>, name: &str, field: &Field, side: Side) -> Result<String> {
    let hint = sides.hint(&field.ty, side)?;
    let optional = side == Side::Given && types::is_optional(field);
    let mark = if optional { "?" } else { "" };
    let none = if optional && !matches!(field.ty, Ty::Optional(_)) { " | null" } else { "" };
    let undefined = if optional { " | undefined" } else { "" };
    Ok(format!("readonly {name}{mark}: {hint}{none}{undefined}"))
}

fn shown_default(field: &Field) -> Option<String> {
    match (field.default.as_ref()?, &field.ty) {
        (Default::Bool(value), _) => Some(value.to_string()),
        (Default::Int(value), _) => Some(value.clone()),
        (Default::Text(text), _) => Some(format!("'{text}'")),
        (Default::OfType, Ty::Bool) => Some("false".to_owned()),
        (Default::OfType, Ty::Int(..)) => Some("0".to_owned()),
        _ => None,
    }
}

/// What stands between the parentheses of a method.
fn params(sides: &Sides<'_>, method: &Method) -> Result<String> {
    let surface = sides.surface;
    let request = method.request().and_then(|name| surface.records.get(name));
    let mut params = Vec::new();
    for param in method.params.iter().filter(|param| param.name != "command_id") {
        let name = lower_camel(&param.name);
        let (optional, ty) = match (&param.ty, request) {
            (Ty::Optional(of), _) => (true, &**of),
            (ty, Some(record)) => (record.fields.iter().all(types::is_optional), ty),
            (ty, None) => (false, ty),
        };
        let mark = if optional { "?" } else { "" };
        let hint = sides.hint(ty, Side::Given)?;
        params.push(format!("{name}{mark}: {hint}"));
    }
    Ok(params.join(", "))
}

fn class(out: &mut String, sides: &Sides<'_>, object: &Object) -> Result<()> {
    let surface = sides.surface;
    let name = &object.name.name;
    let base = match name.as_str() {
        "Moja" => " extends MojaBase",
        "Session" => " extends SessionBase",
        _ => "",
    };
    out.push('\n');
    out.push_str(&doc(&object.doc, ""));
    writeln!(out, "export declare class {name}{base} {{\n  private constructor();")?;
    for method in &object.constructors {
        out.push_str(&doc(&method.doc, "  "));
        let (own, params) = (lower_camel(&method.name), params(sides, method)?);
        writeln!(out, "  static {own}({params}): Promise<{name}>;")?;
    }
    for method in &object.methods {
        out.push('\n');
        out.push_str(&doc(&method.doc, "  "));
        let own = lower_camel(&method.name);
        let params = params(sides, method)?;
        let comma = if params.is_empty() { "" } else { ", " };
        let returns = sides.returned(&method.returns)?;
        let is_command = method.params.iter().any(|param| param.name == "command_id");
        let options = if is_command { "CommandOptions" } else { "CallOptions" };
        match shape(surface, method) {
            Shape::Property => writeln!(out, "  get {own}(): {returns};")?,
            Shape::Handle => writeln!(out, "  {own}({params}): {returns};")?,
            Shape::Promise if method.name == "all_or_nothing" => {
                writeln!(
                    out,
                    "  {own}<const T extends readonly Command<unknown>[]>(commands: T, options?: {options}): Promise<Answers<T>>;"
                )?;
            }
            Shape::Promise => {
                writeln!(out, "  {own}({params}{comma}options?: {options}): Promise<{returns}>;")?
            }
            Shape::Pages => {
                let items = pages(surface, method).map(|(_, item)| item);
                let item = items.map(|item| sides.hint(item, Side::Got)).transpose()?;
                writeln!(
                    out,
                    "  {own}({params}{comma}options?: {options}): Pages<{returns}, {}>;",
                    item.unwrap_or_default()
                )?;
            }
        }
    }
    out.push_str("}\n");
    Ok(())
}

/// Makers of command values: what the methods do, to be done later or together.
fn commands(out: &mut String, sides: &Sides<'_>) -> Result<()> {
    out.push_str("\n/** Commands as values, for `allOrNothing` and pipelines: named as the methods are. */\n");
    out.push_str("export declare const commands: {\n");
    for object in sides.surface.domains() {
        writeln!(out, "  readonly {}: {{", snake(&object.name.name))?;
        for method in object.methods.iter().filter(|method| method.is_command()) {
            let request = method.request().map(|name| sides.name(name, Side::Given));
            let answer = match sides.surface.outcome_value(&method.returns) {
                Some(value) => sides.hint(value, Side::Got)?,
                None => "null".to_owned(),
            };
            out.push_str(&doc(&method.doc, "    "));
            writeln!(
                out,
                "    {}(args: {}): Command<{answer}>;",
                lower_camel(&method.name),
                request.unwrap_or_default()
            )?;
        }
        out.push_str("  };\n");
    }
    out.push_str("};\n");
    Ok(())
}

fn errors(out: &mut String, surface: &Surface) -> Result<()> {
    for (_, name, parent, text) in super::errors(surface) {
        out.push('\n');
        out.push_str(&doc(&text, ""));
        writeln!(out, "export declare class {name} extends {parent} {{}}")?;
    }
    Ok(())
}
