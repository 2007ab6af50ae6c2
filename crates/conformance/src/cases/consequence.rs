//! What follows from a command of one domain in another: one commit, or nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use moja_core::command::{CommandError, Failure, FailureKind};
use moja_core::engine::AnyCommand;
use moja_core::id::CommandId;
use moja_core::journal::Head;
use moja_core::scan::Scan;
use serde_json::json;

use crate::Backend;
use crate::check::{Check, Failed, check, same};
use crate::pair::{self, Bin, Book, Bring, PairRejection, PurseRow, Trade};
use crate::random::Random;
use crate::rig::{RUN_ITEMS, Rig};

async fn rig(backend: &Arc<dyn Backend>, seed: u64) -> Result<Rig, Failed> {
    Rig::with(backend.open()?, pair::registry(), seed, RUN_ITEMS).await
}

fn book(purse: i64, amount: i64) -> Book {
    Book { purse, amount, chain: 0 }
}

/// Bins, purses and the end of the journal.
type Everything = (Vec<(i64, i64)>, Vec<(i64, i64)>, Head);

async fn everything(rig: &Rig) -> Result<Everything, Failed> {
    let bins = rig.all::<Bin>().await?.iter().map(|bin| (bin.no, bin.worth)).collect();
    let purses = rig.all::<PurseRow>().await?.iter().map(|row| (row.no, row.amount)).collect();
    Ok((bins, purses, rig.head().await?))
}

/// The names in the journal behind `pos`.
async fn names(rig: &Rig, pos: i64) -> Result<Vec<String>, Failed> {
    let journal = rig.reader().await?.journal(pos, 1_000).await?;
    Ok(journal.iter().map(|row| row.command.to_string()).collect())
}

/// The refusal of a consequence: its name, code, message and numbers.
fn refusal(error: CommandError<PairRejection>) -> Result<(Failure, &'static str, Failure), Failed> {
    let outside = Failure::from(error.clone());
    match error {
        CommandError::Consequence { command, failure } => {
            same!(error_code(&outside), "consequence_refused");
            Ok((outside, command, *failure))
        }
        other => Err(Failed::new(format!("not the refusal of a consequence: {other:?}"))),
    }
}

fn error_code(failure: &Failure) -> &str {
    &failure.code
}

pub async fn they_stand_behind_their_cause(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend, 1).await?;
    rig.done(book(1, 100)).await?;
    rig.clock.advance(Duration::from_secs(60));
    let id = rig.id();
    let bring = Bring { purses: vec![(1, -30), (2, 70)], ..Bring::new(7, 40, 0) };
    let outcome = rig.run_as(id, bring).await?;
    same!((outcome.value, outcome.pos, outcome.replayed), (40, 2, false));
    same!(rig.run(Bring::new(8, 5, 2)).await?.pos, 5);
    let journal = rig.journal().await?;
    let rows: Vec<_> = journal.iter().map(|row| (row.command.as_str(), row.command_id)).collect();
    let expected =
        [("depot.bring", id), ("purse.book", id.consequence(0)), ("purse.book", id.consequence(1))];
    same!(rows.get(1..4), Some(&expected[..]));
    check!(
        journal.iter().skip(1).take(3).all(|row| row.actor == "tester"
            && row.recorded_at
                == journal.get(1).map_or(row.recorded_at, |cause| cause.recorded_at)),
        "another actor or time: {journal:?}"
    );
    let (bins, purses, head) = everything(&rig).await?;
    same!((bins, purses, head.pos), (vec![(7, 40), (8, 5)], vec![(1, 70), (2, 75)], 6));
    // Whoever reads as of an earlier position, or follows, sees rows like any other.
    let past = rig.engine.as_of(&rig.tenant, 3).await?;
    let mut reader = past.reader().await?;
    same!(reader.get(PurseRow::key(1)).await?.map(|row| row.amount), Some(70));
    same!(reader.get(PurseRow::key(2)).await?, None);
    let followed = rig.engine.follow(&rig.tenant, "sink", 100).await?;
    same!(followed.iter().map(|one| one.pos).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    rig.healthy().await
}

