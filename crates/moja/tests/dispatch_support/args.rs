//! Arguments with which every command and query of the dispatch table is accepted in a
//! [`World`](super::World).

use moja::commerce::Books;
use serde_json::{Value as Json, json};

use super::*;

/// Arguments with which a command is accepted, after those that come before it in the alphabet.
pub(crate) fn command_args(name: &str) -> Json {
    let made = |n: u64| id(MADE + n);
    let tea = json!([{ "item": "tea", "quantity": "1" }]);
    let why = json!({ "reason": "why" });
    let pay = json!([{ "debit": "cash", "credit": "sales", "amount": eur(1) }]);
    let cost = json!([{ "item": "tea", "quantity": "1", "cost": eur(1) }]);
    match name {
        "commerce.allocate" => json!({ "order": id(ORDERS) }),
        "commerce.cancel" => json!({ "order": id(ORDERS + 1) }),
        "commerce.close" => json!({ "order": id(ORDERS + 2) }),
        "commerce.invoice" => json!({ "order": id(ORDERS + 3), "number": number_of("invoices") }),
        "commerce.issue_number" => json!({ "number": number_of("receipts"), "reference": "why" }),
        "commerce.open_series" => json!({
            "series": "more", "kind": "receipt", "digits": 4, "first": 1, "prefix": "M-",
        }),
        "commerce.place" => json!({
            "id": made(6), "basis": { "quote": id(QUOTES) }, "number": number_of("orders"),
            "party": "clinic", "reference": "why",
        }),
        "commerce.quote" => json!({ "id": made(7), "cart": cart(), "party": "clinic" }),
        "commerce.refund" => json!({ "order": id(ORDERS + 4), "amount": eur(1) }),
        "commerce.return" => json!({ "order": id(ORDERS + 5) }),
        "commerce.set_price" => json!({ "item": "milk", "price": eur(2), "tax": "vat" }),
        "commerce.set_seller" => json!({
            "seller": "bob", "commission": { "rate": "5%" }, "account": "dues",
        }),
        "commerce.set_tax" => json!({ "tax": "duty", "rate": "7%" }),
        "commerce.ship" => json!({ "order": id(ORDERS + 6) }),
        "inventory.add_landed_cost" => json!({ "receipts": [id(RECEIPTS)], "amount": eur(1) }),
        "inventory.adjust" => json!({
            "location": "shelf", "loss": "lost", "paper": why,
            "lines": [{ "item": "milk", "quantity": "-1", "lot": "m1" }],
        }),
        "inventory.allot" => json!({
            "id": made(1), "device": "till", "location": "shelf", "lines": tea,
            "lease_until": "2026-03-02T00:00:00Z",
        }),
        "inventory.assemble" => json!({
            "from": "shelf", "to": "shelf", "production": "workshop", "inputs": tea,
            "outputs": [{ "item": "box", "quantity": "1" }],
        }),
        "inventory.change_costing" => json!({ "item": "box", "costing": "fifo" }),
        "inventory.change_item" => json!({ "item": "tea", "name": "leaves" }),
        "inventory.change_status" => json!({
            "location": "shelf", "lines": tea, "status": "damaged",
        }),
        "inventory.close_expectation" => json!({ "expected": id(EXPECTED) }),
        "inventory.close_period" => json!({ "until": "2026-01-01T00:00:00Z" }),
        "inventory.count" => json!({
            "location": "shelf", "loss": "lost", "lines": [{ "item": "box", "quantity": "7" }],
        }),
        "inventory.create_item" => json!({
            "code": "cup", "group": "goods", "variant_of": "tea",
        }),
        "inventory.create_location" => json!({
            "code": "cellar", "kind": "internal", "parent": "house",
        }),
        "inventory.define_components" => json!({
            "item": "box", "components": [{ "item": "tea", "quantity": "2" }],
        }),
        "inventory.define_group" => json!({ "code": "gifts", "currency": "EUR" }),
        "inventory.describe_lot" => json!({
            "item": "milk", "lot": "m1", "dates": { "alert_at": "2026-03-10T00:00:00Z" },
        }),
        "inventory.disassemble" => json!({
            "from": "shelf", "to": "shelf", "production": "workshop",
            "input": { "item": "box", "quantity": "1" },
        }),
        "inventory.dispatch_transfer" => json!({
            "id": made(2), "from": "shelf", "transit": "van", "to": "back", "lines": tea,
        }),
        "inventory.expect" => json!({
            "id": made(3), "item": "tea", "quantity": "1", "location": "shelf",
            "due_at": "2026-03-09T00:00:00Z",
        }),
        "inventory.extend_allotment" => json!({
            "allotment": id(ALLOTTED), "lease_until": "2026-03-03T00:00:00Z",
        }),
        "inventory.extend_reservation" => json!({ "reservation": id(HELD), "expires_in_s": 5 }),
        "inventory.free_lot" => json!({ "item": "milk", "lot": "m3" }),
        "inventory.hold_lot" => json!({ "item": "milk", "lot": "m3", "reason": "why" }),
        "inventory.lose_transfer" => json!({
            "transfer": id(MOVED), "loss": "lost", "lines": tea, "paper": why,
        }),
        "inventory.move" => json!({ "from": "shelf", "to": "back", "lines": tea }),
        "inventory.recall_lot" => json!({ "item": "milk", "lot": "m3", "reason": "why" }),
        "inventory.receive" => json!({
            "from": "vendor", "to": "shelf", "expected": id(EXPECTED + 1), "lines": cost,
        }),
        "inventory.receive_transfer" => json!({ "transfer": id(MOVED + 1) }),
        "inventory.release_reservation" => json!({ "reservation": id(HELD + 1) }),
        "inventory.reserve" => json!({
            "id": made(4), "from": "shelf", "party": "clinic",
            "lines": [{ "item": "milk", "quantity": "1", "lot": "m1" }],
        }),
        "inventory.return_allotment" => json!({ "allotment": id(ALLOTTED + 1), "lines": tea }),
        "inventory.return_from_customer" => json!({ "shipment": id(SHIPMENTS), "to": "shelf" }),
        "inventory.return_to_supplier" => json!({
            "receipt": id(RECEIPTS + 1), "from": "shelf", "lines": tea,
        }),
        "inventory.revalue" => json!({ "item": "tea", "value": eur(50), "reason": "why" }),
        "inventory.set_policy" => json!({ "item": "tea", "location": "shelf" }),
        "inventory.set_shelf_rule" => json!({ "party": "clinic", "days": 3 }),
        "inventory.ship" => json!({ "from": "shelf", "to": "client", "lines": tea }),
        "inventory.ship_reservation" => json!({
            "reservation": id(HELD + 2), "to": "client", "lines": tea,
        }),
        "inventory.spend_allotment" => json!({
            "allotment": id(ALLOTTED + 2), "from": "shelf", "to": "client", "lines": tea,
        }),
        "inventory.transfer_rights" => json!({
            "allotment": id(ALLOTTED + 3), "id": made(5), "device": "till-2", "lines": tea,
        }),
        "ledger.capture_hold" => json!({ "hold": id(HOLDS), "id": made(8) }),
        "ledger.change_limits" => json!({
            "account": "purse", "currency": "EUR", "max_balance": eur(9_000_000),
        }),
        "ledger.change_control" => json!({
            "account": "spare", "currency": "EUR", "controlled_by": "why",
        }),
        "ledger.close_account" => json!({ "account": "spare", "currency": "EUR" }),
        "ledger.declare_currency" => {
            json!({ "currency": "PTS/0", "metadata": { "note": "why" } })
        }
        "ledger.describe_account" => json!({
            "account": "purse", "currency": "EUR", "tags": ["why"], "metadata": { "note": "why" },
        }),
        "ledger.freeze_account" => json!({ "account": "ice", "currency": "EUR" }),
        "ledger.keep_directives" => json!({
            "directives": [{ "at": AT, "kind": "why", "body": { "note": "why" } }],
        }),
        "ledger.open_account" => json!({
            "code": "fund", "currency": "EUR", "kind": "asset", "tags": ["why"],
            "metadata": { "note": "why" },
        }),
        "ledger.place_hold" => json!({
            "id": made(9), "debit": "vault", "credit": "purse", "amount": eur(1),
            "details": details(),
        }),
        "ledger.post" => json!({ "id": made(10), "legs": legs(), "details": details() }),
        "ledger.post_many" => json!({
            "transactions": [{ "id": made(11), "legs": legs(), "details": details() }],
        }),
        "ledger.record_prices" => json!({
            "prices": [{ "at": AT, "currency": "USD", "price": "0.9", "quoted_in": "EUR" }],
        }),
        "ledger.refund" => json!({
            "transaction": id(PAID), "amount": eur(1), "date": "original", "details": details(),
        }),
        "ledger.release_hold" => json!({ "hold": id(HOLDS + 1) }),
        "ledger.reopen_account" => json!({ "account": "shut", "currency": "EUR" }),
        "ledger.reverse" => json!({
            "transaction": id(PAID + 1), "date": "current", "details": details(),
        }),
        "ledger.sweep_holds" => json!({ "account": "purse", "currency": "EUR" }),
        "ledger.transfer" => json!({
            "id": made(12), "debit": "purse", "credit": "gain", "amount": eur(1),
            "narration": "why", "reference": "ref",
        }),
        "ledger.transfer_many" => json!({
            "transfers": [{ "debit": "purse", "credit": "gain", "amount": eur(1) }],
        }),
        "ledger.unfreeze_account" => json!({ "account": "ice", "currency": "EUR" }),
        "outbox.ack" => json!({ "sink": "feed", "pos": 4 }),
        "outbox.lease" => json!({ "sink": "feed", "holder": "relay", "for_ms": 1_000 }),
        "outbox.park" => json!({ "sink": "feed", "pos": 5, "cause": "why", "holder": "relay" }),
        "outbox.release" => json!({ "sink": "feed", "holder": "relay" }),
        "outbox.retry" => json!({ "sink": "feed", "pos": 2 }),
        "outbox.skip" => json!({ "sink": "feed", "pos": 3, "reason": "why" }),
        "shop.cancel_order" => json!({ "order": id(ORDERS + 7) }),
        "shop.fulfil" => json!({ "order": id(ORDERS + 8), "number": number_of("invoices") }),
        "shop.place_order" => place_order(&made(13)),
        "shop.return_order" => json!({ "order": id(ORDERS + 9), "number": number_of("notes") }),
        "shop.move_between_shops" => json!({
            "from": "shelf", "transit": "van", "to": "back", "lines": tea, "payments": pay,
        }),
        "shop.receive_goods" => json!({
            "from": "vendor", "to": "shelf", "lines": cost, "bills": pay,
        }),
        "shop.return_sale" => json!({
            "shipment": id(SHIPMENTS + 1), "to": "shelf", "lines": tea, "payments": pay,
        }),
        "shop.sell" => json!({
            "from": "shelf", "to": "client", "lines": tea, "payments": pay,
            "allotment": id(ALLOTTED + 2),
        }),
        "shop.write_off" => json!({
            "location": "shelf", "loss": "lost", "lines": tea, "payments": pay, "paper": why,
        }),
        _ => panic!("say here how `{name}` is accepted"),
    }
}

