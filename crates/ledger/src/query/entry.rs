//! Entries: the legs of one account or tree, in order of effective time.

use std::collections::BTreeSet;

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::currency::Currency;
use moja_core::history::{Bounds, Item};
use moja_core::money::{Money, parse_minor};
use moja_core::reader::Reader;
use moja_core::scan::Direction;
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::find::{self, Said, Window};
use super::transaction::{AccountNames, legs, view};
use super::{AsOf, accounts_in, page_size, wide};
use crate::tables::{Account, ENTRIES, Transaction};
use crate::types::{Details, TransactionId, currency_of};

/// Rows loaded at once when many are tried.
const CHUNK: usize = 512;

/// Entries of an account or of all accounts below it, in order of effective time and then of
/// recording. All conditions must hold.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entries {
    /// The account, or the top of a tree; all accounts if empty.
    #[serde(default)]
    pub account: String,
    /// Only in this currency (its code).
    #[serde(default)]
    pub currency: Option<String>,
    /// First effective time, inclusive.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Last effective time, exclusive.
    #[serde(default)]
    pub to: Option<Timestamp>,
    /// Only what was recorded at or before this time.
    #[serde(default)]
    pub known_at: Option<Timestamp>,
    /// Only amounts of at least this size, debit or credit, as a decimal.
    #[serde(default)]
    pub amount_at_least: Option<String>,
    /// Only amounts of at most this size, debit or credit, as a decimal.
    #[serde(default)]
    pub amount_at_most: Option<String>,
    /// Only of transactions with this tag.
    #[serde(default)]
    pub tag: Option<String>,
    /// Only of transactions with this link.
    #[serde(default)]
    pub link: Option<String>,
    /// Only of transactions with this metadata key, and value if given.
    #[serde(default)]
    pub metadata: Option<(String, Option<String>)>,
    /// Newest first.
    #[serde(default)]
    pub newest_first: bool,
    /// The largest number of entries; 100 if missing. A page may have fewer and yet not be the
    /// last, when what is asked for is rare: a page never takes long.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Continue after this cursor of the page before: effective time in microseconds, position,
    /// ordinal, line, account number.
    #[serde(default)]
    pub after: Option<[i64; 5]>,
}

/// An entry.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EntryView {
    /// The account's code.
    pub account: String,
    /// The signed amount: debit positive.
    pub amount: Money,
    /// When it counts.
    pub effective_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Its transaction.
    pub transaction: TransactionId,
    /// The journal position.
    pub pos: i64,
    /// What the transaction says besides.
    pub details: Details,
}

/// A page of entries.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EntryPage {
    /// The entries.
    pub entries: Vec<EntryView>,
    /// Where the next page starts; missing after the last one.
    pub next: Option<[i64; 5]>,
}

fn key(item: &Item) -> [i64; 5] {
    [item.at_us, item.pos, item.ordinal, item.line, item.series]
}

/// The transaction behind an item.
pub(crate) async fn transaction_of(
    reader: &mut Reader<'_>,
    item: &Item,
) -> Result<Transaction, QueryError> {
    reader.get(Transaction::key(item.pos, item.ordinal)).await?.ok_or_else(|| {
        moja_core::store::StoreError::new(
            moja_core::store::StoreErrorKind::Corrupt,
            format!("the transaction at position {} is missing", item.pos),
        )
        .into()
    })
}

impl Entries {
    fn bounds(&self, known_pos: i64) -> Bounds {
        Bounds {
            from_us: self.from.map_or(i64::MIN, Timestamp::as_micros),
            to_us: self.to.map_or(i64::MAX, |to| to.as_micros().saturating_sub(1)),
            known_pos,
        }
    }

    /// The bounds on the size, in units of ten to the minus eighteen, whatever the currency.
    fn sizes(&self) -> Result<(Option<i128>, Option<i128>), QueryError> {
        let parse = |text: &Option<String>| {
            text.as_ref()
                .map(|text| parse_minor(text, Currency::EXPONENT_MAX))
                .transpose()
                .map_err(|error| QueryError::refused(error.code(), error.to_string()))
        };
        Ok((parse(&self.amount_at_least)?, parse(&self.amount_at_most)?))
    }

