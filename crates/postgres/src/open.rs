//! Opening, and the store itself.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use async_trait::async_trait;
use moja_core::declared::is_plain;
use moja_core::store::{
    Access, BoxFuture, Lanes, MigrationReport, Schema, Store, StoreError, StoreErrorKind, Tx,
    Vitals,
};
use moja_core::tenant::Tenant;
use sqlx::postgres::{PgConnectOptions, PgRow, PgTransaction};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::check;
use crate::error::{Doing, closed, corrupt, invalid};
use crate::host::{self, HostTx};
use crate::migrate::{self, Target, literal, text};
use crate::options::PostgresOptions;
use crate::pooler::{MARK_SETTING, Way};
use crate::schema::{NAMES_SETTING, Plan, TENANT_SETTING, TENANT_TABLE};
use crate::session::Pool;
use crate::statement::ident;
use crate::tx::PostgresTx;
use crate::versions::{Stamps, Versions};
use crate::walls;

/// Statements that a connection keeps prepared.
const STATEMENTS_KEPT: usize = 512;

/// How long a write transaction may be idle before the server ends it, so that a process that
/// vanished does not hold its tenant for ever. In milliseconds.
const IDLE_WRITE_MS: u32 = 60_000;

/// A store in a PostgreSQL database. Cloning is cheap; all clones are one handle.
#[derive(Clone)]
pub struct PostgresStore {
    inner: Arc<Inner>,
}

struct Inner {
    options: PostgresOptions,
    owner: PgConnectOptions,
    target: Target,
    /// The process that opened the store.
    pid: AtomicU32,
    plan: RwLock<Option<Arc<Plan>>>,
    versions: Arc<Versions>,
    pool: Arc<Pool>,
    /// What [`host`](crate::host) knows this store by.
    identity: OnceLock<String>,
    /// The store's own runtime, if it has one.
    runtime: Option<Runtime>,
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore")
            .field("schema", &self.inner.target.schema)
            .finish_non_exhaustive()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let runtime = self.runtime.take();
        if self.forked() {
            // The parent's connections and threads are not ours to end.
            std::mem::forget(Arc::clone(&self.pool));
            std::mem::forget(runtime);
        } else if let Some(runtime) = runtime {
            // This may be one of its own threads, which must not wait for themselves.
            runtime.shutdown_background();
        }
    }
}

impl Inner {
    fn forked(&self) -> bool {
        self.pid.load(Ordering::Relaxed) != std::process::id()
    }

    fn usable(&self) -> Result<(), StoreError> {
        if self.forked() {
            return Err(StoreError::new(
                StoreErrorKind::Forked,
                "the store was opened before fork(): open it after the fork, in each process for itself",
            ));
        }
        if self.pool.is_closed() { Err(closed()) } else { Ok(()) }
    }

    fn plan(&self) -> Result<Arc<Plan>, StoreError> {
        let plan = self.plan.read().unwrap_or_else(PoisonError::into_inner).clone();
        plan.ok_or_else(|| invalid("the store's tables are not there yet: migrate it first"))
    }

    /// Runs what needs the driver's runtime, to its end, whoever waits for it.
    async fn on_runtime<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, StoreError>> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (sender, receiver) = oneshot::channel();
        self.pool.handle().spawn(async move {
            let _ = sender.send(work.await);
        });
        receiver.await.unwrap_or_else(|_| Err(closed()))
    }

    /// The text that begins a transaction: its kind, the role without rights to get past walls,
    /// and what the planner is to know: every statement is about one tenant, so that an index
    /// always leads to its rows, whatever a table's statistics say; and a plan is for any tenant,
    /// for a new one that statistics do not know seems to have no rows.
    fn opening(&self, access: Access) -> String {
        let role = literal(&self.target.role_name);
        let kind = match access {
            Access::Read => "REPEATABLE READ READ ONLY",
            Access::Write => "READ COMMITTED",
        };
        let mut text = format!(
            "BEGIN ISOLATION LEVEL {kind}; SELECT current_setting('{MARK_SETTING}', true), \
             set_config('role', {role}, true), set_config('enable_seqscan', 'off', true), \
             set_config('plan_cache_mode', 'force_generic_plan', true)"
        );
        if access == Access::Write {
            let patience = self.options.patience.as_millis().min(2_000_000_000);
            text.push_str(&format!(
                ", set_config('lock_timeout', '{patience}', true), \
                 set_config('idle_in_transaction_session_timeout', '{IDLE_WRITE_MS}', true)"
            ));
        }
        text
    }
}

