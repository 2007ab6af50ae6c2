//! Whether the database itself keeps tenants apart, looked at with the rights that transactions
//! have. What a superuser, an owner, a forgotten table or a view of somebody else's would let
//! through is refused with its name.

use moja_core::record::{Mutability, TableDef};
use moja_core::store::StoreError;
use sqlx::postgres::PgRow;

use crate::error::incompatible;
use crate::migrate::{literal, text};
use crate::schema::{NAMES_POLICY, OWN_TABLES, POLICY, TENANT_TABLE, names_wall, wall};

/// What the role is, in one row.
pub(crate) fn role_sql() -> String {
    "SELECT rolname, rolsuper::text, rolbypassrls::text FROM pg_roles WHERE rolname = current_user"
        .to_owned()
}

/// Every relation of the schema, with its owner's relation to the role, its walls and rights.
pub(crate) fn relations_sql(schema: &str) -> String {
    format!(
        "SELECT c.relname, c.relkind::text, c.relrowsecurity::text, c.relforcerowsecurity::text, \
         pg_has_role(current_user, c.relowner, 'MEMBER')::text, \
         array_to_string(ARRAY(SELECT r FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', \
         'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS r WHERE has_table_privilege(c.oid, r)), ' '), \
         coalesce(array_to_string(c.reloptions, ' '), ''), \
         (SELECT string_agg(concat_ws('|', p.polname, p.polpermissive::text, p.polcmd::text, \
         p.polroles::text, pg_get_expr(p.polqual, p.polrelid), \
         pg_get_expr(p.polwithcheck, p.polrelid)), E'\\n' ORDER BY p.polname) \
         FROM pg_policy AS p WHERE p.polrelid = c.oid), \
         (SELECT string_agg(i.indexrelid::regclass::text, ', ') FROM pg_index AS i \
         WHERE i.indrelid = c.oid AND i.indisunique AND NOT EXISTS (SELECT 1 FROM pg_attribute AS a \
         WHERE a.attrelid = c.oid AND a.attnum = i.indkey[0] AND a.attname = 'tenant')), \
         (SELECT string_agg(k.conname, ', ') FROM pg_constraint AS k WHERE k.conrelid = c.oid \
         AND k.contype = 'f' AND NOT EXISTS (SELECT 1 FROM pg_attribute AS a, pg_attribute AS b \
         WHERE a.attrelid = k.conrelid AND a.attnum = k.conkey[1] AND a.attname = 'tenant' \
         AND b.attrelid = k.confrelid AND b.attnum = k.confkey[1] AND b.attname = 'tenant')) \
         FROM pg_class AS c WHERE c.relnamespace = {name}::regnamespace \
         AND c.relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY c.relname",
        name = literal(schema)
    )
}

/// Functions of the schema that run with their owner's rights.
pub(crate) fn functions_sql(schema: &str) -> String {
    format!(
        "SELECT proname FROM pg_proc WHERE pronamespace = {}::regnamespace AND prosecdef",
        literal(schema)
    )
}

/// A relation as the catalogue describes it.
struct Relation {
    name: String,
    kind: String,
    walled: bool,
    forced: bool,
    owned: bool,
    rights: String,
    options: String,
    policies: String,
    loose_indexes: String,
    loose_references: String,
}

impl Relation {
    fn read(row: &PgRow) -> Result<Self, StoreError> {
        let at = |column| text(row, column).map(Option::unwrap_or_default);
        let is = |column| Ok::<bool, StoreError>(at(column)? == "true");
        Ok(Self {
            name: at(0)?,
            kind: at(1)?,
            walled: is(2)?,
            forced: is(3)?,
            owned: is(4)?,
            rights: at(5)?,
            options: at(6)?,
            policies: at(7)?,
            loose_indexes: at(8)?,
            loose_references: at(9)?,
        })
    }
}

/// An expression without what versions of the server write differently.
fn bare(expression: &str) -> String {
    let text = expression.to_lowercase().replace("::text", "").replace("as \"nullif\"", "");
    text.replace("collate \"c\"", "")
        .chars()
        .filter(|c| !c.is_whitespace() && !"()".contains(*c))
        .collect()
}

/// Refuses a role that no wall would stop.
///
/// # Errors
///
/// Incompatible, naming the role and why.
pub(crate) fn check_role(rows: &[PgRow]) -> Result<(), StoreError> {
    let Some(row) = rows.first() else { return Err(incompatible("the role does not exist")) };
    let name = text(row, 0)?.unwrap_or_default();
    for (column, what) in [(1, "is a superuser"), (2, "has BYPASSRLS")] {
        if text(row, column)?.as_deref() == Some("true") {
            return Err(incompatible(format_args!(
                "the role `{name}` {what}: row-level security would not keep tenants apart"
            )));
        }
    }
    Ok(())
}

