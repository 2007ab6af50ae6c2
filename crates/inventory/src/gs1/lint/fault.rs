//! What a rule can find wrong with a value.

use std::fmt;

/// Declares the faults once: variant, code and what was expected instead.
macro_rules! faults {
    ($($name:ident = $code:literal, $expected:literal;)+) => {
        /// What a rule finds wrong. The codes after `gs1_` are the names that the reference
        /// implementation of GS1 has for them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Fault {
            $(
                #[doc = concat!("Expected ", $expected, ".")]
                $name,
            )+
        }

        impl Fault {
            /// Every fault.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// A name for it that stays the same over releases.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)+
                }
            }

            /// What was expected instead.
            #[must_use]
            pub fn expected(self) -> &'static str {
                match self {
                    $(Self::$name => $expected,)+
                }
            }
        }
    };
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.expected())
    }
}

faults! {
    NonDigitCharacter = "gs1_non_digit_character", "a digit";
    InvalidCset82Character = "gs1_invalid_cset82_character", "a character of set 82";
    InvalidCset39Character = "gs1_invalid_cset39_character", "a character of set 39";
    InvalidCset64Character = "gs1_invalid_cset64_character", "a character of set 64";
    InvalidCset64Padding = "gs1_invalid_cset64_padding", "one or two `=` that fill up the last group";
    InvalidCset32Character = "gs1_invalid_cset32_character", "a character of set 32";
    IncorrectCheckDigit = "gs1_incorrect_check_digit", "the check digit of the digits before it";
    TooShortForCheckDigit = "gs1_too_short_for_check_digit", "at least a check digit";
    IncorrectCheckPair = "gs1_incorrect_check_pair", "the check character pair of the characters before it";
    TooShortForCheckPair = "gs1_too_short_for_check_pair", "at least a check character pair";
    TooLongForCheckPairImplementation = "gs1_too_long_for_check_pair_implementation", "at most 99 characters";
    TooShortForGcp = "gs1_too_short_for_gcp", "at least the four digits of a company prefix";
    InvalidGcpPrefix = "gs1_invalid_gcp_prefix", "a digit of a company prefix";
    ImporterIdxMustBeOneCharacter = "gs1_importer_idx_must_be_one_character", "one character";
    InvalidImportIdxCharacter = "gs1_invalid_import_idx_character", "a letter, a digit, `-` or `_`";
    IllegalZeroValue = "gs1_illegal_zero_value", "a number other than zero";
    NotZero = "gs1_not_zero", "zeros only";
    IllegalZeroPrefix = "gs1_illegal_zero_prefix", "a number that does not start with zero";
    NotZeroOrOne = "gs1_not_zero_or_one", "`0` or `1`";
    InvalidWindingDirection = "gs1_invalid_winding_direction", "`0`, `1` or `9`";
    NotIso3166 = "gs1_not_iso3166", "a numeric country code of ISO 3166";
    NotIso3166Or999 = "gs1_not_iso3166_or_999", "a numeric country code of ISO 3166, or `999`";
    NotIso3166Alpha2 = "gs1_not_iso3166_alpha2", "a country code of two letters of ISO 3166";
    NotIso4217 = "gs1_not_iso4217", "a numeric currency code of ISO 4217";
    IbanTooShort = "gs1_iban_too_short", "more than ten characters of an IBAN";
    IbanTooLong = "gs1_iban_too_long", "at most 34 characters of an IBAN";
    InvalidIbanCharacter = "gs1_invalid_iban_character", "a digit or a capital letter";
    IllegalIbanCountryCode = "gs1_illegal_iban_country_code", "a country code of two letters of ISO 3166";
    IncorrectIbanChecksum = "gs1_incorrect_iban_checksum", "the check digits of the IBAN";
    DateTooShort = "gs1_date_too_short", "all digits of a date";
    DateTooLong = "gs1_date_too_long", "no more than the digits of a date";
    HourTooShort = "gs1_hour_too_short", "two digits of an hour";
    HourTooLong = "gs1_hour_too_long", "two digits of an hour";
    MinuteTooShort = "gs1_minute_too_short", "two digits of a minute";
    MinuteTooLong = "gs1_minute_too_long", "two digits of a minute";
    SecondTooShort = "gs1_second_too_short", "two digits of a second";
    SecondTooLong = "gs1_second_too_long", "two digits of a second";
    HourWithMinuteTooShort = "gs1_hour_with_minute_too_short", "four digits of hour and minute";
    HourWithMinuteTooLong = "gs1_hour_with_minute_too_long", "four digits of hour and minute";
    IllegalMonth = "gs1_illegal_month", "a month from 01 to 12";
    IllegalDay = "gs1_illegal_day", "a day of the month";
    IllegalHour = "gs1_illegal_hour", "an hour from 00 to 23";
    IllegalMinute = "gs1_illegal_minute", "a minute from 00 to 59";
    IllegalSecond = "gs1_illegal_second", "a second from 00 to 59";
    InvalidLengthForPieceOfTotal = "gs1_invalid_length_for_piece_of_total", "piece and total with as many digits each";
    ZeroPieceNumber = "gs1_zero_piece_number", "a piece number other than zero";
    ZeroTotalPieces = "gs1_zero_total_pieces", "a number of pieces other than zero";
    PieceNumberExceedsTotal = "gs1_piece_number_exceeds_total", "a piece number up to the number of pieces";
    PositionInSequenceMalformed = "gs1_position_in_sequence_malformed", "digits, `/` and digits";
    PositionExceedsEnd = "gs1_position_exceeds_end", "a position up to the end";
    InvalidPercentSequence = "gs1_invalid_percent_sequence", "two hexadecimal digits after `%`";
    LatitudeInvalidLength = "gs1_latitude_invalid_length", "ten digits";
    LongitudeInvalidLength = "gs1_longitude_invalid_length", "ten digits";
    InvalidLatitude = "gs1_invalid_latitude", "a latitude up to 1800000000";
    InvalidLongitude = "gs1_invalid_longitude", "a longitude up to 3600000000";
    InvalidMediaType = "gs1_invalid_media_type", "an assigned AIDC media type";
    InvalidPackageType = "gs1_invalid_package_type", "a package type of the GS1 code list";
    NotHyphen = "gs1_not_hyphen", "hyphens only";
    InvalidBiologicalSexCode = "gs1_invalid_biological_sex_code", "`0`, `1`, `2` or `9`";
    RequiresNonDigitCharacter = "gs1_requires_non_digit_character", "a character other than a digit";
    CouponMissingFormatCode = "gs1_coupon_missing_format_code", "the format code";
    CouponInvalidFormatCode = "gs1_coupon_invalid_format_code", "a format code of `0` or `1`";
    CouponMissingFunderVli = "gs1_coupon_missing_funder_vli", "the length of the funder";
    CouponInvalidFunderLength = "gs1_coupon_invalid_funder_length", "a length of the funder from 0 to 6";
    CouponTruncatedFunder = "gs1_coupon_truncated_funder", "all digits of the funder";
    CouponTruncatedOfferCode = "gs1_coupon_truncated_offer_code", "six digits of the offer";
    CouponMissingSerialNumberVli = "gs1_coupon_missing_serial_number_vli", "the length of the serial number";
    CouponTruncatedSerialNumber = "gs1_coupon_truncated_serial_number", "all digits of the serial number";
    CouponMissingGcpVli = "gs1_coupon_missing_gcp_vli", "the length of the company prefix";
    CouponInvalidGcpLength = "gs1_coupon_invalid_gcp_length", "a length of the company prefix from 0 to 6";
    CouponTruncatedGcp = "gs1_coupon_truncated_gcp", "all digits of the company prefix";
    CouponMissingSaveValueVli = "gs1_coupon_missing_save_value_vli", "the length of the save value";
    CouponInvalidSaveValueLength = "gs1_coupon_invalid_save_value_length", "a length of the save value from 1 to 5";
    CouponTruncatedSaveValue = "gs1_coupon_truncated_save_value", "all digits of the save value";
    CouponMissingFirstPurchaseRequirementVli = "gs1_coupon_missing_1st_purchase_requirement_vli", "the length of the first requirement";
    CouponInvalidFirstPurchaseRequirementLength = "gs1_coupon_invalid_1st_purchase_requirement_length", "a length of the first requirement from 1 to 5";
    CouponTruncatedFirstPurchaseRequirement = "gs1_coupon_truncated_1st_purchase_requirement", "all digits of the first requirement";
    CouponMissingFirstPurchaseRequirementCode = "gs1_coupon_missing_1st_purchase_requirement_code", "the code of the first requirement";
    CouponInvalidFirstPurchaseRequirementCode = "gs1_coupon_invalid_1st_purchase_requirement_code", "a code of the first requirement of 0 to 4 or 9";
    CouponTruncatedFirstPurchaseFamilyCode = "gs1_coupon_truncated_1st_purchase_family_code", "three digits of the first family";
    CouponMissingAdditionalPurchaseRulesCode = "gs1_coupon_missing_additional_purchase_rules_code", "the code of the additional rules";
    CouponInvalidAdditionalPurchaseRulesCode = "gs1_coupon_invalid_additional_purchase_rules_code", "a code of the additional rules from 0 to 3";
    CouponMissingSecondPurchaseRequirementVli = "gs1_coupon_missing_2nd_purchase_requirement_vli", "the length of the second requirement";
    CouponInvalidSecondPurchaseRequirementLength = "gs1_coupon_invalid_2nd_purchase_requirement_length", "a length of the second requirement from 1 to 5";
    CouponTruncatedSecondPurchaseRequirement = "gs1_coupon_truncated_2nd_purchase_requirement", "all digits of the second requirement";
    CouponMissingSecondPurchaseRequirementCode = "gs1_coupon_missing_2nd_purchase_requirement_code", "the code of the second requirement";
    CouponInvalidSecondPurchaseRequirementCode = "gs1_coupon_invalid_2nd_purchase_requirement_code", "a code of the second requirement of 0 to 4 or 9";
    CouponTruncatedSecondPurchaseFamilyCode = "gs1_coupon_truncated_2nd_purchase_family_code", "three digits of the second family";
    CouponMissingSecondPurchaseGcpVli = "gs1_coupon_missing_2nd_purchase_gcp_vli", "the length of the second company prefix";
    CouponInvalidSecondPurchaseGcpLength = "gs1_coupon_invalid_2nd_purchase_gcp_length", "a length of the second company prefix of 0 to 6 or 9";
    CouponTruncatedSecondPurchaseGcp = "gs1_coupon_truncated_2nd_purchase_gcp", "all digits of the second company prefix";
    CouponMissingThirdPurchaseRequirementVli = "gs1_coupon_missing_3rd_purchase_requirement_vli", "the length of the third requirement";
    CouponInvalidThirdPurchaseRequirementLength = "gs1_coupon_invalid_3rd_purchase_requirement_length", "a length of the third requirement from 1 to 5";
    CouponTruncatedThirdPurchaseRequirement = "gs1_coupon_truncated_3rd_purchase_requirement", "all digits of the third requirement";
    CouponMissingThirdPurchaseRequirementCode = "gs1_coupon_missing_3rd_purchase_requirement_code", "the code of the third requirement";
    CouponInvalidThirdPurchaseRequirementCode = "gs1_coupon_invalid_3rd_purchase_requirement_code", "a code of the third requirement of 0 to 4 or 9";
    CouponTruncatedThirdPurchaseFamilyCode = "gs1_coupon_truncated_3rd_purchase_family_code", "three digits of the third family";
    CouponMissingThirdPurchaseGcpVli = "gs1_coupon_missing_3rd_purchase_gcp_vli", "the length of the third company prefix";
    CouponInvalidThirdPurchaseGcpLength = "gs1_coupon_invalid_3rd_purchase_gcp_length", "a length of the third company prefix of 0 to 6 or 9";
    CouponTruncatedThirdPurchaseGcp = "gs1_coupon_truncated_3rd_purchase_gcp", "all digits of the third company prefix";
    CouponTooShortForExpirationDate = "gs1_coupon_too_short_for_expiration_date", "six digits of the expiration date";
    CouponInvalidExpirationDate = "gs1_coupon_invalid_expiration_date", "a date that exists as the expiration date";
    CouponTooShortForStartDate = "gs1_coupon_too_short_for_start_date", "six digits of the start date";
    CouponInvalidStartDate = "gs1_coupon_invalid_start_date", "a date that exists as the start date";
    CouponExpirationBeforeStart = "gs1_coupon_expiration_before_start", "an expiration date that is not before the start date";
    CouponMissingRetailerGcpOrGlnVli = "gs1_coupon_missing_retailer_gcp_or_gln_vli", "the length of the retailer";
    CouponInvalidRetailerGcpOrGlnLength = "gs1_coupon_invalid_retailer_gcp_or_gln_length", "a length of the retailer from 1 to 7";
    CouponTruncatedRetailerGcpOrGln = "gs1_coupon_truncated_retailer_gcp_or_gln", "all digits of the retailer";
    CouponMissingSaveValueCode = "gs1_coupon_missing_save_value_code", "the code of the save value";
    CouponInvalidSaveValueCode = "gs1_coupon_invalid_save_value_code", "a code of the save value of 0, 1, 2, 5 or 6";
    CouponMissingSaveValueAppliesToItem = "gs1_coupon_missing_save_value_applies_to_item", "the item that the save value applies to";
    CouponInvalidSaveValueAppliesToItem = "gs1_coupon_invalid_save_value_applies_to_item", "an item that the save value applies to from 0 to 2";
    CouponMissingStoreCouponFlag = "gs1_coupon_missing_store_coupon_flag", "the flag of a store coupon";
    CouponMissingDontMultiplyFlag = "gs1_coupon_missing_dont_multiply_flag", "the flag against multiplying";
    CouponInvalidDontMultiplyFlag = "gs1_coupon_invalid_dont_multiply_flag", "a flag against multiplying of 0 or 1";
    CouponExcessData = "gs1_coupon_excess_data", "no more than the fields of a coupon";
}
