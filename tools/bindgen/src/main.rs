//! Writes moja's glue for other languages from the metadata that uniffi puts into the built library
//! of `crates/api`: `moja-bindgen LIBRARY FOLDER [--check]`; run by `cargo xtask bindgen`.
//!
//! [`read`] makes the language-neutral [`model`] of the metadata; each language has a writer that
//! turns the model into files. A further language is a further writer in [`writers`].

mod calls;
mod model;
mod node;
mod python;
mod read;
mod text;

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};

use crate::model::Surface;

/// A written file: its path below `bindings/`, and its text.
type File = (String, String);

/// Turns the surface into the files of a language.
type Writer = fn(&Surface) -> Result<Vec<File>>;

/// The writer of each language.
fn writers() -> Vec<Writer> {
    vec![python::files, node::files]
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (library, folder, check) = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [library, folder] => (library, folder, false),
        [library, folder, "--check"] => (library, folder, true),
        _ => bail!("usage: moja-bindgen LIBRARY FOLDER [--check]"),
    };
    let surface = read::surface(Utf8Path::new(library))?;
    let mut stale = Vec::new();
    let mut count = 0;
    for write in writers() {
        for (path, text) in write(&surface)? {
            let path: Utf8PathBuf = Utf8Path::new(folder).join(path);
            count += 1;
            if fs::read_to_string(&path).is_ok_and(|found| found == text) {
                continue;
            }
            if check {
                stale.push(path);
                continue;
            }
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&path, text).with_context(|| format!("cannot write `{path}`"))?;
            println!("wrote {path}");
        }
    }
    stale.iter().for_each(|path| eprintln!("{path} is not up to date"));
    if !stale.is_empty() {
        bail!("{} files to write again by `cargo xtask bindgen`", stale.len());
    }
    println!("{count} files are up to date");
    Ok(())
}
