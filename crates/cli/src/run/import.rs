//! Import: books into the store, all or nothing.

use std::cell::RefCell;
use std::fmt::Display;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Instant;

use moja::core::journal::JournalRow;
use moja::ledger::books::{
    AmountColumns, Column, CsvMap, Field, Reading, Source, read_beancount, read_csv, read_hledger,
};
use moja::ledger::import::{ImportOptions, Plan, plan};
use moja::{CommandId, Failure, Moja};
use pollster::block_on;
use serde::Serialize;
use serde_json::json;

use super::books::known;
use crate::args::{self, CsvColumns, Globals, ReadFormat};
use crate::fail::{Stop, refused};
use crate::out::Out;
use crate::progress;
use crate::store::{Missing, is_on_server, open, scope, session};

pub(super) fn run(globals: &Globals, args: &args::Import, out: &mut Out) -> Result<(), Stop> {
    if matches!(args.format, ReadFormat::Products | ReadFormat::StockCsv) {
        return super::goods::run(globals, args, out);
    }
    let start = Instant::now();
    let (tenant, _) = scope(globals)?;
    let bar = progress::spinner("reading");
    let (reading, id) = read(tenant.as_str(), args)?;
    let mut options = ImportOptions {
        conversion_account: args.conversion_account.clone(),
        commodities: args.commodity.iter().cloned().collect(),
        scales: args.scale.iter().cloned().collect(),
        ..ImportOptions::default()
    };
    // A refused import does not even make a store.
    let mut moja = None;
    if is_on_server(&globals.store) || globals.store.exists() {
        let opened = open(globals, Missing::Create)?;
        let earlier = block_on(async {
            let mut reader = opened.engine().reader(&tenant).await?;
            known(&mut reader, &mut options).await?;
            let earlier = reader.get(JournalRow::by_command(id)).await?;
            Ok::<_, moja::QueryError>(earlier)
        })?;
        if let Some(row) = earlier {
            bar.finish_and_clear();
            return replayed(&row, id, out);
        }
        moja = Some(opened);
    }
    bar.set_message("planning");
    let mut plan = plan(reading, &options);
    let problems = std::mem::take(&mut plan.problems);
    bar.suspend(|| tell(&problems, globals.json));
    if !problems.is_empty() && !args.keep_going {
        bar.finish_and_clear();
        let message = format!(
            "nothing was imported: {} (`--keep-going` imports the rest)",
            problems_text(problems.len())
        );
        return Err(refused("import_refused", message).with("problems", problems.len()).into());
    }
    bar.set_message("importing");
    let moja = match moja {
        Some(moja) => moja,
        None => open(globals, Missing::Create)?,
    };
    let done = commit(globals, &moja, id, &mut plan);
    bar.finish_and_clear();
    let pos = done?;
    let counts = plan.counts;
    let seconds = start.elapsed().as_secs_f64();
    if out.is_json() {
        return out.object(&json!({
            "ok": true,
            "replayed": false,
            "import": id,
            "pos": pos,
            "counts": counts,
            "problems": problems.len(),
            "guessed_kinds": plan.guessed_kinds,
            "seconds": seconds,
        }));
    }
    out.line(format!(
        "imported {} transactions with {} postings into {} new accounts in {seconds:.2} s",
        counts.transactions, counts.postings, counts.accounts
    ))?;
    out.line(format!(
        "kept {} prices and {} directives; {} legs on `{}`",
        counts.prices, counts.directives, counts.conversions, args.conversion_account
    ))?;
    if !plan.guessed_kinds.is_empty() {
        out.line(format!("taken for assets: {}", plan.guessed_kinds.join(", ")))?;
    }
    if !problems.is_empty() {
        out.line(format!("left out: {}, listed above", problems_text(problems.len())))?;
    }
    out.line(format!("import {id}: importing the same file again changes nothing"))
}

fn problems_text(count: usize) -> String {
    if count == 1 { "1 problem".to_owned() } else { format!("{count} problems") }
}

fn replayed(row: &JournalRow, id: CommandId, out: &mut Out) -> Result<(), Stop> {
    if out.is_json() {
        return out.object(&json!({
            "ok": true, "replayed": true, "import": id, "pos": row.pos,
            "recorded_at": row.recorded_at,
        }));
    }
    out.line(format!(
        "this file was imported at {} (position {}): nothing was changed",
        row.recorded_at, row.pos
    ))
}

/// Runs the plan as one unit; gives the last journal position.
fn commit(
    globals: &Globals,
    moja: &Moja,
    id: CommandId,
    plan: &mut Plan,
) -> Result<Option<i64>, Stop> {
    let commands = std::mem::take(&mut plan.commands);
    if commands.is_empty() {
        return Ok(None);
    }
    let session = session(globals, moja);
    match block_on(session.all_or_nothing_as(id, commands)) {
        Ok(outcomes) => Ok(outcomes.last().map(|outcome| outcome.pos)),
        Err((command, failure)) => {
            let member = failure.fields.get("index").and_then(serde_json::Value::as_u64);
            let member = usize::try_from(member.unwrap_or(0)).unwrap_or(usize::MAX);
            Err(match plan.place(command, member) {
                Some((file, line)) => {
                    let message = format!("{file}:{line}: {}", failure.message);
                    let failure = Failure { message, ..failure };
                    failure.with("file", file.to_string()).with("line", *line)
                }
                None => failure,
            }
            .into())
        }
    }
}

