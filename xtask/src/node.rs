//! moja for Node: the package in an empty folder, its tests, types and examples.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;
use crate::packages;
use crate::run::{exists, program, root, run, shown_output, target};

/// As in `engines` of the package.
const NODE_MIN: u32 = 20;

/// Builds the addon and its package, installs it into an empty folder, and runs the tests, the type
/// checker, the examples and the README's code there.
pub(crate) fn node() -> Result<(), Failure> {
    is_usable()?;
    let (folder, work) = (root().join("bindings").join("node"), target()?.join("node"));
    let tools = tools(&folder, &work)?;
    let package = package(&folder, &tools, &work)?;

    let empty = fresh(&work.join("empty"))?;
    fs::write(empty.join("package.json"), "{ \"name\": \"empty\", \"private\": true }\n")?;
    let mut install = npm(&empty);
    run(install.args(["install", "--offline", "--no-audit", "--no-fund"]).arg(&package))?;

    for example in ["wallet.mjs", "shop.mjs"] {
        let from = root().join("examples").join("node").join(example);
        fs::copy(from, empty.join(example))?;
        let store = empty.join(format!("{example}.db"));
        packages::ends_well(&shown_output(node_in(&empty).arg(example).arg(store))?)?;
    }
    fs::write(empty.join("readme.mjs"), readme(&folder)?)?;
    packages::says_its_transfer(&shown_output(node_in(&empty).arg("readme.mjs"))?)?;

    let tests = empty.join("test");
    copy(&folder.join("test"), &tests)?;
    run(node_in(&tests).env("MOJA_GOLDEN", root().join("golden")).args(["--test"]))?;

    // The checker and Node's own types stand beside the package, which needs neither.
    let mut check = node_in(&tests);
    check.arg(tools.join("typescript").join("bin").join("tsc"));
    run(check.args(["--project", ".", "--typeRoots"]).arg(tools.join("@types")))
}

/// The folder with what builds and checks; filled anew when the list changes.
fn tools(folder: &Path, work: &Path) -> Result<PathBuf, Failure> {
    let wanted = fs::read_to_string(folder.join("tools").join("package.json"))?;
    let tools = work.join("tools");
    let (stamp, modules) = (tools.join("installed.json"), tools.join("node_modules"));
    if fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) && modules.exists() {
        return Ok(modules);
    }
    fresh(&tools)?;
    fs::write(tools.join("package.json"), &wanted)?;
    run(npm(&tools).args(["install", "--no-audit", "--no-fund", "--loglevel", "error"]))?;
    fs::write(stamp, wanted)?;
    Ok(modules)
}

/// The package, built anew.
fn package(folder: &Path, tools: &Path, work: &Path) -> Result<PathBuf, Failure> {
    let mut build = node_in(folder);
    build.env("CARGO_TARGET_DIR", target()?);
    build.arg(tools.join("@napi-rs").join("cli").join("dist").join("cli.js"));
    run(build.args(["build", "--platform", "--js", "native.js", "--dts", "native.d.ts"]))?;
    let packed = fresh(&work.join("packed"))?;
    run(npm(folder).args(["pack", "--silent", "--pack-destination"]).arg(&packed))?;
    let mut found = fs::read_dir(&packed)?;
    Ok(found.next().ok_or("npm packed nothing")??.path())
}

/// The code of the README.
fn readme(folder: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(folder.join("README.md"))?;
    let code = packages::blocks(&text, "js").into_iter().next();
    Ok(code.ok_or("the README has no code")?)
}

/// The Node that the package asks for, or what to do about it.
fn is_usable() -> Result<(), Failure> {
    if !exists("npm", "--version") {
        return Err("`npm` is missing; on Debian: apt-get install nodejs npm".into());
    }
    let output = program("node").arg("--version").output();
    let version = output.map_err(|_| "`node` is missing; on Debian: apt-get install nodejs")?;
    let version = String::from_utf8(version.stdout)?;
    let major = version.trim().trim_start_matches('v').split('.').next().unwrap_or_default();
    if major.parse::<u32>().is_ok_and(|major| major >= NODE_MIN) {
        return Ok(());
    }
    let have = version.trim();
    Err(format!(
        "Node {NODE_MIN} or newer is needed and `node` is {have}; https://nodejs.org has it"
    )
    .into())
}

fn npm(folder: &Path) -> Command {
    let mut npm = program("npm");
    npm.current_dir(folder);
    npm
}

fn node_in(folder: &Path) -> Command {
    let mut node = program("node");
    node.current_dir(folder);
    node
}

/// An empty folder.
fn fresh(folder: &Path) -> Result<PathBuf, Failure> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    Ok(folder.to_owned())
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}
