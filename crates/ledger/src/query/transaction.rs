//! Transactions: one by id, and pages of many.

use std::collections::HashMap;

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::money::Money;
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Page, Scan, SemiJoin};
use moja_core::time::Timestamp;
use moja_core::value::{Key, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::page_size;
use crate::tables::{Account, Correction, Label, LegRow, MetaRow, Transaction};
use crate::types::{Details, HoldId, LegData, TransactionId, currency_of};

/// One transaction.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetTransaction {
    /// Its id.
    pub transaction: TransactionId,
}

/// One leg.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LegView {
    /// The account's code.
    pub account: String,
    /// The signed amount: debit positive.
    pub amount: Money,
    /// Annotations.
    #[serde(default, skip_serializing_if = "LegData::is_empty")]
    pub data: LegData,
}

/// A transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TransactionView {
    /// Its id.
    pub transaction: TransactionId,
    /// The journal position.
    pub pos: i64,
    /// Its place among those of the position.
    pub ordinal: i64,
    /// When it counts.
    pub effective_at: Timestamp,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// Its legs.
    pub legs: Vec<LegView>,
    /// What it says besides.
    pub details: Details,
    /// The transaction that it reverses or refunds.
    pub reverses: Option<TransactionId>,
    /// The transaction that reverses it.
    pub reversed_by: Option<TransactionId>,
    /// The hold that it captures.
    pub hold: Option<HoldId>,
}

/// Accounts by number, read once.
#[derive(Debug, Default)]
pub(crate) struct AccountNames(HashMap<i64, Account>);

impl AccountNames {
    pub(crate) async fn get(
        &mut self,
        reader: &mut Reader<'_>,
        no: i64,
    ) -> Result<&Account, QueryError> {
        use std::collections::hash_map::Entry;
        match self.0.entry(no) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => match reader.get(Account::key(no)).await? {
                Some(account) => Ok(entry.insert(account)),
                None => Err(QueryError::refused(
                    "account_not_found",
                    format!("there is no account number {no}"),
                )),
            },
        }
    }
}

/// A row with its legs, as people see it.
pub(crate) async fn view(
    reader: &mut Reader<'_>,
    names: &mut AccountNames,
    row: &Transaction,
) -> Result<TransactionView, QueryError> {
    let mut legs = Vec::new();
    if let (Some(debit), Some(credit), Some(amount)) = (row.debit, row.credit, row.amount) {
        for (no, sign) in [(debit, 1), (credit, -1)] {
            let account = names.get(reader, no).await?;
            let minor = i128::from(amount).saturating_mul(sign);
            legs.push(LegView {
                account: account.code.to_string(),
                amount: Money::new(minor, currency_of(account)),
                data: LegData::new(),
            });
        }
    } else {
        let scan = Scan::of::<LegRow>().filter(LegRow::COL_POS, Compare::Equal, row.pos).filter(
            LegRow::COL_ORDINAL,
            Compare::Equal,
            row.ordinal,
        );
        for leg in reader.scan_all::<LegRow>(scan).await? {
            let account = names.get(reader, leg.account).await?;
            legs.push(LegView {
                account: account.code.to_string(),
                amount: Money::new(i128::from(leg.amount), currency_of(account)),
                data: leg.data.map(|data| data.into_inner()).unwrap_or_default(),
            });
        }
    }
    let correction = reader.get(Correction::key(row.id)).await?;
    let mut details = row.details.as_ref().map(|it| (**it).clone()).unwrap_or_default();
    details.reference = row.reference.clone();
    Ok(TransactionView {
        transaction: row.id,
        pos: row.pos,
        ordinal: row.ordinal,
        effective_at: row.effective_at,
        recorded_at: row.recorded_at,
        legs,
        details,
        reverses: row.reverses,
        reversed_by: correction.and_then(|correction| correction.reversed_by),
        hold: row.hold,
    })
}

#[async_trait]
impl Query for GetTransaction {
    const NAME: &'static str = "ledger.transaction";
    const POINT: bool = true;
    type Output = TransactionView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<TransactionView, QueryError> {
        let Some(row) = reader.get(Transaction::by_id(self.transaction)).await? else {
            return Err(QueryError::refused(
                "transaction_not_found",
                format!("there is no transaction `{}`", self.transaction),
            ));
        };
        view(reader, &mut AccountNames::default(), &row).await
    }
}

