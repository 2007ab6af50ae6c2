//! Histories against brute force: sums and pages on both time axes, through many runs.

use std::sync::Arc;

use moja_core::history::{Bounds, Item, RunRow, StateRow, Sums};
use moja_core::scan::Direction;

use crate::Backend;
use crate::check::{Check, Failed, check, same};
use crate::probe::{Leg, MOVES, Move, Put, Sketch, Take};
use crate::random::{Random, seeded, seeds};
use crate::rig::Rig;

/// All items ever, as the model has them.
type Model = Vec<Item>;

fn moves(random: &mut Random, hot: bool) -> Vec<(i64, Vec<Leg>)> {
    (0..random.between(1, 4))
        .map(|_| {
            // Few distinct times, so that many items share one; some far back.
            let at_us = if random.one_in(5) { random.below(50) } else { 40 + random.below(60) };
            let legs = (0..random.below(5))
                .map(|_| Leg {
                    series: if hot && !random.one_in(3) { 3 } else { random.below(7) },
                    amount: random.between(-100, 100),
                })
                .collect();
            (at_us, legs)
        })
        .collect()
}

fn remember(model: &mut Model, pos: i64, moves: &[(i64, Vec<Leg>)]) {
    for (ordinal, (at_us, legs)) in (0_i64..).zip(moves) {
        for (line, leg) in (0_i64..).zip(legs) {
            let Leg { series, amount } = *leg;
            model.push(Item { series, at_us: *at_us, pos, ordinal, line, amount });
        }
    }
}

/// Submits `count` commands in groups, with refused ones and others in between.
async fn feed(rig: &Rig, model: &mut Model, random: &mut Random, count: i64, hot: bool) -> Check {
    let mut left = count;
    while left > 0 {
        let length = random.between(1, 20).min(left);
        left -= length;
        let all: Vec<_> = (0..length).map(|_| moves(random, hot)).collect();
        let commands = all.iter().map(|moves| Move { moves: moves.clone() }).collect();
        for (moves, result) in all.iter().zip(rig.each(commands).await?) {
            remember(model, result?.pos, moves);
        }
        if random.one_in(4) {
            let _ = rig.run(Put { sketch: Sketch::new(random.below(5)) }).await;
            let _ = rig.run(Take { no: 99, amount: 1 }).await;
        }
    }
    Ok(())
}

fn sums(model: &Model, series: i64, at_us: i64, pos: i64) -> Sums {
    let mut sums = Sums::default();
    let known = |item: &&Item| item.series == series && item.at_us <= at_us && item.pos <= pos;
    for item in model.iter().filter(known) {
        let amount = i128::from(item.amount);
        if amount >= 0 {
            sums.positive += amount
        } else {
            sums.negative += amount
        }
        sums.count += 1;
    }
    sums
}

fn items(model: &Model, series: i64, bounds: &Bounds, direction: Direction) -> Vec<Item> {
    let mut found: Vec<Item> = model
        .iter()
        .filter(|item| {
            item.series == series
                && (bounds.from_us..=bounds.to_us).contains(&item.at_us)
                && item.pos <= bounds.known_pos
        })
        .copied()
        .collect();
    found.sort_by_key(|item| (item.at_us, item.pos, item.ordinal, item.line));
    if direction == Direction::Descending {
        found.reverse();
    }
    found
}

