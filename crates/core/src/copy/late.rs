//! What has to wait for the end of a round, and in which order it can then be done.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;

use crate::batch::{Batch, Op};
use crate::record::{Row, TableDef};
use crate::value::Key;

/// A row of the target: the name of its table, and its primary key.
type Spot = (&'static str, Key);

/// Writes that wait. What goes comes first, then what takes another value, and what is new last;
/// of rows that hand unique values on, the one that gives comes before the one that takes.
#[derive(Default)]
pub(super) struct Late {
    gone: Vec<Op>,
    replaced: Vec<Row>,
    new: Vec<Row>,
    /// Which rows of the target have a unique value of a row that is to be written.
    holders: HashMap<Spot, Vec<Key>, RandomState>,
}

impl Late {
    /// Adds a write.
    pub(super) fn push(&mut self, op: Op) {
        match op {
            Op::Insert(row) => self.new.push(row),
            Op::Replace(row) => self.replaced.push(row),
            op => self.gone.push(op),
        }
    }

    /// The row `key` of `table` gets a value that `holder` still has.
    pub(super) fn takes_over(&mut self, table: &'static TableDef, key: Key, holder: Key) {
        self.holders.entry((table.name, key)).or_default().push(holder);
    }

    /// All of it, as one batch in a good order.
    pub(super) fn into_batch(self) -> Batch {
        let rows = self.replaced.iter();
        let mut visit = Visit {
            rows: rows.map(|row| (spot(row), row)).collect(),
            holders: &self.holders,
            begun: HashSet::default(),
            done: HashSet::default(),
            cut: HashSet::default(),
            order: Vec::new(),
        };
        self.replaced.iter().for_each(|row| visit.row(row));
        let Visit { cut, order, .. } = visit;
        let mut batch = Batch::new();
        self.gone.into_iter().for_each(|op| batch.push(op));
        // Rows that exchange values: one goes, and comes again at the end.
        let (again, replaced): (Vec<Row>, Vec<Row>) =
            order.into_iter().partition(|row| cut.contains(&spot(row)));
        for row in &again {
            batch.push(Op::Delete(row.table(), row.primary_key()));
        }
        replaced.into_iter().for_each(|row| batch.push(Op::Replace(row)));
        again.into_iter().chain(self.new).for_each(|row| batch.push(Op::Insert(row)));
        batch
    }
}

fn spot(row: &Row) -> Spot {
    (row.table().name, row.primary_key())
}

/// A walk from those who take to those who give.
struct Visit<'l> {
    rows: HashMap<Spot, &'l Row, RandomState>,
    holders: &'l HashMap<Spot, Vec<Key>, RandomState>,
    begun: HashSet<Spot, RandomState>,
    done: HashSet<Spot, RandomState>,
    /// Where a ring is cut.
    cut: HashSet<Spot, RandomState>,
    order: Vec<Row>,
}

impl Visit<'_> {
    fn row(&mut self, row: &Row) {
        let own = spot(row);
        if !self.begun.insert(own.clone()) {
            if !self.done.contains(&own) {
                self.cut.insert(own);
            }
            return;
        }
        let holders = self.holders.get(&own).into_iter().flatten();
        for holder in holders {
            if let Some(giver) = self.rows.get(&(own.0, holder.clone())).copied() {
                self.row(giver);
            }
        }
        self.done.insert(own);
        self.order.push(row.clone());
    }
}

/// New rows of a table that refers to itself, those first that others refer to.
pub(super) fn parents_first(table: &'static TableDef, ops: Vec<Op>) -> Vec<Op> {
    let own = || table.references.iter().filter(|reference| reference.table == table.name);
    let mut parents: HashMap<Key, Vec<Key>, RandomState> = HashMap::default();
    for op in &ops {
        if let Op::Insert(row) = op {
            let keys = own().map(|reference| row.key(reference.columns)).collect();
            parents.insert(row.primary_key(), keys);
        }
    }
    let depth = |row: &Row| {
        let (mut depth, mut seen) = (0_usize, HashSet::<Key, RandomState>::default());
        let mut above = vec![row.primary_key()];
        while !above.is_empty() {
            depth = depth.saturating_add(1);
            above.retain(|key| seen.insert(key.clone()));
            above = above.iter().filter_map(|key| parents.get(key)).flatten().cloned().collect();
        }
        depth
    };
    let mut ops = ops;
    ops.sort_by_cached_key(|op| match op {
        Op::Insert(row) => depth(row),
        _ => usize::MAX,
    });
    ops
}
