//! Pages of transactions, in the order in which they were recorded.

use std::collections::BTreeSet;

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::history::Bounds;
use moja_core::money::{Money, MoneyError};
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Direction, LIMIT_MAX, Scan};
use moja_core::time::Timestamp;
use moja_core::value::{Key, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::find::{self, Index, Place, Said, Window};
use super::transaction::{AccountNames, TransactionView, legs, view};
use super::{accounts_in, page_size, wide};
use crate::tables::{Account, Transaction};
use crate::types::{TransactionId, currency_of};

/// Rows loaded at once when many are tried.
const CHUNK: usize = 512;

/// The most entries of an account that are tried rather than all transactions of a label that
/// is not rare.
const FEW: u64 = 512;

/// How many items of a history are read in the time of one row tried.
const ITEMS_PER_ROW: u64 = 16;

/// Transactions in the order in which they were recorded. All conditions must hold. For the
/// legs of an account or tree in order of effective time, see `ledger.entries`.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transactions {
    /// Only with a leg of the account with this code, in any currency.
    #[serde(default)]
    pub account: Option<String>,
    /// Only with a leg of this account or one below it, in any currency. With `account` too,
    /// these may be two legs: what went between an account and a tree.
    #[serde(default)]
    pub tree: Option<String>,
    /// Only with a leg of at least this size, debit or credit, in this currency.
    #[serde(default)]
    pub amount_at_least: Option<Money>,
    /// Only with a leg of at most this size, debit or credit, in this currency. With
    /// `amount_at_least` too, which must be in the same currency, one leg lies between the two.
    #[serde(default)]
    pub amount_at_most: Option<Money>,
    /// Only with this tag.
    #[serde(default)]
    pub tag: Option<String>,
    /// Only with this link.
    #[serde(default)]
    pub link: Option<String>,
    /// Only with this reference.
    #[serde(default)]
    pub reference: Option<String>,
    /// Only with this metadata key, and value if given.
    #[serde(default)]
    pub metadata: Option<(String, Option<String>)>,
    /// Only that reverse or refund this transaction.
    #[serde(default)]
    pub reverses: Option<TransactionId>,
    /// First effective time, inclusive.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Last effective time, exclusive.
    #[serde(default)]
    pub to: Option<Timestamp>,
    /// First recorded time, inclusive.
    #[serde(default)]
    pub recorded_from: Option<Timestamp>,
    /// Last recorded time, exclusive.
    #[serde(default)]
    pub recorded_to: Option<Timestamp>,
    /// Newest first.
    #[serde(default)]
    pub newest_first: bool,
    /// The largest number of transactions; 100 if missing. A page may have fewer and yet not be
    /// the last, when what is asked for is rare: a page never takes long.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Continue after this cursor of the page before.
    #[serde(default)]
    pub after: Option<(i64, i64)>,
}

/// A page of transactions.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TransactionPage {
    /// The transactions.
    pub transactions: Vec<TransactionView>,
    /// Where the next page starts; missing after the last one.
    pub next: Option<(i64, i64)>,
}

/// What leads to a page's transactions.
#[derive(Debug)]
enum Lead {
    /// An index in the order of recording.
    Index(Index),
    /// Places already read, in order.
    Places(std::vec::IntoIter<Place>),
    /// All transactions.
    Rows,
}

impl Lead {
    /// The next rows of the window, at most `limit`, and whether there are more.
    async fn rows(
        &mut self,
        reader: &mut Reader<'_>,
        window: &Window,
        limit: usize,
    ) -> Result<(Vec<Transaction>, bool), QueryError> {
        let (places, more) = match self {
            Self::Index(index) => index.read(reader, window, limit).await?,
            Self::Places(places) => {
                let next: Vec<Place> = places.by_ref().take(limit).collect();
                (next, places.len() > 0)
            }
            Self::Rows => {
                let mut scan =
                    Scan::of::<Transaction>().limit(u32::try_from(limit).unwrap_or(LIMIT_MAX));
                scan.direction = window.direction;
                scan.after = window.after.map(|(pos, ordinal)| -> Key {
                    [Value::Int(pos), Value::Int(ordinal)].into_iter().collect()
                });
                let page = reader.scan(&scan).await?;
                return Ok((page.of::<Transaction>().cloned().collect(), page.next.is_some()));
            }
        };
        Ok((find::transactions_at(reader, &places).await?, more))
    }
}

