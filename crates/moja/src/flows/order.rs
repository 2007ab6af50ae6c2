//! Orders over goods and money: placed, fulfilled, cancelled, returned.
//!
//! An order is commerce's, and what it does to goods and money follows from its events: see
//! [`consequences`]. So it follows whichever way an order is worked on, by the flows here, or by
//! the commands of commerce in steps.

use moja_commerce::event::{CommerceEvent, LineQuantity, MoneyFacts, OrderHead};
use moja_commerce::types::QUANTITY_DECIMALS;
use moja_commerce::{
    Allocate, Basis, Books, Cancel, Charge, Goods, Invoice, Numbering, OrderId, OrderPart, Place,
    Refund, Return, Ship,
};
use moja_core::command::{Command, Ctx, Failure};
use moja_core::consequence::Cause;
use moja_core::currency::Currency;
use moja_core::engine::AnyCommand;
use moja_core::footprint::Footprint;
use moja_core::id::CommandId;
use moja_core::money::Money;
use moja_core::quantity::Quantity;
use moja_core::time::Timestamp;
use moja_core::view::View;
use moja_inventory::{
    DocumentId, Line, Paper, ReleaseReservation, ReservationId, Reserve, ReturnFromCustomer,
    ShipReservation, StockStatus,
};
use moja_ledger::{
    AccountKind, CaptureHold, Completion, HoldId, Leg, OpenAccount, PlaceHold, Post, ReleaseHold,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Decided, Shop, ShopEvent, ShopRejection, details, documented, part};

/// The accounts of an order's books other than the payer's, to be opened: the clearing account,
/// tax and fees are liabilities, revenue and commission are income. What a seller is owed is a
/// liability of its own.
pub fn order_accounts(books: &Books, currency: Currency) -> impl Iterator<Item = OpenAccount> {
    [
        (books.clearing.clone(), AccountKind::Liability),
        (books.revenue.clone(), AccountKind::Income),
        (books.commission.clone(), AccountKind::Income),
        (books.tax.clone(), AccountKind::Liability),
        (books.fees.clone(), AccountKind::Liability),
    ]
    .into_iter()
    .map(move |(code, kind)| OpenAccount::new(code, currency, kind))
}

/// What held the money of an order.
#[must_use]
pub fn hold_of(order: OrderId) -> HoldId {
    HoldId::from_uuid(order.as_uuid())
}

/// What the papers of an order say: its reference, and who ordered.
fn paper(order: &OrderHead, effective_at: Option<Timestamp>) -> Paper {
    Paper {
        effective_at,
        reference: order.reference.clone(),
        party: order.party.clone(),
        ..Paper::default()
    }
}

/// The lines of an order as inventory names them.
fn goods_lines(lines: &[LineQuantity]) -> Vec<Line> {
    let quantity = |line: &LineQuantity| Quantity::of_scaled(line.quantity, QUANTITY_DECIMALS);
    lines.iter().map(|line| Line::new(line.item.as_str(), quantity(line))).collect()
}

/// What is left of something is not named: inventory then takes all that is there, the
/// components of kits included.
fn unless_rest(lines: &[LineQuantity], rest: bool) -> Vec<Line> {
    if rest { Vec::new() } else { goods_lines(lines) }
}

fn currency(code: &str, exponent: u8) -> Result<Currency, Failure> {
    Currency::custom(code, exponent)
        .map_err(|error| Failure::invalid(error.code(), error.to_string()))
}

