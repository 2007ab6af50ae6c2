//! Both axes of time and corrections: invariants 27, 28, 30 (the date choice; there are no
//! periods yet), 31 and 32 of `spec/ledger.md` §2.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

mod ledger_support;

use ledger_support::*;
use moja::prelude::*;

fn day(day: u32) -> Timestamp {
    time(&format!("2026-03-{day:02}"))
}

fn sale(minor: i128, effective: u32) -> Transfer {
    transfer("cash", "sales", minor).effective_at(day(effective))
}

#[test]
fn invariant_27_recorded_time_is_the_stores_and_effective_time_the_callers() {
    let shop = with_accounts();
    let mut last = None;
    for (minor, effective) in [(1, "1999-12-31"), (2, "2026-03-01"), (3, "2050-01-01")] {
        let at = time(effective);
        let id = shop.ok(transfer("cash", "sales", minor).effective_at(at)).transaction;
        let view = shop.ask(GetTransaction { transaction: id });
        assert_eq!(view.effective_at, at);
        assert_eq!(view.recorded_at, shop.clock_now());
        assert!(last.is_none_or(|last| last < view.pos), "positions order what one time does not");
        last = Some(view.pos);
    }
    // Set back, the store's time stands still; positions go on.
    shop.clock.set(day(1));
    let id = shop.ok(transfer("cash", "sales", 4)).transaction;
    let view = shop.ask(GetTransaction { transaction: id });
    assert_eq!(view.recorded_at, time("2026-03-01T12:00:00Z"));
    assert_eq!(view.effective_at, view.recorded_at);
    // The very ends of time are times too.
    for at in [Timestamp::MIN, Timestamp::MAX] {
        shop.ok(transfer("cash", "sales", 5).effective_at(at));
    }
    assert_eq!(shop.as_of("cash", AsOf::at(Timestamp::MIN)), 5);
    assert_eq!(shop.as_of("cash", AsOf::at(Timestamp::MAX)), 20);
    shop.verified();
}

impl Shop {
    fn clock_now(&self) -> Timestamp {
        use moja::core::time::Clock;
        self.clock.now()
    }
}

/// Five days, each with a sale that is recorded on the day; and one of the second day that is
/// recorded on the sixth.
fn week() -> Shop {
    let shop = with_accounts();
    for n in 10..15 {
        shop.clock.set(day(n));
        shop.ok(sale(i128::from(n), n));
    }
    shop.clock.set(day(20));
    shop.ok(sale(1_000, 11));
    shop
}

#[test]
fn invariant_28_a_back_dated_entry_moves_effective_balances_and_no_recorded_one() {
    let shop = week();
    let known = |pos_day: u32, at: u32| {
        shop.as_of(
            "cash",
            AsOf { at: Some(day(at)), known_at: Some(day(pos_day)), known_pos: None },
        )
    };
    // (what is known on, effective on): both axes at once, everywhere.
    for known_on in 9..=21 {
        for at in 9..=21 {
            let plain: i128 = (10..15).filter(|n| *n <= at && *n <= known_on).map(i128::from).sum();
            let late = if at >= 11 && known_on >= 20 { 1_000 } else { 0 };
            assert_eq!(known(known_on, at), plain + late, "known {known_on}, at {at}");
        }
    }
    // By position as by time, and each axis alone.
    let head = shop.till.head().unwrap().pos;
    let by_pos = |pos| shop.as_of("cash", AsOf { known_pos: Some(pos), ..AsOf::NOW });
    assert_eq!((by_pos(head), by_pos(head - 1), by_pos(4), by_pos(0)), (1_060, 60, 0, 0));
    assert_eq!(shop.as_of("cash", AsOf::at(day(12))), 10 + 11 + 12 + 1_000);
    assert_eq!(shop.as_of("cash", AsOf { known_at: Some(day(12)), ..AsOf::NOW }), 10 + 11 + 12);
    // The more bounds, the less is known.
    let both = AsOf { at: None, known_at: Some(day(20)), known_pos: Some(5) };
    assert_eq!(shop.as_of("cash", both), 10);
    shop.verified();
}

