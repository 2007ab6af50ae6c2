//! The fold of a pool's flows, and what becomes different when some become known late.

use std::collections::{BTreeMap, BTreeSet};

use super::math::{neg, share, sub};
use super::{Effects, Flow, Key, Method, Overflow, Product, State};
use crate::types::AccountRole;

/// Microseconds of a day: as far as corrections of single flows are gathered.
const DAY_US: i64 = 86_400_000_000;

/// What a movement cost that others take back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) quantity: i64,
    pub(crate) cost: i64,
    /// How much of it has come back so far.
    pub(crate) returned: i64,
}

/// What `quantity` more of a movement cost: shares of the running sum, so that all of it costs
/// all of it.
pub(crate) fn origin_share(given: &mut Given, quantity: i64) -> Result<i64, Overflow> {
    let before = share(given.cost, given.returned, given.quantity)?;
    given.returned = given.returned.checked_add(quantity).ok_or(Overflow)?;
    sub(share(given.cost, given.returned, given.quantity)?, before)
}

/// Costs added to an incoming flow after it came in, by what they are posted against.
type Adjusted = BTreeMap<Key, Effects>;

/// A fold on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) state: State,
    origins: BTreeMap<Key, Given>,
}

impl Run {
    pub(crate) fn new(state: State) -> Self {
        Self { state, origins: BTreeMap::new() }
    }

    /// Tells what an earlier flow had cost.
    pub(crate) fn know(&mut self, key: Key, given: Given) {
        self.origins.insert(key, given);
    }

    /// One flow; says what it is worth, and what it does to the pool.
    pub(crate) fn step(
        &mut self,
        key: Key,
        amount: i64,
        flow: &Flow,
        adjusted: Option<&Effects>,
    ) -> Result<(i64, Effects), Overflow> {
        let mut effects = Effects::default();
        let state = &mut self.state;
        let cost = match flow {
            Flow::Method(method) => {
                state.change_method(key, *method, &mut effects)?;
                0
            }
            Flow::Revalue { value, per } => {
                state.revalue(*value, *per, &mut effects)?;
                0
            }
            Flow::Adjust { .. } => 0,
            Flow::Receipt { cost } => {
                let role = AccountRole::ReceivedNotInvoiced;
                put(state, key, amount, (*cost, role), adjusted, &mut effects)?
            }
            Flow::Output { cost } => {
                let role = AccountRole::ProductionCost;
                put(state, key, amount, (*cost, role), adjusted, &mut effects)?
            }
            Flow::Found => {
                let cost = state.found(amount)?;
                let role = AccountRole::Adjustment;
                put(state, key, amount, (cost, role), adjusted, &mut effects)?
            }
            Flow::ReturnIn { origin, cost } => {
                let cost = match self.origins.get_mut(origin) {
                    Some(given) => origin_share(given, amount)?,
                    None => *cost,
                };
                let role = AccountRole::CostOfGoodsSold;
                put(state, key, amount, (cost, role), adjusted, &mut effects)?
            }
            Flow::ReturnOut { origin, cost } => {
                let quantity = neg(amount)?;
                let cost = match self.origins.get_mut(origin) {
                    Some(given) => origin_share(given, quantity)?,
                    None => *cost,
                };
                state.take_back(*origin, quantity, cost, &mut effects)?;
                cost
            }
            Flow::Issue { role } => state.take(neg(amount)?, *role, &mut effects)?,
            Flow::Input { .. } => {
                state.take(neg(amount)?, AccountRole::ProductionCost, &mut effects)?
            }
        };
        Ok((cost, effects))
    }

    fn note(&mut self, wanted: &BTreeSet<Key>, key: Key, amount: i64, cost: i64) {
        if wanted.contains(&key) {
            let quantity = amount.saturating_abs();
            self.origins.insert(key, Given { quantity, cost, returned: 0 });
        }
    }
}

