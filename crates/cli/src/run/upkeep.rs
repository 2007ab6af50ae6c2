//! Verify, backup, restore.

use std::path::Path;
use std::time::Instant;

use moja::core::verify::VerifyReport;
use moja::sqlite::{SqliteOptions, SqliteStore};
use moja::{Finding, StoreError};
use pollster::block_on;
use serde_json::json;

use crate::args::Globals;
use crate::fail::{DAMAGE, Stop};
use crate::out::Out;
use crate::progress;
use crate::store::{Missing, must_be_file, must_exist, open};

pub(super) fn verify(globals: &Globals, out: &mut Out) -> Result<(), Stop> {
    must_exist(&globals.store)?;
    let start = Instant::now();
    let report = match check(globals) {
        Ok(report) => report,
        Err(Stop::Failed(failure)) if failure.code == "store_corrupt" => {
            // So damaged that it cannot even be opened: that is an answer too.
            let finding = Finding {
                code: "store_unreadable".to_owned(),
                tenant: None,
                pos: None,
                message: failure.message.clone(),
            };
            VerifyReport { findings: vec![finding], ..VerifyReport::default() }
        }
        Err(stop) => return Err(stop),
    };
    tell(&report, start, out)
}

fn check(globals: &Globals) -> Result<VerifyReport, Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let bar = progress::bar("verifying");
    let report: Result<VerifyReport, StoreError> =
        block_on(moja.verify_with(&mut |progress: &moja::Progress| {
            bar.set_length(progress.head.unsigned_abs());
            bar.set_position(progress.pos.unsigned_abs());
        }));
    bar.finish_and_clear();
    Ok(report?)
}

/// Prints a report; findings end the program with their own exit code.
fn tell(report: &VerifyReport, start: Instant, out: &mut Out) -> Result<(), Stop> {
    if out.is_json() {
        out.object(&json!({
            "ok": report.is_ok(),
            "tenants": report.tenants,
            "journal_rows": report.journal_rows,
            "rows": report.rows,
            "history_items": report.history_items,
            "heads": report.heads,
            "findings": report.findings,
        }))?;
    } else {
        for head in &report.heads {
            out.line(format!("{}: journal ends at {} with {}", head.tenant, head.pos, head.hash))?;
        }
        out.line(format!(
            "checked {} journal entries, {} rows and {} history items of {} tenants in {:.2} s",
            report.journal_rows,
            report.rows,
            report.history_items,
            report.tenants,
            start.elapsed().as_secs_f64()
        ))?;
        for finding in &report.findings {
            let tenant = finding.tenant.as_deref().unwrap_or("store");
            let pos = finding.pos.map(|pos| format!(" position {pos}")).unwrap_or_default();
            out.line(format!("DAMAGE {tenant}{pos}: {} ({})", finding.message, finding.code))?;
        }
        if report.is_ok() {
            out.line("all is well")?;
        }
    }
    out.flush()?;
    if report.is_ok() { Ok(()) } else { Err(Stop::Exit(DAMAGE)) }
}

pub(super) fn backup(globals: &Globals, file: &Path, out: &mut Out) -> Result<(), Stop> {
    must_be_file(&globals.store)?;
    must_exist(&globals.store)?;
    let options = SqliteOptions { create: false, ..SqliteOptions::default() };
    let store = SqliteStore::open(&globals.store, options)?;
    let bar = progress::spinner("copying");
    let copied = store.backup(file);
    bar.finish_and_clear();
    copied?;
    let bytes = std::fs::metadata(file).map_or(0, |metadata| metadata.len());
    if out.is_json() {
        return out
            .object(&json!({ "ok": true, "file": file.display().to_string(), "bytes": bytes }));
    }
    out.line(format!("{bytes} bytes in `{}`", file.display()))
}

pub(super) fn restore(globals: &Globals, file: &Path, out: &mut Out) -> Result<(), Stop> {
    must_be_file(&globals.store)?;
    let start = Instant::now();
    let bar = progress::spinner("copying");
    let copied = moja::sqlite::restore(file, &globals.store);
    bar.finish_and_clear();
    copied?;
    let report = check(globals)?;
    tell(&report, start, out)
}
