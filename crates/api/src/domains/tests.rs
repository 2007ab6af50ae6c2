//! The surface is complete.

use std::collections::BTreeSet;

use super::{Commerce, Inventory, Ledger, Outbox, Shop};

#[test]
fn every_command_and_query_of_the_dispatch_table_has_a_method() {
    let builder = moja::Builder::new();
    let registry = builder.registry();
    let commands = registry.commands().map(|command| ("run", command.name));
    let queries = registry.queries().map(|query| ("ask", query.name));
    let expected: BTreeSet<_> = commands.chain(queries).collect();
    let declared =
        [Ledger::METHODS, Inventory::METHODS, Commerce::METHODS, Shop::METHODS, Outbox::METHODS];
    let declared: Vec<_> =
        declared.concat().into_iter().map(|(verb, name, _)| (verb, name)).collect();
    assert_eq!(declared.iter().copied().collect::<BTreeSet<_>>(), expected);
    assert_eq!(declared.len(), expected.len(), "a method stands there twice");
}

#[test]
fn a_method_belongs_to_the_handle_of_its_domain() {
    let handles = [
        ("ledger", Ledger::METHODS),
        ("inventory", Inventory::METHODS),
        ("commerce", Commerce::METHODS),
        ("shop", Shop::METHODS),
        ("outbox", Outbox::METHODS),
    ];
    for (domain, methods) in handles {
        for (_, name, request) in methods {
            assert_eq!(name.split('.').next(), Some(domain), "{request}");
        }
    }
}
