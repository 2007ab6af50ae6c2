//! Random ledgers against the auditor, and against each other.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use moja_core::command::{Command, CommandError};
use moja_core::currency::Currency;
use moja_core::memory::MemoryStore;
use moja_core::money::Money;
use moja_core::time::{Clock as _, Timestamp};
use moja_ledger::query::{AsOf, GetBalance};
use moja_ledger::{
    AccountKind, CaptureHold, ChangeLimits, CloseAccount, Completion, CorrectionDate, Details,
    FreezeAccount, HoldId, Leg, OpenAccount, PlaceHold, Policy, Post, PostMany, PostedId, Refund,
    ReleaseHold, ReopenAccount, Reverse, SweepHolds, TransactionId, Transfer, TransferMany,
    UnfreezeAccount,
};

use crate::Backend;
use crate::check::{Check, Failed, check, same};
use crate::model::{Account, Auditor, Booking, Status};
use crate::random::{Random, seeded, seeds};
use crate::rig::{Rig, code};

const CURRENCY: Currency = Currency::EUR;

fn eur(minor: i128) -> Money {
    Money::new(minor, CURRENCY)
}

struct Books<'r> {
    rig: &'r Rig,
    random: Random,
    auditor: Auditor,
    /// How often each answer was given.
    answers: BTreeMap<&'static str, u32>,
    next: u128,
}

