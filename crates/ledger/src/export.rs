//! From the ledger back to plain-text books; the opposite of [`crate::import`].
//!
//! Legs that an import added so that units balance are left out again, and what it kept as data
//! (costs, prices, flags, directives) is written where it stood. What books cannot say is kept
//! as metadata: the time of day as `effective-at`, a correction as `reverses`.

mod decode;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use moja_core::currency::Currency;
use moja_core::money::Money;
use moja_core::time::Timestamp;
use rust_decimal::Decimal;

use crate::books::ResolvedBook;
use crate::books::model::{
    self, Amount, Entry, EntryKind, Meta, MetaValue as BookValue, ResolvedPosting, Text,
    Transaction,
};
use crate::import::encode::CONVERSION;
use crate::query::{AccountView, DirectiveView, PriceView, TransactionView};
use crate::tables::CurrencyRow;
use crate::types::{AccountKind, AccountStatus, Metadata};

/// Everything that books say of a ledger, as queries answer it.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// All accounts.
    pub accounts: Vec<AccountView>,
    /// All currencies.
    pub currencies: Vec<CurrencyRow>,
    /// All transactions, in any order.
    pub transactions: Vec<TransactionView>,
    /// All prices.
    pub prices: Vec<PriceView>,
    /// All kept directives.
    pub directives: Vec<DirectiveView>,
}

fn kind_of(kind: AccountKind) -> model::AccountKind {
    match kind {
        AccountKind::Asset => model::AccountKind::Asset,
        AccountKind::Liability => model::AccountKind::Liability,
        AccountKind::Equity => model::AccountKind::Equity,
        AccountKind::Income => model::AccountKind::Income,
        AccountKind::Expense => model::AccountKind::Expense,
    }
}

/// An amount with the decimals that it needs, and no fewer than its currency usually has.
fn units(money: Money) -> Amount {
    let currency = money.currency();
    let usual = Currency::iso(currency.code()).map_or(0, |official| official.exponent());
    let mut scale = u32::from(currency.exponent());
    let mut minor = money.minor();
    while scale > u32::from(usual) && minor.checked_rem(10) == Some(0) {
        minor = minor.checked_div(10).unwrap_or_default();
        scale = scale.saturating_sub(1);
    }
    // Stored amounts have 64 bits and at most 18 decimals, which a decimal holds.
    let number = Decimal::try_from_i128_with_scale(minor, scale).unwrap_or_default();
    Amount::new(number, currency.code())
}

/// The entries of one day in the order that readers of books expect.
fn rank(kind: &EntryKind<ResolvedPosting>) -> u8 {
    match kind {
        EntryKind::Open { .. } => 0,
        EntryKind::Commodity { .. } => 1,
        EntryKind::Balance { .. } => 2,
        EntryKind::Document { .. } => 4,
        EntryKind::Close { .. } => 5,
        _ => 3,
    }
}

/// Makes a book of everything in a ledger.
///
/// The `file` of an entry is `journal` and its `line` the journal position of its transaction,
/// if it is one.
#[must_use]
pub fn book(contents: Contents) -> ResolvedBook {
    let Contents { accounts, currencies, mut transactions, prices, directives } = contents;
    transactions.sort_by_key(|it| (it.effective_at.date(), it.pos, it.ordinal));
    let mut exporter =
        Exporter { file: "journal".into(), entries: Vec::new(), spans: HashMap::new() };
    for transaction in transactions {
        exporter.transaction(transaction);
    }
    let options = exporter.directives(&directives);
    exporter.prices(prices, &directives);
    exporter.accounts(accounts);
    exporter.currencies(currencies);
    let mut entries = exporter.entries;
    // The sort is stable: within a day and rank the order of recording stays.
    entries.sort_by_key(|entry| (entry.date, rank(&entry.kind)));
    ResolvedBook { entries, options }
}

struct Exporter {
    file: Text,
    entries: Vec<Entry<ResolvedPosting>>,
    /// The first and last day on which an account is used.
    spans: HashMap<Text, (NaiveDate, NaiveDate)>,
}

impl Exporter {
    fn push(&mut self, pos: i64, date: NaiveDate, meta: Meta, kind: EntryKind<ResolvedPosting>) {
        let line = u32::try_from(pos).unwrap_or(u32::MAX);
        self.entries.push(Entry { file: self.file.clone(), line, date, meta, kind });
    }

    fn use_account(&mut self, account: &Text, date: NaiveDate) {
        let span = self.spans.entry(account.clone()).or_insert((date, date));
        *span = (span.0.min(date), span.1.max(date));
    }

    fn transaction(&mut self, view: TransactionView) {
        let details = view.details;
        let date = view.effective_at.date();
        let mut postings = Vec::with_capacity(view.legs.len());
        for leg in view.legs.iter().filter(|leg| !decode::is_conversion(&leg.data)) {
            let account: Text = leg.account.as_str().into();
            self.use_account(&account, date);
            postings.push(decode::posting(account, units(leg.amount), &leg.data));
        }
        let mut meta = decode::meta(&details.metadata);
        if Timestamp::from_date(date) != Ok(view.effective_at) {
            let time = BookValue::Text(view.effective_at.to_string());
            meta.insert("effective-at", time);
        }
        if let Some(reverses) = view.reverses {
            meta.insert("reverses", BookValue::Text(reverses.to_string()));
        }
        let flag = match decode::mark(&details.metadata, "flag") {
            Some(flag) => decode::one_char(flag),
            None => Some('*'),
        };
        let date2 = decode::mark(&details.metadata, "date2").and_then(|text| text.parse().ok());
        let transaction = Transaction {
            flag,
            date2,
            code: details.reference,
            payee: details.payee,
            narration: details.narration.unwrap_or_default(),
            tags: details.tags,
            links: details.links,
            postings,
        };
        self.push(view.pos, date, meta, EntryKind::Transaction(transaction));
    }

