//! A line of `moja exec`: a command by name with JSON arguments is understood or refused with a
//! code.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use moja_core::registry::Registry;
use moja_ledger::Ledger;
use serde_json::Value;

static REGISTRY: OnceLock<Registry> = OnceLock::new();

fuzz_target!(|text: &str| {
    let registry = REGISTRY.get_or_init(|| {
        let mut registry = Registry::new();
        registry.add::<Ledger>();
        registry
    });
    let Ok(line) = serde_json::from_str::<Value>(text) else { return };
    let Some(name) = line.get("command").and_then(Value::as_str) else { return };
    let args = line.get("args").cloned().unwrap_or(Value::Null);
    match registry.decode(name, args) {
        Ok(command) => assert_eq!(command.name(), name),
        Err(failure) => assert!(!failure.code.is_empty()),
    }
});
