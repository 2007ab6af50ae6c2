//! Writes a resolved book in the languages of other tools.

pub(super) mod beancount;
pub(super) mod csv;
pub(super) mod hledger;
pub(super) mod json;
mod names;

use super::model::{Entry, EntryKind, MetaValue, ResolvedBook, ResolvedPosting, Text};

/// What had to be changed so that the other tool can read the book.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
#[non_exhaustive]
pub struct WriteReport {
    /// Accounts that have another name there: ours, theirs.
    pub renamed_accounts: Vec<(String, String)>,
    /// Currencies that have another code there: ours, theirs.
    pub renamed_currencies: Vec<(String, String)>,
    /// Anything else that could not be written as it is, by file and line of its entry.
    pub changed: Vec<String>,
}

impl WriteReport {
    fn change(&mut self, entry: &Entry<ResolvedPosting>, what: &str) {
        self.changed.push(format!("{}:{}: {what}", entry.file, entry.line));
    }
}

/// Calls back with every account name in the book, again and again.
fn each_account(book: &ResolvedBook, mut call: impl FnMut(&Text)) {
    let mut meta = |value: &MetaValue| {
        if let MetaValue::Account(account) = value {
            call(account);
        }
    };
    for entry in &book.entries {
        entry.meta.iter().for_each(|(_, value)| meta(value));
        if let EntryKind::Transaction(transaction) = &entry.kind {
            for posting in &transaction.postings {
                posting.meta.iter().for_each(|(_, value)| meta(value));
            }
        }
    }
    for entry in &book.entries {
        match &entry.kind {
            EntryKind::Open { account, .. } => call(account),
            kind => super::booking::used_accounts(kind).into_iter().for_each(&mut call),
        }
    }
}

/// Calls back with every currency in the book, again and again.
fn each_currency(book: &ResolvedBook, mut call: impl FnMut(&Text)) {
    for entry in &book.entries {
        for (_, value) in entry.meta.iter() {
            each_meta_currency(value, &mut call);
        }
        match &entry.kind {
            EntryKind::Open { currencies, .. } => currencies.iter().for_each(&mut call),
            EntryKind::Commodity { code } => call(code),
            EntryKind::Price { currency, amount } => {
                call(currency);
                call(&amount.currency);
            }
            EntryKind::Balance { amount, .. } => call(&amount.currency),
            EntryKind::Custom { values, .. } => {
                values.iter().for_each(|value| each_meta_currency(value, &mut call));
            }
            EntryKind::Transaction(transaction) => {
                for posting in &transaction.postings {
                    call(&posting.units.currency);
                    call(&posting.weight.currency);
                    if let Some(cost) = &posting.cost {
                        call(&cost.currency);
                    }
                    if let Some(price) = &posting.price {
                        call(&price.amount().currency);
                    }
                    for (_, value) in posting.meta.iter() {
                        each_meta_currency(value, &mut call);
                    }
                }
            }
            _ => {}
        }
    }
}

fn each_meta_currency(value: &MetaValue, call: &mut impl FnMut(&Text)) {
    match value {
        MetaValue::Currency(currency) => call(currency),
        MetaValue::Amount(amount) => call(&amount.currency),
        _ => {}
    }
}
