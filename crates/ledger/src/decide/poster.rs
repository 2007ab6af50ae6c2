//! Postings against running balances, so that a batch sees its own earlier members.

use moja_core::command::{Ctx, Refusal};
use moja_core::currency::Currency;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use moja_core::value::Value;
use moja_core::view::View;

use super::{account, money, normal_balance, pending, reject};
use crate::event::LedgerEvent;
use crate::rejection::Rejection;
use crate::tables::{Account, Balance, Hold};
use crate::types::{AccountStatus, HoldStatus, Policy, Precondition};

/// What a posting does to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Debits (positive) or credits (negative) it.
    Post,
    /// Holds a debit or credit.
    Hold,
    /// Posts what a hold had set aside: never refused for funds.
    Capture,
}

/// An account with its balance as of this point of the decision.
#[derive(Debug)]
pub(crate) struct Running<'a> {
    pub(crate) account: &'a Account,
    /// `None` for an add-only account, whose balance is not read.
    pub(crate) balance: Option<Balance>,
}

/// The accounts that a decision has touched.
#[derive(Debug)]
pub(crate) struct Poster<'a> {
    view: View<'a>,
    running: Vec<Running<'a>>,
    /// By account number: where it stands in `running`.
    by_no: std::collections::HashMap<i64, usize, std::hash::RandomState>,
    /// Holds that expired before the decision, to be recorded as such.
    pub(crate) swept: Vec<LedgerEvent>,
    now: Timestamp,
}

/// Accounts up to which a plain search beats hashing.
const SMALL: usize = 8;

impl<'a> Poster<'a> {
    pub(crate) fn new(view: &View<'a>, ctx: &Ctx<'_>) -> Self {
        Self {
            view: *view,
            running: Vec::new(),
            by_no: Default::default(),
            swept: Vec::new(),
            now: ctx.now(),
        }
    }

    /// The account with this code, and its place here.
    pub(crate) fn find(
        &mut self,
        code: &str,
        currency: Currency,
    ) -> Result<(usize, &'a Account), Refusal<Rejection>> {
        let account = account(&self.view, code, currency)?;
        Ok((self.enter(account)?, account))
    }

    /// The account with this number, and its place here.
    pub(crate) fn find_no(&mut self, no: i64) -> Result<(usize, &'a Account), Refusal<Rejection>> {
        let Some(account) = self.view.get(Account::key(no))? else {
            return reject(Rejection::AccountNotFound {
                account: no.to_string(),
                currency: String::new(),
            });
        };
        Ok((self.enter(account)?, account))
    }

    fn enter(&mut self, account: &'a Account) -> Result<usize, Refusal<Rejection>> {
        let known = if self.running.len() <= SMALL {
            self.running.iter().position(|running| running.account.no == account.no)
        } else {
            self.by_no.get(&account.no).copied()
        };
        if let Some(at) = known {
            return Ok(at);
        }
        let mut balance = match account.policy {
            Policy::AddOnly => None,
            Policy::Guarded => self.view.get(Balance::key(account.no))?.cloned(),
        };
        if let Some(balance) = &mut balance {
            self.swept.iter().for_each(|event| give_back(balance, event));
        }
        let at = self.running.len();
        self.running.push(Running { account, balance });
        if self.running.len() > SMALL {
            if self.by_no.is_empty() {
                for (at, running) in self.running.iter().enumerate() {
                    self.by_no.insert(running.account.no, at);
                }
            }
            self.by_no.insert(account.no, at);
        }
        self.sweep(at)?;
        Ok(at)
    }

