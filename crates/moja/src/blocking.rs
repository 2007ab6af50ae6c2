//! The same handles for programs without an async runtime.
//!
//! A caller that finds nobody at work executes its command on its own thread, which is quicker
//! than handing it over and waiting to be woken.
//!
//! Dropping the last of them waits until everything queued is executed and the file is closed;
//! [`Moja::close`] tells besides whether that went well.

use std::sync::Arc;

use moja_core::command::{Command, CommandError, Failure, Outcome, Query, QueryError};
use moja_core::engine::{AnyCommand, CommandResult, Ending};
use moja_core::health::Health;
use moja_core::id::CommandId;
use moja_core::outbox::{Delivery, OutboxRejection};
use moja_core::store::StoreError;
use moja_core::time::Timestamp;
use moja_core::verify::{Progress, VerifyReport};
use pollster::block_on;
use serde_json::Value as Json;

/// Opens the SQLite file at `path`, which is made if there is none, or the PostgreSQL database
/// of a URL.
///
/// # Errors
///
/// As [`moja::open`](crate::open()).
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub fn open(path: impl AsRef<std::path::Path>) -> Result<Moja, StoreError> {
    block_on(crate::open(path)).map(Moja::from)
}

/// The same, as `builder` says.
///
/// # Errors
///
/// As [`moja::open`](crate::open()).
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub fn open_with(
    builder: crate::Builder,
    path: impl AsRef<std::path::Path>,
) -> Result<Moja, StoreError> {
    block_on(builder.open(path)).map(Moja::from)
}

/// Opens a store in memory as `builder` says, for tests.
///
/// # Errors
///
/// As [`Builder::open_memory`](crate::Builder::open_memory).
pub fn open_memory(builder: crate::Builder) -> Result<Moja, StoreError> {
    block_on(builder.open_memory()).map(Moja::from)
}

/// Waits for the engine's end when the last handle is dropped. It stands after the handle in
/// every struct, because fields are dropped in order.
#[derive(Debug)]
struct LastOut(Ending);

impl Drop for LastOut {
    fn drop(&mut self) {
        self.0.wait();
    }
}

/// An open store.
#[derive(Clone, Debug)]
pub struct Moja(crate::Moja, Arc<LastOut>);

impl From<crate::Moja> for Moja {
    fn from(moja: crate::Moja) -> Self {
        let ending = moja.engine().ending();
        Self(moja.blocking(true), Arc::new(LastOut(ending)))
    }
}

impl Moja {
    /// The handle for async programs.
    #[must_use]
    pub fn asynchronous(&self) -> crate::Moja {
        self.0.blocking(false)
    }

    /// A tenant.
    #[must_use]
    pub fn tenant(&self, name: &str) -> TenantScope {
        TenantScope(self.0.tenant(name), Arc::clone(&self.1))
    }

    /// Closes the store. Other handles answer `store_closed` from now on.
    ///
    /// # Errors
    ///
    /// As [`Moja::close`](crate::Moja::close).
    pub fn close(self) -> Result<(), StoreError> {
        block_on(self.0.clone().close())
    }

    /// Checks everything that is stored.
    ///
    /// # Errors
    ///
    /// As [`Moja::verify`](crate::Moja::verify).
    pub fn verify(&self) -> Result<VerifyReport, StoreError> {
        block_on(self.0.verify())
    }

    /// How the store is.
    ///
    /// # Errors
    ///
    /// As [`Moja::health`](crate::Moja::health).
    pub fn health(&self) -> Result<Health, StoreError> {
        block_on(self.0.health())
    }

    /// How the store is, with the sinks of one tenant.
    ///
    /// # Errors
    ///
    /// As [`Moja::health_for`](crate::Moja::health_for).
    pub fn health_for(&self, tenant: &str) -> Result<Health, Failure> {
        block_on(self.0.health_for(tenant))
    }

    /// Checks everything that is stored, telling how far it has come.
    ///
    /// # Errors
    ///
    /// As [`Moja::verify`](crate::Moja::verify).
    pub fn verify_with(
        &self,
        progress: &mut (dyn FnMut(&Progress) + Send),
    ) -> Result<VerifyReport, StoreError> {
        block_on(self.0.verify_with(progress))
    }
}

/// A tenant of a store.
#[derive(Clone, Debug)]
pub struct TenantScope(crate::TenantScope, Arc<LastOut>);

impl TenantScope {
    /// Somebody acting.
    #[must_use]
    pub fn acting_as(&self, actor: &str) -> Session {
        Session(self.0.acting_as(actor), Arc::clone(&self.1))
    }
}

/// Somebody acting for a tenant.
#[derive(Clone, Debug)]
pub struct Session(
    crate::Session,
    #[expect(dead_code, reason = "it is there to be dropped")] Arc<LastOut>,
);

impl Session {
    /// The handle for async programs.
    #[must_use]
    pub fn asynchronous(&self) -> crate::Session {
        self.0.blocking(false)
    }

    /// A fresh command id.
    #[must_use]
    pub fn new_command_id(&self) -> CommandId {
        self.0.new_command_id()
    }

    /// Executes a command.
    ///
    /// # Errors
    ///
    /// As [`Session::run`](crate::Session::run).
    pub fn run<C: Command>(&self, command: C) -> CommandResult<C> {
        block_on(self.0.run(command))
    }

    /// Executes a command under an id of the caller's.
    ///
    /// # Errors
    ///
    /// As [`Session::run_as`](crate::Session::run_as).
    pub fn run_as<C: Command>(&self, id: CommandId, command: C) -> CommandResult<C> {
        block_on(self.0.run_as(id, command))
    }