pub async fn a_refused_one_takes_its_cause_along(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend, 1).await?;
    rig.done(book(1, 10)).await?;
    rig.done(Bring::new(7, 5, 2)).await?;
    let before = everything(&rig).await?;
    // The first purse gets what the second cannot give: both, and the bin, are left alone.
    let bad = Bring { purses: vec![(3, 20), (1, -11)], ..Bring::new(9, 9, 0) };
    let (outside, command, inside) = match rig.run(bad.clone()).await {
        Err(error) => refusal(error)?,
        Ok(outcome) => return Err(Failed::new(format!("not refused: {outcome:?}"))),
    };
    same!((command, error_code(&inside)), ("purse.book", "purse_too_small"));
    same!(inside.message, "purse 1 holds only 10");
    same!((outside.kind, outside.retryable), (FailureKind::Rejected, true));
    let message =
        "`purse.book`, which follows from the command, was refused: purse 1 holds only 10";
    same!(outside.message, message);
    same!(
        json!(outside.fields),
        json!({
            "command": "purse.book",
            "code": "purse_too_small",
            "message": "purse 1 holds only 10",
            "fields": { "purse": 1, "amount": 10 },
        })
    );
    same!(everything(&rig).await?, before.clone());
    // What cannot even be said is refused as well.
    let unsaid = rig.run(Bring { purses: vec![(1, 1)], ..Bring::new(7, 2, 0) }).await;
    same!(unsaid.err().map(|error| error.code().to_owned()), Some("purses_differ".to_owned()));
    same!(everything(&rig).await?, before.clone());
    // Between neighbours in one call, of one type and of several: they go on, and find what the
    // ones before them left.
    let calls = vec![Bring::new(7, 1, 4), bad.clone(), Bring::new(7, -6, 2), Bring::new(9, 2, 3)];
    let results = rig.each(calls).await?;
    let codes: Vec<Option<String>> =
        results.into_iter().map(|one| one.err().map(|error| error.code().to_owned())).collect();
    let refused = Some("consequence_refused".to_owned());
    same!(codes, [None, refused.clone(), refused.clone(), None]);
    let mixed: Vec<AnyCommand> =
        vec![book(4, 1).into(), bad.clone().into(), Bring::new(9, 1, 4).into(), book(4, 1).into()];
    let mixed = mixed.into_iter().map(|command| (rig.id(), command)).collect();
    let results = rig.engine.run_any(&rig.tenant, &rig.actor, mixed).await?;
    let codes: Vec<Option<String>> =
        results.into_iter().map(|one| one.err().map(|failure| failure.code)).collect();
    same!(codes, [None, refused, None, None]);
    let (bins, purses, _) = everything(&rig).await?;
    same!((bins, purses), (vec![(7, 6), (9, 3)], vec![(1, 10), (2, 5), (3, 2), (4, 4)]));
    same!(
        names(&rig, before.2.pos).await?,
        [
            "depot.bring",
            "purse.book",
            "depot.bring",
            "purse.book",
            "purse.book",
            "depot.bring",
            "purse.book",
            "purse.book"
        ]
    );
    // A refused id was not used.
    let id = rig.id();
    check!(rig.run_as(id, bad.clone()).await.is_err(), "it passed");
    rig.done(book(1, 1)).await?;
    same!(rig.run_as(id, bad).await?.replayed, false);
    rig.healthy().await
}

