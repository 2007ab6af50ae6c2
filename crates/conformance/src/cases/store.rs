//! What a store does by itself.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use moja_core::Json;
use moja_core::batch::{Batch, Change, Guard};
use moja_core::record::{At, Record};
use moja_core::scan::{Compare, Scan, SemiJoin};
use moja_core::store::{Access, Store, StoreError, StoreErrorKind};
use moja_core::tenant::Tenant;
use moja_core::time::Timestamp;
use moja_core::value::{Key, Value};

use crate::Backend;
use crate::check::{Check, Failed, check, same};
use crate::probe::{Item, MoveRow, Sketch, Tag};
use crate::random::Random;
use crate::rig::{read, registry, write};

async fn fresh(backend: &Arc<dyn Backend>) -> Result<Arc<dyn Store>, Failed> {
    let store = backend.open()?;
    store.migrate(&registry().schema()).await?;
    Ok(store)
}

fn acme() -> Result<Tenant, Failed> {
    Ok(Tenant::new("acme")?)
}

fn batch(fill: impl FnOnce(&mut Batch)) -> Batch {
    let mut batch = Batch::new();
    fill(&mut batch);
    batch
}

async fn apply(store: &dyn Store, tenant: &Tenant, batch: Batch) -> Result<(), StoreError> {
    let mut tx = write(store, tenant).await?;
    tx.apply(tenant, batch).await?;
    tx.commit().await
}

async fn kind_of(store: &dyn Store, tenant: &Tenant, batch: Batch) -> Option<StoreErrorKind> {
    apply(store, tenant, batch).await.err().map(|error| error.kind())
}

async fn get<T: Record>(
    store: &dyn Store,
    tenant: &Tenant,
    at: At<T>,
) -> Result<Option<T>, Failed> {
    let rows = read(store, tenant).await?.load(tenant, &[at.into_place()]).await?;
    Ok(rows.first().and_then(Option::as_ref).and_then(|row| row.downcast_ref::<T>()).cloned())
}

async fn all<T: Record>(store: &dyn Store, tenant: &Tenant, scan: Scan) -> Result<Vec<T>, Failed> {
    Ok(read(store, tenant).await?.scan(tenant, &scan).await?.of::<T>().cloned().collect())
}

fn item(no: i64) -> Item {
    Sketch::new(no).item()
}

pub async fn rows_come_back_by_every_key(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    let one = Item { badge: Some("b".to_owned()), ..item(1) };
    apply(
        &*store,
        &tenant,
        batch(|b| {
            b.insert(one.clone());
            b.insert(item(2));
        }),
    )
    .await?;
    same!(get(&*store, &tenant, Item::key(1)).await?, Some(one.clone()));
    same!(get(&*store, &tenant, Item::by_code("item-1")).await?, Some(one.clone()));
    same!(get(&*store, &tenant, Item::by_badge(Some("b"))).await?, Some(one));
    same!(get(&*store, &tenant, Item::by_badge(None)).await?, None);
    same!(get(&*store, &tenant, Item::by_code("item-3")).await?, None);
    // Answers come in the order of the questions, absent ones included.
    let places =
        [Item::key(2), Item::key(9), Item::by_code("item-2"), Item::key(1)].map(At::into_place);
    let rows = read(&*store, &tenant).await?.load(&tenant, &places).await?;
    let numbers: Vec<Option<i64>> =
        rows.iter().map(|row| Some(row.as_ref()?.downcast_ref::<Item>()?.no)).collect();
    same!(numbers, [Some(2), None, Some(2), Some(1)]);
    same!(read(&*store, &tenant).await?.count(&tenant, Item::table()).await?, 2);
    Ok(())
}

