//! Handles: the store, a tenant in it, and somebody acting there.

use futures_channel::oneshot;
use moja_core::command::{Command, CommandError, Failure, Outcome, Query, QueryError};
use moja_core::engine::{AnyCommand, CommandResult, Engine, Pending, Pipeline};
use moja_core::health::Health;
use moja_core::id::CommandId;
use moja_core::outbox::{Ack, Delivery, OutboxRejection, Park};
use moja_core::past::Past;
use moja_core::store::{StoreError, StoreErrorKind};
use moja_core::tenant::{Actor, Tenant};
use moja_core::time::Timestamp;
use moja_core::verify::{Progress, VerifyReport};
use serde_json::Value as Json;

/// An open store. Cheap to clone and to share between threads.
///
/// # Closing
///
/// [`close`](Self::close) ends it in order and tells whether that went well. Dropping the last
/// handle (sessions, tenants and pipelines are handles too) does the same but waits for nothing,
/// so that it never blocks an executor: the writer's thread executes what is queued, then closes
/// the file. A process that ends before that thread does
///
/// - loses nothing that was acknowledged;
/// - may lose commands whose future was dropped before it answered, and those in a pipeline
///   after its last `flush`;
/// - may leave the log beside the file, where the next opening reads it.
///
/// The handles of [`blocking`](crate::blocking) do wait when the last one is dropped.
#[derive(Clone, Debug)]
pub struct Moja {
    engine: Engine,
}

impl Moja {
    pub(crate) fn new(engine: Engine) -> Self {
        Self { engine }
    }

    /// The same store for callers that may block their thread, or may not.
    pub(crate) fn blocking(&self, blocking: bool) -> Self {
        Self { engine: self.engine.blocking(blocking) }
    }

    /// The engine behind the handle.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Closes the store: takes no more work, executes what is queued, what a pipeline has sent
    /// included, and closes the file. Unless another process has it open too, nothing is left
    /// beside it.
    ///
    /// Reads that run are waited for as long as the store waits for anything (`busy_timeout`).
    /// Every other handle answers `store_closed` from now on, and closing through one of them
    /// does no more. A pipeline's commands that were not sent yet are not executed: `flush` it
    /// before. Given up half way, closing goes on when it is called again.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: Busy when a read did not end in time, which then closes the file when it
    /// ends; Full or Io when the log could not be copied into the file, beside which it then
    /// stays until the next opening. What was acknowledged is durable in each case. Forked in a
    /// child process, whose parent's store stays open.
    pub async fn close(self) -> Result<(), StoreError> {
        self.engine.close().await
    }

    /// A tenant: the boundary of atomicity and isolation. A name that is not valid is refused
    /// by the first command or query.
    #[must_use]
    pub fn tenant(&self, name: &str) -> TenantScope {
        TenantScope {
            engine: self.engine.clone(),
            tenant: Tenant::new(name)
                .map_err(|error| Failure::invalid(error.code(), error.to_string())),
        }
    }

    /// Checks everything that is stored: the hash chain, replay = tables, packed histories,
    /// and every domain's invariants.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be read at all; damage is in the report.
    pub async fn verify(&self) -> Result<VerifyReport, StoreError> {
        self.engine.verify(&mut |_| {}).await
    }

    /// As [`verify`](Self::verify), telling how far it has come.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    pub async fn verify_with(
        &self,
        progress: &mut (dyn FnMut(&Progress) + Send),
    ) -> Result<VerifyReport, StoreError> {
        self.engine.verify(progress).await
    }

    /// How the store is: whether it answers and how soon, whether it can be written, its size,
    /// commands that wait, and how far behind the sinks of its tenants are. It is cheap,
    /// bounded, and changes nothing; a thread of its own waits for the store.
    ///
    /// A store that can be read and not written is an answer. Both come in the store's patience
    /// (`busy_timeout`, 5 s; `patience`, 30 s), for each of reading and writing: who must know
    /// sooner drops the future.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer, or was closed.
    pub async fn health(&self) -> Result<Health, StoreError> {
        self.health_of(None).await
    }

    /// As [`health`](Self::health), but of the sinks of one tenant.
    ///
    /// # Errors
    ///
    /// [`Failure`]: an invalid tenant, or as [`health`](Self::health).
    pub async fn health_for(&self, tenant: &str) -> Result<Health, Failure> {
        let tenant = Tenant::new(tenant)
            .map_err(|error| Failure::invalid(error.code(), error.to_string()))?;
        Ok(self.health_of(Some(tenant)).await?)
    }

    async fn health_of(&self, tenant: Option<Tenant>) -> Result<Health, StoreError> {
        let engine = self.engine.clone();
        aside(&self.engine, async move { engine.health(tenant.as_ref()).await }).await?
    }

    /// JSON Schema of every command, query and event.
    #[must_use]
    pub fn describe(&self) -> Json {
        self.engine.registry().describe()
    }
}

