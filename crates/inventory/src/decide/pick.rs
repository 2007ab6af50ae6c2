//! Which stock is taken: removal strategies over levels and lots.

use std::cmp::Reverse;

use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use moja_core::value::SmolStr;

use super::desk::{Desk, Place, Round, warm};
use super::item::explode;
use super::setup::subtree;
use super::{Step, line_units, location_no, reject, shown};
use crate::rejection::Rejection;
use crate::tables::{Item, Level, Location, Lot, PolicyRow, ShelfRule};
use crate::types::{Line, LocationKind, Removal, StockStatus, Tracking};

/// Microseconds of a day.
pub(super) const DAY_US: i64 = 86_400_000_000;

/// What is to be taken.
#[derive(Clone, Debug)]
pub(super) struct Wanted<'a> {
    pub(super) item: &'a Item,
    pub(super) quantity: i64,
    pub(super) lot: Option<&'a Lot>,
    pub(super) status: StockStatus,
    pub(super) owner: SmolStr,
}

/// For when and for whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub(super) when: Timestamp,
    /// Days of life that must remain; none if lots are not looked at: stock is moved, not sold.
    pub(super) life_days: Option<i64>,
}

/// What may happen when there is not enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shortage {
    /// Stock may fall below zero where a rule says so.
    Negative,
    /// More may be set aside than is there, as far as a rule says so.
    Backorder,
    /// Nothing but what is there.
    Never,
}

impl<'a> Desk<'a> {
    /// What a customer accepts at `when`.
    pub(super) fn terms(&self, party: Option<&str>, when: Timestamp) -> Step<Terms> {
        let days = match party {
            Some(party) => self.view.get(ShelfRule::key(party))?.map_or(0, |rule| rule.days),
            None => 0,
        };
        Ok(Terms { when, life_days: Some(days) })
    }

