//! What an engine promises on every store.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use moja_core::command::{CommandError, FailureKind};
use moja_core::engine::AnyCommand;
use moja_core::id::CommandId;
use moja_core::journal::Head;
use moja_core::memory::MemoryStore;
use moja_core::store::StoreErrorKind;
use moja_core::time::{Clock as _, Timestamp};
use serde_json::json;

use crate::Backend;
use crate::check::{Check, Failed, check, same};
use crate::probe::{
    Add, Choice, Drop, Flat, Guarded, Item, Leg, Look, Move, ProbeEvent, Put, Rename, SayNothing,
    Silent, Sketch, Sparse, Spin, Take, Walk,
};
use crate::random::Random;
use crate::rig::{Rig, code};

fn put(no: i64, stock: i64) -> Put {
    Put { sketch: Sketch { stock, ..Sketch::new(no) } }
}

async fn rig(backend: &Arc<dyn Backend>) -> Result<Rig, Failed> {
    Rig::start(backend.open()?).await
}

async fn stock(rig: &Rig, no: i64) -> Result<Option<i64>, Failed> {
    Ok(rig.reader().await?.get(Item::key(no)).await?.map(|item| item.stock))
}

pub async fn a_command_applies(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    let outcome = rig.run(put(1, 5)).await?;
    same!((outcome.pos, outcome.replayed), (1, false));
    same!(outcome.value, [ProbeEvent::Put(put(1, 5).sketch)]);
    same!(rig.run(Take { no: 1, amount: 3 }).await?.pos, 2);
    same!(stock(&rig, 1).await?, Some(2));
    let journal = rig.journal().await?;
    let names: Vec<&str> = journal.iter().map(|row| row.command.as_str()).collect();
    same!(names, ["probe.put", "probe.take"]);
    check!(journal.iter().all(|row| row.actor == "tester"), "another actor is in the journal");
    rig.healthy().await
}

/// Storage: a refused command is neither in the journal nor in a table, and takes no position.
pub async fn rejected_commands_leave_no_trace(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    let (threads, rounds) = (8_i64, 12_i64);
    rig.done(put(1, threads * rounds)).await?;
    let results: Vec<Result<i64, Failed>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|thread| {
                let rig = rig.clone();
                scope.spawn(move || {
                    pollster::block_on(async {
                        let mut refused = 0;
                        for round in 0..rounds {
                            rig.done(Take { no: 1, amount: 1 }).await?;
                            let (many, missing) = (
                                rig.run(Take { no: 1, amount: 1_000_000 }).await,
                                rig.run(Take { no: 77, amount: 1 }).await,
                            );
                            let again = rig.run(put(1, 9)).await;
                            refused += i64::from(many.is_err())
                                + i64::from(missing.is_err())
                                + i64::from(again.is_err());
                            rig.done(put(100 + thread * rounds + round, round)).await?;
                        }
                        Ok(refused)
                    })
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| Err(Failed::new("a thread panicked"))))
            .collect()
    });
    let refused = results.into_iter().sum::<Result<i64, Failed>>()?;
    same!(refused, 3 * threads * rounds, "refused");
    same!(stock(&rig, 1).await?, Some(0));
    same!(rig.head().await?.pos, 1 + 2 * threads * rounds);
    same!(rig.all::<Item>().await?.len(), usize::try_from(1 + threads * rounds)?);
    // In one call too.
    let commands = (0..40).map(|nth| Take { no: 100 + nth % 7, amount: nth % 3 }).collect();
    let before: i64 = rig.all::<Item>().await?.iter().map(|item| item.stock).sum();
    let results = rig.each(commands).await?;
    let taken: i64 = results
        .iter()
        .enumerate()
        .filter(|(_, result)| result.is_ok())
        .map(|(nth, _)| i64::try_from(nth % 3).unwrap_or(0))
        .sum();
    let after: i64 = rig.all::<Item>().await?.iter().map(|item| item.stock).sum();
    same!(before - after, taken);
    check!(results.iter().any(Result::is_err), "nothing was refused");
    rig.healthy().await
}

