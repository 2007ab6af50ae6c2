//! A worker for each tenant, where a store lets tenants write at once.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic, its helpers too"
)]

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use async_trait::async_trait;
use moja_conformance::probe::{Add, Item, Put, Sketch};
use moja_conformance::registry;
use moja_core::engine::{Engine, Options};
use moja_core::memory::MemoryStore;
use moja_core::record::{Record as _, TableDef};
use moja_core::store::{
    Access, BoxFuture, Lanes, MigrationReport, Schema, Store, StoreError, StoreErrorKind, Tx,
};
use moja_core::tenant::{Actor, Tenant};
use pollster::block_on;

/// A memory store for each tenant, whose writers do not meet. A tenant can be held up.
#[derive(Debug, Default)]
struct Apart {
    tenants: Mutex<HashMap<Tenant, MemoryStore>>,
    held: Mutex<Vec<Tenant>>,
    freed: Condvar,
    /// Workers that run.
    workers: Arc<AtomicUsize>,
}

impl Apart {
    fn of(&self, tenant: &Tenant) -> MemoryStore {
        let mut tenants = self.tenants.lock().unwrap();
        // A clone is another handle, which believes that others wrote: it loads afresh.
        tenants.entry(tenant.clone()).or_default().clone()
    }

    fn hold(&self, tenant: &Tenant) {
        self.held.lock().unwrap().push(tenant.clone());
    }

    fn free(&self) {
        self.held.lock().unwrap().clear();
        self.freed.notify_all();
    }
}

#[async_trait]
impl Store for Apart {
    async fn migrate(&self, _: &Schema) -> Result<MigrationReport, StoreError> {
        Ok(MigrationReport::default())
    }

    async fn begin(
        &self,
        access: Access,
        tenants: &[Tenant],
    ) -> Result<Box<dyn Tx + '_>, StoreError> {
        let [tenant] = tenants else {
            return Err(StoreError::new(StoreErrorKind::Invalid, "one tenant a transaction"));
        };
        if access == Access::Write {
            let mut held = self.held.lock().unwrap();
            while held.contains(tenant) {
                held = self.freed.wait(held).unwrap();
            }
        }
        // Lives as long as the test.
        let store: &'static MemoryStore = Box::leak(Box::new(self.of(tenant)));
        store.begin(access, tenants).await
    }

    fn lanes(&self) -> Lanes {
        Lanes::PerTenant
    }

    fn spawn(&self, worker: BoxFuture<'static, ()>) -> Result<(), StoreError> {
        let workers = self.workers.clone();
        workers.fetch_add(1, Ordering::SeqCst);
        std::thread::spawn(move || {
            block_on(worker);
            workers.fetch_sub(1, Ordering::SeqCst);
        });
        Ok(())
    }

    async fn tenants(&self) -> Result<Vec<Tenant>, StoreError> {
        Ok(self.tenants.lock().unwrap().keys().cloned().collect())
    }

    async fn check(&self) -> Result<Vec<String>, StoreError> {
        Ok(Vec::new())
    }
}

fn start() -> (Arc<Apart>, Engine, Actor) {
    let store = Arc::new(Apart::default());
    let engine = block_on(Engine::start(store.clone(), registry(), Options::default())).unwrap();
    (store, engine, Actor::new("tester").unwrap())
}

fn tenant(name: &str) -> Tenant {
    Tenant::new(name).unwrap()
}

fn put(engine: &Engine, tenant: &Tenant, actor: &Actor, no: i64) {
    let command = Put { sketch: Sketch::new(no) };
    let _ = block_on(engine.run(tenant, actor, engine.new_command_id(), command)).unwrap();
}

fn count(engine: &Engine, tenant: &Tenant, table: &'static TableDef) -> u64 {
    block_on(async {
        let store = engine.store();
        let mut tx = store.begin(Access::Read, std::slice::from_ref(tenant)).await?;
        tx.count(tenant, table).await
    })
    .unwrap()
}

/// One tenant's writer waits for a lock, and the others go on.
#[test]
fn a_tenant_that_waits_holds_nobody_up() {
    let (store, engine, actor) = start();
    let (slow, quick) = (tenant("slow"), tenant("quick"));
    put(&engine, &slow, &actor, 1);
    store.hold(&slow);
    let waiting = std::thread::spawn({
        let (engine, actor, slow) = (engine.clone(), actor.clone(), slow.clone());
        move || put(&engine, &slow, &actor, 2)
    });
    for no in 0..20 {
        put(&engine, &quick, &actor, no);
    }
    assert!(!waiting.is_finished());
    assert_eq!(count(&engine, &slow, Item::table()), 1);
    store.free();
    waiting.join().unwrap();
    assert_eq!(count(&engine, &slow, Item::table()), 2);
}

