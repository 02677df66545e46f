//! The durable steps of a letter, in the order of `delivery`: W0 enqueue, W1 claim, W2 fence,
//! W3 outcome; and what a crash or a person does to it.
//!
//! Each step changes one row on the condition that state, owner and epoch are what the caller
//! believes them to be. A connection whose lease was taken over finds its update changing
//! nothing, and closes without a byte of the body.

use jiff::Timestamp;
use sqlx::{Sqlite, Transaction};
use unforgotten_core::state::{Event, Illegal, State, apply};

use crate::Store;
use crate::error::{Doing, Kind, StoreError};
use crate::table::attempt::{self, AttemptRow};
use crate::table::change::note;

/// A letter whose bytes will not change any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// The campaign, or `single`.
    pub campaign: String,
    /// Who signs.
    pub signer: String,
    /// For whom.
    pub person: String,
    /// To which office.
    pub office: String,
    /// What makes this letter another one than an earlier one: a date, a round.
    pub occasion: String,
    /// The template.
    pub template: String,
    /// The language.
    pub language: String,
    /// The account it leaves from, or `practice`.
    pub account: String,
    /// The subject, as a person reads it.
    pub subject: String,
    /// MAIL FROM.
    pub sender: String,
    /// RCPT TO.
    pub recipient: String,
    /// The From header, as a person reads it.
    pub from_header: String,
    /// The To header, as a person reads it.
    pub to_header: String,
    /// Without angle brackets.
    pub message_id: String,
    /// The message as it goes over the wire, before dot-stuffing.
    pub bytes: Vec<u8>,
    /// SHA-256 of `bytes`, hex.
    pub sha256: String,
    /// The text, as a person reads it.
    pub text: String,
    /// Not to be sent before this time.
    pub not_before: Timestamp,
}

/// A letter that this owner may send now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// The letter.
    pub id: i64,
    /// The claim; a later claim of the same letter has a higher one.
    pub epoch: i64,
    /// The account it leaves from.
    pub account: String,
    /// MAIL FROM.
    pub sender: String,
    /// RCPT TO.
    pub recipient: String,
    /// Without angle brackets.
    pub message_id: String,
    /// The message.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes as they were frozen, hex.
    pub sha256: String,
    /// Attempts so far.
    pub attempts: i64,
}

/// What became of a claimed letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What happened, in the terms of the state machine.
    pub event: Event,
    /// What the server said; `None` where nothing is to be told (a claim given back).
    pub attempt: Option<AttemptRow>,
    /// Not to be tried again before this time.
    pub not_before: Option<Timestamp>,
}

/// What a recovery found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doubted {
    /// Letters that were claimed and are waiting again.
    pub released: Vec<i64>,
    /// Letters that may have left: a person decides.
    pub in_doubt: Vec<i64>,
}

impl Store {
    /// W0: all letters in one transaction, or none. Returns their ids.
    pub async fn enqueue(
        &self,
        letters: &[Frozen],
        now: Timestamp,
    ) -> Result<Vec<i64>, StoreError> {
        let state = step(State::Draft, Event::Enqueue)?;
        let mut transaction = self.write().await?;
        let mut ids = Vec::with_capacity(letters.len());
        for letter in letters {
            if let Some(other) = same(&mut transaction, letter).await? {
                return Err(Kind::Duplicate(other).into());
            }
            let id = insert(&mut transaction, letter, state, now).await?;
            note(&mut transaction, now, "letter", &id.to_string()).await?;
            ids.push(id);
        }
        transaction.commit().await.doing("queueing letters")?;
        Ok(ids)
    }

