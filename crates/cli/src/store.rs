//! Opening the store.

use std::ops::Deref;
use std::path::Path;

use moja::core::tenant::{Actor, Tenant};
use moja::core::time::Clock;
use moja::sqlite::SqliteOptions;
use moja::{Builder, Failure, FailureKind, Moja, Session};
use pollster::block_on;

use crate::args::Globals;
use crate::fail::{self, Stop};

/// Whether a missing store is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Missing {
    /// It is.
    Create,
    /// It is refused.
    Refuse,
}

/// An open store. It is closed at the end, so that the file is complete without its log.
pub(crate) struct Opened {
    moja: Moja,
    json: bool,
}

impl Deref for Opened {
    type Target = Moja;

    fn deref(&self) -> &Moja {
        &self.moja
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        // What is committed is durable, and a log that stays is read by whoever opens next: this
        // does not make a failure of what was done.
        if let Err(error) = block_on(self.moja.clone().close()) {
            fail::warn(&error.into(), self.json);
        }
    }
}

/// Refuses a path at which there is nothing.
pub(crate) fn must_exist(path: &Path) -> Result<(), Failure> {
    // A server is asked when the store is opened.
    if is_on_server(path) || path.exists() {
        return Ok(());
    }
    let message = format!(
        "there is no store at `{}`: `import`, `exec` and `restore` make one",
        path.display()
    );
    Err(Failure { kind: FailureKind::Store, ..Failure::invalid("store_not_found", message) })
}

/// Whether the store is a database on a server, and not a file.
pub(crate) fn is_on_server(path: &Path) -> bool {
    path.to_str().is_some_and(moja::is_server_url)
}

/// Refuses a store that is not a file.
pub(crate) fn must_be_file(path: &Path) -> Result<(), Failure> {
    if !is_on_server(path) {
        return Ok(());
    }
    let message = "a store on a server is backed up by the server's own tools, such as `pg_dump`";
    Err(Failure::invalid("store_not_a_file", message))
}

/// Opens the store.
pub(crate) fn open(globals: &Globals, missing: Missing) -> Result<Opened, Stop> {
    open_with(globals, missing, None::<moja::core::time::SystemClock>)
}

/// What a store is opened with.
pub(crate) fn builder(missing: Missing) -> Builder {
    let create = missing == Missing::Create;
    let builder = Builder::new().sqlite(SqliteOptions { create, ..SqliteOptions::default() });
    #[cfg(feature = "postgres")]
    {
        use moja::postgres::PostgresOptions;
        builder.postgres(PostgresOptions { create, ..PostgresOptions::default() })
    }
    #[cfg(not(feature = "postgres"))]
    builder
}

/// Opens the store with a clock.
pub(crate) fn open_with(
    globals: &Globals,
    missing: Missing,
    clock: Option<impl Clock + 'static>,
) -> Result<Opened, Stop> {
    if missing == Missing::Refuse {
        must_exist(&globals.store)?;
    }
    let mut builder = builder(missing);
    if let Some(clock) = clock {
        builder = builder.clock(clock);
    }
    let moja = block_on(builder.open(&globals.store))?;
    Ok(Opened { moja, json: globals.json })
}

/// The tenant and the actor of the arguments.
pub(crate) fn scope(globals: &Globals) -> Result<(Tenant, Actor), Failure> {
    let tenant = Tenant::new(globals.tenant())
        .map_err(|error| Failure::invalid(error.code(), error.to_string()))?;
    let actor = Actor::new(&globals.actor)
        .map_err(|error| Failure::invalid(error.code(), error.to_string()))?;
    Ok((tenant, actor))
}

/// The session of the arguments.
pub(crate) fn session(globals: &Globals, moja: &Moja) -> Session {
    moja.tenant(globals.tenant()).acting_as(&globals.actor)
}
