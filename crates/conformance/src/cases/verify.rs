//! `verify()` and the past.

use std::sync::Arc;

use moja_core::Json;
use moja_core::batch::{Batch, Op};
use moja_core::command::Domain as _;
use moja_core::currency::Currency;
use moja_core::history::{BlockRow, RunRow, StateRow};
use moja_core::journal::{Head, JournalRow};
use moja_core::money::Money;
use moja_core::record::{Mutability, Record, Row, TableDef};
use moja_core::scan::Scan;
use moja_core::store::Store;
use moja_core::value::{Key, Value, ValueRef};
use moja_ledger::query::{Balances, GetBalance, TrialBalance};
use moja_ledger::{Ledger, OpenAccount, PlaceHold, Post, Transfer};

use crate::Backend;
use crate::check::{Check, Failed, check, same};
use crate::probe::{Add, Item, Leg, Move, MoveRow, Probe, Put, Sketch, Tag};
use crate::rig::{Rig, write};

fn eur(minor: i64) -> Money {
    Money::new(i128::from(minor), Currency::EUR)
}

/// A little of everything.
async fn filled(backend: &Arc<dyn Backend>) -> Result<Rig, Failed> {
    let rig = Rig::start(backend.open()?).await?;
    for no in 1..=6 {
        let badge = (no % 2 == 0).then(|| format!("b{no}"));
        rig.done(Put { sketch: Sketch { badge, rank: Some(no), ..Sketch::new(no) } }).await?;
        rig.done(Add { no, delta: no * 10 }).await?;
    }
    for group in 0..40 {
        let legs = |nth| vec![Leg { series: nth % 3, amount: nth }, Leg { series: 9, amount: 1 }];
        let moves = (0..10).map(|nth| Move { moves: vec![(nth % 9, legs(group * 10 + nth))] });
        for result in rig.each(moves.collect()).await? {
            let _ = result?;
        }
    }
    rig.done(OpenAccount::asset("bank", Currency::EUR)).await?;
    rig.done(OpenAccount::liability("wallet", Currency::EUR).no_overdraft()).await?;
    for amount in 1..=30 {
        rig.done(Transfer::new("bank", "wallet", eur(amount * 100))).await?;
    }
    let leg = |account: &str, minor| moja_ledger::Leg::new(account, eur(minor));
    let legs = vec![leg("bank", 5), leg("bank", 7), leg("wallet", -12)];
    rig.done(Post { legs, ..Post::default() }).await?;
    rig.done(PlaceHold::new("wallet", "bank", eur(50))).await?;
    Ok(rig)
}

pub async fn a_healthy_store_has_no_findings(backend: Arc<dyn Backend>) -> Check {
    let empty = Rig::start(backend.open()?).await?;
    empty.healthy().await?;
    drop(empty);
    let rig = filled(&backend).await?;
    let mut progress = Vec::new();
    let report = rig.engine.verify(&mut |done| progress.push((done.pos, done.head))).await?;
    same!(report.findings, []);
    let head = rig.head().await?;
    same!(report.journal_rows, u64::try_from(head.pos)?);
    same!(report.tenants, 1);
    check!(report.rows > report.journal_rows, "no rows were compared");
    check!(report.history_items > 400, "no history was compared");
    same!(report.heads.first().map(|view| view.pos), Some(head.pos));
    same!(progress.last(), Some(&(head.pos, head.pos)));
    let runs = rig.all::<RunRow>().await?;
    check!(runs.iter().any(|run| run.level > 0), "no runs were merged");
    Ok(())
}

/// Everything that can be asked about the present answers for the past as it did then.
pub async fn the_past_is_as_it_was(backend: Arc<dyn Backend>) -> Check {
    let rig = Rig::start(backend.open()?).await?;
    rig.done(OpenAccount::asset("bank", Currency::EUR)).await?;
    rig.done(OpenAccount::liability("wallet", Currency::EUR)).await?;
    let mut taken = Vec::new();
    for round in 1..=40_i64 {
        rig.done(Put { sketch: Sketch::new(round) }).await?;
        rig.done(Add { no: round / 2 + 1, delta: round }).await?;
        rig.done(Transfer::new("bank", "wallet", eur(round))).await?;
        rig.done(Move { moves: vec![(-round, vec![Leg { series: round % 2, amount: round }])] })
            .await?;
        let mut reader = rig.reader().await?;
        let pos = reader.head().await?.pos;
        let items = reader.scan_all::<Item>(Scan::of::<Item>().by(Item::BY_CODE)).await?;
        let sums = reader.sums(crate::probe::MOVES, 1, -3, i64::MAX).await?;
        drop(reader);
        let balances = rig.engine.query(&rig.tenant, &Balances::default()).await?;
        let wallet =
            rig.engine.query(&rig.tenant, &GetBalance::now("wallet", Currency::EUR)).await?;
        let trial = rig.engine.query(&rig.tenant, &TrialBalance::default()).await?;
        taken.push((pos, items, sums, balances, wallet, trial));
    }
    for (pos, items, sums, balances, wallet, trial) in taken {
        let past = rig.engine.as_of(&rig.tenant, pos).await?;
        same!(past.pos(), pos);
        let mut reader = past.reader().await?;
        same!(
            reader.scan_all::<Item>(Scan::of::<Item>().by(Item::BY_CODE)).await?,
            items,
            "items at {pos}"
        );
        same!(reader.sums(crate::probe::MOVES, 1, -3, i64::MAX).await?, sums, "sums at {pos}");
        same!(past.query(&Balances::default()).await?, balances, "balances at {pos}");
        same!(
            past.query(&GetBalance::now("wallet", Currency::EUR)).await?,
            wallet,
            "wallet at {pos}"
        );
        same!(past.query(&TrialBalance::default()).await?, trial, "trial balance at {pos}");
        // The history knows the same without a replay.
        let mut present = rig.reader().await?;
        same!(present.sums(crate::probe::MOVES, 1, -3, pos).await?, sums, "sums known at {pos}");
    }
    let first = rig.engine.as_of(&rig.tenant, 0).await?;
    same!(first.pos(), 0);
    same!(first.query(&Balances::default()).await?, []);
    let last = rig.engine.as_of(&rig.tenant, i64::MAX).await?;
    same!(last.pos(), rig.head().await?.pos);
    Ok(())
}

