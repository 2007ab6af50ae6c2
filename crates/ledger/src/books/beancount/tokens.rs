//! The words of beancount's language: strings, numbers, dates, currencies, accounts, tags.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::Reader;
use crate::books::cursor::{Cursor, date_from_parts};
use crate::books::model::{Amount, MetaValue, Text};
use crate::books::number;
use crate::books::problem::Fault;

/// How deep parentheses in a number may nest.
const DEPTH_MAX: u8 = 32;

const fn is_currency_byte(byte: u8) -> bool {
    byte.is_ascii_uppercase()
        || byte.is_ascii_digit()
        || matches!(byte, b'\'' | b'.' | b'_' | b'-' | b'/')
}

const fn is_tag_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/' | b'.')
}

/// The currency a text starts with, if it starts with one.
pub(in crate::books) fn leading_currency(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let first = bytes.first().copied()?;
    if !first.is_ascii_uppercase() && first != b'/' {
        return None;
    }
    let is_part = |at: usize, byte: u8| is_currency_byte(byte) && (at == 0 || byte != b'/');
    let run = bytes.iter().enumerate().position(|(at, byte)| !is_part(at, *byte));
    let mut candidate = text.get(..run.unwrap_or(bytes.len()))?;
    candidate = candidate.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    let has_letter = candidate.bytes().any(|byte| byte.is_ascii_uppercase());
    let is_reserved = matches!(candidate, "TRUE" | "FALSE" | "NULL");
    (has_letter && !is_reserved).then_some(candidate)
}

/// The length of the date a text starts with, and the date.
fn leading_date(text: &str) -> Option<(usize, Option<NaiveDate>)> {
    let mut cursor = Cursor::new(text, 0);
    let year = cursor.take_while(|byte| byte.is_ascii_digit());
    if year.len() < 4 || !(cursor.eat(b'-') || cursor.eat(b'/')) {
        return None;
    }
    let month = cursor.take_while(|byte| byte.is_ascii_digit());
    if month.is_empty() || !(cursor.eat(b'-') || cursor.eat(b'/')) {
        return None;
    }
    let day = cursor.take_while(|byte| byte.is_ascii_digit());
    if day.is_empty() {
        return None;
    }
    let length = text.len().saturating_sub(cursor.rest().len());
    Some((length, date_from_parts(year, month, day)))
}

