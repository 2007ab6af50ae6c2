//! The target's side of a copy: a page of one table at a time.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::late::{Late, parents_first};
use super::{Batch, Compare, CopyError, Copying, Head, Op, PAGE, Row, Scan, Stage, TableDef, get};
use crate::record::{Mutability, Place};
use crate::store::{Access, Store, StoreError, StoreErrorKind, Tx};
use crate::tenant::Tenant;
use crate::value::Key;

pub(super) struct Target<'s> {
    store: &'s dyn Store,
    tenant: &'s Tenant,
    /// What the mark must be as long as this round lasts.
    mark: Copying,
    /// The target may have rows already.
    again: bool,
    /// What has to wait for the end of the round, and is written in one batch then.
    late: Late,
    /// A row takes a unique value over from another, which only a whole batch can do: from here
    /// on everything waits, because later rows may refer to it.
    waiting: bool,
    /// Writes of a table that refers to itself: only all together are they in a good order.
    held: Vec<Op>,
    written: u64,
}

impl<'s> Target<'s> {
    pub(super) fn new(
        store: &'s dyn Store,
        tenant: &'s Tenant,
        mark: Copying,
        again: bool,
    ) -> Self {
        let (late, held) = (Late::default(), Vec::new());
        Self { store, tenant, mark, again, late, waiting: false, held, written: 0 }
    }

    /// Rows written so far in this round.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// Begins to write; refuses when the mark is not as it was left.
    async fn write(&self, expected: Option<&Copying>) -> Result<Box<dyn Tx + 's>, CopyError> {
        let mut tx = self.store.begin(Access::Write, std::slice::from_ref(self.tenant)).await?;
        if get(tx.as_mut(), self.tenant, Copying::key()).await?.as_ref() != expected {
            return Err(CopyError::OtherCopy { tenant: self.tenant.clone() });
        }
        Ok(tx)
    }

    /// Marks the tenant as being copied, up to where this round will come.
    pub(super) async fn begin(&self, stage: &Stage) -> Result<(), CopyError> {
        let mut batch = Batch::new();
        let mut tx = match stage {
            Stage::Begun(before) if *before == self.mark => return Ok(()),
            Stage::Begun(before) => {
                batch.replace(self.mark.clone());
                self.write(Some(before)).await?
            }
            Stage::Fresh | Stage::Done => {
                batch.insert(self.mark.clone());
                let mut tx = self.write(None).await?;
                // Somebody may have begun to use the tenant since it was looked at.
                if get(tx.as_mut(), self.tenant, Head::key()).await?.is_some() {
                    return Err(CopyError::TargetNotEmpty { tenant: self.tenant.clone() });
                }
                tx
            }
        };
        tx.apply(self.tenant, batch).await?;
        Ok(tx.commit().await?)
    }

    /// Makes the stretch of `table` behind `after` and up to `until` hold exactly `rows`.
    pub(super) async fn page(
        &mut self,
        table: &'static TableDef,
        after: Option<&Key>,
        until: Option<&Key>,
        rows: &[Row],
    ) -> Result<(), CopyError> {
        if rows.is_empty() && !self.again && self.held.is_empty() {
            return Ok(());
        }
        let mut tx = self.write(Some(&self.mark)).await?;
        let mut there = stretch(tx.as_mut(), self.tenant, table, after, until).await?;
        let append_only = table.mutability == Mutability::AppendOnly;
        let mut batch = Batch::new();
        for row in rows {
            match there.remove(&row.primary_key()) {
                None => batch.push(Op::Insert(row.clone())),
                Some(known) if known.same_values(row.as_ref()) => {}
                Some(_) if append_only => return Err(differs(table)),
                Some(_) => batch.push(Op::Replace(row.clone())),
            }
        }
        if append_only && !there.is_empty() {
            return Err(differs(table));
        }
        // A row may only go when nothing refers to it any more.
        there.into_keys().for_each(|key| self.late.push(Op::Delete(table, key)));
        if table.references.iter().any(|reference| reference.table == table.name) {
            self.held.extend(std::mem::take(&mut batch).into_ops());
            if until.is_some() {
                return Ok(());
            }
            let held = std::mem::take(&mut self.held);
            parents_first(table, held).into_iter().for_each(|op| batch.push(op));
        }
        self.waiting |= self.collides(tx.as_mut(), table, &batch).await?;
        if self.waiting {
            batch.into_ops().into_iter().for_each(|op| self.late.push(op));
            return Ok(());
        }
        if batch.is_empty() {
            return Ok(());
        }
        let written = len(&batch);
        tx.apply(self.tenant, batch).await?;
        tx.commit().await?;
        self.written = self.written.saturating_add(written);
        Ok(())
    }

    /// Whether another row of the target has a unique value of a row that is to be written.
    async fn collides(
        &mut self,
        tx: &mut dyn Tx,
        table: &'static TableDef,
        batch: &Batch,
    ) -> Result<bool, StoreError> {
        // Rows of append-only tables are there for good, and in the source too.
        if !self.again || table.unique.is_empty() {
            return Ok(false);
        }
        let (mut places, mut owners) = (Vec::new(), Vec::new());
        for op in batch.ops() {
            let (Op::Insert(row) | Op::Replace(row)) = op else { continue };
            for (index, unique) in (1..).zip(table.unique) {
                let key = row.key(unique.columns);
                if !key.has_null() {
                    places.push(Place { table, index, key });
                    owners.push(row);
                }
            }
        }
        let found = tx.load(self.tenant, &places).await?;
        let mut collides = false;
        for (owner, holder) in owners.into_iter().zip(found) {
            let (key, Some(holder)) = (owner.primary_key(), holder) else { continue };
            let holder = holder.primary_key();
            if key != holder {
                self.late.takes_over(table, key, holder);
                collides = true;
            }
        }
        Ok(collides)
    }

    /// Writes what has waited and the head, and takes the mark away. Gives the rows written.
    pub(super) async fn finish(mut self, head: &Head) -> Result<u64, CopyError> {
        let mut tx = self.write(Some(&self.mark)).await?;
        let mut batch = std::mem::take(&mut self.late).into_batch();
        let written = len(&batch).saturating_add(1);
        batch.insert(head.clone());
        batch.delete(Copying::key());
        tx.apply(self.tenant, batch).await?;
        tx.commit().await?;
        Ok(written)
    }
}