    fn said(&self) -> Said<'_> {
        Said {
            tag: self.tag.as_deref(),
            link: self.link.as_deref(),
            metadata: self.metadata.as_ref().map(|(key, value)| (key.as_str(), value.as_deref())),
            ..Said::default()
        }
    }
}

/// A query whose accounts, times and amounts have been looked up.
struct Search<'q> {
    said: Said<'q>,
    accounts: Vec<Account>,
    bounds: Bounds,
    direction: Direction,
    at_least: Option<i128>,
    at_most: Option<i128>,
    names: AccountNames,
}

impl Search<'_> {
    /// Whether any entry in the bounds may fail to match.
    fn picks(&self) -> bool {
        !self.said.is_empty() || self.at_least.is_some() || self.at_most.is_some()
    }

    fn sort(&self, items: &mut [Item]) {
        match self.direction {
            Direction::Ascending => items.sort_unstable_by_key(key),
            Direction::Descending => {
                items.sort_unstable_by_key(|item| std::cmp::Reverse(key(item)));
            }
        }
    }

    /// All candidates after the cursor, in order, if the labels or metadata name so few
    /// transactions that reading them all takes less than walking through the accounts.
    async fn named(
        &self,
        reader: &mut Reader<'_>,
        after: Option<[i64; 5]>,
        limit: usize,
    ) -> Result<Option<Vec<Item>>, QueryError> {
        if self.said.is_empty() {
            return Ok(None);
        }
        let total = reader.head().await?.pos;
        let most = find::worth_sorting(limit, total, 1);
        let mut places = self.said.few(reader, &Window::ALL, most).await?;
        if let (None, Some(key)) = (&places, self.said.any_value_of()) {
            places = find::places_of_key(reader, &Window::ALL, key, most).await?;
        }
        let Some(mut places) = places else { return Ok(None) };
        let count = u64::try_from(places.len()).unwrap_or(u64::MAX);
        if find::few_entries(reader, &self.accounts, &self.bounds, count).await?.is_some() {
            return Ok(None);
        }
        places.retain(|(pos, _)| *pos <= self.bounds.known_pos);
        let numbers: BTreeSet<i64> = self.accounts.iter().map(|account| account.no).collect();
        let mut items = Vec::new();
        for places in places.chunks(CHUNK) {
            for row in find::transactions_at(reader, places).await? {
                let at_us = row.effective_at.as_micros();
                let seen = after.is_some_and(|[after_us, ..]| match self.direction {
                    Direction::Ascending => at_us < after_us,
                    Direction::Descending => at_us > after_us,
                });
                let out = at_us < self.bounds.from_us || at_us > self.bounds.to_us;
                if seen || out || !self.said.holds(&row) {
                    continue;
                }
                for leg in legs(reader, &row).await? {
                    let item = Item {
                        series: leg.account,
                        at_us,
                        pos: leg.pos,
                        ordinal: leg.ordinal,
                        line: leg.line,
                        amount: leg.amount,
                    };
                    let seen = after.is_some_and(|after| match self.direction {
                        Direction::Ascending => key(&item) <= after,
                        Direction::Descending => key(&item) >= after,
                    });
                    if !seen && numbers.contains(&leg.account) {
                        items.push(item);
                    }
                }
            }
        }
        self.sort(&mut items);
        Ok(Some(items))
    }

    /// The next candidates of all accounts together, in order, at most `limit`, and whether
    /// there are more.
    async fn walk(
        &self,
        reader: &mut Reader<'_>,
        after: Option<[i64; 5]>,
        limit: usize,
    ) -> Result<(Vec<Item>, bool), QueryError> {
        let mut items: Vec<Item> = Vec::new();
        for account in &self.accounts {
            // The cursor orders by account last, so ties on the other parts decide by it.
            let start = after.map(|[at_us, pos, ordinal, line, series]| {
                let ascending = self.direction == Direction::Ascending;
                let seen = if ascending { account.no <= series } else { account.no >= series };
                let line = match (seen, ascending) {
                    (true, _) => line,
                    (false, true) => line.saturating_sub(1),
                    (false, false) => line.saturating_add(1),
                };
                Item { series: account.no, at_us, pos, ordinal, line, amount: 0 }
            });
            let more = limit.saturating_add(1);
            items.extend(
                reader.items(ENTRIES, account.no, self.bounds, self.direction, start, more).await?,
            );
        }
        self.sort(&mut items);
        let more = items.len() > limit;
        items.truncate(limit);
        Ok((items, more))
    }

    /// The entry of a candidate, if it matches.
    async fn entry(
        &mut self,
        reader: &mut Reader<'_>,
        item: &Item,
    ) -> Result<Option<EntryView>, QueryError> {
        let account = self.names.get(reader, item.series).await?;
        let currency = currency_of(account);
        let amount = Money::new(i128::from(item.amount), currency);
        let size = wide(amount.minor().saturating_abs(), &currency);
        if self.at_least.is_some_and(|least| size < least)
            || self.at_most.is_some_and(|most| size > most)
        {
            return Ok(None);
        }
        let row = transaction_of(reader, item).await?;
        if !self.said.holds(&row) {
            return Ok(None);
        }
        Ok(Some(EntryView {
            account: account.code.to_string(),
            amount,
            effective_at: row.effective_at,
            recorded_at: row.recorded_at,
            transaction: row.id,
            pos: row.pos,
            details: view_details(&row),
        }))
    }
}

