//! Tenants that move from one store to another.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use moja_core::copy::{Copied, CopyError, CopyProgress, Copying, copy};
use moja_core::currency::Currency;
use moja_core::memory::MemoryStore;
use moja_core::money::Money;
use moja_core::outbox::{Ack, Cursors, Lease, Park, Retry};
use moja_core::record::{Record as _, TableDef};
use moja_core::scan::Scan;
use moja_core::store::{Access, Store, StoreError, StoreErrorKind};
use moja_core::tenant::Tenant;
use moja_ledger::{OpenAccount, PlaceHold, Transfer};

use crate::Backend;
use crate::check::{Check, Failed, check, same};
use crate::intercept::{Intercept, Intercepted};
use crate::probe::{Add, Drop, Item, Leg, Move, Put, Rename, Sketch};
use crate::rig::{Rig, code, read, registry, write};

/// Some of everything, and what sinks keep.
async fn filled(store: Arc<dyn Store>) -> Result<Rig, Failed> {
    let rig = Rig::start(store).await?;
    for no in 1..=9 {
        let badge = (no % 2 == 0).then(|| format!("b{no}"));
        rig.done(Put { sketch: Sketch { badge, ..Sketch::new(no) } }).await?;
        rig.done(Add { no, delta: no * 10 }).await?;
    }
    for nth in 0..60 {
        let legs = vec![Leg { series: nth % 3, amount: nth }, Leg { series: 9, amount: 1 }];
        rig.done(Move { moves: vec![(nth % 9, legs)] }).await?;
    }
    rig.done(OpenAccount::asset("bank", Currency::EUR)).await?;
    rig.done(OpenAccount::liability("wallet", Currency::EUR)).await?;
    let eur = |minor: i128| Money::new(minor, Currency::EUR);
    for amount in 1..=20 {
        rig.done(Transfer::new("bank", "wallet", eur(amount))).await?;
    }
    rig.done(PlaceHold::new("wallet", "bank", eur(50))).await?;
    let (sink, holder) = ("mail".to_owned(), "relay".to_owned());
    rig.done(Ack { sink: sink.clone(), pos: 3, holder: None }).await?;
    rig.done(Park { sink: sink.clone(), pos: 4, cause: "no".to_owned(), holder: None }).await?;
    rig.done(Park { sink: sink.clone(), pos: 5, cause: "no".to_owned(), holder: None }).await?;
    rig.done(Retry { sink: sink.clone(), pos: 5 }).await?;
    rig.done(Lease { sink, holder, for_ms: 60_000 }).await?;
    let other = rig.of("other")?;
    other.done(Put { sketch: Sketch::new(1) }).await?;
    Ok(rig)
}

/// Every row of every table of a tenant.
async fn rows(store: &dyn Store, tenant: &Tenant) -> Result<Vec<String>, StoreError> {
    let schema = registry().schema();
    store.migrate(&schema).await?;
    let mut tx = read(store, tenant).await?;
    let mut rows = Vec::new();
    for table in schema.tables() {
        let page = tx.scan(tenant, &Scan::table(table)).await?;
        rows.extend(page.rows.iter().map(|row| format!("{} {row:?}", table.name)));
    }
    Ok(rows)
}

async fn run(
    from: &dyn Store,
    to: &dyn Store,
    progress: &mut (dyn FnMut(&CopyProgress) + Send),
) -> Result<Vec<Copied>, CopyError> {
    copy(from, to, &registry().schema(), None, progress).await
}

async fn same_rows(from: &dyn Store, to: &dyn Store, tenant: &Tenant) -> Check {
    let (found, expected) = (rows(to, tenant).await?, rows(from, tenant).await?);
    same!(found.join("\n"), expected.join("\n"));
    Ok(())
}

fn code_of(result: Result<Vec<Copied>, CopyError>) -> Option<String> {
    result.err().map(|error| error.code().to_owned())
}

/// The copied tenant goes on as if nothing had happened: heads, replays, histories, cursors.
pub async fn a_copy_is_the_same_row_for_row(backend: Arc<dyn Backend>) -> Check {
    let origin = MemoryStore::new();
    let rig = filled(Arc::new(origin.clone())).await?;
    let id = rig.id();
    rig.run_as(id, Add { no: 1, delta: 7 }).await?;
    let head = rig.head().await?;
    // There, and to another place.
    let (there, back) = (backend.open()?, MemoryStore::new());
    for (from, to) in [(&origin as &dyn Store, there.as_ref()), (there.as_ref(), &back)] {
        let mut told = Vec::new();
        let copied = run(from, to, &mut |done| told.push(done.clone())).await?;
        let heads = |tenant: &str| copied.iter().find(|one| one.head.tenant == tenant);
        same!(heads("acme").map(|one| one.head.pos), Some(head.pos));
        same!(heads("other").map(|one| one.head.pos), Some(1));
        check!(copied.iter().all(|one| one.written > 2), "nothing was written: {copied:?}");
        let last = told.iter().rfind(|done| done.tenant == rig.tenant);
        check!(last.is_some_and(|done| done.rows == done.total), "{last:?}");
        for tenant in [&rig.tenant, &Tenant::new("other")?] {
            same_rows(from, to, tenant).await?;
        }
        // Once more is nothing.
        let again = run(from, to, &mut |_| {}).await?;
        check!(again.iter().all(|one| one.written == 0), "written again: {again:?}");
    }
    drop(there);
    let moved = Rig::seeded(backend.open()?, 2).await?;
    same!(moved.head().await?, head);
    moved.healthy().await?;
    check!(moved.run_as(id, Add { no: 1, delta: 7 }).await?.replayed, "forgotten");
    let sinks = moved.engine.query(&moved.tenant, &Cursors {}).await?;
    same!(sinks.first().map(|view| (view.pos, view.parked.len())), Some((5, 2)));
    moved.done(Transfer::new("bank", "wallet", Money::new(1, Currency::EUR))).await?;
    moved.healthy().await
}

