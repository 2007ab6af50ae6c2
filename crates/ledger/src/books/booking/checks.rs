//! Checks a booked beancount book in order: accounts in use, allowed currencies, assertions.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::pads::is_within;
use super::tolerance::{self, Rules};
use crate::books::model::{Amount, Entry, EntryKind, ResolvedPosting, Text};
use crate::books::number::Sum;
use crate::books::problem::Fault;

#[derive(Debug, Default)]
struct Account {
    was_opened: bool,
    is_open: bool,
    was_closed: bool,
    currencies: Vec<Text>,
    sums: Vec<(Text, Sum)>,
}

/// Everything the checks remember from one entry to the next.
struct Checks<'r> {
    rules: &'r Rules,
    accounts: HashMap<Text, Account>,
    /// All accounts that have postings, sorted.
    names: Vec<Text>,
    commodities: HashSet<Text>,
    asserted: HashMap<(Text, Text, NaiveDate), Decimal>,
}

/// What is wrong with each entry, if anything.
pub(super) fn check(entries: &[Entry<ResolvedPosting>], rules: &Rules) -> Vec<(usize, Fault)> {
    let mut checks = Checks {
        rules,
        accounts: HashMap::new(),
        names: names(entries),
        commodities: HashSet::new(),
        asserted: HashMap::new(),
    };
    let mut faults = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        if let Err((code, message)) = checks.entry(entry) {
            faults.push((at, Fault::new(entry.line, code, message)));
        }
    }
    faults
}

fn names(entries: &[Entry<ResolvedPosting>]) -> Vec<Text> {
    if !entries.iter().any(|entry| matches!(entry.kind, EntryKind::Balance { .. })) {
        return Vec::new();
    }
    let mut seen: HashSet<&Text> = HashSet::new();
    for entry in entries {
        if let EntryKind::Transaction(transaction) = &entry.kind {
            seen.extend(transaction.postings.iter().map(|posting| &posting.account));
        }
    }
    let mut names: Vec<Text> = seen.into_iter().cloned().collect();
    names.sort();
    names
}