/// Compares random questions with brute force, in one snapshot.
async fn compare(rig: &Rig, model: &Model, random: &mut Random, questions: i64) -> Check {
    let mut reader = rig.reader().await?;
    let head = reader.head().await?.pos;
    for _ in 0..questions {
        let series = random.between(-1, 7);
        let pos = match random.below(4) {
            0 => i64::MAX,
            1 => head,
            _ => random.between(0, head),
        };
        let at_us = match random.below(6) {
            0 => i64::MAX,
            1 => i64::MIN,
            _ => random.between(-1, 101),
        };
        let found = reader.sums(MOVES, series, at_us, pos).await?;
        let wanted = sums(model, series, at_us, pos);
        same!(found, wanted, "sums of {series} up to {at_us} as known at {pos} of {head}");
        let from_us = if random.one_in(3) { i64::MIN } else { random.between(-1, 101) };
        let bounds = Bounds { from_us, to_us: at_us, known_pos: pos };
        for direction in [Direction::Ascending, Direction::Descending] {
            let wanted = items(model, series, &bounds, direction);
            let limit = usize::try_from(random.between(1, 30))?;
            let mut found = Vec::new();
            let mut after = None;
            loop {
                let page = reader.items(MOVES, series, bounds, direction, after, limit).await?;
                check!(page.len() <= limit, "a page of {} items, not {limit}", page.len());
                after = page.last().copied();
                let last = page.len() < limit;
                found.extend(page);
                if last || found.len() > wanted.len() {
                    break;
                }
            }
            same!(
                found,
                wanted,
                "{direction:?} pages of {limit} of {series} within {bounds:?} of {head}"
            );
        }
    }
    Ok(())
}

pub async fn sums_and_pages_match_brute_force(backend: Arc<dyn Backend>) -> Check {
    for seed in seeds(2) {
        let rig = Rig::seeded(backend.open()?, seed).await?.of(&format!("s{seed}"))?;
        let (mut random, mut model) = (Random::new(seed), Model::new());
        for round in 0..6 {
            seeded(seed, feed(&rig, &mut model, &mut random, 90, round % 2 == 0).await)?;
            seeded(seed, compare(&rig, &model, &mut random, 12).await)?;
        }
        rig.healthy().await?;
    }
    Ok(())
}

/// A series with an item in every run, read an item at a time across the borders of blocks.
pub async fn a_hot_series_pages_through_every_run(backend: Arc<dyn Backend>) -> Check {
    let rig = Rig::start(backend.open()?).await?;
    let mut model = Model::new();
    for round in 0..40_i64 {
        let commands: Vec<Move> = (0..10_i64)
            .map(|nth| {
                let at = (round * 7 + nth * 3) % 50;
                let leg = |amount| Leg { series: 1, amount };
                Move { moves: vec![(at, vec![leg(nth), leg(-1)]), (at, vec![leg(5)])] }
            })
            .collect();
        let sent = commands.clone();
        for (command, result) in sent.iter().zip(rig.each(commands).await?) {
            remember(&mut model, result?.pos, &command.moves);
        }
    }
    let mut reader = rig.reader().await?;
    for direction in [Direction::Ascending, Direction::Descending] {
        let wanted = items(&model, 1, &Bounds::ALL, direction);
        // Every single item is a place to go on from.
        for (nth, after) in wanted.iter().enumerate() {
            let page = reader.items(MOVES, 1, Bounds::ALL, direction, Some(*after), 2).await?;
            let next: Vec<Item> = wanted.iter().skip(nth + 1).take(2).copied().collect();
            same!(page, next, "{direction:?} after {after:?}");
        }
    }
    for pos in 0..=400 {
        same!(reader.sums(MOVES, 1, 25, pos).await?, sums(&model, 1, 25, pos), "known at {pos}");
    }
    drop(reader);
    rig.healthy().await
}

/// R17: an engine that stops anywhere, in the middle of a merge too, is taken over.
pub async fn a_merge_goes_on_after_reopening(backend: Arc<dyn Backend>) -> Check {
    for seed in seeds(1) {
        let (mut random, mut model) = (Random::new(seed), Model::new());
        for round in 0..24 {
            let rig = Rig::seeded(backend.open()?, seed.wrapping_add(round)).await?;
            let rig = rig.of(&format!("s{seed}"))?;
            let count = random.between(1, 45);
            seeded(seed, feed(&rig, &mut model, &mut random, count, true).await)?;
            seeded(seed, compare(&rig, &model, &mut random, 2).await)?;
        }
        let rig = Rig::seeded(backend.open()?, seed).await?.of(&format!("s{seed}"))?;
        seeded(seed, compare(&rig, &model, &mut random, 20).await)?;
        rig.healthy().await?;
    }
    Ok(())
}

