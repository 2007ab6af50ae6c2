//! Sinks that follow the journal.

use std::sync::Arc;
use std::time::Duration;

use moja_core::engine::AnyCommand;
use moja_core::health::{SinkHealth, TENANTS_MAX};
use moja_core::outbox::{Ack, Cursors, Due, Lease, Park, Poison, Release, Retry, Skip};
use moja_core::store::StoreErrorKind;
use moja_core::tenant::Tenant;
use moja_core::time::Clock as _;

use crate::Backend;
use crate::check::{Check, Failed, check, same};
use crate::intercept::Intercepted;
use crate::probe::{Add, Put, Sketch};
use crate::random::Random;
use crate::rig::{Rig, code};
use crate::slow::Slow;

fn ack(sink: &str, pos: i64) -> Ack {
    Ack { sink: sink.to_owned(), pos, holder: None }
}

fn park(sink: &str, pos: i64) -> Park {
    Park { sink: sink.to_owned(), pos, cause: "no route".to_owned(), holder: None }
}

/// R15: at least once, in order, and nothing is skipped silently.
pub async fn sinks_follow_acknowledge_and_park(backend: Arc<dyn Backend>) -> Check {
    let rig = Rig::start(backend.open()?).await?;
    for no in 1..=5 {
        rig.done(Put { sketch: Sketch::new(no) }).await?;
    }
    let positions = async |limit| {
        let deliveries = rig.engine.follow(&rig.tenant, "mail", limit).await?;
        Ok::<_, moja_core::store::StoreError>(
            deliveries.iter().map(|delivery| delivery.pos).collect::<Vec<_>>(),
        )
    };
    same!(positions(3).await?, [1, 2, 3]);
    same!(positions(3).await?, [1, 2, 3]);
    let delivery = rig.engine.follow(&rig.tenant, "mail", 1).await?;
    let delivery = delivery.first().cloned();
    same!(delivery.as_ref().map(|one| one.id.as_str()), Some("acme/1"));
    let events = delivery.map(|one| one.events).unwrap_or_default();
    same!(events.iter().map(|event| event.name.as_str()).collect::<Vec<_>>(), ["probe.put"]);
    let before = rig.head().await?;
    rig.done(ack("mail", 2)).await?;
    same!(positions(10).await?, [3, 4, 5]);
    // An older position changes nothing; one behind the journal's end is refused.
    rig.done(ack("mail", 1)).await?;
    same!(positions(1).await?, [3]);
    same!(rig.run(ack("mail", 6)).await.err().map(code), Some("position_unknown".to_owned()));
    same!(rig.run(ack("mail", 0)).await.err().map(code), Some("position_unknown".to_owned()));
    same!(rig.run(ack("", 1)).await.err().map(code), Some("sink_invalid".to_owned()));
    same!(rig.run(ack(&"x".repeat(129), 1)).await.err().map(code), Some("sink_invalid".to_owned()));
    for wrong in [1, 2, 4, 5] {
        same!(rig.run(park("mail", wrong)).await.err().map(code), Some("not_next".to_owned()));
    }
    rig.done(park("mail", 3)).await?;
    same!(rig.run(park("mail", 2)).await.err().map(code), Some("not_next".to_owned()));
    same!(positions(10).await?, [4, 5]);
    let cursors = rig.engine.query(&rig.tenant, &Cursors {}).await?;
    let mail = cursors.first().map(|view| (view.pos, view.head, view.parked.len()));
    same!(mail, Some((3, 5, 1)));
    rig.done(ack("mail", 5)).await?;
    rig.done(ack("mail", 3)).await?;
    let cursors = rig.engine.query(&rig.tenant, &Cursors {}).await?;
    same!(cursors.first().map(|view| (view.pos, view.parked.len())), Some((5, 0)));
    // Sinks, and tenants, are apart; cursors are not journaled.
    rig.done(park("other", 1)).await?;
    same!(rig.engine.query(&rig.tenant, &Cursors {}).await?.len(), 2);
    let stranger = rig.of("stranger")?;
    same!(stranger.engine.follow(&stranger.tenant, "mail", 9).await?.len(), 0);
    same!(rig.head().await?, before);
    // They last.
    let again = Rig::seeded(backend.open()?, 2).await?;
    again.done(Put { sketch: Sketch::new(6) }).await?;
    let deliveries = again.engine.follow(&again.tenant, "mail", 9).await?;
    same!(deliveries.iter().map(|delivery| delivery.pos).collect::<Vec<_>>(), [6]);
    // The first engine hears of the other's row.
    rig.done(ack("mail", 6)).await?;
    same!(positions(9).await?, Vec::<i64>::new());
    rig.healthy().await
}

