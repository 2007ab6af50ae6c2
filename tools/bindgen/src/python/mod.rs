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
use crate::calls::Calls;
use crate::model::Surface;

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
