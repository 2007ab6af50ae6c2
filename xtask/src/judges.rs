//! The judges: programs of other people that say what our books should say.

use crate::run::{exists, program, root, run as call, target};
use crate::{Failure, python, steps};

/// A judge that is missing is a failure, never a skip.
pub(crate) fn run() -> Result<(), Failure> {
    if !exists("hledger", "--version") {
        return Err("`hledger` is missing; on Debian: apt-get install hledger".into());
    }
    steps::build_program()?;
    let target = target()?;
    let requirements = root().join("testing").join("judges").join("requirements.txt");
    let python = python::environment(&target.join("judges").join("venv"), &requirements)?;
    let mut command = program(python);
    command.arg(root().join("testing").join("judges").join("judge.py"));
    command.arg("--moja").arg(target.join("release").join("moja"));
    command.arg("--work").arg(target.join("judges").join("work"));
    call(command.env("PYTHONDONTWRITEBYTECODE", "1"))
}
