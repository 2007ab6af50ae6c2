//! What is where, what it is worth, where it went, and what a barcode means.

use moja::core::as_of::AsOf;
use moja::core::time::Timestamp;
use moja::flows::{TieOut, TieOutLine};
use moja::inventory::{
    Expiring, Recall, RecallView, Reorder, ScanBarcode, Stock, StockLine, Trace, TraceDirection,
    TraceView, Valuation,
};
use pollster::block_on;
use serde_json::json;

use super::report::as_of;
use crate::args::{self, Globals};
use crate::fail::Stop;
use crate::out::{Grid, Out};
use crate::store::{Missing, open, session};
use crate::time;

fn day(at: Option<Timestamp>) -> String {
    at.map(time::show).unwrap_or_default()
}

pub(super) fn stock(globals: &Globals, args: &args::Stock, out: &mut Out) -> Result<(), Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let query = Stock {
        item: args.item.clone(),
        lot: args.lot.clone(),
        location: args.location.clone(),
        as_of: as_of(args.as_of),
    };
    let lines = block_on(session(globals, &moja).query(query))?;
    stock_lines(&lines, out)
}

fn stock_lines(lines: &[StockLine], out: &mut Out) -> Result<(), Stop> {
    if out.is_json() {
        return lines.iter().try_for_each(|line| out.object(line));
    }
    let headers =
        ["item", "location", "lot", "expires", "status", ">on hand", ">reserved", "unit", "owner"];
    let mut grid = Grid::new(&headers);
    for line in lines {
        let expires = day(line.expires_at);
        let on_hand = line.on_hand.to_string();
        let reserved = line.reserved.map(|quantity| quantity.to_string()).unwrap_or_default();
        let cells = [
            line.item.as_str(),
            &line.location,
            line.lot.as_deref().unwrap_or_default(),
            &expires,
            line.status.code(),
            &on_hand,
            &reserved,
            &line.unit,
            line.owner.as_deref().unwrap_or_default(),
        ];
        grid.row(cells);
    }
    out.table(&grid)
}

pub(super) fn value(globals: &Globals, args: &args::Value, out: &mut Out) -> Result<(), Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let session = session(globals, &moja);
    let as_of = as_of(args.as_of);
    let query = Valuation { group: args.group.clone(), item: args.item.clone(), as_of };
    let view = block_on(session.query(query))?;
    // Accounts belong to all of the stock, so that a part of it has nothing to tie with.
    let is_all = args.group.is_none() && args.item.is_none();
    let ties = if is_all { block_on(session.query(TieOut { as_of }))? } else { Vec::new() };
    if out.is_json() {
        for line in &view.lines {
            out.object(&json!({
                "type": "line",
                "item": line.item,
                "lot": line.lot,
                "group": line.group,
                "quantity": line.quantity,
                "value": line.value,
            }))?;
        }
        for total in &view.totals {
            out.object(&json!({ "type": "total", "value": total }))?;
        }
        return ties.iter().try_for_each(|line| {
            out.object(&json!({
                "type": "account",
                "account": line.account,
                "stock": line.stock,
                "ledger": line.ledger,
                "ties": line.ties(),
            }))
        });
    }
    let mut grid = Grid::new(&["group", "item", "lot", ">quantity", ">value"]);
    for line in &view.lines {
        let (quantity, value) = (line.quantity.to_string(), line.value.to_string());
        let lot = line.lot.as_deref().unwrap_or_default();
        grid.row([line.group.as_str(), &line.item, lot, &quantity, &value]);
    }
    for total in &view.totals {
        grid.row(["= total", "", "", "", &total.to_string()]);
    }
    out.table(&grid)?;
    if ties.is_empty() {
        return Ok(());
    }
    let mut grid = Grid::new(&["account", ">stock", ">ledger", ""]);
    for line in &ties {
        let verdict = if line.ties() { "ties" } else { "DIFFERS" };
        grid.row([
            line.account.as_str(),
            &line.stock.to_string(),
            &line.ledger.to_string(),
            verdict,
        ]);
    }
    out.table(&grid)?;
    let all = ties.iter().all(TieOutLine::ties);
    out.line(if all { "stock and ledger tie" } else { "stock and ledger DIFFER" })
}

pub(super) fn trace(globals: &Globals, args: &args::Trace, out: &mut Out) -> Result<(), Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let session = session(globals, &moja);
    let (item, lot) = (args.item.clone(), args.lot.clone());
    let direction = if args.backward { TraceDirection::Backward } else { TraceDirection::Forward };
    let query = Trace { item: item.clone(), lot: lot.clone(), direction };
    let view = block_on(session.query(query))?;
    if args.backward {
        return traced(&view, out);
    }
    let recall = block_on(session.query(Recall { item, lot }))?;
    traced(&view, out)?;
    reached(&recall, out)
}

