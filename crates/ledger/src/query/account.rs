//! Accounts.

use async_trait::async_trait;
use moja_core::command::{Query, QueryError};
use moja_core::currency::Currency;
use moja_core::money::Money;
use moja_core::reader::Reader;
use moja_core::time::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::accounts_in;
use crate::tables::Account;
use crate::types::{AccountKind, AccountStatus, Metadata, Policy, Side, currency_of};

/// Accounts, in order of code.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Accounts {
    /// Only this account and those below it.
    #[serde(default)]
    pub tree: String,
    /// Only those with this tag.
    #[serde(default)]
    pub tag: Option<String>,
}

/// An account.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AccountView {
    /// The code.
    pub account: String,
    /// The currency.
    pub currency: Currency,
    /// The internal number, as in the tables.
    pub no: i64,
    /// The code of the account above it.
    pub parent: Option<String>,
    /// The kind.
    pub kind: AccountKind,
    /// The side on which it grows.
    pub normal: Side,
    /// How postings are checked.
    pub policy: Policy,
    /// Whether it takes postings.
    pub status: AccountStatus,
    /// The smallest balance on the normal side.
    pub min_balance: Option<Money>,
    /// The largest balance on the normal side.
    pub max_balance: Option<Money>,
    /// The domain whose commands alone may post to it.
    pub controlled_by: Option<String>,
    /// From when on it is in use.
    pub opened_at: Timestamp,
    /// Until when it was in use.
    pub closed_at: Option<Timestamp>,
    /// Tags.
    pub tags: Vec<String>,
    /// What the app wants to remember.
    pub metadata: Metadata,
}

impl From<Account> for AccountView {
    fn from(account: Account) -> Self {
        let currency = currency_of(&account);
        let money = |minor: i64| Money::new(i128::from(minor), currency);
        Self {
            currency,
            no: account.no,
            parent: account.parent.map(Into::into),
            kind: account.kind,
            normal: account.normal,
            policy: account.policy,
            status: account.status,
            min_balance: account.min_balance.map(money),
            max_balance: account.max_balance.map(money),
            controlled_by: account.controlled_by.map(Into::into),
            opened_at: account.opened_at,
            closed_at: account.closed_at,
            tags: account.tags.map(|tags| tags.into_inner()).unwrap_or_default(),
            metadata: account.metadata.map(|metadata| metadata.into_inner()).unwrap_or_default(),
            account: account.code.into(),
        }
    }
}

#[async_trait]
impl Query for Accounts {
    const NAME: &'static str = "ledger.accounts";
    type Output = Vec<AccountView>;

    async fn run(&self, reader: &mut Reader<'_>) -> Result<Self::Output, QueryError> {
        Ok(accounts_in(reader, &self.tree)
            .await?
            .into_iter()
            .map(AccountView::from)
            .filter(|account| self.tag.as_ref().is_none_or(|tag| account.tags.contains(tag)))
            .collect())
    }
}
