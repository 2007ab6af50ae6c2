//! No statement needs what the distributed engines that speak PostgreSQL's protocol lack.

use moja_conformance::probe::{Item, MoveRow, Tag};
use moja_core::batch::{Change, Guard};
use moja_core::record::Record as _;
use moja_core::scan::{Compare, Scan, SemiJoin};
use moja_core::sql::build;
use moja_core::value::Value;

use crate::apply::change_sql;
use crate::pipeline::wrapped;
use crate::portability::lacking;
use crate::schema::{
    DIALECT, OWN_TABLES, Plan, TENANT_TABLE, objects, tenant_objects, view_ddl, view_name,
    view_select,
};

struct Catalogue {
    /// Statements that make tables.
    ddl: Vec<String>,
    /// Statements about the rows of a tenant.
    dml: Vec<String>,
}

/// Every statement about rows of tenants: the fixed ones of all tables, and each kind of those
/// that are built.
fn catalogue() -> Catalogue {
    let declared = moja_conformance::registry().schema();
    let plan = Plan::new(&declared, "moja").unwrap();
    let tables = declared.tables();
    let mut ddl: Vec<String> =
        OWN_TABLES.iter().map(|(name, columns)| format!("CREATE TABLE {name} {columns}")).collect();
    ddl.extend(tenant_objects("moja", "role"));
    for table in tables {
        ddl.extend(objects(table, tables, "moja", "role"));
        ddl.push(view_ddl(&view_name(table), &view_select(table, "moja"), "moja"));
    }
    let mut dml: Vec<String> = plan
        .tables()
        .iter()
        .flat_map(|table| table.texts().map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let item = plan.statements(Item::table()).unwrap();
    let (stock, rank, kind) = (Item::COL_STOCK, Item::COL_RANK, Item::COL_KIND);
    let of = || Change::of(Item::key(1));
    for change in [
        of().add(stock, 1),
        of().add(rank, 1).add(stock, 1),
        of().set(kind, Value::from("k")).guard(Guard::AtLeast(stock, 0)),
        of().add(stock, 1).guard(Guard::AtMost(stock, 7)).guard(Guard::Was(rank, Value::Null)),
        of().guard(Guard::Was(kind, Value::from("k"))),
    ] {
        dml.push(change_sql(item, &change).unwrap());
    }
    let join = SemiJoin {
        table: Tag::table(),
        on: vec![(Item::COL_NO, Tag::COL_ITEM)],
        filters: Scan::of::<Tag>().filter(Tag::COL_WORD, Compare::Equal, "w").filters,
    };
    let whole = Scan::of::<Item>();
    for scan in [
        whole.clone(),
        whole.clone().by(Item::BY_KIND).filter(kind, Compare::Equal, "k").descending(),
        whole.clone().by(Item::BY_RANK).filter(rank, Compare::AtLeast, 1),
        whole
            .clone()
            .by(Item::BY_KIND)
            .after(Some(["k".into(), Value::Null, Value::Int(1)].into())),
        whole
            .clone()
            .by(Item::BY_KIND)
            .descending()
            .after(Some(["k".into(), Value::Int(1), Value::Int(1)].into())),
        whole.filter(rank, Compare::IsNull, Value::Null).exists(join),
        Scan::of::<MoveRow>().after(Some([Value::Int(1), Value::Int(1)].into())),
    ] {
        dml.push(build(&DIALECT, &plan, &scan, None).unwrap().unwrap().sql);
    }
    dml.push(plan.relock.to_string());
    // As parts of a whole transaction, those that change rows are wrapped.
    let changes = dml.iter().filter(|sql| sql.starts_with("UPDATE") || sql.starts_with("DELETE"));
    let wrapped: Vec<String> = changes.map(|sql| wrapped(sql, 9)).collect();
    dml.extend(wrapped);
    Catalogue { ddl, dml }
}

#[test]
fn no_statement_needs_what_other_engines_lack() {
    let catalogue = catalogue();
    assert!(catalogue.dml.len() > 60 && catalogue.ddl.len() > 60);
    for sql in catalogue.ddl.iter().chain(&catalogue.dml) {
        assert_eq!(lacking(sql), None, "{sql}");
    }
}

/// Every key, index and foreign key of a table with rows of tenants starts with the tenant.
#[test]
fn every_key_starts_with_the_tenant() {
    for sql in catalogue().ddl {
        if OWN_TABLES.iter().any(|(name, _)| sql.starts_with(&format!("CREATE TABLE {name} "))) {
            continue;
        }
        for (before, keys) in
            [("PRIMARY KEY (", true), ("FOREIGN KEY (", true), ("INDEX ", sql.contains("INDEX "))]
        {
            for rest in sql.split(before).skip(1).filter(|_| keys) {
                let list = rest.trim_start_matches(|letter| letter != '(' && before == "INDEX ");
                let list = list.trim_start_matches('(');
                assert!(list.starts_with("tenant"), "{sql}");
            }
        }
        for referred in sql.split("REFERENCES ").skip(1) {
            assert!(referred.split('(').nth(1).unwrap().starts_with("tenant,"), "{sql}");
        }
        if sql.contains(TENANT_TABLE) && sql.starts_with("CREATE TABLE") {
            assert!(sql.contains("tenant text COLLATE \"C\" NOT NULL PRIMARY KEY"));
        }
    }
}

/// And every statement about rows says whose they are.
#[test]
fn every_statement_binds_the_tenant() {
    for sql in catalogue().dml {
        let inserts = sql.starts_with("INSERT INTO ")
            && (sql.contains(" (tenant, ") || sql.contains(" (tenant) "))
            && (sql.contains(" SELECT $1, ") || sql.contains(" VALUES ($1)"));
        // As often as there are tables.
        let tables = sql.matches(" moja.").count();
        let bound = sql.matches("tenant = $1").count();
        assert!(inserts || (bound == tables && tables > 0), "{sql}");
    }
}
