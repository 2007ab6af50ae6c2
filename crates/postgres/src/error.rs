//! From driver errors to the store's own kinds.

use moja_core::store::{StoreError, StoreErrorKind};
use sqlx::Error;

/// The server's five letters, if it was the server that complained.
pub(crate) fn sqlstate(error: &Error) -> Option<String> {
    error.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned())
}

/// A serialization failure or a deadlock: the transaction is gone and may be tried again.
pub(crate) fn is_collision(error: &Error) -> bool {
    matches!(sqlstate(error).as_deref(), Some("40001" | "40P01"))
}

fn kind_of_state(state: &str) -> StoreErrorKind {
    match state {
        // A value that does not fit its column is a defect, and deciding again cannot help; a
        // key, a foreign key or a bound can be different on fresh rows.
        "23502" | "23514" => StoreErrorKind::Invalid,
        "40001" | "40P01" => StoreErrorKind::Conflict,
        // Waited for a lock too long, or was told to stop; too many connections; no memory.
        "55P03" | "57014" | "53000" | "53200" | "53300" => StoreErrorKind::Busy,
        "53100" => StoreErrorKind::Full,
        // A server that only reads is one that is being replaced by another.
        "25006" | "57P01" | "57P02" | "57P03" | "25P03" | "57P05" => StoreErrorKind::Unavailable,
        "XX001" | "XX002" => StoreErrorKind::Corrupt,
        // No such database or schema, or not allowed to.
        "3D000" | "3F000" | "42501" => StoreErrorKind::Incompatible,
        _ => match state.get(..2) {
            Some("23") => StoreErrorKind::Conflict,
            Some("08") => StoreErrorKind::Unavailable,
            Some("28") => StoreErrorKind::Incompatible,
            Some("58") => StoreErrorKind::Io,
            _ => StoreErrorKind::Invalid,
        },
    }
}

/// The kind of a driver error.
pub(crate) fn kind(error: &Error) -> StoreErrorKind {
    match error {
        Error::Database(_) => {
            sqlstate(error).map_or(StoreErrorKind::Invalid, |state| kind_of_state(&state))
        }
        // A certificate that does not hold, or a peer that speaks something else.
        Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            StoreErrorKind::Incompatible
        }
        Error::Io(_) | Error::Protocol(_) | Error::WorkerCrashed | Error::PoolClosed => {
            StoreErrorKind::Unavailable
        }
        Error::Tls(_) => StoreErrorKind::Incompatible,
        Error::ColumnDecode { .. } | Error::Decode(_) | Error::ColumnNotFound(_) => {
            StoreErrorKind::Corrupt
        }
        _ => StoreErrorKind::Invalid,
    }
}

/// A driver error while `doing` something. The server repeats values in messages about data and
/// syntax, and in details, so of those only the code is told.
pub(crate) fn driver(error: &Error, doing: &str) -> StoreError {
    let kind = kind(error);
    let text = match error.as_database_error() {
        Some(server) => {
            let state = sqlstate(error).unwrap_or_default();
            let told = !matches!(state.get(..2), Some("22" | "P0")) && state != "42601";
            let message = if told { server.message() } else { "a value was refused" };
            format!("{message} (SQLSTATE {state})")
        }
        None => error.to_string(),
    };
    StoreError::new(kind, format_args!("{doing}: {text}"))
}

/// The error of a commit. Where the answer did not come, or came with the end of the connection,
/// the server may have committed all the same.
pub(crate) fn commit(error: &Error) -> StoreError {
    let known = driver(error, "committing");
    match (error, known.kind()) {
        (Error::Database(_), kind)
            if !matches!(
                kind,
                StoreErrorKind::Unavailable | StoreErrorKind::Io | StoreErrorKind::Corrupt
            ) =>
        {
            known
        }
        _ => StoreError::new(StoreErrorKind::Unknown, known),
    }
}

/// Adds what was being done to a driver result.
pub(crate) trait Doing<T> {
    /// Maps the error with its context.
    fn doing(self, doing: &str) -> Result<T, StoreError>;
}

impl<T> Doing<T> for Result<T, Error> {
    fn doing(self, doing: &str) -> Result<T, StoreError> {
        self.map_err(|error| driver(&error, doing))
    }
}

/// A request that cannot be served.
pub(crate) fn invalid(message: impl std::fmt::Display) -> StoreError {
    StoreError::new(StoreErrorKind::Invalid, message)
}

/// A database or a schema that is not ours, or not as safe as it must be.
pub(crate) fn incompatible(message: impl std::fmt::Display) -> StoreError {
    StoreError::new(StoreErrorKind::Incompatible, message)
}

/// Something stored is not what was written.
pub(crate) fn corrupt(message: impl std::fmt::Display) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, message)
}

/// The store was closed.
pub(crate) fn closed() -> StoreError {
    StoreError::new(StoreErrorKind::Closed, "the store was closed")
}