pub async fn two_engines_share_a_history(backend: Arc<dyn Backend>) -> Check {
    let first = Rig::seeded(backend.open()?, 1).await?;
    let second = Rig::seeded(backend.open()?, 2).await?;
    let (mut random, mut model) = (Random::new(5), Model::new());
    for _ in 0..30 {
        let rig = if random.one_in(2) { &first } else { &second };
        let count = random.between(1, 20);
        feed(rig, &mut model, &mut random, count, true).await?;
        let rig = if random.one_in(2) { &first } else { &second };
        compare(rig, &model, &mut random, 2).await?;
    }
    compare(&first, &model, &mut random, 10).await?;
    compare(&second, &model, &mut random, 10).await?;
    first.healthy().await
}

/// A snapshot answers the same however much is packed after it was opened.
pub async fn readers_keep_their_view_while_runs_are_made(backend: Arc<dyn Backend>) -> Check {
    let rig = Rig::start(backend.open()?).await?;
    let (mut random, mut model) = (Random::new(9), Model::new());
    for _ in 0..12 {
        feed(&rig, &mut model, &mut random, 5, true).await?;
        let mut reader = rig.reader().await?;
        let before = model.clone();
        // Opens the history, and leaves it open.
        let _ = reader.sums(MOVES, 3, 60, i64::MAX).await?;
        feed(&rig, &mut model, &mut random, 40, true).await?;
        for series in 0..7 {
            let found = reader.sums(MOVES, series, 60, i64::MAX).await?;
            same!(found, sums(&before, series, 60, i64::MAX), "series {series}");
            let page = reader
                .items(MOVES, series, Bounds::ALL, Direction::Descending, None, 9_999)
                .await?;
            same!(page, items(&before, series, &Bounds::ALL, Direction::Descending));
        }
    }
    // And with readers on other threads all the while.
    let outcomes: Vec<Check> = std::thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|thread| {
                let rig = rig.clone();
                scope.spawn(move || {
                    pollster::block_on(async {
                        for _ in 0..25 {
                            let mut reader = rig.reader().await?;
                            let all = reader
                                .items(
                                    MOVES,
                                    thread,
                                    Bounds::ALL,
                                    Direction::Ascending,
                                    None,
                                    100_000,
                                )
                                .await?;
                            let mut brute = Sums::default();
                            for item in &all {
                                let amount = i128::from(item.amount);
                                if amount >= 0 {
                                    brute.positive += amount;
                                } else {
                                    brute.negative += amount;
                                }
                                brute.count += 1;
                            }
                            same!(reader.sums(MOVES, thread, i64::MAX, i64::MAX).await?, brute);
                            let rows = reader
                                .scan_all::<crate::probe::MoveRow>(moja_core::scan::Scan::of::<
                                    crate::probe::MoveRow,
                                >(
                                ))
                                .await?;
                            let count = rows
                                .iter()
                                .flat_map(|row| row.legs.iter())
                                .filter(|leg| leg.series == thread)
                                .count();
                            same!(all.len(), count, "items of series {thread}");
                        }
                        Ok(())
                    })
                })
            })
            .collect();
        let mut outcomes = vec![pollster::block_on(feed(&rig, &mut model, &mut random, 300, true))];
        outcomes.extend(
            readers
                .into_iter()
                .map(|reader| reader.join().unwrap_or_else(|_| Err(Failed::new("a panic")))),
        );
        outcomes
    });
    outcomes.into_iter().collect::<Check>()?;
    compare(&rig, &model, &mut random, 10).await
}

