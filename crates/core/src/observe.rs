//! Names of what the engine tells while it runs, through [`tracing`] and [`metrics`].
//!
//! The engine emits; where it goes is for the app to say, which sets a subscriber and a recorder
//! for its process, or none. `docs/observe.md` says what each name means.
//!
//! Spans and labels hold names of commands and queries, codes, numbers, and a [`TenantTag`]
//! instead of a tenant's name: nothing that a person wrote.

use std::fmt;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use crate::tenant::Tenant;

/// The target of all spans and events.
pub const TARGET: &str = "moja";

/// A span of `tracing`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanName {
    /// Its name.
    pub name: &'static str,
    /// Its fields.
    pub fields: &'static [&'static str],
}

/// From the submission of a command to its answer.
pub const COMMAND: SpanName = SpanName {
    name: "moja.command",
    fields: &[
        "domain",
        "command",
        "tenant",
        "outcome",
        "code",
        "rows",
        "retries",
        "queue_us",
        "commit",
        "commit_us",
    ],
};

/// One attempt to carry a group of commands through a transaction.
pub const COMMIT: SpanName = SpanName {
    name: "moja.commit",
    fields: &["commit", "commands", "tenants", "retry", "rows", "outcome", "code", "commit_us"],
};

/// A query.
pub const QUERY: SpanName =
    SpanName { name: "moja.query", fields: &["domain", "query", "tenant", "outcome", "code"] };

/// All spans.
pub const SPANS: &[SpanName] = &[COMMAND, COMMIT, QUERY];

/// What a metric counts or measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only ever grows.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Single values.
    Histogram,
}

/// A metric of `metrics`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its name. What ends in `_seconds` is measured in seconds.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// Its labels.
    pub labels: &'static [&'static str],
    /// One sentence.
    pub doc: &'static str,
}

macro_rules! metrics {
    ($($id:ident = $name:literal, $kind:ident, $labels:expr, $text:literal;)*) => {
        $(
            #[doc = $text]
            pub const $id: Metric =
                Metric { name: $name, kind: Kind::$kind, labels: &$labels, doc: $text };
        )*
        /// All metrics.
        pub const METRICS: &[Metric] = &[$($id),*];
    };
}

metrics! {
    COMMANDS = "moja_commands_total", Counter, ["domain", "command", "outcome", "code"],
        "Commands that were answered, by how.";
    CONSEQUENCES = "moja_consequences_total", Counter, ["domain", "command"],
        "Commands that followed from accepted ones and were committed with them.";
    COMMAND_SECONDS = "moja_command_duration_seconds", Histogram, ["domain", "command"],
        "Time from the submission of a command to its answer.";
    QUEUE_SECONDS = "moja_command_queue_seconds", Histogram, [],
        "Time that a command waited before its first transaction began.";
    OPEN = "moja_commands_open", Gauge, [],
        "Commands that were submitted and not answered yet.";
    COMMITS = "moja_commits_total", Counter, ["outcome", "code"],
        "Transactions that wrote, had nothing to write, or failed.";
    COMMIT_COMMANDS = "moja_commit_commands", Histogram, [],
        "Commands that one transaction carried.";
    COMMIT_ROWS = "moja_commit_rows", Histogram, [],
        "Rows that one transaction wrote.";
    COMMIT_SECONDS = "moja_commit_duration_seconds", Histogram, [],
        "Time that COMMIT took, the flush of the device included.";
    TRANSACTION_SECONDS = "moja_transaction_duration_seconds", Histogram, [],
        "Time from asking for a transaction to its end.";
    RETRIES = "moja_retries_total", Counter, ["code"],
        "Executions of commands beyond their first, by why the one before failed.";
    QUERIES = "moja_queries_total", Counter, ["domain", "query", "outcome", "code"],
        "Queries that were answered, by how.";
    QUERY_SECONDS = "moja_query_duration_seconds", Histogram, ["domain", "query"],
        "Time that a query took, its snapshot included.";
}

/// Tells the process's recorder what each metric means. An engine does so when it starts; a
/// recorder that is set later may be told by this.
pub fn describe() {
    for Metric { name, kind, doc, .. } in METRICS.iter().copied() {
        let unit = if name.ends_with("_seconds") {
            ::metrics::Unit::Seconds
        } else {
            ::metrics::Unit::Count
        };
        match kind {
            Kind::Counter => ::metrics::describe_counter!(name, unit, doc),
            Kind::Gauge => ::metrics::describe_gauge!(name, unit, doc),
            Kind::Histogram => ::metrics::describe_histogram!(name, unit, doc),
        }
    }
}

/// The key under which tenants' names are hashed for spans.
///
/// Names are short, so that a plain hash of one is found by trying: telemetry often goes to
/// others, who must not learn from it who our tenants are. Without the key nothing can be tried.
/// A random key is as good as any within one run; an app that wants to follow a tenant over
/// several processes and restarts gives them all the same one, from where it keeps its secrets.
#[derive(Clone)]
pub struct TagKey([u8; 32]);

impl TagKey {
    /// This key.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self(key)
    }

    /// A key that nobody knows; `None` when the system has no randomness to give.
    #[must_use]
    pub fn random() -> Option<Self> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).ok()?;
        Some(Self(key))
    }

    /// What stands for `tenant` in spans: the first 64 bits of its HMAC-SHA-256 (RFC 2104).
    #[must_use]
    pub fn tag(&self, tenant: &Tenant) -> TenantTag {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return TenantTag([0; 8]) };
        mac.update(tenant.as_str().as_bytes());
        let mut tag = [0; 8];
        tag.iter_mut().zip(mac.finalize().into_bytes()).for_each(|(to, from)| *to = from);
        TenantTag(tag)
    }
}

impl fmt::Debug for TagKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TagKey(..)")
    }
}

/// What stands for a tenant in spans; prints as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TenantTag([u8; 8]);

impl fmt::Display for TenantTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", u64::from_be_bytes(self.0))
    }
}
