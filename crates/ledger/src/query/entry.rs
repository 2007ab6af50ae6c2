//! Entries: the legs of one account or tree, in order of effective time.

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

use super::transaction::{AccountNames, view};
use super::{AsOf, accounts_in, page_size};
use crate::tables::{ENTRIES, Transaction};
use crate::types::{Details, TransactionId, currency_of};

/// Entries of an account or of all accounts below it, in order of effective time and then of
/// recording. All conditions must hold.
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
    /// Only of transactions with this metadata key, and value if given.
    #[serde(default)]
    pub metadata: Option<(String, Option<String>)>,
    /// Newest first.
    #[serde(default)]
    pub newest_first: bool,
    /// The largest number of entries; 100 if missing.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Continue after this cursor of the page before: effective time in microseconds, position,
    /// ordinal, line, account number.
    #[serde(default)]
    pub after: Option<[i64; 5]>,
}

/// An entry.
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

/// The size of an amount in units of ten to the minus eighteen: 64 bits of minor units and
/// eighteen decimals fit 128 bits.
fn wide(amount: &Money) -> i128 {
    let missing = Currency::EXPONENT_MAX.saturating_sub(amount.currency().exponent());
    let factor = 10_i128.saturating_pow(u32::from(missing));
    amount.minor().saturating_abs().saturating_mul(factor)
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

    fn details_ok(&self, details: &Details) -> bool {
        self.tag.as_ref().is_none_or(|tag| details.tags.contains(tag))
            && self.metadata.as_ref().is_none_or(|(key, value)| {
                details
                    .metadata
                    .get(key)
                    .is_some_and(|found| value.as_ref().is_none_or(|value| found.text == *value))
            })
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
        let bounds = self.bounds(known_pos);
        let (at_least, at_most) = self.sizes()?;
        let direction =
            if self.newest_first { Direction::Descending } else { Direction::Ascending };
        let mut accounts = accounts_in(reader, &self.account).await?;
        accounts
            .retain(|account| self.currency.as_ref().is_none_or(|code| *code == account.currency));
        let mut names = AccountNames::default();
        let mut entries = Vec::new();
        let mut after = self.after;
        loop {
            // The next candidates of all accounts together, in order.
            let mut items: Vec<Item> = Vec::new();
            for account in &accounts {
                // The cursor orders by account last, so ties on the other parts decide by it.
                let start = after.map(|[at_us, pos, ordinal, line, series]| {
                    let ascending = direction == Direction::Ascending;
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
                    reader.items(ENTRIES, account.no, bounds, direction, start, more).await?,
                );
            }
            match direction {
                Direction::Ascending => items.sort_unstable_by_key(key),
                Direction::Descending => {
                    items.sort_unstable_by_key(|item| std::cmp::Reverse(key(item)));
                }
            }
            let exhausted = items.len() <= limit;
            items.truncate(limit);
            for item in &items {
                if entries.len() >= limit {
                    return Ok(EntryPage { entries, next: after });
                }
                after = Some(key(item));
                let account = names.get(reader, item.series).await?.clone();
                let amount = Money::new(i128::from(item.amount), currency_of(&account));
                let size = wide(&amount);
                if at_least.is_some_and(|least| size < least)
                    || at_most.is_some_and(|most| size > most)
                {
                    continue;
                }
                let row = transaction_of(reader, item).await?;
                let transaction = view_details(&row);
                if !self.details_ok(&transaction) {
                    continue;
                }
                entries.push(EntryView {
                    account: account.code.into(),
                    amount,
                    effective_at: row.effective_at,
                    recorded_at: row.recorded_at,
                    transaction: row.id,
                    pos: row.pos,
                    details: transaction,
                });
            }
            if exhausted {
                return Ok(EntryPage { entries, next: None });
            }
            if entries.len() >= limit {
                return Ok(EntryPage { entries, next: after });
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
