//! Random histories against an independent model: invariants 1, 2, 5, 7, 10 to 16, 20, 22, 28, 31,
//! 32 and 36 of `spec/ledger.md` §2.
//!
//! The model knows nothing of the ledger's code: it keeps plain numbers and says which code each
//! command must be answered with.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

mod ledger_support;

use ledger_support::*;
use moja::Failure;
use moja::core::money::RemainderPolicy;
use moja::prelude::*;
use proptest::prelude::*;

const NAMES: [&str; 5] = ["cash", "wallet", "other", "sales", "fees"];
/// The last one is add-only.
const ADD_ONLY: usize = 4;

#[derive(Clone, Debug)]
enum Step {
    Transfer {
        debit: usize,
        credit: usize,
        minor: i64,
        back_dated: u32,
    },
    /// (account, signed minor units) of the first legs; the last account takes the rest.
    Post {
        legs: Vec<(usize, i64)>,
        rest: usize,
    },
    Batch {
        members: Vec<(usize, usize, i64)>,
    },
    Hold {
        debit: usize,
        credit: usize,
        minor: i64,
        seconds: Option<u64>,
    },
    Capture {
        hold: usize,
        minor: Option<i64>,
        last: bool,
    },
    Release {
        hold: usize,
    },
    Limits {
        account: usize,
        min: Option<i64>,
        max: Option<i64>,
    },
    Reverse {
        transaction: usize,
        force: bool,
    },
    Refund {
        transaction: usize,
        minor: i64,
        force: bool,
    },
    Sweep {
        account: usize,
    },
    Pass {
        seconds: u64,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let account = 0..NAMES.len();
    // Small, so that limits and caps are met exactly now and then.
    let minor = prop_oneof![8 => 0_i64..12, 1 => 0_i64..60, 1 => Just(-1_i64)];
    let limit = prop_oneof![2 => Just(None), 3 => (-20_i64..40).prop_map(Some)];
    prop_oneof![
        6 => (account.clone(), account.clone(), minor.clone(), 0_u32..9)
            .prop_map(|(debit, credit, minor, back_dated)| Step::Transfer { debit, credit, minor, back_dated }),
        3 => (prop::collection::vec((account.clone(), -9_i64..9), 1..4), account.clone())
            .prop_map(|(legs, rest)| Step::Post { legs, rest }),
        2 => prop::collection::vec((account.clone(), account.clone(), minor.clone()), 0..4)
            .prop_map(|members| Step::Batch { members }),
        5 => (account.clone(), account.clone(), minor.clone(), prop::option::of(0_u64..8))
            .prop_map(|(debit, credit, minor, seconds)| Step::Hold { debit, credit, minor, seconds }),
        5 => (0_usize..8, prop::option::of(minor.clone()), any::<bool>())
            .prop_map(|(hold, minor, last)| Step::Capture { hold, minor, last }),
        2 => (0_usize..8).prop_map(|hold| Step::Release { hold }),
        3 => (account.clone(), limit.clone(), limit)
            .prop_map(|(account, min, max)| Step::Limits { account, min, max }),
        3 => (0_usize..12, prop::bool::weighted(0.2))
            .prop_map(|(transaction, force)| Step::Reverse { transaction, force }),
        4 => (0_usize..12, minor, prop::bool::weighted(0.2))
            .prop_map(|(transaction, minor, force)| Step::Refund { transaction, minor, force }),
        1 => account.prop_map(|account| Step::Sweep { account }),
        3 => (1_u64..5).prop_map(|seconds| Step::Pass { seconds }),
    ]
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Captured,
    Released,
}

#[derive(Clone, Debug)]
struct ModelHold {
    id: HoldId,
    debit: usize,
    credit: usize,
    minor: i64,
    captured: i64,
    expires: Option<u64>,
    end: Option<End>,
}

#[derive(Clone, Debug)]
struct ModelTransaction {
    id: TransactionId,
    legs: Vec<(usize, i64)>,
    refunded: i64,
    reversed: bool,
}

#[derive(Clone, Debug, Default)]
struct Account {
    debits: i64,
    credits: i64,
    min: Option<i64>,
    max: Option<i64>,
}

#[derive(Clone, Debug, Default)]
struct Model {
    now: u64,
    accounts: Vec<Account>,
    holds: Vec<ModelHold>,
    transactions: Vec<ModelTransaction>,
}

type Refused = &'static str;

impl Model {
    /// Cash grows by debits, all others by credits.
    fn sign(account: usize) -> i64 {
        if account == 0 { 1 } else { -1 }
    }

