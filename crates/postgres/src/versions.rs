//! What this store last saw of each tenant, to notice what others write.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use moja_core::tenant::Tenant;

/// The tenants of a write transaction, each with the version that its commit gives it.
pub(crate) type Stamps = Vec<(Tenant, i64)>;

/// The version of each tenant when this store last wrote it or was told about others.
#[derive(Debug, Default)]
pub(crate) struct Versions(Mutex<HashMap<Tenant, i64>>);

impl Versions {
    fn lock(&self) -> MutexGuard<'_, HashMap<Tenant, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether somebody else wrote one of these tenants before their present transaction.
    pub(crate) fn elsewhere(&self, stamps: &Stamps) -> bool {
        let known = self.lock();
        stamps.iter().any(|(tenant, version)| {
            known.get(tenant).copied().unwrap_or(0) != version.saturating_sub(1)
        })
    }

    /// The caller knows now what others wrote before.
    pub(crate) fn told(&self, stamps: &Stamps) {
        let before = stamps.iter().map(|(tenant, version)| (tenant, version.saturating_sub(1)));
        self.lock().extend(before.map(|(tenant, version)| (tenant.clone(), version)));
    }

    /// The transaction has ended well. A tenant of which the caller was not told what others
    /// wrote stays to be told.
    pub(crate) fn committed(&self, stamps: Stamps) {
        let mut known = self.lock();
        for (tenant, version) in stamps {
            if known.get(&tenant).copied().unwrap_or(0) == version.saturating_sub(1) {
                known.insert(tenant, version);
            }
        }
    }

    /// Nothing is known of these tenants any more.
    pub(crate) fn forget(&self, stamps: &Stamps) {
        let mut known = self.lock();
        for (tenant, _) in stamps {
            known.insert(tenant.clone(), -1);
        }
    }
}
