//! The desk at which one decision moves stock: what it has read, what it has changed so far, and
//! what it will say has happened.

use std::collections::BTreeMap;

use moja_core::command::{Ctx, Refusal};
use moja_core::footprint::Footprint;
use moja_core::record::{At, Record};
pub(super) use moja_core::round::Round;
use moja_core::scan::{Compare, Scan};
use moja_core::time::Timestamp;
use moja_core::value::SmolStr;
use moja_core::view::{Need, View};

use super::{Step, last_number, location_no, lot, reject, shown};
use crate::event::{
    CountFacts, InventoryEvent, LevelFacts, Moved, MovedLine, ReturnedFacts, ShippedLine,
};
use crate::rejection::Rejection;
use crate::tables::{CountRow, Item, Level, Location, Lot, Period, PolicyRow, Reserved};
use crate::types::{
    DocumentId, DocumentKind, LocationKind, LotDates, Paper, ReservationId, ReservationStatus,
    StockStatus, Tracking,
};

/// The address of a level.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) item: i64,
    pub(super) location: i64,
    pub(super) lot: i64,
    pub(super) status: StockStatus,
    pub(super) owner: SmolStr,
}

impl Place {
    fn at(&self) -> At<Level> {
        Level::by_place(self.item, self.location, self.lot, self.status, &self.owner)
    }
}

/// A level as it stands at this point of the decision.
#[derive(Clone, Debug)]
pub(super) struct Running<'a> {
    pub(super) no: i64,
    pub(super) place: Place,
    pub(super) location: &'a Location,
    pub(super) on_hand: i64,
    pub(super) reserved: i64,
    pub(super) next_expiry: Option<Timestamp>,
    counted_at: Option<Timestamp>,
    stocked: bool,
    new: bool,
}

impl Running<'_> {
    /// What nobody has set aside.
    pub(super) fn available(&self) -> i64 {
        self.on_hand.saturating_sub(self.reserved)
    }
}

/// How a movement changes the value of our stock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// Not at all: it stays ours, or never was.
    None,
    /// It comes in at this cost, minor units.
    Receipt(i64),
    /// It comes in at what the rest of the stock costs.
    Found,
    /// It goes out at what the stock costs.
    Issue,
    /// It comes back at what it had cost when it went out.
    ReturnIn(Origin),
    /// It goes back at what it had cost when it came in.
    ReturnOut(Origin),
    /// It is used up.
    Input,
    /// It is made: its share of the inputs' cost, and what production adds.
    Output { weight: i64, added: i64 },
}

/// The movement that another one takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) effective_at: Timestamp,
    pub(super) pos: i64,
    pub(super) ordinal: i64,
    pub(super) line: i64,
}

/// One movement of this decision.
#[derive(Clone, Debug)]
pub(super) struct Draft<'a> {
    pub(super) item: &'a Item,
    pub(super) lot: i64,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) quantity: i64,
    pub(super) worth: Worth,
}

/// One document of this decision.
#[derive(Clone, Debug)]
pub(super) struct DocumentDraft<'a> {
    pub(super) id: DocumentId,
    pub(super) kind: DocumentKind,
    pub(super) effective_at: Timestamp,
    pub(super) paper: Paper,
    pub(super) original: Option<DocumentId>,
    pub(super) lines: Vec<Draft<'a>>,
    pub(super) links: Vec<(i64, i64, i64)>,
    pub(super) returned: Vec<ReturnedFacts>,
}

/// The desk.
pub(super) struct Desk<'a> {
    pub(super) view: View<'a>,
    pub(super) ctx: &'a Ctx<'a>,
    open_from: Timestamp,
    levels: Vec<Running<'a>>,
    by_place: BTreeMap<Place, usize>,
    by_no: BTreeMap<i64, usize>,
    last_level: Option<i64>,
    last_lot: Option<i64>,
    lots: BTreeMap<(i64, SmolStr), i64>,
    lot_on_hand: BTreeMap<i64, (&'a Item, i64)>,
    /// What expired reservations gave back, by level.
    given_back: BTreeMap<i64, i64>,
    ended: Vec<ReservationId>,
    before: Vec<InventoryEvent>,
    documents: Vec<DocumentDraft<'a>>,
    counted: Vec<InventoryEvent>,
    after: Vec<InventoryEvent>,
}