pub async fn values_round_trip(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    let long = "λ".repeat(70_000);
    let texts = ["", " ", "\0", "a\0b", "ü😀\u{202e}", "'; DROP TABLE probe_item; --", &long];
    let numbers = [i64::MIN, i64::MAX, 0, -1, 1, i64::MIN + 1, i64::MAX - 1];
    fn nth<T: Copy>(of: [T; 3], no: i64) -> Option<T> {
        of.get(usize::try_from(no % 3).ok()?).copied()
    }
    let mut rows = Vec::new();
    for ((no, text), number) in (0_i64..).zip(texts).zip(numbers) {
        let extra = BTreeMap::from([(text.to_owned(), i64::MIN), ("z".to_owned(), no)]);
        rows.push(Item {
            no: number,
            code: text.to_owned(),
            badge: (no % 2 == 0).then(|| text.to_owned()),
            kind: text.to_owned(),
            rank: nth([None, Some(i64::MAX), Some(i64::MIN)], no).flatten(),
            parent: None,
            stock: if no % 2 == 0 { i64::MAX } else { i64::MIN },
            open: no % 2 == 0,
            owner: nth([None, Some([0; 16]), Some([255; 16])], no).flatten(),
            seen: nth([None, Some(Timestamp::MIN), Some(Timestamp::MAX)], no).flatten(),
            body: text.bytes().chain([0, 255]).take(usize::try_from(no * 10_000)?).collect(),
            extra: (no % 3 == 0).then(|| Json::new(extra)).transpose()?,
        });
    }
    apply(&*store, &tenant, batch(|b| rows.iter().cloned().for_each(|row| b.insert(row)))).await?;
    for row in &rows {
        same!(get(&*store, &tenant, Item::key(row.no)).await?, Some(row.clone()));
        same!(get(&*store, &tenant, Item::by_code(&row.code)).await?, Some(row.clone()));
    }
    rows.sort_by_key(|row| row.no);
    same!(all::<Item>(&*store, &tenant, Scan::of::<Item>()).await?, rows);
    // As text sorts in bytes everywhere.
    rows.sort_by(|left, right| left.code.as_bytes().cmp(right.code.as_bytes()));
    same!(all::<Item>(&*store, &tenant, Scan::of::<Item>().by(Item::BY_CODE)).await?, rows);
    // And what was written is there after opening the place again.
    drop(store);
    let again = fresh(&backend).await?;
    same!(all::<Item>(&*again, &tenant, Scan::of::<Item>().by(Item::BY_CODE)).await?, rows);
    Ok(())
}

pub async fn a_taken_key_is_a_conflict(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    let one = Item { badge: Some("b".to_owned()), ..item(1) };
    apply(&*store, &tenant, batch(|b| b.insert(one.clone()))).await?;
    let conflict = Some(StoreErrorKind::Conflict);
    for row in [
        Item { code: "other".to_owned(), ..item(1) },
        Item { code: "item-1".to_owned(), ..item(2) },
        Item { badge: Some("b".to_owned()), ..item(2) },
    ] {
        same!(kind_of(&*store, &tenant, batch(|b| b.insert(row))).await, conflict);
    }
    same!(
        kind_of(
            &*store,
            &tenant,
            batch(|b| {
                b.insert(item(5));
                b.insert(item(5));
            })
        )
        .await,
        conflict
    );
    apply(&*store, &tenant, batch(|b| b.insert(item(2)))).await?;
    let taken = Item { code: "item-1".to_owned(), ..item(2) };
    same!(kind_of(&*store, &tenant, batch(|b| b.replace(taken))).await, conflict);
    let rename = Change::of(Item::key(2)).set(Item::COL_CODE, Value::from("item-1"));
    same!(kind_of(&*store, &tenant, batch(|b| b.change(rename))).await, conflict);
    same!(all::<Item>(&*store, &tenant, Scan::of::<Item>()).await?, [one, item(2)]);
    // A key that is given up can be taken, in the same batch too.
    apply(
        &*store,
        &tenant,
        batch(|b| {
            b.delete(Item::key(1));
            b.insert(Item { code: "item-1".to_owned(), ..item(3) });
        }),
    )
    .await?;
    same!(get(&*store, &tenant, Item::by_code("item-1")).await?.map(|row| row.no), Some(3));
    Ok(())
}

pub async fn nulls_in_alternate_keys_never_collide(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    apply(&*store, &tenant, batch(|b| (1..=3).for_each(|no| b.insert(item(no))))).await?;
    same!(read(&*store, &tenant).await?.count(&tenant, Item::table()).await?, 3);
    apply(&*store, &tenant, batch(|b| b.delete(Item::key(2)))).await?;
    let badge = Change::of(Item::key(3)).set(Item::COL_BADGE, Value::from("x"));
    apply(&*store, &tenant, batch(|b| b.change(badge))).await?;
    same!(get(&*store, &tenant, Item::by_badge(Some("x"))).await?.map(|row| row.no), Some(3));
    let none = Change::of(Item::key(3)).set(Item::COL_BADGE, Value::Null);
    apply(&*store, &tenant, batch(|b| b.change(none))).await?;
    same!(get(&*store, &tenant, Item::by_badge(Some("x"))).await?, None);
    Ok(())
}

pub async fn references_hold(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    let conflict = Some(StoreErrorKind::Conflict);
    let tag = |item| Tag { word: "w".to_owned(), item, weight: None };
    same!(kind_of(&*store, &tenant, batch(|b| b.insert(tag(1)))).await, conflict);
    // Another tenant's row is no row (S4).
    apply(&*store, &Tenant::new("other")?, batch(|b| b.insert(item(1)))).await?;
    same!(kind_of(&*store, &tenant, batch(|b| b.insert(tag(1)))).await, conflict);
    apply(
        &*store,
        &tenant,
        batch(|b| {
            b.insert(item(1));
            b.insert(tag(1));
            b.insert(Item { parent: Some(1), ..item(2) });
        }),
    )
    .await?;
    same!(kind_of(&*store, &tenant, batch(|b| b.delete(Item::key(1)))).await, conflict);
    let astray = Item { parent: Some(7), ..item(2) };
    same!(kind_of(&*store, &tenant, batch(|b| b.replace(astray))).await, conflict);
    let astray = Change::of(Item::key(2)).set(Item::COL_PARENT, Value::Int(7));
    same!(kind_of(&*store, &tenant, batch(|b| b.change(astray))).await, conflict);
    apply(
        &*store,
        &tenant,
        batch(|b| {
            b.delete(Tag::key("w", 1));
            b.delete(Item::key(2));
            b.delete(Item::key(1));
        }),
    )
    .await?;
    same!(read(&*store, &tenant).await?.count(&tenant, Item::table()).await?, 0);
    Ok(())
}

