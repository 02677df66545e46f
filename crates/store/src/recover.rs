//! After a crash, a lost lease or a clock that jumped.

use jiff::Timestamp;
use sqlx::{Sqlite, Transaction};
use unforgotten_core::state::{Event, State};

use crate::Store;
use crate::error::{Doing, StoreError};
use crate::frozen::Doubted;
use crate::step::{put, state_named, step};
use crate::table::attempt::{self, AttemptRow};
use crate::table::desk::timestamp;

impl Store {
    /// The owners of claimed letters: `(owner, oldest lease end)`.
    pub async fn owners(&self) -> Result<Vec<(String, Timestamp)>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT owner, min(lease_until) FROM letter
             WHERE state IN ('leased', 'sending') AND owner IS NOT NULL GROUP BY owner",
        )
        .fetch_all(&self.pool)
        .await
        .doing("reading the owners")?;
        rows.into_iter().map(|(owner, at)| Ok((owner, timestamp("lease_until", at)?))).collect()
    }

    /// Takes the letters of an owner that is gone, or of one that still lives those whose lease
    /// has run out: what was only claimed waits again, what may have begun to travel is in
    /// doubt, never queued.
    pub async fn recover(
        &self,
        owner: &str,
        gone: bool,
        now: Timestamp,
    ) -> Result<Doubted, StoreError> {
        let mut transaction = self.write().await?;
        let held: Vec<(i64, String)> = sqlx::query_as(
            "SELECT id, state FROM letter WHERE owner = ?1 AND state IN ('leased', 'sending')
               AND (?2 OR lease_until < ?3)",
        )
        .bind(owner)
        .bind(gone)
        .bind(now.as_millisecond())
        .fetch_all(&mut *transaction)
        .await
        .doing("reading claimed letters")?;
        let mut found = Doubted::default();
        for (id, state) in held {
            let state = state_named(&state)?;
            if state == State::Leased {
                put(&mut transaction, id, step(state, Event::Release)?, None, now).await?;
                unspend(&mut transaction, id).await?;
                found.released.push(id);
            } else {
                put(&mut transaction, id, step(state, Event::Lost)?, None, now).await?;
                let attempt = AttemptRow {
                    at: now,
                    phase: "dot".to_owned(),
                    server: String::new(),
                    code: None,
                    enhanced: None,
                    text: "the program ended while the letter was on its way".to_owned(),
                    transcript: None,
                };
                attempt::insert(&mut transaction, id, &attempt).await?;
                found.in_doubt.push(id);
            }
        }
        transaction.commit().await.doing("recovering letters")?;
        Ok(found)
    }

    /// After a clock was set back: letters, campaigns and holds that wait "until" a time which was reckoned from a
    /// wrong clock wait as long as they should have, from `now`. Returns how many.
    pub async fn mend_clock(&self, now: Timestamp) -> Result<u64, StoreError> {
        // The longest gap of a campaign is that of one letter an hour, and a quarter.
        sqlx::query("UPDATE campaign SET next_at = ?1 WHERE next_at > ?1 + 4500000")
            .bind(now.as_millisecond())
            .execute(&self.pool)
            .await
            .doing("mending the pace of campaigns")?;
        sqlx::query(
            "UPDATE hold SET until = ?1 + (until - since), since = ?1
             WHERE until IS NOT NULL AND since > ?1 + 60000",
        )
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await
        .doing("mending the times of holds")?;
        Ok(sqlx::query(
            "UPDATE letter SET not_before = ?1 + max(0, not_before - updated_at), updated_at = ?1
             WHERE state IN ('queued', 'deferred') AND updated_at > ?1 + 60000",
        )
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await
        .doing("mending the times of letters")?
        .rows_affected())
    }
}

/// A claim that was given back cost the account nothing.
async fn unspend(
    transaction: &mut Transaction<'static, Sqlite>,
    letter: i64,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE letter SET spent_at = NULL WHERE id = ?1")
        .bind(letter)
        .execute(&mut **transaction)
        .await
        .doing("giving a claim back")?;
    Ok(())
}
