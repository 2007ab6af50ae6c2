//! Plain-text accounting: beancount, hledger and CSV books in and out.

pub mod accounts;
mod beancount;
mod booking;
mod csv;
mod cursor;
mod hledger;
mod include;
pub mod model;
mod number;
mod problem;
mod write;

pub use csv::{AmountColumns, Column, CsvMap, Field, read_csv};
pub use model::ResolvedBook;
pub use problem::Problem;
pub use write::WriteReport;
pub use write::beancount::write_beancount;
pub use write::csv::write_csv;
pub use write::hledger::write_hledger;
pub use write::json::write_json_lines;

/// A text to read, and how to get at the files it includes.
pub struct Source<'i> {
    /// The name that problems give, and that included paths are seen from.
    pub name: String,
    /// The text.
    pub text: String,
    /// Reads an included file; gets the path as seen from the including file.
    pub include: &'i dyn Fn(&str) -> Result<String, String>,
}

/// What was read: all that is good, and a problem for each thing that is not.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// The good entries, by date.
    pub book: ResolvedBook,
    /// What was left out and why, by file and line.
    pub problems: Vec<Problem>,
}

/// Reads and books beancount's language.
#[must_use]
pub fn read_beancount(source: &Source<'_>) -> Reading {
    booking::book_beancount(beancount::parse(source))
}

/// Reads and books hledger's journal language.
#[must_use]
pub fn read_hledger(source: &Source<'_>) -> Reading {
    let (book, problems) = hledger::parse(source);
    booking::journal::book_hledger(book, problems)
}

#[cfg(test)]
mod tests;
