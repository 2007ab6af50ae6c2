//! Postings, limits and arithmetic: invariants 1 to 9, 13, 16, 19 to 21, 33, 34, 36, 37 of
//! `spec/ledger.md` §2.
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
use moja::core::batch::{Batch, Change};
use moja::core::money::{RemainderPolicy, Rounding};
use moja::core::store::Access;
use moja::core::tenant::Tenant;
use moja::core::value::Value;
use moja::ledger::tables::{LegRow, Transaction};
use moja::prelude::*;

const MAX: i128 = i64::MAX as i128;

#[test]
fn invariant_01_02_books_balance_after_every_commit_and_balances_are_sums() {
    let shop = with_accounts();
    shop.ok(OpenAccount::asset("cash", USD));
    shop.ok(OpenAccount::equity("equity", USD));
    shop.verified();
    shop.ok(transfer("cash", "wallet", 10_000));
    shop.verified();
    shop.ok(post([
        Leg::debit("cash", money("7.00 USD")),
        Leg::credit("equity", money("7.00 USD")),
        Leg::debit("wallet", money("5.00 EUR")),
        Leg::credit("sales", money("4.50 EUR")),
        Leg::credit("cash", money("0.50 EUR")),
    ]));
    shop.verified();
    let hold = shop.ok(PlaceHold::new("wallet", "sales", cents(300))).hold;
    shop.verified();
    let (wallet, sales) = (shop.balance("wallet"), shop.balance("sales"));
    assert_eq!(wallet.debits_pending, sales.credits_pending);
    shop.ok(capture(hold, Some(100), Completion::Partial));
    shop.verified();
    shop.ok(ReleaseHold { hold });
    shop.verified();
    let trial = shop.ask(TrialBalance::default());
    assert!(trial.balanced);
    assert_eq!(trial.totals.len(), 2);
}

#[test]
fn invariant_03_unbalanced_empty_and_one_leg_entries_are_refused() {
    let shop = with_accounts();
    shop.ok(OpenAccount::asset("cash", USD));
    assert_eq!(shop.code(post([])), "too_few_legs");
    assert_eq!(shop.code(post([Leg::debit("cash", cents(0))])), "too_few_legs");
    let off = shop.refused(post([Leg::debit("cash", cents(100)), Leg::credit("sales", cents(99))]));
    assert_eq!(off.code, "legs_unbalanced");
    assert_eq!(off.fields["difference"], "0.01");
    // Balanced in sum, but not in each currency.
    assert_eq!(
        shop.code(post([
            Leg::debit("cash", money("1.00 USD")),
            Leg::credit("sales", money("1.00 EUR")),
        ])),
        "legs_unbalanced"
    );
    // Two scales of one code are two currencies: they do not balance each other.
    assert_eq!(
        shop.code(post([
            Leg::debit("cash", money("1.00 EUR")),
            Leg::credit("sales", money("1.000 EUR/3")),
        ])),
        "legs_unbalanced"
    );
}

#[test]
fn invariant_04_no_path_changes_or_deletes_an_entry() {
    let shop = with_accounts();
    let plain = shop.ok(transfer("cash", "sales", 100)).transaction;
    shop.ok(post([
        Leg::debit("cash", cents(3)),
        Leg::credit("sales", cents(2)),
        Leg::credit("equity", cents(1)),
    ]));
    let store = shop.moja.asynchronous().engine().store().clone();
    let tenant = Tenant::new("acme").unwrap();
    let view = shop.ask(GetTransaction { transaction: plain });
    let leg = (view.pos + 1, 0, 0);
    let mut writes: Vec<Batch> = Vec::new();
    let mut batch = Batch::new();
    batch.change(
        Change::of(Transaction::key(view.pos, view.ordinal))
            .set(Transaction::COL_AMOUNT, Value::Int(1)),
    );
    writes.push(batch);
    let mut batch = Batch::new();
    batch.delete(Transaction::key(view.pos, view.ordinal));
    writes.push(batch);
    let mut batch = Batch::new();
    batch.change(
        Change::of(LegRow::key(leg.0, leg.1, leg.2)).set(LegRow::COL_AMOUNT, Value::Int(4)),
    );
    writes.push(batch);
    let mut batch = Batch::new();
    batch.delete(LegRow::key(leg.0, leg.1, leg.2));
    writes.push(batch);
    for batch in writes {
        let error = block_on(async {
            let mut tx = store.begin(Access::Write, std::slice::from_ref(&tenant)).await.unwrap();
            tx.apply(&tenant, batch).await.unwrap_err()
        });
        assert!(error.to_string().contains("append-only"), "{error}");
    }
    shop.verified();
}

