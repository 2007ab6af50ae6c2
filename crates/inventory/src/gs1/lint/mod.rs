//! The rules for the content of a component, which GS1 calls linters.
//!
//! Each rule is a small function over the bytes of one component. The names are those of the
//! Barcode Syntax Dictionary.

mod charset;
mod check;
mod codes;
mod coupon;
mod fault;
mod number;
mod time;

pub(super) use charset::charset;
pub(super) use check::{check_digit_of, check_pair_of};
pub use fault::Fault;

/// What a rule found, and where in the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What is wrong.
    pub fault: Fault,
    /// The first byte of the value that is wrong.
    pub position: usize,
    /// How many bytes are wrong.
    pub length: usize,
}

type Linted = Result<(), Flaw>;

fn flaw(fault: Fault, position: usize, length: usize) -> Flaw {
    Flaw { fault, position, length }
}

/// All of a value is wrong.
fn whole(fault: Fault, data: &[u8]) -> Flaw {
    flaw(fault, 0, data.len())
}

/// A value that is accepted, or all of it is wrong.
fn require(is_good: bool, fault: Fault, data: &[u8]) -> Linted {
    if is_good { Ok(()) } else { Err(whole(fault, data)) }
}

/// Every byte is accepted, or the first other one is wrong.
fn each(data: &[u8], fault: Fault, accept: impl Fn(u8) -> bool) -> Linted {
    match data.iter().position(|byte| !accept(*byte)) {
        Some(position) => Err(flaw(fault, position, 1)),
        None => Ok(()),
    }
}

fn digits(data: &[u8]) -> Linted {
    each(data, Fault::NonDigitCharacter, |byte| byte.is_ascii_digit())
}

/// Digits as a number; callers have looked at them.
fn value_of(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |value: u64, digit| {
        value.saturating_mul(10).saturating_add(u64::from(digit.wrapping_sub(b'0')))
    })
}

/// Declares the rules once: variant, name in the dictionary, function and its documentation.
macro_rules! linters {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal, $function:path;)+) => {
        /// A rule of the dictionary for the content of a component.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Linter {
            $($(#[$doc])+ $variant,)+
        }

        impl Linter {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Its name in the dictionary.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// Applies it to the value of a component.
            ///
            /// # Errors
            ///
            /// The first thing that breaks the rule.
            pub fn lint(self, data: &[u8]) -> Result<(), Flaw> {
                match self {
                    $(Self::$variant => $function(data),)+
                }
            }
        }
    };
}

linters! {
    /// The coupon code of North America in AI 8110: GS1 US, *North American Coupon Application
    /// Guideline Using GS1 DataBar Expanded Symbols*.
    Couponcode = "couponcode", coupon::coupon_code;
    /// The positive offer file coupon in AI 8112: GS1 US, *AI (8112) Coupon Data Specification*.
    Couponposoffer = "couponposoffer", coupon::positive_offer;
    /// Check digit: GS1 General Specifications, *Standard check digit calculations for GS1 data
    /// structures*.
    Csum = "csum", check::check_digit;
    /// Check character pair: GS1 General Specifications, *Check character calculation (for
    /// alphanumeric keys)*.
    Csumalpha = "csumalpha", check::check_pair;
    /// Starts with a GS1 company prefix: GS1 General Specifications, *GS1 Company Prefix*.
    Gcppos1 = "gcppos1", check::company_prefix;
    /// A GS1 company prefix from the second character on.
    Gcppos2 = "gcppos2", check::company_prefix_second;
    /// Not a number: the MUDI must differ from a GTIN, GS1 General Specifications, AI 8014.
    Hasnondigit = "hasnondigit", number::has_non_digit;
    /// Hour of the day.
    Hh = "hh", time::hour;
    /// Hour and minute.
    Hhmi = "hhmi", time::hour_minute;
    /// Hyphens: the sign of a temperature, GS1 General Specifications, AI 4330 to 4333.
    Hyphen = "hyphen", number::hyphen;
    /// IBAN: ISO 13616-1, check digits of ISO/IEC 7064 MOD 97-10.
    Iban = "iban", check::iban;
    /// Importer index: GS1 General Specifications, *European Regulation 2018/574, traceability of
    /// tobacco products*.
    Importeridx = "importeridx", charset::importer_index;
    /// Numeric country code of ISO 3166-1.
    Iso3166 = "iso3166", codes::country;
    /// Numeric country code of ISO 3166-1, or 999 for several countries.
    Iso3166999 = "iso3166999", codes::country_or_999;
    /// Country code of two letters of ISO 3166-1.
    Iso3166alpha2 = "iso3166alpha2", codes::country_letters;
    /// Numeric currency code of ISO 4217.
    Iso4217 = "iso4217", codes::currency;
    /// Code of ISO/IEC 5218.
    Iso5218 = "iso5218", codes::sex;
    /// Latitude of WGS 84, plus 90 degrees, in ten millionths of a degree: GS1 General
    /// Specifications, AI 4309.
    Latitude = "latitude", number::latitude;
    /// Longitude of WGS 84, in ten millionths of a degree from 0 to 360: GS1 General
    /// Specifications, AI 4309.
    Longitude = "longitude", number::longitude;
    /// AIDC media type: GS1 General Specifications, AI 7241, values assigned by ICCBBA.
    Mediatype = "mediatype", codes::media_type;
    /// Minute of the hour.
    Mi = "mi", time::minute;
    /// A number other than zero.
    Nonzero = "nonzero", number::nonzero;
    /// A number without leading zeros: serial number of a component, GS1 General Specifications,
    /// AI 8011.
    Nozeroprefix = "nozeroprefix", number::no_zero_prefix;
    /// Package type: UN/ECE Recommendation 21 with the codes of GS1, code list `PackageTypeCode`.
    Packagetype = "packagetype", codes::package_type;
    /// Percent encoding: RFC 3986, section 2.1.
    Pcenc = "pcenc", charset::percent_encoding;
    /// Piece and total with as many digits each: GS1 General Specifications, AI 8006.
    Pieceoftotal = "pieceoftotal", number::piece_of_total;
    /// Position, slash and end: GS1 General Specifications, AI 7258.
    Posinseqslash = "posinseqslash", number::position_in_sequence;
    /// Second of the minute.
    Ss = "ss", time::second;
    /// Winding direction of a roll: GS1 General Specifications, AI 8001.
    Winding = "winding", codes::winding;
    /// 0 for no and 1 for yes.
    Yesno = "yesno", codes::yes_no;
    /// Date of year, month and day, where day 00 leaves the day open: GS1 General Specifications,
    /// AI 11 to 17.
    Yymmd0 = "yymmd0", time::date_day_open;
    /// Date of year, month and day.
    Yymmdd = "yymmdd", time::date;
    /// Date with the century.
    Yyyymmdd = "yyyymmdd", time::date_with_century;
    /// Zeros only.
    Zero = "zero", number::zero;
}
