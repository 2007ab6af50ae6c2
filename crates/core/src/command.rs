//! What a domain declares: commands that decide, events that project, queries that read.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;

use async_trait::async_trait;
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use smallvec::SmallVec;
use uuid::Uuid;

use crate::batch::Batch;
use crate::engine::AnyCommand;
use crate::footprint::Footprint;
use crate::id::{CommandId, IdSource};
use crate::reader::Reader;
use crate::record::TableDef;
use crate::registry::Registrar;
use crate::store::StoreError;
use crate::tenant::{Actor, Tenant};
use crate::time::Timestamp;
use crate::view::{Need, View};

/// Everything that a decision may know besides the rows: injected, never looked up.
#[derive(Debug)]
pub struct Ctx<'a> {
    pub(crate) now: Timestamp,
    pub(crate) tenant: &'a Tenant,
    pub(crate) actor: &'a Actor,
    pub(crate) command_id: CommandId,
    pub(crate) cause: Option<&'static str>,
    pub(crate) pos: i64,
    pub(crate) ids: &'a IdSource,
    pub(crate) drawn: Option<&'a RefCell<Drawn>>,
}

/// The ids that a command was given. Decided again because rows were missing, it is given the
/// same, so that ids do not depend on what a store has in memory.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    ids: SmallVec<[Uuid; 4]>,
    next: usize,
}

impl Drawn {
    /// The command is decided from the beginning.
    pub(crate) fn rewind(&mut self) {
        self.next = 0;
    }

    fn next(&mut self, draw: impl FnOnce() -> Uuid) -> Uuid {
        let id = match self.ids.get(self.next) {
            Some(id) => *id,
            None => {
                let id = draw();
                self.ids.push(id);
                id
            }
        };
        self.next = self.next.saturating_add(1);
        id
    }
}

impl<'a> Ctx<'a> {
    /// A context made by hand, for tests of a decision.
    #[must_use]
    pub fn new(
        now: Timestamp,
        tenant: &'a Tenant,
        actor: &'a Actor,
        command_id: CommandId,
        pos: i64,
        ids: &'a IdSource,
    ) -> Self {
        Self { now, tenant, actor, command_id, cause: None, pos, ids, drawn: None }
    }

    /// The same for a command that follows from another.
    #[must_use]
    pub fn following(mut self, cause: &'static str) -> Self {
        self.cause = Some(cause);
        self
    }

    /// The time at which the command is recorded; never decreases within a tenant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The tenant.
    #[must_use]
    pub fn tenant(&self) -> &Tenant {
        self.tenant
    }

    /// Who acts.
    #[must_use]
    pub fn actor(&self) -> &Actor {
        self.actor
    }

    /// The command's id, which is also its idempotency key.
    #[must_use]
    pub fn command_id(&self) -> CommandId {
        self.command_id
    }

    /// The name of the command that this one is a part or a consequence of; none if a caller
    /// sent it.
    #[must_use]
    pub fn cause(&self) -> Option<&'static str> {
        self.cause
    }

    /// The journal position that the command takes if it is accepted.
    #[must_use]
    pub fn pos(&self) -> i64 {
        self.pos
    }

    /// A fresh, time-ordered id (UUID v7).
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        let draw = || self.ids.next_here(self.now);
        match self.drawn {
            Some(drawn) => drawn.borrow_mut().next(draw),
            None => draw(),
        }
    }
}

/// Where and when an event was recorded; what `project` may know besides the event.
#[derive(Clone, Copy, Debug)]
pub struct Recorded<'a> {
    /// The journal position.
    pub pos: i64,
    /// The event's place among those of its position, from 0.
    pub ordinal: i64,
    /// The recorded time.
    pub at: Timestamp,
    /// The command that caused it.
    pub command_id: CommandId,
    /// Who acted.
    pub actor: &'a Actor,
}