pub async fn a_refused_one_takes_the_unit_along(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend, 1).await?;
    rig.done(book(1, 10)).await?;
    let before = everything(&rig).await?;
    let steps = || -> Vec<AnyCommand> {
        vec![book(2, 5).into(), Bring::new(7, 0, 2).into(), Bring::new(7, 10, 2).into()]
    };
    for at in 0..=3 {
        let mut unit = steps();
        unit.insert(at, Bring { purses: vec![(2, 50), (1, -11)], ..Bring::new(8, 39, 0) }.into());
        let (index, failure) =
            rig.unit(unit).await.err().ok_or_else(|| Failed::new("a unit passed"))?;
        same!((index, failure.code.as_str()), (at, "consequence_refused"));
        same!(failure.fields.get("code"), Some(&json!("purse_too_small")));
        same!(everything(&rig).await?, before.clone(), "refused at {at}");
    }
    // Each member, and each consequence, sees what the ones before it did.
    let mut unit = steps();
    unit.push(Bring::new(7, -10, 2).into());
    let outcomes = rig.unit(unit).await.map_err(|(_, failure)| failure)?;
    same!(outcomes.iter().map(|one| one.pos).collect::<Vec<_>>(), [2, 3, 5, 7]);
    let (bins, purses, _) = everything(&rig).await?;
    same!((bins, purses), (vec![(7, 0)], vec![(1, 10), (2, 5)]));
    // A later member that is refused undoes consequences of earlier ones.
    let before = everything(&rig).await?;
    let refused = rig.unit(vec![Bring::new(7, 3, 2).into(), book(2, -9).into()]).await;
    same!(
        refused.err().map(|(at, failure)| (at, failure.code)),
        Some((1, "purse_too_small".into()))
    );
    same!(everything(&rig).await?, before);
    rig.healthy().await
}

pub async fn dry_runs_ask_them_too(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend, 1).await?;
    rig.done(book(1, 10)).await?;
    let before = everything(&rig).await?;
    let dry = |command: Bring| rig.engine.dry_run(&rig.tenant, &rig.actor, rig.id(), command);
    let outcome = dry(Bring::new(7, 3, 1)).await?;
    same!((outcome.value, outcome.pos, outcome.replayed), (3, 0, false));
    let refused = dry(Bring { purses: vec![(2, 11), (1, -11)], ..Bring::new(7, 0, 0) }).await;
    let (_, command, inside) = match refused {
        Err(error) => refusal(error)?,
        Ok(outcome) => return Err(Failed::new(format!("not refused: {outcome:?}"))),
    };
    same!((command, error_code(&inside)), ("purse.book", "purse_too_small"));
    let members: Vec<AnyCommand> =
        vec![Bring::new(7, 5, 2).into(), book(2, -5).into(), Bring::new(7, -1, 2).into()];
    let members = members.into_iter().map(|command| (rig.id(), command)).collect();
    let results = rig.engine.dry_run_any(&rig.tenant, &rig.actor, members).await?;
    let codes: Vec<Option<String>> =
        results.into_iter().map(|one| one.err().map(|failure| failure.code)).collect();
    let neighbour = Some("unit_member_refused".to_owned());
    same!(codes, [neighbour.clone(), neighbour, Some("consequence_refused".to_owned())]);
    same!(everything(&rig).await?, before);
    rig.done(Bring::new(7, 3, 1)).await?;
    rig.healthy().await
}

/// Ledger invariant 22.
pub async fn a_replayed_cause_has_none(backend: Arc<dyn Backend>) -> Check {
    let first = rig(&backend, 1).await?;
    let id = first.id();
    let bring = || Bring { purses: vec![(1, 2), (2, 3)], ..Bring::new(7, 5, 0) };
    let outcome = first.run_as(id, bring()).await?;
    let before = everything(&first).await?;
    let again = first.run_as(id, bring()).await?;
    same!((again.value, again.pos, again.replayed), (outcome.value, outcome.pos, true));
    let twice = first.engine.run_each(&first.tenant, &first.actor, [(id, bring()), (id, bring())]);
    for result in twice.await? {
        check!(result?.replayed, "a replay was executed");
    }
    let unit = vec![(id, AnyCommand::from(bring()))];
    let outcomes = first.engine.all_or_nothing(&first.tenant, &first.actor, unit).await;
    check!(outcomes.is_ok_and(|all| all.iter().all(|one| one.replayed)), "a unit was executed");
    same!(everything(&first).await?, before.clone());
    // The consequence itself, sent again under its id, is a replay too.
    check!(first.run_as(id.consequence(1), book(2, 3)).await?.replayed, "it was executed");
    let other = first.run_as(id.consequence(1), book(2, 4)).await;
    same!(
        other.err().map(|error| error.code().to_owned()),
        Some("id_reused_with_different_request".into())
    );
    drop(first);
    let rig = rig(&backend, 2).await?;
    check!(rig.run_as(id, bring()).await?.replayed, "a replay was executed after reopening");
    check!(rig.run_as(id.consequence(0), book(1, 2)).await?.replayed, "it was executed");
    same!(everything(&rig).await?, before);
    // In one call with its first use, and of ids of any kind.
    for id in [rig.id(), CommandId::nil(), CommandId::derived(b"delivery 7"), id.nth(1)] {
        let mut flags = Vec::new();
        let twice = [(id, bring()), (id, bring())];
        for result in rig.engine.run_each(&rig.tenant, &rig.actor, twice).await? {
            flags.push(result?.replayed);
        }
        same!(flags, [false, true], "id {id}");
    }
    same!(everything(&rig).await?.1, [(1, 10), (2, 15)]);
    rig.healthy().await
}

