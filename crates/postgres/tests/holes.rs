//! S1 to S8 of `spec/storage-reliability.md` §2: each hole on a schema that is thrown away, as
//! an app without walls has it, and then that the store has none of it. `walls.rs` shows that a
//! store with a hole is refused by name.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may panic, its helpers too"
)]

#[path = "support/places.rs"]
mod places;
mod support;

use moja_conformance::probe::{Item, Sketch, Tag};
use moja_core::batch::Batch;
use moja_core::scan::Scan;
use moja_core::store::{Access, Store as _, StoreError, StoreErrorKind};
use moja_core::tenant::Tenant;
use moja_postgres::{PostgresOptions, PostgresStore};
use places::options;
use pollster::block_on;
use sqlx::Row as _;
use support::{as_runtime, fresh_schema, server};

/// An app's table of two tenants, and the roles of an owner and of somebody who may read. `{s}`
/// is the schema.
struct Throwaway(String);

const POLICY: &str = "tenant = (SELECT nullif(current_setting('app.tenant', true), ''))";

impl Throwaway {
    /// With these policies' text, or without walls.
    fn new(policy: Option<&str>) -> Self {
        let schema = fresh_schema();
        let this = Self(schema);
        this.sql(
            "CREATE ROLE {s}_owner LOGIN; CREATE ROLE {s}_reader LOGIN; \
             CREATE SCHEMA {s} AUTHORIZATION {s}_owner; GRANT USAGE ON SCHEMA {s} TO {s}_reader; \
             SET ROLE {s}_owner; \
             CREATE TABLE {s}.item (tenant text, no bigint, kind text, PRIMARY KEY (tenant, no)); \
             INSERT INTO {s}.item VALUES ('a', 1, 'of a'), ('b', 1, 'of b'); \
             GRANT SELECT, INSERT, UPDATE, DELETE ON {s}.item TO {s}_reader",
        );
        if let Some(policy) = policy {
            this.sql(&format!(
                "ALTER TABLE {{s}}.item ENABLE ROW LEVEL SECURITY; \
                 CREATE POLICY one_tenant ON {{s}}.item USING ({policy})"
            ));
        }
        this
    }

    fn fill(&self, sql: &str) -> String {
        sql.replace("{s}", &self.0)
    }

    fn sql(&self, sql: &str) -> Vec<String> {
        server().sql(&self.fill(sql))
    }

    /// As one of the roles, with a tenant.
    fn of(&self, role: &str, tenant: &str, sql: &str) -> Result<Vec<String>, String> {
        let whole = format!("SET app.tenant = '{tenant}'; {}", self.fill(sql));
        server().sql_as(&format!("{}_{role}", self.0), &whole)
    }

    fn kinds(&self, role: &str, tenant: &str) -> Vec<String> {
        self.of(role, tenant, "SELECT kind FROM {s}.item ORDER BY kind").unwrap()
    }
}

fn tenant(name: &str) -> Tenant {
    Tenant::new(name).unwrap()
}

fn apply(store: &PostgresStore, name: &str, batch: Batch) -> Result<(), StoreError> {
    let tenant = tenant(name);
    block_on(async {
        let mut tx = store.begin(Access::Write, std::slice::from_ref(&tenant)).await?;
        tx.apply(&tenant, batch).await?;
        tx.commit().await
    })
}

fn open(options: PostgresOptions) -> Result<PostgresStore, StoreError> {
    let store = PostgresStore::open(&server().url("postgres", "postgres"), options)?;
    block_on(store.migrate(&moja_conformance::registry().schema()))?;
    Ok(store)
}

/// A store with one item of each of two tenants, of the same number.
fn filled(schema: &str) -> PostgresStore {
    let store = open(options(schema)).unwrap();
    for name in ["a", "b"] {
        let mut batch = Batch::new();
        batch.insert(Item { kind: format!("of {name}"), ..Sketch::new(1).item() });
        apply(&store, name, batch).unwrap();
    }
    store
}

