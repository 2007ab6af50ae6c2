//! Trial balance, balance sheet, income statement.

use std::collections::BTreeMap;

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::money::Money;
use moja_core::reader::Reader;
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::balance::net_balances;
use super::{AsOf, accounts_in};
use crate::tables::{Account, ENTRIES};
use crate::types::{AccountKind, currency_of, currency_with};

/// All accounts with their balance in the debit or the credit column.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrialBalance {
    /// When.
    #[serde(default)]
    pub as_of: AsOf,
}

/// One line of a trial balance.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrialBalanceLine {
    /// The account's code; empty in a total.
    pub account: String,
    /// The currency's code.
    pub currency: String,
    /// The balance if debits prevail, a decimal as text; otherwise zero.
    pub debit: String,
    /// The balance if credits prevail, a decimal as text; otherwise zero.
    pub credit: String,
}

/// A trial balance.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TrialBalanceView {
    /// One line an account.
    pub lines: Vec<TrialBalanceLine>,
    /// One line a currency: the sums of both columns.
    pub totals: Vec<TrialBalanceLine>,
    /// Whether both columns are equal in every currency.
    pub balanced: bool,
}

#[async_trait]
impl Query for TrialBalance {
    const NAME: &'static str = "ledger.trial_balance";
    type Output = TrialBalanceView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<TrialBalanceView, QueryError> {
        let accounts = accounts_in(reader, "").await?;
        let nets = net_balances(reader, &accounts, &self.as_of).await?;
        let mut lines = Vec::new();
        let mut totals: BTreeMap<(String, i64), (i128, i128)> = BTreeMap::new();
        for (account, net) in accounts.into_iter().zip(nets) {
            let (debit, credit) = (net.max(0), net.min(0).saturating_neg());
            let total = totals.entry((account.currency.to_string(), account.exponent)).or_default();
            total.0 = total.0.saturating_add(debit);
            total.1 = total.1.saturating_add(credit);
            if net == 0 {
                continue;
            }
            let text = |minor: i128| Money::new(minor, currency_of(&account)).amount_text();
            lines.push(TrialBalanceLine {
                debit: text(debit),
                credit: text(credit),
                currency: account.currency.to_string(),
                account: account.code.to_string(),
            });
        }
        let balanced = totals.values().all(|(debit, credit)| debit == credit);
        let totals = totals
            .into_iter()
            .map(|((currency, exponent), (debit, credit))| {
                let unit = currency_with(&currency, exponent);
                TrialBalanceLine {
                    account: String::new(),
                    debit: Money::new(debit, unit).amount_text(),
                    credit: Money::new(credit, unit).amount_text(),
                    currency,
                }
            })
            .collect();
        Ok(TrialBalanceView { lines, totals, balanced })
    }
}

/// Assets, liabilities and equity at a time; what was earned until then stands under equity.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BalanceSheet {
    /// When.
    #[serde(default)]
    pub as_of: AsOf,
}

/// Income and expenses between two times.
#[moja_core::foreign]
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IncomeStatement {
    /// First effective time, inclusive.
    pub from: Timestamp,
    /// Last effective time, exclusive.
    pub to: Timestamp,
    /// Only what was recorded at or before this time; everything if missing.
    #[serde(default)]
    pub known_at: Option<Timestamp>,
}

/// One line of a report, on the side on which its section grows.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportLine {
    /// The account's code; empty for a computed line.
    pub account: String,
    /// The currency's code.
    pub currency: String,
    /// The amount, a decimal as text.
    pub amount: String,
}

/// One section of a report.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportSection {
    /// `assets`, `liabilities`, `equity`, `income`, `expenses`, `earnings`.
    pub name: String,
    /// The accounts.
    pub lines: Vec<ReportLine>,
    /// The sums, one a currency.
    pub totals: Vec<ReportLine>,
}

/// A report of sections.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportView {
    /// The sections, in order.
    pub sections: Vec<ReportSection>,
    /// Whether assets equal liabilities, equity and earnings in every currency; for an income
    /// statement always true.
    pub balanced: bool,
}

