//! moja for Swift: its package, its tests, and the programs that use it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Failure;
use crate::packages;
use crate::run::{exists, program, root, run, shown_output, target};

/// What of Debian has Swift and what it needs to link.
const PACKAGES: &[&str] =
    &["swiftlang", "libswiftlang", "libc6-dev", "libstdc++-14-dev", "dash", "coreutils"];

/// Where the packages stand in the root of Debian's Swift.
const INSIDE: &str = "/work";

/// Compiles and tests the package, and runs the README's example and the examples.
pub(crate) fn swift() -> Result<(), Failure> {
    let swift = Swift::find()?;
    let work = swift.work.clone();
    let library = packages::library()?;
    let lib = work.join("lib");
    fs::create_dir_all(&lib)?;
    fs::copy(&library, lib.join(library.file_name().unwrap_or_default()))?;
    // A scenario that is gone must not be run.
    let golden = work.join("golden");
    if golden.exists() {
        fs::remove_dir_all(golden)?;
    }
    for folder in ["bindings/swift", "examples/swift", "golden"] {
        copy(&root().join(folder), &work.join(folder))?;
    }
    consumer(&work)?;

    run(&mut swift.command("bindings/swift", &["test"], &[]))?;
    let examples =
        [("consumer", "app"), ("examples/swift/apps", "wallet"), ("examples/swift/apps", "shop")];
    for (package, name) in examples {
        packages::fresh_store(&work, name)?;
        let store = format!("{}/{name}.db", swift.inside);
        let output = shown_output(&mut swift.command(package, &["run"], &[name, &store]))?;
        match name {
            "app" => packages::says_its_transfer(&output)?,
            _ => packages::ends_well(&output)?,
        }
    }
    Ok(())
}

/// A package that has nothing but the dependency and the example of the README.
fn consumer(work: &Path) -> Result<(), Failure> {
    let folder = work.join("consumer");
    let sources = folder.join("Sources").join("app");
    fs::create_dir_all(&sources)?;
    let readme = fs::read_to_string(root().join("bindings").join("swift").join("README.md"))?;
    let blocks = packages::blocks(&readme, "swift");
    let [dependencies, example, ..] = blocks.as_slice() else {
        return Err("the README has no package and no example".into());
    };
    let package = format!(
        "// swift-tools-version: 6.0\nimport PackageDescription\n\nlet package = Package(\n\
         name: \"app\",\nplatforms: [.macOS(.v12)],\n{})\n",
        dependencies.replace("moja/bindings/swift", "../bindings/swift")
    );
    write(&folder.join("Package.swift"), &package)?;
    write(&sources.join("main.swift"), example)
}

/// A Swift that can be called.
struct Swift {
    /// Where the packages are copied to and built.
    work: PathBuf,
    /// The same folder as Swift sees it.
    inside: String,
    /// The root to change to, if Swift is not one of this machine.
    root: Option<PathBuf>,
}

impl Swift {
    fn find() -> Result<Self, Failure> {
        let folder = target()?.join("swift");
        if exists("swift", "--version") {
            let work = folder.join("work");
            fs::create_dir_all(&work)?;
            let inside = work.to_string_lossy().into_owned();
            return Ok(Self { work, inside, root: None });
        }
        if !exists("apt-get", "--version") {
            return Err("`swift` is missing; install it from https://www.swift.org".into());
        }
        // Before half a gigabyte is loaded.
        let mut namespace = program("unshare");
        namespace.args(["--mount", "chroot", "/", "true"]).stderr(Stdio::null());
        if !namespace.status().is_ok_and(|status| status.success()) {
            return Err("`swift` is missing, and that of Debian is not to be had without root: \
                `unshare --mount` and `chroot` must be allowed; or install Swift from \
                https://www.swift.org"
                .into());
        }
        let debian = folder.join("root");
        unpack(&folder, &debian)?;
        let work = debian.join(INSIDE.trim_start_matches('/'));
        fs::create_dir_all(&work)?;
        Ok(Self { work, inside: INSIDE.to_owned(), root: Some(debian) })
    }

