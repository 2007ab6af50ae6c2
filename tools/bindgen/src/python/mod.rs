//! Python: typed modules in Python itself, and the table of calls in Rust.
//!
//! A record is a Python class, and the border is crossed by one native function that takes the
//! number of a method and its arguments. So nothing is compiled per class, the classes are their
//! own stubs, and what is executed is what the editor shows.

mod errors;
mod glue;
mod module;
mod source;
mod types;

use anyhow::Result;

use crate::File;
use crate::model::{Method, Object, Surface};

/// The first lines of every file.
const WRITTEN: &str = "Written by `cargo xtask bindgen` from crates/api; do not edit.";

pub(crate) fn files(surface: &Surface) -> Result<Vec<File>> {
    let calls = Calls::new(surface);
    let mut files = vec![("python/src/generated.rs".to_owned(), glue::file(surface, &calls)?)];
    for module in ["core", "outbox", "ledger", "inventory", "commerce", "shop", "api"] {
        let path = format!("python/python/moja/{}.py", types::file(module));
        files.push((path, module::file(surface, &calls, module)?));
    }
    files.push(("python/python/moja/errors.py".to_owned(), errors::file(surface)?));
    Ok(files)
}

/// Every call and its number, which is its place in the table.
pub(crate) struct Calls<'a> {
    pub(crate) all: Vec<(&'a Object, &'a Method, bool)>,
    /// The commands: a value of one knows its number.
    pub(crate) commands: Vec<(&'a Object, &'a Method)>,
}

impl<'a> Calls<'a> {
    fn new(surface: &'a Surface) -> Self {
        let mut all = Vec::new();
        for object in surface.objects.values() {
            all.extend(object.constructors.iter().map(|method| (object, method, true)));
            all.extend(object.methods.iter().map(|method| (object, method, false)));
        }
        let commands = all
            .iter()
            .filter(|(_, method, _)| method.is_command())
            .map(|(object, method, _)| (*object, *method))
            .collect();
        Self { all, commands }
    }

    fn number(&self, object: &Object, method: &Method) -> Option<usize> {
        self.all
            .iter()
            .position(|(other, found, _)| other.name == object.name && found.name == method.name)
    }
}
