//! What holds for all messages: they are written and read back, and nothing panics.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test may panic, its helpers too"
)]

use moja_inventory::gs1::lint::Linter;
use moja_inventory::gs1::{
    Ai, Charset, Component, Element, Entry, Fnc1, LinkOptions, Message, check_digit, check_pair,
    entries,
};
use proptest::prelude::*;

/// Numbers that follow from a seed.
struct Choices(u64);

impl Choices {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn text(&mut self, charset: Charset, length: usize) -> String {
        let alphabet: &[u8] = match charset {
            Charset::N => b"0123456789",
            Charset::X => b"!\"%&'()*+,-./0123456789:;<=>?ABCXYZ_abcxyz",
            Charset::Y => b"#-/0123456789ABCXYZ",
            Charset::Z => b"-0123456789ABCXYZ_abcxyz",
        };
        (0..length).map(|_| char::from(alphabet[self.below(alphabet.len())])).collect()
    }

    fn one_of(&mut self, words: &[&str]) -> String {
        words[self.below(words.len())].to_owned()
    }

    /// A value that keeps the rules of the component.
    fn component(&mut self, component: &Component) -> String {
        let (min, max) = (usize::from(component.min), usize::from(component.max));
        let mut value = {
            let length = min + self.below(max - min + 1);
            self.text(component.charset, length)
        };
        let has = |linter| component.linters.contains(&linter);
        for linter in component.linters {
            value = match linter {
                Linter::Yymmdd => self.one_of(&["240229", "991231", "000101"]),
                Linter::Yymmd0 => self.one_of(&["240200", "991231", "000229"]),
                Linter::Yyyymmdd => self.one_of(&["20240229", "19991231"]),
                Linter::Hh => self.one_of(&["00", "23"]),
                Linter::Hhmi => self.one_of(&["0000", "2359"]),
                Linter::Mi | Linter::Ss => self.one_of(&["00", "59"]),
                Linter::Hyphen => "-".to_owned(),
                Linter::Iban => self.one_of(&["BE71096123456769", "DE91100000000123456789"]),
                Linter::Importeridx => self.one_of(&["-", "_", "a", "Z", "0"]),
                Linter::Iso3166 | Linter::Iso3166999 => self.one_of(&["004", "276", "894"]),
                Linter::Iso3166alpha2 => self.one_of(&["DE", "TZ"]),
                Linter::Iso4217 => self.one_of(&["978", "840"]),
                Linter::Iso5218 => self.one_of(&["0", "9"]),
                Linter::Latitude | Linter::Longitude => format!("0{}", self.text(Charset::N, 9)),
                Linter::Mediatype => self.one_of(&["01", "99"]),
                Linter::Nonzero | Linter::Nozeroprefix => format!("1{}", &value[1..]),
                Linter::Packagetype => self.one_of(&["AA", "8", "X11"]),
                Linter::Pcenc => self.one_of(&["A%20B", "-", "abc"]),
                Linter::Pieceoftotal => self.one_of(&["0101", "0999"]),
                Linter::Posinseqslash => self.one_of(&["1/2", "9/9"]),
                Linter::Winding => self.one_of(&["0", "1", "9"]),
                Linter::Yesno => self.one_of(&["0", "1"]),
                Linter::Zero => "0".to_owned(),
                Linter::Couponcode => {
                    self.one_of(&["012345612345611110123", "10614141011111275110111"])
                }
                Linter::Couponposoffer => "001234561234560123456".to_owned(),
                Linter::Gcppos1 | Linter::Gcppos2 if has(Linter::Csumalpha) => value,
                Linter::Gcppos1 if value.len() < 4 => "9521".to_owned(),
                Linter::Gcppos1 if has(Linter::Csum) => value,
                Linter::Gcppos1 => format!("9521{}", &value[4..]),
                Linter::Gcppos2 => value,
                Linter::Csum => {
                    let before = &value[..value.len() - 1];
                    format!("{before}{}", check_digit(before).unwrap())
                }
                Linter::Csumalpha => {
                    let before = format!("9521A{}", &value[..value.len().min(15)]);
                    format!("{before}{}", check_pair(&before).unwrap())
                }
                Linter::Hasnondigit => value,
            };
        }
        value
    }

    fn value(&mut self, entry: &Entry) -> String {
        let mut value = String::new();
        for component in entry.components {
            if component.optional && self.below(2) == 0 {
                break;
            }
            value.push_str(&self.component(component));
        }
        value
    }

