//! Tenants are kept apart by the database itself, and a store that could not do so is refused.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic, its helpers too"
)]

#[path = "support/places.rs"]
mod places;
mod support;

use std::time::{Duration, Instant};

use moja_conformance::probe::{Item, Probe, Sketch, Tag};
use moja_core::batch::Batch;
use moja_core::record::Record as _;
use moja_core::registry::Registry;
use moja_core::scan::Scan;
use moja_core::store::{Access, Schema, Store as _, StoreError, StoreErrorKind};
use moja_core::tenant::Tenant;
use moja_postgres::{PostgresOptions, PostgresStore};
use places::options;
use pollster::block_on;
use support::{as_runtime, fresh_schema, server};

fn declared() -> Schema {
    let mut registry = Registry::new();
    registry.add::<Probe>();
    registry.schema()
}

fn tenant(name: &str) -> Tenant {
    Tenant::new(name).unwrap()
}

fn open_as(user: &str, options: PostgresOptions) -> Result<PostgresStore, StoreError> {
    let store = PostgresStore::open(&server().url(user, "postgres"), options)?;
    block_on(store.migrate(&declared()))?;
    Ok(store)
}

/// Two items for each of two tenants, with the same numbers and names.
fn filled(schema: &str) -> PostgresStore {
    let store = open_as("postgres", options(schema)).unwrap();
    for name in ["a", "b"] {
        let tenant = tenant(name);
        let mut batch = Batch::new();
        for no in [1, 2] {
            batch.insert(Item { kind: format!("of {name}"), ..Sketch::new(no).item() });
        }
        batch.insert(Tag { word: format!("of {name}"), item: 1, weight: None });
        block_on(async {
            let mut tx = store.begin(Access::Write, std::slice::from_ref(&tenant)).await?;
            tx.apply(&tenant, batch).await?;
            tx.commit().await
        })
        .unwrap();
    }
    store
}

/// S1, S5: without a tenant nothing is seen, and with one nothing of another, whatever the
/// statement forgets to say.
#[test]
fn a_statement_without_its_tenant_sees_one_tenant_alone() {
    let schema = fresh_schema();
    let _store = filled(&schema);
    for table in declared().tables() {
        let name = format!("{schema}.{}", table.name);
        for nobody in ["", "nobody"] {
            assert_eq!(as_runtime(nobody, &format!("SELECT tenant FROM {name}")).unwrap(), [""; 0]);
        }
        let seen = as_runtime("a", &format!("SELECT tenant FROM {name}")).unwrap();
        assert!(seen.iter().all(|tenant| tenant == "a"), "{name}: {seen:?}");
    }
    assert_eq!(
        as_runtime("", &format!("SELECT tenant FROM {schema}.moja_tenant")).unwrap(),
        [""; 0]
    );
    let item = format!("{schema}.probe_item");
    assert_eq!(as_runtime("a", &format!("SELECT kind FROM {item}")).unwrap(), ["of a"; 2]);
    for change in [
        format!("UPDATE {item} SET stock = 7 RETURNING tenant"),
        format!("DELETE FROM {schema}.probe_tag RETURNING tenant"),
    ] {
        let changed = as_runtime("a", &change).unwrap();
        assert!(!changed.is_empty() && changed.iter().all(|tenant| tenant == "a"), "{changed:?}");
    }
    // A join or a subquery forgets no better than a statement.
    let joined = format!("SELECT i.kind FROM {item} i JOIN {schema}.probe_tag t ON t.item = i.no");
    assert_eq!(as_runtime("a", &joined).unwrap(), ["of a"]);
    let view = format!("SELECT kind FROM {schema}.v_probe_item");
    assert_eq!(as_runtime("a", &view).unwrap(), ["of a"; 2]);
    // Rows of another tenant can be neither made nor given away.
    let tag = format!("INSERT INTO {schema}.probe_tag (tenant, word, item) VALUES ('b', 'x', 1)");
    assert!(as_runtime("a", &tag).unwrap_err().contains("row-level security"));
    let moved = format!("UPDATE {schema}.probe_tag SET tenant = 'b'");
    assert!(as_runtime("a", &moved).unwrap_err().contains("row-level security"));
    let rights = format!("UPDATE {schema}.probe_move SET at_us = 1");
    assert!(as_runtime("a", &rights).unwrap_err().contains("permission denied"));
    assert!(
        as_runtime("a", &format!("TRUNCATE {item}")).unwrap_err().contains("permission denied")
    );
}

