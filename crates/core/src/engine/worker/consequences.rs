//! What an accepted command brings about, decided right after it on what it left.

use super::{Call, TenantState};
use crate::command::Failure;
use crate::engine::work::{Mixed, Mode, Open, Refused, Stop, Unit};
use crate::id::CommandId;
use crate::journal::Head;
use crate::store::{StoreError, Tx};
use crate::time::{Clock, Timestamp};

/// How long a chain of consequences may be.
pub(super) const DEPTH_MAX: u32 = 4;

/// Where the tenant stood before a command that stands for itself.
pub(super) struct Before {
    head: Head,
    largest_id: Option<CommandId>,
}

/// The time of the cause is that of its consequences.
#[derive(Debug)]
struct Still(Timestamp);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        self.0
    }
}

impl Call<'_> {
    /// Prepares for a consequence that is refused: a command that stands for itself is undone
    /// alone, one of a unit with its unit.
    pub(super) fn before(&self, state: &mut TenantState, unit: &Unit) -> Option<Before> {
        if self.decided.caused.is_empty() || unit.work.mode() != Mode::Each {
            return None;
        }
        state.set.begin_unit();
        Some(Before { head: state.head.clone(), largest_id: state.largest_id })
    }

    /// Decides the consequences of an accepted member, which is refused if one of them is.
    pub(super) async fn consequences(
        &mut self,
        tx: &mut dyn Tx,
        state: &mut TenantState,
        unit: &mut Unit,
        member: usize,
        now: Timestamp,
        before: Option<Before>,
    ) -> Result<(), StoreError> {
        let refused = self.bring_about(tx, state, unit, member, now).await?;
        if let Some(refused) = refused {
            if let Some(before) = before {
                state.set.undo_unit();
                (state.head, state.largest_id) = (before.head, before.largest_id);
                state.hide_head();
            }
            unit.work.stop(member, Stop::Consequence(refused), &[]);
        } else if before.is_some() {
            state.set.keep_unit();
        }
        Ok(())
    }

    /// Decides the consequences until one is refused, which is returned.
    async fn bring_about(
        &mut self,
        tx: &mut dyn Tx,
        state: &mut TenantState,
        unit: &mut Unit,
        member: usize,
        now: Timestamp,
    ) -> Result<Option<Refused>, StoreError> {
        let (caused, parts) = (std::mem::take(&mut self.decided.caused), self.decided.parts);
        let cause = unit.work.id(member);
        let members = (0_u32..).zip(caused);
        let members = members.map(|(n, command)| command.into_member(cause.consequence(n)));
        let mode = if unit.work.mode() == Mode::Dry { Mode::Dry } else { Mode::Atomic };
        let work = Mixed { members: members.collect(), mode, reply: None };
        let (tenant, actor) = (unit.tenant.clone(), unit.actor.clone());
        let seen = unit.seen.causing(member);
        let open = Open::default();
        let mut caused = Unit { tenant, actor, work: Box::new(work), seen, open };
        if self.depth >= DEPTH_MAX {
            let message =
                format!("consequences may have consequences to a depth of {DEPTH_MAX} at most");
            let failure = Box::new(Failure::invalid("consequences_too_deep", message));
            return Ok(Some(Refused { part: parts > 0, command: caused.work.name(0), failure }));
        }
        let clock = Still(now);
        // Larger than what follows within a millisecond, and in no order among themselves, the ids
        // of consequences would have such commands looked up. A cause that is new has new ones;
        // whoever uses one all the same is refused by the journal's key, and found on the second
        // attempt.
        let largest_id = state.largest_id;
        for nth in 0..caused.work.len() {
            let mut call = Call {
                clock: &clock,
                ids: self.ids,
                observer: self.observer,
                scratch: self.scratch,
                decided: self.decided,
                ahead: false,
                depth: self.depth.saturating_add(1),
                cause: Some(unit.work.name(member)),
            };
            caused.seen.cause(self.observer, &caused.tenant, nth, caused.work.as_ref());
            Box::pin(call.member(tx, state, &mut caused, nth)).await?;
            state.largest_id = largest_id;
            caused.seen.caused(nth, caused.work.as_ref());
            if let Some(refused) = caused.work.refusal(nth, nth < parts) {
                return Ok(Some(refused));
            }
        }
        unit.seen.adopt(member, caused.seen);
        Ok(None)
    }
}
