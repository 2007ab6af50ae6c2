//! The worker: drains the queue into groups and carries each through one transaction.

mod consequences;
mod prefetch;

use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use async_channel::Receiver;
use foldhash::fast::RandomState;
use smallvec::SmallVec;
use smol_str::SmolStr;

use super::observe::{self, Observer, Transaction};
use super::work::{Decided, Decision, Mode, Stop, Unit};
use super::{SharedHistories, whole};
use crate::batch::{Batch, Op};
use crate::command::{Ctx, Drawn};
use crate::footprint::{Footprint, Past};
use crate::history::{Bounds, Builder, Item, Snapshot, row_items};
use crate::id::{CommandId, IdSource};
use crate::journal::{Head, JournalRow, RequestPrint};
use crate::record::{Place, Record as _};
use crate::registry::Registry;
use crate::scan::Scan;
use crate::store::{Access, Store, StoreError, StoreErrorKind, Tx};
use crate::tenant::Tenant;
use crate::time::Clock;
use crate::view::View;
use crate::working_set::{PastRead, WorkingSet};

/// How often a decision may ask for more rows.
const NEED_ROUNDS_MAX: usize = 64;

/// How often a command is executed after conflicts.
const ATTEMPTS_MAX: usize = 8;

/// The same for a group: soon its members are tried one by one, because one of them may be the
/// cause.
const GROUP_ATTEMPTS_MAX: usize = 2;

/// Appended rows from which on they are written ahead, where the store can: while it writes, the
/// next commands are decided. Long groups hand on more at a time.
const AHEAD_ROWS: usize = 32;
const AHEAD_ROWS_LONG: usize = 256;

/// Members of a long group. Before its end only appended rows are written, because many of its
/// changes will be of the same rows and are folded into one.
const LONG_GROUP: usize = 512;

/// Tenants kept in memory, with their rows and the tails of their histories; beyond that those
/// that did not write last are forgotten.
const TENANTS_MAX: usize = 256;

/// Keys kept in memory per tenant; beyond that the worker starts afresh.
const KNOWN_KEYS_MAX: usize = 400_000;

pub(crate) struct Worker {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) ids: Arc<IdSource>,
    pub(crate) histories: Arc<SharedHistories>,
    pub(crate) group_max: usize,
    pub(crate) observer: Observer,
    tenants: HashMap<Tenant, TenantState, RandomState>,
    scratch: Vec<u8>,
    decided: Decided,
    /// Ids that are thrown away.
    trial_ids: IdSource,
}

/// What the worker keeps of a tenant between groups.
struct TenantState {
    set: WorkingSet,
    head: Head,
    head_stored: bool,
    /// The largest command id in the journal: a larger one has certainly not been used.
    largest_id: Option<CommandId>,
    /// The same of what is stored, without the present group.
    largest_stored: Option<CommandId>,
    builders: Vec<Builder>,
    histories: Arc<SharedHistories>,
    /// Items of each history in what the group appended, in the order of `builders`, as far as
    /// it was taken from `set`.
    items: Vec<Vec<Item>>,
    /// The group recorded commands.
    journaled: bool,
    /// Rows that the group wrote before its end.
    wrote_ahead: usize,
    touched: bool,
    /// The head stands among the rows of `set`.
    head_shown: bool,
}

