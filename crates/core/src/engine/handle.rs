//! The handle that apps hold: submits units of work and reads snapshots.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_channel::{Receiver, Sender};
use futures_channel::oneshot;
use serde_json::Value as Json;

use super::desk::Desk;
use super::ending::{Ending, Life};
use super::lanes::Lanes;
use super::observe::Observer;
use super::whole::Whole;
use super::work::{AnyCommand, CommandResult, Mixed, Mode, Open, Reply, Typed, Unit, closed};
use super::worker::Worker;
use super::{SharedHistories, ending};
use crate::command::{Command, CommandError, Failure, Outcome, Query, QueryError};
use crate::id::{CommandId, IdSource};
use crate::reader::Reader;
use crate::registry::Registry;
use crate::store::{Access, Lanes as LaneCount, Store, StoreError, Tx};
use crate::tenant::{Actor, Tenant};
use crate::time::{Clock, SystemClock};

/// What an engine is made of besides its store and domains.
#[derive(Debug)]
pub struct Options {
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where ids come from.
    pub ids: Arc<IdSource>,
    /// Commands that one transaction takes at most.
    pub group_max: usize,
    /// Units that wait at most; a submitter beyond that waits itself.
    pub queue_max: usize,
    /// Items that fill the tail of a history before it is packed, for tests: stores that are
    /// opened with different numbers read each other's runs.
    #[doc(hidden)]
    pub history_run_items: usize,
    /// Under what tenants' names are hashed for spans; a random key if there is none.
    #[cfg(feature = "observe")]
    pub tag_key: Option<crate::observe::TagKey>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            ids: Arc::new(IdSource::system()),
            group_max: 8_192,
            queue_max: 65_536,
            history_run_items: crate::history::RUN_ITEMS,
            #[cfg(feature = "observe")]
            tag_key: None,
        }
    }
}

/// A running engine. Cheap to clone.
///
/// It ends by [`close`](Self::close), or when the last clone is dropped: then the worker still
/// executes what is queued and lets the store go, on its own thread and awaited by nobody. A
/// process that ends before it does loses of that what nobody was told to be done.
#[derive(Clone, Debug)]
pub struct Engine {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) registry: Arc<Registry>,
    pub(crate) histories: Arc<SharedHistories>,
    clock: Arc<dyn Clock>,
    ids: Arc<IdSource>,
    queue: Sender<Unit>,
    /// The other end, for a caller that works itself.
    queued: Receiver<Unit>,
    /// Where the one worker sits; none where each tenant has one of its own.
    desk: Option<Desk>,
    /// Commands that were submitted and not answered yet.
    open: Arc<AtomicU64>,
    /// Whether callers may block the thread that they are on.
    blocking: bool,
    observer: Observer,
    life: Life,
    whole: Arc<Whole>,
}

impl Engine {
    /// Migrates the store and starts the worker.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be opened, upgraded or given a worker.
    pub async fn start(
        store: Arc<dyn Store>,
        registry: Registry,
        options: Options,
    ) -> Result<Self, StoreError> {
        let registry = Arc::new(registry);
        let schema = registry.schema();
        store.migrate(&schema).await?;
        let histories = SharedHistories::new(schema.tables(), options.history_run_items);
        #[cfg(feature = "observe")]
        let observer = Observer::new(options.tag_key);
        #[cfg(not(feature = "observe"))]
        let observer = Observer::default();
        let (sender, receiver) = async_channel::bounded(options.queue_max.max(1));
        let worker = Worker::new(
            store.clone(),
            options.clock.clone(),
            options.ids.clone(),
            histories.clone(),
            options.group_max.max(1),
            registry.clone(),
            observer.clone(),
        );
        let queued = receiver.clone();
        let (desk, life) = match store.lanes() {
            LaneCount::One => {
                let desk = Desk::new(worker);
                let work = desk.clone();
                let life = ending::start(store.as_ref(), |_| Box::pin(work.work(queued)))?;
                (Some(desk), life)
            }
            LaneCount::PerTenant => {
                let room = options.queue_max.max(1);
                let life = ending::start(store.as_ref(), |alive| {
                    Box::pin(Lanes::new(worker, room, alive).work(queued))
                })?;
                (None, life)
            }
        };
        Ok(Self {
            store,
            registry,
            histories,
            clock: options.clock,
            ids: options.ids,
            queue: sender,
            queued: receiver,
            desk,
            open: Arc::default(),
            blocking: false,
            observer,
            life,
            whole: Arc::default(),
        })
    }

