//! A place in the text being read.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::model::Text;

/// The rest of a text and the line it starts on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor<'a> {
    rest: &'a str,
    line: u32,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str, line: u32) -> Self {
        Self { rest: text, line }
    }

    pub(crate) const fn line(&self) -> u32 {
        self.line
    }

    pub(crate) const fn rest(&self) -> &'a str {
        self.rest
    }

    pub(crate) const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.as_bytes().first().copied()
    }

    pub(crate) fn peek_at(&self, offset: usize) -> Option<u8> {
        self.rest.as_bytes().get(offset).copied()
    }

    /// Takes so many bytes, all of the rest if there are fewer. Lines are not counted.
    pub(crate) fn take(&mut self, bytes: usize) -> &'a str {
        match self.rest.split_at_checked(bytes) {
            Some((taken, rest)) => {
                self.rest = rest;
                taken
            }
            None => std::mem::take(&mut self.rest),
        }
    }

    /// Takes bytes as long as they pass; the test must treat all non-ASCII bytes alike.
    pub(crate) fn take_while(&mut self, mut test: impl FnMut(u8) -> bool) -> &'a str {
        let length = self.rest.bytes().position(|byte| !test(byte)).unwrap_or(self.rest.len());
        self.take(length)
    }

    /// Takes one byte if it is the one asked for.
    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.take(1);
        }
        found
    }

    /// Skips blanks inside a line and says whether there were any.
    pub(crate) fn skip_blanks(&mut self) -> bool {
        !self.take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).is_empty()
    }

    /// Takes the rest of the line, without its end, and goes to the next line.
    pub(crate) fn take_line(&mut self) -> &'a str {
        let line = match self.rest.split_once('\n') {
            Some((line, rest)) => {
                self.rest = rest;
                self.line = self.line.saturating_add(1);
                line
            }
            None => std::mem::take(&mut self.rest),
        };
        line.strip_suffix('\r').unwrap_or(line)
    }

    /// The rest of the line, without taking it.
    pub(crate) fn peek_line(&self) -> &'a str {
        let mut copy = *self;
        copy.take_line()
    }

    /// Takes up to the next byte of this kind, which may be lines away; nothing if there is none.
    pub(crate) fn take_until(&mut self, byte: u8) -> Option<&'a str> {
        let length = self.rest.bytes().position(|b| b == byte)?;
        let taken = self.take(length);
        let lines = taken.bytes().filter(|b| *b == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        Some(taken)
    }
}

/// A date from year, month and day as digits; years beyond 0001 to 9999 have no common form.
pub(crate) fn date_from_parts(year: &str, month: &str, day: &str) -> Option<NaiveDate> {
    let date = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    common_year(&date).then_some(date)
}

/// Whether every tool and the store can read and write the date.
pub(crate) fn common_year(date: &NaiveDate) -> bool {
    use chrono::Datelike as _;
    (1..=9999).contains(&date.year())
}

/// Shares equal texts.
#[derive(Debug, Default)]
pub(crate) struct Interner(HashSet<Text>);

impl Interner {
    pub(crate) fn get(&mut self, text: &str) -> Text {
        if let Some(known) = self.0.get(text) {
            return known.clone();
        }
        let new: Text = text.into();
        self.0.insert(new.clone());
        new
    }
}