/// Futures of the memory store are ready at once.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("the memory store never waits"),
    }
}

#[test]
fn invariant_05_counters_are_never_negative_and_the_sign_is_a_view() {
    let shop = with_accounts();
    shop.ok(transfer("sales", "cash", 700));
    shop.ok(PlaceHold::new("sales", "cash", cents(50)));
    for account in ["cash", "sales"] {
        let it = shop.balance(account);
        for counter in [it.debits_posted, it.credits_posted, it.debits_pending, it.credits_pending]
        {
            assert!(!counter.is_negative());
        }
        assert_eq!(it.normal, money("-7.00 EUR"));
        assert_eq!(it.available, money("-7.50 EUR"));
    }
    assert_eq!(shop.net("cash"), -700);
    assert_eq!(shop.net("sales"), 700);
}

#[test]
fn invariant_06_zero_amounts_are_allowed_and_recorded() {
    let shop = with_accounts();
    let ids = [
        shop.ok(transfer("wallet", "sales", 0)).transaction,
        shop.ok(transfer("wallet", "sales", 0).reference("free")).transaction,
        shop.ok(post([Leg::debit("wallet", cents(0)), Leg::credit("sales", cents(0))])).transaction,
    ];
    for transaction in ids {
        let view = shop.ask(GetTransaction { transaction });
        assert_eq!(view.legs.len(), 2);
        assert!(view.legs.iter().all(|leg| leg.amount.is_zero()));
    }
    let hold = shop.ok(PlaceHold::new("wallet", "sales", cents(0))).hold;
    shop.ok(capture(hold, None, Completion::Final));
    shop.ok(refund(ids[0], 0));
    shop.ok(reverse(ids[1], CorrectionDate::Current));
    shop.ok(reverse(ids[2], CorrectionDate::Current));
    let page = shop.ask(Entries { account: "sales".into(), ..Entries::default() });
    assert_eq!(page.entries.len(), 7);
    shop.verified();
    // A zero posting passes where the balance is already beyond a limit.
    shop.ok(limits("wallet", Some(1_000), None));
    shop.ok(transfer("wallet", "sales", 0));
}

