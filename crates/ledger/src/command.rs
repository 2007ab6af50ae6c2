//! What can be asked of a ledger to do.
//!
//! Amounts are decimals in text with a currency; an account is named by its code, and is the
//! one in the amount's currency.

use moja_core::command::{Command, Ctx, Refusal};
use moja_core::currency::Currency;
use moja_core::footprint::Footprint;
use moja_core::money::Money;
use moja_core::time::Timestamp;
use moja_core::view::View;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::Ledger;
use crate::event::LedgerEvent;
use crate::rejection::Rejection;
use crate::tables::{Account, Correction, Counter, CurrencyRow, Hold, Transaction};
use crate::types::{
    AccountKind, CorrectionDate, Details, HoldId, Leg, Metadata, Policy, Precondition, Side,
    TransactionId,
};

/// Declares a currency or unit with its scale, or changes what is remembered of it. Opening an
/// account declares its currency too.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclareCurrency {
    /// Code and scale.
    pub currency: Currency,
    /// What the app wants to remember.
    #[serde(default)]
    pub metadata: Metadata,
}

/// Opens an account for one currency.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenAccount {
    /// The code: a path separated by colons. Unique with the currency.
    pub code: String,
    /// The currency.
    pub currency: Currency,
    /// The kind.
    pub kind: AccountKind,
    /// The side on which it grows, if not the kind's usual one.
    #[serde(default)]
    pub normal: Option<Side>,
    /// How postings are checked.
    #[serde(default)]
    pub policy: Policy,
    /// The smallest balance on the normal side; unlimited if missing.
    #[serde(default)]
    pub min_balance: Option<Money>,
    /// The largest balance on the normal side; unlimited if missing.
    #[serde(default)]
    pub max_balance: Option<Money>,
    /// The domain whose commands alone may post to it, as a consequence of what they do: a
    /// control account, whose subledger is that domain. Anybody if missing.
    #[serde(default)]
    pub controlled_by: Option<String>,
    /// From when on it is in use; now if missing.
    #[serde(default)]
    pub opened_at: Option<Timestamp>,
    /// Tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What the app wants to remember.
    #[serde(default)]
    pub metadata: Metadata,
}

impl OpenAccount {
    /// An account without limits.
    #[must_use]
    pub fn new(code: impl Into<String>, currency: Currency, kind: AccountKind) -> Self {
        Self {
            code: code.into(),
            currency,
            kind,
            normal: None,
            policy: Policy::Guarded,
            min_balance: None,
            max_balance: None,
            controlled_by: None,
            opened_at: None,
            tags: Vec::new(),
            metadata: Metadata::new(),
        }
    }

    /// An asset account, which grows by debits.
    #[must_use]
    pub fn asset(code: impl Into<String>, currency: Currency) -> Self {
        Self::new(code, currency, AccountKind::Asset)
    }

    /// A liability account, which grows by credits: a customer's wallet, say.
    #[must_use]
    pub fn liability(code: impl Into<String>, currency: Currency) -> Self {
        Self::new(code, currency, AccountKind::Liability)
    }

    /// An equity account.
    #[must_use]
    pub fn equity(code: impl Into<String>, currency: Currency) -> Self {
        Self::new(code, currency, AccountKind::Equity)
    }

    /// An income account.
    #[must_use]
    pub fn income(code: impl Into<String>, currency: Currency) -> Self {
        Self::new(code, currency, AccountKind::Income)
    }

    /// An expense account.
    #[must_use]
    pub fn expense(code: impl Into<String>, currency: Currency) -> Self {
        Self::new(code, currency, AccountKind::Expense)
    }

    /// The balance must not fall below zero.
    #[must_use]
    pub fn no_overdraft(mut self) -> Self {
        self.min_balance = Some(Money::zero(self.currency));
        self
    }

    /// A control account: only what follows from commands of this domain is posted to it.
    #[must_use]
    pub fn controlled_by(mut self, domain: impl Into<String>) -> Self {
        self.controlled_by = Some(domain.into());
        self
    }

