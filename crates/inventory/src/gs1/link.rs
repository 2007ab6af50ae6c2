//! GS1 Digital Link: the same elements as a web address. Only the uncompressed form.
//!
//! GS1 Digital Link Standard: URI Syntax, release 1.3, with which the dictionary is aligned.

use super::dictionary::{Ai, Entry};
use super::message::Decoded;
use super::{Element, Error, Message, Problem};

/// What of older links is accepted. The default is what a scanner in a shop meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkOptions {
    /// A GTIN-8, -12 or -13 may stand for the GTIN-14. The standard wants 14 digits; links of its
    /// early days have fewer.
    pub short_gtins: bool,
    /// `/gtin/..` may stand for `/01/..`. The standard has withdrawn these names.
    pub convenience_alphas: bool,
}

impl Default for LinkOptions {
    fn default() -> Self {
        Self { short_gtins: true, convenience_alphas: false }
    }
}

/// The names that early releases had for some identifiers.
const ALPHAS: &[(&str, Ai)] = &[
    ("cpid", Ai::new(8010, 4)),
    ("cpsn", Ai::new(8011, 4)),
    ("cpv", Ai::new(22, 2)),
    ("gcn", Ai::new(255, 3)),
    ("gdti", Ai::new(253, 3)),
    ("giai", Ai::new(8004, 4)),
    ("ginc", Ai::new(401, 3)),
    ("gln", Ai::new(414, 3)),
    ("glnx", Ai::new(254, 3)),
    ("gmn", Ai::new(8013, 4)),
    ("grai", Ai::new(8003, 4)),
    ("gsin", Ai::new(402, 3)),
    ("gsrn", Ai::new(8018, 4)),
    ("gsrnp", Ai::new(8017, 4)),
    ("gtin", Ai::GTIN),
    ("itip", Ai::new(8006, 4)),
    ("lot", Ai::LOT),
    ("party", Ai::new(417, 3)),
    ("refno", Ai::new(8020, 4)),
    ("ser", Ai::SERIAL),
    ("srin", Ai::new(8019, 4)),
    ("sscc", Ai::SSCC),
];

impl LinkOptions {
    fn ai(self, segment: &[u8]) -> Option<(Ai, &'static Entry)> {
        let named = || {
            let alpha = ALPHAS.iter().find(|(name, _)| name.as_bytes() == segment);
            alpha.filter(|_| self.convenience_alphas).map(|(_, ai)| *ai)
        };
        let ai = Ai::from_bytes(segment).or_else(named)?;
        Some((ai, ai.entry()?))
    }
}

/// Where a part of the input is, and what it is.
#[derive(Clone, Copy)]
struct Part<'a> {
    at: usize,
    bytes: &'a [u8],
}

impl<'a> Part<'a> {
    fn error(self, problem: Problem) -> Error {
        Error::new(problem, self.at, self.bytes.len())
    }

    /// The parts before and after the first byte of a kind.
    fn split_once(self, separator: u8) -> (Self, Option<Self>) {
        let Some(place) = self.bytes.iter().position(|byte| *byte == separator) else {
            return (self, None);
        };
        let (before, after) = self.bytes.split_at_checked(place).unwrap_or_default();
        let at = self.at.saturating_add(place).saturating_add(1);
        let after = Self { at, bytes: after.get(1..).unwrap_or_default() };
        (Self { bytes: before, ..self }, Some(after))
    }

    /// The parts between separators.
    fn split(self, separator: u8) -> impl Iterator<Item = Self> + use<'a> {
        let mut left = Some(self);
        std::iter::from_fn(move || {
            let (first, rest) = left?.split_once(separator);
            left = rest;
            Some(first)
        })
    }
}

impl Message {
    /// Reads a Digital Link: the primary key and its qualifiers from the path, attributes from the
    /// query. Other parameters and the fragment are left out.
    ///
    /// ```
    /// use moja_inventory::gs1::{LinkOptions, Message};
    ///
    /// let link = "https://example.com/shop/01/9520123456788/10/A%2F1?17=280200&utm=x#top";
    /// let message = Message::from_link(link, LinkOptions::default())?;
    /// assert_eq!(message.to_bracketed(), "(01)09520123456788(10)A/1(17)280200");
    /// # Ok::<(), moja_inventory::gs1::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If it is no web address, has no primary key, has qualifiers in another order than that of
    /// the key or among the attributes, names an identifier twice or one that may not be an
    /// attribute, or a value breaks its rules.
    pub fn from_link(uri: impl AsRef<[u8]>, options: LinkOptions) -> Result<Self, Error> {
        Self::from_link_at(uri.as_ref(), 0, options)
    }