    fn open(&self, hold: &ModelHold) -> bool {
        hold.end.is_none() && hold.expires.is_none_or(|at| at > self.now)
    }

    /// (debits, credits) held.
    fn held(&self, account: usize) -> (i64, i64) {
        let open = || self.holds.iter().filter(|hold| self.open(hold));
        let sum = |of: fn(&ModelHold) -> usize| {
            open().filter(|hold| of(hold) == account).map(|hold| hold.minor - hold.captured).sum()
        };
        (sum(|hold| hold.debit), sum(|hold| hold.credit))
    }

    fn normal(&self, account: usize) -> i64 {
        (self.accounts[account].debits - self.accounts[account].credits) * Self::sign(account)
    }

    /// (what can leave, what can arrive) with regard to holds.
    fn outgoing_incoming(&self, account: usize) -> (i64, i64) {
        let (debits, credits) = self.held(account);
        if Self::sign(account) == 1 { (credits, debits) } else { (debits, credits) }
    }

    fn check_limits(&self, legs: &[(usize, i64)]) -> Result<(), Refused> {
        let change = |account: usize| -> i64 {
            let net: i64 = legs.iter().filter(|leg| leg.0 == account).map(|leg| leg.1).sum();
            net * Self::sign(account)
        };
        for account in 0..ADD_ONLY {
            let (outgoing, _) = self.outgoing_incoming(account);
            let after = self.normal(account) - outgoing + change(account);
            if change(account) < 0 && self.accounts[account].min.is_some_and(|min| after < min) {
                return Err("insufficient_funds");
            }
        }
        for account in 0..ADD_ONLY {
            let (_, incoming) = self.outgoing_incoming(account);
            let after = self.normal(account) + incoming + change(account);
            if change(account) > 0 && self.accounts[account].max.is_some_and(|max| after > max) {
                return Err("max_balance_exceeded");
            }
        }
        Ok(())
    }

    fn post(&mut self, legs: &[(usize, i64)]) {
        for (account, minor) in legs {
            let account = &mut self.accounts[*account];
            if *minor >= 0 { account.debits += minor } else { account.credits -= minor }
        }
    }

    fn transfer(
        &mut self,
        debit: usize,
        credit: usize,
        minor: i64,
    ) -> Result<Vec<(usize, i64)>, Refused> {
        if minor < 0 {
            return Err("amount_negative");
        }
        if debit == credit {
            return Err("same_account");
        }
        let legs = vec![(debit, minor), (credit, -minor)];
        self.check_limits(&legs)?;
        self.post(&legs);
        Ok(legs)
    }

    fn state(&self, hold: &ModelHold) -> Result<(), Refused> {
        match hold.end {
            Some(End::Captured) => Err("hold_already_captured"),
            Some(End::Released) => Err("hold_already_released"),
            None if !self.open(hold) => Err("hold_expired"),
            None => Ok(()),
        }
    }
}

struct Run {
    shop: Shop,
    model: Model,
}

impl Run {
    fn new() -> Self {
        let shop = shop();
        shop.ok(OpenAccount::asset("cash", EUR));
        shop.ok(OpenAccount::liability("wallet", EUR).no_overdraft());
        shop.ok(OpenAccount::liability("other", EUR).no_overdraft());
        shop.ok(OpenAccount::income("sales", EUR));
        shop.ok(OpenAccount::income("fees", EUR).add_only());
        let mut accounts = vec![Account::default(); NAMES.len()];
        accounts[1].min = Some(0);
        accounts[2].min = Some(0);
        Self { shop, model: Model { accounts, ..Model::default() } }
    }

