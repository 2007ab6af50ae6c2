//! Identification numbers with a check digit.

use std::fmt;
use std::str::FromStr;

use super::lint::{Fault, Linter, check_digit_of, check_pair_of};
use super::{Error, Problem};

/// The check digit that completes these digits, whatever number they belong to.
///
/// ```
/// use moja_inventory::gs1::check_digit;
///
/// assert_eq!(check_digit("0952012345678")?, '8');
/// # Ok::<(), moja_inventory::gs1::Error>(())
/// ```
///
/// # Errors
///
/// If there are other characters than digits.
pub fn check_digit(digits: &str) -> Result<char, Error> {
    all_digits(digits)?;
    Ok(char::from(check_digit_of(digits.as_bytes())))
}

/// The check character pair that completes an alphanumeric key (GMN, MUDI).
///
/// ```
/// use moja_inventory::gs1::check_pair;
///
/// assert_eq!(check_pair("1987654Ad4X4bL5ttr2310c")?, "2K");
/// # Ok::<(), moja_inventory::gs1::Error>(())
/// ```
///
/// # Errors
///
/// If there are characters outside of set 82, or more than 97 of them.
pub fn check_pair(characters: &str) -> Result<String, Error> {
    let pair = check_pair_of(characters.as_bytes()).map(char::from);
    let completed: String = characters.chars().chain(pair).collect();
    Linter::Csumalpha
        .lint(completed.as_bytes())
        .map_err(|flaw| Error::new(Problem::Content(flaw.fault), flaw.position, flaw.length))?;
    Ok(pair.into_iter().collect())
}

fn all_digits(digits: &str) -> Result<(), Error> {
    match digits.bytes().position(|byte| !byte.is_ascii_digit()) {
        Some(at) => Err(Error::new(Problem::Content(Fault::NonDigitCharacter), at, 1)),
        None => Ok(()),
    }
}

/// Reads a number of one of some lengths and looks at its check digit.
fn read(text: &str, lengths: &[usize], expected: &'static str) -> Result<u64, Error> {
    all_digits(text)?;
    if !lengths.contains(&text.len()) {
        return Err(Error::new(Problem::KeyLength { expected }, 0, text.len()));
    }
    Linter::Csum
        .lint(text.as_bytes())
        .map_err(|flaw| Error::new(Problem::Content(flaw.fault), flaw.position, flaw.length))?;
    text.parse().map_err(|_| Error::new(Problem::KeyLength { expected }, 0, text.len()))
}

/// Declares a number: its digits, the lengths in which it is read, and in words.
macro_rules! keys {
    ($($(#[$doc:meta])+ $name:ident, $digits:literal, $lengths:expr, $expected:literal;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u64);

        impl $name {
            /// The number that these digits start, with its check digit.
            ///
            /// # Errors
            ///
            /// If there are other characters than digits, or not as many as it takes.
            pub fn completing(digits: &str) -> Result<Self, Error> {
                format!("{digits}{}", check_digit(digits)?).parse()
            }

            /// The digits with the check digit as one number.
            #[must_use]
            pub fn as_u64(self) -> u64 {
                self.0
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                read(text, $lengths, $expected).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:0width$}", self.0, width = $digits)
            }
        }
    )+};
}

keys! {
    /// Global Trade Item Number. GTIN-8, -12 and -13 are the same number as the GTIN-14 with zeros
    /// before them, so that one item compares equal whatever carrier it was read from.
    ///
    /// ```
    /// use moja_inventory::gs1::Gtin;
    ///
    /// let gtin: Gtin = "9520123456788".parse()?;
    /// assert_eq!(gtin.to_string(), "09520123456788");
    /// assert_eq!(gtin, Gtin::completing("0952012345678")?);
    /// assert_eq!("9520123456789".parse::<Gtin>().unwrap_err().code(), "gs1_incorrect_check_digit");
    /// # Ok::<(), moja_inventory::gs1::Error>(())
    /// ```
    Gtin, 14, &[8, 12, 13, 14], "8, 12, 13 or 14";
    /// Serial Shipping Container Code: the number of a logistic unit.
    Sscc, 18, &[18], "18";
    /// Global Location Number: a place or a party.
    Gln, 13, &[13], "13";
}