impl PostgresStore {
    /// Opens the store in the database that `url` names (`postgres://user@host/database`).
    ///
    /// Nothing is asked of the server before [`Store::migrate`], without which nothing can be
    /// read or written. With one URL its user owns the tables, and each transaction takes the
    /// runtime role, which owns nothing. With an `owner_url` besides, the user of `url` need not
    /// be able to do more than that role.
    ///
    /// # Errors
    ///
    /// [`StoreError`] of kind Invalid for a URL or a name that is not valid, Io when no runtime
    /// can be had.
    pub fn open(url: &str, options: PostgresOptions) -> Result<Self, StoreError> {
        let parse = |url: &str| -> Result<PgConnectOptions, StoreError> {
            if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
                return Err(invalid("the URL of the database does not begin with `postgres://`"));
            }
            // The message may repeat the URL, which may hold a password.
            let parsed: PgConnectOptions =
                url.parse().map_err(|_| invalid("the URL of the database is not valid"))?;
            Ok(parsed
                .statement_cache_capacity(STATEMENTS_KEPT)
                // No float is stored, and poolers refuse the setting.
                .extra_float_digits(None)
                .application_name("moja")
                .disable_statement_logging())
        };
        let parsed = parse(url)?;
        let owner = options.owner_url.as_deref().map_or_else(|| Ok(parsed.clone()), parse)?;
        let target = target(&parsed, &options)?;
        let (handle, runtime) = match &options.runtime {
            Some(handle) => (handle.clone(), None),
            None => {
                let runtime = own_runtime()?;
                (runtime.handle().clone(), Some(runtime))
            }
        };
        let pool = Pool::new(
            parsed,
            Way::new(options.pooled),
            options.connections,
            options.patience,
            handle,
        );
        Ok(Self {
            inner: Arc::new(Inner {
                options,
                owner,
                target,
                pid: AtomicU32::new(std::process::id()),
                plan: RwLock::new(None),
                versions: Arc::default(),
                pool,
                identity: OnceLock::new(),
                runtime,
            }),
        })
    }

    /// Starts a transaction over `tenants`.
    async fn start(&self, access: Access, tenants: &[Tenant]) -> Result<PostgresTx, StoreError> {
        let inner = &self.inner;
        inner.usable()?;
        let plan = inner.plan()?;
        // The rows of tenants are locked in one order everywhere.
        let mut tenants = tenants.to_vec();
        tenants.sort_unstable();
        tenants.dedup();
        let mut text = inner.opening(access);
        if access == Access::Read {
            let shown = tenants.last().ok_or_else(|| invalid("a transaction names no tenant"))?;
            text.push_str(&format!(", {}", settings_of(shown)));
        } else {
            for tenant in &tenants {
                text.push_str("; ");
                text.push_str(&lock_text(&plan.schema, tenant));
            }
        }
        let (lease, rows) = inner.pool.lend(text).await?;
        let stamps = match access {
            Access::Read => Stamps::new(),
            Access::Write => stamps(&tenants, &rows)?,
        };
        PostgresTx::new(plan, Arc::clone(&inner.versions), lease, access, tenants, stamps)
    }

    /// A write transaction of which nothing is sent before it has to be, if nobody else seems to
    /// write the tenant.
    fn start_late(&self, tenants: &[Tenant]) -> Result<Option<PostgresTx>, StoreError> {
        let inner = &self.inner;
        inner.usable()?;
        let [tenant] = tenants else { return Ok(None) };
        let version = inner.versions.quiet(tenant).filter(|_| inner.options.whole);
        let Some(version) = version else { return Ok(None) };
        let (pool, opening) = (Arc::clone(&inner.pool), inner.opening(Access::Write));
        let stamp = (tenant.clone(), version.saturating_add(1));
        Ok(Some(PostgresTx::late(inner.plan()?, Arc::clone(&inner.versions), pool, opening, stamp)))
    }

    /// Joins the app's own transaction: what is written through the result is a part of it, and
    /// is kept if the app commits. See [`Engine::execute_in`], which takes it.
    ///
    /// The transaction may be of another pool and another user, in the database of this store:
    /// its user must be allowed to take the store's runtime role (`GRANT .. TO ..`). As long as
    /// the result lives, statements run with that role's rights and see the tenant alone.
    /// Afterwards, whichever way it ends, role and settings are the app's again. From the first
    /// command that writes, the tenant is locked until the app's transaction ends: the app must
    /// not wait in it for anything that writes the tenant outside of it.
    ///
    /// The future and the result may be dropped at any time: the part is then undone, and the
    /// app's transaction is as it was before. Only while the result is committed, which gives the
    /// transaction back, dropping that future fails the whole of it: the app's next statement
    /// says so, and nothing can be committed.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: Incompatible when the transaction is in another database, or its user may
    /// not take the role; Busy when another process wrote the tenant for too long; Conflict when
    /// the app's transaction is REPEATABLE READ or SERIALIZABLE, and somebody else has written
    /// the tenant since it began. The app's transaction can be used on after all of them.
    ///
    /// [`Engine::execute_in`]: moja_core::engine::Engine::execute_in
    pub async fn join<'t>(
        &self,
        transaction: &'t mut PgTransaction<'_>,
        tenant: &Tenant,
    ) -> Result<Box<dyn Tx + 't>, StoreError> {
        let inner = &self.inner;
        inner.usable()?;
        let plan = inner.plan()?;
        let identity = match inner.identity.get() {
            Some(known) => known.clone(),
            None => {
                let found = self.look(None, vec![host::identity_sql(&plan.schema)]).await?;
                let row = found.first().and_then(|rows| rows.first());
                let row = row.ok_or_else(|| corrupt("no migration is recorded"))?;
                let identity = text(row, 0)?.unwrap_or_default();
                inner.identity.get_or_init(|| identity).clone()
            }
        };
        let role = &inner.target.role_name;
        let patience = inner.options.patience;
        let wanted = host::Wanted { plan, identity, role, patience };
        Ok(Box::new(HostTx::begin(transaction, tenant, wanted).await?))
    }

    /// Runs `queries` with the rights of transactions; gives the rows of each, in the text form.
    async fn look(
        &self,
        setting: Option<&str>,
        queries: Vec<String>,
    ) -> Result<Vec<Vec<PgRow>>, StoreError> {
        self.inner.usable()?;
        let mut text = self.inner.opening(Access::Read);
        if let Some(setting) = setting {
            text.push_str(&format!(", set_config('{setting}', 'on', true)"));
        }
        let (lease, _) = self.inner.pool.lend(text).await?;
        let mut all = Vec::with_capacity(queries.len());
        for query in queries {
            all.push(lease.script(query).await.doing("reading the catalogue")?);
        }
        Ok(all)
    }

    /// Begins a write transaction of no tenant, and asks whether it is one.
    async fn ask_whether_writable(&self) -> Result<(), StoreError> {
        self.inner.usable()?;
        self.inner.plan()?;
        let (lease, _) = self.inner.pool.lend(self.inner.opening(Access::Write)).await?;
        let asked = "SELECT pg_is_in_recovery()::text, current_setting('transaction_read_only')";
        let rows =
            lease.script(asked.to_owned()).await.doing("asking whether it can be written")?;
        let row = rows.first().ok_or_else(|| corrupt("the server did not answer"))?;
        let why = match (text(row, 0)?.as_deref(), text(row, 1)?.as_deref()) {
            (Some("false"), Some("off")) => return Ok(()),
            (Some("true"), _) => "the server is a standby, which only reads",
            _ => "the server is set to read only (`default_transaction_read_only`)",
        };
        Err(StoreError::new(StoreErrorKind::Unavailable, why))
    }

    /// Does it on the driver's runtime and within the store's patience, for a server that has
    /// stopped to answer does not end a connection.
    async fn in_time<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, StoreError>> + Send + 'static,
    ) -> Result<T, StoreError> {
        let patience = self.inner.options.patience;
        let timed = async move {
            tokio::time::timeout(patience, work).await.unwrap_or_else(|_| {
                Err(StoreError::new(StoreErrorKind::Unavailable, "the server does not answer"))
            })
        };
        self.inner.on_runtime(timed).await
    }

    /// Refuses a role or a schema that does not keep tenants apart.
    async fn check_walls(&self, plan: &Plan) -> Result<(), StoreError> {
        let schema = &self.inner.target.schema_name;
        let queries =
            vec![walls::role_sql(), walls::relations_sql(schema), walls::functions_sql(schema)];
        let found = self.look(None, queries).await?;
        let [role, relations, functions] = found.as_slice() else {
            return Err(corrupt("the catalogue did not answer"));
        };
        walls::check_role(role)?;
        let declared: Vec<_> = plan.tables().iter().map(|table| table.def).collect();
        walls::check_schema(relations, functions, &declared)
    }
}

