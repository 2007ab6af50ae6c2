//! The text and serde forms of money.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Money, MoneyError};
use crate::currency::Currency;

/// Writes a number of minor units as a decimal number of units, with `exponent` decimals.
///
/// ```
/// use moja_core::money::format_minor;
///
/// assert_eq!(format_minor(-5, 2), "-0.05");
/// assert_eq!(format_minor(12, 0), "12");
/// ```
pub fn format_minor(minor: i128, exponent: u8) -> String {
    let sign = if minor < 0 { "-" } else { "" };
    let exponent = usize::from(exponent);
    // One digit at least stands before the point.
    let width = exponent.saturating_add(1);
    let digits = format!("{:0>width$}", minor.unsigned_abs());
    match digits.split_at_checked(digits.len().saturating_sub(exponent)) {
        Some((whole, decimals)) if exponent > 0 => format!("{sign}{whole}.{decimals}"),
        _ => format!("{sign}{digits}"),
    }
}

/// Reads a decimal number of units as a number of minor units: the inverse of [`format_minor`].
///
/// The number is an optional `-`, ASCII digits, and, if there are decimals, a point with digits on
/// both sides. Fewer than `exponent` decimals may be given.
///
/// # Errors
/// [`MoneyError::Malformed`] for anything else (`+1`, `1e3`, `1,000`, `.5`, `inf`),
/// [`MoneyError::TooPrecise`] for more decimals, zeros included, [`MoneyError::Overflow`] beyond
/// 128 bits.
pub fn parse_minor(text: &str, exponent: u8) -> Result<i128, MoneyError> {
    let input = || text.chars().take(48).collect();
    let (negative, number) = match text.strip_prefix('-') {
        Some(number) => (true, number),
        None => (false, text),
    };
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let is_number = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !is_number(whole) || !is_number(decimals) {
        return Err(MoneyError::Malformed { input: input() });
    }
    let decimals = if number.len() == whole.len() { "" } else { decimals };
    let Some(missing) = usize::from(exponent).checked_sub(decimals.len()) else {
        return Err(MoneyError::TooPrecise { input: input(), exponent });
    };
    // Counting downwards reaches the least number too.
    let digits = whole.bytes().chain(decimals.bytes()).map(|b| b.wrapping_sub(b'0'));
    digits
        .chain(std::iter::repeat_n(0, missing))
        .try_fold(0_i128, |n, digit| n.checked_mul(10)?.checked_sub(digit.into()))
        .and_then(|n| if negative { Some(n) } else { n.checked_neg() })
        .ok_or(MoneyError::Overflow)
}

impl Money {
    /// Reads a decimal number of units of `currency`, such as `-12.34`.
    ///
    /// # Errors
    /// As for [`parse_minor`]: more decimals than the currency has are an error, never rounded.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        parse_minor(text, currency.exponent()).map(|minor| Self::new(minor, currency))
    }

    /// The decimal number of units, without the currency: `12.34`.
    pub fn amount_text(&self) -> String {
        format_minor(self.minor, self.currency.exponent())
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount_text(), self.currency)
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (amount, currency) = text
            .split_once(' ')
            .ok_or_else(|| MoneyError::Malformed { input: text.chars().take(48).collect() })?;
        Self::parse(amount, currency.parse()?)
    }
}

/// The human-readable form.
#[derive(Serialize, Deserialize)]
#[serde(
    rename = "Money",
    deny_unknown_fields,
    expecting = "money: an object such as {\"amount\": \"12.34\", \"currency\": \"EUR\"}"
)]
struct Readable {
    amount: DecimalText,
    currency: Currency,
}

/// A text that no reader takes for a float.
#[derive(Serialize)]
#[serde(transparent)]
struct DecimalText(String);

impl<'de> Deserialize<'de> for DecimalText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Text {
            fn refuse<T, E: de::Error>(number: impl fmt::Display) -> Result<T, E> {
                let why = "an amount of money is a string such as \"12.34\"";
                Err(E::custom(format_args!("{why}, not the number `{number}`")))
            }
        }
        impl de::Visitor<'_> for Text {
            type Value = DecimalText;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a decimal number as a string, such as \"12.34\"")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<DecimalText, E> {
                Ok(DecimalText(text.into()))
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<DecimalText, E> {
                Self::refuse(number)
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<DecimalText, E> {
                Self::refuse(number)
            }
            fn visit_f64<E: de::Error>(self, number: f64) -> Result<DecimalText, E> {
                Self::refuse(number)
            }
        }
        // Not `deserialize_str`: self-describing formats must get to say that it is a number.
        deserializer.deserialize_any(Text)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            let amount = DecimalText(self.amount_text());
            Readable { amount, currency: self.currency }.serialize(serializer)
        } else {
            (self.minor, self.currency).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let Readable { amount, currency } = Readable::deserialize(deserializer)?;
            Self::parse(&amount.0, currency).map_err(de::Error::custom)
        } else {
            Deserialize::deserialize(deserializer)
                .map(|(minor, currency)| Self::new(minor, currency))
        }
    }
}

