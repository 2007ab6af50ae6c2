//! Writes the table of the inventory's module `gs1` from the GS1 Barcode Syntax Dictionary.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use crate::Failure;
use crate::run::root;

/// Where the dictionary is expected, from the root. It is not part of this repository.
const DICTIONARY: &str = "../shared/data/gs1/gs1-syntax-dictionary.txt";

/// What is written, from the root.
const TABLE: &str = "crates/inventory/src/gs1/table.rs";

/// Writes the table.
pub(crate) fn write(dictionary: Option<&str>) -> Result<(), Failure> {
    let text = fs::read_to_string(path(dictionary))
        .map_err(|error| format!("cannot read `{}`: {error}", path(dictionary).display()))?;
    Ok(fs::write(root().join(TABLE), render(&text)?)?)
}

/// Fails if the table is not what the dictionary says. Without the dictionary there is nothing to
/// compare with, which is said and is no failure, unless a path was given.
pub(crate) fn check(dictionary: Option<&str>) -> Result<(), Failure> {
    let path = path(dictionary);
    if dictionary.is_none() && !path.exists() {
        eprintln!("SKIPPED: no dictionary at {DICTIONARY}, so {TABLE} was not compared with it");
        return Ok(());
    }
    let fresh = render(&fs::read_to_string(&path)?)?;
    let committed = fs::read_to_string(root().join(TABLE)).unwrap_or_default();
    match (1_usize..).zip(committed.lines().zip(fresh.lines())).find(|(_, (a, b))| a != b) {
        Some((line, (a, b))) => Err(format!(
            "{TABLE} is not up to date, render it by `cargo xtask gs1`: line {line} is `{a}` and \
             should be `{b}`"
        )
        .into()),
        None if committed == fresh => Ok(()),
        None => Err(format!("{TABLE} is not up to date, render it by `cargo xtask gs1`").into()),
    }
}

fn path(dictionary: Option<&str>) -> PathBuf {
    dictionary.map_or_else(|| root().join(DICTIONARY), PathBuf::from)
}

fn render(dictionary: &str) -> Result<String, Failure> {
    let release = dictionary
        .lines()
        .find_map(|line| line.strip_prefix("# Release:"))
        .ok_or("the dictionary does not name its release")?;
    let mut out = format!(
        "//! The application identifiers of the GS1 Barcode Syntax Dictionary, release {} as its file\n\
         //! says.\n\
         //!\n\
         //! Written by `cargo xtask gs1`; do not edit. The dictionary is\n\
         //! copyright (c) 2020-2021 BWIPP project and Zint Project, (c) 2021-2025 GS1 AISBL, licensed under\n\
         //! the Apache License, Version 2.0; <https://ref.gs1.org/tools/gs1-barcode-syntax-resource/>.\n\
         \n\
         use super::dictionary::Charset::{{N, X, Y, Z}};\n\
         use super::dictionary::{{Ai, AiRange, Charset, Component, Entry}};\n\
         use super::lint::Linter;\n\
         use super::lint::Linter::*;\n\
         \n\
         const fn r(first: u16, last: u16, digits: u8) -> AiRange {{\n    \
             AiRange::new(first, last, digits)\n\
         }}\n\
         \n\
         const fn one(number: u16, digits: u8) -> AiRange {{\n    \
             AiRange::new(number, number, digits)\n\
         }}\n\
         \n\
         const fn c(charset: Charset, min: u8, max: u8, linters: &'static [Linter]) -> Component {{\n    \
             Component {{ charset, min, max, optional: false, linters }}\n\
         }}\n\
         \n\
         const fn o(charset: Charset, min: u8, max: u8, linters: &'static [Linter]) -> Component {{\n    \
             Component {{ charset, min, max, optional: true, linters }}\n\
         }}\n\
         \n\
         #[rustfmt::skip]\n\
         pub(super) static TABLE: &[Entry] = &[\n",
        release.trim(),
    );
    let mut count = 0_usize;
    for (number, line) in (1_usize..).zip(dictionary.lines()) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let entry = entry(line).map_err(|error| format!("line {number}: {error}"))?;
        writeln!(out, "    {entry}")?;
        count = count.saturating_add(1);
    }
    if count == 0 {
        return Err("the dictionary has no entries".into());
    }
    out.push_str("];\n");
    Ok(out)
}

