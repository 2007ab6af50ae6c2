//! Node: classes in JavaScript, their types in TypeScript, and the table of calls in Rust.
//!
//! A record is a plain object, and the border is crossed by native functions that take the number
//! of a method and its arguments. So nothing is compiled per class.

mod classes;
mod glue;
mod types;
mod typings;

use anyhow::Result;

use crate::File;
use crate::calls::Calls;
use crate::model::{Method, Object, Surface, Ty};
use crate::text::{camel, snake};

pub(crate) fn files(surface: &Surface) -> Result<Vec<File>> {
    let calls = Calls::new(surface);
    let file = |path: &str, text| (format!("node/{path}"), text);
    Ok(vec![
        file("src/generated.rs", glue::file(surface, &calls)?),
        file("lib/handles.js", classes::handles(surface, &calls)?),
        file("lib/errors.js", classes::errors(surface)?),
        file("index.js", classes::common(surface)?),
        file("index.mjs", classes::module(surface)?),
        file("index.d.ts", typings::file(surface)?),
    ])
}

/// Methods without arguments that are no properties, because each call gives something new or
/// takes its time.
const CALLED: &[&str] = &["new_command_id", "pipeline", "describe"];

/// What a method is in JavaScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// It is there at once, and always the same or cheap.
    Property,
    /// Gives a handle at once.
    Handle,
    /// Gives a promise.
    Promise,
    /// Asks for a page after another.
    Pages,
}

fn shape(surface: &Surface, method: &Method) -> Shape {
    if pages(surface, method).is_some() {
        Shape::Pages
    } else if method.is_async {
        Shape::Promise
    } else if matches!(method.returns, Ty::Object(_)) && !method.params.is_empty() {
        Shape::Handle
    } else if !CALLED.contains(&method.name.as_str()) {
        Shape::Property
    } else if matches!(method.returns, Ty::Object(_)) {
        Shape::Handle
    } else {
        // It may ask the app's clock, which runs on the thread that would wait for it.
        Shape::Promise
    }
}

/// Of a query that goes on `after` where the page before it said `next`: the field of the page
/// with its items, and their type.
fn pages<'a>(surface: &'a Surface, method: &Method) -> Option<(&'a str, &'a Ty)> {
    let asked = surface.records.get(method.request()?)?;
    let after = asked.fields.iter().find(|field| field.name == "after")?;
    let Ty::Record(page) = &method.returns else { return None };
    let page = surface.records.get(page)?;
    page.fields.iter().find(|field| field.name == "next" && field.ty == after.ty)?;
    let mut lists = page.fields.iter().filter_map(|field| match &field.ty {
        Ty::List(of) => Some((field.name.as_str(), &**of)),
        _ => None,
    });
    let items = lists.next()?;
    lists.next().is_none().then_some(items)
}

/// Whether the method gives a handle that is always the same: that of a domain.
fn is_kept(method: &Method) -> bool {
    method.params.is_empty()
        && matches!(&method.returns, Ty::Object(name) if name.name == camel(&method.name))
        && !CALLED.contains(&method.name.as_str())
}

/// The classes of handles, those that others give first.
fn objects(surface: &Surface) -> Vec<&Object> {
    let mut objects: Vec<&Object> = surface.objects.values().collect();
    objects.sort_by_key(|object| (!object.is_domain(), object.name.name.clone()));
    objects
}

/// The classes of errors, with the class that each extends and its documentation.
fn errors(surface: &Surface) -> Vec<(String, String, String, String)> {
    let mut classes = Vec::new();
    let variants = surface.enums.values().filter(|found| found.is_error);
    for variant in variants.flat_map(|found| &found.variants) {
        let name = format!("{}Error", variant.name);
        let kind = snake(&variant.name);
        classes.push((kind, name.clone(), "MojaError".to_owned(), variant.doc.clone()));
        if variant.fields.iter().any(|field| field.name == "domain") {
            for object in surface.domains() {
                let domain = snake(&object.name.name);
                let text = format!("The {domain} refuses. Nothing was changed.");
                classes.push((domain, format!("{}Error", object.name.name), name.clone(), text));
            }
        }
    }
    let text = "An argument is of a type that has no place there: a number where money is due.";
    let parent = "InvalidError".to_owned();
    classes.push(("wrong_type".to_owned(), "WrongTypeError".to_owned(), parent, text.to_owned()));
    classes
}
