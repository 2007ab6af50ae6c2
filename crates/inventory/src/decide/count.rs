//! Counting: what was found holds at its own time, whatever becomes known later.

use std::collections::BTreeMap;

use moja_core::command::Ctx;
use moja_core::time::Timestamp;
use moja_core::view::View;

use super::adjust::{differ, exact_level};
use super::desk::{Desk, Round};
use super::{Decided, Step, check_paper, item_no, location_no, location_of, reject, units};
use crate::command::Count;
use crate::rejection::Rejection;
use crate::tables::{Location, STOCK};
use crate::types::{DocumentKind, Line, LocationKind, Paper, Tracking};

pub(crate) fn count(it: &Count, view: &View<'_>, ctx: &Ctx<'_>) -> Decided {
    check_paper(&it.paper, false)?;
    if it.lines.is_empty() {
        return reject(Rejection::LinesMissing {});
    }
    let location = location_of(view, &it.location, &[LocationKind::Internal])?;
    let loss = location_of(view, &it.loss, &[LocationKind::Loss])?;
    let mut desk = Desk::new(view, ctx)?;
    let at = desk.open_document(DocumentKind::Count, &it.paper, None)?;
    if at > ctx.now() {
        return reject(Rejection::ExpiryOutOfRange {});
    }
    let mut found: Vec<(usize, i64)> = Vec::new();
    let mut round = Round::default();
    for line in &it.lines {
        let counted = round.take(count_line(&mut desk, line, location, at))?;
        let Some((level, quantity)) = counted else { continue };
        if found.iter().any(|(known, _)| *known == level) {
            return reject(Rejection::CountedAlready { item: line.item.clone() });
        }
        found.push((level, quantity));
    }
    round.end()?;
    let mut round = Round::default();
    for (level, quantity) in &found {
        round.take(correct(&mut desk, (*level, *quantity), at, loss))?;
    }
    round.end()?;
    desk.count(at, loss.no, &found);
    desk.finish()
}

/// The level that a line counts, and how much was found there.
fn count_line<'a>(
    desk: &mut Desk<'a>,
    line: &Line,
    location: &'a Location,
    at: Timestamp,
) -> Step<(usize, i64)> {
    let (item, _, level) = exact_level(desk, line, location)?;
    let quantity = units(&desk.view, item, line.quantity, line.unit.as_deref())?;
    let single = item.tracking == Tracking::Serial && quantity > 1;
    if quantity < 0 || single {
        let (item, quantity) = (line.item.clone(), line.quantity);
        return reject(Rejection::QuantityInvalid { item, quantity });
    }
    if desk.counted_after(level, at)?.is_some_and(|row| row.counted_at == at) {
        return reject(Rejection::CountedAlready { item: line.item.clone() });
    }
    Ok((level, quantity))
}

/// Moves the difference between what was found and what had been known.
fn correct<'a>(
    desk: &mut Desk<'a>,
    (level, quantity): (usize, i64),
    at: Timestamp,
    loss: &'a Location,
) -> Step<()> {
    let Some(running) = desk.running(level) else { return Ok(()) };
    let item = item_no(&desk.view, running.place.item)?;
    let sums = desk.view.sums(STOCK, running.no, at.as_micros())?;
    let difference = i128::from(quantity).saturating_sub(sums.net());
    let Ok(difference) = i64::try_from(difference) else {
        return reject(Rejection::OutOfRange { item: item.code.to_string() });
    };
    if difference == 0 { Ok(()) } else { differ(desk, item, level, difference, loss) }
}

/// What is recorded now for a time before a count does not change what was found: the
/// difference of the count becomes another one.
pub(super) fn keep_counts(desk: &mut Desk<'_>) -> Step<()> {
    let mut changes: BTreeMap<(Timestamp, i64, usize), i64> = BTreeMap::new();
    let mut round = Round::default();
    for document in desk.documents() {
        for draft in &document.lines {
            for (level, delta) in
                [(draft.from, draft.quantity.saturating_neg()), (draft.to, draft.quantity)]
            {
                // A count stands for its instant: it comes after the movements at it.
                let counting = i64::from(document.kind == DocumentKind::Count);
                let from = document.effective_at.as_micros().saturating_add(counting);
                let count = desk.counted_after(level, Timestamp::from_micros(from));
                if let Some(count) = round.take(count)?.flatten() {
                    let change = changes.entry((count.counted_at, count.loss, level)).or_default();
                    *change = change.saturating_add(delta);
                }
            }
        }
    }
    round.end()?;
    let mut opened = None;
    let mut round = Round::default();
    for ((at, loss, level), delta) in changes.into_iter().filter(|(_, delta)| *delta != 0) {
        if opened != Some(at) {
            let paper = Paper { effective_at: Some(at), ..Paper::default() };
            let original = desk.documents().first().map(|document| document.id);
            desk.open_document(DocumentKind::Count, &paper, original)?;
            opened = Some(at);
        }
        round.take(correct_again(desk, level, loss, delta))?;
    }
    round.end()
}

/// Takes `delta` out of a count's difference.
fn correct_again(desk: &mut Desk<'_>, level: usize, loss: i64, delta: i64) -> Step<()> {
    let Some(running) = desk.running(level) else { return Ok(()) };
    let item = item_no(&desk.view, running.place.item)?;
    let loss = location_no(&desk.view, loss)?;
    differ(desk, item, level, delta.saturating_neg(), loss)
}