/// The last item that a stopped merge has written is the first one of a block of its sources.
pub async fn a_merge_goes_on_at_the_start_of_a_block(backend: Arc<dyn Backend>) -> Check {
    // Each group makes a run, and each run has a series of its own: the merge takes one run
    // after the other. Its blocks hold 80 items, so the third ends with item 240, which is the
    // first of the tenth run; its first slice ends with item 256.
    let sizes = [26, 26, 26, 26, 26, 26, 26, 26, 31, 30, 30, 30, 30, 30, 30, 30];
    let mut model = Model::new();
    let rig = Rig::start(backend.open()?).await?;
    let post = async |rig: &Rig, model: &mut Model, series: i64, size: i64| -> Check {
        let legs = (0..size).map(|amount| Leg { series, amount }).collect();
        let moves = vec![(series, legs)];
        let pos = rig.run(Move { moves: moves.clone() }).await?.pos;
        remember(model, pos, &moves);
        Ok(())
    };
    for (series, size) in (0_i64..).zip(sizes) {
        post(&rig, &mut model, series, size).await?;
    }
    post(&rig, &mut model, 0, 1).await?;
    let runs = rig.all::<RunRow>().await?;
    same!(runs.iter().map(|run| run.level).collect::<Vec<_>>(), [0; 16], "levels");
    drop(rig);
    let rig = Rig::seeded(backend.open()?, 2).await?;
    post(&rig, &mut model, 0, 1).await?;
    let runs = rig.all::<RunRow>().await?;
    same!(runs.iter().map(|run| run.level).max(), Some(1), "the highest level");
    compare(&rig, &model, &mut Random::new(1), 60).await?;
    rig.healthy().await
}

/// A tail that is too long for one slice is packed over several commits, and a restart in the
/// middle loses and repeats nothing.
pub async fn packing_goes_on_after_a_restart(backend: Arc<dyn Backend>) -> Check {
    const TAIL: usize = 700;
    let mut model = Model::new();
    let mut random = Random::new(11);
    let state = async |rig: &Rig| -> Result<Option<StateRow>, Failed> {
        Ok(rig.all::<StateRow>().await?.into_iter().find(|state| state.history == MOVES))
    };
    let mut rig = Rig::packing(backend.open()?, 1, TAIL).await?;
    let (mut halves, mut finished) = (0, 0);
    for seed in 2..400 {
        feed(&rig, &mut model, &mut random, 6, true).await?;
        let Some(found) = state(&rig).await? else { continue };
        finished = found.runs;
        if found.packing_pos > found.packed_pos {
            // New items come in behind the stretch that is being packed.
            check!(found.packing_pos <= rig.reader().await?.head().await?.pos, "{found:?}");
            halves += 1;
            compare(&rig, &model, &mut random, 3).await?;
            rig.healthy().await?;
            if halves % 2 == 0 {
                drop(rig);
                rig = Rig::packing(backend.open()?, seed, TAIL).await?;
            }
        }
        if finished >= 3 {
            break;
        }
    }
    check!(halves >= 3 && finished >= 3, "{halves} stops in the middle, {finished} runs");
    compare(&rig, &model, &mut random, 40).await?;
    rig.healthy().await
}

/// With very many tenants the engine forgets some of them for a while, and nothing is lost.
pub async fn many_tenants_are_forgotten_and_found_again(backend: Arc<dyn Backend>) -> Check {
    let rig = Rig::start(backend.open()?).await?;
    let mut random = Random::new(5);
    let mut models: Vec<(Rig, Model)> = Vec::new();
    for nth in 0..300 {
        let mut model = Model::new();
        let tenant = rig.of(&format!("t{nth}"))?;
        feed(&tenant, &mut model, &mut random, 2, false).await?;
        models.push((tenant, model));
    }
    for at in [0, 1, 150, 299, 0] {
        let Some((tenant, model)) = models.get_mut(at) else { continue };
        feed(tenant, model, &mut random, 12, true).await?;
        compare(tenant, model, &mut random, 5).await?;
    }
    rig.healthy().await
}
