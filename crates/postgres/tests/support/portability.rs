//! What Citus, YugabyteDB or CockroachDB lack, or have with another meaning.

/// Words that no statement may hold, with the reason.
const WORDS: &[(&str, &[&str])] = &[
    (
        "advisory locks: per node, or without an effect",
        &[
            "pg_advisory_lock",
            "pg_try_advisory_lock",
            "pg_advisory_xact_lock",
            "pg_try_advisory_xact_lock",
            "pg_advisory_lock_shared",
            "pg_advisory_xact_lock_shared",
            "pg_advisory_unlock",
        ],
    ),
    (
        "sequences: neither without gaps nor in the order of commits",
        &[
            "nextval",
            "currval",
            "setval",
            "lastval",
            "serial",
            "bigserial",
            "smallserial",
            "sequence",
            "identity",
        ],
    ),
    ("LISTEN and NOTIFY", &["listen", "unlisten", "notify", "pg_notify"]),
    ("exclusion constraints", &["exclude", "gist", "spgist"]),
    ("triggers, functions and rules", &["trigger", "function", "procedure", "rule", "event"]),
    ("temporary and unlogged tables", &["temp", "temporary", "unlogged"]),
    (
        "transaction ids",
        &[
            "xmin",
            "xmax",
            "ctid",
            "xid",
            "xid8",
            "txid_current",
            "txid_snapshot",
            "pg_current_xact_id",
            "pg_current_snapshot",
            "pg_snapshot",
            "pg_xact_status",
            "pg_locks",
        ],
    ),
    ("constraints that are checked later", &["deferrable", "deferred"]),
    ("locks of whole tables", &["lock"]),
    (
        "volatile functions",
        &["random", "clock_timestamp", "gen_random_uuid", "uuid_generate_v4", "timeofday"],
    ),
    (
        "what is not the same everywhere",
        &["inherits", "partition", "materialized", "merge", "lateral", "json", "jsonb", "cursor"],
    ),
];

/// Words with which no statement may begin.
const FIRST: &[&str] = &["do", "copy", "declare", "lock", "listen", "notify", "cluster", "vacuum"];

/// A text without comments and without what stands in quotes.
fn bare(sql: &str) -> String {
    let code: Vec<&str> = sql.lines().map(|line| line.split("--").next().unwrap()).collect();
    code.join("\n").split('\'').step_by(2).collect::<Vec<_>>().join(" ").to_lowercase()
}

fn words(sql: &str) -> impl Iterator<Item = &str> {
    sql.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
}

/// What a text of one or several statements needs that another engine lacks.
pub(crate) fn lacking(sql: &str) -> Option<String> {
    let sql = bare(sql);
    for statement in sql.split(';') {
        if let Some(first) = words(statement).next().filter(|word| FIRST.contains(word)) {
            return Some(format!("`{first}`"));
        }
        for word in words(statement) {
            let rule = WORDS.iter().find(|(_, words)| words.contains(&word));
            if let Some((reason, _)) = rule {
                return Some(format!("`{word}`: {reason}"));
            }
        }
        if let Some(key) = key_without_tenant(statement) {
            return Some(key);
        }
    }
    None
}

/// A key of a table of `moja` that does not start with the tenant. The store's own tables, which
/// hold no rows of tenants, have none.
fn key_without_tenant(statement: &str) -> Option<String> {
    let own = ["moja_store", "moja_migration", "moja_table", "moja_view"];
    let defines = words(statement).next().is_some_and(|word| ["create", "alter"].contains(&word));
    let of = statement.replace('"', " ");
    if !defines || own.iter().any(|name| words(&of).take(9).any(|word| word == *name)) {
        return None;
    }
    let starts = |list: &str| words(list).next() == Some("tenant");
    let lists = ["primary key (", "unique (", "foreign key ("];
    let lists = lists.iter().flat_map(|before| statement.split(before).skip(1));
    let referred = statement.split("references ").skip(1).filter_map(|rest| rest.split_once('('));
    let mut lists: Vec<&str> = lists.chain(referred.map(|(_, list)| list)).collect();
    let mut heads = words(statement).skip(1).take(3);
    if heads.any(|word| word == "index") {
        lists.extend(statement.split_once('(').map(|(_, list)| list));
    }
    let loose = lists.into_iter().find(|list| !starts(list))?;
    Some(format!("a key that does not start with the tenant: ({}", loose.trim()))
}
