//! What happens in a year.

use chrono::{DateTime, NaiveDate, Utc};
use moja_inventory::gs1::{Ai, Error, Message};
use serde::Serialize;

use crate::catalogue::Product;

macro_rules! numbers {
    ($($(#[$doc:meta])+ $name:ident;)+) => {$(
        $(#[$doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// Its place in a list.
            #[must_use]
            pub fn index(self) -> usize {
                usize::try_from(self.0).unwrap_or(usize::MAX)
            }

            /// That of a place in a list.
            #[must_use]
            pub fn at(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }
        }
    )+};
}

numbers! {
    /// A product: its place in the catalogue.
    ProductNo;
    /// A lot: its place in the list of lots. Of two lots of one product, the one with the smaller
    /// number expires first.
    LotNo;
    /// A customer.
    CustomerNo;
    /// An order of goods.
    OrderNo;
    /// A sale.
    SaleNo;
    /// A transfer between the shops.
    TransferNo;
}

/// One of the two shops.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shop {
    /// The large one.
    Center,
    /// The small one, which gets much of its stock from the other.
    Market,
}

impl Shop {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Center, Self::Market];

    /// Its code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Center => "center",
            Self::Market => "market",
        }
    }
}

/// What was made together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lot {
    /// The product.
    pub product: ProductNo,
    /// What stands on the package.
    pub code: String,
    /// When it was made.
    pub made_on: NaiveDate,
    /// The last day on which it is good.
    pub expires_on: NaiveDate,
}

impl Lot {
    /// What the label on the package says: GTIN, expiry and lot.
    ///
    /// # Errors
    ///
    /// If the lot's code is none that GS1 allows.
    pub fn label(&self, product: &Product) -> Result<Message, Error> {
        let expiry = self.expires_on.format("%y%m%d").to_string();
        Message::new()
            .with(Ai::GTIN, product.gtin.to_string())?
            .with(Ai::EXPIRY, expiry)?
            .with(Ai::LOT, &self.code)
    }
}

/// So much of a product, of one lot where it has lots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Goods {
    /// The product.
    pub product: ProductNo,
    /// The lot.
    pub lot: Option<LotNo>,
    /// How much, in the product's unit.
    pub quantity: i64,
}

/// What was ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct OrderLine {
    /// The product.
    pub product: ProductNo,
    /// How many cases.
    pub cases: i64,
}

/// What came from a supplier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ReceiptLine {
    /// The product.
    pub product: ProductNo,
    /// The lot.
    pub lot: Option<LotNo>,
    /// How many cases.
    pub cases: i64,
    /// What they contain, in the product's unit.
    pub quantity: i64,
    /// What they cost, in minor units.
    pub cost_minor: i64,
}

/// What a customer bought of one product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SaleLine {
    /// The product.
    pub product: ProductNo,
    /// How much, in the product's unit.
    pub quantity: i64,
    /// What it cost the customer, in minor units.
    pub amount_minor: i64,
    /// Which lots it was taken of: those that expire first. The till does not know; whoever
    /// plays the year finds the same by its own rule, or does not.
    pub picks: Vec<Goods>,
}

/// How a customer paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Payment {
    /// In cash.
    Cash,
    /// By card.
    Card,
}

/// What became of goods that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Back on the shelf.
    Good,
    /// Set aside.
    Damaged,
}

/// Why goods are written off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The lot has expired.
    Expired,
    /// Customers brought them back, and they cannot be sold again.
    Damaged,
    /// The lot was called back.
    Recalled,
}

/// A difference between shelf and books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CountLine {
    /// The product.
    pub product: ProductNo,
    /// The lot.
    pub lot: Option<LotNo>,
    /// What the books said.
    pub booked: i64,
    /// What was found.
    pub counted: i64,
}

/// One thing that happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum ShopEvent {
    /// A shop ordered goods.
    Ordered {
        /// The order.
        order: OrderNo,
        /// Who ordered.
        shop: Shop,
        /// Whose place in the list of suppliers it is.
        supplier: usize,
        /// When they should come.
        due_on: NaiveDate,
        /// What.
        lines: Vec<OrderLine>,
    },
    /// The goods of an order came.
    Received {
        /// The order.
        order: OrderNo,
        /// Where.
        shop: Shop,
        /// From whom.
        supplier: usize,
        /// What.
        lines: Vec<ReceiptLine>,
    },
    /// A customer bought something.
    Sold {
        /// The sale.
        sale: SaleNo,
        /// Where.
        shop: Shop,
        /// Who.
        customer: CustomerNo,
        /// How they paid.
        payment: Payment,
        /// What.
        lines: Vec<SaleLine>,
    },
    /// A customer brought something back and got the money.
    Returned {
        /// The sale.
        sale: SaleNo,
        /// Where: in the shop that sold it.
        shop: Shop,
        /// What.
        goods: Goods,
        /// In what condition.
        condition: Condition,
        /// The money, in minor units.
        refund_minor: i64,
    },
    /// Goods left for the other shop.
    Dispatched {
        /// The transfer.
        transfer: TransferNo,
        /// Where from.
        from: Shop,
        /// Where to.
        to: Shop,
        /// What.
        lines: Vec<Goods>,
    },
    /// The goods of a transfer came, or what was left of them.
    Arrived {
        /// The transfer.
        transfer: TransferNo,
        /// Where.
        shop: Shop,
        /// What came.
        lines: Vec<Goods>,
        /// What did not.
        lost: Vec<Goods>,
    },
    /// The shelves were counted.
    Counted {
        /// Where.
        shop: Shop,
        /// Every lot, and every product without lots.
        lines: Vec<CountLine>,
    },
    /// Goods were thrown away.
    WrittenOff {
        /// Where.
        shop: Shop,
        /// Why.
        reason: Reason,
        /// What.
        lines: Vec<Goods>,
    },
    /// The maker called a lot back: nobody may sell it any more.
    Recalled {
        /// The lot.
        lot: LotNo,
    },
}

/// An event and its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Happening {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    #[serde(flatten)]
    pub event: ShopEvent,
}