/// Takes a flow in with all that it cost by now.
fn put(
    state: &mut State,
    key: Key,
    amount: i64,
    (cost, role): (i64, AccountRole),
    adjusted: Option<&Effects>,
    effects: &mut Effects,
) -> Result<i64, Overflow> {
    let mut whole = cost;
    for (other, more) in adjusted.into_iter().flat_map(Effects::each) {
        whole = whole.checked_add(more).ok_or(Overflow)?;
        effects.add(other, more)?;
        // All of it goes in as one cost, posted against the first role, less what others bear.
        effects.add(role, neg(more)?)?;
    }
    state.put(key, amount, whole, role, effects)?;
    Ok(whole)
}

/// A flow that is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pending {
    pub(crate) key: Key,
    /// Smallest units, negative if they go out; zero for what is no movement.
    pub(crate) amount: i64,
    pub(crate) flow: Flow,
}

impl Pending {
    /// From where on it changes anything.
    fn reach(&self) -> Key {
        self.flow.reaches_back_to().unwrap_or(self.key)
    }
}

/// A change of a pool's value that has to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) at_us: i64,
    pub(crate) role: AccountRole,
    pub(crate) amount: i64,
}

/// What became of a pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recosting {
    pub(crate) state: State,
    /// What the new flows are worth.
    pub(crate) costs: BTreeMap<Key, i64>,
    pub(crate) changes: Vec<Change>,
    /// What inputs give to products: what they had given, what they give now.
    pub(crate) inputs: Vec<(Key, i64, i64, Vec<Product>)>,
    /// The last flow of old that is worth something else now.
    pub(crate) until_us: Option<i64>,
}

/// All flows of a pool in order: movements with their amounts, what is noted about some of them,
/// and what is new.
pub(crate) struct Replay<'a> {
    /// Movements in order of their keys.
    pub(crate) movements: &'a mut dyn Iterator<Item = (Key, i64)>,
    /// Notes in order of their keys.
    pub(crate) notes: &'a [(Key, Flow)],
    /// New flows in order of their keys.
    pub(crate) pending: &'a [Pending],
    /// The first instant that is still open.
    pub(crate) open_us: i64,
}

/// Changes gathered by when they count.
#[derive(Debug)]
struct Gathered {
    open_us: i64,
    exact: BTreeMap<i64, Effects>,
    by_day: BTreeMap<i64, (i64, Effects)>,
}

impl Gathered {
    fn new(open_us: i64) -> Self {
        Self { open_us, exact: BTreeMap::new(), by_day: BTreeMap::new() }
    }

    /// What a new flow does counts at its own time.
    fn exactly(&mut self, at_us: i64, effects: &Effects) -> Result<(), Overflow> {
        if effects.is_zero() {
            return Ok(());
        }
        self.exact.entry(at_us.max(self.open_us)).or_default().merge(effects)
    }

    /// What becomes different of old flows counts at the last of them on each day.
    fn daily(&mut self, at_us: i64, effects: &Effects) -> Result<(), Overflow> {
        if effects.is_zero() {
            return Ok(());
        }
        let at_us = at_us.max(self.open_us);
        let day = at_us.div_euclid(DAY_US);
        let (last, sum) = self.by_day.entry(day).or_default();
        *last = if sum.is_zero() { at_us } else { at_us.max(*last) };
        sum.merge(effects)
    }

    fn changes(mut self) -> Result<Vec<Change>, Overflow> {
        for (at_us, effects) in self.by_day.into_values() {
            self.exact.entry(at_us).or_default().merge(&effects)?;
        }
        let of = |(at_us, effects): (i64, Effects)| {
            effects.each().map(move |(role, amount)| Change { at_us, role, amount }).collect()
        };
        Ok(self.exact.into_iter().flat_map(|it| -> Vec<Change> { of(it) }).collect())
    }
}

