//! What must hold at every commit, looked at from scratch.

use std::collections::BTreeMap;

use moja_core::command::{Finding, QueryError};
use moja_core::history::Bounds;
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Direction, Scan};
use moja_core::time::Timestamp;

use crate::decide::worth::{decode, flow_key};
use crate::tables::{
    FlowRow, Item, Level, Location, Lot, PoolRow, Reservation, Reserved, STOCK, TransferLine, VALUE,
};
use crate::types::{ReservationId, ReservationStatus, Tracking};
use crate::valuation::{Flow, Key, Replay, State};

/// Items of a history that are read at a time.
const PAGE: usize = 10_000;

/// Findings with their codes.
struct Findings {
    tenant: String,
    found: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, code: &str, message: String) {
        let tenant = Some(self.tenant.clone());
        self.found.push(Finding { code: code.to_owned(), tenant, pos: None, message });
    }
}

pub(crate) async fn check(reader: &mut Reader<'_>) -> Result<Vec<Finding>, QueryError> {
    let mut findings = Findings { tenant: reader.tenant().to_string(), found: Vec::new() };
    let owned = levels(reader, &mut findings).await?;
    pools(reader, &owned, &mut findings).await?;
    transfers(reader, &mut findings).await?;
    reservations(reader, &mut findings).await?;
    Ok(findings.found)
}

fn plus(sum: &mut i128, more: impl Into<i128>) {
    *sum = sum.saturating_add(more.into());
}

/// Levels are the fold of movements and live reservations, and over all places they are zero.
/// Gives how much of each item is our own.
async fn levels(
    reader: &mut Reader<'_>,
    findings: &mut Findings,
) -> Result<BTreeMap<i64, i128>, QueryError> {
    let mut held: BTreeMap<i64, i128> = BTreeMap::new();
    for row in reader.scan_all::<Reserved>(Scan::of::<Reserved>()).await? {
        if row.open.is_some() {
            let rest = row.quantity.saturating_sub(row.shipped);
            plus(held.entry(row.level).or_default(), rest);
        }
    }
    let mut valued: BTreeMap<i64, bool> = BTreeMap::new();
    for row in reader.scan_all::<Location>(Scan::of::<Location>()).await? {
        valued.insert(row.no, row.kind.is_valued());
    }
    let mut everywhere: BTreeMap<(i64, i64), i128> = BTreeMap::new();
    let mut lots: BTreeMap<i64, i128> = BTreeMap::new();
    let mut owned: BTreeMap<i64, i128> = BTreeMap::new();
    for level in reader.scan_all::<Level>(Scan::of::<Level>()).await? {
        let no = level.no;
        if reader.sums(STOCK, no, i64::MAX, i64::MAX).await?.net() != i128::from(level.on_hand) {
            findings.add("level_differs", format!("level {no} is not the sum of its movements"));
        }
        if held.remove(&no).unwrap_or(0) != i128::from(level.reserved) {
            let message = format!("what level {no} has set aside is not the sum of reservations");
            findings.add("reserved_differs", message);
        }
        let here = valued.get(&level.location).copied().unwrap_or(false);
        let something = level.on_hand != 0 || level.reserved != 0;
        if level.stocked.is_some() != (here && something) {
            findings.add("stocked_differs", format!("level {no} is not found by what it holds"));
        }
        plus(everywhere.entry((level.item, level.lot)).or_default(), level.on_hand);
        if here {
            plus(lots.entry(level.lot).or_default(), level.on_hand);
            if level.owner.is_empty() {
                plus(owned.entry(level.item).or_default(), level.on_hand);
            }
        }
    }
    for level in held.keys() {
        let message = format!("reservations are at level {level}, which does not exist");
        findings.add("reserved_differs", message);
    }
    for ((item, lot), sum) in everywhere {
        if sum != 0 {
            let message = format!("item {item}, lot {lot}: all places together are not zero");
            findings.add("stock_unbalanced", message);
        }
    }
    let mut serial: BTreeMap<i64, bool> = BTreeMap::new();
    for item in reader.scan_all::<Item>(Scan::of::<Item>()).await? {
        serial.insert(item.no, item.tracking == Tracking::Serial);
    }
    for lot in reader.scan_all::<Lot>(Scan::of::<Lot>()).await? {
        let no = lot.no;
        if lots.get(&no).copied().unwrap_or(0) != i128::from(lot.on_hand) {
            findings.add("lot_differs", format!("lot {no} is not the sum of its levels"));
        }
        let single = serial.get(&lot.item).copied().unwrap_or(false);
        if single && !(0..=1).contains(&lot.on_hand) {
            findings.add("serial_not_single", format!("serial number {no} is not one piece"));
        }
    }
    Ok(owned)
}

