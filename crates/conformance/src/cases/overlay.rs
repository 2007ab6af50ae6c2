//! Random commands in random groups against a model in plain maps: what a group knows of its
//! own effects must be what the commands would have done one by one.

use std::collections::BTreeMap;
use std::sync::Arc;

use moja_core::engine::AnyCommand;
use serde_json::Value as Json;

use crate::Backend;
use crate::check::{Check, Failed, same};
use crate::probe::{Add, Drop, Item, Look, Put, Rename, Rewrite, Seen, Sketch, Take};
use crate::random::{Random, seeded, seeds};
use crate::rig::Rig;

#[derive(Clone, Debug)]
enum Step {
    Put(Sketch),
    Rewrite(Sketch),
    Drop(i64),
    Rename(i64, String, Option<String>),
    Add(i64, i64),
    Take(i64, i64),
    Look(i64, String, String, String),
}

type Model = BTreeMap<i64, Sketch>;

fn sketch(random: &mut Random) -> Sketch {
    Sketch {
        no: random.below(12),
        code: format!("c{}", random.below(12)),
        badge: (!random.one_in(3)).then(|| format!("b{}", random.below(8))),
        kind: format!("k{}", random.below(3)),
        rank: (!random.one_in(3)).then(|| random.below(5)),
        stock: random.below(10),
    }
}

/// A step. Blind ones are only drawn for rows that exist: `likely` is the state before the group
/// and those that the group has not dropped since.
fn draw(random: &mut Random, model: &Model) -> Step {
    let any = sketch(random);
    let present: Vec<i64> = model.keys().copied().collect();
    match (random.below(12), random.pick(&present)) {
        (0..=2, _) | (_, None) => Step::Put(any),
        (3, Some(no)) => Step::Rewrite(Sketch { no: *no, ..any }),
        (4, _) => Step::Drop(any.no),
        (5 | 6, Some(no)) => Step::Rename(*no, any.code, any.badge),
        (7 | 8, Some(no)) => Step::Add(*no, random.between(-3, 3)),
        (9, _) => Step::Take(any.no, random.below(8)),
        _ => Step::Look(any.no, any.code, format!("b{}", random.below(8)), any.kind),
    }
}

fn taken(model: &Model, no: i64, code: &str, badge: Option<&str>) -> bool {
    model.values().any(|other| {
        other.no != no
            && (other.code == code || (badge.is_some() && other.badge.as_deref() == badge))
    })
}

/// What a step answers: `Err` is the code of its refusal.
fn expect(model: &mut Model, step: &Step) -> Result<Option<Seen>, &'static str> {
    match step {
        Step::Put(sketch) => {
            if model.contains_key(&sketch.no)
                || taken(model, sketch.no, &sketch.code, sketch.badge.as_deref())
            {
                return Err("taken");
            }
            model.insert(sketch.no, sketch.clone());
        }
        Step::Rewrite(sketch) => {
            if !model.contains_key(&sketch.no) {
                return Err("missing");
            }
            if taken(model, sketch.no, &sketch.code, sketch.badge.as_deref()) {
                return Err("taken");
            }
            model.insert(sketch.no, sketch.clone());
        }
        Step::Drop(no) => {
            model.remove(no).ok_or("missing")?;
        }
        Step::Rename(no, code, badge) => {
            if taken(model, *no, code, badge.as_deref()) {
                return Err("taken");
            }
            if let Some(sketch) = model.get_mut(no) {
                sketch.code.clone_from(code);
                sketch.badge.clone_from(badge);
            }
        }
        Step::Add(no, delta) => {
            if let Some(sketch) = model.get_mut(no) {
                sketch.stock += delta;
            }
        }
        Step::Take(no, amount) => {
            let sketch = model.get_mut(no).ok_or("missing")?;
            if sketch.stock < *amount {
                return Err("too_few");
            }
            sketch.stock -= amount;
        }
        Step::Look(no, code, badge, kind) => {
            let mut of_kind: Vec<_> = model.values().filter(|one| one.kind == *kind).collect();
            of_kind.sort_by_key(|one| (one.rank, one.no));
            let mut ranked: Vec<_> = model.values().filter(|one| one.rank.is_some()).collect();
            ranked.sort_by_key(|one| std::cmp::Reverse((one.rank, one.no)));
            let number = |one: &Sketch| one.no;
            return Ok(Some(Seen {
                item: model.get(no).cloned(),
                by_code: model.values().find(|one| one.code == *code).map(number),
                by_badge: model
                    .values()
                    .find(|one| one.badge.as_deref() == Some(badge))
                    .map(number),
                of_kind: of_kind.into_iter().map(number).collect(),
                ranked: ranked.into_iter().take(5).map(number).collect(),
            }));
        }
    }
    Ok(None)
}

fn command(step: &Step) -> AnyCommand {
    match step.clone() {
        Step::Put(sketch) => Put { sketch }.into(),
        Step::Rewrite(sketch) => Rewrite { sketch }.into(),
        Step::Drop(no) => Drop { no }.into(),
        Step::Rename(no, code, badge) => Rename { no, code, badge }.into(),
        Step::Add(no, delta) => Add { no, delta }.into(),
        Step::Take(no, amount) => Take { no, amount }.into(),
        Step::Look(no, code, badge, kind) => Look { no, code, badge, kind }.into(),
    }
}

