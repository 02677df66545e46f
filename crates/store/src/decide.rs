//! What a person decides, and what is heard late.

use jiff::Timestamp;
use unforgotten_core::state::{Event, Illegal, State};

use crate::Store;
use crate::error::{Doing, Kind, StoreError};
use crate::frozen::Claimed;
use crate::step::{put, state_named, step};
use crate::table::attempt::{self, AttemptRow};

impl Store {
    /// A step that a person decides: cancel, treat as sent, send again, try now. Only from one
    /// of the states in `from`: what is on the wire is decided by the server alone.
    pub async fn decide(
        &self,
        id: i64,
        event: Event,
        from: &[State],
        now: Timestamp,
    ) -> Result<State, StoreError> {
        let mut transaction = self.write().await?;
        let state: Option<String> = sqlx::query_scalar("SELECT state FROM letter WHERE id = ?1")
            .bind(id)
            .fetch_optional(&mut *transaction)
            .await
            .doing("reading a letter")?;
        let state = state.ok_or_else(|| Kind::NotFound(format!("letter {id}")))?;
        let state = state_named(&state)?;
        if !from.contains(&state) {
            return Err(Kind::Illegal(Illegal { state, event }).into());
        }
        let next = match (state, event) {
            // It waits already; only its time changes.
            (State::Queued, Event::Due) => state,
            // Claimed and not fenced: the connection that holds it finds its fence refused.
            (State::Leased, Event::Cancel) => step(step(state, Event::Release)?, event)?,
            _ => step(state, event)?,
        };
        let not_before = matches!(event, Event::Due | Event::SendAgain).then_some(now);
        put(&mut transaction, id, next, not_before, now).await?;
        transaction.commit().await.doing("storing a decision")?;
        Ok(next)
    }

    /// The server accepted a claim that somebody else took over meanwhile: if the letter was put
    /// in doubt and nobody claimed it since, it is sent after all, whatever a person decided
    /// about the doubt. `false`: nothing was changed.
    pub async fn late_receipt(
        &self,
        claim: &Claimed,
        attempt: &AttemptRow,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let doubted: Option<String> = sqlx::query_scalar(
            "SELECT state FROM letter WHERE id = ?1 AND epoch = ?2 AND doubted = 1
               AND state IN ('in_doubt', 'queued', 'cancelled')",
        )
        .bind(claim.id)
        .bind(claim.epoch)
        .fetch_optional(&mut *transaction)
        .await
        .doing("reading a claim")?;
        let Some(state) = doubted else { return Ok(false) };
        let sent = step(state_named(&state)?, Event::Proved)?;
        put(&mut transaction, claim.id, sent, None, now).await?;
        attempt::insert(&mut transaction, claim.id, attempt).await?;
        transaction.commit().await.doing("storing an outcome")?;
        Ok(true)
    }
}
