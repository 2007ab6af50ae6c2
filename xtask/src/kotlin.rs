//! moja for Kotlin: its jar, its tests, and the programs that use it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Failure;
use crate::packages;
use crate::run::{exists, program, root, run, shown_output, target};

/// Packages the jar with the native library inside, tests it, installs it into a Maven repository
/// under the build folder, and from there into an empty project with the README's example and into
/// the examples.
pub(crate) fn kotlin() -> Result<(), Failure> {
    for (name, argument, package) in
        [("java", "-version", "default-jre-headless"), ("mvn", "--version", "maven")]
    {
        if !exists(name, argument) {
            return Err(format!("`{name}` is missing; on Debian: apt-get install {package}").into());
        }
    }
    let work = target()?.join("kotlin");
    let folder = root().join("bindings").join("kotlin");
    let native = native(&work)?;

    let mut install = maven(&work, &folder.join("pom.xml"));
    install.arg(format!("-Dmoja.native={}", native.display()));
    install.arg(format!("-Dmoja.build={}", work.join("build").display()));
    run(install.env("MOJA_GOLDEN", root().join("golden")).arg("install"))?;

    consumer(&work, &folder.join("README.md"))?;

    for (example, class) in [("wallet", "WalletKt"), ("shop", "ShopKt")] {
        let store = packages::fresh_store(&work, example)?;
        let mut maven = maven(&work, &root().join("examples").join("kotlin").join("pom.xml"));
        maven.arg(format!("-Dmoja.build={}", work.join("examples").display()));
        // Both are compiled with the first.
        if example == "wallet" {
            maven.arg("compile");
        }
        packages::ends_well(&shown_output(java(&mut maven, class, &store))?)?;
    }
    Ok(())
}

fn maven(work: &Path, pom: &Path) -> Command {
    let mut maven = program("mvn");
    maven.args(["--batch-mode", "--no-transfer-progress", "--quiet", "--file"]).arg(pom);
    // Not the user's own repository: what is installed here must not be found elsewhere.
    maven.arg(format!("-Dmaven.repo.local={}", work.join("repository").display()));
    maven
}

/// Runs a class in a Java of its own: in Maven's, it would not end before JNA's threads do.
fn java<'m>(maven: &'m mut Command, class: &str, store: &Path) -> &'m mut Command {
    maven.args(["exec:exec", "-Dexec.executable=java"]);
    maven.arg(format!("-Dexec.args=-classpath %classpath {class} {}", store.display()))
}

/// The folder with the library of this machine, where JNA looks for it in a jar.
fn native(work: &Path) -> Result<PathBuf, Failure> {
    let library = packages::library()?;
    let native = work.join("native");
    let folder = native.join(jna_platform()?);
    fs::create_dir_all(&folder)?;
    fs::copy(&library, folder.join(library.file_name().unwrap_or_default()))?;
    Ok(native)
}

/// How JNA calls this machine.
fn jna_platform() -> Result<String, Failure> {
    let system = match std::env::consts::OS {
        "linux" => "linux",
        "macos" => "darwin",
        "windows" => "win32",
        other => return Err(format!("no name of JNA's is known for `{other}`").into()),
    };
    let machine = std::env::consts::ARCH.replace('_', "-");
    Ok(format!("{system}-{machine}"))
}

/// A project that has nothing but the dependency and the example of the README.
fn consumer(work: &Path, readme: &Path) -> Result<(), Failure> {
    let folder = work.join("consumer");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let sources = folder.join("src");
    fs::create_dir_all(&sources)?;
    let readme = fs::read_to_string(readme)?;
    let (xml, kotlin) = (packages::blocks(&readme, "xml"), packages::blocks(&readme, "kotlin"));
    let (Some(dependency), Some(example)) = (xml.first(), kotlin.first()) else {
        return Err("the README has no dependency and no example".into());
    };
    fs::write(sources.join("First.kt"), example)?;
    let pom = fs::read_to_string(root().join("examples").join("kotlin").join("pom.xml"))?;
    let (before, rest) = pom.split_once("<dependency>").ok_or("the example has no dependency")?;
    let (_, after) = rest.split_once("</dependency>").ok_or("the example has no dependency")?;
    let pom = format!("{before}{dependency}{after}").replace("src/main/kotlin", "src");
    fs::write(folder.join("pom.xml"), pom)?;
    let mut maven = maven(work, &folder.join("pom.xml"));
    maven.current_dir(&folder).arg("compile");
    let store = packages::fresh_store(work, "first")?;
    packages::says_its_transfer(&shown_output(java(&mut maven, "FirstKt", &store))?)
}
