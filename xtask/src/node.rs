//! moja for Node: the package in an empty folder, its tests, types and examples.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;
use crate::run::{program, root, run, target};

/// Builds the addon and its package, installs it into an empty folder, and runs the tests, the type
/// checker, the examples and the README's code there.
pub(crate) fn node() -> Result<(), Failure> {
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
        run(node_in(&empty).arg(example).arg(empty.join(format!("{example}.db"))))?;
    }
    fs::write(empty.join("readme.mjs"), readme(&folder)?)?;
    run(node_in(&empty).arg("readme.mjs"))?;

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
    let code = text.split_once("```js\n").and_then(|(_, rest)| rest.split_once("```"));
    Ok(code.ok_or("the README has no code")?.0.to_owned())
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
