//! From driver errors to the store's own kinds.

use moja_core::store::{StoreError, StoreErrorKind};
use rusqlite::{Error, ffi};

/// The extended result code, if SQLite gave one.
pub(crate) fn extended_code(error: &Error) -> Option<i32> {
    match error {
        Error::SqliteFailure(failure, _) | Error::SqlInputError { error: failure, .. } => {
            Some(failure.extended_code)
        }
        _ => None,
    }
}

/// Whether the device failed, so that nothing more may be written on this connection.
///
/// A shared memory file that cannot grow is not among them: nothing was written yet, and the
/// usual reason is a full disk.
pub(crate) fn is_device_failure(error: &Error) -> bool {
    extended_code(error)
        .is_some_and(|code| code & 0xff == ffi::SQLITE_IOERR && code != ffi::SQLITE_IOERR_SHMSIZE)
}

fn kind(code: i32) -> StoreErrorKind {
    match code {
        ffi::SQLITE_IOERR_SHMSIZE => return StoreErrorKind::Full,
        // A value that does not fit its column is a defect, and deciding again cannot help;
        // a key, a foreign key or a bound can be different on fresh rows.
        ffi::SQLITE_CONSTRAINT_CHECK
        | ffi::SQLITE_CONSTRAINT_NOTNULL
        | ffi::SQLITE_CONSTRAINT_DATATYPE
        | ffi::SQLITE_CONSTRAINT_TRIGGER => return StoreErrorKind::Invalid,
        _ => {}
    }
    match code & 0xff {
        ffi::SQLITE_BUSY
        | ffi::SQLITE_LOCKED
        | ffi::SQLITE_PROTOCOL
        | ffi::SQLITE_SCHEMA
        | ffi::SQLITE_INTERRUPT => StoreErrorKind::Busy,
        ffi::SQLITE_FULL => StoreErrorKind::Full,
        ffi::SQLITE_CORRUPT => StoreErrorKind::Corrupt,
        ffi::SQLITE_NOTADB => StoreErrorKind::Incompatible,
        ffi::SQLITE_CONSTRAINT => StoreErrorKind::Conflict,
        ffi::SQLITE_IOERR
        | ffi::SQLITE_CANTOPEN
        | ffi::SQLITE_READONLY
        | ffi::SQLITE_PERM
        | ffi::SQLITE_AUTH
        | ffi::SQLITE_NOMEM
        | ffi::SQLITE_NOLFS => StoreErrorKind::Io,
        _ => StoreErrorKind::Invalid,
    }
}

/// A driver error while `doing` something. SQLite's messages name tables and columns, never
/// values.
pub(crate) fn sqlite(error: &Error, doing: &str) -> StoreError {
    let kind = match error {
        Error::FromSqlConversionFailure(..)
        | Error::InvalidColumnType(..)
        | Error::IntegralValueOutOfRange(..)
        | Error::Utf8Error(..) => StoreErrorKind::Corrupt,
        _ => extended_code(error).map_or(StoreErrorKind::Invalid, kind),
    };
    let text = match error {
        Error::SqliteFailure(failure, Some(message)) => {
            format!("{message} (SQLite code {})", failure.extended_code)
        }
        Error::SqliteFailure(failure, None) => {
            format!(
                "{} (SQLite code {})",
                ffi::code_to_str(failure.extended_code),
                failure.extended_code
            )
        }
        other => other.to_string(),
    };
    StoreError::new(kind, format_args!("{doing}: {text}"))
}

/// Adds what was being done to a driver result.
pub(crate) trait Doing<T> {
    /// Maps the error with its context.
    fn doing(self, doing: &str) -> Result<T, StoreError>;
}

impl<T> Doing<T> for rusqlite::Result<T> {
    fn doing(self, doing: &str) -> Result<T, StoreError> {
        self.map_err(|error| sqlite(&error, doing))
    }
}

/// A file system error while `doing` something.
pub(crate) fn file(error: &std::io::Error, doing: &str) -> StoreError {
    use std::io::ErrorKind;
    let kind = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreErrorKind::Full,
        ErrorKind::NotFound | ErrorKind::AlreadyExists | ErrorKind::InvalidInput => {
            StoreErrorKind::Invalid
        }
        _ => StoreErrorKind::Io,
    };
    StoreError::new(kind, format_args!("{doing}: {error}"))
}

/// A request that cannot be served.
pub(crate) fn invalid(message: impl std::fmt::Display) -> StoreError {
    StoreError::new(StoreErrorKind::Invalid, message)
}

/// A file or a schema that is not ours.
pub(crate) fn incompatible(message: impl std::fmt::Display) -> StoreError {
    StoreError::new(StoreErrorKind::Incompatible, message)
}

/// Bytes that are not what was written.
pub(crate) fn corrupt(message: impl std::fmt::Display) -> StoreError {
    StoreError::new(StoreErrorKind::Corrupt, message)
}