/// Sums by currency, in minor units.
type Totals = BTreeMap<(String, i64), i128>;

fn section(name: &str, kind: AccountKind, rows: &[(Account, i128)]) -> (ReportSection, Totals) {
    let mut totals = Totals::new();
    let mut lines = Vec::new();
    let sign = kind.normal().sign();
    for (account, net) in rows.iter().filter(|(account, net)| account.kind == kind && *net != 0) {
        let amount = net.saturating_mul(sign);
        let total = totals.entry((account.currency.to_string(), account.exponent)).or_default();
        *total = total.saturating_add(amount);
        lines.push(ReportLine {
            account: account.code.to_string(),
            currency: account.currency.to_string(),
            amount: Money::new(amount, currency_of(account)).amount_text(),
        });
    }
    (ReportSection { name: name.to_owned(), lines, totals: total_lines(&totals) }, totals)
}

fn total_lines(totals: &Totals) -> Vec<ReportLine> {
    totals
        .iter()
        .map(|((currency, exponent), amount)| ReportLine {
            account: String::new(),
            currency: currency.clone(),
            amount: Money::new(*amount, currency_with(currency, *exponent)).amount_text(),
        })
        .collect()
}

fn earnings(income: &Totals, expenses: &Totals) -> (ReportSection, Totals) {
    let mut totals = income.clone();
    for (currency, amount) in expenses {
        let total = totals.entry(currency.clone()).or_default();
        *total = total.saturating_sub(*amount);
    }
    let lines = total_lines(&totals);
    (ReportSection { name: "earnings".to_owned(), lines: Vec::new(), totals: lines }, totals)
}

#[async_trait]
impl Query for BalanceSheet {
    const NAME: &'static str = "ledger.balance_sheet";
    type Output = ReportView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<ReportView, QueryError> {
        let accounts = accounts_in(reader, "").await?;
        let nets = net_balances(reader, &accounts, &self.as_of).await?;
        let rows: Vec<(Account, i128)> = accounts.into_iter().zip(nets).collect();
        let (assets, owned) = section("assets", AccountKind::Asset, &rows);
        let (liabilities, owed) = section("liabilities", AccountKind::Liability, &rows);
        let (equity, own) = section("equity", AccountKind::Equity, &rows);
        let (_, income) = section("income", AccountKind::Income, &rows);
        let (_, expenses) = section("expenses", AccountKind::Expense, &rows);
        let (earnings, earned) = earnings(&income, &expenses);
        let mut difference = owned;
        for side in [owed, own, earned] {
            for (currency, amount) in side {
                let total = difference.entry(currency).or_default();
                *total = total.saturating_sub(amount);
            }
        }
        Ok(ReportView {
            sections: vec![assets, liabilities, equity, earnings],
            balanced: difference.values().all(|amount| *amount == 0),
        })
    }
}

#[async_trait]
impl Query for IncomeStatement {
    const NAME: &'static str = "ledger.income_statement";
    type Output = ReportView;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<ReportView, QueryError> {
        let known = AsOf { known_at: self.known_at, ..AsOf::NOW };
        let (_, pos) = known.resolve(reader).await?;
        let before = self.from.as_micros().saturating_sub(1);
        // A stretch that ends before it begins is empty.
        let until = self.to.as_micros().saturating_sub(1).max(before);
        let mut rows = Vec::new();
        for account in accounts_in(reader, "").await? {
            if !matches!(account.kind, AccountKind::Income | AccountKind::Expense) {
                continue;
            }
            let first = reader.sums(ENTRIES, account.no, before, pos).await?.net();
            let last = reader.sums(ENTRIES, account.no, until, pos).await?.net();
            rows.push((account, last.saturating_sub(first)));
        }
        let (income, earned) = section("income", AccountKind::Income, &rows);
        let (expenses, spent) = section("expenses", AccountKind::Expense, &rows);
        let (earnings, _) = earnings(&earned, &spent);
        Ok(ReportView { sections: vec![income, expenses, earnings], balanced: true })
    }
}
