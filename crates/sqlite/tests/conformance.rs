//! The SQLite store against the suite.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may panic, its helpers too"
)]

use std::sync::Arc;

use moja_conformance::Backend;
use moja_core::record::TableDef;
use moja_core::store::{Store, StoreError};
use moja_core::tenant::Tenant;
use moja_core::value::{Key, Value};
use moja_sqlite::rusqlite::types::Value as Sql;
use moja_sqlite::rusqlite::{Connection, Result, params_from_iter};
use moja_sqlite::{Durability, SqliteOptions, SqliteStore};
use tempfile::TempDir;

/// A file in a directory of its own.
struct File(TempDir);

impl File {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn remove(&self, tenant: &Tenant, table: &TableDef, key: &Key) -> Result<()> {
        let mut connection = Connection::open(self.0.path().join("store.db"))?;
        let tx = connection.transaction()?;
        let triggers: Vec<(String, String)> = tx
            .prepare(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1",
            )?
            .query_map([table.name], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_>>()?;
        for (name, _) in &triggers {
            tx.execute_batch(&format!("DROP TRIGGER \"{name}\""))?;
        }
        let mut sql = format!(
            "DELETE FROM \"{}\" WHERE tenant = (SELECT tenant FROM moja_tenant WHERE name = ?1)",
            table.name
        );
        let mut values = vec![Sql::Text(tenant.to_string())];
        for (column, value) in table.key.iter().zip(key.values()) {
            values.push(match value {
                Value::Null => Sql::Null,
                Value::Int(value) => Sql::Integer(*value),
                Value::Text(value) => Sql::Text(value.to_string()),
                Value::Bytes(value) => Sql::Blob(value.to_vec()),
            });
            sql.push_str(&format!(" AND \"{}\" = ?{}", table.columns[*column].name, values.len()));
        }
        assert_eq!(tx.execute(&sql, params_from_iter(values))?, 1, "{sql}");
        for (_, trigger) in &triggers {
            tx.execute_batch(trigger)?;
        }
        tx.commit()
    }
}

impl Backend for File {
    fn open(&self) -> std::result::Result<Arc<dyn Store>, StoreError> {
        // What a power failure would lose is another test's business.
        let options = SqliteOptions { durability: Durability::Normal, ..SqliteOptions::default() };
        Ok(Arc::new(SqliteStore::open(self.0.path().join("store.db"), options)?))
    }

    fn remove(
        &self,
        tenant: &Tenant,
        table: &'static TableDef,
        key: &Key,
    ) -> std::result::Result<(), String> {
        self.remove(tenant, table, key).map_err(|error| error.to_string())
    }
}

moja_conformance::suite!(async || File::new());
