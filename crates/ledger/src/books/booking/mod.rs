//! Booking: from a book as written to one in which every posting has its units and its weight.

mod checks;
mod draft;
mod groups;
mod inventory;
pub(super) mod journal;
mod pads;
pub(super) mod tolerance;
mod transaction;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::Reading;
use super::beancount::Parsed;
use super::model::{
    Book, Booking, Entry, EntryKind, Meta, Posting, ResolvedBook, ResolvedPosting, Text,
    Transaction,
};
use super::problem::Problem;
use tolerance::Rules;
use transaction::Ledger;
pub(super) use transaction::written;

/// Books what was read from beancount's language, by beancount's rules.
pub(super) fn book_beancount(parsed: Parsed) -> Reading {
    let Parsed { book: Book { entries, options }, mut problems, has_auto_accounts } = parsed;
    let (rules, faults) = Rules::from_options(&options);
    let first_file = entries.first().map(|entry| entry.file.to_string()).unwrap_or_default();
    for message in faults {
        problems.push(Problem::new(&first_file, 0, "invalid_option", message));
    }
    let mut entries = entries;
    sort(&mut entries);
    let (mut booked, bad) = book_all(entries, &rules, &options, &mut problems);
    if has_auto_accounts {
        open_accounts(&mut booked);
        sort(&mut booked);
    }
    let booked = pads::insert(booked, &rules, &mut problems);
    let mut is_bad: Vec<bool> = booked
        .iter()
        .map(|entry| {
            matches!(entry.kind, EntryKind::Transaction(_))
                && bad.contains(&(entry.file.clone(), entry.line))
        })
        .collect();
    for (at, fault) in checks::check(&booked, &rules) {
        if let (Some(entry), Some(flag)) = (booked.get(at), is_bad.get_mut(at)) {
            problems.push(fault.in_file(&entry.file));
            *flag = true;
        }
    }
    let mut is_bad = is_bad.into_iter();
    let entries = booked
        .into_iter()
        .filter(|entry| {
            let drop = is_bad.next().unwrap_or(false);
            !drop && !matches!(entry.kind, EntryKind::Pad { .. })
        })
        .collect();
    problems.sort();
    problems.dedup();
    Reading { book: ResolvedBook { entries, options }, problems }
}

/// Sorts by date; on one day accounts open first, then assertions are checked, and closing comes
/// last, whatever the order of lines.
fn sort<P>(entries: &mut [Entry<P>]) {
    entries.sort_by_key(|entry| {
        let rank = match entry.kind {
            EntryKind::Open { .. } => 0_u8,
            EntryKind::Balance { .. } => 1,
            EntryKind::Document { .. } => 3,
            EntryKind::Close { .. } => 4,
            _ => 2,
        };
        (entry.date, rank, entry.line)
    });
}

type Places = HashSet<(Text, u32)>;

fn book_all(
    entries: Vec<Entry<Posting>>,
    rules: &Rules,
    options: &[(String, String)],
    problems: &mut Vec<Problem>,
) -> (Vec<Entry<ResolvedPosting>>, Places) {
    let mut methods = HashMap::new();
    for entry in &entries {
        if let EntryKind::Open { account, booking: Some(booking), .. } = &entry.kind {
            methods.insert(account.clone(), *booking);
        }
    }
    let mut ledger = Ledger {
        rules,
        default_method: default_method(options),
        methods,
        accounts: HashMap::new(),
    };
    let mut booked = Vec::with_capacity(entries.len());
    let mut bad = Places::new();
    for entry in entries {
        let Entry { file, line, date, meta, kind } = entry;
        let kind = match without_postings(kind) {
            Ok(kind) => kind,
            Err(transaction) => {
                let (postings, shell) = split(*transaction);
                match ledger.book(line, date, &postings) {
                    Ok(result) => {
                        if let Some(fault) = result.imbalance {
                            problems.push(fault.in_file(&file));
                            bad.insert((file.clone(), line));
                        }
                        EntryKind::Transaction(Transaction { postings: result.postings, ..shell })
                    }
                    Err(fault) => {
                        problems.push(fault.in_file(&file));
                        continue;
                    }
                }
            }
        };
        booked.push(Entry { file, line, date, meta, kind });
    }
    (booked, bad)
}