    /// Postings add without reading: for busy accounts without limits.
    #[must_use]
    pub fn add_only(mut self) -> Self {
        self.policy = Policy::AddOnly;
        self
    }
}

/// Changes an account's limits. A limit that the present balance breaks is allowed: it only
/// refuses postings that make it worse.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeLimits {
    /// The account's code.
    pub account: String,
    /// Its currency.
    pub currency: Currency,
    /// The smallest balance on the normal side; unlimited if missing.
    #[serde(default)]
    pub min_balance: Option<Money>,
    /// The largest balance on the normal side; unlimited if missing.
    #[serde(default)]
    pub max_balance: Option<Money>,
}

/// Makes an account a control account, or an ordinary one again.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeControl {
    /// The account's code.
    pub account: String,
    /// Its currency.
    pub currency: Currency,
    /// The domain whose commands alone may post to it from now on; anybody if missing.
    #[serde(default)]
    pub controlled_by: Option<String>,
}

/// Refuses postings to an account until it is unfrozen. Its holds can still be resolved.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FreezeAccount {
    /// The account's code.
    pub account: String,
    /// Its currency.
    pub currency: Currency,
}

/// Lets a frozen account take postings again.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnfreezeAccount {
    /// The account's code.
    pub account: String,
    /// Its currency.
    pub currency: Currency,
}

/// Ends an account's use. Its open holds can only be released or expire.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseAccount {
    /// The account's code.
    pub account: String,
    /// Its currency.
    pub currency: Currency,
    /// From when on it is out of use; now if missing.
    #[serde(default)]
    pub closed_at: Option<Timestamp>,
    /// Refuse while there is a balance or an open hold.
    #[serde(default)]
    pub require_empty: bool,
}

/// Takes a closed account into use again.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenAccount {
    /// The account's code.
    pub account: String,
    /// Its currency.
    pub currency: Currency,
}

/// Replaces an account's tags and metadata; the journal keeps the former ones.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DescribeAccount {
    /// The account's code.
    pub account: String,
    /// Its currency.
    pub currency: Currency,
    /// Tags.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What the app wants to remember.
    #[serde(default)]
    pub metadata: Metadata,
}

/// Moves an amount from one account to another: debits one and credits the other.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The transaction's id; made by the store if missing.
    #[serde(default)]
    pub id: Option<TransactionId>,
    /// The account to debit.
    pub debit: String,
    /// The account to credit.
    pub credit: String,
    /// The amount, not negative; zero is allowed and recorded.
    pub amount: Money,
    /// When it counts; now if missing.
    #[serde(default)]
    pub effective_at: Option<Timestamp>,
    /// The app's reference.
    #[serde(default)]
    pub reference: Option<String>,
    /// What for.
    #[serde(default)]
    pub narration: Option<String>,
}

impl Transfer {
    /// A transfer of `amount` that debits one account and credits another.
    #[must_use]
    pub fn new(debit: impl Into<String>, credit: impl Into<String>, amount: Money) -> Self {
        Self {
            id: None,
            debit: debit.into(),
            credit: credit.into(),
            amount,
            effective_at: None,
            reference: None,
            narration: None,
        }
    }

    /// With the app's reference.
    #[must_use]
    pub fn reference(mut self, reference: impl Into<String>) -> Self {
        self.reference = Some(reference.into());
        self
    }

    /// With a given effective time.
    #[must_use]
    pub fn effective_at(mut self, at: Timestamp) -> Self {
        self.effective_at = Some(at);
        self
    }
}

/// Many transfers, all or none, in one journal entry: the fastest way to post.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferMany {
    /// The transfers; each sees the ones before it.
    pub transfers: Vec<Transfer>,
}

/// Posts a transaction of any number of legs and currencies.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// Its id; made by the store if missing.
    #[serde(default)]
    pub id: Option<TransactionId>,
    /// Its legs, two or more, balanced in every currency.
    pub legs: Vec<Leg>,
    /// When it counts; now if missing.
    #[serde(default)]
    pub effective_at: Option<Timestamp>,
    /// What it says besides.
    #[serde(default)]
    pub details: Details,
    /// What must be true for it to be accepted.
    #[serde(default)]
    pub preconditions: Vec<Precondition>,
}

