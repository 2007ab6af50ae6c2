//! Check digits, check characters and company prefixes.

use super::charset::is_in_set_82;
use super::codes::country_letters;
use super::{Fault, Linted, digits, each, flaw, require, whole};

/// The digits before the check digit have the weights 3, 1, 3, .. from the right; the check digit
/// completes their sum to a multiple of ten.
pub(crate) fn check_digit_of(digits: &[u8]) -> u8 {
    let weighted = digits.iter().rev().zip([3_u8, 1].into_iter().cycle());
    let sum = weighted.fold(0_u8, |sum, (digit, weight)| {
        let value = digit.wrapping_sub(b'0').wrapping_mul(weight);
        sum.wrapping_add(value) % 10
    });
    (10_u8.wrapping_sub(sum) % 10).wrapping_add(b'0')
}

pub(super) fn check_digit(data: &[u8]) -> Linted {
    let (last, before) =
        data.split_last().ok_or_else(|| whole(Fault::TooShortForCheckDigit, data))?;
    digits(data)?;
    match check_digit_of(before) == *last {
        true => Ok(()),
        false => Err(flaw(Fault::IncorrectCheckDigit, before.len(), 1)),
    }
}

/// The characters that a check character pair is of.
const SET_32: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// More characters than any value has.
const MAX_LENGTH: usize = 99;

/// The characters have the primes 2, 3, 5, .. as weights from the right. The sum modulo 1021 is
/// written with two characters of five bits each.
pub(crate) fn check_pair_of(characters: &[u8]) -> [u8; 2] {
    let weighted = characters.iter().rev().zip(primes());
    let sum = weighted.fold(0_u32, |sum, (character, prime)| {
        sum.saturating_add(prime.saturating_mul(value_in_set_82(*character)))
    });
    let sum = sum % 1021;
    let character = |bits: u32| {
        let at = usize::try_from(bits & 31).unwrap_or_default();
        SET_32.get(at).copied().unwrap_or_default()
    };
    [character(sum >> 5), character(sum)]
}

fn value_in_set_82(character: u8) -> u32 {
    let before = (0..character).filter(|byte| is_in_set_82(*byte)).count();
    u32::try_from(before).unwrap_or_default()
}

fn primes() -> impl Iterator<Item = u32> {
    (2_u32..).filter(|n| {
        (2..*n).take_while(|d| d.saturating_mul(*d) <= *n).all(|d| !n.is_multiple_of(d))
    })
}

pub(super) fn check_pair(data: &[u8]) -> Linted {
    require(data.len() <= MAX_LENGTH, Fault::TooLongForCheckPairImplementation, data)?;
    let (before, pair) =
        data.split_last_chunk::<2>().ok_or_else(|| whole(Fault::TooShortForCheckPair, data))?;
    each(before, Fault::InvalidCset82Character, is_in_set_82)?;
    each(pair, Fault::InvalidCset32Character, |byte| SET_32.contains(&byte))
        .map_err(|found| flaw(found.fault, before.len().saturating_add(found.position), 1))?;
    match check_pair_of(before) == *pair {
        true => Ok(()),
        false => Err(flaw(Fault::IncorrectCheckPair, before.len(), 2)),
    }
}

/// Company prefixes have at least four digits. Which ones are assigned is known to GS1 alone.
pub(super) fn company_prefix(data: &[u8]) -> Linted {
    match data.get(..4) {
        Some(start) => each(start, Fault::InvalidGcpPrefix, |byte| byte.is_ascii_digit()),
        None => Err(whole(Fault::TooShortForGcp, data)),
    }
}

pub(super) fn company_prefix_second(data: &[u8]) -> Linted {
    match data {
        [_, rest @ ..] if !rest.is_empty() => company_prefix(rest)
            .map_err(|found| flaw(found.fault, found.position.saturating_add(1), found.length)),
        _ => Err(whole(Fault::TooShortForGcp, data)),
    }
}

/// No country has one of ten characters or fewer; the standard allows 34.
pub(super) fn iban(data: &[u8]) -> Linted {
    let (country, rest) = match data.split_at_checked(4) {
        Some((start, rest)) => (start.get(..2).unwrap_or_default(), rest.iter().chain(start)),
        None => return Err(whole(Fault::IbanTooShort, data)),
    };
    country_letters(country).map_err(|_| flaw(Fault::IllegalIbanCountryCode, 0, 2))?;
    require(data.len() <= 34, Fault::IbanTooLong, data)?;
    require(data.len() > 10, Fault::IbanTooShort, data)?;
    each(data.get(4..).unwrap_or_default(), Fault::InvalidIbanCharacter, is_of_iban)
        .map_err(|found| flaw(found.fault, found.position.saturating_add(4), 1))?;
    each(data, Fault::InvalidIbanCharacter, is_of_iban)?;
    let remainder = rest.fold(0_u32, |sum, byte| {
        let (factor, value) = match byte {
            b'0'..=b'9' => (10_u32, byte.wrapping_sub(b'0')),
            _ => (100, byte.wrapping_sub(b'A').wrapping_add(10)),
        };
        sum.wrapping_mul(factor).wrapping_add(u32::from(value)) % 97
    });
    if remainder == 1 { Ok(()) } else { Err(flaw(Fault::IncorrectIbanChecksum, 2, 2)) }
}

fn is_of_iban(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase()
}