#[test]
fn s1_a_statement_that_forgets_the_tenant() {
    let app = Throwaway::new(None);
    assert_eq!(app.kinds("reader", "a"), ["of a", "of b"], "the hole");
    let schema = fresh_schema();
    let _store = filled(&schema);
    let all = format!("SELECT kind FROM {schema}.probe_item");
    assert_eq!(as_runtime("a", &all).unwrap(), ["of a"]);
    assert_eq!(as_runtime("", &all).unwrap(), [""; 0]);
}

#[test]
fn s2_roles_that_no_policy_stops() {
    let app = Throwaway::new(Some(POLICY));
    assert_eq!(app.kinds("reader", "a"), ["of a"]);
    assert_eq!(app.kinds("owner", "a"), ["of a", "of b"], "the hole: an owner without FORCE");
    app.sql("ALTER TABLE {s}.item FORCE ROW LEVEL SECURITY");
    assert_eq!(app.kinds("owner", "a"), ["of a"]);
    app.sql("ALTER ROLE {s}_reader BYPASSRLS");
    assert_eq!(app.kinds("reader", "a"), ["of a", "of b"], "the hole: BYPASSRLS");
    let both = app.sql("SET app.tenant = 'a'; SELECT kind FROM {s}.item ORDER BY kind");
    assert_eq!(both, ["of a", "of b"], "the hole: a superuser");
    for (role, reason) in [("postgres", "is a superuser"), ("holes_passes", "has BYPASSRLS")] {
        if role == "holes_passes" {
            server().sql("CREATE ROLE holes_passes BYPASSRLS");
        }
        let refused =
            open(PostgresOptions { role: Some(role.to_owned()), ..options(&fresh_schema()) });
        let refused = refused.unwrap_err();
        assert_eq!(refused.kind(), StoreErrorKind::Incompatible, "{role}");
        assert!(refused.to_string().contains(reason), "{refused}");
    }
}

#[test]
fn s3_what_runs_with_its_owners_rights() {
    let app = Throwaway::new(Some(POLICY));
    app.sql(
        "SET ROLE {s}_owner; CREATE VIEW {s}.plain AS SELECT * FROM {s}.item; \
         CREATE VIEW {s}.invoker WITH (security_invoker) AS SELECT * FROM {s}.item; \
         CREATE MATERIALIZED VIEW {s}.kept AS SELECT * FROM {s}.item; \
         CREATE FUNCTION {s}.all_items() RETURNS SETOF {s}.item LANGUAGE sql SECURITY DEFINER \
         AS 'SELECT * FROM {s}.item'; \
         GRANT SELECT ON {s}.plain, {s}.invoker, {s}.kept TO {s}_reader",
    );
    let count =
        |what: &str| app.of("reader", "a", &format!("SELECT count(*) FROM {what}")).unwrap();
    for hole in ["{s}.plain", "{s}.kept", "{s}.all_items()"] {
        assert_eq!(count(hole), ["2"], "the hole: {hole}");
    }
    assert_eq!(count("{s}.invoker"), ["1"]);
    let schema = fresh_schema();
    let _store = filled(&schema);
    let views = format!(
        "SELECT c.relname FROM pg_class c WHERE c.relnamespace = '{schema}'::regnamespace \
         AND c.relkind IN ('v', 'm') \
         AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false)"
    );
    assert_eq!(server().sql(&views), [""; 0]);
    let functions =
        format!("SELECT proname FROM pg_proc WHERE pronamespace = '{schema}'::regnamespace");
    assert_eq!(server().sql(&functions), [""; 0]);
    let shown = as_runtime("a", &format!("SELECT kind FROM {schema}.v_probe_item")).unwrap();
    assert_eq!(shown, ["of a"]);
}

