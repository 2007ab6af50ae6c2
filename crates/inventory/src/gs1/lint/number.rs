//! Numbers and what is near them.

use super::{Fault, Linted, digits, each, flaw, require, value_of, whole};

pub(super) fn has_non_digit(data: &[u8]) -> Linted {
    let found = data.iter().any(|byte| !byte.is_ascii_digit());
    require(found, Fault::RequiresNonDigitCharacter, data)
}

pub(super) fn hyphen(data: &[u8]) -> Linted {
    require(is_all(data, b'-'), Fault::NotHyphen, data)
}

pub(super) fn zero(data: &[u8]) -> Linted {
    require(is_all(data, b'0'), Fault::NotZero, data)
}

fn is_all(data: &[u8], byte: u8) -> bool {
    !data.is_empty() && data.iter().all(|other| *other == byte)
}

pub(super) fn nonzero(data: &[u8]) -> Linted {
    digits(data)?;
    require(data.iter().any(|byte| *byte != b'0'), Fault::IllegalZeroValue, data)
}

pub(super) fn no_zero_prefix(data: &[u8]) -> Linted {
    if data.first() == Some(&b'0') {
        return Err(flaw(Fault::IllegalZeroPrefix, 0, 1));
    }
    digits(data)
}

pub(super) fn latitude(data: &[u8]) -> Linted {
    require(data.len() == 10, Fault::LatitudeInvalidLength, data)?;
    digits(data)?;
    require(value_of(data) <= 1_800_000_000, Fault::InvalidLatitude, data)
}

pub(super) fn longitude(data: &[u8]) -> Linted {
    require(data.len() == 10, Fault::LongitudeInvalidLength, data)?;
    digits(data)?;
    require(value_of(data) <= 3_600_000_000, Fault::InvalidLongitude, data)
}

pub(super) fn piece_of_total(data: &[u8]) -> Linted {
    digits(data)?;
    let is_even = !data.is_empty() && data.len().is_multiple_of(2);
    require(is_even, Fault::InvalidLengthForPieceOfTotal, data)?;
    let half = data.len() / 2;
    let (piece, total) = data.split_at_checked(half).unwrap_or_default();
    if is_all(piece, b'0') {
        return Err(flaw(Fault::ZeroPieceNumber, 0, half));
    }
    if is_all(total, b'0') {
        return Err(flaw(Fault::ZeroTotalPieces, half, half));
    }
    // Of the same length, so that their order as text is that as numbers.
    require(piece <= total, Fault::PieceNumberExceedsTotal, data)
}

pub(super) fn position_in_sequence(data: &[u8]) -> Linted {
    let malformed = || whole(Fault::PositionInSequenceMalformed, data);
    let slash = data.iter().position(|byte| *byte == b'/').ok_or_else(malformed)?;
    let (position, end) = data.split_at_checked(slash).ok_or_else(malformed)?;
    let end = end.strip_prefix(b"/").ok_or_else(malformed)?;
    for number in [position, end] {
        let is_number = each(number, Fault::PositionInSequenceMalformed, |b| b.is_ascii_digit());
        require(!number.is_empty() && is_number.is_ok(), Fault::PositionInSequenceMalformed, data)?;
    }
    if position.starts_with(b"0") {
        return Err(flaw(Fault::IllegalZeroPrefix, 0, slash));
    }
    if end.starts_with(b"0") {
        return Err(flaw(Fault::IllegalZeroPrefix, slash.saturating_add(1), end.len()));
    }
    let is_within = (position.len(), position) <= (end.len(), end);
    require(is_within, Fault::PositionExceedsEnd, data)
}
