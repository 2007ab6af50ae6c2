//! Delivering the journal.

use futures_util::future::select;
use moja::{Failure, FailureKind};
use moja_relay::{Options, Poison, Relay, Report, connect};
use serde_json::json;
use tokio::runtime::Builder;

use crate::args::{self, Globals};
use crate::fail::{self, Stop};
use crate::out::Out;
use crate::store::{Missing, open};

pub(super) fn run(globals: &Globals, args: &args::Relay, out: &mut Out) -> Result<(), Stop> {
    let moja = open(globals, Missing::Refuse)?;
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failure("runtime_failed", error.to_string()))?;
    let report = runtime.block_on(async {
        let secret = std::env::var("MOJA_WEBHOOK_SECRET").ok();
        let sink = connect(&args.to, secret.as_deref()).await;
        let sink = sink.map_err(|error| failure(error.code(), error.to_string()))?;
        let mut options = Options::default();
        if args.past_parked {
            options.poison = Poison::GoOn;
        }
        let relay = Relay::new(moja.clone(), &args.sink, sink).options(options);
        let report = match args.once {
            true => relay.drain().await,
            false => relay.run(told_to_stop()).await,
        };
        report.map_err(Stop::from)
    })?;
    tell(report, args.to == "-", out)
}

/// The receiver cannot be had: a failure of the outside world, like that of a store.
fn failure(code: &str, message: String) -> Stop {
    let kind = match code {
        "target_unreachable" | "runtime_failed" => FailureKind::Store,
        _ => FailureKind::Invalid,
    };
    Failure { kind, ..Failure::invalid(code, message) }.into()
}

/// Control-C, or the signal by which services are ended.
async fn told_to_stop() {
    let interrupt = Box::pin(async {
        // Where there are no signals, it goes on until it is killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    });
    #[cfg(unix)]
    let end = Box::pin(async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                let _ = signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    });
    #[cfg(not(unix))]
    let end = Box::pin(std::future::pending::<()>());
    let _ = select(interrupt, end).await;
}

/// On standard output, unless the events themselves went there.
fn tell(report: Report, occupied: bool, out: &mut Out) -> Result<(), Stop> {
    let Report { delivered, parked, stopped } = report;
    if out.is_json() && !occupied {
        out.object(&json!({
            "ok": true, "delivered": delivered, "parked": parked, "stopped": stopped,
        }))?;
    } else if !occupied {
        out.line(format!("{delivered} entries delivered, {parked} parked"))?;
    }
    if stopped > 0 {
        let message = format!("{stopped} streams stand at a parked entry: `moja outbox cursors`");
        let told = fail::refused("streams_stopped", message);
        return Err(told.into());
    }
    Ok(())
}
