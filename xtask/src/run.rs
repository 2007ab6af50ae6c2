//! Running other programs.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

use cargo_metadata::{Metadata, MetadataCommand};

use crate::Failure;

/// The root of the workspace that `cargo xtask` was called in: a build directory shared by several
/// clones has one program for all of them.
pub(crate) fn root() -> PathBuf {
    let built = env!("CARGO_MANIFEST_DIR");
    let here = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| built.into(), PathBuf::from);
    here.parent().map(PathBuf::from).unwrap_or(here)
}

/// What cargo knows of the workspace, for all features and platforms.
pub(crate) fn metadata() -> Result<Metadata, Failure> {
    metadata_of("Cargo.toml")
}

/// The same of another workspace.
pub(crate) fn metadata_of(manifest: &str) -> Result<Metadata, Failure> {
    let mut command = MetadataCommand::new();
    command.manifest_path(root().join(manifest));
    command.features(cargo_metadata::CargoOpt::AllFeatures);
    Ok(command.exec()?)
}

/// Where cargo builds.
pub(crate) fn target() -> Result<PathBuf, Failure> {
    Ok(metadata()?.target_directory.into())
}

/// A call of the cargo that runs this program, at the root.
pub(crate) fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A call of a program, at the root.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// Runs it, says how, and fails if it does.
pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let shown = shown(command);
    eprintln!("$ {shown}");
    let status = command.status().map_err(|error| format!("cannot run `{shown}`: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{shown}` failed: {status}").into()) }
}

/// Whether a program can be run at all.
pub(crate) fn exists(name: &str, argument: &str) -> bool {
    let mut command = program(name);
    command.arg(argument).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Runs a step and says how long it took.
pub(crate) fn step(name: &str, task: fn() -> Result<(), Failure>) -> Result<(), Failure> {
    eprintln!("== {name}");
    let start = Instant::now();
    let done = task();
    eprintln!(
        "== {name}: {} in {:.1} s",
        if done.is_ok() { "ok" } else { "FAILED" },
        start.elapsed().as_secs_f64()
    );
    done.map_err(|error| format!("{name}: {error}").into())
}

fn shown(command: &Command) -> String {
    let name = PathBuf::from(command.get_program());
    let name = name.file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned();
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    std::iter::once(name).chain(arguments).collect::<Vec<String>>().join(" ")
}
