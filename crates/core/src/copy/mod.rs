//! Tenants moved from one store to another, row by row.
//!
//! Backends have no code per domain and every table is declared, so the rows themselves are
//! copied: journal, tables, packed histories, cursors, leases and what sinks have parked. What is
//! copied is the same to the last byte, so the hash of the journal's end is too, and a command
//! that is sent again is answered by its first outcome.
//!
//! Rows come from one snapshot of the source and go into the target a page a commit. A
//! [`Copying`] row is the first that the target gets and the journal's head is the last, in the
//! commit that removes the other: until then the tenant's commands and queries are refused. A
//! copy that was killed is gone on with by copying again: both sides are compared in the order of
//! the primary key, and what is missing or differs is written. The same happens when the source
//! has moved on by the time that everything is copied.
//!
//! What no command of the journal writes, a sink's cursor above all, is as it was at the last
//! snapshot: a delivery that a sink acknowledged later comes to it once more. A lease ends by
//! itself. So it is best to stop what writes to the source, and necessary for an end.

mod late;
mod page;

use moja_macros::Record;

use crate::batch::{Batch, Op};
use crate::command::{Failure, FailureKind};
use crate::journal::{Head, JournalRow};
use crate::record::{At, Record, Row, TableDef};
use crate::scan::{Compare, Scan};
use crate::store::{Access, Schema, Store, StoreError, StoreErrorKind, Tx};
use crate::tenant::Tenant;
use crate::verify::{HeadView, hex};

use page::Target;

/// Rows of a page, and of a commit.
const PAGE: u32 = 4_096;

/// How often a source that moves on is followed.
const ROUNDS_MAX: usize = 8;

/// The tenant is being copied into this store, and not whole yet.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "copying", key(), system)]
pub struct Copying {
    /// The end of the source's journal as it is being copied: its position.
    #[record(check = "pos > 0")]
    pub pos: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

impl Copying {
    fn of(head: &Head) -> Self {
        Self { pos: head.pos, hash: head.hash.clone() }
    }
}

/// What the tenant of an unfinished copy answers.
pub(crate) fn unfinished(tenant: &Tenant) -> StoreError {
    StoreError::new(
        StoreErrorKind::Copying,
        format_args!("tenant `{tenant}` is being copied into this store: copy again to finish it"),
    )
}

/// How far a copy has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyProgress {
    /// The tenant.
    pub tenant: Tenant,
    /// The table whose rows were copied last.
    pub table: &'static str,
    /// Rows of the tenant that the target has, up to here.
    pub rows: u64,
    /// Rows of the tenant in the source.
    pub total: u64,
}

/// A tenant that is the same on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The end of its journal, on both sides.
    pub head: HeadView,
    /// Rows that were written now: none if the tenant was copied before.
    pub written: u64,
}

/// Why a tenant is not copied, or not to the end.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// The source has no such tenant, or one that has done nothing yet.
    #[error("the source has no journal of tenant `{tenant}`")]
    TenantUnknown {
        /// The tenant.
        tenant: Tenant,
    },
    /// The target has data of the tenant that did not come from this source.
    #[error("the target has other data of tenant `{tenant}`: nothing was copied")]
    TargetNotEmpty {
        /// The tenant.
        tenant: Tenant,
    },
    /// The tenant was copied before, and the source has gone on since.
    #[error(
        "tenant `{tenant}` was copied before, up to position {copied}, and the source has gone on \
         to {pos}: nothing was copied"
    )]
    CopiedBefore {
        /// The tenant.
        tenant: Tenant,
        /// Where the target's journal ends.
        copied: i64,
        /// Where the source's ends.
        pos: i64,
    },
    /// The unfinished copy in the target is of another journal.
    #[error("the target has an unfinished copy of tenant `{tenant}` from another source")]
    OtherSource {
        /// The tenant.
        tenant: Tenant,
    },
    /// Another copy of the same tenant is at work, or has ended meanwhile.
    #[error("another copy of tenant `{tenant}` is at work on the target")]
    OtherCopy {
        /// The tenant.
        tenant: Tenant,
    },
    /// The source is written faster than it can be followed.
    #[error(
        "tenant `{tenant}` is still being written in the source: stop what writes to it and copy \
         again"
    )]
    SourceChanging {
        /// The tenant.
        tenant: Tenant,
    },
    /// One of the stores failed, or has the tenant as an unfinished copy itself.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CopyError {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TenantUnknown { .. } => "copy_tenant_unknown",
            Self::TargetNotEmpty { .. } => "copy_target_not_empty",
            Self::CopiedBefore { .. } => "copy_done_before",
            Self::OtherSource { .. } => "copy_other_source",
            Self::OtherCopy { .. } => "copy_at_work",
            Self::SourceChanging { .. } => "copy_source_changing",
            Self::Store(error) => error.code(),
        }
    }
}