fn traced(view: &TraceView, out: &mut Out) -> Result<(), Stop> {
    if out.is_json() {
        for lot in &view.lots {
            let (item, code, distance) = (&lot.item, &lot.lot, lot.distance);
            out.object(&json!({
                "type": "lot", "item": item, "lot": code, "distance": distance,
            }))?;
        }
        return view.steps.iter().try_for_each(|step| {
            let (parent, child, quantity) = (&step.parent, &step.child, step.quantity);
            out.object(&json!({
                "type": "step",
                "parent": { "item": parent.0, "lot": parent.1 },
                "child": { "item": child.0, "lot": child.1 },
                "quantity": quantity,
            }))
        });
    }
    let mut grid = Grid::new(&["item", "lot", ">steps away"]);
    for lot in &view.lots {
        grid.row([lot.item.as_str(), &lot.lot, &lot.distance.to_string()]);
    }
    out.table(&grid)
}

/// Who has what of the lots, and what is still here.
fn reached(view: &RecallView, out: &mut Out) -> Result<(), Stop> {
    if out.is_json() {
        for customer in &view.customers {
            out.object(&json!({
                "type": "customer",
                "party": customer.party,
                "item": customer.item,
                "lot": customer.lot,
                "quantity": customer.quantity,
                "references": customer.references,
            }))?;
        }
        return view.stock.iter().try_for_each(|place| {
            out.object(&json!({
                "type": "stock",
                "location": place.location,
                "item": place.item,
                "lot": place.lot,
                "status": place.status,
                "quantity": place.quantity,
            }))
        });
    }
    let mut grid = Grid::new(&["where", "item", "lot", "status", ">quantity", "references"]);
    for place in &view.stock {
        let quantity = place.quantity.to_string();
        let status = place.status.code();
        grid.row([place.location.as_str(), &place.item, &place.lot, status, &quantity, ""]);
    }
    for customer in &view.customers {
        let quantity = customer.quantity.to_string();
        let party = customer.party.as_deref().unwrap_or("a customer without a name");
        let references = customer.references.join(", ");
        grid.row([party, &customer.item, &customer.lot, "delivered", &quantity, &references]);
    }
    out.table(&grid)
}

pub(super) fn expiring(
    globals: &Globals,
    args: &args::Expiring,
    out: &mut Out,
) -> Result<(), Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let query = Expiring { before: args.before, location: args.location.clone() };
    let lines = block_on(session(globals, &moja).query(query))?;
    if out.is_json() {
        return lines.iter().try_for_each(|line| out.object(line));
    }
    let mut grid =
        Grid::new(&["expires", "item", "lot", "location", "status", ">on hand", "expired"]);
    for line in &lines {
        let expired = if line.expired { "yes" } else { "" };
        grid.row([
            time::show(line.expires_at).as_str(),
            &line.item,
            &line.lot,
            &line.location,
            line.status.code(),
            &line.on_hand.to_string(),
            expired,
        ]);
    }
    out.table(&grid)
}

pub(super) fn reorder(globals: &Globals, args: &args::Reorder, out: &mut Out) -> Result<(), Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let query = Reorder { location: args.location.clone() };
    let lines = block_on(session(globals, &moja).query(query))?;
    if out.is_json() {
        return lines.iter().try_for_each(|line| out.object(line));
    }
    let mut grid = Grid::new(&["item", "location", ">position", ">threshold", ">order", "arrives"]);
    for line in &lines {
        grid.row([
            line.item.as_str(),
            &line.location,
            &line.position.to_string(),
            &line.threshold.to_string(),
            &line.order.to_string(),
            &time::show(line.arrives_at),
        ]);
    }
    out.table(&grid)
}

pub(super) fn scan(globals: &Globals, barcode: &str, out: &mut Out) -> Result<(), Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let session = session(globals, &moja);
    let view = block_on(session.query(ScanBarcode { barcode: barcode.to_owned() }))?;
    let lines = match &view.item {
        None => Vec::new(),
        // A lot that was never received has no stock, and asking for it is an error.
        Some(_) if view.lot.is_some() && !view.lot_known => Vec::new(),
        Some(item) => {
            let (item, lot) = (Some(item.clone()), view.lot.clone());
            let query = Stock { item, lot, location: None, as_of: AsOf::default() };
            block_on(session.query(query))?
        }
    };
    if out.is_json() {
        return out.object(&json!({ "scan": view, "stock": lines }));
    }
    let mut grid = Grid::new(&["scanned", ""]);
    let expires = view.expires_at.map(time::show);
    let of_unit = view.quantity.map(|quantity| quantity.to_string());
    let known = if view.lot_known { "" } else { " (not known)" };
    let lot = view.lot.as_ref().map(|lot| format!("{lot}{known}"));
    let facts = [
        ("item", Some(view.item.as_deref().unwrap_or("none has this barcode"))),
        ("unit", view.unit.as_deref()),
        ("base units", of_unit.as_deref()),
        ("lot", lot.as_deref()),
        ("good until", expires.as_deref()),
    ];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            grid.row([name, fact]);
        }
    }
    for (identifier, content) in &view.elements {
        grid.row([format!("({identifier})").as_str(), content]);
    }
    out.table(&grid)?;
    if lines.is_empty() { Ok(()) } else { stock_lines(&lines, out) }
}