/// A transaction shows the rows of the tenants that it was begun for.
#[test]
fn a_transaction_is_refused_other_tenants() {
    let store = filled(&fresh_schema());
    block_on(async {
        let mut tx = store.begin(Access::Read, &[tenant("a")]).await.unwrap();
        let refused = tx.count(&tenant("b"), Item::table()).await.unwrap_err();
        assert_eq!(refused.kind(), StoreErrorKind::Invalid);
        let page = tx.scan(&tenant("a"), &Scan::of::<Item>()).await.unwrap();
        assert!(page.of::<Item>().all(|item| item.kind == "of a"));
    });
}

/// S2, S3, S4, S6: each way past the walls is refused by name, and nothing else is wrong when it
/// is closed again. `{s}` is the schema, `{r}` the role.
#[test]
fn every_hole_is_refused_by_name() {
    let schema = fresh_schema();
    // One of its holes is the role's, which other tests would fall through.
    let role = "moja_holes_runtime";
    let own = || PostgresOptions { role: Some(role.to_owned()), ..options(&schema) };
    drop(open_as("postgres", own()).unwrap());
    let fill = |sql: &str| sql.replace("{s}", &schema).replace("{r}", role);
    let holes = [
        (
            "ALTER TABLE {s}.probe_item NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE {s}.probe_item FORCE ROW LEVEL SECURITY",
            "`probe_item` has no FORCE ROW LEVEL SECURITY",
        ),
        (
            "ALTER TABLE {s}.probe_tag DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE {s}.probe_tag ENABLE ROW LEVEL SECURITY",
            "`probe_tag` has no ROW LEVEL SECURITY",
        ),
        (
            "ALTER TABLE {s}.moja_tenant DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE {s}.moja_tenant ENABLE ROW LEVEL SECURITY",
            "`moja_tenant` has no ROW LEVEL SECURITY",
        ),
        (
            "CREATE POLICY open_to_all ON {s}.journal USING (true)",
            "DROP POLICY open_to_all ON {s}.journal",
            "`journal` has a policy `open_to_all`",
        ),
        (
            "DROP POLICY one_tenant ON {s}.probe_move",
            "CREATE POLICY one_tenant ON {s}.probe_move USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), ''))) WITH CHECK (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')))",
            "`probe_move` has no policy `one_tenant`",
        ),
        (
            "ALTER POLICY one_tenant ON {s}.probe_item USING (true)",
            "ALTER POLICY one_tenant ON {s}.probe_item USING (tenant = (SELECT nullif(current_setting('moja.tenant', true), '')))",
            "`probe_item` has a policy `one_tenant` that is not one of ours",
        ),
        (
            "GRANT TRUNCATE ON {s}.probe_item TO {r}",
            "REVOKE TRUNCATE ON {s}.probe_item FROM {r}",
            "`probe_item` grants TRUNCATE",
        ),
        (
            "GRANT REFERENCES ON {s}.probe_item TO PUBLIC",
            "REVOKE REFERENCES ON {s}.probe_item FROM PUBLIC",
            "`probe_item` grants REFERENCES",
        ),
        (
            "GRANT UPDATE ON {s}.journal TO {r}",
            "REVOKE UPDATE ON {s}.journal FROM {r}",
            "`journal` is append-only, but grants UPDATE",
        ),
        (
            "REVOKE INSERT ON {s}.journal FROM {r}",
            "GRANT INSERT ON {s}.journal TO {r}",
            "`journal` does not grant INSERT",
        ),
        (
            "GRANT UPDATE ON {s}.moja_table TO {r}",
            "REVOKE UPDATE ON {s}.moja_table FROM {r}",
            "`moja_table` can be written",
        ),
        (
            "CREATE VIEW {s}.everything AS SELECT * FROM {s}.probe_item; GRANT SELECT ON {s}.everything TO {r}",
            "DROP VIEW {s}.everything",
            "`everything` is a view without security_invoker",
        ),
        (
            "CREATE MATERIALIZED VIEW {s}.kept AS SELECT * FROM {s}.probe_item; GRANT SELECT ON {s}.kept TO {r}",
            "DROP MATERIALIZED VIEW {s}.kept",
            "`kept` is a materialized view",
        ),
        (
            "CREATE TABLE {s}.plain (tenant text); GRANT SELECT ON {s}.plain TO {r}",
            "DROP TABLE {s}.plain",
            "`plain` is not declared",
        ),
        (
            "CREATE FUNCTION {s}.all_items() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM {s}.probe_item'",
            "DROP FUNCTION {s}.all_items()",
            "`all_items` is SECURITY DEFINER",
        ),
        (
            "CREATE UNIQUE INDEX loose ON {s}.probe_item (stock, no, tenant)",
            "DROP INDEX {s}.loose",
            "`probe_item` has a key that does not start with the tenant",
        ),
        (
            "ALTER TABLE {s}.probe_item ADD CONSTRAINT astray FOREIGN KEY (kind) REFERENCES {s}.moja_view (name) NOT VALID",
            "ALTER TABLE {s}.probe_item DROP CONSTRAINT astray",
            "`probe_item` has a foreign key that does not start with the tenant",
        ),
        (
            "ALTER TABLE {s}.probe_tag OWNER TO {r}",
            "ALTER TABLE {s}.probe_tag OWNER TO postgres; GRANT SELECT, INSERT, UPDATE, DELETE ON {s}.probe_tag TO {r}",
            "`probe_tag` belongs to the role",
        ),
        ("ALTER ROLE {r} BYPASSRLS", "ALTER ROLE {r} NOBYPASSRLS", "has BYPASSRLS"),
    ];
    for (hole, repair, told) in holes {
        server().sql(&fill(hole));
        let refused = open_as("postgres", own());
        server().sql(&fill(repair));
        let refused = refused.expect_err(told);
        assert_eq!(refused.kind(), StoreErrorKind::Incompatible, "{hole}");
        assert!(refused.to_string().contains(told), "{hole}: {refused}");
    }
    open_as("postgres", own()).unwrap();
}

