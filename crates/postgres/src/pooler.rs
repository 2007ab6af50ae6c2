//! Poolers between the store and the server.
//!
//! One in transaction mode gives each transaction some connection to the server, and not always
//! the same. Within a transaction everything works; what outlives one does not: a statement that
//! was prepared under a name may be missing on the next connection, or, worse, be another client's
//! statement of that name. So every session marks its connection by a setting of the startup
//! message, which poolers refuse or drop, and finds its mark at each beginning before it relies on
//! what it prepared.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::ErrorKind;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{Connection as _, Row as _, ValueRef as _};

use crate::error::sqlstate;

/// The setting that holds a session's mark.
pub(crate) const MARK_SETTING: &str = "moja.session";

/// How statements are kept on one connection.
pub(crate) enum Keeping {
    /// Under names. The mark tells that the connection to the server is still the same.
    Marked(String),
    /// Under names, because the app says so.
    Named,
    /// Not at all.
    Unnamed,
}

impl Keeping {
    pub(crate) fn is_named(&self) -> bool {
        !matches!(self, Self::Unnamed)
    }

    /// What stops a transaction of which nobody sees the beginning if this is another connection.
    pub(crate) fn check(&self) -> Option<String> {
        let Self::Marked(mark) = self else { return None };
        Some(format!(
            "1 / (current_setting('{MARK_SETTING}', true) IS NOT DISTINCT FROM '{mark}')::int"
        ))
    }

    /// Whether a transaction that began with these rows can use what was prepared here.
    pub(crate) fn holds(&self, begun: &[PgRow]) -> bool {
        let Self::Marked(mark) = self else { return true };
        let raw = begun.first().and_then(|row| row.try_get_raw(0).ok());
        raw.is_some_and(|raw| {
            !raw.is_null() && raw.as_bytes().is_ok_and(|found| found == mark.as_bytes())
        })
    }
}

/// Connects. A file that is not there is a certificate's, unless the server is one itself, which
/// may come back.
///
/// # Errors
///
/// As the driver's, with a missing certificate told apart from a missing server.
pub(crate) async fn connect(options: &PgConnectOptions) -> Result<PgConnection, sqlx::Error> {
    let is_socket = options.get_socket().is_some() || options.get_host().starts_with('/');
    PgConnection::connect_with(options).await.map_err(|error| match &error {
        sqlx::Error::Io(io) if io.kind() == ErrorKind::NotFound && !is_socket => {
            sqlx::Error::Configuration(
                "a certificate or key that the URL names is not there".into(),
            )
        }
        _ => error,
    })
}

/// What is known of the way to the server.
pub(crate) struct Way {
    /// The app says that statements last.
    named: bool,
    pooled: AtomicBool,
}

impl Way {
    pub(crate) fn new(pooled: Option<bool>) -> Self {
        Self { named: pooled == Some(false), pooled: AtomicBool::new(pooled == Some(true)) }
    }

    /// A pooler was noticed.
    pub(crate) fn found_pooled(&self) {
        self.pooled.store(true, Ordering::Relaxed);
    }

    /// Connects, and says what to keep on the connection.
    pub(crate) async fn connect(
        &self,
        options: &PgConnectOptions,
    ) -> Result<(PgConnection, Keeping), sqlx::Error> {
        if self.named {
            return Ok((connect(options).await?, Keeping::Named));
        }
        if !self.pooled.load(Ordering::Relaxed) {
            let mark = format!("{:016x}", RandomState::new().build_hasher().finish());
            let marked = options.clone().options([(MARK_SETTING, &mark)]);
            match connect(&marked).await {
                Ok(connection) => return Ok((connection, Keeping::Marked(mark))),
                // A setting that is not known, or a startup message with one.
                Err(error)
                    if matches!(sqlstate(&error).as_deref(), Some("08P01" | "42704" | "22023")) => {
                }
                Err(error) => return Err(error),
            }
        }
        let connection = connect(options).await?;
        self.found_pooled();
        Ok((connection, Keeping::Unnamed))
    }
}