pub async fn pipelines_have_them_too(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend, 1).await?;
    let mut pipeline = rig.engine.pipeline::<Bring>(&rig.tenant, &rig.actor);
    for nth in 0..700_i64 {
        // Every hundredth takes from a purse that has nothing.
        let purses = if nth % 100 == 99 { vec![(1, 2), (9, -1)] } else { vec![(1, 1)] };
        pipeline.push(rig.id(), Bring { purses, ..Bring::new(nth % 3, 1, 0) }).await?;
    }
    let report = pipeline.flush().await?;
    same!(report.watermark, 700);
    let rejected: Vec<(u64, &str)> =
        report.rejected.iter().map(|(number, error)| (*number, error.code())).collect();
    same!(rejected, (0..7).map(|nth| (nth * 100 + 99, "consequence_refused")).collect::<Vec<_>>());
    let (bins, purses, head) = everything(&rig).await?;
    same!(bins.iter().map(|(_, worth)| worth).sum::<i64>(), 693);
    same!((purses, head.pos), (vec![(1, 693)], 2 * 693));
    rig.healthy().await
}

pub async fn chains_end(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend, 1).await?;
    let bring = |chain| Bring { chain, ..Bring::new(7, 1, 1) };
    let id = rig.id();
    same!(rig.run_as(id, bring(3)).await?.pos, 1);
    let journal = rig.journal().await?;
    let mut expected = vec![id];
    for _ in 0..4 {
        expected.extend(expected.last().map(|id| id.consequence(0)));
    }
    same!(journal.iter().map(|row| row.command_id).collect::<Vec<_>>(), expected);
    let before = everything(&rig).await?;
    let (outside, command, inside) = match rig.run(bring(4)).await {
        Err(error) => refusal(error)?,
        Ok(outcome) => return Err(Failed::new(format!("not refused: {outcome:?}"))),
    };
    same!((command, error_code(&inside)), ("purse.book", "consequences_too_deep"));
    same!((outside.kind, outside.retryable), (FailureKind::Invalid, false));
    same!(everything(&rig).await?, before);
    same!(rig.run(bring(0)).await?.pos, 6);
    rig.healthy().await
}

/// A command that consists of others is refused with the refusal of its part.
pub async fn parts_are_all_or_none(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend, 1).await?;
    let trade = |amount, bring| Trade { book: book(1, amount), bring };
    let id = rig.id();
    let outcome = rig.run_as(id, trade(10, Bring::new(7, 0, 1))).await?;
    same!((outcome.pos, outcome.replayed), (1, false));
    same!(names(&rig, 0).await?, ["depot.trade", "purse.book", "depot.bring", "purse.book"]);
    let journal = rig.journal().await?;
    let second = id.consequence(1);
    let ids = [id, id.consequence(0), second, second.consequence(0)];
    same!(journal.iter().map(|row| row.command_id).collect::<Vec<_>>(), ids);
    check!(rig.run_as(id, trade(10, Bring::new(7, 0, 1))).await?.replayed, "it was executed");
    let before = everything(&rig).await?;
    // The refusals of the first part, of the second, and of what follows from the second.
    let brought = Bring { purses: vec![(1, 12), (2, -1)], ..Bring::new(7, 11, 0) };
    for (command, part, code) in [
        (trade(-11, Bring::new(7, 11, 1)), "purse.book", "purse_too_small"),
        (trade(2, Bring::new(7, -1, 1)), "depot.bring", "bin_too_small"),
        (trade(2, brought), "depot.bring", "consequence_refused"),
    ] {
        let dry = rig.engine.dry_run(&rig.tenant, &rig.actor, rig.id(), command.clone()).await;
        for refused in [dry, rig.run(command.clone()).await] {
            match refused {
                Err(CommandError::Part { command, failure }) => {
                    same!((command, error_code(&failure)), (part, code));
                    let outside = CommandError::Part::<PairRejection> { command, failure };
                    same!(
                        (outside.code(), outside.is_retryable()),
                        (code, code != "bin_too_small")
                    );
                    same!(outside.to_string(), Failure::from(outside.clone()).message);
                    same!(Failure::from(outside).fields.get("part"), Some(&json!(part)));
                }
                other => return Err(Failed::new(format!("not the refusal of a part: {other:?}"))),
            }
        }
        same!(everything(&rig).await?, before.clone());
    }
    // The second part sees what the first one did.
    let taken = Bring { purses: vec![(1, -12), (2, 12)], ..Bring::new(7, 0, 0) };
    rig.done(trade(2, taken)).await?;
    same!(everything(&rig).await?.1, [(1, 0), (2, 12)]);
    rig.healthy().await
}

