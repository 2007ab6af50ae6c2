//! Export: everything as books.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use moja::Failure;
use moja::ledger::books::{
    ResolvedBook, WriteReport, write_beancount, write_csv, write_hledger, write_json_lines,
};
use moja::ledger::export::book;
use pollster::block_on;

use super::books::contents;
use crate::args::{self, Globals, WriteFormat};
use crate::fail::Stop;
use crate::out::Out;
use crate::store::{Missing, open, scope};

pub(super) fn run(globals: &Globals, args: &args::Export, out: &mut Out) -> Result<(), Stop> {
    let (tenant, _) = scope(globals)?;
    let moja = open(globals, Missing::Refuse)?;
    let contents = block_on(async {
        let mut reader = moja.engine().reader(&tenant).await?;
        contents(&mut reader).await
    })?;
    let book = book(contents);
    let report = match &args.output {
        None => write(args.format, &book, out.raw())?,
        Some(path) => {
            let unwritable = |error: &io::Error| unwritable(path, error);
            // A file that is there may be somebody's books: nothing is overwritten.
            let file = File::create_new(path).map_err(|error| unwritable(&error))?;
            let mut writer = BufWriter::new(file);
            let written = write(args.format, &book, &mut writer)
                .and_then(|report| writer.flush().map(|()| report));
            written.map_err(|error| unwritable(&error))?
        }
    };
    tell(&report);
    Ok(())
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::invalid("file_unwritable", format!("`{}` cannot be written: {error}", path.display()))
}

fn write(format: WriteFormat, book: &ResolvedBook, to: &mut dyn Write) -> io::Result<WriteReport> {
    match format {
        WriteFormat::Beancount => write_beancount(book, to),
        WriteFormat::Hledger => write_hledger(book, to),
        WriteFormat::Csv => write_csv(book, to).map(|()| WriteReport::default()),
        WriteFormat::Jsonl => write_json_lines(book, to).map(|()| WriteReport::default()),
    }
}

/// Names what the other tool has no words for, on the standard error output.
fn tell(report: &WriteReport) {
    let mut lines: Vec<String> = Vec::new();
    let renamed = report.renamed_accounts.iter().chain(&report.renamed_currencies);
    lines.extend(renamed.map(|(ours, theirs)| format!("`{ours}` is written as `{theirs}`")));
    lines.extend(report.changed.iter().cloned());
    let mut stderr = io::stderr().lock();
    for line in lines {
        if writeln!(stderr, "note: {line}").is_err() {
            return;
        }
    }
}