impl Worker {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        ids: Arc<IdSource>,
        histories: Arc<SharedHistories>,
        group_max: usize,
        registry: Arc<Registry>,
        observer: Observer,
    ) -> Self {
        Self {
            store,
            clock,
            ids,
            histories,
            group_max,
            observer,
            tenants: HashMap::default(),
            scratch: Vec::new(),
            decided: Decided::new(registry),
            trial_ids: IdSource::seeded(0),
        }
    }

    /// Another worker for the same store, which knows nothing yet.
    pub(super) fn another(&self) -> Self {
        Self::new(
            self.store.clone(),
            self.clock.clone(),
            self.ids.clone(),
            self.histories.clone(),
            self.group_max,
            self.decided.registry(),
            self.observer.clone(),
        )
    }

    /// Executes `first` and what is queued besides; afterwards every member has its result.
    pub(super) async fn group(&mut self, first: Unit, queue: &Receiver<Unit>) -> Vec<Unit> {
        let mut members = first.work.len();
        let mut group = vec![first];
        while members < self.group_max {
            let Ok(unit) = queue.try_recv() else { break };
            members = members.saturating_add(unit.work.len());
            group.push(unit);
        }
        self.execute(&mut group, None).await;
        self.observer.settled(&mut group);
        group
    }

    /// Executes a unit in a transaction that is a part of somebody else's.
    pub(super) async fn joined(&mut self, tx: Box<dyn Tx + '_>, mut unit: Unit) -> Unit {
        let group = std::slice::from_mut(&mut unit);
        let mut watched = self.observer.transaction(group, None);
        let span = watched.span();
        let done = observe::within(span, self.carry(tx, group, None, &mut watched)).await;
        watched.ended(group, None, done.as_ref().map(drop));
        if let Err(error) = done {
            fail(group, None, &error);
        }
        self.observer.settled(group);
        unit
    }

    /// Executes a group, or `only` one member of each unit; afterwards every member has its
    /// result.
    async fn execute(&mut self, group: &mut [Unit], only: Option<usize>) {
        let mut attempt = 1;
        // The outcome of a commit that was not told.
        let mut untold = None;
        loop {
            // What is in memory is relied on once, if the journal will tell whether it succeeded.
            let late = attempt == 1 && journaled(group, only);
            let missed = self.attempt(group, only, late).await;
            let Err(Missed { error, begun }) = missed else { return };
            self.tenants.clear();
            let divisible = match &*group {
                [unit] => only.is_none() && unit.work.mode() == Mode::Each && unit.work.len() > 1,
                _ => true,
            };
            let attempts_max = match error.kind() {
                StoreErrorKind::Conflict if divisible => GROUP_ATTEMPTS_MAX,
                StoreErrorKind::Conflict => ATTEMPTS_MAX,
                // A store that cannot be reached or is busy has waited already; one that was
                // lost on the way is looked for by beginning again.
                StoreErrorKind::Unavailable if begun => ATTEMPTS_MAX,
                // Executed again, the journal tells for each command whether it was done.
                StoreErrorKind::Unknown if journaled(group, only) => {
                    untold = untold.or_else(|| Some(error.clone()));
                    ATTEMPTS_MAX
                }
                _ => 0,
            };
            if attempt < attempts_max {
                attempt = attempt.saturating_add(1);
                observe::retried(group.len(), &error);
                continue;
            }
            if let Some(untold) = untold {
                return fail(group, only, &untold);
            }
            // One member may be the cause: its neighbours must not suffer for it. A device
            // that fails or an unknown outcome concerns them all.
            let by_member = matches!(
                error.kind(),
                StoreErrorKind::Conflict | StoreErrorKind::Invalid | StoreErrorKind::Corrupt
            );
            match group {
                _ if !by_member => fail(group, only, &error),
                [] => {}
                [_] if !divisible => fail(group, only, &error),
                [unit] => {
                    for member in 0..unit.work.len() {
                        Box::pin(self.execute(group, Some(member))).await;
                    }
                }
                units => {
                    for unit in units {
                        Box::pin(self.execute(std::slice::from_mut(unit), None)).await;
                    }
                }
            }
            return;
        }
    }

    async fn attempt(
        &mut self,
        group: &mut [Unit],
        only: Option<usize>,
        late: bool,
    ) -> Result<(), Missed> {
        let store = self.store.clone();
        let mut tenants: Vec<Tenant> = group.iter().map(|unit| unit.tenant.clone()).collect();
        tenants.sort_unstable();
        tenants.dedup();
        let mut watched = self.observer.transaction(group, only);
        let mut begun = false;
        let span = watched.span();
        let done = observe::within(span, async {
            let tx = if late {
                store.begin_late(&tenants).await?
            } else {
                store.begin(Access::Write, &tenants).await?
            };
            begun = true;
            self.carry(tx, group, only, &mut watched).await
        });
        let done = done.await;
        watched.ended(group, only, done.as_ref().map(drop));
        done.map_err(|error| Missed { error, begun })
    }

    /// Carries a group through a transaction.
    async fn carry(
        &mut self,
        mut tx: Box<dyn Tx + '_>,
        group: &mut [Unit],
        only: Option<usize>,
        watched: &mut Transaction,
    ) -> Result<(), StoreError> {
        if tx.written_elsewhere() {
            self.tenants.clear();
        }
        for state in self.tenants.values_mut() {
            state.touched = false;
        }
        self.prefetch(tx.as_mut(), group, only).await?;
        let members = group.iter().map(|unit| unit.work.len()).fold(0, usize::saturating_add);
        let mut ahead = tx.writes_ahead().then(|| Ahead::of(members, self.store.loads_travel()));
        for unit in group.iter_mut() {
            self.run_unit(tx.as_mut(), unit, only, &mut ahead).await?;
        }
        let mut written = false;
        for (tenant, state) in self.tenants.iter_mut().filter(|(_, state)| state.touched) {
            let rows = state.flush(tx.as_mut(), tenant).await?;
            watched.wrote(rows);
            written |= rows > 0;
        }
        if written {
            watched.commit(tx.commit()).await?;
        } else {
            tx.confirm().await?;
        }
        for state in self.tenants.values_mut().filter(|state| state.touched) {
            state.largest_stored = state.largest_id;
            state.builders.iter_mut().for_each(Builder::commit);
            if state.set.len() > KNOWN_KEYS_MAX {
                state.set.clear();
            }
        }
        if self.tenants.len() > TENANTS_MAX {
            self.tenants.retain(|_, state| state.touched);
            self.histories.retain(|tenant| self.tenants.contains_key(tenant));
        }
        Ok(())
    }

    async fn tenant(&mut self, tx: &mut dyn Tx, tenant: &Tenant) -> Result<(), StoreError> {
        if !self.tenants.contains_key(tenant) {
            let state = TenantState::open(tx, tenant, &self.histories).await?;
            self.tenants.insert(tenant.clone(), state);
        }
        if let Some(state) = self.tenants.get_mut(tenant) {
            state.touched = true;
        }
        Ok(())
    }

    async fn run_unit(
        &mut self,
        tx: &mut dyn Tx,
        unit: &mut Unit,
        only: Option<usize>,
        ahead: &mut Option<Ahead>,
    ) -> Result<(), StoreError> {
        let Some(state) = self.tenants.get_mut(&unit.tenant) else { return Ok(()) };
        let atomic = unit.work.mode() != Mode::Each;
        let before = (state.head.clone(), state.largest_id);
        if atomic {
            state.set.begin_unit();
        }
        let mut refused = None;
        for member in (0..unit.work.len()).filter(|member| only.is_none_or(|only| only == *member))
        {
            let mut call = Call {
                clock: self.clock.as_ref(),
                ids: &self.ids,
                observer: &self.observer,
                scratch: &mut self.scratch,
                decided: &mut self.decided,
                ahead: ahead.is_some() && !atomic,
                depth: 0,
                cause: None,
            };
            call.member(tx, state, unit, member).await?;
            if atomic && unit.work.refused(member) {
                refused = Some(member);
                break;
            }
            if let Some(ahead) = ahead.as_mut().filter(|_| !atomic) {
                ahead.left = ahead.left.saturating_sub(1);
                state.write_ahead(tx, &unit.tenant, ahead).await?;
            }
        }
        if !atomic {
            return Ok(());
        }
        if refused.is_some() || unit.work.mode() == Mode::Dry {
            state.set.undo_unit();
            (state.head, state.largest_id) = before;
            state.hide_head();
        } else {
            state.set.keep_unit();
        }
        if let Some(index) = refused {
            for member in (0..unit.work.len()).filter(|member| *member != index) {
                unit.work.stop(member, Stop::Neighbour(index), &[]);
            }
        }
        if let Some(ahead) = ahead {
            ahead.left = ahead.left.saturating_sub(unit.work.len());
            state.write_ahead(tx, &unit.tenant, ahead).await?;
        }
        Ok(())
    }
}