    /// Decides a command and keeps nothing of it.
    ///
    /// # Errors
    ///
    /// As [`Session::dry_run`](crate::Session::dry_run).
    pub fn dry_run<C: Command>(&self, command: C) -> CommandResult<C> {
        block_on(self.0.dry_run(command))
    }

    /// Executes many commands of one type, each for itself.
    ///
    /// # Errors
    ///
    /// As [`Session::run_each`](crate::Session::run_each).
    pub fn run_each<C: Command>(
        &self,
        commands: impl IntoIterator<Item = C>,
    ) -> Result<Vec<CommandResult<C>>, CommandError<C::Rejection>> {
        block_on(self.0.run_each(commands))
    }

    /// Executes all commands or none.
    ///
    /// # Errors
    ///
    /// As [`Session::all_or_nothing`](crate::Session::all_or_nothing).
    pub fn all_or_nothing<C: Into<AnyCommand>>(
        &self,
        commands: impl IntoIterator<Item = C>,
    ) -> Result<Vec<Outcome<Json>>, (usize, Failure)> {
        block_on(self.0.all_or_nothing(commands))
    }

    /// Executes all commands or none, under an id of the caller's.
    ///
    /// # Errors
    ///
    /// As [`Session::all_or_nothing_as`](crate::Session::all_or_nothing_as).
    pub fn all_or_nothing_as<C: Into<AnyCommand>>(
        &self,
        id: CommandId,
        commands: impl IntoIterator<Item = C>,
    ) -> Result<Vec<Outcome<Json>>, (usize, Failure)> {
        block_on(self.0.all_or_nothing_as(id, commands))
    }

    /// Executes a command by name with JSON arguments.
    ///
    /// # Errors
    ///
    /// As [`Session::run_named`](crate::Session::run_named).
    pub fn run_named(
        &self,
        id: CommandId,
        name: &str,
        args: Json,
    ) -> Result<Outcome<Json>, Failure> {
        block_on(self.0.run_named(id, name, args))
    }

    /// Decides a command by name and keeps nothing of it.
    ///
    /// # Errors
    ///
    /// As [`Session::dry_run_named`](crate::Session::dry_run_named).
    pub fn dry_run_named(&self, name: &str, args: Json) -> Result<Outcome<Json>, Failure> {
        block_on(self.0.dry_run_named(name, args))
    }

    /// Asks a query.
    ///
    /// # Errors
    ///
    /// As [`Session::query`](crate::Session::query).
    pub fn query<Q: Query>(&self, query: Q) -> Result<Q::Output, QueryError> {
        block_on(self.0.query(query))
    }

    /// Asks a query by name with JSON arguments.
    ///
    /// # Errors
    ///
    /// As [`Session::query_named`](crate::Session::query_named).
    pub fn query_named(&self, name: &str, args: Json) -> Result<Json, Failure> {
        block_on(self.0.query_named(name, args))
    }

    /// The whole state as it was after a journal position.
    ///
    /// # Errors
    ///
    /// As [`Session::as_of`](crate::Session::as_of).
    pub fn as_of(&self, pos: i64) -> Result<Past, Failure> {
        block_on(self.0.as_of(pos)).map(Past)
    }

    /// The whole state as it was recorded at a time.
    ///
    /// # Errors
    ///
    /// As [`Session::as_of_time`](crate::Session::as_of_time).
    pub fn as_of_time(&self, at: Timestamp) -> Result<Past, Failure> {
        block_on(self.0.as_of_time(at)).map(Past)
    }

    /// The end of the tenant's journal.
    ///
    /// # Errors
    ///
    /// As [`Session::head`](crate::Session::head).
    pub fn head(&self) -> Result<moja_core::journal::Head, Failure> {
        block_on(self.0.head())
    }

    /// The next journal entries for a sink.
    ///
    /// # Errors
    ///
    /// As [`Session::follow`](crate::Session::follow).
    pub fn follow(&self, sink: &str, limit: u32) -> Result<Vec<Delivery>, Failure> {
        block_on(self.0.follow(sink, limit))
    }

    /// Everything up to `pos` was delivered to `sink`.
    ///
    /// # Errors
    ///
    /// As [`Session::ack`](crate::Session::ack).
    pub fn ack(&self, sink: &str, pos: i64) -> Result<(), CommandError<OutboxRejection>> {
        block_on(self.0.ack(sink, pos))
    }

    /// The next position cannot be delivered to `sink`.
    ///
    /// # Errors
    ///
    /// As [`Session::park`](crate::Session::park).
    pub fn park(
        &self,
        sink: &str,
        pos: i64,
        cause: &str,
    ) -> Result<(), CommandError<OutboxRejection>> {
        block_on(self.0.park(sink, pos, cause))
    }
}

/// A tenant's whole state as it was at an earlier position.
#[derive(Debug)]
pub struct Past(crate::Past);

impl Past {
    /// The handle for async programs.
    #[must_use]
    pub fn asynchronous(&self) -> &crate::Past {
        &self.0
    }

    /// The position.
    #[must_use]
    pub fn pos(&self) -> i64 {
        self.0.pos()
    }

    /// When it was recorded.
    #[must_use]
    pub fn recorded_at(&self) -> Timestamp {
        self.0.recorded_at()
    }

    /// Asks a query.
    ///
    /// # Errors
    ///
    /// As [`Past::query`](crate::Past::query).
    pub fn query<Q: Query>(&self, query: Q) -> Result<Q::Output, QueryError> {
        block_on(self.0.query(&query))
    }

    /// Asks a query by name with JSON arguments.
    ///
    /// # Errors
    ///
    /// As [`Past::query_any`](crate::Past::query_any).
    pub fn query_named(&self, name: &str, args: Json) -> Result<Json, Failure> {
        block_on(self.0.query_any(name, args))
    }
}
