//! Holds: invariants 8, 10 to 15 of `spec/ledger.md` §2, with time as the only sweeper.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod ledger_support;

use ledger_support::*;
use moja::core::time::Timestamp;
use moja::prelude::*;

fn hold(shop: &Shop, minor: i128) -> HoldId {
    shop.ok(PlaceHold::new("wallet", "sales", cents(minor))).hold
}

fn status(shop: &Shop, hold: HoldId) -> HoldStatus {
    shop.ask(GetHold { hold }).status
}

fn sweep(account: &str) -> SweepHolds {
    SweepHolds { account: account.into(), currency: EUR }
}

/// Each wrong step has its own code, and a terminal step is taken once.
#[test]
fn invariant_10_each_wrong_step_has_its_own_code() {
    let shop = with_wallet(10_000);
    let captured = hold(&shop, 100);
    shop.ok(capture(captured, None, Completion::Final));
    let released = hold(&shop, 100);
    shop.ok(ReleaseHold { hold: released });
    let expired = shop.ok(PlaceHold::new("wallet", "sales", cents(100)).expires_in_s(5)).hold;
    let swept = shop.ok(PlaceHold::new("wallet", "sales", cents(100)).expires_in_s(4)).hold;
    shop.pass(4);
    shop.ok(sweep("wallet"));
    shop.pass(1);
    let states = [
        (captured, HoldStatus::Captured, "hold_already_captured"),
        (released, HoldStatus::Released, "hold_already_released"),
        (expired, HoldStatus::Expired, "hold_expired"),
        (swept, HoldStatus::Expired, "hold_expired"),
    ];
    for (hold, is, code) in states {
        assert_eq!(status(&shop, hold), is);
        assert_eq!(shop.code(capture(hold, None, Completion::Final)), code);
        assert_eq!(shop.code(capture(hold, Some(0), Completion::Partial)), code);
        assert_eq!(shop.code(ReleaseHold { hold }), code);
    }
    let unknown = hold_id(9);
    assert_eq!(shop.code(capture(unknown, None, Completion::Final)), "hold_not_found");
    assert_eq!(shop.code(ReleaseHold { hold: unknown }), "hold_not_found");
    assert!(shop.till.query(GetHold { hold: unknown }).is_err());
    let taken = PlaceHold { id: Some(released), ..PlaceHold::new("wallet", "sales", cents(1)) };
    assert_eq!(shop.code(taken), "hold_exists");
    shop.verified();
}

/// A caller that names the transaction needs not ask for it, to refund it say.
#[test]
fn a_capture_may_be_named() {
    let shop = with_wallet(1_000);
    let it = hold(&shop, 1_000);
    let named = |n: u8| Some(tx(n));
    let part = |id, minor| CaptureHold { id, ..capture(it, Some(minor), Completion::Partial) };
    assert_eq!(Some(shop.ok(part(named(1), 300)).transaction), named(1));
    assert_eq!(shop.code(part(named(1), 300)), "transaction_exists");
    assert_eq!(Some(shop.ok(part(named(2), 300)).transaction), named(2));
    let unnamed = shop.ok(part(None, 300)).transaction;
    assert_ne!(Some(unnamed), named(2));
    let refund = Refund {
        transaction: named(1).unwrap(),
        amount: cents(300),
        date: CorrectionDate::Current,
        ignore_limits: false,
        details: Details::default(),
    };
    shop.ok(refund.clone());
    assert!(shop.refused(refund).code.starts_with("refund"));
    // The id of a transfer is taken too.
    let transfer = Transfer { id: named(3), ..Transfer::new("cash", "wallet", cents(1)) };
    shop.ok(transfer);
    assert_eq!(shop.code(part(named(3), 1)), "transaction_exists");
    shop.verified();
}

#[test]
fn invariant_11_a_capture_is_at_most_the_hold_and_gives_the_rest_back_at_once() {
    let shop = with_wallet(1_000);
    let it = hold(&shop, 1_000);
    let beyond = shop.refused(capture(it, Some(1_001), Completion::Final));
    assert_eq!(beyond.code, "capture_exceeds_hold");
    assert_eq!(beyond.fields["left"]["amount"], "10.00");
    assert_eq!(shop.code(capture(it, Some(-1), Completion::Final)), "amount_negative");
    let usd =
        CaptureHold { amount: Some(money("1.00 USD")), ..capture(it, None, Completion::Final) };
    assert_eq!(shop.code(usd), "currency_mismatch");
    shop.ok(capture(it, Some(300), Completion::Final));
    let wallet = shop.balance("wallet");
    assert_eq!((wallet.normal, wallet.available), (cents(700), cents(700)));
    assert!(wallet.debits_pending.is_zero() && shop.balance("sales").credits_pending.is_zero());
    // Capturing nothing is legal and ends the hold.
    let it = hold(&shop, 700);
    let id = shop.ok(capture(it, Some(0), Completion::Final)).transaction;
    assert_eq!(shop.ask(GetTransaction { transaction: id }).hold, Some(it));
    assert_eq!(status(&shop, it), HoldStatus::Captured);
    assert_eq!(shop.balance("wallet").available, cents(700));
    shop.verified();
}

