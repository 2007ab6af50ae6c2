//! S1 of `spec/storage-reliability.md` §2: the walls hold without a single predicate of ours. Every
//! statement about rows is run with its `tenant = $1` taken out, by the runtime role, and the
//! store still passes the whole suite.

#[path = "../tests/support/place.rs"]
mod place;
#[path = "../tests/support/places.rs"]
mod places;
#[path = "../tests/support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use moja_conformance::probe::{Item, Sketch, Tag};
use moja_core::batch::{Batch, Change};
use moja_core::record::Record as _;
use moja_core::scan::{Compare, Scan, SemiJoin};
use moja_core::store::{Access, Store as _, StoreError};
use moja_core::tenant::Tenant;
use place::Place;
use pollster::block_on;
use support::server;

use crate::PostgresStore;

/// Schemas whose statements lose their predicates, as they stand before the name of a table.
static SCHEMAS: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Statements that lost them.
static STRIPPED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

const PREDICATE: &str = "tenant = $1";

/// The statement as it is sent.
pub(crate) fn sent(sql: Arc<str>) -> Arc<str> {
    let about = |schema: &String| sql.contains(schema);
    if !sql.contains(PREDICATE) || !SCHEMAS.lock().unwrap().iter().any(about) {
        return sql;
    }
    STRIPPED.lock().unwrap().insert(sql.to_string());
    strip(&sql).into()
}

/// Takes the predicates out; the parameter stays, so that the others keep their numbers.
fn strip(sql: &str) -> String {
    let mut parts = sql.split(PREDICATE);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        assert!(!part.starts_with(|next: char| next.is_ascii_digit()), "{sql}");
        // The alias of the table goes too.
        let before = whole.trim_end_matches(|it: char| it.is_ascii_alphanumeric() || it == '.');
        whole.truncate(before.len());
        whole.push_str("$1::text IS NOT NULL");
        whole.push_str(part);
    }
    whole
}

/// A place whose statements lose their predicates.
fn unscoped() -> Place {
    let place = Place::new(server().url("postgres", "postgres"));
    SCHEMAS.lock().unwrap().insert(format!(" {}.", place.schema));
    place
}

#[test]
fn predicates_are_taken_out() {
    let sql = "SELECT a FROM m.x AS t WHERE t.tenant = $1 AND EXISTS (SELECT 1 FROM m.y AS s0 \
               WHERE s0.tenant = $1 AND s0.a = t.a)";
    let without = "SELECT a FROM m.x AS t WHERE $1::text IS NOT NULL AND EXISTS (SELECT 1 FROM \
                   m.y AS s0 WHERE $1::text IS NOT NULL AND s0.a = t.a)";
    assert_eq!(strip(sql), without);
}

mod suite {
    use super::unscoped;

    moja_conformance::suite!(async || unscoped());
}

fn tenant(name: &str) -> Tenant {
    Tenant::new(name).unwrap()
}

/// Two tenants with rows of the same keys.
fn fill(store: &PostgresStore) -> Result<(), StoreError> {
    for name in ["a", "b"] {
        let tenant = tenant(name);
        let mut batch = Batch::new();
        for no in [1, 2] {
            batch.insert(Item { kind: format!("of {name}"), ..Sketch::new(no).item() });
            batch.insert(Tag { word: format!("w{no}"), item: no, weight: None });
        }
        block_on(async {
            let mut tx = store.begin(Access::Write, std::slice::from_ref(&tenant)).await?;
            tx.apply(&tenant, batch).await?;
            tx.commit().await
        })?;
    }
    Ok(())
}

/// What `a` is shown by every kind of statement that reads.
async fn seen(store: &PostgresStore) -> Result<Vec<String>, StoreError> {
    let a = tenant("a");
    let mut tx = store.begin(Access::Read, std::slice::from_ref(&a)).await?;
    let mut kinds = Vec::new();
    let place = [Item::key(1).into_place()];
    let rows = tx.load(&a, &place).await?;
    kinds.extend(rows.iter().flatten().map(|row| format!("{row:?}")));
    let join = SemiJoin {
        table: Tag::table(),
        on: vec![(Item::COL_NO, Tag::COL_ITEM)],
        filters: Scan::of::<Tag>().filter(Tag::COL_WORD, Compare::Equal, "w1").filters,
    };
    for scan in [Scan::of::<Item>(), Scan::of::<Item>().exists(join)] {
        let page = tx.scan(&a, &scan).await?;
        kinds.extend(page.rows.iter().map(|row| format!("{row:?}")));
    }
    kinds.push(format!("{} rows", tx.count(&a, Item::table()).await?));
    Ok(kinds)
}

/// The test would notice: with the walls down the same statements show and change the other
/// tenant's rows, and with the walls up they do not.
#[test]
fn without_predicates_the_walls_alone_keep_tenants_apart() {
    let place = unscoped();
    let store = place.store().unwrap();
    block_on(store.migrate(&moja_conformance::registry().schema())).unwrap();
    fill(&store).unwrap();
    let shown = block_on(seen(&store)).unwrap();
    assert!(shown.iter().all(|row| !row.contains("of b")), "{shown:?}");
    assert_eq!(shown.last().unwrap(), "2 rows");
    let change = || {
        let a = tenant("a");
        let mut batch = Batch::new();
        batch.change(Change::of(Item::key(1)).add(Item::COL_STOCK, 5));
        batch.delete(Tag::key("w2", 2));
        block_on(async {
            let mut tx = store.begin(Access::Write, std::slice::from_ref(&a)).await?;
            tx.apply(&a, batch).await?;
            tx.commit().await
        })
    };
    let others = |sql: &str| server().sql(&sql.replace("{s}", &place.schema));
    let before = others("SELECT i::text FROM {s}.probe_item i WHERE tenant = 'b' ORDER BY no");
    change().unwrap();
    let after = others("SELECT i::text FROM {s}.probe_item i WHERE tenant = 'b' ORDER BY no");
    assert_eq!(after, before);
    assert_eq!(others("SELECT count(*) FROM {s}.probe_tag WHERE tenant = 'b'"), ["2"]);
    for table in ["probe_item", "probe_tag"] {
        others(&format!("ALTER TABLE {{s}}.{table} DISABLE ROW LEVEL SECURITY"));
    }
    let shown = block_on(seen(&store));
    let leaked = match &shown {
        Ok(shown) => shown.iter().any(|row| row.contains("of b") || row == "4 rows"),
        // More rows than were asked for.
        Err(_) => true,
    };
    assert!(leaked, "without walls nothing was seen either: {shown:?}");
    assert!(change().is_err(), "rows of both tenants were changed at once");
    // Every kind of statement about these tables lost its predicate.
    let stripped = STRIPPED.lock().unwrap();
    for verb in ["SELECT q.nth", "SELECT count(*)", "UPDATE ", "DELETE FROM ", "EXISTS ("] {
        let about = |sql: &String| sql.contains(&format!(" {}.probe_", place.schema));
        assert!(stripped.iter().any(|sql| about(sql) && sql.contains(verb)), "{verb}");
    }
}