#[test]
fn invariant_28_every_report_takes_both_axes() {
    let shop = week();
    let as_of = AsOf { at: Some(day(11)), known_at: Some(day(14)), known_pos: None };
    let balances = shop.ask(Balances { tree: "cash".into(), as_of, skip_zero: false });
    assert_eq!(balances[0].balance, "0.21");
    let trial = shop.ask(TrialBalance { as_of });
    assert!(trial.balanced);
    assert_eq!(trial.totals[0].debit, "0.21");
    let sheet = shop.ask(BalanceSheet { as_of });
    assert!(sheet.balanced);
    assert_eq!(sheet.sections[0].totals[0].amount, "0.21");
    let period = |known_at| IncomeStatement { from: day(11), to: day(13), known_at };
    let income = |known_at| shop.ask(period(known_at)).sections[0].totals[0].amount.clone();
    assert_eq!((income(None), income(Some(day(14)))), ("10.23".into(), "0.23".into()));
    let statement = |known_at| {
        shop.ask(Statement {
            account: "cash".into(),
            currency: EUR,
            from: Some(day(11)),
            to: Some(day(13)),
            known_at,
            limit: None,
            after: None,
        })
    };
    let (now, then) = (statement(None), statement(Some(day(14))));
    assert_eq!((now.lines.len(), now.closing), (3, cents(1_033)));
    assert_eq!((then.lines.len(), then.closing), (2, cents(33)));
    let entries = |known_at| {
        let it = Entries { account: "cash".into(), known_at, ..Entries::default() };
        shop.ask(it).entries.len()
    };
    assert_eq!((entries(None), entries(Some(day(14))), entries(Some(day(9)))), (6, 5, 0));
}

#[test]
fn invariant_31_a_balance_before_the_first_entry_is_zero_and_not_an_error() {
    let shop = week();
    for as_of in [
        AsOf::at(Timestamp::MIN),
        AsOf::at(day(9)),
        AsOf { known_at: Some(Timestamp::MIN), ..AsOf::NOW },
        AsOf { known_pos: Some(0), ..AsOf::NOW },
        AsOf { known_pos: Some(-7), ..AsOf::NOW },
    ] {
        assert_eq!(shop.as_of("cash", as_of), 0);
        assert_eq!(shop.as_of("equity", as_of), 0);
    }
    assert_eq!(shop.as_of("equity", AsOf::NOW), 0);
    let missing = GetBalance::now("none", EUR);
    let failure = moja::Failure::from(shop.till.query(missing).unwrap_err());
    assert_eq!(failure.code, "account_not_found");
}

/// The whole state as it was: limits, names, holds and all.
#[test]
fn the_whole_state_as_of_an_earlier_position_or_time() {
    let shop = with_wallet(500);
    let hold = shop.ok(PlaceHold::new("wallet", "sales", cents(200)).expires_in_s(60)).hold;
    let pos = shop.till.head().unwrap().pos;
    let at = shop.clock_now();
    shop.pass(30);
    shop.ok(capture(hold, None, Completion::Final));
    shop.ok(limits("wallet", Some(1), Some(2)));
    shop.ok(close("equity"));
    shop.pass(3_600);
    for past in [shop.till.as_of(pos).unwrap(), shop.till.as_of_time(at).unwrap()] {
        assert_eq!((past.pos(), past.recorded_at()), (pos, at));
        let wallet = past.query(GetBalance::now("wallet", EUR)).unwrap();
        assert_eq!((wallet.available, wallet.debits_pending), (cents(300), cents(200)));
        assert_eq!(past.query(GetHold { hold }).unwrap().status, HoldStatus::Pending);
        let accounts = past.query(Accounts::default()).unwrap();
        assert!(accounts.iter().all(|account| account.status == AccountStatus::Open));
        let json = past.query_named(
            "ledger.balance",
            serde_json::json!({"account": "wallet", "currency": "EUR"}),
        );
        assert_eq!(json.unwrap()["balance"]["amount"], "-5.00");
    }
    // The present agrees with itself.
    let past = shop.till.as_of(shop.till.head().unwrap().pos).unwrap();
    for account in ["cash", "wallet", "sales", "equity"] {
        assert_eq!(past.query(GetBalance::now(account, EUR)).unwrap(), shop.balance(account));
    }
    assert_eq!(shop.till.as_of(0).unwrap().query(Accounts::default()).unwrap(), []);
}