pub async fn a_sink_sees_the_commands_of_its_own_group(backend: Arc<dyn Backend>) -> Check {
    let rig = Rig::start(backend.open()?).await?;
    rig.done(Put { sketch: Sketch::new(1) }).await?;
    rig.done(ack("s", 1)).await?;
    for round in 0..3 {
        let head = rig.head().await?.pos;
        let add = || AnyCommand::from(Add { no: 1, delta: 1 });
        let all: Vec<AnyCommand> = vec![
            add(),
            ack("s", head + 1).into(),
            add(),
            park("s", head + 2).into(),
            ack("s", head + 3).into(),
        ];
        let all = all.into_iter().map(|command| (rig.id(), command)).collect();
        let results = rig.engine.run_any(&rig.tenant, &rig.actor, all).await?;
        let codes: Vec<Option<String>> =
            results.into_iter().map(|one| one.err().map(|failure| failure.code)).collect();
        let unknown = Some("position_unknown".to_owned());
        same!(codes, [None, None, None, None, unknown], "round {round}");
        same!(rig.head().await?.pos, head + 2);
        // A unit that is undone takes its positions with it.
        let refused = rig.unit(vec![add(), ack("s", head + 3).into(), ack("s", 999).into()]).await;
        check!(refused.is_err_and(|(at, _)| at == 2), "a position of the future was acknowledged");
        let refused = rig.run(ack("s", head + 3)).await;
        same!(refused.err().map(code), Some("position_unknown".to_owned()));
    }
    Ok(())
}

/// What a person decides of a parked event is journaled, and the past can be replayed with it.
pub async fn parked_events_are_retried_or_given_up(backend: Arc<dyn Backend>) -> Check {
    let rig = Rig::start(backend.open()?).await?;
    for no in 1..=4 {
        rig.done(Put { sketch: Sketch::new(no) }).await?;
    }
    let retry = |pos| Retry { sink: "mail".to_owned(), pos };
    let skip = |pos, reason: &str| Skip { sink: "mail".to_owned(), pos, reason: reason.to_owned() };
    let due = async |poison| {
        Ok::<_, moja_core::store::StoreError>(
            match rig.engine.due(&rig.tenant, "mail", 2, poison).await? {
                Due::Retry(one) => ("retry", vec![one.pos]),
                Due::Parked { pos } => ("parked", vec![pos]),
                Due::Next(next) => ("next", next.iter().map(|one| one.pos).collect()),
            },
        )
    };
    same!(due(Poison::Stop).await?, ("next", vec![1, 2]));
    same!(rig.run(retry(1)).await.err().map(code), Some("not_parked".to_owned()));
    for pos in 1..=3 {
        rig.done(park("mail", pos)).await?;
    }
    same!(due(Poison::Stop).await?, ("parked", vec![1]));
    same!(due(Poison::GoOn).await?, ("next", vec![4]));
    rig.done(retry(3)).await?;
    rig.done(retry(1)).await?;
    rig.done(retry(1)).await?;
    same!(due(Poison::GoOn).await?, ("retry", vec![1]));
    // Delivered at last; failed once more, with a new cause; given up.
    rig.done(ack("mail", 1)).await?;
    let cause = "still no route".to_owned();
    same!(due(Poison::Stop).await?, ("retry", vec![3]));
    rig.done(Park { cause: cause.clone(), ..park("mail", 3) }).await?;
    same!(due(Poison::Stop).await?, ("parked", vec![2]));
    same!(rig.run(skip(2, "")).await.err().map(code), Some("reason_invalid".to_owned()));
    rig.done(retry(2)).await?;
    rig.done(skip(2, "sent by hand")).await?;
    same!(due(Poison::Stop).await?, ("parked", vec![3]));
    same!(rig.run(skip(2, "again")).await.err().map(code), Some("not_parked".to_owned()));
    let cursors = rig.engine.query(&rig.tenant, &Cursors {}).await?;
    let parked = cursors.first().map(|view| view.parked.clone()).unwrap_or_default();
    let parked: Vec<_> = parked.into_iter().map(|one| (one.pos, one.cause, one.retried)).collect();
    same!(parked, [(3, cause, false)]);
    let journal = rig.engine.follow(&rig.tenant, "audit", 99).await?;
    let commands: Vec<&str> = journal.iter().skip(4).map(|one| one.command.as_str()).collect();
    let retries = ["outbox.retry"; 4];
    same!(commands, [&retries[..], &["outbox.skip"]].concat());
    let head = rig.head().await?;
    same!(rig.engine.as_of(&rig.tenant, head.pos).await?.pos(), head.pos);
    rig.healthy().await
}

