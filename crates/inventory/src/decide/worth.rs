//! What a decision does to the value of stock: the glue between drafts, pools and the books.

use std::collections::{BTreeMap, BTreeSet};

use moja_core::command::Refusal;
use moja_core::scan::{Compare, Scan};
use moja_core::store::{StoreError, StoreErrorKind};
use moja_core::time::Timestamp;
use moja_core::view::View;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::desk::{Desk, DocumentDraft, Draft, Origin, Worth, warm};
use super::{Step, group, item_no, last_number, reject};
use crate::event::{FlowFacts, PoolFacts, Posting, ValueFacts, Valued};
use crate::rejection::Rejection;
use crate::tables::{FlowRow, Group, Item, Movement, PoolRow, Returned, STOCK};
use crate::types::{AccountRole, Costing, DocumentId, DocumentKind};
use crate::valuation::{
    Effects, Flow, Given, Key, Method, Overflow, Pending, Product, Recosting, Replay, Run, State,
    append, apportion, origin_share,
};

/// Pools that one command may look at again because the cost of their inputs became different.
const RECOSTINGS_MAX: usize = 10_000;

/// What a movement is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Priced {
    /// The pool, and whether it grows.
    pub(super) pool: Option<(i64, bool)>,
    /// Minor units.
    pub(super) cost: Option<i64>,
}

/// What is read of a pool, and what is new in it.
struct Pool<'a> {
    item: &'a Item,
    lot: i64,
    row: Option<&'a PoolRow>,
    pending: Vec<Pending>,
    /// What movements cost that are taken back now.
    known: BTreeMap<Key, Given>,
    /// Whether all of them are known without looking at the whole history.
    certain: bool,
}

/// Where the pools of one command are worked at.
pub(super) struct Bench<'a> {
    view: View<'a>,
    pos: i64,
    /// The place of the event that tells of it.
    ordinal: i64,
    open_from: Timestamp,
    last_pool: Option<i64>,
    pools: BTreeMap<i64, Pool<'a>>,
    by_item: BTreeMap<(i64, i64), i64>,
    done: BTreeMap<i64, (Vec<Pending>, Recosting)>,
    /// What the inputs of a pool give to products, by pool of the product and its flow.
    gifts: BTreeMap<i64, BTreeMap<(i64, Key), i64>>,
}

pub(crate) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    postcard::from_bytes(bytes).map_err(|_| {
        StoreError::new(StoreErrorKind::Corrupt, "what is stored of a pool is damaged")
    })
}

fn encode<T: Serialize>(value: &T) -> Step<Vec<u8>> {
    postcard::to_allocvec(value).map_err(|_| {
        Refusal::Store(StoreError::new(StoreErrorKind::Invalid, "a pool cannot be stored"))
    })
}

/// The pool's lot: a lot is valued by itself with lot costing alone.
pub(super) fn pool_lot(item: &Item, lot: i64) -> i64 {
    if item.costing == Costing::Lot { lot } else { 0 }
}

fn method_of(item: &Item) -> Method {
    Method::of(item.costing, item.standard_cost.zip(item.standard_per))
}

fn out_of_range<T>(item: &Item) -> impl FnOnce(Overflow) -> Refusal<T> + use<T>
where
    Refusal<T>: From<Refusal<Rejection>>,
{
    let item = item.code.to_string();
    move |Overflow| Refusal::Rejected(Rejection::OutOfRange { item }).into()
}

impl<'a> Bench<'a> {
    pub(super) fn new(view: View<'a>, pos: i64, ordinal: i64, open_from: Timestamp) -> Self {
        Self {
            view,
            pos,
            ordinal,
            open_from,
            last_pool: None,
            pools: BTreeMap::new(),
            by_item: BTreeMap::new(),
            done: BTreeMap::new(),
            gifts: BTreeMap::new(),
        }
    }

    /// The pool of an item, or of one of its lots; a new one if there is none.
    pub(super) fn pool(&mut self, item: &'a Item, lot: i64) -> Step<i64> {
        if let Some(no) = self.by_item.get(&(item.no, lot)) {
            return Ok(*no);
        }
        let row = self.view.get(PoolRow::by_item(item.no, lot))?;
        let no = match row {
            Some(row) => row.no,
            None => {
                let last = match self.last_pool {
                    Some(last) => last,
                    None => last_number(&self.view, "pools")?,
                };
                let no = last.saturating_add(1);
                self.last_pool = Some(no);
                no
            }
        };
        self.enter(no, item, lot, row);
        Ok(no)
    }

