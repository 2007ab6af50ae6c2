//! Both apps run to their end, and what they say is what they say in every language.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::process::Command;

fn run(program: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(program).arg(folder.path().join("a.db")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn the_wallet() {
    let said = run(env!("CARGO_BIN_EXE_wallet"));
    let wanted = [
        "topped up: true",
        "topped up again: false",
        "refused: insufficient_funds available 30.00 EUR",
        "ada may spend 5.00 EUR",
        "ada may spend 6.00 EUR",
        "ada's statement:",
        "   50.00 EUR ->    50.00 EUR",
        "  -20.00 EUR ->    30.00 EUR",
        "  -24.00 EUR ->     6.00 EUR",
        "all is well",
    ];
    assert_eq!(said, wanted);
}

#[test]
fn the_shop() {
    let said = run(env!("CARGO_BIN_EXE_shop"));
    assert!(said.contains(&"refused: insufficient_stock".to_owned()), "{said:?}");
    assert_eq!(said.iter().filter(|line| *line == "  stock and books agree").count(), 2);
    assert_eq!(said.last().unwrap(), "all is well");
}