#[test]
fn invariant_30_a_correction_says_when_it_counts() {
    for (date, at) in [
        (CorrectionDate::Original, Some(day(5))),
        (CorrectionDate::Current, Some(day(20))),
        (CorrectionDate::On(day(5)), Some(day(5))),
        (CorrectionDate::On(day(9)), Some(day(9))),
        (CorrectionDate::On(day(30)), Some(day(30))),
        (CorrectionDate::On(day(4)), None),
    ] {
        let shop = with_accounts();
        shop.clock.set(day(20));
        let id = shop.ok(sale(700, 5)).transaction;
        let back = Refund { date, ..refund(id, 100) };
        let Some(at) = at else {
            assert_eq!(shop.code(reverse(id, date)), "correction_before_original");
            assert_eq!(shop.code(back), "correction_before_original");
            continue;
        };
        let by = shop.ok(back).transaction;
        assert_eq!(shop.ask(GetTransaction { transaction: by }).effective_at, at);
        let id = shop.ok(sale(700, 5)).transaction;
        let by = shop.ok(reverse(id, date)).transaction;
        let view = shop.ask(GetTransaction { transaction: by });
        assert_eq!((view.effective_at, view.recorded_at), (at, day(20)));
        let before = at.checked_sub(std::time::Duration::from_micros(1)).unwrap();
        if before >= day(5) {
            assert_eq!(shop.as_of("cash", AsOf::at(before)), 1_400);
        }
        assert_eq!(shop.as_of("cash", AsOf::at(at)), 600);
        shop.verified();
    }
    // There is no silent default: JSON without a date is refused.
    let shop = with_accounts();
    let id = shop.ok(sale(700, 5)).transaction;
    let args = serde_json::json!({ "transaction": id });
    let failure = shop.till.dry_run_named("ledger.reverse", args).unwrap_err();
    assert_eq!(failure.code, "invalid_arguments");
    for date in [serde_json::json!("original"), serde_json::json!({"on": "2026-03-07"})] {
        let args = serde_json::json!({ "transaction": id, "date": date });
        shop.till.dry_run_named("ledger.reverse", args).unwrap();
    }
}

#[test]
fn invariant_32_a_reversal_mirrors_and_is_linked_both_ways() {
    let shop = with_accounts();
    shop.ok(OpenAccount::asset("cash", USD));
    shop.ok(OpenAccount::equity("equity", USD));
    let mut first = Leg::debit("cash", money("2.00 USD"));
    first.data.insert("cost".into(), "1.90 EUR".into());
    let id = shop.ok(post([
        Leg::debit("cash", cents(300)),
        Leg::credit("sales", cents(100)),
        Leg::credit("wallet", cents(200)),
        first,
        Leg::credit("equity", money("2.00 USD")),
    ]));
    let original = id.transaction;
    let details = Details { narration: Some("wrong till".into()), ..Details::default() };
    let by = shop
        .ok(Reverse { details: details.clone(), ..reverse(original, CorrectionDate::Current) })
        .transaction;
    let (was, is) = (
        shop.ask(GetTransaction { transaction: original }),
        shop.ask(GetTransaction { transaction: by }),
    );
    assert_eq!((was.reversed_by, was.reverses), (Some(by), None));
    assert_eq!((is.reversed_by, is.reverses), (None, Some(original)));
    assert_eq!(is.details, details);
    assert_eq!(is.legs.len(), was.legs.len());
    for (is, was) in is.legs.iter().zip(&was.legs) {
        assert_eq!(
            (&is.account, is.amount, &is.data),
            (&was.account, was.amount.checked_neg().unwrap(), &was.data)
        );
    }
    for account in ["cash", "sales", "wallet"] {
        assert_eq!(shop.net(account), 0);
    }
    let refused = shop.refused(reverse(original, CorrectionDate::Original));
    assert_eq!(refused.code, "already_reversed");
    assert_eq!(refused.fields["reversed_by"], by.to_string());
    assert_eq!(shop.code(refund(original, 1)), "already_reversed");
    let page = shop.ask(Transactions { reverses: Some(original), ..Transactions::default() });
    assert_eq!(page.transactions.iter().map(|it| it.transaction).collect::<Vec<_>>(), [by]);
    // A reversal is a transaction: it can be taken back too, once.
    let again = shop.ok(reverse(by, CorrectionDate::Current)).transaction;
    assert_eq!(shop.net("cash"), 300);
    assert_eq!(shop.code(reverse(by, CorrectionDate::Current)), "already_reversed");
    assert_eq!(shop.code(reverse(original, CorrectionDate::Current)), "already_reversed");
    assert_eq!(shop.ask(GetTransaction { transaction: by }).reversed_by, Some(again));
    shop.verified();
}