    fn enter(&mut self, no: i64, item: &'a Item, lot: i64, row: Option<&'a PoolRow>) {
        self.by_item.insert((item.no, lot), no);
        let (pending, known) = (Vec::new(), BTreeMap::new());
        self.pools.insert(no, Pool { item, lot, row, pending, known, certain: true });
    }

    /// The pool with this number.
    pub(super) fn pool_no(&mut self, no: i64) -> Step<()> {
        if self.pools.contains_key(&no) {
            return Ok(());
        }
        let Some(row) = self.view.get(PoolRow::key(no))? else {
            let missing = StoreError::new(StoreErrorKind::Corrupt, "a pool is missing");
            return Err(Refusal::Store(missing));
        };
        let item = item_no(&self.view, row.item)?;
        self.enter(no, item, row.lot, Some(row));
        Ok(())
    }

    /// A flow that is a movement.
    fn moved(&mut self, pool: i64, key: Key, amount: i64, flow: Flow) {
        if let Some(pool) = self.pools.get_mut(&pool) {
            pool.pending.push(Pending { key, amount, flow });
        }
    }

    /// A flow that is none.
    pub(super) fn note(&mut self, pool: i64, at: Timestamp, flow: Flow) {
        let (pos, ordinal) = (self.pos, self.ordinal);
        if let Some(pool) = self.pools.get_mut(&pool) {
            let line = i64::try_from(pool.pending.len()).unwrap_or(i64::MAX);
            let key = Key { at_us: at.as_micros(), pos, ordinal, line };
            pool.pending.push(Pending { key, amount: 0, flow });
        }
    }

    /// What of a movement is taken back costs; remembered if it is sure.
    fn returned(&mut self, pool: i64, origin: &Origin, quantity: i64) -> Step<i64> {
        let Origin { pos, ordinal, line, effective_at } = *origin;
        let key = Key { at_us: effective_at.as_micros(), pos, ordinal, line };
        let Some(pool) = self.pools.get_mut(&pool) else { return Ok(0) };
        let given = match pool.known.get_mut(&key) {
            Some(given) => given,
            None => {
                let (quantity, cost) = match self.view.get(Movement::key(pos, ordinal, line))? {
                    Some(row) => (row.quantity, row.cost.unwrap_or(0)),
                    None => (quantity, 0),
                };
                let returned = self.view.get(Returned::key(pos, ordinal, line))?;
                let returned = returned.map_or(0, |row| row.quantity);
                let until = pool.row.and_then(|row| row.recosted_until);
                pool.certain &= until.is_none_or(|until| effective_at > until);
                pool.known.entry(key).or_insert(Given { quantity, cost, returned })
            }
        };
        // The fold keeps its own account of what came back.
        let mut account = *given;
        let cost = origin_share(&mut account, quantity).map_err(out_of_range(pool.item))?;
        Ok(cost)
    }

    /// Works out what all pools are worth, and those too whose inputs became different.
    pub(super) fn run(&mut self) -> Step<()> {
        let mut open: BTreeSet<i64> = self
            .pools
            .iter()
            .filter(|(_, pool)| !pool.pending.is_empty())
            .map(|(no, _)| *no)
            .collect();
        for _ in 0..RECOSTINGS_MAX {
            let Some(no) = open.pop_first() else { return Ok(()) };
            self.pool_no(no)?;
            let Some(pool) = self.pools.get(&no) else { continue };
            let (pending, recosting) = self.appraise(no, pool)?;
            let mut gifts: BTreeMap<(i64, Key), i64> = BTreeMap::new();
            for (key, before, now, products) in &recosting.inputs {
                let weights: Vec<i64> = products.iter().map(|it| it.weight).collect();
                let parts = apportion(*now, &weights).into_iter().zip(apportion(*before, &weights));
                for (product, (now, before)) in products.iter().zip(parts) {
                    let target = Key { ordinal: product.ordinal, line: product.line, ..*key };
                    let gift = gifts.entry((product.pool, target)).or_default();
                    *gift = gift.saturating_add(now.saturating_sub(before));
                }
            }
            gifts.retain(|_, gift| *gift != 0);
            let before = self.gifts.insert(no, gifts.clone()).unwrap_or_default();
            let different = |(place, gift): (&(i64, Key), &i64), other: &BTreeMap<_, i64>| {
                (other.get(place) != Some(gift)).then_some(place.0)
            };
            open.extend(gifts.iter().filter_map(|it| different(it, &before)));
            open.extend(before.iter().filter_map(|it| different(it, &gifts)));
            self.done.insert(no, (pending, recosting));
        }
        let first = self.pools.values().next().map(|pool| pool.item.code.to_string());
        reject(Rejection::OutOfRange { item: first.unwrap_or_default() })
    }