pub async fn replace_and_delete_need_a_row(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    let conflict = Some(StoreErrorKind::Conflict);
    same!(kind_of(&*store, &tenant, batch(|b| b.replace(item(1)))).await, conflict);
    same!(kind_of(&*store, &tenant, batch(|b| b.delete(Item::key(1)))).await, conflict);
    let change = Change::of(Item::key(1)).add(Item::COL_STOCK, 1);
    same!(kind_of(&*store, &tenant, batch(|b| b.change(change))).await, conflict);
    apply(&*store, &tenant, batch(|b| b.insert(item(1)))).await?;
    let other = Item { kind: "other".to_owned(), rank: Some(4), ..item(1) };
    apply(&*store, &tenant, batch(|b| b.replace(other.clone()))).await?;
    same!(get(&*store, &tenant, Item::key(1)).await?, Some(other));
    apply(&*store, &tenant, batch(|b| b.delete(Item::key(1)))).await?;
    same!(get(&*store, &tenant, Item::key(1)).await?, None);
    same!(get(&*store, &tenant, Item::by_code("item-1")).await?, None);
    Ok(())
}

pub async fn changes_add_set_and_guard(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    let row = Item { stock: 10, ..item(1) };
    apply(&*store, &tenant, batch(|b| b.insert(row.clone()))).await?;
    let of = || Change::of(Item::key(1));
    let (stock, rank, kind) = (Item::COL_STOCK, Item::COL_RANK, Item::COL_KIND);
    let cases = [
        (of().add(stock, -10).guard(Guard::AtLeast(stock, 0)), true),
        (of().add(stock, -1).guard(Guard::AtLeast(stock, 0)), false),
        (of().add(stock, 7).guard(Guard::AtMost(stock, 7)), true),
        (of().add(stock, 1).guard(Guard::AtMost(stock, 7)), false),
        (of().add(stock, 1).guard(Guard::Was(stock, Value::Int(7))), true),
        (of().add(stock, 1).guard(Guard::Was(stock, Value::Int(7))), false),
        (of().guard(Guard::Was(rank, Value::Null)), true),
        (of().guard(Guard::AtMost(rank, 7)), false),
        (of().guard(Guard::AtLeast(rank, 7)), false),
        (of().set(rank, Value::Int(2)).guard(Guard::AtLeast(rank, 3)), false),
        (of().set(rank, Value::Int(3)).guard(Guard::AtLeast(rank, 3)), true),
        (of().set(rank, Value::Null).guard(Guard::Was(rank, Value::Int(3))), true),
        (of().set(kind, Value::from("k")).add(stock, -3), true),
        (of().guard(Guard::Was(kind, Value::from("plain"))), false),
        (of().guard(Guard::Was(kind, Value::from("k"))), true),
    ];
    for (at, (change, passes)) in cases.into_iter().enumerate() {
        let before = get(&*store, &tenant, Item::key(1)).await?;
        let kind = kind_of(&*store, &tenant, batch(|b| b.change(change))).await;
        same!(kind, (!passes).then_some(StoreErrorKind::Conflict), "case {at}");
        if !passes {
            same!(get(&*store, &tenant, Item::key(1)).await?, before, "case {at}");
        }
    }
    let expected = Item { stock: 5, kind: "k".to_owned(), ..row };
    same!(get(&*store, &tenant, Item::key(1)).await?, Some(expected));
    // Several changes of one row in a batch add up, in whichever order.
    apply(
        &*store,
        &tenant,
        batch(|b| {
            b.change(of().add(stock, 100));
            b.change(of().add(stock, -5));
            b.change(of().set(kind, Value::from("l")));
        }),
    )
    .await?;
    same!(
        get(&*store, &tenant, Item::key(1)).await?.map(|row| (row.stock, row.kind)),
        Some((100, "l".to_owned()))
    );
    Ok(())
}

