//! How the store is.

use moja::{Failure, Health};
use pollster::block_on;
use serde_json::{Value as Json, json};

use crate::args::Globals;
use crate::fail::{STORE, Stop};
use crate::out::{Grid, Out};
use crate::store::{Missing, open};

pub(super) fn run(globals: &Globals, out: &mut Out) -> Result<(), Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let health = match &globals.tenant {
        Some(tenant) => block_on(moja.health_for(tenant))?,
        None => block_on(moja.health())?,
    };
    if out.is_json() { lines(&health, out) } else { tables(&health, out) }?;
    out.flush()?;
    if health.writable { Ok(()) } else { Err(Stop::Exit(STORE)) }
}

/// A line about the store, then one for each tenant.
fn lines(health: &Health, out: &mut Out) -> Result<(), Stop> {
    let mut store = serde_json::to_value(health).map_err(|error| {
        // Only a defect of its own declaration keeps it from being written.
        Failure::invalid("not_json", error.to_string())
    })?;
    if let Json::Object(fields) = &mut store {
        fields.remove("tenants");
        fields.insert("ok".to_owned(), json!(health.writable));
    }
    out.object(&store)?;
    health.tenants.iter().try_for_each(|tenant| out.object(tenant))
}

fn tables(health: &Health, out: &mut Out) -> Result<(), Stop> {
    let mut grid = Grid::new(&["store", health.store]);
    let mut row = |name: &str, value: &str| grid.row([name, value]);
    if let Some(version) = &health.version {
        row("version", version);
    }
    row("answers in", &milliseconds(health.read_us));
    match &health.unwritable {
        None => row("can be written in", &milliseconds(health.write_us)),
        Some(why) => row("CANNOT BE WRITTEN", &format!("{} ({})", why.message, why.code)),
    }
    for (name, bytes) in [("file", health.file_bytes), ("log", health.log_bytes)] {
        if let Some(bytes) = bytes {
            row(name, &format!("{bytes} bytes"));
        }
    }
    row("tenants", &health.tenants_total.to_string());
    out.table(&grid)?;
    let headers = ["tenant", ">journal's end", "sink", ">position", ">behind", ">parked"];
    let mut grid = Grid::new(&headers);
    for tenant in &health.tenants {
        let head = if tenant.copying { "copying".to_owned() } else { tenant.head.to_string() };
        if tenant.sinks.is_empty() {
            grid.row([tenant.tenant.as_str(), &head, "", "", "", ""]);
        }
        for sink in &tenant.sinks {
            let numbers = [sink.pos.to_string(), sink.lag.to_string(), sink.parked.to_string()];
            let [pos, lag, parked] = &numbers;
            grid.row([tenant.tenant.as_str(), &head, &sink.sink, pos, lag, parked]);
        }
    }
    if !health.tenants.is_empty() {
        out.table(&grid)?;
    }
    Ok(())
}

fn milliseconds(us: u64) -> String {
    let (whole, part) = (us.checked_div(1_000), us.checked_rem(1_000));
    format!("{}.{:03} ms", whole.unwrap_or(0), part.unwrap_or(0))
}