/// A group that was not executed.
struct Missed {
    error: StoreError,
    /// Its transaction had begun.
    begun: bool,
}

/// When and what a group writes before its end.
struct Ahead {
    /// Appended rows that are worth it.
    rows: usize,
    appended_only: bool,
    /// Members that are still to be decided.
    left: usize,
}

impl Ahead {
    fn of(members: usize, travels: bool) -> Self {
        let long = members >= LONG_GROUP;
        let rows = match (long, travels) {
            (true, _) => AHEAD_ROWS_LONG,
            (false, false) => AHEAD_ROWS,
            // Each hand-over is a journey or more, which a short group does not gain back.
            (false, true) => usize::MAX,
        };
        Self { rows, appended_only: long, left: members }
    }
}

/// What one decision needs from the worker besides the tenant's rows.
struct Call<'a> {
    clock: &'a dyn Clock,
    ids: &'a IdSource,
    observer: &'a Observer,
    scratch: &'a mut Vec<u8>,
    decided: &'a mut Decided,
    /// What is decided may be written before its unit ends.
    ahead: bool,
    /// How many causes the command has above it.
    depth: u32,
    /// The one right above it.
    cause: Option<&'static str>,
}

impl Call<'_> {
    async fn member(
        &mut self,
        tx: &mut dyn Tx,
        state: &mut TenantState,
        unit: &mut Unit,
        member: usize,
    ) -> Result<(), StoreError> {
        let id = unit.work.id(member);
        let journaled = unit.work.journaled(member);
        let request = if journaled {
            let request = unit.work.request(member, self.scratch);
            if let Some(first) = state.executed(tx, &unit.tenant, id).await? {
                if first.request == request.bytes && !request.bytes.is_empty() {
                    unit.work.replay(member, &first.events, first.pos)?;
                } else {
                    let same = first.command == unit.work.name(member);
                    let print = if same { first.request.as_slice() } else { &[] };
                    unit.work.stop(member, Stop::IdReused, print);
                }
                return Ok(());
            }
            Some(request)
        } else {
            None
        };
        let now = self.clock.now().max(state.head.recorded_at);
        let pos = state.head.pos.saturating_add(i64::from(journaled));
        let drawn = RefCell::new(Drawn::default());
        for round in 0..NEED_ROUNDS_MAX {
            self.decided.clear();
            drawn.borrow_mut().rewind();
            let decision = {
                let Unit { tenant, actor, work, seen, .. } = &mut *unit;
                let (cause, ids, drawn) = (self.cause, self.ids, Some(&drawn));
                let ctx = Ctx { now, tenant, actor, command_id: id, cause, pos, ids, drawn };
                let view = View::new(&state.set);
                // A defect in one domain must not end the worker, which serves all.
                catch_unwind(AssertUnwindSafe(|| {
                    seen.decide(member, || work.decide(member, &view, &ctx, self.decided))
                }))
            };
            let decision = decision.unwrap_or_else(|_| {
                let message = format!("the decision of `{}` panicked", unit.work.name(member));
                Decision::Failed(StoreError::new(StoreErrorKind::Invalid, message))
            });
            match decision {
                Decision::Accepted => {
                    state.set.forget_scans();
                    state.load_guarded(tx, &unit.tenant, self.decided.batch.ops()).await?;
                    let before = self.before(state, unit);
                    if let Some(request) = request {
                        state.record(unit, member, now, request, self.decided);
                    }
                    unit.seen.decided(member, self.decided.batch.len());
                    // What may have to be undone is not written before.
                    let ahead = self.ahead && before.is_none();
                    self.absorb(tx, state, &unit.tenant, ahead).await?;
                    let dry = unit.work.mode() == Mode::Dry;
                    unit.work.accept(member, if dry { 0 } else { pos });
                    if self.decided.caused.is_empty() {
                        return Ok(());
                    }
                    return self.consequences(tx, state, unit, member, now, before).await;
                }
                Decision::Need(mut want) => {
                    if round == 0 {
                        unit.work.footprint(member, &mut want);
                    }
                    state.load(tx, &unit.tenant, &want).await?;
                }
                Decision::Rejected => {
                    state.set.forget_scans();
                    return Ok(());
                }
                Decision::Failed(error) => return Err(error),
            }
        }
        state.set.forget_scans();
        unit.work.stop(member, Stop::Undecided, &[]);
        Ok(())
    }

    /// Lays what was decided over the rows in memory. The rows that a long command appends are
    /// written while its changes are folded.
    async fn absorb(
        &mut self,
        tx: &mut dyn Tx,
        state: &mut TenantState,
        tenant: &Tenant,
        ahead: bool,
    ) -> Result<(), StoreError> {
        let batch = &mut self.decided.batch;
        let long = ahead && batch.appended_len() >= AHEAD_ROWS_LONG;
        let free = long && batch.ops().iter().all(|op| matches!(op, Op::Change(_)));
        state.set.absorb_appended(batch)?;
        if free && let Some(appended) = state.set.take_appended() {
            state.put_ahead(tx, tenant, appended).await?;
        }
        state.set.absorb_ops(batch)
    }
}