/// Ledger invariants 7 and 9: nothing wraps, nothing becomes a float.
pub async fn deltas_do_not_leave_the_64_bit_range(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    let full = Item { stock: i64::MAX, ..item(1) };
    let empty = Item { stock: i64::MIN, ..item(2) };
    apply(
        &*store,
        &tenant,
        batch(|b| {
            b.insert(full.clone());
            b.insert(empty.clone());
        }),
    )
    .await?;
    for (no, delta) in [(1, 1), (1, i64::MAX), (2, -1), (2, i64::MIN)] {
        let change = Change::of(Item::key(no)).add(Item::COL_STOCK, delta);
        same!(
            kind_of(&*store, &tenant, batch(|b| b.change(change))).await,
            Some(StoreErrorKind::Conflict)
        );
    }
    same!(all::<Item>(&*store, &tenant, Scan::of::<Item>()).await?, [full, empty]);
    Ok(())
}

/// Ledger invariant 4.
pub async fn append_only_rows_stay(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    let row = |at_us| -> Result<MoveRow, Failed> {
        Ok(MoveRow { pos: 1, ordinal: 0, at_us, legs: Json::new(Vec::new())? })
    };
    let (one, two) = (row(1)?, row(2)?);
    apply(&*store, &tenant, batch(|b| b.insert(one.clone()))).await?;
    let (refused, taken) = (Some(StoreErrorKind::Invalid), Some(StoreErrorKind::Conflict));
    same!(kind_of(&*store, &tenant, batch(|b| b.insert(two.clone()))).await, taken);
    same!(kind_of(&*store, &tenant, batch(|b| b.replace(two))).await, refused);
    same!(kind_of(&*store, &tenant, batch(|b| b.delete(MoveRow::key(1, 0)))).await, refused);
    let change = Change::of(MoveRow::key(1, 0)).add(MoveRow::COL_AT_US, 1);
    same!(kind_of(&*store, &tenant, batch(|b| b.change(change))).await, refused);
    same!(all::<MoveRow>(&*store, &tenant, Scan::of::<MoveRow>()).await?, [one]);
    Ok(())
}

/// Forty items of a few kinds and ranks, some without a rank.
async fn stocked(store: &dyn Store, tenant: &Tenant) -> Result<Vec<Item>, Failed> {
    let mut random = Random::new(7);
    let items: Vec<Item> = (1..=40)
        .map(|no| Item {
            kind: format!("k{}", random.below(3)),
            rank: (!random.one_in(4)).then(|| random.between(-2, 2)),
            stock: random.between(-5, 5),
            open: random.one_in(2),
            ..item(no)
        })
        .collect();
    apply(store, tenant, batch(|b| items.iter().rev().cloned().for_each(|row| b.insert(row))))
        .await?;
    Ok(items)
}

/// What a scan must find, by its definition.
fn expected(items: &[Item], scan: &Scan) -> Vec<Item> {
    let rows = items.iter().cloned().map(|item| Arc::new(item) as moja_core::record::Row);
    let mut found: Vec<(Key, Item)> = rows
        .filter(|row| scan.matches(row.as_ref()))
        .filter_map(|row| Some((row.key(&scan.order()), row.downcast_ref::<Item>()?.clone())))
        .collect();
    found.sort_by(|left, right| scan.compare(&left.0, &right.0));
    found.into_iter().map(|(_, item)| item).collect()
}

fn scans() -> Vec<Scan> {
    let mut scans = vec![Scan::of::<Item>()];
    for index in [Item::BY_CODE, Item::BY_BADGE, Item::BY_KIND, Item::BY_RANK, Item::BY_OPEN] {
        scans.push(Scan::of::<Item>().by(index));
    }
    let (kind, rank, stock) = (Item::COL_KIND, Item::COL_RANK, Item::COL_STOCK);
    let by_kind = Scan::of::<Item>().by(Item::BY_KIND).filter(kind, Compare::Equal, "k1");
    scans.push(by_kind.clone());
    scans.push(by_kind.clone().filter(rank, Compare::Equal, 1));
    scans.push(by_kind.clone().filter(rank, Compare::AtLeast, 0));
    scans.push(by_kind.clone().filter(rank, Compare::IsNull, Value::Null));
    scans.push(by_kind.filter(rank, Compare::Less, 1).filter(rank, Compare::Greater, -2));
    let by_rank = Scan::of::<Item>().by(Item::BY_RANK);
    scans.push(by_rank.clone().filter(rank, Compare::AtMost, 0));
    scans.push(by_rank.filter(stock, Compare::Greater, 0).filter(kind, Compare::Equal, "k0"));
    let plain = Scan::of::<Item>();
    scans.push(plain.clone().filter(Item::COL_NO, Compare::Greater, 10).filter(
        Item::COL_NO,
        Compare::AtMost,
        20,
    ));
    scans.push(plain.clone().filter(Item::COL_NO, Compare::Equal, 7));
    scans.push(plain.clone().filter(rank, Compare::NotNull, Value::Null));
    scans.push(plain.clone().filter(rank, Compare::Equal, Value::Null));
    scans.push(plain.clone().filter(rank, Compare::Less, Value::Null));
    scans.push(plain.clone().filter(Item::COL_OPEN, Compare::Equal, 1));
    scans.push(plain.filter(kind, Compare::Greater, "k0").filter(kind, Compare::Less, "k2"));
    let down: Vec<Scan> = scans.iter().cloned().map(Scan::descending).collect();
    scans.extend(down);
    scans
}

