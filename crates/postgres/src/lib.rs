//! The PostgreSQL store of moja: many processes, real tables, tenants walled off by the database.
//!
//! Declared tables become tables with real columns, keys, checks and foreign keys, so that people
//! can read them with their own SQL; there is no code per domain here.
//!
//! - **Writers of a tenant take turns**, over all processes: a write transaction begins by locking
//!   that tenant's row in `moja_tenant`. Writers of different tenants do not meet.
//! - **Readers** have one snapshot per transaction and wait for nobody.
//! - **Nothing is cancelled half-way**: every connection is served by a task of its own, which
//!   runs what it was sent to the end, whether or not the caller still waits.
//! - **A commit whose answer is lost** is [`Unknown`]; the engine looks into the journal and tells.
//!
//! # Who may do what
//!
//! Every table has row-level security, forced on its owner too. A transaction runs with the rights
//! of a *runtime role*, which owns nothing, is no superuser and cannot bypass the policies, and
//! names its tenant by `set_config(.., true)`. So a statement that forgot its tenant would still
//! see that tenant's rows alone, and one that forgot to set it would see none. All this is checked
//! when the store is opened; what would let a tenant through is refused with the table's name.
//!
//! The simplest way is one URL: its user owns the tables and makes the runtime role, which each
//! transaction then takes. That wall holds against mistakes in statements. A user who can run SQL
//! of their own could give the role back, so where the app's SQL is not to be trusted, give the
//! owner's URL apart ([`PostgresOptions::owner_url`]) and let the store itself log in as a user
//! that can do no more than the runtime role.
//!
//! [`Unknown`]: moja_core::store::StoreErrorKind::Unknown

// Helpers of the tests name the crate as an app does.
#[cfg(test)]
extern crate self as moja_postgres;

mod apply;
mod check;
mod error;
mod host;
mod migrate;
mod open;
mod options;
mod pipeline;
mod pooler;
#[cfg(test)]
#[path = "../tests/support/portability.rs"]
mod portability;
#[cfg(test)]
mod portable;
mod reading;
mod schema;
mod session;
mod statement;
mod tx;
#[cfg(test)]
mod unscoped;
mod value;
mod versions;
mod walls;

pub use open::PostgresStore;
pub use options::PostgresOptions;
/// The driver, whose types [`PostgresStore::join`] takes.
pub use sqlx;

pub use schema::{FORMAT_VERSION, render_schema, render_view};