/// A tenant of a store.
#[derive(Clone, Debug)]
pub struct TenantScope {
    engine: Engine,
    tenant: Result<Tenant, Failure>,
}

impl TenantScope {
    /// Somebody acting: a till, a user, a job. The journal names them. A name that is not
    /// valid is refused by the first command.
    #[must_use]
    pub fn acting_as(&self, actor: &str) -> Session {
        let scope = self.tenant.clone().and_then(|tenant| {
            let actor = Actor::new(actor)
                .map_err(|error| Failure::invalid(error.code(), error.to_string()))?;
            Ok((tenant, actor))
        });
        Session { engine: self.engine.clone(), scope }
    }
}

/// Somebody acting for a tenant: runs commands and asks queries.
#[derive(Clone, Debug)]
pub struct Session {
    engine: Engine,
    scope: Result<(Tenant, Actor), Failure>,
}

impl Session {
    /// The same session for callers that may block their thread, or may not.
    pub(crate) fn blocking(&self, blocking: bool) -> Self {
        Self { engine: self.engine.blocking(blocking), scope: self.scope.clone() }
    }

    /// The engine behind the handle.
    #[cfg(feature = "postgres")]
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    fn scope(&self) -> Result<(&Tenant, &Actor), Failure> {
        match &self.scope {
            Ok((tenant, actor)) => Ok((tenant, actor)),
            Err(failure) => Err(failure.clone()),
        }
    }

    /// Refuses a forked child before it draws an id: another thread may have held the lock of
    /// the source when the process was forked.
    pub(crate) fn command_scope<R>(&self) -> Result<(&Tenant, &Actor), CommandError<R>> {
        self.engine.store().usable()?;
        self.scope().map_err(|failure| CommandError::Invalid(Box::new(failure)))
    }

    /// A fresh command id, to be kept by a caller that may have to send the command again.
    #[must_use]
    pub fn new_command_id(&self) -> CommandId {
        self.engine.new_command_id()
    }

    /// Executes a command. When it returns, the command is durable.
    ///
    /// # Errors
    ///
    /// [`CommandError`]: the domain's rejection or a store failure. A refused command leaves
    /// no trace.
    pub async fn run<C: Command>(&self, command: C) -> CommandResult<C> {
        let (tenant, actor) = self.command_scope()?;
        self.engine.run(tenant, actor, self.new_command_id(), command).await
    }

    /// Executes a command under an id of the caller's: sending it again has no further effect
    /// and returns the first outcome.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run); [`CommandError::IdReused`] when the id belongs to another request.
    pub async fn run_as<C: Command>(&self, id: CommandId, command: C) -> CommandResult<C> {
        let (tenant, actor) = self.command_scope()?;
        self.engine.run(tenant, actor, id, command).await
    }

