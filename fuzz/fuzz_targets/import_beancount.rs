//! Any text can be read as beancount: it gives entries and problems, and never a panic. What
//! was read without a problem can be written, and read again without one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use moja_ledger::books::{Source, read_beancount, write_beancount, write_hledger};

fuzz_target!(|text: &str| {
    let include = |path: &str| Err(format!("no file {path}"));
    let read = |text: &str| {
        let source = Source { name: "fuzz".to_owned(), text: text.to_owned(), include: &include };
        read_beancount(&source)
    };
    let first = read(text);
    if !first.problems.is_empty() {
        return;
    }
    let mut journal = Vec::new();
    write_hledger(&first.book, &mut journal).expect("memory can be written");
    let mut written = Vec::new();
    write_beancount(&first.book, &mut written).expect("memory can be written");
    let written = String::from_utf8(written).expect("text");
    let again = read(&written);
    assert!(again.problems.is_empty(), "{:?} in\n{written}", again.problems);
});
