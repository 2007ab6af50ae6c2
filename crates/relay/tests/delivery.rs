//! What a relay promises, with sinks that fail as they are told.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use moja::{Cursors, Retry, Skip};
use moja_relay::{Failure, Poison, Relay};
use support::{Taker, books, ids, open, quick, shared, transfer, until};
use tokio::test;

#[test]
async fn every_event_arrives_once_and_in_order_while_nothing_fails() {
    let moja = books(&["a", "b", "c"], 100).await;
    let (taker, sink) = shared(Taker::new());
    let report = Relay::new(moja.clone(), "copy", sink.clone()).options(quick()).drain().await;
    assert_eq!(report.unwrap().delivered, 306);
    for tenant in ["a", "b", "c"] {
        assert_eq!(taker.ids(tenant), ids(tenant, 102));
    }
    // The cursor lasts; what is new comes next, and nothing else.
    transfer(&moja, "b", 3).await;
    let report = Relay::new(moja, "copy", sink).options(quick()).drain().await.unwrap();
    assert_eq!((report.delivered, report.parked, report.stopped), (3, 0, 0));
    assert_eq!(taker.ids("b"), ids("b", 105));
}

#[test]
async fn nothing_is_skipped_while_a_sink_cannot_be_reached() {
    let moja = books(&["a"], 50).await;
    let down = |_: &str, times| (times < 3).then(|| Failure::Unavailable("down".to_owned()));
    let (taker, sink) = shared(Taker::answering(down));
    let report = Relay::new(moja, "copy", sink).options(quick()).drain().await.unwrap();
    assert_eq!((report.delivered, report.parked), (52, 0));
    assert_eq!(taker.new_ids("a"), ids("a", 52));
}

/// R15 of the reliability specification: parked with its cause after so many attempts; its stream
/// stops, other streams go on; nothing is skipped silently; `retry` and `skip` are audited.
#[test]
async fn a_refused_event_stops_its_own_stream_until_somebody_decides() {
    let moja = books(&["a", "b"], 10).await;
    let healed = Arc::new(AtomicBool::new(false));
    let seen = healed.clone();
    let answer = move |id: &str, _: usize| match id {
        "a/5/0" if !seen.load(Ordering::Relaxed) => Some(Failure::Refused("no".to_owned())),
        "a/9/0" => Some(Failure::Poison("never".to_owned())),
        _ => None,
    };
    let (taker, sink) = shared(Taker::answering(answer));
    let drain = async || {
        let relay = Relay::new(moja.clone(), "copy", sink.clone()).options(quick());
        relay.drain().await.unwrap()
    };
    let report = drain().await;
    assert_eq!((report.delivered, report.parked, report.stopped), (16, 1, 1));
    assert_eq!(taker.ids("a"), ids("a", 4));
    assert_eq!(taker.ids("b"), ids("b", 12));
    let person = moja.tenant("a").acting_as("ada");
    let parked = async || {
        let cursors = person.query(Cursors {}).await.unwrap();
        let parked = &cursors.first().unwrap().parked;
        parked.iter().map(|one| (one.pos, one.cause.clone())).collect::<Vec<_>>()
    };
    assert_eq!(parked().await, [(5, "no".to_owned())]);
    assert_eq!(drain().await.stopped, 1);

    // A retry that fails again stays parked; one that goes through lets the stream go on.
    let retry = || Retry { sink: "copy".to_owned(), pos: 5 };
    let _ = person.run(retry()).await.unwrap();
    let report = drain().await;
    assert_eq!((report.delivered, report.parked, report.stopped), (0, 1, 1));
    healed.store(true, Ordering::Relaxed);
    let _ = person.run(retry()).await.unwrap();
    let report = drain().await;
    assert_eq!((report.delivered, report.parked, report.stopped), (4, 1, 1));
    assert_eq!(parked().await, [(9, "never".to_owned())]);
    let skip = Skip { sink: "copy".to_owned(), pos: 9, reason: "known to the bank".to_owned() };
    let _ = person.run(skip).await.unwrap();
    let report = drain().await;
    // The decisions themselves are in the journal: 10, 11, 12 and retry, retry, skip.
    assert_eq!((report.delivered, report.stopped), (6, 0));
    let mut all = ids("a", 15);
    all.retain(|id| id != "a/9/0");
    assert_eq!(taker.ids("a"), all);
    assert!(moja.verify().await.unwrap().is_ok());
}

