//! Balances and reports.

use moja::ledger::{
    BalanceSheet, Balances, IncomeStatement, ReportLine, ReportView, TrialBalance, TrialBalanceLine,
};
use pollster::block_on;
use serde_json::json;

use crate::args::{self, Globals};
use crate::fail::Stop;
use crate::out::{Grid, Out};
use crate::store::{Missing, open, session};

pub(super) fn as_of(args: args::AsOf) -> moja::ledger::AsOf {
    moja::ledger::AsOf { at: args.at, known_at: args.known_at, known_pos: None }
}

pub(super) fn balances(
    globals: &Globals,
    args: &args::Balances,
    out: &mut Out,
) -> Result<(), Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let query =
        Balances { tree: args.tree.clone(), as_of: as_of(args.as_of), skip_zero: !args.all };
    let lines = block_on(session(globals, &moja).query(query))?;
    if out.is_json() {
        return lines.iter().try_for_each(|line| out.object(line));
    }
    let mut grid = Grid::new(&["account", ">balance", "currency"]);
    for line in &lines {
        grid.row([line.account.as_str(), &line.balance, &line.currency]);
    }
    out.table(&grid)
}

pub(super) fn trial_balance(
    globals: &Globals,
    args: args::AsOf,
    out: &mut Out,
) -> Result<(), Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let view = block_on(session(globals, &moja).query(TrialBalance { as_of: as_of(args) }))?;
    if out.is_json() {
        for (kind, lines) in [("line", &view.lines), ("total", &view.totals)] {
            for TrialBalanceLine { account, currency, debit, credit } in lines {
                let account = (kind == "line").then_some(account);
                out.object(&json!({
                    "type": kind,
                    "account": account,
                    "currency": currency,
                    "debit": debit,
                    "credit": credit,
                }))?;
            }
        }
        return out.object(&json!({ "type": "result", "balanced": view.balanced }));
    }
    let mut grid = Grid::new(&["account", ">debit", ">credit", "currency"]);
    for line in &view.lines {
        grid.row([line.account.as_str(), &line.debit, &line.credit, &line.currency]);
    }
    for total in &view.totals {
        grid.row(["= total", &total.debit, &total.credit, &total.currency]);
    }
    out.table(&grid)?;
    out.line(if view.balanced { "balanced" } else { "NOT balanced" })
}

pub(super) fn balance_sheet(
    globals: &Globals,
    args: args::AsOf,
    out: &mut Out,
) -> Result<(), Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let view = block_on(session(globals, &moja).query(BalanceSheet { as_of: as_of(args) }))?;
    sections(&view, out)?;
    if out.is_json() {
        return out.object(&json!({ "type": "result", "balanced": view.balanced }));
    }
    out.line(if view.balanced { "balanced" } else { "NOT balanced" })
}

pub(super) fn income_statement(
    globals: &Globals,
    args: args::IncomeStatement,
    out: &mut Out,
) -> Result<(), Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let query = IncomeStatement { from: args.from, to: args.to, known_at: args.known_at };
    let view = block_on(session(globals, &moja).query(query))?;
    sections(&view, out)
}

fn sections(view: &ReportView, out: &mut Out) -> Result<(), Stop> {
    if out.is_json() {
        for section in &view.sections {
            for (kind, lines) in [("line", &section.lines), ("total", &section.totals)] {
                for ReportLine { account, currency, amount } in lines {
                    let account = (kind == "line").then_some(account);
                    out.object(&json!({
                        "type": kind,
                        "section": section.name,
                        "account": account,
                        "currency": currency,
                        "amount": amount,
                    }))?;
                }
            }
        }
        return Ok(());
    }
    let mut grid = Grid::new(&["section", "account", ">amount", "currency"]);
    for section in &view.sections {
        for line in &section.lines {
            grid.row([section.name.as_str(), &line.account, &line.amount, &line.currency]);
        }
        for total in &section.totals {
            grid.row([section.name.as_str(), "= total", &total.amount, &total.currency]);
        }
    }
    out.table(&grid)
}
