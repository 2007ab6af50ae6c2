//! Accounts: open, limits, freeze, close, reopen, describe.

use moja_core::command::{Ctx, Refusal};
use moja_core::money::Money;
use moja_core::view::View;

use super::hold::has_open_holds;
use super::{Decided, account, check_code, check_metadata, check_text, minor, reject};
use crate::command::{
    ChangeControl, ChangeLimits, CloseAccount, DescribeAccount, FreezeAccount, OpenAccount,
    ReopenAccount, UnfreezeAccount,
};
use crate::event::{AccountOpened, LedgerEvent};
use crate::rejection::Rejection;
use crate::tables::{Account, Counter, CurrencyRow};
use crate::types::{AccountStatus, Metadata, Policy};

/// Both limits in minor units: in range, then in the account's currency, then in order.
fn limits(
    code: &str,
    currency: moja_core::currency::Currency,
    min: &Option<Money>,
    max: &Option<Money>,
) -> Result<(Option<i64>, Option<i64>), Rejection> {
    let stored = |limit: &Option<Money>| limit.as_ref().map(minor).transpose();
    let (min_minor, max_minor) = (stored(min)?, stored(max)?);
    for given in min.iter().chain(max).map(Money::currency) {
        if given != currency {
            return Err(Rejection::CurrencyMismatch { given, expected: currency.to_string() });
        }
    }
    match (min_minor, max_minor) {
        (Some(min), Some(max)) if min > max => {
            Err(Rejection::LimitsInvalid { account: code.to_owned() })
        }
        limits => Ok(limits),
    }
}

impl OpenAccount {
    pub(crate) fn decide(&self, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        let checks = || -> Result<(Option<i64>, Option<i64>), Rejection> {
            for limit in self.min_balance.iter().chain(&self.max_balance) {
                minor(limit)?;
            }
            check_code(&self.code)?;
            check_domain(self.controlled_by.as_deref())?;
            self.tags.iter().try_for_each(|tag| check_text("tags", tag))?;
            check_metadata(&self.metadata)?;
            let (min, max) =
                limits(&self.code, self.currency, &self.min_balance, &self.max_balance)?;
            if self.policy == Policy::AddOnly && (min.is_some() || max.is_some()) {
                return Err(Rejection::LimitsInvalid { account: self.code.clone() });
            }
            Ok((min, max))
        };
        let (min_minor, max_minor) = checks().map_err(Refusal::Rejected)?;
        let mut events = Vec::new();
        let exponent = i64::from(self.currency.exponent());
        match view.get(CurrencyRow::key(self.currency.code()))? {
            Some(known) if known.exponent != exponent => {
                return reject(Rejection::CurrencyScaleDiffers {
                    code: known.code.clone(),
                    declared: known.exponent,
                    given: exponent,
                });
            }
            Some(_) => {}
            None => events.push(LedgerEvent::CurrencyDeclared {
                currency: self.currency,
                metadata: Metadata::new(),
            }),
        }
        if view.get(Account::by_code(&self.code, self.currency.code()))?.is_some() {
            return reject(Rejection::AccountExists {
                account: self.code.clone(),
                currency: self.currency.code().to_owned(),
            });
        }
        let last = view.get(Counter::key())?.map_or(0, |counter| counter.accounts);
        events.push(LedgerEvent::AccountOpened(Box::new(AccountOpened {
            no: last.saturating_add(1),
            code: self.code.clone(),
            currency: self.currency,
            kind: self.kind,
            normal: self.normal.unwrap_or(self.kind.normal()),
            policy: self.policy,
            min_minor,
            max_minor,
            controlled_by: self.controlled_by.clone(),
            opened_at: self.opened_at.unwrap_or(ctx.now()),
            tags: self.tags.clone(),
            metadata: self.metadata.clone(),
        })));
        Ok(events)
    }
}