/// Pools are the fold of their movements and flows, and their value is the sum of its changes.
async fn pools(
    reader: &mut Reader<'_>,
    owned: &BTreeMap<i64, i128>,
    findings: &mut Findings,
) -> Result<(), QueryError> {
    let mut of_item: BTreeMap<i64, i128> = BTreeMap::new();
    for pool in reader.scan_all::<PoolRow>(Scan::of::<PoolRow>()).await? {
        let no = pool.no;
        plus(of_item.entry(pool.item).or_default(), pool.quantity);
        let series = no.saturating_neg();
        let quantity = reader.sums(STOCK, series, i64::MAX, i64::MAX).await?.net();
        if quantity != i128::from(pool.quantity) {
            findings.add("pool_quantity_differs", format!("pool {no} is not what moved into it"));
        }
        let value = reader.sums(VALUE, no, i64::MAX, i64::MAX).await?.net();
        if value != i128::from(pool.value) {
            let message = format!("the value of pool {no} is not the sum of its changes");
            findings.add("pool_value_differs", message);
        }
        let folded = fold(reader, no).await?;
        let state = decode::<State>(&pool.state).ok();
        let shown = |state: &State| (state.quantity, state.value) == (pool.quantity, pool.value);
        if folded.is_none() || state != folded || !state.as_ref().is_some_and(shown) {
            findings.add("pool_state_differs", format!("pool {no} is not the fold of its flows"));
        }
    }
    for (item, sum) in owned {
        if of_item.remove(item).unwrap_or(0) != *sum {
            let message = format!("the stock of item {item} is not what is valued of it");
            findings.add("valued_stock_differs", message);
        }
    }
    for (item, _) in of_item.into_iter().filter(|(_, sum)| *sum != 0) {
        let message = format!("what is valued of item {item} is nowhere");
        findings.add("valued_stock_differs", message);
    }
    Ok(())
}

/// A pool's state, from the first flow on.
async fn fold(reader: &mut Reader<'_>, no: i64) -> Result<Option<State>, QueryError> {
    let mut movements: Vec<(Key, i64)> = Vec::new();
    let mut after = None;
    loop {
        let series = no.saturating_neg();
        let (bounds, forwards) = (Bounds::ALL, Direction::Ascending);
        let page = reader.items(STOCK, series, bounds, forwards, after, PAGE).await?;
        movements.extend(page.iter().map(|item| {
            let (at_us, pos, ordinal, line) = (item.at_us, item.pos, item.ordinal, item.line);
            (Key { at_us, pos, ordinal, line }, item.amount)
        }));
        after = page.last().copied();
        if page.len() < PAGE {
            break;
        }
    }
    let scan = Scan::of::<FlowRow>().filter(FlowRow::COL_POOL, Compare::Equal, no);
    let mut notes: Vec<(Key, Flow)> = Vec::new();
    for row in reader.scan_all::<FlowRow>(scan).await? {
        let Ok(flow) = decode(&row.flow) else { return Ok(None) };
        notes.push((flow_key(&row), flow));
    }
    let mut movements = movements.into_iter();
    let replay =
        Replay { movements: &mut movements, notes: &notes, pending: &[], open_us: i64::MIN };
    Ok(replay.recost().ok().map(|recosting| recosting.state))
}

/// A reservation sets aside what is left of it as long as it is held, and nothing afterwards. With
/// [`levels`]: what is available, what is reserved and the unspent rights of devices are together
/// what is on hand (I34).
async fn reservations(reader: &mut Reader<'_>, findings: &mut Findings) -> Result<(), QueryError> {
    let mut held: BTreeMap<ReservationId, Option<Timestamp>> = BTreeMap::new();
    for row in reader.scan_all::<Reservation>(Scan::of::<Reservation>()).await? {
        if row.status == ReservationStatus::Held {
            held.insert(row.id, row.expires_at);
        }
    }
    for row in reader.scan_all::<Reserved>(Scan::of::<Reserved>()).await? {
        let held = held.get(&row.reservation).filter(|_| row.shipped < row.quantity);
        if row.open != held.map(|expires_at| expires_at.unwrap_or(Timestamp::MAX)) {
            let (line, id) = (row.line, row.reservation);
            let message = format!("line {line} of reservation {id} is not held as it should be");
            findings.add("reservation_differs", message);
        }
    }
    Ok(())
}

/// What is on the way is what left, less what arrived and what was lost.
async fn transfers(reader: &mut Reader<'_>, findings: &mut Findings) -> Result<(), QueryError> {
    for row in reader.scan_all::<TransferLine>(Scan::of::<TransferLine>()).await? {
        let left = row.quantity.saturating_sub(row.received).saturating_sub(row.lost);
        if row.open.is_some() != (left != 0) {
            let message = format!("line {} of transfer {} is not done", row.line, row.transfer);
            findings.add("transfer_differs", message);
        }
    }
    Ok(())
}
