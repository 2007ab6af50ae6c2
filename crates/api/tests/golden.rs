//! The golden scenarios in `golden/`: every binding answers them alike, on every store.
//!
//! `MOJA_GOLDEN_RECORD=1 cargo test -p moja-api --test golden` writes the answers again, to be
//! read before they are committed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests"
)]

mod golden_support;
#[path = "../../postgres/tests/support/mod.rs"]
mod server;

use std::collections::BTreeSet;

use golden_support::{Scenario, check, run, run_mutants, scenarios, write};
use serde_json::Value as Json;

/// Codes that nothing is refused with through the foreign surface, and why.
const UNREACHED: &[(&str, &str)] =
    &[("ledger.member_refused", "a batch is refused with the code of the member that is at fault")];

#[test]
fn every_store_answers_alike() {
    let record = std::env::var_os("MOJA_GOLDEN_RECORD").is_some();
    if record {
        for scenario in scenarios() {
            write(&scenario, &run(&scenario, None));
        }
    }
    let folder = tempfile::tempdir().unwrap();
    for scenario in scenarios() {
        let file = folder.path().join(format!("{}.db", scenario.name));
        check(&scenario, None);
        check(&scenario, file.to_str());
        let database = scenario.name.replace('-', "_");
        server::server().sql(&format!("CREATE DATABASE {database}"));
        check(&scenario, Some(&server::server().url("postgres", &database)));
    }
}

fn api() -> Json {
    serde_json::from_str(include_str!("../../../schema/api.json")).unwrap()
}

fn steps(scenarios: &[Scenario]) -> impl Iterator<Item = &serde_json::Map<String, Json>> {
    scenarios.iter().flat_map(|scenario| &scenario.steps)
}

#[test]
fn every_rejection_occurs() {
    let (api, all) = (api(), scenarios());
    let mut known = BTreeSet::new();
    for (name, command) in api["commands"].as_object().unwrap() {
        let domain = name.split('.').next().unwrap();
        for code in command["rejections"].as_array().unwrap() {
            known.insert(format!("{domain}.{}", code.as_str().unwrap()));
        }
    }
    let mut seen = BTreeSet::new();
    for error in steps(&all).filter_map(|step| step.get("error")) {
        if let Some(domain) = error.get("domain") {
            seen.insert(format!(
                "{}.{}",
                domain.as_str().unwrap(),
                error["code"].as_str().unwrap()
            ));
        }
    }
    let unreached: BTreeSet<String> =
        UNREACHED.iter().map(|(code, _)| (*code).to_owned()).collect();
    let missing: Vec<_> = known.difference(&seen).filter(|it| !unreached.contains(*it)).collect();
    assert!(missing.is_empty(), "no scenario is refused with {missing:#?}");
    let reached: Vec<_> = unreached.iter().filter(|it| seen.contains(*it)).collect();
    assert!(reached.is_empty(), "these are reached after all: {reached:?}");
}

#[test]
fn every_command_and_query_is_answered() {
    let (api, all) = (api(), scenarios());
    let mut missing = Vec::new();
    for (section, verb) in [("commands", "command"), ("queries", "query")] {
        let accepted: BTreeSet<_> = steps(&all)
            .filter(|step| step.contains_key("ok"))
            .filter_map(|step| step.get(verb)?.as_str())
            .collect();
        let names = api[section].as_object().unwrap().keys();
        missing.extend(names.filter(|name| !accepted.contains(name.as_str())).cloned());
    }
    assert!(missing.is_empty(), "no scenario has an answer of {missing:#?}");
}

#[test]
fn every_scenario_ends_with_what_was_proved() {
    let all = scenarios();
    assert!(steps(&all).count() >= 300);
    for scenario in &all {
        let end: Vec<_> = scenario.steps.iter().rev().take(2).collect();
        let good = end[0].contains_key("head") && end[1].contains_key("verify");
        assert!(good, "`{}` must end with `verify` and `head`", scenario.name);
        assert_eq!(end[1]["ok"]["findings"], Json::Array(vec![]), "{}", scenario.name);
    }
}

/// JavaScript has only binary fractions, so a line has no number that it would change.
#[test]
fn every_number_is_the_same_in_every_language() {
    fn odd(value: &Json) -> bool {
        const EXACT: u64 = 1 << 53;
        match value {
            Json::Number(number) => match number.as_i64() {
                Some(whole) => whole.unsigned_abs() > EXACT,
                None => number.as_f64().is_none_or(|it| it.fract() == 0.0 || it.abs() < 1e-3),
            },
            Json::Array(all) => all.iter().any(odd),
            Json::Object(all) => all.values().any(odd),
            _ => false,
        }
    }
    let all = scenarios();
    let found: Vec<_> = steps(&all).filter(|step| step.values().any(odd)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// Whatever stands in the place of an argument, there is an answer with a code, no mistake of
/// moja's, and a store that verifies.
#[test]
fn every_mutant_is_answered() {
    let mut count = 0;
    for scenario in scenarios() {
        let (ran, odd) = run_mutants(&scenario);
        assert!(odd.is_empty(), "{}: {odd:#?}", scenario.name);
        count += ran;
    }
    assert!(count > 20_000, "only {count}");
}