type Refusal = (&'static str, String);

impl Checks<'_> {
    fn entry(&mut self, entry: &Entry<ResolvedPosting>) -> Result<(), Refusal> {
        match &entry.kind {
            EntryKind::Open { account, currencies, .. } => self.open(account, currencies),
            EntryKind::Close { account } => self.close(account),
            EntryKind::Commodity { code } => {
                if self.commodities.insert(code.clone()) {
                    return Ok(());
                }
                Err(("duplicate_commodity", format!("the commodity `{code}` is there twice")))
            }
            EntryKind::Balance { account, amount, tolerance } => {
                self.was_opened(account)?;
                self.balance(entry.date, account, amount, *tolerance)
            }
            EntryKind::Pad { account, source } => {
                self.is_active(account)?;
                self.is_active(source)
            }
            EntryKind::Note { account, .. } | EntryKind::Document { account, .. } => {
                self.was_opened(account)
            }
            EntryKind::Transaction(transaction) => {
                let mut result = Ok(());
                for posting in &transaction.postings {
                    let outcome = self.posting(posting);
                    result = result.and(outcome);
                }
                result
            }
            _ => Ok(()),
        }
    }

    fn account(&mut self, name: &Text) -> &mut Account {
        if !self.accounts.contains_key(name) {
            self.accounts.insert(name.clone(), Account::default());
        }
        self.accounts.entry(name.clone()).or_default()
    }

    fn open(&mut self, name: &Text, currencies: &[Text]) -> Result<(), Refusal> {
        let account = self.account(name);
        if account.was_opened {
            return Err(("duplicate_open", format!("the account `{name}` is opened twice")));
        }
        account.was_opened = true;
        account.is_open = true;
        account.currencies = currencies.to_vec();
        Ok(())
    }

    fn close(&mut self, name: &Text) -> Result<(), Refusal> {
        let account = self.account(name);
        if account.was_closed {
            return Err(("duplicate_close", format!("the account `{name}` is closed twice")));
        }
        account.was_closed = true;
        account.is_open = false;
        if !account.was_opened {
            return Err(("account_not_open", format!("the account `{name}` was never opened")));
        }
        Ok(())
    }

    fn is_active(&self, name: &Text) -> Result<(), Refusal> {
        refuse_inactive(name, self.accounts.get(name))
    }

    /// Notes, documents and assertions may also follow the closing.
    fn was_opened(&self, name: &Text) -> Result<(), Refusal> {
        let account = self.accounts.get(name);
        if account.is_some_and(|account| account.was_opened) {
            return Ok(());
        }
        refuse_inactive(name, account)
    }

    fn posting(&mut self, posting: &ResolvedPosting) -> Result<(), Refusal> {
        let is_tracked = !self.names.is_empty();
        let currency = &posting.units.currency;
        let Some(account) = self.accounts.get_mut(&posting.account) else {
            if is_tracked {
                let account = self.account(&posting.account);
                add(account, posting)?;
            }
            return refuse_inactive(&posting.account, None);
        };
        if is_tracked {
            add(account, posting)?;
        }
        refuse_inactive(&posting.account, Some(account))?;
        if !account.currencies.is_empty() && !account.currencies.contains(currency) {
            let message = format!("`{}` may not hold `{currency}`", posting.account);
            return Err(("currency_not_allowed", message));
        }
        Ok(())
    }

    fn balance(
        &mut self,
        date: NaiveDate,
        account: &Text,
        amount: &Amount,
        tolerance: Option<Decimal>,
    ) -> Result<(), Refusal> {
        let known = self.accounts.get(account);
        if known.is_some_and(|known| {
            !known.currencies.is_empty() && !known.currencies.contains(&amount.currency)
        }) {
            let message = format!("`{account}` may not hold `{}`", amount.currency);
            return Err(("currency_not_allowed", message));
        }
        let key = (account.clone(), amount.currency.clone(), date);
        if self.asserted.insert(key, amount.number).is_some_and(|number| number != amount.number) {
            let message = format!("the balance of `{account}` is asserted twice on this day");
            return Err(("duplicate_balance", message));
        }
        let tolerance =
            tolerance.unwrap_or_else(|| tolerance::of_assertion(self.rules, amount.number));
        let Some(held) = self.held(account, &amount.currency) else {
            let message = format!("the balance of `{account}` cannot be kept exactly");
            return Err(("number_out_of_range", message));
        };
        let off = held.minus(amount.number);
        if off.is_some_and(|off| off.is_within(tolerance)) {
            return Ok(());
        }
        let held = held.to_rounded().unwrap_or_default();
        let message = format!("`{account}` should hold {amount} but holds {held}");
        Err(("balance_failed", message))
    }

    /// What the account and those below it hold of a currency.
    fn held(&self, account: &Text, currency: &Text) -> Option<Sum> {
        let start = self.names.partition_point(|name| **name < **account);
        let mut total = Sum::default();
        // Names between the account and its first subaccount, such as `A-1` before `A:1`, share
        // its text as a prefix, so the walk goes on while that holds.
        for name in self.names.iter().skip(start).take_while(|name| name.starts_with(&**account)) {
            if !is_within(name, account) {
                continue;
            }
            let sums = self.accounts.get(name).map(|known| known.sums.as_slice());
            for (code, sum) in sums.unwrap_or_default() {
                if code == currency {
                    total = total.plus_sum(*sum)?;
                }
            }
        }
        Some(total)
    }
}

fn refuse_inactive(name: &Text, account: Option<&Account>) -> Result<(), Refusal> {
    match account {
        Some(account) if account.is_open => Ok(()),
        Some(account) if account.was_opened => {
            Err(("account_not_open", format!("the account `{name}` is closed")))
        }
        _ => Err(("account_not_open", format!("the account `{name}` is not open on this day"))),
    }
}

fn add(account: &mut Account, posting: &ResolvedPosting) -> Result<(), Refusal> {
    let units = &posting.units;
    let too_large = || {
        let message = format!("the balance of `{}` cannot be kept exactly", posting.account);
        ("number_out_of_range", message)
    };
    match account.sums.iter_mut().find(|(code, _)| *code == units.currency) {
        Some((_, sum)) => *sum = sum.plus(units.number).ok_or_else(too_large)?,
        None => {
            let sum = Sum::default().plus(units.number).ok_or_else(too_large)?;
            account.sums.push((units.currency.clone(), sum));
        }
    }
    Ok(())
}
