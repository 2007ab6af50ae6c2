//! Tenants that a copy has not finished are refused.

use std::collections::HashSet;
use std::sync::{PoisonError, RwLock};

use foldhash::fast::RandomState;

use crate::copy::{Copying, unfinished};
use crate::journal::Head;
use crate::store::{StoreError, Tx};
use crate::tenant::Tenant;

/// Tenants that are remembered at most.
const KNOWN_MAX: usize = 65_536;

/// The tenants that are known to be whole, so that few reads have to ask. A tenant with a head
/// stays whole: a copy begins where there is nothing and ends with the head.
#[derive(Debug, Default)]
pub(super) struct Whole(RwLock<HashSet<Tenant, RandomState>>);

impl Whole {
    /// Refuses a tenant that is being copied into the store.
    pub(super) async fn check(&self, tx: &mut dyn Tx, tenant: &Tenant) -> Result<(), StoreError> {
        // A set is whole after every writer, so a poisoned lock is usable.
        if self.0.read().unwrap_or_else(PoisonError::into_inner).contains(tenant) {
            return Ok(());
        }
        if ensure(tx, tenant).await? {
            let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
            if known.len() >= KNOWN_MAX {
                known.clear();
            }
            known.insert(tenant.clone());
        }
        Ok(())
    }
}

/// Refuses a tenant that is being copied into the store, and says whether one has a head.
pub(super) async fn ensure(tx: &mut dyn Tx, tenant: &Tenant) -> Result<bool, StoreError> {
    let places = [Copying::key().into_place(), Head::key().into_place()];
    let rows = tx.load(tenant, &places).await?;
    match rows.as_slice() {
        [None, head] => Ok(head.is_some()),
        _ => Err(unfinished(tenant)),
    }
}