    pub(crate) fn running(&self, at: usize) -> Option<&Running<'a>> {
        self.running.get(at)
    }

    /// Gives back what expired holds had set aside, before anything is checked.
    fn sweep(&mut self, at: usize) -> Result<(), Refusal<Rejection>> {
        let Some(Running { account, balance: Some(balance) }) = self.running.get(at) else {
            return Ok(());
        };
        let no = account.no;
        if balance.next_expiry.is_none_or(|next| next > self.now) {
            return Ok(());
        }
        let mut next: Option<Timestamp> = None;
        for (index, column) in
            [(Hold::BY_DEBIT, Hold::COL_DEBIT), (Hold::BY_CREDIT, Hold::COL_CREDIT)]
        {
            for hold in self.view.scan::<Hold>(open_holds(index, column, no))? {
                let Some(expires_at) = hold.expires_at else { continue };
                if expires_at > self.now {
                    next = Some(next.map_or(expires_at, |next| next.min(expires_at)));
                } else if !self.is_swept(hold) {
                    self.expire(hold);
                }
            }
        }
        self.swept.push(LedgerEvent::ExpirySwept { account: no, next_expiry: next });
        if let Some(Running { balance: Some(balance), .. }) = self.running.get_mut(at) {
            balance.next_expiry = next;
        }
        Ok(())
    }

    fn is_swept(&self, hold: &Hold) -> bool {
        self.swept
            .iter()
            .any(|event| matches!(event, LedgerEvent::HoldEnded { hold: id, .. } if *id == hold.id))
    }

    fn expire(&mut self, hold: &Hold) {
        let event = LedgerEvent::HoldEnded {
            hold: hold.id,
            debit: hold.debit,
            credit: hold.credit,
            amount_minor: hold.amount.saturating_sub(hold.captured),
            status: HoldStatus::Expired,
        };
        for balance in self.running.iter_mut().filter_map(|running| running.balance.as_mut()) {
            give_back(balance, &event);
        }
        self.swept.push(event);
    }

    /// Refuses postings to accounts that take none.
    pub(crate) fn check_open(&self, at: usize, effect: Effect) -> Result<(), Rejection> {
        let Some(running) = self.running.get(at) else { return Ok(()) };
        let account = || running.account.code.clone();
        match running.account.status {
            AccountStatus::Open => Ok(()),
            AccountStatus::Frozen if effect == Effect::Capture => Ok(()),
            AccountStatus::Frozen => Err(Rejection::AccountFrozen { account: account() }),
            AccountStatus::Closed => Err(Rejection::AccountClosed { account: account() }),
        }
    }

    /// Applies a signed amount (debit positive) to a running balance, within its limits.
    pub(crate) fn apply(
        &mut self,
        at: usize,
        amount: i64,
        effect: Effect,
    ) -> Result<(), Rejection> {
        let Some(running) = self.running.get_mut(at) else { return Ok(()) };
        let account = running.account;
        let Some(balance) = &mut running.balance else { return Ok(()) };
        let overflow = |counter: &str| Rejection::CounterOverflow {
            account: account.code.clone(),
            counter: counter.to_owned(),
        };
        if effect != Effect::Capture {
            check_limits(account, balance, amount)?;
        }
        let size = amount.saturating_abs();
        let (counter, name, other) = match (effect, amount >= 0) {
            (Effect::Hold, true) => {
                (&mut balance.debits_pending, "debits_pending", balance.debits_posted)
            }
            (Effect::Hold, false) => {
                (&mut balance.credits_pending, "credits_pending", balance.credits_posted)
            }
            (_, true) => (&mut balance.debits_posted, "debits_posted", balance.debits_pending),
            (_, false) => (&mut balance.credits_posted, "credits_posted", balance.credits_pending),
        };
        // Posted and pending together stay in range too, so that a capture cannot fail. What a
        // capture posts leaves the pending counter in the same event.
        let sum = counter.checked_add(size).ok_or_else(|| overflow(name))?;
        if effect != Effect::Capture {
            sum.checked_add(other).ok_or_else(|| overflow(name))?;
        }
        *counter = sum;
        balance.version = balance.version.saturating_add(1);
        Ok(())
    }

    /// Checks what must be true before anything is posted.
    pub(crate) fn check(&mut self, preconditions: &[Precondition]) -> Result<(), Refusal<Rejection>> {
        for precondition in preconditions {
            let (code, currency) = match precondition {
                Precondition::BalanceAtLeast { account, amount }
                | Precondition::BalanceAtMost { account, amount } => (account, amount.currency()),
                Precondition::VersionIs { account, currency, .. } => (account, *currency),
            };
            let (at, account) = self.find(code, currency)?;
            let Some(balance) = self.running.get(at).and_then(|it| it.balance.as_ref()) else {
                return reject(Rejection::AccountAddOnly { account: code.clone() });
            };
            let have = normal_balance(account, balance);
            match precondition {
                Precondition::BalanceAtLeast { amount, .. } if have < amount.minor() => {
                    return reject(Rejection::BalanceBelow {
                        account: code.clone(),
                        balance: money(account, have),
                        bound: *amount,
                    });
                }
                Precondition::BalanceAtMost { amount, .. } if have > amount.minor() => {
                    return reject(Rejection::BalanceAbove {
                        account: code.clone(),
                        balance: money(account, have),
                        bound: *amount,
                    });
                }
                Precondition::VersionIs { version, .. } if balance.version != *version => {
                    return reject(Rejection::VersionDiffers {
                        account: code.clone(),
                        version: balance.version,
                        expected: *version,
                    });
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// What the end of a hold does to a balance.
fn give_back(balance: &mut Balance, event: &LedgerEvent) {
    let LedgerEvent::HoldEnded { debit, credit, amount_minor, .. } = event else { return };
    if balance.account == *debit {
        balance.debits_pending = balance.debits_pending.saturating_sub(*amount_minor);
        balance.version = balance.version.saturating_add(1);
    }
    if balance.account == *credit {
        balance.credits_pending = balance.credits_pending.saturating_sub(*amount_minor);
        balance.version = balance.version.saturating_add(1);
    }
}

/// All pending holds of an account on one side, in order of expiry.
pub(crate) fn open_holds(index: &'static str, column: usize, account: i64) -> Scan {
    Scan::of::<Hold>()
        .by(index)
        .filter(column, Compare::Equal, account)
        .filter(
            Hold::COL_STATUS,
            Compare::Equal,
            Value::from(HoldStatus::Pending.code()),
        )
}

/// Limits hold for the balance that remains if every outgoing hold is captured, and for the
/// one that results if every incoming hold is.
fn check_limits(account: &Account, balance: &Balance, amount: i64) -> Result<(), Rejection> {
    let change = i128::from(amount).saturating_mul(account.normal.sign());
    let posted = normal_balance(account, balance);
    let (outgoing, incoming) = pending(account, balance);
    if change < 0
        && let Some(min) = account.min_balance
    {
        let available = posted.saturating_sub(outgoing).saturating_sub(i128::from(min));
        if available.saturating_add(change) < 0 {
            return Err(Rejection::InsufficientFunds {
                account: account.code.clone(),
                available: money(account, available),
                needed: money(account, change.saturating_neg()),
            });
        }
    }
    if change > 0
        && let Some(max) = account.max_balance
    {
        let room = i128::from(max).saturating_sub(posted).saturating_sub(incoming);
        if room < change {
            return Err(Rejection::MaxBalanceExceeded {
                account: account.code.clone(),
                room: money(account, room),
                needed: money(account, change),
            });
        }
    }
    Ok(())
}
