//! Random flows: the books say what the stock is worth at every commit and as of every date
//! (I22), and a flow is there as a whole or not at all (I7).
#![cfg(feature = "inventory")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

mod flows_support;

use flows_support::*;
use moja::core::as_of::AsOf;
use moja::core::command::Outcome;
use moja::core::currency::Currency;
use moja::core::engine::AnyCommand;
use moja::core::money::Money;
use moja::flows::*;
use moja::inventory::{
    Adjust, Costing, CreateItem, DefineGroup, DocumentId, Line, Paper, PostingAccounts,
    ReceiptLine, StandardCost, Tracking,
};
use moja::{Failure, core};
use proptest::prelude::*;

/// Items of every costing: two of one group, one of a group in another currency, three of a group
/// that shares the first one's account.
const ITEMS: [&str; 6] = ["tea", "cup", "jar", "mug", "bar", "pill"];

/// The one with lots.
const LOTS: usize = 5;

#[derive(Clone, Debug)]
enum Step {
    Receive { item: usize, lot: u8, quantity: i64, cents: i64 },
    Sell { lines: Vec<(usize, i64)>, cents: i64 },
    Return { nth: usize, item: usize, quantity: i64 },
    Move { item: usize, quantity: i64, back: bool, transit: bool },
    WriteOff { item: usize, lot: u8, quantity: i64 },
    Find { item: usize, lot: u8, quantity: i64 },
}

/// A step at a time before now, or several in one unit.
type Act = (Vec<Step>, u32);

fn step() -> impl Strategy<Value = Step> {
    let item = || 0..ITEMS.len();
    prop_oneof![
        4 => (item(), 0..3_u8, 1..40_i64, 0..50_000_i64)
            .prop_map(|(item, lot, quantity, cents)| Step::Receive { item, lot, quantity, cents }),
        4 => (prop::collection::vec((item(), 1..12_i64), 1..4), 0..900_i64)
            .prop_map(|(lines, cents)| Step::Sell { lines, cents }),
        2 => (0..9_usize, item(), 1..6_i64)
            .prop_map(|(nth, item, quantity)| Step::Return { nth, item, quantity }),
        1 => (item(), 1..15_i64, any::<bool>(), any::<bool>())
            .prop_map(|(item, quantity, back, transit)| Step::Move { item, quantity, back, transit }),
        1 => (item(), 0..3_u8, 1..9_i64)
            .prop_map(|(item, lot, quantity)| Step::WriteOff { item, lot, quantity }),
        1 => (item(), 0..3_u8, 1..9_i64)
            .prop_map(|(item, lot, quantity)| Step::Find { item, lot, quantity }),
    ]
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let days = prop_oneof![3 => Just(0_u32), 1 => 1..40_u32];
    prop::collection::vec((prop::collection::vec(step(), 1..3), days), 30..80)
}

/// Why a random step may be refused; the books never refuse one.
const REFUSALS: [&str; 8] = [
    "insufficient_stock",
    "insufficient_funds",
    "exceeds_rest",
    "lines_missing",
    "before_original",
    "value_negative",
    "document_not_found",
    "lot_not_found",
];

fn open() -> Shops {
    let shops = shops();
    for account in stock_accounts(&PostingAccounts::customary(), Currency::USD) {
        shops.ok(opened(account));
    }
    let group = |code: &str, currency| DefineGroup {
        code: code.into(),
        currency,
        accounts: Some(PostingAccounts::customary()),
    };
    shops.ok(group("imports", Currency::USD));
    shops.ok(group("gifts", EUR));
    shops.ok(CreateItem::new("jar", "imports").costing(Costing::Fifo));
    shops.ok(CreateItem::new("mug", "gifts").costing(Costing::Fifo));
    let standard_cost = Some(StandardCost { cost: eur(731), per: 1.into() });
    let bar = CreateItem::new("bar", "gifts").costing(Costing::Standard);
    shops.ok(CreateItem { standard_cost, ..bar });
    let pill = CreateItem::new(ITEMS[LOTS], "gifts").tracking(Tracking::Lot);
    shops.ok(pill.costing(Costing::Lot));
    shops
}

impl Shops {
    fn paper(&self, days: u32) -> Paper {
        let day = std::time::Duration::from_secs(86_400);
        let now = core::time::Clock::now(&self.clock);
        let at = now.as_micros() - i64::try_from((day * days).as_micros()).unwrap();
        let at = (days > 0).then(|| core::time::Timestamp::from_micros(at));
        Paper { effective_at: at, reason: Some("random".into()), ..Paper::default() }
    }

