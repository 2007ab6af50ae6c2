//! moja on PostgreSQL beside SQLite drivers that are not ours.
//!
//! Only one `libsqlite3-sys` can be linked into a program. moja brings one with its feature
//! `sqlite`, and must bring none without it.

use crate::Failure;
use crate::run::{self, cargo, target};

/// The crate that Cargo allows once in a program.
const LINKED: &str = "libsqlite3-sys";

fn run_app() -> Result<(), Failure> {
    let mut app = cargo();
    app.args(["run", "--quiet", "--manifest-path", "testing/beside/Cargo.toml"]);
    run::run(app.env("CARGO_TARGET_DIR", target()?.join("beside")))
}

pub(crate) fn run() -> Result<(), Failure> {
    let features = ["--no-default-features", "--features", "postgres"];
    for package in [&["--package", "moja-postgres"][..], &["--package", "moja"]] {
        let mut tree = cargo();
        tree.args(["tree", "--edges", "normal,build", "--prefix", "none"]).args(package);
        if package.contains(&"moja") {
            tree.args(features);
        }
        let output = tree.output()?;
        let listed = String::from_utf8(output.stdout)?;
        if !output.status.success() || !listed.contains("sqlx-postgres") {
            return Err(format!("`cargo tree` of {package:?} failed").into());
        }
        if listed.lines().any(|line| line.starts_with(LINKED)) {
            return Err(format!("{package:?} on PostgreSQL alone pulls in {LINKED}").into());
        }
    }
    run_app()
}