/// A query whose accounts, times and amounts have been looked up.
struct Search<'q> {
    said: Said<'q>,
    /// Effective time.
    times: Bounds,
    /// Journal positions recorded in the recorded times asked for.
    first_pos: i64,
    last_pos: i64,
    window: Window,
    /// A leg in each of these is needed.
    accounts: Vec<Vec<Account>>,
    numbers: Vec<BTreeSet<i64>>,
    /// One leg between these sizes in this currency is needed.
    sizes: Option<(String, i128, i128)>,
    names: AccountNames,
}

impl Transactions {
    fn sizes(&self) -> Result<Option<(String, i128, i128)>, QueryError> {
        let (Some(any), least, most) = (
            self.amount_at_least.or(self.amount_at_most),
            &self.amount_at_least,
            &self.amount_at_most,
        ) else {
            return Ok(None);
        };
        let code = any.currency().code().to_owned();
        if let Some(most) = most.filter(|most| most.currency().code() != code) {
            let mismatch =
                MoneyError::CurrencyMismatch { left: any.currency(), right: most.currency() };
            return Err(QueryError::refused(mismatch.code(), mismatch.to_string()));
        }
        let bound = |amount: &Money| wide(amount.minor(), &amount.currency());
        let least = least.as_ref().map_or(i128::MIN, bound);
        Ok(Some((code, least, most.as_ref().map_or(i128::MAX, bound))))
    }

    /// `None` when an account or tree that is asked for does not exist.
    async fn search(&self, reader: &mut Reader<'_>) -> Result<Option<Search<'_>>, QueryError> {
        let sizes = self.sizes()?;
        let mut accounts = Vec::new();
        if let Some(code) = &self.account {
            let scan = Scan::of::<Account>().by(Account::BY_CODE).filter(
                Account::COL_CODE,
                Compare::Equal,
                code.as_str(),
            );
            accounts.push(reader.scan_all::<Account>(scan).await?);
        }
        if let Some(tree) = self.tree.as_ref().filter(|tree| !tree.is_empty()) {
            accounts.push(accounts_in(reader, tree).await?);
        }
        if accounts.iter().any(Vec::is_empty) {
            return Ok(None);
        }
        // Recorded times never decrease, so they are a stretch of positions.
        let before = |time: Timestamp| Timestamp::from_micros(time.as_micros().saturating_sub(1));
        let first_pos = match self.recorded_from {
            Some(from) if from > Timestamp::MIN => {
                reader.pos_at(before(from)).await?.saturating_add(1)
            }
            _ => 0,
        };
        let last_pos = match self.recorded_to {
            Some(to) if to > Timestamp::MIN => reader.pos_at(before(to)).await?,
            Some(_) => 0,
            None => i64::MAX,
        };
        let after = if self.newest_first {
            let start = (last_pos, i64::MAX);
            self.after.map_or(start, |after| after.min(start))
        } else {
            let start = (first_pos, i64::MIN);
            self.after.map_or(start, |after| after.max(start))
        };
        let direction =
            if self.newest_first { Direction::Descending } else { Direction::Ascending };
        let numbers = accounts
            .iter()
            .map(|accounts| accounts.iter().map(|account| account.no).collect())
            .collect();
        Ok(Some(Search {
            said: Said {
                reverses: self.reverses,
                reference: self.reference.as_deref(),
                metadata: self
                    .metadata
                    .as_ref()
                    .map(|(key, value)| (key.as_str(), value.as_deref())),
                link: self.link.as_deref(),
                tag: self.tag.as_deref(),
            },
            times: Bounds {
                from_us: self.from.map_or(i64::MIN, Timestamp::as_micros),
                to_us: self.to.map_or(i64::MAX, |to| to.as_micros().saturating_sub(1)),
                known_pos: last_pos,
            },
            first_pos,
            last_pos,
            window: Window { direction, after: Some(after) },
            accounts,
            numbers,
            sizes,
            names: AccountNames::default(),
        }))
    }
}

impl Search<'_> {
    /// The way with the least work to the transactions of the window: the narrowest label,
    /// metadata or reference, else the smallest history, else all transactions.
    async fn lead(&self, reader: &mut Reader<'_>, limit: usize) -> Result<Lead, QueryError> {
        let dated = self.times.from_us > i64::MIN || self.times.to_us < i64::MAX;
        let mut indexes = self.said.indexes();
        let any_value_of = self.said.any_value_of();
        let others = any_value_of.is_some() || dated || !self.accounts.is_empty();
        if indexes.len() > 1 || (others && !indexes.is_empty()) {
            let few = u64::try_from(limit).unwrap_or(u64::MAX).clamp(64, FEW);
            if let Some(places) = self.said.few(reader, &self.window, few).await? {
                return Ok(Lead::Places(places.into_iter()));
            }
        }
        if others {
            let most = if indexes.is_empty() {
                let total = reader.head().await?.pos;
                find::worth_sorting(limit, total, ITEMS_PER_ROW)
            } else {
                FEW
            };
            if let Some(places) = self.sorted(reader, any_value_of, dated, most).await? {
                return Ok(Lead::Places(places.into_iter()));
            }
        }
        if indexes.is_empty() { Ok(Lead::Rows) } else { Ok(Lead::Index(indexes.swap_remove(0))) }
    }