    /// What a pool's new flows do to it, with what inputs of other pools give.
    fn appraise(&self, no: i64, pool: &Pool<'a>) -> Step<(Vec<Pending>, Recosting)> {
        let mut given: BTreeMap<Key, i64> = BTreeMap::new();
        for ((product, target), gift) in self.gifts.values().flatten() {
            if *product == no {
                let sum = given.entry(*target).or_default();
                *sum = sum.saturating_add(*gift);
            }
        }
        let mut pending = pool.pending.clone();
        let first = i64::try_from(pending.len()).unwrap_or(i64::MAX);
        for ((target, gift), more) in given.into_iter().filter(|(_, gift)| *gift != 0).zip(0_i64..)
        {
            let own = pending.iter_mut().find(|it| it.key == target).map(|it| &mut it.flow);
            if let Some(Flow::Output { cost }) = own {
                *cost = cost.saturating_add(gift);
                continue;
            }
            let (pos, ordinal) = (self.pos, self.ordinal);
            let key = Key { at_us: target.at_us, pos, ordinal, line: first.saturating_add(more) };
            let role = AccountRole::ProductionCost;
            pending.push(Pending {
                key,
                amount: 0,
                flow: Flow::Adjust { target, amount: gift, role },
            });
        }
        pending.sort_by_key(|it| it.key);
        let open_us = self.open_from.as_micros();
        let recosting = match pool.row {
            None => {
                let run = known(State::new(method_of(pool.item)), pool);
                append(run, &pending, open_us)
            }
            Some(row) if pool.certain && behind(&pending, row.last_at) => {
                append(known(decode(&row.state).map_err(Refusal::Store)?, pool), &pending, open_us)
            }
            Some(_) => {
                let items = self.view.items(STOCK, no.saturating_neg(), i64::MIN);
                let scan = Scan::of::<FlowRow>().filter(FlowRow::COL_POOL, Compare::Equal, no);
                let rows = self.view.scan::<FlowRow>(scan);
                let (items, rows) = both(items, rows)?;
                let mut movements = items.iter().map(|item| {
                    let (at_us, pos) = (item.at_us, item.pos);
                    (Key { at_us, pos, ordinal: item.ordinal, line: item.line }, item.amount)
                });
                let mut notes = Vec::with_capacity(rows.len());
                for row in rows {
                    notes.push((flow_key(row), decode::<Flow>(&row.flow).map_err(Refusal::Store)?));
                }
                let (notes, pending) = (notes.as_slice(), pending.as_slice());
                Replay { movements: &mut movements, notes, pending, open_us }.recost()
            }
        };
        Ok((pending, recosting.map_err(out_of_range(pool.item))?))
    }

    /// What a new flow is worth.
    fn cost(&self, pool: i64, key: Key) -> Option<i64> {
        self.done.get(&pool).and_then(|(_, recosting)| recosting.costs.get(&key)).copied()
    }

