//! Options of the tests' stores.

use moja_postgres::PostgresOptions;

/// A schema of its own, and a role that all share.
pub(crate) fn options(schema: &str) -> PostgresOptions {
    PostgresOptions {
        schema: schema.to_owned(),
        role: Some("moja_test_runtime".to_owned()),
        ..PostgresOptions::default()
    }
}
