//! What this store last saw of each tenant, to notice what others write.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use moja_core::tenant::Tenant;

/// The tenants of a write transaction, each with the version that its commit gives it.
pub(crate) type Stamps = Vec<(Tenant, i64)>;

/// Transactions in a row before which nobody else wrote, after which that is relied on.
const QUIET_MIN: u32 = 3;

/// What is known of a tenant.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// The version when this store last wrote the tenant or was told about others.
    version: i64,
    /// Transactions since somebody else wrote.
    quiet: u32,
}

/// What this store knows of each tenant.
#[derive(Debug, Default)]
pub(crate) struct Versions(Mutex<HashMap<Tenant, Known>>);

impl Versions {
    fn lock(&self) -> MutexGuard<'_, HashMap<Tenant, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The version of a tenant that nobody else seems to write.
    pub(crate) fn quiet(&self, tenant: &Tenant) -> Option<i64> {
        let known = self.lock().get(tenant).copied()?;
        (known.quiet >= QUIET_MIN).then_some(known.version)
    }

    /// Whether somebody else wrote one of these tenants before their present transaction.
    pub(crate) fn elsewhere(&self, stamps: &Stamps) -> bool {
        let known = self.lock();
        stamps.iter().any(|(tenant, version)| {
            known.get(tenant).map_or(0, |known| known.version) != version.saturating_sub(1)
        })
    }

    /// The caller knows now what others wrote before.
    pub(crate) fn told(&self, stamps: &Stamps) {
        let mut all = self.lock();
        for (tenant, version) in stamps {
            let before = version.saturating_sub(1);
            let known = all.entry(tenant.clone()).or_default();
            if known.version != before {
                *known = Known { version: before, quiet: 0 };
            }
        }
    }

    /// The transaction has ended well. A tenant of which the caller was not told what others
    /// wrote stays to be told.
    pub(crate) fn committed(&self, stamps: Stamps) {
        let mut all = self.lock();
        for (tenant, version) in stamps {
            let known = all.entry(tenant).or_default();
            if known.version == version.saturating_sub(1) {
                *known = Known { version, quiet: known.quiet.saturating_add(1) };
            }
        }
    }

    /// Nothing is known of these tenants any more.
    pub(crate) fn forget(&self, stamps: &Stamps) {
        let mut all = self.lock();
        for (tenant, _) in stamps {
            all.insert(tenant.clone(), Known { version: -1, quiet: 0 });
        }
    }
}
