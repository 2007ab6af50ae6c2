//! Finds names that beancount accepts for accounts and currencies that it does not.

use std::collections::{BTreeSet, HashMap};

use super::WriteReport;
use crate::books::accounts::{KINDS, is_component, kind_by_name, roots_of};
use crate::books::model::{AccountKind, EntryKind, ResolvedBook, Text};

/// What every account and currency of a book is called in beancount.
#[derive(Debug)]
pub(super) struct Names {
    roots: [String; 5],
    accounts: HashMap<Text, String>,
    currencies: HashMap<Text, String>,
    taken_accounts: BTreeSet<String>,
    taken_currencies: BTreeSet<String>,
    kinds: HashMap<Text, AccountKind>,
}

impl Names {
    /// Names for a book; those that are good already are kept before any other is made up.
    pub(super) fn new(book: &ResolvedBook) -> Self {
        let mut names = Self {
            roots: roots_of(book),
            accounts: HashMap::new(),
            currencies: HashMap::new(),
            taken_accounts: BTreeSet::new(),
            taken_currencies: BTreeSet::new(),
            kinds: HashMap::new(),
        };
        for entry in &book.entries {
            if let EntryKind::Open { account, kind: Some(kind), .. } = &entry.kind {
                names.kinds.insert(account.clone(), *kind);
            }
        }
        super::each_account(book, |account| {
            if names.is_good_account(account) {
                names.taken_accounts.insert(account.to_string());
            }
        });
        super::each_currency(book, |currency| {
            if is_good_currency(currency) {
                names.taken_currencies.insert(currency.to_string());
            }
        });
        names
    }

    fn is_good_account(&self, account: &str) -> bool {
        let mut parts = account.split(':');
        let is_root = parts.next().is_some_and(|root| self.roots.iter().any(|r| r == root));
        is_root && account.contains(':') && parts.all(is_component)
    }

    /// The account's name, made up on first use.
    pub(super) fn account(&mut self, account: &Text, report: &mut WriteReport) -> String {
        if let Some(name) = self.accounts.get(account) {
            return name.clone();
        }
        let name = if self.is_good_account(account) {
            account.to_string()
        } else {
            let name = free(self.make_up(account), &self.taken_accounts);
            self.taken_accounts.insert(name.clone());
            report.renamed_accounts.push((account.to_string(), name.clone()));
            name
        };
        self.accounts.insert(account.clone(), name.clone());
        name
    }

    fn make_up(&self, account: &str) -> String {
        let mut parts = account.split(':').peekable();
        let by_name = kind_by_name(account);
        let kind = self.kind_of(account).or(by_name).unwrap_or(AccountKind::Equity);
        let at = KINDS.iter().position(|known| *known == kind).unwrap_or_default();
        let root = self.roots.get(at).map_or("Equity", String::as_str);
        if by_name == Some(kind) || parts.peek().is_some_and(|first| *first == root) {
            parts.next();
        }
        let mut name = root.to_owned();
        if parts.peek().is_none() {
            name.push_str(":Unspecified");
        }
        for part in parts {
            name.push(':');
            name.push_str(&component(part));
        }
        name
    }

    /// The kind declared for the account or the nearest one above it.
    fn kind_of(&self, account: &str) -> Option<AccountKind> {
        let mut name = account;
        loop {
            if let Some(kind) = self.kinds.get(name) {
                return Some(*kind);
            }
            name = name.rsplit_once(':')?.0;
        }
    }

    /// The currency's code, made up on first use.
    pub(super) fn currency(&mut self, currency: &Text, report: &mut WriteReport) -> String {
        if let Some(code) = self.currencies.get(currency) {
            return code.clone();
        }
        let code = if is_good_currency(currency) {
            currency.to_string()
        } else {
            let code = free(code_for(currency), &self.taken_currencies);
            self.taken_currencies.insert(code.clone());
            report.renamed_currencies.push((currency.to_string(), code.clone()));
            code
        };
        self.currencies.insert(currency.clone(), code.clone());
        code
    }
}

fn free(wanted: String, taken: &BTreeSet<String>) -> String {
    if !taken.contains(&wanted) {
        return wanted;
    }
    let mut numbered = (2_u32..).map(|number| format!("{wanted}-{number}"));
    numbered.find(|name| !taken.contains(name)).unwrap_or(wanted)
}

fn component(part: &str) -> String {
    let mut result = String::new();
    for c in part.chars() {
        if c.is_alphanumeric() {
            if result.is_empty() {
                result.extend(c.to_uppercase());
            } else {
                result.push(c);
            }
        } else if !result.is_empty() && !result.ends_with('-') {
            result.push('-');
        }
    }
    let length = result.trim_end_matches('-').len();
    result.truncate(length);
    if is_component(&result) { result } else { format!("X{result}") }
}

fn is_good_currency(code: &str) -> bool {
    let bytes = code.as_bytes();
    let starts_well = bytes.first().is_some_and(u8::is_ascii_uppercase);
    let ends_well = bytes.last().is_some_and(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let is_word = bytes.iter().all(|b| {
        b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'\'' | b'.' | b'_' | b'-')
    });
    let is_slash = code.starts_with('/')
        && crate::books::beancount::leading_currency(code).is_some_and(|all| all == code);
    ((starts_well && ends_well && is_word) || is_slash)
        && !matches!(code, "TRUE" | "FALSE" | "NULL")
}

fn code_for(currency: &str) -> String {
    let known = match currency {
        "" => "XXX",
        "$" | "US$" => "USD",
        "€" => "EUR",
        "£" => "GBP",
        "¥" => "JPY",
        "₹" => "INR",
        "₽" => "RUB",
        "₩" => "KRW",
        "₿" => "BTC",
        _ => "",
    };
    if !known.is_empty() {
        return known.to_owned();
    }
    let mut code = String::new();
    for c in currency.chars() {
        if c.is_ascii_alphanumeric() {
            code.push(c.to_ascii_uppercase());
        } else if !code.is_empty() && !code.ends_with('-') {
            code.push('-');
        }
    }
    let length = code.trim_end_matches('-').len();
    code.truncate(length);
    let is_reserved = matches!(code.as_str(), "TRUE" | "FALSE" | "NULL");
    if is_reserved || !code.starts_with(|c: char| c.is_ascii_uppercase()) {
        format!("X{code}")
    } else {
        code
    }
}