fn default_method(options: &[(String, String)]) -> Booking {
    let named = options.iter().rev().find(|(name, _)| name == "booking_method");
    named.and_then(|(_, value)| Booking::from_name(value)).unwrap_or_default()
}

/// A transaction's postings, and the rest of it ready for booked ones.
pub(super) fn split<P, Q>(transaction: Transaction<P>) -> (Vec<P>, Transaction<Q>) {
    let Transaction { flag, date2, code, payee, narration, tags, links, postings } = transaction;
    let postings_left = Vec::new();
    let shell =
        Transaction { flag, date2, code, payee, narration, tags, links, postings: postings_left };
    (postings, shell)
}

/// Any other kind of entry unchanged, or the transaction it is.
pub(super) fn without_postings<P, Q>(
    kind: EntryKind<P>,
) -> Result<EntryKind<Q>, Box<Transaction<P>>> {
    Ok(match kind {
        EntryKind::Transaction(transaction) => return Err(Box::new(transaction)),
        EntryKind::Open { account, currencies, booking, kind } => {
            EntryKind::Open { account, currencies, booking, kind }
        }
        EntryKind::Close { account } => EntryKind::Close { account },
        EntryKind::Commodity { code } => EntryKind::Commodity { code },
        EntryKind::Price { currency, amount } => EntryKind::Price { currency, amount },
        EntryKind::Balance { account, amount, tolerance } => {
            EntryKind::Balance { account, amount, tolerance }
        }
        EntryKind::Pad { account, source } => EntryKind::Pad { account, source },
        EntryKind::Note { account, comment, tags, links } => {
            EntryKind::Note { account, comment, tags, links }
        }
        EntryKind::Document { account, path, tags, links } => {
            EntryKind::Document { account, path, tags, links }
        }
        EntryKind::Event { name, value } => EntryKind::Event { name, value },
        EntryKind::Query { name, text } => EntryKind::Query { name, text },
        EntryKind::Custom { name, values } => EntryKind::Custom { name, values },
    })
}

/// Opens every account that is used without being opened, as the `auto_accounts` plugin does.
fn open_accounts(entries: &mut Vec<Entry<ResolvedPosting>>) {
    let opened: HashSet<Text> = entries
        .iter()
        .filter_map(|entry| match &entry.kind {
            EntryKind::Open { account, .. } => Some(account.clone()),
            _ => None,
        })
        .collect();
    let mut first_use: Vec<(Text, NaiveDate, Text, u32)> = Vec::new();
    let mut seen = opened;
    for entry in entries.iter() {
        for account in used_accounts(&entry.kind) {
            if seen.insert(account.clone()) {
                first_use.push((account.clone(), entry.date, entry.file.clone(), entry.line));
            }
        }
    }
    entries.extend(first_use.into_iter().map(|(account, date, file, line)| {
        let kind = super::accounts::kind_by_name(&account);
        let kind = EntryKind::Open { account, currencies: Vec::new(), booking: None, kind };
        Entry { file, line, date, meta: Meta::new(), kind }
    }));
}

/// The accounts that an entry needs to be open.
pub(super) fn used_accounts(kind: &EntryKind<ResolvedPosting>) -> Vec<&Text> {
    match kind {
        EntryKind::Transaction(transaction) => {
            transaction.postings.iter().map(|posting| &posting.account).collect()
        }
        EntryKind::Balance { account, .. }
        | EntryKind::Note { account, .. }
        | EntryKind::Document { account, .. }
        | EntryKind::Close { account } => vec![account],
        EntryKind::Pad { account, source } => vec![account, source],
        _ => Vec::new(),
    }
}
