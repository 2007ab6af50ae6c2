//! Finding transactions: which index leads to them with the least work.
//!
//! A page has one order, that of recording or that of effective time, and each index has its
//! own. An index in the page's order is read from the cursor on. One in another order is read
//! whole and sorted, if that is less work than trying rows in the page's order until the page
//! is full. The way that is taken shows in the time it takes, never in the page.

use moja_core::command::QueryError;
use moja_core::history::Bounds;
use moja_core::reader::Reader;
use moja_core::record::{Record, Row};
use moja_core::scan::{Compare, Direction, LIMIT_MAX, Scan};
use moja_core::store::{StoreError, StoreErrorKind};
use moja_core::value::{Key, Value, ValueRef};

use crate::tables::{Account, ENTRIES, Label, MetaRow, Transaction};
use crate::types::TransactionId;

/// The most rows that are read and sorted for one page.
const SORTED_MAX: u64 = 10_000;

/// The most rows that are tried for one page, unless the page itself is larger.
const TRIED_MAX: usize = 4_096;

/// Histories of more accounts than this are not looked at one by one.
const ACCOUNTS_MAX: usize = 256;

/// Where a transaction stands in the order of recording: position and ordinal.
pub(crate) type Place = (i64, i64);

/// How many rows may be tried for a page of `limit`, so that no page takes long, whatever is
/// asked for. A page that has tried so many ends there, full or not.
pub(crate) fn tries(limit: usize) -> usize {
    TRIED_MAX.max(limit.saturating_add(1))
}

/// How many rows of an index in another order are worth reading and sorting, if one of them
/// costs a `share`th of a row that is tried.
///
/// If `n` of `total` rows match, `limit * total / n` are tried before a page is full, so reading
/// all `n` costs less as long as `n * n < limit * total * share`.
pub(crate) fn worth_sorting(limit: usize, total: i64, share: u64) -> u64 {
    let limit = u64::try_from(limit).unwrap_or(u64::MAX);
    let total = u64::try_from(total).unwrap_or(0);
    limit.saturating_mul(total).saturating_mul(share).isqrt().clamp(64, SORTED_MAX)
}

/// The part of the order of recording in which a page looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    pub(crate) direction: Direction,
    /// Only what comes after this place in that direction.
    pub(crate) after: Option<Place>,
}

impl Window {
    /// Everything.
    pub(crate) const ALL: Self = Self { direction: Direction::Ascending, after: None };

    /// Whether `place` comes after the start.
    pub(crate) fn holds(&self, place: Place) -> bool {
        self.after.is_none_or(|after| match self.direction {
            Direction::Ascending => place > after,
            Direction::Descending => place < after,
        })
    }

    /// Puts places into the order of the window, each once, and drops those outside of it.
    pub(crate) fn arrange(&self, places: &mut Vec<Place>) {
        places.retain(|place| self.holds(*place));
        places.sort_unstable();
        places.dedup();
        if self.direction == Direction::Descending {
            places.reverse();
        }
    }
}

/// What is asked of a transaction besides its legs and times. All conditions must hold.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Said<'q> {
    pub(crate) reverses: Option<TransactionId>,
    pub(crate) reference: Option<&'q str>,
    pub(crate) metadata: Option<(&'q str, Option<&'q str>)>,
    pub(crate) link: Option<&'q str>,
    pub(crate) tag: Option<&'q str>,
}

impl<'q> Said<'q> {
    /// Whether nothing is asked.
    pub(crate) fn is_empty(&self) -> bool {
        self.reverses.is_none()
            && self.reference.is_none()
            && self.metadata.is_none()
            && self.link.is_none()
            && self.tag.is_none()
    }

    /// Whether `row` fulfils all of it.
    pub(crate) fn holds(&self, row: &Transaction) -> bool {
        let details = row.details.as_deref();
        let listed = |wanted: Option<&str>, list: Option<&Vec<String>>| {
            wanted.is_none_or(|wanted| {
                list.is_some_and(|list| list.iter().any(|found| found == wanted))
            })
        };
        self.reverses.is_none_or(|id| row.reverses == Some(id))
            && self.reference.is_none_or(|wanted| row.reference.as_deref() == Some(wanted))
            && listed(self.tag, details.map(|details| &details.tags))
            && listed(self.link, details.map(|details| &details.links))
            && self.metadata.is_none_or(|(key, value)| {
                details
                    .and_then(|details| details.metadata.get(key))
                    .is_some_and(|found| value.is_none_or(|value| found.text == value))
            })
    }

