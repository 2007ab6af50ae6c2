//! The two coupon formats of North America.

use super::check::company_prefix;
use super::time::date;
use super::{Fault, Flaw, Linted, digits, flaw};

/// Reads fields from left to right.
struct Fields<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Fields<'a> {
    fn new(data: &'a [u8]) -> Result<Self, Flaw> {
        digits(data)?;
        Ok(Self { data, at: 0 })
    }

    /// What is left is too short; if nothing is left, all of the value is.
    fn truncated(&self, fault: Fault) -> Flaw {
        match self.data.len().saturating_sub(self.at) {
            0 => flaw(fault, 0, self.data.len()),
            left => flaw(fault, self.at, left),
        }
    }

    fn take(&mut self, length: usize, truncated: Fault) -> Result<&'a [u8], Flaw> {
        let end = self.at.saturating_add(length);
        let field = self.data.get(self.at..end).ok_or_else(|| self.truncated(truncated))?;
        self.at = end;
        Ok(field)
    }

    /// One digit of those in `allowed`.
    fn code(&mut self, allowed: &[u8], missing: Fault, invalid: Fault) -> Result<u8, Flaw> {
        let at = self.at;
        let [code] = *self.take(1, missing)? else { return Err(self.truncated(missing)) };
        match allowed.contains(&code) {
            true => Ok(code.wrapping_sub(b'0')),
            false => Err(flaw(invalid, at, 1)),
        }
    }

    /// A field whose length, less `base`, is said by the digit before it.
    fn sized(&mut self, allowed: &[u8], base: usize, faults: [Fault; 3]) -> Result<&'a [u8], Flaw> {
        let [missing, invalid, truncated] = faults;
        let length = self.code(allowed, missing, invalid)?;
        self.take(base.saturating_add(usize::from(length)), truncated)
    }

    /// A company prefix of 6 to 12 digits, or none if its length is 9.
    fn prefix(&mut self, allowed: &[u8], faults: [Fault; 3]) -> Linted {
        if allowed.contains(&b'9') && self.data.get(self.at) == Some(&b'9') {
            self.at = self.at.saturating_add(1);
            return Ok(());
        }
        let prefix = self.sized(allowed, 6, faults)?;
        let at = self.at.saturating_sub(prefix.len());
        company_prefix(prefix).map_err(|found| flaw(found.fault, at, prefix.len()))
    }

    fn purchase(&mut self, faults: &Purchase) -> Linted {
        self.sized(b"12345", 0, faults.requirement)?;
        self.code(b"012349", faults.missing_code, faults.invalid_code)?;
        self.take(3, faults.family)?;
        Ok(())
    }

    fn date(&mut self, short: Fault, invalid: Fault) -> Result<&'a [u8], Flaw> {
        let day = self.take(6, short)?;
        match date(day) {
            Ok(()) => Ok(day),
            Err(_) => Err(flaw(invalid, self.at.saturating_sub(6), 6)),
        }
    }

    /// Whether the optional field of this number follows.
    fn starts(&mut self, field: u8) -> bool {
        let starts = self.data.get(self.at) == Some(&field);
        if starts {
            self.at = self.at.saturating_add(1);
        }
        starts
    }

    fn end(&self) -> Linted {
        match self.at == self.data.len() {
            true => Ok(()),
            false => Err(self.truncated(Fault::CouponExcessData)),
        }
    }
}

/// What can be wrong with one of three purchases.
struct Purchase {
    requirement: [Fault; 3],
    missing_code: Fault,
    invalid_code: Fault,
    family: Fault,
}

const FIRST: Purchase = Purchase {
    requirement: [
        Fault::CouponMissingFirstPurchaseRequirementVli,
        Fault::CouponInvalidFirstPurchaseRequirementLength,
        Fault::CouponTruncatedFirstPurchaseRequirement,
    ],
    missing_code: Fault::CouponMissingFirstPurchaseRequirementCode,
    invalid_code: Fault::CouponInvalidFirstPurchaseRequirementCode,
    family: Fault::CouponTruncatedFirstPurchaseFamilyCode,
};

const SECOND: Purchase = Purchase {
    requirement: [
        Fault::CouponMissingSecondPurchaseRequirementVli,
        Fault::CouponInvalidSecondPurchaseRequirementLength,
        Fault::CouponTruncatedSecondPurchaseRequirement,
    ],
    missing_code: Fault::CouponMissingSecondPurchaseRequirementCode,
    invalid_code: Fault::CouponInvalidSecondPurchaseRequirementCode,
    family: Fault::CouponTruncatedSecondPurchaseFamilyCode,
};

