//! Amounts and currencies as text: parsed exactly or refused, and written back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use moja_core::currency::Currency;
use moja_core::money::{Money, format_minor, parse_minor};

fuzz_target!(|text: &str| {
    if let Ok(currency) = text.parse::<Currency>() {
        assert_eq!(currency.to_string().parse(), Ok(currency));
    }
    if let Ok(money) = text.parse::<Money>() {
        assert_eq!(money.to_string().parse(), Ok(money));
        let json = serde_json::to_string(&money).expect("money is JSON");
        assert_eq!(serde_json::from_str::<Money>(&json).expect("what was written"), money);
        if let Ok(decimal) = money.to_decimal() {
            assert_eq!(Money::from_decimal(decimal, money.currency()), Ok(money));
        }
    }
    if let Some((&exponent, number)) = text.as_bytes().split_first()
        && let Ok(number) = std::str::from_utf8(number)
    {
        let exponent = exponent % 19;
        if let Ok(minor) = parse_minor(number, exponent) {
            assert_eq!(parse_minor(&format_minor(minor, exponent), exponent), Ok(minor));
        }
    }
    let _ = serde_json::from_str::<Money>(text);
});
