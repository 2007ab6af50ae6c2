//! What can be asked of a ledger.
//!
//! Every report can be asked as of an effective time, as known at a recorded time or journal
//! position, or both at once.

mod account;
mod balance;
mod data;
mod entry;
mod find;
mod hold;
mod report;
mod statement;
mod transaction;
mod transactions;

pub use moja_core::as_of::AsOf;

pub use account::{AccountView, Accounts};
pub use balance::{BalanceLine, BalanceView, Balances, GetBalance};
pub use data::{DirectiveView, Directives, PriceView, Prices};
pub use entry::{Entries, EntryPage, EntryView};
pub use hold::{GetHold, HoldView, Holds};
pub use report::{BalanceSheet, IncomeStatement, ReportLine, ReportSection, ReportView};
pub use report::{TrialBalance, TrialBalanceLine, TrialBalanceView};
pub use statement::{Statement, StatementLine, StatementView};
pub use transaction::{GetTransaction, LegView, TransactionView};
pub use transactions::{TransactionPage, Transactions};

use moja_core::command::QueryError;
use moja_core::currency::Currency;
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Scan};

use crate::tables::Account;

/// The largest page that a query answers.
pub(crate) const PAGE_MAX: u32 = 10_000;

pub(crate) fn page_size(limit: Option<u32>) -> u32 {
    limit.unwrap_or(100).clamp(1, PAGE_MAX)
}

/// Minor units of a currency as units of ten to the minus eighteen: 64 bits and eighteen
/// decimals fit 128 bits, so amounts of any scale can be compared.
pub(crate) fn wide(minor: i128, currency: &Currency) -> i128 {
    let missing = Currency::EXPONENT_MAX.saturating_sub(currency.exponent());
    minor.saturating_mul(10_i128.saturating_pow(u32::from(missing)))
}

/// The account with this code and currency.
pub(crate) async fn account(
    reader: &mut Reader<'_>,
    code: &str,
    currency: &str,
) -> Result<Account, QueryError> {
    reader.get(Account::by_code(code, currency)).await?.ok_or_else(|| {
        QueryError::refused(
            "account_not_found",
            format!("there is no account `{code}` in `{currency}`"),
        )
    })
}

/// All accounts whose code is `tree` or lies below it, in order of code; all if empty.
pub(crate) async fn accounts_in(
    reader: &mut Reader<'_>,
    tree: &str,
) -> Result<Vec<Account>, QueryError> {
    let scan = Scan::of::<Account>().by(Account::BY_CODE);
    if tree.is_empty() {
        return Ok(reader.scan_all(scan).await?);
    }
    let mut accounts: Vec<Account> =
        reader.scan_all(scan.clone().filter(Account::COL_CODE, Compare::Equal, tree)).await?;
    // `;` follows `:`, so this is the stretch of codes that start with the tree and a colon.
    let below = scan
        .filter(Account::COL_CODE, Compare::AtLeast, format!("{tree}:").as_str())
        .filter(Account::COL_CODE, Compare::Less, format!("{tree};").as_str());
    accounts.extend(reader.scan_all::<Account>(below).await?);
    Ok(accounts)
}