impl Reader<'_, '_, '_> {
    pub(super) fn fault(&self, code: &'static str, message: impl Into<String>) -> Fault {
        Fault::new(self.cursor.line(), code, message)
    }

    pub(super) fn unexpected(&self, wanted: &str) -> Fault {
        let line = self.cursor.peek_line();
        let found: String = line.chars().take(30).collect();
        if found.is_empty() {
            self.fault("syntax", format!("the line ends where {wanted} is needed"))
        } else {
            self.fault("syntax", format!("found `{found}` where {wanted} is needed"))
        }
    }

    /// Skips blanks and a comment and goes to the next line.
    pub(super) fn end_of_line(&mut self) -> Result<(), Fault> {
        self.cursor.skip_blanks();
        match self.cursor.peek() {
            None | Some(b'\n' | b';') => {
                self.cursor.take_line();
                Ok(())
            }
            Some(_) => Err(self.unexpected("the end of the line")),
        }
    }

    pub(super) fn string(&mut self) -> Result<String, Fault> {
        self.cursor.skip_blanks();
        let start = self.cursor;
        if !self.cursor.eat(b'"') {
            return Err(self.unexpected("a quoted string"));
        }
        let mut value = String::new();
        loop {
            let Some(part) = self.cursor.take_until(b'"') else {
                self.cursor = start;
                return Err(self.fault("unclosed_string", "this string is never closed"));
            };
            self.cursor.take(1);
            let is_escaped = unescape(part, &mut value);
            if !is_escaped {
                return Ok(value);
            }
            value.push('"');
        }
    }

    pub(super) fn date(&mut self) -> Result<NaiveDate, Fault> {
        self.cursor.skip_blanks();
        match leading_date(self.cursor.rest()) {
            Some((length, Some(date))) => {
                self.cursor.take(length);
                Ok(date)
            }
            Some((length, None)) => {
                let text = self.cursor.take(length);
                Err(self.fault("invalid_date", format!("there is no date `{text}`")))
            }
            None => Err(self.unexpected("a date")),
        }
    }

    pub(super) fn is_at_date(&self) -> bool {
        leading_date(self.cursor.rest()).is_some()
    }

    pub(super) fn optional_currency(&mut self) -> Option<Text> {
        self.cursor.skip_blanks();
        let code = leading_currency(self.cursor.rest())?;
        self.cursor.take(code.len());
        Some(self.shared.currencies.get(code))
    }

    pub(super) fn currency(&mut self) -> Result<Text, Fault> {
        match self.optional_currency() {
            Some(currency) => Ok(currency),
            None => Err(self.unexpected("a currency")),
        }
    }

    pub(super) fn account(&mut self) -> Result<Text, Fault> {
        self.cursor.skip_blanks();
        let name = self.cursor.take_while(|byte| {
            byte.is_ascii_alphanumeric() || byte == b':' || byte == b'-' || byte >= 0x80
        });
        if name.is_empty() {
            return Err(self.unexpected("an account"));
        }
        if let Some(known) = self.shared.good_accounts.get(name) {
            return Ok(known.clone());
        }
        if !self.shared.is_account(name) {
            let message = format!("`{name}` is not an account name under the book's roots");
            return Err(self.fault("invalid_account", message));
        }
        let account: Text = name.into();
        self.shared.good_accounts.insert(account.clone());
        Ok(account)
    }

    /// A number or an arithmetic expression, if there is one here.
    pub(super) fn optional_number(&mut self) -> Result<Option<Decimal>, Fault> {
        self.cursor.skip_blanks();
        match self.cursor.peek() {
            Some(b'0'..=b'9' | b'+' | b'-' | b'(') => self.sum_of_terms(0).map(Some),
            _ => Ok(None),
        }
    }

    pub(super) fn number(&mut self) -> Result<Decimal, Fault> {
        match self.optional_number()? {
            Some(number) => Ok(number),
            None => Err(self.unexpected("a number")),
        }
    }

    pub(super) fn amount(&mut self) -> Result<Amount, Fault> {
        let number = self.number()?;
        Ok(Amount { number, currency: self.currency()? })
    }

    fn sum_of_terms(&mut self, depth: u8) -> Result<Decimal, Fault> {
        let mut value = self.product(depth)?;
        loop {
            self.cursor.skip_blanks();
            let result = match self.cursor.peek() {
                Some(b'+') => {
                    self.cursor.take(1);
                    number::add(value, self.product(depth)?)
                }
                Some(b'-') => {
                    self.cursor.take(1);
                    number::sub(value, self.product(depth)?)
                }
                _ => return Ok(value),
            };
            value = self.in_range(result)?;
        }
    }

    fn product(&mut self, depth: u8) -> Result<Decimal, Fault> {
        let mut value = self.factor(depth)?;
        loop {
            self.cursor.skip_blanks();
            let result = match self.cursor.peek() {
                Some(b'*') => {
                    self.cursor.take(1);
                    number::mul(value, self.factor(depth)?)
                }
                Some(b'/') if leading_currency(self.cursor.rest()).is_none() => {
                    self.cursor.take(1);
                    number::div(value, self.factor(depth)?)
                }
                _ => return Ok(value),
            };
            value = self.in_range(result)?;
        }
    }

    fn factor(&mut self, depth: u8) -> Result<Decimal, Fault> {
        let deeper = depth.saturating_add(1);
        if deeper > DEPTH_MAX {
            return Err(self.fault("syntax", "this expression is nested too deeply"));
        }
        self.cursor.skip_blanks();
        match self.cursor.peek() {
            Some(b'-') => {
                self.cursor.take(1);
                self.factor(deeper).map(number::neg)
            }
            Some(b'+') => {
                self.cursor.take(1);
                self.factor(deeper)
            }
            Some(b'(') => {
                self.cursor.take(1);
                let value = self.sum_of_terms(deeper)?;
                self.cursor.skip_blanks();
                if self.cursor.eat(b')') { Ok(value) } else { Err(self.unexpected("a `)`")) }
            }
            Some(b'0'..=b'9') => self.digits(),
            _ => Err(self.unexpected("a number")),
        }
    }

    fn digits(&mut self) -> Result<Decimal, Fault> {
        let start = self.cursor.rest();
        let whole = self.cursor.take_while(|byte| byte.is_ascii_digit() || byte == b',');
        let trimmed = whole.trim_end_matches(',');
        let mut length = trimmed.len();
        if trimmed.len() == whole.len() && self.cursor.peek() == Some(b'.') {
            self.cursor.take(1);
            let decimals = self.cursor.take_while(|byte| byte.is_ascii_digit());
            length = length.saturating_add(1).saturating_add(decimals.len());
        }
        let mut again = Cursor::new(start, 0);
        let text = again.take(length);
        // A comma after the digits belongs to what follows, as in `{1 USD, "lot"}`.
        if trimmed.len() < whole.len() {
            self.cursor = Cursor::new(again.rest(), self.cursor.line());
        }
        match number::parse(text.bytes().filter(|byte| *byte != b',')) {
            Some(number) => Ok(number),
            None => {
                let message = format!("the number `{text}` has too many digits to be kept exactly");
                Err(self.fault("number_out_of_range", message))
            }
        }
    }

    fn in_range(&self, number: Option<Decimal>) -> Result<Decimal, Fault> {
        number.ok_or_else(|| {
            self.fault("number_out_of_range", "the result of this expression cannot be kept")
        })
    }

    /// Tags and links up to something else.
    pub(super) fn tags_and_links(
        &mut self,
        tags: &mut Vec<String>,
        links: &mut Vec<String>,
    ) -> Result<(), Fault> {
        loop {
            self.cursor.skip_blanks();
            let list = match self.cursor.peek() {
                Some(b'#') => &mut *tags,
                Some(b'^') => &mut *links,
                _ => return Ok(()),
            };
            self.cursor.take(1);
            let name = self.cursor.take_while(is_tag_byte);
            if name.is_empty() {
                return Err(self.unexpected("the name of a tag or link"));
            }
            if !list.iter().any(|known| known == name) {
                list.push(name.to_owned());
            }
        }
    }

    pub(super) fn tag(&mut self) -> Result<String, Fault> {
        self.cursor.skip_blanks();
        if !self.cursor.eat(b'#') {
            return Err(self.unexpected("a tag"));
        }
        let name = self.cursor.take_while(is_tag_byte);
        if name.is_empty() {
            return Err(self.unexpected("the name of a tag"));
        }
        Ok(name.to_owned())
    }

    /// Whether a metadata key starts here; its length without the colon.
    pub(super) fn key_length(&self) -> Option<usize> {
        let rest = self.cursor.rest().as_bytes();
        if !rest.first()?.is_ascii_lowercase() {
            return None;
        }
        let length =
            rest.iter().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')))?;
        (length >= 2 && rest.get(length) == Some(&b':')).then_some(length)
    }

    pub(super) fn key_value(&mut self) -> Result<(Text, MetaValue), Fault> {
        let Some(length) = self.key_length() else {
            return Err(self.unexpected("a metadata key"));
        };
        let key = self.shared.keys.get(self.cursor.take(length));
        self.cursor.take(1);
        Ok((key, self.optional_value()?.unwrap_or(MetaValue::Null)))
    }

    /// A value as it stands in metadata or in a `custom` entry.
    pub(super) fn optional_value(&mut self) -> Result<Option<MetaValue>, Fault> {
        self.cursor.skip_blanks();
        let value = match self.cursor.peek() {
            None | Some(b'\n' | b';') => return Ok(None),
            Some(b'"') => MetaValue::Text(self.string()?),
            Some(b'#') => MetaValue::Tag(self.tag()?),
            Some(b'0'..=b'9') if self.is_at_date() => MetaValue::Date(self.date()?),
            Some(b'0'..=b'9' | b'+' | b'-' | b'(') => {
                let number = self.number()?;
                match self.optional_currency() {
                    Some(currency) => MetaValue::Amount(Amount { number, currency }),
                    None => MetaValue::Number(number),
                }
            }
            Some(_) => self.word_value()?,
        };
        Ok(Some(value))
    }

    fn word_value(&mut self) -> Result<MetaValue, Fault> {
        let mut copy = self.cursor;
        let word = copy.take_while(|byte| {
            byte.is_ascii_alphanumeric()
                || byte >= 0x80
                || matches!(byte, b':' | b'-' | b'\'' | b'.' | b'_' | b'/')
        });
        let value = match word {
            "TRUE" => MetaValue::Bool(true),
            "FALSE" => MetaValue::Bool(false),
            "NULL" => MetaValue::Null,
            _ if word.contains(':') => return self.account().map(MetaValue::Account),
            _ => return self.currency().map(MetaValue::Currency),
        };
        self.cursor = copy;
        Ok(value)
    }
}

/// Appends a part of a string up to a quote and says whether a backslash escapes that quote.
fn unescape(part: &str, value: &mut String) -> bool {
    if !part.contains('\\') {
        value.push_str(part);
        return false;
    }
    let mut chars = part.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        match chars.next() {
            None => return true,
            Some('n') => value.push('\n'),
            Some('t') => value.push('\t'),
            Some('r') => value.push('\r'),
            Some('b') => value.push('\u{8}'),
            Some('f') => value.push('\u{c}'),
            Some(other) => value.push(other),
        }
    }
    false
}
