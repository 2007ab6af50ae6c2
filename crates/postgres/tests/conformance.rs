//! The PostgreSQL store against the suite.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may panic, its helpers too"
)]

#[path = "support/places.rs"]
mod places;
mod support;

use std::sync::Arc;

use moja_conformance::Backend;
use moja_core::record::TableDef;
use moja_core::store::{Store, StoreError};
use moja_core::tenant::Tenant;
use moja_core::value::{Key, Value};
use moja_postgres::PostgresStore;
use places::options;
use support::{fresh_schema, server};

/// A schema of its own in a database that all cases share.
struct Place(String);

impl Backend for Place {
    fn open(&self) -> Result<Arc<dyn Store>, StoreError> {
        let url = server().url("postgres", "postgres");
        Ok(Arc::new(PostgresStore::open(&url, options(&self.0))?))
    }

    fn remove(&self, tenant: &Tenant, table: &'static TableDef, key: &Key) -> Result<(), String> {
        let mut sql = format!(
            "SET session_replication_role = replica; \
             DELETE FROM {}.{} WHERE tenant = '{tenant}'",
            self.0, table.name
        );
        for (column, value) in table.key.iter().zip(key.values()) {
            let value = match value {
                Value::Null => "NULL".to_owned(),
                Value::Int(value) => value.to_string(),
                Value::Text(value) => format!("'{value}'"),
                Value::Bytes(value) => {
                    format!("'{}'", value.iter().map(|b| format!("{b:02x}")).collect::<String>())
                }
            };
            sql.push_str(&format!(" AND \"{}\" = {value}", table.columns[*column].name));
        }
        sql.push_str(" RETURNING tenant");
        let gone = server().sql_as("postgres", &sql)?;
        if gone.len() == 1 { Ok(()) } else { Err(format!("{} rows went: {sql}", gone.len())) }
    }
}

moja_conformance::suite!(async || Place(fresh_schema()));
