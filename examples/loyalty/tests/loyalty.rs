//! An app's own domain in one transaction with the ledger.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use moja::blocking::{Moja, Session};
use moja::core::batch::{Batch, Change};
use moja::core::store::Access;
use moja::core::tenant::Tenant;
use moja::prelude::*;
use moja::{AnyCommand, Builder, Failure};
use moja_example_loyalty::{Earn, GetPoints, Loyalty, LoyaltyRejection, Member, Redeem};
use serde_json::json;

fn open() -> (Moja, Session) {
    let moja = moja::blocking::open_memory(Builder::new().domain::<Loyalty>()).unwrap();
    let shop = moja.tenant("acme").acting_as("till-1");
    shop.run(OpenAccount::asset("cash", Currency::EUR)).unwrap();
    shop.run(OpenAccount::liability("wallet", Currency::EUR).no_overdraft()).unwrap();
    shop.run(OpenAccount::income("sales", Currency::EUR)).unwrap();
    shop.run(Transfer::new("cash", "wallet", cents(1_000))).unwrap();
    (moja, shop)
}

fn cents(minor: i128) -> Money {
    Money::new(minor, Currency::EUR)
}

fn pay(minor: i128) -> AnyCommand {
    Transfer::new("wallet", "sales", cents(minor)).into()
}

fn earn(points: i64) -> Earn {
    Earn { member: "ada".into(), points, reason: "sale".into() }
}

fn redeem(points: i64) -> Redeem {
    Redeem { member: "ada".into(), points, reason: "gift".into() }
}

/// (wallet, points, journal position)
fn state(shop: &Session) -> (i128, i64, i64) {
    let wallet = shop.query(GetBalance::now("wallet", Currency::EUR)).unwrap();
    let points = shop.query(GetPoints { member: "ada".into() }).unwrap();
    (wallet.normal.minor(), points.points, shop.head().unwrap().pos)
}

fn verified(moja: &Moja) {
    let report = moja.verify().unwrap();
    assert!(report.findings.is_empty(), "{:?}", report.findings);
}

#[test]
fn money_and_points_move_together_or_not_at_all() {
    let (moja, shop) = open();
    assert_eq!(state(&shop), (1_000, 0, 4));
    shop.all_or_nothing([pay(400), earn(40).into()]).unwrap();
    assert_eq!(state(&shop), (600, 40, 6));
    // The points are missing: no money moves. In either order.
    for unit in [[pay(100), redeem(41).into()], [redeem(41).into(), pay(100)]] {
        let (_, failure) = shop.all_or_nothing(unit).unwrap_err();
        assert_eq!(failure.code, "not_enough_points");
        assert_eq!((&failure.fields["points"], failure.retryable), (&json!(40), true));
    }
    // The money is missing: no points move.
    for unit in [[pay(601), redeem(40).into()], [redeem(40).into(), pay(601)]] {
        assert_eq!(shop.all_or_nothing(unit).unwrap_err().1.code, "insufficient_funds");
    }
    assert_eq!(state(&shop), (600, 40, 6));
    // A later member sees what an earlier one did.
    shop.all_or_nothing([earn(10).into(), redeem(50).into(), pay(600)]).unwrap();
    assert_eq!(state(&shop), (0, 0, 9));
    verified(&moja);
}

