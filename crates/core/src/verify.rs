//! `verify()`: the chain, replay = tables, packed histories, and every domain's invariants.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use schemars::JsonSchema;
use serde::Serialize;

use crate::batch::{Batch, Op};
use crate::command::Finding;
use crate::engine::Engine;
use crate::history::{Audit, Item, row_items};
use crate::journal::{Head, JournalRow};
use crate::reader::Reader;
use crate::record::{Mutability, Place, Row, TableDef};
use crate::scan::Scan;
use crate::store::{StoreError, StoreErrorKind};
use crate::tenant::Tenant;
use crate::value::Key;

/// Journal rows read at a time.
const PAGE: u32 = 1_000;

/// Findings reported at most; more of the same say nothing new.
const FINDINGS_MAX: usize = 100;

/// How far a verification has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The tenant.
    pub tenant: Tenant,
    /// The journal position reached.
    pub pos: i64,
    /// The journal's end.
    pub head: i64,
}

/// What `verify()` looked at and found.
#[moja_core::foreign]
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct VerifyReport {
    /// Tenants looked at.
    pub tenants: u64,
    /// Journal rows whose hash was computed and whose events were replayed.
    pub journal_rows: u64,
    /// Table rows compared with the replay.
    pub rows: u64,
    /// History items compared with the rows they come from.
    pub history_items: u64,
    /// The end of each tenant's journal: position and hash in hexadecimal. Keep it elsewhere:
    /// only an outside copy shows that a journal has lost its end.
    pub heads: Vec<HeadView>,
    /// What is wrong; empty when all is well.
    pub findings: Vec<Finding>,
}

/// The end of a tenant's journal.
#[moja_core::foreign]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeadView {
    /// The tenant.
    pub tenant: String,
    /// The position.
    pub pos: i64,
    /// The hash, hexadecimal.
    pub hash: String,
}

impl VerifyReport {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_ok(&self) -> bool {
        self.findings.is_empty()
    }

    fn find(&mut self, tenant: &Tenant, code: &str, pos: Option<i64>, message: String) {
        if self.findings.len() < FINDINGS_MAX {
            self.findings.push(Finding {
                code: code.to_owned(),
                tenant: Some(tenant.to_string()),
                pos,
                message,
            });
        }
    }
}

impl Engine {
    /// Checks everything that is stored, for every tenant.
    ///
    /// Memory grows with the rows of changeable tables, not with the journal.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store cannot be read at all. Damage is not an error but a
    /// finding.
    pub async fn verify(
        &self,
        progress: &mut (dyn FnMut(&Progress) + Send),
    ) -> Result<VerifyReport, StoreError> {
        self.usable()?;
        let mut report = VerifyReport::default();
        for line in self.store.check().await? {
            report.findings.push(Finding {
                code: "store_structure".to_owned(),
                tenant: None,
                pos: None,
                message: line,
            });
        }
        for tenant in self.store.tenants().await? {
            report.tenants = report.tenants.saturating_add(1);
            let mut reader = match self.reader(&tenant).await {
                Err(error) if error.kind() == StoreErrorKind::Copying => {
                    report.find(&tenant, "tenant_copying", None, error.to_string());
                    continue;
                }
                reader => reader?,
            };
            let mut replay = Replay::new(self, &tenant);
            let done = replay.run(&mut reader, &mut report, progress).await;
            if let Err(error) = done {
                if !error.is_corrupt() {
                    return Err(error);
                }
                report.find(&tenant, "row_unreadable", None, error.to_string());
            }
            for domain in self.registry.domains() {
                match (domain.check)(&mut reader).await {
                    Ok(findings) => report.findings.extend(findings),
                    Err(error) => {
                        report.find(&tenant, "check_failed", None, error.to_string());
                    }
                }
            }
        }
        Ok(report)
    }
}

/// The state that the journal leads to, and what of it has been compared.
struct Replay<'a> {
    engine: &'a Engine,
    tenant: &'a Tenant,
    /// Rows of changeable tables.
    rows: HashMap<&'static str, HashMap<Key, Row, RandomState>, RandomState>,
    /// Rows of append-only tables seen so far.
    appended: HashMap<&'static str, u64, RandomState>,
    audits: Vec<(&'static str, Audit)>,
    /// Whether every event so far could be replayed.
    whole: bool,
}

impl<'a> Replay<'a> {
    fn new(engine: &'a Engine, tenant: &'a Tenant) -> Self {
        Self {
            engine,
            tenant,
            rows: HashMap::default(),
            appended: HashMap::default(),
            audits: Vec::new(),
            whole: true,
        }
    }