/// Transactions in the order in which they were recorded. All conditions must hold. For those
/// of one account or tree in order of effective time, see `ledger.entries`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transactions {
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
    /// The largest number of transactions; 100 if missing.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Continue after this cursor of the page before.
    #[serde(default)]
    pub after: Option<(i64, i64)>,
}

/// A page of transactions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TransactionPage {
    /// The transactions.
    pub transactions: Vec<TransactionView>,
    /// Where the next page starts; missing after the last one.
    pub next: Option<(i64, i64)>,
}

impl Transactions {
    fn scan(&self) -> Scan {
        let mut scan = Scan::of::<Transaction>().limit(page_size(self.limit));
        if self.newest_first {
            scan = scan.descending();
        }
        let bounds = [
            (Transaction::COL_EFFECTIVE_AT, Compare::AtLeast, self.from),
            (Transaction::COL_EFFECTIVE_AT, Compare::Less, self.to),
            (Transaction::COL_RECORDED_AT, Compare::AtLeast, self.recorded_from),
            (Transaction::COL_RECORDED_AT, Compare::Less, self.recorded_to),
        ];
        for (column, compare, bound) in bounds {
            if let Some(bound) = bound {
                scan = scan.filter(column, compare, Value::Int(bound.as_micros()));
            }
        }
        if let Some(reference) = &self.reference {
            scan = scan.filter(Transaction::COL_REFERENCE, Compare::Equal, reference.as_str());
        }
        if let Some(reverses) = self.reverses {
            let id = Value::Bytes((*reverses.as_bytes()).into());
            scan = scan.filter(Transaction::COL_REVERSES, Compare::Equal, id);
        }
        let tag = self.tag.as_ref().map(|tag| format!("#{tag}"));
        let link = self.link.as_ref().map(|link| format!("^{link}"));
        for label in tag.iter().chain(&link) {
            scan = scan.exists(SemiJoin {
                table: <Label as moja_core::record::Record>::table(),
                on: vec![
                    (Transaction::COL_POS, Label::COL_POS),
                    (Transaction::COL_ORDINAL, Label::COL_ORDINAL),
                ],
                filters: vec![equal(Label::COL_LABEL, label)],
            });
        }
        if let Some((key, value)) = &self.metadata {
            let mut filters = vec![equal(MetaRow::COL_KEY_NAME, key)];
            filters.extend(value.iter().map(|value| equal(MetaRow::COL_VALUE_TEXT, value)));
            scan = scan.exists(SemiJoin {
                table: <MetaRow as moja_core::record::Record>::table(),
                on: vec![
                    (Transaction::COL_POS, MetaRow::COL_POS),
                    (Transaction::COL_ORDINAL, MetaRow::COL_ORDINAL),
                ],
                filters,
            });
        }
        let after = self.after.map(|(pos, ordinal)| -> Key {
            [Value::Int(pos), Value::Int(ordinal)].into_iter().collect()
        });
        scan.after(after)
    }
}

fn equal(column: usize, text: &str) -> moja_core::scan::Filter {
    moja_core::scan::Filter { column, compare: Compare::Equal, value: Value::from(text) }
}

fn cursor(page: &Page) -> Option<(i64, i64)> {
    match page.next.as_ref()?.values() {
        [Value::Int(pos), Value::Int(ordinal)] => Some((*pos, *ordinal)),
        _ => None,
    }
}

#[async_trait]
impl Query for Transactions {
    const NAME: &'static str = "ledger.transactions";
    type Output = TransactionPage;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<TransactionPage, QueryError> {
        let scan = self.scan();
        let page = reader.scan(&scan).await?;
        let mut names = AccountNames::default();
        let mut transactions = Vec::with_capacity(page.rows.len());
        for row in page.of::<Transaction>() {
            transactions.push(view(reader, &mut names, row).await?);
        }
        Ok(TransactionPage { transactions, next: cursor(&page) })
    }
}
