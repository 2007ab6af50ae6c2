//! One transaction, and how people see it.

use std::collections::HashMap;

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::money::Money;
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::tables::{Account, Correction, LegRow, Transaction};
use crate::types::{Details, HoldId, LegData, TransactionId, currency_of};

/// One transaction.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetTransaction {
    /// Its id.
    pub transaction: TransactionId,
}

/// One leg.
#[moja_core::foreign]
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
#[moja_core::foreign]
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

/// The legs of a transaction, whichever form they are stored in.
pub(crate) async fn legs(
    reader: &mut Reader<'_>,
    row: &Transaction,
) -> Result<Vec<LegRow>, QueryError> {
    if let (Some(debit), Some(credit), Some(amount)) = (row.debit, row.credit, row.amount) {
        let leg = |line, account, amount| LegRow {
            pos: row.pos,
            ordinal: row.ordinal,
            line,
            account,
            amount,
            effective_at: row.effective_at,
            data: None,
        };
        return Ok(vec![leg(0, debit, amount), leg(1, credit, amount.saturating_neg())]);
    }
    let scan = Scan::of::<LegRow>().filter(LegRow::COL_POS, Compare::Equal, row.pos).filter(
        LegRow::COL_ORDINAL,
        Compare::Equal,
        row.ordinal,
    );
    Ok(reader.scan_all::<LegRow>(scan).await?)
}

/// A row with its legs, as people see it.
pub(crate) async fn view(
    reader: &mut Reader<'_>,
    names: &mut AccountNames,
    row: &Transaction,
) -> Result<TransactionView, QueryError> {
    let mut seen = Vec::new();
    for leg in legs(reader, row).await? {
        let account = names.get(reader, leg.account).await?;
        seen.push(LegView {
            account: account.code.to_string(),
            amount: Money::new(i128::from(leg.amount), currency_of(account)),
            data: leg.data.map(|data| data.into_inner()).unwrap_or_default(),
        });
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
        legs: seen,
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
