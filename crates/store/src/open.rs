//! Opening the database of a home folder.

use std::path::Path;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, Transaction};

use crate::error::{Doing, StoreError};

/// How long a write waits for another process; SQLite writes take milliseconds.
const BUSY: Duration = Duration::from_secs(10);

/// The letters of one home folder. Cheap to clone; clones share their connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) pool: SqlitePool,
}

impl Store {
    /// Opens the database at `file`, creating or migrating it as needed. A database of a newer
    /// version is refused unchanged.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            // Pages are written back in larger heaps: fewer of them, and fewer waits.
            .pragma("wal_autocheckpoint", "4000")
            .optimize_on_close(false, None);
        let pool = SqlitePoolOptions::new()
            .max_connections(5)
            .acquire_timeout(BUSY)
            .connect_with(options)
            .await
            .doing("opening the database")?;
        sqlx::migrate!("migrations/sqlite").run(&pool).await.doing("preparing the database")?;
        Ok(Self { pool })
    }

    /// Waits for all connections to close; the file can be copied afterwards.
    pub async fn close(self) {
        self.pool.close().await;
    }

    /// A transaction that holds the write lock from its start, so that a read in it is still
    /// true when it writes.
    pub(crate) async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        self.pool.begin_with("BEGIN IMMEDIATE").await.doing("beginning to write")
    }
}
