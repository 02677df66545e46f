//! The change log: what the window and other processes read to learn what to read again.

use jiff::Timestamp;
use sqlx::{Sqlite, Transaction};

use crate::Store;
use crate::error::{Doing, StoreError};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Grows by at least one with each change.
    pub seq: i64,
    /// `letter`, `account`, `setting` or `confirmation`.
    pub what: String,
    /// The id of what changed.
    pub reference: String,
}

/// Appends an entry in the same transaction as the change itself.
pub(crate) async fn note(
    transaction: &mut Transaction<'static, Sqlite>,
    now: Timestamp,
    what: &str,
    reference: &str,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO change (at, what, ref) VALUES (?1, ?2, ?3)")
        .bind(now.as_millisecond())
        .bind(what)
        .bind(reference)
        .execute(&mut **transaction)
        .await
        .doing("noting a change")?;
    Ok(())
}

impl Store {
    /// The number of the newest change; 0 in a new home.
    pub async fn last_change(&self) -> Result<i64, StoreError> {
        sqlx::query_scalar("SELECT coalesce(max(seq), 0) FROM change")
            .fetch_one(&self.pool)
            .await
            .doing("reading the change log")
    }

    /// Up to 1,000 changes after `seq`, oldest first.
    pub async fn changes_after(&self, seq: i64) -> Result<Vec<Change>, StoreError> {
        let rows: Vec<(i64, String, String)> = sqlx::query_as(
            "SELECT seq, what, ref FROM change WHERE seq > ?1 ORDER BY seq LIMIT 1000",
        )
        .bind(seq)
        .fetch_all(&self.pool)
        .await
        .doing("reading the change log")?;
        Ok(rows.into_iter().map(|(seq, what, reference)| Change { seq, what, reference }).collect())
    }
}