    fn run<C: moja::core::command::Command>(&self, command: C) -> Result<C::Output, String> {
        // A dry run first: it must tell the same and keep nothing.
        let head = self.shop.till.head().unwrap();
        let dry = self.shop.till.dry_run(command.clone());
        assert_eq!(self.shop.till.head().unwrap(), head);
        let id = self.shop.till.new_command_id();
        let done = self.shop.till.run_as(id, command.clone());
        match (&dry, &done) {
            (Ok(_), Ok(done)) => {
                let again = self.shop.till.run_as(id, command).unwrap();
                assert!(again.replayed && again.pos == done.pos);
            }
            (Err(dry), Err(done)) => assert_eq!(dry.to_string(), done.to_string()),
            _ => panic!("the dry run says {dry:?}, the run {done:?}"),
        }
        done.map(|done| done.value).map_err(|error| Failure::from(error).code)
    }

    fn known(
        &mut self,
        result: Result<TransactionId, String>,
        expected: Result<Vec<(usize, i64)>, Refused>,
    ) {
        assert_eq!(result.as_ref().err().map(String::as_str), expected.as_ref().err().copied());
        if let (Ok(id), Ok(legs)) = (result, expected) {
            self.model.transactions.push(ModelTransaction {
                id,
                legs,
                refunded: 0,
                reversed: false,
            });
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Transfer { debit, credit, minor, back_dated } => {
                let at = Timestamp::from_micros(1_700_000_000_000_000 + i64::from(*back_dated));
                let command =
                    transfer(NAMES[*debit], NAMES[*credit], (*minor).into()).effective_at(at);
                let result = self.run(command).map(|done| done.transaction);
                let expected = self.model.transfer(*debit, *credit, *minor);
                self.known(result, expected);
            }
            Step::Post { legs, rest } => {
                let mut legs = legs.clone();
                legs.push((*rest, -legs.iter().map(|leg| leg.1).sum::<i64>()));
                let command = post(
                    legs.iter().map(|(at, minor)| Leg::new(NAMES[*at], cents((*minor).into()))),
                );
                let result = self.run(command).map(|done| done.transaction);
                let expected = self.model.check_limits(&legs).map(|()| {
                    self.model.post(&legs);
                    // Kept debit first.
                    if let [first, _] = legs.as_slice()
                        && first.1 < 0
                    {
                        legs.reverse();
                    }
                    legs
                });
                self.known(result, expected);
            }
            Step::Batch { members } => {
                let transfers = members
                    .iter()
                    .map(|(d, c, minor)| transfer(NAMES[*d], NAMES[*c], (*minor).into()))
                    .collect();
                let result = self.run(TransferMany { transfers });
                let mut after = self.model.clone();
                let mut expected =
                    if members.is_empty() { Err("batch_empty") } else { Ok(Vec::new()) };
                for (debit, credit, minor) in members {
                    expected = expected.and_then(|mut done: Vec<_>| {
                        done.push(after.transfer(*debit, *credit, *minor)?);
                        Ok(done)
                    });
                }
                assert_eq!(
                    result.as_ref().err().map(String::as_str),
                    expected.as_ref().err().copied()
                );
                if let (Ok(done), Ok(legs)) = (result, expected) {
                    self.model = after;
                    assert_eq!(done.transactions.len(), legs.len());
                    for (id, legs) in done.transactions.into_iter().zip(legs) {
                        self.known(Ok(id), Ok(legs));
                    }
                }
            }
            Step::Hold { debit, credit, minor, seconds } => {
                let mut command =
                    PlaceHold::new(NAMES[*debit], NAMES[*credit], cents((*minor).into()));
                command.expires_in_s = *seconds;
                let result = self.run(command);
                let expected = if *minor < 0 {
                    Err("amount_negative")
                } else if debit == credit {
                    Err("same_account")
                } else {
                    self.model.check_limits(&[(*debit, *minor), (*credit, -*minor)])
                };
                assert_eq!(result.as_ref().err().map(String::as_str), expected.err());
                if let Ok(placed) = result {
                    self.model.holds.push(ModelHold {
                        id: placed.hold,
                        debit: *debit,
                        credit: *credit,
                        minor: *minor,
                        captured: 0,
                        expires: seconds.map(|seconds| self.model.now + seconds),
                        end: None,
                    });
                }
            }
            Step::Capture { hold, minor, last } => {
                let Some(at) = hold.checked_rem(self.model.holds.len()) else { return };
                let hold = self.model.holds[at].clone();
                let completion = if *last { Completion::Final } else { Completion::Partial };
                let result = self.run(capture(hold.id, minor.map(Into::into), completion));
                let left = hold.minor - hold.captured;
                let amount = minor.unwrap_or(left);
                let expected = if amount < 0 {
                    Err("amount_negative")
                } else {
                    self.model.state(&hold).and(if amount > left {
                        Err("capture_exceeds_hold")
                    } else {
                        Ok(())
                    })
                };
                let expected = expected.map(|()| {
                    let legs = vec![(hold.debit, amount), (hold.credit, -amount)];
                    self.model.post(&legs);
                    self.model.holds[at].captured += amount;
                    if *last || amount == left {
                        self.model.holds[at].end = Some(End::Captured);
                    }
                    legs
                });
                self.known(result.map(|done| done.transaction), expected);
            }
            Step::Release { hold } => {
                let Some(at) = hold.checked_rem(self.model.holds.len()) else { return };
                let result = self.run(ReleaseHold { hold: self.model.holds[at].id });
                let expected = self.model.state(&self.model.holds[at]);
                assert_eq!(result.err().as_deref(), expected.err());
                if expected.is_ok() {
                    self.model.holds[at].end = Some(End::Released);
                }
            }
            Step::Limits { account, min, max } => {
                let result =
                    self.run(limits(NAMES[*account], min.map(Into::into), max.map(Into::into)));
                let expected = match (min, max) {
                    (Some(min), Some(max)) if min > max => Err("limits_invalid"),
                    (None, None) => Ok(()),
                    _ if *account == ADD_ONLY => Err("account_add_only"),
                    _ => Ok(()),
                };
                assert_eq!(result.err().as_deref(), expected.err());
                if expected.is_ok() {
                    self.model.accounts[*account].min = *min;
                    self.model.accounts[*account].max = *max;
                }
            }
            Step::Reverse { transaction, force } => {
                let Some(at) = transaction.checked_rem(self.model.transactions.len()) else {
                    return;
                };
                let original = self.model.transactions[at].clone();
                let command = Reverse {
                    ignore_limits: *force,
                    ..reverse(original.id, CorrectionDate::Original)
                };
                let result = self.run(command);
                let legs: Vec<_> =
                    original.legs.iter().map(|(account, minor)| (*account, -*minor)).collect();
                let expected = if original.reversed {
                    Err("already_reversed")
                } else if original.refunded > 0 {
                    Err("partly_refunded")
                } else if *force {
                    Ok(())
                } else {
                    self.model.check_limits(&legs)
                };
                let expected = expected.map(|()| {
                    self.model.post(&legs);
                    self.model.transactions[at].reversed = true;
                    legs
                });
                self.known(result.map(|done| done.transaction), expected);
            }
            Step::Refund { transaction, minor, force } => {
                let Some(at) = transaction.checked_rem(self.model.transactions.len()) else {
                    return;
                };
                let original = self.model.transactions[at].clone();
                let command =
                    Refund { ignore_limits: *force, ..refund(original.id, (*minor).into()) };
                let result = self.run(command);
                // A mirrored transaction has its credit first: either order has two sides.
                let sides = match original.legs.as_slice() {
                    [(a, minor), (b, _)] if *minor > 0 => Some((*a, *b, *minor)),
                    [(a, minor), (b, _)] if *minor < 0 => Some((*b, *a, -*minor)),
                    [(a, _), (b, _)] => Some((*a, *b, 0)),
                    _ => None,
                };
                let expected = if *minor < 0 {
                    Err("amount_negative")
                } else if original.reversed {
                    Err("already_reversed")
                } else {
                    sides.ok_or("not_refundable").and_then(|(debit, credit, whole)| {
                        let legs = vec![(credit, *minor), (debit, -*minor)];
                        if *minor > whole - original.refunded {
                            Err("refund_exceeds_original")
                        } else if *force {
                            Ok(legs)
                        } else {
                            self.model.check_limits(&legs).map(|()| legs)
                        }
                    })
                };
                let expected = expected.inspect(|legs| {
                    self.model.post(legs);
                    self.model.transactions[at].refunded += minor;
                });
                self.known(result.map(|done| done.transaction), expected);
            }
            Step::Sweep { account } => {
                self.run(SweepHolds { account: NAMES[*account].into(), currency: EUR }).unwrap();
            }
            Step::Pass { seconds } => {
                self.model.now += seconds;
                self.shop.pass(*seconds);
            }
        }
    }