    /// What is to be told, if anything.
    pub(super) fn tell(self, document: Option<DocumentId>) -> Step<Option<Valued>> {
        if self.done.is_empty() {
            return Ok(None);
        }
        let mut valued = Valued {
            flows: Vec::new(),
            pools: Vec::new(),
            values: Vec::new(),
            postings: Vec::new(),
            document,
        };
        let mut books: BTreeMap<(i64, &str), (&Group, Effects)> = BTreeMap::new();
        for (no, (pending, recosting)) in &self.done {
            let Some(pool) = self.pools.get(no) else { continue };
            let method = Flow::Method(method_of(pool.item));
            let opening = Pending {
                key: Key {
                    at_us: Timestamp::MIN.as_micros(),
                    pos: self.pos,
                    ordinal: self.ordinal,
                    line: 0,
                },
                amount: 0,
                flow: method,
            };
            let opening = pool.row.is_none().then_some(&opening);
            for it in opening.into_iter().chain(pending).filter(|it| it.flow != Flow::SALE) {
                valued.flows.push(FlowFacts {
                    pool: *no,
                    effective_at: Timestamp::from_micros(it.key.at_us),
                    ordinal: it.key.ordinal,
                    line: it.key.line,
                    flow: encode(&it.flow)?,
                });
            }
            let moved = pending.iter().filter(|it| it.flow.reaches_back_to().is_none());
            let last_at = moved.map(|it| Timestamp::from_micros(it.key.at_us)).max();
            let last_at = last_at.max(pool.row.map(|row| row.last_at));
            let until = recosting.until_us.map(Timestamp::from_micros);
            valued.pools.push(PoolFacts {
                no: *no,
                item: pool.item.no,
                lot: pool.lot,
                new: pool.row.is_none(),
                quantity: recosting.state.quantity,
                value: recosting.state.value,
                state: encode(&recosting.state)?,
                last_at: last_at.unwrap_or(Timestamp::MIN),
                recosted_until: until.max(pool.row.and_then(|row| row.recosted_until)),
            });
            let group = group(&self.view, &pool.item.group_code)?;
            for change in &recosting.changes {
                let (role, amount) = (change.role, change.amount);
                let posted_at = Timestamp::from_micros(change.at_us);
                valued.values.push(ValueFacts { pool: *no, posted_at, amount, role });
                let (_, effects) = books
                    .entry((change.at_us, group.code.as_str()))
                    .or_insert((group, Effects::default()));
                effects.add(role, amount).map_err(out_of_range(pool.item))?;
            }
        }
        valued.postings = books
            .into_iter()
            .filter_map(|((at, _), (group, it))| posting(at, group, &it))
            .collect();
        Ok(Some(valued))
    }
}

/// Asks for both at once if either is missing.
fn both<A, B>(
    one: Result<A, moja_core::view::Need>,
    other: Result<B, moja_core::view::Need>,
) -> Step<(A, B)> {
    use moja_core::view::Need;
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(Need::Rows(mut one)), Err(Need::Rows(other))) => {
            one.extend(&other);
            Err(Refusal::Need(one))
        }
        (Err(error), _) | (_, Err(error)) => Err(error.into()),
    }
}

pub(crate) fn flow_key(row: &FlowRow) -> Key {
    let at_us = row.effective_at.as_micros();
    Key { at_us, pos: row.pos, ordinal: row.ordinal, line: row.line }
}

fn known(state: State, pool: &Pool<'_>) -> Run {
    let mut run = Run::new(state);
    pool.known.iter().for_each(|(key, given)| run.know(*key, *given));
    run
}

/// Whether new flows come after all others and change none of them.
fn behind(pending: &[Pending], last_at: Timestamp) -> bool {
    pending
        .iter()
        .all(|it| it.key.at_us >= last_at.as_micros() && it.flow.reaches_back_to().is_none())
}

/// A transaction of the ledger, unless its accounts cancel out.
fn posting(at_us: i64, group: &Group, effects: &Effects) -> Option<Posting> {
    let accounts = group.accounts.as_deref()?;
    let mut legs: BTreeMap<&str, i64> = BTreeMap::new();
    for (role, amount) in effects.each() {
        let stock = legs.entry(accounts.of(AccountRole::Inventory)).or_default();
        *stock = stock.saturating_add(amount);
        let other = legs.entry(accounts.of(role)).or_default();
        *other = other.saturating_sub(amount);
    }
    legs.retain(|_, amount| *amount != 0);
    (!legs.is_empty()).then(|| Posting {
        effective_at: Timestamp::from_micros(at_us),
        currency: group.currency.to_string(),
        exponent: u8::try_from(group.exponent).unwrap_or(0),
        legs: legs.into_iter().map(|(account, amount)| (account.to_owned(), amount)).collect(),
    })
}