#[test]
fn invariant_07_overflow_names_side_and_counter_and_changes_nothing() {
    let shop = with_accounts();
    shop.ok(OpenAccount::liability("free", EUR));
    shop.ok(transfer("cash", "free", MAX));
    let full = |failure: Failure, account: &str, counter: &str| {
        assert_eq!(failure.code, "counter_overflow");
        assert_eq!(failure.fields["account"], account);
        assert_eq!(failure.fields["counter"], counter);
    };
    full(shop.refused(transfer("cash", "sales", 1)), "cash", "debits_posted");
    full(shop.refused(transfer("sales", "free", 1)), "free", "credits_posted");
    full(shop.refused(PlaceHold::new("cash", "sales", cents(1))), "cash", "debits_pending");
    full(shop.refused(PlaceHold::new("sales", "free", cents(1))), "free", "credits_pending");
    // Pending alone, and pending with posted.
    shop.ok(OpenAccount::asset("a", EUR));
    shop.ok(OpenAccount::asset("b", EUR));
    let hold = shop.ok(PlaceHold::new("a", "b", cents(MAX - 5))).hold;
    full(shop.refused(PlaceHold::new("a", "equity", cents(6))), "a", "debits_pending");
    full(shop.refused(transfer("a", "equity", 6)), "a", "debits_posted");
    let five = shop.ok(transfer("a", "equity", 5)).transaction;
    full(shop.refused(transfer("equity", "b", 6)), "b", "credits_posted");
    // Nor may one that ignores limits take the room that the hold needs.
    let other = shop.ok(transfer("sales", "a", 1)).transaction;
    let force = Reverse { ignore_limits: true, ..reverse(other, CorrectionDate::Current) };
    full(shop.refused(force), "a", "debits_posted");
    // A capture always has its room.
    shop.ok(capture(hold, None, Completion::Final));
    let _ = five;
    assert_eq!(shop.balance("a").debits_posted.minor(), MAX);
    // Room on the other side is not room on this one, however small the net balance.
    shop.ok(transfer("free", "cash", MAX));
    assert_eq!(shop.net("cash"), 0);
    full(shop.refused(transfer("cash", "free", 1)), "cash", "debits_posted");
    shop.verified();
}

#[test]
fn invariant_07_amounts_beyond_64_bits_are_refused() {
    let shop = with_accounts();
    for minor in [MAX + 1, i128::MAX] {
        assert_eq!(shop.code(transfer("cash", "sales", minor)), "amount_out_of_range");
        assert_eq!(
            shop.code(post([Leg::debit("cash", cents(minor)), Leg::credit("sales", cents(minor))])),
            "amount_out_of_range"
        );
        assert_eq!(shop.code(PlaceHold::new("cash", "sales", cents(minor))), "amount_out_of_range");
        assert_eq!(shop.code(limits("cash", None, Some(minor))), "amount_out_of_range");
        assert_eq!(shop.code(limits("cash", Some(-minor - 1), None)), "amount_out_of_range");
    }
    // The smallest 64-bit number has no opposite.
    let least = cents(-MAX - 1);
    assert_eq!(
        shop.code(post([Leg::new("cash", least), Leg::credit("sales", least)])),
        "amount_out_of_range"
    );
    assert_eq!(
        shop.code(post([Leg::new("cash", cents(i128::MIN)), Leg::new("sales", cents(0))])),
        "amount_out_of_range"
    );
    // Limits at the very ends work.
    shop.ok(limits("cash", Some(-MAX), Some(MAX)));
    shop.ok(transfer("cash", "sales", MAX));
    shop.verified();
}

/// An add-only account is read before large amounts only, which is enough.
#[test]
fn invariant_07_an_add_only_account_does_not_overflow_either() {
    let shop = with_accounts();
    shop.ok(OpenAccount::income("fees", EUR).add_only());
    shop.ok(OpenAccount::asset("a", EUR));
    shop.ok(OpenAccount::asset("b", EUR));
    shop.ok(transfer("a", "fees", MAX - 1_000));
    let large = 1 << 32;
    let failure = shop.refused(transfer("b", "fees", large));
    assert_eq!(failure.code, "counter_overflow");
    assert_eq!(failure.fields["counter"], "credits_posted");
    assert_eq!(shop.code(PlaceHold::new("b", "fees", cents(large))), "counter_overflow");
    let twice = || vec![transfer("fees", "b", MAX / 2 + 1), transfer("fees", "b", MAX / 2 + 1)];
    let refused = shop.refused(TransferMany { transfers: twice() });
    assert_eq!((refused.code.as_str(), &refused.fields["index"]), ("counter_overflow", &1.into()));
    // Neighbours in the same call do not suffer.
    let results = shop
        .till
        .run_each([
            transfer("cash", "sales", 1),
            transfer("b", "fees", large),
            transfer("cash", "sales", 2),
        ])
        .unwrap();
    assert_eq!(results.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true]);
    // Small amounts are not read for; at the very end it is the store that refuses.
    shop.ok(transfer("b", "fees", 1_000));
    let before = shop.state();
    shop.till.run(transfer("b", "fees", 1)).unwrap_err();
    assert_eq!(shop.state(), before);
    shop.ok(transfer("fees", "b", large));
    shop.verified();
}