/// R16: one of several relays delivers to a sink at a time.
pub async fn one_relay_holds_a_lease(backend: Arc<dyn Backend>) -> Check {
    let rig = Rig::start(backend.open()?).await?;
    for no in 1..=4 {
        rig.done(Put { sketch: Sketch::new(no) }).await?;
    }
    let lease =
        |holder: &str, for_ms| Lease { sink: "mail".to_owned(), holder: holder.to_owned(), for_ms };
    let held = |pos, holder: &str| Ack { holder: Some(holder.to_owned()), ..ack("mail", pos) };
    let leased = || Some("leased".to_owned());
    let until = rig.run(lease("a", 1_000)).await?.value;
    same!(until, rig.clock.now().checked_add(Duration::from_secs(1))?);
    let refused = rig.run(lease("b", 1_000)).await;
    check!(refused.is_err_and(|error| error.is_retryable()), "a lease ends, so it is transient");
    rig.done(held(1, "a")).await?;
    same!(rig.run(held(2, "b")).await.err().map(code), leased());
    same!(rig.run(ack("mail", 2)).await.err().map(code), leased());
    same!(rig.run(park("mail", 2)).await.err().map(code), leased());
    rig.done(ack("other", 2)).await?;
    // Renewed before its end; over at its end; what the late holder does then is refused.
    rig.clock.advance(Duration::from_millis(999));
    rig.done(lease("a", 1_000)).await?;
    let cursors = rig.engine.query(&rig.tenant, &Cursors {}).await?;
    same!(cursors.first().and_then(|view| view.holder.clone()), Some("a".to_owned()));
    rig.clock.advance(Duration::from_secs(1));
    rig.done(lease("b", 1_000)).await?;
    same!(rig.run(held(2, "a")).await.err().map(code), leased());
    rig.done(held(2, "b")).await?;
    // Another's is not given back.
    let release = |holder: &str| Release { sink: "mail".to_owned(), holder: holder.to_owned() };
    rig.done(release("a")).await?;
    same!(rig.run(lease("a", 1)).await.err().map(code), leased());
    rig.done(release("b")).await?;
    rig.done(ack("mail", 3)).await?;
    rig.done(lease("a", 1)).await?;
    for (holder, for_ms) in [("", 1), ("a", 0), ("a", 600_001)] {
        let refused = rig.run(lease(holder, for_ms)).await;
        same!(refused.err().map(code), Some("lease_invalid".to_owned()));
    }
    rig.healthy().await
}