/// What was begun part by part, under the ids of the parts, is completed by the whole.
pub async fn parts_done_before_count(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend, 1).await?;
    let trade = || Trade { book: book(1, 10), bring: Bring::new(7, 5, 1) };
    for done in [vec![0_u32], vec![1], vec![0, 1]] {
        let id = rig.id();
        let before = everything(&rig).await?;
        for part in &done {
            match part {
                0 => rig.run_as(id.consequence(0), trade().book).await.map(|_| ())?,
                _ => rig.run_as(id.consequence(1), trade().bring).await.map(|_| ())?,
            }
        }
        same!(rig.run_as(id, trade()).await?.replayed, false);
        let after = everything(&rig).await?;
        let sum = |all: &[(i64, i64)]| all.iter().map(|(_, amount)| amount).sum::<i64>();
        same!(sum(&after.0) - sum(&before.0), 5, "brought with {done:?} done before");
        same!(sum(&after.1) - sum(&before.1), 15, "booked with {done:?} done before");
        same!(after.2.pos - before.2.pos, 4);
    }
    rig.healthy().await
}

/// An id that a consequence would take belongs to somebody else already: stored, or in the same
/// group and larger than any id in the journal.
pub async fn a_taken_id_refuses_the_cause(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend, 1).await?;
    for round in 0..2 {
        let (id, neighbour) = (rig.id(), rig.id());
        let all: Vec<(CommandId, AnyCommand)> = vec![
            (id.consequence(1), book(5, 1).into()),
            (id, Bring { purses: vec![(1, 2), (2, 3)], ..Bring::new(7, 5, 0) }.into()),
            (neighbour, Bring::new(7, 1, 1).into()),
        ];
        let mut results = Vec::new();
        if round == 0 {
            results = rig.engine.run_any(&rig.tenant, &rig.actor, all).await?;
        } else {
            for one in all {
                results.extend(rig.engine.run_any(&rig.tenant, &rig.actor, vec![one]).await?);
            }
        }
        let codes: Vec<_> = results.into_iter().map(|one| one.err().map(|it| it.fields)).collect();
        let [None, Some(fields), None] = codes.as_slice() else {
            return Err(Failed::new(format!("other results: {codes:?}")));
        };
        same!(fields.get("code"), Some(&json!("id_reused_with_different_request")));
        let inner = fields.get("fields").cloned().unwrap_or_default();
        same!(inner, json!({ "id": id.consequence(1), "field": "purse" }));
    }
    // The other way round: the id of a consequence of the same group, used by somebody else.
    let id = rig.id();
    let all: Vec<(CommandId, AnyCommand)> = vec![
        (id, Bring::new(7, 1, 1).into()),
        (id.consequence(0), book(5, 1).into()),
        (rig.id(), Bring::new(7, 1, 1).into()),
    ];
    let results = rig.engine.run_any(&rig.tenant, &rig.actor, all).await?;
    let codes: Vec<_> = results.into_iter().map(|one| one.err().map(|it| it.code)).collect();
    same!(codes, [None, Some("id_reused_with_different_request".to_owned()), None]);
    let (bins, purses, _) = everything(&rig).await?;
    same!((bins, purses), (vec![(7, 4)], vec![(1, 4), (5, 2)]));
    rig.healthy().await
}