    /// Ends the engine: refuses new work, executes what is queued, waits for the worker, and
    /// closes the store, on a thread of the store's own. Reads that run are waited for as long
    /// as the store waits for anything. Every other clone answers
    /// [`Closed`](crate::store::StoreErrorKind::Closed) from now on. Closing again does no
    /// more; given up half way, it goes on when it is called again.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store could not be closed, as its `close` says. What was
    /// acknowledged is durable all the same.
    pub async fn close(&self) -> Result<(), StoreError> {
        // A forked child has no worker that could end.
        self.store.usable()?;
        self.life.close();
        self.queue.close();
        self.life.ended().await;
        let (sender, receiver) = oneshot::channel();
        let store = self.store.clone();
        self.store.spawn(Box::pin(async move {
            // A caller that no longer waits has dropped its receiver.
            let _ = sender.send(store.close().await);
        }))?;
        receiver.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Waits for the engine's end without keeping it running.
    #[must_use]
    pub fn ending(&self) -> Ending {
        Ending::new(&self.store, &self.queue, &self.life)
    }

    /// Refuses a closed engine and a store that cannot be used.
    pub(crate) fn usable(&self) -> Result<(), StoreError> {
        self.store.usable()?;
        if self.life.is_closed() { Err(closed()) } else { Ok(()) }
    }

    /// Refuses an engine that executes nothing any more, and counts the commands that it was
    /// given and has not answered yet.
    pub(crate) fn at_work(&self) -> Result<u64, StoreError> {
        self.usable()?;
        if self.queue.is_closed() || self.desk.as_ref().is_some_and(Desk::is_gone) {
            return Err(closed());
        }
        Ok(self.open.load(Ordering::Relaxed))
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The domains.
    #[must_use]
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// What stands for the tenant in spans; `None` when the system gave no key to hash with.
    #[cfg(feature = "observe")]
    #[must_use]
    pub fn tenant_tag(&self, tenant: &Tenant) -> Option<crate::observe::TenantTag> {
        self.observer.tag(tenant)
    }

    /// A fresh command id.
    #[must_use]
    pub fn new_command_id(&self) -> CommandId {
        CommandId::from_uuid(self.ids.next(self.clock.now()))
    }

    /// The same engine for callers that may block their thread (or `not`): one that waits for
    /// its command executes it there when nobody else is at work, which saves waking another
    /// thread and being woken.
    #[must_use]
    pub fn blocking(&self, blocking: bool) -> Self {
        Self { blocking, ..self.clone() }
    }

    fn unit(&self, tenant: &Tenant, actor: &Actor, work: impl super::work::Work + 'static) -> Unit {
        let seen = self.observer.submitted(tenant, &work);
        let open = Open::new(&self.open, work.len());
        Unit { tenant: tenant.clone(), actor: actor.clone(), work: Box::new(work), seen, open }
    }

    async fn submit(&self, unit: Unit) -> Result<(), StoreError> {
        self.store.usable()?;
        let handed_in = self.desk.as_ref().map(Desk::hand_in);
        self.queue.send(unit).await.map_err(|_| closed())?;
        if let Some(handed_in) = handed_in {
            handed_in.keep();
        }
        Ok(())
    }

    /// As [`submit`](Self::submit), by a caller that will wait for nothing but this unit.
    async fn execute(&self, unit: Unit) -> Result<(), StoreError> {
        self.usable()?;
        // Where loads travel, the worker belongs to the runtime that its driver needs.
        if !self.blocking || self.store.loads_travel() {
            return self.submit(unit).await;
        }
        match self.desk.as_ref().and_then(Desk::sit_down) {
            Some(seat) => {
                Box::pin(seat.serve(unit, &self.queued)).await;
                Ok(())
            }
            None => self.submit(unit).await,
        }
    }

    /// Executes one command.
    ///
    /// # Errors
    ///
    /// [`CommandError`]: the domain's rejection, a reused id, or a store failure.
    pub async fn run<C: Command>(
        &self,
        tenant: &Tenant,
        actor: &Actor,
        id: CommandId,
        command: C,
    ) -> CommandResult<C> {
        let (sender, receiver) = oneshot::channel();
        let work = Typed::new([(id, command)], Mode::Each, Some(Reply::One(sender)));
        self.execute(self.unit(tenant, actor, work)).await?;
        receiver.await.unwrap_or_else(|_| Err(closed().into()))
    }

    /// Executes one command in a transaction whose beginning and end are somebody else's, and
    /// which `tx` is a part of: its commit keeps what the command wrote as far as that
    /// transaction is kept, and dropping it takes that back. A refused command drops it.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run). Nothing is tried again: after a conflict the other transaction has
    /// to be begun anew.
    pub async fn execute_in<C: Command>(
        &self,
        tx: Box<dyn Tx + '_>,
        tenant: &Tenant,
        actor: &Actor,
        id: CommandId,
        command: C,
    ) -> CommandResult<C> {
        self.usable()?;
        let (sender, receiver) = oneshot::channel();
        let work = Typed::new([(id, command)], Mode::Each, Some(Reply::One(sender)));
        // What is not committed may be seen by this worker alone.
        let mut worker = Worker::new(
            self.store.clone(),
            self.clock.clone(),
            self.ids.clone(),
            self.histories.apart(),
            1,
            self.registry.clone(),
            self.observer.clone(),
        );
        worker.joined(tx, self.unit(tenant, actor, work)).await.finish();
        receiver.await.unwrap_or_else(|_| Err(closed().into()))
    }

    /// Brings what this process knows of the tenant's histories up to date, if that is far
    /// behind: commands in transactions of somebody else's start from it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails.
    pub async fn prepare_to_join(&self, tenant: &Tenant) -> Result<(), StoreError> {
        self.usable()?;
        if !self.histories.is_behind(tenant) {
            return Ok(());
        }
        let mut tx = self.store.begin(Access::Read, std::slice::from_ref(tenant)).await?;
        self.histories.catch_up(tx.as_mut(), tenant).await
    }

    /// Executes many commands of one type in one go: each stands for itself, and the results
    /// come in the same order.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the work could not be queued.
    pub async fn run_each<C: Command>(
        &self,
        tenant: &Tenant,
        actor: &Actor,
        commands: impl IntoIterator<Item = (CommandId, C)>,
    ) -> Result<Vec<CommandResult<C>>, StoreError> {
        let (sender, receiver) = oneshot::channel();
        let work = Typed::new(commands, Mode::Each, Some(Reply::Each(sender)));
        self.execute(self.unit(tenant, actor, work)).await?;
        receiver.await.map_err(|_| closed())
    }

    /// Decides one command and keeps nothing of it.
    ///
    /// # Errors
    ///
    /// What [`Engine::run`] would have answered.
    pub async fn dry_run<C: Command>(
        &self,
        tenant: &Tenant,
        actor: &Actor,
        id: CommandId,
        command: C,
    ) -> CommandResult<C> {
        let (sender, receiver) = oneshot::channel();
        let work = Typed::new([(id, command)], Mode::Dry, Some(Reply::One(sender)));
        self.execute(self.unit(tenant, actor, work)).await?;
        receiver.await.unwrap_or_else(|_| Err(closed().into()))
    }

    /// Executes all commands or none, in one transaction; they may be of several domains.
    ///
    /// # Errors
    ///
    /// The index and [`Failure`] of the member that was refused.
    pub async fn all_or_nothing(
        &self,
        tenant: &Tenant,
        actor: &Actor,
        commands: Vec<(CommandId, AnyCommand)>,
    ) -> Result<Vec<Outcome<Json>>, (usize, Failure)> {
        let results =
            self.mixed(tenant, actor, commands, Mode::Atomic).await.map_err(|e| (0, e.into()))?;
        let mut outcomes = Vec::with_capacity(results.len());
        let mut first = None;
        for (index, result) in results.into_iter().enumerate() {
            match result {
                Ok(outcome) => outcomes.push(outcome),
                Err(failure) if failure.code == "unit_member_refused" => {}
                Err(failure) => {
                    first.get_or_insert((index, failure));
                }
            }
        }
        first.map_or(Ok(outcomes), Err)
    }

    /// Executes commands of several types, each for itself, by name: results leave as JSON.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the work could not be queued.
    pub async fn run_any(
        &self,
        tenant: &Tenant,
        actor: &Actor,
        commands: Vec<(CommandId, AnyCommand)>,
    ) -> Result<Vec<Result<Outcome<Json>, Failure>>, StoreError> {
        self.mixed(tenant, actor, commands, Mode::Each).await
    }

    /// As [`run_any`](Self::run_any), without waiting for the results.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the work could not be queued.
    pub async fn send_any(
        &self,
        tenant: &Tenant,
        actor: &Actor,
        commands: Vec<(CommandId, AnyCommand)>,
    ) -> Result<Pending, StoreError> {
        let count = commands.len();
        let (unit, receiver) = self.mixed_unit(tenant, actor, commands, Mode::Each);
        self.submit(unit).await?;
        Ok(Pending { receiver, count })
    }

    /// Decides commands by name and keeps nothing of them.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the work could not be queued.
    pub async fn dry_run_any(
        &self,
        tenant: &Tenant,
        actor: &Actor,
        commands: Vec<(CommandId, AnyCommand)>,
    ) -> Result<Vec<Result<Outcome<Json>, Failure>>, StoreError> {
        self.mixed(tenant, actor, commands, Mode::Dry).await
    }

    async fn mixed(
        &self,
        tenant: &Tenant,
        actor: &Actor,
        commands: Vec<(CommandId, AnyCommand)>,
        mode: Mode,
    ) -> Result<Vec<Result<Outcome<Json>, Failure>>, StoreError> {
        let (unit, receiver) = self.mixed_unit(tenant, actor, commands, mode);
        self.execute(unit).await?;
        receiver.await.map_err(|_| closed())
    }

    fn mixed_unit(
        &self,
        tenant: &Tenant,
        actor: &Actor,
        commands: Vec<(CommandId, AnyCommand)>,
        mode: Mode,
    ) -> (Unit, oneshot::Receiver<AnyResults>) {
        let (sender, receiver) = oneshot::channel();
        let members = commands.into_iter().map(|(id, command)| command.into_member(id)).collect();
        let work = Mixed { members, mode, reply: Some(sender) };
        (self.unit(tenant, actor, work), receiver)
    }

    /// A stream of commands acknowledged by watermark, without a future for each.
    #[must_use]
    pub fn pipeline<C: Command>(&self, tenant: &Tenant, actor: &Actor) -> Pipeline<C> {
        Pipeline {
            engine: self.clone(),
            tenant: tenant.clone(),
            actor: actor.clone(),
            buffer: Vec::new(),
            chunk: 512,
            pushed: 0,
            shared: Arc::default(),
        }
    }

    /// Opens a consistent snapshot.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store fails, or the tenant is still being copied into it.
    pub async fn reader<'a>(&'a self, tenant: &'a Tenant) -> Result<Reader<'a>, StoreError> {
        self.usable()?;
        let mut tx = self.store.begin(Access::Read, std::slice::from_ref(tenant)).await?;
        self.whole.check(tx.as_mut(), tenant).await?;
        Ok(Reader::new(tx, tenant, self.clock.now(), &self.histories))
    }

    /// Asks a query.
    ///
    /// # Errors
    ///
    /// [`QueryError`]: a refused question or a store failure.
    pub async fn query<Q: Query>(
        &self,
        tenant: &Tenant,
        query: &Q,
    ) -> Result<Q::Output, QueryError> {
        let answer = async {
            let mut reader = self.reader(tenant).await?;
            query.run(&mut reader).await
        };
        self.observer.query(tenant, Q::NAME, answer, QueryError::code).await
    }

    /// Asks a query by name.
    ///
    /// # Errors
    ///
    /// [`Failure`]: an unknown name, invalid arguments, a refused question or a store failure.
    pub async fn query_any(
        &self,
        tenant: &Tenant,
        name: &str,
        args: Json,
    ) -> Result<Json, Failure> {
        let entry = self.registry.query_entry(name)?;
        let answer = async {
            let mut reader = self.reader(tenant).await?;
            (entry.run)(&mut reader, args).await
        };
        self.observer.query(tenant, entry.name, answer, |failure| failure.code.as_str()).await
    }
}

type AnyResults = Vec<Result<Outcome<Json>, Failure>>;

/// Results of [`Engine::send_any`] that are still to come.
#[derive(Debug)]
pub struct Pending {
    receiver: oneshot::Receiver<AnyResults>,
    count: usize,
}

impl Pending {
    /// The results in the order of the commands, when they are there. Those of a worker that ended
    /// first are [`Closed`](crate::store::StoreErrorKind::Closed).
    pub async fn take(&mut self) -> Vec<Result<Outcome<Json>, Failure>> {
        let results = (&mut self.receiver).await;
        results.unwrap_or_else(|_| self.lost())
    }

    /// The results, if they are there.
    pub fn try_take(&mut self) -> Option<Vec<Result<Outcome<Json>, Failure>>> {
        match self.receiver.try_recv() {
            Ok(results) => results,
            Err(_) => Some(self.lost()),
        }
    }

    fn lost(&self) -> AnyResults {
        std::iter::repeat_with(|| Err(closed().into())).take(self.count).collect()
    }
}

#[derive(Debug)]
struct PipelineState<R> {
    rejected: Vec<(u64, CommandError<R>)>,
    in_flight: u64,
}

#[derive(Debug)]
struct PipelineShared<R> {
    watermark: AtomicU64,
    state: Mutex<PipelineState<R>>,
    wakers: Mutex<Vec<std::task::Waker>>,
}

impl<R> Default for PipelineShared<R> {
    fn default() -> Self {
        Self {
            watermark: AtomicU64::new(0),
            state: Mutex::new(PipelineState { rejected: Vec::new(), in_flight: 0 }),
            wakers: Mutex::default(),
        }
    }
}

/// Commands that are submitted without waiting for each: a watermark tells how many are
/// committed or refused.
#[derive(Debug)]
pub struct Pipeline<C: Command> {
    engine: Engine,
    tenant: Tenant,
    actor: Actor,
    buffer: Vec<(CommandId, C)>,
    chunk: usize,
    pushed: u64,
    shared: Arc<PipelineShared<C::Rejection>>,
}

/// What a pipeline has done.
#[derive(Clone, Debug)]
pub struct PipelineReport<R> {
    /// How many commands are settled: every one before this is durable or refused.
    pub watermark: u64,
    /// The refused ones, by their number from 0.
    pub rejected: Vec<(u64, CommandError<R>)>,
}

/// Commands on their way through the queue. They are settled too when the worker ends first.
struct Chunk<C: Command> {
    shared: Arc<PipelineShared<C::Rejection>>,
    first: u64,
    count: u64,
    settled: bool,
}

impl<C: Command> Chunk<C> {
    fn settle(&mut self, results: impl IntoIterator<Item = CommandResult<C>>) {
        self.settled = true;
        let shared = &self.shared;
        let mut state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        for (number, result) in (self.first..).zip(results) {
            if let Err(error) = result {
                state.rejected.push((number, error));
            }
        }
        state.in_flight = state.in_flight.saturating_sub(1);
        shared.watermark.fetch_add(self.count, Ordering::Release);
        let wakers =
            std::mem::take(&mut *shared.wakers.lock().unwrap_or_else(PoisonError::into_inner));
        wakers.into_iter().for_each(std::task::Waker::wake);
    }
}

impl<C: Command> Drop for Chunk<C> {
    fn drop(&mut self) {
        if !self.settled {
            let lost = (0..self.count).map(|_| Err(closed().into()));
            self.settle(lost);
        }
    }
}

impl<C: Command> Pipeline<C> {
    /// Adds a command; waits only when the queue is full.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the work could not be queued.
    pub async fn push(&mut self, id: CommandId, command: C) -> Result<u64, StoreError> {
        let number = self.pushed;
        self.pushed = self.pushed.saturating_add(1);
        self.buffer.push((id, command));
        if self.buffer.len() >= self.chunk {
            self.send().await?;
        }
        Ok(number)
    }

    async fn send(&mut self) -> Result<(), StoreError> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let commands = std::mem::take(&mut self.buffer);
        let count = u64::try_from(commands.len()).unwrap_or(u64::MAX);
        let first = self.pushed.saturating_sub(count);
        let shared = self.shared.clone();
        {
            let mut state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.in_flight = state.in_flight.saturating_add(1);
        }
        let mut chunk = Chunk::<C> { shared, first, count, settled: false };
        let settle = move |results| chunk.settle(results);
        let work = Typed::new(commands, Mode::Each, Some(Reply::With(Box::new(settle))));
        let unit = self.engine.unit(&self.tenant, &self.actor, work);
        self.engine.submit(unit).await
    }

    /// How many commands are settled; a command is durable or refused when its number is
    /// below.
    #[must_use]
    pub fn watermark(&self) -> u64 {
        self.shared.watermark.load(Ordering::Acquire)
    }

    /// Sends what is buffered and waits until everything is settled.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the work could not be queued.
    pub async fn flush(&mut self) -> Result<PipelineReport<C::Rejection>, StoreError> {
        self.send().await?;
        let shared = self.shared.clone();
        std::future::poll_fn(|context| {
            let state = shared.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.in_flight == 0 {
                return std::task::Poll::Ready(());
            }
            let mut wakers = shared.wakers.lock().unwrap_or_else(PoisonError::into_inner);
            wakers.push(context.waker().clone());
            std::task::Poll::Pending
        })
        .await;
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        let rejected = std::mem::take(&mut state.rejected);
        Ok(PipelineReport { watermark: self.watermark(), rejected })
    }
}