    /// The places of the smallest of the indexes in another order, sorted, if it has not more
    /// than `most` rows.
    async fn sorted(
        &self,
        reader: &mut Reader<'_>,
        any_value_of: Option<&str>,
        dated: bool,
        most: u64,
    ) -> Result<Option<Vec<Place>>, QueryError> {
        let mut most = most;
        let mut least: Option<&Vec<Account>> = None;
        let all = if self.accounts.is_empty() && dated {
            find::few_accounts(reader).await?
        } else {
            None
        };
        for accounts in self.accounts.iter().chain(&all) {
            if let Some(count) = find::few_entries(reader, accounts, &self.times, most).await? {
                most = count;
                least = Some(accounts);
            }
        }
        if let Some(key) = any_value_of {
            let places = find::places_of_key(reader, &self.window, key, most).await?;
            if places.is_some() {
                return Ok(places);
            }
        }
        match least {
            Some(accounts) => {
                let places =
                    find::places_of_entries(reader, &self.window, accounts, &self.times).await?;
                Ok(Some(places))
            }
            None => Ok(None),
        }
    }

    /// Whether a place lies in or before the recorded times, in the direction of the page.
    fn in_time(&self, pos: i64) -> bool {
        match self.window.direction {
            Direction::Ascending => pos <= self.last_pos,
            Direction::Descending => pos >= self.first_pos,
        }
    }

    async fn holds(
        &mut self,
        reader: &mut Reader<'_>,
        row: &Transaction,
    ) -> Result<bool, QueryError> {
        let at_us = row.effective_at.as_micros();
        if at_us < self.times.from_us || at_us > self.times.to_us || !self.said.holds(row) {
            return Ok(false);
        }
        if self.numbers.is_empty() && self.sizes.is_none() {
            return Ok(true);
        }
        let legs = legs(reader, row).await?;
        for numbers in &self.numbers {
            if !legs.iter().any(|leg| numbers.contains(&leg.account)) {
                return Ok(false);
            }
        }
        let Some((code, least, most)) = &self.sizes else { return Ok(true) };
        for leg in &legs {
            let account = self.names.get(reader, leg.account).await?;
            let size = wide(i128::from(leg.amount).saturating_abs(), &currency_of(account));
            if account.currency == *code && size >= *least && size <= *most {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

#[async_trait]
impl Query for Transactions {
    const NAME: &'static str = "ledger.transactions";
    type Output = TransactionPage;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<TransactionPage, QueryError> {
        let limit = usize::try_from(page_size(self.limit)).unwrap_or(usize::MAX);
        let mut transactions = Vec::new();
        let Some(mut search) = self.search(reader).await? else {
            return Ok(TransactionPage { transactions, next: None });
        };
        let mut lead = search.lead(reader, limit).await?;
        // One more than the page holds tells whether there is a next one.
        let mut chunk = limit.saturating_add(1);
        let mut left = find::tries(limit);
        let mut next = None;
        'page: loop {
            let (rows, more) = lead.rows(reader, &search.window, chunk.min(left)).await?;
            left = left.saturating_sub(rows.len());
            for row in rows {
                if !search.in_time(row.pos) {
                    break 'page;
                }
                if search.holds(reader, &row).await? {
                    if transactions.len() >= limit {
                        next = search.window.after;
                        break 'page;
                    }
                    transactions.push(view(reader, &mut search.names, &row).await?);
                }
                search.window.after = Some((row.pos, row.ordinal));
            }
            if !more {
                break;
            }
            if left == 0 {
                next = search.window.after;
                break;
            }
            chunk = chunk.saturating_mul(2).min(CHUNK.max(limit));
        }
        Ok(TransactionPage { transactions, next })
    }
}
