//! What orders say was set aside and captured, and what inventory and ledger have: the same.

use std::collections::{BTreeMap, BTreeSet};

use moja_commerce::tables::{Allocation, Order, Shipment};
use moja_commerce::{OrderId, OrderStatus};
use moja_core::command::{Finding, QueryError};
use moja_core::reader::Reader;
use moja_core::scan::Scan;
use moja_inventory::tables::{Document, Reservation};
use moja_inventory::{DocumentId, ReservationId, ReservationStatus};
use moja_ledger::HoldStatus;
use moja_ledger::tables::{Account, Balance, Hold};

use super::order::hold_of;

fn finding(reader: &Reader<'_>, code: &str, message: String) -> Finding {
    let tenant = Some(reader.tenant().to_string());
    Finding { code: code.to_owned(), tenant, pos: None, message }
}

pub(super) async fn check(reader: &mut Reader<'_>) -> Result<Vec<Finding>, QueryError> {
    let mut findings = Vec::new();
    let mut with_goods: BTreeSet<OrderId> = BTreeSet::new();
    let mut clearing: BTreeSet<(String, String)> = BTreeSet::new();
    for order in reader.scan_all::<Order>(Scan::of::<Order>()).await? {
        if order.goods.is_some() {
            with_goods.insert(order.id);
        }
        let Some(books) = order.books.as_deref().filter(|_| order.total > 0) else { continue };
        clearing.insert((books.clearing.clone(), order.currency.to_string()));
        let ended = matches!(order.status, OrderStatus::Cancelled | OrderStatus::Closed);
        let expected = match order.captured == order.total {
            true => HoldStatus::Captured,
            false if ended => HoldStatus::Released,
            false => HoldStatus::Pending,
        };
        let hold = reader.get(Hold::key(hold_of(order.id))).await?;
        let same = hold.is_some_and(|hold| {
            (hold.amount, hold.captured, hold.status) == (order.total, order.captured, expected)
        });
        if !same {
            let message = format!("the hold of order {} is not what the order says", order.id);
            findings.push(finding(reader, "order_hold_differs", message));
        }
    }
    goods(reader, &with_goods, &mut findings).await?;
    for (code, currency) in clearing {
        let account = reader.get(Account::by_code(&code, &currency)).await?;
        let Some(account) = account else { continue };
        let balance = reader.get(Balance::key(account.no)).await?;
        if balance.is_some_and(|row| row.debits_posted != row.credits_posted) {
            let message = format!("the clearing account `{code}` in {currency} is not empty");
            findings.push(finding(reader, "order_clearing_differs", message));
        }
    }
    Ok(findings)
}

/// What is set aside and not shipped is a live reservation, and what was shipped a document.
async fn goods(
    reader: &mut Reader<'_>,
    orders: &BTreeSet<OrderId>,
    findings: &mut Vec<Finding>,
) -> Result<(), QueryError> {
    let mut open: BTreeMap<ReservationId, bool> = BTreeMap::new();
    for row in reader.scan_all::<Allocation>(Scan::of::<Allocation>()).await? {
        if orders.contains(&row.order_id) {
            let id = ReservationId::from_uuid(row.allocation.as_uuid());
            *open.entry(id).or_default() |= row.quantity > row.shipped;
        }
    }
    for (id, open) in open {
        let row = reader.get(Reservation::key(id)).await?;
        if row.is_none_or(|row| (row.status == ReservationStatus::Held) != open) {
            let message = format!("reservation {id} is not what its order says");
            findings.push(finding(reader, "order_reservation_differs", message));
        }
    }
    let mut shipped: BTreeSet<DocumentId> = BTreeSet::new();
    for row in reader.scan_all::<Shipment>(Scan::of::<Shipment>()).await? {
        if orders.contains(&row.order_id) {
            shipped.insert(DocumentId::from_uuid(row.shipment.as_uuid()));
        }
    }
    for id in shipped {
        if reader.get(Document::by_id(id)).await?.is_none() {
            let message = format!("there is no document {id} of an order's shipment");
            findings.push(finding(reader, "order_shipment_missing", message));
        }
    }
    Ok(())
}
