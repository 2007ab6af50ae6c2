//! The bindings: their generated files, and each language's own checks.

use std::fs;
use std::path::PathBuf;

use crate::Failure;
use crate::python;
use crate::run::{cargo, program, root, run, target};

/// Writes the generated files of all bindings again, or says whether they are up to date.
pub(crate) fn bindgen(check: bool) -> Result<(), Failure> {
    let target = target()?;
    // Not stripped, for the metadata stands in the symbols; and not optimised, for nothing is run.
    let mut build = cargo();
    build.env("CARGO_PROFILE_DEV_OPT_LEVEL", "0").env("CARGO_PROFILE_DEV_DEBUG", "false");
    run(build.args(["rustc", "--package", "moja-api", "--lib", "--crate-type", "cdylib"]))?;
    let library =
        format!("{}moja_api{}", std::env::consts::DLL_PREFIX, std::env::consts::DLL_SUFFIX);
    let mut bindgen = cargo();
    bindgen.env("CARGO_TARGET_DIR", &target);
    bindgen.args(["run", "--quiet", "--manifest-path", "tools/bindgen/Cargo.toml", "--"]);
    bindgen.arg(target.join("debug").join(library)).arg(root().join("bindings"));
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
        let store = work.join(format!("{example}.db"));
        if store.exists() {
            fs::remove_file(&store)?;
        }
        let example = root.join("examples").join("python").join(format!("{example}.py"));
        run(program(&python).arg(example).arg(&store))?;
    }

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