/// What an order's events are in inventory and in the ledger.
///
/// With goods: what is allocated is reserved, what is shipped leaves the reservation, what is
/// returned comes back at what it had cost, what is cancelled is released. With books: the total
/// is held when the order is placed, each invoice captures its part of the hold into the clearing
/// account and splits it from there, a refund takes it back from those who got it, and what is
/// cancelled is given back.
pub(crate) fn consequences(
    events: &[CommerceEvent],
    _: &Cause<'_>,
) -> Result<Vec<AnyCommand>, Failure> {
    let mut follows: Vec<AnyCommand> = Vec::new();
    for event in events {
        match event {
            CommerceEvent::Placed(facts) => {
                if let Some(books) = facts.order.books.as_deref().filter(|_| facts.total_minor > 0)
                {
                    let currency = currency(&facts.currency, facts.exponent)?;
                    let amount = Money::new(facts.total_minor.into(), currency);
                    follows.push(
                        PlaceHold {
                            id: Some(hold_of(facts.order.id)),
                            debit: books.payer.clone(),
                            credit: books.clearing.clone(),
                            amount,
                            expires_in_s: None,
                            details: details(&paper(&facts.order, None)),
                        }
                        .into(),
                    );
                }
            }
            CommerceEvent::Allocated { order, allocation, lines, .. } => {
                if let Some(goods) = &order.goods {
                    follows.push(
                        Reserve {
                            id: Some(ReservationId::from_uuid(allocation.as_uuid())),
                            reference: order.reference.clone(),
                            party: order.party.clone(),
                            ..Reserve::new(goods.from.as_str(), goods_lines(lines))
                        }
                        .into(),
                    );
                }
            }
            CommerceEvent::Shipped { order, shipments, effective_at } => {
                let Some(goods) = &order.goods else { continue };
                for shipment in shipments {
                    let id = Some(DocumentId::from_uuid(shipment.shipment.as_uuid()));
                    follows.push(
                        ShipReservation {
                            reservation: ReservationId::from_uuid(shipment.allocation.as_uuid()),
                            to: goods.to.clone(),
                            lines: unless_rest(&shipment.lines, shipment.rest),
                            paper: Paper { id, ..paper(order, *effective_at) },
                        }
                        .into(),
                    );
                }
            }
            CommerceEvent::Returned { order, shipments, to, effective_at } => {
                let Some(goods) = &order.goods else { continue };
                for back in shipments {
                    follows.push(
                        ReturnFromCustomer {
                            shipment: DocumentId::from_uuid(back.shipment.as_uuid()),
                            to: to.clone().unwrap_or_else(|| goods.from.clone()),
                            lines: unless_rest(&back.lines, back.rest),
                            status: StockStatus::Sellable,
                            paper: paper(order, *effective_at),
                        }
                        .into(),
                    );
                }
            }
            CommerceEvent::Invoiced(facts) => captured(facts, &mut follows)?,
            CommerceEvent::Refunded(facts) => {
                if let Some(books) = facts.order.books.as_deref() {
                    follows.extend(settle(facts, &books.payer, Way::Back)?);
                }
            }
            CommerceEvent::Cancelled { order, released, uncaptured_minor } => {
                for held in released.iter().filter(|_| order.goods.is_some()) {
                    let reservation = ReservationId::from_uuid(held.allocation.as_uuid());
                    follows.push(ReleaseReservation { reservation }.into());
                }
                if order.books.is_some() && *uncaptured_minor > 0 {
                    follows.push(ReleaseHold { hold: hold_of(order.id) }.into());
                }
            }
            _ => {}
        }
    }
    Ok(follows)
}

/// Captures an invoice's part of the hold and splits it.
fn captured(facts: &MoneyFacts, follows: &mut Vec<AnyCommand>) -> Result<(), Failure> {
    let Some(books) = facts.order.books.as_deref().filter(|_| facts.amount_minor > 0) else {
        return Ok(());
    };
    let currency = currency(&facts.currency, facts.exponent)?;
    follows.push(
        CaptureHold {
            id: None,
            hold: hold_of(facts.order.id),
            amount: Some(Money::new(facts.amount_minor.into(), currency)),
            completion: Completion::Partial,
            effective_at: facts.effective_at,
        }
        .into(),
    );
    follows.extend(settle(facts, &books.clearing, Way::Out)?);
    Ok(())
}

/// Which way shares go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// To those who get them.
    Out,
    /// Back from them.
    Back,
}

/// Posts the shares of captured or refunded money against one account.
fn settle(facts: &MoneyFacts, against: &str, way: Way) -> Result<Option<AnyCommand>, Failure> {
    if facts.amount_minor == 0 {
        return Ok(None);
    }
    let currency = currency(&facts.currency, facts.exponent)?;
    let leg = |account: &str, minor: i64, out: bool| {
        let amount = Money::new(minor.into(), currency);
        // What is shared out is credited to those who get it.
        if out { Leg::credit(account, amount) } else { Leg::debit(account, amount) }
    };
    let mut legs = vec![leg(against, facts.amount_minor, way == Way::Back)];
    for share in &facts.shares {
        // Commerce refuses orders with books whose sellers have no account.
        let account = share.account.as_deref().unwrap_or_default();
        legs.push(leg(account, share.amount_minor, way == Way::Out));
    }
    let mut details = details(&paper(&facts.order, None));
    details.narration = facts.number.clone();
    let effective_at = facts.effective_at;
    Ok(Some(Post { legs, effective_at, details, ..Post::default() }.into()))
}

/// The order that a flow is about.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Ordered {
    /// Its id.
    pub order: OrderId,
}

fn ordered(events: &[ShopEvent]) -> Ordered {
    let document = documented(events).document;
    Ordered { order: OrderId::from_uuid(document.as_uuid()) }
}

/// Places an order and sets all of it aside: its number, its goods and its money in one commit.
///
/// Its parts: `commerce.place`, `commerce.allocate`.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceOrder {
    /// The order's id; that of the first part if missing.
    #[serde(default)]
    pub id: Option<OrderId>,
    /// What is ordered.
    pub basis: Basis,
    /// Where the goods are.
    pub goods: Goods,
    /// The ledger accounts.
    pub books: Books,
    /// Payment fees: rates of the total, and amounts.
    #[serde(default)]
    pub fees: Vec<Charge>,
    /// The series that the order's number is taken from; it has none if missing.
    #[serde(default)]
    pub number: Option<Numbering>,
    /// Who orders, as the app knows them; whom the quote was for if missing.
    #[serde(default)]
    pub party: Option<String>,
    /// The app's reference.
    #[serde(default)]
    pub reference: Option<String>,
}

