//! What is told of a running store: what `docs/observe.md` says and no more, and nothing that a
//! person wrote.
#![cfg(all(feature = "observe", feature = "commerce"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test may panic, its helpers too"
)]

mod dispatch_support;
mod observe_support;
#[cfg(feature = "postgres")]
#[path = "../../postgres/tests/support/mod.rs"]
mod server;

use std::collections::BTreeSet;

use dispatch_support::*;
use moja::blocking::Moja;
use moja::core::observe::{Kind, METRICS, SPANS, TagKey};
use moja::core::tenant::Tenant;
use moja::core::time::Timestamp;
use moja::{Builder, CommandId};
use observe_support::{Kept, kept};
use serde_json::{Value as Json, json};

/// Stands in everything that a person could have written.
const CANARY: &str = "zanzibar";

/// The words of the enumerations, which are ours.
fn words(of: &Json, found: &mut BTreeSet<String>) {
    match of {
        Json::Array(all) => all.iter().for_each(|it| words(it, found)),
        Json::Object(all) => {
            for (key, it) in all {
                match (key.as_str(), it) {
                    ("enum", Json::Array(all)) => {
                        found.extend(all.iter().filter_map(Json::as_str).map(str::to_owned));
                    }
                    ("const", Json::String(word)) => drop(found.insert(word.clone())),
                    _ => words(it, found),
                }
            }
        }
        _ => {}
    }
}

/// Whether a text has a form of its own: a number, a time, a currency, a rate.
fn is_formed(text: &str) -> bool {
    let upper = |it: char| it.is_ascii_uppercase() || it.is_ascii_digit() || it == '/';
    text.parse::<f64>().is_ok()
        || text.parse::<Timestamp>().is_ok()
        || text.parse::<CommandId>().is_ok()
        || text.ends_with('%')
        || text.chars().all(upper)
}

/// Arguments of a schema with every field given, and the canary in every text.
fn filled(schema: &Json, whole: &Json, depth: u32) -> Json {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/$defs/");
        return filled(&whole["$defs"][name], whole, depth + 1);
    }
    for several in ["anyOf", "oneOf", "allOf"] {
        if let Some(first) = schema[several].as_array().and_then(|all| all.first()) {
            return filled(first, whole, depth + 1);
        }
    }
    if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()) {
        return first.clone();
    }
    if !schema["const"].is_null() {
        return schema["const"].clone();
    }
    let kind = match &schema["type"] {
        Json::Array(all) => all.first().and_then(Json::as_str),
        kind => kind.as_str(),
    };
    match kind {
        Some("string") => match (schema["format"].as_str(), schema["pattern"].as_str()) {
            (Some("uuid"), _) => json!(id(0x7_7777)),
            (Some("date-time"), _) => json!("2026-01-01T00:00:00Z"),
            (_, Some(pattern)) if pattern.starts_with("^[A-Z]") => json!("EUR"),
            (_, Some(pattern)) if pattern.starts_with("^-?") => json!("1"),
            (_, Some(_)) => json!("5%"),
            _ => json!(CANARY),
        },
        Some("integer") => json!(1),
        Some("boolean") => json!(true),
        Some("array") if schema["prefixItems"].is_array() => {
            let parts = schema["prefixItems"].as_array().into_iter().flatten();
            parts.map(|part| filled(part, whole, depth + 1)).collect()
        }
        Some("array") if depth < 12 && schema["items"].is_object() => {
            json!([filled(&schema["items"], whole, depth + 1)])
        }
        Some("array") => json!([]),
        Some("object") => match schema["properties"].as_object() {
            Some(fields) => fields
                .iter()
                // A place to go on from is an answer's, not a person's.
                .filter(|(name, _)| *name != "after")
                .map(|(name, field)| (name.clone(), filled(field, whole, depth + 1)))
                .collect(),
            None if schema["additionalProperties"] == json!(false) => json!({}),
            None => json!({ CANARY: CANARY }),
        },
        _ => Json::Null,
    }
}

