//! The bindings: their generated files, and each language's own checks.

use std::fs;
use std::path::PathBuf;

use crate::Failure;
use crate::run::{cargo, program, root, run, shown_output, target};
use crate::{packages, python};

/// Writes the generated files of all bindings again, or says whether they are up to date.
pub(crate) fn bindgen(check: bool) -> Result<(), Failure> {
    // The same build as Kotlin's and Swift's; not stripped, for the metadata stands in the symbols.
    let library = packages::library()?;
    let mut bindgen = cargo();
    bindgen.env("CARGO_TARGET_DIR", target()?);
    bindgen.args(["run", "--quiet", "--manifest-path", "tools/bindgen/Cargo.toml", "--"]);
    bindgen.arg(library).arg(root().join("bindings"));
    if check {
        bindgen.arg("--check");
    }
    run(&mut bindgen)
}

/// Builds the wheel, installs it into an empty environment, and runs the tests, the type checkers
/// and the examples there.
pub(crate) fn python() -> Result<(), Failure> {
    let (root, work) = (root(), target()?.join("python"));
    let folder = root.join("bindings").join("python");
    let tools = python::environment(&work.join("tools"), &folder.join("requirements.txt"))?;
    let wheel = wheel(&tools, &work)?;

    let python = python::fresh(&work.join("empty"))?;
    run(program(&python).args(["-m", "pip", "install", "--quiet", "--no-index"]).arg(&wheel))?;
    for example in ["wallet", "shop"] {
        let store = packages::fresh_store(&work, example)?;
        let example = root.join("examples").join("python").join(format!("{example}.py"));
        packages::ends_well(&shown_output(program(&python).arg(example).arg(&store))?)?;
    }
    let readme = fs::read_to_string(folder.join("README.md"))?;
    let blocks = packages::blocks(&readme, "python");
    let example = blocks.first().ok_or("the README has no example")?;
    let store = packages::fresh_store(&work, "shop")?;
    let mut readme = program(&python);
    readme.current_dir(store.parent().unwrap_or(&work)).args(["-c", example]);
    packages::says_its_transfer(&shown_output(&mut readme)?)?;

    // The tests need pytest, and the checkers themselves: another environment has those.
    let mut pip = program(&tools);
    pip.args(["-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--force-reinstall"]);
    run(pip.arg(&wheel))?;
    let mut pytest = program(&tools);
    pytest.current_dir(&folder).env("PYTHONDONTWRITEBYTECODE", "1");
    run(pytest.args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]))?;
    let mut mypy = program(&tools);
    mypy.current_dir(&folder).args(["-m", "mypy", "--strict", "--no-incremental"]);
    run(mypy.args(["python/moja", "tests", "../../examples/python"]))
}

/// The wheel, built anew.
fn wheel(tools: &std::path::Path, work: &std::path::Path) -> Result<PathBuf, Failure> {
    let wheels = work.join("wheels");
    if wheels.exists() {
        fs::remove_dir_all(&wheels)?;
    }
    let mut maturin = program(tools);
    maturin.env("CARGO_TARGET_DIR", target()?).args(["-m", "maturin", "build", "--quiet"]);
    maturin.args(["--manifest-path", "bindings/python/Cargo.toml", "--out"]);
    run(maturin.arg(&wheels))?;
    let mut found = fs::read_dir(&wheels)?;
    Ok(found.next().ok_or("maturin built no wheel")??.path())
}
