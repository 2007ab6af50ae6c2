//! Which characters a value may hold.

use super::super::dictionary::Charset;
use super::{Fault, Linted, digits, each, flaw, require};

/// The character set of a component: GS1 General Specifications, section 7.11.
pub(crate) fn charset(charset: Charset, data: &[u8]) -> Linted {
    match charset {
        Charset::N => digits(data),
        Charset::X => each(data, Fault::InvalidCset82Character, is_in_set_82),
        Charset::Y => each(data, Fault::InvalidCset39Character, is_in_set_39),
        Charset::Z => set_64(data),
    }
}

/// Character set 82 in the order of the values that check character pairs give them, which is
/// that of ASCII.
pub(super) fn is_in_set_82(byte: u8) -> bool {
    matches!(byte, b'!' | b'"' | b'%'..=b'?' | b'A'..=b'Z' | b'_' | b'a'..=b'z')
}

fn is_in_set_39(byte: u8) -> bool {
    matches!(byte, b'#' | b'-' | b'/' | b'0'..=b'9' | b'A'..=b'Z')
}

fn is_in_set_64(byte: u8) -> bool {
    matches!(byte, b'-' | b'0'..=b'9' | b'A'..=b'Z' | b'_' | b'a'..=b'z')
}

/// Padding may be left out. If it is there, the reference implementation wants a length that is a
/// multiple of three, where RFC 4648 has groups of four; it is followed, so that both judge alike.
fn set_64(data: &[u8]) -> Linted {
    let unpadded = without_padding(data);
    let pads = data.len().saturating_sub(unpadded.len());
    if pads > 2 || (pads > 0 && !data.len().is_multiple_of(3)) {
        return Err(flaw(Fault::InvalidCset64Padding, unpadded.len(), pads));
    }
    each(unpadded, Fault::InvalidCset64Character, is_in_set_64)
}

fn without_padding(mut data: &[u8]) -> &[u8] {
    while let Some(shorter) = data.strip_suffix(b"=") {
        data = shorter;
    }
    data
}

pub(super) fn importer_index(data: &[u8]) -> Linted {
    require(data.len() == 1, Fault::ImporterIdxMustBeOneCharacter, data)?;
    each(data, Fault::InvalidImportIdxCharacter, is_in_set_64)
}

pub(super) fn percent_encoding(data: &[u8]) -> Linted {
    let mut at = 0_usize;
    while let Some(byte) = data.get(at) {
        if *byte != b'%' {
            at = at.saturating_add(1);
            continue;
        }
        let end = at.saturating_add(3);
        match data.get(at..end) {
            Some([_, high, low]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => at = end,
            sequence => {
                let length = sequence.map_or(data.len().saturating_sub(at), <[u8]>::len);
                return Err(flaw(Fault::InvalidPercentSequence, at, length));
            }
        }
    }
    Ok(())
}