    /// The indexes in order of recording that lead to such transactions, the usually narrower
    /// ones first.
    pub(crate) fn indexes(&self) -> Vec<Index> {
        let mut indexes = Vec::new();
        if let Some(id) = self.reverses {
            let id = Value::Bytes(id.as_bytes().as_slice().into());
            indexes.push(Index::of::<Transaction>(
                Some(Transaction::BY_REVERSES),
                vec![(Transaction::COL_REVERSES, id)],
                [Transaction::COL_POS, Transaction::COL_ORDINAL],
            ));
        }
        if let Some(reference) = self.reference {
            indexes.push(Index::of::<Transaction>(
                Some(Transaction::BY_REFERENCE),
                vec![(Transaction::COL_REFERENCE, reference.into())],
                [Transaction::COL_POS, Transaction::COL_ORDINAL],
            ));
        }
        if let Some((key, Some(value))) = self.metadata {
            indexes.push(Index::of::<MetaRow>(
                None,
                vec![(MetaRow::COL_KEY_NAME, key.into()), (MetaRow::COL_VALUE_TEXT, value.into())],
                [MetaRow::COL_POS, MetaRow::COL_ORDINAL],
            ));
        }
        let link = self.link.map(|link| format!("^{link}"));
        let tag = self.tag.map(|tag| format!("#{tag}"));
        for label in link.iter().chain(&tag) {
            indexes.push(Index::of::<Label>(
                None,
                vec![(Label::COL_LABEL, label.as_str().into())],
                [Label::COL_POS, Label::COL_ORDINAL],
            ));
        }
        indexes
    }

    /// The metadata key, if any value of it will do. Its rows are in order of value.
    pub(crate) fn any_value_of(&self) -> Option<&'q str> {
        match self.metadata {
            Some((key, None)) => Some(key),
            _ => None,
        }
    }

    /// All places in the window that the narrowest of [`indexes`](Self::indexes) names, in
    /// order, if they are not more than `most`.
    pub(crate) async fn few(
        &self,
        reader: &mut Reader<'_>,
        window: &Window,
        most: u64,
    ) -> Result<Option<Vec<Place>>, QueryError> {
        let mut few: Option<Vec<Place>> = None;
        for index in self.indexes() {
            let (places, more) = index.read(reader, window, rows(most)).await?;
            if !more && few.as_ref().is_none_or(|few| places.len() < few.len()) {
                few = Some(places);
            }
        }
        Ok(few)
    }
}

fn rows(most: u64) -> usize {
    usize::try_from(most).unwrap_or(usize::MAX)
}

/// The places in the window of all transactions with this metadata key, in order, if its rows
/// are not more than `most`.
pub(crate) async fn places_of_key(
    reader: &mut Reader<'_>,
    window: &Window,
    key: &str,
    most: u64,
) -> Result<Option<Vec<Place>>, QueryError> {
    let scan = Scan::of::<MetaRow>()
        .filter(MetaRow::COL_KEY_NAME, Compare::Equal, key)
        .limit(u32::try_from(most).unwrap_or(LIMIT_MAX));
    let page = reader.scan(&scan).await?;
    if page.next.is_some() {
        return Ok(None);
    }
    let mut places = page.of::<MetaRow>().map(|row| (row.pos, row.ordinal)).collect();
    window.arrange(&mut places);
    Ok(Some(places))
}

/// Rows with certain values in the leading columns of a key or index, followed by the place of
/// a transaction: so they come in order of recording.
#[derive(Debug)]
pub(crate) struct Index {
    scan: Scan,
    leading: Vec<Value>,
    place: [usize; 2],
}

