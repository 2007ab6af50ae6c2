//! Plain-text accounting: beancount, hledger and CSV books in and out.
//!
//! Everything here is pure: text comes in, entries and problems come out, and the caller reads the
//! files that a book includes. Reading parses a source into a [`model::Book`] and books it by the
//! rules of its own tool (lots, amounts left out, balances, assertions, pads) into a
//! [`ResolvedBook`], in which every posting has its units and its weight. An entry that cannot be
//! taken over is left out and named in [`Reading::problems`]; nothing is dropped without a word.
//!
//! The parsers are our own. `beancount-parser` keeps neither `note`, `document`, `query`, `custom`,
//! total costs, lot labels, most types of metadata, the order of tags nor the lines of postings,
//! and takes lines it does not know for comments. `ledger-parser` has no line numbers at all,
//! refuses a whole file for one bad line and knows neither directives nor decimal commas.
//!
//! ```text
//! text -> beancount::parse, hledger::parse -> Book -> booking -> ResolvedBook -> write::*
//!         csv::read_csv ------------------------------------------^
//! ```
//!
//! # Codes of problems
//!
//! - The text: `syntax`, `unclosed_string`, `invalid_date`, `invalid_amount`, `invalid_account`,
//!   `invalid_account_type`, `invalid_booking`, `invalid_option`, `negative_price`,
//!   `total_price_without_units`, `cost_price_currency`, `duplicate_metadata`,
//!   `unbalanced_pushtag`, `unbalanced_pushmeta`, `no_default_year`, `duplicate_declaration`,
//!   `number_out_of_range`, `include_cycle`, `include_failed`.
//! - What we do not do: `unsupported_directive`, `unsupported_plugin`, `unsupported_cost_merge`,
//!   `unsupported_booking` (average cost), `unsupported_auto_posting` (`=`), `unsupported_periodic`
//!   (`~`), `unsupported_virtual_posting` (`(account)`), `unsupported_posting_date`,
//!   `unsupported_timeclock`, `unsupported_alias` (regular expressions), `unsupported_include`.
//! - The books: `unbalanced`, `several_elided`, `unknown_currency`, `cannot_interpolate`,
//!   `no_matching_lot`, `ambiguous_lot`, `not_enough_lots`, `negative_cost`, `zero_units_at_cost`,
//!   `account_not_open`, `duplicate_open`, `duplicate_close`, `duplicate_commodity`,
//!   `duplicate_balance`, `currency_not_allowed`, `balance_failed`, `unused_pad`, `pad_at_cost`.
//! - CSV: `invalid_map`, `invalid_row`, `missing_value`, `invalid_date`, `invalid_amount`.
//!
//! # Where we differ from the tools
//!
//! - Totals (`@@`, `{{}}`) weigh exactly what is written. beancount works them out per unit and
//!   back, and so finds `3 USD @@ 1 EUR` off balance by the 28th digit.
//! - hledger before 1.41 lets a transaction be off by the precision of the whole journal; we take
//!   that of the transaction, as later versions do.
//! - hledger's `payee`, `tag` and `N` only serve its own checks and displays and are skipped.

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
