//! Spans and metrics of commands, of the transactions that carry them, and of queries.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use ::metrics::{counter, gauge, histogram};
use smallvec::SmallVec;
use tracing::field::Empty;
use tracing::{Instrument as _, Span, info_span};

use super::Ended;
use super::tally::Tally;
use crate::engine::work::{Unit, Work};
use crate::observe::{self, TARGET, TagKey, TenantTag};
use crate::store::StoreError;
use crate::tenant::Tenant;

/// Runs `work` in a span.
pub(crate) fn within<F: Future>(span: Span, work: F) -> tracing::instrument::Instrumented<F> {
    work.instrument(span)
}

/// What the engine and its workers have in common.
#[derive(Clone, Debug, Default)]
pub(crate) struct Observer {
    key: Option<TagKey>,
    /// Numbers transactions.
    commits: Arc<AtomicU64>,
}

/// What is seen of a unit from its submission to its answer.
#[derive(Debug)]
pub(crate) struct Seen {
    members: SmallVec<[Member; 1]>,
    since: Instant,
    /// When its first transaction was asked for.
    taken: Option<Instant>,
    /// Above the spans of members that are added later.
    parent: Option<Span>,
    tag: Option<TenantTag>,
    /// Counts as open.
    counted: u32,
}

#[derive(Debug)]
struct Member {
    domain: &'static str,
    command: &'static str,
    span: Span,
    rows: usize,
    attempts: u32,
    commit: u64,
    commit_time: Duration,
    /// What followed from it, in the last attempt: domains and commands.
    caused: Vec<(&'static str, &'static str)>,
}

impl Member {
    fn new(span: Span, work: &dyn Work, member: usize) -> Self {
        let (domain, command) = (work.domain(member), work.name(member));
        Self {
            domain,
            command,
            span,
            rows: 0,
            attempts: 0,
            commit: 0,
            commit_time: Duration::ZERO,
            caused: Vec::new(),
        }
    }

    fn ended(&self, ended: Ended<'_>) {
        self.span.record("outcome", ended.outcome);
        self.span.record("code", ended.code);
        self.span.record("rows", self.rows);
    }
}

/// A span of a command; its tenant stands in it as `tag`.
macro_rules! command_span {
    ($($parent:tt)*) => {
        info_span!(
            target: TARGET, $($parent)* observe::COMMAND.name,
            domain = Empty, command = Empty, tenant = Empty, outcome = Empty, code = Empty,
            rows = Empty, retries = Empty, queue_us = Empty, commit = Empty, commit_us = Empty,
        )
    };
}

