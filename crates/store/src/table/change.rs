//! The change log: what the window and other processes read to learn what to read again.

use jiff::Timestamp;
use sqlx::{Sqlite, Transaction};

use crate::Store;
use crate::error::{Doing, StoreError};

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
}