/// Lists problems on the standard error output.
pub(super) fn tell<P: Serialize + Display>(problems: &[P], json: bool) {
    let mut stderr = io::stderr().lock();
    for problem in problems {
        let written = if json {
            writeln!(stderr, "{}", json!({ "problem": problem }))
        } else {
            writeln!(stderr, "{problem}")
        };
        if written.is_err() {
            return;
        }
    }
}

fn text_of(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text".to_owned())
}

/// Reads the file and all it includes; the id is that of their content.
fn read(tenant: &str, args: &args::Import) -> Result<(Reading, CommandId), Stop> {
    let name = args
        .file
        .to_str()
        .ok_or_else(|| Failure::invalid("file_unreadable", "the path is not valid Unicode"))?;
    let map = match args.format {
        ReadFormat::Csv => Some(csv_map(&args.csv)?),
        _ => None,
    };
    let text = text_of(&args.file).map_err(|error| {
        Failure::invalid("file_unreadable", format!("`{name}` cannot be read: {error}"))
    })?;
    let seed = RefCell::new(Vec::new());
    let part = |bytes: &[u8]| {
        let mut seed = seed.borrow_mut();
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        seed.extend(length.to_be_bytes());
        seed.extend(bytes);
    };
    part(b"moja import 1");
    part(tenant.as_bytes());
    part(args.format.name().as_bytes());
    if let Some(map) = &map {
        part(&serde_json::to_vec(map).unwrap_or_default());
    }
    part(text.as_bytes());
    let include = |path: &str| {
        let text = text_of(Path::new(path))?;
        part(text.as_bytes());
        Ok(text)
    };
    let source = Source { name: name.to_owned(), text, include: &include };
    let reading = match (args.format, &map) {
        (ReadFormat::Csv, Some(map)) => csv_reading(&source, map),
        (ReadFormat::Hledger, _) => read_hledger(&source),
        _ => read_beancount(&source),
    };
    let id = CommandId::derived(&seed.borrow());
    Ok((reading, id))
}

/// Rows of a bank statement have happened, so their transactions count as cleared.
fn csv_reading(source: &Source<'_>, map: &CsvMap) -> Reading {
    let mut reading = read_csv(source, map);
    for entry in &mut reading.book.entries {
        if let moja::ledger::books::model::EntryKind::Transaction(transaction) = &mut entry.kind {
            transaction.flag = Some('*');
        }
    }
    reading
}

fn column(text: &str) -> Column {
    text.parse().map_or_else(|_| Column::Name(text.to_owned()), Column::Index)
}

fn field(fixed: Option<&String>, from: Option<&String>, what: &str) -> Result<Field, Failure> {
    match (fixed, from) {
        (fixed, Some(from)) => Ok(Field::Column { column: column(from), fallback: fixed.cloned() }),
        (Some(fixed), None) => Ok(Field::Fixed(fixed.clone())),
        (None, None) => Err(Failure::invalid(
            "usage",
            format!("`--{what}` or `--{what}-column` is needed for CSV"),
        )),
    }
}

fn csv_map(args: &CsvColumns) -> Result<CsvMap, Failure> {
    if let Some(path) = &args.map {
        let invalid = |error: String| {
            let message = format!("the map `{}` cannot be read: {error}", path.display());
            Failure::invalid("invalid_map", message)
        };
        let text = text_of(path).map_err(invalid)?;
        return serde_json::from_str(&text).map_err(|error| invalid(error.to_string()));
    }
    let missing = |what: &str| Failure::invalid("usage", format!("{what} is needed for CSV"));
    let date = args.date_column.as_deref().ok_or_else(|| missing("`--date-column`"))?;
    let amount = match (&args.amount_column, &args.debit_column, &args.credit_column) {
        (Some(amount), _, _) => AmountColumns::Signed(column(amount)),
        (None, Some(debit), Some(credit)) => {
            AmountColumns::DebitCredit { debit: column(debit), credit: column(credit) }
        }
        _ => {
            return Err(missing("`--amount-column`, or `--debit-column` and `--credit-column`,"));
        }
    };
    let currency = field(args.currency.as_ref(), args.currency_column.as_ref(), "currency")?;
    let account = field(args.account.as_ref(), args.account_column.as_ref(), "account")?;
    let counter_account = field(
        args.counter_account.as_ref(),
        args.counter_account_column.as_ref(),
        "counter-account",
    )?;
    Ok(CsvMap {
        date: column(date),
        date_format: args.date_format.clone(),
        payee: args.payee_column.as_deref().map(column),
        narration: args.narration_column.iter().map(|name| column(name)).collect(),
        amount,
        currency,
        account,
        counter_account,
        reference: args.reference_column.as_deref().map(column),
        delimiter: args.delimiter,
        has_header: !args.no_header,
        decimal_mark: args.decimal_mark,
        is_inverted: args.inverted,
    })
}
