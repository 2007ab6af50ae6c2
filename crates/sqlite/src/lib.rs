//! The SQLite store of moja: one file, real tables, one writer.
//!
//! Declared tables become `STRICT` tables with real columns, keys, checks and foreign keys, so
//! that people can read them with their own SQL; there is no code per domain here.
//!
//! - **Durable by default**: write-ahead log, `synchronous=FULL`. See [`Durability`] for what
//!   the faster setting loses.
//! - **One writer**: every write transaction is `BEGIN IMMEDIATE` on one connection. A second
//!   process on the same file waits, and then gets [`Busy`]; it never gets a stale snapshot.
//! - **Readers** are read-only connections with one snapshot per transaction.
//! - **Nothing is repaired behind your back**: a file of another program, of a newer version
//!   or a truncated one is refused with a typed error and not a byte of it changes.
//!
//! # The append-only guard
//!
//! Tables declared append-only carry triggers that abort every `UPDATE` and `DELETE`, whoever
//! runs it. `INSERT OR REPLACE` deletes without firing them unless `recursive_triggers` is on;
//! it is on in every connection of this crate. A third trigger that would also stop a foreign
//! connection with the setting off costs 70 % on a hot insert, so there the hash chain of the
//! journal is the guard: `verify` finds the altered row.
//!
//! # One process, one copy of SQLite
//!
//! Never open the file with a second copy of SQLite in the same process (a language's own
//! `sqlite3` module, say): closing that one drops the locks of this one. Use
//! [`SqliteStore::read_sql`] instead, or [`SqliteTx::connection`] to write your own tables in
//! the same transaction.
//!
//! [`Busy`]: moja_core::store::StoreErrorKind::Busy

mod ahead;
mod apply;
mod backup;
mod check;
mod connection;
mod error;
mod header;
mod held;
mod migrate;
mod open;
mod options;
mod scan;
mod schema;
mod sql;
mod statement;
mod tx;

pub use backup::restore;
pub use open::SqliteStore;
pub use options::{Durability, SqliteOptions};
pub use rusqlite;
pub use schema::{APPLICATION_ID, FORMAT_VERSION, render_schema};
pub use sql::SqlRows;
pub use tx::SqliteTx;
