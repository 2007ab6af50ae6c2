//! A place for the suite's stores.

use std::sync::Arc;

use moja_conformance::Backend;
use moja_core::record::TableDef;
use moja_core::store::{Store, StoreError};
use moja_core::tenant::Tenant;
use moja_core::value::{Key, Value};
use moja_postgres::PostgresStore;

use super::places::options;
use super::support::{fresh_schema, server};

/// A schema of its own in a database that all cases share.
pub(crate) struct Place {
    url: String,
    pub(crate) schema: String,
}

impl Place {
    pub(crate) fn new(url: String) -> Self {
        Self { url, schema: fresh_schema() }
    }

    pub(crate) fn store(&self) -> Result<PostgresStore, StoreError> {
        PostgresStore::open(&self.url, options(&self.schema))
    }
}

impl Backend for Place {
    fn open(&self) -> Result<Arc<dyn Store>, StoreError> {
        Ok(Arc::new(self.store()?))
    }

    fn remove(&self, tenant: &Tenant, table: &'static TableDef, key: &Key) -> Result<(), String> {
        let mut sql = format!(
            "SET session_replication_role = replica; \
             DELETE FROM {}.{} WHERE tenant = '{tenant}'",
            self.schema, table.name
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