/// A refusal that belongs to a domain: a closed enum in the documented order of precedence.
pub trait Rejection: std::error::Error + Clone + Serialize + Send + Sync + 'static {
    /// All codes in order of precedence.
    fn codes() -> &'static [&'static str]
    where
        Self: Sized;
    /// The stable code.
    fn code(&self) -> &'static str;
    /// Whether the same command may succeed later, unchanged.
    fn is_transient(&self) -> bool;
}

/// Why a decision did not end in events.
#[derive(Debug)]
pub enum Refusal<R> {
    /// More rows are needed; the decision is made again with them.
    Need(Footprint),
    /// The domain refuses.
    Rejected(R),
    /// A stored row could not be read.
    Store(StoreError),
}

impl<R> From<Need> for Refusal<R> {
    fn from(need: Need) -> Self {
        match need {
            Need::Rows(footprint) => Self::Need(footprint),
            Need::Store(error) => Self::Store(error),
        }
    }
}

/// What has happened: the only cause of any change.
///
/// Events are stored in a binary form that is not self-describing: variants are only ever
/// appended and a published variant's fields never change. An event is an enum, or has a field:
/// one without any content has no binary form and is refused.
pub trait Event:
    Serialize + DeserializeOwned + JsonSchema + Clone + Debug + Send + Sync + 'static
{
    /// The event's stable name within its domain.
    fn name(&self) -> &'static str;
}

/// A request to change something.
pub trait Command:
    Serialize + DeserializeOwned + JsonSchema + Clone + Debug + Send + Sync + 'static
{
    /// `domain.verb_noun`, unique in the app.
    const NAME: &'static str;
    /// Whether it is journaled. Only the engine's own bookkeeping is not.
    const JOURNALED: bool = true;
    /// The domain whose events it yields.
    type Domain: Domain;
    /// What the caller gets; a pure function of the request and its events.
    type Output: Serialize + DeserializeOwned + JsonSchema + Clone + Debug + Send + Sync + 'static;
    /// The domain's refusals.
    type Rejection: Rejection;

    /// Names rows that the decision will read, so that they are loaded at once. Rows that
    /// are missing here are loaded when the decision asks for them.
    fn footprint(&self, want: &mut Footprint);

    /// Decides: no I/O, no clock, no randomness.
    ///
    /// # Errors
    ///
    /// [`Refusal::Rejected`] with the first rejection in the documented order.
    fn decide(
        &self,
        view: &View<'_>,
        ctx: &Ctx<'_>,
    ) -> Result<Vec<EventOf<Self>>, Refusal<Self::Rejection>>;

    /// What the command consists of: further commands, of whatever domain, which are decided
    /// right after it on what the ones before left. They are consequences as
    /// [`Registry::consequences`](crate::registry::Registry::consequences) has them, ahead of
    /// those: all or none, with the ids [`CommandId::consequence`] of `id`. One that was executed
    /// before, under its id, counts as done. Pure.
    ///
    /// # Errors
    ///
    /// A [`Failure`] refuses the command.
    fn parts(&self, _id: CommandId) -> Result<Vec<AnyCommand>, Failure> {
        Ok(Vec::new())
    }

    /// The answer, from the stored events; a replayed command answers the same.
    fn output(&self, events: &[EventOf<Self>]) -> Self::Output;
}

/// The event type of a command's domain.
pub type EventOf<C> = <<C as Command>::Domain as Domain>::Event;

/// A question.
#[async_trait]
pub trait Query: Serialize + DeserializeOwned + JsonSchema + Debug + Send + Sync + 'static {
    /// `domain.noun`, unique in the app.
    const NAME: &'static str;
    /// Whether it reads a bounded handful of rows, so that it may run on the caller's thread.
    const POINT: bool = false;
    /// The answer.
    type Output: Serialize + JsonSchema + Debug + Send + 'static;

    /// Reads from one consistent snapshot.
    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError>;
}

