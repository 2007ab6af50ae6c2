//! Units of work as the queue carries them: typed inside, erased outside.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use futures_channel::oneshot;
use serde_json::Value as Json;
use smallvec::SmallVec;

#[cfg(feature = "observe")]
use super::observe::Ended;
use super::observe::Seen;
use crate::batch::Batch;
use crate::command::{
    Command, CommandError, Ctx, Domain, EventOf, Failure, Outcome, Recorded, Refusal,
};
use crate::consequence::Cause;
use crate::footprint::Footprint;
use crate::id::CommandId;
use crate::journal::{RequestPrint, decode_events};
use crate::registry::{Registry, to_json};
use crate::store::{StoreError, StoreErrorKind};
use crate::tenant::{Actor, Tenant};
use crate::view::View;

/// How a unit of work is to be executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Each member stands for itself.
    Each,
    /// All members or none.
    Atomic,
    /// As `Atomic`, but nothing is kept.
    Dry,
}

/// What a decision produced.
#[derive(Debug)]
pub(crate) struct Decided {
    pub(crate) events: Vec<u8>,
    pub(crate) batch: Batch,
    /// What follows from it: its own parts, then what others make of its events.
    pub(crate) caused: Vec<AnyCommand>,
    /// How many of them are parts.
    pub(crate) parts: usize,
    registry: Arc<Registry>,
}

impl Decided {
    pub(crate) fn new(registry: Arc<Registry>) -> Self {
        let (events, batch) = (Vec::new(), Batch::new());
        Self { events, batch, caused: Vec::new(), parts: 0, registry }
    }

    pub(crate) fn registry(&self) -> Arc<Registry> {
        self.registry.clone()
    }

    pub(crate) fn clear(&mut self) {
        self.events.clear();
        self.batch.clear();
        self.caused.clear();
    }

    /// Asks what follows from a command that is about to be accepted. What is not journaled has
    /// no consequences: sent again, it would have them again.
    fn cause<C: Command>(
        &mut self,
        command: &C,
        events: &[EventOf<C>],
        ctx: &Ctx<'_>,
    ) -> Result<(), Failure> {
        if !C::JOURNALED {
            return Ok(());
        }
        self.caused.extend(command.parts(ctx.command_id)?);
        self.parts = self.caused.len();
        for consequences in self.registry.consequences_of::<C::Domain>() {
            let cause = Cause {
                command: C::NAME,
                command_id: ctx.command_id,
                tenant: ctx.tenant,
                actor: ctx.actor,
                pos: ctx.pos,
                at: ctx.now,
            };
            self.caused.extend(consequences(events, &cause)?);
        }
        Ok(())
    }
}

/// How a decision ended.
#[derive(Debug)]
pub(crate) enum Decision {
    Accepted,
    Need(Footprint),
    Rejected,
    Failed(StoreError),
}

/// Why a member is not executed, apart from its own rejection.
#[derive(Clone, Debug)]
pub(crate) enum Stop {
    IdReused,
    Undecided,
    Neighbour(usize),
    Consequence(Refused),
    Store(StoreError),
}

/// A consequence that was refused.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    /// Whether it was a part of its cause.
    pub(crate) part: bool,
    pub(crate) command: &'static str,
    pub(crate) failure: Box<Failure>,
}

/// A unit of work, erased.
pub(crate) trait Work: Send + Sync {
    fn len(&self) -> usize;
    fn mode(&self) -> Mode;
    fn id(&self, member: usize) -> CommandId;
    #[cfg(feature = "observe")]
    fn domain(&self, member: usize) -> &'static str;
    fn name(&self, member: usize) -> &'static str;
    fn journaled(&self, member: usize) -> bool;
    fn footprint(&self, member: usize, want: &mut Footprint);
    fn request(&self, member: usize, scratch: &mut Vec<u8>) -> RequestPrint;
    fn decide(
        &mut self,
        member: usize,
        view: &View<'_>,
        ctx: &Ctx<'_>,
        decided: &mut Decided,
    ) -> Decision;
    /// The member was executed before, at `pos`.
    fn replay(&mut self, member: usize, events: &[u8], pos: i64) -> Result<(), StoreError>;
    /// The member takes `pos`.
    fn accept(&mut self, member: usize, pos: i64);
    /// The member is not executed. `stored` is the print of the first request.
    fn stop(&mut self, member: usize, stop: Stop, stored: &[u8]);
    /// Whether the member was refused, by whatever.
    fn refused(&self, member: usize) -> bool;
    /// How the member ended.
    #[cfg(feature = "observe")]
    fn ended(&self, member: usize) -> Ended<'_>;
    /// Takes the refusal of a consequence, a part or not, that was refused.
    fn refusal(&mut self, member: usize, part: bool) -> Option<Refused>;
    /// Sends the results.
    fn finish(self: Box<Self>);
}

