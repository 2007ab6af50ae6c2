//! The relay against servers of other people.

use std::fs;

use crate::Failure;
use crate::run::{cargo, exists, program, root, run as call, target};

/// A server that is missing is a failure, never a skip.
pub(crate) fn run() -> Result<(), Failure> {
    for (name, argument, package) in [
        ("nats-server", "--version", "nats-server"),
        ("java", "-version", "default-jre-headless"),
        ("mvn", "--version", "maven"),
    ] {
        if !exists(name, argument) {
            return Err(format!("`{name}` is missing; on Debian: apt-get install {package}").into());
        }
    }
    let pom = root().join("testing").join("kafka").join("pom.xml");
    let jars = target()?.join("kafka");
    // Another version's jars must not stay.
    let (stamp, wanted) = (jars.join("pom.xml"), fs::read_to_string(&pom)?);
    if !fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        if jars.exists() {
            fs::remove_dir_all(&jars)?;
        }
        let mut maven = program("mvn");
        maven.args(["--quiet", "--batch-mode", "--file"]).arg(&pom);
        maven.arg("dependency:copy-dependencies");
        call(maven.arg(format!("-DoutputDirectory={}", jars.display())))?;
        fs::write(stamp, wanted)?;
    }
    let mut tests = cargo();
    tests.args(["test", "--package", "moja-relay", "--", "--ignored"]);
    call(tests.env("MOJA_KAFKA_JARS", &jars))
}
