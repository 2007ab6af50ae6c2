//! Orders: where they stand, and who has their money.

use std::collections::BTreeMap;

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::currency::Currency;
use moja_core::money::Money;
use moja_core::quantity::Quantity;
use moja_core::reader::Reader;
use moja_core::record::Column;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use moja_core::value::Key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{PAGE_MAX, not_found};
use crate::decide::{lines_of, shipments_of, shown};
use crate::settlement::{Payout, Settlement, Shares};
use crate::tables::{Line, Number, Order, Shipment};
use crate::types::{
    DocumentKind, OrderId, OrderStatus, QuoteId, ShareRole, ShipmentId, currency_with,
};

/// One order.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetOrder {
    /// Its id.
    pub order: OrderId,
}

/// An order in a list.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderSummary {
    /// Its id.
    pub order: OrderId,
    /// Where it stands.
    pub status: OrderStatus,
    /// The number that it bears.
    pub number: Option<String>,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// Who ordered.
    pub party: Option<String>,
    /// The app's reference.
    pub reference: Option<String>,
    /// The quote that it came from.
    pub quote: Option<QuoteId>,
    /// What all of it costs.
    pub total: Money,
    /// What was captured.
    pub captured: Money,
    /// What was refunded.
    pub refunded: Money,
}

/// An order with its lines, shipments and documents.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderView {
    /// The order.
    pub summary: OrderSummary,
    /// Its lines.
    pub lines: Vec<OrderLineView>,
    /// What was shipped.
    pub shipments: Vec<ShipmentView>,
    /// The numbers that were taken for it.
    pub documents: Vec<DocumentRef>,
}

/// A line of an order.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderLineView {
    /// The item's code.
    pub item: String,
    /// How much is ordered.
    pub ordered: Quantity,
    /// How much of it was set aside, what was shipped since included.
    pub allocated: Quantity,
    /// How much was shipped.
    pub shipped: Quantity,
    /// How much of it was invoiced.
    pub invoiced: Quantity,
    /// How much came back.
    pub returned: Quantity,
    /// How much of that was credited.
    pub credited: Quantity,
    /// Who sells it, if not the shop itself.
    pub seller: Option<String>,
    /// What all of it costs.
    pub total: Money,
    /// The tax in it.
    pub tax: Money,
    /// The commission in it.
    pub commission: Money,
    /// The payment fees in it.
    pub fee: Money,
    /// What was captured.
    pub captured: Money,
    /// What was refunded.
    pub refunded: Money,
}

/// A shipment of an order.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShipmentView {
    /// Its id, which is that of the document in inventory.
    pub shipment: ShipmentId,
    /// What was shipped.
    pub lines: Vec<ShippedLine>,
}

/// A line of a shipment.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShippedLine {
    /// The line of the order, from 0.
    pub line: i64,
    /// How much.
    pub quantity: Quantity,
    /// How much of it came back.
    pub returned: Quantity,
}

/// A document with a number.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DocumentRef {
    /// What it is.
    pub kind: DocumentKind,
    /// Its number.
    pub number: String,
    /// Its amount.
    pub amount: Option<Money>,
    /// When it was issued.
    pub issued_at: Timestamp,
}

fn currency(order: &Order) -> Currency {
    currency_with(&order.currency, order.exponent)
}

fn summary(row: &Order) -> OrderSummary {
    let money = |minor: i64| Money::new(minor.into(), currency(row));
    OrderSummary {
        order: row.id,
        status: row.status,
        number: row.number.as_ref().map(ToString::to_string),
        placed_at: row.placed_at,
        party: row.party.as_ref().map(ToString::to_string),
        reference: row.reference.as_ref().map(ToString::to_string),
        quote: row.quote,
        total: money(row.total),
        captured: money(row.captured),
        refunded: money(row.refunded),
    }
}

async fn find(reader: &mut Reader<'_>, order: OrderId) -> Result<Order, QueryError> {
    match reader.get(Order::key(order)).await? {
        Some(row) => Ok(row),
        None => Err(not_found("order_not_found", "order", &order.to_string())),
    }
}