#[test]
fn invariant_12_expiry_is_the_stores_clock_at_read_time() {
    let shop = with_wallet(1_000);
    let placed = shop.ok(PlaceHold::new("wallet", "sales", cents(1_000)).expires_in_s(60));
    assert_eq!(placed.expires_at, Some(time("2026-03-01T12:01:00Z")));
    shop.pass(59);
    assert_eq!(status(&shop, placed.hold), HoldStatus::Pending);
    assert_eq!(shop.balance("wallet").available, cents(0));
    assert_eq!(shop.balance("sales").credits_pending, cents(1_000));
    assert_eq!(shop.code(transfer("wallet", "sales", 1)), "insufficient_funds");
    let before = shop.till.head().unwrap();
    // At the very instant, on both sides, without any command or sweep.
    shop.pass(1);
    assert_eq!(status(&shop, placed.hold), HoldStatus::Expired);
    let (wallet, sales) = (shop.balance("wallet"), shop.balance("sales"));
    assert_eq!(wallet.available, cents(1_000));
    assert!(wallet.debits_pending.is_zero() && sales.credits_pending.is_zero());
    assert!(shop.ask(Holds { account: "wallet".into(), currency: EUR }).is_empty());
    assert_eq!(shop.till.head().unwrap(), before);
    assert_eq!(shop.code(capture(placed.hold, None, Completion::Final)), "hold_expired");
    assert_eq!(shop.code(ReleaseHold { hold: placed.hold }), "hold_expired");
    shop.verified();
    // The next command that touches the account records what has expired.
    shop.ok(transfer("wallet", "sales", 1_000));
    assert_eq!(shop.balance("sales").credits_pending, cents(0));
    shop.verified();
}

/// An incoming hold takes room below the largest balance, until it expires.
#[test]
fn invariant_12_incoming_holds_expire_too() {
    let shop = with_accounts();
    shop.ok(limits("wallet", Some(0), Some(1_000)));
    shop.ok(PlaceHold::new("cash", "wallet", cents(1_000)).expires_in_s(10));
    assert_eq!(shop.code(transfer("equity", "wallet", 1)), "max_balance_exceeded");
    shop.pass(10);
    assert_eq!(shop.balance("wallet").credits_pending, cents(0));
    // The other account of the hold is not part of this transfer.
    shop.ok(transfer("equity", "wallet", 1_000));
    assert_eq!(shop.balance("cash").debits_pending, cents(0));
    shop.verified();
    shop.ok(sweep("cash"));
    shop.verified();
}

/// Each account shows the present however the holds are spread, swept or not.
#[test]
fn invariant_12_many_expiries_on_both_sides() {
    let shop = with_wallet(10_000);
    for (n, seconds) in [30, 10, 50, 20, 40].into_iter().enumerate() {
        let (debit, credit) = if n % 2 == 0 { ("wallet", "sales") } else { ("cash", "wallet") };
        shop.ok(PlaceHold::new(debit, credit, cents(100)).expires_in_s(seconds));
    }
    shop.ok(PlaceHold::new("wallet", "cash", cents(7)));
    for (second, outgoing, incoming) in
        [(0, 307, 200), (10, 307, 100), (20, 307, 0), (30, 207, 0), (40, 107, 0), (50, 7, 0)]
    {
        shop.clock.set(time(&format!("2026-03-01T12:00:{second:02}Z")));
        let wallet = shop.balance("wallet");
        assert_eq!(wallet.debits_pending, cents(outgoing), "at {second}");
        assert_eq!(wallet.credits_pending, cents(incoming), "at {second}");
        assert_eq!(wallet.available, cents(10_000 - outgoing));
        if second == 30 {
            shop.ok(sweep("sales"));
            assert_eq!(
                shop.balance("wallet"),
                BalanceView { version: wallet.version.map(|v| v + 1), ..wallet }
            );
        }
        shop.verified();
    }
    shop.ok(sweep("wallet"));
    assert_eq!(shop.ask(Holds { account: "wallet".into(), currency: EUR }).len(), 1);
    assert_eq!(shop.balance("cash").credits_pending, cents(7));
    shop.verified();
}