impl From<CopyError> for Failure {
    fn from(error: CopyError) -> Self {
        match error {
            CopyError::Store(error) => error.into(),
            refused => Self {
                kind: FailureKind::Rejected,
                ..Self::invalid(refused.code(), refused.to_string())
            },
        }
    }
}

/// Copies `tenants`, or all that have a journal, from one store to another, and migrates both to
/// `schema`. No engine of this process may run on the same handles.
///
/// Every tenant is looked at before anything is written, so that a refusal leaves the target as
/// it was. A tenant whose journal ends at the same hash on both sides is left alone.
///
/// Memory grows with what of a table that refers to itself is still to be written, not otherwise.
///
/// # Errors
///
/// [`CopyError`]. After a failure half-way, copying again goes on.
pub async fn copy(
    from: &dyn Store,
    to: &dyn Store,
    schema: &Schema,
    tenants: Option<&[Tenant]>,
    progress: &mut (dyn FnMut(&CopyProgress) + Send),
) -> Result<Vec<Copied>, CopyError> {
    from.migrate(schema).await?;
    to.migrate(schema).await?;
    let all = match tenants {
        Some(tenants) => tenants.to_vec(),
        None => from.tenants().await?,
    };
    let mut plan = Vec::new();
    for tenant in all {
        let mut source = read(from, &tenant).await?;
        match head_of(source.as_mut(), &tenant).await? {
            Some(head) => {
                let stage = stage(source.as_mut(), to, schema, &tenant, &head).await?;
                plan.push((tenant, head, stage));
            }
            // A tenant that only asked was given a row of its own in some stores.
            None if tenants.is_none() => {}
            None => return Err(CopyError::TenantUnknown { tenant }),
        }
    }
    let mut copied = Vec::new();
    for (tenant, head, stage) in plan {
        let (head, written) = match stage {
            Stage::Done => (head, 0),
            Stage::Fresh | Stage::Begun(_) => {
                carry(from, to, schema, &tenant, stage, progress).await?
            }
        };
        let head = HeadView { tenant: tenant.to_string(), pos: head.pos, hash: hex(&head.hash) };
        copied.push(Copied { head, written });
    }
    Ok(copied)
}

/// How much of a tenant the target has.
enum Stage {
    /// Nothing.
    Fresh,
    /// A part, of the journal up to here.
    Begun(Copying),
    /// All of it.
    Done,
}

async fn read<'s>(store: &'s dyn Store, tenant: &Tenant) -> Result<Box<dyn Tx + 's>, StoreError> {
    store.begin(Access::Read, std::slice::from_ref(tenant)).await
}

async fn get<T: Record>(
    tx: &mut dyn Tx,
    tenant: &Tenant,
    at: At<T>,
) -> Result<Option<T>, StoreError> {
    let place = at.into_place();
    let rows = tx.load(tenant, std::slice::from_ref(&place)).await?;
    let row = rows.into_iter().next().flatten();
    Ok(row.and_then(|row| row.downcast_ref::<T>().cloned()))
}

/// The end of a tenant's journal in the source.
async fn head_of(tx: &mut dyn Tx, tenant: &Tenant) -> Result<Option<Head>, StoreError> {
    if get(tx, tenant, Copying::key()).await?.is_some() {
        return Err(unfinished(tenant));
    }
    get(tx, tenant, Head::key()).await
}