#[test]
async fn a_stream_may_go_on_past_what_is_parked() {
    let moja = books(&["a"], 10).await;
    let answer = |id: &str, _: usize| match id {
        "a/5/0" => Some(Failure::Poison("never".to_owned())),
        _ => None,
    };
    let (taker, sink) = shared(Taker::answering(answer));
    let mut options = quick();
    options.poison = Poison::GoOn;
    let report = Relay::new(moja, "copy", sink).options(options).drain().await.unwrap();
    assert_eq!((report.delivered, report.parked, report.stopped), (11, 1, 0));
    let mut all = ids("a", 12);
    all.retain(|id| id != "a/5/0");
    assert_eq!(taker.ids("a"), all);
}

#[tokio::test(flavor = "multi_thread")]
async fn several_relays_share_the_work_and_repeat_none_of_it() {
    let tenants = ["a", "b", "c", "d", "e", "f"];
    let moja = books(&tenants, 60).await;
    let (taker, sink) = shared(Taker::slow(Duration::from_micros(200)));
    let relays = (0..4).map(|_| {
        let relay = Relay::new(moja.clone(), "copy", sink.clone()).options(quick());
        tokio::spawn(async move { relay.drain().await.unwrap() })
    });
    let relays: Vec<_> = relays.collect();
    let mut delivered = 0;
    for relay in relays {
        delivered += relay.await.unwrap().delivered;
    }
    assert_eq!(delivered, 6 * 62);
    for tenant in tenants {
        assert_eq!(taker.ids(tenant), ids(tenant, 62));
    }
}

#[test]
async fn another_relay_takes_over_from_one_that_died() {
    let moja = books(&["a"], 20).await;
    let (_, stuck) = shared(Taker::slow(Duration::from_secs(3600)));
    let mut options = quick();
    options.lease = Duration::from_millis(300);
    let dies = Relay::new(moja.clone(), "copy", stuck).options(options.clone());
    // Given up while it delivers, so that it cannot give its lease back.
    let late = tokio::time::timeout(Duration::from_millis(100), dies.drain()).await;
    assert!(late.is_err());
    let holder = async || {
        let cursors = moja.tenant("a").acting_as("ada").query(Cursors {}).await.unwrap();
        cursors.first().and_then(|view| view.holder.clone())
    };
    let (taker, sink) = shared(Taker::new());
    let report = Relay::new(moja.clone(), "copy", sink).options(options).drain().await.unwrap();
    assert_eq!(report.delivered, 22);
    assert_eq!(taker.ids("a"), ids("a", 22));
    assert_eq!(holder().await, None);
}

#[test]
async fn a_running_relay_delivers_what_happens_and_stops_when_told() {
    let moja = books(&["a"], 1).await;
    let (taker, sink) = shared(Taker::new());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let relay = Relay::new(moja.clone(), "copy", sink).options(quick());
    let relay = tokio::spawn(relay.run(async move {
        let _ = stopped.await;
    }));
    until(|| taker.ids("a") == ids("a", 3)).await;
    // A tenant that is new, and more of an old one.
    open(&moja, "b").await;
    transfer(&moja, "a", 5).await;
    until(|| taker.ids("a") == ids("a", 8) && taker.ids("b") == ids("b", 2)).await;
    stop.send(()).unwrap();
    assert_eq!(relay.await.unwrap().unwrap().delivered, 10);
}
