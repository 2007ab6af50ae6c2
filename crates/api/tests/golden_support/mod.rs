//! Golden scenarios: how their lines are read, run through the foreign surface, and written.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::result_large_err,
    reason = "helpers of tests"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use moja_api::core::time::Timestamp;
use moja_api::{ForeignError, HostClock, JsonText, Moja, OpenOptions, Session};
use pollster::block_on;
use serde_json::{Map, Value as Json, json};

/// The seed of every scenario's ids.
const ID_SEED: u32 = 1;

/// Who acts unless a step says otherwise.
const ACTOR: &str = "till";

/// What a line may have, in the order in which it is written.
const KEYS: &[&str] =
    &["why", "at", "actor", "id", "command", "query", "args", "head", "verify", "ok", "error"];

/// What says what a step does, and its answer.
const VERBS: &[&str] = &["command", "query", "head", "verify"];
const ANSWERS: &[&str] = &["ok", "error"];

/// A file of steps. Each has a store and a tenant of its own.
pub(crate) struct Scenario {
    pub(crate) path: PathBuf,
    pub(crate) name: String,
    pub(crate) steps: Vec<Map<String, Json>>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../golden")
}

/// All scenarios, in the order of their names.
pub(crate) fn scenarios() -> Vec<Scenario> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let is_scenario = |path: &PathBuf| path.extension().is_some_and(|it| it == "jsonl");
    let mut paths: Vec<PathBuf> = entries.filter(is_scenario).collect();
    paths.sort();
    assert!(!paths.is_empty(), "there are no scenarios in {}", folder().display());
    paths.into_iter().map(read).collect()
}

fn read(path: PathBuf) -> Scenario {
    let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
    let text = std::fs::read_to_string(&path).unwrap();
    let steps = (1..).zip(text.lines()).map(|(number, line)| {
        let step: Map<String, Json> = serde_json::from_str(line)
            .unwrap_or_else(|error| panic!("{name}.jsonl:{number}: {error}"));
        let odd: Vec<_> = step.keys().filter(|key| !KEYS.contains(&key.as_str())).collect();
        assert!(odd.is_empty(), "{name}.jsonl:{number}: {odd:?}");
        let verbs = VERBS.iter().filter(|verb| step.contains_key(**verb)).count();
        assert_eq!(verbs, 1, "{name}.jsonl:{number}: one of {VERBS:?}");
        step
    });
    let steps = steps.collect();
    Scenario { steps, name, path }
}

/// Writes a scenario with the answers that were given.
pub(crate) fn write(scenario: &Scenario, answers: &[Json]) {
    let mut text = String::new();
    for (step, answer) in scenario.steps.iter().zip(answers) {
        let mut parts = Vec::new();
        for key in KEYS {
            let value = if ANSWERS.contains(key) { answer.get(key) } else { step.get(*key) };
            if let Some(value) = value {
                parts.push(format!("{}:{value}", json!(key)));
            }
        }
        text.push_str(&format!("{{{}}}\n", parts.join(",")));
    }
    std::fs::write(&scenario.path, text).unwrap();
}

/// The time of the step that runs.
#[derive(Default)]
struct StepClock(Mutex<Timestamp>);

impl HostClock for StepClock {
    fn now(&self) -> Result<Timestamp, ForeignError> {
        Ok(*self.0.lock().unwrap())
    }
}

/// A store that is not there yet: in memory, or at a path or URL.
fn open(clock: &Arc<StepClock>, place: Option<&str>) -> Arc<Moja> {
    let options = Some(OpenOptions {
        clock: Some(clock.clone()),
        id_seed: Some(ID_SEED),
        durable: false,
        ..OpenOptions::default()
    });
    let moja = block_on(async {
        match place {
            None => Moja::open_memory(options).await,
            Some(place) => Moja::open(place.to_owned(), options).await,
        }
    });
    moja.unwrap()
}

/// What the steps of a scenario are answered by a new store.
pub(crate) fn run(scenario: &Scenario, place: Option<&str>) -> Vec<Json> {
    let clock = Arc::new(StepClock::default());
    let moja = open(&clock, place);
    let mut sessions: BTreeMap<String, Arc<Session>> = BTreeMap::new();
    let answers = scenario.steps.iter().map(|step| {
        if let Some(at) = step.get("at") {
            *clock.0.lock().unwrap() = at.as_str().unwrap().parse().unwrap();
        }
        let actor = step.get("actor").and_then(Json::as_str).unwrap_or(ACTOR);
        let session = sessions
            .entry(actor.to_owned())
            .or_insert_with(|| moja.session(scenario.name.clone(), actor.to_owned()).unwrap());
        match block_on(answer(&moja, session, step)) {
            Ok(value) => json!({ "ok": value }),
            Err(error) => json!({ "error": shown(error) }),
        }
    });
    let answers = answers.collect();
    block_on(moja.close()).unwrap();
    answers
}