/// Whether the source's journal has this hash at this position.
async fn has(
    source: &mut dyn Tx,
    tenant: &Tenant,
    pos: i64,
    hash: &[u8],
) -> Result<bool, StoreError> {
    let row = get(source, tenant, JournalRow::key(pos)).await?;
    Ok(row.is_some_and(|row| row.hash.as_slice() == hash))
}

async fn stage(
    source: &mut dyn Tx,
    to: &dyn Store,
    schema: &Schema,
    tenant: &Tenant,
    head: &Head,
) -> Result<Stage, CopyError> {
    let mut target = read(to, tenant).await?;
    if let Some(mark) = get(target.as_mut(), tenant, Copying::key()).await? {
        if has(source, tenant, mark.pos, &mark.hash).await? {
            return Ok(Stage::Begun(mark));
        }
        return Err(CopyError::OtherSource { tenant: tenant.clone() });
    }
    if let Some(end) = get(target.as_mut(), tenant, Head::key()).await? {
        if end.pos == head.pos && end.hash == head.hash {
            return Ok(Stage::Done);
        }
        if has(source, tenant, end.pos, &end.hash).await? {
            let (copied, pos) = (end.pos, head.pos);
            return Err(CopyError::CopiedBefore { tenant: tenant.clone(), copied, pos });
        }
        return Err(CopyError::TargetNotEmpty { tenant: tenant.clone() });
    }
    for table in schema.tables() {
        let page = target.scan(tenant, &Scan::table(table).limit(1)).await?;
        if !page.rows.is_empty() {
            return Err(CopyError::TargetNotEmpty { tenant: tenant.clone() });
        }
    }
    Ok(Stage::Fresh)
}

/// Whether the rows of a table are copied as they come: the journal's head ends a copy, and the
/// mark is the target's own.
fn is_plain(table: &TableDef) -> bool {
    table != Head::table() && table != Copying::table()
}

async fn carry(
    from: &dyn Store,
    to: &dyn Store,
    schema: &Schema,
    tenant: &Tenant,
    stage: Stage,
    progress: &mut (dyn FnMut(&CopyProgress) + Send),
) -> Result<(Head, u64), CopyError> {
    let mut stage = stage;
    let mut written = 0_u64;
    for _ in 0..ROUNDS_MAX {
        let mut source = read(from, tenant).await?;
        let head = head_of(source.as_mut(), tenant).await?;
        let head = head.ok_or_else(|| CopyError::TenantUnknown { tenant: tenant.clone() })?;
        let mark = Copying::of(&head);
        let again = matches!(stage, Stage::Begun(_));
        let mut target = Target::new(to, tenant, mark.clone(), again);
        target.begin(&stage).await?;
        stage = Stage::Begun(mark);
        let mut total = 0_u64;
        for table in schema.tables().iter().filter(|table| is_plain(table)) {
            total = total.saturating_add(source.count(tenant, table).await?);
        }
        let mut done = CopyProgress {
            tenant: tenant.clone(),
            table: JournalRow::table().name,
            rows: 0,
            total,
        };
        for table in schema.tables().iter().filter(|table| is_plain(table)) {
            done.table = table.name;
            let mut scan = Scan::table(table).limit(PAGE);
            loop {
                let page = source.scan(tenant, &scan).await?;
                target.page(table, scan.after.as_ref(), page.next.as_ref(), &page.rows).await?;
                let rows = u64::try_from(page.rows.len()).unwrap_or(u64::MAX);
                done.rows = done.rows.saturating_add(rows);
                progress(&done);
                match page.next {
                    Some(next) => scan.after = Some(next),
                    None => break,
                }
            }
        }
        // A snapshot of now: the first one is as old as the round.
        drop(source);
        let now = head_of(read(from, tenant).await?.as_mut(), tenant).await?;
        written = written.saturating_add(target.written());
        if now.as_ref() == Some(&head) {
            let last = target.finish(&head).await?;
            return Ok((head, written.saturating_add(last)));
        }
    }
    Err(CopyError::SourceChanging { tenant: tenant.clone() })
}
