//! The ledger's tables.

use moja_core::history::Item;
use moja_core::time::Timestamp;
use moja_core::value::SmolStr;
use moja_core::{Json, Record};

use crate::types::{AccountKind, AccountStatus, HoldId, HoldStatus, Policy, Side, TransactionId};
use crate::types::{LegData, Metadata};

/// The history that all entries feed, by account number.
pub const ENTRIES: &str = "ledger_entry";

/// Numbers given out so far.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "ledger_counter", key())]
pub struct Counter {
    /// The last account number.
    pub accounts: i64,
}

/// Currencies and units in use, each with one scale.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "ledger_currency", key(code))]
pub struct CurrencyRow {
    /// The code.
    pub code: String,
    /// Decimals of an amount: stored amounts are units of ten to the minus this.
    #[record(check = "exponent BETWEEN 0 AND 18")]
    pub exponent: i64,
    /// What the app wants to remember.
    pub metadata: Option<Json<Metadata>>,
}

/// Accounts: one row for each code and currency.
// What a posting reads comes first and in this order in memory, so that it shares two cache
// lines: with many accounts, waiting for memory is what a decision costs.
#[derive(Clone, Debug, PartialEq, Record)]
#[repr(C)]
#[record(
    table = "ledger_account",
    key(no),
    unique(by_code: code, currency),
    index(by_parent: parent sparse),
    references(currency -> ledger_currency)
)]
pub struct Account {
    /// The internal number.
    #[record(check = "no > 0")]
    pub no: i64,
    /// The code, a path separated by colons.
    #[record(check = "length(code) > 0")]
    pub code: SmolStr,
    /// The currency's code.
    pub currency: SmolStr,
    /// The currency's decimals.
    pub exponent: i64,
    /// The kind.
    pub kind: AccountKind,
    /// The side on which it grows.
    pub normal: Side,
    /// How postings are checked.
    pub policy: Policy,
    /// Whether it takes postings.
    pub status: AccountStatus,
    /// The smallest balance on the normal side, minor units.
    pub min_balance: Option<i64>,
    /// The largest balance on the normal side, minor units.
    pub max_balance: Option<i64>,
    /// The domain whose commands alone may post to it.
    pub controlled_by: Option<SmolStr>,
    /// From when on it is in use, effective time.
    pub opened_at: Timestamp,
    /// Until when it was in use, effective time.
    pub closed_at: Option<Timestamp>,
    /// The code of the account above it.
    pub parent: Option<SmolStr>,
    /// Tags.
    pub tags: Option<Json<Vec<String>>>,
    /// What the app wants to remember.
    pub metadata: Option<Json<Metadata>>,
}

/// What each account holds, in minor units: always the sum of its entries and open holds.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "ledger_balance", key(account), references(account -> ledger_account))]
pub struct Balance {
    /// The account's number.
    pub account: i64,
    /// Sum of debits.
    #[record(check = "debits_posted >= 0")]
    pub debits_posted: i64,
    /// Sum of credits.
    #[record(check = "credits_posted >= 0")]
    pub credits_posted: i64,
    /// Debits held. Includes holds that have expired and were not yet swept.
    #[record(check = "debits_pending >= 0")]
    pub debits_pending: i64,
    /// Credits held. Includes holds that have expired and were not yet swept.
    #[record(check = "credits_pending >= 0")]
    pub credits_pending: i64,
    /// How often it was changed.
    pub version: i64,
    /// Not later than the first expiry of an open hold.
    pub next_expiry: Option<Timestamp>,
}

/// Transactions. One of two legs in one currency is complete here; others have rows in
/// `ledger_leg`. The view `ledger_entries` has one row for each leg of all of them.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "ledger_transaction",
    key(pos, ordinal),
    unique(by_id: id),
    index(by_reference: reference sparse),
    index(by_reverses: reverses sparse),
    append_only,
    history = "ledger_entry",
    history_fn = transaction_items
)]
pub struct Transaction {
    /// The journal position.
    pub pos: i64,
    /// The event's place within the position.
    pub ordinal: i64,
    /// The transaction's id.
    pub id: TransactionId,
    /// When it counts, as the app says.
    pub effective_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The debited account, if there are two legs in one currency.
    pub debit: Option<i64>,
    /// The credited account, likewise.
    pub credit: Option<i64>,
    /// The amount in minor units, likewise.
    #[record(check = "amount IS NULL OR amount >= 0")]
    pub amount: Option<i64>,
    /// The app's reference.
    pub reference: Option<String>,
    /// The transaction that this one reverses or refunds.
    pub reverses: Option<TransactionId>,
    /// The hold that this one captures.
    pub hold: Option<HoldId>,
    /// Payee, narration, tags, links and metadata.
    pub details: Option<Json<crate::types::Details>>,
}

