//! Accounts: open, limits, freeze, close, reopen, describe.

use moja_core::command::{Ctx, Refusal};
use moja_core::money::Money;
use moja_core::view::View;

use super::hold::has_open_holds;
use super::{Decided, account, check_code, check_metadata, check_text, minor, reject};
use crate::command::{
    ChangeLimits, CloseAccount, DescribeAccount, FreezeAccount, OpenAccount, ReopenAccount,
    UnfreezeAccount,
};
use crate::event::{AccountOpened, LedgerEvent};
use crate::rejection::Rejection;
use crate::tables::{Account, Counter, CurrencyRow};
use crate::types::{AccountStatus, Metadata, Policy};

fn limit(
    currency: moja_core::currency::Currency,
    limit: &Option<Money>,
) -> Result<Option<i64>, Rejection> {
    let Some(limit) = limit else { return Ok(None) };
    if limit.currency() != currency {
        return Err(Rejection::CurrencyMismatch {
            given: limit.currency(),
            expected: currency.to_string(),
        });
    }
    minor(limit).map(Some)
}

fn check_limits(
    code: &str,
    policy: Policy,
    min: Option<i64>,
    max: Option<i64>,
) -> Result<(), Rejection> {
    let crossed = matches!((min, max), (Some(min), Some(max)) if min > max);
    let unwatched = policy == Policy::AddOnly && (min.is_some() || max.is_some());
    if crossed || unwatched {
        return Err(Rejection::LimitsInvalid { account: code.to_owned() });
    }
    Ok(())
}

impl OpenAccount {
    pub(crate) fn decide(&self, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
        let checks = || -> Result<(Option<i64>, Option<i64>), Rejection> {
            check_code(&self.code)?;
            self.tags.iter().try_for_each(|tag| check_text("tags", tag))?;
            check_metadata(&self.metadata)?;
            let min = limit(self.currency, &self.min_balance)?;
            let max = limit(self.currency, &self.max_balance)?;
            check_limits(&self.code, self.policy, min, max)?;
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
            opened_at: self.opened_at.unwrap_or(ctx.now()),
            tags: self.tags.clone(),
            metadata: self.metadata.clone(),
        })));
        Ok(events)
    }
}

impl ChangeLimits {
    pub(crate) fn decide(&self, view: &View<'_>) -> Decided {
        let min = limit(self.currency, &self.min_balance);
        let max = limit(self.currency, &self.max_balance);
        let (min, max) = (min.map_err(Refusal::Rejected)?, max.map_err(Refusal::Rejected)?);
        let account = account(view, &self.account, self.currency)?;
        check_limits(&account.code, account.policy, min, max).map_err(Refusal::Rejected)?;
        Ok(vec![LedgerEvent::LimitsChanged {
            account: account.no,
            min_minor: min,
            max_minor: max,
        }])
    }
}

fn status(account: &Account, status: AccountStatus) -> LedgerEvent {
    LedgerEvent::StatusChanged { account: account.no, status, closed_at: None }
}

impl FreezeAccount {
    pub(crate) fn decide(&self, view: &View<'_>) -> Decided {
        let account = account(view, &self.account, self.currency)?;
        let code = account.code.clone();
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
        let code = account.code.clone();
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
        let code = account.code.clone();
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
            return reject(Rejection::AccountNotClosed { account: account.code.clone() });
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
