//! What comes from a scanner or a keyboard, in whatever form.

use super::{Ai, Error, Gtin, LinkOptions, Message, Problem};

/// What a symbol that an AIM symbology identifier (ISO/IEC 15424) stands for can hold.
#[derive(Clone, Copy)]
enum Carrier {
    /// An element string.
    Elements,
    /// So many digits of a GTIN, and possibly a composite component.
    Digits(usize),
    /// The digits of a GTIN-14 alone.
    Gtin14,
    /// Any text, which may be a Digital Link.
    Text,
}

/// GS1 General Specifications, *Symbology identifiers*.
fn carrier(identifier: &[u8]) -> Option<Carrier> {
    Some(match identifier {
        // GS1-128; GS1 DataBar and composites; GS1 DataMatrix; GS1 QR Code; GS1 DotCode.
        b"C1" | b"e0" | b"d2" | b"Q3" | b"J1" => Carrier::Elements,
        // EAN-13, UPC-A and UPC-E; EAN-8.
        b"E0" => Carrier::Digits(13),
        b"E4" => Carrier::Digits(8),
        // ITF-14.
        b"I0" | b"I1" => Carrier::Gtin14,
        // Data Matrix; QR Code; DotCode.
        b"d1" | b"Q1" | b"J0" => Carrier::Text,
        _ => return None,
    })
}

/// Between the digits of an EAN or UPC and its composite component.
const COMPOSITE: &[u8] = b"|]e0";

impl Message {
    /// Reads GS1 data in any form:
    ///
    /// - with an AIM symbology identifier, as `]C1`, `]e0`, `]d2` and `]Q3` before element strings,
    ///   `]E0`, `]E4` and `]I1` before the digits of a GTIN, `]d1` and `]Q1` before a Digital Link;
    /// - a Digital Link, which starts with `http`;
    /// - brackets around the identifiers;
    /// - 8, 12, 13 or 14 digits, which are always taken for a GTIN;
    /// - otherwise an element string.
    ///
    /// Whatever may also be an element string of 8, 12, 13 or 14 digits has to be read with
    /// [`Message::from_element_string`], or to start with FNC1.
    ///
    /// ```
    /// use moja_inventory::gs1::Message;
    ///
    /// let forms = [
    ///     "]C1010952012345678810A1",
    ///     "^010952012345678810A1",
    ///     "(01)09520123456788(10)A1",
    ///     "]Q1https://example.com/01/09520123456788/10/A1",
    /// ];
    /// for form in forms {
    ///     assert_eq!(Message::parse(form)?.to_bracketed(), "(01)09520123456788(10)A1");
    /// }
    /// assert_eq!(Message::parse("9520123456788")?.to_bracketed(), "(01)09520123456788");
    /// # Ok::<(), moja_inventory::gs1::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If it is none of these, or the content breaks a rule.
    pub fn parse(data: impl AsRef<[u8]>) -> Result<Self, Error> {
        let data = data.as_ref();
        match data {
            [] => Err(Error::new(Problem::Empty, 0, 0)),
            [b']', ..] => Self::from_transmission(data),
            [b'(', ..] => Self::from_bracketed(data),
            _ if is_web_address(data) => link(data, 0),
            _ if matches!(data.len(), 8 | 12 | 13 | 14) && data.iter().all(u8::is_ascii_digit) => {
                from_gtin(data, 0)
            }
            _ => Self::from_element_string(data),
        }
    }

    fn from_transmission(data: &[u8]) -> Result<Self, Error> {
        let unknown = || Error::new(Problem::UnknownSymbology, 0, data.len().min(3));
        let (identifier, content) = data.split_at_checked(3).ok_or_else(unknown)?;
        match carrier(identifier.get(1..).unwrap_or_default()).ok_or_else(unknown)? {
            Carrier::Elements => Self::new().and_transmitted(content, 3),
            Carrier::Digits(length) => primary_and_composite(content, length),
            Carrier::Gtin14 => match content.len() {
                14 => from_gtin(content, 3),
                other => Err(Error::new(Problem::KeyLength { expected: "14" }, 3, other)),
            },
            Carrier::Text if is_web_address(content) => link(content, 3),
            Carrier::Text => Err(Error::new(Problem::NotGs1, 3, content.len())),
        }
    }
}

fn is_web_address(data: &[u8]) -> bool {
    [&b"https://"[..], b"HTTPS://", b"http://", b"HTTP://"]
        .iter()
        .any(|scheme| data.starts_with(scheme))
}

fn link(data: &[u8], start: usize) -> Result<Message, Error> {
    Message::from_link_at(data, start, LinkOptions::default())
}

/// The digits of an EAN or UPC, and the composite component that may follow.
fn primary_and_composite(content: &[u8], length: usize) -> Result<Message, Error> {
    let expected = if length == 8 { "8" } else { "13" };
    let wrong_length = || Error::new(Problem::KeyLength { expected }, 3, content.len());
    let (primary, rest) = content.split_at_checked(length).ok_or_else(wrong_length)?;
    match rest.strip_prefix(COMPOSITE) {
        Some(composite) => {
            let start = length.saturating_add(3).saturating_add(COMPOSITE.len());
            from_gtin(primary, 3)?.and_transmitted(composite, start)
        }
        None if rest.is_empty() => from_gtin(primary, 3),
        None => Err(wrong_length()),
    }
}

fn from_gtin(digits: &[u8], start: usize) -> Result<Message, Error> {
    let digits: String = digits.iter().map(|byte| char::from(*byte)).collect();
    let gtin: Gtin = digits.parse().map_err(|error: Error| {
        let position = start.saturating_add(error.position());
        Error::new(error.problem().clone(), position, error.length()).about(Ai::GTIN)
    })?;
    Message::new().with(Ai::GTIN, gtin.to_string())
}
