//! Postings against running balances, so that a batch sees its own earlier members.

use std::collections::BTreeMap;

use moja_core::command::{Ctx, Refusal};
use moja_core::currency::Currency;
use moja_core::round::Round;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use moja_core::value::{NumberMap, Value};
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
    /// Debits or credits it whatever its limits say.
    Force,
}

/// An account with its balance as of this point of the decision.
#[derive(Debug)]
pub(crate) struct Running<'a> {
    pub(crate) account: &'a Account,
    /// `None` for an add-only account, whose balance is not read before a large amount.
    pub(crate) balance: Option<Balance>,
}

/// The accounts that a decision has touched.
#[derive(Debug)]
pub(crate) struct Poster<'a> {
    view: View<'a>,
    running: Vec<Running<'a>>,
    /// By account number: where it stands in `running`.
    by_no: NumberMap<usize>,
    /// Holds that expired before the decision, to be recorded as such.
    pub(crate) swept: Vec<LedgerEvent>,
    now: Timestamp,
    /// The domain of the command that this decision follows from.
    domain: Option<&'static str>,
}

/// From this amount on an add-only account is read after all, so that its counters are refused
/// an overflow like any other's. With smaller amounts it would take two thousand million
/// postings, and then the store refuses.
const LARGE: i64 = 1 << 32;

/// Accounts up to which a plain search beats hashing.
const SMALL: usize = 8;

