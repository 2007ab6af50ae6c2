//! A map in JSON, a blank line, and rows: any of it gives entries and problems, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use moja_ledger::books::{CsvMap, Source, read_csv, write_csv, write_json_lines};

fuzz_target!(|text: &str| {
    let Some((map, rows)) = text.split_once("\n\n") else { return };
    let Ok(map) = serde_json::from_str::<CsvMap>(map) else { return };
    let include = |path: &str| Err(format!("no file {path}"));
    let source = Source { name: "fuzz".to_owned(), text: rows.to_owned(), include: &include };
    let reading = read_csv(&source, &map);
    let mut out = Vec::new();
    write_csv(&reading.book, &mut out).expect("memory can be written");
    write_json_lines(&reading.book, &mut out).expect("memory can be written");
});