/// Posts many transactions, all or none, in one journal entry.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PostMany {
    /// The transactions; each sees the ones before it.
    pub transactions: Vec<Post>,
}

/// Sets an amount aside for a transfer to come.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceHold {
    /// The hold's id; made by the store if missing.
    #[serde(default)]
    pub id: Option<HoldId>,
    /// The account to debit.
    pub debit: String,
    /// The account to credit.
    pub credit: String,
    /// The amount, not negative.
    pub amount: Money,
    /// Seconds until it expires, by the store's clock; never if missing.
    #[serde(default)]
    pub expires_in_s: Option<u64>,
    /// What it and its captures say besides.
    #[serde(default)]
    pub details: Details,
}

impl PlaceHold {
    /// A hold that does not expire.
    #[must_use]
    pub fn new(debit: impl Into<String>, credit: impl Into<String>, amount: Money) -> Self {
        Self {
            id: None,
            debit: debit.into(),
            credit: credit.into(),
            amount,
            expires_in_s: None,
            details: Details::default(),
        }
    }

    /// With an expiry in seconds from now.
    #[must_use]
    pub fn expires_in_s(mut self, seconds: u64) -> Self {
        self.expires_in_s = Some(seconds);
        self
    }
}

/// Whether a capture ends its hold.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, moja_core::Code)]
pub enum Completion {
    /// It does: what is not captured is given back at once.
    #[default]
    Final,
    /// It does not: more captures may follow, up to the held amount.
    Partial,
}

/// Posts what a hold has set aside, or a part of it. Never refused for funds.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaptureHold {
    /// The transaction's id; made by the store if missing.
    #[serde(default)]
    pub id: Option<TransactionId>,
    /// The hold.
    pub hold: HoldId,
    /// The amount; all that is left if missing. Zero is allowed.
    #[serde(default)]
    pub amount: Option<Money>,
    /// Whether it is the last one.
    #[serde(default)]
    pub completion: Completion,
    /// When it counts; now if missing.
    #[serde(default)]
    pub effective_at: Option<Timestamp>,
}

/// Gives back what a hold has set aside.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseHold {
    /// The hold.
    pub hold: HoldId,
}

/// Records the expired holds of an account as expired. Never needed for the truth: an expired
/// hold counts no more from its expiry on, swept or not.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepHolds {
    /// The account's code.
    pub account: String,
    /// Its currency.
    pub currency: Currency,
}

/// Takes a transaction back in full by a mirrored one, linked both ways.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reverse {
    /// The transaction.
    pub transaction: TransactionId,
    /// When the reversal counts.
    pub date: CorrectionDate,
    /// Post even if an account's limits refuse it. The journal shows who did.
    #[serde(default)]
    pub ignore_limits: bool,
    /// What it says besides.
    #[serde(default)]
    pub details: Details,
}

/// Takes part of a two-leg transaction back. All refunds together never exceed the original.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refund {
    /// The transaction.
    pub transaction: TransactionId,
    /// The amount, not negative.
    pub amount: Money,
    /// When the refund counts.
    pub date: CorrectionDate,
    /// Post even if an account's limits refuse it. The journal shows who did.
    #[serde(default)]
    pub ignore_limits: bool,
    /// What it says besides.
    #[serde(default)]
    pub details: Details,
}

/// A price of one unit of a currency or commodity.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// What is priced.
    pub currency: String,
    /// The currency of the price.
    pub quoted_in: String,
    /// From when on it holds.
    pub at: Timestamp,
    /// The price of one unit, a decimal as text.
    pub price: String,
}

/// Keeps prices as data; no balance depends on them.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordPrices {
    /// The prices.
    pub prices: Vec<Price>,
}

/// A directive of imported books.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Directive {
    /// Its date.
    pub at: Timestamp,
    /// Its kind.
    pub kind: String,
    /// Its fields.
    pub body: Metadata,
}

/// Keeps directives of imported books that mean nothing to the ledger, for export.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepDirectives {
    /// The directives.
    pub directives: Vec<Directive>,
}

