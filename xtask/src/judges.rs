//! The judges: programs of other people that say what our books should say.

use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{exists, program, root, run as call, target};
use crate::{Failure, steps};

/// A judge that is missing is a failure, never a skip.
pub(crate) fn run() -> Result<(), Failure> {
    if !exists("hledger", "--version") {
        return Err("`hledger` is missing; on Debian: apt-get install hledger".into());
    }
    steps::build_program()?;
    let target = target()?;
    let python = environment(&target.join("judges").join("venv"))?;
    let mut command = program(python);
    command.arg(root().join("testing").join("judges").join("judge.py"));
    command.arg("--moja").arg(target.join("release").join("moja"));
    command.arg("--work").arg(target.join("judges").join("work"));
    call(command.env("PYTHONDONTWRITEBYTECODE", "1"))
}

/// A Python environment with what `requirements.txt` names; made anew when the file changes, or
/// when the folder was moved, which its programs do not survive.
fn environment(venv: &Path) -> Result<PathBuf, Failure> {
    let requirements = root().join("testing").join("judges").join("requirements.txt");
    let wanted = format!("# {}\n{}", venv.display(), fs::read_to_string(&requirements)?);
    let stamp = venv.join("requirements.txt");
    let python = venv.join("bin").join("python");
    if fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) && python.exists() {
        return Ok(python);
    }
    if venv.exists() {
        fs::remove_dir_all(venv)?;
    }
    let base = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    call(program(base).args(["-m", "venv"]).arg(venv))?;
    let mut pip = program(&python);
    call(pip.args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&requirements))?;
    fs::write(stamp, wanted)?;
    Ok(python)
}