/// Fails when it is to write for the n-th time, as a process that is killed there.
#[derive(Clone, Debug)]
struct Killed {
    left: Arc<AtomicUsize>,
}

impl Intercept for Killed {
    type Plan = ();

    fn begin(&self, access: Access) -> Result<(), StoreError> {
        let spent = || {
            self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1))
        };
        if access == Access::Write && spent().is_err() {
            return Err(StoreError::new(StoreErrorKind::Io, "killed"));
        }
        Ok(())
    }
}

/// Ended before any of its commits, a copy is refused to everybody and can be gone on with.
pub async fn a_copy_that_was_killed_goes_on(backend: Arc<dyn Backend>) -> Check {
    let origin = MemoryStore::new();
    let rig = filled(Arc::new(origin.clone())).await?;
    // An engine that looked at the tenant before must notice too.
    let watching = Rig::seeded(backend.open()?, 3).await?;
    same!(watching.run(Drop { no: 1 }).await.err().map(code), Some("missing".to_owned()));
    same!(watching.head().await?.pos, 0);
    let mut kills = 0;
    for commits in 1.. {
        let killed = Killed { left: Arc::new(AtomicUsize::new(commits)) };
        let to = Intercepted::new(backend.open()?, killed);
        let ended = run(&origin, &to, &mut |_| {}).await;
        let Err(CopyError::Store(error)) = ended else {
            ended?;
            break;
        };
        same!(error.kind(), StoreErrorKind::Io);
        kills += 1;
        if commits > 3 {
            continue;
        }
        // Nobody meets a half of it.
        let copying = Some("store_tenant_copying".to_owned());
        for half in [&watching, &Rig::seeded(backend.open()?, 4).await?] {
            same!(half.run(Put { sketch: Sketch::new(70) }).await.err().map(code), copying);
            let asked = half.engine.query(&half.tenant, &Cursors {}).await;
            same!(asked.err().map(|error| moja_core::command::Failure::from(error).code), copying);
            check!(half.head().await.is_err(), "the head of a half was told");
            let found = half.findings().await?;
            check!(found.iter().any(|line| line.starts_with("tenant_copying")), "{found:?}");
        }
        // Nor is it copied on.
        let on = run(backend.open()?.as_ref(), &MemoryStore::new(), &mut |_| {}).await;
        same!(code_of(on), copying);
        // Nor mixed with another's.
        let stranger = MemoryStore::new();
        let other = Rig::seeded(Arc::new(stranger.clone()), 9).await?;
        other.done(Put { sketch: Sketch::new(3) }).await?;
        let mixed = run(&stranger, backend.open()?.as_ref(), &mut |_| {}).await;
        same!(code_of(mixed), Some("copy_other_source".to_owned()));
    }
    check!(kills > 8, "only {kills} kills");
    same_rows(&origin, backend.open()?.as_ref(), &rig.tenant).await?;
    same!(watching.head().await?, rig.head().await?);
    watching.done(Put { sketch: Sketch::new(70) }).await?;
    watching.healthy().await
}