/// Refuses tables, views and functions of the schema by which one tenant could see another.
///
/// # Errors
///
/// Incompatible, naming the table and why.
pub(crate) fn check_schema(
    relations: &[PgRow],
    functions: &[PgRow],
    declared: &[&'static TableDef],
) -> Result<(), StoreError> {
    if let Some(row) = functions.first() {
        let name = text(row, 0)?.unwrap_or_default();
        return Err(incompatible(format_args!(
            "the function `{name}` is SECURITY DEFINER: it sees the rows of all tenants"
        )));
    }
    let relations: Result<Vec<Relation>, StoreError> =
        relations.iter().map(Relation::read).collect();
    let relations = relations?;
    for table in declared {
        if !relations.iter().any(|relation| relation.name == table.name) {
            return Err(incompatible(format_args!("the table `{}` is missing", table.name)));
        }
    }
    relations.iter().try_for_each(|relation| {
        let def = declared.iter().find(|table| table.name == relation.name);
        match reason(relation, def.copied()) {
            None => Ok(()),
            Some(reason) => {
                Err(incompatible(format_args!("the table `{}` {reason}", relation.name)))
            }
        }
    })
}

/// Why a relation does not keep tenants apart.
fn reason(relation: &Relation, def: Option<&'static TableDef>) -> Option<String> {
    let has = |right: &str| relation.rights.split(' ').any(|own| own == right);
    if relation.owned {
        return Some(
            "belongs to the role with which transactions run: an owner can take its walls down"
                .to_owned(),
        );
    }
    match relation.kind.as_str() {
        "v" => {
            let invoker = relation.options.split(' ').any(|option| {
                matches!(
                    option,
                    "security_invoker=true" | "security_invoker=on" | "security_invoker=1"
                )
            });
            return (!invoker && has("SELECT")).then(|| {
                "is a view without security_invoker: it shows the rows of all tenants".to_owned()
            });
        }
        "r" | "p" => {}
        _ if has("SELECT") => {
            return Some("is a materialized view or foreign table, which has no walls".to_owned());
        }
        _ => return None,
    }
    if OWN_TABLES.iter().any(|(name, _)| *name == relation.name) {
        let writes =
            ["INSERT", "UPDATE", "DELETE", "TRUNCATE"].into_iter().find(|right| has(right));
        return writes.map(|right| {
            format!("can be written by the role with which transactions run: it has {right}")
        });
    }
    let tenants = relation.name == TENANT_TABLE;
    if def.is_none() && !tenants {
        // Not one of ours. What the role cannot reach is nobody's concern.
        let stopped = relation.rights.is_empty() || (relation.walled && relation.forced);
        return (!stopped)
            .then(|| "is not declared, and has no FORCE ROW LEVEL SECURITY".to_owned());
    }
    if !relation.walled {
        return Some("has no ROW LEVEL SECURITY".to_owned());
    }
    if !relation.forced {
        return Some("has no FORCE ROW LEVEL SECURITY: its owner sees all tenants".to_owned());
    }
    for right in ["TRUNCATE", "REFERENCES", "TRIGGER"] {
        if has(right) {
            return Some(format!(
                "grants {right} to the role with which transactions run, which walls do not hold back"
            ));
        }
    }
    let append_only = def.is_some_and(|table| table.mutability == Mutability::AppendOnly);
    let needed: &[&str] = match (tenants, append_only) {
        (true, _) => &["SELECT", "INSERT", "UPDATE"],
        (_, true) => &["SELECT", "INSERT"],
        _ => &["SELECT", "INSERT", "UPDATE", "DELETE"],
    };
    if let Some(right) = needed.iter().find(|right| !has(right)) {
        return Some(format!("does not grant {right} to the role with which transactions run"));
    }
    if append_only && let Some(right) = ["UPDATE", "DELETE"].into_iter().find(|right| has(right)) {
        return Some(format!(
            "is append-only, but grants {right} to the role with which transactions run"
        ));
    }
    if !relation.loose_indexes.is_empty() {
        return Some(format!(
            "has a key that does not start with the tenant: {}",
            relation.loose_indexes
        ));
    }
    if !relation.loose_references.is_empty() {
        return Some(format!(
            "has a foreign key that does not start with the tenant: {}",
            relation.loose_references
        ));
    }
    policies(relation, tenants)
}

/// Why the policies are not the ones that were made for it.
fn policies(relation: &Relation, tenants: bool) -> Option<String> {
    let mut found = false;
    for policy in relation.policies.lines() {
        let mut parts = policy.split('|');
        let mut next = || parts.next().unwrap_or_default();
        let (name, permissive, command, roles) = (next(), next(), next(), next());
        let (using, with_check) = (bare(next()), bare(next()));
        let general = permissive == "true" && roles == "{0}";
        if name == POLICY
            && general
            && command == "*"
            && using == bare(&wall())
            && with_check == using
        {
            found = true;
        } else if !(tenants
            && name == NAMES_POLICY
            && general
            && command == "r"
            && using == bare(&names_wall()))
        {
            return Some(format!("has a policy `{name}` that is not one of ours"));
        }
    }
    (!found).then(|| format!("has no policy `{POLICY}`"))
}
