//! Sinks that follow the journal.

use std::sync::Arc;

use moja_core::engine::AnyCommand;
use moja_core::outbox::{Ack, Cursors, Park};

use crate::Backend;
use crate::check::{Check, check, same};
use crate::probe::{Add, Put, Sketch};
use crate::rig::{Rig, code};

fn ack(sink: &str, pos: i64) -> Ack {
    Ack { sink: sink.to_owned(), pos }
}

fn park(sink: &str, pos: i64) -> Park {
    Park { sink: sink.to_owned(), pos, cause: "no route".to_owned() }
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
    same!(rig.run(park("mail", 3)).await.err().map(code), Some("not_next".to_owned()));
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