impl Index {
    fn of<T: Record>(
        index: Option<&'static str>,
        leading: Vec<(usize, Value)>,
        place: [usize; 2],
    ) -> Self {
        let mut scan = Scan::of::<T>();
        scan.index = index;
        for (column, value) in &leading {
            scan = scan.filter(*column, Compare::Equal, value.clone());
        }
        Self { scan, leading: leading.into_iter().map(|(_, value)| value).collect(), place }
    }

    /// The first places of the window, at most `limit`, and whether there are more.
    pub(crate) async fn read(
        &self,
        reader: &mut Reader<'_>,
        window: &Window,
        limit: usize,
    ) -> Result<(Vec<Place>, bool), QueryError> {
        let mut scan = self.scan.clone().limit(u32::try_from(limit).unwrap_or(LIMIT_MAX));
        scan.direction = window.direction;
        scan.after = window.after.map(|(pos, ordinal)| -> Key {
            self.leading.iter().cloned().chain([Value::Int(pos), Value::Int(ordinal)]).collect()
        });
        let page = reader.scan(&scan).await?;
        let places = page.rows.iter().filter_map(|row| self.place(row)).collect();
        Ok((places, page.next.is_some()))
    }

    fn place(&self, row: &Row) -> Option<Place> {
        match self.place.map(|column| row.as_ref().value(column)) {
            [ValueRef::Int(pos), ValueRef::Int(ordinal)] => Some((pos, ordinal)),
            _ => None,
        }
    }
}

/// The transactions at `places`, in the same order.
pub(crate) async fn transactions_at(
    reader: &mut Reader<'_>,
    places: &[Place],
) -> Result<Vec<Transaction>, QueryError> {
    let keys = places.iter().map(|(pos, ordinal)| Transaction::key(*pos, *ordinal)).collect();
    let rows = reader.get_all(keys).await?;
    let mut found = Vec::with_capacity(rows.len());
    for ((pos, _), row) in places.iter().zip(rows) {
        found.push(row.ok_or_else(|| {
            let message = format!("the transaction at position {pos} is missing");
            StoreError::new(StoreErrorKind::Corrupt, message)
        })?);
    }
    Ok(found)
}

/// How many entries these accounts have within the bounds, if there are not more than `most`.
pub(crate) async fn few_entries(
    reader: &mut Reader<'_>,
    accounts: &[Account],
    bounds: &Bounds,
    most: u64,
) -> Result<Option<u64>, QueryError> {
    if accounts.len() > ACCOUNTS_MAX {
        return Ok(None);
    }
    let mut count = 0_u64;
    for account in accounts {
        let upto = reader.sums(ENTRIES, account.no, bounds.to_us, i64::MAX).await?.count;
        let before = match bounds.from_us.checked_sub(1) {
            Some(last_us) => reader.sums(ENTRIES, account.no, last_us, i64::MAX).await?.count,
            None => 0,
        };
        count = count.saturating_add(upto.saturating_sub(before));
        if count > most {
            return Ok(None);
        }
    }
    Ok(Some(count))
}

/// The places in the window of all transactions with an entry of these accounts within the
/// bounds, in order.
pub(crate) async fn places_of_entries(
    reader: &mut Reader<'_>,
    window: &Window,
    accounts: &[Account],
    bounds: &Bounds,
) -> Result<Vec<Place>, QueryError> {
    let mut places = Vec::new();
    for account in accounts {
        let items = reader
            .items(ENTRIES, account.no, *bounds, Direction::Ascending, None, usize::MAX)
            .await?;
        places.extend(items.iter().map(|item| (item.pos, item.ordinal)));
    }
    window.arrange(&mut places);
    Ok(places)
}

/// All accounts, if they are so few that their histories may be looked at one by one.
pub(crate) async fn few_accounts(
    reader: &mut Reader<'_>,
) -> Result<Option<Vec<Account>>, QueryError> {
    let scan = Scan::of::<Account>().limit(u32::try_from(ACCOUNTS_MAX).unwrap_or(LIMIT_MAX));
    let page = reader.scan(&scan).await?;
    Ok(page.next.is_none().then(|| page.of::<Account>().cloned().collect()))
}