#[test]
fn s4_keys_that_do_not_start_with_the_tenant() {
    let app = Throwaway::new(Some(POLICY));
    app.sql(
        "SET ROLE {s}_owner; CREATE UNIQUE INDEX loose ON {s}.item (kind); \
         CREATE TABLE {s}.line (tenant text, kind text REFERENCES {s}.item (kind)); \
         ALTER TABLE {s}.line ENABLE ROW LEVEL SECURITY; \
         CREATE POLICY one_tenant ON {s}.line USING (true); \
         GRANT SELECT, INSERT ON {s}.line TO {s}_reader",
    );
    let told = app.of("reader", "a", "INSERT INTO {s}.item VALUES ('a', 9, 'of b')").unwrap_err();
    assert!(told.contains("duplicate key"), "the hole: another's value is known: {told}");
    app.of("reader", "a", "INSERT INTO {s}.line VALUES ('a', 'of b')")
        .expect("the hole: a reference to it");
    let schema = fresh_schema();
    let store = filled(&schema);
    // The number of the other's item is free here, and what only the other has cannot be meant.
    let mut batch = Batch::new();
    batch.insert(Sketch::new(7).item());
    apply(&store, "b", batch).unwrap();
    let tag = |item| {
        let mut batch = Batch::new();
        batch.insert(Tag { word: format!("w{item}"), item, weight: None });
        batch
    };
    let refused = apply(&store, "a", tag(7)).unwrap_err();
    assert_eq!(refused.kind(), StoreErrorKind::Conflict);
    let absent = apply(&store, "a", tag(8)).unwrap_err();
    assert_eq!(absent.kind(), StoreErrorKind::Conflict);
    assert_eq!(refused.to_string(), absent.to_string(), "what is there and what is not");
    apply(&store, "a", tag(1)).unwrap();
    let mut batch = Batch::new();
    batch.insert(Sketch::new(7).item());
    apply(&store, "a", batch).unwrap();
}

#[test]
fn s5_a_tenant_that_stays_set() {
    let app = Throwaway::new(Some("tenant = current_setting('app.tenant', true)"));
    let borrowed = "SELECT set_config('app.tenant', 'b', false); \
                    BEGIN; SELECT kind FROM {s}.item; COMMIT";
    let leaked = app.of("reader", "", borrowed).unwrap();
    assert_eq!(leaked, ["b", "of b"], "the hole: the next one to use the connection");
    let ended = "BEGIN; SELECT set_config('app.tenant', 'b', true); COMMIT; \
                 SELECT current_setting('app.tenant', true) = ''";
    let ended = server().sql_as(&format!("{}_reader", app.0), ended).unwrap();
    assert_eq!(ended, ["b", "t"], "empty, and not NULL");
    app.sql("INSERT INTO {s}.item VALUES ('', 1, 'of nobody')");
    let nobody = "BEGIN; SELECT set_config('app.tenant', 'b', true); COMMIT; \
                  SELECT kind FROM {s}.item";
    let nobody = server().sql_as(&format!("{}_reader", app.0), &app.fill(nobody)).unwrap();
    assert_eq!(nobody, ["b", "of nobody"], "the hole: a policy without nullif");
    // The store has one connection here, which tenants borrow in turn.
    let schema = fresh_schema();
    drop(filled(&schema));
    let store = open(PostgresOptions { connections: 1, ..options(&schema) }).unwrap();
    for name in ["a", "b", "a", "c"] {
        let tenant = tenant(name);
        let kinds = block_on(async {
            let mut tx = store.begin(Access::Read, std::slice::from_ref(&tenant)).await.unwrap();
            let page = tx.scan(&tenant, &Scan::of::<Item>()).await.unwrap();
            page.of::<Item>().map(|item| item.kind.clone()).collect::<Vec<_>>()
        });
        let own = format!("of {name}");
        assert_eq!(kinds, if name == "c" { vec![] } else { vec![own] });
    }
    let policies = format!(
        "SELECT count(*), count(*) FILTER (WHERE qual LIKE '%NULLIF(current_setting(%') \
         FROM pg_policies WHERE schemaname = '{schema}' AND policyname = 'one_tenant'"
    );
    let policies = server().sql(&policies);
    let (all, guarded) = policies[0].split_once('|').unwrap();
    assert!(all == guarded && all != "0", "{policies:?}");
}