/// A member that the store refuses fails alone, in a group and in one call.
pub async fn neighbours_of_a_failure_go_on(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    rig.done(put(1, 0)).await?;
    rig.done(put(2, i64::MAX)).await?;
    let deltas = [(1, 1), (2, 1), (1, 10), (9, 1), (1, 100)];
    let results = rig.each(deltas.map(|(no, delta)| Add { no, delta }).to_vec()).await?;
    let kinds: Vec<Option<StoreErrorKind>> = results
        .into_iter()
        .map(|result| match result {
            Err(CommandError::Store(error)) => Some(error.kind()),
            _ => None,
        })
        .collect();
    let conflict = Some(StoreErrorKind::Conflict);
    same!(kinds, [None, conflict, None, conflict, None]);
    same!(stock(&rig, 1).await?, Some(111));
    same!(rig.head().await?.pos, 5);
    rig.healthy().await
}

/// Ledger invariant 20.
pub async fn units_are_all_or_nothing(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    rig.done(put(1, 10)).await?;
    let before = (rig.all::<Item>().await?, rig.head().await?);
    let looks =
        Look { no: 2, code: "two".to_owned(), badge: "badge".to_owned(), kind: "plain".to_owned() };
    let steps = || -> Vec<AnyCommand> {
        vec![
            put(2, 4).into(),
            Rename { no: 2, code: "two".to_owned(), badge: Some("badge".to_owned()) }.into(),
            Take { no: 2, amount: 3 }.into(),
            Drop { no: 1 }.into(),
            Put { sketch: Sketch { no: 3, code: "item-1".to_owned(), ..Sketch::new(3) } }.into(),
            looks.clone().into(),
        ]
    };
    for at in 0..=6 {
        let mut unit = steps();
        unit.insert(at, Take { no: 50, amount: 1 }.into());
        let (index, failure) =
            rig.unit(unit).await.err().ok_or_else(|| Failed::new("a unit passed"))?;
        same!((index, failure.code.as_str()), (at, "missing"));
        same!(failure.kind, FailureKind::Rejected);
        same!((rig.all::<Item>().await?, rig.head().await?), before.clone(), "refused at {at}");
    }
    // What the refused units looked at is looked at afresh.
    let seen = rig.run(looks.clone()).await?.value;
    let [ProbeEvent::Looked(seen)] = seen.as_slice() else {
        return Err(Failed::new("nothing was seen"));
    };
    same!((seen.by_code, seen.by_badge, seen.of_kind.as_slice()), (None, None, &[1][..]));
    // The store itself may refuse a unit as well.
    let mut unit = steps();
    unit.push(Guarded { no: 2, delta: -5, floor: 0 }.into());
    let (index, failure) =
        rig.unit(unit).await.err().ok_or_else(|| Failed::new("a unit passed"))?;
    same!((index, failure.code.as_str()), (0, "store_conflict"));
    let outcomes = rig.unit(steps()).await.map_err(|(_, failure)| failure)?;
    let positions: Vec<i64> = outcomes.iter().map(|outcome| outcome.pos).collect();
    same!(positions, [3, 4, 5, 6, 7, 8]);
    let seen = outcomes.last().map(|outcome| outcome.value.clone()).unwrap_or_default();
    same!(
        seen.pointer("/0/looked"),
        Some(&json!({
            "item": { "no": 2, "code": "two", "badge": "badge", "kind": "plain", "rank": null, "stock": 1 },
            "by_code": 2, "by_badge": 2, "of_kind": [2, 3], "ranked": [],
        }))
    );
    // Two guarded changes of one row in one unit.
    let guarded = |delta| AnyCommand::from(Guarded { no: 2, delta, floor: 0 });
    let _ = rig
        .unit(vec![guarded(4), guarded(-5), guarded(2)])
        .await
        .map_err(|(_, failure)| failure)?;
    same!(stock(&rig, 2).await?, Some(2));
    let refused = rig.unit(vec![guarded(-3), guarded(10)]).await;
    same!(refused.err().map(|(_, failure)| failure.code), Some("store_conflict".to_owned()));
    same!(stock(&rig, 2).await?, Some(2));
    rig.healthy().await
}

