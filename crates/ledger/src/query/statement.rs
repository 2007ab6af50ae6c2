//! Statements: opening balance, lines with a running balance, closing balance.

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::currency::Currency;
use moja_core::history::{Bounds, Item};
use moja_core::money::Money;
use moja_core::reader::Reader;
use moja_core::scan::Direction;
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::entry::{counter_accounts, transaction_of, view_details};
use super::transaction::AccountNames;
use super::{AsOf, account, page_size};
use crate::tables::ENTRIES;
use crate::types::{Details, TransactionId, currency_of};

/// One account's statement over a stretch of effective time. Amounts are debit positive.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// The account's code.
    pub account: String,
    /// Its currency.
    pub currency: Currency,
    /// First effective time, inclusive; from the beginning if missing.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Last effective time, exclusive; without end if missing.
    #[serde(default)]
    pub to: Option<Timestamp>,
    /// Only what was recorded at or before this time.
    #[serde(default)]
    pub known_at: Option<Timestamp>,
    /// The largest number of lines; 100 if missing.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Continue after this cursor of the page before.
    #[serde(default)]
    pub after: Option<[i64; 4]>,
}

/// One line of a statement.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatementLine {
    /// When it counts.
    pub effective_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The transaction.
    pub transaction: TransactionId,
    /// The accounts on the other side.
    pub counter_accounts: Vec<String>,
    /// The signed amount.
    pub amount: Money,
    /// The balance after it.
    pub running: Money,
    /// What the transaction says besides.
    pub details: Details,
}

/// A statement, or a page of one.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatementView {
    /// The account's code.
    pub account: String,
    /// The balance before the first line of this page.
    pub opening: Money,
    /// The lines.
    pub lines: Vec<StatementLine>,
    /// The balance at the end of the whole stretch of time.
    pub closing: Money,
    /// Where the next page starts; missing after the last one.
    pub next: Option<[i64; 4]>,
}

#[async_trait]
impl Query for Statement {
    const NAME: &'static str = "ledger.statement";
    type Output = StatementView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<StatementView, QueryError> {
        let account = account(reader, &self.account, self.currency.code()).await?;
        let currency = currency_of(&account);
        let money = |minor: i128| Money::new(minor, currency);
        let as_of = AsOf { known_at: self.known_at, ..AsOf::NOW };
        let (_, known_pos) = as_of.resolve(reader).await?;
        let from_us = self.from.map_or(i64::MIN, Timestamp::as_micros);
        let to_us = self.to.map_or(i64::MAX, |to| to.as_micros().saturating_sub(1));
        let bounds = Bounds { from_us, to_us, known_pos };
        let limit = usize::try_from(page_size(self.limit)).unwrap_or(usize::MAX);
        let after = self.after.map(|[at_us, pos, ordinal, line]| Item {
            series: account.no,
            at_us,
            pos,
            ordinal,
            line,
            amount: 0,
        });
        let more = limit.saturating_add(1);
        let mut items =
            reader.items(ENTRIES, account.no, bounds, Direction::Ascending, after, more).await?;
        let opening = match after {
            None => self.opening(reader, account.no, from_us, known_pos).await?,
            Some(after) => {
                // What stands before the cursor is the sum before its time, and the items of
                // that very time up to it.
                let before = after.at_us.saturating_sub(1);
                let mut sum = reader.sums(ENTRIES, account.no, before, known_pos).await?.net();
                let same = Bounds { from_us: after.at_us, to_us: after.at_us, known_pos };
                let ties = reader
                    .items(ENTRIES, account.no, same, Direction::Ascending, None, usize::MAX)
                    .await?;
                let upto = (after.pos, after.ordinal, after.line);
                for item in ties {
                    if (item.pos, item.ordinal, item.line) <= upto {
                        sum = sum.saturating_add(i128::from(item.amount));
                    }
                }
                sum
            }
        };
        // A stretch that ends before it begins is empty: it closes as it opens.
        let last_us = to_us.max(from_us.saturating_sub(1));
        let closing = reader.sums(ENTRIES, account.no, last_us, known_pos).await?.net();
        let has_more = items.len() > limit;
        items.truncate(limit);
        let next = items
            .last()
            .filter(|_| has_more)
            .map(|item| [item.at_us, item.pos, item.ordinal, item.line]);
        let mut names = AccountNames::default();
        let mut running = opening;
        let mut lines = Vec::with_capacity(items.len());
        for item in &items {
            let row = transaction_of(reader, item).await?;
            running = running.saturating_add(i128::from(item.amount));
            lines.push(StatementLine {
                effective_at: row.effective_at,
                recorded_at: row.recorded_at,
                transaction: row.id,
                counter_accounts: counter_accounts(reader, &mut names, &row, &account.code).await?,
                amount: money(i128::from(item.amount)),
                running: money(running),
                details: view_details(&row),
            });
        }
        Ok(StatementView {
            account: account.code.into(),
            opening: money(opening),
            lines,
            closing: money(closing),
            next,
        })
    }
}

impl Statement {
    async fn opening(
        &self,
        reader: &mut Reader<'_>,
        account: i64,
        from_us: i64,
        known_pos: i64,
    ) -> Result<i128, QueryError> {
        if self.from.is_none() {
            return Ok(0);
        }
        let before = from_us.saturating_sub(1);
        Ok(reader.sums(ENTRIES, account, before, known_pos).await?.net())
    }
}