/// Asks at once for all rows of `places` that are not loaded yet.
pub(super) fn warm<T: Record>(
    view: &View<'_>,
    places: impl IntoIterator<Item = At<T>>,
) -> Step<()> {
    let mut want = Footprint::new();
    for place in places {
        match view.get(place) {
            Ok(_) => {}
            Err(Need::Rows(missing)) => {
                missing.places().iter().for_each(|place| want.place(place.clone()));
            }
            Err(error) => return Err(error.into()),
        }
    }
    if want.is_empty() { Ok(()) } else { Err(Refusal::Need(want)) }
}

impl<'a> Desk<'a> {
    pub(super) fn new(view: &View<'a>, ctx: &'a Ctx<'a>) -> Step<Self> {
        let open_from = view.get(Period::key())?.map_or(Timestamp::MIN, |it| it.open_from);
        Ok(Self {
            view: *view,
            ctx,
            open_from,
            levels: Vec::new(),
            by_place: BTreeMap::new(),
            by_no: BTreeMap::new(),
            last_level: None,
            last_lot: None,
            lots: BTreeMap::new(),
            lot_on_hand: BTreeMap::new(),
            given_back: BTreeMap::new(),
            ended: Vec::new(),
            before: Vec::new(),
            documents: Vec::new(),
            counted: Vec::new(),
            after: Vec::new(),
        })
    }

    /// The first instant that is still open.
    pub(super) fn open_from(&self) -> Timestamp {
        self.open_from
    }

    /// Starts a document; movements go into the one started last.
    pub(super) fn open_document(
        &mut self,
        kind: DocumentKind,
        paper: &Paper,
        original: Option<DocumentId>,
    ) -> Step<Timestamp> {
        let effective_at = paper.effective_at.unwrap_or(self.ctx.now());
        if effective_at < self.open_from {
            return reject(Rejection::PeriodClosed { open_from: self.open_from });
        }
        let id = match paper.id {
            Some(id) => {
                let known = self.view.get(crate::tables::Document::by_id(id))?.is_some();
                if known || self.documents.iter().any(|document| document.id == id) {
                    return reject(Rejection::Exists {
                        what: "document".to_owned(),
                        code: id.to_string(),
                    });
                }
                id
            }
            None => DocumentId::from_uuid(self.ctx.new_id()),
        };
        self.documents.push(DocumentDraft {
            id,
            kind,
            effective_at,
            paper: paper.clone(),
            original,
            lines: Vec::new(),
            links: Vec::new(),
            returned: Vec::new(),
        });
        Ok(effective_at)
    }