/// What shows the rows of a tenant, as an item of a `SELECT`.
pub(crate) fn settings_of(tenant: &Tenant) -> String {
    format!("set_config('{TENANT_SETTING}', {}, true)", literal(tenant.as_str()))
}

/// Shows the rows of a tenant and locks it, whoever else writes; gives two rows, of which the
/// second is the version that a commit gives the tenant.
pub(crate) fn lock_text(schema: &str, tenant: &Tenant) -> String {
    let name = literal(tenant.as_str());
    let shown = settings_of(tenant);
    format!(
        "SELECT {shown}; INSERT INTO {schema}.{TENANT_TABLE} AS t (tenant, version) VALUES ({name}, 1) \
         ON CONFLICT (tenant) DO UPDATE SET version = t.version + 1 RETURNING version"
    )
}

/// The versions that a commit gives these tenants, from what a transaction that locks them began
/// with: a row for the settings, then two for each.
pub(crate) fn stamps(tenants: &[Tenant], rows: &[PgRow]) -> Result<Stamps, StoreError> {
    let versions = rows.iter().skip(2).step_by(2);
    let stamps = tenants.iter().zip(versions);
    stamps.map(|(tenant, row)| Ok((tenant.clone(), text_number(row)?))).collect()
}

fn named(row: &PgRow) -> Result<Tenant, StoreError> {
    let name = text(row, 0)?.unwrap_or_default();
    Tenant::new(&name).map_err(|_| corrupt("a stored tenant name is not valid"))
}

