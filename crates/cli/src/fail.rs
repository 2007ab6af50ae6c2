//! How the program ends when it does not end well.

use std::io::{self, Write as _};
use std::process::ExitCode;

use moja::{Failure, FailureKind, QueryError, StoreError};
use serde_json::json;

/// Something was refused.
pub(crate) const REFUSED: u8 = 1;
/// The program was called in a wrong way.
pub(crate) const USAGE: u8 = 2;
/// The store, or another file, failed.
pub(crate) const STORE: u8 = 3;
/// `verify` found damage.
pub(crate) const DAMAGE: u8 = 4;

/// Why a command of the program ends early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It failed and nothing was said of it yet.
    Failed(Box<Failure>),
    /// All was said; the exit code.
    Exit(u8),
    /// Nobody reads the output any more.
    Pipe,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(Box::new(failure))
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Failure::from(error).into()
    }
}

impl From<QueryError> for Stop {
    fn from(error: QueryError) -> Self {
        Failure::from(error).into()
    }
}

impl From<io::Error> for Stop {
    /// Errors of the output; those of files that are read say which one it is.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::Pipe;
        }
        let message = format!("the output cannot be written: {error}");
        Failure { kind: FailureKind::Store, ..Failure::invalid("output_failed", message) }.into()
    }
}

/// A refusal by the program itself.
pub(crate) fn refused(code: &str, message: impl Into<String>) -> Failure {
    Failure { kind: FailureKind::Rejected, ..Failure::invalid(code, message) }
}

/// The exit code for a failure.
pub(crate) fn exit_code(failure: &Failure) -> u8 {
    match failure.kind {
        FailureKind::Rejected => REFUSED,
        FailureKind::Invalid => USAGE,
        FailureKind::Store => STORE,
    }
}

/// The one line that machines get for a failure.
pub(crate) fn error_json(failure: &Failure) -> serde_json::Value {
    json!({ "ok": false, "error": failure })
}

/// Tells of a failure on the standard error output.
pub(crate) fn report(failure: &Failure, json: bool) -> ExitCode {
    // There is nowhere to complain about a closed error output.
    let _ = if json {
        writeln!(io::stderr(), "{}", error_json(failure))
    } else {
        writeln!(io::stderr(), "error: {} ({})", failure.message, failure.code)
    };
    ExitCode::from(exit_code(failure))
}

/// Tells of something that went wrong after the work was done.
pub(crate) fn warn(failure: &Failure, json: bool) {
    let _ = if json {
        writeln!(io::stderr(), "{}", json!({ "ok": true, "warning": failure }))
    } else {
        writeln!(io::stderr(), "warning: {} ({})", failure.message, failure.code)
    };
}

/// Tells of arguments that clap did not accept, or gives the help that was asked for.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    if std::env::args_os().any(|arg| arg == "--json") {
        let text = error.render().to_string();
        let text = text.lines().next().unwrap_or_default();
        let text = text.strip_prefix("error: ").unwrap_or(text);
        return report(&Failure::invalid("usage", text), true);
    }
    let _ = error.print();
    ExitCode::from(USAGE)
}
