//! The official test cases, from the files below `data/`, each with its source.

#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test may panic, its helpers too"
)]

use moja_inventory::gs1::lint::{Fault, Linter};
use moja_inventory::gs1::{Ai, Element, Error, Fnc1, Gtin, LinkOptions, Message};

/// The linter's verdict: what is wrong, from where, how long.
type Verdict = Result<(), (&'static str, usize, usize)>;

fn lint(name: &str, data: &[u8]) -> Verdict {
    // Character sets are rules of their own in the reference, here they belong to components.
    if name == "cset64" {
        let found = match data {
            // A digital signature has at most 90 characters and at least one.
            [] => Ok(()),
            _ => Element::new(Ai::new(8030, 4), data).map(|_| ()),
        };
        return found.map_err(|error| (error.code(), error.position(), error.length()));
    }
    let linter = Linter::ALL.iter().find(|linter| linter.name() == name).unwrap();
    linter.lint(data).map_err(|flaw| (flaw.fault.code(), flaw.position, flaw.length))
}

fn expect(section: &str, data: &str, expected: Verdict) {
    assert_eq!(lint(section, data.as_bytes()), expected, "{section} {data:?}");
}

/// All texts of so many characters.
fn texts(length: usize, alphabet: &[u8]) -> Vec<String> {
    let mut texts = vec![String::new()];
    for _ in 0..length {
        texts = texts
            .iter()
            .flat_map(|text| alphabet.iter().map(move |c| format!("{text}{}", char::from(*c))))
            .collect();
    }
    texts
}

#[test]
fn every_linter_judges_as_the_reference() {
    let (mut section, mut cases) = ("", 0);
    for line in include_str!("data/linters.txt").lines() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        if let Some(name) = line.strip_prefix('[') {
            section = name.strip_suffix(']').unwrap();
            continue;
        }
        let (verdict, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verdict {
            "ok" => expect(section, rest, Ok(())),
            "only" => {
                cases += only(section, rest);
                continue;
            }
            code => {
                let (start, end) = (rest.find('*').unwrap(), rest.rfind('*').unwrap());
                let data =
                    format!("{}{}{}", &rest[..start], &rest[start + 1..end], &rest[end + 1..]);
                let code = format!("gs1_{code}");
                let fault = Fault::ALL.iter().find(|fault| fault.code() == code).unwrap();
                expect(section, &data, Err((fault.code(), start, end - start - 1)));
            }
        }
        cases += 1;
    }
    assert!(cases > 50_000, "{cases}");
    eprintln!("{cases} cases of linters");
}

/// Exactly these of all texts with their lengths and characters; returns how many were tried.
fn only(section: &str, words: &str) -> usize {
    let words: Vec<&str> = words.split(' ').collect();
    let mut lengths: Vec<usize> = words.iter().map(|word| word.len()).collect();
    lengths.sort_unstable();
    lengths.dedup();
    let has = |kind: fn(&u8) -> bool| words.iter().any(|word| word.bytes().any(|byte| kind(&byte)));
    let mut alphabet: Vec<u8> = Vec::new();
    if has(u8::is_ascii_digit) {
        alphabet.extend(b'0'..=b'9');
    }
    if has(u8::is_ascii_uppercase) {
        alphabet.extend(b'A'..=b'Z');
    }
    if has(u8::is_ascii_lowercase) {
        alphabet.extend(b'a'..=b'z');
    }
    alphabet.extend(b"-_".iter().filter(|c| words.contains(&&*char::from(**c).to_string())));
    let mut tried = 0;
    for text in lengths.iter().flat_map(|length| texts(*length, &alphabet)) {
        let is_accepted = lint(section, text.as_bytes()).is_ok();
        assert_eq!(is_accepted, words.contains(&text.as_str()), "{section} {text:?}");
        tried += 1;
    }
    tried
}

#[test]
fn every_linter_has_cases() {
    let data = include_str!("data/linters.txt");
    for linter in Linter::ALL {
        let section = data.split(&format!("[{}]\n", linter.name())).nth(1).unwrap();
        let section = section.split("\n[").next().unwrap();
        let mut verdicts = section.lines().map(|line| line.split(' ').next().unwrap());
        assert!(verdicts.clone().any(|verdict| matches!(verdict, "ok" | "only")), "{linter:?}");
        assert!(verdicts.any(|verdict| !matches!(verdict, "ok" | "only" | "")), "{linter:?}");
    }
}

/// The tables of the GS1 General Specifications, byte by byte.
#[test]
fn character_sets_hold_what_the_tables_say() {
    let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let lower = upper.to_lowercase();
    let digits = "0123456789";
    let sets = [
        (Ai::new(242, 3), digits.to_owned()),
        (Ai::new(400, 3), format!("!\"%&'()*+,-./{digits}:;<=>?{upper}_{lower}")),
        (Ai::new(8030, 4), format!("-{digits}{upper}_{lower}")),
    ];
    for (ai, set) in &sets {
        for byte in 0..=u8::MAX {
            let is_in = set.as_bytes().contains(&byte);
            assert_eq!(Element::new(*ai, [byte]).is_ok(), is_in, "({ai}) {byte:#04X}");
        }
    }
    assert_eq!(sets[1].1.len(), 82);
    for byte in 0..=u8::MAX {
        // A component and part identifier starts with a company prefix.
        let is_in = format!("#-/{digits}{upper}").as_bytes().contains(&byte);
        let value = [b'9', b'5', b'2', b'0', byte];
        assert_eq!(Element::new(Ai::new(8010, 4), value).is_ok(), is_in, "{byte:#04X}");
    }
}

fn code<T>(result: Result<T, Error>) -> String {
    result.map_or_else(|error| error.code().to_owned(), |_| "ok".to_owned())
}

fn strict() -> LinkOptions {
    LinkOptions { short_gtins: false, convenience_alphas: false }
}

/// What comes out of an input in a section of `messages.txt`.
fn outcome(section: &str, input: &str) -> String {
    let elements = |message: Result<Message, Error>| match message {
        Ok(message) => message.to_element_string(Fnc1::Caret),
        Err(error) => error.code().to_owned(),
    };
    let bracketed = |text: &str| Message::from_bracketed(text);
    match section {
        "bracketed" => elements(bracketed(input)),
        "fault" => code(bracketed(input)),
        "element" => code(Message::from_element_string(input)),
        "contradictions" => code(bracketed(input).unwrap().check_contradictions()),
        "exclusions" => code(bracketed(input).unwrap().check_exclusions()),
        "requisites" => code(bracketed(input).unwrap().check_requisites()),
        "check" => code(bracketed(input).unwrap().check()),
        "link" => elements(Message::from_link(input, strict())),
        "link short_gtins" => {
            elements(Message::from_link(input, LinkOptions { short_gtins: true, ..strict() }))
        }
        "link convenience_alphas" => {
            let options = LinkOptions { convenience_alphas: true, ..strict() };
            elements(Message::from_link(input, options))
        }
        "scan" => elements(Message::parse(input)),
        "key" => code(input.parse::<Gtin>()),
        other => {
            let stem = other.strip_prefix("to_link ").unwrap();
            bracketed(input).unwrap().to_link(stem).unwrap_or_else(|error| error.code().to_owned())
        }
    }
}

#[test]
fn every_message_is_read_as_by_the_reference() {
    let (mut section, mut cases) = ("", 0);
    for line in include_str!("data/messages.txt").lines() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        if let Some((input, expected)) = line.split_once(" => ") {
            let found = outcome(section, &input.replace("<GS>", "\u{1D}"));
            match expected {
                "refused" => assert!(found.starts_with("gs1_"), "[{section}] {line}: {found}"),
                _ => assert_eq!(found, expected, "[{section}] {line}"),
            }
            cases += 1;
        } else {
            section = line.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap();
        }
    }
    assert!(cases > 300, "{cases}");
    eprintln!("{cases} cases of messages");
}