fn text_number(row: &PgRow) -> Result<i64, StoreError> {
    let number = text(row, 0)?.and_then(|number| number.parse().ok());
    number.ok_or_else(|| corrupt("the version of a tenant is not a number"))
}

fn own_runtime() -> Result<Runtime, StoreError> {
    tokio::runtime::Builder::new_multi_thread()
        .thread_name("moja-postgres")
        .enable_all()
        .build()
        .map_err(|error| {
            StoreError::new(StoreErrorKind::Io, format_args!("starting the runtime: {error}"))
        })
}

/// Where the tables are, and who may use them.
fn target(url: &PgConnectOptions, options: &PostgresOptions) -> Result<Target, StoreError> {
    let schema = &options.schema;
    if !is_plain(schema) || schema.len() > 63 || schema.starts_with("pg_") {
        return Err(invalid("the schema's name is not in snake case, or longer than 63 bytes"));
    }
    let user = url.get_username();
    let database = url.get_database().unwrap_or(user);
    // Roles belong to all databases of a server.
    let role_name = options.role.clone().unwrap_or_else(|| format!("{database}_{schema}_runtime"));
    if role_name.is_empty() || role_name.len() > 63 || role_name.contains('\0') {
        return Err(invalid(
            "the name of the runtime role must have 1 to 63 bytes: give one in the options",
        ));
    }
    Ok(Target {
        schema: ident(schema),
        schema_name: schema.clone(),
        role: format!("\"{}\"", role_name.replace('"', "\"\"")),
        role_name,
        user: user.to_owned(),
    })
}