impl Books<'_> {
    fn now(&self) -> i64 {
        self.rig.clock.now().as_micros()
    }

    fn account(&mut self) -> String {
        format!("a:{}", self.random.below(9))
    }

    fn transaction_id(&mut self) -> TransactionId {
        let known = self.auditor.transactions();
        match self.random.pick(&known) {
            Some(id) if self.random.clone().one_in(40) => *id,
            _ => {
                self.next += 1;
                TransactionId::from_bytes((0x7000_u128 << 64 | self.next).to_be_bytes())
            }
        }
    }

    fn known_transaction(&mut self) -> TransactionId {
        let known = self.auditor.transactions();
        match self.random.pick(&known) {
            Some(id) if !self.random.clone().one_in(30) => *id,
            _ => TransactionId::nil(),
        }
    }

    fn known_hold(&mut self) -> HoldId {
        let known: Vec<HoldId> = self.auditor.holds.keys().copied().collect();
        self.random.pick(&known).copied().unwrap_or(HoldId::nil())
    }

    fn amount(&mut self) -> i128 {
        match self.random.below(20) {
            0 => 0,
            1 => -5,
            2 => 1_000_000,
            _ => i128::from(self.random.between(1, 300)),
        }
    }

    fn limit(&mut self) -> Option<i128> {
        (!self.random.one_in(2)).then(|| i128::from(self.random.between(-900, 1_500)))
    }

    fn effective(&mut self) -> Option<i64> {
        let day = 86_400_000_000;
        (self.random.one_in(3)).then(|| self.now() + self.random.between(-20, 2) * day)
    }

    /// Runs a command and compares its answer with the predicted one.
    async fn run<C: Command>(
        &mut self,
        command: C,
        answer: Result<(), &'static str>,
    ) -> Result<Option<C::Output>, Failed> {
        let text = format!("{command:?}");
        *self.answers.entry(answer.err().unwrap_or("accepted")).or_default() += 1;
        match (self.rig.run(command).await, answer) {
            (Ok(outcome), Ok(())) => Ok(Some(outcome.value)),
            (Err(error @ CommandError::Rejected(_)), Err(expected)) => {
                same!(code(error), expected, "refusals of {text}");
                Ok(None)
            }
            (found, expected) => {
                Err(Failed::new(format!("{text} gave {found:?}, the auditor says {expected:?}")))
            }
        }
    }

    async fn corrected<C: Command<Output = PostedId>>(
        &mut self,
        command: C,
        answer: Result<Booking, &'static str>,
    ) -> Check {
        let booked = self.run(command, answer.as_ref().map(|_| ()).map_err(|code| *code)).await?;
        if let (Some(posted), Ok(entry)) = (booked, answer) {
            self.auditor.book(posted.transaction, entry);
        }
        Ok(())
    }

    async fn open(&mut self) -> Check {
        let account = self.account();
        let kind = [AccountKind::Asset, AccountKind::Liability, AccountKind::Income];
        let kind = *self.random.pick(&kind).unwrap_or(&AccountKind::Asset);
        let guarded = !self.random.one_in(4);
        let (min, max) = if guarded && self.random.one_in(2) || self.random.one_in(20) {
            (self.limit(), self.limit())
        } else {
            (None, None)
        };
        let answer = self.auditor.open(
            &account,
            Account {
                sign: if kind == AccountKind::Asset { 1 } else { -1 },
                guarded,
                status: Status::Open,
                min,
                max,
                debits: 0,
                credits: 0,
            },
        );
        let mut command = OpenAccount::new(account, CURRENCY, kind);
        command.policy = if guarded { Policy::Guarded } else { Policy::AddOnly };
        command.min_balance = min.map(eur);
        command.max_balance = max.map(eur);
        self.run(command, answer).await.map(drop)
    }

    async fn transfer(&mut self) -> Check {
        let (debit, credit, amount) = (self.account(), self.account(), self.amount());
        let (id, effective) = (self.transaction_id(), self.effective());
        let times = (self.now(), effective.unwrap_or(self.now()));
        let answer = self.auditor.transfer(id, (&debit, &credit), amount, times);
        let mut command = Transfer::new(debit, credit, eur(amount));
        command.id = Some(id);
        command.effective_at = effective.map(Timestamp::from_micros);
        if self.random.one_in(4) {
            command = command.reference("an order");
        }
        self.run(command, answer).await.map(drop)
    }

    async fn post(&mut self) -> Check {
        let count = self.random.between(1, 4);
        let mut legs: Vec<(String, i128)> = (1..count)
            .map(|_| (self.account(), i128::from(self.random.between(-200, 200))))
            .collect();
        let rest: i128 = legs.iter().map(|(_, amount)| amount).sum();
        legs.push((self.account(), -rest + i128::from(self.random.one_in(10))));
        let (id, effective) = (self.transaction_id(), self.effective());
        let times = (self.now(), effective.unwrap_or(self.now()));
        let answer = self.auditor.legs(id, legs.clone(), times);
        let command = Post {
            id: Some(id),
            legs: legs.into_iter().map(|(code, amount)| Leg::new(code, eur(amount))).collect(),
            effective_at: effective.map(Timestamp::from_micros),
            ..Post::default()
        };
        self.run(command, answer).await.map(drop)
    }

    async fn hold(&mut self) -> Check {
        let (debit, credit, amount) = (self.account(), self.account(), self.amount());
        let seconds = (!self.random.one_in(3)).then(|| self.random.between(0, 100));
        let id = if self.random.one_in(20) {
            self.known_hold()
        } else {
            self.next += 1;
            HoldId::from_bytes((0x7001_u128 << 64 | self.next).to_be_bytes())
        };
        let after = seconds.map(|seconds| seconds * 1_000_000);
        let answer = self.auditor.hold(id, (&debit, &credit), amount, self.now(), after);
        let mut command = PlaceHold::new(debit, credit, eur(amount));
        command.id = Some(id);
        command.expires_in_s = seconds.map(u64::try_from).transpose()?;
        self.run(command, answer).await.map(drop)
    }

    async fn capture(&mut self) -> Check {
        let hold = self.known_hold();
        let amount = (!self.random.one_in(3)).then(|| self.amount());
        let last = self.random.one_in(2);
        let answer = self.auditor.capture(hold, amount, last, self.now());
        let command = CaptureHold {
            id: None,
            hold,
            amount: amount.map(eur),
            completion: if last { Completion::Final } else { Completion::Partial },
            effective_at: None,
        };
        self.corrected(command, answer).await
    }

    async fn correct(&mut self) -> Check {
        let transaction = self.known_transaction();
        if self.random.one_in(2) {
            let amount = self.amount();
            let answer = self.auditor.refund(transaction, amount, self.now());
            let command = Refund {
                transaction,
                amount: eur(amount),
                date: CorrectionDate::Current,
                ignore_limits: false,
                details: Details::default(),
            };
            return self.corrected(command, answer).await;
        }
        let (at, date) = match self.random.below(3) {
            0 => (None, CorrectionDate::Original),
            1 => (Some(self.now()), CorrectionDate::Current),
            _ => {
                let at = self.now() - self.random.below(5) * 86_400_000_000;
                (Some(at), CorrectionDate::On(Timestamp::from_micros(at)))
            }
        };
        let ignore_limits = self.random.one_in(3);
        let answer = self.auditor.reverse(transaction, at, ignore_limits, self.now());
        let details = Details::default();
        self.corrected(Reverse { transaction, date, ignore_limits, details }, answer).await
    }

    async fn manage(&mut self) -> Check {
        let account = self.account();
        let (code, currency) = (account.clone(), CURRENCY);
        match self.random.below(8) {
            0 => {
                let answer = self.auditor.freeze(&code);
                self.run(FreezeAccount { account, currency }, answer).await.map(drop)
            }
            1 | 2 => {
                let answer = self.auditor.unfreeze(&code);
                self.run(UnfreezeAccount { account, currency }, answer).await.map(drop)
            }
            3 => {
                let require_empty = !self.random.one_in(4);
                let answer = self.auditor.close(&code, require_empty, self.now());
                let command = CloseAccount { account, currency, closed_at: None, require_empty };
                self.run(command, answer).await.map(drop)
            }
            4 | 5 => {
                let answer = self.auditor.reopen(&code);
                self.run(ReopenAccount { account, currency }, answer).await.map(drop)
            }
            6 => {
                let known = self.auditor.accounts.contains_key(&code);
                let answer = if known { Ok(()) } else { Err("account_not_found") };
                self.run(SweepHolds { account, currency }, answer).await.map(drop)
            }
            _ => {
                let (min, max) = (self.limit(), self.limit());
                let answer = self.auditor.limit(&code, min, max);
                let (min_balance, max_balance) = (min.map(eur), max.map(eur));
                let command = ChangeLimits { account, currency, min_balance, max_balance };
                self.run(command, answer).await.map(drop)
            }
        }
    }

    async fn step(&mut self) -> Check {
        if self.random.one_in(3) {
            let seconds = u64::try_from(self.random.below(40))?;
            self.rig.clock.advance(Duration::from_secs(seconds));
        }
        match self.random.below(20) {
            0 => self.open().await,
            1..=8 => self.transfer().await,
            9 | 10 => self.post().await,
            11..=13 => self.hold().await,
            14 | 15 => self.capture().await,
            16 => {
                let hold = self.known_hold();
                let answer = self.auditor.release(hold, self.now());
                self.run(ReleaseHold { hold }, answer).await.map(drop)
            }
            17 | 18 => self.correct().await,
            _ => self.manage().await,
        }
    }

    /// Ledger invariants 1, 2, 5, 12 and 28 on every account.
    async fn compare(&self) -> Check {
        let now = self.now();
        let mut total = 0;
        for (code, account) in &self.auditor.accounts {
            let query = GetBalance::now(code.as_str(), CURRENCY);
            let view = self.rig.engine.query(&self.rig.tenant, &query).await?;
            let (debits, credits) = self.auditor.held(code, now);
            same!(
                (
                    view.debits_posted,
                    view.credits_posted,
                    view.debits_pending,
                    view.credits_pending
                ),
                (eur(account.debits), eur(account.credits), eur(debits), eur(credits)),
                "{code}"
            );
            same!(view.balance, eur(account.debits - account.credits), "balance of {code}");
            let normal = account.sign * (account.debits - account.credits);
            let outgoing = if account.sign > 0 { credits } else { debits };
            same!(view.available, eur(normal - outgoing), "available of {code}");
            for days in [-30, -10, -1, 0, 1] {
                let at = now + days * 86_400_000_000;
                let as_of = AsOf::at(Timestamp::from_micros(at));
                let query = GetBalance { as_of, ..query.clone() };
                let view = self.rig.engine.query(&self.rig.tenant, &query).await?;
                same!(view.balance, eur(self.auditor.net(code, at)), "{code} {days} days off");
            }
            total += account.debits - account.credits;
        }
        same!(total, 0, "debits less credits");
        Ok(())
    }
}

