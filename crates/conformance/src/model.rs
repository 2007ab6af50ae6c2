//! A ledger in plain maps, written from the specification and not from the code: it tells the
//! answer of each command before the engine gives it.

use std::collections::BTreeMap;

use moja_ledger::{HoldId, TransactionId};

/// What an account takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Open,
    Frozen,
    Closed,
}

#[derive(Clone, Debug)]
pub(crate) struct Account {
    /// 1 when it grows by debits, -1 when by credits.
    pub(crate) sign: i128,
    pub(crate) guarded: bool,
    pub(crate) status: Status,
    pub(crate) min: Option<i128>,
    pub(crate) max: Option<i128>,
    pub(crate) debits: i128,
    pub(crate) credits: i128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Captured,
    Released,
}

#[derive(Clone, Debug)]
pub(crate) struct Hold {
    debit: String,
    credit: String,
    pub(crate) amount: i128,
    pub(crate) captured: i128,
    end: Option<End>,
    expires_at: Option<i64>,
}

#[derive(Clone, Debug)]
struct Entry {
    legs: Vec<(String, i128)>,
    effective_at: i64,
    refunded: i128,
    reversed: bool,
}

/// The books.
#[derive(Clone, Debug, Default)]
pub(crate) struct Auditor {
    pub(crate) accounts: BTreeMap<String, Account>,
    pub(crate) holds: BTreeMap<HoldId, Hold>,
    entries: BTreeMap<TransactionId, Entry>,
}

/// `Err` is the code of the refusal.
pub(crate) type Answer = Result<(), &'static str>;

/// Legs, debit positive, and their effective time.
pub(crate) type Booking = (Vec<(String, i128)>, i64);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Checks {
    /// Closed and frozen accounts, and limits.
    All,
    /// Closed and frozen accounts.
    Status,
    /// Closed accounts.
    Closed,
}

impl Auditor {
    pub(crate) fn open(&mut self, code: &str, account: Account) -> Answer {
        if account.min.zip(account.max).is_some_and(|(min, max)| min > max) {
            return Err("limits_invalid");
        }
        if !account.guarded && (account.min.is_some() || account.max.is_some()) {
            return Err("limits_invalid");
        }
        if self.accounts.contains_key(code) {
            return Err("account_exists");
        }
        self.accounts.insert(code.to_owned(), account);
        Ok(())
    }

    pub(crate) fn limit(&mut self, code: &str, min: Option<i128>, max: Option<i128>) -> Answer {
        if min.zip(max).is_some_and(|(min, max)| min > max) {
            return Err("limits_invalid");
        }
        let account = self.accounts.get_mut(code).ok_or("account_not_found")?;
        if !account.guarded && (min.is_some() || max.is_some()) {
            return Err("account_add_only");
        }
        (account.min, account.max) = (min, max);
        Ok(())
    }

    pub(crate) fn freeze(&mut self, code: &str) -> Answer {
        let account = self.accounts.get_mut(code).ok_or("account_not_found")?;
        match account.status {
            Status::Closed => return Err("account_closed"),
            Status::Frozen => return Err("account_frozen"),
            Status::Open => account.status = Status::Frozen,
        }
        Ok(())
    }

    pub(crate) fn unfreeze(&mut self, code: &str) -> Answer {
        let account = self.accounts.get_mut(code).ok_or("account_not_found")?;
        match account.status {
            Status::Closed => return Err("account_closed"),
            Status::Open => return Err("account_not_frozen"),
            Status::Frozen => account.status = Status::Open,
        }
        Ok(())
    }

    pub(crate) fn close(&mut self, code: &str, empty: bool, now: i64) -> Answer {
        let held = self.held(code, now);
        let account = self.accounts.get_mut(code).ok_or("account_not_found")?;
        if account.status == Status::Closed {
            return Err("account_closed");
        }
        let holds = self
            .holds
            .values()
            .any(|hold| hold.counts(now) && (hold.debit == code || hold.credit == code));
        if empty && (account.debits != account.credits || held != (0, 0) || holds) {
            return Err("account_not_empty");
        }
        account.status = Status::Closed;
        Ok(())
    }

    pub(crate) fn reopen(&mut self, code: &str) -> Answer {
        let account = self.accounts.get_mut(code).ok_or("account_not_found")?;
        if account.status != Status::Closed {
            return Err("account_not_closed");
        }
        account.status = Status::Open;
        Ok(())
    }

