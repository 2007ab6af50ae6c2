//! What GS1 says of each application identifier: its format, and what it goes with.

use std::fmt;
use std::str::FromStr;

use super::lint::Linter;
use super::table::TABLE;
use super::{Error, Problem};

/// An application identifier (AI): the two to four digits that say what the value after them is.
///
/// ```
/// use moja_inventory::gs1::Ai;
///
/// let ai: Ai = "3103".parse()?;
/// assert_eq!(ai, Ai::new(3103, 4));
/// assert_eq!(ai.entry().map(|entry| entry.title), Some("NET WEIGHT (kg)"));
/// assert_eq!(Ai::new(1, 2).to_string(), "01");
/// # Ok::<(), moja_inventory::gs1::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ai {
    number: u16,
    digits: u8,
}

impl Ai {
    /// SSCC, the number of a logistic unit.
    pub const SSCC: Self = Self::new(0, 2);
    /// GTIN of the trade item.
    pub const GTIN: Self = Self::new(1, 2);
    /// GTIN of what a logistic unit contains.
    pub const CONTENT: Self = Self::new(2, 2);
    /// Batch or lot number.
    pub const LOT: Self = Self::new(10, 2);
    /// Production date.
    pub const PRODUCTION_DATE: Self = Self::new(11, 2);
    /// Packaging date.
    pub const PACKAGING_DATE: Self = Self::new(13, 2);
    /// Best before date.
    pub const BEST_BEFORE: Self = Self::new(15, 2);
    /// Sell by date.
    pub const SELL_BY: Self = Self::new(16, 2);
    /// Expiration date: use by.
    pub const EXPIRY: Self = Self::new(17, 2);
    /// Serial number.
    pub const SERIAL: Self = Self::new(21, 2);
    /// Variable count of items.
    pub const VARIABLE_COUNT: Self = Self::new(30, 2);
    /// Count of the trade items that a logistic unit contains.
    pub const COUNT: Self = Self::new(37, 2);
    /// GLN of a physical location.
    pub const LOCATION: Self = Self::new(414, 3);
    /// Expiration date and time.
    pub const EXPIRY_TIME: Self = Self::new(7003, 4);
    /// Digital signature.
    pub(crate) const DIGITAL_SIGNATURE: Self = Self::new(8030, 4);

    /// The identifier with this number written with so many digits: `Ai::new(1, 2)` is `01`.
    ///
    /// It need not be one that GS1 has assigned, see [`Ai::entry`].
    #[must_use]
    pub const fn new(number: u16, digits: u8) -> Self {
        Self { number, digits }
    }

    /// The identifier's number.
    #[must_use]
    pub const fn number(self) -> u16 {
        self.number
    }

    /// With how many digits it is written.
    #[must_use]
    pub const fn digits(self) -> u8 {
        self.digits
    }

    /// What the dictionary says of it; `None` if GS1 has not assigned it.
    #[must_use]
    pub fn entry(self) -> Option<&'static Entry> {
        last_up_to(self.place()).filter(|entry| entry.ais.contains(self))
    }

    /// All digits after the first three, as a number: the decimals of a measure or an amount.
    pub(super) fn last_digit(self) -> u8 {
        u8::try_from(self.number % 10).unwrap_or_default()
    }

    /// Where it stands among all identifiers in the order of their digits. No identifier is the
    /// beginning of another one, so that places differ.
    const fn place(self) -> u16 {
        self.number.saturating_mul(match self.digits {
            2 => 100,
            3 => 10,
            _ => 1,
        })
    }

    /// The identifier at the beginning of an element string. Its length follows from its first
    /// two digits, also if it is not assigned.
    pub(super) fn at_start_of(data: &[u8]) -> Option<Self> {
        let prefix = number_of(data.get(..2)?)?;
        let last_of_prefix = prefix.checked_mul(100)?.checked_add(99)?;
        let entry = last_up_to(last_of_prefix)?;
        let prefixes = entry.ais.first.place() / 100..=entry.ais.last.place() / 100;
        if !prefixes.contains(&prefix) {
            return None;
        }
        let digits = entry.ais.first.digits;
        Some(Self { number: number_of(data.get(..usize::from(digits))?)?, digits })
    }

    /// Two to four digits.
    pub(super) fn from_bytes(digits: &[u8]) -> Option<Self> {
        match digits.len() {
            length @ 2..=4 => {
                Some(Self { number: number_of(digits)?, digits: u8::try_from(length).ok()? })
            }
            _ => None,
        }
    }
}