/// Everything is asked of a store, accepted and refused.
fn ask_everything(moja: &Moja) {
    let (till, names) = (moja.tenant(CANARY).acting_as(CANARY), Builder::new());
    let mut ours = BTreeSet::new();
    let known = moja.asynchronous().describe();
    words(&known, &mut ours);
    let rename = |text: &str| {
        if ours.contains(text) || is_formed(text) {
            text.to_owned()
        } else {
            format!("{text}-{CANARY}")
        }
    };
    let mut world =
        World { till: &till, rename: &rename, shift: 0, factor: 1, barcode: BARCODE, next: 0 };
    world.open_books();
    world.build();
    let mut next = 0x5_0000;
    let mut refused = 0;
    for name in names.registry().queries().map(|it| it.name) {
        till.query_named(name, world.renamed(query_args(name))).unwrap_or_else(|failure| {
            panic!("{name}: {failure:?}");
        });
    }
    for name in names.registry().commands().map(|it| it.name) {
        next += 1;
        let args = world.renamed(command_args(name));
        till.run_named(id(next).parse().unwrap(), name, args.clone()).unwrap_or_else(|failure| {
            panic!("{name} {args}: {failure:?}");
        });
    }
    for (kind, is_command) in [("commands", true), ("queries", false)] {
        for (name, entry) in known[kind].as_object().unwrap() {
            let args = filled(&entry["request"], &entry["request"], 0);
            next += 1;
            let ended = if is_command {
                till.run_named(id(next).parse().unwrap(), name, args).map(|_| ())
            } else {
                till.query_named(name, args).map(|_| ())
            };
            if let Err(failure) = ended {
                refused += 1;
                assert!(!failure.code.contains(CANARY), "{name}");
                // What could not be read was not executed, and so not told of.
                assert_ne!(failure.code, "invalid_arguments", "{name}: {failure}");
            }
        }
    }
    assert!(refused > 60, "{refused} refused");
}

#[test]
fn nothing_that_a_person_wrote_is_told() {
    let kept = kept();
    ask_everything(&moja::blocking::open_memory(builder()).unwrap());
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("shop.db");
    ask_everything(&moja::blocking::open_with(builder(), path.to_str().unwrap()).unwrap());
    #[cfg(feature = "postgres")]
    {
        let url = server::server().url("postgres", "postgres");
        ask_everything(&moja::blocking::open_with(builder(), url).unwrap());
    }
    let told = kept.text();
    let found = told.find(CANARY).map(|at| &told[at.saturating_sub(300)..at + 100]);
    assert_eq!(found, None);
    // None of this is empty talk.
    let commands = kept.spans_of("moja.command");
    let of = |outcome: &str| {
        let ended = |it: &observe_support::Told| it.fields.get("outcome").cloned();
        commands.iter().filter(|(_, it)| ended(it).as_deref() == Some(outcome)).count()
    };
    assert!(of("accepted") > 200 && of("refused") > 100);
    told_is_documented(&kept);
}

/// The lists of names, the document, and what was told are the same.
fn told_is_documented(kept: &Kept) {
    // An id beyond all that are known is looked for by nobody. That of a consequence is found to
    // be taken by the journal's key, and its command executed again.
    let moja = moja::blocking::open_memory(builder()).unwrap();
    let till = moja.tenant("a").acting_as("b");
    let rename = str::to_owned;
    let mut world =
        World { till: &till, rename: &rename, shift: 0, factor: 1, barcode: BARCODE, next: 0 };
    world.open_books();
    world.build();
    let cause: CommandId = id(0x6_0000).parse().unwrap();
    let taken = json!({ "debit": "purse", "credit": "gain", "amount": eur(1) });
    till.run_named(cause, "inventory.ship", command_args("inventory.ship")).unwrap();
    let refused = till.run_named(cause.consequence(0), "ledger.transfer", taken).unwrap_err();
    assert_eq!(refused.code, "id_reused_with_different_request");

    let spans = kept.spans.lock().unwrap();
    let ours = spans.values().filter(|told| told.target == "moja");
    let told: BTreeSet<(&str, Vec<&str>)> = ours
        .map(|told| (told.name.as_str(), told.declared.iter().map(String::as_str).collect()))
        .collect();
    let listed: BTreeSet<(&str, Vec<&str>)> =
        SPANS.iter().map(|span| (span.name, span.fields.to_vec())).collect();
    assert_eq!(told, listed);
    for span in SPANS {
        for field in span.fields {
            let recorded = |it: &&observe_support::Told| it.fields.contains_key(*field);
            let filled = spans.values().filter(|told| told.name == span.name).find(recorded);
            assert!(filled.is_some(), "{} has no {field}", span.name);
        }
    }
    // What followed from a command stands below it, and rode in its transaction.
    let commands = spans.values().filter(|told| told.name == "moja.command");
    let below: Vec<_> = commands.filter_map(|told| Some((told, &spans[&told.parent?]))).collect();
    for (told, cause) in &below {
        assert_eq!(cause.name, "moja.command", "{told:?}");
        assert!(!["commit", "queue_us"].iter().any(|it| told.fields.contains_key(*it)), "{told:?}");
    }
    let domains =
        below.iter().map(|(told, cause)| [&told.fields["domain"], &cause.fields["domain"]]);
    assert!(domains.into_iter().any(|them| them == ["ledger", "inventory"]));
    let metrics = kept.metrics.lock().unwrap();
    let told: BTreeSet<(&str, Vec<&str>)> = metrics
        .keys()
        .map(|(name, labels)| (name.as_str(), labels.iter().map(|it| it.0.as_str()).collect()))
        .collect();
    let listed: BTreeSet<(&str, Vec<&str>)> =
        METRICS.iter().map(|metric| (metric.name, metric.labels.to_vec())).collect();
    assert_eq!(told, listed);
    let described: BTreeSet<String> = METRICS.iter().map(|it| it.name.to_owned()).collect();
    assert_eq!(*kept.described.lock().unwrap(), described);

    let document = include_str!("../../../docs/observe.md");
    let rows: Vec<Vec<&str>> = document
        .lines()
        .filter(|line| line.starts_with("| `moja"))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect();
    let mut expected: Vec<Vec<String>> = Vec::new();
    let list = |names: &[&str]| {
        names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    };
    for span in SPANS {
        expected.push(vec![format!("`{}`", span.name), list(span.fields)]);
    }
    for metric in METRICS {
        let kind = match metric.kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        expected.push(vec![
            format!("`{}`", metric.name),
            kind.to_owned(),
            list(metric.labels),
            metric.doc.to_owned(),
        ]);
    }
    assert_eq!(rows, expected);
}