pub async fn a_dry_run_keeps_nothing(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    rig.done(put(1, 3)).await?;
    let before = (rig.all::<Item>().await?, rig.head().await?);
    let id = rig.id();
    let dry = rig.engine.dry_run(&rig.tenant, &rig.actor, id, Take { no: 1, amount: 2 }).await?;
    same!((dry.pos, dry.replayed), (0, false));
    same!(dry.value, [ProbeEvent::Added { no: 1, delta: -2 }]);
    let refused = rig.engine.dry_run(&rig.tenant, &rig.actor, id, Take { no: 1, amount: 4 }).await;
    same!(refused.err().map(code), Some("too_few".to_owned()));
    // The members of a dry unit see each other; a refused one names the cause.
    let members: Vec<AnyCommand> = vec![
        put(2, 1).into(),
        Take { no: 2, amount: 1 }.into(),
        Move { moves: vec![(1, Vec::new())] }.into(),
    ];
    let members = members.into_iter().map(|command| (rig.id(), command)).collect();
    let results = rig.engine.dry_run_any(&rig.tenant, &rig.actor, members).await?;
    check!(results.iter().all(Result::is_ok), "a dry unit was refused: {results:?}");
    same!((rig.all::<Item>().await?, rig.head().await?), before);
    same!(rig.run_as(id, Take { no: 1, amount: 2 }).await?.pos, 2);
    same!(stock(&rig, 1).await?, Some(1));
    rig.healthy().await
}

/// Ledger invariant 22.
pub async fn a_replay_answers_the_same(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    let id = rig.id();
    let first = rig.run_as(id, put(1, 5)).await?;
    rig.done(Take { no: 1, amount: 5 }).await?;
    rig.clock.advance(Duration::from_secs(3600));
    let before = (rig.journal().await?, rig.all::<Item>().await?);
    for _ in 0..3 {
        let again = rig.run_as(id, put(1, 5)).await?;
        same!((again.pos, again.replayed), (first.pos, true));
        same!(again.value, first.value);
    }
    // Within one call, one unit and one group.
    let twice = vec![(id, put(1, 5)), (id, put(1, 5))];
    for result in rig.engine.run_each(&rig.tenant, &rig.actor, twice).await? {
        check!(result?.replayed, "a replay was executed");
    }
    let unit = vec![(id, AnyCommand::from(put(1, 5)))];
    let outcomes = rig.engine.all_or_nothing(&rig.tenant, &rig.actor, unit).await;
    check!(outcomes.is_ok_and(|all| all.iter().all(|one| one.replayed)), "a unit was executed");
    same!((rig.journal().await?, rig.all::<Item>().await?), before);
    let fresh = rig.id();
    let pair = vec![(fresh, put(2, 0)), (fresh, put(2, 0)), (fresh, put(2, 1))];
    let mut flags = Vec::new();
    for result in rig.engine.run_each(&rig.tenant, &rig.actor, pair).await? {
        flags.push(result.map(|outcome| outcome.replayed).map_err(code));
    }
    let reused = Err("id_reused_with_different_request".to_owned());
    same!(flags, [Ok(false), Ok(true), reused]);
    // A command without events is remembered too.
    let silent = rig.id();
    check!(!rig.run_as(silent, Silent {}).await?.replayed, "a first use is no replay");
    check!(rig.run_as(silent, Silent {}).await?.replayed, "a second use is one");
    // The other tenant has ids of its own (S9).
    let other = rig.of("other")?;
    check!(!other.run_as(id, put(1, 7)).await?.replayed, "an id leaked between tenants");
    rig.healthy().await
}

/// Ledger invariant 23.
pub async fn a_reused_id_names_the_field(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    let id = rig.id();
    let _ = rig.run_as(id, Rename { no: 1, code: "x".to_owned(), badge: None }).await;
    rig.done(put(1, 9)).await?;
    let _ = rig.run_as(id, Rename { no: 1, code: "x".to_owned(), badge: None }).await?;
    let before = rig.head().await?;
    let cases = [
        (Rename { no: 2, code: "x".to_owned(), badge: None }, "no"),
        (Rename { no: 1, code: "y".to_owned(), badge: None }, "code"),
        (Rename { no: 1, code: "x".to_owned(), badge: Some(String::new()) }, "badge"),
        (Rename { no: 2, code: "y".to_owned(), badge: None }, "no"),
    ];
    for (command, expected) in cases {
        match rig.run_as(id, command).await {
            Err(CommandError::IdReused { id: named, field }) => {
                same!((named, field.as_str()), (id, expected));
            }
            other => return Err(Failed::new(format!("not a reused id: {other:?}"))),
        }
    }
    match rig.run_as(id, Take { no: 1, amount: 1 }).await {
        Err(CommandError::IdReused { field, .. }) => same!(field, "command"),
        other => return Err(Failed::new(format!("not a reused id: {other:?}"))),
    }
    same!(rig.head().await?, before);
    Ok(())
}

