//! Reads bank statements and other CSV files by a map of their columns.

use std::collections::HashMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::model::{Amount, Entry, EntryKind, Meta, MetaValue, ResolvedPosting, Text, Transaction};
use super::number::{self, neg};
use super::problem::Problem;
use super::{Reading, Source};

/// Which column of a row: counted from 0, or by the name in the header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Column {
    /// Counted from 0.
    Index(usize),
    /// By its name in the header.
    Name(String),
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The same for every row.
    Fixed(String),
    /// From a column; the fallback is for rows where that is empty.
    Column {
        /// The column.
        column: Column,
        /// For rows where the column is empty; without it such a row is a problem.
        fallback: Option<String>,
    },
}

/// Where the amount comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmountColumns {
    /// One column with a sign: what the account gains.
    Signed(Column),
    /// Two columns, of which one is empty or zero in each row.
    DebitCredit {
        /// What leaves the account.
        debit: Column,
        /// What the account gains.
        credit: Column,
    },
}

/// How to read a CSV file: what its columns mean and how its numbers and dates are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CsvMap {
    /// The column of the date.
    pub date: Column,
    /// How dates are written, in the notation of chrono (`%d.%m.%Y`).
    pub date_format: String,
    /// The column of the payee.
    pub payee: Option<Column>,
    /// The columns of the narration, joined by a blank.
    #[serde(default)]
    pub narration: Vec<Column>,
    /// The amount.
    pub amount: AmountColumns,
    /// The currency.
    pub currency: Field,
    /// The account that the statement is of.
    pub account: Field,
    /// The account on the other side.
    pub counter_account: Field,
    /// The column of the bank's own reference; becomes the code of the transaction.
    pub reference: Option<Column>,
    /// What stands between columns.
    #[serde(default = "comma")]
    pub delimiter: char,
    /// Whether the first row names the columns.
    #[serde(default = "yes")]
    pub has_header: bool,
    /// `.` or `,`; the other one and blanks, quotes and apostrophes separate groups of digits.
    #[serde(default = "point")]
    pub decimal_mark: char,
    /// Whether a positive amount means that the account loses it, as on some card statements.
    #[serde(default)]
    pub is_inverted: bool,
}

const fn comma() -> char {
    ','
}

const fn point() -> char {
    '.'
}

const fn yes() -> bool {
    true
}

/// Reads a CSV file into one transaction of two postings per row.
///
/// A row that cannot be read is a problem with its line; a map that does not fit the file is one
/// problem with line 1 and nothing is read.
#[must_use]
pub fn read_csv(source: &Source<'_>, map: &CsvMap) -> Reading {
    let mut reading = Reading::default();
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let Ok(delimiter) = u8::try_from(map.delimiter) else {
        let message = format!("the delimiter `{}` is not supported", map.delimiter);
        reading.problems.push(Problem::new(&source.name, 1, "invalid_map", message));
        return reading;
    };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(map.has_header)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut names = HashMap::new();
    if map.has_header {
        match reader.headers() {
            Ok(headers) => {
                for (at, name) in headers.iter().enumerate() {
                    names.entry(name.trim().to_owned()).or_insert(at);
                }
            }
            Err(error) => {
                let message = format!("the header cannot be read: {error}");
                reading.problems.push(Problem::new(&source.name, 1, "invalid_row", message));
                return reading;
            }
        }
    }
    if let Some(message) = misfit(map, &names) {
        reading.problems.push(Problem::new(&source.name, 1, "invalid_map", message));
        return reading;
    }
    let file: Text = source.name.as_str().into();
    let mut record = csv::StringRecord::new();
    loop {
        let start = u32::try_from(reader.position().line()).unwrap_or(u32::MAX);
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = record.position().map_or(start, |at| first_line(text, at));
                let row = Row { map, names: &names, record: &record };
                match row.entry(&file, line) {
                    Ok(Some(entry)) => reading.book.entries.push(entry),
                    Ok(None) => {}
                    Err((code, message)) => {
                        reading.problems.push(Problem::new(&source.name, line, code, message));
                    }
                }
            }
            Err(error) => {
                let line = error.position().map_or(start, |at| line_of(at.line()));
                let message = format!("the row cannot be read: {error}");
                reading.problems.push(Problem::new(&source.name, line, "invalid_row", message));
                if matches!(error.kind(), csv::ErrorKind::Io(_)) {
                    break;
                }
            }
        }
    }
    reading.book.entries.sort_by_key(|entry| entry.date);
    reading
}

