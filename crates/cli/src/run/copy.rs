//! Copy: tenants from one store to another.

use std::io::{self, Write as _};

use moja::Failure;
use moja::copy::{Copied, CopyProgress, copy};
use pollster::block_on;
use serde_json::json;

use super::upkeep;
use crate::args::{self, Globals};
use crate::fail::{self, Stop};
use crate::out::Out;
use crate::progress;
use crate::store::{Missing, builder, must_exist, scope};

pub(super) fn run(globals: &Globals, args: &args::Copy, out: &mut Out) -> Result<(), Stop> {
    must_exist(&args.from)?;
    for one in carry(globals, args)? {
        let Copied { head, written } = one;
        if out.is_json() {
            out.object(&json!({ "ok": true, "tenant": head.tenant, "pos": head.pos,
                "hash": head.hash, "written": written }))?;
        } else {
            let (tenant, pos, hash) = (head.tenant, head.pos, head.hash);
            let what = match written {
                0 => "was there before".to_owned(),
                rows => format!("{rows} rows written"),
            };
            out.line(format!("{tenant}: {what}, journal ends at {pos} with {hash}"))?;
        }
    }
    out.flush()?;
    if args.no_verify {
        return Ok(());
    }
    upkeep::verify(&Globals { store: args.to.clone(), ..globals.clone() }, out)
}

fn carry(globals: &Globals, args: &args::Copy) -> Result<Vec<Copied>, Stop> {
    let tenants = globals.tenant.is_some().then(|| scope(globals)).transpose()?;
    let tenants = tenants.map(|(tenant, _)| [tenant]);
    let (reading, writing) = (builder(Missing::Refuse), builder(Missing::Create));
    let (from, to) = (reading.store(&args.from)?, writing.store(&args.to)?);
    let schema = reading.registry().schema();
    let bar = progress::bar("copying");
    let told = |done: &CopyProgress| {
        bar.set_length(done.total);
        bar.set_position(done.rows);
        if globals.json {
            // Whoever reads no more is told so at the end.
            let _ = writeln!(
                io::stdout(),
                "{}",
                json!({ "tenant": done.tenant, "table": done.table, "rows": done.rows,
                    "total": done.total })
            );
        }
    };
    let tenants = tenants.as_ref().map(|tenants| tenants.as_slice());
    let copied = block_on(copy(from.as_ref(), to.as_ref(), &schema, tenants, &mut { told }));
    bar.finish_and_clear();
    for store in [from, to] {
        // What is committed is durable.
        if let Err(error) = block_on(store.close()) {
            fail::warn(&error.into(), globals.json);
        }
    }
    Ok(copied.map_err(Failure::from)?)
}