impl PlaceOrder {
    /// Orders this, paid from these books.
    #[must_use]
    pub fn new(basis: Basis, goods: Goods, books: Books) -> Self {
        Self {
            id: None,
            basis,
            goods,
            books,
            fees: Vec::new(),
            number: None,
            party: None,
            reference: None,
        }
    }

    fn order(&self, flow: CommandId) -> OrderId {
        self.id.unwrap_or_else(|| OrderId::from_uuid(part(flow, 0).as_uuid()))
    }

    fn place(&self, flow: CommandId) -> Place {
        Place {
            id: Some(self.order(flow)),
            basis: self.basis.clone(),
            party: self.party.clone(),
            reference: self.reference.clone(),
            number: self.number.clone(),
            fees: self.fees.clone(),
            goods: Some(self.goods.clone()),
            books: Some(self.books.clone()),
        }
    }
}

/// Ships of an order what is set aside, and invoices it: the goods with what they had cost, the
/// money with its split, and the invoice's number in one commit.
///
/// Its parts: `commerce.ship`, `commerce.invoice`.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FulfilOrder {
    /// The order.
    pub order: OrderId,
    /// What is shipped; all that is set aside if empty.
    #[serde(default)]
    pub parts: Vec<OrderPart>,
    /// The series that the invoice's number is taken from; it has none if missing.
    #[serde(default)]
    pub number: Option<Numbering>,
    /// When it happened; now if missing.
    #[serde(default)]
    pub effective_at: Option<Timestamp>,
}

impl FulfilOrder {
    /// Ships and invoices all that is set aside.
    #[must_use]
    pub fn new(order: OrderId) -> Self {
        Self { order, parts: Vec::new(), number: None, effective_at: None }
    }
}

/// Gives up what is not shipped of an order: goods and money in one commit.
///
/// Its part: `commerce.cancel`.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelOrder {
    /// The order.
    pub order: OrderId,
}

/// Takes goods of an order back at what they had cost, refunds what was captured for them, from
/// those who got it, and takes a credit note's number, in one commit.
///
/// Its parts: `commerce.return`, `commerce.refund`.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnOrder {
    /// The order.
    pub order: OrderId,
    /// What comes back; all that was shipped and has not come back if empty.
    #[serde(default)]
    pub parts: Vec<OrderPart>,
    /// Where the goods go; to where the order's goods are taken from if missing.
    #[serde(default)]
    pub to: Option<String>,
    /// The series that the credit note's number is taken from; it has none if missing.
    #[serde(default)]
    pub number: Option<Numbering>,
    /// When it happened; now if missing.
    #[serde(default)]
    pub effective_at: Option<Timestamp>,
}

impl ReturnOrder {
    /// Takes all of it back.
    #[must_use]
    pub fn new(order: OrderId) -> Self {
        Self { order, parts: Vec::new(), to: None, number: None, effective_at: None }
    }
}

/// Declares flows that consist of commands of commerce.
macro_rules! flows {
    ($($flow:ty, $name:literal, $event:ident, ($this:ident, $id:ident) $order:expr, [$($part:expr),*];)*) => {
        $(impl Command for $flow {
            const NAME: &'static str = $name;
            type Domain = Shop;
            type Output = Ordered;
            type Rejection = ShopRejection;

            fn footprint(&self, want: &mut Footprint) {
                let ($this, $id) = (self, CommandId::nil());
                $($part.footprint(want);)*
            }

            fn decide(&self, _: &View<'_>, ctx: &Ctx<'_>) -> Decided {
                let ($this, $id) = (self, ctx.command_id());
                let order = DocumentId::from_uuid($order.as_uuid());
                Ok(vec![ShopEvent::$event { order }])
            }

            fn parts(&self, $id: CommandId) -> Result<Vec<AnyCommand>, Failure> {
                let $this = self;
                Ok(vec![$($part.into()),*])
            }

            fn output(&self, events: &[ShopEvent]) -> Ordered {
                ordered(events)
            }
        })*
    };
}

flows! {
    PlaceOrder, "shop.place_order", OrderPlaced, (it, id) it.order(id),
    [it.place(id), Allocate { order: it.order(id), parts: Vec::new() }];

    FulfilOrder, "shop.fulfil", OrderFulfilled, (it, _id) it.order,
    [
        Ship { order: it.order, parts: it.parts.clone(), effective_at: it.effective_at },
        Invoice { order: it.order, number: it.number.clone(), effective_at: it.effective_at }
    ];

    CancelOrder, "shop.cancel_order", OrderCancelled, (it, _id) it.order,
    [Cancel { order: it.order }];

    ReturnOrder, "shop.return_order", OrderReturned, (it, _id) it.order,
    [
        Return {
            order: it.order,
            parts: it.parts.clone(),
            to: it.to.clone(),
            effective_at: it.effective_at
        },
        Refund {
            order: it.order,
            amount: None,
            number: it.number.clone(),
            effective_at: it.effective_at
        }
    ];
}
