//! What an account's name says about its kind.

use super::model::{AccountKind, ResolvedBook};

/// What beancount calls the five kinds of account unless told otherwise.
pub(super) const ROOTS: [&str; 5] = ["Assets", "Liabilities", "Equity", "Income", "Expenses"];
/// The options that tell it otherwise.
pub(super) const ROOT_OPTIONS: [&str; 5] =
    ["name_assets", "name_liabilities", "name_equity", "name_income", "name_expenses"];

/// The kinds in the order of beancount's roots.
pub(super) const KINDS: [AccountKind; 5] = [
    AccountKind::Asset,
    AccountKind::Liability,
    AccountKind::Equity,
    AccountKind::Income,
    AccountKind::Expense,
];

pub(super) fn kind_at(position: usize) -> Option<AccountKind> {
    KINDS.get(position).copied()
}

/// The kind by the first part of the name, in the words hledger knows, whatever the case.
#[must_use]
pub fn kind_by_name(account: &str) -> Option<AccountKind> {
    let root = account.split(':').next()?.to_lowercase();
    Some(match root.as_str() {
        "asset" | "assets" => AccountKind::Asset,
        "debt" | "debts" | "liability" | "liabilities" => AccountKind::Liability,
        "equity" => AccountKind::Equity,
        "income" | "incomes" | "revenue" | "revenues" => AccountKind::Income,
        "expense" | "expenses" => AccountKind::Expense,
        _ => return None,
    })
}

/// beancount's names of the five roots in a book, which its options may change.
pub(super) fn roots_of(book: &ResolvedBook) -> [String; 5] {
    let mut roots = ROOTS.map(str::to_owned);
    for (name, value) in &book.options {
        if let Some(at) = ROOT_OPTIONS.iter().position(|option| option == name)
            && let Some(root) = roots.get_mut(at)
        {
            root.clone_from(value);
        }
    }
    roots
}

/// Whether beancount takes this as a part of an account name below the root.
pub(super) fn is_component(part: &str) -> bool {
    let mut chars = part.chars();
    chars.next().is_some_and(|first| first.is_uppercase() || first.is_numeric())
        && chars.all(|c| c.is_alphanumeric() || c == '-')
}