/// An add-only account is not read by its holds, and yet loses none of their expiries.
#[test]
fn invariant_12_holds_on_an_add_only_account_expire() {
    let shop = with_wallet(1_000);
    shop.ok(OpenAccount::income("fees", EUR).add_only());
    shop.ok(PlaceHold::new("wallet", "fees", cents(10)).expires_in_s(10));
    shop.ok(PlaceHold::new("wallet", "fees", cents(20)).expires_in_s(100));
    shop.ok(PlaceHold::new("wallet", "fees", cents(40)));
    shop.pass(10);
    assert_eq!(shop.balance("fees").credits_pending, cents(60));
    assert_eq!(shop.balance("wallet").debits_pending, cents(60));
    shop.ok(sweep("fees"));
    shop.verified();
    shop.pass(90);
    assert_eq!(shop.balance("fees").credits_pending, cents(40));
    shop.ok(sweep("fees"));
    shop.ok(sweep("fees"));
    assert_eq!(shop.balance("fees").credits_pending, cents(40));
    shop.verified();
}

/// The sweep frees in order of expiry, then of creation.
#[test]
fn invariant_12_the_sweep_has_an_order() {
    let shop = with_wallet(1_000);
    let seconds = [3, 1, 2, 1];
    let holds: Vec<HoldId> = seconds
        .iter()
        .map(|s| shop.ok(PlaceHold::new("wallet", "sales", cents(10)).expires_in_s(*s)).hold)
        .collect();
    let head = shop.till.head().unwrap().pos;
    shop.pass(10);
    shop.ok(sweep("wallet"));
    let deliveries = shop.till.follow("test", 1_000).unwrap();
    let last = deliveries.into_iter().find(|it| it.pos == head + 1).unwrap();
    let freed: Vec<String> = last
        .events
        .iter()
        .filter(|event| event.name == "ledger.hold_ended")
        .map(|event| event.body["hold_ended"]["hold"].as_str().unwrap().to_owned())
        .collect();
    let expected: Vec<String> =
        [holds[1], holds[3], holds[2], holds[0]].iter().map(ToString::to_string).collect();
    assert_eq!(freed, expected);
}

/// A clock that is set back does not bring a hold back whose end is recorded.
#[test]
fn invariant_12_a_clock_set_back_changes_no_history() {
    let shop = with_wallet(1_000);
    let it = shop.ok(PlaceHold::new("wallet", "sales", cents(10)).expires_in_s(10)).hold;
    shop.pass(10);
    shop.ok(sweep("wallet"));
    shop.clock.set(time("2026-03-01T12:00:00Z"));
    assert_eq!(status(&shop, it), HoldStatus::Expired);
    assert_eq!(shop.code(capture(it, None, Completion::Final)), "hold_expired");
    // Recorded time never decreases.
    let id = shop.ok(transfer("wallet", "sales", 1)).transaction;
    let view = shop.ask(GetTransaction { transaction: id });
    assert_eq!(view.recorded_at, time("2026-03-01T12:00:10Z"));
    shop.verified();
}

#[test]
fn invariant_08_an_expiry_beyond_all_time_is_an_error() {
    let shop = with_wallet(1_000);
    for seconds in [u64::MAX, u64::MAX / 1_000_000, 400_000_000_000] {
        let hold = PlaceHold::new("wallet", "sales", cents(1)).expires_in_s(seconds);
        assert_eq!(shop.code(hold), "expiry_out_of_range");
    }
    shop.clock.set(Timestamp::MAX);
    shop.ok(PlaceHold::new("wallet", "sales", cents(1)).expires_in_s(0));
    let hold = PlaceHold::new("wallet", "sales", cents(1)).expires_in_s(1);
    assert_eq!(shop.code(hold), "expiry_out_of_range");
    shop.verified();
}