/// A unit of work on its way to the worker.
pub(crate) struct Unit {
    pub(crate) tenant: Tenant,
    pub(crate) actor: Actor,
    pub(crate) work: Box<dyn Work>,
    pub(crate) seen: Seen,
    pub(crate) open: Open,
}

impl Unit {
    /// Sends the results.
    pub(crate) fn finish(self) {
        let Self { work, open, .. } = self;
        // Whoever has an answer is counted no more.
        drop(open);
        work.finish();
    }
}

/// Counts the commands of a unit among those that are not answered yet, as long as it lives.
/// Those that follow from others are not counted.
#[derive(Default)]
pub(crate) struct Open(Option<(Arc<AtomicU64>, u64)>);

impl Open {
    pub(crate) fn new(count: &Arc<AtomicU64>, commands: usize) -> Self {
        let commands = u64::try_from(commands).unwrap_or(u64::MAX);
        count.fetch_add(commands, Ordering::Relaxed);
        Self(Some((Arc::clone(count), commands)))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Some((count, commands)) = &self.0 {
            count.fetch_sub(*commands, Ordering::Relaxed);
        }
    }
}

impl fmt::Debug for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unit").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

/// The typed result of one command.
pub type CommandResult<C> =
    Result<Outcome<<C as Command>::Output>, CommandError<<C as Command>::Rejection>>;

struct Member<C: Command> {
    id: CommandId,
    command: C,
    pending: Option<C::Output>,
    result: Option<CommandResult<C>>,
}

/// Where results go.
pub(crate) enum Reply<C: Command> {
    One(oneshot::Sender<CommandResult<C>>),
    Each(oneshot::Sender<Vec<CommandResult<C>>>),
    With(Box<dyn FnOnce(Vec<CommandResult<C>>) + Send + Sync>),
}

/// Members of one type.
pub(crate) struct Typed<C: Command> {
    members: SmallVec<[Member<C>; 1]>,
    mode: Mode,
    reply: Option<Reply<C>>,
}

impl<C: Command> Typed<C> {
    pub(crate) fn new(
        commands: impl IntoIterator<Item = (CommandId, C)>,
        mode: Mode,
        reply: Option<Reply<C>>,
    ) -> Self {
        let members = commands
            .into_iter()
            .map(|(id, command)| Member { id, command, pending: None, result: None })
            .collect();
        Self { members, mode, reply }
    }

    fn take(member: &mut Member<C>) -> CommandResult<C> {
        member.result.take().unwrap_or_else(|| Err(closed().into()))
    }
}

pub(crate) fn closed() -> StoreError {
    StoreError::new(StoreErrorKind::Closed, "the store was closed before the command was executed")
}

impl<C: Command> Work for Typed<C> {
    fn len(&self) -> usize {
        self.members.len()
    }

    fn mode(&self) -> Mode {
        self.mode
    }

    fn id(&self, member: usize) -> CommandId {
        self.members.get(member).map_or_else(CommandId::nil, |member| member.id)
    }

