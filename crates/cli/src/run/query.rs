//! Queries by name, the schema, and the outbox.

use moja::domain::Rejection;
use moja::{Ack, Builder, CommandError, Cursors, Failure, Outcome, Park, Retry, Skip};
use pollster::block_on;
use serde_json::{Value as Json, json};

use crate::args::{self, Globals};
use crate::fail::Stop;
use crate::out::{Grid, Out};
use crate::store::{Missing, open, session};

pub(super) fn run(globals: &Globals, args: &args::Query, out: &mut Out) -> Result<(), Stop> {
    let json = match &args.args {
        None => Json::Null,
        Some(text) => serde_json::from_str(text).map_err(|error| {
            Failure::invalid("invalid_json", format!("the arguments are not JSON: {error}"))
        })?,
    };
    let moja = open(globals, Missing::Refuse)?;
    let session = session(globals, &moja);
    let answer = match args.known_pos {
        None => block_on(session.query_named(&args.name, json))?,
        Some(pos) => {
            let past = block_on(session.as_of(pos))?;
            if past.pos() < pos {
                let message = format!("the journal ends at position {}, before {pos}", past.pos());
                return Err(Failure::invalid("position_unknown", message).into());
            }
            block_on(past.query_any(&args.name, json))?
        }
    };
    if out.is_json() { out.object(&answer) } else { out.pretty(&answer) }
}

pub(super) fn schema(out: &mut Out) -> Result<(), Stop> {
    let schema = Builder::new().registry().describe();
    if out.is_json() { out.object(&schema) } else { out.pretty(&schema) }
}

pub(super) fn outbox(globals: &Globals, command: &args::Outbox, out: &mut Out) -> Result<(), Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let session = session(globals, &moja);
    match command {
        args::Outbox::Follow { sink, limit } => {
            for delivery in block_on(session.follow(sink, *limit))? {
                out.object(&delivery)?;
            }
            Ok(())
        }
        args::Outbox::Ack { sink, pos } => {
            let ack = Ack { sink: sink.clone(), pos: *pos, holder: None };
            finish(block_on(session.run(ack)), out)
        }
        args::Outbox::Park { sink, pos, cause } => {
            let park = Park { sink: sink.clone(), pos: *pos, cause: cause.clone(), holder: None };
            finish(block_on(session.run(park)), out)
        }
        args::Outbox::Retry { sink, pos } => {
            finish(block_on(session.run(Retry { sink: sink.clone(), pos: *pos })), out)
        }
        args::Outbox::Skip { sink, pos, reason } => {
            let skip = Skip { sink: sink.clone(), pos: *pos, reason: reason.clone() };
            finish(block_on(session.run(skip)), out)
        }
        args::Outbox::Cursors => {
            let cursors = block_on(session.query(Cursors {}))?;
            if out.is_json() {
                return cursors.iter().try_for_each(|cursor| out.object(cursor));
            }
            let mut grid = Grid::new(&["sink", ">position", ">journal's end", ">parked"]);
            for cursor in &cursors {
                let numbers = [cursor.pos.to_string(), cursor.head.to_string()];
                let parked = cursor.parked.len().to_string();
                let [pos, head] = &numbers;
                grid.row([cursor.sink.as_str(), pos, head, &parked]);
            }
            out.table(&grid)
        }
    }
}

fn finish<R: Rejection>(
    result: Result<Outcome<()>, CommandError<R>>,
    out: &mut Out,
) -> Result<(), Stop> {
    let _ = result.map_err(Failure::from)?;
    if out.is_json() { out.object(&json!({ "ok": true })) } else { Ok(()) }
}