pub async fn scans_follow_their_order(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    let items = stocked(&*store, &tenant).await?;
    for scan in scans() {
        let found = all::<Item>(&*store, &tenant, scan.clone()).await?;
        same!(found, expected(&items, &scan), "{scan:?}");
    }
    let kinds = all::<Item>(&*store, &tenant, Scan::of::<Item>().by(Item::BY_RANK)).await?;
    check!(kinds.iter().all(|item| item.rank.is_some()), "a sparse index holds a null");
    Ok(())
}

pub async fn filters_follow_sql(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    let items = stocked(&*store, &tenant).await?;
    let comparisons = [
        Compare::Equal,
        Compare::Less,
        Compare::AtMost,
        Compare::Greater,
        Compare::AtLeast,
        Compare::IsNull,
        Compare::NotNull,
    ];
    for compare in comparisons {
        for value in [Value::Null, Value::Int(-2), Value::Int(0), Value::Int(2)] {
            let scan = Scan::of::<Item>().filter(Item::COL_RANK, compare, value);
            let found = all::<Item>(&*store, &tenant, scan.clone()).await?;
            same!(found, expected(&items, &scan), "{scan:?}");
        }
    }
    Ok(())
}

pub async fn pages_never_skip_or_repeat(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    let items = stocked(&*store, &tenant).await?;
    for whole in scans() {
        let expected = expected(&items, &whole);
        for limit in [1, 3, 7, 40] {
            let mut scan = whole.clone().limit(limit);
            let mut found = Vec::new();
            for _ in 0..=expected.len() {
                let page = read(&*store, &tenant).await?.scan(&tenant, &scan).await?;
                check!(page.rows.len() <= usize::try_from(limit)?, "a page is too long");
                found.extend(page.of::<Item>().cloned());
                let Some(next) = page.next else { break };
                check!(!page.rows.is_empty(), "an empty page has a next one");
                scan.after = Some(next);
            }
            same!(found, expected, "pages of {limit} of {whole:?}");
        }
    }
    // A cursor before or behind everything that the filters let through.
    for (after, found) in [(0, 1), (39, 1), (40, 0)] {
        let scan = Scan::of::<Item>().filter(Item::COL_NO, Compare::Equal, 40);
        let key: Key = [Value::Int(after)].into_iter().collect();
        same!(all::<Item>(&*store, &tenant, scan.after(Some(key))).await?.len(), found);
    }
    let none = Scan::of::<Item>().limit(0);
    same!(all::<Item>(&*store, &tenant, none).await?, []);
    Ok(())
}

pub async fn semijoins_find_what_exists(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    let items = stocked(&*store, &tenant).await?;
    let other = Tenant::new("other")?;
    let mut tags = Vec::new();
    for no in 1..=40 {
        for word in ["a", "b", "c"] {
            if (no * 7) % 4 == i64::try_from(word.len())?
                || no % 5 == 0
                || (word == "b" && no % 3 == 0)
            {
                tags.push(Tag {
                    word: word.to_owned(),
                    item: no,
                    weight: (no % 2 == 0).then_some(no),
                });
            }
        }
    }
    apply(&*store, &tenant, batch(|b| tags.iter().cloned().for_each(|tag| b.insert(tag)))).await?;
    apply(
        &*store,
        &other,
        batch(|b| {
            b.insert(item(1));
            b.insert(Tag { word: "only-here".to_owned(), item: 1, weight: None });
        }),
    )
    .await?;
    let join = |word: &str, weighty: bool| SemiJoin {
        table: Tag::table(),
        on: vec![(Item::COL_NO, Tag::COL_ITEM)],
        filters: Scan::of::<Tag>()
            .filter(Tag::COL_WORD, Compare::Equal, word)
            .filter(Tag::COL_WEIGHT, if weighty { Compare::NotNull } else { Compare::AtLeast }, 0)
            .filters
            .into_iter()
            .take(if weighty { 2 } else { 1 })
            .collect(),
    };
    let has = |no: i64, word: &str, weighty: bool| {
        tags.iter()
            .any(|tag| tag.item == no && tag.word == word && (!weighty || tag.weight.is_some()))
    };
    for base in scans() {
        for (first, second) in
            [("a", None), ("b", Some("a")), ("c", Some("b")), ("only-here", None)]
        {
            for weighty in [false, true] {
                let mut scan = base.clone().exists(join(first, weighty)).limit(4);
                if let Some(second) = second {
                    scan = scan.exists(join(second, false));
                }
                let expected: Vec<Item> = expected(&items, &base)
                    .into_iter()
                    .filter(|item| {
                        has(item.no, first, weighty)
                            && second.is_none_or(|word| has(item.no, word, false))
                    })
                    .collect();
                let mut found = Vec::new();
                loop {
                    let page = read(&*store, &tenant).await?.scan(&tenant, &scan).await?;
                    found.extend(page.of::<Item>().cloned());
                    match page.next {
                        Some(next) => scan.after = Some(next),
                        None => break,
                    }
                }
                same!(found, expected, "{base:?} with {first} and {second:?}");
            }
        }
    }
    Ok(())
}