    async fn run(
        &mut self,
        reader: &mut Reader<'_>,
        report: &mut VerifyReport,
        progress: &mut (dyn FnMut(&Progress) + Send),
    ) -> Result<(), StoreError> {
        let head = reader.head().await?;
        for (history, _) in self.engine.histories.feeds() {
            self.audits.push((history, reader.audit(history).await?));
        }
        let mut last = Head::empty();
        while last.pos < head.pos {
            let page = self.page(reader, last.pos, head.pos, report).await?;
            if page.is_empty() {
                break;
            }
            let mut batch = Batch::new();
            for (pos, row) in page {
                let Some(row) = row else {
                    last = Head { pos, hash: Vec::new(), ..last };
                    self.whole = false;
                    continue;
                };
                self.link(&row, &last, report);
                last = Head { pos, recorded_at: row.recorded_at, hash: row.hash.to_vec() };
                report.journal_rows = report.journal_rows.saturating_add(1);
                let before: Vec<usize> = batch.appended().iter().map(|rows| rows.len()).collect();
                if let Err(error) = self.engine.registry.project(&row, &mut batch) {
                    report.find(self.tenant, "event_unreadable", Some(pos), error.to_string());
                    self.whole = false;
                }
                self.items(pos, &batch, &before);
            }
            self.replay(reader, batch, report).await?;
            progress(&Progress { tenant: self.tenant.clone(), pos: last.pos, head: head.pos });
        }
        let same = (&last.hash, last.recorded_at) == (&head.hash, head.recorded_at);
        if last.pos != head.pos || (!same && !last.hash.is_empty()) {
            let message =
                format!("the head at {} is not the end of the journal at {}", head.pos, last.pos);
            report.find(self.tenant, "head_differs", Some(head.pos), message);
        }
        let beyond = reader.journal(head.pos, 1).await?;
        if let Some(row) = beyond.first() {
            let message = "there is a journal row behind the head".to_owned();
            report.find(self.tenant, "row_behind_head", Some(row.pos), message);
        }
        report.heads.push(HeadView {
            tenant: self.tenant.to_string(),
            pos: head.pos,
            hash: hex(&head.hash),
        });
        self.compare(reader, report).await?;
        self.histories(reader, report).await
    }

