//! hledger's amounts: a number with either decimal mark, a commodity on either side.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::books::cursor::{Cursor, Interner};
use crate::books::model::{Amount, Text};
use crate::books::number;

/// What the directives so far say about reading amounts.
#[derive(Debug, Clone, Default)]
pub(super) struct Styles {
    /// `decimal-mark`.
    pub(super) mark: Option<u8>,
    /// The decimal marks of commodities, from `commodity` and `D`.
    pub(super) marks: HashMap<Text, u8>,
    /// `D`: the commodity of amounts that have none.
    pub(super) default: Option<Text>,
}

impl Styles {
    fn mark_of(&self, commodity: &str) -> Option<u8> {
        self.mark.or_else(|| self.marks.get(commodity).copied())
    }
}

/// An amount as it stands, before its number is understood.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawAmount<'a> {
    pub(super) commodity: Option<&'a str>,
    is_negative: bool,
    digits: &'a str,
    exponent: Option<&'a str>,
}

pub(in crate::books) const fn is_commodity_byte(byte: u8) -> bool {
    byte >= 0x80
        || !(byte.is_ascii_digit()
            || byte.is_ascii_whitespace()
            || byte.is_ascii_control()
            || matches!(
                byte,
                b'-' | b'+' | b'.' | b',' | b'@' | b'*' | b';' | b'"' | b'{' | b'}' | b'='
            )
            || matches!(byte, b'(' | b')' | b'[' | b']'))
}

/// A commodity name, quoted or not, if one starts here.
pub(super) fn commodity<'a>(cursor: &mut Cursor<'a>) -> Result<Option<&'a str>, String> {
    if cursor.peek() == Some(b'"') {
        cursor.take(1);
        let Some((name, _)) = cursor.rest().split_once('"') else {
            return Err("the commodity's quotes are never closed".to_owned());
        };
        cursor.take(name.len());
        cursor.take(1);
        return Ok(Some(name));
    }
    let name = cursor.take_while(is_commodity_byte);
    Ok((!name.is_empty()).then_some(name))
}

fn sign(cursor: &mut Cursor<'_>, is_negative: &mut bool) -> bool {
    let found = match cursor.peek() {
        Some(b'-') => {
            *is_negative = !*is_negative;
            true
        }
        Some(b'+') => true,
        _ => false,
    };
    if found {
        cursor.take(1);
        cursor.skip_blanks();
    }
    found
}

/// Reads an amount up to whatever follows it.
pub(super) fn raw_amount<'a>(cursor: &mut Cursor<'a>) -> Result<RawAmount<'a>, String> {
    cursor.skip_blanks();
    let mut is_negative = false;
    sign(cursor, &mut is_negative);
    let mut name = commodity(cursor)?;
    if name.is_some() {
        cursor.skip_blanks();
        sign(cursor, &mut is_negative);
    }
    let digits = number_text(cursor);
    if digits.is_empty() {
        let rest: String = cursor.rest().chars().take(30).collect();
        return Err(format!("found `{rest}` where a number is needed"));
    }
    let exponent = exponent(cursor);
    if name.is_none() {
        let before = *cursor;
        cursor.skip_blanks();
        name = commodity(cursor)?;
        if name.is_none() {
            *cursor = before;
        }
    }
    Ok(RawAmount { commodity: name, is_negative, digits, exponent })
}

/// Digits with marks, and blanks between digits.
fn number_text<'a>(cursor: &mut Cursor<'a>) -> &'a str {
    let text = cursor.rest();
    let mut length = 0_usize;
    let mut chars = text.char_indices().peekable();
    let mut last_digit = false;
    while let Some((at, c)) = chars.next() {
        let is_part = match c {
            '0'..='9' | '.' | ',' => true,
            ' ' | '\u{a0}' | '\u{202f}' => {
                last_digit && chars.peek().is_some_and(|(_, next)| next.is_ascii_digit())
            }
            _ => false,
        };
        if !is_part {
            break;
        }
        last_digit = c.is_ascii_digit();
        length = at.saturating_add(c.len_utf8());
    }
    if text.get(..length).is_some_and(|found| found.bytes().any(|b| b.is_ascii_digit())) {
        cursor.take(length)
    } else {
        ""
    }
}

fn exponent<'a>(cursor: &mut Cursor<'a>) -> Option<&'a str> {
    let mut ahead = *cursor;
    if !(ahead.eat(b'E') || ahead.eat(b'e')) {
        return None;
    }
    let start = ahead.rest();
    if !ahead.eat(b'-') {
        ahead.eat(b'+');
    }
    if ahead.take_while(|byte| byte.is_ascii_digit()).is_empty() {
        return None;
    }
    let length = start.len().saturating_sub(ahead.rest().len());
    *cursor = ahead;
    start.get(..length)
}

impl RawAmount<'_> {
    /// The amount, by what the directives say about marks and the default commodity.
    pub(super) fn resolve(
        &self,
        styles: &Styles,
        commodities: &mut Interner,
    ) -> Result<Amount, String> {
        let currency = match (self.commodity, &styles.default) {
            (None, Some(default)) => default.clone(),
            (name, _) => commodities.get(name.unwrap_or_default()),
        };
        let number = self.number(styles.mark_of(&currency))?;
        Ok(Amount { number, currency })
    }

    fn number(&self, known_mark: Option<u8>) -> Result<Decimal, String> {
        let too_long = || format!("the number `{}` cannot be kept exactly", self.digits);
        let mark = match known_mark {
            Some(mark) => Some(mark),
            None => self.guess_mark(),
        };
        let marks = |wanted: u8| self.digits.bytes().filter(|b| *b == wanted).count();
        if mark.is_some_and(|mark| marks(mark) > 1) {
            return Err(format!("the number `{}` has several decimal marks", self.digits));
        }
        if let Some(mark) = mark
            && let Some((_, decimals)) = self.digits.split_once(char::from(mark))
            && decimals.bytes().any(|b| matches!(b, b'.' | b','))
        {
            let digits = self.digits;
            return Err(format!("the number `{digits}` has a digit group after its decimal mark"));
        }
        let bytes = self.digits.bytes().filter_map(|byte| match byte {
            b'0'..=b'9' => Some(byte),
            _ if Some(byte) == mark => Some(b'.'),
            _ => None,
        });
        let mut value = number::parse(bytes).ok_or_else(too_long)?;
        if let Some(exponent) = self.exponent {
            let exponent: i32 = exponent.parse().map_err(|_| too_long())?;
            let unit = number::unit_at(exponent.unsigned_abs());
            if exponent.unsigned_abs() > 28 {
                return Err(too_long());
            }
            let shifted = if exponent < 0 {
                number::mul_exact(value, unit)
            } else {
                number::div(value, unit)
            };
            value = shifted.ok_or_else(too_long)?;
        }
        Ok(if self.is_negative { number::neg(value) } else { value })
    }

    /// hledger's guess: with two kinds of marks the last is decimal, one alone is decimal too,
    /// and a mark that is repeated makes groups.
    fn guess_mark(&self) -> Option<u8> {
        let is_mark = |byte: &u8| matches!(byte, b'.' | b',');
        let last = self.digits.bytes().rev().find(is_mark)?;
        let same = self.digits.bytes().filter(|byte| *byte == last).count();
        (same == 1).then_some(last)
    }

    /// The decimal mark of a sample in a `commodity` or `D` directive.
    pub(super) fn sample_mark(&self) -> Option<u8> {
        self.guess_mark()
    }
}