    /// What lines want, kits by their components; equal wants stay apart.
    pub(super) fn wanted(&self, lines: &[Line], kits: bool) -> Step<Vec<Wanted<'a>>> {
        if lines.is_empty() {
            return reject(Rejection::LinesMissing {});
        }
        warm(&self.view, lines.iter().map(|line| Item::by_code(&line.item)))?;
        let mut items = Vec::with_capacity(lines.len());
        for line in lines {
            items.push(super::item(&self.view, &line.item)?);
        }
        let mut wanted = Vec::with_capacity(lines.len());
        let mut round = Round::default();
        for (item, line) in items.into_iter().zip(lines) {
            wanted.extend(round.take(self.wanted_of(item, line, kits))?.into_iter().flatten());
        }
        round.end()?;
        Ok(wanted)
    }

    /// What one line asks for: of a kit its components.
    fn wanted_of(&self, item: &'a Item, line: &Line, kits: bool) -> Step<Vec<Wanted<'a>>> {
        if !item.active {
            return reject(Rejection::ItemInactive { item: line.item.clone() });
        }
        let quantity = line_units(&self.view, item, line)?;
        let owner = SmolStr::from(line.owner.as_deref().unwrap_or(""));
        let of = |item: &'a Item, quantity, lot| Wanted {
            item,
            quantity,
            lot,
            status: line.status,
            owner: owner.clone(),
        };
        if !item.is_kit {
            let lot = self.lot_of(item, line.lot.as_deref())?;
            Ok(vec![of(item, quantity, lot)])
        } else if kits && line.lot.is_none() {
            let parts = explode(&self.view, item, quantity)?;
            Ok(parts.into_iter().map(|(item, quantity)| of(item, quantity, None)).collect())
        } else {
            reject(Rejection::ItemIsKit { item: line.item.clone() })
        }
    }

    /// Chooses the levels that give what is wanted; nothing is moved or set aside yet.
    pub(super) fn pick(
        &mut self,
        wanted: &Wanted<'a>,
        root: &'a Location,
        terms: Terms,
        shortage: Shortage,
    ) -> Step<Vec<(usize, i64)>> {
        if let Some(lot) = wanted.lot {
            check_usable(wanted.item, lot, terms)?;
        }
        // Most stock lies where it is asked for, and then no search is needed.
        let plain = wanted.item.tracking == Tracking::None || wanted.lot.is_some();
        let at_root = match root.kind {
            LocationKind::Internal if plain => {
                let place = Place {
                    item: wanted.item.no,
                    location: root.no,
                    lot: wanted.lot.map_or(0, |lot| lot.no),
                    status: wanted.status,
                    owner: wanted.owner.clone(),
                };
                Some(self.level(place, root)?)
            }
            LocationKind::Internal | LocationKind::View => None,
            kind => {
                let location = root.code.to_string();
                return reject(Rejection::LocationKindWrong { location, kind });
            }
        };
        let has = |desk: &Self, at: usize| desk.running(at).map_or(0, |it| it.available());
        if let Some(at) = at_root
            && has(self, at) >= wanted.quantity
        {
            return Ok(vec![(at, wanted.quantity)]);
        }
        let mut left = wanted.quantity;
        let mut picks: Vec<(usize, i64)> = Vec::new();
        for at in self.candidates(wanted, root, terms)? {
            let take = has(self, at).min(left);
            if take > 0 {
                picks.push((at, take));
                left = left.saturating_sub(take);
            }
        }
        if left == 0 {
            return Ok(picks);
        }
        if let Some(at) = at_root.filter(|_| root.kind == LocationKind::Internal) {
            let picked = picks.iter().find(|(level, _)| *level == at).map_or(0, |(_, take)| *take);
            let short = has(self, at).saturating_sub(picked).saturating_sub(left).saturating_neg();
            if self.may_be_short(wanted.item, root.no, short, shortage)? {
                match picks.iter_mut().find(|(level, _)| *level == at) {
                    Some((_, take)) => *take = take.saturating_add(left),
                    None => picks.push((at, left)),
                }
                return Ok(picks);
            }
        }
        reject(Rejection::InsufficientStock {
            item: wanted.item.code.as_str().into(),
            location: root.code.as_str().into(),
            available: shown(wanted.item, wanted.quantity.saturating_sub(left)),
            requested: shown(wanted.item, wanted.quantity),
        })
    }

    fn may_be_short(
        &self,
        item: &Item,
        location: i64,
        short: i64,
        shortage: Shortage,
    ) -> Step<bool> {
        match shortage {
            Shortage::Negative => self.may_be_negative(item, location),
            Shortage::Backorder => {
                let policy = self.view.get(PolicyRow::key(item.no, location))?;
                let max = policy.map_or(item.backorder_max, |policy| policy.backorder_max);
                Ok(max.is_none_or(|max| short <= max))
            }
            Shortage::Never => Ok(false),
        }
    }

    /// Levels that may give what is wanted, in the order in which they are taken.
    fn candidates(
        &mut self,
        wanted: &Wanted<'a>,
        root: &'a Location,
        terms: Terms,
    ) -> Step<Vec<usize>> {
        let scan = Scan::of::<Level>().by(Level::BY_STOCK).filter(
            Level::COL_ITEM,
            Compare::Equal,
            wanted.item.no,
        );
        let rows = self.view.scan::<Level>(scan)?;
        let lot_no = wanted.lot.map(|lot| lot.no);
        let fits = |row: &&&Level| {
            row.status == wanted.status
                && row.owner == wanted.owner
                && lot_no.is_none_or(|lot| row.lot == lot)
        };
        let rows: Vec<&Level> = rows.iter().filter(fits).copied().collect();
        let places = subtree(&self.view, root)?;
        let rows: Vec<&Level> = rows
            .into_iter()
            .filter(|row| places.iter().any(|place| place.no == row.location))
            .collect();
        warm(&self.view, rows.iter().filter(|row| row.lot != 0).map(|row| Lot::key(row.lot)))?;
        warm(&self.view, rows.iter().map(|row| Location::key(row.location)))?;
        let strategy = self.strategy(wanted.item, root)?;
        let mut keyed = Vec::new();
        let mut round = Round::default();
        for row in rows {
            let lot = self.view.get(Lot::key(row.lot))?;
            if lot.is_some_and(|lot| usable(wanted.item, lot, terms).is_err()) {
                continue;
            }
            let location = location_no(&self.view, row.location)?;
            if location.kind != LocationKind::Internal {
                continue;
            }
            let Some(at) = round.take(self.level_of(row))? else { continue };
            let came = lot.map_or(Timestamp::MIN, |lot| lot.received_at);
            let ends = lot.and_then(|lot| lot.removal_at.or(lot.expires_at));
            let place = (location.position, location.no);
            let age = (came, row.lot);
            let first = match strategy {
                Removal::Fifo => Order::Age(came),
                Removal::Lifo => Order::Youth(Reverse(came)),
                // What never expires comes last.
                Removal::Fefo => Order::Life(ends.unwrap_or(Timestamp::MAX)),
                Removal::Closest => Order::Place(place),
            };
            keyed.push((first, age, place, at));
        }
        round.end()?;
        keyed.sort_unstable();
        Ok(keyed.into_iter().map(|(.., at)| at).collect())
    }

    /// The removal strategy of an item at a location: the location's rule for the item, that of
    /// the location or of one above it, the item's own.
    fn strategy(&self, item: &Item, root: &'a Location) -> Step<Removal> {
        let policy = self.view.get(PolicyRow::key(item.no, root.no))?;
        if let Some(removal) = policy.and_then(|policy| policy.removal) {
            return Ok(removal);
        }
        let above = super::setup::ancestors(&self.view, root)?;
        let of_place = std::iter::once(root).chain(above).find_map(|location| location.removal);
        Ok(of_place.unwrap_or(item.removal))
    }
}

/// What a strategy looks at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Order {
    Age(Timestamp),
    Youth(Reverse<Timestamp>),
    Life(Timestamp),
    Place((i64, i64)),
}

/// Whether a lot may be sold on these terms.
fn usable(item: &Item, lot: &Lot, terms: Terms) -> Result<(), Rejection> {
    let Some(life_days) = terms.life_days else { return Ok(()) };
    let (item, code) = (|| item.code.to_string(), || lot.code.to_string());
    if lot.recalled.is_some() {
        return Err(Rejection::LotRecalled { item: item(), lot: code() });
    }
    if lot.held.is_some() {
        return Err(Rejection::LotHeld { item: item(), lot: code() });
    }
    let needed = terms.when.as_micros().saturating_add(life_days.saturating_mul(DAY_US));
    match lot.expires_at {
        Some(expires_at) if expires_at.as_micros() <= needed => {
            Err(Rejection::LotExpired { item: item(), lot: code(), expires_at })
        }
        _ => Ok(()),
    }
}

pub(super) fn check_usable(item: &Item, lot: &Lot, terms: Terms) -> Step<()> {
    usable(item, lot, terms).or_else(reject)
}
