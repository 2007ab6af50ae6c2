//! What a reader could not use, with the place where it stands.

use serde::Serialize;

/// One thing in the source that was not taken over, and why.
///
/// The code is stable and meant for programs, the message for people. An entry with a problem is
/// left out of the book; everything else stays, so that a caller may import the rest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// The name of the source (or include) as the caller or the `include` directive gave it.
    pub file: String,
    /// The line, counted from 1; 0 when the whole file is meant.
    pub line: u32,
    /// A stable snake_case code, such as `unbalanced` or `unsupported_directive`.
    pub code: &'static str,
    /// What is wrong, lower case, with user input in backticks.
    pub message: String,
}

impl Problem {
    pub(crate) fn new(
        file: &str,
        line: u32,
        code: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self { file: file.to_owned(), line, code, message: message.into() }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {} ({})", self.file, self.line, self.message, self.code)
    }
}

/// A problem inside one entry, before it is known which file is being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) line: u32,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Fault {
    pub(crate) fn new(line: u32, code: &'static str, message: impl Into<String>) -> Self {
        Self { line, code, message: message.into() }
    }

    pub(crate) fn in_file(self, file: &str) -> Problem {
        Problem { file: file.to_owned(), line: self.line, code: self.code, message: self.message }
    }
}