/// Requests that are not plain structs: idempotency must not take one for another.
pub async fn odd_requests_are_told_apart(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    let map = |name: &str, value| BTreeMap::from([(name.to_owned(), value)]);
    let rounds: [(AnyCommand, AnyCommand, AnyCommand); 6] = [
        (Choice::None.into(), Choice::None.into(), Choice::One(0).into()),
        (Choice::One(1).into(), Choice::One(1).into(), Choice::Some { count: 1 }.into()),
        (
            Choice::Some { count: 1 }.into(),
            Choice::Some { count: 1 }.into(),
            Choice::Some { count: 2 }.into(),
        ),
        (
            Sparse { one: Some(1), other: None }.into(),
            Sparse { one: Some(1), other: None }.into(),
            Sparse { one: None, other: Some(1) }.into(),
        ),
        (
            Flat { rest: map("a", 1) }.into(),
            Flat { rest: map("a", 1) }.into(),
            Flat { rest: map("a", 2) }.into(),
        ),
        (Silent {}.into(), Silent {}.into(), Choice::None.into()),
    ];
    for (nth, (first, same, other)) in rounds.into_iter().enumerate() {
        let id = rig.id();
        let all = vec![(id, first), (id, same), (id, other)];
        let results = rig.engine.run_any(&rig.tenant, &rig.actor, all).await?;
        let results: Vec<Result<bool, String>> = results
            .into_iter()
            .map(|result| result.map(|one| one.replayed).map_err(|failure| failure.code))
            .collect();
        let reused = Err("id_reused_with_different_request".to_owned());
        same!(results, [Ok(false), Ok(true), reused], "round {nth}");
    }
    rig.healthy().await
}

/// Ledger invariant 25.
pub async fn two_first_uses_make_one(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    rig.done(put(1, 0)).await?;
    for _ in 0..6 {
        let id = rig.id();
        let before = rig.head().await?.pos;
        let replayed: Vec<Result<bool, Failed>> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..6)
                .map(|_| {
                    let rig = rig.clone();
                    scope.spawn(move || {
                        let run = rig.run_as(id, Add { no: 1, delta: 1 });
                        Ok(pollster::block_on(run)?.replayed)
                    })
                })
                .collect();
            workers
                .into_iter()
                .map(|worker| worker.join().unwrap_or_else(|_| Err(Failed::new("a panic"))))
                .collect()
        });
        let replayed = replayed.into_iter().collect::<Result<Vec<bool>, Failed>>()?;
        same!(replayed.iter().filter(|replayed| !**replayed).count(), 1, "first uses");
        same!(rig.head().await?.pos, before + 1);
    }
    same!(stock(&rig, 1).await?, Some(6));
    Ok(())
}

/// R2: a retried id answers the same after a restart.
/// Storage: two engines that write one tenant in turns, and for some time one alone, so that each
/// relies on what it knows: neither a success nor a refusal comes from what is no longer so.
pub async fn what_another_engine_wrote_counts_at_once(backend: Arc<dyn Backend>) -> Check {
    let one = Rig::seeded(backend.open()?, 1).await?;
    let other = Rig::seeded(backend.open()?, 2).await?;
    let mut random = Random::new(7);
    let (mut left, mut pos) = (10, 1);
    one.done(put(1, left)).await?;
    let mut last = None;
    for turn in 0..120 {
        let rig = if random.one_in(2) { &one } else { &other };
        for _ in 0..random.between(1, 7) {
            let amount = random.between(1, 12);
            let is_enough = amount <= left;
            match random.below(5) {
                0 => {
                    rig.done(Add { no: 1, delta: amount }).await?;
                    (left, pos) = (left + amount, pos + 1);
                }
                1 => {
                    let take = Take { no: 1, amount };
                    let tried = rig.engine.dry_run(&rig.tenant, &rig.actor, rig.id(), take).await;
                    same!(tried.is_ok(), is_enough, "turn {turn}, a dry run");
                }
                2 => {
                    let Some((id, first)) = last else { continue };
                    let again = rig.run_as(id, Take { no: 1, amount: 1 }).await?;
                    same!((again.replayed, again.pos), (true, first), "turn {turn}");
                }
                _ => {
                    let id = rig.id();
                    let taken = rig.run_as(id, Take { no: 1, amount }).await;
                    same!(taken.is_ok(), is_enough, "turn {turn}, {amount} of {left}");
                    if let Ok(taken) = taken {
                        (left, pos) = (left - amount, pos + 1);
                        same!(taken.pos, pos, "turn {turn}");
                        last = (amount == 1).then_some((id, pos)).or(last);
                    }
                }
            }
        }
        same!(stock(rig, 1).await?, Some(left), "turn {turn}");
    }
    one.healthy().await?;
    other.healthy().await
}

