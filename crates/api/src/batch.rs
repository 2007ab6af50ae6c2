//! Many commands in one call: command values, units, and pipelines.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use moja::core::command::{Failure, Outcome};
use moja::core::engine::Pending;
use moja::core::foreign::{ForeignError, JsonText};
use moja::core::id::CommandId;
use moja::{AnyCommand, StoreErrorKind};
use serde_json::Value as Json;

use crate::answer::{Answer, Answered, MemberOutcome};
use crate::domains::{
    CommerceCommand, InventoryCommand, LedgerCommand, OutboxCommand, ShopCommand,
};
use crate::session::{Session, domain_of};

/// A command of any domain, as a value.
#[derive(Clone, Debug, uniffi::Enum)]
pub enum Command {
    /// Of the ledger.
    Ledger {
        /// The command.
        command: LedgerCommand,
    },
    /// Of the inventory.
    Inventory {
        /// The command.
        command: InventoryCommand,
    },
    /// Of commerce.
    Commerce {
        /// The command.
        command: CommerceCommand,
    },
    /// Of the shop.
    Shop {
        /// The command.
        command: ShopCommand,
    },
    /// Of the outbox.
    Outbox {
        /// The command.
        command: OutboxCommand,
    },
}

/// What is known of a command when it is gone.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    answer: fn(Json) -> Result<Answer, serde_json::Error>,
}

impl Kind {
    pub(crate) fn of<C: moja::core::command::Command>() -> Self
    where
        C::Output: Answered,
    {
        Self {
            name: C::NAME,
            answer: |value| serde_json::from_value::<C::Output>(value).map(Answered::answer),
        }
    }

    pub(crate) fn outcome(self, outcome: Outcome<Json>) -> Result<MemberOutcome, ForeignError> {
        let Outcome { pos: position, replayed, value } = outcome;
        let value = (self.answer)(value).map_err(|error| {
            ForeignError::internal(format!("the answer of `{}` is not its own: {error}", self.name))
        })?;
        Ok(MemberOutcome { position, replayed, value })
    }
}

impl Command {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Self::Ledger { command } => command.kind(),
            Self::Inventory { command } => command.kind(),
            Self::Commerce { command } => command.kind(),
            Self::Shop { command } => command.kind(),
            Self::Outbox { command } => command.kind(),
        }
    }
}

impl From<Command> for AnyCommand {
    fn from(command: Command) -> Self {
        match command {
            Command::Ledger { command } => command.into(),
            Command::Inventory { command } => command.into(),
            Command::Commerce { command } => command.into(),
            Command::Shop { command } => command.into(),
            Command::Outbox { command } => command.into(),
        }
    }
}

/// A command that was refused.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RefusedMember {
    /// Its number among all that were pushed, from 0.
    pub number: u64,
    /// The domain that refused, empty if it was none.
    pub domain: String,
    /// The stable code.
    pub code: String,
    /// For people.
    pub detail: String,
    /// The numbers and ids behind the detail, a JSON object.
    pub fields: JsonText,
    /// Whether the same command may be sent again, unchanged.
    pub retryable: bool,
}

/// What a pipeline has done.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct BatchReport {
    /// How many commands are settled: every one whose number is below is durable or refused.
    pub watermark: u64,
    /// Those that were refused since the last report.
    pub refused: Vec<RefusedMember>,
}

/// Commands that were sent and not looked at since.
struct Sent {
    first: u64,
    names: Vec<&'static str>,
    pending: Pending,
}

#[derive(Default)]
struct State {
    pushed: u64,
    watermark: u64,
    sent: VecDeque<Sent>,
    refused: Vec<RefusedMember>,
}

impl State {
    fn settle(&mut self, sent: &Sent, results: Vec<Result<Outcome<Json>, Failure>>) {
        for ((number, name), result) in (sent.first..).zip(&sent.names).zip(results) {
            if let Err(failure) = result {
                self.refused.push(refused(number, domain_of(name), failure));
            }
        }
        let count = u64::try_from(sent.names.len()).unwrap_or(u64::MAX);
        self.watermark = sent.first.saturating_add(count);
    }

    /// Takes the results that are there, in order.
    fn look(&mut self) {
        while let Some(mut sent) = self.sent.pop_front() {
            match sent.pending.try_take() {
                Some(results) => self.settle(&sent, results),
                None => {
                    self.sent.push_front(sent);
                    return;
                }
            }
        }
    }
}

fn refused(number: u64, domain: &str, failure: Failure) -> RefusedMember {
    let fields = Json::Object(failure.fields.clone().into_iter().collect());
    let (code, detail, retryable) =
        (failure.code.clone(), failure.message.clone(), failure.retryable);
    let domain = match ForeignError::of(domain, failure) {
        ForeignError::Rejected { domain, .. } => domain,
        _ => String::new(),
    };
    let fields = JsonText(fields.to_string());
    RefusedMember { number, domain, code, detail, fields, retryable }
}

/// Commands that are sent without waiting for each. A watermark tells how many are settled:
/// durable or refused.
///
/// What was pushed is executed even if the pipeline is dropped.
#[derive(uniffi::Object)]
pub struct Pipeline {
    session: Arc<Session>,
    state: Mutex<State>,
}

impl std::fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pipeline").field("session", &self.session).finish_non_exhaustive()
    }
}

impl Pipeline {
    pub(crate) fn new(session: Arc<Session>) -> Self {
        Self { session, state: Mutex::default() }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[uniffi::export]
impl Pipeline {
    /// Sends commands, each for itself, and waits only while the queue is full. Answers the
    /// number of the first of them, from 0. Under an id they take ids that follow from it.
    ///
    /// # Errors
    ///
    /// `Store` when they could not be queued.
    #[uniffi::method(default(command_id = None))]
    pub async fn push(
        &self,
        commands: Vec<Command>,
        command_id: Option<CommandId>,
    ) -> Result<u64, ForeignError> {
        let session = self.session.asynchronous()?;
        let id = match command_id {
            Some(id) => id,
            None => self.session.new_command_id()?,
        };
        let names = commands.iter().map(|command| command.kind().name).collect();
        let count = u64::try_from(commands.len()).unwrap_or(u64::MAX);
        let commands =
            (0..).zip(commands).map(|(nth, command)| (id.nth(nth), command.into())).collect();
        let pending = session.send_any(commands).await;
        let pending = pending.map_err(|failure| ForeignError::of("", failure))?;
        let mut state = self.state();
        let first = state.pushed;
        state.pushed = first.saturating_add(count);
        state.sent.push_back(Sent { first, names, pending });
        Ok(first)
    }

    /// How many commands are settled: every one whose number is below is durable or refused.
    ///
    /// # Errors
    ///
    /// None.
    pub fn watermark(&self) -> Result<u64, ForeignError> {
        let mut state = self.state();
        state.look();
        Ok(state.watermark)
    }

    /// Waits until everything that was pushed is settled.
    ///
    /// # Errors
    ///
    /// `Store` when the store was closed before.
    pub async fn flush(&self) -> Result<BatchReport, ForeignError> {
        loop {
            let Some(mut sent) = self.state().sent.pop_front() else { break };
            let results = sent.pending.take().await;
            let mut state = self.state();
            state.settle(&sent, results);
        }
        let mut state = self.state();
        let refused = std::mem::take(&mut state.refused);
        if let Some(lost) = refused.iter().find(|one| one.code == StoreErrorKind::Closed.code()) {
            let detail = lost.detail.clone();
            return Err(moja::StoreError::new(StoreErrorKind::Closed, detail).into());
        }
        Ok(BatchReport { watermark: state.watermark, refused })
    }
}