/// What bins are worth is in the purses, at every read, now and in the past.
pub async fn two_domains_agree_at_every_read(backend: Arc<dyn Backend>) -> Check {
    let rig = rig(&backend, 1).await?;
    let done = AtomicBool::new(false);
    let outcomes: Vec<Check> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4_u64)
            .map(|thread| {
                let rig = rig.clone();
                scope.spawn(move || pollster::block_on(write(&rig, thread)))
            })
            .collect();
        let reader = {
            let (rig, done) = (&rig, &done);
            scope.spawn(move || {
                pollster::block_on(async {
                    let mut reads = 0;
                    while !done.load(Ordering::SeqCst) || reads < 5 {
                        let mut reader = rig.reader().await?;
                        let bins = reader.scan_all::<Bin>(Scan::of::<Bin>()).await?;
                        let purses = reader.scan_all::<PurseRow>(Scan::of::<PurseRow>()).await?;
                        agree(&bins, &purses)?;
                        reads += 1;
                    }
                    Ok(())
                })
            })
        };
        let mut outcomes: Vec<_> = writers.into_iter().map(join).collect();
        done.store(true, Ordering::SeqCst);
        outcomes.push(join(reader));
        outcomes
    });
    outcomes.into_iter().collect::<Check>()?;
    // The journal holds every commit: between a cause and its last consequence there is none.
    let journal = rig.journal().await?;
    let mut ends: Vec<i64> =
        journal.iter().filter(|row| row.command == "depot.bring").map(|row| row.pos - 1).collect();
    ends.push(rig.head().await?.pos);
    check!(ends.len() > 20, "only {} were accepted", ends.len());
    for pos in ends.into_iter().step_by(9) {
        let past = rig.engine.as_of(&rig.tenant, pos).await?;
        let mut reader = past.reader().await?;
        let bins = reader.scan_all::<Bin>(Scan::of::<Bin>()).await?;
        agree(&bins, &reader.scan_all::<PurseRow>(Scan::of::<PurseRow>()).await?)
            .map_err(|failed| failed.within(format!("as of {pos}")))?;
    }
    rig.healthy().await
}

fn join(thread: std::thread::ScopedJoinHandle<'_, Check>) -> Check {
    thread.join().unwrap_or_else(|_| Err(Failed::new("a thread panicked")))
}

fn agree(bins: &[Bin], purses: &[PurseRow]) -> Check {
    let worth: i64 = bins.iter().map(|bin| bin.worth).sum();
    same!(purses.iter().map(|purse| purse.amount).sum::<i64>(), worth, "what the bins are worth");
    Ok(())
}

/// Random bringing and taking, one by one, in calls and in units. Some of it is refused, by
/// either domain.
async fn write(rig: &Rig, seed: u64) -> Check {
    let mut random = Random::new(seed);
    for _ in 0..40 {
        let commands: Vec<Bring> = (0..random.between(1, 4))
            .map(|_| {
                let (bin, worth) = (random.below(5), random.between(-30, 40));
                let part = random.between(-20, 20);
                let purses = vec![(random.below(4), part), (random.below(4), worth - part)];
                Bring { purses, chain: 0, ..Bring::new(bin, worth, 0) }
            })
            .collect();
        let unit = random.one_in(3);
        let codes: Vec<String> = if unit {
            let unit = commands.into_iter().map(AnyCommand::from).collect();
            rig.unit(unit).await.err().map(|(_, failure)| failure.code).into_iter().collect()
        } else {
            let results = rig.each(commands).await?;
            results.into_iter().filter_map(|one| one.err().map(|e| e.code().to_owned())).collect()
        };
        check!(
            codes.iter().all(|code| code == "bin_too_small" || code == "consequence_refused"),
            "another refusal: {codes:?}"
        );
    }
    Ok(())
}