    /// Decides a command and keeps nothing of it: what `run` would answer now.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub async fn dry_run<C: Command>(&self, command: C) -> CommandResult<C> {
        let (tenant, actor) = self.command_scope()?;
        self.engine.dry_run(tenant, actor, self.new_command_id(), command).await
    }

    /// Executes many commands of one type, each for itself, in as few transactions as
    /// possible. Results come in the same order.
    ///
    /// # Errors
    ///
    /// [`CommandError`] when the work could not be queued; refusals of single commands are in
    /// the results.
    pub async fn run_each<C: Command>(
        &self,
        commands: impl IntoIterator<Item = C>,
    ) -> Result<Vec<CommandResult<C>>, CommandError<C::Rejection>> {
        let (tenant, actor) = self.command_scope()?;
        let first = self.new_command_id();
        let commands = (0..).zip(commands).map(|(nth, command)| (first.nth(nth), command));
        Ok(self.engine.run_each(tenant, actor, commands).await?)
    }

    /// Executes all commands or none, in one transaction. They may belong to several domains;
    /// each sees what the ones before it did.
    ///
    /// # Errors
    ///
    /// The index of the member that was refused, and why.
    pub async fn all_or_nothing<C: Into<AnyCommand>>(
        &self,
        commands: impl IntoIterator<Item = C>,
    ) -> Result<Vec<Outcome<Json>>, (usize, Failure)> {
        self.engine.store().usable().map_err(|error| (0, error.into()))?;
        self.all_or_nothing_as(self.new_command_id(), commands).await
    }

    /// As [`all_or_nothing`](Self::all_or_nothing), under an id of the caller's: the members
    /// take the ids [`CommandId::nth`] of it.
    ///
    /// # Errors
    ///
    /// As [`all_or_nothing`](Self::all_or_nothing).
    pub async fn all_or_nothing_as<C: Into<AnyCommand>>(
        &self,
        id: CommandId,
        commands: impl IntoIterator<Item = C>,
    ) -> Result<Vec<Outcome<Json>>, (usize, Failure)> {
        let (tenant, actor) = self.scope().map_err(|failure| (0, failure))?;
        let commands =
            (0_u32..).zip(commands).map(|(n, command)| (id.nth(n), command.into())).collect();
        self.engine.all_or_nothing(tenant, actor, commands).await
    }

    /// Executes a command by name with JSON arguments.
    ///
    /// # Errors
    ///
    /// [`Failure`]: an unknown name, invalid arguments, a rejection or a store failure.
    pub async fn run_named(
        &self,
        id: CommandId,
        name: &str,
        args: Json,
    ) -> Result<Outcome<Json>, Failure> {
        let (tenant, actor) = self.scope()?;
        let command = self.engine.registry().decode(name, args)?;
        let mut results = self.engine.run_any(tenant, actor, vec![(id, command)]).await?;
        results.pop().unwrap_or_else(|| Err(closed().into()))
    }

    /// Decides a command by name and keeps nothing of it.
    ///
    /// # Errors
    ///
    /// As [`run_named`](Self::run_named).
    pub async fn dry_run_named(&self, name: &str, args: Json) -> Result<Outcome<Json>, Failure> {
        let (tenant, actor) = self.scope()?;
        let command = self.engine.registry().decode(name, args)?;
        self.engine.store().usable()?;
        let commands = vec![(self.new_command_id(), command)];
        let mut results = self.engine.dry_run_any(tenant, actor, commands).await?;
        results.pop().unwrap_or_else(|| Err(closed().into()))
    }

    /// Sends commands of any types, each for itself, and does not wait for the results.
    ///
    /// # Errors
    ///
    /// [`Failure`] when the work could not be queued.
    pub async fn send_any(
        &self,
        commands: Vec<(CommandId, AnyCommand)>,
    ) -> Result<Pending, Failure> {
        let (tenant, actor) = self.scope()?;
        Ok(self.engine.send_any(tenant, actor, commands).await?)
    }

    /// A stream of commands acknowledged by watermark: the fastest way to run single commands.
    ///
    /// # Errors
    ///
    /// [`Failure`] when the tenant or actor is not valid.
    pub fn pipeline<C: Command>(&self) -> Result<Pipeline<C>, Failure> {
        let (tenant, actor) = self.scope()?;
        Ok(self.engine.pipeline(tenant, actor))
    }

    /// Asks a query. One that reads a handful of rows runs at once; a longer one runs on a
    /// thread of its own and does not hold up the caller's executor.
    ///
    /// # Errors
    ///
    /// [`QueryError`]: a refused question or a store failure.
    pub async fn query<Q: Query>(&self, query: Q) -> Result<Q::Output, QueryError> {
        let (tenant, _) = self.scope().map_err(|failure| QueryError::Invalid(Box::new(failure)))?;
        if Q::POINT {
            return self.engine.query(tenant, &query).await;
        }
        let (engine, tenant) = (self.engine.clone(), tenant.clone());
        aside(&self.engine, async move { engine.query(&tenant, &query).await }).await?
    }

    /// Asks a query by name with JSON arguments.
    ///
    /// # Errors
    ///
    /// [`Failure`]: an unknown name, invalid arguments, a refused question or a store failure.
    pub async fn query_named(&self, name: &str, args: Json) -> Result<Json, Failure> {
        let (tenant, _) = self.scope()?;
        let (engine, tenant, name) = (self.engine.clone(), tenant.clone(), name.to_owned());
        aside(&self.engine, async move { engine.query_any(&tenant, &name, args).await }).await?
    }

    /// The whole state as it was after a journal position: every query can be asked of it.
    ///
    /// # Errors
    ///
    /// [`Failure`]: an invalid tenant or a store failure.
    pub async fn as_of(&self, pos: i64) -> Result<Past, Failure> {
        let (tenant, _) = self.scope()?;
        let (engine, tenant) = (self.engine.clone(), tenant.clone());
        Ok(aside(&self.engine, async move { engine.as_of(&tenant, pos).await }).await??)
    }

    /// The whole state as it was recorded at a time.
    ///
    /// # Errors
    ///
    /// [`Failure`]: an invalid tenant or a store failure.
    pub async fn as_of_time(&self, at: Timestamp) -> Result<Past, Failure> {
        let (tenant, _) = self.scope()?;
        let pos = self.engine.reader(tenant).await?.pos_at(at).await?;
        self.as_of(pos).await
    }

    /// The end of the tenant's journal: position and hash. Keep it elsewhere to detect a
    /// journal that lost its end.
    ///
    /// # Errors
    ///
    /// [`Failure`]: an invalid tenant or a store failure.
    pub async fn head(&self) -> Result<moja_core::journal::Head, Failure> {
        let (tenant, _) = self.scope()?;
        Ok(self.engine.reader(tenant).await?.head().await?)
    }

    /// The next journal entries for a sink, at least once and in order.
    ///
    /// # Errors
    ///
    /// [`Failure`]: an invalid tenant or a store failure.
    pub async fn follow(&self, sink: &str, limit: u32) -> Result<Vec<Delivery>, Failure> {
        let (tenant, _) = self.scope()?;
        Ok(self.engine.follow(tenant, sink, limit).await?)
    }

    /// Everything up to `pos` was delivered to `sink`.
    ///
    /// # Errors
    ///
    /// [`CommandError`]: an unknown position or a store failure.
    pub async fn ack(&self, sink: &str, pos: i64) -> Result<(), CommandError<OutboxRejection>> {
        self.run(Ack { sink: sink.to_owned(), pos, holder: None }).await.map(|_| ())
    }

    /// The next position cannot be delivered to `sink`: sets it aside with its cause.
    ///
    /// # Errors
    ///
    /// [`CommandError`]: a position that is not the next one, or a store failure.
    pub async fn park(
        &self,
        sink: &str,
        pos: i64,
        cause: &str,
    ) -> Result<(), CommandError<OutboxRejection>> {
        let park = Park { sink: sink.to_owned(), pos, cause: cause.to_owned(), holder: None };
        self.run(park).await.map(|_| ())
    }
}

/// Runs a long read where it may block.
async fn aside<T: Send + 'static>(
    engine: &Engine,
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, StoreError> {
    engine.store().usable()?;
    let (sender, receiver) = oneshot::channel();
    engine.store().spawn(Box::pin(async move {
        // A caller that no longer waits has dropped its receiver.
        let _ = sender.send(work.await);
    }))?;
    receiver.await.map_err(|_| closed())
}

fn closed() -> StoreError {
    StoreError::new(StoreErrorKind::Closed, "the store was closed")
}