/// What the movements at the desk are worth, and what that does to the books.
pub(super) fn value(desk: &Desk<'_>, first: i64) -> Step<(Vec<Vec<Priced>>, Option<Valued>)> {
    let drafts = || desk.documents().iter().flat_map(|document| &document.lines);
    let valued = || drafts().filter(|draft| draft.worth != Worth::None);
    warm(&desk.view, valued().map(|it| PoolRow::by_item(it.item.no, pool_lot(it.item, it.lot))))?;
    warm(&desk.view, valued().map(|it| Group::key(&it.item.group_code)))?;
    let ordinal = desk.valued_ordinal(first);
    let mut bench = Bench::new(desk.view, desk.ctx.pos(), ordinal, desk.open_from());
    let mut places = Vec::new();
    for (ordinal, document) in (first..).zip(desk.documents()) {
        let at_us = document.effective_at.as_micros();
        let mut pools = Vec::with_capacity(document.lines.len());
        for draft in &document.lines {
            pools.push(match draft.worth {
                Worth::None => None,
                _ => Some(bench.pool(draft.item, pool_lot(draft.item, draft.lot))?),
            });
        }
        let products = products(desk, document, &pools, ordinal)?;
        let mut placed = Vec::with_capacity(pools.len());
        for ((line, draft), pool) in (0_i64..).zip(&document.lines).zip(pools) {
            let key = Key { at_us, pos: desk.ctx.pos(), ordinal, line };
            let Some(pool) = pool else {
                placed.push(None);
                continue;
            };
            let flow = flow_of(&mut bench, document.kind, draft, pool, &products)?;
            let incoming = matches!(
                flow,
                Flow::Receipt { .. } | Flow::Found | Flow::ReturnIn { .. } | Flow::Output { .. }
            );
            let amount = if incoming { draft.quantity } else { draft.quantity.saturating_neg() };
            bench.moved(pool, key, amount, flow);
            placed.push(Some((pool, key, incoming)));
        }
        places.push(placed);
    }
    bench.run()?;
    let priced = places
        .into_iter()
        .map(|document| {
            let price = |(pool, key, incoming)| Priced {
                pool: Some((pool, incoming)),
                cost: bench.cost(pool, key),
            };
            document.into_iter().map(|place| place.map(price).unwrap_or_default()).collect()
        })
        .collect();
    let document = desk.documents().first().map(|document| document.id);
    Ok((priced, bench.tell(document)?))
}

/// Who shares the cost of a document's inputs.
fn products(
    desk: &Desk<'_>,
    document: &DocumentDraft<'_>,
    pools: &[Option<i64>],
    ordinal: i64,
) -> Step<Vec<Product>> {
    let mut products = Vec::new();
    let mut currency: Option<&Group> = None;
    for ((line, draft), pool) in (0_i64..).zip(&document.lines).zip(pools) {
        let weight = match draft.worth {
            Worth::Output { weight, .. } => Some(weight),
            Worth::Input => None,
            _ => continue,
        };
        let group = group(&desk.view, &draft.item.group_code)?;
        match currency {
            Some(known) if known.currency != group.currency => {
                return reject(Rejection::CurrencyMismatch {
                    item: draft.item.code.to_string(),
                    given: group.currency.to_string(),
                    expected: known.currency.to_string(),
                });
            }
            _ => currency = Some(group),
        }
        if let (Some(weight), Some(pool)) = (weight, pool) {
            products.push(Product { pool: *pool, ordinal, line, weight });
        }
    }
    Ok(products)
}

fn flow_of(
    bench: &mut Bench<'_>,
    kind: DocumentKind,
    draft: &Draft<'_>,
    pool: i64,
    products: &[Product],
) -> Step<Flow> {
    let key = |origin: &Origin| Key {
        at_us: origin.effective_at.as_micros(),
        pos: origin.pos,
        ordinal: origin.ordinal,
        line: origin.line,
    };
    Ok(match &draft.worth {
        Worth::Receipt(cost) => Flow::Receipt { cost: *cost },
        Worth::None | Worth::Found => Flow::Found,
        Worth::Issue if kind == DocumentKind::Shipment => Flow::SALE,
        Worth::Issue => Flow::Issue { role: AccountRole::Adjustment },
        Worth::Input => Flow::Input { products: products.to_vec() },
        Worth::Output { added, .. } => Flow::Output { cost: *added },
        Worth::ReturnIn(origin) => {
            let cost = bench.returned(pool, origin, draft.quantity)?;
            Flow::ReturnIn { origin: key(origin), cost }
        }
        Worth::ReturnOut(origin) => {
            let cost = bench.returned(pool, origin, draft.quantity)?;
            Flow::ReturnOut { origin: key(origin), cost }
        }
    })
}
