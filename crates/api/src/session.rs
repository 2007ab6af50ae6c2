//! Somebody acting for a tenant.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use moja::core::command::{Command as CoreCommand, Domain, Outcome, Query as CoreQuery};
use moja::core::foreign::{ForeignError, JsonText};
use moja::core::id::CommandId;
use moja::core::tenant::{Actor, Tenant};
use moja::core::time::Timestamp;
use moja::{AnyCommand, Failure};
use serde_json::Value as Json;

use crate::answer::{Answered, MemberOutcome};
use crate::batch::{Command, Pipeline};
use crate::domains::{Commerce, Inventory, Ledger, Outbox, Shop};
use crate::past::Past;
use crate::shared::Shared;

/// Somebody acting for a tenant: runs commands and asks queries.
#[derive(uniffi::Object)]
pub struct Session {
    shared: Arc<Shared>,
    tenant: Tenant,
    actor: Actor,
    blocking: bool,
    /// The session of the store as it is open now, and the epoch of that.
    current: RwLock<Option<(u64, Arc<Runner>)>>,
}

enum Runner {
    Asynchronous(moja::Session),
    Blocking(moja::blocking::Session),
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

/// The end of a tenant's journal. Kept elsewhere, it shows a journal that lost its end.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct JournalHead {
    /// The last position; 0 before the first command.
    pub position: i64,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Its hash, hexadecimal.
    pub hash: String,
}

/// One journal entry on its way to a sink.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Delivered {
    /// Its id: tenant and position.
    pub id: String,
    /// The journal position, to be acknowledged.
    pub position: i64,
    /// The command's id.
    pub command_id: CommandId,
    /// The command's name.
    pub command: String,
    /// Who acted.
    pub actor: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The events in order.
    pub events: Vec<DeliveredEvent>,
}

/// One event of a journal entry.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DeliveredEvent {
    /// `domain.event`.
    pub name: String,
    /// The event.
    pub body: JsonText,
}

impl Session {
    pub(crate) fn new(
        shared: Arc<Shared>,
        tenant: String,
        actor: String,
        blocking: bool,
    ) -> Result<Arc<Self>, ForeignError> {
        let tenant = Tenant::new(&tenant)
            .map_err(|error| ForeignError::invalid(error.code(), error.to_string()))?;
        let actor = Actor::new(&actor)
            .map_err(|error| ForeignError::invalid(error.code(), error.to_string()))?;
        Ok(Arc::new(Self { shared, tenant, actor, blocking, current: RwLock::new(None) }))
    }

    /// The same session for callers that may block their thread: every future is ready when it is
    /// first polled. Not for other languages, but for their bindings.
    #[must_use]
    pub fn blocking(&self) -> Arc<Self> {
        Arc::new(Self {
            shared: self.shared.clone(),
            tenant: self.tenant.clone(),
            actor: self.actor.clone(),
            blocking: true,
            current: RwLock::new(None),
        })
    }

    fn current(&self) -> Result<Arc<Runner>, ForeignError> {
        self.shared.usable()?;
        let epoch = self.shared.epoch();
        if let Some((known, runner)) = &*self.current.read().unwrap_or_else(PoisonError::into_inner)
            && *known == epoch
        {
            return Ok(runner.clone());
        }
        let moja = match self.shared.moja() {
            Ok(moja) => moja,
            Err(error) => {
                // A handle of a closed store must not keep it in memory.
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = None;
                return Err(error);
            }
        };
        let (tenant, actor) = (self.tenant.as_str(), self.actor.as_str());
        let runner = Arc::new(if self.blocking {
            let moja = moja::blocking::Moja::from(moja);
            Runner::Blocking(moja.tenant(tenant).acting_as(actor))
        } else {
            Runner::Asynchronous(moja.tenant(tenant).acting_as(actor))
        });
        *self.current.write().unwrap_or_else(PoisonError::into_inner) =
            Some((epoch, runner.clone()));
        Ok(runner)
    }

    /// The session as the facade has it.
    pub(crate) fn asynchronous(&self) -> Result<moja::Session, ForeignError> {
        Ok(match &*self.current()? {
            Runner::Asynchronous(session) => session.clone(),
            Runner::Blocking(session) => session.asynchronous(),
        })
    }

    fn told(&self, domain: &str, failure: Failure) -> ForeignError {
        self.shared.told(ForeignError::of(domain, failure))
    }

    pub(crate) async fn run<C: CoreCommand>(
        &self,
        command: C,
        id: Option<CommandId>,
    ) -> Result<<C::Output as Answered>::Outcome, ForeignError>
    where
        C::Output: Answered,
    {
        let done = match (&*self.current()?, id) {
            (Runner::Blocking(session), None) => session.run(command),
            (Runner::Blocking(session), Some(id)) => session.run_as(id, command),
            (Runner::Asynchronous(session), None) => session.run(command).await,
            (Runner::Asynchronous(session), Some(id)) => session.run_as(id, command).await,
        };
        match done {
            Ok(outcome) => Ok(C::Output::outcome(outcome)),
            Err(error) => Err(self.told(C::Domain::NAME, error.into())),
        }
    }

