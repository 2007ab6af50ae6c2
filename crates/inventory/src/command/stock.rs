//! Goods in, goods out, and from one place to another.

use moja_core::money::Money;
use moja_core::quantity::Quantity;
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::types::{
    DocumentId, ExpectationId, Line, LotDates, Paper, ReceiptLine, StockStatus, TransferId,
};

/// Goods come in from a supplier, at cost.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Receive {
    /// Where they come from: a supplier location.
    pub from: String,
    /// Where they go to.
    pub to: String,
    /// What comes.
    pub lines: Vec<ReceiptLine>,
    /// The expected receipt that this one fulfils.
    #[serde(default)]
    pub expected: Option<ExpectationId>,
    /// What the paper says.
    #[serde(default)]
    pub paper: Paper,
}

/// Goods go out to a customer. Lots are picked by the removal strategy where none is named, and
/// kits by their components; several lots may make up a line.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ship {
    /// Where they are taken from: a location, with those below it.
    pub from: String,
    /// Where they go to: a customer location.
    pub to: String,
    /// What goes.
    pub lines: Vec<Line>,
    /// What the paper says.
    #[serde(default)]
    pub paper: Paper,
}

/// Goods go from one place to another, at once. Their value stays as it is.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// Where they are taken from: a location, with those below it.
    pub from: String,
    /// Where they go to.
    pub to: String,
    /// What goes.
    pub lines: Vec<Line>,
    /// What the paper says.
    #[serde(default)]
    pub paper: Paper,
}

/// Goods leave for another place and are in transit until they arrive.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DispatchTransfer {
    /// The transfer's id; a new one if missing.
    #[serde(default)]
    pub id: Option<TransferId>,
    /// Where they are taken from: a location, with those below it.
    pub from: String,
    /// A transit location.
    pub transit: String,
    /// Where they go to.
    pub to: String,
    /// What goes.
    pub lines: Vec<Line>,
    /// When it should arrive.
    #[serde(default)]
    pub due_at: Option<Timestamp>,
    /// What the paper says.
    #[serde(default)]
    pub paper: Paper,
}

/// Goods of a transfer arrive; all that is still on the way if no line is given.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiveTransfer {
    /// The transfer.
    pub transfer: TransferId,
    /// What arrives.
    #[serde(default)]
    pub lines: Vec<Line>,
    /// What the paper says.
    #[serde(default)]
    pub paper: Paper,
}

/// Goods of a transfer are lost on the way; all that is still on the way if no line is given.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LoseTransfer {
    /// The transfer.
    pub transfer: TransferId,
    /// Where losses go: a loss location.
    pub loss: String,
    /// What is lost.
    #[serde(default)]
    pub lines: Vec<Line>,
    /// What the paper says: a reason is needed.
    pub paper: Paper,
}

/// Stock of another status: released by inspection, found damaged.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeStatus {
    /// Where it is.
    pub location: String,
    /// What, with the status that it has.
    pub lines: Vec<Line>,
    /// The status that it gets.
    pub status: StockStatus,
    /// What the paper says.
    #[serde(default)]
    pub paper: Paper,
}

/// Stock is found or lost, scrapped or written off, with a reason.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adjust {
    /// Where.
    pub location: String,
    /// A loss location.
    pub loss: String,
    /// What: a positive quantity is found, a negative one is lost. What is found is worth what
    /// the rest of the stock is.
    pub lines: Vec<Line>,
    /// What the paper says: a reason is needed.
    pub paper: Paper,
}

/// Stock was counted. The count says what was there at its own time, `effective_at`: movements
/// after it stay, and movements before it that become known later do not change what was found.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Count {
    /// Where.
    pub location: String,
    /// A loss location, for the differences.
    pub loss: String,
    /// What was found: zero too.
    pub lines: Vec<Line>,
    /// What the paper says.
    #[serde(default)]
    pub paper: Paper,
}

/// Goods are made out of others: by the components that are defined for the product, or by
/// the inputs given. The product costs what its inputs cost, and what production adds.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assemble {
    /// Where inputs are taken from, with the locations below it.
    pub from: String,
    /// Where products go to.
    pub to: String,
    /// A production location.
    pub production: String,
    /// What is used; by the product's components if empty.
    #[serde(default)]
    pub inputs: Vec<Line>,
    /// What is made: the product, and by-products.
    pub outputs: Vec<OutputLine>,
    /// What production adds to the cost: labour, machines.
    #[serde(default)]
    pub added_cost: Option<Money>,
    /// What the paper says.
    #[serde(default)]
    pub paper: Paper,
}

/// Something that is made.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutputLine {
    /// The item's code.
    pub item: String,
    /// How much.
    pub quantity: Quantity,
    /// In which unit; the item's own if missing.
    #[serde(default)]
    pub unit: Option<String>,
    /// The lot's code, or the serial number. One that is not known yet is made.
    #[serde(default)]
    pub lot: Option<String>,
    /// Its share of the cost, in proportion to the others; 0 for a by-product without value.
    #[serde(default = "one")]
    #[foreign(default = 1)]
    pub weight: u32,
    /// The dates of a lot that is made.
    #[serde(default)]
    pub dates: LotDates,
}

fn one() -> u32 {
    1
}

/// Something is taken apart: its cost goes to the parts, by weight.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Disassemble {
    /// Where it is taken from, with the locations below it.
    pub from: String,
    /// Where the parts go to.
    pub to: String,
    /// A production location.
    pub production: String,
    /// What is taken apart.
    pub input: Line,
    /// The parts; by the item's components if empty.
    #[serde(default)]
    pub outputs: Vec<OutputLine>,
    /// What the paper says.
    #[serde(default)]
    pub paper: Paper,
}

/// A customer brings goods back that were shipped: at what they had cost.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnFromCustomer {
    /// The shipment.
    pub shipment: DocumentId,
    /// Where the goods go to.
    pub to: String,
    /// What comes back, by item and lot; all of it if empty.
    #[serde(default)]
    pub lines: Vec<Line>,
    /// The status of what comes back.
    #[serde(default)]
    pub status: StockStatus,
    /// What the paper says.
    #[serde(default)]
    pub paper: Paper,
}

/// Goods go back to the supplier: at what they had cost.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnToSupplier {
    /// The receipt.
    pub receipt: DocumentId,
    /// Where the goods are taken from; where they were received if missing.
    #[serde(default)]
    pub from: Option<String>,
    /// What goes back, by item and lot; all of it if empty.
    #[serde(default)]
    pub lines: Vec<Line>,
    /// What the paper says. A receipt that never was is taken back at its own time.
    #[serde(default)]
    pub paper: Paper,
}

/// Goods are ordered and will come.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// Its id; a new one if missing.
    #[serde(default)]
    pub id: Option<ExpectationId>,
    /// The item.
    pub item: String,
    /// How much.
    pub quantity: Quantity,
    /// In which unit; the item's own if missing.
    #[serde(default)]
    pub unit: Option<String>,
    /// Where it will arrive.
    pub location: String,
    /// When it is due.
    pub due_at: Timestamp,
    /// The supplier.
    #[serde(default)]
    pub party: Option<String>,
    /// The app's reference.
    #[serde(default)]
    pub reference: Option<String>,
}

/// Ordered goods will not come, or no more of them.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseExpectation {
    /// The expected receipt.
    pub expected: ExpectationId,
}