/// What the source does meanwhile comes along, values that go from one row to another too; and a
/// source that does not come to rest ends the copy for now.
pub async fn a_source_that_changes_is_followed(backend: Arc<dyn Backend>) -> Check {
    let origin = backend.open()?;
    let rig = filled(backend.open()?).await?;
    let to = MemoryStore::new();
    let (mut called, mut failed) = (0, None);
    let busy = &rig;
    let mut change = |done: &CopyProgress| {
        called += 1;
        if done.tenant == busy.tenant && called % 7 == 0 {
            let no = 100 + called;
            let written: Check = pollster::block_on(async {
                busy.clock.advance(Duration::from_secs(1));
                busy.done(Put { sketch: Sketch::new(no) }).await?;
                busy.done(Add { no: 2, delta: 1 }).await
            });
            failed = failed.take().or(written.err());
        }
    };
    let ended = run(origin.as_ref(), &to, &mut change).await;
    failed.map_or(Ok(()), Err)?;
    same!(code_of(ended), Some("copy_source_changing".to_owned()));
    // Rows go, and others take their names over: new ones, and some that were copied.
    let badge = |no: i64| Some(format!("b{no}"));
    rig.done(Drop { no: 1 }).await?;
    rig.done(Rename { no: 4, code: "four".to_owned(), badge: None }).await?;
    rig.done(Rename { no: 3, code: Sketch::new(4).code, badge: badge(4) }).await?;
    rig.done(Put { sketch: Sketch { no: 500, badge: badge(3), ..Sketch::new(1) } }).await?;
    rig.done(Put { sketch: Sketch { no: 0, ..Sketch::new(3) } }).await?;
    rig.done(Rename { no: 5, code: "five".to_owned(), badge: None }).await?;
    rig.done(Rename { no: 6, code: Sketch::new(5).code, badge: badge(6) }).await?;
    rig.done(Rename { no: 5, code: Sketch::new(6).code, badge: None }).await?;
    rig.done(Put { sketch: Sketch::new(501) }).await?;
    let copied = run(origin.as_ref(), &to, &mut |_| {}).await?;
    check!(copied.iter().any(|one| one.head.tenant == "acme" && one.written > 2), "{copied:?}");
    same_rows(origin.as_ref(), &to, &rig.tenant).await?;
    Rig::seeded(Arc::new(to.clone()), 5).await?.healthy().await?;
    // What was finished is not touched again.
    rig.done(Add { no: 2, delta: 1 }).await?;
    let before = rows(&to, &rig.tenant).await?;
    let again = run(origin.as_ref(), &to, &mut |_| {}).await;
    same!(code_of(again), Some("copy_done_before".to_owned()));
    same!(rows(&to, &rig.tenant).await?, before);
    Ok(())
}

/// One tenant with other data, and none of any tenant is written.
pub async fn a_target_with_other_data_is_refused_untouched(backend: Arc<dyn Backend>) -> Check {
    let origin = MemoryStore::new();
    let rig = filled(Arc::new(origin.clone())).await?;
    let own = Rig::seeded(backend.open()?, 8).await?.of("other")?;
    own.done(Put { sketch: Sketch::new(6) }).await?;
    let to = backend.open()?;
    let before = rows(to.as_ref(), &own.tenant).await?;
    let refused = run(&origin, to.as_ref(), &mut |_| {}).await;
    same!(code_of(refused), Some("copy_target_not_empty".to_owned()));
    same!(rows(to.as_ref(), &own.tenant).await?, before);
    same!(rows(to.as_ref(), &rig.tenant).await?, Vec::<String>::new());
    // One tenant alone can still be copied; one that is not there cannot.
    let schema = registry().schema();
    let alone = |tenant: &Tenant| vec![tenant.clone()];
    let nobody = Tenant::new("nobody")?;
    let unknown = copy(&origin, to.as_ref(), &schema, Some(&alone(&nobody)), &mut |_| {}).await;
    same!(code_of(unknown), Some("copy_tenant_unknown".to_owned()));
    copy(&origin, to.as_ref(), &schema, Some(&alone(&rig.tenant)), &mut |_| {}).await?;
    same_rows(&origin, to.as_ref(), &rig.tenant).await?;
    // A row without a journal is other data too.
    let (table, stray): (&'static TableDef, _) = (Copying::table(), MemoryStore::new());
    check!(!table.replayed, "a mark would be replayed");
    let mut batch = moja_core::batch::Batch::new();
    batch.insert(Sketch::new(1).item());
    let mut tx = write(&stray, &rig.tenant).await?;
    tx.apply(&rig.tenant, batch).await?;
    tx.commit().await?;
    same!(
        code_of(run(&origin, &stray, &mut |_| {}).await),
        Some("copy_target_not_empty".to_owned())
    );
    Ok(())
}

/// Rows may refer to others of their table that come later in the order of the key.
pub async fn rows_that_refer_to_their_own_table_come_along(backend: Arc<dyn Backend>) -> Check {
    const ROWS: i64 = 9_000;
    let origin = MemoryStore::new();
    let rig = Rig::start(Arc::new(origin.clone())).await?;
    rig.done(OpenAccount::asset("bank", Currency::EUR)).await?;
    let mut batch = moja_core::batch::Batch::new();
    for no in 1..=ROWS {
        let parent = (no % 3_000 != 0).then_some((no + 2_000).min(no - no % 3_000 + 3_000));
        batch.insert(Item { parent, ..Sketch::new(no).item() });
    }
    let mut tx = write(&origin, &rig.tenant).await?;
    tx.apply(&rig.tenant, batch).await?;
    tx.commit().await?;
    let to = backend.open()?;
    run(&origin, to.as_ref(), &mut |_| {}).await?;
    same_rows(&origin, to.as_ref(), &rig.tenant).await
}