impl TenantState {
    async fn open(
        tx: &mut dyn Tx,
        tenant: &Tenant,
        histories: &Arc<SharedHistories>,
    ) -> Result<Self, StoreError> {
        let place = Head::key().into_place();
        let rows = tx.load(tenant, std::slice::from_ref(&place)).await?;
        let stored = rows.into_iter().next().flatten();
        let stored = stored.as_ref().and_then(|row| row.downcast_ref::<Head>()).cloned();
        let scan = Scan::of::<JournalRow>().by(JournalRow::BY_COMMAND).descending().limit(1);
        let page = tx.scan(tenant, &scan).await?;
        let largest_id = page.of::<JournalRow>().next().map(|row| row.command_id);
        let head_stored = stored.is_some();
        if !head_stored {
            // The head comes last.
            whole::ensure(tx, tenant).await?;
        }
        let head = stored.unwrap_or_else(Head::empty);
        let mut builders = Vec::new();
        for (history, tables) in histories.feeds() {
            let shared = histories.of(tenant, history);
            shared.catch_up(tx, tenant, history, tables, head.pos).await?;
            builders.push(Builder::new(history, histories.run_items(), shared));
        }
        Ok(Self {
            set: WorkingSet::default(),
            head,
            head_stored,
            largest_id,
            largest_stored: largest_id,
            items: builders.iter().map(|_| Vec::new()).collect(),
            builders,
            histories: histories.clone(),
            journaled: false,
            wrote_ahead: 0,
            touched: true,
            head_shown: false,
        })
    }

