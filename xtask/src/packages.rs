//! What the packages of several languages are built and tried with.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::run::{cargo, run, target};

/// The native library, as `bindgen` reads it: what ships is built with `--release` and stripped.
pub(crate) fn library() -> Result<PathBuf, Failure> {
    run(cargo().args(["rustc", "--package", "moja-api", "--lib", "--crate-type", "cdylib"]))?;
    let (prefix, suffix) = (std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    Ok(target()?.join("debug").join(format!("{prefix}moja_api{suffix}")))
}

/// The path of a store that is not there yet.
pub(crate) fn fresh_store(folder: &Path, name: &str) -> Result<PathBuf, Failure> {
    for ending in ["db", "db-wal", "db-shm"] {
        let file = folder.join(format!("{name}.{ending}"));
        if file.exists() {
            fs::remove_file(file)?;
        }
    }
    Ok(folder.join(format!("{name}.db")))
}

/// Fails if an example does not say at its end that its store is in order.
pub(crate) fn ends_well(output: &str) -> Result<(), Failure> {
    // Maven ends with a line that resets the terminal's colours.
    let mut lines = output.trim_end().lines();
    match lines.rfind(|line| !line.starts_with('\u{1b}')) {
        Some("all is well") => Ok(()),
        last => Err(format!("the example ends with {last:?}").into()),
    }
}

/// Fails if the example of a README does not say what is in the till after its transfer.
pub(crate) fn says_its_transfer(output: &str) -> Result<(), Failure> {
    if output.contains("12.50 EUR") {
        return Ok(());
    }
    Err("the README's example says something else than its transfer".into())
}

/// The blocks of code of a language in a README.
pub(crate) fn blocks(readme: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    let blocks = readme.split(&fence).skip(1);
    blocks.filter_map(|rest| Some(rest.split_once("```")?.0.to_owned())).collect()
}
