//! Every rejection is reachable, and of several that apply the first in the documented order
//! is given.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod ledger_support;

use std::collections::BTreeSet;
use std::fmt::Debug;

use ledger_support::*;
use moja::core::command::Command;
use moja::prelude::*;

const MAX: i128 = i64::MAX as i128;

/// A shop in which everything is wrong somewhere.
///
/// - `closed`, `frozen`, `also frozen`: do not take postings
/// - `floor`, `empty`: a liability and an asset whose balance cannot fall; `roof`: an asset whose balance cannot rise;
///   `high`: a liability whose balance cannot rise; `brim`: no debit fits its counter
/// - `fees`: add-only; `stock`: a control account
/// - transactions 1 (plain), 2 (reversed), 3 (partly refunded), 4 (three legs), 5 (in the future)
/// - holds 1 (pending), 2 (captured), 3 (released), 4 (expired), 5 (pending, `closed`)
fn wrong() -> Shop {
    let shop = with_wallet(100_000);
    shop.ok(OpenAccount::asset("closed", EUR));
    shop.ok(OpenAccount::liability("frozen", EUR));
    shop.ok(OpenAccount::liability("also frozen", EUR));
    shop.ok(OpenAccount::liability("floor", EUR).no_overdraft());
    shop.ok(OpenAccount::asset("empty", EUR).no_overdraft());
    shop.ok(OpenAccount { max_balance: Some(cents(0)), ..OpenAccount::asset("roof", EUR) });
    shop.ok(OpenAccount { max_balance: Some(cents(0)), ..OpenAccount::liability("high", EUR) });
    shop.ok(OpenAccount::asset("brim", EUR));
    shop.ok(OpenAccount::income("fees", EUR).add_only());
    shop.ok(OpenAccount::asset("stock", EUR).controlled_by("inventory"));
    shop.ok(transfer("brim", "equity", MAX - 500_000));
    shop.ok(transfer("brim", "sales", 500_000));
    for n in [1, 2, 3] {
        shop.ok(Transfer { id: Some(tx(n)), ..transfer("cash", "closed", 1_000) });
    }
    shop.ok(reverse(tx(2), CorrectionDate::Current));
    shop.ok(refund(tx(3), 400));
    shop.ok(Post {
        id: Some(tx(4)),
        ..post([
            Leg::debit("cash", cents(3)),
            Leg::credit("sales", cents(1)),
            Leg::credit("closed", cents(2)),
        ])
    });
    shop.ok(Transfer {
        id: Some(tx(5)),
        effective_at: Some(time("2027-01-01")),
        ..transfer("cash", "closed", 1_000)
    });
    for n in 1..=5 {
        let credit = if n == 5 { "closed" } else { "sales" };
        let hold =
            PlaceHold { id: Some(hold_id(n)), ..PlaceHold::new("wallet", credit, cents(100)) };
        shop.ok(if n == 4 { hold.expires_in_s(60) } else { hold });
    }
    shop.ok(capture(hold_id(2), None, Completion::Final));
    shop.ok(ReleaseHold { hold: hold_id(3) });
    shop.ok(close("closed"));
    shop.ok(freeze("frozen"));
    shop.ok(freeze("also frozen"));
    shop.pass(60);
    shop
}