/// Another value of the same class.
fn altered(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Int(value) => Value::Int(if value == 0 { 1 } else { value - 1 }),
        ValueRef::Text(text) => Value::from(format!("{text}x").as_str()),
        ValueRef::Bytes(bytes) => {
            let mut bytes = bytes.to_vec();
            match bytes.last_mut() {
                Some(last) => *last ^= 1,
                None => bytes.push(0),
            }
            Value::Bytes(bytes.into())
        }
    }
}

fn values(row: &Row) -> Vec<Value> {
    (0..row.table().columns.len()).map(|at| row.value(at).to_owned()).collect()
}

/// Puts `with` in the place of the row at `key`, or nothing.
async fn put(
    backend: &dyn Backend,
    rig: &Rig,
    table: &'static TableDef,
    key: &Key,
    with: Option<Row>,
) -> Check {
    let other = backend.open()?;
    other.migrate(&crate::rig::registry().schema()).await?;
    match (with, table.mutability) {
        (Some(row), Mutability::Mutable) => {
            let mut batch = Batch::new();
            batch.push(Op::Replace(row));
            let mut tx = write(&*other, &rig.tenant).await?;
            tx.apply(&rig.tenant, batch).await?;
            tx.commit().await?;
        }
        (with, _) => {
            backend.remove(&rig.tenant, table, key).map_err(Failed::new)?;
            if let Some(row) = with {
                insert(&*other, rig, row).await?;
            }
        }
    }
    Ok(())
}

async fn insert(store: &dyn Store, rig: &Rig, row: Row) -> Check {
    let mut batch = Batch::new();
    batch.push(Op::Insert(row));
    let mut tx = write(store, &rig.tenant).await?;
    tx.apply(&rig.tenant, batch).await?;
    tx.commit().await?;
    Ok(())
}

async fn rows(rig: &Rig, table: &'static TableDef) -> Result<Vec<Row>, Failed> {
    Ok(rig.reader().await?.scan(&Scan::table(table)).await?.rows)
}

/// Alters a row, expects a finding, puts it back, and expects none.
async fn found(
    backend: &dyn Backend,
    rig: &Rig,
    row: &Row,
    with: Option<Row>,
    what: &str,
) -> Check {
    let (table, key) = (row.table(), row.primary_key());
    let gone = with.is_none();
    put(backend, rig, table, &key, with).await.map_err(|failed| failed.within(what))?;
    let findings = rig.findings().await?;
    check!(!findings.is_empty(), "{what}: nothing was found");
    if gone {
        let other = backend.open()?;
        other.migrate(&crate::rig::registry().schema()).await?;
        insert(&*other, rig, row.clone()).await?;
    } else {
        put(backend, rig, table, &key, Some(row.clone())).await?;
    }
    rig.healthy().await.map_err(|failed| failed.within(format!("{what}, mended")))
}

