//! How a store is opened.

use std::fmt;
use std::time::Duration;

/// Options of a [`PostgresStore`](crate::PostgresStore).
#[derive(Clone)]
pub struct PostgresOptions {
    /// Whether a missing store is made.
    pub create: bool,
    /// The database schema that holds the tables. Several stores may share a database.
    pub schema: String,
    /// The role with whose rights every transaction runs: it owns nothing, so that no statement
    /// gets past the tenants' walls. Without a name it is called after the database and the
    /// schema. Migrating makes the role if it is missing, and grants it to the user of the URL.
    pub role: Option<String>,
    /// The URL of another user, who owns the tables and migrates them. Without one, the store's
    /// own user does.
    pub owner_url: Option<String>,
    /// Connections at most.
    pub connections: usize,
    /// How long to wait for a connection, for a tenant that another process writes, and for a
    /// server that is away.
    pub patience: Duration,
    /// Whether a pooler in transaction mode stands before the server, so that what is prepared in
    /// one transaction is not there in the next. `None`: the store finds out by a setting that it
    /// gives to its own connection and looks for at each beginning. `Some(false)` is for poolers
    /// that keep prepared statements themselves (PgBouncer from 1.21 on, with
    /// `max_prepared_statements`), and wrong with any other.
    pub pooled: Option<bool>,
    /// Whether a transaction of a tenant that nobody else seems to write is sent as a whole, from
    /// its beginning to its commit, in one journey. Its statements are then data-modifying ones
    /// in a `WITH`; `false` is for a server that has none across its nodes.
    pub whole: bool,
    /// The runtime that drives the connections and the workers. Without one the store has its
    /// own, and can be used from any thread and any runtime.
    pub runtime: Option<tokio::runtime::Handle>,
    /// Documented views besides those of the tables: name and `SELECT`.
    pub views: Vec<(String, String)>,
}

impl Default for PostgresOptions {
    fn default() -> Self {
        Self {
            create: true,
            schema: "moja".to_owned(),
            role: None,
            owner_url: None,
            connections: 16,
            patience: Duration::from_secs(30),
            pooled: None,
            whole: true,
            runtime: None,
            views: Vec::new(),
        }
    }
}

/// A URL may hold a password, so none is printed.
impl fmt::Debug for PostgresOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresOptions")
            .field("schema", &self.schema)
            .field("role", &self.role)
            .field("connections", &self.connections)
            .field("patience", &self.patience)
            .finish_non_exhaustive()
    }
}