#[async_trait]
impl Query for GetOrder {
    const NAME: &'static str = "commerce.order";
    const POINT: bool = true;
    type Output = OrderView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<OrderView, QueryError> {
        let row = find(reader, self.order).await?;
        let money = |minor: i64| Money::new(minor.into(), currency(&row));
        let lines = reader.scan_all::<Line>(lines_of(self.order)).await?;
        let lines = lines.into_iter().map(|line| OrderLineView {
            ordered: shown(line.quantity),
            allocated: shown(line.allocated),
            shipped: shown(line.shipped),
            invoiced: shown(line.invoiced),
            returned: shown(line.returned),
            credited: shown(line.credited),
            total: money(line.total()),
            tax: money(line.tax),
            commission: money(line.commission),
            fee: money(line.fee),
            captured: money(line.captured),
            refunded: money(line.refunded),
            item: line.item.into(),
            seller: line.seller.map(String::from),
        });
        let lines = lines.collect();
        let mut shipments: Vec<ShipmentView> = Vec::new();
        for part in reader.scan_all::<Shipment>(shipments_of(self.order)).await? {
            let (quantity, returned) = (shown(part.quantity), shown(part.returned));
            let line = ShippedLine { line: part.line, quantity, returned };
            match shipments.last_mut().filter(|known| known.shipment == part.shipment) {
                Some(known) => known.lines.push(line),
                None => {
                    shipments.push(ShipmentView { shipment: part.shipment, lines: vec![line] });
                }
            }
        }
        let order = self.order.value().to_owned();
        let scan = Scan::of::<Number>().by(Number::BY_ORDER);
        let scan = scan.filter(Number::COL_ORDER_ID, Compare::Equal, order);
        let mut documents = reader.scan_all::<Number>(scan).await?;
        documents.sort_by_key(|number| number.pos);
        let documents = documents.into_iter().map(|number| DocumentRef {
            kind: number.kind,
            number: number.text.into(),
            amount: number.amount.map(money),
            issued_at: number.issued_at,
        });
        let documents = documents.collect();
        Ok(OrderView { summary: summary(&row), lines, shipments, documents })
    }
}

/// Orders: all of them, or those of a status, of somebody or with a reference, in pages.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Orders {
    /// Where they stand.
    #[serde(default)]
    pub status: Option<OrderStatus>,
    /// Who ordered.
    #[serde(default)]
    pub party: Option<String>,
    /// The app's reference.
    #[serde(default)]
    pub reference: Option<String>,
    /// Continue after this order, as `next` of the page before says.
    #[serde(default)]
    pub after: Option<OrderId>,
    /// At most so many; 100 if missing.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of orders.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrderPage {
    /// The orders, by id: in the order of placing, unless the app made other ids.
    pub orders: Vec<OrderSummary>,
    /// Where the next page continues, if there is one.
    pub next: Option<OrderId>,
}

#[async_trait]
impl Query for Orders {
    const NAME: &'static str = "commerce.orders";
    type Output = OrderPage;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<OrderPage, QueryError> {
        let limit = self.limit.unwrap_or(100).clamp(1, PAGE_MAX);
        let mut scan = Scan::of::<Order>();
        let mut cursor: Vec<moja_core::value::Value> = Vec::new();
        // The narrowest of what is given leads the scan; the rest are conditions.
        if let Some(reference) = &self.reference {
            scan = scan.by(Order::BY_REFERENCE);
            cursor.push(reference.as_str().into());
        } else if let Some(party) = &self.party {
            scan = scan.by(Order::BY_PARTY);
            cursor.push(party.as_str().into());
        } else if let Some(status) = self.status {
            scan = scan.by(Order::BY_STATUS);
            cursor.push(status.value().to_owned());
        }
        if let Some(reference) = &self.reference {
            scan = scan.filter(Order::COL_REFERENCE, Compare::Equal, reference.as_str());
        }
        if let Some(party) = &self.party {
            scan = scan.filter(Order::COL_PARTY, Compare::Equal, party.as_str());
        }
        if let Some(status) = self.status {
            scan = scan.filter(Order::COL_STATUS, Compare::Equal, status.value().to_owned());
        }
        if let Some(after) = self.after {
            cursor.push(after.value().to_owned());
            scan = scan.after(Some(cursor.into_iter().collect::<Key>()));
        }
        let page = reader.scan(&scan.limit(limit)).await?;
        let orders: Vec<OrderSummary> =
            page.rows.iter().filter_map(|row| row.downcast_ref::<Order>()).map(summary).collect();
        let next = page.next.is_some().then(|| orders.last().map(|order| order.order)).flatten();
        Ok(OrderPage { orders, next })
    }
}

/// Who has the money of an order.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetSettlement {
    /// The order.
    pub order: OrderId,
}

#[async_trait]
impl Query for GetSettlement {
    const NAME: &'static str = "commerce.settlement";
    const POINT: bool = true;
    type Output = Settlement;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Settlement, QueryError> {
        let row = find(reader, self.order).await?;
        let mut shares = Shares::default();
        for line in reader.scan_all::<Line>(lines_of(self.order)).await? {
            let kept = line.split().between(line.refunded, line.captured);
            shares.add(line.seller.as_deref(), kept);
        }
        let money = |minor: i64| Money::new(minor.into(), currency(&row));
        let mut sums: BTreeMap<ShareRole, i64> = BTreeMap::new();
        let mut payouts = Vec::new();
        for (role, seller, amount) in shares.into_iter() {
            match role {
                ShareRole::Payout => payouts.push(Payout { seller, amount: money(amount) }),
                _ => {
                    sums.insert(role, amount);
                }
            }
        }
        let sum = |role| money(sums.get(&role).copied().unwrap_or(0));
        Ok(Settlement {
            captured: money(row.captured),
            refunded: money(row.refunded),
            payouts,
            commission: sum(ShareRole::Commission),
            tax: sum(ShareRole::Tax),
            fees: sum(ShareRole::Fee),
        })
    }
}