    pub(super) fn from_link_at(
        uri: &[u8],
        start: usize,
        options: LinkOptions,
    ) -> Result<Self, Error> {
        let uri = Part { at: start, bytes: uri };
        if let Some(place) = uri.bytes.iter().position(|byte| !is_of_uri(*byte)) {
            return Err(Error::new(Problem::LinkCharacter, start.saturating_add(place), 1));
        }
        let (path, query) = path_and_query(uri)?;
        let mut message = Self::new();
        for (ai, entry, value) in path_elements(path, options)? {
            message.push(element(ai, entry, value, Place::Path, options)?)?;
        }
        let key = message.elements().first().and_then(|element| element.entry().link_key);
        let qualifiers: Vec<Ai> = message.elements().iter().skip(1).map(Element::ai).collect();
        let sequences = key.ok_or_else(|| path.error(Problem::LinkKey))?;
        if !fits(&qualifiers, sequences) {
            return Err(path.error(Problem::LinkQualifiers));
        }
        for parameter in query.into_iter().flat_map(|query| query.split(b'&')) {
            let Some((ai, entry, value)) = attribute(parameter)? else { continue };
            let error = |problem| parameter.error(problem).about(ai);
            if message.get(ai).is_some() {
                return Err(error(Problem::LinkDuplicate));
            }
            if !entry.link_attribute {
                return Err(error(Problem::LinkAttribute));
            }
            if belongs_in_path(ai, &qualifiers, sequences) {
                return Err(error(Problem::LinkBelongsInPath));
            }
            message.push(element(ai, entry, value, Place::Query, options)?)?;
        }
        Ok(message)
    }

    /// Writes a Digital Link below a stem: the first primary key of the message with those of its
    /// qualifiers that are there, and all else as attributes, those of predefined length first.
    ///
    /// With the stem `https://id.gs1.org` it is the canonical form of the reference engine.
    ///
    /// # Errors
    ///
    /// If there is no primary key, an element may not be an attribute, or an identifier has two
    /// values.
    pub fn to_link(&self, stem: &str) -> Result<String, Error> {
        // An identifier is in a link only once, and nothing may be lost.
        self.check_contradictions()?;
        let key = self
            .elements()
            .iter()
            .find(|element| element.entry().link_key.is_some())
            .ok_or_else(|| Error::new(Problem::LinkKey, 0, 0))?;
        // The sequence with most of those that have no other place, then with most of all.
        let places = |sequence: &&&[Ai]| {
            let present = sequence.iter().filter(|ai| self.get(**ai).is_some());
            let is_bound = |ai: &&Ai| ai.entry().is_some_and(|entry| !entry.link_attribute);
            (present.clone().filter(is_bound).count(), present.count())
        };
        let sequences = key.entry().link_key.unwrap_or_default();
        let sequence = sequences.iter().max_by_key(places).copied().unwrap_or_default();
        let in_path = |ai: Ai| ai == key.ai() || sequence.contains(&ai);

        let mut link = stem.strip_suffix('/').unwrap_or(stem).to_owned();
        for ai in std::iter::once(key.ai()).chain(sequence.iter().copied()) {
            if let Some(value) = self.get(ai) {
                link.push_str(&format!("/{ai}/{}", escaped(value)));
            }
        }
        let mut seen: Vec<Ai> = Vec::new();
        for (place, element) in (0_usize..).zip(self.predefined_first().elements()) {
            let ai = element.ai();
            if in_path(ai) || seen.contains(&ai) {
                continue;
            }
            if !element.entry().link_attribute {
                return Err(Error::new(Problem::LinkAttribute, place, 1).about(ai));
            }
            link.push(if seen.is_empty() { '?' } else { '&' });
            link.push_str(&format!("{ai}={}", escaped(element.value())));
            seen.push(ai);
        }
        Ok(link)
    }
}

/// Where a value stands, which decides on what `+` means.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Path,
    Query,
}

fn path_and_query(uri: Part<'_>) -> Result<(Part<'_>, Option<Part<'_>>), Error> {
    let scheme = [&b"https://"[..], b"HTTPS://", b"http://", b"HTTP://"]
        .into_iter()
        .find(|scheme| uri.bytes.starts_with(scheme))
        .ok_or_else(|| uri.error(Problem::LinkScheme))?;
    let rest = Part {
        at: uri.at.saturating_add(scheme.len()),
        bytes: uri.bytes.get(scheme.len()..).unwrap_or_default(),
    };
    let (domain, path) = rest.split_once(b'/');
    let is_of_domain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-.:[]".contains(byte);
    if domain.bytes.is_empty() || !domain.bytes.iter().all(is_of_domain) {
        return Err(domain.error(Problem::LinkDomain));
    }
    let path = path.ok_or_else(|| rest.error(Problem::LinkDomain))?;
    let (path, _fragment) = path.split_once(b'#');
    Ok(path.split_once(b'?'))
}