impl<'a> Poster<'a> {
    /// For a decision over about `accounts` accounts.
    pub(crate) fn new(view: &View<'a>, ctx: &Ctx<'_>, accounts: usize) -> Self {
        Self {
            view: *view,
            running: Vec::with_capacity(accounts),
            by_no: Default::default(),
            swept: Vec::new(),
            now: ctx.now(),
            domain: ctx.cause().and_then(|cause| cause.split('.').next()),
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

    /// Both accounts of a transfer; a wrong scale of either is told before a missing one.
    #[allow(clippy::type_complexity, reason = "two of what `find` gives")]
    pub(crate) fn find_both(
        &mut self,
        debit: &str,
        credit: &str,
        currency: Currency,
    ) -> Result<((usize, &'a Account), (usize, &'a Account)), Refusal<Rejection>> {
        match (self.find(debit, currency), self.find(credit, currency)) {
            (Ok(debit), Ok(credit)) => Ok((debit, credit)),
            (Err(Refusal::Need(mut want)), Err(Refusal::Need(more))) => {
                want.extend(&more);
                Err(Refusal::Need(want))
            }
            (Err(Refusal::Need(want)), _) | (_, Err(Refusal::Need(want))) => {
                Err(Refusal::Need(want))
            }
            (Err(Refusal::Rejected(Rejection::AccountNotFound { .. })), Err(refusal))
                if !matches!(refusal, Refusal::Rejected(Rejection::AccountNotFound { .. })) =>
            {
                Err(refusal)
            }
            (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
        }
    }

    /// The accounts with these codes; a wrong scale of any is told before a missing one.
    pub(crate) fn find_each<'c>(
        &mut self,
        accounts: impl Iterator<Item = (&'c str, Currency)>,
    ) -> Result<Vec<(usize, &'a Account)>, Refusal<Rejection>> {
        let mut found = Vec::new();
        let mut missing = None;
        let mut round = Round::default();
        for (code, currency) in accounts {
            match self.find(code, currency) {
                Ok(it) => found.push(it),
                Err(need @ Refusal::Need(_)) => {
                    let _: Option<()> = round.take(Err(need))?;
                }
                Err(refusal @ Refusal::Rejected(Rejection::AccountNotFound { .. })) => {
                    missing.get_or_insert(refusal);
                }
                Err(refusal) => return Err(refusal),
            }
        }
        round.end()?;
        missing.map_or(Ok(found), Err)
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
                self.by_no.reserve(self.running.capacity());
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

    /// Refuses postings to accounts that take none: a closed one first, then a frozen one, then
    /// one that another domain controls.
    pub(crate) fn check_open(
        &self,
        places: impl Iterator<Item = usize> + Clone,
        effect: Effect,
    ) -> Result<(), Rejection> {
        let first_with = |status| {
            places
                .clone()
                .filter_map(|at| Some(self.running.get(at)?.account))
                .find(|account| account.status == status)
                .map(|account| account.code.to_string())
        };
        if let Some(account) = first_with(AccountStatus::Closed) {
            return Err(Rejection::AccountClosed { account });
        }
        // A hold can be resolved while its accounts are frozen.
        if let Some(account) = first_with(AccountStatus::Frozen)
            && effect != Effect::Capture
        {
            return Err(Rejection::AccountFrozen { account });
        }
        for account in places.filter_map(|at| Some(self.running.get(at)?.account)) {
            if let Some(by) = &account.controlled_by
                && self.domain != Some(by.as_str())
            {
                return Err(Rejection::AccountControlled {
                    account: account.code.to_string(),
                    controlled_by: by.to_string(),
                });
            }
        }
        Ok(())
    }

    /// Applies the legs of one transaction (debit positive) to the running balances. Limits are
    /// checked for what the whole transaction does to each account, in whichever order its legs
    /// stand.
    pub(crate) fn apply(
        &mut self,
        legs: &[(usize, i64)],
        effect: Effect,
    ) -> Result<(), Refusal<Rejection>> {
        for (at, amount) in legs {
            self.read_before_large(*at, *amount)?;
        }
        self.apply_known(legs, effect).map_err(Refusal::Rejected)
    }

    fn read_before_large(&mut self, at: usize, amount: i64) -> Result<(), Refusal<Rejection>> {
        let Some(Running { account, balance: balance @ None }) = self.running.get_mut(at) else {
            return Ok(());
        };
        if amount.saturating_abs() >= LARGE {
            *balance = self.view.get(Balance::key(account.no))?.cloned();
            if let Some(balance) = balance {
                self.swept.iter().for_each(|event| give_back(balance, event));
            }
        }
        Ok(())
    }

    fn apply_known(&mut self, legs: &[(usize, i64)], effect: Effect) -> Result<(), Rejection> {
        if matches!(effect, Effect::Post | Effect::Hold) {
            match legs {
                [(first, _), (second, _)] if first != second => {
                    self.check_limits(legs.iter().map(|(at, amount)| (*at, i128::from(*amount))))?;
                }
                _ => {
                    let mut nets: BTreeMap<usize, i128> = BTreeMap::new();
                    for (at, amount) in legs {
                        let net = nets.entry(*at).or_default();
                        *net = net.saturating_add(i128::from(*amount));
                    }
                    self.check_limits(nets.iter().map(|(at, net)| (*at, *net)))?;
                }
            }
        }
        legs.iter().try_for_each(|(at, amount)| self.add(*at, *amount, effect))
    }

    /// The smallest balance of any account is checked before the largest of any.
    fn check_limits(
        &self,
        nets: impl Iterator<Item = (usize, i128)> + Clone,
    ) -> Result<(), Rejection> {
        let mut guarded = nets.filter_map(|(at, net)| {
            let Running { account, balance } = self.running.get(at)?;
            Some((*account, balance.as_ref()?, net.saturating_mul(account.normal.sign())))
        });
        guarded
            .clone()
            .try_for_each(|(account, balance, change)| check_min(account, balance, change))?;
        guarded.try_for_each(|(account, balance, change)| check_max(account, balance, change))
    }

    fn add(&mut self, at: usize, amount: i64, effect: Effect) -> Result<(), Rejection> {
        let Some(running) = self.running.get_mut(at) else { return Ok(()) };
        let account = running.account;
        let Some(balance) = &mut running.balance else { return Ok(()) };
        let overflow = |counter: &str| Rejection::CounterOverflow {
            account: account.code.to_string(),
            counter: counter.to_owned(),
        };
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

    /// Checks what must be true before anything is posted; each precondition comes with the
    /// place of its account.
    pub(crate) fn check<'c>(
        &self,
        preconditions: impl Iterator<Item = (&'c Precondition, usize)>,
    ) -> Result<(), Rejection> {
        let mut first: Option<Rejection> = None;
        for (precondition, at) in preconditions {
            let Some(Running { account, balance }) = self.running.get(at) else { continue };
            if let Err(rejection) = met(precondition, account, balance.as_ref())
                && first.as_ref().is_none_or(|first| rejection.rank() < first.rank())
            {
                first = Some(rejection);
            }
        }
        first.map_or(Ok(()), Err)
    }
}

/// Whether a precondition is met.
fn met(
    precondition: &Precondition,
    account: &Account,
    balance: Option<&Balance>,
) -> Result<(), Rejection> {
    let code = || account.code.to_string();
    let (Policy::Guarded, Some(balance)) = (account.policy, balance) else {
        return Err(Rejection::AccountAddOnly { account: code() });
    };
    let have = normal_balance(account, balance);
    match precondition {
        Precondition::BalanceAtLeast { amount, .. } if have < amount.minor() => {
            Err(Rejection::BalanceBelow {
                account: code(),
                balance: money(account, have),
                bound: *amount,
            })
        }
        Precondition::BalanceAtMost { amount, .. } if have > amount.minor() => {
            Err(Rejection::BalanceAbove {
                account: code(),
                balance: money(account, have),
                bound: *amount,
            })
        }
        Precondition::VersionIs { version, .. } if balance.version != *version => {
            Err(Rejection::VersionDiffers {
                account: code(),
                version: balance.version,
                expected: *version,
            })
        }
        _ => Ok(()),
    }
}

/// What the end of a hold does to a balance. The version stays: what expired was neither posted
/// nor held since the caller read it, and a refused command does not record the expiry.
fn give_back(balance: &mut Balance, event: &LedgerEvent) {
    let LedgerEvent::HoldEnded { debit, credit, amount_minor, .. } = event else { return };
    if balance.account == *debit {
        balance.debits_pending = balance.debits_pending.saturating_sub(*amount_minor);
    }
    if balance.account == *credit {
        balance.credits_pending = balance.credits_pending.saturating_sub(*amount_minor);
    }
}

/// All pending holds of an account on one side, in order of expiry.
pub(crate) fn open_holds(index: &'static str, column: usize, account: i64) -> Scan {
    Scan::of::<Hold>().by(index).filter(column, Compare::Equal, account).filter(
        Hold::COL_STATUS,
        Compare::Equal,
        Value::from(HoldStatus::Pending.code()),
    )
}

/// The smallest balance bounds what remains if every outgoing hold is captured. `change` is that
/// of the normal side; one that does not worsen the balance always passes.
fn check_min(account: &Account, balance: &Balance, change: i128) -> Result<(), Rejection> {
    let (true, Some(min)) = (change < 0, account.min_balance) else { return Ok(()) };
    let (outgoing, _) = pending(account, balance);
    let available =
        normal_balance(account, balance).saturating_sub(outgoing).saturating_sub(i128::from(min));
    if available.saturating_add(change) >= 0 {
        return Ok(());
    }
    Err(Rejection::InsufficientFunds {
        account: account.code.to_string(),
        available: money(account, available),
        needed: money(account, change.saturating_neg()),
    })
}

/// The largest balance bounds what results if every incoming hold is captured.
fn check_max(account: &Account, balance: &Balance, change: i128) -> Result<(), Rejection> {
    let (true, Some(max)) = (change > 0, account.max_balance) else { return Ok(()) };
    let (_, incoming) = pending(account, balance);
    let room =
        i128::from(max).saturating_sub(normal_balance(account, balance)).saturating_sub(incoming);
    if room >= change {
        return Ok(());
    }
    Err(Rejection::MaxBalanceExceeded {
        account: account.code.to_string(),
        room: money(account, room),
        needed: money(account, change),
    })
}