    /// Every number that the model knows, as the public reads tell it.
    fn compare(&self) {
        for (account, name) in NAMES.iter().enumerate() {
            let it = self.shop.balance(name);
            let model = &self.model.accounts[account];
            let (debits, credits) = self.model.held(account);
            let (outgoing, _) = self.model.outgoing_incoming(account);
            assert_eq!(it.debits_posted, cents(model.debits.into()), "{name}");
            assert_eq!(it.credits_posted, cents(model.credits.into()), "{name}");
            assert_eq!(it.debits_pending, cents(debits.into()), "{name}");
            assert_eq!(it.credits_pending, cents(credits.into()), "{name}");
            assert_eq!(
                it.available,
                cents((self.model.normal(account) - outgoing).into()),
                "{name}"
            );
        }
    }

    fn compare_all(&self) {
        self.compare();
        for hold in &self.model.holds {
            let view = self.shop.ask(GetHold { hold: hold.id });
            let status = match hold.end {
                Some(End::Captured) => HoldStatus::Captured,
                Some(End::Released) => HoldStatus::Released,
                None if self.model.open(hold) => HoldStatus::Pending,
                None => HoldStatus::Expired,
            };
            assert_eq!((view.status, view.captured), (status, cents(hold.captured.into())));
        }
        for transaction in &self.model.transactions {
            let view = self.shop.ask(GetTransaction { transaction: transaction.id });
            assert_eq!(view.reversed_by.is_some(), transaction.reversed);
            let mut legs: Vec<_> =
                view.legs.into_iter().map(|leg| (leg.account, leg.amount)).collect();
            let mut expected: Vec<_> = transaction
                .legs
                .iter()
                .map(|(account, minor)| (NAMES[*account].to_owned(), cents((*minor).into())))
                .collect();
            legs.sort_by_key(|leg| (leg.0.clone(), leg.1.minor()));
            expected.sort_by_key(|leg| (leg.0.clone(), leg.1.minor()));
            assert_eq!(legs, expected);
        }
        self.shop.verified();
    }
}

fn cases(count: u32) -> ProptestConfig {
    // A failure prints its own smallest input; nothing is kept in the source tree.
    ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(48))]

    /// Conservation, limits, the state machine of holds, caps of captures and refunds,
    /// reversals, batches, dry runs and replays, all at once.
    #[test]
    fn any_history_is_as_the_model_says(steps in prop::collection::vec(step(), 1..50)) {
        let mut run = Run::new();
        for step in &steps {
            run.step(step);
            run.compare();
        }
        run.compare_all();
    }

    /// A unit of commands does what the commands one by one do, or nothing.
    #[test]
    fn a_unit_is_its_members_or_nothing(
        members in prop::collection::vec((0..4_usize, 0..4_usize, 0_i128..20), 1..8),
    ) {
        let (unit, single) = (Run::new().shop, Run::new().shop);
        for shop in [&unit, &single] {
            shop.ok(transfer("cash", "wallet", 25));
        }
        let commands = || members.iter().map(|(d, c, minor)| transfer(NAMES[*d], NAMES[*c], *minor));
        let before = unit.state();
        let result = unit.till.all_or_nothing(commands());
        let one_by_one: Result<Vec<_>, usize> =
            commands().enumerate().map(|(n, it)| single.till.run(it).map_err(|_| n)).collect();
        match (result, one_by_one) {
            (Ok(outcomes), Ok(_)) => {
                prop_assert_eq!(outcomes.len(), members.len());
                prop_assert_eq!(unit.state().balances, single.state().balances);
            }
            (Err((index, _)), Err(first)) => {
                prop_assert_eq!(index, first);
                prop_assert_eq!(unit.state(), before);
            }
            other => prop_assert!(false, "{other:?}"),
        }
        unit.verified();
    }

    /// Both axes of time against a sum over a plain list.
    #[test]
    fn balances_as_of_both_axes(
        entries in prop::collection::vec((0_i64..20, 0_u64..3, -5_i128..20), 1..40),
        questions in prop::collection::vec((-1_i64..21, 0_i64..45), 20),
    ) {
        let shop = with_accounts();
        let start = 1_772_366_400_000_000_i64; // the shop's clock
        let mut list = Vec::new();
        for (effective, wait, minor) in entries {
            shop.pass(wait);
            let (debit, credit) = if minor >= 0 { ("cash", "sales") } else { ("sales", "cash") };
            let at = Timestamp::from_micros(effective);
            let id = shop.ok(transfer(debit, credit, minor.abs()).effective_at(at)).transaction;
            let view = shop.ask(GetTransaction { transaction: id });
            list.push((effective, view.recorded_at, view.pos, minor));
        }
        for (at, known) in questions {
            let recorded = Timestamp::from_micros(start + known * 1_000_000);
            let pos = known;
            let sum = |keep: &dyn Fn(Timestamp, i64) -> bool| -> i128 {
                list.iter().filter(|it| it.0 <= at && keep(it.1, it.2)).map(|it| it.3).sum()
            };
            let at = Some(Timestamp::from_micros(at));
            let by_time = AsOf { at, known_at: Some(recorded), known_pos: None };
            prop_assert_eq!(shop.as_of("cash", by_time), sum(&|it, _| it <= recorded));
            let by_pos = AsOf { at, known_at: None, known_pos: Some(pos) };
            prop_assert_eq!(shop.as_of("cash", by_pos), sum(&|_, it| it <= pos));
            prop_assert_eq!(shop.as_of("sales", AsOf { at, ..AsOf::NOW }), -sum(&|_, _| true));
        }
        shop.verified();
    }

    /// Parts of an amount, of either sign, posted: nothing is lost and nothing is made.
    #[test]
    fn allocated_parts_post_without_a_remainder(
        minor in -1_000_i128..1_000,
        weights in prop::collection::vec(0_u64..9, 3),
    ) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let shop = with_accounts();
        let policies =
            [RemainderPolicy::First, RemainderPolicy::Last, RemainderPolicy::Largest, RemainderPolicy::ToIndex(1)];
        for policy in policies {
            let parts = cents(minor).allocate(&weights, policy).unwrap();
            let mut legs = vec![Leg::new("cash", cents(minor))];
            let names = ["wallet", "sales", "equity"];
            shop.ok(limits("wallet", None, None));
            legs.extend(names.iter().zip(&parts).map(|(name, part)| Leg::credit(*name, *part)));
            shop.ok(post(legs));
        }
        shop.verified();
    }

    /// At the ends of 64 bits a posting is exact or refused, and a refused one changes nothing.
    #[test]
    fn nothing_wraps_at_the_ends_of_64_bits(
        amounts in prop::collection::vec(
            prop_oneof![Just(i64::MAX), Just(i64::MAX / 2 + 1), Just(1), 1..i64::MAX], 1..12),
        hold in any::<bool>(),
    ) {
        let shop = with_accounts();
        let max = i128::from(i64::MAX);
        let (mut posted, mut held) = (0_i128, 0_i128);
        for (n, minor) in amounts.into_iter().map(i128::from).enumerate() {
            let before = shop.state();
            let fits = posted + held + minor <= max;
            let result = if hold && n % 2 == 0 {
                shop.till.run(PlaceHold::new("cash", "equity", cents(minor))).map(|_| held += minor).map_err(Failure::from)
            } else {
                shop.till.run(transfer("cash", "equity", minor)).map(|_| posted += minor).map_err(Failure::from)
            };
            prop_assert_eq!(result.is_ok(), fits);
            if let Err(failure) = result {
                prop_assert_eq!(failure.code, "counter_overflow");
                prop_assert_eq!(shop.state(), before);
            }
            let cash = shop.balance("cash");
            prop_assert_eq!((cash.debits_posted.minor(), cash.debits_pending.minor()), (posted, held));
        }
        shop.verified();
    }
}
