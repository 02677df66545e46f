//! Letters by what they tell of the writer.

use jiff::Timestamp;
use unforgotten_core::state::{Event, State};

use super::change::note;
use super::json;
use crate::Store;
use crate::error::{Doing, StoreError};
use crate::frozen::COPY;
use crate::step::step;

/// What a letter of which nothing has left tells of who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Telling {
    /// Of the letter.
    pub id: i64,
    /// The name of the profile when it was queued, also where the letter carries initials.
    pub signer: String,
    /// As a person reads it.
    pub from_header: String,
    /// The body.
    pub text: String,
}

impl Store {
    /// The writer's own letters that wait, or are only claimed, but for those to the offices in
    /// `except`. Letters of a file of signers are other people's.
    pub async fn waiting_own(&self, except: &[String]) -> Result<Vec<Telling>, StoreError> {
        sqlx::query_as(
            "SELECT letter.id, letter.signer, content.from_header, content.text
             FROM letter JOIN letter_content AS content ON content.letter = letter.id
             WHERE letter.state IN ('queued', 'deferred', 'leased') AND letter.office <> ?2
               AND letter.office NOT IN (SELECT value FROM json_each(?1))
               AND NOT EXISTS (SELECT 1 FROM signer WHERE signer.campaign = letter.campaign)",
        )
        .bind(json(except))
        .bind(COPY)
        .fetch_all(&self.pool)
        .await
        .doing("reading what waiting letters tell")
    }

    /// Takes back those of these letters of which nothing has left. Returns how many.
    pub async fn cancel_these(&self, letters: &[i64], now: Timestamp) -> Result<u64, StoreError> {
        let cancelled = step(State::Queued, Event::Cancel)?;
        let mut transaction = self.write().await?;
        let letters = sqlx::query(taking_back!("id IN (SELECT value FROM json_each(?1))"))
            .bind(json(letters))
            .bind(cancelled.name())
            .bind(now.as_millisecond())
            .execute(&mut *transaction)
            .await
            .doing("taking letters back")?
            .rows_affected();
        if letters > 0 {
            note(&mut transaction, now, "letter", "").await?;
        }
        transaction.commit().await.doing("taking letters back")?;
        Ok(letters)
    }
}