/// Legs of transactions that are not complete in their own row.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "ledger_leg",
    key(pos, ordinal, line),
    references(pos, ordinal -> ledger_transaction),
    append_only,
    history = "ledger_entry",
    history_fn = leg_items
)]
pub struct LegRow {
    /// The journal position.
    pub pos: i64,
    /// The event's place within the position.
    pub ordinal: i64,
    /// The leg's place within the transaction.
    pub line: i64,
    /// The account's number.
    pub account: i64,
    /// The signed amount in minor units: debit positive.
    pub amount: i64,
    /// When the transaction counts.
    pub effective_at: Timestamp,
    /// Annotations.
    pub data: Option<Json<LegData>>,
}

/// Transactions by tag (with a leading `#`) and by link (with a leading `^`).
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "ledger_label", key(label, pos, ordinal), append_only)]
pub struct Label {
    /// `#` and the tag, or `^` and the link.
    pub label: String,
    /// The journal position.
    pub pos: i64,
    /// The event's place within the position.
    pub ordinal: i64,
}

/// Transactions by metadata.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "ledger_metadata", key(key_name, value_text, pos, ordinal), append_only)]
pub struct MetaRow {
    /// The key.
    pub key_name: String,
    /// The value as text.
    pub value_text: String,
    /// The journal position.
    pub pos: i64,
    /// The event's place within the position.
    pub ordinal: i64,
}

/// What has been taken back of a transaction.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "ledger_correction", key(original))]
pub struct Correction {
    /// The transaction.
    pub original: TransactionId,
    /// Minor units refunded so far; for a two-leg transaction.
    pub refunded: i64,
    /// The full reversal, if there is one.
    pub reversed_by: Option<TransactionId>,
}

/// Holds: amounts set aside until captured, released or expired.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "ledger_hold",
    key(id),
    index(by_debit: debit, status, expires_at),
    index(by_credit: credit, status, expires_at),
    references(debit -> ledger_account),
    references(credit -> ledger_account)
)]
pub struct Hold {
    /// The hold's id.
    pub id: HoldId,
    /// The account to be debited.
    pub debit: i64,
    /// The account to be credited.
    pub credit: i64,
    /// The held amount, minor units.
    #[record(check = "amount >= 0")]
    pub amount: i64,
    /// Captured so far, minor units.
    #[record(check = "captured >= 0 AND captured <= amount")]
    pub captured: i64,
    /// Where it stands. An expired hold may still be called pending here until the next command
    /// touches it; its expiry time is what counts.
    pub status: HoldStatus,
    /// When it was placed.
    pub created_at: Timestamp,
    /// From when on it counts no more; never if null.
    pub expires_at: Option<Timestamp>,
    /// Reference, narration and so on.
    pub details: Option<Json<crate::types::Details>>,
}

/// Prices as imported: data that no balance depends on.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "ledger_price", key(currency, quoted_in, at, pos, ordinal), append_only)]
pub struct PriceRow {
    /// What is priced.
    pub currency: String,
    /// The currency of the price.
    pub quoted_in: String,
    /// From when on it holds.
    pub at: Timestamp,
    /// The journal position.
    pub pos: i64,
    /// The event's place within the position.
    pub ordinal: i64,
    /// The price of one unit, a decimal as text.
    pub price: String,
}

/// Directives of imported books that have no meaning for the ledger and are kept for export.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "ledger_directive", key(pos, ordinal), append_only)]
pub struct DirectiveRow {
    /// The journal position.
    pub pos: i64,
    /// The event's place within the position.
    pub ordinal: i64,
    /// Its date.
    pub at: Timestamp,
    /// Its kind: `note`, `event`, `document`, ...
    pub kind: String,
    /// Its fields.
    pub body: Json<Metadata>,
}

fn transaction_items(row: &Transaction, emit: &mut dyn FnMut(Item)) {
    let (Some(debit), Some(credit), Some(amount)) = (row.debit, row.credit, row.amount) else {
        return;
    };
    let item = Item {
        series: debit,
        at_us: row.effective_at.as_micros(),
        pos: row.pos,
        ordinal: row.ordinal,
        line: 0,
        amount,
    };
    emit(item);
    emit(Item { series: credit, line: 1, amount: amount.saturating_neg(), ..item });
}

fn leg_items(row: &LegRow, emit: &mut dyn FnMut(Item)) {
    emit(Item {
        series: row.account,
        at_us: row.effective_at.as_micros(),
        pos: row.pos,
        ordinal: row.ordinal,
        line: row.line,
        amount: row.amount,
    });
}