    fn command(&self, step: &Step, days: u32, sales: &[DocumentId]) -> AnyCommand {
        let paper = self.paper(days);
        let line = |item: usize, quantity| pieces(ITEMS[item], quantity);
        let of_lot = |item: usize, lot: u8, quantity| -> Line {
            let line = line(item, quantity);
            if item == LOTS { line.lot(format!("lot-{lot}")) } else { line }
        };
        match step {
            Step::Receive { item, lot, quantity, cents } => {
                let currency = if ITEMS[*item] == "jar" { Currency::USD } else { EUR };
                let cost = Money::new(i128::from(*cents), currency);
                let lines = [ReceiptLine::new(of_lot(*item, *lot, *quantity), cost)];
                let flow = ReceiveGoods::new("supplier", "shop-1", lines);
                ReceiveGoods { paper, ..flow }.into()
            }
            Step::Sell { lines, cents } => {
                let lines = lines.iter().map(|(item, quantity)| line(*item, *quantity));
                let flow = Sell::new("shop-1", "customer", lines).paid(Payment::new(
                    "wallet:ada",
                    "sales",
                    eur(*cents),
                ));
                Sell { paper, ..flow }.into()
            }
            Step::Return { nth, item, quantity } => {
                let shipment = sales.iter().rev().nth(*nth).copied().unwrap_or(DocumentId::nil());
                let lines = vec![line(*item, *quantity)];
                ReturnSale { paper, lines, ..ReturnSale::new(shipment, "shop-1") }.into()
            }
            Step::Move { item, quantity, back, transit } => {
                let (from, to) = if *back { ("shop-2", "shop-1") } else { ("shop-1", "shop-2") };
                let flow = MoveBetweenShops::new(from, to, [line(*item, *quantity)]);
                let flow = if *transit { flow.through("transit") } else { flow };
                MoveBetweenShops { paper, ..flow }.into()
            }
            Step::WriteOff { item, lot, quantity } => {
                let lines = [of_lot(*item, *lot, *quantity)];
                let flow = WriteOff::new("shop-1", "loss", lines, "random");
                WriteOff { paper, ..flow }.into()
            }
            Step::Find { item, lot, quantity } => Adjust {
                location: "shop-2".into(),
                loss: "loss".into(),
                lines: vec![of_lot(*item, *lot, *quantity)],
                paper,
            }
            .into(),
        }
    }
}

/// The shipments among the answers.
fn shipments(outcomes: &[Outcome<serde_json::Value>]) -> Vec<DocumentId> {
    let ids = outcomes.iter().filter_map(|outcome| outcome.value.get("shipment"));
    ids.map(|id| id.as_str().unwrap().parse().unwrap()).collect()
}

fn lines(shops: &Shops, as_of: AsOf) -> Vec<TieOutLine> {
    let lines = shops.till.query(TieOut { as_of }).unwrap();
    for line in &lines {
        assert!(line.ties(), "{as_of:?}: {line:?}");
    }
    lines
}

proptest! {
    // Of 64 cases that say something, at most 16 more may say little.
    #![proptest_config(ProptestConfig { cases: 64, max_global_rejects: 16, ..ProptestConfig::default() })]

    /// I22, I7.
    #[test]
    fn the_books_say_what_stock_is_worth(acts in acts(), moments in prop::collection::vec((0..45_u32, any::<prop::sample::Index>()), 30)) {
        let shops = open();
        let mut sales = Vec::new();
        let mut commits = Vec::new();
        let mut accepted = 0;
        for (steps, days) in &acts {
            shops.pass(3_600);
            let before = shops.till.head().unwrap();
            let unit: Vec<AnyCommand> =
                steps.iter().map(|step| shops.command(step, *days, &sales)).collect();
            match shops.till.all_or_nothing(unit) {
                Ok(outcomes) => {
                    accepted += outcomes.len();
                    sales.extend(shipments(&outcomes));
                }
                Err((_, Failure { code, message, .. })) => {
                    prop_assert!(REFUSALS.contains(&code.as_str()), "{code}: {message}");
                    prop_assert_eq!(shops.till.head().unwrap(), before);
                }
            }
            commits.push((shops.till.head().unwrap().pos, lines(&shops, AsOf::NOW)));
        }
        // As of any date, as known at any commit; and what was known then is what was true then.
        for (days, commit) in moments {
            let (pos, then) = commit.get(&commits);
            let known = AsOf { known_pos: Some(*pos), ..AsOf::NOW };
            prop_assert_eq!(&lines(&shops, known), then);
            lines(&shops, AsOf { at: shops.paper(days + 1).effective_at, ..known });
            lines(&shops, AsOf { at: shops.paper(days + 1).effective_at, ..AsOf::NOW });
        }
        let (pos, then) = &commits[commits.len() / 2];
        prop_assert_eq!(&shops.till.as_of(*pos).unwrap().query(TieOut::default()).unwrap(), then);
        shops.verified();
        prop_assume!(accepted > 3);
    }
}