#[test]
fn invariant_09_sums_beyond_64_bits_are_exact() {
    let shop = shop();
    for n in 0..3 {
        shop.ok(OpenAccount::asset(format!("a:{n}"), EUR));
        shop.ok(OpenAccount::liability(format!("l:{n}"), EUR));
        shop.ok(transfer(&format!("a:{n}"), &format!("l:{n}"), MAX));
    }
    let total = Money::new(MAX * 3, EUR).amount_text();
    let trial = shop.ask(TrialBalance::default());
    assert!(trial.balanced);
    assert_eq!(
        (trial.totals[0].debit.as_str(), trial.totals[0].credit.as_str()),
        (&*total, &*total)
    );
    let sheet = shop.ask(BalanceSheet::default());
    assert!(sheet.balanced);
    assert_eq!(sheet.sections[0].totals[0].amount, total);
    shop.verified();
}

/// The regression of blnk#181: what is held cannot be spent, nor held again.
#[test]
fn invariant_13_own_outgoing_holds_count_and_incoming_ones_never_do() {
    let shop = with_wallet(5_000);
    shop.ok(OpenAccount::liability("other", EUR).no_overdraft());
    for _ in 0..5 {
        shop.ok(PlaceHold::new("wallet", "other", cents(1_000)));
    }
    let sixth = shop.refused(PlaceHold::new("wallet", "other", cents(1_000)));
    assert_eq!(sixth.code, "insufficient_funds");
    assert_eq!(sixth.fields["available"]["amount"], "0.00");
    assert!(sixth.retryable);
    assert_eq!(shop.code(transfer("wallet", "sales", 1)), "insufficient_funds");
    // The incoming holds are not money yet.
    let other = shop.balance("other");
    assert_eq!(other.available, cents(0));
    assert_eq!(other.credits_pending, cents(5_000));
    assert_eq!(shop.code(transfer("other", "sales", 1)), "insufficient_funds");
    assert_eq!(shop.balance("wallet").available, cents(0));
    assert_eq!(shop.balance("wallet").normal, cents(5_000));
}

#[test]
fn invariant_16_at_the_limit_passes_and_one_minor_unit_beyond_fails() {
    for (account, credit) in
        [(OpenAccount::liability("x", EUR), true), (OpenAccount::asset("x", EUR), false)]
    {
        let shop = with_accounts();
        shop.ok(OpenAccount {
            min_balance: Some(cents(-500)),
            max_balance: Some(cents(1_000)),
            ..account
        });
        let up = |minor| {
            if credit { transfer("cash", "x", minor) } else { transfer("x", "equity", minor) }
        };
        let down = |minor| {
            if credit { transfer("x", "cash", minor) } else { transfer("equity", "x", minor) }
        };
        assert_eq!(shop.code(up(1_001)), "max_balance_exceeded");
        shop.ok(up(1_000));
        let beyond = shop.refused(up(1));
        assert_eq!(beyond.code, "max_balance_exceeded");
        assert_eq!(beyond.fields["room"]["amount"], "0.00");
        assert_eq!(shop.code(down(1_501)), "insufficient_funds");
        shop.ok(down(1_500));
        assert_eq!(shop.balance("x").normal, cents(-500));
        let beyond = shop.refused(down(1));
        assert_eq!(beyond.code, "insufficient_funds");
        assert_eq!(beyond.fields["needed"]["amount"], "0.01");
        shop.ok(limits("x", None, None));
        shop.ok(down(100_000));
        shop.ok(up(900_000));
        shop.verified();
    }
}