async fn audit(rig: &Rig, seed: u64, steps: u32) -> Result<BTreeMap<&'static str, u32>, Failed> {
    let mut books = Books {
        rig,
        random: Random::new(seed),
        auditor: Auditor::default(),
        answers: BTreeMap::new(),
        next: 0,
    };
    for _ in 0..16 {
        books.open().await?;
    }
    for step in 1..=steps {
        books.step().await.map_err(|failed| failed.within(format!("step {step}")))?;
        if step % 50 == 0 {
            books.compare().await.map_err(|failed| failed.within(format!("after {step}")))?;
        }
    }
    Ok(books.answers)
}

/// R15 of the style guide: a workload with an auditor.
pub async fn random_ledgers_match_the_model(backend: Arc<dyn Backend>) -> Check {
    let mut answers: BTreeMap<&'static str, u32> = BTreeMap::new();
    for seed in seeds(3) {
        let rig = Rig::seeded(backend.open()?, seed).await?.of(&format!("s{seed}"))?;
        match audit(&rig, seed, 450).await {
            Ok(all) => {
                all.into_iter()
                    .for_each(|(code, count)| *answers.entry(code).or_default() += count);
            }
            Err(failed) => return seeded(seed, Err(failed)),
        }
        rig.healthy().await?;
    }
    let given = std::env::var_os("MOJA_SEED").is_some();
    for code in ["accepted", "insufficient_funds", "hold_expired", "already_reversed"] {
        check!(given || answers.contains_key(code), "never {code}: {answers:?}");
    }
    Ok(())
}