/// Each command of a group has its own span, and all of them the transaction that they rode in.
#[test]
fn commands_of_a_group_tell_the_transaction_that_they_rode_in() {
    let kept = kept();
    let moja = moja::blocking::open_memory(builder()).unwrap();
    let till = moja.tenant("group").acting_as("b");
    for (code, kind) in [("group-x", "asset"), ("group-y", "income")] {
        let account = json!({ "code": code, "currency": "EUR", "kind": kind });
        till.run_named(till.new_command_id(), "ledger.open_account", account).unwrap();
    }
    let tag = moja.asynchronous().engine().tenant_tag(&Tenant::new("group").unwrap()).unwrap();
    let transfer = || moja::ledger::Transfer::new("group-x", "group-y", "1 EUR".parse().unwrap());
    let results = till.run_each((0..5).map(|_| transfer())).unwrap();
    assert!(results.iter().all(Result::is_ok));
    let tag = tag.to_string();
    let transfers: Vec<_> = kept
        .spans_of("moja.command")
        .into_iter()
        .filter(|(_, it)| it.fields.get("command").is_some_and(|it| it == "ledger.transfer"))
        .filter(|(_, it)| it.fields.get("tenant") == Some(&tag))
        .collect();
    assert_eq!(transfers.len(), 5);
    let commits = kept.spans_of("moja.commit");
    for (_, transfer) in &transfers {
        let [follows] = transfer.follows.as_slice() else { panic!("{transfer:?}") };
        let commit = &commits.iter().find(|(id, _)| id == follows).unwrap().1;
        assert_eq!(transfer.fields["commit"], commit.fields["commit"]);
        assert_eq!(transfer.fields["outcome"], "accepted");
        assert_eq!(transfer.fields["domain"], "ledger");
        assert_eq!(transfer.fields["retries"], "0");
        assert!(transfer.fields["rows"].parse::<u64>().unwrap() >= 2);
        assert!(transfer.fields.contains_key("queue_us"));
        assert_eq!(commit.fields["commands"], "5");
        assert_eq!(commit.fields["tenants"], "1");
        assert_eq!(commit.fields["outcome"], "committed");
        // Two accounts, the head, and for each transfer its row and that of the journal.
        assert!(commit.fields["rows"].parse::<u64>().unwrap() >= 11, "{commit:?}");
    }
}

/// A tag is not a hash that anybody could try names against.
#[test]
fn tags_need_their_key() {
    // Stores of this process are opened when what they tell is kept.
    kept();
    let (a, b) = (Tenant::new("acme").unwrap(), Tenant::new("beta").unwrap());
    let key = TagKey::new([7; 32]);
    assert_eq!(key.tag(&a), TagKey::new([7; 32]).tag(&a));
    assert_ne!(key.tag(&a), key.tag(&b));
    assert_ne!(key.tag(&a), TagKey::new([8; 32]).tag(&a));
    let (one, other) = (TagKey::random().unwrap(), TagKey::random().unwrap());
    assert_ne!(one.tag(&a), other.tag(&a));
    assert_eq!(format!("{key:?}"), "TagKey(..)");
    assert_eq!(key.tag(&a).to_string().len(), 16);
    let open = || builder().tag_key(TagKey::new([7; 32]));
    let tag = |moja: &Moja| moja.asynchronous().engine().tenant_tag(&a);
    let stores = [open(), open()].map(|it| moja::blocking::open_memory(it).unwrap());
    assert_eq!(tag(&stores[0]), tag(&stores[1]));
}