    /// The next journal rows; one that cannot be read is reported and left out.
    async fn page(
        &mut self,
        reader: &mut Reader<'_>,
        after: i64,
        head: i64,
        report: &mut VerifyReport,
    ) -> Result<Vec<(i64, Option<JournalRow>)>, StoreError> {
        let first = after.saturating_add(1);
        let last = after.saturating_add(i64::from(PAGE)).min(head);
        if let Ok(rows) = reader.journal(after, PAGE).await
            && rows.iter().map(|row| row.pos).eq(first..=last)
        {
            return Ok(rows.into_iter().map(|row| (row.pos, Some(row))).collect());
        }
        let mut page = Vec::new();
        for pos in first..=last {
            match reader.get(JournalRow::key(pos)).await {
                Ok(Some(row)) => page.push((pos, Some(row))),
                Ok(None) => {
                    let message = format!("journal position {pos} is missing");
                    report.find(self.tenant, "journal_row_missing", Some(pos), message);
                    page.push((pos, None));
                }
                Err(error) if error.kind() == StoreErrorKind::Corrupt => {
                    let message = format!("journal position {pos}: {error}");
                    report.find(self.tenant, "journal_row_unreadable", Some(pos), message);
                    page.push((pos, None));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(page)
    }

    fn link(&self, row: &JournalRow, last: &Head, report: &mut VerifyReport) {
        if last.hash.is_empty() {
            return;
        }
        if row.hash.as_slice() != row.expected_hash(self.tenant, &last.hash) {
            let message = format!("the hash at journal position {} does not fit its row", row.pos);
            report.find(self.tenant, "hash_differs", Some(row.pos), message);
        } else if row.recorded_at < last.recorded_at {
            let message =
                format!("journal position {} was recorded before the one before", row.pos);
            report.find(self.tenant, "time_decreases", Some(row.pos), message);
        }
    }

    /// Notes the history items of the rows that a position appended: in each table those after
    /// the first `before`.
    fn items(&mut self, pos: i64, batch: &Batch, before: &[usize]) {
        let mut items: Vec<Item> = Vec::new();
        for (at, rows) in batch.appended().iter().enumerate() {
            let Some(history) = rows.table().history else { continue };
            items.clear();
            let old = before.get(at).copied().unwrap_or(0);
            rows.iter().skip(old).for_each(|row| row_items(row, &mut items));
            if let Some((_, audit)) = self.audits.iter_mut().find(|(name, _)| *name == history) {
                items.iter().for_each(|item| audit.expect(pos, item));
            }
        }
    }

    /// Folds a batch, and compares appended rows with the stored ones.
    async fn replay(
        &mut self,
        reader: &mut Reader<'_>,
        batch: Batch,
        report: &mut VerifyReport,
    ) -> Result<(), StoreError> {
        let mut appended: Vec<Row> = Vec::new();
        for op in batch.into_ops() {
            let table = op.table();
            if !table.replayed {
                continue;
            }
            match op {
                Op::Insert(row) if table.mutability == Mutability::AppendOnly => {
                    appended.push(row);
                }
                Op::Insert(row) | Op::Replace(row) => {
                    self.rows.entry(table.name).or_default().insert(row.primary_key(), row);
                }
                Op::Delete(_, key) => {
                    self.rows.entry(table.name).or_default().remove(&key);
                }
                Op::Change(change) => {
                    let rows = self.rows.entry(table.name).or_default();
                    match rows.get(change.key()).map(|row| row.changed(&change)) {
                        Some(Ok(row)) => {
                            rows.insert(change.key().clone(), row);
                        }
                        Some(Err(_)) | None => {
                            if self.whole {
                                let message = format!("a change of `{}` has no row", table.name);
                                report.find(self.tenant, "replay_differs", None, message);
                            }
                            self.whole = false;
                        }
                    }
                }
            }
        }
        let places: Vec<Place> = appended
            .iter()
            .map(|row| Place { table: row.table(), index: 0, key: row.primary_key() })
            .collect();
        let stored = reader.rows(&places).await?;
        for (row, stored) in appended.iter().zip(stored) {
            let table = row.table();
            let seen = self.appended.entry(table.name).or_default();
            *seen = seen.saturating_add(1);
            report.rows = report.rows.saturating_add(1);
            if !stored.is_some_and(|stored| stored.same_values(row.as_ref())) {
                self.differs(table, &row.primary_key(), report);
            }
        }
        Ok(())
    }

    fn differs(&self, table: &'static TableDef, key: &Key, report: &mut VerifyReport) {
        let pos = table
            .key
            .first()
            .and_then(|first| table.columns.get(*first))
            .filter(|column| column.name == "pos")
            .and_then(|_| match key.values().first() {
                Some(crate::value::Value::Int(pos)) => Some(*pos),
                _ => None,
            });
        let message = format!("a row of `{}` is not what the journal says", table.name);
        report.find(self.tenant, "row_differs", pos, message);
    }

    /// Compares the changeable tables row by row, and all tables by their number of rows.
    async fn compare(
        &mut self,
        reader: &mut Reader<'_>,
        report: &mut VerifyReport,
    ) -> Result<(), StoreError> {
        if !self.whole {
            return Ok(());
        }
        let schema = self.engine.registry.schema();
        for table in schema.tables().iter().filter(|table| table.replayed) {
            if table.mutability == Mutability::AppendOnly {
                let expected = self.appended.get(table.name).copied().unwrap_or(0);
                let stored = reader.count(table).await?;
                if stored != expected {
                    let message =
                        format!("`{}` has {stored} rows, the journal says {expected}", table.name);
                    report.find(self.tenant, "row_count_differs", None, message);
                }
                continue;
            }
            let mut expected = self.rows.remove(table.name).unwrap_or_default();
            let mut scan = Scan::table(table).limit(10_000);
            loop {
                let page = reader.scan(&scan).await?;
                for row in &page.rows {
                    report.rows = report.rows.saturating_add(1);
                    let key = row.primary_key();
                    let same = expected
                        .remove(&key)
                        .is_some_and(|expected| expected.same_values(row.as_ref()));
                    if !same {
                        self.differs(table, &key, report);
                    }
                }
                match page.next {
                    Some(next) => scan.after = Some(next),
                    None => break,
                }
            }
            for key in expected.keys() {
                self.differs(table, key, report);
            }
        }
        Ok(())
    }

    async fn histories(
        &mut self,
        reader: &mut Reader<'_>,
        report: &mut VerifyReport,
    ) -> Result<(), StoreError> {
        for (history, audit) in &mut self.audits {
            let (items, wrong) = reader.audit_runs(audit).await?;
            report.history_items = report.history_items.saturating_add(items);
            if !self.whole {
                continue;
            }
            for message in wrong {
                let message = format!("history `{history}`: {message}");
                report.find(self.tenant, "history_differs", None, message);
            }
        }
        Ok(())
    }
}

/// Hexadecimal digits of `bytes`.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
