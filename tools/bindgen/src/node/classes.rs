//! The classes of handles and errors, and the entries of the package, in JavaScript.

use std::fmt::Write;

use anyhow::{Context, Result};

use super::{Shape, is_kept, objects, pages, shape, types};
use crate::calls::Calls;
use crate::model::{Method, Object, Surface, Ty};
use crate::text::{WRITTEN, lower_camel, snake};

/// The runtime that the classes stand on.
const RUNTIME: &str = "\
const { MojaBase, SessionBase } = require('./base.js');
const { call, callNow, given } = require('./call.js');
const { Pages } = require('./pages.js');
";

pub(crate) fn handles(surface: &Surface, calls: &Calls<'_>) -> Result<String> {
    let mut out = format!("// {WRITTEN}\n'use strict';\n\n{RUNTIME}");
    for object in objects(surface) {
        class(&mut out, surface, calls, object)?;
    }
    let mut commands: Vec<(&Object, &Method)> = calls.commands.clone();
    commands.sort_by_key(|(object, method)| (object.name.name.clone(), method.name.clone()));
    out.push_str("\nconst commands = Object.freeze({\n");
    let mut open = None;
    for (object, method) in commands {
        let domain = snake(&object.name.name);
        if open.as_ref() != Some(&domain) {
            if open.is_some() {
                out.push_str("  }),\n");
            }
            writeln!(out, "  {domain}: Object.freeze({{")?;
            open = Some(domain);
        }
        let name = types::command(object, method);
        let method = lower_camel(&method.name);
        writeln!(out, "    {method}: (args) => ({{ command: '{name}', args }}),")?;
    }
    out.push_str("  }),\n});\n");
    let names: Vec<&str> =
        objects(surface).into_iter().map(|object| object.name.name.as_str()).collect();
    writeln!(out, "\nmodule.exports = {{ {}, commands }};", names.join(", "))?;
    Ok(out)
}

fn class(out: &mut String, surface: &Surface, calls: &Calls<'_>, object: &Object) -> Result<()> {
    let name = &object.name.name;
    let base = match name.as_str() {
        "Moja" => " extends MojaBase",
        "Session" => " extends SessionBase",
        _ => "",
    };
    write!(out, "\nclass {name}{base} {{\n  #handle;\n")?;
    for method in object.methods.iter().filter(|method| is_kept(method)) {
        writeln!(out, "  #{};", lower_camel(&method.name))?;
    }
    out.push_str("\n  constructor(handle) {\n");
    if !base.is_empty() {
        out.push_str("    super();\n");
    }
    out.push_str("    this.#handle = handle;\n  }\n");
    for method in &object.constructors {
        let number = calls.number(object, method).context("a constructor without a number")?;
        let params = params(method);
        let own = lower_camel(&method.name);
        writeln!(out, "\n  static async {own}({}) {{", params.join(", "))?;
        writeln!(
            out,
            "    return new {name}(await call({number}, null, [{}]));",
            params.join(", ")
        )?;
        out.push_str("  }\n");
    }
    for method in &object.methods {
        let number = calls.number(object, method).context("a method without a number")?;
        self::method(out, surface, method, number)?;
    }
    out.push_str("}\n");
    Ok(())
}

/// The arguments by position: all but the id of a command, which is an option.
fn params(method: &Method) -> Vec<String> {
    let params = method.params.iter().filter(|param| param.name != "command_id");
    params.map(|param| lower_camel(&param.name)).collect()
}