pub async fn a_replay_survives_reopening(backend: Arc<dyn Backend>) -> Check {
    let first = rig(&backend).await?;
    let id = first.id();
    let outcome = first.run_as(id, put(1, 5)).await?;
    let second = first.run(Take { no: 1, amount: 1 }).await?;
    same!(second.pos, 2);
    let head = first.head().await?;
    drop(first);
    let rig = Rig::seeded(backend.open()?, 2).await?;
    let again = rig.run_as(id, put(1, 5)).await?;
    same!((again.pos, again.replayed, &again.value), (1, true, &outcome.value));
    let reused = rig.run_as(id, put(1, 6)).await;
    same!(reused.err().map(code), Some("id_reused_with_different_request".to_owned()));
    same!(rig.head().await?, head);
    same!(rig.run(Take { no: 1, amount: 4 }).await?.pos, 3);
    same!(stock(&rig, 1).await?, Some(0));
    rig.healthy().await
}

pub async fn rejected_ids_can_be_used_again(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    let id = rig.id();
    same!(
        rig.run_as(id, Take { no: 1, amount: 1 }).await.err().map(code),
        Some("missing".to_owned())
    );
    rig.done(put(1, 1)).await?;
    let outcome = rig.run_as(id, Take { no: 1, amount: 1 }).await?;
    same!((outcome.pos, outcome.replayed), (2, false));
    // Smaller ids than the journal's largest, and ids of no time at all.
    for id in [CommandId::nil(), CommandId::derived(b"statement line 7"), id.nth(1)] {
        check!(!rig.run_as(id, Add { no: 1, delta: 1 }).await?.replayed, "{id} is new");
        check!(rig.run_as(id, Add { no: 1, delta: 1 }).await?.replayed, "{id} is known");
    }
    same!(stock(&rig, 1).await?, Some(3));
    rig.healthy().await
}

/// Ledger invariant 38.
pub async fn the_journal_has_no_gaps(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    same!(rig.head().await?, Head::empty());
    rig.done(put(1, 1_000)).await?;
    let outcomes: Vec<Check> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|thread| {
                let rig = rig.clone();
                scope.spawn(move || {
                    pollster::block_on(async {
                        for round in 0..20 {
                            let amount = if round % 3 == thread % 3 { 100_000 } else { 1 };
                            let done = rig.run(Take { no: 1, amount }).await;
                            check!(done.is_ok() == (amount == 1), "{amount} taken: {done:?}");
                        }
                        Ok(())
                    })
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| Err(Failed::new("a thread panicked"))))
            .collect()
    });
    outcomes.into_iter().collect::<Check>()?;
    let journal = rig.journal().await?;
    let mut hash = Head::empty().hash;
    for (pos, row) in (1_i64..).zip(&journal) {
        same!(row.pos, pos);
        same!(row.hash.to_vec(), row.expected_hash(&rig.tenant, &hash).to_vec(), "hash at {pos}");
        hash = row.hash.to_vec();
    }
    let head = rig.head().await?;
    same!(i64::try_from(journal.len())?, head.pos);
    same!(head.hash, hash);
    let mut reader = rig.reader().await?;
    same!(reader.journal(3, 4).await?.iter().map(|row| row.pos).collect::<Vec<_>>(), [4, 5, 6, 7]);
    Ok(())
}