    /// The document started last.
    pub(super) fn document(&mut self) -> Option<&mut DocumentDraft<'a>> {
        self.documents.last_mut()
    }

    pub(super) fn documents(&self) -> &[DocumentDraft<'a>] {
        &self.documents
    }

    /// Says that something has happened, after the movements.
    pub(super) fn say(&mut self, event: InventoryEvent) {
        self.after.push(event);
    }

    pub(super) fn running(&self, at: usize) -> Option<&Running<'a>> {
        self.levels.get(at)
    }

    /// The level at a place; prepared if there is none yet.
    pub(super) fn level(&mut self, place: Place, location: &'a Location) -> Step<usize> {
        if let Some(at) = self.by_place.get(&place) {
            return Ok(*at);
        }
        let at = match self.view.get(place.at())? {
            Some(row) => self.enter(row, location),
            None => {
                let last = match self.last_level {
                    Some(last) => last,
                    None => last_number(&self.view, "levels")?,
                };
                let no = last.saturating_add(1);
                self.last_level = Some(no);
                self.add(Running {
                    no,
                    place,
                    location,
                    on_hand: 0,
                    reserved: 0,
                    next_expiry: None,
                    counted_at: None,
                    stocked: false,
                    new: true,
                })
            }
        };
        self.sweep(at)?;
        Ok(at)
    }

    /// The level of a row.
    pub(super) fn level_of(&mut self, row: &Level) -> Step<usize> {
        if let Some(at) = self.by_no.get(&row.no) {
            return Ok(*at);
        }
        let location = location_no(&self.view, row.location)?;
        let at = self.enter(row, location);
        self.sweep(at)?;
        Ok(at)
    }

    /// The level with this number.
    pub(super) fn level_no(&mut self, no: i64) -> Step<usize> {
        if let Some(at) = self.by_no.get(&no) {
            return Ok(*at);
        }
        match self.view.get(Level::key(no))? {
            Some(row) => self.level_of(row),
            None => reject(Rejection::LocationNotFound { location: format!("level {no}") }),
        }
    }

    fn enter(&mut self, row: &Level, location: &'a Location) -> usize {
        let back = self.given_back.get(&row.no).copied().unwrap_or(0);
        self.add(Running {
            no: row.no,
            place: Place {
                item: row.item,
                location: row.location,
                lot: row.lot,
                status: row.status,
                owner: row.owner.clone(),
            },
            location,
            on_hand: row.on_hand,
            reserved: row.reserved.saturating_sub(back),
            next_expiry: row.next_expiry,
            counted_at: row.counted_at,
            stocked: row.stocked.is_some(),
            new: false,
        })
    }

    fn add(&mut self, running: Running<'a>) -> usize {
        let at = self.levels.len();
        self.by_place.insert(running.place.clone(), at);
        self.by_no.insert(running.no, at);
        self.levels.push(running);
        at
    }

    /// Gives back what expired reservations had set aside, before anything is looked at.
    fn sweep(&mut self, at: usize) -> Step<()> {
        let Some(running) = self.levels.get(at) else { return Ok(()) };
        let (no, now) = (running.no, self.ctx.now());
        if running.next_expiry.is_none_or(|next| next > now) {
            return Ok(());
        }
        let scan = Scan::of::<Reserved>().by(Reserved::BY_LEVEL).filter(
            Reserved::COL_LEVEL,
            Compare::Equal,
            no,
        );
        let mut next = None;
        for held in self.view.scan::<Reserved>(scan)? {
            match held.open {
                Some(open) if open > now => {
                    let earlier = next.is_none_or(|next| open < next);
                    if earlier && open != Timestamp::MAX {
                        next = Some(open);
                    }
                }
                Some(_) => self.expire(held.reservation)?,
                None => {}
            }
        }
        self.before.push(InventoryEvent::ExpirySwept { level: no, next_expiry: next });
        if let Some(running) = self.levels.get_mut(at) {
            running.next_expiry = next;
        }
        Ok(())
    }

    /// Ends a reservation whose time has run out, on all its levels.
    pub(super) fn expire(&mut self, reservation: ReservationId) -> Step<()> {
        if self.ended.contains(&reservation) {
            return Ok(());
        }
        let lines = self.end_lines(reservation)?;
        self.ended.push(reservation);
        self.before.push(InventoryEvent::ReservationEnded {
            reservation,
            status: ReservationStatus::Expired,
            lines,
        });
        Ok(())
    }

    /// Gives back all open lines of a reservation.
    pub(super) fn end_lines(&mut self, reservation: ReservationId) -> Step<Vec<ShippedLine>> {
        let rows = reserved_lines(&self.view, reservation)?;
        let open = rows.into_iter().filter(|row| row.open.is_some());
        let mut lines = Vec::new();
        for row in open {
            let quantity = row.quantity.saturating_sub(row.shipped);
            let level = match self.view.get(Level::key(row.level))? {
                Some(level) => level,
                None => continue,
            };
            let empty = match self.by_no.get(&row.level).and_then(|at| self.levels.get_mut(*at)) {
                Some(running) => {
                    running.reserved = running.reserved.saturating_sub(quantity);
                    let empty = running.on_hand == 0 && running.reserved == 0;
                    running.stocked &= !empty;
                    empty
                }
                None => {
                    let back = self.given_back.entry(row.level).or_default();
                    *back = back.saturating_add(quantity);
                    level.on_hand == 0 && level.reserved == *back
                }
            };
            lines.push(ShippedLine {
                line: row.line,
                level: row.level,
                quantity,
                done: true,
                empty,
            });
        }
        Ok(lines)
    }

    /// Sets `quantity` aside at a level.
    pub(super) fn hold(&mut self, at: usize, quantity: i64, expires_at: Option<Timestamp>) {
        if let Some(running) = self.levels.get_mut(at) {
            running.reserved = running.reserved.saturating_add(quantity);
            running.stocked = true;
            if let Some(expires_at) = expires_at {
                let next = running.next_expiry.map_or(expires_at, |next| next.min(expires_at));
                running.next_expiry = Some(next);
            }
        }
    }

    /// Takes back what was set aside at a level.
    pub(super) fn unhold(&mut self, at: usize, quantity: i64) {
        if let Some(running) = self.levels.get_mut(at) {
            running.reserved = running.reserved.saturating_sub(quantity);
        }
    }

    /// The lot of a line that needs one; none for an item without lots.
    pub(super) fn lot_of(&self, item: &'a Item, code: Option<&str>) -> Step<Option<&'a Lot>> {
        match (item.tracking, code) {
            (Tracking::None, None) => Ok(None),
            (Tracking::None, Some(_)) => {
                reject(Rejection::LotUnexpected { item: item.code.to_string() })
            }
            (_, None) => Ok(None),
            (_, Some(code)) => lot(&self.view, item, code).map(Some),
        }
    }

    /// The number of a lot by its code, which is made if there is none.
    pub(super) fn make_lot(
        &mut self,
        item: &'a Item,
        code: &str,
        dates: &LotDates,
        at: Timestamp,
    ) -> Step<i64> {
        super::check_code("lot", code)?;
        let key = (item.no, SmolStr::from(code));
        if let Some(no) = self.lots.get(&key) {
            return Ok(*no);
        }
        if let Some(known) = self.view.get(Lot::by_code(item.no, code))? {
            self.lots.insert(key, known.no);
            return Ok(known.no);
        }
        super::lot::check_dates(code, dates)?;
        let last = match self.last_lot {
            Some(last) => last,
            None => last_number(&self.view, "lots")?,
        };
        let no = last.saturating_add(1);
        self.last_lot = Some(no);
        self.lots.insert(key, no);
        self.before.push(InventoryEvent::LotCreated {
            lot: no,
            item: item.no,
            code: code.to_owned(),
            received_at: at,
            dates: dates.clone(),
        });
        Ok(no)
    }

    /// Moves stock in the document that was started last, and remembers how that changes value.
    pub(super) fn shift(&mut self, draft: Draft<'a>) -> Step<()> {
        let out_of_range = || Rejection::OutOfRange { item: draft.item.code.to_string() };
        let (Some(from), Some(to)) = (self.levels.get(draft.from), self.levels.get(draft.to))
        else {
            return Ok(());
        };
        let less = from.on_hand.checked_sub(draft.quantity);
        let more = to.on_hand.checked_add(draft.quantity);
        let (Some(less), Some(more)) = (less, more) else { return reject(out_of_range()) };
        let ours = |kind: LocationKind| i64::from(kind.is_valued());
        let delta = ours(to.location.kind)
            .saturating_sub(ours(from.location.kind))
            .saturating_mul(draft.quantity);
        if draft.lot != 0 && delta != 0 {
            self.change_lot(draft.item, draft.lot, delta)?;
        }
        if let Some(from) = self.levels.get_mut(draft.from) {
            from.on_hand = less;
        }
        if let Some(to) = self.levels.get_mut(draft.to) {
            to.on_hand = more;
        }
        if let Some(document) = self.documents.last_mut() {
            document.lines.push(draft);
        }
        Ok(())
    }

    /// How much of a lot is ours changes.
    fn change_lot(&mut self, item: &'a Item, no: i64, delta: i64) -> Step<()> {
        let known = match self.lot_on_hand.get(&no) {
            Some((_, known)) => *known,
            None => self.view.get(Lot::key(no))?.map_or(0, |lot| lot.on_hand),
        };
        let Some(on_hand) = known.checked_add(delta) else {
            return reject(Rejection::OutOfRange { item: item.code.to_string() });
        };
        self.lot_on_hand.insert(no, (item, on_hand));
        Ok(())
    }

    /// A serial number is one piece: it cannot come in twice, or leave twice. Looked at in the
    /// end, for a count may already have seen what becomes known late.
    fn check_serials(&self) -> Step<()> {
        for (no, (item, on_hand)) in &self.lot_on_hand {
            if item.tracking == Tracking::Serial && !(0..=1).contains(on_hand) {
                let serial = self.lot_code(*no)?;
                return reject(Rejection::SerialNotSingle { item: item.code.to_string(), serial });
            }
        }
        Ok(())
    }

    /// The code of a lot, also of one that was just made.
    pub(super) fn lot_code(&self, no: i64) -> Step<String> {
        let made = self.lots.iter().find(|(_, known)| **known == no);
        if let Some(((_, code), _)) = made {
            return Ok(code.to_string());
        }
        Ok(self.view.get(Lot::key(no))?.map_or_else(|| no.to_string(), |lot| lot.code.to_string()))
    }

    /// Whether stock of an item may fall below zero at a location.
    pub(super) fn may_be_negative(&self, item: &Item, location: i64) -> Step<bool> {
        if item.tracking == Tracking::Serial {
            return Ok(false);
        }
        let policy = self.view.get(PolicyRow::key(item.no, location))?;
        Ok(policy.map_or(item.allow_negative, |policy| policy.allow_negative))
    }

    /// Refuses to take more from a level than is there and not set aside.
    pub(super) fn check_takes(&self, item: &'a Item, at: usize, quantity: i64) -> Step<()> {
        let Some(running) = self.levels.get(at) else { return Ok(()) };
        if !running.location.kind.is_valued()
            || running.available() >= quantity
            || self.may_be_negative(item, running.place.location)?
        {
            return Ok(());
        }
        reject(Rejection::InsufficientStock {
            item: item.code.as_str().into(),
            location: running.location.code.as_str().into(),
            available: shown(item, running.available().max(0)),
            requested: shown(item, quantity),
        })
    }

    /// Notes counts of the document that was started last. A count stands for its instant.
    pub(super) fn count(&mut self, at: Timestamp, loss: i64, found: &[(usize, i64)]) {
        let counts = found.iter().filter_map(|(level, quantity)| {
            let running = self.levels.get_mut(*level)?;
            let latest = running.counted_at.is_none_or(|known| known < at);
            if latest {
                running.counted_at = Some(at);
            }
            Some(CountFacts { level: running.no, quantity: *quantity, loss, latest })
        });
        let counts = counts.collect();
        self.counted.push(InventoryEvent::Counted { at, counts });
    }

    /// The first count of a level after an instant, if the level was counted since.
    pub(super) fn counted_after(
        &self,
        at: usize,
        instant: Timestamp,
    ) -> Step<Option<&'a CountRow>> {
        let Some(running) = self.levels.get(at) else { return Ok(None) };
        if running.new || running.counted_at.is_none_or(|counted| counted < instant) {
            return Ok(None);
        }
        let scan = Scan::of::<CountRow>()
            .filter(CountRow::COL_LEVEL, Compare::Equal, running.no)
            .filter(CountRow::COL_COUNTED_AT, Compare::AtLeast, super::id_value(&instant))
            .limit(1);
        Ok(self.view.scan::<CountRow>(scan)?.first().copied())
    }

    /// All that has happened, in order.
    pub(super) fn finish(mut self) -> Step<Vec<InventoryEvent>> {
        super::count::keep_counts(&mut self)?;
        self.check_serials()?;
        let mut events = std::mem::take(&mut self.before);
        let opened: Vec<LevelFacts> = self
            .levels
            .iter()
            .filter(|running| running.new)
            .map(|running| LevelFacts {
                no: running.no,
                item: running.place.item,
                location: running.place.location,
                lot: running.place.lot,
                status: running.place.status,
                owner: running.place.owner.to_string(),
            })
            .collect();
        if !opened.is_empty() {
            events.push(InventoryEvent::LevelsOpened { levels: opened });
        }
        let first = i64::try_from(events.len()).unwrap_or(i64::MAX);
        let (worths, valued) = super::worth::value(&self, first)?;
        let mut stocked = self.stocked();
        let documents = std::mem::take(&mut self.documents);
        for (document, worths) in documents.into_iter().zip(worths) {
            let lines = document
                .lines
                .iter()
                .zip(worths)
                .map(|(draft, worth)| self.moved(draft, worth))
                .collect();
            events.push(InventoryEvent::Moved(Box::new(Moved {
                document: document.id,
                kind: document.kind,
                effective_at: document.effective_at,
                reference: document.paper.reference,
                party: document.paper.party,
                reason: document.paper.reason,
                original: document.original,
                lines,
                stocked: std::mem::take(&mut stocked),
                links: document.links,
                returned: document.returned,
            })));
        }
        events.append(&mut self.counted);
        events.append(&mut self.after);
        events.extend(valued.map(|valued| InventoryEvent::Valued(Box::new(valued))));
        Ok(events)
    }

    /// The place of the event that tells of values: behind all others.
    pub(super) fn valued_ordinal(&self, first: i64) -> i64 {
        let events = [self.documents.len(), self.counted.len(), self.after.len()];
        let before = events.iter().fold(0_usize, |sum, count| sum.saturating_add(*count));
        first.saturating_add(i64::try_from(before).unwrap_or(i64::MAX))
    }

    /// Levels of our own at which stock appears or vanishes by this decision.
    fn stocked(&self) -> Vec<(i64, Option<i64>)> {
        let moved = |at: usize| {
            self.documents
                .iter()
                .flat_map(|document| &document.lines)
                .any(|draft| draft.from == at || draft.to == at)
        };
        let ours = self.levels.iter().enumerate().filter(|(_, it)| it.location.kind.is_valued());
        ours.filter_map(|(at, running)| {
            let stocked = running.on_hand != 0 || running.reserved != 0;
            let changes = stocked != running.stocked && moved(at);
            changes.then_some((running.no, stocked.then_some(running.place.location)))
        })
        .collect()
    }

    fn moved(&self, draft: &Draft<'a>, worth: super::worth::Priced) -> MovedLine {
        let number = |at: usize| self.levels.get(at).map_or(0, |running| running.no);
        let ours = |at: usize| {
            self.levels.get(at).map_or(0, |running| i64::from(running.location.kind.is_valued()))
        };
        let delta = ours(draft.to).saturating_sub(ours(draft.from)).saturating_mul(draft.quantity);
        MovedLine {
            item: draft.item.no,
            lot: (draft.lot != 0).then_some(draft.lot),
            from: number(draft.from),
            to: number(draft.to),
            quantity: draft.quantity,
            lot_delta: if draft.lot == 0 { 0 } else { delta },
            pool: worth.pool,
            cost: worth.cost,
        }
    }
}

/// The lines of a reservation.
pub(super) fn reserved_lines<'a>(
    view: &View<'a>,
    reservation: ReservationId,
) -> Step<Vec<&'a Reserved>> {
    let scan = Scan::of::<Reserved>().filter(
        Reserved::COL_RESERVATION,
        Compare::Equal,
        super::id_value(&reservation),
    );
    Ok(view.scan::<Reserved>(scan)?)
}