fn method(out: &mut String, surface: &Surface, method: &Method, number: usize) -> Result<()> {
    let own = lower_camel(&method.name);
    let params = params(method);
    let args = params.join(", ");
    // A request of which nothing must be given need not be given itself.
    let request = method.request().and_then(|name| surface.records.get(name));
    let is_free = request.is_some_and(|record| record.fields.iter().all(types::is_optional));
    let shown = if is_free { format!("{args} = {{}}") } else { args.clone() };
    let comma = if shown.is_empty() { "" } else { ", " };
    out.push('\n');
    let returned = match &method.returns {
        Ty::Object(name) => Some(name.name.as_str()),
        _ => None,
    };
    match shape(surface, method) {
        Shape::Property => {
            writeln!(out, "  get {own}() {{")?;
            match returned {
                Some(class) if is_kept(method) => writeln!(
                    out,
                    "    return (this.#{own} ??= new {class}(callNow({number}, this.#handle, [])));"
                )?,
                _ => writeln!(out, "    return callNow({number}, this.#handle, []);")?,
            }
        }
        Shape::Handle => {
            let class = returned.context("no class")?;
            writeln!(out, "  {own}({shown}) {{")?;
            writeln!(out, "    return new {class}(callNow({number}, this.#handle, [{args}]));")?;
        }
        Shape::Pages => {
            let (items, _) = pages(surface, method).context("no items")?;
            let items = lower_camel(items);
            writeln!(out, "  {own}({shown}, options) {{")?;
            writeln!(out, "    return new Pages(")?;
            writeln!(
                out,
                "      (signal, after) => call({number}, this.#handle, [after ? {{ ...{args}, after }} : {args}], signal),"
            )?;
            writeln!(out, "      options,\n      '{items}',\n    );")?;
        }
        Shape::Promise => {
            writeln!(out, "  async {own}({shown}{comma}options) {{")?;
            if method.params.iter().any(|param| param.name == "command_id") {
                out.push_str("    const { commandId, signal } = given(options, true);\n");
                writeln!(
                    out,
                    "    return call({number}, this.#handle, [{args}, commandId], signal);"
                )?;
            } else {
                out.push_str("    const { signal } = given(options, false);\n");
                let call = format!("call({number}, this.#handle, [{args}], signal)");
                match returned {
                    Some(class) => writeln!(out, "    return new {class}(await {call});")?,
                    None => writeln!(out, "    return {call};")?,
                }
            }
        }
    }
    out.push_str("  }\n");
    Ok(())
}

pub(crate) fn errors(surface: &Surface) -> Result<String> {
    let mut out = format!("// {WRITTEN}\n'use strict';\n\n");
    out.push_str("const { MojaError, made } = require('./error.js');\n");
    let classes = super::errors(surface);
    for (kind, name, parent, _) in &classes {
        write!(out, "\nclass {name} extends {parent} {{}}\n")?;
        writeln!(out, "made('{kind}', {name});")?;
    }
    let names: Vec<&str> = classes.iter().map(|(_, name, ..)| name.as_str()).collect();
    writeln!(out, "\nmodule.exports = {{\n  MojaError,\n  {},\n}};", names.join(",\n  "))?;
    Ok(out)
}

/// What the package exports, by the file that has it.
fn exports(surface: &Surface) -> Vec<(&'static str, Vec<String>)> {
    let mut handles: Vec<String> =
        objects(surface).into_iter().map(|object| object.name.name.clone()).collect();
    handles.push("commands".to_owned());
    let errors = super::errors(surface).into_iter().map(|(_, name, ..)| name);
    vec![
        ("handles", handles),
        ("errors", std::iter::once("MojaError".to_owned()).chain(errors).collect()),
        ("money", vec!["Money".to_owned()]),
    ]
}

/// The functions that open a store: the constructors of its handle.
fn openers(surface: &Surface) -> Vec<String> {
    let moja = surface.objects.values().filter(|object| object.name.name == "Moja");
    let openers = moja.flat_map(|moja| &moja.constructors);
    openers.map(|method| lower_camel(&method.name)).collect()
}

pub(crate) fn common(surface: &Surface) -> Result<String> {
    let mut out = format!("// {WRITTEN}\n'use strict';\n\n");
    let exports = exports(surface);
    for (file, names) in &exports {
        writeln!(out, "const {{\n  {},\n}} = require('./lib/{file}.js');", names.join(",\n  "))?;
    }
    out.push_str("\nmodule.exports = {\n");
    for opener in openers(surface) {
        writeln!(out, "  {opener}: Moja.{opener},")?;
    }
    for name in exports.iter().flat_map(|(_, names)| names) {
        writeln!(out, "  {name},")?;
    }
    out.push_str("};\n");
    Ok(out)
}

/// One instance of everything, however it is imported: the ESM entry has no code of its own.
pub(crate) fn module(surface: &Surface) -> Result<String> {
    let mut out = format!("// {WRITTEN}\nimport moja from './index.js';\n\n");
    let mut names = openers(surface);
    names.extend(exports(surface).into_iter().flat_map(|(_, names)| names));
    writeln!(out, "export const {{\n  {},\n}} = moja;", names.join(",\n  "))?;
    out.push_str("export default moja;\n");
    Ok(out)
}
