//! The packed form of a block.

use serde::{Deserialize, Serialize};

use super::{BLOCK_ITEMS, BlockRow, Item, Sums};
use crate::store::{StoreError, StoreErrorKind};

/// Items of one series inside a block, with what the run holds of the series before them.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Segment {
    pub(super) series: i64,
    pub(super) before: Sums,
    items: Vec<Packed>,
}

/// Differences to the item before, so that most fields take one byte.
#[derive(Debug, Serialize, Deserialize)]
struct Packed {
    at_us: i64,
    pos: i64,
    ordinal: i64,
    line: i64,
    amount: i64,
}

impl Segment {
    /// The items, in order.
    pub(super) fn items(&self) -> impl Iterator<Item = Item> + '_ {
        let mut last = Item { series: self.series, ..Item::default() };
        self.items.iter().map(move |packed| {
            last.at_us = last.at_us.wrapping_add(packed.at_us);
            last.pos = last.pos.wrapping_add(packed.pos);
            last.ordinal = packed.ordinal;
            last.line = packed.line;
            last.amount = packed.amount;
            last
        })
    }
}

/// Reads a block.
pub(super) fn decode(row: &BlockRow) -> Result<Vec<Segment>, StoreError> {
    postcard::from_bytes(&row.items).map_err(|error| {
        StoreError::new(
            StoreErrorKind::Corrupt,
            format!("a block of the history `{}` cannot be read: {error}", row.history),
        )
    })
}

/// Cuts a sorted stream of items into blocks.
#[derive(Debug)]
pub(super) struct Packer {
    history: &'static str,
    level: i64,
    run: i64,
    segments: Vec<Segment>,
    first: Option<Item>,
    last: Item,
    count: usize,
    sums: Sums,
    pub(super) items: i64,
}

impl Packer {
    pub(super) fn new(history: &'static str, level: i64, run: i64) -> Self {
        Self {
            history,
            level,
            run,
            segments: Vec::new(),
            first: None,
            last: Item::default(),
            count: 0,
            sums: Sums::default(),
            items: 0,
        }
    }

    /// Goes on after the block with these segments, and returns its last item.
    pub(super) fn resume(&mut self, segments: &[Segment]) -> Option<Item> {
        let segment = segments.last()?;
        let mut sums = segment.before;
        let mut last = None;
        for item in segment.items() {
            sums.add(item.amount);
            last = Some(item);
        }
        self.sums = sums;
        self.last = last?;
        self.items = 1;
        last
    }

    /// Adds the next item; a full block comes out.
    pub(super) fn push(&mut self, item: Item) -> Result<Option<BlockRow>, StoreError> {
        let full = if self.count >= BLOCK_ITEMS { self.flush()? } else { None };
        if self.items == 0 || item.series != self.last.series {
            self.sums = Sums::default();
        }
        let base = match self.segments.last() {
            Some(segment) if segment.series == item.series => self.last,
            _ => {
                self.segments.push(Segment {
                    series: item.series,
                    before: self.sums,
                    items: Vec::new(),
                });
                Item::default()
            }
        };
        if let Some(segment) = self.segments.last_mut() {
            segment.items.push(Packed {
                at_us: item.at_us.wrapping_sub(base.at_us),
                pos: item.pos.wrapping_sub(base.pos),
                ordinal: item.ordinal,
                line: item.line,
                amount: item.amount,
            });
        }
        self.first.get_or_insert(item);
        self.last = item;
        self.sums.add(item.amount);
        self.count = self.count.saturating_add(1);
        self.items = self.items.saturating_add(1);
        Ok(full)
    }

    /// The block begun.
    pub(super) fn flush(&mut self) -> Result<Option<BlockRow>, StoreError> {
        let Some(first) = self.first.take() else { return Ok(None) };
        let items = postcard::to_extend(&self.segments, Vec::with_capacity(1024))
            .map_err(|error| StoreError::new(StoreErrorKind::Invalid, error))?;
        self.segments.clear();
        self.count = 0;
        Ok(Some(BlockRow {
            history: self.history.to_owned(),
            level: self.level,
            run: self.run,
            series: first.series,
            at_us: first.at_us,
            pos: first.pos,
            ordinal: first.ordinal,
            line: first.line,
            items,
        }))
    }
}