/// S9: the same keys in two tenants.
pub async fn tenants_never_mix(backend: Arc<dyn Backend>) -> Check {
    let store = fresh(&backend).await?;
    let tenants = [Tenant::new("a")?, Tenant::new("A")?, Tenant::new("a-b")?];
    for (nth, tenant) in (1_i64..).zip(&tenants) {
        let rows =
            (1..=nth).map(|no| Item { kind: format!("of {tenant}"), stock: nth, ..item(no) });
        apply(&*store, tenant, batch(|b| rows.for_each(|row| b.insert(row)))).await?;
    }
    for (nth, tenant) in (1_i64..).zip(&tenants) {
        let rows = all::<Item>(&*store, tenant, Scan::of::<Item>().by(Item::BY_CODE)).await?;
        same!(rows.len(), usize::try_from(nth)?);
        check!(rows.iter().all(|row| row.kind == format!("of {tenant}")), "a row leaked");
        let count = read(&*store, tenant).await?.count(tenant, Item::table()).await?;
        same!(count, u64::try_from(nth)?);
        same!(get(&*store, tenant, Item::key(3)).await?.is_some(), nth == 3);
        same!(get(&*store, tenant, Item::by_code("item-1")).await?.map(|row| row.stock), Some(nth));
    }
    let [first, second, _] = &tenants;
    apply(
        &*store,
        first,
        batch(|b| {
            b.change(Change::of(Item::key(1)).add(Item::COL_STOCK, 100));
        }),
    )
    .await?;
    same!(
        kind_of(&*store, first, batch(|b| b.delete(Item::key(2)))).await,
        Some(StoreErrorKind::Conflict)
    );
    apply(&*store, first, batch(|b| b.delete(Item::key(1)))).await?;
    same!(get(&*store, second, Item::key(1)).await?.map(|row| row.stock), Some(2));
    let stranger = Tenant::new("stranger")?;
    same!(all::<Item>(&*store, &stranger, Scan::of::<Item>()).await?, []);
    same!(read(&*store, &stranger).await?.count(&stranger, Item::table()).await?, 0);
    let mut known = store.tenants().await?;
    known.sort();
    let mut expected = tenants.to_vec();
    expected.sort();
    same!(known, expected);
    // One transaction may hold several tenants.
    let mut tx = store.begin(Access::Write, &tenants).await?;
    for tenant in &tenants {
        tx.apply(tenant, batch(|b| b.insert(item(50)))).await?;
        same!(read(&*store, &stranger).await?.count(&stranger, Item::table()).await?, 0);
    }
    tx.commit().await?;
    for tenant in &tenants {
        check!(get(&*store, tenant, Item::key(50)).await?.is_some(), "a tenant's row is missing");
    }
    Ok(())
}

pub async fn a_reader_keeps_its_snapshot(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    apply(&*store, &tenant, batch(|b| b.insert(item(1)))).await?;
    let mut before = read(&*store, &tenant).await?;
    apply(
        &*store,
        &tenant,
        batch(|b| {
            b.change(Change::of(Item::key(1)).add(Item::COL_STOCK, 5));
            b.insert(item(2));
        }),
    )
    .await?;
    let rows =
        before.load(&tenant, &[Item::key(1).into_place(), Item::key(2).into_place()]).await?;
    let stocks: Vec<Option<i64>> =
        rows.iter().map(|row| Some(row.as_ref()?.downcast_ref::<Item>()?.stock)).collect();
    same!(stocks, [Some(0), None]);
    same!(before.count(&tenant, Item::table()).await?, 1);
    same!(before.scan(&tenant, &Scan::of::<Item>()).await?.rows.len(), 1);
    drop(before);
    same!(get(&*store, &tenant, Item::key(1)).await?.map(|row| row.stock), Some(5));
    // A reader cannot write.
    let mut reader = read(&*store, &tenant).await?;
    let refused = reader.apply(&tenant, batch(|b| b.insert(item(9)))).await;
    same!(refused.err().map(|error| error.kind()), Some(StoreErrorKind::Invalid));
    Ok(())
}