    /// `swift VERB` in a package, with the native library to link and to load.
    fn command(&self, package: &str, verb: &[&str], args: &[&str]) -> Command {
        let lib = format!("{}/lib", self.inside);
        let mut swift = match &self.root {
            None => program("swift"),
            Some(debian) => {
                // The compiler finds its parts by /proc; a namespace of its own forgets the mounts.
                let script = "mount -t proc proc \"$0/proc\" && mount --rbind /dev \"$0/dev\" && \
                    lib=\"$1\" && shift && exec chroot \"$0\" /usr/bin/env -i HOME=/tmp \
                    PATH=/usr/libexec/swift/bin:/usr/bin LC_ALL=C.UTF-8 LD_LIBRARY_PATH=\"$lib\" \
                    swift \"$@\"";
                let mut unshare = program("unshare");
                unshare.args(["--mount", "sh", "-c", script]).arg(debian).arg(&lib);
                unshare
            }
        };
        swift.env("LD_LIBRARY_PATH", &lib).args(verb);
        swift.arg("--package-path").arg(format!("{}/{package}", self.inside));
        // SwiftPM's own sandbox cannot be had in another one.
        swift.args(["--disable-sandbox", "-Xlinker"]).arg(format!("-L{lib}")).args(args);
        swift
    }
}

/// Debian's Swift in a folder; of this machine nothing changes.
fn unpack(folder: &Path, debian: &Path) -> Result<(), Failure> {
    let stamp = debian.join("unpacked");
    if fs::read_to_string(&stamp).is_ok_and(|have| have == PACKAGES.join(" ")) {
        return Ok(());
    }
    if debian.exists() {
        fs::remove_dir_all(debian)?;
    }
    let apt = folder.join("apt");
    for inner in ["lists/partial", "cache/archives/partial", "state"] {
        fs::create_dir_all(apt.join(inner))?;
    }
    fs::write(apt.join("state").join("status"), "")?;
    let keys = "/usr/share/keyrings/debian-archive-keyring.gpg";
    let source = format!("deb [signed-by={keys}] {} trixie main\n", mirror()?);
    fs::write(apt.join("sources.list"), source)?;
    let shown = apt.display();
    let config = format!(
        "Dir::State \"{shown}/state\";\nDir::State::Lists \"{shown}/lists\";\n\
         Dir::State::status \"{shown}/state/status\";\nDir::Cache \"{shown}/cache\";\n\
         Dir::Etc::sourcelist \"{shown}/sources.list\";\nDir::Etc::sourceparts \"/dev/null\";\n\
         APT::Install-Recommends \"false\";\nAPT::Sandbox::User \"root\";\n"
    );
    fs::write(apt.join("apt.conf"), config)?;
    let get = || {
        let mut get = program("apt-get");
        get.env("APT_CONFIG", apt.join("apt.conf")).arg("--quiet=2");
        get
    };
    run(get().arg("update"))?;
    run(get().args(["install", "--yes", "--download-only"]).args(PACKAGES))?;
    fs::create_dir_all(debian)?;
    for entry in fs::read_dir(apt.join("cache").join("archives"))? {
        let package = entry?.path();
        if package.extension().is_some_and(|extension| extension == "deb") {
            let done = program("dpkg-deb").arg("--extract").arg(&package).arg(debian).status()?;
            if !done.success() {
                return Err(format!("`{}` cannot be unpacked", package.display()).into());
            }
        }
    }
    for name in ["bin", "sbin", "lib", "lib64"] {
        if !debian.join(name).exists() {
            let mut link = program("ln");
            run(link.arg("--symbolic").arg(format!("usr/{name}")).arg(debian.join(name)))?;
        }
    }
    for name in ["tmp", "proc", "dev"] {
        fs::create_dir_all(debian.join(name))?;
    }
    fs::remove_dir_all(&apt)?;
    fs::write(stamp, PACKAGES.join(" "))?;
    Ok(())
}

/// The Debian mirror of this machine.
fn mirror() -> Result<String, Failure> {
    let mut texts = fs::read_to_string("/etc/apt/sources.list").unwrap_or_default();
    if let Ok(folder) = fs::read_dir("/etc/apt/sources.list.d") {
        for entry in folder {
            texts.push_str(&fs::read_to_string(entry?.path()).unwrap_or_default());
            texts.push('\n');
        }
    }
    let words = texts.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace);
    let found = { words }.find(|word| word.starts_with("http") && word.ends_with("/debian"));
    Ok(found.ok_or("no Debian mirror stands in the sources of apt")?.to_owned())
}

/// Copies the sources of a package; a file that did not change keeps its time.
fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        if name == ".build" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy(&path, &to.join(name))?;
        } else if name != "Package.resolved" {
            write(&to.join(name), &fs::read_to_string(path)?)?;
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    if !fs::read_to_string(path).is_ok_and(|have| have == text) {
        fs::write(path, text)?;
    }
    Ok(())
}