/// R21: the same seed leads to the same journal, whatever stores it.
pub async fn the_same_seed_gives_the_same_hash_in_memory(backend: Arc<dyn Backend>) -> Check {
    let here = Rig::seeded(backend.open()?, 5).await?;
    let there = Rig::seeded(Arc::new(MemoryStore::new()), 5).await?;
    for rig in [&here, &there] {
        seeded(5, audit(rig, 5, 300).await.map(drop))?;
    }
    let (one, other) = (here.head().await?, there.head().await?);
    check!(one.pos > 100, "only {} commands were accepted", one.pos);
    same!(one, other, "heads");
    same!(here.journal().await?, there.journal().await?, "journals");
    Ok(())
}

/// However many accounts a command names that the engine has not read yet, all are asked for in
/// a few rounds.
pub async fn a_batch_names_hundreds_of_unread_accounts(backend: Arc<dyn Backend>) -> Check {
    let account = |nth: i128| format!("a:{nth}");
    let opened = Rig::seeded(backend.open()?, 1).await?;
    let all = (0..300).map(|nth| OpenAccount::asset(account(nth), CURRENCY)).collect();
    for result in opened.each(all).await? {
        let _ = result?;
    }
    let cold = Rig::seeded(backend.open()?, 2).await?;
    let pairs = (0..150).map(|nth| Transfer::new(account(nth), account(299 - nth), eur(nth + 1)));
    cold.done(TransferMany { transfers: pairs.collect() }).await?;
    let cold = Rig::seeded(backend.open()?, 3).await?;
    let leg = |nth: i128| Leg::new(account(nth), eur(if nth < 150 { 3 } else { -3 }));
    let post = Post {
        id: None,
        effective_at: None,
        legs: (0..300).map(leg).collect(),
        details: Details::default(),
        preconditions: Vec::new(),
    };
    let posted = cold.run(PostMany { transactions: vec![post] }).await?;
    let [transaction] = posted.value.transactions.as_slice() else {
        return Err(Failed::new(format!("not one transaction: {posted:?}")));
    };
    let cold = Rig::seeded(backend.open()?, 4).await?;
    let reverse = Reverse {
        transaction: *transaction,
        date: CorrectionDate::Current,
        ignore_limits: false,
        details: Details::default(),
    };
    cold.done(reverse).await?;
    let balance = GetBalance::now("a:149", CURRENCY);
    same!(cold.engine.query(&cold.tenant, &balance).await?.balance, eur(150));
    cold.healthy().await
}