async fn answer(
    moja: &Moja,
    session: &Session,
    step: &Map<String, Json>,
) -> Result<Json, ForeignError> {
    if let Some(name) = step.get("query") {
        let args = JsonText(step["args"].to_string());
        let answer = session.query(name.as_str().unwrap().to_owned(), args).await?;
        return Ok(serde_json::from_str(&answer.0).unwrap());
    }
    if step.contains_key("head") {
        let head = session.head().await?;
        return Ok(json!({ "position": head.position, "hash": head.hash }));
    }
    if step.contains_key("verify") {
        let report = moja.verify().await?;
        let findings: Vec<_> = report.findings.iter().map(|finding| &finding.code).collect();
        return Ok(json!({ "findings": findings, "journal_rows": report.journal_rows }));
    }
    let request = ["command", "args", "id"].into_iter();
    let request: Map<String, Json> =
        request.filter_map(|key| Some((key.to_owned(), step.get(key)?.clone()))).collect();
    let answer = session.execute(JsonText(json!(request).to_string())).await?;
    Ok(serde_json::from_str(&answer.0).unwrap())
}

/// An error as a line has it.
fn shown(error: ForeignError) -> Json {
    let (kind, domain, code, message, fields, retryable) = match error {
        ForeignError::Rejected { domain, code, detail, fields, retryable } => {
            ("rejected", Some(domain), code, detail, fields, retryable)
        }
        ForeignError::Invalid { code, detail, fields, retryable } => {
            ("invalid", None, code, detail, fields, retryable)
        }
        ForeignError::Store { code, detail, fields, retryable } => {
            ("store", None, code, detail, fields, retryable)
        }
        ForeignError::Internal { code, detail, fields, retryable } => {
            ("internal", None, code, detail, fields, retryable)
        }
    };
    let fields: Map<String, Json> = fields
        .into_iter()
        .map(|(name, value)| (name, serde_json::from_str(&value.0).unwrap()))
        .collect();
    let mut shown = json!({
        "kind": kind, "code": code, "message": message, "fields": fields, "retryable": retryable,
    });
    if let Some(domain) = domain {
        shown["domain"] = json!(domain);
    }
    shown
}

/// Runs a scenario and fails by the first step that is answered otherwise.
pub(crate) fn check(scenario: &Scenario, place: Option<&str>) {
    let answers = run(scenario, place);
    for (number, (step, answer)) in (1..).zip(scenario.steps.iter().zip(answers)) {
        let mut wanted = step.clone();
        wanted.retain(|key, _| ANSWERS.contains(&key.as_str()));
        let at = format!("{}.jsonl:{number}: {}", scenario.name, json!(step));
        assert_eq!(answer, Json::Object(wanted), "{at}");
    }
}

/// What stands in the place of a value that is right.
fn odd_values() -> Vec<Json> {
    vec![
        Json::Null,
        json!(true),
        json!(-1),
        json!(1.5),
        json!(i64::MAX),
        json!(""),
        json!("\u{0}"),
        json!("🧀"),
        json!("9".repeat(40)),
        json!([]),
        json!({}),
    ]
}

/// Where the values stand, and where the fields.
fn places(at: &Json, path: &str, found: &mut Vec<String>) {
    found.push(path.to_owned());
    match at {
        Json::Array(all) => {
            all.iter().enumerate().for_each(|(n, it)| places(it, &format!("{path}/{n}"), found));
        }
        Json::Object(all) => {
            all.iter().for_each(|(key, it)| places(it, &format!("{path}/{key}"), found));
        }
        _ => {}
    }
}

/// The arguments with each value in turn being odd, or missing.
fn mutants(args: &Json) -> Vec<Json> {
    let mut paths = Vec::new();
    places(args, "", &mut paths);
    let mut all = Vec::new();
    for path in &paths {
        for odd in odd_values() {
            let mut mutant = args.clone();
            *mutant.pointer_mut(path).unwrap() = odd;
            all.push(mutant);
        }
        if let Some((owner, key)) = path.rsplit_once('/') {
            let mut mutant = args.clone();
            if let Some(Json::Object(fields)) = mutant.pointer_mut(owner) {
                fields.remove(key);
                all.push(mutant);
            }
        }
    }
    all
}

/// Runs every step of a scenario after all its mutants. Gives how many there were, and those that
/// were not answered as they should be: by a value, or by an error that has a code.
pub(crate) fn run_mutants(scenario: &Scenario) -> (usize, Vec<String>) {
    let clock = Arc::new(StepClock::default());
    let moja = open(&clock, None);
    let session = moja.session(scenario.name.clone(), ACTOR.to_owned()).unwrap();
    let (mut count, mut odd) = (0_usize, Vec::new());
    for step in &scenario.steps {
        if let Some(at) = step.get("at") {
            *clock.0.lock().unwrap() = at.as_str().unwrap().parse().unwrap();
        }
        let mut ask = |step: &Map<String, Json>| {
            count = count.saturating_add(1);
            let Err(error) = block_on(answer(&moja, &session, step)) else { return };
            let is_code = |code: &str| {
                !code.is_empty() && code.bytes().all(|it| it == b'_' || it.is_ascii_lowercase())
            };
            let internal = matches!(error, ForeignError::Internal { .. });
            if internal || !is_code(error.code()) || error.to_string().is_empty() {
                odd.push(format!("{}: {error:?}", json!(step)));
            }
        };
        for args in step.get("args").map(mutants).unwrap_or_default() {
            let mut mutant = step.clone();
            mutant.remove("id");
            mutant.insert("args".to_owned(), args);
            ask(&mutant);
        }
        ask(step);
    }
    let report = block_on(moja.verify()).unwrap();
    odd.extend(report.findings.iter().map(|finding| finding.message.clone()));
    block_on(moja.close()).unwrap();
    (count, odd)
}