pub async fn dropping_rolls_back(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    apply(&*store, &tenant, batch(|b| b.insert(item(1)))).await?;
    let other = Tenant::new("never")?;
    let mut tx = store.begin(Access::Write, &[tenant.clone(), other.clone()]).await?;
    tx.apply(
        &tenant,
        batch(|b| {
            b.delete(Item::key(1));
            b.insert(item(2));
        }),
    )
    .await?;
    tx.apply(&other, batch(|b| b.insert(item(3)))).await?;
    // The transaction itself sees what it did.
    same!(tx.count(&tenant, Item::table()).await?, 1);
    let rows = tx.load(&tenant, &[Item::key(2).into_place()]).await?;
    check!(rows.first().is_some_and(Option::is_some), "a transaction does not see its own row");
    // Nobody else does.
    same!(get(&*store, &tenant, Item::key(2)).await?, None);
    drop(tx);
    same!(all::<Item>(&*store, &tenant, Scan::of::<Item>()).await?, [item(1)]);
    same!(store.tenants().await?, vec![tenant.clone()]);
    apply(&*store, &other, batch(|b| b.insert(item(3)))).await?;
    same!(all::<Item>(&*store, &other, Scan::of::<Item>()).await?, [item(3)]);
    Ok(())
}

/// What is written ahead may be written later, but in order, before anybody looks, and as part of
/// its transaction. Its failure is told by some later call.
pub async fn what_is_written_ahead_is_part_of_its_transaction(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant, other) = (fresh(&backend).await?, acme()?, Tenant::new("other")?);
    let many = |range: std::ops::Range<i64>| batch(|b| range.for_each(|no| b.insert(item(no))));
    let add =
        |no, delta| batch(|b| b.change(Change::of(Item::key(no)).add(Item::COL_STOCK, delta)));
    let mut tx = store.begin(Access::Write, &[tenant.clone(), other.clone()]).await?;
    tx.apply_ahead(&tenant, many(0..300)).await?;
    tx.apply_ahead(&tenant, add(7, 3)).await?;
    tx.apply_ahead(&other, many(0..2)).await?;
    tx.apply_ahead(&tenant, Batch::new()).await?;
    tx.apply(&tenant, add(7, 4)).await?;
    same!(tx.count(&tenant, Item::table()).await?, 300);
    tx.apply_ahead(&tenant, add(7, 5)).await?;
    let rows = tx.load(&tenant, &[Item::key(7).into_place()]).await?;
    let stock = rows.first().and_then(|row| Some(row.as_ref()?.downcast_ref::<Item>()?.stock));
    same!(stock, Some(item(7).stock + 12));
    tx.apply_ahead(&tenant, many(300..310)).await?;
    let last = tx.scan(&tenant, &Scan::of::<Item>().descending().limit(1)).await?;
    same!(last.of::<Item>().next().map(|row| row.no), Some(309));
    tx.apply_ahead(&other, many(2..3)).await?;
    tx.commit().await?;
    same!(all::<Item>(&*store, &tenant, Scan::of::<Item>()).await?.len(), 310);
    same!(all::<Item>(&*store, &other, Scan::of::<Item>()).await?.len(), 3);
    // Dropping forgets it.
    let mut tx = write(&*store, &tenant).await?;
    tx.apply_ahead(&tenant, many(400..700)).await?;
    drop(tx);
    same!(all::<Item>(&*store, &tenant, Scan::of::<Item>()).await?.len(), 310);
    // A failure is told at the latest by the commit, and what came after it is not written.
    let mut tx = write(&*store, &tenant).await?;
    let first = tx.apply_ahead(&tenant, many(309..320)).await;
    let second = tx.apply_ahead(&tenant, many(400..410)).await;
    let ended = first.and(second).and(tx.commit().await);
    same!(ended.err().map(|error| error.kind()), Some(StoreErrorKind::Conflict));
    let mut tx = write(&*store, &tenant).await?;
    let first = tx.apply_ahead(&tenant, many(309..320)).await;
    let looked = first.and(tx.count(&tenant, Item::table()).await.map(drop));
    same!(looked.err().map(|error| error.kind()), Some(StoreErrorKind::Conflict));
    check!(tx.commit().await.is_err(), "a failed transaction was committed");
    same!(all::<Item>(&*store, &tenant, Scan::of::<Item>()).await?.len(), 310);
    same!(kind_of(&*store, &tenant, many(310..311)).await, None);
    Ok(())
}

pub async fn a_failed_batch_cannot_be_committed(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    apply(&*store, &tenant, batch(|b| b.insert(item(1)))).await?;
    let mut tx = write(&*store, &tenant).await?;
    let failed = tx
        .apply(
            &tenant,
            batch(|b| {
                b.insert(item(2));
                b.insert(item(1));
            }),
        )
        .await;
    check!(failed.is_err(), "a taken key was accepted");
    let again = tx.apply(&tenant, batch(|b| b.insert(item(3)))).await;
    check!(again.is_err(), "a transaction went on after a failed batch");
    check!(tx.commit().await.is_err(), "a failed batch was committed");
    same!(all::<Item>(&*store, &tenant, Scan::of::<Item>()).await?, [item(1)]);
    apply(&*store, &tenant, batch(|b| b.insert(item(2)))).await?;
    Ok(())
}