    /// Adds the directives; gives the options among them.
    fn directives(&mut self, directives: &[DirectiveView]) -> Vec<(String, String)> {
        let mut options = Vec::new();
        for view in directives {
            let date = view.at.date();
            if view.kind == "option" {
                let get = |key: &str| view.body.get(key).map(|value| value.text.clone());
                let option = (get("name").unwrap_or_default(), get("value").unwrap_or_default());
                if !options.contains(&option) {
                    options.push(option);
                }
                continue;
            }
            let Some((kind, meta)) = decode::directive(view) else { continue };
            match &kind {
                // Written with its metadata where the price itself is.
                EntryKind::Price { .. } => continue,
                EntryKind::Balance { account, .. }
                | EntryKind::Note { account, .. }
                | EntryKind::Document { account, .. } => self.use_account(account, date),
                _ => {}
            }
            self.push(0, date, meta, kind);
        }
        options
    }

    fn prices(&mut self, prices: Vec<PriceView>, directives: &[DirectiveView]) {
        let mut metas: Vec<(NaiveDate, EntryKind<ResolvedPosting>, Meta)> = directives
            .iter()
            .filter(|view| view.kind == "price")
            .filter_map(|view| {
                let (kind, meta) = decode::directive(view)?;
                Some((view.at.date(), kind, meta))
            })
            .collect();
        for price in prices {
            let Ok(number) = Decimal::from_str_exact(&price.price) else { continue };
            let date = price.at.date();
            let kind = EntryKind::Price {
                currency: price.currency.into(),
                amount: Amount::new(number, price.quoted_in),
            };
            let place = metas.iter().position(|(day, it, _)| *day == date && *it == kind);
            let meta = place.map(|place| metas.swap_remove(place).2).unwrap_or_default();
            self.push(0, date, meta, kind);
        }
    }

    fn accounts(&mut self, accounts: Vec<AccountView>) {
        let mut by_code: BTreeMap<String, Vec<AccountView>> = BTreeMap::new();
        for account in accounts {
            by_code.entry(account.account.clone()).or_default().push(account);
        }
        let closed: BTreeSet<Text> = self
            .entries
            .iter()
            .filter_map(|entry| match &entry.kind {
                EntryKind::Close { account } => Some(account.clone()),
                _ => None,
            })
            .collect();
        for (code, views) in by_code {
            let account: Text = code.into();
            let Some(first) = views.first() else { continue };
            let span = self.spans.get(&account).copied();
            // The clearing account of an import goes with its legs.
            if span.is_none() && decode::mark(&first.metadata, CONVERSION).is_some() {
                continue;
            }
            let opened = views.iter().map(|view| view.opened_at.date()).min().unwrap_or_default();
            let opened = span.map_or(opened, |(first_use, _)| opened.min(first_use));
            let mut metadata = Metadata::new();
            for view in &views {
                for (key, value) in &view.metadata {
                    metadata.entry(key.clone()).or_insert_with(|| value.clone());
                }
            }
            let currencies = decode::mark(&metadata, "currencies").unwrap_or_default();
            let mut meta = decode::meta(&metadata);
            let tags: BTreeSet<&String> = views.iter().flat_map(|view| &view.tags).collect();
            if !tags.is_empty() {
                let tags: Vec<&str> = tags.into_iter().map(String::as_str).collect();
                meta.insert("tags", BookValue::Text(tags.join(" ")));
            }
            let open = EntryKind::Open {
                account: account.clone(),
                currencies: decode::words(currencies)
                    .iter()
                    .map(|code| code.as_str().into())
                    .collect(),
                booking: decode::mark(&metadata, "booking").and_then(decode::booking),
                kind: Some(kind_of(first.kind)),
            };
            self.push(0, opened, meta, open);
            let is_closed = views.iter().all(|view| view.status == AccountStatus::Closed);
            if is_closed && !closed.contains(&account) {
                let last = views.iter().filter_map(|view| view.closed_at).max();
                let last = last.map_or(opened, Timestamp::date);
                let last = span.map_or(last, |(_, last_use)| last.max(last_use));
                self.push(0, last, Meta::new(), EntryKind::Close { account });
            }
        }
    }

    fn currencies(&mut self, currencies: Vec<CurrencyRow>) {
        let first = self.entries.iter().map(|entry| entry.date).min().unwrap_or_default();
        for row in currencies {
            let Some(metadata) = row.metadata.map(|metadata| metadata.into_inner()) else {
                continue;
            };
            if metadata.is_empty() {
                continue;
            }
            let date = decode::mark(&metadata, "declared-on").and_then(|text| text.parse().ok());
            let kind = EntryKind::Commodity { code: row.code.into() };
            self.push(0, date.unwrap_or(first), decode::meta(&metadata), kind);
        }
    }
}