fn seen(value: &Json) -> Result<Option<Seen>, Failed> {
    Ok(match value.pointer("/0/looked") {
        Some(seen) => Some(serde_json::from_value(seen.clone())?),
        None => None,
    })
}

async fn matches(rig: &Rig, model: &Model) -> Check {
    let rows: Vec<Sketch> = rig.all::<Item>().await?.iter().map(Sketch::of).collect();
    same!(rows, model.values().cloned().collect::<Vec<_>>(), "rows");
    Ok(())
}

/// Runs a group of steps, each for itself. A group may not swap alternate keys between rows that
/// stay: no store can write that row by row, so such a group is decided one by one anyway.
async fn group(rig: &Rig, model: &mut Model, random: &mut Random, length: i64) -> Check {
    let mut ahead = model.clone();
    let mut steps = Vec::new();
    let mut answers = Vec::new();
    for _ in 0..length {
        let step = draw(random, &ahead);
        answers.push(expect(&mut ahead, &step));
        steps.push(step);
    }
    let commands = steps.iter().map(|step| (rig.id(), command(step))).collect();
    let results = rig.engine.run_any(&rig.tenant, &rig.actor, commands).await?;
    for (nth, (result, answer)) in results.into_iter().zip(answers).enumerate() {
        let result = match result {
            Ok(outcome) => Ok(seen(&outcome.value)?),
            Err(failure) => Err(failure.code),
        };
        same!(result, answer.map_err(str::to_owned), "step {nth} of {steps:?}");
    }
    *model = ahead;
    Ok(())
}

/// Runs a unit of steps; the first refusal undoes it.
async fn unit(rig: &Rig, model: &mut Model, random: &mut Random, length: i64) -> Check {
    let mut ahead = model.clone();
    let mut steps = Vec::new();
    let mut refusal = None;
    let mut answers = Vec::new();
    for nth in 0..length {
        let step = draw(random, &ahead);
        match expect(&mut ahead, &step) {
            Ok(answer) => answers.push(answer),
            Err(code) => refusal = refusal.or(Some((usize::try_from(nth)?, code.to_owned()))),
        }
        steps.push(step);
    }
    let result = rig.unit(steps.iter().map(command).collect()).await;
    match (result, refusal) {
        (Ok(outcomes), None) => {
            for (outcome, answer) in outcomes.iter().zip(answers) {
                same!(seen(&outcome.value)?, answer, "a look in {steps:?}");
            }
            *model = ahead;
        }
        // Rows of a unit that swap alternate keys cannot be written one after the other.
        (Err((_, failure)), None) if failure.code == "store_conflict" => {}
        (Err((at, failure)), Some(refusal)) => {
            same!((at, failure.code), refusal, "{steps:?}");
        }
        (result, refusal) => {
            return Err(Failed::new(format!("{result:?} in place of {refusal:?} for {steps:?}")));
        }
    }
    Ok(())
}

pub async fn random_commands_match_the_model(backend: Arc<dyn Backend>) -> Check {
    for seed in seeds(2) {
        seeded(seed, run(&backend, seed, false).await)?;
    }
    Ok(())
}

pub async fn random_units_match_the_model(backend: Arc<dyn Backend>) -> Check {
    for seed in seeds(2) {
        seeded(seed, run(&backend, seed, true).await)?;
    }
    Ok(())
}

async fn run(backend: &Arc<dyn Backend>, seed: u64, units: bool) -> Check {
    let rig = Rig::seeded(backend.open()?, seed).await?.of(&format!("s{seed}"))?;
    let mut random = Random::new(seed);
    let mut model = Model::new();
    for round in 0..60 {
        let length = random.between(1, 9);
        if units && random.one_in(2) {
            unit(&rig, &mut model, &mut random, length).await
        } else {
            group(&rig, &mut model, &mut random, length).await
        }
        .map_err(|failed| failed.within(format!("round {round}")))?;
        matches(&rig, &model).await.map_err(|failed| failed.within(format!("after {round}")))?;
    }
    rig.healthy().await
}

/// R7: two engines take turns on one store, and neither trusts what it knew before.
pub async fn two_engines_match_the_model(backend: Arc<dyn Backend>) -> Check {
    let rigs = [Rig::seeded(backend.open()?, 1).await?, Rig::seeded(backend.open()?, 2).await?];
    for seed in seeds(1) {
        let mut random = Random::new(seed);
        let [first, second] = rigs.each_ref().map(|rig| rig.of(&format!("s{seed}")));
        let (first, second) = (first?, second?);
        let mut model = Model::new();
        for round in 0..40 {
            let rig = if random.one_in(2) { &first } else { &second };
            let length = random.between(1, 5);
            let outcome = group(rig, &mut model, &mut random, length).await;
            seeded(seed, outcome.map_err(|failed| failed.within(format!("round {round}"))))?;
            seeded(seed, matches(&first, &model).await)?;
            seeded(seed, matches(&second, &model).await)?;
        }
        second.healthy().await?;
    }
    Ok(())
}
