//! Kotlin and Swift are written by uniffi itself, from metadata that is made ready for it first.
//!
//! uniffi's writers take a library and know three things less than the other writers here: the
//! defaults of enums and of types with a form of their own, that a method of a domain has the
//! documentation of its request, and that a link of Rust leads nowhere elsewhere. So the metadata
//! is read, mended, and written into an object file that holds nothing else, from which uniffi
//! reads it as from a library; defaults that its metadata cannot say are put into the text.

mod encode;
mod ready;

use std::fs;

use anyhow::{Context, Result, bail};
use camino::{Utf8Path, Utf8PathBuf};
use object::write::{Object, Symbol, SymbolSection};
use object::{Architecture, BinaryFormat, Endianness, SectionKind, SymbolFlags, SymbolKind};
use object::SymbolScope;
use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate};
use uniffi_meta::Metadata;

pub(crate) use ready::{Default, Missing, Ready, commands};

use crate::File;

/// The crate that declares the surface, and the name of the library.
pub(crate) const LIBRARY: &str = "moja_api";

/// What uniffi writes of this metadata, with the checksums of the library itself.
pub(crate) fn written(ready: &Ready, language: TargetLanguage, config: &str) -> Result<Vec<File>> {
    let folder = Utf8PathBuf::from_path_buf(std::env::temp_dir()).ok();
    let folder = folder.context("the temporary folder has no name in UTF-8")?;
    let folder = folder.join(format!("moja-bindgen-{}-{language:?}", std::process::id()));
    let done = written_in(&folder, ready, language, config);
    fs::remove_dir_all(&folder)?;
    done
}

fn written_in(
    folder: &Utf8Path,
    ready: &Ready,
    language: TargetLanguage,
    config: &str,
) -> Result<Vec<File>> {
    let out_dir = folder.join("out");
    fs::create_dir_all(&out_dir)?;
    let source = folder.join(format!("lib{LIBRARY}.so"));
    let (library, items) = library(&ready.items)?;
    fs::write(&source, library)?;
    let config_file = folder.join("uniffi.toml");
    fs::write(&config_file, config)?;
    generate(GenerateOptions {
        languages: vec![language],
        source,
        out_dir: out_dir.clone(),
        config_override: Some(config_file),
        ..GenerateOptions::default()
    })?;
    let mut files = Vec::new();
    collect(&out_dir, &out_dir, &mut files)?;
    files.sort();
    let sums = checksums(&ready.items, &items);
    for (_, text) in &mut files {
        for (symbol, mended, of_library) in &sums {
            for test in ["() and 0xFFFF) != ", "() != "] {
                let found = format!("{symbol}{test}{mended})");
                *text = text.replace(&found, &format!("{symbol}{test}{of_library})"));
            }
        }
    }
    Ok(files)
}

fn collect(root: &Utf8Path, folder: &Utf8Path, files: &mut Vec<File>) -> Result<()> {
    for entry in folder.read_dir_utf8()? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(root, entry.path(), files)?;
        } else {
            let text = fs::read_to_string(entry.path())?;
            files.push((entry.path().strip_prefix(root)?.to_string(), tidy(&text)));
        }
    }
    Ok(())
}

/// No blanks at the ends of lines, no two empty lines in a row.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() && empty {
            continue;
        }
        empty = line.is_empty();
        tidy.push_str(line);
        tidy.push('\n');
    }
    tidy
}

/// An object file with the metadata alone, and the metadata as it reads from there.
fn library(items: &[Metadata]) -> Result<(Vec<u8>, Vec<Metadata>)> {
    let mut file = Object::new(BinaryFormat::Elf, Architecture::X86_64, Endianness::Little);
    let section = file.add_section(Vec::new(), b".metadata".to_vec(), SectionKind::ReadOnlyData);
    let mut read = Vec::with_capacity(items.len());
    for (number, item) in items.iter().enumerate() {
        let bytes = encode::item(item)?;
        let found = Metadata::read(&bytes)?;
        if normal(&found) != normal(item) {
            bail!("the metadata does not read as it was written: {item:?}, {found:?}");
        }
        read.push(found);
        let value = file.append_section_data(section, &bytes, 1);
        file.add_symbol(Symbol {
            name: format!("UNIFFI_META_{number}").into_bytes(),
            value,
            size: bytes.len() as u64,
            kind: SymbolKind::Data,
            scope: SymbolScope::Linkage,
            weak: false,
            section: SymbolSection::Section(section),
            flags: SymbolFlags::None,
        });
    }
    Ok((file.write()?, read))
}

/// An item without its checksum.
fn normal(item: &Metadata) -> Metadata {
    let mut item = item.clone();
    match &mut item {
        Metadata::Constructor(found) => found.checksum = None,
        Metadata::Method(found) => found.checksum = None,
        Metadata::TraitMethod(found) => found.checksum = None,
        _ => {}
    }
    item
}

/// Symbol, checksum of the mended metadata, and checksum that the library will answer.
fn checksums(of_library: &[Metadata], mended: &[Metadata]) -> Vec<(String, u16, u16)> {
    let pairs = of_library.iter().zip(mended);
    pairs.filter_map(|(own, mended)| {
        let (symbol, own) = checksum(own)?;
        Some((symbol, checksum(mended)?.1, own))
    }).collect()
}

fn checksum(item: &Metadata) -> Option<(String, u16)> {
    match item {
        Metadata::Constructor(found) => Some((found.checksum_symbol_name(), found.checksum?)),
        Metadata::Method(found) => Some((found.checksum_symbol_name(), found.checksum?)),
        Metadata::TraitMethod(found) => Some((found.checksum_symbol_name(), found.checksum?)),
        _ => None,
    }
}
