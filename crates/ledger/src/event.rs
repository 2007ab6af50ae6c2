//! What can happen in a ledger.
//!
//! Stored in binary form: variants are only appended, a published variant never changes.

use moja_core::currency::Currency;
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::types::{
    AccountKind, AccountStatus, Details, HoldId, HoldStatus, LegData, Metadata, Policy, Side,
    TransactionId,
};

/// One leg as posted: the account by its number, the amount in minor units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PostedLeg {
    /// The account's number.
    pub account: i64,
    /// The signed amount in minor units: debit positive.
    pub amount_minor: i64,
    /// Annotations.
    pub data: Option<LegData>,
}

/// A posted transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Posted {
    /// Its id.
    pub id: TransactionId,
    /// When it counts.
    pub effective_at: Timestamp,
    /// Its legs.
    pub legs: Vec<PostedLeg>,
    /// What it says besides.
    pub details: Option<Box<Details>>,
    /// The transaction that it reverses or refunds.
    pub reverses: Option<TransactionId>,
}

/// A transaction of two legs in one currency, without anything else: the common case, packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Transferred {
    /// Its id.
    pub id: TransactionId,
    /// When it counts.
    pub effective_at: Timestamp,
    /// The debited account's number.
    pub debit: i64,
    /// The credited account's number.
    pub credit: i64,
    /// The amount in minor units.
    pub amount_minor: i64,
}

/// Something that happened in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LedgerEvent {
    /// A currency or unit came into use.
    CurrencyDeclared {
        /// Code and scale.
        currency: Currency,
        /// What the app wants to remember.
        metadata: Metadata,
    },
    /// A currency's metadata changed.
    CurrencyDescribed {
        /// The currency.
        currency: Currency,
        /// What the app wants to remember.
        metadata: Metadata,
    },
    /// An account came into use.
    AccountOpened(Box<AccountOpened>),
    /// An account's limits changed.
    LimitsChanged {
        /// The account's number.
        account: i64,
        /// The smallest balance, minor units.
        min_minor: Option<i64>,
        /// The largest balance, minor units.
        max_minor: Option<i64>,
    },
    /// An account became a control account, or an ordinary one again.
    ControlChanged {
        /// The account's number.
        account: i64,
        /// The domain whose commands alone may post to it.
        controlled_by: Option<String>,
    },
    /// An account was frozen, unfrozen, closed or reopened.
    StatusChanged {
        /// The account's number.
        account: i64,
        /// The new status.
        status: AccountStatus,
        /// When the account was closed, effective time.
        closed_at: Option<Timestamp>,
    },
    /// An account's tags and metadata changed.
    AccountDescribed {
        /// The account's number.
        account: i64,
        /// Tags.
        tags: Vec<String>,
        /// What the app wants to remember.
        metadata: Metadata,
    },
    /// A plain transfer was posted.
    Transferred(Transferred),
    /// A transaction was posted.
    Posted(Posted),
    /// A transaction was taken back in full.
    Reversed {
        /// The transaction that takes it back; it names the original.
        posted: Posted,
        /// Whether something had been refunded before, so that a record of it exists.
        corrected_before: bool,
    },
    /// Part of a transaction was taken back.
    Refunded {
        /// The transaction that takes it back; it names the original.
        posted: Posted,
        /// The amount in minor units.
        amount_minor: i64,
        /// Whether something had been refunded before.
        corrected_before: bool,
    },
    /// An amount was set aside.
    HoldPlaced {
        /// The hold.
        hold: HoldId,
        /// The account to be debited.
        debit: i64,
        /// The account to be credited.
        credit: i64,
        /// The amount in minor units.
        amount_minor: i64,
        /// From when on it counts no more.
        expires_at: Option<Timestamp>,
        /// The first expiry among the debited account's open holds, this one included.
        debit_next_expiry: Option<Timestamp>,
        /// The first expiry among the credited account's open holds, this one included.
        credit_next_expiry: Option<Timestamp>,
        /// What it says besides.
        details: Option<Box<Details>>,
    },
    /// A hold was captured, in part or in whole.
    HoldCaptured {
        /// The hold.
        hold: HoldId,
        /// The transaction; its first leg is the debit.
        posted: Posted,
        /// Captured in all, minor units.
        captured_minor: i64,
        /// What the pending counters lose: the captured amount and, at the end, the rest.
        unheld_minor: i64,
        /// Whether the hold is over.
        last: bool,
    },
    /// A hold ended without capturing its rest.
    HoldEnded {
        /// The hold.
        hold: HoldId,
        /// The account that was to be debited.
        debit: i64,
        /// The account that was to be credited.
        credit: i64,
        /// The amount given back in minor units.
        amount_minor: i64,
        /// Released or expired.
        status: HoldStatus,
    },
    /// The expired holds of an account were swept; this is the next expiry.
    ExpirySwept {
        /// The account's number.
        account: i64,
        /// The first expiry among its open holds.
        next_expiry: Option<Timestamp>,
    },
    /// A price became known.
    PriceRecorded {
        /// What is priced.
        currency: String,
        /// The currency of the price.
        quoted_in: String,
        /// From when on it holds.
        at: Timestamp,
        /// The price of one unit, a decimal as text.
        price: String,
    },
    /// A directive of imported books was kept.
    DirectiveKept {
        /// Its date.
        at: Timestamp,
        /// Its kind.
        kind: String,
        /// Its fields.
        body: Metadata,
    },
}

/// An account came into use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountOpened {
    /// Its number.
    pub no: i64,
    /// Its code.
    pub code: String,
    /// Its currency.
    pub currency: Currency,
    /// Its kind.
    pub kind: AccountKind,
    /// The side on which it grows.
    pub normal: Side,
    /// How postings are checked.
    pub policy: Policy,
    /// The smallest balance, minor units.
    pub min_minor: Option<i64>,
    /// The largest balance, minor units.
    pub max_minor: Option<i64>,
    /// The domain whose commands alone may post to it.
    pub controlled_by: Option<String>,
    /// From when on it is in use.
    pub opened_at: Timestamp,
    /// Tags.
    pub tags: Vec<String>,
    /// What the app wants to remember.
    pub metadata: Metadata,
}

impl moja_core::command::Event for LedgerEvent {
    fn name(&self) -> &'static str {
        match self {
            Self::CurrencyDeclared { .. } => "currency_declared",
            Self::CurrencyDescribed { .. } => "currency_described",
            Self::AccountOpened(_) => "account_opened",
            Self::LimitsChanged { .. } => "limits_changed",
            Self::ControlChanged { .. } => "control_changed",
            Self::StatusChanged { .. } => "status_changed",
            Self::AccountDescribed { .. } => "account_described",
            Self::Transferred(_) => "transferred",
            Self::Posted(_) => "posted",
            Self::Reversed { .. } => "reversed",
            Self::Refunded { .. } => "refunded",
            Self::HoldPlaced { .. } => "hold_placed",
            Self::HoldCaptured { .. } => "hold_captured",
            Self::HoldEnded { .. } => "hold_ended",
            Self::ExpirySwept { .. } => "expiry_swept",
            Self::PriceRecorded { .. } => "price_recorded",
            Self::DirectiveKept { .. } => "directive_kept",
        }
    }
}