/// R6: the clock jumps back.
pub async fn recorded_time_never_decreases(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    let noon: Timestamp = "2026-03-01T12:00:00Z".parse()?;
    let times = [
        noon,
        noon,
        "2016-03-01".parse()?,
        Timestamp::MIN,
        noon.checked_add(Duration::from_micros(1))?,
    ];
    let mut recorded = Vec::new();
    for (no, time) in (1_i64..).zip(times) {
        rig.clock.set(time);
        rig.done(put(no, 0)).await?;
        recorded.push(rig.head().await?.recorded_at);
    }
    let later = noon.checked_add(Duration::from_micros(1))?;
    same!(recorded, [noon, noon, noon, noon, later]);
    let again = Rig::seeded(backend.open()?, 3).await?;
    again.clock.set("2020-01-01".parse()?);
    again.done(put(9, 0)).await?;
    same!(again.head().await?.recorded_at, later);
    let mut reader = again.reader().await?;
    for (at, pos) in [(Timestamp::MIN, 0), (noon, 4), (later, 6), (Timestamp::MAX, 6)] {
        same!(reader.pos_at(at).await?, pos, "position at {at}");
    }
    same!(again.clock.now(), "2020-01-01".parse()?);
    drop(reader);
    again.healthy().await
}

pub async fn needs_are_met_in_rounds(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    rig.each((1..=60).map(|no| put(no, no + 1)).collect())
        .await?
        .into_iter()
        .try_for_each(|one| one.map(|_| ()))?;
    drop(rig);
    let rig = Rig::seeded(backend.open()?, 2).await?;
    let walked = rig.run(Walk { from: 1, steps: 50 }).await?;
    same!(walked.value, [ProbeEvent::Noted { text: "51".to_owned() }]);
    let lost = rig.run(Walk { from: 55, steps: 50 }).await;
    same!(lost.err().map(code), Some("missing".to_owned()));
    Ok(())
}

pub async fn an_endless_decision_is_undecided(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    let all: Vec<AnyCommand> = vec![put(1, 1).into(), Spin {}.into(), put(2, 2).into()];
    let all = all.into_iter().map(|command| (rig.id(), command)).collect();
    let results = rig.engine.run_any(&rig.tenant, &rig.actor, all).await?;
    let codes: Vec<Option<String>> =
        results.into_iter().map(|result| result.err().map(|failure| failure.code)).collect();
    same!(codes, [None, Some("decision_not_reached".to_owned()), None]);
    match rig.run(Spin {}).await {
        Err(CommandError::Undecided { command }) => same!(command, "probe.spin"),
        other => return Err(Failed::new(format!("not undecided: {other:?}"))),
    }
    same!(rig.head().await?.pos, 2);
    Ok(())
}

/// A blind change that the store refuses: its own caller hears of it, nobody else.
pub async fn conflicts_are_reported_to_their_own_caller(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    rig.done(put(1, 10)).await?;
    drop(rig);
    // Nothing is known of the row: the guard is all there is.
    let rig = Rig::seeded(backend.open()?, 2).await?;
    let steps = [(-4, 0), (-4, 0), (-4, 0), (-2, 0), (1, 0), (-2, 0)];
    let guarded = steps.map(|(delta, floor)| Guarded { no: 1, delta, floor }).to_vec();
    let mut done = Vec::new();
    for result in rig.each(guarded).await? {
        done.push(match result {
            Ok(_) => true,
            Err(CommandError::Store(error)) if error.kind() == StoreErrorKind::Conflict => false,
            Err(other) => return Err(other.into()),
        });
    }
    same!(done, [true, true, false, true, true, false]);
    same!(stock(&rig, 1).await?, Some(1));
    let nobody = rig.run(Guarded { no: 5, delta: 1, floor: 0 }).await;
    same!(nobody.err().map(code), Some("store_conflict".to_owned()));
    rig.healthy().await
}

pub async fn an_event_without_bytes_is_refused(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    let refused = rig.run(SayNothing {}).await;
    same!(refused.err().map(code), Some("store_invalid_request".to_owned()));
    rig.done(put(1, 0)).await?;
    same!(rig.head().await?.pos, 1);
    rig.healthy().await
}

pub async fn pipelines_settle_in_order(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    rig.done(put(1, 100)).await?;
    let mut pipeline = rig.engine.pipeline::<Take>(&rig.tenant, &rig.actor);
    for round in 0..2 {
        for nth in 0..700_u64 {
            let amount = if nth % 100 == 99 { 1_000 } else { 0 };
            let number = pipeline.push(rig.id(), Take { no: 1, amount }).await?;
            same!(number, round * 700 + nth);
        }
        let report = pipeline.flush().await?;
        same!(report.watermark, (round + 1) * 700);
        let rejected: Vec<u64> = report.rejected.iter().map(|(number, _)| *number).collect();
        same!(rejected, (0..7).map(|nth| round * 700 + nth * 100 + 99).collect::<Vec<_>>());
    }
    same!(rig.head().await?.pos, 1 + 2 * 693);
    Ok(())
}

