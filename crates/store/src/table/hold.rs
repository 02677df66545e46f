//! Holds: what sends nothing more for now, why, and until when.

use jiff::Timestamp;
use sqlx::{Sqlite, SqliteConnection, Transaction};
use unforgotten_core::hold::{Code, Kind};

use super::change::note;
use super::desk::timestamp;
use crate::Store;
use crate::error::{self, Doing, StoreError};

/// One hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldRow {
    /// What is held.
    pub kind: Kind,
    /// Which one.
    pub key: String,
    /// What kind of reason it is.
    pub code: Code,
    /// The server's own words, or ours.
    pub why: String,
    /// Since when.
    pub since: Timestamp,
    /// It frees itself then; `None` waits for a person.
    pub until: Option<Timestamp>,
}

type Columns = (String, String, String, String, i64, Option<i64>);

fn row((kind, key, code, why, since, until): Columns) -> Result<HoldRow, StoreError> {
    let unreadable =
        |column, value: &str| error::Kind::Unreadable { column, value: value.to_owned() };
    Ok(HoldRow {
        kind: Kind::from_name(&kind).ok_or_else(|| unreadable("hold.kind", &kind))?,
        code: Code::from_name(&code).ok_or_else(|| unreadable("hold.code", &code))?,
        key,
        why,
        since: timestamp("hold.since", since)?,
        until: until.map(|at| timestamp("hold.until", at)).transpose()?,
    })
}

/// The holds that stand at `now`, oldest first. There are never many.
pub(crate) async fn all(
    connection: &mut SqliteConnection,
    now: Timestamp,
) -> Result<Vec<HoldRow>, StoreError> {
    let rows: Vec<Columns> = sqlx::query_as(
        "SELECT kind, key, code, why, since, until FROM hold
         WHERE until IS NULL OR until > ?1 ORDER BY since, kind, key",
    )
    .bind(now.as_millisecond())
    .fetch_all(connection)
    .await
    .doing("reading the holds")?;
    rows.into_iter().map(row).collect()
}

/// Whether the outbox or the account is held: `Some(until)`.
pub(crate) fn stops(holds: &[HoldRow], account: &str) -> Option<Option<Timestamp>> {
    let stops = holds.iter().filter(|hold| match hold.kind {
        Kind::Outbox => true,
        Kind::Account => hold.key == account,
        _ => false,
    });
    // What waits for a person outlasts every time.
    stops.map(|hold| hold.until).max_by_key(|at| at.unwrap_or(Timestamp::MAX))
}

/// Sets or replaces a hold, in the transaction of whatever is its reason.
pub(crate) async fn put(
    transaction: &mut Transaction<'static, Sqlite>,
    hold: &HoldRow,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO hold (kind, key, code, why, since, until) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (kind, key) DO UPDATE
         SET code = excluded.code, why = excluded.why, since = excluded.since, until = excluded.until
         -- What lasts longer stays: a person's decision longest.
         WHERE hold.until <= excluded.since OR (hold.until IS NOT NULL
           AND (excluded.until IS NULL OR excluded.until > hold.until))",
    )
    .bind(hold.kind.name())
    .bind(&hold.key)
    .bind(hold.code.name())
    .bind(&hold.why)
    .bind(hold.since.as_millisecond())
    .bind(hold.until.map(Timestamp::as_millisecond))
    .execute(&mut **transaction)
    .await
    .doing("holding")?;
    flag(transaction, hold.kind, &hold.key, true).await?;
    note(transaction, hold.since, "hold", &hold.key).await
}

/// The letters to an address that is flagged are out of the way of the others.
async fn flag(
    transaction: &mut Transaction<'static, Sqlite>,
    kind: Kind,
    key: &str,
    held: bool,
) -> Result<(), StoreError> {
    if kind != Kind::Channel {
        return Ok(());
    }
    sqlx::query(
        "UPDATE letter SET held = ?2
         WHERE recipient = ?1 AND held <> ?2
           AND state IN ('draft', 'queued', 'deferred', 'leased', 'sending', 'in_doubt')",
    )
    .bind(key)
    .bind(held)
    .execute(&mut **transaction)
    .await
    .doing("flagging an address")?;
    Ok(())
}

impl Store {
    /// Holds something.
    pub async fn hold(&self, hold: &HoldRow) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        put(&mut transaction, hold).await?;
        transaction.commit().await.doing("holding")
    }

    /// Lifts a hold; `false` if there was none.
    pub async fn lift(&self, kind: Kind, key: &str, now: Timestamp) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let lifted = sqlx::query("DELETE FROM hold WHERE kind = ?1 AND key = ?2")
            .bind(kind.name())
            .bind(key)
            .execute(&mut *transaction)
            .await
            .doing("lifting a hold")?
            .rows_affected();
        flag(&mut transaction, kind, key, false).await?;
        note(&mut transaction, now, "hold", key).await?;
        transaction.commit().await.doing("lifting a hold")?;
        Ok(lifted == 1)
    }

    /// The holds that stand at `now`, oldest first.
    pub async fn holds(&self, now: Timestamp) -> Result<Vec<HoldRow>, StoreError> {
        let mut connection = self.pool.acquire().await.doing("reading the holds")?;
        all(&mut connection, now).await
    }

    /// The letters that wait because their address is flagged: `(address, letters)`.
    pub async fn waiting_by_address(&self) -> Result<Vec<(String, i64)>, StoreError> {
        sqlx::query_as(
            "SELECT recipient, count(*) FROM letter
             WHERE held = 1 AND state IN ('queued', 'deferred') GROUP BY recipient",
        )
        .fetch_all(&self.pool)
        .await
        .doing("counting letters that are held")
    }
}