/// New flows behind all others: nothing of old is looked at.
pub(crate) fn append(
    mut run: Run,
    pending: &[Pending],
    open_us: i64,
) -> Result<Recosting, Overflow> {
    let mut gathered = Gathered::new(open_us);
    let mut costs = BTreeMap::new();
    let mut inputs = Vec::new();
    for it in pending {
        let (cost, effects) = run.step(it.key, it.amount, &it.flow, None)?;
        gathered.exactly(it.key.at_us, &effects)?;
        costs.insert(it.key, cost);
        if let Flow::Input { products } = &it.flow {
            inputs.push((it.key, 0, cost, products.clone()));
        }
    }
    let changes = gathered.changes()?;
    Ok(Recosting { state: run.state, costs, changes, inputs, until_us: None })
}

impl Replay<'_> {
    /// Folds twice from the first flow that is new on: without what is new, and with it.
    pub(crate) fn recost(self) -> Result<Recosting, Overflow> {
        let start = State::new(Method::Average);
        let mut wanted: BTreeSet<Key> = BTreeSet::new();
        let mut before = Adjusted::new();
        let noted = self.notes.iter().map(|(_, flow)| flow);
        for flow in noted.chain(self.pending.iter().map(|it| &it.flow)) {
            if let Flow::ReturnIn { origin, .. } | Flow::ReturnOut { origin, .. } = flow {
                wanted.insert(*origin);
            }
        }
        for (_, flow) in self.notes {
            note_adjustment(&mut before, flow)?;
        }
        let mut after = before.clone();
        for it in self.pending {
            note_adjustment(&mut after, &it.flow)?;
        }
        let first = self.pending.iter().map(Pending::reach).min();
        let mut gathered = Gathered::new(self.open_us);
        let mut costs = BTreeMap::new();
        let mut inputs = Vec::new();
        let mut until_us = None;
        let mut new = Run::new(start);
        // Both folds are the same up to the first change.
        let mut old: Option<Run> = None;
        let mut pending = self.pending.iter().peekable();
        let mut notes = self.notes.iter().peekable();
        let mut movements = self.movements.peekable();
        loop {
            let movement = movements.peek().map(|(key, _)| *key);
            let note = notes.peek().map(|(key, _)| *key);
            let known = match (movement, note) {
                (Some(movement), Some(note)) => Some(movement.min(note)),
                (movement, note) => movement.or(note),
            };
            if let Some(it) = pending.next_if(|it| known.is_none_or(|known| it.key < known)) {
                old.get_or_insert_with(|| new.clone());
                let (cost, effects) = new.step(it.key, it.amount, &it.flow, after.get(&it.key))?;
                new.note(&wanted, it.key, it.amount, cost);
                gathered.exactly(it.key.at_us, &effects)?;
                costs.insert(it.key, cost);
                if let Flow::Input { products } = &it.flow {
                    inputs.push((it.key, 0, cost, products.clone()));
                }
                continue;
            }
            let Some(key) = known else { break };
            let amount = match movement {
                Some(at) if at == key => movements.next().map_or(0, |(_, amount)| amount),
                _ => 0,
            };
            let flow = match note {
                Some(at) if at == key => notes.next().map_or(&Flow::SALE, |(_, flow)| flow),
                _ => &Flow::SALE,
            };
            if old.is_none() && first.is_some_and(|first| first <= key) {
                old = Some(new.clone());
            }
            let (cost, effects) = new.step(key, amount, flow, after.get(&key))?;
            new.note(&wanted, key, amount, cost);
            let Some(old) = &mut old else { continue };
            let (cost_before, effects_before) = old.step(key, amount, flow, before.get(&key))?;
            old.note(&wanted, key, amount, cost_before);
            let difference = effects.since(&effects_before)?;
            gathered.daily(key.at_us, &difference)?;
            if cost != cost_before {
                until_us = Some(key.at_us);
                if let Flow::Input { products } = flow {
                    inputs.push((key, cost_before, cost, products.clone()));
                }
            }
        }
        let changes = gathered.changes()?;
        Ok(Recosting { state: new.state, costs, changes, inputs, until_us })
    }
}

fn note_adjustment(adjusted: &mut Adjusted, flow: &Flow) -> Result<(), Overflow> {
    match flow {
        Flow::Adjust { target, amount, role } => {
            adjusted.entry(*target).or_default().add(*role, *amount)
        }
        _ => Ok(()),
    }
}