#[async_trait]
impl Store for PostgresStore {
    async fn migrate(&self, schema: &Schema) -> Result<MigrationReport, StoreError> {
        let inner = Arc::clone(&self.inner);
        inner.usable()?;
        let plan = Plan::new(schema, &inner.target.schema_name)?;
        let declared = schema.clone();
        let work = Arc::clone(&inner);
        let report = inner
            .on_runtime(async move {
                let Inner { owner, target, options, .. } = &*work;
                let mut connection = Pool::connect(owner, options.patience).await?;
                let done = migrate::run(
                    &mut connection,
                    target,
                    &declared,
                    &options.views,
                    options.patience,
                    options.create,
                )
                .await;
                let _ = connection.close().await;
                done
            })
            .await?;
        self.check_walls(&plan).await?;
        *inner.plan.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(plan));
        Ok(report)
    }

    async fn begin(
        &self,
        access: Access,
        tenants: &[Tenant],
    ) -> Result<Box<dyn Tx + '_>, StoreError> {
        Ok(Box::new(self.start(access, tenants).await?))
    }

    async fn begin_late(&self, tenants: &[Tenant]) -> Result<Box<dyn Tx + '_>, StoreError> {
        match self.start_late(tenants)? {
            Some(late) => Ok(Box::new(late)),
            None => self.begin(Access::Write, tenants).await,
        }
    }

    fn lanes(&self) -> Lanes {
        Lanes::PerTenant
    }

    fn loads_travel(&self) -> bool {
        true
    }

    fn spawn(&self, worker: BoxFuture<'static, ()>) -> Result<(), StoreError> {
        self.inner.pool.handle().spawn(worker);
        Ok(())
    }

    async fn tenants(&self) -> Result<Vec<Tenant>, StoreError> {
        let sql = format!(
            "SELECT tenant FROM {}.{TENANT_TABLE} ORDER BY tenant",
            self.inner.plan()?.schema
        );
        let found = self.look(Some(NAMES_SETTING), vec![sql]).await?;
        found.iter().flatten().map(named).collect()
    }

    async fn vitals(&self, tenants_max: u32) -> Result<Vitals, StoreError> {
        let table = format!("{}.{TENANT_TABLE}", self.inner.plan()?.schema);
        let queries = vec![
            format!("SELECT current_setting('server_version'), count(*) FROM {table}"),
            format!("SELECT tenant FROM {table} ORDER BY tenant LIMIT {tenants_max}"),
        ];
        let store = self.clone();
        let found =
            self.in_time(async move { store.look(Some(NAMES_SETTING), queries).await }).await?;
        let [about, tenants] = found.as_slice() else {
            return Err(corrupt("the server did not answer"));
        };
        let about = about.first().ok_or_else(|| corrupt("the server did not answer"))?;
        let total = text(about, 1)?.and_then(|count| count.parse().ok());
        Ok(Vitals {
            kind: "postgres",
            version: text(about, 0)?,
            tenants_total: total.unwrap_or(0),
            tenants: tenants.iter().map(named).collect::<Result<_, _>>()?,
            ..Vitals::default()
        })
    }

    async fn writable(&self) -> Result<(), StoreError> {
        let store = self.clone();
        self.in_time(async move { store.ask_whether_writable().await }).await
    }

    async fn check(&self) -> Result<Vec<String>, StoreError> {
        let plan = self.inner.plan()?;
        let mut findings = Vec::new();
        if let Err(error) = self.check_walls(&plan).await {
            if error.kind() != StoreErrorKind::Incompatible {
                return Err(error);
            }
            findings.push(error.to_string());
        }
        let catalogue = self.look(None, check::catalogue(&self.inner.target.schema_name, &plan));
        findings.extend(check::read(&catalogue.await?, &plan)?);
        let tenants = self.tenants().await?;
        for tenant in tenants {
            let mut text = self.inner.opening(Access::Read);
            text.push_str(&format!(", {}", settings_of(&tenant)));
            let (lease, _) = self.inner.pool.lend(text).await?;
            for (sql, finding) in check::references(&plan, &tenant) {
                if !lease.script(sql).await.doing("checking references")?.is_empty() {
                    findings.push(finding);
                }
            }
        }
        Ok(findings)
    }

    async fn close(&self) -> Result<(), StoreError> {
        if self.inner.forked() {
            return self.inner.usable();
        }
        self.inner.pool.close().await
    }

    fn usable(&self) -> Result<(), StoreError> {
        self.inner.usable()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_that_crossed_fork_refuses_everything() {
        let store =
            PostgresStore::open("postgres://nobody@localhost/none", PostgresOptions::default())
                .unwrap();
        assert!(store.usable().is_ok());
        store.inner.pid.store(1, Ordering::Relaxed);
        let tenant = [Tenant::new("a").unwrap()];
        pollster::block_on(async {
            assert_eq!(store.usable().unwrap_err().kind(), StoreErrorKind::Forked);
            let begun = store.begin(Access::Read, &tenant).await.err();
            assert_eq!(begun.map(|error| error.kind()), Some(StoreErrorKind::Forked));
            let closed = Store::close(&store).await;
            assert_eq!(closed.unwrap_err().kind(), StoreErrorKind::Forked);
            let migrated = store.migrate(&Schema::default()).await;
            assert_eq!(migrated.unwrap_err().kind(), StoreErrorKind::Forked);
        });
    }

    #[test]
    fn names_that_cannot_be_quoted_away_are_refused() {
        let open = |options| PostgresStore::open("postgres://nobody@localhost/none", options);
        for schema in ["", "pg_x", "a b", "A", &"a".repeat(64)] {
            let options = PostgresOptions { schema: schema.to_owned(), ..Default::default() };
            assert_eq!(open(options).unwrap_err().kind(), StoreErrorKind::Invalid, "{schema}");
        }
        let role = Some("a\"b; DROP SCHEMA x".to_owned());
        let store = open(PostgresOptions { role, ..Default::default() }).unwrap();
        assert_eq!(store.inner.target.role, "\"a\"\"b; DROP SCHEMA x\"");
    }
}