    fn ai(&mut self, entry: &Entry) -> Ai {
        let count = usize::from(entry.ais.last.number() - entry.ais.first.number()) + 1;
        let offset = u16::try_from(self.below(count)).unwrap();
        Ai::new(entry.ais.first.number() + offset, entry.ais.first.digits())
    }

    fn message(&mut self, length: usize) -> Message {
        let mut message = Message::new();
        for _ in 0..length {
            let entry = &entries()[self.below(entries().len())];
            let (ai, value) = (self.ai(entry), self.value(entry));
            message.push(Element::new(ai, &value).unwrap()).unwrap();
        }
        message
    }
}

/// Elements by identifier, the first of each: what a link keeps.
fn sorted(message: &Message) -> Vec<(String, String)> {
    let mut elements: Vec<(String, String)> = Vec::new();
    for element in message.elements() {
        let ai = element.ai().to_string();
        if !elements.iter().any(|(other, _)| *other == ai) {
            elements.push((ai, element.value().to_owned()));
        }
    }
    elements.sort();
    elements
}

#[test]
fn every_assigned_identifier_takes_its_values_and_no_others() {
    let mut choices = Choices(1);
    let mut ais = 0;
    for entry in entries() {
        for number in entry.ais.first.number()..=entry.ais.last.number() {
            let ai = Ai::new(number, entry.ais.first.digits());
            assert_eq!(ai.entry(), Some(entry), "{ai}");
            for _ in 0..20 {
                let value = choices.value(entry);
                let element = Element::new(ai, &value);
                assert!(element.is_ok(), "({ai}){value}: {element:?}");
            }
            let long = "1".repeat(entry.max_length() + 1);
            assert_eq!(Element::new(ai, long).unwrap_err().code(), "gs1_too_long", "{ai}");
            assert_eq!(Element::new(ai, "").unwrap_err().code(), "gs1_empty_value", "{ai}");
            if entry.min_length() > 1 {
                let short = "1".repeat(entry.min_length() - 1);
                assert!(Element::new(ai, short).is_err(), "{ai}");
            }
            let outside = "~".repeat(entry.min_length());
            assert!(Element::new(ai, outside).is_err(), "{ai}");
            ais += 1;
        }
    }
    assert!(ais > 450, "{ais}");
}

/// GS1 General Specifications, *Element strings with predefined length using GS1 application
/// identifiers*: the same list in every reader, whatever dictionary it knows.
#[test]
fn predefined_lengths_follow_from_the_first_two_digits() {
    for entry in entries() {
        let two = &entry.ais.first.to_string()[..2];
        let length = match two {
            "00" => 20,
            "01" | "02" | "03" | "41" => 16,
            "04" => 18,
            "11" | "12" | "13" | "14" | "15" | "16" | "17" | "18" | "19" => 8,
            "20" => 4,
            "31" | "32" | "33" | "34" | "35" | "36" => 10,
            _ => 0,
        };
        assert_eq!(entry.predefined_length, length > 0, "{entry:?}");
        if length > 0 {
            let digits = usize::from(entry.ais.first.digits());
            assert_eq!(entry.max_length() + digits, length, "{entry:?}");
            assert_eq!(entry.min_length(), entry.max_length(), "{entry:?}");
        }
        // In order, and no identifier is the beginning of another one.
        let same_start =
            entries().iter().filter(|other| other.ais.first.to_string().starts_with(two));
        assert!(
            same_start.map(|other| other.ais.first.digits()).all(|d| d == entry.ais.first.digits())
        );
    }
    assert!(
        entries().windows(2).all(|two| two[0].ais.last.to_string() < two[1].ais.first.to_string())
    );
}