/// Runs a column of commands, each with all the faults of the ones below it, and notes the codes.
#[derive(Default)]
struct Seen(BTreeSet<&'static str>);

impl Seen {
    fn rank(code: &str) -> usize {
        Rejection::CODES.iter().position(|known| *known == code).unwrap()
    }

    fn column<C: Command + Debug>(
        &mut self,
        shop: &Shop,
        rows: impl IntoIterator<Item = (&'static str, C)>,
    ) {
        let mut last = 0;
        for (code, command) in rows {
            assert_eq!(shop.code(command.clone()), code, "{command:?}");
            assert!(Self::rank(code) >= last, "`{code}` stands too early in the table");
            last = Self::rank(code);
            self.0.insert(code);
        }
    }
}

fn long() -> String {
    "x".repeat(4_097)
}

#[test]
fn of_several_faults_the_first_in_the_documented_order_is_told() {
    let shop = wrong();
    let mut seen = Seen::default();
    let none = || "none".to_owned();
    let other_scale = |minor| Money::new(minor, Currency::custom("EUR", 3).unwrap());

    // A transfer. From row to row, the fault that was told is mended.
    let it = Transfer {
        id: Some(tx(1)),
        debit: none(),
        credit: none(),
        amount: other_scale(-MAX - 2),
        effective_at: None,
        reference: Some("a\u{7}".into()),
        narration: None,
    };
    let range = Transfer { amount: other_scale(MAX + 1), ..it.clone() };
    let same = Transfer { amount: other_scale(500), ..it.clone() };
    // One of the accounts exists, so its scale is wrong; the other is missing.
    let text = Transfer { debit: "closed".into(), ..same.clone() };
    let exists = Transfer { reference: None, narration: None, ..text.clone() };
    let scale = Transfer { id: None, ..exists.clone() };
    let flipped = Transfer { debit: none(), credit: "closed".into(), ..scale.clone() };
    let missing = Transfer { amount: cents(500), ..scale.clone() };
    let closed = Transfer { debit: "frozen".into(), credit: "closed".into(), ..missing.clone() };
    let frozen = Transfer { credit: "also frozen".into(), ..closed.clone() };
    seen.column(
        &shop,
        [
            ("amount_negative", it),
            ("amount_out_of_range", range),
            ("same_account", same),
            ("text_invalid", text),
            ("transaction_exists", exists),
            ("currency_scale_differs", scale),
            ("currency_scale_differs", flipped),
            ("account_not_found", missing),
            ("account_closed", closed),
            ("account_frozen", frozen),
            ("account_controlled", transfer("stock", "roof", 500)),
            // Whichever leg it is about: the smallest balance, the largest, the counters.
            ("insufficient_funds", transfer("roof", "empty", 1)),
            ("insufficient_funds", transfer("floor", "high", 1)),
            ("insufficient_funds", transfer("brim", "empty", 1)),
            ("max_balance_exceeded", transfer("brim", "high", 1)),
            ("max_balance_exceeded", transfer("roof", "fees", 1)),
            ("counter_overflow", transfer("brim", "fees", 1)),
        ],
    );

    // A transaction of many legs.
    let legs =
        |minor: i128| vec![Leg::debit("none", cents(minor)), Leg::credit("closed", cents(500))];
    let it = Post {
        id: Some(tx(1)),
        legs: vec![Leg::debit("none", cents(MAX + 1))],
        details: Details { payee: Some(long()), ..Details::default() },
        preconditions: vec![
            Precondition::VersionIs { account: "wallet".into(), currency: EUR, version: -1 },
            Precondition::BalanceAtMost { account: "wallet".into(), amount: cents(-1) },
            Precondition::BalanceAtLeast { account: "wallet".into(), amount: cents(MAX) },
            Precondition::BalanceAtLeast { account: "fees".into(), amount: cents(0) },
            Precondition::BalanceAtLeast { account: "none".into(), amount: cents(0) },
            Precondition::BalanceAtLeast { account: "cash".into(), amount: other_scale(0) },
        ],
        effective_at: None,
    };
    let range = Post { legs: legs(MAX + 1), ..it.clone() };
    let unbalanced = Post { legs: legs(499), ..it.clone() };
    let text = Post { legs: legs(500), ..it.clone() };
    let exists = Post { details: Details::default(), ..text.clone() };
    let scale = Post { id: None, ..exists.clone() };
    let without = |post: &Post, count: usize| {
        let mut post = post.clone();
        post.preconditions.truncate(count);
        post
    };
    let missing = without(&scale, 5);
    let missing_precondition = Post {
        legs: vec![Leg::debit("frozen", cents(500)), Leg::credit("closed", cents(500))],
        ..missing.clone()
    };
    let closed = without(&missing_precondition, 4);
    let frozen = Post {
        legs: vec![Leg::debit("frozen", cents(500)), Leg::credit("empty", cents(500))],
        ..closed.clone()
    };
    let controlled = Post {
        legs: vec![Leg::debit("roof", cents(500)), Leg::credit("stock", cents(500))],
        ..frozen.clone()
    };
    let add_only = Post {
        legs: vec![Leg::debit("roof", cents(500)), Leg::credit("empty", cents(500))],
        ..frozen.clone()
    };
    let below = without(&add_only, 3);
    let above = without(&below, 2);
    let version = without(&above, 1);
    let funds = without(&version, 0);
    seen.column(
        &shop,
        [
            ("too_few_legs", it),
            ("amount_out_of_range", range),
            ("legs_unbalanced", unbalanced),
            ("text_invalid", text),
            ("transaction_exists", exists),
            ("currency_scale_differs", scale),
            ("account_not_found", missing),
            ("account_not_found", missing_precondition),
            ("account_closed", closed),
            ("account_frozen", frozen),
            ("account_controlled", controlled),
            ("account_add_only", add_only),
            ("balance_below", below),
            ("balance_above", above),
            ("version_differs", version),
            ("insufficient_funds", funds),
        ],
    );

    // A hold.
    let it = PlaceHold {
        id: Some(hold_id(3)),
        debit: none(),
        credit: none(),
        amount: other_scale(-MAX - 2),
        expires_in_s: Some(u64::MAX),
        details: Details { tags: vec![long()], ..Details::default() },
    };
    let range = PlaceHold { amount: other_scale(MAX + 1), ..it.clone() };
    let same = PlaceHold { amount: other_scale(5), ..it.clone() };
    let text = PlaceHold { debit: "frozen".into(), ..same.clone() };
    let expiry = PlaceHold { details: Details::default(), ..text.clone() };
    let exists = PlaceHold { expires_in_s: None, ..expiry.clone() };
    let scale = PlaceHold { id: None, ..exists.clone() };
    let missing = PlaceHold { amount: cents(5), ..scale.clone() };
    let closed = PlaceHold { credit: "closed".into(), ..missing.clone() };
    let frozen = PlaceHold { credit: "sales".into(), ..closed.clone() };
    seen.column(
        &shop,
        [
            ("amount_negative", it),
            ("amount_out_of_range", range),
            ("same_account", same),
            ("text_invalid", text),
            ("expiry_out_of_range", expiry),
            ("hold_exists", exists),
            ("currency_scale_differs", scale),
            ("account_not_found", missing),
            ("account_closed", closed),
            ("account_frozen", frozen),
            ("account_controlled", PlaceHold::new("roof", "stock", cents(1))),
            ("insufficient_funds", PlaceHold::new("roof", "empty", cents(1))),
            ("max_balance_exceeded", PlaceHold::new("roof", "fees", cents(1))),
            ("counter_overflow", PlaceHold::new("brim", "fees", cents(1))),
        ],
    );

    // A capture.
    let amount = |hold, amount| CaptureHold {
        amount: Some(amount),
        ..capture(hold, None, Completion::Final)
    };
    seen.column(
        &shop,
        [
            ("amount_negative", amount(hold_id(9), Money::new(-MAX - 2, USD))),
            ("amount_out_of_range", amount(hold_id(9), Money::new(MAX + 1, USD))),
            (
                "currency_mismatch",
                CaptureHold { id: Some(tx(1)), ..amount(hold_id(2), Money::new(101, USD)) },
            ),
            (
                "transaction_exists",
                CaptureHold { id: Some(tx(1)), ..amount(hold_id(9), cents(101)) },
            ),
            ("hold_not_found", amount(hold_id(9), cents(101))),
            ("hold_already_captured", amount(hold_id(2), cents(101))),
            ("hold_already_released", amount(hold_id(3), cents(101))),
            ("hold_expired", amount(hold_id(4), cents(101))),
            ("capture_exceeds_hold", amount(hold_id(5), cents(101))),
            ("account_closed", amount(hold_id(5), cents(100))),
        ],
    );

    // A reversal.
    let details = || Details { narration: Some("\0".into()), ..Details::default() };
    let earlier = CorrectionDate::On(time("2020-01-01"));
    seen.column(
        &shop,
        [
            ("text_invalid", Reverse { details: details(), ..reverse(tx(9), earlier) }),
            ("transaction_not_found", reverse(tx(9), earlier)),
            ("already_reversed", reverse(tx(2), earlier)),
            ("partly_refunded", reverse(tx(3), earlier)),
            ("correction_before_original", reverse(tx(1), earlier)),
            ("correction_before_original", reverse(tx(5), CorrectionDate::Current)),
            ("account_closed", reverse(tx(1), CorrectionDate::Original)),
        ],
    );

    // A refund.
    let at = |refund: Refund| Refund { date: earlier, ..refund };
    let paid = |n, amount| at(Refund { amount, ..refund(tx(n), 0) });
    seen.column(
        &shop,
        [
            (
                "amount_negative",
                Refund { details: details(), ..paid(9, Money::new(-MAX - 2, USD)) },
            ),
            (
                "amount_out_of_range",
                Refund { details: details(), ..paid(9, Money::new(MAX + 1, USD)) },
            ),
            ("text_invalid", Refund { details: details(), ..paid(9, Money::new(5, USD)) }),
            ("currency_mismatch", paid(2, Money::new(1_001, USD))),
            ("transaction_not_found", paid(9, cents(1))),
            ("already_reversed", paid(2, cents(1_001))),
            ("not_refundable", paid(4, cents(1_001))),
            ("refund_exceeds_original", paid(3, cents(601))),
            ("correction_before_original", paid(3, cents(600))),
            ("account_closed", refund(tx(3), 600)),
        ],
    );

    // Accounts.
    let it = OpenAccount {
        min_balance: Some(Money::new(2, USD)),
        max_balance: Some(cents(MAX + 1)),
        tags: vec!["\u{1b}".into()],
        ..OpenAccount::asset("a::b", Currency::custom("EUR", 3).unwrap()).add_only()
    };
    let code = OpenAccount { max_balance: Some(cents(1)), ..it.clone() };
    let text = OpenAccount { code: "cash".into(), ..code.clone() };
    let mismatch = OpenAccount { tags: Vec::new(), ..text.clone() };
    let policy =
        OpenAccount { min_balance: Some(other_scale(1)), max_balance: None, ..mismatch.clone() };
    let crossed = OpenAccount {
        min_balance: Some(other_scale(1)),
        max_balance: Some(other_scale(0)),
        policy: Policy::Guarded,
        ..policy.clone()
    };
    let scale = OpenAccount { min_balance: None, ..crossed.clone() };
    let exists = OpenAccount { currency: EUR, max_balance: None, ..scale.clone() };
    seen.column(
        &shop,
        [
            ("amount_out_of_range", it),
            ("code_invalid", code),
            ("text_invalid", text),
            ("currency_mismatch", mismatch),
            ("limits_invalid", policy),
            ("limits_invalid", crossed),
            ("currency_scale_differs", scale),
            ("account_exists", exists),
        ],
    );
    let change = |account: &str, min, max| ChangeLimits {
        account: account.into(),
        currency: EUR,
        min_balance: Some(min),
        max_balance: Some(max),
    };
    seen.column(
        &shop,
        [
            ("amount_out_of_range", change("none", Money::new(2, USD), cents(MAX + 1))),
            ("currency_mismatch", change("none", Money::new(2, USD), cents(1))),
            ("limits_invalid", change("none", cents(2), cents(1))),
            ("account_not_found", change("none", cents(1), cents(1))),
            ("account_add_only", change("fees", cents(1), cents(1))),
        ],
    );
    let control = |account: &str, domain: &str| ChangeControl {
        account: account.into(),
        currency: EUR,
        controlled_by: Some(domain.into()),
    };
    seen.column(
        &shop,
        [
            ("text_invalid", control("none", "")),
            ("text_invalid", control("none", &long())),
            ("account_not_found", control("none", "inventory")),
        ],
    );
    let empty = |account: &str| CloseAccount { require_empty: true, ..close(account) };
    seen.column(
        &shop,
        [
            ("account_not_found", empty("none")),
            ("account_closed", empty("closed")),
            ("account_not_empty", empty("cash")),
            ("account_not_empty", empty("wallet")),
        ],
    );
    seen.column(
        &shop,
        [
            ("account_not_found", freeze("none")),
            ("account_closed", freeze("closed")),
            ("account_frozen", freeze("frozen")),
        ],
    );
    let unfreeze = |account: &str| UnfreezeAccount { account: account.into(), currency: EUR };
    seen.column(
        &shop,
        [
            ("account_not_found", unfreeze("none")),
            ("account_closed", unfreeze("closed")),
            ("account_not_frozen", unfreeze("cash")),
        ],
    );
    let reopen = |account: &str| ReopenAccount { account: account.into(), currency: EUR };
    seen.column(
        &shop,
        [
            ("account_not_found", reopen("none")),
            ("account_not_closed", reopen("frozen")),
            ("account_not_closed", reopen("cash")),
        ],
    );

    // Batches.
    seen.column(&shop, [("batch_empty", TransferMany { transfers: vec![] })]);
    seen.column(&shop, [("batch_empty", PostMany { transactions: vec![] })]);
    seen.column(&shop, [("batch_empty", RecordPrices { prices: vec![] })]);
    seen.column(&shop, [("batch_empty", KeepDirectives { directives: vec![] })]);

    // Nothing in the list is out of reach.
    let all: BTreeSet<&str> =
        Rejection::CODES.iter().copied().filter(|code| *code != "member_refused").collect();
    let missing: Vec<_> = all.difference(&seen.0).collect();
    assert!(missing.is_empty(), "never seen: {missing:?}");
    shop.verified();
}

/// In a batch the first member that is refused decides, by its own first fault.
#[test]
fn in_a_batch_the_first_refused_member_is_told() {
    let shop = wrong();
    let twice = Transfer { id: Some(tx(8)), ..transfer("cash", "wallet", 1) };
    let refused = shop.refused(TransferMany {
        transfers: vec![
            twice.clone(),
            Transfer { debit: "none".into(), ..twice.clone() },
            transfer("cash", "cash", -1),
        ],
    });
    // The id was taken by the first member; that stands before the missing account.
    assert_eq!(
        (refused.code.as_str(), &refused.fields["index"]),
        ("transaction_exists", &1.into())
    );
    let negative = Transfer { amount: cents(-1), ..twice.clone() };
    let refused = shop.refused(TransferMany { transfers: vec![twice, negative] });
    assert_eq!((refused.code.as_str(), &refused.fields["index"]), ("amount_negative", &1.into()));
    let draft = Post {
        id: Some(tx(8)),
        ..post([Leg::debit("cash", cents(1)), Leg::credit("sales", cents(1))])
    };
    let refused = shop.refused(PostMany { transactions: vec![draft.clone(), draft] });
    assert_eq!(
        (refused.code.as_str(), &refused.fields["index"]),
        ("transaction_exists", &1.into())
    );
    let prices = ["1.5", "1,5"].map(|price| Price {
        currency: "USD".into(),
        quoted_in: "EUR".into(),
        at: time("2026-01-01"),
        price: price.into(),
    });
    let refused = shop.refused(RecordPrices { prices: prices.into() });
    assert_eq!((refused.code.as_str(), &refused.fields["index"]), ("text_invalid", &1.into()));
    let directive =
        |kind: &str| Directive { at: time("2026-01-01"), kind: kind.into(), body: Metadata::new() };
    let refused =
        shop.refused(KeepDirectives { directives: vec![directive("note"), directive("\0")] });
    assert_eq!((refused.code.as_str(), &refused.fields["index"]), ("text_invalid", &1.into()));
}

/// Codes are stable, distinct, snake case, and each says whether trying again may help.
#[test]
fn codes_and_transience_are_as_documented() {
    let codes: BTreeSet<&str> = Rejection::CODES.iter().copied().collect();
    assert_eq!(codes.len(), Rejection::CODES.len());
    assert!(codes.iter().all(|code| code.chars().all(|c| c.is_ascii_lowercase() || c == '_')));
    let shop = wrong();
    let transient = [
        shop.refused(transfer("none", "cash", 1)),
        shop.refused(transfer("frozen", "cash", 1)),
        shop.refused(transfer("floor", "cash", 1)),
        shop.refused(transfer("roof", "fees", 1)),
        shop.refused(reverse(tx(9), CorrectionDate::Current)),
        shop.refused(ReleaseHold { hold: hold_id(9) }),
    ];
    assert!(transient.iter().all(|failure| failure.retryable), "{transient:?}");
    let lasting = [
        shop.refused(transfer("closed", "cash", 1)),
        shop.refused(transfer("cash", "cash", 1)),
        shop.refused(transfer("brim", "fees", 1)),
        shop.refused(reverse(tx(2), CorrectionDate::Current)),
        shop.refused(ReleaseHold { hold: hold_id(4) }),
    ];
    assert!(lasting.iter().all(|failure| !failure.retryable), "{lasting:?}");
    // Messages name the input in backticks; fields hold the numbers behind them.
    let failure = shop.refused(transfer("floor", "cash", 12));
    assert_eq!(failure.message, "`floor` has `0.00 EUR` available, `0.12 EUR` is needed");
    assert_eq!(failure.fields.keys().collect::<Vec<_>>(), ["account", "available", "needed"]);
}

/// Codes of accounts: what a path may be.
#[test]
fn account_codes() {
    let shop = shop();
    let long = "é".repeat(255);
    for code in ["a", "a:b", "Aktiva:Konto Nr. 1", "資産:現金", "a;b", "с:🏦", long.as_str()]
    {
        shop.ok(OpenAccount::asset(code, EUR));
        let found = shop.ask(Accounts { tree: code.into(), tag: None });
        assert_eq!(found.iter().map(|it| it.account.as_str()).collect::<Vec<_>>(), [code]);
    }
    let too_long = "é".repeat(256);
    for code in [
        "",
        ":",
        "a:",
        ":a",
        "a::b",
        " a",
        "a ",
        "a: b",
        "a:\u{a0}b",
        "a\nb",
        "\u{0}",
        too_long.as_str(),
    ] {
        assert_eq!(shop.code(OpenAccount::asset(code, EUR)), "code_invalid", "{code:?}");
    }
    shop.verified();
}