    pub(crate) async fn ask<Q: CoreQuery>(&self, query: Q) -> Result<Q::Output, ForeignError> {
        let answer = match &*self.current()? {
            Runner::Blocking(session) => session.query(query),
            Runner::Asynchronous(session) => session.query(query).await,
        };
        answer.map_err(|error| self.told(domain_of(Q::NAME), error.into()))
    }

    async fn run_named(
        &self,
        id: CommandId,
        name: &str,
        args: Json,
    ) -> Result<Outcome<Json>, Failure> {
        let runner = self.current().map_err(|error| closed(&error))?;
        match &*runner {
            Runner::Blocking(session) => session.run_named(id, name, args),
            Runner::Asynchronous(session) => session.run_named(id, name, args).await,
        }
    }
}

/// The domain of a command or query.
pub(crate) fn domain_of(name: &str) -> &str {
    name.split('.').next().unwrap_or_default()
}

fn closed(error: &ForeignError) -> Failure {
    Failure { kind: moja::FailureKind::Store, ..Failure::invalid(error.code(), error.to_string()) }
}

fn parse(text: &str, what: &str) -> Result<Json, ForeignError> {
    serde_json::from_str(text).map_err(|error| {
        ForeignError::invalid("invalid_json", format!("the {what} is not JSON: {error}"))
    })
}

#[uniffi::export]
impl Session {
    /// The ledger: money.
    ///
    /// # Errors
    ///
    /// None.
    pub fn ledger(self: Arc<Self>) -> Result<Arc<Ledger>, ForeignError> {
        Ok(Ledger::new(self))
    }

    /// The inventory: stock.
    ///
    /// # Errors
    ///
    /// None.
    pub fn inventory(self: Arc<Self>) -> Result<Arc<Inventory>, ForeignError> {
        Ok(Inventory::new(self))
    }

    /// Commerce: prices, quotes, orders, settlement.
    ///
    /// # Errors
    ///
    /// None.
    pub fn commerce(self: Arc<Self>) -> Result<Arc<Commerce>, ForeignError> {
        Ok(Commerce::new(self))
    }

    /// The shop: what it does with goods and money in one commit.
    ///
    /// # Errors
    ///
    /// None.
    pub fn shop(self: Arc<Self>) -> Result<Arc<Shop>, ForeignError> {
        Ok(Shop::new(self))
    }

    /// The outbox: how far each sink has got with the journal.
    ///
    /// # Errors
    ///
    /// None.
    pub fn outbox(self: Arc<Self>) -> Result<Arc<Outbox>, ForeignError> {
        Ok(Outbox::new(self))
    }

    /// The tenant's name.
    ///
    /// # Errors
    ///
    /// None.
    pub fn tenant(&self) -> Result<String, ForeignError> {
        Ok(self.tenant.as_str().to_owned())
    }

    /// Who acts.
    ///
    /// # Errors
    ///
    /// None.
    pub fn actor(&self) -> Result<String, ForeignError> {
        Ok(self.actor.as_str().to_owned())
    }

    /// A fresh command id, to be kept by a caller that may have to send the command again: under
    /// its id a command has an effect once.
    ///
    /// # Errors
    ///
    /// `Store` when the store is closed or suspended, or this is a forked process.
    pub fn new_command_id(&self) -> Result<CommandId, ForeignError> {
        let session = self.asynchronous()?;
        self.shared.moja()?.engine().store().usable()?;
        Ok(session.new_command_id())
    }

    /// Executes all commands or none, in one transaction. They may be of several domains; each
    /// sees what the ones before it did. Under an id the members take ids that follow from it.
    ///
    /// # Errors
    ///
    /// The refusal of the first member that was refused; its place, from 0, is the field `member`.
    #[uniffi::method(default(command_id = None))]
    pub async fn all_or_nothing(
        &self,
        commands: Vec<Command>,
        command_id: Option<CommandId>,
    ) -> Result<Vec<MemberOutcome>, ForeignError> {
        let kinds: Vec<_> = commands.iter().map(Command::kind).collect();
        let commands: Vec<AnyCommand> = commands.into_iter().map(AnyCommand::from).collect();
        let done = match (&*self.current()?, command_id) {
            (Runner::Blocking(session), None) => session.all_or_nothing(commands),
            (Runner::Blocking(session), Some(id)) => session.all_or_nothing_as(id, commands),
            (Runner::Asynchronous(session), None) => session.all_or_nothing(commands).await,
            (Runner::Asynchronous(session), Some(id)) => {
                session.all_or_nothing_as(id, commands).await
            }
        };
        match done {
            Ok(outcomes) => {
                let members = outcomes.into_iter().zip(kinds);
                members.map(|(outcome, kind)| kind.outcome(outcome)).collect()
            }
            Err((member, failure)) => {
                let name = kinds.get(member).map_or("", |kind| kind.name);
                let failure = failure.with("member", Json::from(member));
                Err(self.told(domain_of(name), failure))
            }
        }
    }