#[test]
fn invariant_16_a_limit_lowered_below_the_balance_blocks_only_what_worsens_it() {
    let shop = with_wallet(5_000);
    shop.ok(limits("wallet", Some(6_000), Some(9_000)));
    assert_eq!(shop.code(transfer("wallet", "sales", 1)), "insufficient_funds");
    shop.ok(transfer("cash", "wallet", 500));
    assert_eq!(shop.code(transfer("wallet", "sales", 1)), "insufficient_funds");
    shop.ok(transfer("cash", "wallet", 600));
    shop.ok(transfer("wallet", "sales", 100));
    // The same above the largest.
    shop.ok(limits("wallet", None, Some(1_000)));
    assert_eq!(shop.code(transfer("cash", "wallet", 1)), "max_balance_exceeded");
    shop.ok(transfer("wallet", "sales", 4_000));
    assert_eq!(shop.balance("wallet").normal, cents(2_000));
    assert_eq!(shop.code(transfer("cash", "wallet", 1)), "max_balance_exceeded");
    shop.ok(transfer("wallet", "sales", 1_000));
    assert_eq!(shop.code(transfer("cash", "wallet", 1)), "max_balance_exceeded");
    shop.ok(transfer("wallet", "sales", 1));
    shop.ok(transfer("cash", "wallet", 1));
}

/// Incoming holds take room below the largest balance, outgoing ones do not make any.
#[test]
fn invariant_16_holds_count_against_both_limits() {
    let shop = with_wallet(500);
    shop.ok(limits("wallet", Some(0), Some(1_000)));
    let hold = shop.ok(PlaceHold::new("cash", "wallet", cents(400))).hold;
    assert_eq!(shop.code(transfer("cash", "wallet", 101)), "max_balance_exceeded");
    assert_eq!(shop.code(PlaceHold::new("cash", "wallet", cents(101))), "max_balance_exceeded");
    shop.ok(PlaceHold::new("wallet", "sales", cents(500)));
    assert_eq!(shop.code(transfer("cash", "wallet", 101)), "max_balance_exceeded");
    shop.ok(transfer("cash", "wallet", 100));
    shop.ok(capture(hold, None, Completion::Final));
    assert_eq!(shop.balance("wallet").normal, cents(1_000));
}

/// A transaction is one thing: limits hold for what it does as a whole to each account.
#[test]
fn invariant_16_the_order_of_legs_within_a_transaction_does_not_matter() {
    let legs = [
        Leg::debit("wallet", cents(30)),
        Leg::credit("sales", cents(30)),
        Leg::debit("cash", cents(100)),
        Leg::credit("wallet", cents(100)),
    ];
    for turn in 0..4 {
        let shop = with_accounts();
        shop.ok(limits("wallet", Some(0), Some(70)));
        let mut legs = legs.clone();
        legs.rotate_left(turn);
        shop.ok(post(legs));
        assert_eq!(shop.balance("wallet").normal, cents(70));
        let halves = [
            Leg::debit("wallet", cents(36)),
            Leg::credit("sales", cents(71)),
            Leg::debit("wallet", cents(35)),
        ];
        assert_eq!(shop.code(post(halves)), "insufficient_funds");
    }
}

