//! Currencies: a code and how many decimals its amounts have.

use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The longest currency code, in characters.
const CODE_LEN_MAX: usize = 12;

/// Why a currency was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CurrencyError {
    /// The code has the wrong length or a character that codes do not have.
    #[error(
        "`{input}` is not a currency code: 1 to 12 of `A-Z 0-9 ' . _ -`, from a letter to a letter or digit"
    )]
    InvalidCode {
        /// The text, cut to 24 characters.
        input: String,
    },
    /// The code is not in the ISO 4217 table and no scale was given.
    #[error(
        "`{input}` is not an ISO 4217 currency: a custom one is written with its scale, as in `{input}/2`"
    )]
    UnknownIso {
        /// The code.
        input: String,
    },
    /// ISO 4217 gives the code no minor unit (gold, special drawing rights).
    #[error("`{code}` has no minor unit in ISO 4217: write it with a scale, as in `{code}/6`")]
    NoMinorUnit {
        /// The code.
        code: String,
    },
    /// The scale is not a number from 0 to 18.
    #[error("currency scale `{input}` is not a number from 0 to 18")]
    InvalidExponent {
        /// The scale, cut to 24 characters.
        input: String,
    },
}

impl CurrencyError {
    /// A stable name for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidCode { .. } => "invalid_currency_code",
            Self::UnknownIso { .. } => "unknown_currency",
            Self::NoMinorUnit { .. } => "currency_without_minor_unit",
            Self::InvalidExponent { .. } => "invalid_currency_scale",
        }
    }
}

/// What an amount counts: a code, and the number of decimals between its unit and its minor unit.
///
/// Two currencies are equal when code and exponent are. The text form, also in every serde
/// format, is the code for an ISO 4217 currency at its official exponent and `CODE/exponent`
/// for any other: `EUR`, `HOOL/3`, `EUR/4`.
///
/// ```
/// use moja_core::currency::Currency;
///
/// assert_eq!(Currency::iso("JPY")?.exponent(), 0);
/// assert_eq!(Currency::custom("HOOL", 3)?.to_string(), "HOOL/3");
/// assert_eq!("EUR/2".parse::<Currency>()?, Currency::EUR);
/// # Ok::<(), moja_core::currency::CurrencyError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    /// ASCII, filled up with zeros.
    code: [u8; CODE_LEN_MAX],
    exponent: u8,
    len: u8,
    /// Whether this is ISO 4217 at its official exponent: follows from the other fields.
    official: bool,
}

impl Currency {
    /// The largest exponent.
    pub const EXPONENT_MAX: u8 = 18;
    /// The euro, in cents.
    pub const EUR: Self = Self::official(*b"EUR", 2);
    /// The US dollar, in cents.
    pub const USD: Self = Self::official(*b"USD", 2);
    /// The pound sterling, in pence.
    pub const GBP: Self = Self::official(*b"GBP", 2);
    /// The yen, which has no smaller unit.
    pub const JPY: Self = Self::official(*b"JPY", 0);
    /// The Kenyan shilling, in cents.
    pub const KES: Self = Self::official(*b"KES", 2);

