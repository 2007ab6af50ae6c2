//! What a shop does with goods and money at once: each flow one command, one commit.
//!
//! A flow consists of commands of the inventory and of the ledger, its
//! [parts](moja_core::command::Command::parts), which are executed all or not at all. It is a
//! command like any other: run it, run it dry, send it by name or through a pipeline. Sent again
//! under its id it has no further effect. When a part is refused, the flow is refused with the
//! part's refusal: [`CommandError::Part`](moja_core::command::CommandError::Part), whose code is
//! that of the part, such as `insufficient_stock`.
//!
//! What stock is worth is posted by itself, whenever it changes and whichever command changes
//! it. The tie-out of the two domains is a query, [`TieOut`], and `verify()` checks it, now and
//! as of earlier dates.
//!
//! An order takes longer than a sale: it is placed, fulfilled in one shipment or many, cancelled
//! and returned, each in one commit over its papers, goods and money ([`PlaceOrder`],
//! [`FulfilOrder`], [`CancelOrder`], [`ReturnOrder`]). What it does to goods and money follows from
//! its events, whichever command they come from; what it is refused for there is found in the
//! fields of `consequence_refused`.
//!
//! A flow may also be done in its steps, hours apart: execute the parts one by one under the ids
//! that they have in the flow, [`CommandId::consequence`] of the flow's. What was done so counts
//! as done when the flow itself is sent.
//!
//! ```
//! use moja::flows::*;
//! use moja::inventory::{
//!     CreateItem, CreateLocation, DefineGroup, Line, LocationKind, PostingAccounts, ReceiptLine,
//! };
//! use moja::prelude::*;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let moja = moja::blocking::open_memory(moja::Builder::new())?;
//! let shop = moja.tenant("acme").acting_as("till-1");
//! let (accounts, euro) = (PostingAccounts::customary(), Currency::EUR);
//! for account in stock_accounts(&accounts, euro) {
//!     shop.run(account)?;
//! }
//! shop.run(OpenAccount::asset("cash", euro))?;
//! shop.run(OpenAccount::income("sales", euro))?;
//! for (code, kind) in [
//!     ("shelf", LocationKind::Internal),
//!     ("supplier", LocationKind::Supplier),
//!     ("customer", LocationKind::Customer),
//! ] {
//!     shop.run(CreateLocation::new(code, kind))?;
//! }
//! shop.run(DefineGroup { code: "tea".into(), currency: euro, accounts: Some(accounts) })?;
//! shop.run(CreateItem::new("assam", "tea"))?;
//!
//! let cost = ReceiptLine::new(Line::new("assam", 10), "40.00 EUR".parse()?);
//! shop.run(ReceiveGoods::new("supplier", "shelf", [cost]))?;
//! let paid = Payment::new("cash", "sales", "13.00 EUR".parse()?);
//! shop.run(Sell::new("shelf", "customer", [Line::new("assam", 2)]).paid(paid))?;
//!
//! let balance = |account| shop.query(GetBalance::now(account, euro));
//! assert_eq!(balance("assets:inventory")?.balance.to_string(), "32.00 EUR");
//! assert_eq!(balance("expenses:cost-of-goods-sold")?.balance.to_string(), "8.00 EUR");
//! assert!(shop.query(TieOut::default())?.iter().all(TieOutLine::ties));
//!
//! let too_many = shop.run(Sell::new("shelf", "customer", [Line::new("assam", 9)]));
//! assert_eq!(too_many.unwrap_err().code(), "insufficient_stock");
//! # Ok(())
//! # }
//! ```

mod goods;
#[cfg(feature = "commerce")]
mod order;
#[cfg(feature = "commerce")]
mod order_tie;
mod postings;
mod sale;
mod tie_out;

use async_trait::async_trait;
use moja_core::Code;
use moja_core::batch::Batch;
use moja_core::command::{Domain, Event, Finding, QueryError, Recorded, Refusal, Rejection};
use moja_core::id::CommandId;
use moja_core::money::Money;
use moja_core::quantity::Quantity;
use moja_core::reader::Reader;
use moja_core::record::TableDef;
use moja_core::registry::Registrar;
use moja_inventory::{DocumentId, Paper, ReservationId, TransferId};
use moja_ledger::{Details, HoldId, Transfer};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use goods::*;
#[cfg(feature = "commerce")]
pub(crate) use order::consequences;
#[cfg(feature = "commerce")]
pub use order::*;
pub(crate) use postings::postings;
pub use postings::stock_accounts;
pub use sale::*;
pub use tie_out::*;

/// The domain of flows. It has no tables: what it does is done by others.
#[derive(Clone, Copy, Debug)]
pub struct Shop;

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShopEvent {
    /// Goods came in.
    GoodsReceived {
        /// The receipt.
        receipt: DocumentId,
    },
    /// Goods were sold.
    Sold {
        /// What set them aside.
        reservation: ReservationId,
        /// The shipment.
        shipment: DocumentId,
        /// What held the money.
        holds: Vec<HoldId>,
    },
    /// Sold goods came back.
    SaleReturned {
        /// The return.
        document: DocumentId,
    },
    /// Goods were moved to another shop.
    MovedBetweenShops {
        /// The move, or its arrival.
        document: DocumentId,
        /// The transfer, if they went through a place in between.
        transfer: Option<TransferId>,
    },
    /// Goods were written off.
    WrittenOff {
        /// The adjustment.
        document: DocumentId,
    },
    /// An order was placed and set aside.
    OrderPlaced {
        /// The order.
        order: DocumentId,
    },
    /// Something of an order was shipped and invoiced.
    OrderFulfilled {
        /// The order.
        order: DocumentId,
    },
    /// What was not shipped of an order was given up.
    OrderCancelled {
        /// The order.
        order: DocumentId,
    },
    /// Something of an order came back and was refunded.
    OrderReturned {
        /// The order.
        order: DocumentId,
    },
}