#[test]
fn invariant_19_threads_that_each_spend_everything() {
    for _ in 0..10 {
        let shop = with_wallet(1_000);
        let results: Vec<Result<(), String>> = std::thread::scope(|scope| {
            let spend = || {
                let till = shop.till.clone();
                move || {
                    till.run(transfer("wallet", "sales", 1_000))
                        .map(|_| ())
                        .map_err(|error| Failure::from(error).code)
                }
            };
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(spend())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        let refused = results.iter().filter_map(|result| result.as_ref().err());
        assert!(refused.clone().all(|code| code == "insufficient_funds"), "{results:?}");
        assert_eq!(shop.net("wallet"), 0);
        shop.verified();
    }
}

#[test]
fn invariant_20_a_batch_is_its_postings_one_by_one() {
    let members = || {
        vec![
            transfer("cash", "wallet", 500),
            transfer("wallet", "sales", 200).reference("r"),
            transfer("wallet", "sales", 300),
        ]
    };
    let (batch, single) = (with_accounts(), with_accounts());
    let ids = batch.ok(TransferMany { transfers: members() }).transactions;
    assert_eq!(ids.len(), 3);
    for member in members() {
        single.ok(member);
    }
    assert_eq!(batch.state().balances, single.state().balances);
    let orders: Vec<_> = ids
        .iter()
        .map(|id| batch.ask(GetTransaction { transaction: *id }))
        .map(|view| (view.pos, view.ordinal))
        .collect();
    assert_eq!(orders, [(5, 0), (5, 1), (5, 2)]);

    // A failing member leaves nothing and is named by its index.
    let mut transfers = members();
    transfers.insert(2, transfer("wallet", "sales", 301));
    let refused = batch.refused(TransferMany { transfers });
    assert_eq!(refused.code, "insufficient_funds");
    assert_eq!(refused.fields["index"], 2);
    assert!(refused.message.starts_with("member 2:"), "{}", refused.message);

    let transactions = vec![
        post([Leg::debit("cash", cents(5)), Leg::credit("wallet", cents(5))]),
        post([Leg::debit("wallet", cents(5)), Leg::credit("sales", cents(5))]),
    ];
    assert_eq!(batch.ok(PostMany { transactions }).transactions.len(), 2);
    let transactions = vec![
        post([Leg::debit("cash", cents(5)), Leg::credit("wallet", cents(5))]),
        post([Leg::debit("wallet", cents(6)), Leg::credit("sales", cents(6))]),
    ];
    let refused = batch.refused(PostMany { transactions });
    assert_eq!(
        (refused.code.as_str(), &refused.fields["index"]),
        ("insufficient_funds", &1.into())
    );

    // So does a unit of commands of any type.
    let before = batch.state();
    let unit: [moja::AnyCommand; 3] = [
        transfer("cash", "wallet", 5).into(),
        PlaceHold::new("wallet", "sales", cents(5)).into(),
        transfer("wallet", "sales", 1).into(),
    ];
    let (index, failure) = batch.till.all_or_nothing(unit).unwrap_err();
    assert_eq!((index, failure.code.as_str()), (2, "insufficient_funds"));
    assert_eq!(batch.state(), before);
    batch.verified();
}

/// Members that are not of a unit stand for themselves.
#[test]
fn invariant_20_run_each_keeps_the_good_ones() {
    let shop = with_accounts();
    let commands = [
        transfer("cash", "wallet", 5),
        transfer("wallet", "sales", 6),
        transfer("wallet", "sales", 5),
    ];
    let results = shop.till.run_each(commands).unwrap();
    assert!(results[0].is_ok() && results[1].is_err() && results[2].is_ok());
    assert_eq!(shop.net("sales"), -5);
    shop.verified();
}

#[test]
fn invariant_21_preconditions_are_checked_under_the_lock() {
    let shop = with_wallet(1_000);
    let with = |precondition| Post {
        preconditions: vec![precondition],
        ..post([Leg::debit("wallet", cents(100)), Leg::credit("sales", cents(100))])
    };
    let version = shop.balance("wallet").version.unwrap();
    let version_is =
        |version| Precondition::VersionIs { account: "wallet".into(), currency: EUR, version };
    let wrong = shop.refused(with(version_is(version + 1)));
    assert_eq!(wrong.code, "version_differs");
    assert_eq!(wrong.fields["version"], version);
    shop.ok(with(version_is(version)));
    assert_eq!(shop.code(with(version_is(version))), "version_differs");

    let at_least =
        |minor| Precondition::BalanceAtLeast { account: "wallet".into(), amount: cents(minor) };
    let at_most =
        |minor| Precondition::BalanceAtMost { account: "wallet".into(), amount: cents(minor) };
    assert_eq!(shop.code(with(at_least(901))), "balance_below");
    shop.ok(with(at_least(900)));
    assert_eq!(shop.code(with(at_most(799))), "balance_above");
    shop.ok(with(at_most(800)));
    // Of an account that the transaction does not touch.
    let cash = Precondition::BalanceAtLeast { account: "cash".into(), amount: cents(1_001) };
    assert_eq!(shop.code(with(cash)), "balance_below");
    // A batch's later member sees the earlier one.
    let draft = with(at_least(700));
    let refused = shop.refused(PostMany { transactions: vec![draft.clone(), draft] });
    assert_eq!((refused.code.as_str(), &refused.fields["index"]), ("balance_below", &1.into()));
    shop.verified();
}

/// An expired hold that nobody has swept does not make an expected version unreachable.
#[test]
fn invariant_21_an_unswept_expiry_does_not_change_the_version() {
    let shop = with_wallet(1_000);
    shop.ok(PlaceHold::new("wallet", "sales", cents(10)).expires_in_s(60));
    shop.pass(60);
    let version = shop.balance("wallet").version.unwrap();
    shop.ok(Post {
        preconditions: vec![Precondition::VersionIs {
            account: "wallet".into(),
            currency: EUR,
            version,
        }],
        ..post([Leg::debit("wallet", cents(1_000)), Leg::credit("sales", cents(1_000))])
    });
    shop.verified();
}

#[test]
fn add_only_accounts_take_postings_and_have_no_limits() {
    let shop = with_wallet(1_000);
    shop.ok(OpenAccount::income("fees", EUR).add_only());
    shop.ok(transfer("wallet", "fees", 400));
    shop.ok(transfer("fees", "wallet", 900));
    let fees = shop.balance("fees");
    assert_eq!((fees.normal, fees.version), (cents(-500), Some(2)));
    assert_eq!(shop.code(limits("fees", Some(0), None)), "account_add_only");
    shop.ok(limits("fees", None, None));
    let precondition =
        Precondition::BalanceAtLeast { account: "fees".into(), amount: cents(-1_000) };
    assert_eq!(
        shop.code(Post {
            preconditions: vec![precondition],
            ..post([Leg::debit("cash", cents(1)), Leg::credit("sales", cents(1))])
        }),
        "account_add_only"
    );
    assert_eq!(
        shop.code(OpenAccount {
            max_balance: Some(cents(1)),
            ..OpenAccount::income("f", EUR).add_only()
        }),
        "limits_invalid"
    );
    // Freezing, closing, holds and corrections work as on any account.
    shop.ok(freeze("fees"));
    assert_eq!(shop.code(transfer("wallet", "fees", 1)), "account_frozen");
    shop.ok(UnfreezeAccount { account: "fees".into(), currency: EUR });
    let hold = shop.ok(PlaceHold::new("wallet", "fees", cents(5))).hold;
    assert_eq!(shop.balance("fees").credits_pending, cents(5));
    let paid = shop.ok(capture(hold, None, Completion::Final)).transaction;
    shop.ok(refund(paid, 3));
    shop.ok(CloseAccount { require_empty: false, ..close("fees") });
    assert_eq!(shop.code(transfer("wallet", "fees", 1)), "account_closed");
    shop.verified();
}

#[test]
fn invariant_33_an_amount_has_its_currency_and_its_scale_is_data() {
    let shop = with_accounts();
    let refused = shop.refused(Transfer::new("cash", "sales", money("1.00 USD")));
    assert_eq!(refused.code, "account_not_found");
    assert_eq!(refused.fields["currency"], "USD");
    assert!(money("1.00 EUR").checked_add(money("1.00 USD")).is_err());
    // The first use of a code decides on its scale within the tenant.
    shop.ok(OpenAccount::asset("points", Currency::custom("PTS", 0).unwrap()));
    let other = Currency::custom("PTS", 2).unwrap();
    assert_eq!(shop.code(OpenAccount::asset("more", other)), "currency_scale_differs");
    let declare = DeclareCurrency { currency: other, metadata: Metadata::new() };
    assert_eq!(shop.code(declare), "currency_scale_differs");
    assert_eq!(
        shop.code(Transfer::new("points", "cash", money("1.00 PTS/2"))),
        "currency_scale_differs"
    );
    // Another tenant decides for itself.
    let beta = shop.moja.tenant("beta").acting_as("till-1");
    beta.run(OpenAccount::asset("points", other)).unwrap();
    // Eighteen decimals are exact.
    let wei = Currency::custom("ETH", 18).unwrap();
    shop.ok(OpenAccount::asset("eth", wei));
    shop.ok(OpenAccount::equity("eth:own", wei));
    shop.ok(Transfer::new("eth", "eth:own", money("9.223372036854775807 ETH/18")));
    let balance = shop.ask(GetBalance::now("eth", wei)).balance;
    assert_eq!(balance.to_string(), "9.223372036854775807 ETH/18");
    shop.verified();
}

#[test]
fn invariant_34_an_exchange_is_one_transaction_through_a_clearing_account() {
    let shop = with_accounts();
    for account in ["cash", "fx:clearing"] {
        shop.ok(OpenAccount::asset(account, USD));
    }
    shop.ok(OpenAccount::asset("fx:clearing", EUR));
    let rate = Metadata::from([("rate".into(), "1.10".into()), ("source".into(), "ecb".into())]);
    let id = shop.ok(Post {
        details: Details { metadata: rate, ..Details::default() },
        ..post([
            Leg::credit("cash", money("100.00 EUR")),
            Leg::debit("fx:clearing", money("99.00 EUR")),
            Leg::debit("sales", money("1.00 EUR")), // the spread is its own leg
            Leg::credit("fx:clearing", money("108.90 USD")),
            Leg::debit("cash", money("108.90 USD")),
        ])
    });
    let view = shop.ask(GetTransaction { transaction: id.transaction });
    assert_eq!(view.legs.len(), 5);
    assert_eq!(view.details.metadata["rate"].text, "1.10");
    assert_eq!(
        shop.code(post([
            Leg::credit("cash", money("100.00 EUR")),
            Leg::debit("cash", money("110.00 USD")),
        ])),
        "legs_unbalanced"
    );
    shop.verified();
}

#[test]
fn invariant_36_37_a_split_is_posted_to_the_last_cent_and_nothing_rounds_in_silence() {
    let shop = with_wallet(1_000);
    for n in 0..3 {
        shop.ok(OpenAccount::liability(format!("partner:{n}"), EUR));
    }
    let parts = cents(1_000).allocate(&[1, 1, 1], RemainderPolicy::Largest).unwrap();
    let mut legs = vec![Leg::debit("wallet", cents(1_000))];
    legs.extend(
        parts.iter().enumerate().map(|(n, part)| Leg::credit(format!("partner:{n}"), *part)),
    );
    shop.ok(post(legs));
    let mut got: Vec<i128> = (0..3).map(|n| -shop.net(&format!("partner:{n}"))).collect();
    got.sort_unstable();
    assert_eq!(got, [333, 333, 334]);
    assert_eq!(shop.net("wallet"), 0);

    assert_eq!(Money::parse("0.005", EUR).unwrap_err().code(), "too_many_decimals");
    let args = serde_json::json!({
        "debit": "cash", "credit": "sales", "amount": {"amount": "0.005", "currency": "EUR"}
    });
    let failure =
        shop.till.run_named(shop.till.new_command_id(), "ledger.transfer", args).unwrap_err();
    assert_eq!(failure.code, "invalid_arguments");
    // Whoever wants rounding says how.
    let half = cents(5).mul_ratio(1, 2, Rounding::HalfEven);
    assert_eq!(half.unwrap(), cents(2));
    shop.verified();
}