/// Why a query has no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum QueryError {
    /// The question itself is wrong or names something that does not exist.
    #[error("{message}")]
    Refused {
        /// The stable code.
        code: &'static str,
        /// What is wrong.
        message: String,
    },
    /// The tenant or something else around the question is not valid.
    #[error(transparent)]
    Invalid(Box<Failure>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl QueryError {
    /// A refused question.
    #[must_use]
    pub fn refused(code: &'static str, message: impl Into<String>) -> Self {
        Self::Refused { code, message: message.into() }
    }

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            Self::Invalid(failure) => &failure.code,
            Self::Store(error) => error.code(),
        }
    }
}

impl From<crate::value::DecodeError> for QueryError {
    fn from(error: crate::value::DecodeError) -> Self {
        Self::Store(error.into())
    }
}

/// Something that `verify()` found wrong.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// The stable code of the check that failed.
    pub code: String,
    /// The tenant, if the finding belongs to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
    /// The journal position, if the finding has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pos: Option<i64>,
    /// What was expected and what was found; no personal data.
    pub message: String,
}

/// A view for people's own SQL, in portable SQL over the declared tables.
#[derive(Clone, Copy, Debug)]
pub struct SqlView {
    /// The view's name.
    pub name: &'static str,
    /// One sentence for `schema/`.
    pub doc: &'static str,
    /// The `SELECT`. Tables carry a leading `tenant` column.
    pub select: &'static str,
}

/// A domain: its tables, how its events change them, and what it can be asked.
#[async_trait]
pub trait Domain: Sized + Send + Sync + 'static {
    /// The prefix of its command, query and table names.
    const NAME: &'static str;
    /// Its events.
    type Event: Event;

    /// Its tables, in dependency order.
    fn tables() -> Vec<&'static TableDef>;

    /// Its documented views.
    fn views() -> Vec<SqlView> {
        Vec::new()
    }

    /// The only way that state changes; pure.
    fn project(event: &Self::Event, recorded: &Recorded<'_>, batch: &mut Batch);

    /// Registers its commands and queries.
    fn register(registrar: &mut Registrar<'_, Self>);

    /// Checks the domain's invariants for `verify()`.
    async fn check(_reader: &mut Reader<'_>) -> Result<Vec<Finding>, QueryError> {
        Ok(Vec::new())
    }
}

/// What a command brought about. Not `must_use`: most callers need no more than that there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outcome<T> {
    /// The answer.
    pub value: T,
    /// The journal position of the command; 0 for a dry run.
    pub pos: i64,
    /// Whether this id had been executed before: the first outcome again, nothing written. So it is
    /// too after a commit whose answer was lost, when the engine finds in the journal that it took
    /// effect: the caller's only call can be answered as replayed.
    pub replayed: bool,
}

/// Why a command was not executed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommandError<R> {
    /// The domain refuses.
    #[error(transparent)]
    Rejected(R),
    /// The id was used before with another request.
    #[error("command id `{id}` was used before with a different request: `{field}` differs")]
    IdReused {
        /// The id.
        id: CommandId,
        /// The first field that differs.
        field: String,
    },
    /// The decision kept asking for more rows.
    #[error("the decision of `{command}` asked for more rows too many times")]
    Undecided {
        /// The command's name.
        command: &'static str,
    },
    /// Another member of the all-or-nothing unit was refused.
    #[error("member {index} of the unit was refused")]
    Neighbour {
        /// The member that was refused, from 0.
        index: usize,
    },
    /// One of the command's own parts was refused.
    #[error("{failure}")]
    Part {
        /// The name of the part.
        command: &'static str,
        /// Why: the refusal of the part is that of the command.
        failure: Box<Failure>,
    },
    /// A command that follows from this one, or from one that does, was refused, and this one
    /// with it.
    #[error("`{command}`, which follows from the command, was refused: {failure}")]
    Consequence {
        /// The name of the command that was refused in the first place.
        command: &'static str,
        /// Why.
        failure: Box<Failure>,
    },
    /// The tenant, the actor or something else around the command is not valid.
    #[error(transparent)]
    Invalid(Box<Failure>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<R: Rejection> CommandError<R> {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &str {
        match self {
            Self::Rejected(rejection) => rejection.code(),
            Self::IdReused { .. } => "id_reused_with_different_request",
            Self::Undecided { .. } => "decision_not_reached",
            Self::Neighbour { .. } => "unit_member_refused",
            Self::Consequence { .. } => "consequence_refused",
            Self::Invalid(failure) | Self::Part { failure, .. } => &failure.code,
            Self::Store(error) => error.code(),
        }
    }

    /// Whether the same command may succeed later, unchanged and under the same id.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Rejected(rejection) => rejection.is_transient(),
            Self::Store(error) => error.is_retryable(),
            Self::Invalid(failure)
            | Self::Part { failure, .. }
            | Self::Consequence { failure, .. } => failure.retryable,
            Self::IdReused { .. } | Self::Undecided { .. } | Self::Neighbour { .. } => false,
        }
    }
}

