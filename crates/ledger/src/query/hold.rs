//! Holds, with their expiry as of the moment of asking.

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::currency::Currency;
use moja_core::money::Money;
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::account;
use super::transaction::AccountNames;
use crate::tables::Hold;
use crate::types::{Details, HoldId, HoldStatus, currency_of};

/// One hold.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetHold {
    /// Its id.
    pub hold: HoldId,
}

/// The pending holds of an account, in order of expiry.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Holds {
    /// The account's code.
    pub account: String,
    /// Its currency.
    pub currency: Currency,
}

/// A hold.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HoldView {
    /// Its id.
    pub hold: HoldId,
    /// The account to be debited.
    pub debit: String,
    /// The account to be credited.
    pub credit: String,
    /// The held amount.
    pub amount: Money,
    /// Captured so far.
    pub captured: Money,
    /// Where it stands now; expired as soon as its time has run out.
    pub status: HoldStatus,
    /// When it was placed.
    pub created_at: Timestamp,
    /// From when on it counts no more.
    pub expires_at: Option<Timestamp>,
    /// What it says besides.
    pub details: Details,
}

async fn view(
    reader: &mut Reader<'_>,
    names: &mut AccountNames,
    hold: Hold,
) -> Result<HoldView, QueryError> {
    let now = reader.now();
    let debit = names.get(reader, hold.debit).await?.clone();
    let credit = names.get(reader, hold.credit).await?.code.clone();
    let currency = currency_of(&debit);
    let over = hold.status == HoldStatus::Pending && hold.expires_at.is_some_and(|at| at <= now);
    Ok(HoldView {
        hold: hold.id,
        debit: debit.code.into(),
        credit: credit.into(),
        amount: Money::new(i128::from(hold.amount), currency),
        captured: Money::new(i128::from(hold.captured), currency),
        status: if over { HoldStatus::Expired } else { hold.status },
        created_at: hold.created_at,
        expires_at: hold.expires_at,
        details: hold.details.map(|details| details.into_inner()).unwrap_or_default(),
    })
}

#[async_trait]
impl Query for GetHold {
    const NAME: &'static str = "ledger.hold";
    const POINT: bool = true;
    type Output = HoldView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<HoldView, QueryError> {
        match reader.get(Hold::key(self.hold)).await? {
            Some(hold) => view(reader, &mut AccountNames::default(), hold).await,
            None => Err(QueryError::refused(
                "hold_not_found",
                format!("there is no hold `{}`", self.hold),
            )),
        }
    }
}

#[async_trait]
impl Query for Holds {
    const NAME: &'static str = "ledger.holds";
    type Output = Vec<HoldView>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError> {
        let account = account(reader, &self.account, self.currency.code()).await?;
        let mut names = AccountNames::default();
        let mut holds = Vec::new();
        for (index, column) in
            [(Hold::BY_DEBIT, Hold::COL_DEBIT), (Hold::BY_CREDIT, Hold::COL_CREDIT)]
        {
            let scan = Scan::of::<Hold>()
                .by(index)
                .filter(column, Compare::Equal, account.no)
                .filter(Hold::COL_STATUS, Compare::Equal, HoldStatus::Pending.code());
            for hold in reader.scan_all::<Hold>(scan).await? {
                let hold = view(reader, &mut names, hold).await?;
                if hold.status == HoldStatus::Pending {
                    holds.push(hold);
                }
            }
        }
        holds.sort_by_key(|hold| (hold.expires_at.is_none(), hold.expires_at, hold.hold));
        Ok(holds)
    }
}