    /// The head among the rows is no longer the present one.
    fn hide_head(&mut self) {
        if std::mem::take(&mut self.head_shown) {
            self.set.forget(Head::key().place());
        }
    }

    /// Loads the rows of changes that must not be made blindly.
    async fn load_guarded(
        &mut self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        ops: &[Op],
    ) -> Result<(), StoreError> {
        self.fetch(tx, tenant, guarded(ops)).await
    }

    /// The journal row of a command that was executed before.
    async fn executed(
        &mut self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        id: CommandId,
    ) -> Result<Option<JournalRow>, StoreError> {
        if self.largest_id.is_none_or(|largest| id > largest) {
            return Ok(None);
        }
        let at = JournalRow::by_command(id);
        let stored = self.largest_stored.is_some_and(|largest| id <= largest);
        if self.set.lacks(at.place()) && (stored || self.wrote_ahead > 0) {
            self.fetch(tx, tenant, vec![at.place().clone()]).await?;
        }
        let row = self.set.peek(at.place()).flatten();
        Ok(row.and_then(|row| row.downcast_ref::<JournalRow>()).cloned())
    }

    async fn load(
        &mut self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        want: &Footprint,
    ) -> Result<(), StoreError> {
        // The head moves with every command, so it is kept apart and entered on demand.
        let head = Head::key();
        if want.places().iter().any(|place| place == head.place()) {
            let row = (self.head.pos > 0).then(|| Arc::new(self.head.clone()) as _);
            self.set.refresh(head.into_place(), row);
            self.head_shown = true;
        }
        let missing: Vec<Place> =
            want.places().iter().filter(|place| self.set.lacks(place)).cloned().collect();
        self.fetch(tx, tenant, missing).await?;
        for scan in want.scans() {
            if !self.set.lacks_scan(scan) {
                continue;
            }
            if !scan.semijoins.is_empty() {
                let message = "a decision cannot scan with semijoins";
                return Err(StoreError::new(StoreErrorKind::Invalid, message));
            }
            let unread = self.set.unread(scan.table);
            self.fetch(tx, tenant, unread).await?;
            let dirty = u32::try_from(self.set.overlay_size(scan)).unwrap_or(u32::MAX);
            let mut wide = scan.clone();
            wide.limit = scan.limit.saturating_add(dirty);
            let page = tx.scan(tenant, &wide).await?;
            self.set.scanned(scan.clone(), page)?;
        }
        let mut unread = want.pasts().to_vec();
        unread.retain(|past| self.set.past(past).is_none());
        if !unread.is_empty() {
            self.load_pasts(tx, tenant, &unread).await?;
        }
        Ok(())
    }