    /// W1: claims the letter that has waited longest among those of `account` that are due.
    pub async fn claim(
        &self,
        account: &str,
        owner: &str,
        lease_until: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Claimed>, StoreError> {
        let mut transaction = self.write().await?;
        let due: Option<(i64, String)> = sqlx::query_as(
            "SELECT id, state FROM letter
             WHERE account = ?1 AND state IN ('queued', 'deferred') AND not_before <= ?2
             ORDER BY not_before, id LIMIT 1",
        )
        .bind(account)
        .bind(now.as_millisecond())
        .fetch_optional(&mut *transaction)
        .await
        .doing("looking for a letter to send")?;
        let Some((id, state)) = due else { return Ok(None) };
        let state = match state_named(&state)? {
            State::Deferred => step(State::Deferred, Event::Due)?,
            state => state,
        };
        let state = step(state, Event::Claim)?;
        let epoch: i64 = sqlx::query_scalar(
            "UPDATE letter SET state = ?2, owner = ?3, lease_until = ?4, updated_at = ?5,
                epoch = epoch + 1
             WHERE id = ?1 RETURNING epoch",
        )
        .bind(id)
        .bind(state.name())
        .bind(owner)
        .bind(lease_until.as_millisecond())
        .bind(now.as_millisecond())
        .fetch_one(&mut *transaction)
        .await
        .doing("claiming a letter")?;
        let (sender, recipient, message_id, attempts, bytes, sha256) = sqlx::query_as(
            "SELECT l.sender, l.recipient, l.message_id, l.attempts, c.bytes, c.sha256
             FROM letter l JOIN letter_content c ON c.letter = l.id WHERE l.id = ?1",
        )
        .bind(id)
        .fetch_one(&mut *transaction)
        .await
        .doing("reading the claimed letter")?;
        note(&mut transaction, now, "letter", &id.to_string()).await?;
        transaction.commit().await.doing("claiming a letter")?;
        let account = account.to_owned();
        Ok(Some(Claimed {
            id,
            epoch,
            account,
            sender,
            recipient,
            message_id,
            bytes,
            sha256,
            attempts,
        }))
    }

    /// W2: durable before the first byte of the body. `false` means that the claim is no
    /// longer ours: the body must not leave.
    pub async fn fence(
        &self,
        claim: &Claimed,
        owner: &str,
        lease_until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let state = step(State::Leased, Event::Fence)?;
        let mut transaction = self.write().await?;
        let changed = sqlx::query(
            "UPDATE letter SET state = ?4, attempts = attempts + 1, lease_until = ?5,
                updated_at = ?6
             WHERE id = ?1 AND owner = ?2 AND epoch = ?3 AND state = 'leased'",
        )
        .bind(claim.id)
        .bind(owner)
        .bind(claim.epoch)
        .bind(state.name())
        .bind(lease_until.as_millisecond())
        .bind(now.as_millisecond())
        .execute(&mut *transaction)
        .await
        .doing("fencing a letter")?
        .rows_affected();
        note(&mut transaction, now, "letter", &claim.id.to_string()).await?;
        transaction.commit().await.doing("fencing a letter")?;
        Ok(changed == 1)
    }

    /// W3: what became of the letter. `false` means that somebody else took the claim over
    /// meanwhile; nothing was changed then. One thing is still heard after that: that the
    /// server accepted this very claim, if the letter is in doubt and nobody claimed it since.
    pub async fn finish(
        &self,
        claim: &Claimed,
        owner: &str,
        outcome: &Outcome,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let held: Option<String> = sqlx::query_scalar(
            "SELECT state FROM letter WHERE id = ?1 AND epoch = ?3
               AND (owner = ?2 OR (state = 'in_doubt' AND ?4))",
        )
        .bind(claim.id)
        .bind(owner)
        .bind(claim.epoch)
        .bind(outcome.event == Event::Accepted)
        .fetch_optional(&mut *transaction)
        .await
        .doing("reading a claim")?;
        let Some(held) = held else { return Ok(false) };
        let held = state_named(&held)?;
        let state = step(held, outcome.event)?;
        put(&mut transaction, claim.id, state, outcome.not_before, now).await?;
        if held == State::Leased && outcome.event != Event::Release {
            // An answer at MAIL, RCPT or DATA is an attempt too, though no body travelled.
            sqlx::query("UPDATE letter SET attempts = attempts + 1 WHERE id = ?1")
                .bind(claim.id)
                .execute(&mut *transaction)
                .await
                .doing("counting an attempt")?;
        }
        if let Some(attempt) = &outcome.attempt {
            attempt::insert(&mut transaction, claim.id, attempt).await?;
        }
        transaction.commit().await.doing("storing an outcome")?;
        Ok(true)
    }

    /// The owners of claimed letters: `(owner, oldest lease end)`.
    pub async fn owners(&self) -> Result<Vec<(String, Timestamp)>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT owner, min(lease_until) FROM letter
             WHERE state IN ('leased', 'sending') AND owner IS NOT NULL GROUP BY owner",
        )
        .fetch_all(&self.pool)
        .await
        .doing("reading the owners")?;
        rows.into_iter()
            .map(|(owner, at)| Ok((owner, crate::table::desk::timestamp("lease_until", at)?)))
            .collect()
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
                };
                attempt::insert(&mut transaction, id, &attempt).await?;
                found.in_doubt.push(id);
            }
        }
        transaction.commit().await.doing("recovering letters")?;
        Ok(found)
    }

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
            _ => step(state, event)?,
        };
        let not_before = matches!(event, Event::Due | Event::SendAgain).then_some(now);
        put(&mut transaction, id, next, not_before, now).await?;
        transaction.commit().await.doing("storing a decision")?;
        Ok(next)
    }
}

