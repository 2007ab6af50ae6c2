//! An engine on a store, with a clock and ids in our hands.

use std::sync::Arc;

use moja_core::command::{Command, CommandError, Failure, Outcome};
use moja_core::engine::{AnyCommand, CommandResult, Engine, Options};
use moja_core::id::{CommandId, IdSource};
use moja_core::journal::{Head, JournalRow};
use moja_core::reader::Reader;
use moja_core::record::Record;
use moja_core::registry::Registry;
use moja_core::scan::Scan;
use moja_core::store::{Access, Store, StoreError, Tx};
use moja_core::tenant::{Actor, Tenant};
use moja_core::time::{Clock, ManualClock, Timestamp};
use moja_ledger::Ledger;

use crate::check::{Check, Failed, same};
use crate::probe::{Blank, Probe};

/// The domains of the suite.
#[must_use]
pub fn registry() -> Registry {
    let mut registry = Registry::new();
    registry.add::<Probe>().add::<Blank>().add::<Ledger>();
    registry
}

/// Items that fill the tail of a history here.
pub(crate) const RUN_ITEMS: usize = 24;

#[derive(Clone)]
pub(crate) struct Rig {
    pub(crate) engine: Engine,
    pub(crate) clock: ManualClock,
    pub(crate) tenant: Tenant,
    pub(crate) actor: Actor,
    ids: Arc<IdSource>,
}

impl Rig {
    pub(crate) async fn start(store: Arc<dyn Store>) -> Result<Self, Failed> {
        Self::seeded(store, 1).await
    }

    /// Two rigs of one seed do the same.
    pub(crate) async fn seeded(store: Arc<dyn Store>, seed: u64) -> Result<Self, Failed> {
        Self::packing(store, seed, RUN_ITEMS).await
    }

    /// With another number of items in a full tail.
    pub(crate) async fn packing(
        store: Arc<dyn Store>,
        seed: u64,
        run_items: usize,
    ) -> Result<Self, Failed> {
        Self::with(store, registry(), seed, run_items).await
    }

    /// With other domains.
    pub(crate) async fn with(
        store: Arc<dyn Store>,
        registry: Registry,
        seed: u64,
        run_items: usize,
    ) -> Result<Self, Failed> {
        let clock = ManualClock::new("2026-01-01".parse::<Timestamp>()?);
        let options = Options {
            clock: Arc::new(clock.clone()),
            ids: Arc::new(IdSource::seeded(seed)),
            history_run_items: run_items,
            ..Options::default()
        };
        Ok(Self {
            engine: Engine::start(store, registry, options).await?,
            clock,
            tenant: Tenant::new("acme")?,
            actor: Actor::new("tester")?,
            ids: Arc::new(IdSource::seeded(!seed)),
        })
    }

    /// The same engine for another tenant.
    pub(crate) fn of(&self, tenant: &str) -> Result<Self, Failed> {
        Ok(Self { tenant: Tenant::new(tenant)?, ..self.clone() })
    }

    pub(crate) fn id(&self) -> CommandId {
        CommandId::from_uuid(self.ids.next(self.clock.now()))
    }

    pub(crate) async fn run<C: Command>(&self, command: C) -> CommandResult<C> {
        self.run_as(self.id(), command).await
    }

    /// Runs a command that must pass.
    #[track_caller]
    pub(crate) fn done<C: Command>(&self, command: C) -> impl Future<Output = Check> {
        let at = std::panic::Location::caller();
        async move {
            let outcome = self.run(command).await;
            outcome.map(|_| ()).map_err(|error| Failed::from(error).within(at))
        }
    }

    pub(crate) async fn run_as<C: Command>(&self, id: CommandId, command: C) -> CommandResult<C> {
        self.engine.run(&self.tenant, &self.actor, id, command).await
    }

    pub(crate) async fn each<C: Command>(
        &self,
        commands: Vec<C>,
    ) -> Result<Vec<CommandResult<C>>, StoreError> {
        let commands = commands.into_iter().map(|command| (self.id(), command));
        self.engine.run_each(&self.tenant, &self.actor, commands.collect::<Vec<_>>()).await
    }

    /// Runs commands in one call here and one by one there: every answer must be the same, and
    /// so must the last hash.
    pub(crate) async fn each_as_singles<C: Command + Clone>(
        &self,
        singles: &Self,
        commands: Vec<(CommandId, C)>,
    ) -> Check {
        fn told<C: Command>(result: CommandResult<C>) -> Result<(i64, bool), String> {
            result.map(|outcome| (outcome.pos, outcome.replayed)).map_err(code)
        }
        let results = self.engine.run_each(&self.tenant, &self.actor, commands.clone()).await?;
        for (nth, ((id, command), result)) in commands.into_iter().zip(results).enumerate() {
            let alone = singles.run_as(id, command).await;
            same!(told::<C>(result), told::<C>(alone), "command {nth}");
        }
        same!(self.head().await?, singles.head().await?);
        Ok(())
    }

    pub(crate) async fn unit(
        &self,
        commands: Vec<AnyCommand>,
    ) -> Result<Vec<Outcome<serde_json::Value>>, (usize, Failure)> {
        let commands = commands.into_iter().map(|command| (self.id(), command)).collect();
        self.engine.all_or_nothing(&self.tenant, &self.actor, commands).await
    }

    pub(crate) async fn reader(&self) -> Result<Reader<'_>, StoreError> {
        self.engine.reader(&self.tenant).await
    }

    pub(crate) async fn all<T: Record>(&self) -> Result<Vec<T>, StoreError> {
        self.reader().await?.scan_all(Scan::of::<T>()).await
    }

    pub(crate) async fn head(&self) -> Result<Head, StoreError> {
        self.reader().await?.head().await
    }

    pub(crate) async fn journal(&self) -> Result<Vec<JournalRow>, StoreError> {
        self.reader().await?.journal(0, 100_000).await
    }

    /// The codes of what `verify()` finds.
    pub(crate) async fn findings(&self) -> Result<Vec<String>, StoreError> {
        let report = self.engine.verify(&mut |_| {}).await?;
        Ok(report
            .findings
            .into_iter()
            .map(|finding| format!("{} {:?} {}", finding.code, finding.pos, finding.message))
            .collect())
    }

    pub(crate) async fn healthy(&self) -> Check {
        same!(self.findings().await?, Vec::<String>::new(), "findings of verify");
        Ok(())
    }
}

pub(crate) async fn write<'s>(
    store: &'s dyn Store,
    tenant: &Tenant,
) -> Result<Box<dyn Tx + 's>, StoreError> {
    store.begin(Access::Write, std::slice::from_ref(tenant)).await
}

pub(crate) async fn read<'s>(
    store: &'s dyn Store,
    tenant: &Tenant,
) -> Result<Box<dyn Tx + 's>, StoreError> {
    store.begin(Access::Read, std::slice::from_ref(tenant)).await
}

/// The stable code of a refusal.
pub(crate) fn code<R: moja_core::command::Rejection>(error: CommandError<R>) -> String {
    Failure::from(error).code
}
