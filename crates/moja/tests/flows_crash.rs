//! The crash lab over the flows (I7): after a kill or a power loss at any write, each flow is
//! there with its stock, its cost, its postings and its money, or not at all.
#![cfg(feature = "inventory")]
#![allow(clippy::arithmetic_side_effects, reason = "a test fails by panicking")]

mod crash_lab;
mod flows_crash_support;
mod flows_support;

use flows_crash_support::{Ran, Script, execute, id};
use flows_support::*;
use moja::AnyCommand;
use moja::blocking::Session;
use moja::flows::*;
use moja::inventory::{CreateItem, DocumentId};

const SCRIPT: Script = Script { flows: 12, furniture, run };

fn shipment(n: u64) -> DocumentId {
    DocumentId::from_uuid(id(n).consequence(2).as_uuid())
}

/// Flow `n`, counted from 1: always the same one, so that it can be sent again.
fn run(till: &Session, n: u64) -> Ran {
    let item = if n.is_multiple_of(2) { "tea" } else { "cup" };
    match n {
        0 => Err("there is no flow 0".to_owned()),
        1 | 2 => {
            let bill = ("liabilities:received-not-invoiced", "supplier:smith", eur(8_000));
            let bill = Payment::new(bill.0, bill.1, bill.2);
            execute(till, n, receive(item, 20, 8_000).billed(bill))
        }
        _ => {
            match n % 6 {
                0 => execute(till, n, ReturnSale::new(shipment(n - 2), "shop-1")),
                1 => {
                    let moved = MoveBetweenShops::new("shop-1", "shop-2", [pieces(item, 1)]);
                    execute(till, n, moved.through("transit"))
                }
                2 => {
                    let lost = WriteOff::new("shop-1", "loss", [pieces(item, 1)], "broken");
                    execute(till, n, lost)
                }
                3 => execute(till, n, receive(item, 3, 1_000)),
                _ => {
                    let sale = Sell::new("shop-1", "customer", [pieces(item, 1)])
                        .paid(Payment::new("cash", "sales", eur(500)));
                    execute(till, n, sale)
                }
            }
        }
    }
}

fn furniture() -> Vec<AnyCommand> {
    let mut commands: Vec<AnyCommand> = Vec::new();
    commands.extend(books().into_iter().map(AnyCommand::from));
    commands.extend(places().into_iter().map(AnyCommand::from));
    commands.push(group().into());
    commands.push(CreateItem::new("tea", "goods").into());
    commands.push(CreateItem::new("cup", "goods").into());
    commands
}

#[test]
fn i7_flows_survive_kill_and_power_loss_whole() {
    SCRIPT.survives_whole(600);
}

#[test]
fn i7_a_crashed_shop_goes_on() {
    SCRIPT.goes_on();
}

#[test]
fn i7_a_full_disk_leaves_no_half_flow() {
    SCRIPT.survives_a_full_disk(4, 30);
}
