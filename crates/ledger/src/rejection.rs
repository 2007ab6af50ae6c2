//! Why the ledger refuses: a closed list, in order of precedence.

use moja_core::Code;
use moja_core::currency::Currency;
use moja_core::money::Money;
use schemars::JsonSchema;
use serde::Serialize;

use crate::types::{HoldId, TransactionId};

/// The ledger's refusals. When several apply, the one that stands first here is given, whichever
/// leg or account it is about; in a batch, the one of the first member that is refused. A
/// transient one may pass later, unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema, Code, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Rejection {
    /// A member of a batch is refused; the code is the cause's.
    #[error("member {index}: {cause}")]
    #[code("member_refused")]
    Member {
        /// The member, from 0.
        index: usize,
        /// Why.
        cause: Box<Rejection>,
    },
    /// A batch without members.
    #[error("there is nothing to post")]
    BatchEmpty {},
    /// A transaction needs two legs.
    #[error("a transaction needs at least two legs, not {legs}")]
    TooFewLegs {
        /// How many there are.
        legs: usize,
    },
    /// An amount that must not be negative is.
    #[error("the amount `{amount}` is negative")]
    AmountNegative {
        /// The amount.
        amount: Money,
    },
    /// An amount does not fit into 64 bits of minor units.
    #[error("the amount `{amount}` is out of range")]
    AmountOutOfRange {
        /// The amount.
        amount: Money,
    },
    /// Debits and credits differ.
    #[error("debits and credits in `{currency}` differ by `{difference}`")]
    LegsUnbalanced {
        /// The currency.
        currency: Currency,
        /// Debits less credits, a decimal.
        difference: String,
    },
    /// A transfer from an account to itself.
    #[error("the account `{account}` stands on both sides")]
    SameAccount {
        /// The account.
        account: String,
    },
    /// An account code is not a path of non-empty parts.
    #[error("`{account}` is not an account code: 1 to 255 characters, parts separated by `:`")]
    CodeInvalid {
        /// The code, cut to 64 characters.
        account: String,
    },
    /// A text is too long or holds control characters.
    #[error("`{field}` is too long or holds control characters")]
    TextInvalid {
        /// The field.
        field: String,
    },
    /// An amount is in another currency than it should be.
    #[error("the amount is in `{given}`, not in `{expected}`")]
    CurrencyMismatch {
        /// The currency given.
        given: Currency,
        /// The currency needed.
        expected: String,
    },
    /// The smallest balance is above the largest, or an add-only account has limits.
    #[error("the limits of `{account}` contradict each other or its policy")]
    LimitsInvalid {
        /// The account.
        account: String,
    },
    /// A time beyond the years 0001 to 9999.
    #[error("the expiry of the hold is out of range")]
    ExpiryOutOfRange {},
    /// A transaction with this id exists.
    #[error("the transaction `{transaction}` exists already")]
    TransactionExists {
        /// The transaction.
        transaction: TransactionId,
    },
    /// A hold with this id exists.
    #[error("the hold `{hold}` exists already")]
    HoldExists {
        /// The hold.
        hold: HoldId,
    },
    /// The currency is in use with another scale.
    #[error("`{code}` has {declared} decimals here, not {given}")]
    CurrencyScaleDiffers {
        /// The currency's code.
        code: String,
        /// The scale in use.
        declared: i64,
        /// The scale given.
        given: i64,
    },
    /// An account with this code and currency exists.
    #[error("the account `{account}` in `{currency}` exists already")]
    AccountExists {
        /// The account.
        account: String,
        /// Its currency.
        currency: String,
    },
    /// There is no such account.
    #[error("there is no account `{account}` in `{currency}`")]
    #[code(transient)]
    AccountNotFound {
        /// The account.
        account: String,
        /// Its currency.
        currency: String,
    },
    /// There is no such transaction.
    #[error("there is no transaction `{transaction}`")]
    #[code(transient)]
    TransactionNotFound {
        /// The transaction.
        transaction: TransactionId,
    },
    /// The transaction was reversed before.
    #[error("the transaction `{transaction}` was reversed by `{reversed_by}`")]
    AlreadyReversed {
        /// The transaction.
        transaction: TransactionId,
        /// What reversed it.
        reversed_by: TransactionId,
    },
    /// The transaction was refunded in part, so that it cannot be reversed in full.
    #[error("`{refunded}` minor units of the transaction `{transaction}` were refunded before")]
    PartlyRefunded {
        /// The transaction.
        transaction: TransactionId,
        /// Minor units refunded.
        refunded: i64,
    },
    /// Only transactions of two legs in one currency can be refunded in part.
    #[error("the transaction `{transaction}` does not have two legs in one currency")]
    NotRefundable {
        /// The transaction.
        transaction: TransactionId,
    },
    /// Refunds exceed the original.
    #[error("only `{left}` of the transaction `{transaction}` is left to refund")]
    RefundExceedsOriginal {
        /// The transaction.
        transaction: TransactionId,
        /// What is left.
        left: Money,
    },
    /// A correction would count before what it corrects.
    #[error("the correction of `{transaction}` would count before it")]
    CorrectionBeforeOriginal {
        /// The transaction.
        transaction: TransactionId,
    },
    /// There is no such hold.
    #[error("there is no hold `{hold}`")]
    #[code(transient)]
    HoldNotFound {
        /// The hold.
        hold: HoldId,
    },
    /// The hold was captured.
    #[error("the hold `{hold}` was captured")]
    HoldAlreadyCaptured {
        /// The hold.
        hold: HoldId,
    },
    /// The hold was released.
    #[error("the hold `{hold}` was released")]
    HoldAlreadyReleased {
        /// The hold.
        hold: HoldId,
    },
    /// The hold's time has run out.
    #[error("the hold `{hold}` has expired")]
    HoldExpired {
        /// The hold.
        hold: HoldId,
    },
    /// The capture exceeds what is held.
    #[error("only `{left}` of the hold `{hold}` is left")]
    CaptureExceedsHold {
        /// The hold.
        hold: HoldId,
        /// What is left.
        left: Money,
    },
    /// The account is closed.
    #[error("the account `{account}` is closed")]
    AccountClosed {
        /// The account.
        account: String,
    },
    /// The account is not closed.
    #[error("the account `{account}` is not closed")]
    AccountNotClosed {
        /// The account.
        account: String,
    },
    /// The account is frozen.
    #[error("the account `{account}` is frozen")]
    #[code(transient)]
    AccountFrozen {
        /// The account.
        account: String,
    },
    /// The account takes only what follows from the commands of one domain.
    #[error(
        "the account `{account}` is controlled by `{controlled_by}`: it is not posted to directly"
    )]
    AccountControlled {
        /// The account.
        account: String,
        /// The domain.
        controlled_by: String,
    },
    /// The account is not frozen.
    #[error("the account `{account}` is not frozen")]
    AccountNotFrozen {
        /// The account.
        account: String,
    },
    /// Limits and balance conditions need a guarded account.
    #[error("the account `{account}` is add-only: its balance cannot be checked")]
    AccountAddOnly {
        /// The account.
        account: String,
    },
    /// The balance is below the bound of a precondition.
    #[error("the balance of `{account}` is `{balance}`, below `{bound}`")]
    #[code(transient)]
    BalanceBelow {
        /// The account.
        account: String,
        /// Its balance.
        balance: Money,
        /// The bound.
        bound: Money,
    },
    /// The balance is above the bound of a precondition.
    #[error("the balance of `{account}` is `{balance}`, above `{bound}`")]
    #[code(transient)]
    BalanceAbove {
        /// The account.
        account: String,
        /// Its balance.
        balance: Money,
        /// The bound.
        bound: Money,
    },
    /// The account has another version than expected.
    #[error("the account `{account}` has version {version}, not {expected}")]
    VersionDiffers {
        /// The account.
        account: String,
        /// Its version.
        version: i64,
        /// The version expected.
        expected: i64,
    },
    /// The account must be empty to be closed.
    #[error("the account `{account}` still has open holds or a balance")]
    #[code(transient)]
    AccountNotEmpty {
        /// The account.
        account: String,
    },
    /// The balance would fall below the account's smallest.
    #[error("`{account}` has `{available}` available, `{needed}` is needed")]
    #[code(transient)]
    InsufficientFunds {
        /// The account.
        account: String,
        /// What can be taken without falling below the smallest balance.
        available: Money,
        /// What was to be taken.
        needed: Money,
    },
    /// The balance would rise above the account's largest.
    #[error("`{account}` has room for `{room}`, `{needed}` is needed")]
    #[code(transient)]
    MaxBalanceExceeded {
        /// The account.
        account: String,
        /// What can be added.
        room: Money,
        /// What was to be added.
        needed: Money,
    },
    /// A counter of the account leaves 64 bits.
    #[error("`{counter}` of the account `{account}` would overflow")]
    CounterOverflow {
        /// The account.
        account: String,
        /// `debits_posted`, `credits_posted`, `debits_pending` or `credits_pending`.
        counter: String,
    },
}

impl Rejection {
    /// The refusal of the member at `index`.
    #[must_use]
    pub fn of_member(self, index: usize) -> Self {
        Self::Member { index, cause: Box::new(self) }
    }

    /// The refusal itself, without the member.
    #[must_use]
    pub fn cause(&self) -> &Self {
        match self {
            Self::Member { cause, .. } => cause.cause(),
            other => other,
        }
    }
}

impl moja_core::command::Rejection for Rejection {
    fn codes() -> &'static [&'static str] {
        Self::CODES
    }

    fn code(&self) -> &'static str {
        self.cause().code()
    }

    fn is_transient(&self) -> bool {
        self.cause().is_transient()
    }
}
