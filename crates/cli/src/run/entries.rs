//! Statements and entries.

use moja::Session;
use moja::core::currency::Currency;
use moja::ledger::{Accounts, Details, Entries, Statement, StatementView};
use pollster::block_on;
use serde_json::json;

use crate::args::{self, Globals};
use crate::fail::{Stop, refused};
use crate::out::{Grid, Out};
use crate::store::{Missing, open, session};
use crate::time::show;

/// Lines asked for at once.
const PAGE: u32 = 10_000;

/// Payee and narration for people.
fn text(details: &Details) -> String {
    let parts = [&details.payee, &details.narration];
    parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" | ")
}

pub(super) fn statement(
    globals: &Globals,
    args: &args::Statement,
    out: &mut Out,
) -> Result<(), Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let session = session(globals, &moja);
    let accounts = Accounts { tree: args.account.clone(), tag: None };
    let currencies: Vec<Currency> = block_on(session.query(accounts))?
        .into_iter()
        .filter(|account| account.account == args.account)
        .map(|account| account.currency)
        .filter(|currency| args.currency.as_ref().is_none_or(|code| code == currency.code()))
        .collect();
    if currencies.is_empty() {
        let message = match &args.currency {
            Some(currency) => format!("there is no account `{}` in `{currency}`", args.account),
            None => format!("there is no account `{}`", args.account),
        };
        return Err(refused("account_not_found", message).into());
    }
    for currency in currencies {
        one_statement(&session, args, currency, out)?;
    }
    Ok(())
}

fn one_statement(
    session: &Session,
    args: &args::Statement,
    currency: Currency,
    out: &mut Out,
) -> Result<(), Stop> {
    let mut query = Statement {
        account: args.account.clone(),
        currency,
        from: args.span.from,
        to: args.span.to,
        known_at: args.span.known_at,
        limit: Some(PAGE),
        after: None,
    };
    let mut page = block_on(session.query(query.clone()))?;
    let code = currency.code();
    if out.is_json() {
        let opening = page.opening.amount_text();
        out.object(&json!({
            "type": "opening", "account": args.account, "currency": code, "balance": opening,
        }))?;
        loop {
            json_lines(&page, code, out)?;
            let Some(next) = page.next else { break };
            query.after = Some(next);
            page = block_on(session.query(query.clone()))?;
        }
        let closing = page.closing.amount_text();
        return out.object(&json!({
            "type": "closing", "account": args.account, "currency": code, "balance": closing,
        }));
    }
    out.line(format!("{} in {code}", args.account))?;
    let mut grid = Grid::new(&["date", "text", "other side", ">amount", ">balance"]);
    grid.row(["", "opening balance", "", "", &page.opening.amount_text()]);
    loop {
        for line in &page.lines {
            grid.row([
                show(line.effective_at).as_str(),
                &text(&line.details),
                &in_short(&line.counter_accounts),
                &line.amount.amount_text(),
                &line.running.amount_text(),
            ]);
        }
        let Some(next) = page.next else { break };
        query.after = Some(next);
        page = block_on(session.query(query.clone()))?;
    }
    grid.row(["", "closing balance", "", "", &page.closing.amount_text()]);
    out.table(&grid)
}

fn json_lines(page: &StatementView, code: &str, out: &mut Out) -> Result<(), Stop> {
    for line in &page.lines {
        out.object(&json!({
            "type": "line",
            "account": page.account,
            "currency": code,
            "effective_at": line.effective_at,
            "recorded_at": line.recorded_at,
            "transaction": line.transaction,
            "counter_accounts": line.counter_accounts,
            "amount": line.amount.amount_text(),
            "balance": line.running.amount_text(),
            "details": line.details,
        }))?;
    }
    Ok(())
}

pub(super) fn entries(globals: &Globals, args: &args::Entries, out: &mut Out) -> Result<(), Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let metadata = args.meta.as_ref().map(|meta| match meta.split_once('=') {
        Some((key, value)) => (key.to_owned(), Some(value.to_owned())),
        None => (meta.clone(), None),
    });
    let query = Entries {
        account: args.account.clone(),
        currency: args.currency.clone(),
        from: args.span.from,
        to: args.span.to,
        known_at: args.span.known_at,
        amount_at_least: args.min.clone(),
        amount_at_most: args.max.clone(),
        tag: args.tag.clone(),
        link: args.link.clone(),
        metadata,
        newest_first: args.newest_first,
        limit: Some(args.limit),
        after: args.after,
    };
    let page = block_on(session(globals, &moja).query(query))?;
    let next = page.next.map(|next| next.map(|number| number.to_string()).join(","));
    if out.is_json() {
        for entry in &page.entries {
            out.object(&json!({
                "account": entry.account,
                "currency": entry.amount.currency().code(),
                "amount": entry.amount.amount_text(),
                "effective_at": entry.effective_at,
                "recorded_at": entry.recorded_at,
                "transaction": entry.transaction,
                "pos": entry.pos,
                "details": entry.details,
            }))?;
        }
        return next.map_or(Ok(()), |next| out.object(&json!({ "next": next })));
    }
    let mut grid = Grid::new(&["date", "account", "text", ">amount", "currency"]);
    for entry in &page.entries {
        grid.row([
            show(entry.effective_at).as_str(),
            &entry.account,
            &text(&entry.details),
            &entry.amount.amount_text(),
            entry.amount.currency().code(),
        ]);
    }
    out.table(&grid)?;
    next.map_or(Ok(()), |next| out.line(format!("more: --after {next}")))
}

/// The accounts on the other side, as many as fit on a line.
fn in_short(accounts: &[String]) -> String {
    match accounts {
        [first, second, rest @ ..] if rest.len() > 1 => {
            format!("{first}, {second} and {} more", rest.len())
        }
        few => few.join(", "),
    }
}