fn name(span: &Span, work: &dyn Work, member: usize, tag: Option<TenantTag>) {
    span.record("domain", work.domain(member));
    span.record("command", work.name(member));
    if let Some(tag) = tag {
        span.record("tenant", tracing::field::display(tag));
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

impl Observer {
    /// With the app's key for tenants' tags, or one of its own.
    pub(crate) fn new(key: Option<TagKey>) -> Self {
        observe::describe();
        Self { key: key.or_else(TagKey::random), commits: Arc::default() }
    }

    /// What stands for the tenant in spans; nothing when the system gave no key.
    pub(crate) fn tag(&self, tenant: &Tenant) -> Option<TenantTag> {
        self.key.as_ref().map(|key| key.tag(tenant))
    }

    pub(crate) fn submitted(&self, tenant: &Tenant, work: &dyn Work) -> Seen {
        let mut seen = Seen::new(None, work.len());
        let mut tag = None;
        for member in 0..work.len() {
            let span = command_span!();
            if !span.is_disabled() {
                tag = tag.or_else(|| self.tag(tenant));
                name(&span, work, member, tag);
            }
            seen.members.push(Member::new(span, work, member));
        }
        seen
    }

    /// A transaction for `group`, or for `only` one member of each unit.
    pub(crate) fn transaction(&self, group: &mut [Unit], only: Option<usize>) -> Transaction {
        let asked = Instant::now();
        let number = self.commits.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        let span = info_span!(
            target: TARGET, parent: None, observe::COMMIT.name,
            commit = number, commands = Empty, tenants = Empty, retry = Empty, rows = Empty,
            outcome = Empty, code = Empty, commit_us = Empty,
        );
        let (mut commands, mut retry) = (0_usize, 0);
        for unit in group.iter_mut() {
            unit.seen.taken.get_or_insert(asked);
            for member in unit.seen.chosen(only) {
                member.attempts = member.attempts.saturating_add(1);
                (member.rows, member.commit) = (0, number);
                member.commit_time = Duration::ZERO;
                member.caused.clear();
                member.span.follows_from(&span);
                commands = commands.saturating_add(1);
                retry = retry.max(member.attempts.saturating_sub(1));
            }
        }
        if !span.is_disabled() {
            let mut tenants: Vec<&Tenant> = group.iter().map(|unit| &unit.tenant).collect();
            tenants.sort_unstable();
            tenants.dedup();
            span.record("commands", commands);
            span.record("tenants", tenants.len());
            span.record("retry", retry);
        }
        Transaction { span, commands, asked, rows: 0, committed: None }
    }

    /// Tells how the members of `group` ended.
    pub(crate) fn settled(&self, group: &mut [Unit]) {
        let mut tally = Tally::default();
        for unit in group {
            let Unit { work, seen, .. } = unit;
            let total = seen.since.elapsed();
            let queued = seen.taken.map_or(total, |taken| taken.duration_since(seen.since));
            for (at, member) in seen.members.iter().enumerate() {
                let ended = work.ended(at);
                member.ended(ended);
                member.span.record("retries", member.attempts.saturating_sub(1));
                member.span.record("queue_us", micros(queued));
                member.span.record("commit", member.commit);
                member.span.record("commit_us", micros(member.commit_time));
                tally.answered(member.domain, member.command, ended, total.as_secs_f64());
                tally.queued(queued.as_secs_f64());
                if ended.outcome == "accepted" {
                    for (domain, command) in &member.caused {
                        counter!(
                            observe::CONSEQUENCES.name, "domain" => *domain, "command" => *command
                        )
                        .increment(1);
                    }
                }
            }
            seen.settle();
        }
    }

    pub(crate) async fn query<T, E>(
        &self,
        tenant: &Tenant,
        query: &'static str,
        work: impl Future<Output = Result<T, E>>,
        code: impl Fn(&E) -> &str,
    ) -> Result<T, E> {
        let since = Instant::now();
        let domain = query.split('.').next().unwrap_or_default();
        let span = info_span!(
            target: TARGET, observe::QUERY.name,
            domain, query, tenant = Empty, outcome = Empty, code = Empty,
        );
        if !span.is_disabled()
            && let Some(tag) = self.tag(tenant)
        {
            span.record("tenant", tracing::field::display(tag));
        }
        let answer = work.instrument(span.clone()).await;
        let ended = match &answer {
            Ok(_) => Ended::of("answered"),
            Err(error) => Ended::by(code(error)),
        };
        span.record("outcome", ended.outcome);
        span.record("code", ended.code);
        counter!(
            observe::QUERIES.name, "domain" => domain, "query" => query,
            "outcome" => ended.outcome, "code" => ended.code.to_owned()
        )
        .increment(1);
        histogram!(observe::QUERY_SECONDS.name, "domain" => domain, "query" => query)
            .record(since.elapsed());
        answer
    }
}

impl Seen {
    fn new(parent: Option<Span>, open: usize) -> Self {
        let counted = u32::try_from(open).unwrap_or(u32::MAX);
        if counted > 0 {
            gauge!(observe::OPEN.name).increment(f64::from(counted));
        }
        let (members, since) = (SmallVec::new(), Instant::now());
        Self { members, since, taken: None, parent, tag: None, counted }
    }

    fn chosen(&mut self, only: Option<usize>) -> impl Iterator<Item = &mut Member> {
        let members = self.members.iter_mut().enumerate();
        members.filter(move |(at, _)| only.is_none_or(|only| only == *at)).map(|(_, it)| it)
    }

    fn settle(&mut self) {
        let counted = std::mem::take(&mut self.counted);
        if counted > 0 {
            gauge!(observe::OPEN.name).decrement(f64::from(counted));
        }
    }

    /// Runs a decision in its member's span.
    pub(crate) fn decide<T>(&self, member: usize, decide: impl FnOnce() -> T) -> T {
        match self.members.get(member) {
            Some(member) => member.span.in_scope(decide),
            None => decide(),
        }
    }

    /// The member's decision changes so many rows.
    pub(crate) fn decided(&mut self, member: usize, rows: usize) {
        if let Some(member) = self.members.get_mut(member) {
            member.rows = rows;
        }
    }

    /// For what follows from a member.
    pub(crate) fn causing(&self, member: usize) -> Self {
        Self::new(self.members.get(member).map(|member| member.span.clone()), 0)
    }

    /// A member of what follows is about to be decided.
    pub(crate) fn cause(
        &mut self,
        observer: &Observer,
        tenant: &Tenant,
        at: usize,
        work: &dyn Work,
    ) {
        let parent = self.parent.as_ref().and_then(Span::id);
        let span = command_span!(parent: parent,);
        if !span.is_disabled() {
            if self.tag.is_none() {
                self.tag = observer.tag(tenant);
            }
            name(&span, work, at, self.tag);
        }
        self.members.push(Member::new(span, work, at));
    }

    /// It was decided.
    pub(crate) fn caused(&mut self, at: usize, work: &dyn Work) {
        if let Some(member) = self.members.get(at) {
            member.ended(work.ended(at));
        }
    }

    /// What followed from the member was accepted.
    pub(crate) fn adopt(&mut self, member: usize, mut caused: Self) {
        let Some(member) = self.members.get_mut(member) else { return };
        for mut one in caused.members.drain(..) {
            member.caused.push((one.domain, one.command));
            member.caused.append(&mut one.caused);
        }
    }
}

impl Drop for Seen {
    fn drop(&mut self) {
        self.settle();
    }
}

/// One attempt to carry a group through a transaction.
#[derive(Debug)]
pub(crate) struct Transaction {
    span: Span,
    commands: usize,
    asked: Instant,
    rows: usize,
    committed: Option<Duration>,
}

impl Transaction {
    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// So many rows were given to the store.
    pub(crate) fn wrote(&mut self, rows: usize) {
        self.rows = self.rows.saturating_add(rows);
    }

    /// Measures the commit.
    pub(crate) async fn commit<T>(&mut self, commit: impl Future<Output = T>) -> T {
        let since = Instant::now();
        let done = commit.await;
        self.committed = Some(since.elapsed());
        done
    }

    /// The transaction has ended, and so have the members that it was for, unless it failed.
    pub(crate) fn ended(
        self,
        group: &mut [Unit],
        only: Option<usize>,
        done: Result<(), &StoreError>,
    ) {
        let Self { span, commands, asked, rows, committed } = self;
        let ended = match (done, committed) {
            (Ok(()), Some(_)) => Ended::of("committed"),
            (Ok(()), None) => Ended::of("nothing"),
            (Err(error), _) => Ended { outcome: "failed", code: error.code() },
        };
        span.record("rows", rows);
        span.record("outcome", ended.outcome);
        span.record("code", ended.code);
        histogram!(observe::COMMIT_COMMANDS.name).record(float(commands));
        histogram!(observe::COMMIT_ROWS.name).record(float(rows));
        histogram!(observe::TRANSACTION_SECONDS.name).record(asked.elapsed());
        if let Some(time) = committed {
            span.record("commit_us", micros(time));
            histogram!(observe::COMMIT_SECONDS.name).record(time);
            for unit in group {
                unit.seen.chosen(only).for_each(|member| member.commit_time = time);
            }
        }
        counter!(
            observe::COMMITS.name, "outcome" => ended.outcome, "code" => ended.code.to_owned()
        )
        .increment(1);
        if done.is_err() {
            // The message is left out: a driver may have put anything into it.
            tracing::warn!(
                target: TARGET, parent: &span, code = ended.code,
                "a transaction was not committed"
            );
        }
    }
}

/// The group is executed again, because of `error`.
pub(crate) fn retried(commands: usize, error: &StoreError) {
    let commands = u64::try_from(commands).unwrap_or(u64::MAX);
    counter!(observe::RETRIES.name, "code" => error.code()).increment(commands);
}

fn float(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
