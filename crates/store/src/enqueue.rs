//! W0: letters are frozen, all of a batch in one transaction.

use jiff::Timestamp;
use sqlx::{Sqlite, Transaction};
use unforgotten_core::state::{Event, State};

use crate::Store;
use crate::error::{Doing, Kind, StoreError};
use crate::frozen::Frozen;
use crate::step::step;
use crate::table::change::note;

impl Store {
    /// W0: all letters in one transaction, or none. Returns their ids.
    pub async fn enqueue(
        &self,
        letters: &[Frozen],
        now: Timestamp,
    ) -> Result<Vec<i64>, StoreError> {
        self.insert(letters, step(State::Draft, Event::Enqueue)?, now).await
    }

    /// Writes letters of a campaign down that is not started yet: nobody can claim them, and
    /// no list shows them. [`Store::start_campaign`] queues them.
    pub async fn draft_letters(
        &self,
        letters: &[Frozen],
        now: Timestamp,
    ) -> Result<Vec<i64>, StoreError> {
        self.insert(letters, State::Draft, now).await
    }

    async fn insert(
        &self,
        letters: &[Frozen],
        state: State,
        now: Timestamp,
    ) -> Result<Vec<i64>, StoreError> {
        let mut transaction = self.write().await?;
        let mut ids = Vec::with_capacity(letters.len());
        for letter in letters {
            if let Some(other) = same(&mut transaction, letter).await? {
                return Err(Kind::Duplicate(other).into());
            }
            ids.push(insert(&mut transaction, letter, state, now).await?);
        }
        if state != State::Draft {
            let last = ids.last().map(ToString::to_string).unwrap_or_default();
            note(&mut transaction, now, "letter", &last).await?;
        }
        transaction.commit().await.doing("queueing letters")?;
        Ok(ids)
    }
}

async fn same(
    transaction: &mut Transaction<'static, Sqlite>,
    letter: &Frozen,
) -> Result<Option<i64>, StoreError> {
    sqlx::query_scalar(
        "SELECT id FROM letter
         WHERE campaign = ?1 AND signer = ?2 AND office = ?3 AND person = ?4 AND occasion = ?5
           AND counts = 1",
    )
    .bind(&letter.campaign)
    .bind(&letter.signer)
    .bind(&letter.office)
    .bind(&letter.person)
    .bind(&letter.occasion)
    .fetch_optional(&mut **transaction)
    .await
    .doing("looking for the same letter")
}

/// Both rows in one call to the database; a letter to a flagged address is held from its
/// start.
const INSERT: &str = "
INSERT INTO letter
    (state, campaign, signer, person, office, zone, occasion, template, language, account,
     subject, sender, recipient, message_id, queued_at, updated_at, not_before, closes_at, held)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15, $16, $17,
    EXISTS (SELECT 1 FROM hold WHERE kind = 'channel' AND key = $13));
INSERT INTO letter_content (letter, bytes, sha256, from_header, to_header, text)
VALUES (last_insert_rowid(), $18, $19, $20, $21, $22) RETURNING letter;";

async fn insert(
    transaction: &mut Transaction<'static, Sqlite>,
    letter: &Frozen,
    state: State,
    now: Timestamp,
) -> Result<i64, StoreError> {
    sqlx::query_scalar(INSERT)
        .bind(state.name())
        .bind(&letter.campaign)
        .bind(&letter.signer)
        .bind(&letter.person)
        .bind(&letter.office)
        .bind(&letter.zone)
        .bind(&letter.occasion)
        .bind(&letter.template)
        .bind(&letter.language)
        .bind(&letter.account)
        .bind(&letter.subject)
        .bind(&letter.sender)
        .bind(&letter.recipient)
        .bind(&letter.message_id)
        .bind(now.as_millisecond())
        .bind(letter.not_before.as_millisecond())
        .bind(letter.closes_at.map(Timestamp::as_millisecond))
        .bind(&letter.bytes)
        .bind(&letter.sha256)
        .bind(&letter.from_header)
        .bind(&letter.to_header)
        .bind(&letter.text)
        .fetch_one(&mut **transaction)
        .await
        .doing("storing a letter")
}