/// R16: a cursor never passes a position that is not committed yet, and loses none that is
/// committed late: a writer is held back right before its commit or its end, while another waits
/// to write, and sinks follow all the time.
pub async fn a_slow_writer_hides_nothing(backend: Arc<dyn Backend>) -> Check {
    const INTERLEAVINGS: usize = 1_000;
    let mut random = Random::new(16);
    let slow = Slow::new();
    let held = Intercepted::new(backend.open()?, slow.clone());
    let writer = Rig::start(Arc::new(held)).await?;
    let other = Rig::seeded(backend.open()?, 2).await?;
    let sink = Rig::seeded(backend.open()?, 3).await?;
    writer.done(Put { sketch: Sketch::new(1) }).await?;
    let mut cursor = 0;
    // What the sink is shown begins after its cursor, has no gaps, and is what is committed.
    let mut look = async |committed: i64, acknowledge: bool| -> Check {
        let due = sink.engine.due(&sink.tenant, "mail", 100, Poison::Stop).await?;
        let Due::Next(next) = due else { return Err(Failed::new("nothing is parked")) };
        let shown: Vec<i64> = next.iter().map(|delivery| delivery.pos).collect();
        let expected: Vec<i64> = (cursor + 1..=committed).collect();
        same!(shown, expected, "what follows {cursor}");
        let followed = sink.engine.follow(&sink.tenant, "mail", 100).await?;
        same!(followed, next);
        if acknowledge && committed > cursor {
            sink.done(ack("mail", committed)).await?;
            cursor = committed;
        }
        Ok(())
    };
    let mut committed = 1;
    for round in 0..INTERLEAVINGS {
        let members = random.between(1, 3);
        let gives_up = random.one_in(4);
        let contended = random.one_in(8);
        let add = || Add { no: 1, delta: 1 };
        let commands = (0..members).map(|_| (writer.id(), add())).collect::<Vec<_>>();
        slow.hold(gives_up);
        let first = writer.clone();
        let done = std::thread::scope(|scope| {
            let held = scope.spawn(move || {
                let all = first.engine.run_each(&first.tenant, &first.actor, commands);
                pollster::block_on(all)
            });
            pollster::block_on(slow.arrived())?;
            // The rows of the group are written, and it is not committed.
            let waits = contended.then(|| {
                let other = other.clone();
                scope.spawn(move || pollster::block_on(other.done(add())))
            });
            let looked = (0..random.below(3)).try_for_each(|_| {
                pollster::block_on(look(committed, false))
                    .map_err(|failed| failed.within(format!("round {round}, held")))
            });
            slow.let_go();
            let lost = || Failed::new("a writer panicked");
            let results = held.join().map_err(|_| lost())??;
            looked?;
            if let Some(waits) = waits {
                waits.join().map_err(|_| lost())??;
            }
            Ok::<_, Failed>(results)
        })?;
        // A group that could not be committed was executed again.
        for result in done {
            result?;
        }
        committed += members + i64::from(contended);
        look(committed, random.one_in(2))
            .await
            .map_err(|failed| failed.within(format!("round {round}")))?;
    }
    same!(writer.head().await?.pos, committed);
    writer.healthy().await
}

/// What an operator asks; it is bounded, and a tenant can be asked for by name.
pub async fn health_tells_how_far_sinks_are_behind(backend: Arc<dyn Backend>) -> Check {
    let rig = Rig::start(backend.open()?).await?;
    let told = async |only: Option<&Tenant>| {
        let health = rig.engine.health(only).await?;
        check!(health.writable && health.unwritable.is_none(), "{:?}", health.unwritable);
        check!(!health.store.is_empty(), "it does not say what it is");
        same!(health.commands_open, 0);
        check!(!health.tenants.iter().any(|one| one.copying), "nothing is copied");
        let tenants = health.tenants.iter().flat_map(|one| {
            let sink = |sink: &SinkHealth| {
                format!("{} {} {} {} {}", one.tenant, sink.sink, sink.pos, sink.lag, sink.parked)
            };
            let none = one.sinks.is_empty().then(|| format!("{} {}", one.tenant, one.head));
            none.into_iter().chain(one.sinks.iter().map(sink)).collect::<Vec<_>>()
        });
        Ok::<_, Failed>((health.tenants_total, tenants.collect::<Vec<_>>()))
    };
    same!(told(None).await?, (0, Vec::new()));
    for no in 1..=5 {
        rig.done(Put { sketch: Sketch::new(no) }).await?;
    }
    rig.done(ack("mail", 2)).await?;
    rig.done(park("mail", 3)).await?;
    rig.done(ack("books", 5)).await?;
    let other = rig.of("zoo")?;
    other.done(Put { sketch: Sketch::new(1) }).await?;
    let acme = ["acme books 5 0 0".to_owned(), "acme mail 3 2 1".to_owned()];
    same!(told(Some(&rig.tenant)).await?, (2, acme.to_vec()));
    same!(told(None).await?, (2, [&acme[..], &["zoo 1".to_owned()]].concat()));
    let stranger = Tenant::new("nobody")?;
    same!(told(Some(&stranger)).await?, (2, vec!["nobody 0".to_owned()]));
    for no in 0..TENANTS_MAX {
        let tenant = rig.of(&format!("many-{no:03}"))?;
        tenant.done(Put { sketch: Sketch::new(1) }).await?;
    }
    let (total, tenants) = told(None).await?;
    same!((total, tenants.len()), (102, 101), "100 tenants, one of them with two sinks");
    rig.engine.close().await?;
    let closed = rig.engine.health(None).await.err().map(|error| error.kind());
    same!(closed, Some(StoreErrorKind::Closed));
    Ok(())
}