    #[cfg(feature = "observe")]
    fn domain(&self, _: usize) -> &'static str {
        C::Domain::NAME
    }

    fn name(&self, _: usize) -> &'static str {
        C::NAME
    }

    fn journaled(&self, _: usize) -> bool {
        C::JOURNALED
    }

    fn footprint(&self, member: usize, want: &mut Footprint) {
        if let Some(member) = self.members.get(member) {
            member.command.footprint(want);
        }
    }

    fn request(&self, member: usize, scratch: &mut Vec<u8>) -> RequestPrint {
        match self.members.get(member) {
            Some(member) => RequestPrint::of(C::NAME, &member.command, scratch),
            None => RequestPrint { bytes: Default::default() },
        }
    }

    fn decide(
        &mut self,
        member: usize,
        view: &View<'_>,
        ctx: &Ctx<'_>,
        decided: &mut Decided,
    ) -> Decision {
        let Some(member) = self.members.get_mut(member) else { return Decision::Rejected };
        member.result = None;
        let events = match member.command.decide(view, ctx) {
            Ok(events) => events,
            Err(Refusal::Need(footprint)) => return Decision::Need(footprint),
            Err(Refusal::Store(error)) => return Decision::Failed(error),
            Err(Refusal::Rejected(rejection)) => {
                member.result = Some(Err(CommandError::Rejected(rejection)));
                return Decision::Rejected;
            }
        };
        for (ordinal, event) in (0_i64..).zip(&events) {
            let before = decided.events.len();
            match postcard::to_extend(event, std::mem::take(&mut decided.events)) {
                // Events stand one after another: one of no bytes would not be seen again.
                Ok(bytes) if bytes.len() == before => {
                    let message = format!("an event of `{}` has no binary form", C::NAME);
                    return Decision::Failed(StoreError::new(StoreErrorKind::Invalid, message));
                }
                Ok(bytes) => decided.events = bytes,
                Err(error) => {
                    return Decision::Failed(StoreError::new(StoreErrorKind::Invalid, error));
                }
            }
            let recorded = Recorded {
                pos: ctx.pos,
                ordinal,
                at: ctx.now,
                command_id: ctx.command_id,
                actor: ctx.actor,
            };
            <C::Domain as Domain>::project(event, &recorded, &mut decided.batch);
        }
        if let Err(failure) = decided.cause(&member.command, &events, ctx) {
            member.result = Some(Err(CommandError::Invalid(Box::new(failure))));
            return Decision::Rejected;
        }
        member.pending = Some(member.command.output(&events));
        Decision::Accepted
    }

    fn replay(&mut self, member: usize, events: &[u8], pos: i64) -> Result<(), StoreError> {
        let Some(member) = self.members.get_mut(member) else { return Ok(()) };
        let events: Vec<EventOf<C>> = decode_events(events)?;
        let value = member.command.output(&events);
        member.result = Some(Ok(Outcome { value, pos, replayed: true }));
        Ok(())
    }

    fn accept(&mut self, member: usize, pos: i64) {
        if let Some(member) = self.members.get_mut(member)
            && let Some(value) = member.pending.take()
        {
            member.result = Some(Ok(Outcome { value, pos, replayed: false }));
        }
    }

    fn stop(&mut self, member: usize, stop: Stop, stored: &[u8]) {
        let Some(member) = self.members.get_mut(member) else { return };
        member.result = Some(Err(match stop {
            Stop::IdReused => CommandError::IdReused {
                id: member.id,
                field: RequestPrint::first_difference(stored, &member.command),
            },
            Stop::Undecided => CommandError::Undecided { command: C::NAME },
            Stop::Neighbour(index) => CommandError::Neighbour { index },
            Stop::Consequence(Refused { part: true, command, failure }) => {
                CommandError::Part { command, failure }
            }
            Stop::Consequence(Refused { part: false, command, failure }) => {
                CommandError::Consequence { command, failure }
            }
            Stop::Store(error) => CommandError::Store(error),
        }));
    }

    fn refused(&self, member: usize) -> bool {
        self.members
            .get(member)
            .is_some_and(|member| member.result.as_ref().is_some_and(Result::is_err))
    }

    #[cfg(feature = "observe")]
    fn ended(&self, member: usize) -> Ended<'_> {
        match self.members.get(member).and_then(|member| member.result.as_ref()) {
            Some(Ok(outcome)) if outcome.replayed => Ended::of("replayed"),
            Some(Ok(_)) if self.mode == Mode::Dry => Ended::of("dry_run"),
            Some(Ok(_)) => Ended::of("accepted"),
            Some(Err(error)) => Ended::by(error.code()),
            None => Ended::by(StoreErrorKind::Closed.code()),
        }
    }

    fn refusal(&mut self, member: usize, part: bool) -> Option<Refused> {
        let result = &mut self.members.get_mut(member)?.result;
        Some(match result.take_if(|result| result.is_err())?.err()? {
            // What was refused in the first place says the most.
            CommandError::Consequence { command, failure } if !part => {
                Refused { part, command, failure }
            }
            error => Refused { part, command: C::NAME, failure: Box::new(error.into()) },
        })
    }

    fn finish(mut self: Box<Self>) {
        let Some(reply) = self.reply.take() else { return };
        // A caller that no longer listens has dropped its receiver; the command stays done.
        match reply {
            Reply::One(sender) => {
                if let Some(member) = self.members.first_mut() {
                    let _ = sender.send(Self::take(member));
                }
            }
            Reply::Each(sender) => {
                let _ = sender.send(self.members.iter_mut().map(Self::take).collect());
            }
            Reply::With(callback) => callback(self.members.iter_mut().map(Self::take).collect()),
        }
    }
}

/// A command of any type, for units that mix them and for dispatch by name.
pub struct AnyCommand(Box<dyn Erased>);

impl fmt::Debug for AnyCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AnyCommand").field(&self.name()).finish()
    }
}