    const fn official(code: [u8; 3], exponent: u8) -> Self {
        let [a, b, c] = code;
        let code = [a, b, c, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Self { code, exponent, len: 3, official: true }
    }

    /// The ISO 4217 currency with this alphabetic code, at its official exponent.
    ///
    /// # Errors
    /// [`CurrencyError::UnknownIso`] if the table has no such code,
    /// [`CurrencyError::NoMinorUnit`] if it has no minor unit: declare those by
    /// [`custom`](Self::custom). [`CurrencyError::InvalidCode`] for what is no code at all.
    pub fn iso(code: &str) -> Result<Self, CurrencyError> {
        let (bytes, len) = pack(code)?;
        let iso = iso_currency::Currency::from_code(code)
            .ok_or_else(|| CurrencyError::UnknownIso { input: code.into() })?;
        let exponent = iso.exponent().and_then(|exponent| u8::try_from(exponent).ok());
        let exponent = exponent.ok_or_else(|| CurrencyError::NoMinorUnit { code: code.into() })?;
        Ok(Self { code: bytes, exponent, len, official: true })
    }

    /// A currency of any code, with `exponent` decimals.
    ///
    /// The code may be that of an ISO currency, at the official exponent or at another one: an
    /// import may need more decimals than cash has.
    ///
    /// # Errors
    /// [`CurrencyError::InvalidCode`] and [`CurrencyError::InvalidExponent`] (above 18).
    pub fn custom(code: &str, exponent: u8) -> Result<Self, CurrencyError> {
        let (bytes, len) = pack(code)?;
        if exponent > Self::EXPONENT_MAX {
            return Err(CurrencyError::InvalidExponent { input: exponent.to_string() });
        }
        let iso = iso_currency::Currency::from_code(code).and_then(|iso| iso.exponent());
        Ok(Self { code: bytes, exponent, len, official: iso == Some(u16::from(exponent)) })
    }

    /// The code, such as `EUR`.
    pub fn code(&self) -> &str {
        // Only ASCII is ever stored, and `len` never passes the end.
        let code = self.code.get(..usize::from(self.len)).unwrap_or_default();
        std::str::from_utf8(code).unwrap_or_default()
    }

    /// How many decimals an amount has: 2 when 100 minor units make one unit.
    pub const fn exponent(&self) -> u8 {
        self.exponent
    }

    /// How many minor units make one unit: ten to the power of the exponent.
    pub const fn scale_factor(&self) -> i128 {
        10_i128.saturating_pow(self.exponent as u32)
    }
}

/// Checks a code and fills it up with zeros.
fn pack(code: &str) -> Result<([u8; CODE_LEN_MAX], u8), CurrencyError> {
    let alphanumeric = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    let allowed = |b: &u8| alphanumeric(b) || matches!(b, b'\'' | b'.' | b'_' | b'-');
    let bytes = code.as_bytes();
    let mut packed = [0; CODE_LEN_MAX];
    let valid = bytes.first().is_some_and(u8::is_ascii_uppercase)
        && bytes.last().is_some_and(alphanumeric)
        && bytes.iter().all(allowed);
    match (packed.get_mut(..bytes.len()), u8::try_from(bytes.len())) {
        (Some(place), Ok(len)) if valid => {
            place.copy_from_slice(bytes);
            Ok((packed, len))
        }
        _ => Err(CurrencyError::InvalidCode { input: code.chars().take(24).collect() }),
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.official {
            f.write_str(self.code())
        } else {
            write!(f, "{}/{}", self.code(), self.exponent)
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(text: &str) -> Result<Self, CurrencyError> {
        let Some((code, scale)) = text.split_once('/') else { return Self::iso(text) };
        let exponent = match scale.as_bytes() {
            [b'0'..=b'9'] | [b'1'..=b'9', b'0'..=b'9'] => scale.parse().ok(),
            _ => None,
        };
        let invalid = || CurrencyError::InvalidExponent { input: scale.chars().take(24).collect() };
        Self::custom(code, exponent.ok_or_else(invalid)?)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.official {
            serializer.serialize_str(self.code())
        } else {
            serializer.collect_str(self)
        }
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl de::Visitor<'_> for Text {
            type Value = Currency;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a currency such as `EUR` or `HOOL/3`")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Currency, E> {
                text.parse().map_err(E::custom)
            }
        }
        deserializer.deserialize_str(Text)
    }
}

impl JsonSchema for Currency {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Currency".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[A-Z]([A-Z0-9'._-]{0,10}[A-Z0-9])?(/([0-9]|1[0-8]))?$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn exponents_come_from_the_table() {
        // ledger 33
        for (code, exponent) in
            [("EUR", 2), ("JPY", 0), ("BHD", 3), ("CLF", 4), ("HUF", 2), ("MGA", 2)]
        {
            assert_eq!(Currency::iso(code).unwrap().exponent(), exponent, "{code}");
        }
        for known in [Currency::EUR, Currency::USD, Currency::GBP, Currency::JPY, Currency::KES] {
            assert_eq!(Currency::iso(known.code()), Ok(known));
            assert_eq!(Currency::custom(known.code(), known.exponent()), Ok(known));
        }
        assert_eq!(Currency::iso("XAU").unwrap_err().code(), "currency_without_minor_unit");
        assert_eq!(Currency::iso("ZZZ").unwrap_err().code(), "unknown_currency");
        assert_eq!(Currency::iso("eur").unwrap_err().code(), "invalid_currency_code");
    }

    #[test]
    fn text_forms() {
        for text in ["EUR", "EUR/4", "HOOL/3", "XAU/6", "A/0", "A-B.C'D_9/18"] {
            assert_eq!(text.parse::<Currency>().unwrap().to_string(), text);
        }
        for bad in [
            "",
            "/2",
            "EUR/",
            "EUR/02",
            "EUR/+2",
            "EUR/19",
            "EUR/2/3",
            "1A/2",
            "A-/2",
            "eur/2",
            "ABCDEFGHIJKLM/2",
            "É/2",
        ] {
            assert!(bad.parse::<Currency>().is_err(), "{bad}");
        }
        assert!("ABCDEFGHIJKL/2".parse::<Currency>().is_ok());
        assert_ne!("EUR/4".parse(), Ok(Currency::EUR));
        assert!(size_of::<Currency>() <= 16);
        assert_eq!(Currency::custom("X", 18).unwrap().scale_factor(), 1_000_000_000_000_000_000);
    }

    proptest! {
        #[test]
        fn every_currency_round_trips(code in "[A-Z]([A-Z0-9'._-]{0,10}[A-Z0-9])?", exponent in 0..=18_u8) {
            let currency = Currency::custom(&code, exponent).unwrap();
            prop_assert_eq!(currency.code(), &code);
            prop_assert_eq!(currency.to_string().parse(), Ok(currency));
            let json = serde_json::to_string(&currency).unwrap();
            prop_assert_eq!(serde_json::from_str::<Currency>(&json).unwrap(), currency);
            let bytes = postcard::to_stdvec(&currency).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Currency>(&bytes).unwrap(), currency);
        }

        #[test]
        fn parse_never_panics(text: String, near in "[A-Z/0-9]{0,16}", exponent: u8) {
            let _ = text.parse::<Currency>();
            let _ = near.parse::<Currency>();
            let _ = Currency::custom(&near, exponent);
        }
    }
}