/// What the holes would have let through: without the walls, the same statements see everything.
#[test]
fn the_holes_are_real() {
    let schema = fresh_schema();
    drop(filled(&schema));
    let all = format!("SELECT kind FROM {schema}.probe_item");
    server().sql(&format!("ALTER TABLE {schema}.probe_item DISABLE ROW LEVEL SECURITY"));
    assert_eq!(as_runtime("a", &all).unwrap().len(), 4);
    server().sql(&format!("ALTER TABLE {schema}.probe_item ENABLE ROW LEVEL SECURITY"));
    assert_eq!(as_runtime("a", &all).unwrap().len(), 2);
    // A superuser is stopped by nothing.
    assert_eq!(server().sql(&all).len(), 4);
    server().sql(&format!(
        "CREATE VIEW {schema}.everything AS {all}; \
         GRANT SELECT ON {schema}.everything TO moja_test_runtime"
    ));
    let view = format!("SELECT kind FROM {schema}.everything");
    assert_eq!(as_runtime("a", &view).unwrap().len(), 4);
}

#[test]
fn a_role_that_no_wall_stops_is_refused() {
    let schema = fresh_schema();
    drop(filled(&schema));
    let mut superuser = options(&schema);
    superuser.role = Some("postgres".to_owned());
    let refused = open_as("postgres", superuser).unwrap_err();
    assert!(refused.to_string().contains("is a superuser"), "{refused}");
    // The owner's own role.
    server().sql("CREATE ROLE walls_owner LOGIN CREATEROLE; GRANT CREATE ON DATABASE postgres TO walls_owner");
    let mut owner = options(&fresh_schema());
    owner.role = Some("walls_owner".to_owned());
    let refused = open_as("walls_owner", owner).unwrap_err();
    assert_eq!(refused.kind(), StoreErrorKind::Incompatible);
    assert!(refused.to_string().contains("belongs to the role"), "{refused}");
}