#[async_trait]
impl Query for Entries {
    const NAME: &'static str = "ledger.entries";
    type Output = EntryPage;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<EntryPage, QueryError> {
        let limit = usize::try_from(page_size(self.limit)).unwrap_or(usize::MAX);
        let as_of = AsOf { known_at: self.known_at, ..AsOf::NOW };
        let (_, known_pos) = as_of.resolve(reader).await?;
        let (at_least, at_most) = self.sizes()?;
        let mut accounts = accounts_in(reader, &self.account).await?;
        accounts
            .retain(|account| self.currency.as_ref().is_none_or(|code| *code == account.currency));
        let direction =
            if self.newest_first { Direction::Descending } else { Direction::Ascending };
        let mut search = Search {
            said: self.said(),
            accounts,
            bounds: self.bounds(known_pos),
            direction,
            at_least,
            at_most,
            names: AccountNames::default(),
        };
        let mut entries = Vec::new();
        let mut after = self.after;
        let mut named = search.named(reader, after, limit).await?;
        // One more than the page holds tells whether there is a next one.
        let mut chunk = limit.saturating_add(1);
        let mut left = find::tries(limit);
        loop {
            let (items, more) = match named.take() {
                Some(items) => (items, false),
                None => search.walk(reader, after, chunk.min(left)).await?,
            };
            left = left.saturating_sub(items.len());
            for item in &items {
                if let Some(entry) = search.entry(reader, item).await? {
                    if entries.len() >= limit {
                        return Ok(EntryPage { entries, next: after });
                    }
                    entries.push(entry);
                }
                after = Some(key(item));
            }
            if !more {
                return Ok(EntryPage { entries, next: None });
            }
            if left == 0 {
                return Ok(EntryPage { entries, next: after });
            }
            if search.picks() {
                chunk = chunk.saturating_mul(2).min(CHUNK.max(limit));
            }
        }
    }
}

pub(crate) fn view_details(row: &Transaction) -> Details {
    let mut details = row.details.as_ref().map(|it| (**it).clone()).unwrap_or_default();
    details.reference = row.reference.clone();
    details
}

/// The accounts on the other side, for a statement.
pub(crate) async fn counter_accounts(
    reader: &mut Reader<'_>,
    names: &mut AccountNames,
    row: &Transaction,
    own: &str,
) -> Result<Vec<String>, QueryError> {
    let mut codes: Vec<String> = view(reader, names, row)
        .await?
        .legs
        .into_iter()
        .map(|leg| leg.account)
        .filter(|code| code != own)
        .collect();
    codes.sort();
    codes.dedup();
    Ok(codes)
}