/// One line of the dictionary as an `Entry`.
fn entry(line: &str) -> Result<String, Failure> {
    let (line, title) = line.split_once('#').unwrap_or((line, ""));
    let mut words = line.split_whitespace().peekable();
    let ais = words.next().ok_or("no AI")?;
    let ais = match ais.split_once('-') {
        Some((first, last)) => {
            format!("r({}, {}, {})", number(first)?, number(last)?, first.len())
        }
        None => range(ais)?,
    };
    // Flags are of punctuation alone, and a component starts with a letter or a bracket.
    let is_flags =
        |word: &&str| word.chars().all(|c| c.is_ascii_punctuation()) && !word.starts_with('[');
    let flags = words.next_if(is_flags).unwrap_or_default();
    if let Some(unknown) = flags.chars().find(|flag| !"*?".contains(*flag)) {
        return Err(format!("unknown flag `{unknown}`").into());
    }
    let (mut components, mut requires, mut excludes) = (Vec::new(), Vec::new(), Vec::new());
    let mut link_key = "None".to_owned();
    for word in words {
        if let Some(list) = word.strip_prefix("req=") {
            requires.push(alternatives(list)?);
        } else if let Some(list) = word.strip_prefix("ex=") {
            for pattern in list.split(',') {
                excludes.push(range(pattern)?);
            }
        } else if word == "dlpkey" {
            link_key = "Some(&[])".to_owned();
        } else if let Some(list) = word.strip_prefix("dlpkey=") {
            link_key = format!("Some({})", qualifiers(list)?);
        } else if word.contains('=') {
            return Err(format!("unknown attribute `{word}`").into());
        } else {
            components.push(component(word)?);
        }
    }
    if components.is_empty() {
        return Err("no component".into());
    }
    Ok(format!(
        "Entry {{ ais: {ais}, predefined_length: {}, link_attribute: {}, components: &[{}], \
         requires: &[{}], excludes: &[{}], link_key: {link_key}, title: {:?} }},",
        flags.contains('*'),
        flags.contains('?'),
        components.join(", "),
        requires.join(", "),
        excludes.join(", "),
        title.trim(),
    ))
}

fn number(digits: &str) -> Result<u16, Failure> {
    digits.parse().map_err(|_| format!("`{digits}` is not a number").into())
}

/// `31nn` is the range from 3100 to 3199.
fn range(pattern: &str) -> Result<String, Failure> {
    let first = number(&pattern.replace('n', "0"))?;
    let last = number(&pattern.replace('n', "9"))?;
    Ok(match first == last {
        true => format!("one({first}, {})", pattern.len()),
        false => format!("r({first}, {last}, {})", pattern.len()),
    })
}

/// `01+21,02`: one of these groups.
fn alternatives(list: &str) -> Result<String, Failure> {
    let mut groups = Vec::new();
    for group in list.split(',') {
        let members = group.split('+').map(range).collect::<Result<Vec<String>, Failure>>()?;
        groups.push(format!("&[{}]", members.join(", ")));
    }
    Ok(format!("&[{}]", groups.join(", ")))
}

/// `22,10,21|235`: one of these sequences.
fn qualifiers(list: &str) -> Result<String, Failure> {
    let mut sequences = Vec::new();
    for sequence in list.split('|') {
        let mut members = Vec::new();
        for ai in sequence.split(',') {
            members.push(format!("Ai::new({}, {})", number(ai)?, ai.len()));
        }
        sequences.push(format!("&[{}]", members.join(", ")));
    }
    Ok(format!("&[{}]", sequences.join(", ")))
}

/// `N13,csum,gcppos1`, `[X..17]` or `[N3],iso3166`.
fn component(word: &str) -> Result<String, Failure> {
    let mut parts = word.split(',');
    let format = parts.next().unwrap_or_default();
    let (kind, format) = match format.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inner) => ("o", inner),
        None => ("c", format),
    };
    let charset = format.chars().next().filter(|c| "NXYZ".contains(*c));
    let charset = charset.ok_or_else(|| format!("`{word}` is no component"))?;
    let length = format.get(1..).unwrap_or_default();
    let (min, max) = match length.strip_prefix("..") {
        Some(max) => (1, number(max)?),
        None => (number(length)?, number(length)?),
    };
    let linters: Vec<String> = parts.map(variant).collect();
    Ok(format!("{kind}({charset}, {min}, {max}, &[{}])", linters.join(", ")))
}

/// `iso3166alpha2` is the variant `Iso3166alpha2`; the compiler knows which there are.
fn variant(linter: &str) -> String {
    let mut chars = linter.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_rendered() {
        let line = "3910-3919   ?  N3,iso4217 N..15   req=8020,01+21 ex=391n   # AMOUNT";
        assert_eq!(
            entry(line).unwrap(),
            "Entry { ais: r(3910, 3919, 4), predefined_length: false, link_attribute: true, \
             components: &[c(N, 3, 3, &[Iso4217]), c(N, 1, 15, &[])], \
             requires: &[&[&[one(8020, 4)], &[one(1, 2), one(21, 2)]]], \
             excludes: &[r(3910, 3919, 4)], link_key: None, title: \"AMOUNT\" },"
        );
        let key = entry("01 *? N14,csum [X..17] dlpkey=22,10|235 # GTIN").unwrap();
        assert!(key.contains("c(N, 14, 14, &[Csum]), o(X, 1, 17, &[])"), "{key}");
        assert!(
            key.contains("Some(&[&[Ai::new(22, 2), Ai::new(10, 2)], &[Ai::new(235, 3)]])"),
            "{key}"
        );
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        for line in ["01", "01 !? N14", "01 N14 new=1", "01 Q14", "01 N14 ex=1x", "xx N2"] {
            assert!(entry(line).is_err(), "{line}");
        }
        assert!(render("# Release: 1\n").is_err());
        assert!(render("01 N14 # GTIN\n").is_err());
    }
}
