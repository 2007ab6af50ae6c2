//! What an engine answers when its store fails.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic, its helpers too"
)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use moja_conformance::intercept::{Intercept, Intercepted, Point};
use moja_conformance::probe::{Add, Item, Move, ProbeRejection, Put, Sketch, Take};
use moja_conformance::registry;
use moja_core::command::{Command, CommandError};
use moja_core::engine::{CommandResult, Engine, Options};
use moja_core::id::CommandId;
use moja_core::memory::MemoryStore;
use moja_core::registry::Registry;
use moja_core::store::{Access, StoreError, StoreErrorKind};
use moja_core::tenant::{Actor, Tenant};
use pollster::block_on;

/// Where a write transaction fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Begin,
    Apply,
    Commit,
    /// The commit is done, and its answer lost.
    AfterCommit,
}

/// The next write transactions fail as planned, one each.
#[derive(Clone, Debug, Default)]
struct Faults(Arc<Mutex<VecDeque<(At, StoreErrorKind)>>>);

impl Faults {
    fn plan(&self, at: At, kind: StoreErrorKind, times: usize) {
        self.0.lock().unwrap().extend(std::iter::repeat_n((at, kind), times));
    }

    fn left(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

fn fail(fault: Option<(At, StoreErrorKind)>, here: At) -> Result<(), StoreError> {
    match fault {
        Some((at, kind)) if at == here => Err(StoreError::new(kind, "planned")),
        _ => Ok(()),
    }
}

#[async_trait]
impl Intercept for Faults {
    type Plan = Option<(At, StoreErrorKind)>;

    fn begin(&self, access: Access) -> Result<Self::Plan, StoreError> {
        let fault = match access {
            Access::Write => self.0.lock().unwrap().pop_front(),
            Access::Read => None,
        };
        fail(fault, At::Begin)?;
        Ok(fault)
    }

    async fn pass(&self, fault: &Self::Plan, point: Point) -> Result<(), StoreError> {
        let here = match point {
            Point::Apply => At::Apply,
            Point::Commit => At::Commit,
            Point::Committed => At::AfterCommit,
        };
        fail(*fault, here)
    }
}

struct Bench {
    faults: Faults,
    engine: Engine,
    tenant: Tenant,
    actor: Actor,
}

impl Bench {
    fn with(registry: Registry, options: Options) -> Self {
        let faults = Faults::default();
        let store = Intercepted::new(Arc::new(MemoryStore::new()), faults.clone());
        let engine = block_on(Engine::start(Arc::new(store), registry, options)).unwrap();
        let (tenant, actor) = (Tenant::new("acme").unwrap(), Actor::new("tester").unwrap());
        Self { faults, engine, tenant, actor }
    }

    fn new() -> Self {
        let options = Options { history_run_items: 10, ..Options::default() };
        let bench = Self::with(registry(), options);
        let _ = bench.run(Put { sketch: Sketch { stock: 10, ..Sketch::new(1) } }).unwrap();
        bench
    }

    fn run<C: Command>(&self, command: C) -> CommandResult<C> {
        self.run_as(self.engine.new_command_id(), command)
    }

    fn run_as<C: Command>(&self, id: CommandId, command: C) -> CommandResult<C> {
        block_on(self.engine.run(&self.tenant, &self.actor, id, command))
    }

    fn each<C: Command>(&self, commands: Vec<C>) -> Vec<CommandResult<C>> {
        let all = commands.into_iter().map(|one| (self.engine.new_command_id(), one));
        let all: Vec<_> = all.collect();
        block_on(self.engine.run_each(&self.tenant, &self.actor, all)).unwrap()
    }

    fn stock(&self) -> i64 {
        let item = block_on(async {
            let mut reader = self.engine.reader(&self.tenant).await?;
            reader.get(Item::key(1)).await
        });
        item.unwrap().unwrap().stock
    }

    fn head(&self) -> i64 {
        let head = block_on(async { self.engine.reader(&self.tenant).await?.head().await });
        head.unwrap().pos
    }

    fn healthy(&self) {
        let report = block_on(self.engine.verify(&mut |_| {})).unwrap();
        assert_eq!(report.findings, []);
    }
}

fn kind<T>(result: Result<T, CommandError<ProbeRejection>>) -> Option<StoreErrorKind> {
    match result {
        Err(CommandError::Store(error)) => Some(error.kind()),
        _ => None,
    }
}

#[test]
fn a_conflict_is_decided_again() {
    for at in [At::Begin, At::Apply, At::Commit] {
        let bench = Bench::new();
        bench.faults.plan(at, StoreErrorKind::Conflict, 5);
        let outcome = bench.run(Take { no: 1, amount: 10 }).unwrap();
        assert_eq!((outcome.pos, outcome.replayed), (2, false), "{at:?}");
        assert_eq!((bench.stock(), bench.faults.left()), (0, 0), "{at:?}");
        assert!(matches!(
            bench.run(Take { no: 1, amount: 10 }),
            Err(CommandError::Rejected(ProbeRejection::TooFew { .. }))
        ));
        bench.healthy();
    }
}

#[test]
fn endless_conflicts_end() {
    let bench = Bench::new();
    bench.faults.plan(At::Apply, StoreErrorKind::Conflict, 8);
    let refused = kind(bench.run(Take { no: 1, amount: 1 }));
    assert_eq!(refused, Some(StoreErrorKind::Conflict));
    assert_eq!((bench.stock(), bench.head(), bench.faults.left()), (10, 1, 0));
    let _ = bench.run(Take { no: 1, amount: 1 }).unwrap();
    assert_eq!((bench.stock(), bench.head()), (9, 2));
    bench.healthy();
}

#[test]
fn a_busy_store_is_reported_to_all() {
    let bench = Bench::new();
    bench.faults.plan(At::Begin, StoreErrorKind::Busy, 1);
    let results = bench.each(vec![Take { no: 1, amount: 1 }; 3]);
    for result in results {
        assert_eq!(kind(result), Some(StoreErrorKind::Busy));
    }
    assert_eq!((bench.stock(), bench.head()), (10, 1));
    for result in bench.each(vec![Take { no: 1, amount: 1 }; 3]) {
        let _ = result.unwrap();
    }
    assert_eq!((bench.stock(), bench.head()), (7, 4));
    bench.healthy();
}

/// R11: the outcome of a commit is not known, and the command id tells.
#[test]
fn a_lost_answer_is_found_by_the_id() {
    for (at, done) in [(At::Commit, false), (At::AfterCommit, true)] {
        let bench = Bench::new();
        bench.faults.plan(at, StoreErrorKind::Unknown, 1);
        let outcome = bench.run(Add { no: 1, delta: 5 }).unwrap();
        assert_eq!((outcome.pos, outcome.replayed), (2, done));
        assert_eq!((bench.stock(), bench.head(), bench.faults.left()), (15, 2, 0));
        bench.healthy();
    }
}

/// The same for many commands, one of which is refused: none is done twice.
#[test]
fn a_lost_answer_of_a_group_is_found_by_its_ids() {
    for at in [At::Commit, At::AfterCommit] {
        let bench = Bench::new();
        bench.faults.plan(at, StoreErrorKind::Unknown, 1);
        let mut all = vec![Take { no: 1, amount: -1 }; 20];
        all.push(Take { no: 2, amount: 1 });
        let mut results = bench.each(all);
        assert!(matches!(results.pop(), Some(Err(CommandError::Rejected(_)))));
        for result in results {
            assert_eq!(result.unwrap().replayed, at == At::AfterCommit);
        }
        assert_eq!((bench.stock(), bench.head()), (30, 21));
        bench.healthy();
    }
}

/// Where the journal cannot be asked, the caller is told that nobody knows, and not what kept
/// the journal from being asked.
#[test]
fn an_answer_that_stays_lost_is_reported_as_such() {
    for after in [StoreErrorKind::Io, StoreErrorKind::Busy, StoreErrorKind::Unavailable] {
        let bench = Bench::new();
        bench.faults.plan(At::AfterCommit, StoreErrorKind::Unknown, 1);
        bench.faults.plan(At::Begin, after, 1);
        let id = bench.engine.new_command_id();
        let lost = kind(bench.run_as(id, Add { no: 1, delta: 5 }));
        assert_eq!((lost, bench.faults.left()), (Some(StoreErrorKind::Unknown), 0), "{after:?}");
        let again = bench.run_as(id, Add { no: 1, delta: 5 }).unwrap();
        assert_eq!((again.pos, again.replayed, bench.stock()), (2, true, 15));
    }
    let bench = Bench::new();
    bench.faults.plan(At::Commit, StoreErrorKind::Unknown, 8);
    let lost = kind(bench.run(Add { no: 1, delta: 5 }));
    assert_eq!((lost, bench.faults.left()), (Some(StoreErrorKind::Unknown), 0));
    assert_eq!((bench.stock(), bench.head()), (10, 1));
    bench.healthy();
}

/// A connection that is lost before the commit is begun again; a server that could not be reached
/// has been waited for already.
#[test]
fn a_lost_connection_is_begun_again() {
    for at in [At::Apply, At::Commit] {
        let bench = Bench::new();
        bench.faults.plan(at, StoreErrorKind::Unavailable, 5);
        let outcome = bench.run(Take { no: 1, amount: 10 }).unwrap();
        assert_eq!((outcome.pos, outcome.replayed), (2, false), "{at:?}");
        assert_eq!((bench.stock(), bench.faults.left()), (0, 0), "{at:?}");
        bench.healthy();
    }
    let bench = Bench::new();
    bench.faults.plan(At::Begin, StoreErrorKind::Unavailable, 1);
    let refused = kind(bench.run(Take { no: 1, amount: 1 }));
    assert_eq!((refused, bench.faults.left()), (Some(StoreErrorKind::Unavailable), 0));
    assert_eq!((bench.stock(), bench.head()), (10, 1));
}

/// A group that fails leaves nothing behind in memory, histories included.
#[test]
fn a_failed_group_leaves_no_history() {
    let bench = Bench::new();
    let leg = |amount| moja_conformance::probe::Leg { series: 1, amount };
    for round in 0..40_i64 {
        let at = [At::Begin, At::Apply, At::Commit, At::AfterCommit]
            [usize::try_from(round).unwrap() % 4];
        let kind = if round % 3 == 0 { StoreErrorKind::Io } else { StoreErrorKind::Unknown };
        bench.faults.plan(at, kind, 1);
        let id = bench.engine.new_command_id();
        let moves = Move { moves: vec![(round, vec![leg(round), leg(1), leg(-1)])] };
        let first = bench.run_as(id, moves.clone());
        // A lost answer is looked for at once.
        assert_eq!(first.is_ok(), kind == StoreErrorKind::Unknown);
        let found = first.or_else(|_| bench.run_as(id, moves)).unwrap();
        assert_eq!(found.replayed, at == At::AfterCommit);
    }
    let sums = block_on(async {
        let mut reader = bench.engine.reader(&bench.tenant).await?;
        reader.sums(moja_conformance::probe::MOVES, 1, i64::MAX, i64::MAX).await
    });
    let sums = sums.unwrap();
    assert_eq!((sums.count, sums.net()), (120, (0..40).sum::<i128>()));
    bench.healthy();
}

#[test]
fn a_pipeline_hears_of_failures() {
    let bench = Bench::new();
    let mut pipeline = bench.engine.pipeline::<Take>(&bench.tenant, &bench.actor);
    for _ in 0..4 {
        let id = bench.engine.new_command_id();
        block_on(pipeline.push(id, Take { no: 1, amount: 1 })).unwrap();
    }
    bench.faults.plan(At::Begin, StoreErrorKind::Busy, 1);
    let report = block_on(pipeline.flush()).unwrap();
    assert_eq!((report.watermark, report.rejected.len()), (4, 4));
    assert_eq!(bench.stock(), 10);
}

mod panics {
    //! A defect in a domain.

    use moja_conformance::probe::{Probe, ProbeEvent};
    use moja_core::command::{Ctx, Refusal};
    use moja_core::footprint::Footprint;
    use moja_core::view::View;
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
    struct Burst {
        at: i64,
    }

    impl Command for Burst {
        const NAME: &'static str = "probe.burst";
        type Domain = Probe;
        type Output = ();
        type Rejection = ProbeRejection;

        fn footprint(&self, _: &mut Footprint) {}

        fn decide(
            &self,
            _: &View<'_>,
            _: &Ctx<'_>,
        ) -> Result<Vec<ProbeEvent>, Refusal<ProbeRejection>> {
            assert_ne!(self.at, 1, "planned");
            Ok(vec![ProbeEvent::Added { no: 1, delta: 1 }])
        }

        fn output(&self, _: &[ProbeEvent]) {}
    }

    #[test]
    fn a_panic_fails_its_own_command() {
        let bench = Bench::new();
        let results = bench.each(vec![Burst { at: 0 }, Burst { at: 1 }, Burst { at: 2 }]);
        let kinds: Vec<_> = results.into_iter().map(kind).collect();
        assert_eq!(kinds, [None, Some(StoreErrorKind::Invalid), None]);
        assert_eq!((bench.stock(), bench.head()), (12, 3));
        bench.healthy();
    }
}

mod consequences {
    //! The same for a command that brings about others.

    use std::time::Duration;

    use moja_conformance::pair::{self, Bin, Bring, Depot, DepotEvent, PurseRow};
    use moja_core::command::Failure;
    use moja_core::consequence::Cause;
    use moja_core::engine::AnyCommand;
    use moja_core::record::{At as Key, Record};
    use moja_core::time::{Clock, ManualClock, Timestamp};

    use super::*;

    impl Bench {
        fn pair() -> Self {
            Self::with(pair::registry(), Options::default())
        }

        fn row<T: Record + Clone>(&self, key: Key<T>) -> Option<T> {
            block_on(async { self.engine.reader(&self.tenant).await?.get(key).await }).unwrap()
        }

        /// What the bin is worth, and what is in the first two purses.
        fn worth(&self) -> (i64, i64, i64) {
            let purse = |no| self.row(PurseRow::key(no)).map_or(0, |row| row.amount);
            (self.row(Bin::key(7)).map_or(0, |row| row.worth), purse(1), purse(2))
        }
    }

    fn bring() -> Bring {
        Bring { purses: vec![(1, 2), (2, 3)], ..Bring::new(7, 5, 0) }
    }

    #[test]
    fn a_conflict_decides_them_again() {
        for at in [At::Begin, At::Apply, At::Commit] {
            let bench = Bench::pair();
            bench.faults.plan(at, StoreErrorKind::Conflict, 5);
            let outcome = bench.run(bring()).unwrap();
            assert_eq!((outcome.pos, outcome.replayed), (1, false), "{at:?}");
            assert_eq!((bench.worth(), bench.head()), ((5, 2, 3), 3), "{at:?}");
            bench.healthy();
        }
    }

    #[test]
    fn a_failing_store_leaves_neither() {
        let bench = Bench::pair();
        bench.faults.plan(At::Apply, StoreErrorKind::Io, 1);
        assert_eq!(bench.run(bring()).unwrap_err().code(), "store_io");
        assert_eq!((bench.worth(), bench.head()), ((0, 0, 0), 0));
        bench.run(bring()).unwrap();
        assert_eq!((bench.worth(), bench.head()), ((5, 2, 3), 3));
        bench.healthy();
    }

    #[test]
    fn a_lost_answer_is_found_by_the_id_of_the_cause() {
        for (at, done) in [(At::Commit, false), (At::AfterCommit, true)] {
            let bench = Bench::pair();
            bench.faults.plan(at, StoreErrorKind::Unknown, 1);
            let outcome = bench.run(bring()).unwrap();
            assert_eq!((outcome.pos, outcome.replayed), (1, done));
            assert_eq!((bench.worth(), bench.head()), ((5, 2, 3), 3));
            bench.healthy();
        }
    }

    /// Cause and consequences have one time, also while time goes on.
    #[test]
    fn they_are_recorded_when_their_cause_is() {
        #[derive(Debug)]
        struct Ticking(ManualClock);

        impl Clock for Ticking {
            fn now(&self) -> Timestamp {
                self.0.advance(Duration::from_millis(1));
                self.0.now()
            }
        }

        let clock = Arc::new(Ticking(ManualClock::default()));
        let bench = Bench::with(pair::registry(), Options { clock, ..Options::default() });
        assert!(bench.each(vec![bring(), bring()]).iter().all(Result::is_ok));
        let journal =
            block_on(async { bench.engine.reader(&bench.tenant).await?.journal(0, 100).await });
        let times: Vec<_> = journal.unwrap().iter().map(|row| row.recorded_at).collect();
        let [a, b, c, d, e, f] = times.as_slice() else { panic!("{times:?}") };
        assert!(a == b && b == c && c < d && d == e && e == f, "{times:?}");
    }

    /// A defect in what says which commands follow fails its own command alone, and what it had
    /// said before is not done for another.
    #[test]
    fn a_panic_fails_its_own_cause() {
        fn saying(events: &[DepotEvent], _: &Cause<'_>) -> Result<Vec<AnyCommand>, Failure> {
            for DepotEvent::Brought { chain, .. } in events {
                assert_ne!(*chain, 1, "planned");
            }
            Ok(Vec::new())
        }

        let mut registry = pair::registry();
        registry.consequences::<Depot>(saying);
        let bench = Bench::with(registry, Options::default());
        let bad = Bring { chain: 1, ..bring() };
        let codes: Vec<_> = bench
            .each(vec![bring(), bad, bring()])
            .into_iter()
            .map(|one| one.err().map(|error| error.code().to_owned()))
            .collect();
        assert_eq!(codes, [None, Some("store_invalid_request".to_owned()), None]);
        assert_eq!((bench.worth(), bench.head()), ((10, 4, 6), 6));
        bench.healthy();
    }
}