type PathElement<'a> = (Ai, &'static Entry, Part<'a>);

/// The pairs from the rightmost primary key to the end of the path; what is before belongs to the
/// stem.
fn path_elements(path: Part<'_>, options: LinkOptions) -> Result<Vec<PathElement<'_>>, Error> {
    let mut segments: Vec<Part<'_>> = path.split(b'/').collect();
    let mut found = Vec::new();
    while let (Some(value), Some(name)) = (segments.pop(), segments.pop()) {
        let Some((ai, entry)) = options.ai(name.bytes) else { break };
        found.push((ai, entry, value));
        if entry.link_key.is_some() {
            found.reverse();
            return Ok(found);
        }
    }
    Err(path.error(Problem::LinkKey))
}

/// A parameter whose name is an identifier; nothing if it is of another kind.
fn attribute(parameter: Part<'_>) -> Result<Option<PathElement<'_>>, Error> {
    let (name, Some(value)) = parameter.split_once(b'=') else { return Ok(None) };
    if name.bytes.is_empty() || !name.bytes.iter().all(u8::is_ascii_digit) {
        return Ok(None);
    }
    let unknown = || name.error(Problem::LinkParameter);
    let ai = Ai::from_bytes(name.bytes).ok_or_else(unknown)?;
    Ok(Some((ai, ai.entry().ok_or_else(unknown)?, value)))
}

fn element(
    ai: Ai,
    entry: &'static Entry,
    value: Part<'_>,
    place: Place,
    options: LinkOptions,
) -> Result<Element, Error> {
    let decoded = unescaped(value.bytes, place);
    if decoded.bytes().contains(&0) {
        return Err(value.error(Problem::LinkNul).about(ai));
    }
    if options.short_gtins && ai == Ai::GTIN && matches!(decoded.bytes().len(), 8 | 12 | 13) {
        let mut padded = Decoded::default();
        (decoded.bytes().len()..14).for_each(|_| padded.push(b'0', 0));
        decoded.bytes().iter().for_each(|byte| padded.push(*byte, 1));
        return Element::decoded(ai, entry, &padded, value.at);
    }
    Element::decoded(ai, entry, &decoded, value.at)
}

/// Whether the qualifiers are some of a sequence, in its order.
fn fits(qualifiers: &[Ai], sequences: &[&[Ai]]) -> bool {
    let is_part_of = |sequence: &[Ai]| {
        let mut rest = sequence.iter();
        qualifiers.iter().all(|qualifier| rest.any(|ai| ai == qualifier))
    };
    qualifiers.is_empty() || sequences.iter().any(|sequence| is_part_of(sequence))
}

/// Whether the path could hold the attribute among its qualifiers.
fn belongs_in_path(ai: Ai, qualifiers: &[Ai], sequences: &[&[Ai]]) -> bool {
    (0..=qualifiers.len()).any(|place| {
        let mut with: Vec<Ai> = qualifiers.to_vec();
        with.insert(place, ai);
        fits(&with, sequences)
    })
}

fn is_of_uri(byte: u8) -> bool {
    is_unreserved(byte) || b":/?#[]@!$&'()*+,;=%".contains(&byte)
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// RFC 3986, section 2.1. A `%` without two hexadecimal digits stands for itself and will be
/// judged by the rules of the value.
fn unescaped(text: &[u8], place: Place) -> Decoded {
    let mut out = Decoded::default();
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'%', [high, low, tail @ ..]) if let Some(byte) = hexadecimal(*high, *low) => {
                out.push(byte, 3);
                rest = tail;
            }
            (b'+', _) if place == Place::Query => out.push(b' ', 1),
            _ => out.push(*first, 1),
        }
    }
    out
}

fn hexadecimal(high: u8, low: u8) -> Option<u8> {
    let high = char::from(high).to_digit(16)?;
    let low = char::from(low).to_digit(16)?;
    u8::try_from(high.checked_mul(16)?.checked_add(low)?).ok()
}

fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match is_unreserved(byte) {
            true => out.push(char::from(byte)),
            false => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}