#[test]
fn invariant_32_refunds_never_exceed_the_original() {
    let shop = with_accounts();
    // By all ways in which a transaction of two legs is made.
    let mut annotated = Leg::debit("cash", cents(1_000));
    annotated.data.insert("flag".into(), "!".into());
    let hold = shop.ok(PlaceHold::new("cash", "sales", cents(1_000))).hold;
    let originals = [
        shop.ok(transfer("cash", "sales", 1_000)).transaction,
        shop.ok(transfer("cash", "sales", 1_000).reference("r")).transaction,
        shop.ok(post([Leg::credit("sales", cents(1_000)), Leg::debit("cash", cents(1_000))]))
            .transaction,
        shop.ok(post([Leg::credit("sales", cents(1_000)), annotated])).transaction,
        shop.ok(capture(hold, None, Completion::Final)).transaction,
    ];
    for id in originals {
        let (cash, sales) = (shop.net("cash"), shop.net("sales"));
        let first = shop.ok(refund(id, 400)).transaction;
        assert_eq!((shop.net("cash"), shop.net("sales")), (cash - 400, sales + 400));
        assert_eq!(shop.ask(GetTransaction { transaction: first }).reverses, Some(id));
        let refused = shop.refused(refund(id, 601));
        assert_eq!(refused.code, "refund_exceeds_original");
        assert_eq!(refused.fields["left"]["amount"], "6.00");
        let refused = shop.refused(reverse(id, CorrectionDate::Current));
        assert_eq!(
            (refused.code.as_str(), &refused.fields["refunded"]),
            ("partly_refunded", &400.into())
        );
        shop.ok(refund(id, 600));
        assert_eq!(shop.code(refund(id, 1)), "refund_exceeds_original");
        shop.ok(refund(id, 0));
        assert_eq!(shop.ask(GetTransaction { transaction: id }).reversed_by, None);
        let page = shop.ask(Transactions { reverses: Some(id), ..Transactions::default() });
        assert_eq!(page.transactions.len(), 3);
    }
    // A refund of nothing does not stand in the way of a reversal.
    let id = shop.ok(transfer("cash", "sales", 5)).transaction;
    shop.ok(refund(id, 0));
    shop.ok(reverse(id, CorrectionDate::Current));
    // More than two legs, or two currencies, cannot be refunded in part.
    shop.ok(OpenAccount::asset("cash", USD));
    let three = post([
        Leg::debit("cash", cents(2)),
        Leg::credit("sales", cents(1)),
        Leg::credit("sales", cents(1)),
    ]);
    let two = post([Leg::debit("cash", cents(0)), Leg::credit("cash", money("0.00 USD"))]);
    for draft in [three, two] {
        let id = shop.ok(draft).transaction;
        assert_eq!(shop.code(refund(id, 0)), "not_refundable");
        shop.ok(reverse(id, CorrectionDate::Original));
    }
    shop.verified();
}

#[test]
fn invariant_32_corrections_obey_limits_unless_told_otherwise() {
    let shop = with_wallet(1_000);
    let id = shop.ok(transfer("cash", "wallet", 500)).transaction;
    let other = shop.ok(transfer("cash", "wallet", 300)).transaction;
    shop.ok(transfer("wallet", "sales", 1_700));
    assert_eq!(shop.code(reverse(id, CorrectionDate::Current)), "insufficient_funds");
    assert_eq!(shop.code(refund(other, 101)), "insufficient_funds");
    shop.ok(refund(other, 100));
    let forced = Reverse { ignore_limits: true, ..reverse(id, CorrectionDate::Current) };
    shop.ok(forced);
    shop.ok(Refund { ignore_limits: true, ..refund(other, 1) });
    assert_eq!(shop.balance("wallet").normal, cents(-501));
    // Who did it stands in the journal.
    let last = shop.till.follow("audit", 1_000).unwrap().pop().unwrap();
    assert_eq!((last.actor.as_str(), last.command.as_str()), ("till-1", "ledger.refund"));
    // Closed and frozen accounts stay closed and frozen.
    let id = shop.ok(transfer("cash", "sales", 500)).transaction;
    shop.ok(freeze("sales"));
    let forced = Reverse { ignore_limits: true, ..reverse(id, CorrectionDate::Current) };
    assert_eq!(shop.code(forced), "account_frozen");
    shop.verified();
}