pub async fn empty_units_are_nothing(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    same!(rig.each(Vec::<Take>::new()).await?.len(), 0);
    same!(rig.unit(Vec::new()).await.map(|all| all.len()).map_err(|(at, _)| at), Ok(0));
    same!(rig.engine.run_any(&rig.tenant, &rig.actor, Vec::new()).await?.len(), 0);
    let mut pipeline = rig.engine.pipeline::<Take>(&rig.tenant, &rig.actor);
    same!(pipeline.flush().await?.watermark, 0);
    same!(rig.engine.store().tenants().await?, []);
    same!(rig.head().await?, Head::empty());
    Ok(())
}

/// A long group is written in parts, and in another order than its commands stand; the outcome
/// is that of the same commands one by one, to the last hash.
pub async fn long_groups_do_what_single_commands_do(backend: Arc<dyn Backend>) -> Check {
    let group = rig(&backend).await?;
    let single = Rig::start(Arc::new(MemoryStore::new())).await?;
    let with_ids = |commands: Vec<Move>| -> Vec<(CommandId, Move)> {
        commands.into_iter().map(|command| (group.id(), command)).collect()
    };
    let puts = (0..900).map(|nth| (group.id(), put(nth % 700, 50))).collect();
    group.each_as_singles(&single, puts).await?;
    // Changes of few rows, some refused, and some ids twice: with the same request and another.
    let mut takes: Vec<(CommandId, Take)> =
        (0..1_200).map(|nth| (group.id(), Take { no: nth % 40, amount: 1 + nth % 3 })).collect();
    for nth in (300..900).step_by(97) {
        if let (Some((first, _)), Some(later)) = (takes.get(nth - 250).cloned(), takes.get_mut(nth))
        {
            later.0 = first;
        }
    }
    group.each_as_singles(&single, takes).await?;
    let legs =
        |nth: i64| vec![Leg { series: nth % 5, amount: nth }, Leg { series: 7, amount: -nth }];
    let moves = (0..700).map(|nth| Move { moves: vec![(nth * 1_000, legs(nth)); 2] });
    group.each_as_singles(&single, with_ids(moves.collect())).await?;
    let long = (0..2_000).map(|nth| (nth * 10, legs(nth))).collect();
    group.each_as_singles(&single, with_ids(vec![Move { moves: long }])).await?;
    for series in 0..8 {
        let sums = async |rig: &Rig| {
            let mut reader = rig.reader().await?;
            reader.sums("probe_moves", series, i64::MAX, i64::MAX).await
        };
        same!(sums(&group).await?, sums(&single).await?, "series {series}");
    }
    // A member that the store refuses, when much of its group is written already.
    let adds = (0..800).map(|nth| Add { no: if nth == 650 { 9_999 } else { nth % 300 }, delta: 1 });
    group.each_as_singles(&single, adds.map(|add| (group.id(), add)).collect()).await?;
    same!(group.all::<Item>().await?, single.all::<Item>().await?);
    group.healthy().await
}

pub async fn tenants_do_not_meet_in_a_group(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend).await?;
    let names = ["t1", "t2", "t3", "t4"];
    let outcomes: Vec<Check> = std::thread::scope(|scope| {
        let workers: Vec<_> = (1_i64..)
            .zip(names)
            .map(|(nth, name)| {
                let rig = &rig;
                scope.spawn(move || {
                    pollster::block_on(async {
                        let own = rig.of(name)?;
                        own.done(put(1, 0)).await?;
                        for _ in 0..10 {
                            own.done(Add { no: 1, delta: nth }).await?;
                            let taken = own.run(put(1, 5)).await;
                            check!(taken.is_err(), "the row of {name} is not there");
                        }
                        same!(stock(&own, 1).await?, Some(10 * nth), "stock of {name}");
                        same!(own.head().await?.pos, 11);
                        Ok(())
                    })
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| Err(Failed::new("a thread panicked"))))
            .collect()
    });
    outcomes.into_iter().collect::<Check>()?;
    rig.healthy().await
}