#[test]
fn invariant_14_resolving_never_fails_for_funds() {
    let shop = with_wallet(1_000);
    let holds: Vec<HoldId> = (0..4).map(|_| hold(&shop, 250)).collect();
    // Everything that could stand in the way of a posting.
    shop.ok(limits("wallet", Some(5_000), Some(6_000)));
    shop.ok(limits("sales", None, Some(-5_000)));
    assert_eq!(shop.code(transfer("wallet", "sales", 1)), "insufficient_funds");
    shop.ok(capture(holds[0], None, Completion::Final));
    shop.ok(freeze("wallet"));
    shop.ok(freeze("sales"));
    shop.ok(capture(holds[1], Some(100), Completion::Partial));
    assert_eq!(shop.code(PlaceHold::new("wallet", "sales", cents(1))), "account_frozen");
    shop.ok(ReleaseHold { hold: holds[1] });
    // A closed account accepts only release and expiry.
    shop.ok(close("sales"));
    assert_eq!(shop.code(capture(holds[2], None, Completion::Final)), "account_closed");
    shop.ok(ReleaseHold { hold: holds[2] });
    shop.ok(ReopenAccount { account: "sales".into(), currency: EUR });
    shop.ok(capture(holds[3], None, Completion::Final));
    assert_eq!(shop.balance("wallet").normal, cents(1_000 - 250 - 100 - 250));
    shop.verified();
}

#[test]
fn invariant_14_a_hold_on_a_closed_account_expires() {
    let shop = with_wallet(1_000);
    shop.ok(PlaceHold::new("wallet", "sales", cents(100)).expires_in_s(10));
    let empty = CloseAccount { require_empty: true, ..close("sales") };
    assert_eq!(shop.code(empty.clone()), "account_not_empty");
    shop.pass(10);
    // An expired hold is no hindrance; nor is it one for a closed account.
    shop.ok(empty);
    shop.ok(sweep("sales"));
    assert_eq!(shop.balance("sales").credits_pending, cents(0));
    shop.verified();
}

#[test]
fn invariant_15_partial_captures_up_to_the_hold() {
    let shop = with_wallet(1_000);
    let it = hold(&shop, 1_000);
    for (part, left) in [(400, 600), (0, 600), (500, 100)] {
        shop.ok(capture(it, Some(part), Completion::Partial));
        assert_eq!(shop.balance("wallet").debits_pending, cents(left));
        assert_eq!(status(&shop, it), HoldStatus::Pending);
        shop.verified();
    }
    let beyond = shop.refused(capture(it, Some(101), Completion::Partial));
    assert_eq!(beyond.fields["left"]["amount"], "1.00");
    assert_eq!(shop.ask(GetHold { hold: it }).captured, cents(900));
    // The last cent ends it, partial or not.
    shop.ok(capture(it, Some(100), Completion::Partial));
    assert_eq!(shop.code(ReleaseHold { hold: it }), "hold_already_captured");
    assert_eq!(shop.balance("wallet").normal, cents(0));

    // The rest of a partly captured hold can be released, and can expire.
    shop.ok(transfer("cash", "wallet", 1_000));
    let it = hold(&shop, 500);
    shop.ok(capture(it, Some(200), Completion::Partial));
    shop.ok(ReleaseHold { hold: it });
    assert_eq!(shop.balance("wallet").available, cents(800));
    let it = shop.ok(PlaceHold::new("wallet", "sales", cents(500)).expires_in_s(9)).hold;
    shop.ok(capture(it, Some(200), Completion::Partial));
    shop.pass(9);
    assert_eq!(shop.balance("wallet").available, cents(600));
    shop.verified();
    shop.ok(sweep("wallet"));
    shop.verified();
    assert_eq!(shop.ask(GetHold { hold: it }).captured, cents(200));
}

/// What a hold says goes to its captures, which name it.
#[test]
fn a_capture_carries_the_details_of_its_hold() {
    let shop = with_wallet(1_000);
    let details = Details {
        reference: Some("order 7".into()),
        tags: vec!["web".into()],
        ..Details::default()
    };
    let placed =
        PlaceHold { details: details.clone(), ..PlaceHold::new("wallet", "sales", cents(9)) };
    let it = shop.ok(placed).hold;
    assert_eq!(shop.ask(GetHold { hold: it }).details, details);
    let at = time("2026-02-01");
    let id =
        shop.ok(CaptureHold { effective_at: Some(at), ..capture(it, None, Completion::Final) });
    let view = shop.ask(GetTransaction { transaction: id.transaction });
    assert_eq!((view.hold, view.details, view.effective_at), (Some(it), details, at));
    let page = shop.ask(Transactions { tag: Some("web".into()), ..Transactions::default() });
    assert_eq!(page.transactions.len(), 1);
    // A captured amount can be refunded like any other.
    shop.ok(refund(id.transaction, 4));
    assert_eq!(shop.balance("wallet").normal, cents(995));
    shop.verified();
}