    /// What holds set aside of an account: debits and credits.
    pub(crate) fn held(&self, code: &str, now: i64) -> (i128, i128) {
        let mut held = (0, 0);
        for hold in self.holds.values().filter(|hold| hold.counts(now)) {
            let left = hold.amount - hold.captured;
            if hold.debit == code {
                held.0 += left;
            }
            if hold.credit == code {
                held.1 += left;
            }
        }
        held
    }

    /// Whether legs may be posted or held.
    fn check(&self, legs: &[(String, i128)], checks: Checks, now: i64) -> Answer {
        let mut found = Vec::new();
        let mut nets: BTreeMap<&str, i128> = BTreeMap::new();
        for (code, amount) in legs {
            found.push(self.accounts.get(code).ok_or("account_not_found")?);
            *nets.entry(code).or_default() += amount;
        }
        if found.iter().any(|account| account.status == Status::Closed) {
            return Err("account_closed");
        }
        if checks != Checks::Closed && found.iter().any(|account| account.status == Status::Frozen)
        {
            return Err("account_frozen");
        }
        if checks != Checks::All {
            return Ok(());
        }
        let mut full = false;
        for (code, net) in nets {
            let Some(account) = self.accounts.get(code).filter(|account| account.guarded) else {
                continue;
            };
            let (debits, credits) = self.held(code, now);
            let (outgoing, incoming) =
                if account.sign > 0 { (credits, debits) } else { (debits, credits) };
            let balance = account.sign * (account.debits - account.credits);
            let change = account.sign * net;
            // Ledger invariants 13 and 16.
            if change < 0 && account.min.is_some_and(|min| balance - outgoing + change < min) {
                return Err("insufficient_funds");
            }
            full |= change > 0 && account.max.is_some_and(|max| balance + incoming + change > max);
        }
        if full { Err("max_balance_exceeded") } else { Ok(()) }
    }

    fn post(&mut self, id: TransactionId, legs: Vec<(String, i128)>, effective_at: i64) {
        for (code, amount) in &legs {
            if let Some(account) = self.accounts.get_mut(code) {
                if *amount >= 0 { account.debits += amount } else { account.credits -= amount }
            }
        }
        self.entries.insert(id, Entry { legs, effective_at, refunded: 0, reversed: false });
    }

    pub(crate) fn transfer(
        &mut self,
        id: TransactionId,
        (debit, credit): (&str, &str),
        amount: i128,
        (now, effective_at): (i64, i64),
    ) -> Answer {
        if amount < 0 {
            return Err("amount_negative");
        }
        if debit == credit {
            return Err("same_account");
        }
        self.legs(
            id,
            vec![(debit.to_owned(), amount), (credit.to_owned(), -amount)],
            (now, effective_at),
        )
    }

    pub(crate) fn legs(
        &mut self,
        id: TransactionId,
        legs: Vec<(String, i128)>,
        (now, effective_at): (i64, i64),
    ) -> Answer {
        if legs.len() < 2 {
            return Err("too_few_legs");
        }
        if legs.iter().map(|(_, amount)| amount).sum::<i128>() != 0 {
            return Err("legs_unbalanced");
        }
        if self.entries.contains_key(&id) {
            return Err("transaction_exists");
        }
        self.check(&legs, Checks::All, now)?;
        self.post(id, legs, effective_at);
        Ok(())
    }

    pub(crate) fn hold(
        &mut self,
        id: HoldId,
        (debit, credit): (&str, &str),
        amount: i128,
        now: i64,
        expires_in_us: Option<i64>,
    ) -> Answer {
        if amount < 0 {
            return Err("amount_negative");
        }
        if debit == credit {
            return Err("same_account");
        }
        if self.holds.contains_key(&id) {
            return Err("hold_exists");
        }
        let legs = vec![(debit.to_owned(), amount), (credit.to_owned(), -amount)];
        self.check(&legs, Checks::All, now)?;
        let hold = Hold {
            debit: debit.to_owned(),
            credit: credit.to_owned(),
            amount,
            captured: 0,
            end: None,
            expires_at: expires_in_us.map(|after| now + after),
        };
        self.holds.insert(id, hold);
        Ok(())
    }