fn line_of(line: u64) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}

/// The line on which a record starts; blank lines before it count to it for the reader.
fn first_line(text: &str, at: &csv::Position) -> u32 {
    let start = usize::try_from(at.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(start..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let lines = blank.filter(|byte| **byte == b'\n').count();
    line_of(at.line()).saturating_add(u32::try_from(lines).unwrap_or(u32::MAX))
}

/// What is wrong with the map itself, or with the columns it names.
fn misfit(map: &CsvMap, names: &HashMap<String, usize>) -> Option<String> {
    if !matches!(map.decimal_mark, '.' | ',') {
        return Some(format!("the decimal mark `{}` is not supported", map.decimal_mark));
    }
    let mut columns = vec![&map.date];
    columns.extend(map.payee.iter().chain(&map.narration).chain(&map.reference));
    match &map.amount {
        AmountColumns::Signed(column) => columns.push(column),
        AmountColumns::DebitCredit { debit, credit } => columns.extend([debit, credit]),
    }
    for field in [&map.currency, &map.account, &map.counter_account] {
        if let Field::Column { column, .. } = field {
            columns.push(column);
        }
    }
    columns.into_iter().find_map(|column| match column {
        Column::Name(name) if !map.has_header => {
            Some(format!("the column `{name}` has a name but the file has no header"))
        }
        Column::Name(name) if !names.contains_key(name.trim()) => {
            Some(format!("the file has no column `{name}`"))
        }
        _ => None,
    })
}

type Refusal = (&'static str, String);

struct Row<'a> {
    map: &'a CsvMap,
    names: &'a HashMap<String, usize>,
    record: &'a csv::StringRecord,
}

impl Row<'_> {
    fn get(&self, column: &Column) -> &str {
        let at = match column {
            Column::Index(at) => Some(*at),
            Column::Name(name) => self.names.get(name.trim()).copied(),
        };
        at.and_then(|at| self.record.get(at)).unwrap_or_default().trim()
    }

    fn field(&self, field: &Field, what: &str) -> Result<String, Refusal> {
        match field {
            Field::Fixed(value) => Ok(value.clone()),
            Field::Column { column, fallback } => match (self.get(column), fallback) {
                ("", Some(fallback)) => Ok(fallback.clone()),
                ("", None) => Err(("missing_value", format!("the row has no {what}"))),
                (value, _) => Ok(value.to_owned()),
            },
        }
    }

    fn entry(&self, file: &Text, line: u32) -> Result<Option<Entry<ResolvedPosting>>, Refusal> {
        if self.record.iter().all(|value| value.trim().is_empty()) {
            return Ok(None);
        }
        let date = self.date()?;
        let number = self.amount()?;
        let currency: Text = self.field(&self.map.currency, "currency")?.into();
        let account = self.field(&self.map.account, "account")?;
        let counter = self.field(&self.map.counter_account, "counter account")?;
        let narration: Vec<&str> = self
            .map
            .narration
            .iter()
            .map(|column| self.get(column))
            .filter(|part| !part.is_empty())
            .collect();
        let some = |column: &Option<Column>| {
            let value = column.as_ref().map(|column| self.get(column).to_owned());
            value.filter(|value| !value.is_empty())
        };
        let posting = |account: String, number: Decimal| {
            let units = Amount { number, currency: currency.clone() };
            ResolvedPosting {
                line,
                account: account.into(),
                weight: units.clone(),
                units,
                cost: None,
                cost_spec: None,
                price: None,
                flag: None,
                meta: Meta::new(),
                tags: Vec::new(),
                assertion: None,
                is_virtual: false,
                is_inferred: false,
            }
        };
        let mut meta = Meta::new();
        let code = some(&self.map.reference);
        if let Some(code) = &code {
            meta.insert("reference", MetaValue::Text(code.clone()));
        }
        let transaction = Transaction {
            flag: None,
            date2: None,
            code,
            payee: some(&self.map.payee),
            narration: narration.join(" "),
            tags: Vec::new(),
            links: Vec::new(),
            postings: vec![posting(account, number), posting(counter, neg(number))],
        };
        let kind = EntryKind::Transaction(transaction);
        Ok(Some(Entry { file: file.clone(), line, date, meta, kind }))
    }

    fn date(&self) -> Result<NaiveDate, Refusal> {
        let text = self.get(&self.map.date);
        NaiveDate::parse_from_str(text, &self.map.date_format)
            .ok()
            .filter(super::cursor::common_year)
            .ok_or_else(|| ("invalid_date", format!("`{text}` is not a date in the given format")))
    }

    fn amount(&self) -> Result<Decimal, Refusal> {
        let number = match &self.map.amount {
            AmountColumns::Signed(column) => self.number(column)?,
            AmountColumns::DebitCredit { debit, credit } => {
                let (debit, credit) = (self.number(debit)?, self.number(credit)?);
                match (debit, credit) {
                    (Some(debit), Some(credit)) if !debit.is_zero() && !credit.is_zero() => {
                        let message = "the row has both a debit and a credit";
                        return Err(("invalid_amount", message.to_owned()));
                    }
                    (Some(debit), credit) if credit.is_none() || !debit.is_zero() => {
                        Some(neg(debit))
                    }
                    (_, credit) => credit,
                }
            }
        };
        let Some(number) = number else {
            return Err(("missing_value", "the row has no amount".to_owned()));
        };
        Ok(if self.map.is_inverted { neg(number) } else { number })
    }

    fn number(&self, column: &Column) -> Result<Option<Decimal>, Refusal> {
        let text = self.get(column);
        if text.is_empty() {
            return Ok(None);
        }
        match parse_number(text, self.map.decimal_mark) {
            Some(number) => Ok(Some(number)),
            None => Err(("invalid_amount", format!("`{text}` is not an amount"))),
        }
    }
}

/// The text without a currency's code of three letters before or after it.
fn without_code(text: &str) -> &str {
    let is_code = |code: &str| code.bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some((code, rest)) = text.split_at_checked(3)
        && is_code(code)
    {
        return rest;
    }
    match text.len().checked_sub(3).and_then(|at| text.split_at_checked(at)) {
        Some((rest, code)) if is_code(code) => rest,
        _ => text,
    }
}

/// Reads `1'234.50`, `-1.234,50`, `12.00-`, `(12.00)`, `$12.00`, `12.00 CHF` and the like.
fn parse_number(text: &str, mark: char) -> Option<Decimal> {
    let is_symbol = |c: char| c.is_whitespace() || "$€£¥₹₽₩₿".contains(c);
    let mut text = without_code(text).trim_matches(is_symbol);
    let mut is_negative = false;
    if let Some(inside) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        is_negative = true;
        text = inside;
    }
    for minus in ['-', '\u{2212}'] {
        if let Some(rest) = text.strip_prefix(minus).or_else(|| text.strip_suffix(minus)) {
            is_negative = !is_negative;
            text = rest;
        }
    }
    text = text.strip_prefix('+').unwrap_or(text).trim_matches(is_symbol);
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == mark) {
        return None;
    }
    let mut seen_mark = false;
    let mut digits = Vec::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(u8::try_from(c).ok()?),
            _ if c == mark && !seen_mark => {
                seen_mark = true;
                digits.push(b'.');
            }
            '.' | ',' | '\'' | '\u{2019}' | ' ' | '\u{a0}' | '\u{202f}'
                if !seen_mark && c != mark => {}
            _ => return None,
        }
    }
    let number = number::parse(digits.into_iter())?;
    Some(if is_negative { neg(number) } else { number })
}