/// The answer of commands that have nothing to tell.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Done {}

/// The transaction that a command posted.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PostedId {
    /// Its id.
    pub transaction: TransactionId,
}

/// The transactions that a command posted, in order.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PostedIds {
    /// Their ids.
    pub transactions: Vec<TransactionId>,
}

/// The hold that a command placed.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlacedHold {
    /// Its id.
    pub hold: HoldId,
    /// From when on it counts no more.
    pub expires_at: Option<Timestamp>,
}

fn transaction_ids(events: &[LedgerEvent]) -> impl Iterator<Item = TransactionId> + '_ {
    events.iter().filter_map(|event| match event {
        LedgerEvent::Transferred(transferred) => Some(transferred.id),
        LedgerEvent::Posted(posted)
        | LedgerEvent::Reversed { posted, .. }
        | LedgerEvent::Refunded { posted, .. }
        | LedgerEvent::HoldCaptured { posted, .. } => Some(posted.id),
        _ => None,
    })
}

fn posted_id(events: &[LedgerEvent]) -> PostedId {
    let transaction = transaction_ids(events).next().unwrap_or(TransactionId::nil());
    PostedId { transaction }
}

fn posted_ids(events: &[LedgerEvent]) -> PostedIds {
    PostedIds { transactions: transaction_ids(events).collect() }
}

fn placed_hold(events: &[LedgerEvent]) -> PlacedHold {
    events
        .iter()
        .find_map(|event| match event {
            LedgerEvent::HoldPlaced { hold, expires_at, .. } => {
                Some(PlacedHold { hold: *hold, expires_at: *expires_at })
            }
            _ => None,
        })
        .unwrap_or(PlacedHold { hold: HoldId::nil(), expires_at: None })
}

fn want_account(want: &mut Footprint, code: &str, currency: Currency) {
    want.get(Account::by_code(code, currency.code()));
}

fn want_transfer(want: &mut Footprint, transfer: &Transfer) {
    want_account(want, &transfer.debit, transfer.amount.currency());
    want_account(want, &transfer.credit, transfer.amount.currency());
    if let Some(id) = transfer.id {
        want.get(Transaction::by_id(id));
    }
}

fn want_draft(want: &mut Footprint, draft: &Post) {
    for leg in &draft.legs {
        want_account(want, &leg.account, leg.amount.currency());
    }
    if let Some(id) = draft.id {
        want.get(Transaction::by_id(id));
    }
}

/// Declares how a command takes the one way through the house.
macro_rules! command {
    (
        $command:ident, $name:literal, $output:ty,
        want($this:ident, $want:ident) $footprint:block,
        decide($view:ident, $ctx:ident) $decide:expr,
        output($events:ident) $answer:expr $(,)?
    ) => {
        impl Command for $command {
            const NAME: &'static str = $name;
            type Domain = Ledger;
            type Output = $output;
            type Rejection = Rejection;

            fn footprint(&self, $want: &mut Footprint) {
                let $this = self;
                $footprint
            }

            fn decide(
                &self,
                $view: &View<'_>,
                $ctx: &Ctx<'_>,
            ) -> Result<Vec<LedgerEvent>, Refusal<Rejection>> {
                let $this = self;
                $decide
            }

            fn output(&self, $events: &[LedgerEvent]) -> $output {
                $answer
            }
        }
    };
}

command!(DeclareCurrency, "ledger.declare_currency", Done,
    want(it, want) { want.get(CurrencyRow::key(it.currency.code())); },
    decide(view, _ctx) it.decide(view), output(_e) Done {});
command!(OpenAccount, "ledger.open_account", Done,
    want(it, want) {
        want.get(Counter::key());
        want.get(CurrencyRow::key(it.currency.code()));
        want_account(want, &it.code, it.currency);
    },
    decide(view, ctx) it.decide(view, ctx), output(_e) Done {});
command!(ChangeLimits, "ledger.change_limits", Done,
    want(it, want) { want_account(want, &it.account, it.currency); },
    decide(view, _ctx) it.decide(view), output(_e) Done {});
