//! Measures and amounts, whose decimals are in the last digit of the identifier.

use std::fmt;

use super::dictionary::Ai;
use super::{Element, Message};

/// An exact decimal number: `value` divided by ten to the power of `scale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// The number without its decimal point.
    pub value: u64,
    /// How many digits are after the point.
    pub scale: u8,
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::from(self.scale);
        let digits = format!("{:0width$}", self.value, width = scale.saturating_add(1));
        match digits.split_at_checked(digits.len().saturating_sub(scale)) {
            Some((whole, decimals)) if scale > 0 => write!(f, "{whole}.{decimals}"),
            _ => f.write_str(&digits),
        }
    }
}

/// A unit of measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Kilogram.
    Kilogram,
    /// Pound.
    Pound,
    /// Troy ounce.
    TroyOunce,
    /// Metre.
    Metre,
    /// Inch.
    Inch,
    /// Foot.
    Foot,
    /// Yard.
    Yard,
    /// Square metre.
    SquareMetre,
    /// Square inch.
    SquareInch,
    /// Square foot.
    SquareFoot,
    /// Square yard.
    SquareYard,
    /// Litre.
    Litre,
    /// Cubic metre.
    CubicMetre,
    /// Fluid ounce of the US.
    FluidOunce,
    /// Quart of the US.
    Quart,
    /// Gallon of the US.
    Gallon,
    /// Cubic inch.
    CubicInch,
    /// Cubic foot.
    CubicFoot,
    /// Cubic yard.
    CubicYard,
    /// Kilogram per square metre.
    KilogramPerSquareMetre,
}

impl Unit {
    /// The code of UN/ECE Recommendation 20.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Kilogram => "KGM",
            Self::Pound => "LBR",
            Self::TroyOunce => "APZ",
            Self::Metre => "MTR",
            Self::Inch => "INH",
            Self::Foot => "FOT",
            Self::Yard => "YRD",
            Self::SquareMetre => "MTK",
            Self::SquareInch => "INK",
            Self::SquareFoot => "FTK",
            Self::SquareYard => "YDK",
            Self::Litre => "LTR",
            Self::CubicMetre => "MTQ",
            Self::FluidOunce => "OZA",
            Self::Quart => "QT",
            Self::Gallon => "GLL",
            Self::CubicInch => "INQ",
            Self::CubicFoot => "FTQ",
            Self::CubicYard => "YDQ",
            Self::KilogramPerSquareMetre => "28",
        }
    }

    /// The unit of an identifier from 3100 to 3699.
    fn of(ai: Ai) -> Option<Self> {
        if ai.digits() != 4 {
            return None;
        }
        Some(match ai.number() / 10 {
            310 | 330 => Self::Kilogram,
            311..=313 | 331..=333 => Self::Metre,
            314 | 334 => Self::SquareMetre,
            315 | 335 => Self::Litre,
            316 | 336 => Self::CubicMetre,
            337 => Self::KilogramPerSquareMetre,
            320 | 340 => Self::Pound,
            321 | 324 | 327 | 341 | 344 | 347 => Self::Inch,
            322 | 325 | 328 | 342 | 345 | 348 => Self::Foot,
            323 | 326 | 329 | 343 | 346 | 349 => Self::Yard,
            350 | 353 => Self::SquareInch,
            351 | 354 => Self::SquareFoot,
            352 | 355 => Self::SquareYard,
            356 => Self::TroyOunce,
            357 => Self::FluidOunce,
            360 | 362 => Self::Quart,
            361 | 363 => Self::Gallon,
            364 | 367 => Self::CubicInch,
            365 | 368 => Self::CubicFoot,
            366 | 369 => Self::CubicYard,
            _ => return None,
        })
    }
}

/// A measure of a trade item or of a logistic unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What is measured, see the title of its entry.
    pub ai: Ai,
    /// How much.
    pub quantity: Decimal,
    /// Of what.
    pub unit: Unit,
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// What it is for: payable (390n, 391n), the price of a variable measure item (392n, 393n) or
    /// per unit (395n).
    pub ai: Ai,
    /// How much.
    pub quantity: Decimal,
    /// The numeric currency code of ISO 4217. Without it, it is that of the place.
    pub currency: Option<String>,
}

impl Message {
    /// All measures (AI 31nn to 36nn).
    ///
    /// ```
    /// use moja_inventory::gs1::{Message, Unit};
    ///
    /// let scan = Message::parse("(01)99520123456781(3103)001250")?;
    /// let measures: Vec<_> = scan.measures().collect();
    /// assert_eq!((measures[0].quantity.value, measures[0].quantity.scale), (1250, 3));
    /// assert_eq!(measures[0].quantity.to_string(), "1.250");
    /// assert_eq!(measures[0].unit, Unit::Kilogram);
    /// # Ok::<(), moja_inventory::gs1::Error>(())
    /// ```
    pub fn measures(&self) -> impl Iterator<Item = Measure> + '_ {
        self.elements().iter().filter_map(|element| {
            let ai = element.ai();
            let quantity = decimal(ai, element.value())?;
            Some(Measure { ai, quantity, unit: Unit::of(ai)? })
        })
    }

    /// The net weight, in kilograms (AI 310n), pounds (320n) or troy ounces (356n).
    #[must_use]
    pub fn net_weight(&self) -> Option<Measure> {
        self.measures().find(|measure| matches!(measure.ai.number() / 10, 310 | 320 | 356))
    }

    /// All amounts of money (AI 390n to 393n and 395n).
    pub fn amounts(&self) -> impl Iterator<Item = Amount> + '_ {
        self.elements().iter().filter_map(amount)
    }

    /// The discount of a coupon in percent (AI 394n).
    #[must_use]
    pub fn percentage_discount(&self) -> Option<Decimal> {
        let element = self.elements().iter().find(|element| group(element.ai()) == Some(394))?;
        decimal(element.ai(), element.value())
    }
}

/// An identifier of four digits without its last one.
fn group(ai: Ai) -> Option<u16> {
    (ai.digits() == 4).then(|| ai.number() / 10)
}

fn amount(element: &Element) -> Option<Amount> {
    let ai = element.ai();
    let (currency, digits) = match group(ai)? {
        390 | 392 | 395 => (None, element.value()),
        391 | 393 => {
            let (currency, digits) = element.split_first_component();
            (Some(currency.to_owned()), digits)
        }
        _ => return None,
    };
    Some(Amount { ai, quantity: decimal(ai, digits)?, currency })
}

fn decimal(ai: Ai, digits: &str) -> Option<Decimal> {
    Some(Decimal { value: digits.parse().ok()?, scale: ai.last_digit() })
}