const THIRD: Purchase = Purchase {
    requirement: [
        Fault::CouponMissingThirdPurchaseRequirementVli,
        Fault::CouponInvalidThirdPurchaseRequirementLength,
        Fault::CouponTruncatedThirdPurchaseRequirement,
    ],
    missing_code: Fault::CouponMissingThirdPurchaseRequirementCode,
    invalid_code: Fault::CouponInvalidThirdPurchaseRequirementCode,
    family: Fault::CouponTruncatedThirdPurchaseFamilyCode,
};

pub(super) fn coupon_code(data: &[u8]) -> Linted {
    let mut fields = Fields::new(data)?;
    fields.prefix(
        b"0123456",
        [Fault::CouponMissingGcpVli, Fault::CouponInvalidGcpLength, Fault::CouponTruncatedGcp],
    )?;
    fields.take(6, Fault::CouponTruncatedOfferCode)?;
    fields.sized(
        b"12345",
        0,
        [
            Fault::CouponMissingSaveValueVli,
            Fault::CouponInvalidSaveValueLength,
            Fault::CouponTruncatedSaveValue,
        ],
    )?;
    fields.purchase(&FIRST)?;
    if fields.starts(b'1') {
        fields.code(
            b"0123",
            Fault::CouponMissingAdditionalPurchaseRulesCode,
            Fault::CouponInvalidAdditionalPurchaseRulesCode,
        )?;
        fields.purchase(&SECOND)?;
        fields.prefix(
            b"01234569",
            [
                Fault::CouponMissingSecondPurchaseGcpVli,
                Fault::CouponInvalidSecondPurchaseGcpLength,
                Fault::CouponTruncatedSecondPurchaseGcp,
            ],
        )?;
    }
    if fields.starts(b'2') {
        fields.purchase(&THIRD)?;
        fields.prefix(
            b"01234569",
            [
                Fault::CouponMissingThirdPurchaseGcpVli,
                Fault::CouponInvalidThirdPurchaseGcpLength,
                Fault::CouponTruncatedThirdPurchaseGcp,
            ],
        )?;
    }
    validity(&mut fields)?;
    serial_and_retailer(&mut fields)?;
    miscellaneous(&mut fields)?;
    fields.end()
}

/// The optional fields 3 and 4. Years of two digits are compared as they are.
fn validity(fields: &mut Fields<'_>) -> Linted {
    let mut expiration = None;
    if fields.starts(b'3') {
        expiration = Some(
            fields
                .date(Fault::CouponTooShortForExpirationDate, Fault::CouponInvalidExpirationDate)?,
        );
    }
    if fields.starts(b'4') {
        let start =
            fields.date(Fault::CouponTooShortForStartDate, Fault::CouponInvalidStartDate)?;
        if expiration.is_some_and(|expiration| start > expiration) {
            // Both fields with their numbers.
            return Err(flaw(Fault::CouponExpirationBeforeStart, fields.at.saturating_sub(14), 14));
        }
    }
    Ok(())
}

/// The optional fields 5 and 6.
fn serial_and_retailer(fields: &mut Fields<'_>) -> Linted {
    if fields.starts(b'5') {
        serial(fields)?;
    }
    if fields.starts(b'6') {
        fields.prefix(
            b"1234567",
            [
                Fault::CouponMissingRetailerGcpOrGlnVli,
                Fault::CouponInvalidRetailerGcpOrGlnLength,
                Fault::CouponTruncatedRetailerGcpOrGln,
            ],
        )?;
    }
    Ok(())
}

fn serial(fields: &mut Fields<'_>) -> Linted {
    let missing = Fault::CouponMissingSerialNumberVli;
    // Every digit is a length.
    fields.sized(b"0123456789", 6, [missing, missing, Fault::CouponTruncatedSerialNumber])?;
    Ok(())
}

/// The optional field 9.
fn miscellaneous(fields: &mut Fields<'_>) -> Linted {
    if !fields.starts(b'9') {
        return Ok(());
    }
    fields.code(b"01256", Fault::CouponMissingSaveValueCode, Fault::CouponInvalidSaveValueCode)?;
    fields.code(
        b"012",
        Fault::CouponMissingSaveValueAppliesToItem,
        Fault::CouponInvalidSaveValueAppliesToItem,
    )?;
    fields.take(1, Fault::CouponMissingStoreCouponFlag)?;
    fields.code(
        b"01",
        Fault::CouponMissingDontMultiplyFlag,
        Fault::CouponInvalidDontMultiplyFlag,
    )?;
    Ok(())
}

pub(super) fn positive_offer(data: &[u8]) -> Linted {
    let mut fields = Fields::new(data)?;
    fields.code(b"01", Fault::CouponMissingFormatCode, Fault::CouponInvalidFormatCode)?;
    fields.sized(
        b"0123456",
        6,
        [
            Fault::CouponMissingFunderVli,
            Fault::CouponInvalidFunderLength,
            Fault::CouponTruncatedFunder,
        ],
    )?;
    fields.take(6, Fault::CouponTruncatedOfferCode)?;
    serial(&mut fields)?;
    fields.end()
}