fn number_of(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0_u16, |number, byte| {
        let digit = byte.is_ascii_digit().then(|| byte.wrapping_sub(b'0'))?;
        number.checked_mul(10)?.checked_add(u16::from(digit))
    })
}

/// The last entry that starts at or before a place.
fn last_up_to(place: u16) -> Option<&'static Entry> {
    let after = TABLE.partition_point(|entry| entry.ais.first.place() <= place);
    TABLE.get(after.checked_sub(1)?)
}

impl fmt::Display for Ai {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.number, width = usize::from(self.digits))
    }
}

impl fmt::Debug for Ai {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({self})")
    }
}

impl FromStr for Ai {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::from_bytes(text.as_bytes())
            .ok_or_else(|| Error::new(Problem::UnknownAi, 0, text.len()))
    }
}

/// Identifiers of the same length from the first to the last: `3100` to `3105`, or the pattern
/// `31nn`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AiRange {
    /// The first identifier.
    pub first: Ai,
    /// The last identifier, included.
    pub last: Ai,
}

impl AiRange {
    /// From `first` to `last`, both written with so many digits.
    pub(super) const fn new(first: u16, last: u16, digits: u8) -> Self {
        Self { first: Ai::new(first, digits), last: Ai::new(last, digits) }
    }

    /// Whether the identifier is one of these.
    #[must_use]
    pub fn contains(self, ai: Ai) -> bool {
        ai.digits == self.first.digits
            && (self.first.number..=self.last.number).contains(&ai.number)
    }
}

impl fmt::Display for AiRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first == self.last {
            return self.first.fmt(f);
        }
        write!(f, "{}-{}", self.first, self.last)
    }
}

/// Which characters a component may hold; the tables of the GS1 General Specifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// Digits.
    N,
    /// Character set 82: letters, digits and most of the punctuation of ISO/IEC 646.
    X,
    /// Character set 39: capital letters, digits, `#`, `-` and `/`.
    Y,
    /// Character set 64: base64 for files and links.
    Z,
}

/// A part of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Component {
    /// The characters that it may hold.
    pub charset: Charset,
    /// The least number of characters, if it is there.
    pub min: u8,
    /// The greatest number of characters.
    pub max: u8,
    /// Whether it may be left out.
    pub optional: bool,
    /// The rules for its content.
    pub linters: &'static [Linter],
}

/// What the dictionary says of an identifier, or of a range of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The identifiers.
    pub ais: AiRange,
    /// Whether its length is known to all readers from its first digits, so that nothing has to
    /// separate it from what follows.
    pub predefined_length: bool,
    /// Whether it may be an attribute in the query of a Digital Link.
    pub link_attribute: bool,
    /// The parts of its value.
    pub components: &'static [Component],
    /// What it needs: all of these, each as alternatives, each of identifiers that go together.
    pub requires: &'static [&'static [&'static [AiRange]]],
    /// What must not be beside it.
    pub excludes: &'static [AiRange],
    /// For a primary key of a Digital Link, the alternative sequences of its qualifiers.
    pub link_key: Option<&'static [&'static [Ai]]>,
    /// The short name that is printed under a barcode.
    pub title: &'static str,
}

impl Entry {
    /// The least length of a value.
    #[must_use]
    pub fn min_length(&self) -> usize {
        let mandatory = self.components.iter().filter(|component| !component.optional);
        mandatory.map(|component| usize::from(component.min)).sum()
    }

    /// The greatest length of a value.
    #[must_use]
    pub fn max_length(&self) -> usize {
        self.components.iter().map(|component| usize::from(component.max)).sum()
    }
}

/// All that GS1 has assigned, in the order of their digits.
#[must_use]
pub fn entries() -> &'static [Entry] {
    TABLE
}
