//! What stock is worth and what the ledger says: the same, per account and currency.

use std::collections::BTreeMap;

use async_trait::async_trait;
use moja_core::as_of::AsOf;
use moja_core::command::{Finding, Query, QueryError};
use moja_core::currency::Currency;
use moja_core::money::Money;
use moja_core::reader::Reader;
use moja_core::scan::Scan;
use moja_core::time::Timestamp;
use moja_inventory::tables::{Group, Item, PoolRow, VALUE};
use moja_ledger::tables::{Account, Balance, ENTRIES};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many earlier moments `verify()` looks at.
const MOMENTS: i64 = 8;

/// What stock is worth beside the balance of the account that it is posted to.
#[moja_core::foreign]
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TieOut {
    /// When.
    #[serde(default)]
    pub as_of: AsOf,
}

/// One account.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TieOutLine {
    /// The account.
    pub account: String,
    /// What the stock posted to it is worth.
    pub stock: Money,
    /// Its balance, debits less credits.
    pub ledger: Money,
}

impl TieOutLine {
    /// Whether both are the same.
    #[must_use]
    pub fn ties(&self) -> bool {
        self.stock == self.ledger
    }
}

#[async_trait]
impl Query for TieOut {
    const NAME: &'static str = "shop.tie_out";
    type Output = Vec<TieOutLine>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Vec<TieOutLine>, QueryError> {
        let accounts = stock_accounts(reader).await?;
        let moment = match self.as_of.is_now() {
            true => None,
            false => Some(self.as_of.resolve(reader).await?),
        };
        let mut lines = Vec::with_capacity(accounts.len());
        for account in &accounts {
            lines.push(account.line(reader, moment).await?);
        }
        Ok(lines)
    }
}

/// An account that stock is posted to.
struct StockAccount {
    code: String,
    currency: Currency,
    /// The account's number, if it is open.
    no: Option<i64>,
    pools: Vec<PoolRow>,
}

impl StockAccount {
    /// Both sides now, or as of an effective time (in microseconds) and a journal position.
    async fn line(
        &self,
        reader: &mut Reader<'_>,
        moment: Option<(i64, i64)>,
    ) -> Result<TieOutLine, QueryError> {
        let mut stock = 0_i128;
        for pool in &self.pools {
            let value = match moment {
                None => i128::from(pool.value),
                Some((at_us, pos)) => reader.sums(VALUE, pool.no, at_us, pos).await?.net(),
            };
            stock = stock.saturating_add(value);
        }
        let ledger = match (self.no, moment) {
            (None, _) => 0,
            (Some(no), None) => reader.get(Balance::key(no)).await?.map_or(0, |row| {
                i128::from(row.debits_posted).saturating_sub(i128::from(row.credits_posted))
            }),
            (Some(no), Some((at_us, pos))) => reader.sums(ENTRIES, no, at_us, pos).await?.net(),
        };
        Ok(TieOutLine {
            account: self.code.clone(),
            stock: Money::new(stock, self.currency),
            ledger: Money::new(ledger, self.currency),
        })
    }
}

/// All accounts that stock is posted to, by code and currency. Groups without accounts are not
/// posted.
async fn stock_accounts(reader: &mut Reader<'_>) -> Result<Vec<StockAccount>, QueryError> {
    let mut accounts: BTreeMap<(String, String), StockAccount> = BTreeMap::new();
    let mut of_group = BTreeMap::new();
    for group in reader.scan_all::<Group>(Scan::of::<Group>()).await? {
        let Some(posted) = group.accounts.as_deref() else { continue };
        let currency = u8::try_from(group.exponent)
            .ok()
            .and_then(|exponent| Currency::custom(&group.currency, exponent).ok())
            .ok_or_else(|| QueryError::refused("currency_invalid", "a group has no currency"))?;
        let key = (posted.inventory.clone(), group.currency.to_string());
        of_group.insert(group.code.clone(), key.clone());
        if accounts.contains_key(&key) {
            continue;
        }
        let row = reader.get(Account::by_code(&key.0, &key.1)).await?;
        let (code, no) = (key.0.clone(), row.map(|row| row.no));
        accounts.insert(key, StockAccount { code, currency, no, pools: Vec::new() });
    }
    let mut of_item = BTreeMap::new();
    for item in reader.scan_all::<Item>(Scan::of::<Item>()).await? {
        if let Some(key) = of_group.get(&item.group_code) {
            of_item.insert(item.no, key);
        }
    }
    for pool in reader.scan_all::<PoolRow>(Scan::of::<PoolRow>()).await? {
        if let Some(account) = of_item.get(&pool.item).and_then(|key| accounts.get_mut(*key)) {
            account.pools.push(pool);
        }
    }
    Ok(accounts.into_values().collect())
}

/// Checks the tie-out now, and at moments spread over the journal: as it was known then, and as
/// it is known now of then.
pub(super) async fn check(reader: &mut Reader<'_>) -> Result<Vec<Finding>, QueryError> {
    let accounts = stock_accounts(reader).await?;
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let mut moments = vec![None];
    let head = reader.head().await?;
    for nth in 1..MOMENTS {
        let pos = head.pos.saturating_mul(nth).checked_div(MOMENTS).unwrap_or(0);
        let row = reader.journal(pos.saturating_sub(1), 1).await?;
        let Some(at) = row.first().map(|row| row.recorded_at) else { continue };
        // A cause and what follows from it are recorded at one time: there is no end between.
        let known = reader.pos_at(at).await?;
        let at_us = at.as_micros();
        moments.extend([(at_us, known), (at_us, head.pos), (i64::MAX, known)].map(Some));
    }
    let mut findings = Vec::new();
    for account in &accounts {
        for moment in &moments {
            let line = account.line(reader, *moment).await?;
            if line.ties() {
                continue;
            }
            let when = match moment {
                None => "now".to_owned(),
                Some((at_us, pos)) => {
                    format!("at {}, known at position {pos}", Timestamp::from_micros(*at_us))
                }
            };
            findings.push(Finding {
                code: "stock_value_differs".to_owned(),
                tenant: Some(reader.tenant().to_string()),
                pos: moment.map(|(_, pos)| pos),
                message: format!(
                    "stock posted to `{}` is worth {}, the ledger has {}, {when}",
                    line.account, line.stock, line.ledger
                ),
            });
            break;
        }
    }
    Ok(findings)
}