/// Units of one tenant keep their order, and what waits becomes one group.
#[test]
fn a_lane_makes_groups() {
    let (store, engine, actor) = start();
    let one = tenant("one");
    put(&engine, &one, &actor, 1);
    store.hold(&one);
    let mut pipeline = engine.pipeline::<Add>(&one, &actor);
    for _ in 0..3_000 {
        block_on(pipeline.push(engine.new_command_id(), Add { no: 1, delta: 1 })).unwrap();
    }
    store.free();
    let report = block_on(pipeline.flush()).unwrap();
    assert_eq!((report.watermark, report.rejected.len()), (3_000, 0));
    let head = block_on(async { engine.reader(&one).await?.head().await }).unwrap();
    assert_eq!(head.pos, 3_001);
}

/// More tenants than lanes are kept: idle lanes end, and are opened again.
#[test]
fn idle_lanes_end() {
    let (store, engine, actor) = start();
    for round in 0..2 {
        for nth in 0..300 {
            put(&engine, &tenant(&format!("t{nth}")), &actor, round);
        }
    }
    assert!(store.workers.load(Ordering::SeqCst) <= 300);
    for nth in 0..300 {
        assert_eq!(count(&engine, &tenant(&format!("t{nth}")), Item::table()), 2);
    }
    let report = block_on(engine.verify(&mut |_| {})).unwrap();
    assert_eq!((report.tenants, report.findings.len()), (300, 0));
}

/// Closing executes what every lane has, and waits for all of them.
#[test]
fn closing_waits_for_every_lane() {
    let (store, engine, actor) = start();
    let tenants = [tenant("a"), tenant("b"), tenant("c")];
    tenants.iter().for_each(|tenant| store.hold(tenant));
    let waiting: Vec<_> = tenants
        .iter()
        .map(|tenant| {
            let (engine, actor, tenant) = (engine.clone(), actor.clone(), tenant.clone());
            std::thread::spawn(move || put(&engine, &tenant, &actor, 1))
        })
        .collect();
    // A dispatcher and three lanes, once every unit has arrived.
    while store.workers.load(Ordering::SeqCst) < 4 {
        std::thread::yield_now();
    }
    let closing = std::thread::spawn({
        let engine = engine.clone();
        move || block_on(engine.close())
    });
    store.free();
    closing.join().unwrap().unwrap();
    for thread in waiting {
        thread.join().unwrap();
    }
    for tenant in &tenants {
        let rows = block_on(async {
            let store = store.of(tenant);
            let mut tx = store.begin(Access::Read, std::slice::from_ref(tenant)).await?;
            tx.count(tenant, Item::table()).await
        });
        assert_eq!(rows.unwrap(), 1);
    }
    let refused = block_on(engine.run(
        &tenants[0],
        &actor,
        engine.new_command_id(),
        Put { sketch: Sketch::new(9) },
    ));
    assert!(refused.is_err());
}

/// What waits in a lane is counted, and what is answered no more.
#[test]
fn commands_that_wait_are_counted() {
    let (store, engine, actor) = start();
    let (slow, quick) = (tenant("slow"), tenant("quick"));
    let open = || block_on(engine.health(Some(&quick))).unwrap().commands_open;
    put(&engine, &quick, &actor, 1);
    assert_eq!(open(), 0);
    store.hold(&slow);
    let waiting = std::thread::spawn({
        let (engine, actor, slow) = (engine.clone(), actor.clone(), slow.clone());
        move || {
            let commands = (1..=3).map(|no| Put { sketch: Sketch::new(no) });
            let commands = commands.map(|put| (engine.new_command_id(), put)).collect::<Vec<_>>();
            let results = block_on(engine.run_each(&slow, &actor, commands)).unwrap();
            assert!(results.iter().all(Result::is_ok), "{results:?}");
        }
    });
    while open() == 0 {
        std::thread::yield_now();
    }
    assert_eq!(open(), 3);
    store.free();
    waiting.join().unwrap();
    assert_eq!(open(), 0);
}
