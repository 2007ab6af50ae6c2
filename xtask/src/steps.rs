//! The tasks, apart from the judges.

use std::fs;
use std::path::Path;

use crate::deny::{self, Rules};
use crate::run::{cargo, metadata, metadata_of, program, root, run, step, target};
use crate::{
    Failure, beside, bindings, brokers, graph, gs1, judges, kotlin, languages, node, source,
};

/// Workspaces of their own: each has needs that the others must not pay for.
const ASIDE: &[&str] = &[
    "benches/cala/Cargo.toml",
    "examples/observe/Cargo.toml",
    "fuzz/Cargo.toml",
    "testing/beside/Cargo.toml",
    "tools/bindgen/Cargo.toml",
    "bindings/python/Cargo.toml",
    "bindings/node/Cargo.toml",
];

/// The bindings among them: they are shipped, and stand in a layer.
const BINDINGS: &[&str] = &["bindings/python/Cargo.toml", "bindings/node/Cargo.toml"];

/// Seconds that each fuzz target gets.
const FUZZ_SECONDS: u32 = 15;

/// The fuzz targets need libFuzzer's counters, but no sanitizer: those need a nightly compiler,
/// and code without `unsafe` gives them little to find.
const FUZZ_FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Cdebug-assertions -Ccodegen-units=1";

/// No line, or an error that counts them.
fn none_of(what: &str, findings: &[String]) -> Result<(), Failure> {
    findings.iter().for_each(|finding| eprintln!("{finding}"));
    if findings.is_empty() { Ok(()) } else { Err(format!("{} {what}", findings.len()).into()) }
}

pub(crate) fn check_layers() -> Result<(), Failure> {
    let metadata = metadata()?;
    let mut members = graph::members(&metadata);
    for manifest in BINDINGS {
        members.extend(graph::members(&metadata_of(manifest)?));
    }
    let mut findings = graph::findings(&members);
    for package in metadata.workspace_packages() {
        if graph::is_domain(&package.name)
            && let Some(folder) = package.manifest_path.parent()
        {
            let found = source::findings(folder.join("src").as_std_path())?;
            let prefix = format!("{}/", root().display());
            findings.extend(found.into_iter().map(|line| line.replace(&prefix, "")));
        }
    }
    none_of("breaches of the layers", &findings)?;
    eprintln!("{} crates keep to their layers", members.len());
    Ok(())
}

pub(crate) fn deny() -> Result<(), Failure> {
    let rules = Rules::read(&root().join("deny.toml"))?;
    let mut all = vec![metadata()?];
    for manifest in BINDINGS {
        all.push(metadata_of(manifest)?);
    }
    let mut ours = Vec::new();
    for metadata in all {
        let externals = deny::externals(&metadata)?;
        let mut findings = rules.findings(&externals)?;
        findings.extend(rules.wildcards(&metadata));
        findings.extend(deny::strays(&ours, &externals));
        if ours.is_empty() {
            ours.clone_from(&externals);
        }
        none_of("breaches of deny.toml", &findings)?;
        eprintln!("{} external crates keep to deny.toml", externals.len());
    }
    Ok(())
}

pub(crate) fn schema(check: bool) -> Result<(), Failure> {
    let mut command = cargo();
    command.args(["run", "--quiet", "--package", "xtask", "--example", "render_schema"]);
    let folder = root().join("schema");
    if !check {
        return run(command.arg("--").arg(folder));
    }
    let fresh = target()?.join("schema");
    run(command.arg("--").arg(&fresh))?;
    let mut findings = Vec::new();
    for name in ["sqlite.sql", "postgres.sql", "api.json"] {
        if let Some(difference) = difference(&folder.join(name), &fresh.join(name))? {
            findings.push(format!("schema/{name} is not up to date: {difference}"));
        }
    }
    none_of("files to render again by `cargo xtask schema`", &findings)
}

/// Where two texts first differ.
fn difference(committed: &Path, fresh: &Path) -> Result<Option<String>, Failure> {
    let fresh = fs::read_to_string(fresh)?;
    let Ok(committed) = fs::read_to_string(committed) else {
        return Ok(Some("it is missing".to_owned()));
    };
    if committed == fresh {
        return Ok(None);
    }
    let differ = (1_usize..).zip(committed.lines().zip(fresh.lines())).find(|(_, (a, b))| a != b);
    Ok(Some(match differ {
        Some((line, (a, b))) => {
            format!("line {line} is `{}` and should be `{}`", a.trim(), b.trim())
        }
        None => "one is the beginning of the other".to_owned(),
    }))
}

