//! Loading what a group needs in few journeys, before anything of it is decided.
//!
//! Where every load travels, a group whose members ask one after the other for rows that are not
//! in memory would take a journey for each of them, and another for each row that is only known
//! by what an earlier one says. So members of which something is missing are decided for trial,
//! with what is there and with ids that are thrown away; what all of them and their parts lack is
//! loaded together, until nothing is lacking. The outcomes of trials are forgotten.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::consequences::DEPTH_MAX;
use super::{TenantState, Worker, guarded};
use crate::command::Ctx;
use crate::engine::work::{Decided, Decision, Mixed, Mode, Unit, Work};
use crate::footprint::Footprint;
use crate::id::IdSource;
use crate::journal::JournalRow;
use crate::record::Place;
use crate::store::{StoreError, Tx};
use crate::tenant::{Actor, Tenant};
use crate::time::Timestamp;
use crate::view::View;

/// How many levels of rows that are known by others are loaded for a whole group. What is deeper
/// is asked for by each decision.
const LEVELS_MAX: usize = 8;

impl Worker {
    /// Loads what the whole group needs, tenant by tenant; where loads are cheap, each decision
    /// asks for what is missing instead, which is mostly nothing.
    pub(super) async fn prefetch(
        &mut self,
        tx: &mut dyn Tx,
        group: &mut [Unit],
        only: Option<usize>,
    ) -> Result<(), StoreError> {
        for unit in &*group {
            self.tenant(tx, &unit.tenant).await?;
        }
        if !self.store.loads_travel() {
            return Ok(());
        }
        for (tenant, state) in self.tenants.iter_mut().filter(|(_, state)| state.touched) {
            let now = self.clock.now().max(state.head.recorded_at);
            let mut trial = Trial { now, ids: &self.trial_ids, decided: &mut self.decided };
            let mut want = Footprint::new();
            let mut open = named(state, tenant, group, only, &mut want);
            for _ in 0..LEVELS_MAX {
                if !want.is_empty() {
                    state.load(tx, tenant, &want).await?;
                    want.clear();
                }
                open.retain(|(at, member)| {
                    let before = want.places().len();
                    if let Some(Unit { actor, work, .. }) = group.get_mut(*at) {
                        let who = (tenant, &*actor);
                        trial.decide(state, who, work.as_mut(), *member, 0, None, &mut want);
                    }
                    want.places().len() > before
                });
                if want.is_empty() {
                    break;
                }
            }
        }
        Ok(())
    }
}

/// Wants what the members of a tenant name. Gives those of which something is missing, or that
/// name nothing: their unit and their place in it.
fn named(
    state: &mut TenantState,
    tenant: &Tenant,
    group: &[Unit],
    only: Option<usize>,
    want: &mut Footprint,
) -> Vec<(usize, usize)> {
    let mut open = Vec::new();
    let mut names = Footprint::new();
    for (at, unit) in group.iter().enumerate().filter(|(_, unit)| unit.tenant == *tenant) {
        let members = 0..unit.work.len();
        for member in members.filter(|member| only.is_none_or(|only| only == *member)) {
            names.clear();
            unit.work.footprint(member, &mut names);
            if lacking(state, names.places(), want) || names.places().is_empty() {
                open.push((at, member));
            }
            let id = unit.work.id(member);
            if unit.work.journaled(member) && state.largest_stored >= Some(id) {
                lacking(state, &[JournalRow::by_command(id).into_place()], want);
            }
        }
    }
    open
}

/// Wants the places that are not known; whether there are any.
fn lacking(state: &mut TenantState, places: &[Place], want: &mut Footprint) -> bool {
    let before = want.places().len();
    for place in places {
        if state.set.lacks(place) {
            want.place(place.clone());
        }
    }
    want.places().len() > before
}

/// Decisions of which only the question counts.
struct Trial<'a> {
    now: Timestamp,
    ids: &'a IdSource,
    decided: &'a mut Decided,
}

impl Trial<'_> {
    /// Decides a member of `work` on what is known, and wants the rows that this asks for. Scans
    /// and histories are left to the decision that counts, for they hold for one alone.
    #[expect(clippy::too_many_arguments, reason = "what a decision consists of")]
    fn decide(
        &mut self,
        state: &mut TenantState,
        (tenant, actor): (&Tenant, &Actor),
        work: &mut dyn Work,
        member: usize,
        depth: u32,
        cause: Option<&'static str>,
        want: &mut Footprint,
    ) {
        self.decided.clear();
        let (id, now, ids) = (work.id(member), self.now, self.ids);
        let pos = state.head.pos.saturating_add(i64::from(work.journaled(member)));
        let ctx = Ctx { now, tenant, actor, command_id: id, cause, pos, ids, drawn: None };
        let view = View::new(&state.set);
        let decided = &mut *self.decided;
        // Whatever is wrong with a decision is told when it counts.
        let decision = catch_unwind(AssertUnwindSafe(|| work.decide(member, &view, &ctx, decided)));
        match decision {
            Ok(Decision::Need(rows)) => {
                lacking(state, rows.places(), want);
            }
            Ok(Decision::Accepted) => {
                lacking(state, &guarded(self.decided.batch.ops()), want);
                let caused = std::mem::take(&mut self.decided.caused);
                if depth >= DEPTH_MAX {
                    return;
                }
                let members = (0_u32..).zip(caused);
                let members = members.map(|(n, command)| command.into_member(id.consequence(n)));
                let mut parts =
                    Mixed { members: members.collect(), mode: Mode::Atomic, reply: None };
                let (cause, depth) = (Some(work.name(member)), depth.saturating_add(1));
                for nth in 0..parts.len() {
                    let mut names = Footprint::new();
                    parts.footprint(nth, &mut names);
                    if !lacking(state, names.places(), want) {
                        self.decide(state, (tenant, actor), &mut parts, nth, depth, cause, want);
                    }
                }
            }
            Ok(Decision::Rejected | Decision::Failed(_)) | Err(_) => {}
        }
    }
}