    /// Enters parts of histories: what is stored of them, with what this group appended.
    async fn load_pasts(
        &mut self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        pasts: &[Past],
    ) -> Result<(), StoreError> {
        let place = Head::key().into_place();
        let rows = tx.load(tenant, std::slice::from_ref(&place)).await?;
        let stored = rows.first().and_then(|row| row.as_ref()?.downcast_ref::<Head>());
        let head_pos = stored.map_or(0, |head| head.pos);
        let histories = self.histories.clone();
        for (at, builder) in self.builders.iter().enumerate() {
            let history = builder.history;
            if !pasts.iter().any(|past| past.history() == history) {
                continue;
            }
            let (tables, shared) = (histories.tables(history), histories.of(tenant, history));
            let mut snapshot =
                Snapshot::open(tx, tenant, history, tables, shared, head_pos).await?;
            let ahead = self.items.get(at).map_or(&[][..], Vec::as_slice);
            for past in pasts {
                if past.history() == history {
                    let read = read_past(&mut snapshot, tx, past).await?;
                    self.set.enter_past(*past, read, ahead);
                }
            }
        }
        Ok(())
    }

    async fn fetch(
        &mut self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        mut places: Vec<Place>,
    ) -> Result<(), StoreError> {
        places.retain(|place| self.set.lacks(place));
        if places.is_empty() {
            return Ok(());
        }
        let rows = tx.load(tenant, &places).await?;
        for (place, row) in places.into_iter().zip(rows) {
            self.set.loaded(place, row)?;
        }
        Ok(())
    }

    /// Adds the journal row of an accepted command to its writes.
    fn record(
        &mut self,
        unit: &Unit,
        member: usize,
        now: crate::time::Timestamp,
        request: RequestPrint,
        decided: &mut Decided,
    ) {
        let id = unit.work.id(member);
        let mut row = JournalRow {
            pos: self.head.pos.saturating_add(1),
            command_id: id,
            command: SmolStr::new_static(unit.work.name(member)),
            actor: unit.actor.text(),
            recorded_at: now,
            request: request.bytes,
            events: SmallVec::from_slice(&decided.events),
            hash: SmallVec::new(),
        };
        let hash = row.expected_hash(&unit.tenant, &self.head.hash);
        row.hash = SmallVec::from_slice(&hash);
        self.head.pos = row.pos;
        self.head.recorded_at = now;
        self.head.hash.clear();
        self.head.hash.extend_from_slice(&hash);
        self.largest_id = self.largest_id.max(Some(id));
        self.hide_head();
        decided.batch.insert(row);
    }

    /// Notes what appended rows that are about to be written mean for the end of the group.
    fn collect(&mut self, batch: &Batch) {
        for rows in batch.appended() {
            let table = rows.table();
            self.journaled |= table == JournalRow::table();
            let Some(history) = table.history else { continue };
            let builder = self.builders.iter().position(|builder| builder.history == history);
            if let Some(items) = builder.and_then(|at| self.items.get_mut(at)) {
                rows.iter().for_each(|row| row_items(row, items));
            }
        }
    }