impl ChangeLimits {
    pub(crate) fn decide(&self, view: &View<'_>) -> Decided {
        let (min, max) = limits(&self.account, self.currency, &self.min_balance, &self.max_balance)
            .map_err(Refusal::Rejected)?;
        let account = account(view, &self.account, self.currency)?;
        if account.policy == Policy::AddOnly && (min.is_some() || max.is_some()) {
            return reject(Rejection::AccountAddOnly { account: account.code.to_string() });
        }
        Ok(vec![LedgerEvent::LimitsChanged { account: account.no, min_minor: min, max_minor: max }])
    }
}

fn check_domain(domain: Option<&str>) -> Result<(), Rejection> {
    match domain {
        Some("") => Err(Rejection::TextInvalid { field: "controlled_by".to_owned() }),
        Some(domain) => check_text("controlled_by", domain),
        None => Ok(()),
    }
}

impl ChangeControl {
    pub(crate) fn decide(&self, view: &View<'_>) -> Decided {
        check_domain(self.controlled_by.as_deref()).map_err(Refusal::Rejected)?;
        let account = account(view, &self.account, self.currency)?;
        let controlled_by = self.controlled_by.clone();
        Ok(vec![LedgerEvent::ControlChanged { account: account.no, controlled_by }])
    }
}

fn status(account: &Account, status: AccountStatus) -> LedgerEvent {
    LedgerEvent::StatusChanged { account: account.no, status, closed_at: None }
}

impl FreezeAccount {
    pub(crate) fn decide(&self, view: &View<'_>) -> Decided {
        let account = account(view, &self.account, self.currency)?;
        let code = account.code.to_string();
        match account.status {
            AccountStatus::Open => Ok(vec![status(account, AccountStatus::Frozen)]),
            AccountStatus::Frozen => reject(Rejection::AccountFrozen { account: code }),
            AccountStatus::Closed => reject(Rejection::AccountClosed { account: code }),
        }
    }
}

impl UnfreezeAccount {
    pub(crate) fn decide(&self, view: &View<'_>) -> Decided {
        let account = account(view, &self.account, self.currency)?;
        let code = account.code.to_string();
        match account.status {
            AccountStatus::Frozen => Ok(vec![status(account, AccountStatus::Open)]),
            AccountStatus::Open => reject(Rejection::AccountNotFrozen { account: code }),
            AccountStatus::Closed => reject(Rejection::AccountClosed { account: code }),
        }
    }
}

impl CloseAccount {
    pub(crate) fn decide(&self, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        let account = account(view, &self.account, self.currency)?;
        let code = account.code.to_string();
        if account.status == AccountStatus::Closed {
            return reject(Rejection::AccountClosed { account: code });
        }
        if self.require_empty {
            let balance = super::balance(view, account.no)?;
            let empty = balance.is_none_or(|it| super::normal_balance(account, it) == 0);
            if !empty || has_open_holds(view, ctx, account)? {
                return reject(Rejection::AccountNotEmpty { account: code });
            }
        }
        Ok(vec![LedgerEvent::StatusChanged {
            account: account.no,
            status: AccountStatus::Closed,
            closed_at: Some(self.closed_at.unwrap_or(ctx.now())),
        }])
    }
}

impl ReopenAccount {
    pub(crate) fn decide(&self, view: &View<'_>) -> Decided {
        let account = account(view, &self.account, self.currency)?;
        if account.status != AccountStatus::Closed {
            return reject(Rejection::AccountNotClosed { account: account.code.to_string() });
        }
        Ok(vec![status(account, AccountStatus::Open)])
    }
}

impl DescribeAccount {
    pub(crate) fn decide(&self, view: &View<'_>) -> Decided {
        self.tags.iter().try_for_each(|tag| check_text("tags", tag)).map_err(Refusal::Rejected)?;
        check_metadata(&self.metadata).map_err(Refusal::Rejected)?;
        let account = account(view, &self.account, self.currency)?;
        Ok(vec![LedgerEvent::AccountDescribed {
            account: account.no,
            tags: self.tags.clone(),
            metadata: self.metadata.clone(),
        }])
    }
}