impl JsonSchema for Money {
    fn schema_name() -> Cow<'static, str> {
        "Money".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "properties": {
                "amount": {
                    "description": "Decimal number of units, never more decimals than the currency has.",
                    "type": "string",
                    "pattern": "^-?[0-9]+(\\.[0-9]+)?$",
                },
                "currency": generator.subschema_for::<Currency>(),
            },
            "required": ["amount", "currency"],
            "additionalProperties": false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formats() {
        for (minor, exponent, text) in [
            (0, 0, "0"),
            (0, 2, "0.00"),
            (5, 2, "0.05"),
            (-5, 2, "-0.05"),
            (-100, 2, "-1.00"),
            (1, 18, "0.000000000000000001"),
            (i128::MIN, 0, "-170141183460469231731687303715884105728"),
            (i128::MAX, 18, "170141183460469231731.687303715884105727"),
        ] {
            assert_eq!(format_minor(minor, exponent), text);
            assert_eq!(parse_minor(text, exponent), Ok(minor));
        }
    }

    #[test]
    fn only_plain_decimals_are_read() {
        let eur = |text| Money::parse(text, Currency::EUR);
        assert_eq!(eur("-0"), Ok(Money::zero(Currency::EUR)));
        assert_eq!(eur("007.5"), Ok(Money::new(750, Currency::EUR)));
        let refused = [
            "", "-", ".", ".5", "5.", "+5", "--5", "1e3", "1E-2", "inf", "-inf", "NaN", "1,000",
            "1 000", "1_000", " 1", "1 ", "1.2.3", "0x10", "١٢", "１２", "−5", "1.-2", "5€",
        ];
        for text in refused {
            assert_eq!(eur(text).unwrap_err().code(), "malformed_amount", "{text}");
        }
        // ledger 37: an error, also where rounding would lose nothing
        for text in ["0.001", "1.000", "-1.999"] {
            assert_eq!(eur(text).unwrap_err().code(), "too_many_decimals", "{text}");
        }
        assert_eq!(Money::parse("1.0", Currency::JPY).unwrap_err().code(), "too_many_decimals");
        let beyond = "170141183460469231731687303715884105728";
        assert_eq!(parse_minor(beyond, 0), Err(MoneyError::Overflow));
        assert_eq!(parse_minor("9".repeat(5000).as_str(), 18), Err(MoneyError::Overflow));
    }

    #[test]
    fn money_as_text() {
        for text in ["12.34 EUR", "-0.05 EUR", "0.003 HOOL/3", "3 X/0", "500 JPY"] {
            assert_eq!(text.parse::<Money>().unwrap().to_string(), text);
        }
        assert_eq!("3 HOOL/3".parse::<Money>().unwrap().minor(), 3000);
        for text in ["12.34", "12.34EUR", "12.34  EUR", "EUR 12.34", "12.34 eur", "12.34 EUR "] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }

    #[test]
    fn json_amounts_are_strings() {
        let money: Money = "12.34 EUR".parse().unwrap();
        let json = r#"{"amount":"12.34","currency":"EUR"}"#;
        assert_eq!(serde_json::to_string(&money).unwrap(), json);
        assert_eq!(serde_json::from_str::<Money>(json).unwrap(), money);
        for number in ["12.34", "12", "-12", "1e2"] {
            let json = format!(r#"{{"amount":{number},"currency":"EUR"}}"#);
            let error = serde_json::from_str::<Money>(&json).unwrap_err().to_string();
            assert!(error.contains("is a string such as"), "{error}");
        }
        for bad in [
            r#"{"amount":"12.345","currency":"EUR"}"#,
            r#"{"amount":null,"currency":"EUR"}"#,
            r#"{"amount":"1","currency":"EUR","x":1}"#,
            r#"{"amount":"1"}"#,
            r#"{"amount":"1","currency":"ZZZ"}"#,
        ] {
            assert!(serde_json::from_str::<Money>(bad).is_err(), "{bad}");
        }
        let error = serde_json::from_str::<Money>("\"12.34 EUR\"").unwrap_err().to_string();
        assert!(error.contains(r#"an object such as {"amount": "12.34""#), "{error}");
        let value = serde_json::to_value(money).unwrap();
        assert_eq!(serde_json::from_value::<Money>(value).unwrap(), money);
    }

    #[test]
    fn the_schema_says_string() {
        let schema = serde_json::to_value(schemars::schema_for!(Money)).unwrap();
        assert_eq!(schema["properties"]["amount"]["type"], "string");
        assert_eq!(schema["additionalProperties"], false);
        assert_eq!(schema["$defs"]["Currency"]["type"], "string");
    }

    proptest! {
        #[test]
        fn text_and_serde_round_trip(minor: i128, small: i16, exponent in 0..=18_u8) {
            for minor in [minor, small.into()] {
                let money = Money::new(minor, Currency::custom("HOOL", exponent).unwrap());
                prop_assert_eq!(money.to_string().parse(), Ok(money));
                let json = serde_json::to_string(&money).unwrap();
                prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
                let bytes = postcard::to_stdvec(&money).unwrap();
                prop_assert_eq!(postcard::from_bytes::<Money>(&bytes).unwrap(), money);
            }
        }

        #[test]
        fn no_input_panics(text: String, near in "-?[0-9.]{0,50}( [A-Z]{1,4}(/[0-9]{1,2})?)?", exponent: u8, minor: i128) {
            for text in [&text, &near] {
                let _ = text.parse::<Money>();
                let _ = parse_minor(text, exponent);
            }
            let text = format_minor(minor, exponent);
            if let Ok(read) = parse_minor(&text, exponent) {
                prop_assert_eq!(read, minor);
            }
        }
    }
}
