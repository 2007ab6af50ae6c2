//! Python environments for checks.

use std::fs;
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::run::{program, run};

/// A Python environment with what a `requirements.txt` names; made anew when the file changes, or
/// when the folder was moved, which its programs do not survive.
pub(crate) fn environment(venv: &Path, requirements: &Path) -> Result<PathBuf, Failure> {
    let wanted = format!("# {}\n{}", venv.display(), fs::read_to_string(requirements)?);
    let stamp = venv.join("requirements.txt");
    let python = venv.join("bin").join("python");
    if fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) && python.exists() {
        return Ok(python);
    }
    fresh(venv)?;
    let mut pip = program(&python);
    run(pip.args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(requirements))?;
    fs::write(stamp, wanted)?;
    Ok(python)
}

/// An empty Python environment.
pub(crate) fn fresh(venv: &Path) -> Result<PathBuf, Failure> {
    if venv.exists() {
        fs::remove_dir_all(venv)?;
    }
    let base = std::env::var("PYTHON").unwrap_or_else(|_| "python3".to_owned());
    run(program(base).args(["-m", "venv"]).arg(venv))?;
    Ok(venv.join("bin").join("python"))
}
