//! What can go wrong with the database, by what a person can do about it.

use sqlx::migrate::MigrateError;
use unforgotten_core::state::Illegal;

/// An error of the store. What kind it is, is asked with the predicates.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StoreError(#[from] Kind);

#[derive(Debug, thiserror::Error)]
pub(crate) enum Kind {
    #[error("the database is from a newer version of this program (migration {0})")]
    Newer(i64),
    #[error("the database was changed by something else (migration {0} differs)")]
    Altered(i64),
    #[error("the disk is full: {0}")]
    Full(String),
    #[error("the folder or the database cannot be written: {0}")]
    ReadOnly(String),
    #[error("another program holds the database: {0}")]
    Busy(String),
    #[error("a letter like this is already waiting or sent (letter {0})")]
    Duplicate(i64),
    #[error("there is no {0}")]
    NotFound(String),
    #[error(transparent)]
    Illegal(Illegal),
    #[error("{0}: {1}")]
    Database(&'static str, sqlx::Error),
    #[error("the database holds “{value}” as {column}, which this program does not know")]
    Unreadable { column: &'static str, value: String },
}

impl StoreError {
    /// The same error for another one who waited for the same write.
    pub(crate) fn again(&self) -> Self {
        Self(match &self.0 {
            Kind::Newer(n) => Kind::Newer(*n),
            Kind::Altered(n) => Kind::Altered(*n),
            Kind::Full(what) => Kind::Full(what.clone()),
            Kind::ReadOnly(what) => Kind::ReadOnly(what.clone()),
            Kind::Busy(what) => Kind::Busy(what.clone()),
            Kind::Duplicate(letter) => Kind::Duplicate(*letter),
            Kind::NotFound(what) => Kind::NotFound(what.clone()),
            Kind::Illegal(illegal) => Kind::Illegal(*illegal),
            Kind::Database(doing, error) => {
                Kind::Database(doing, sqlx::Error::Protocol(error.to_string()))
            }
            Kind::Unreadable { column, value } => Kind::Unreadable { column, value: value.clone() },
        })
    }

    /// The writer is gone: the program is ending.
    pub(crate) const fn closed() -> Self {
        Self(Kind::Database("making letters durable", sqlx::Error::WorkerCrashed))
    }

    /// The database was written by a newer version; nothing was changed.
    pub fn is_newer(&self) -> bool {
        matches!(self.0, Kind::Newer(_))
    }

    /// The disk is full; nothing was half written.
    pub fn is_full(&self) -> bool {
        matches!(self.0, Kind::Full(_))
    }

    /// The folder or the file cannot be written.
    pub fn is_read_only(&self) -> bool {
        matches!(self.0, Kind::ReadOnly(_))
    }

    /// Another process holds the database for longer than we waited.
    pub fn is_busy(&self) -> bool {
        matches!(self.0, Kind::Busy(_))
    }

    /// The letter that already exists for this signer, person, office and occasion.
    pub fn duplicate_of(&self) -> Option<i64> {
        match self.0 {
            Kind::Duplicate(letter) => Some(letter),
            _ => None,
        }
    }

    /// There is no such row.
    pub fn is_not_found(&self) -> bool {
        matches!(self.0, Kind::NotFound(_))
    }

    /// The step is not possible in the letter's state.
    pub fn illegal(&self) -> Option<Illegal> {
        match self.0 {
            Kind::Illegal(illegal) => Some(illegal),
            _ => None,
        }
    }
}

/// Adds what was being done; tells apart what a person can mend.
pub(crate) trait Doing<T> {
    fn doing(self, what: &'static str) -> Result<T, StoreError>;
}

impl<T> Doing<T> for Result<T, sqlx::Error> {
    fn doing(self, what: &'static str) -> Result<T, StoreError> {
        self.map_err(|error| StoreError(kind(what, error)))
    }
}

impl<T> Doing<T> for Result<T, MigrateError> {
    fn doing(self, what: &'static str) -> Result<T, StoreError> {
        self.map_err(|error| {
            StoreError(match error {
                MigrateError::VersionMissing(version) | MigrateError::VersionTooNew(version, _) => {
                    Kind::Newer(version)
                }
                MigrateError::VersionMismatch(version) => Kind::Altered(version),
                MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
                    kind(what, error)
                }
                other => Kind::Database(what, sqlx::Error::Migrate(Box::new(other))),
            })
        })
    }
}

fn kind(what: &'static str, error: sqlx::Error) -> Kind {
    let sqlx::Error::Database(database) = &error else { return Kind::Database(what, error) };
    // SQLite's primary result code is the low byte of the extended one: https://sqlite.org/rescode.html
    let code = database.code().and_then(|code| code.parse::<i64>().ok()).unwrap_or(0);
    let text = format!("{what}: {}", database.message());
    // SQLITE_IOERR_SHMSIZE: no room even for the index of the write-ahead log.
    if code == 4874 {
        return Kind::Full(text);
    }
    match code & 0xff {
        5 | 6 => Kind::Busy(text),
        8 | 14 | 23 => Kind::ReadOnly(text),
        13 => Kind::Full(text),
        _ => Kind::Database(what, error),
    }
}
