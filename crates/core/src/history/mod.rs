//! By-series history in sorted, packed runs.
//!
//! A table that declares a history feeds it with [`Item`]s: amounts that a series (an account,
//! say) received at an effective time and a journal position. Nothing is written for an item
//! when its row is inserted: the newest items form a bounded *tail* that is derived from the
//! rows themselves. When the tail is full, it is sorted by (series, effective time) and packed
//! into a *run* of small blocks with running sums; every 16 runs of a level are merged
//! into one of the next. Both are done in slices, a few milliseconds a commit. Runs are never changed or removed, so a run of any level covers a
//! fixed stretch of journal positions, and "the sum at effective time `e` as known at position
//! `k`" is one seek in each of O(log n) runs before `k`, plus a scan of one bounded run or of
//! the tail. A back-dated item rewrites nothing.

mod audit;
mod block;
mod build;
mod read;
mod tail;

pub(crate) use audit::Audit;
pub(crate) use build::Builder;
pub use read::{Bounds, Sums};
pub(crate) use read::{Snapshot, order};
pub(crate) use tail::{Shared, feeds, row_items, stored_runs, stored_state};

use moja_macros::Record;

use crate::record::TableDef;

/// Items that fill a tail.
pub(crate) const RUN_ITEMS: usize = 65_536;

/// Runs of one level that make one of the next.
pub(crate) const FAN_OUT: usize = 16;

/// Items of one block: about 900 bytes, which a B-tree leaf of 4 KiB holds without overflow.
const BLOCK_ITEMS: usize = 80;

/// One entry of a history: an amount that a series received.
///
/// Items are derived from rows of append-only tables whose primary key starts with the
/// journal position and an ordinal inside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Item {
    /// The internal number of the series.
    pub series: i64,
    /// Effective time, microseconds since the Unix epoch.
    pub at_us: i64,
    /// Journal position of the event.
    pub pos: i64,
    /// Ordinal of the row inside that position.
    pub ordinal: i64,
    /// Line inside the row (leg number).
    pub line: i64,
    /// The signed amount.
    pub amount: i64,
}

/// A block of sorted items.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(
    table = "history_block",
    key(history, level, run, series, at_us, pos, ordinal, line),
    append_only,
    system
)]
pub struct BlockRow {
    /// The history.
    pub history: String,
    /// The level of the run, from 0.
    pub level: i64,
    /// The number of the run within its level, from 0.
    pub run: i64,
    /// The first item's series.
    pub series: i64,
    /// The first item's effective time.
    pub at_us: i64,
    /// The first item's journal position.
    pub pos: i64,
    /// The first item's ordinal.
    pub ordinal: i64,
    /// The first item's line.
    pub line: i64,
    /// The packed items with the sums before each series.
    pub items: Vec<u8>,
}

/// A finished run.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "history_run", key(history, level, run), append_only, system)]
pub struct RunRow {
    /// The history.
    pub history: String,
    /// The level, from 0.
    pub level: i64,
    /// The number within the level, from 0.
    pub run: i64,
    /// The first journal position that it covers.
    pub from_pos: i64,
    /// The last journal position that it covers.
    pub to_pos: i64,
    /// How many items it holds.
    pub items: i64,
}

/// How far a history is packed.
#[derive(Clone, Debug, PartialEq, Record)]
#[record(table = "history_state", key(history), system)]
pub struct StateRow {
    /// The history.
    pub history: String,
    /// Everything up to this journal position is in runs of level 0.
    pub packed_pos: i64,
    /// Everything up to this one is being packed; the same position when nothing is.
    pub packing_pos: i64,
    /// How many runs there are, of all levels.
    pub runs: i64,
}

/// The tables behind all histories.
pub(crate) fn tables() -> Vec<&'static TableDef> {
    use crate::record::Record;
    vec![BlockRow::table(), RunRow::table(), StateRow::table()]
}