command!(ChangeControl, "ledger.change_control", Done,
    want(it, want) { want_account(want, &it.account, it.currency); },
    decide(view, _ctx) it.decide(view), output(_e) Done {});
command!(FreezeAccount, "ledger.freeze_account", Done,
    want(it, want) { want_account(want, &it.account, it.currency); },
    decide(view, _ctx) it.decide(view), output(_e) Done {});
command!(UnfreezeAccount, "ledger.unfreeze_account", Done,
    want(it, want) { want_account(want, &it.account, it.currency); },
    decide(view, _ctx) it.decide(view), output(_e) Done {});
command!(CloseAccount, "ledger.close_account", Done,
    want(it, want) { want_account(want, &it.account, it.currency); },
    decide(view, ctx) it.decide(view, ctx), output(_e) Done {});
command!(ReopenAccount, "ledger.reopen_account", Done,
    want(it, want) { want_account(want, &it.account, it.currency); },
    decide(view, _ctx) it.decide(view), output(_e) Done {});
command!(DescribeAccount, "ledger.describe_account", Done,
    want(it, want) { want_account(want, &it.account, it.currency); },
    decide(view, _ctx) it.decide(view), output(_e) Done {});
command!(Transfer, "ledger.transfer", PostedId,
    want(it, want) { want_transfer(want, it); },
    decide(view, ctx) it.decide(view, ctx), output(events) posted_id(events));
command!(TransferMany, "ledger.transfer_many", PostedIds,
    want(it, want) { it.transfers.iter().for_each(|member| want_transfer(want, member)); },
    decide(view, ctx) it.decide(view, ctx), output(events) posted_ids(events));
command!(Post, "ledger.post", PostedId,
    want(it, want) { want_draft(want, it); },
    decide(view, ctx) it.decide(view, ctx), output(events) posted_id(events));
command!(PostMany, "ledger.post_many", PostedIds,
    want(it, want) { it.transactions.iter().for_each(|draft| want_draft(want, draft)); },
    decide(view, ctx) it.decide(view, ctx), output(events) posted_ids(events));
command!(PlaceHold, "ledger.place_hold", PlacedHold,
    want(it, want) {
        want_account(want, &it.debit, it.amount.currency());
        want_account(want, &it.credit, it.amount.currency());
        if let Some(id) = it.id { want.get(Hold::key(id)); }
    },
    decide(view, ctx) it.decide(view, ctx), output(events) placed_hold(events));
command!(CaptureHold, "ledger.capture_hold", PostedId,
    want(it, want) {
        want.get(Hold::key(it.hold));
        if let Some(id) = it.id { want.get(Transaction::by_id(id)); }
    },
    decide(view, ctx) it.decide(view, ctx), output(events) posted_id(events));
command!(ReleaseHold, "ledger.release_hold", Done,
    want(it, want) { want.get(Hold::key(it.hold)); },
    decide(view, ctx) it.decide(view, ctx), output(_e) Done {});
command!(SweepHolds, "ledger.sweep_holds", Done,
    want(it, want) { want_account(want, &it.account, it.currency); },
    decide(view, ctx) it.decide(view, ctx), output(_e) Done {});
command!(Reverse, "ledger.reverse", PostedId,
    want(it, want) {
        want.get(Transaction::by_id(it.transaction));
        want.get(Correction::key(it.transaction));
    },
    decide(view, ctx) it.decide(view, ctx), output(events) posted_id(events));
command!(Refund, "ledger.refund", PostedId,
    want(it, want) {
        want.get(Transaction::by_id(it.transaction));
        want.get(Correction::key(it.transaction));
    },
    decide(view, ctx) it.decide(view, ctx), output(events) posted_id(events));
command!(RecordPrices, "ledger.record_prices", Done,
    want(it, _want) { let _ = it; },
    decide(_view, _ctx) it.decide(), output(_e) Done {});
command!(KeepDirectives, "ledger.keep_directives", Done,
    want(it, _want) { let _ = it; },
    decide(_view, _ctx) it.decide(), output(_e) Done {});