/// Arguments with which a query answers.
pub(crate) fn query_args(name: &str) -> Json {
    match name {
        "inventory.allotments" => json!({ "device": "till", "ended": true }),
        "inventory.availability" => json!({ "items": ["tea", "milk"], "location": "shelf" }),
        "inventory.available_to_promise" => json!({ "item": "tea", "by": "2026-04-01T00:00:00Z" }),
        "inventory.classification" => json!({ "group": "goods" }),
        "inventory.document" => json!({ "document": id(RECEIPTS) }),
        "inventory.expiring" => json!({ "before": "2027-01-01T00:00:00Z", "location": "shelf" }),
        "inventory.forecast" => {
            json!({ "item": "tea", "method": { "moving_average": { "periods": 2 } } })
        }
        "inventory.item" => json!({ "item": "tea" }),
        "inventory.items" => json!({ "group": "goods" }),
        "inventory.locations" => json!({}),
        "inventory.lots" => json!({ "item": "milk", "empty": true }),
        "inventory.movements" => json!({ "item": "milk", "lot": "m1" }),
        "inventory.order_quantity" => json!({
            "item": "tea", "location": "shelf", "order_cost": eur(9), "holding_cost": eur(1),
        }),
        "inventory.recall" => json!({ "item": "milk", "lot": "m1" }),
        "inventory.reorder" => json!({ "location": "shelf" }),
        "inventory.reservation" => json!({ "reservation": id(HELD) }),
        "inventory.reservations" => json!({ "reference": "ref" }),
        "inventory.scan" => json!({ "barcode": BARCODE }),
        "inventory.stock" => json!({ "location": "shelf" }),
        "inventory.trace" => json!({ "item": "milk", "lot": "m2", "direction": "backward" }),
        "inventory.valuation" => json!({ "group": "goods" }),
        "commerce.order" => json!({ "order": id(ORDERS) }),
        "commerce.orders" => json!({ "party": "clinic" }),
        "commerce.prices" => json!({ "item": "tea" }),
        "commerce.quote" => json!({ "quote": id(QUOTES) }),
        "commerce.series" => json!({}),
        "commerce.settlement" => json!({ "order": id(ORDERS) }),
        "ledger.accounts" => json!({ "tree": "purse" }),
        "ledger.balance" => json!({ "account": "purse", "currency": "EUR" }),
        "ledger.balance_sheet" => json!({}),
        "ledger.balances" => json!({ "tree": "purse" }),
        "ledger.directives" => json!({}),
        "ledger.entries" => json!({ "account": "purse" }),
        "ledger.hold" => json!({ "hold": id(HOLDS) }),
        "ledger.holds" => json!({ "account": "purse", "currency": "EUR" }),
        "ledger.income_statement" => {
            json!({ "from": "2026-01-01T00:00:00Z", "to": "2027-01-01T00:00:00Z" })
        }
        "ledger.prices" => json!({}),
        "ledger.statement" => json!({ "account": "purse", "currency": "EUR" }),
        "ledger.transaction" => json!({ "transaction": id(PAID) }),
        "ledger.transactions" => json!({ "reference": "ref" }),
        "ledger.trial_balance" => json!({}),
        "outbox.cursors" => json!({}),
        "shop.tie_out" => json!({}),
        _ => panic!("say here how `{name}` answers"),
    }
}

const AT: &str = "2026-01-01T00:00:00Z";

fn details() -> Json {
    json!({
        "narration": "why", "payee": "clinic", "reference": "ref", "tags": ["why"],
        "links": ["why"], "metadata": { "note": "why" },
    })
}

fn legs() -> Json {
    json!([{ "account": "purse", "amount": eur(1) }, { "account": "gain", "amount": eur(-1) }])
}

fn number_of(series: &str) -> Json {
    json!({ "series": series })
}

pub(super) fn cart() -> Json {
    json!({ "currency": "EUR", "lines": [{ "item": "tea", "quantity": "1" }] })
}

/// An order of one piece of tea, paid from the till.
pub(super) fn place_order(order: &str) -> Json {
    json!({
        "id": order, "basis": { "cart": cart() }, "goods": { "from": "shelf", "to": "client" },
        "books": Books::customary("cash"), "number": number_of("orders"), "party": "clinic",
        "reference": "ref",
    })
}
