//! The crash lab over orders (I7): after a kill or a power loss at any write, each flow is there
//! with its order, its number (I35), its goods and its money, or not at all.
#![cfg(feature = "commerce")]
#![allow(clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

mod commerce_support;
mod crash_lab;
mod flows_crash_support;
mod flows_support;

use commerce_support::*;
use flows_crash_support::{Ran, Script, execute, id};
use flows_support::*;
use moja::AnyCommand;
use moja::blocking::Session;
use moja::commerce::OrderId;
use moja::flows::*;
use moja::inventory::CreateItem;

const SCRIPT: Script = Script { flows: 13, furniture, run };

/// The order that flow `n` places.
fn placed(n: u64) -> OrderId {
    OrderId::from_uuid(id(n).consequence(0).as_uuid())
}

fn run(till: &Session, n: u64) -> Ran {
    let fulfil = |order| FulfilOrder { number: number("invoices"), ..FulfilOrder::new(order) };
    let back = |order| ReturnOrder { number: number("notes"), ..ReturnOrder::new(order) };
    match n {
        1 => execute(till, n, receive("tea", 20, 8_000)),
        2 => execute(till, n, receive("cup", 20, 3_999)),
        3 | 4 | 9 => execute(till, n, split_order(&[("tea", 3), ("cup", 2)])),
        5 => execute(till, n, FulfilOrder { parts: parts(&[(0, 1)]), ..fulfil(placed(3)) }),
        6 => execute(till, n, fulfil(placed(4))),
        7 => execute(till, n, FulfilOrder { parts: parts(&[(1, 2)]), ..fulfil(placed(3)) }),
        8 => execute(till, n, ReturnOrder { parts: parts(&[(0, 1)]), ..back(placed(3)) }),
        10 => execute(till, n, CancelOrder { order: placed(9) }),
        11 => execute(till, n, back(placed(4))),
        12 => execute(till, n, CancelOrder { order: placed(3) }),
        13 => execute(till, n, order(&[("cup", 1)])),
        _ => Err(format!("there is no flow {n}")),
    }
}

fn furniture() -> Vec<AnyCommand> {
    let mut commands: Vec<AnyCommand> = Vec::new();
    commands.extend(books().into_iter().map(AnyCommand::from));
    commands.extend(places().into_iter().map(AnyCommand::from));
    commands.push(group().into());
    commands.push(CreateItem::new("tea", "goods").into());
    commands.push(CreateItem::new("cup", "goods").into());
    commands.extend(commerce());
    commands
}

#[test]
fn i7_orders_survive_kill_and_power_loss_whole() {
    SCRIPT.survives_whole(600);
}

#[test]
fn i7_a_crashed_market_goes_on() {
    SCRIPT.goes_on();
}

#[test]
fn i7_a_full_disk_leaves_no_half_order() {
    SCRIPT.survives_a_full_disk(5, 30);
}