/// R7 for threads: read, then write, without a lost update.
pub async fn writers_take_turns(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    apply(&*store, &tenant, batch(|b| b.insert(item(1)))).await?;
    let inside = AtomicBool::new(false);
    let (threads, rounds) = (4, 15);
    let outcomes: Vec<Check> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    pollster::block_on(async {
                        for _ in 0..rounds {
                            let mut tx = write(&*store, &tenant).await?;
                            check!(!inside.swap(true, Ordering::SeqCst), "two writers at once");
                            let rows = tx.load(&tenant, &[Item::key(1).into_place()]).await?;
                            let row = rows.into_iter().next().flatten();
                            let row = row.and_then(|row| row.downcast_ref::<Item>().cloned());
                            let row = row.ok_or_else(|| Failed::new("the row is gone"))?;
                            std::thread::sleep(Duration::from_micros(200));
                            let next = Item { stock: row.stock + 1, ..row };
                            tx.apply(&tenant, batch(|b| b.replace(next))).await?;
                            inside.store(false, Ordering::SeqCst);
                            tx.commit().await?;
                        }
                        Ok(())
                    })
                })
            })
            .collect();
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap_or_else(|_| Err(Failed::new("a thread panicked"))))
            .collect()
    });
    outcomes.into_iter().collect::<Check>()?;
    same!(get(&*store, &tenant, Item::key(1)).await?.map(|row| row.stock), Some(threads * rounds));
    Ok(())
}

pub async fn empty_batches_are_nothing(backend: Arc<dyn Backend>) -> Check {
    let (store, tenant) = (fresh(&backend).await?, acme()?);
    apply(&*store, &tenant, Batch::new()).await?;
    same!(read(&*store, &tenant).await?.load(&tenant, &[]).await?.len(), 0);
    same!(read(&*store, &tenant).await?.count(&tenant, Item::table()).await?, 0);
    write(&*store, &tenant).await?.commit().await?;
    Ok(())
}

pub async fn a_second_handle_is_noticed(backend: Arc<dyn Backend>) -> Check {
    let (first, second, tenant) = (fresh(&backend).await?, fresh(&backend).await?, acme()?);
    apply(&*first, &tenant, batch(|b| b.insert(item(1)))).await?;
    let tx = write(&*first, &tenant).await?;
    // Once asked, a handle has been told.
    let _ = tx.written_elsewhere();
    tx.commit().await?;
    let tx = write(&*first, &tenant).await?;
    check!(!tx.written_elsewhere(), "a handle mistakes its own write for another's");
    drop(tx);
    apply(&*second, &tenant, batch(|b| b.insert(item(2)))).await?;
    let tx = write(&*first, &tenant).await?;
    check!(tx.written_elsewhere(), "another handle's write went unnoticed");
    tx.commit().await?;
    let tx = write(&*first, &tenant).await?;
    check!(!tx.written_elsewhere(), "another handle's write is noticed twice");
    drop(tx);
    same!(read(&*first, &tenant).await?.count(&tenant, Item::table()).await?, 2);
    Ok(())
}

/// A probe changes nothing: neither rows nor what a handle believes of other writers.
pub async fn it_says_what_it_is_and_whether_it_can_be_written(backend: Arc<dyn Backend>) -> Check {
    let store = fresh(&backend).await?;
    let empty = store.vitals(9).await?;
    check!(!empty.kind.is_empty(), "it does not say what it is");
    same!((empty.tenants_total, empty.tenants), (0, Vec::new()));
    store.writable().await?;
    same!(store.tenants().await?, Vec::new());
    let tenants = ["a", "b", "c"].map(Tenant::new).into_iter().collect::<Result<Vec<_>, _>>()?;
    for tenant in tenants.iter().rev() {
        apply(&*store, tenant, batch(|b| b.insert(item(1)))).await?;
    }
    let first = tenants.first().ok_or_else(|| Failed::new("no tenant"))?;
    let tx = write(&*store, first).await?;
    let _ = tx.written_elsewhere();
    tx.commit().await?;
    store.writable().await?;
    for (most, told) in [(0, 0), (2, 2), (3, 3), (9, 3)] {
        let vitals = store.vitals(most).await?;
        same!((vitals.kind, vitals.tenants_total), (empty.kind, 3));
        same!(Some(vitals.tenants.as_slice()), tenants.get(..told), "at most {most}");
    }
    check!(!write(&*store, first).await?.written_elsewhere(), "a probe was taken for a write");
    same!(read(&*store, first).await?.count(first, Item::table()).await?, 1);
    Ok(())
}