pub(crate) fn fmt() -> Result<(), Failure> {
    run(cargo().args(["fmt", "--all", "--check"]))?;
    for manifest in ASIDE {
        run(cargo().args(["fmt", "--manifest-path", manifest, "--check"]))?;
    }
    Ok(())
}

pub(crate) fn clippy() -> Result<(), Failure> {
    run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
}

pub(crate) fn docs() -> Result<(), Failure> {
    let flags = "--deny warnings";
    run(cargo().args(["doc", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", flags))
}

pub(crate) fn test() -> Result<(), Failure> {
    run(cargo().args(["test", "--workspace"]))
}

/// What is compiled with the feature `observe` alone, on every store, and the example that is
/// outside of the workspace for what it depends on.
pub(crate) fn observe() -> Result<(), Failure> {
    let features = ["--features", "moja/observe,moja/postgres"];
    let mut lints = cargo();
    lints.args(["clippy", "--package", "moja-core", "--package", "moja"]).args(features);
    run(lints.args(["--all-targets", "--", "--deny", "warnings"]))?;
    let mut test = cargo();
    test.args(["test", "--package", "moja", "--test", "observe"]);
    run(test.args(features))?;
    let mut example = cargo();
    example.args(["test", "--locked", "--manifest-path", "examples/observe/Cargo.toml"]);
    run(example.env("CARGO_TARGET_DIR", target()?.join("observe")))
}

/// Builds the `moja` program with which the judges and the demo work.
pub(crate) fn build_program() -> Result<(), Failure> {
    run(cargo().args(["build", "--release", "--package", "moja-cli"]))
}

pub(crate) fn fuzz_smoke() -> Result<(), Failure> {
    let folder = root().join("fuzz");
    let host = host()?;
    let target = target()?.join("fuzz");
    // Flags must not reach build scripts and derives: with a target given, they do not.
    let mut build = cargo();
    build.current_dir(&folder).env("RUSTFLAGS", FUZZ_FLAGS).env("CARGO_TARGET_DIR", &target);
    run(build.args(["build", "--release", "--target", &host]))?;
    let mut findings = Vec::new();
    for entry in sorted(&folder.join("fuzz_targets"))? {
        let Some(name) = entry.strip_suffix(".rs") else { continue };
        eprintln!("-- {name}");
        let corpus = target.join("corpus").join(name);
        fs::create_dir_all(&corpus)?;
        let mut fuzz = program(target.join(&host).join("release").join(name));
        fuzz.arg(format!("-max_total_time={FUZZ_SECONDS}"));
        fuzz.args([
            "-seed=1",
            "-timeout=10",
            "-rss_limit_mb=2048",
            "-max_len=4096",
            "-print_final_stats=1",
            "-print_funcs=0",
            "-verbosity=0",
        ]);
        fuzz.arg(format!("-artifact_prefix={}/{name}-", target.display()));
        fuzz.arg(&corpus).arg(folder.join("seeds").join(name));
        if let Err(error) = run(&mut fuzz) {
            findings.push(error.to_string());
        }
    }
    none_of("fuzz targets that failed", &findings)
}

/// The platform that this compiler builds for.
fn host() -> Result<String, Failure> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = program(rustc).arg("-vV").output()?;
    let text = String::from_utf8(output.stdout)?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.ok_or("rustc does not say its host")?.to_owned())
}

fn sorted(folder: &Path) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

pub(crate) fn demo() -> Result<(), Failure> {
    run(&mut program(root().join("scripts").join("demo.sh")))
}

/// Everything, what fails fastest first.
pub(crate) fn ci() -> Result<(), Failure> {
    step("fmt", fmt)?;
    step("deny", deny)?;
    step("check-layers", check_layers)?;
    step("gs1", || gs1::check(None))?;
    step("languages", || languages::languages(true))?;
    step("clippy", clippy)?;
    step("test", test)?;
    step("schema", || schema(true))?;
    step("docs", docs)?;
    step("bindgen", || bindings::bindgen(true))?;
    step("python", bindings::python)?;
    step("node", node::node)?;
    step("kotlin", kotlin::kotlin)?;
    step("demo", demo)?;
    step("beside", beside::run)?;
    step("observe", observe)?;
    step("judges", judges::run)?;
    step("brokers", brokers::run)?;
    step("fuzz-smoke", fuzz_smoke)
}