    /// A stream of commands that are acknowledged by a watermark: the fastest way to run many.
    ///
    /// # Errors
    ///
    /// `Store` when the store is closed or suspended.
    pub fn pipeline(self: Arc<Self>) -> Result<Arc<Pipeline>, ForeignError> {
        self.current()?;
        Ok(Arc::new(Pipeline::new(self)))
    }

    /// Executes one command in JSON, for scripts and replay: an object with `command`, `args`, and
    /// `id` if it has one. The answer has `position`, `replayed` and `value`.
    ///
    /// # Errors
    ///
    /// `Invalid` when it is not understood; else as the command's own method.
    pub async fn execute(&self, request: JsonText) -> Result<JsonText, ForeignError> {
        let request = parse(&request.0, "command")?;
        let name = request.get("command").and_then(Json::as_str).ok_or_else(|| {
            ForeignError::invalid("invalid_arguments", "`command` must name a command")
        })?;
        let known = ["command", "args", "id"];
        let unknown = request.as_object().into_iter().flatten();
        if let Some((key, _)) = unknown.into_iter().find(|(key, _)| !known.contains(&key.as_str()))
        {
            let message = format!("`{key}` is none of `command`, `args` and `id`");
            return Err(ForeignError::invalid("invalid_arguments", message));
        }
        let id = match request.get("id") {
            None | Some(Json::Null) => self.new_command_id()?,
            Some(id) => {
                let id = id.as_str().unwrap_or_default().parse::<CommandId>();
                id.map_err(|error| ForeignError::invalid(error.code(), error.to_string()))?
            }
        };
        let args = request.get("args").cloned().unwrap_or_default();
        match self.run_named(id, name, args).await {
            Ok(Outcome { value, pos, replayed }) => {
                let answer =
                    serde_json::json!({ "position": pos, "replayed": replayed, "value": value });
                Ok(JsonText(answer.to_string()))
            }
            Err(failure) => Err(self.told(domain_of(name), failure)),
        }
    }

    /// Asks a query by name with arguments in JSON, for scripts.
    ///
    /// # Errors
    ///
    /// `Invalid` when it is not understood; else as the query's own method.
    pub async fn query(&self, name: String, args: JsonText) -> Result<JsonText, ForeignError> {
        let args = parse(&args.0, "query")?;
        let answer = match &*self.current()? {
            Runner::Blocking(session) => session.query_named(&name, args),
            Runner::Asynchronous(session) => session.query_named(&name, args).await,
        };
        match answer {
            Ok(answer) => Ok(JsonText(answer.to_string())),
            Err(failure) => Err(self.told(domain_of(&name), failure)),
        }
    }

    /// The end of the tenant's journal.
    ///
    /// # Errors
    ///
    /// `Store` when the store fails.
    pub async fn head(&self) -> Result<JournalHead, ForeignError> {
        let head = self.asynchronous()?.head().await;
        let head = head.map_err(|failure| self.told("", failure))?;
        let hash = head.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(JournalHead { position: head.pos, recorded_at: head.recorded_at, hash })
    }

    /// The next journal entries for a sink, at least once and in order. Acknowledge them by
    /// `outbox().ack`.
    ///
    /// # Errors
    ///
    /// `Store` when the store fails.
    pub async fn follow(&self, sink: String, limit: u32) -> Result<Vec<Delivered>, ForeignError> {
        let deliveries = self.asynchronous()?.follow(&sink, limit).await;
        let deliveries = deliveries.map_err(|failure| self.told("outbox", failure))?;
        Ok(deliveries
            .into_iter()
            .map(|delivery| Delivered {
                id: delivery.id,
                position: delivery.pos,
                command_id: delivery.command_id,
                command: delivery.command,
                actor: delivery.actor,
                recorded_at: delivery.recorded_at,
                events: delivery
                    .events
                    .into_iter()
                    .map(|event| DeliveredEvent {
                        name: event.name,
                        body: JsonText(event.body.to_string()),
                    })
                    .collect(),
            })
            .collect())
    }

    /// The tenant's whole state as it was after a journal position. It is replayed into memory,
    /// which takes time and room in proportion to the journal.
    ///
    /// # Errors
    ///
    /// `Store` when the store fails.
    pub async fn as_of(&self, position: i64) -> Result<Arc<Past>, ForeignError> {
        let past = self.asynchronous()?.as_of(position).await;
        Ok(Arc::new(Past::new(past.map_err(|failure| self.told("", failure))?)))
    }
}