fn len(batch: &Batch) -> u64 {
    let rows = batch.appended_len().saturating_add(batch.ops().len());
    u64::try_from(rows).unwrap_or(u64::MAX)
}

/// What is appended stays as it is, so both sides cannot come from one journal.
fn differs(table: &TableDef) -> CopyError {
    let name = table.name;
    let message =
        format!("table `{name}` of the unfinished copy has rows that the source does not have");
    StoreError::new(StoreErrorKind::Corrupt, message).into()
}

/// The rows of `table` behind `after` and up to `until`.
async fn stretch(
    tx: &mut dyn Tx,
    tenant: &Tenant,
    table: &'static TableDef,
    after: Option<&Key>,
    until: Option<&Key>,
) -> Result<HashMap<Key, Row, RandomState>, StoreError> {
    let mut scan = Scan::table(table).limit(PAGE).after(after.cloned());
    // Beyond the end of the stretch nothing is read that is not needed.
    if let (Some(column), Some(last)) =
        (table.key.first(), until.and_then(|key| key.values().first()))
    {
        scan = scan.filter(*column, Compare::AtMost, last.clone());
    }
    let mut rows = HashMap::default();
    loop {
        let page = tx.scan(tenant, &scan).await?;
        for row in page.rows {
            let key = row.primary_key();
            if until.is_some_and(|until| key > *until) {
                return Ok(rows);
            }
            rows.insert(key, row);
        }
        match page.next {
            Some(next) => scan.after = Some(next),
            None => return Ok(rows),
        }
    }
}