/// The one error shape that crosses every border.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// `rejected`, `invalid`, `store`.
    pub kind: FailureKind,
    /// The stable code.
    pub code: String,
    /// For people; lower case, input in backticks, no personal data.
    pub message: String,
    /// The numbers and ids behind the message.
    pub fields: BTreeMap<String, serde_json::Value>,
    /// The same command may be sent again unchanged.
    pub retryable: bool,
}

/// Who refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// A domain.
    Rejected,
    /// The request could not be understood.
    Invalid,
    /// The machinery.
    Store,
}

impl Failure {
    /// A request that could not be understood.
    #[must_use]
    pub fn invalid(code: &str, message: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Invalid,
            code: code.to_owned(),
            message: message.into(),
            fields: BTreeMap::new(),
            retryable: false,
        }
    }

    /// Adds one field.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    fn rejected<R: Rejection>(rejection: &R) -> Self {
        use serde_json::Value;
        let fields = match serde_json::to_value(rejection) {
            Ok(Value::Object(tagged)) => match tagged.into_iter().next() {
                Some((_, Value::Object(fields))) => fields.into_iter().collect(),
                _ => BTreeMap::new(),
            },
            _ => BTreeMap::new(),
        };
        Self {
            kind: FailureKind::Rejected,
            code: rejection.code().to_owned(),
            message: rejection.to_string(),
            fields,
            retryable: rejection.is_transient(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self {
            kind: FailureKind::Store,
            code: error.code().to_owned(),
            message: error.to_string(),
            fields: BTreeMap::new(),
            retryable: error.is_retryable(),
        }
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Refused { code, message } => {
                Self { kind: FailureKind::Rejected, ..Self::invalid(code, message) }
            }
            QueryError::Invalid(failure) => *failure,
            QueryError::Store(error) => error.into(),
        }
    }
}

impl<R: Rejection> From<CommandError<R>> for Failure {
    fn from(error: CommandError<R>) -> Self {
        let invalid = Self::invalid(error.code(), error.to_string());
        match error {
            CommandError::Rejected(rejection) => Self::rejected(&rejection),
            CommandError::IdReused { id, field } => Self {
                kind: FailureKind::Rejected,
                ..invalid.with("id", id.to_string()).with("field", field)
            },
            CommandError::Undecided { command } => invalid.with("command", command),
            CommandError::Neighbour { index } => Self {
                kind: FailureKind::Rejected,
                ..invalid.with("index", serde_json::Value::from(index))
            },
            CommandError::Part { command, failure } => failure.with("part", command),
            CommandError::Consequence { command, failure } => Self {
                kind: failure.kind,
                retryable: failure.retryable,
                ..invalid
                    .with("command", command)
                    .with("code", failure.code)
                    .with("message", failure.message)
                    .with("fields", failure.fields.into_iter().collect::<serde_json::Map<_, _>>())
            },
            CommandError::Invalid(failure) => *failure,
            CommandError::Store(error) => error.into(),
        }
    }
}