impl AnyCommand {
    /// The command's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.0.name()
    }

    pub(crate) fn into_member(self, id: CommandId) -> Box<dyn MixedMember> {
        self.0.into_member(id)
    }
}

impl<C: Command> From<C> for AnyCommand {
    fn from(command: C) -> Self {
        Self(Box::new(command))
    }
}

trait Erased: Send + Sync {
    fn name(&self) -> &'static str;
    fn into_member(self: Box<Self>, id: CommandId) -> Box<dyn MixedMember>;
}

impl<C: Command> Erased for C {
    fn name(&self) -> &'static str {
        C::NAME
    }

    fn into_member(self: Box<Self>, id: CommandId) -> Box<dyn MixedMember> {
        Box::new(Typed::new([(id, *self)], Mode::Each, None))
    }
}

/// One member of a mixed unit, whose result leaves as JSON.
pub(crate) trait MixedMember: Work {
    fn take_json(&mut self) -> Result<Outcome<Json>, Failure>;
}

impl<C: Command> MixedMember for Typed<C> {
    fn take_json(&mut self) -> Result<Outcome<Json>, Failure> {
        let Some(member) = self.members.first_mut() else { return Err(closed().into()) };
        let Outcome { value, pos, replayed } = Self::take(member)?;
        Ok(Outcome { value: to_json(&value)?, pos, replayed })
    }
}

/// The results of a mixed unit.
pub(crate) type MixedResults = Vec<Result<Outcome<Json>, Failure>>;

/// Members of several types.
pub(crate) struct Mixed {
    pub(crate) members: Vec<Box<dyn MixedMember>>,
    pub(crate) mode: Mode,
    pub(crate) reply: Option<oneshot::Sender<MixedResults>>,
}

impl Work for Mixed {
    fn len(&self) -> usize {
        self.members.len()
    }

    fn mode(&self) -> Mode {
        self.mode
    }

    fn id(&self, member: usize) -> CommandId {
        self.members.get(member).map_or_else(CommandId::nil, |member| member.id(0))
    }

    #[cfg(feature = "observe")]
    fn domain(&self, member: usize) -> &'static str {
        self.members.get(member).map_or("", |member| member.domain(0))
    }

    fn name(&self, member: usize) -> &'static str {
        self.members.get(member).map_or("", |member| member.name(0))
    }

    fn journaled(&self, member: usize) -> bool {
        self.members.get(member).is_none_or(|member| member.journaled(0))
    }

    fn footprint(&self, member: usize, want: &mut Footprint) {
        if let Some(member) = self.members.get(member) {
            member.footprint(0, want);
        }
    }

    fn request(&self, member: usize, scratch: &mut Vec<u8>) -> RequestPrint {
        match self.members.get(member) {
            Some(member) => member.request(0, scratch),
            None => RequestPrint { bytes: Default::default() },
        }
    }

    fn decide(
        &mut self,
        member: usize,
        view: &View<'_>,
        ctx: &Ctx<'_>,
        decided: &mut Decided,
    ) -> Decision {
        match self.members.get_mut(member) {
            Some(member) => member.decide(0, view, ctx, decided),
            None => Decision::Rejected,
        }
    }

    fn replay(&mut self, member: usize, events: &[u8], pos: i64) -> Result<(), StoreError> {
        self.members.get_mut(member).map_or(Ok(()), |member| member.replay(0, events, pos))
    }

    fn accept(&mut self, member: usize, pos: i64) {
        if let Some(member) = self.members.get_mut(member) {
            member.accept(0, pos);
        }
    }

    fn stop(&mut self, member: usize, stop: Stop, stored: &[u8]) {
        if let Some(member) = self.members.get_mut(member) {
            member.stop(0, stop, stored);
        }
    }

    fn refused(&self, member: usize) -> bool {
        self.members.get(member).is_some_and(|member| member.refused(0))
    }

    #[cfg(feature = "observe")]
    fn ended(&self, member: usize) -> Ended<'_> {
        let closed = || Ended::by(StoreErrorKind::Closed.code());
        match self.members.get(member).map_or_else(closed, |member| member.ended(0)) {
            Ended { outcome: "accepted", .. } if self.mode == Mode::Dry => Ended::of("dry_run"),
            ended => ended,
        }
    }

    fn refusal(&mut self, member: usize, part: bool) -> Option<Refused> {
        self.members.get_mut(member)?.refusal(0, part)
    }

    fn finish(mut self: Box<Self>) {
        let results = self.members.iter_mut().map(|member| member.take_json()).collect();
        if let Some(reply) = self.reply.take() {
            let _ = reply.send(results);
        }
    }
}