/// S12: an altered value in any column of any replayed table, and a missing and an added row.
pub async fn an_altered_row_is_found(backend: Arc<dyn Backend>) -> Check {
    let rig = filled(&backend).await?;
    let tables = Probe::tables().into_iter().chain(Ledger::tables());
    let mut looked_at = 0;
    for table in tables {
        let all = rows(&rig, table).await?;
        let Some(row) = all.get(all.len() / 2) else { continue };
        for column in 0..table.columns.len() {
            if table.key.contains(&column) {
                continue;
            }
            let mut values = values(row);
            let Some(value) = values.get_mut(column) else { continue };
            let other = altered(value.as_ref());
            if other == *value {
                continue;
            }
            *value = other;
            let what = format!("{}.{column}", table.name);
            // A value that the type or a reference refuses cannot stand there at all.
            let Ok(with) = (table.decode)(&values) else { continue };
            let attempt = found(&*backend, &rig, row, Some(with), &what).await;
            match attempt {
                Ok(()) => looked_at += 1,
                Err(failed) if format!("{failed:?}").contains("nothing was found") => {
                    return Err(failed);
                }
                Err(failed) => {
                    // The store's own checks refused it: then it is as it was.
                    let mended = rig.findings().await?;
                    if !mended.is_empty() {
                        // An append-only row is removed first and must come back.
                        let other = backend.open()?;
                        other.migrate(&crate::rig::registry().schema()).await?;
                        let again = insert(&*other, &rig, row.clone()).await;
                        check!(again.is_ok(), "{what}: {failed:?}, then {again:?}");
                        rig.healthy().await?;
                    }
                }
            }
        }
        if table.mutability == Mutability::AppendOnly {
            found(&*backend, &rig, row, None, &format!("a missing row of {}", table.name)).await?;
            looked_at += 1;
        }
    }
    check!(looked_at > 30, "only {looked_at} alterations were tried");
    // Rows that the journal knows nothing of.
    let other = backend.open()?;
    other.migrate(&crate::rig::registry().schema()).await?;
    let extra: [Row; 3] = [
        Arc::new(MoveRow { pos: 3, ordinal: 7, at_us: 0, legs: Json::new(Vec::new())? }),
        Arc::new(Sketch::new(77).item()),
        Arc::new(Tag { word: "w".to_owned(), item: 1, weight: None }),
    ];
    for row in extra {
        insert(&*other, &rig, row.clone()).await?;
        let findings = rig.findings().await?;
        check!(!findings.is_empty(), "an added row of {} was not found", row.table().name);
        backend.remove(&rig.tenant, row.table(), &row.primary_key()).map_err(Failed::new)?;
        rig.healthy().await?;
    }
    Ok(())
}

/// Ledger invariant 38: any column of any journal row, and the head.
pub async fn an_altered_journal_is_found(backend: Arc<dyn Backend>) -> Check {
    let rig = filled(&backend).await?;
    let journal = rows(&rig, JournalRow::table()).await?;
    for at in [0, journal.len() / 2, journal.len() - 1] {
        let Some(row) = journal.get(at) else { continue };
        let pos = row.value(JournalRow::COL_POS).to_owned();
        for column in 0..JournalRow::table().columns.len() {
            if column == JournalRow::COL_POS {
                continue;
            }
            let mut values = values(row);
            if let Some(value) = values.get_mut(column) {
                *value = altered(value.as_ref());
            }
            let with = (JournalRow::table().decode)(&values)?;
            let key = row.primary_key();
            put(&*backend, &rig, JournalRow::table(), &key, Some(with)).await?;
            let report = rig.engine.verify(&mut |_| {}).await?;
            let first = report.findings.first().map(|finding| Value::Int(finding.pos.unwrap_or(0)));
            same!(first.as_ref(), Some(&pos), "the position of a change of column {column}");
            put(&*backend, &rig, JournalRow::table(), &key, Some(row.clone())).await?;
        }
        found(&*backend, &rig, row, None, &format!("journal row {at} missing")).await?;
    }
    for head in rows(&rig, Head::table()).await? {
        for column in 0..Head::table().columns.len() {
            let mut values = values(&head);
            if let Some(value) = values.get_mut(column) {
                *value = altered(value.as_ref());
            }
            let with = (Head::table().decode)(&values)?;
            found(&*backend, &rig, &head, Some(with), &format!("head column {column}")).await?;
        }
    }
    Ok(())
}

pub async fn an_altered_history_is_found(backend: Arc<dyn Backend>) -> Check {
    let rig = filled(&backend).await?;
    for table in [BlockRow::table(), RunRow::table(), StateRow::table()] {
        let all = rows(&rig, table).await?;
        let finished = rig.all::<RunRow>().await?;
        // The last block of an unfinished run may be missing: it is then written again.
        let finished = |row: &Row| match row.downcast_ref::<BlockRow>() {
            Some(block) => finished.iter().any(|run| {
                (&run.history, run.level, run.run) == (&block.history, block.level, block.run)
            }),
            None => true,
        };
        check!(!all.is_empty(), "table {} is empty", table.name);
        for at in [0, all.len() / 2, all.len() - 1] {
            let Some(row) = all.get(at) else { continue };
            for column in 0..table.columns.len() {
                if table.key.contains(&column) {
                    continue;
                }
                let mut values = values(row);
                if let Some(value) = values.get_mut(column) {
                    *value = altered(value.as_ref());
                }
                let with = (table.decode)(&values)?;
                let what = format!("{} row {at} column {column}", table.name);
                found(&*backend, &rig, row, Some(with), &what).await?;
            }
            if table.mutability == Mutability::AppendOnly && finished(row) {
                found(&*backend, &rig, row, None, &format!("{} row {at} missing", table.name))
                    .await?;
            }
        }
    }
    Ok(())
}
