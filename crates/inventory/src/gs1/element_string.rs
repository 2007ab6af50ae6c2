//! Element strings: identifiers and values one after the other, ended by FNC1 where readers
//! cannot know the length, or with brackets around the identifiers for people.

use super::dictionary::Ai;
use super::message::Decoded;
use super::{Element, Error, Message, Problem};

/// How FNC1 is written in text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fnc1 {
    /// As the control character GS between elements, and not at the beginning: what a scanner
    /// transmits after the symbology identifier.
    Gs,
    /// As `^` between elements and at the beginning: what encoders of symbols take.
    Caret,
}

/// The control character that scanners transmit for FNC1.
const GS: u8 = 0x1D;

/// `^` is in no character set of GS1, so that it can stand for FNC1.
fn is_fnc1(byte: u8) -> bool {
    byte == GS || byte == b'^'
}

impl Message {
    /// Reads an element string. FNC1 is GS or `^`; it may be left out at the beginning, and is
    /// tolerated where it is not needed.
    ///
    /// ```
    /// use moja_inventory::gs1::Message;
    ///
    /// let message = Message::from_element_string("^010952012345678810A1^21S1")?;
    /// assert_eq!(message.serial(), Some("S1"));
    /// # Ok::<(), moja_inventory::gs1::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If it is empty, an identifier is not assigned, or a value breaks its rules.
    pub fn from_element_string(data: impl AsRef<[u8]>) -> Result<Self, Error> {
        let data = data.as_ref();
        match data.split_first() {
            Some((first, rest)) if is_fnc1(*first) => Self::new().and_elements(rest, 1, is_fnc1),
            _ => Self::new().and_elements(data, 0, is_fnc1),
        }
    }

    /// What a scanner transmits after the symbology identifier: FNC1 is GS alone.
    pub(super) fn and_transmitted(self, data: &[u8], start: usize) -> Result<Self, Error> {
        self.and_elements(data, start, |byte| byte == GS)
    }

    /// The message with the elements of a string that starts at a byte of the input.
    fn and_elements(
        mut self,
        data: &[u8],
        start: usize,
        is_separator: impl Fn(u8) -> bool,
    ) -> Result<Self, Error> {
        if data.is_empty() {
            return Err(Error::new(Problem::Empty, start, 0));
        }
        let mut rest = data;
        while !rest.is_empty() {
            let at = start.saturating_add(data.len().saturating_sub(rest.len()));
            let unknown = |length: usize| Error::new(Problem::UnknownAi, at, length);
            let ai = Ai::at_start_of(rest).ok_or_else(|| unknown(rest.len().min(2)))?;
            let digits = usize::from(ai.digits());
            let entry = ai.entry().ok_or_else(|| unknown(digits).about(ai))?;
            let after_ai = rest.get(digits..).unwrap_or_default();
            let end = after_ai.iter().position(|byte| is_separator(*byte));
            let value = after_ai.get(..end.unwrap_or(after_ai.len())).unwrap_or_default();
            let value_at = at.saturating_add(digits);
            let (element, length) = Element::prefix(ai, entry, value, value_at)?;
            if !entry.predefined_length && length < value.len() {
                let max = entry.max_length();
                return Err(Error::new(Problem::TooLong { max }, value_at, value.len()).about(ai));
            }
            self.push(element)?;
            rest = after_ai.get(length..).unwrap_or_default();
            if let [separator, after @ ..] = rest
                && is_separator(*separator)
            {
                rest = after;
            }
        }
        Ok(self)
    }

    /// Writes the elements one after the other, with FNC1 only where it is needed. See also
    /// [`Message::predefined_first`].
    #[must_use]
    pub fn to_element_string(&self, fnc1: Fnc1) -> String {
        let (separator, mut out) = match fnc1 {
            Fnc1::Gs => (char::from(GS), String::new()),
            Fnc1::Caret => ('^', String::from("^")),
        };
        let mut needs_end = false;
        for element in self.elements() {
            if needs_end {
                out.push(separator);
            }
            out.push_str(&element.ai().to_string());
            out.push_str(element.value());
            needs_end = !element.entry().predefined_length;
        }
        out
    }

    /// Reads identifiers in brackets, each before its value. A bracket that belongs to a value is
    /// written `\(`.
    ///
    /// ```
    /// use moja_inventory::gs1::Message;
    ///
    /// let message = Message::from_bracketed(r"(01)09520123456788(10)A\(1)")?;
    /// assert_eq!(message.lot(), Some("A(1)"));
    /// # Ok::<(), moja_inventory::gs1::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If it is empty, brackets are missing, an identifier is not assigned, or a value breaks its
    /// rules.
    pub fn from_bracketed(text: impl AsRef<[u8]>) -> Result<Self, Error> {
        let text = text.as_ref();
        if text.is_empty() {
            return Err(Error::new(Problem::Empty, 0, 0));
        }
        let mut message = Self::new();
        let mut at = 0_usize;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let inner = rest
                .strip_prefix(b"(")
                .ok_or_else(|| Error::new(Problem::MissingOpeningBracket, at, 1))?;
            let close = inner
                .iter()
                .position(|byte| *byte == b')')
                .ok_or_else(|| Error::new(Problem::MissingClosingBracket, at, rest.len()))?;
            let digits = inner.get(..close).unwrap_or_default();
            let ai_at = at.saturating_add(1);
            let unknown = || Error::new(Problem::UnknownAi, ai_at, close);
            let ai = Ai::from_bytes(digits).ok_or_else(unknown)?;
            let entry = ai.entry().ok_or_else(|| unknown().about(ai))?;
            let value_at = ai_at.saturating_add(close).saturating_add(1);
            let value = bracketed_value(text.get(value_at..).unwrap_or_default());
            message.push(Element::decoded(ai, entry, &value, value_at)?)?;
            at = value_at.saturating_add(value.source_length());
        }
        Ok(message)
    }

    /// Writes the identifiers in brackets, each before its value, as under a barcode.
    #[must_use]
    pub fn to_bracketed(&self) -> String {
        let mut out = String::new();
        for element in self.elements() {
            out.push_str(&format!("({})", element.ai()));
            out.push_str(&element.value().replace('(', r"\("));
        }
        out
    }
}

/// The value up to the next bracket that is not escaped.
fn bracketed_value(text: &[u8]) -> Decoded {
    let mut value = Decoded::default();
    let mut rest = text;
    loop {
        rest = match rest {
            [] | [b'(', ..] => return value,
            [b'\\', b'(', after @ ..] => {
                value.push(b'(', 2);
                after
            }
            [byte, after @ ..] => {
                value.push(*byte, 1);
                after
            }
        };
    }
}