#[test]
fn the_domain_has_what_the_ledger_has() {
    let (moja, shop) = open();
    // Idempotency.
    let id = shop.new_command_id();
    assert!(!shop.run_as(id, earn(40)).unwrap().replayed);
    assert!(shop.run_as(id, earn(40)).unwrap().replayed);
    let failure = Failure::from(shop.run_as(id, earn(41)).unwrap_err());
    assert_eq!(failure.fields["field"], "points");
    // Dry runs, and commands and queries by name.
    shop.dry_run(redeem(40)).unwrap();
    let args = json!({"member": "ada", "points": 15, "reason": "gift"});
    shop.run_named(shop.new_command_id(), "loyalty.redeem", args).unwrap();
    let points = shop.query_named("loyalty.points", json!({"member": "ada"})).unwrap();
    assert_eq!(points, json!({"points": 25, "movements": [[40, "sale"], [-15, "gift"]]}));
    // The journal as an outbox, and as time travel.
    let last = shop.follow("mail", 100).unwrap().pop().unwrap();
    assert_eq!(
        (last.command.as_str(), last.events[0].name.as_str()),
        ("loyalty.redeem", "loyalty.moved")
    );
    let past = shop.as_of(last.pos - 1).unwrap();
    assert_eq!(past.query(GetPoints { member: "ada".into() }).unwrap().points, 40);
    // A description for agents and servers.
    let schema = moja.asynchronous().describe();
    let rejections = &schema["commands"]["loyalty.redeem"]["rejections"];
    assert_eq!(rejections, &json!(LoyaltyRejection::CODES));
    verified(&moja);
}

#[test]
fn each_rejection() {
    let (_, shop) = open();
    let code = |command: AnyCommand| shop.all_or_nothing([command]).unwrap_err().1.code;
    let nobody = |points| Redeem { member: "nobody".into(), ..redeem(points) };
    shop.run(earn(i64::MAX)).unwrap();
    let codes = [code(nobody(0).into()), code(nobody(1).into()), code(earn(1).into())];
    assert_eq!(codes, LoyaltyRejection::CODES);
}

/// Redeemed points are paid in the ledger, by the same commit: whichever way they are redeemed.
#[test]
fn what_is_redeemed_is_paid_by_the_programme() {
    let moja = moja::blocking::open_memory(moja_example_loyalty::shop()).unwrap();
    let shop = moja.tenant("acme").acting_as("till-1");
    shop.run(OpenAccount::income("sales", Currency::EUR)).unwrap();
    shop.run(earn(40)).unwrap();
    // There is no account to pay from: nothing is redeemed.
    let failure = Failure::from(shop.run(redeem(5)).unwrap_err());
    assert_eq!(failure.code, "consequence_refused");
    assert_eq!(failure.fields["command"], "ledger.transfer");
    assert_eq!(failure.fields["code"], "account_not_found");
    shop.run(OpenAccount::expense("loyalty", Currency::EUR)).unwrap();
    let head = shop.head().unwrap().pos;
    shop.run(redeem(5)).unwrap();
    let args = json!({"member": "ada", "points": 6, "reason": "gift"});
    let id = shop.new_command_id();
    for replayed in [false, true] {
        let done = shop.run_named(id, "loyalty.redeem", args.clone()).unwrap();
        assert_eq!(done.replayed, replayed);
    }
    shop.all_or_nothing([redeem(7), redeem(8)]).unwrap();
    assert_eq!(
        shop.all_or_nothing([redeem(1), redeem(99)]).unwrap_err().1.code,
        "not_enough_points"
    );
    let paid = |shop: &Session| {
        let paid = shop.query(GetBalance::now("loyalty", Currency::EUR)).unwrap();
        let points = shop.query(GetPoints { member: "ada".into() }).unwrap().points;
        (points, paid.balance.minor(), shop.head().unwrap().pos)
    };
    assert_eq!(paid(&shop), (14, 26, head + 8));
    verified(&moja);
}

/// A row that somebody alters behind the store's back does not go unnoticed.
#[test]
fn verify_runs_the_domains_own_check() {
    let (moja, shop) = open();
    shop.run(earn(40)).unwrap();
    let store = moja.asynchronous().engine().store().clone();
    pollster::block_on(async {
        let tenant = Tenant::new("acme").unwrap();
        let mut tx = store.begin(Access::Write, std::slice::from_ref(&tenant)).await.unwrap();
        let mut batch = Batch::new();
        batch.change(Change::of(Member::key("ada")).add(Member::COL_POINTS, 1));
        tx.apply(&tenant, batch).await.unwrap();
        tx.commit().await.unwrap();
    });
    let findings = moja.verify().unwrap().findings;
    assert!(findings.iter().any(|finding| finding.code == "points_differ"), "{findings:?}");
}
