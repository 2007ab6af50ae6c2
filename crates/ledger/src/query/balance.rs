//! Balances, now and as of both time axes.

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::currency::Currency;
use moja_core::money::Money;
use moja_core::reader::Reader;
use moja_core::scan::{Compare, Scan};
use moja_core::value::Value;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{AsOf, account, accounts_in};
use crate::tables::{Account, Balance, ENTRIES, Hold};
use crate::types::{HoldStatus, Side, currency_of};

/// One account's balance.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GetBalance {
    /// The account's code.
    pub account: String,
    /// Its currency.
    pub currency: Currency,
    /// When.
    #[serde(default)]
    pub as_of: AsOf,
}

impl GetBalance {
    /// The balance now.
    #[must_use]
    pub fn now(account: impl Into<String>, currency: Currency) -> Self {
        Self { account: account.into(), currency, as_of: AsOf::NOW }
    }
}

/// An account's balance. What is pending is known for the present only.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BalanceView {
    /// The account's code.
    pub account: String,
    /// Debits less credits.
    pub balance: Money,
    /// The balance on the account's normal side.
    pub normal: Money,
    /// Sum of debits.
    pub debits_posted: Money,
    /// Sum of credits.
    pub credits_posted: Money,
    /// Debits held by holds that have not expired.
    pub debits_pending: Money,
    /// Credits held by holds that have not expired.
    pub credits_pending: Money,
    /// The balance on the normal side less outgoing holds. Incoming holds do not count.
    pub available: Money,
    /// How often the balance was changed; only for the present.
    pub version: Option<i64>,
}

/// What of an account's pending amounts belongs to holds that have expired: (debits, credits).
pub(crate) async fn expired(
    reader: &mut Reader<'_>,
    balance: &Balance,
) -> Result<(i128, i128), QueryError> {
    let now = reader.now();
    if balance.next_expiry.is_none_or(|next| next > now) {
        return Ok((0, 0));
    }
    let mut sums = [0_i128; 2];
    let sides = [(Hold::BY_DEBIT, Hold::COL_DEBIT), (Hold::BY_CREDIT, Hold::COL_CREDIT)];
    for (sum, (index, column)) in sums.iter_mut().zip(sides) {
        let scan = Scan::of::<Hold>()
            .by(index)
            .filter(column, Compare::Equal, balance.account)
            .filter(Hold::COL_STATUS, Compare::Equal, HoldStatus::Pending.code())
            .filter(Hold::COL_EXPIRES_AT, Compare::AtMost, Value::Int(now.as_micros()));
        for hold in reader.scan_all::<Hold>(scan).await? {
            let left = i128::from(hold.amount).saturating_sub(i128::from(hold.captured));
            *sum = sum.saturating_add(left);
        }
    }
    let [debits, credits] = sums;
    Ok((debits, credits))
}

async fn view(
    reader: &mut Reader<'_>,
    account: Account,
    as_of: &AsOf,
) -> Result<BalanceView, QueryError> {
    let currency = currency_of(&account);
    let money = |minor: i128| Money::new(minor, currency);
    let (debits, credits, debits_pending, credits_pending, version) = if as_of.is_now() {
        match reader.get(Balance::key(account.no)).await? {
            Some(row) => {
                let (debits, credits) = expired(reader, &row).await?;
                (
                    i128::from(row.debits_posted),
                    i128::from(row.credits_posted),
                    i128::from(row.debits_pending).saturating_sub(debits),
                    i128::from(row.credits_pending).saturating_sub(credits),
                    Some(row.version),
                )
            }
            None => (0, 0, 0, 0, None),
        }
    } else {
        let (at_us, pos) = as_of.resolve(reader).await?;
        let sums = reader.sums(ENTRIES, account.no, at_us, pos).await?;
        (sums.positive, sums.negative.saturating_neg(), 0, 0, None)
    };
    let balance = debits.saturating_sub(credits);
    let normal = balance.saturating_mul(account.normal.sign());
    let outgoing = match account.normal {
        Side::Debit => credits_pending,
        Side::Credit => debits_pending,
    };
    Ok(BalanceView {
        account: account.code.into(),
        balance: money(balance),
        normal: money(normal),
        debits_posted: money(debits),
        credits_posted: money(credits),
        debits_pending: money(debits_pending),
        credits_pending: money(credits_pending),
        available: money(normal.saturating_sub(outgoing)),
        version,
    })
}

#[async_trait]
impl Query for GetBalance {
    const NAME: &'static str = "ledger.balance";
    const POINT: bool = true;
    type Output = BalanceView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<BalanceView, QueryError> {
        let account = account(reader, &self.account, self.currency.code()).await?;
        view(reader, account, &self.as_of).await
    }
}

/// Balances of many accounts, in order of code.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Balances {
    /// Only this account and those below it.
    #[serde(default)]
    pub tree: String,
    /// When.
    #[serde(default)]
    pub as_of: AsOf,
    /// Leave out accounts without a balance.
    #[serde(default)]
    pub skip_zero: bool,
}

/// One account's balance in short: debits less credits.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BalanceLine {
    /// The account's code.
    pub account: String,
    /// The currency's code.
    pub currency: String,
    /// Debits less credits, a decimal as text.
    pub balance: String,
}

/// Net balances (debit positive, minor units) of accounts as of both axes.
pub(crate) async fn net_balances(
    reader: &mut Reader<'_>,
    accounts: &[Account],
    as_of: &AsOf,
) -> Result<Vec<i128>, QueryError> {
    let mut nets = Vec::with_capacity(accounts.len());
    if as_of.is_now() {
        let places = accounts.iter().map(|account| Balance::key(account.no)).collect();
        for row in reader.get_all(places).await? {
            nets.push(row.map_or(0, |row| {
                i128::from(row.debits_posted).saturating_sub(i128::from(row.credits_posted))
            }));
        }
        return Ok(nets);
    }
    let (at_us, pos) = as_of.resolve(reader).await?;
    for account in accounts {
        nets.push(reader.sums(ENTRIES, account.no, at_us, pos).await?.net());
    }
    Ok(nets)
}

#[async_trait]
impl Query for Balances {
    const NAME: &'static str = "ledger.balances";
    type Output = Vec<BalanceLine>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError> {
        let accounts = accounts_in(reader, &self.tree).await?;
        let nets = net_balances(reader, &accounts, &self.as_of).await?;
        Ok(accounts
            .into_iter()
            .zip(nets)
            .filter(|(_, net)| !(self.skip_zero && *net == 0))
            .map(|(account, net)| BalanceLine {
                balance: Money::new(net, currency_of(&account)).amount_text(),
                currency: account.currency.into(),
                account: account.code.into(),
            })
            .collect())
    }
}
