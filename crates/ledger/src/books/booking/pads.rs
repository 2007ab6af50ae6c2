//! Turns `pad` into the transactions that make the next balance assertions true.

use std::collections::{BTreeMap, HashMap};

use super::inventory::Inventory;
use super::tolerance::{self, Rules};
use crate::books::model::{Amount, Entry, EntryKind, Meta, ResolvedPosting, Text, Transaction};
use crate::books::number::{Sum, neg};
use crate::books::problem::Problem;

/// The state of one padded account while its postings pass by.
#[derive(Debug, Default)]
struct Padded {
    active: Option<usize>,
    done: Vec<Text>,
    held: Inventory,
}

pub(super) fn is_within(account: &str, parent: &str) -> bool {
    account.strip_prefix(parent).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
}

/// The entries with padding transactions after each `pad`.
pub(super) fn insert(
    entries: Vec<Entry<ResolvedPosting>>,
    rules: &Rules,
    problems: &mut Vec<Problem>,
) -> Vec<Entry<ResolvedPosting>> {
    let mut padded: BTreeMap<Text, Padded> = BTreeMap::new();
    for entry in &entries {
        if let EntryKind::Pad { account, .. } = &entry.kind {
            padded.entry(account.clone()).or_default();
        }
    }
    if padded.is_empty() {
        return entries;
    }
    let names: Vec<Text> = padded.keys().cloned().collect();
    let mut cache: HashMap<Text, Vec<Text>> = HashMap::new();
    let mut above = |account: &Text| -> Vec<Text> {
        let list = cache.entry(account.clone()).or_insert_with(|| {
            names.iter().filter(|name| is_within(account, name)).cloned().collect()
        });
        list.clone()
    };
    let mut inserted: BTreeMap<usize, Vec<Entry<ResolvedPosting>>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        match &entry.kind {
            EntryKind::Transaction(transaction) => {
                for posting in &transaction.postings {
                    for name in above(&posting.account) {
                        if let Some(state) = padded.get_mut(&name) {
                            let units = &posting.units;
                            let cost = posting.cost.as_ref();
                            if state.held.add(units.number, &units.currency, cost).is_none() {
                                problems.push(too_large(entry, &name));
                            }
                        }
                    }
                }
            }
            EntryKind::Pad { account, .. } => {
                inserted.entry(at).or_default();
                if let Some(state) = padded.get_mut(account) {
                    state.active = Some(at);
                    state.done.clear();
                }
            }
            EntryKind::Balance { account, amount, tolerance } => {
                let tolerance =
                    tolerance.unwrap_or_else(|| tolerance::of_assertion(rules, amount.number));
                for name in above(account) {
                    let Some(state) = padded.get_mut(&name) else { continue };
                    let held = state.held.units(&amount.currency);
                    let missing = held
                        .and_then(|held| Sum::default().plus(amount.number)?.minus(held))
                        .and_then(Sum::to_decimal);
                    let Some(missing) = missing else {
                        problems.push(too_large(entry, &name));
                        continue;
                    };
                    let pad = state.active.and_then(|at| Some((at, entries.get(at)?)));
                    if let Some((pad_at, pad)) = pad
                        && missing.abs() > tolerance
                        && !state.done.contains(&amount.currency)
                        && let EntryKind::Pad { account, source } = &pad.kind
                    {
                        if state.held.holding(&amount.currency).is_some_and(|h| h.has_lots()) {
                            let message =
                                format!("`{account}` holds `{}` at cost", amount.currency);
                            problems.push(Problem::new(
                                &entry.file,
                                entry.line,
                                "pad_at_cost",
                                message,
                            ));
                        }
                        let units = Amount { number: missing, currency: amount.currency.clone() };
                        state.held.add(missing, &amount.currency, None);
                        let transaction = padding(pad, account, source, amount, units);
                        inserted.entry(pad_at).or_default().push(transaction);
                    }
                    state.done.push(amount.currency.clone());
                }
            }
            _ => {}
        }
    }
    let mut result = Vec::with_capacity(entries.len());
    for (at, entry) in entries.into_iter().enumerate() {
        let new = inserted.remove(&at);
        if let Some(new) = &new
            && new.is_empty()
        {
            let message = "no balance assertion after this pad needs it";
            problems.push(Problem::new(&entry.file, entry.line, "unused_pad", message));
        }
        result.push(entry);
        result.extend(new.into_iter().flatten());
    }
    result
}

fn too_large(entry: &Entry<ResolvedPosting>, account: &str) -> Problem {
    let message = format!("the balance of `{account}` cannot be kept exactly");
    Problem::new(&entry.file, entry.line, "number_out_of_range", message)
}

fn padding(
    pad: &Entry<ResolvedPosting>,
    account: &Text,
    source: &Text,
    asserted: &Amount,
    units: Amount,
) -> Entry<ResolvedPosting> {
    let narration = format!("(Padding inserted for Balance of {asserted} for difference {units})");
    let back = Amount { number: neg(units.number), currency: units.currency.clone() };
    let posting = |account: &Text, units: Amount| ResolvedPosting {
        line: pad.line,
        account: account.clone(),
        weight: units.clone(),
        units,
        cost: None,
        cost_spec: None,
        price: None,
        flag: None,
        meta: Meta::new(),
        tags: Vec::new(),
        assertion: None,
        is_virtual: false,
        is_inferred: true,
    };
    let transaction = Transaction {
        flag: Some('P'),
        date2: None,
        code: None,
        payee: None,
        narration,
        tags: Vec::new(),
        links: Vec::new(),
        postings: vec![posting(account, units), posting(source, back)],
    };
    Entry {
        file: pad.file.clone(),
        line: pad.line,
        date: pad.date,
        meta: Meta::new(),
        kind: EntryKind::Transaction(transaction),
    }
}
