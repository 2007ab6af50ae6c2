//! Consequences: what an accepted command of one domain brings about in another.
//!
//! Domains do not know each other. Who knows two of them, the facade or an app, says by a plain
//! function which commands follow from a domain's events, and gives it to
//! [`Registry::consequences`](crate::registry::Registry::consequences).

use std::any::Any;
use std::fmt;

use crate::command::{Domain, Failure};
use crate::engine::AnyCommand;
use crate::id::CommandId;
use crate::tenant::{Actor, Tenant};
use crate::time::Timestamp;

/// The accepted command, as a [`Consequences`] function sees it besides its events.
#[derive(Clone, Copy, Debug)]
pub struct Cause<'a> {
    /// Its name.
    pub command: &'static str,
    /// Its id. Consequences take the ids [`CommandId::consequence`] of it, in order.
    pub command_id: CommandId,
    /// The tenant.
    pub tenant: &'a Tenant,
    /// Who acts, in the consequences too.
    pub actor: &'a Actor,
    /// The journal position that the command takes.
    pub pos: i64,
    /// The recorded time, of the consequences too.
    pub at: Timestamp,
}

/// Says which commands follow from the events of one command of the domain `D`.
///
/// It is pure: it is called again whenever the command is decided again. It is not called when a
/// journal is replayed, because the consequences stand there by themselves.
///
/// # Errors
///
/// A [`Failure`] refuses the command, when what follows from it cannot even be said.
pub type Consequences<D> =
    fn(&[<D as Domain>::Event], &Cause<'_>) -> Result<Vec<AnyCommand>, Failure>;

/// The functions of all domains. There are few, so they are looked through.
#[derive(Default)]
pub(crate) struct Table(Vec<Box<dyn Any + Send + Sync>>);

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Table").field(&self.0.len()).finish()
    }
}

impl Table {
    pub(crate) fn add<D: Domain>(&mut self, consequences: Consequences<D>) {
        self.0.push(Box::new(Entry::<D>(consequences)));
    }

    /// Those of one domain, in the order in which they were added.
    pub(crate) fn of<D: Domain>(&self) -> impl Iterator<Item = Consequences<D>> {
        self.0.iter().filter_map(|entry| entry.downcast_ref().map(|Entry::<D>(known)| *known))
    }
}

/// Names the domain: two domains may share a type of events.
struct Entry<D: Domain>(Consequences<D>);