/// An owner who is no superuser, and a user that can do no more than the runtime role.
#[test]
fn owner_and_user_may_be_apart() {
    server().sql(
        "CREATE ROLE apart_owner LOGIN CREATEROLE; CREATE ROLE apart_user LOGIN NOINHERIT; \
         GRANT CREATE ON DATABASE postgres TO apart_owner",
    );
    let schema = fresh_schema();
    let alone = PostgresOptions { role: Some("apart_runtime".to_owned()), ..options(&schema) };
    let refused = open_as("apart_user", alone.clone()).unwrap_err();
    assert_eq!(refused.kind(), StoreErrorKind::Incompatible, "{refused}");
    let owner_url = Some(server().url("apart_owner", "postgres"));
    let both = PostgresOptions { owner_url, ..alone.clone() };
    let store = open_as("apart_user", both).unwrap();
    block_on(async {
        let (a, mut batch) = (tenant("a"), Batch::new());
        batch.insert(Sketch::new(1).item());
        let mut tx = store.begin(Access::Write, std::slice::from_ref(&a)).await.unwrap();
        tx.apply(&a, batch).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.tenants().await.unwrap(), [a]);
        assert_eq!(store.check().await.unwrap(), [""; 0]);
    });
    drop(store);
    // The owner is behind the walls too.
    let all = format!("SELECT tenant FROM {schema}.probe_item");
    assert_eq!(server().sql_as("apart_owner", &all).unwrap(), [""; 0]);
    assert!(server().sql_as("apart_user", &all).unwrap_err().contains("permission denied"));
}

#[test]
fn other_schemas_and_newer_stores_are_refused() {
    let schema = fresh_schema();
    server().sql(&format!("CREATE SCHEMA {schema}; CREATE TABLE {schema}.invoices (no bigint)"));
    let refused = open_as("postgres", options(&schema)).unwrap_err();
    assert!(refused.to_string().contains("another program's data"), "{refused}");
    let schema = fresh_schema();
    drop(filled(&schema));
    server().sql(&format!("UPDATE {schema}.moja_store SET format = 99"));
    let refused = open_as("postgres", options(&schema)).unwrap_err();
    assert_eq!(refused.kind(), StoreErrorKind::Incompatible);
    assert!(refused.to_string().contains("newer version"), "{refused}");
}

#[test]
fn a_server_that_is_not_there_is_waited_for_and_reported() {
    let patient = || {
        let mut options = options("nowhere");
        options.patience = Duration::from_millis(300);
        options
    };
    let begun = Instant::now();
    let store = PostgresStore::open("postgres://x@%2Fnonexistent/x", patient()).unwrap();
    let refused = block_on(store.migrate(&declared())).unwrap_err();
    assert_eq!(refused.kind(), StoreErrorKind::Unavailable, "{refused}");
    assert!(refused.is_retryable() && begun.elapsed() >= Duration::from_millis(300));
    let absent = PostgresStore::open(&server().url("postgres", "absent"), patient()).unwrap();
    let refused = block_on(absent.migrate(&declared())).unwrap_err();
    assert_eq!(refused.kind(), StoreErrorKind::Incompatible, "{refused}");
    let refused = PostgresStore::open("mysql://secret@x", patient()).unwrap_err();
    assert_eq!(refused.kind(), StoreErrorKind::Invalid);
    assert!(!refused.to_string().contains("secret"));
}

/// What only the catalogue shows.
#[test]
fn check_finds_what_was_altered() {
    let schema = fresh_schema();
    let store = filled(&schema);
    assert_eq!(block_on(store.check()).unwrap(), [""; 0]);
    let alter = |sql: &str| server().sql(&sql.replace("{s}", &schema));
    alter("DROP INDEX {s}.probe_item_by_rank");
    alter("ALTER TABLE {s}.probe_item ALTER kind DROP NOT NULL");
    alter("UPDATE {s}.moja_table SET definition = definition || 'x' WHERE name = 'probe_tag'");
    alter("UPDATE {s}.moja_migration SET sql = '' WHERE step = 1");
    alter(
        "SET session_replication_role = replica; DELETE FROM {s}.probe_item WHERE no = 1 AND tenant = 'b'",
    );
    let found = block_on(store.check()).unwrap().join("\n");
    for told in [
        "the definition of table `probe_tag` was altered",
        "the record of migration `create the schema` was altered",
        "column `probe_item.kind` is not as it was made",
        "index `probe_item_by_rank` of table `probe_item` is missing",
        "table `probe_tag` has a row of tenant `b` whose reference to `probe_item` leads to no row",
    ] {
        assert!(found.contains(told), "{told}: {found}");
    }
}