fn step(state: State, event: Event) -> Result<State, StoreError> {
    Ok(apply(state, event).map_err(Kind::Illegal)?)
}

pub(crate) fn state_named(name: &str) -> Result<State, StoreError> {
    let unreadable = || Kind::Unreadable { column: "state", value: name.to_owned() };
    Ok(State::from_name(name).ok_or_else(unreadable)?)
}

/// Writes a state; a state that nobody holds has no owner.
async fn put(
    transaction: &mut Transaction<'static, Sqlite>,
    id: i64,
    state: State,
    not_before: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE letter SET state = ?2, owner = NULL, lease_until = NULL, updated_at = ?3,
            not_before = coalesce(?4, not_before), doubted = doubted OR ?2 = 'in_doubt'
         WHERE id = ?1",
    )
    .bind(id)
    .bind(state.name())
    .bind(now.as_millisecond())
    .bind(not_before.map(Timestamp::as_millisecond))
    .execute(&mut **transaction)
    .await
    .doing("writing a state")?;
    note(transaction, now, "letter", &id.to_string()).await
}

async fn same(
    transaction: &mut Transaction<'static, Sqlite>,
    letter: &Frozen,
) -> Result<Option<i64>, StoreError> {
    sqlx::query_scalar(
        "SELECT id FROM letter
         WHERE campaign = ?1 AND signer = ?2 AND office = ?3 AND person = ?4 AND occasion = ?5
           AND (state NOT IN ('cancelled', 'refused', 'bounced')
                OR (state = 'cancelled' AND doubted = 1))",
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

async fn insert(
    transaction: &mut Transaction<'static, Sqlite>,
    letter: &Frozen,
    state: State,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let id: i64 = sqlx::query_scalar(
        "INSERT INTO letter
            (state, campaign, signer, person, office, occasion, template, language, account,
             subject, sender, recipient, message_id, queued_at, updated_at, not_before)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?14, ?15)
         RETURNING id",
    )
    .bind(state.name())
    .bind(&letter.campaign)
    .bind(&letter.signer)
    .bind(&letter.person)
    .bind(&letter.office)
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
    .fetch_one(&mut **transaction)
    .await
    .doing("storing a letter")?;
    sqlx::query(
        "INSERT INTO letter_content (letter, bytes, sha256, from_header, to_header, text)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )
    .bind(id)
    .bind(&letter.bytes)
    .bind(&letter.sha256)
    .bind(&letter.from_header)
    .bind(&letter.to_header)
    .bind(&letter.text)
    .execute(&mut **transaction)
    .await
    .doing("storing the text of a letter")?;
    Ok(id)
}