impl Event for ShopEvent {
    fn name(&self) -> &'static str {
        match self {
            Self::GoodsReceived { .. } => "goods_received",
            Self::Sold { .. } => "sold",
            Self::SaleReturned { .. } => "sale_returned",
            Self::MovedBetweenShops { .. } => "moved_between_shops",
            Self::WrittenOff { .. } => "written_off",
            Self::OrderPlaced { .. } => "order_placed",
            Self::OrderFulfilled { .. } => "order_fulfilled",
            Self::OrderCancelled { .. } => "order_cancelled",
            Self::OrderReturned { .. } => "order_returned",
        }
    }
}

/// Why a flow itself is refused; mostly one of its parts is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema, Code, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ShopRejection {
    /// A quantity must be positive.
    #[error("`{quantity}` of `{item}` is not a quantity to write off")]
    QuantityInvalid {
        /// The item.
        item: String,
        /// The quantity.
        quantity: Quantity,
    },
}

impl Rejection for ShopRejection {
    fn codes() -> &'static [&'static str] {
        Self::CODES
    }

    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn is_transient(&self) -> bool {
        Self::is_transient(self)
    }
}

type Decided = Result<Vec<ShopEvent>, Refusal<ShopRejection>>;

/// An amount of money that goes along with goods: debits one account and credits another.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// The account to debit.
    pub debit: String,
    /// The account to credit.
    pub credit: String,
    /// The amount, not negative.
    pub amount: Money,
}

impl Payment {
    /// Debits one account and credits another.
    #[must_use]
    pub fn new(debit: impl Into<String>, credit: impl Into<String>, amount: Money) -> Self {
        Self { debit: debit.into(), credit: credit.into(), amount }
    }

    fn transfer(&self, paper: &Paper) -> Transfer {
        Transfer {
            effective_at: paper.effective_at,
            reference: paper.reference.clone(),
            ..Transfer::new(self.debit.as_str(), self.credit.as_str(), self.amount)
        }
    }
}

/// What the ledger is told of a paper.
fn details(paper: &Paper) -> Details {
    Details { reference: paper.reference.clone(), payee: paper.party.clone(), ..Details::default() }
}

/// The id of part `n` of a flow.
fn part(flow: CommandId, n: usize) -> CommandId {
    // A request is in memory, so that its parts are far fewer.
    flow.consequence(u32::try_from(n).unwrap_or(u32::MAX))
}

/// The paper of part `n` of a flow, whose document is named after the part if the caller does not
/// name it.
fn paper_of(paper: &Paper, flow: CommandId, n: usize) -> Paper {
    Paper { id: Some(document_of(paper, flow, n)), ..paper.clone() }
}

fn document_of(paper: &Paper, flow: CommandId, n: usize) -> DocumentId {
    paper.id.unwrap_or_else(|| DocumentId::from_uuid(part(flow, n).as_uuid()))
}

/// The document that a flow wrote.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Documented {
    /// Its id.
    pub document: DocumentId,
}

fn documented(events: &[ShopEvent]) -> Documented {
    let document = events.first().map(|event| match event {
        ShopEvent::GoodsReceived { receipt: document }
        | ShopEvent::Sold { shipment: document, .. }
        | ShopEvent::SaleReturned { document }
        | ShopEvent::MovedBetweenShops { document, .. }
        | ShopEvent::WrittenOff { document }
        | ShopEvent::OrderPlaced { order: document }
        | ShopEvent::OrderFulfilled { order: document }
        | ShopEvent::OrderCancelled { order: document }
        | ShopEvent::OrderReturned { order: document } => *document,
    });
    Documented { document: document.unwrap_or(DocumentId::nil()) }
}

#[async_trait]
impl Domain for Shop {
    const NAME: &'static str = "shop";
    type Event = ShopEvent;

    fn tables() -> Vec<&'static TableDef> {
        Vec::new()
    }

    fn project(_: &ShopEvent, _: &Recorded<'_>, _: &mut Batch) {}

    fn register(registrar: &mut Registrar<'_, Self>) {
        registrar
            .command::<ReceiveGoods>()
            .command::<Sell>()
            .command::<ReturnSale>()
            .command::<MoveBetweenShops>()
            .command::<WriteOff>()
            .query::<TieOut>();
        #[cfg(feature = "commerce")]
        registrar
            .command::<PlaceOrder>()
            .command::<FulfilOrder>()
            .command::<CancelOrder>()
            .command::<ReturnOrder>();
    }

    async fn check(reader: &mut Reader<'_>) -> Result<Vec<Finding>, QueryError> {
        let findings = tie_out::check(reader).await?;
        #[cfg(feature = "commerce")]
        let findings = {
            let mut findings = findings;
            findings.extend(order_tie::check(reader).await?);
            findings
        };
        Ok(findings)
    }
}