    /// A hold that still waits.
    fn pending(&self, id: HoldId, now: i64) -> Result<&Hold, &'static str> {
        let hold = self.holds.get(&id).ok_or("hold_not_found")?;
        match hold.end {
            Some(End::Captured) => Err("hold_already_captured"),
            Some(End::Released) => Err("hold_already_released"),
            None if !hold.counts(now) => Err("hold_expired"),
            None => Ok(hold),
        }
    }

    /// Captures; the caller learns the transaction's id from the engine.
    pub(crate) fn capture(
        &mut self,
        id: HoldId,
        amount: Option<i128>,
        last: bool,
        now: i64,
    ) -> Result<Booking, &'static str> {
        if amount.is_some_and(|amount| amount < 0) {
            return Err("amount_negative");
        }
        let hold = self.pending(id, now)?.clone();
        let left = hold.amount - hold.captured;
        let amount = amount.unwrap_or(left);
        if amount > left {
            return Err("capture_exceeds_hold");
        }
        let legs = vec![(hold.debit.clone(), amount), (hold.credit.clone(), -amount)];
        self.check(&legs, Checks::Closed, now)?;
        if let Some(hold) = self.holds.get_mut(&id) {
            hold.captured += amount;
            if last || amount == left {
                hold.end = Some(End::Captured);
            }
        }
        Ok((legs, now))
    }

    pub(crate) fn release(&mut self, id: HoldId, now: i64) -> Answer {
        self.pending(id, now)?;
        if let Some(hold) = self.holds.get_mut(&id) {
            hold.end = Some(End::Released);
        }
        Ok(())
    }

    /// Reverses; `at` is `None` for the original's time.
    pub(crate) fn reverse(
        &mut self,
        id: TransactionId,
        at: Option<i64>,
        force: bool,
        now: i64,
    ) -> Result<Booking, &'static str> {
        let entry = self.entries.get(&id).ok_or("transaction_not_found")?;
        if entry.reversed {
            return Err("already_reversed");
        }
        if entry.refunded > 0 {
            return Err("partly_refunded");
        }
        let at = at.unwrap_or(entry.effective_at);
        if at < entry.effective_at {
            return Err("correction_before_original");
        }
        let legs: Vec<(String, i128)> =
            entry.legs.iter().map(|(code, amount)| (code.clone(), -amount)).collect();
        self.check(&legs, if force { Checks::Status } else { Checks::All }, now)?;
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.reversed = true;
        }
        Ok((legs, at))
    }

    pub(crate) fn refund(
        &mut self,
        id: TransactionId,
        amount: i128,
        now: i64,
    ) -> Result<Booking, &'static str> {
        if amount < 0 {
            return Err("amount_negative");
        }
        let entry = self.entries.get(&id).ok_or("transaction_not_found")?;
        if entry.reversed {
            return Err("already_reversed");
        }
        let [(one, whole), (other, _)] = entry.legs.as_slice() else {
            return Err("not_refundable");
        };
        let (debit, credit) = if *whole >= 0 { (one, other) } else { (other, one) };
        if entry.refunded + amount > whole.abs() {
            return Err("refund_exceeds_original");
        }
        if now < entry.effective_at {
            return Err("correction_before_original");
        }
        let legs = vec![(credit.clone(), amount), (debit.clone(), -amount)];
        self.check(&legs, Checks::All, now)?;
        if let Some(entry) = self.entries.get_mut(&id) {
            entry.refunded += amount;
        }
        Ok((legs, now))
    }

    /// Books what a capture, reversal or refund posted, under the id that the engine gave.
    pub(crate) fn book(&mut self, id: TransactionId, (legs, at): Booking) {
        self.post(id, legs, at);
    }

    pub(crate) fn transactions(&self) -> Vec<TransactionId> {
        self.entries.keys().copied().collect()
    }

    /// Debits less credits of an account up to an effective time.
    pub(crate) fn net(&self, code: &str, at: i64) -> i128 {
        let entries = self.entries.values().filter(|entry| entry.effective_at <= at);
        let legs = entries.flat_map(|entry| &entry.legs).filter(|(of, _)| of == code);
        legs.map(|(_, amount)| amount).sum()
    }
}

impl Hold {
    fn counts(&self, now: i64) -> bool {
        self.end.is_none() && self.expires_at.is_none_or(|at| now < at)
    }
}