    /// Writes what the group has done so far, if that is enough to be worth it.
    async fn write_ahead(
        &mut self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        ahead: &Ahead,
    ) -> Result<(), StoreError> {
        if ahead.left == 0 || self.set.appended_len() < ahead.rows {
            return Ok(());
        }
        let appended = if ahead.appended_only { self.set.take_appended() } else { None };
        let batch = appended.unwrap_or_else(|| self.set.take_batch());
        self.put_ahead(tx, tenant, batch).await
    }

    async fn put_ahead(
        &mut self,
        tx: &mut dyn Tx,
        tenant: &Tenant,
        batch: Batch,
    ) -> Result<(), StoreError> {
        self.collect(&batch);
        self.wrote_ahead = self.wrote_ahead.saturating_add(batch.len());
        tx.apply_ahead(tenant, batch).await
    }

    /// Writes the tenant's share of the group; returns how many rows that was.
    async fn flush(&mut self, tx: &mut dyn Tx, tenant: &Tenant) -> Result<usize, StoreError> {
        let mut batch = self.set.take_batch();
        self.collect(&batch);
        let journaled = std::mem::take(&mut self.journaled);
        let mut rows = std::mem::take(&mut self.wrote_ahead);
        if batch.is_empty() && rows == 0 {
            return Ok(0);
        }
        if rows > 0 {
            rows = rows.saturating_add(batch.len());
            // Goes on while the histories are packed.
            tx.apply_ahead(tenant, std::mem::take(&mut batch)).await?;
        }
        if journaled {
            if self.head_stored {
                batch.replace(self.head.clone());
            } else {
                batch.insert(self.head.clone());
            }
            self.head_stored = true;
        }
        for (builder, items) in self.builders.iter_mut().zip(&mut self.items) {
            let items = std::mem::take(items);
            builder.stage(tx, tenant, items, self.head.pos, &mut batch).await?;
        }
        rows = rows.saturating_add(batch.len());
        tx.apply(tenant, batch).await?;
        Ok(rows)
    }
}

/// The rows of changes that must not be made blindly: a guard is looked at when its change is
/// made, so that several changes of a row can be folded into one, and a row that takes another
/// alternate key must be found by it.
fn guarded(ops: &[Op]) -> Vec<Place> {
    let mut places = Vec::new();
    for op in ops {
        if let Op::Change(change) = op
            && (!change.guards().is_empty() || change.moves())
        {
            let key = change.key().clone();
            places.push(Place { table: change.table(), index: 0, key });
        }
    }
    places
}

/// Whether the journal tells of every member whether it was executed.
fn journaled(group: &[Unit], only: Option<usize>) -> bool {
    group.iter().all(|unit| {
        let mut members =
            (0..unit.work.len()).filter(|member| only.is_none_or(|only| only == *member));
        unit.work.mode() == Mode::Dry || members.all(|at| unit.work.journaled(at))
    })
}

fn fail(group: &mut [Unit], only: Option<usize>, error: &StoreError) {
    for unit in group {
        for member in (0..unit.work.len()).filter(|member| only.is_none_or(|only| only == *member))
        {
            unit.work.stop(member, Stop::Store(error.clone()), &[]);
        }
    }
}

/// What is stored of a part of a history, before this group.
async fn read_past(
    snapshot: &mut Snapshot<'_>,
    tx: &mut dyn Tx,
    past: &Past,
) -> Result<PastRead, StoreError> {
    Ok(match *past {
        Past::Sums { series, to_us, .. } => {
            PastRead::Sums(snapshot.sums(tx, series, to_us, i64::MAX).await?)
        }
        Past::Items { series, from_us, .. } => {
            let bounds = Bounds { from_us, ..Bounds::ALL };
            let ascending = crate::scan::Direction::Ascending;
            let read = snapshot.page(tx, series, &bounds, ascending, None, usize::MAX);
            PastRead::Items(read.await?)
        }
    })
}