/// Every sequence that the dictionary allows is one; the order counts.
#[test]
fn qualifiers_go_with_their_keys() {
    let mut choices = Choices(7);
    for entry in entries() {
        let Some(sequences) = entry.link_key else { continue };
        for sequence in sequences {
            for chosen in 0..1_u32 << sequence.len() {
                let qualifiers: Vec<Ai> = (0..sequence.len())
                    .filter(|at| chosen >> at & 1 == 1)
                    .map(|at| sequence[at])
                    .collect();
                let mut segments = vec![format!("/{}/{}", entry.ais.first, choices.value(entry))];
                for ai in &qualifiers {
                    let value = choices
                        .value(ai.entry().unwrap())
                        .replace(['%', '/', '?', '"', '<', '>'], "-");
                    segments.push(format!("/{ai}/{value}"));
                }
                let key = segments[0].replace(['%', '?', '"', '<', '>'], "-");
                let link = |segments: &[String]| format!("https://a{key}{}", segments.concat());
                let read = |link: String| Message::from_link(link, LinkOptions::default());
                if key.matches('/').count() > 2 {
                    continue;
                }
                let straight = read(link(&segments[1..]));
                assert!(
                    straight.as_ref().is_ok_and(|m| m.elements().len() == segments.len())
                        || straight
                            .as_ref()
                            .is_err_and(|error| error.code() != "gs1_link_qualifiers"),
                    "{straight:?}"
                );
                if qualifiers.len() > 1 {
                    segments[1..].reverse();
                    assert_eq!(
                        read(link(&segments[1..])).unwrap_err().code(),
                        "gs1_link_qualifiers"
                    );
                }
            }
        }
    }
}

#[test]
fn there_is_a_limit_to_elements() {
    let many = "^".to_owned() + &"99A^".repeat(Message::MAX_ELEMENTS);
    let message = Message::parse(&many).unwrap();
    assert_eq!(message.elements().len(), Message::MAX_ELEMENTS);
    assert_eq!(Message::parse(many + "99A").unwrap_err().code(), "gs1_too_many_elements");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_written_is_read_back(seed: u64, length in 1..9_usize) {
        let message = Choices(seed).message(length);
        for fnc1 in [Fnc1::Gs, Fnc1::Caret] {
            let text = message.to_element_string(fnc1);
            prop_assert_eq!(Message::from_element_string(&text), Ok(message.clone()), "{}", text);
        }
        let scanned = format!("]d2{}", message.to_element_string(Fnc1::Gs));
        prop_assert_eq!(Message::parse(scanned), Ok(message.clone()));
        let bracketed = message.to_bracketed();
        prop_assert_eq!(Message::parse(&bracketed), Ok(message.clone()), "{}", bracketed);
        let short = message.predefined_first().to_element_string(Fnc1::Gs);
        prop_assert!(short.len() <= message.to_element_string(Fnc1::Gs).len());
        if let Ok(link) = message.to_link("https://id.gs1.org") {
            let read = Message::parse(&link);
            prop_assert_eq!(read.as_ref().map(sorted), Ok(sorted(&message)), "{}", link);
            // The link of a link is itself.
            prop_assert_eq!(read.unwrap().to_link("https://id.gs1.org"), Ok(link));
        }
    }

    #[test]
    fn nothing_panics_on_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..64), year: u16) {
        survive(&bytes, year);
    }

    #[test]
    fn nothing_panics_on_what_is_nearly_right(
        seed: u64,
        length in 1..6_usize,
        at: prop::sample::Index,
        byte: u8,
        year: u16,
    ) {
        let message = Choices(seed).message(length);
        let mut texts = vec![message.to_bracketed(), message.to_element_string(Fnc1::Gs)];
        texts.push(format!("]C1{}", texts[1]));
        texts.extend(message.to_link("https://a"));
        for text in texts {
            let mut bytes = text.into_bytes();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            survive(&bytes, year);
            bytes.truncate(at);
            survive(&bytes, year);
        }
    }
}

fn survive(bytes: &[u8], year: u16) {
    let options = LinkOptions { short_gtins: true, convenience_alphas: true };
    let results = [
        Message::parse(bytes),
        Message::from_element_string(bytes),
        Message::from_bracketed(bytes),
        Message::from_link(bytes, options),
    ];
    for result in results {
        match result {
            Ok(message) => {
                let _ = message.check();
                let _ = (message.expiry(year), message.best_before(year), message.gtin());
                let _ = (message.measures().count(), message.amounts().count());
                let _ = message.to_link("https://a");
                assert_eq!(Message::parse(message.to_bracketed()).as_ref(), Ok(&message));
            }
            Err(error) => {
                assert!(error.position() + error.length() <= bytes.len(), "{error:?}");
                assert!(!error.to_string().is_empty() && error.code().starts_with("gs1_"));
            }
        }
    }
    for linter in Linter::ALL {
        if let Err(flaw) = linter.lint(bytes) {
            assert!(flaw.position + flaw.length <= bytes.len(), "{linter:?} {flaw:?}");
        }
    }
}