#[test]
fn s6_rights_that_pass_by_the_policy() {
    let app = Throwaway::new(Some(POLICY));
    app.sql("GRANT TRUNCATE ON {s}.item TO {s}_reader");
    app.of("reader", "a", "TRUNCATE {s}.item").expect("the hole");
    assert_eq!(app.sql("SELECT count(*) FROM {s}.item"), ["0"], "the other's rows are gone too");
    app.sql("GRANT pg_read_server_files TO {s}_reader");
    let copied = app.of("reader", "a", "COPY {s}.item FROM '/dev/null'").unwrap_err();
    assert!(copied.contains("row-level security"), "rows cannot come by COPY: {copied}");
    let schema = fresh_schema();
    let _store = filled(&schema);
    let rights = format!(
        "SELECT c.relname, r.privilege FROM pg_class c, \
         unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) AS r (privilege) \
         WHERE c.relnamespace = '{schema}'::regnamespace AND c.relkind = 'r' \
         AND has_table_privilege('moja_test_runtime', c.oid, r.privilege)"
    );
    assert_eq!(server().sql(&rights), [""; 0]);
    let told = as_runtime("a", &format!("TRUNCATE {schema}.probe_item")).unwrap_err();
    assert!(told.contains("permission denied"), "{told}");
}

#[test]
fn s7_a_policy_that_is_asked_for_every_row() {
    let plan = |schema: &str, role: &str, setting: &str, table: &str| {
        let sql = format!(
            "BEGIN; SET LOCAL ROLE {role}; SET LOCAL \"{setting}\" = 'a'; \
             SET LOCAL enable_seqscan = off; EXPLAIN SELECT * FROM {schema}.{table}; ROLLBACK"
        );
        server().sql(&sql).join("\n")
    };
    let app = Throwaway::new(Some("tenant = nullif(current_setting('app.tenant', true), '')"));
    let role = format!("{}_reader", app.0);
    let each = plan(&app.0, &role, "app.tenant", "item");
    assert!(!each.contains("InitPlan"), "the hole: asked for each row: {each}");
    let schema = fresh_schema();
    let _store = filled(&schema);
    let once = plan(&schema, "moja_test_runtime", "moja.tenant", "probe_item");
    assert!(once.contains("InitPlan"), "{once}");
    // Versions name the plan's answer differently.
    assert!(once.contains("Index Cond: (tenant = "), "{once}");
    assert!(!once.contains("Filter"), "{once}");
}

/// A hook of the pool that sets the tenant is not called for a connection that is new.
#[test]
fn s8_a_tenant_that_is_set_by_a_hook_of_the_pool() {
    let app = Throwaway::new(None);
    let url = server().url(&format!("{}_reader", app.0), "postgres");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let found: Vec<Option<String>> = runtime.block_on(async {
        let pool = sqlx::postgres::PgPoolOptions::new()
            .max_connections(1)
            .before_acquire(|connection, _| {
                Box::pin(async move {
                    sqlx::query("SELECT set_config('app.tenant', 'a', false)")
                        .execute(connection)
                        .await?;
                    Ok(true)
                })
            })
            .connect_lazy(&url)
            .unwrap();
        let mut found = Vec::new();
        for _ in 0..2 {
            let row = sqlx::query("SELECT current_setting('app.tenant', true)")
                .fetch_one(&pool)
                .await
                .unwrap();
            found.push(row.get(0));
        }
        found
    });
    assert_eq!(found, [None, Some("a".to_owned())], "the hole: the first borrower has no tenant");
    // The first transaction of a store that was just opened, on a connection that was just made.
    let schema = fresh_schema();
    drop(filled(&schema));
    let store = open(PostgresOptions { connections: 1, ..options(&schema) }).unwrap();
    let mut batch = Batch::new();
    batch.insert(Sketch::new(2).item());
    apply(&store, "a", batch).unwrap();
    let of_a = format!("SELECT tenant FROM {schema}.probe_item WHERE no = 2");
    assert_eq!(server().sql(&of_a), ["a"]);
}
