//! Settings, confirmations, notes and drafts.

use jiff::Timestamp;

use super::change::note;
use crate::Store;
use crate::error::{Doing, Kind, StoreError};

/// Somebody looked, and it was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// An office or a person.
    pub of: String,
    /// Which kind of fact: a channel's kind, `office`, `person`.
    pub kind: String,
    /// The address, or the digest of the facts.
    pub value: String,
    /// When.
    pub at: Timestamp,
}

impl Store {
    /// The JSON stored under `key`.
    pub async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        sqlx::query_scalar("SELECT value FROM setting WHERE key = ?1")
            .bind(key)
            .fetch_optional(&self.pool)
            .await
            .doing("reading a setting")
    }

    /// Stores JSON under `key`.
    pub async fn set_setting(
        &self,
        key: &str,
        json: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "INSERT INTO setting (key, value) VALUES (?1, ?2)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )
        .bind(key)
        .bind(json)
        .execute(&mut *transaction)
        .await
        .doing("storing a setting")?;
        note(&mut transaction, now, "setting", key).await?;
        transaction.commit().await.doing("storing a setting")
    }

    /// A person looked at this address of this office at `now`, and it is right.
    pub async fn confirm(
        &self,
        office: &str,
        kind: &str,
        value: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "INSERT INTO confirmation (office, kind, value, confirmed_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (office, kind, value) DO UPDATE SET confirmed_at = excluded.confirmed_at",
        )
        .bind(office)
        .bind(kind)
        .bind(value)
        .bind(now.as_millisecond())
        .execute(&mut *transaction)
        .await
        .doing("storing a confirmation")?;
        note(&mut transaction, now, "confirmation", office).await?;
        transaction.commit().await.doing("storing a confirmation")
    }

    /// When a person last confirmed this address of this office.
    pub async fn confirmed_at(
        &self,
        office: &str,
        kind: &str,
        value: &str,
    ) -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = sqlx::query_scalar(
            "SELECT confirmed_at FROM confirmation WHERE office = ?1 AND kind = ?2 AND value = ?3",
        )
        .bind(office)
        .bind(kind)
        .bind(value)
        .fetch_optional(&self.pool)
        .await
        .doing("reading a confirmation")?;
        at.map(|at| timestamp("confirmed_at", at)).transpose()
    }

    /// Everything that a person has confirmed: of what (an office or a person), which kind of
    /// fact, which value, when.
    pub async fn confirmations(&self) -> Result<Vec<Confirmation>, StoreError> {
        let rows: Vec<(String, String, String, i64)> =
            sqlx::query_as("SELECT office, kind, value, confirmed_at FROM confirmation")
                .fetch_all(&self.pool)
                .await
                .doing("reading confirmations")?;
        let read = |(of, kind, value, at)| {
            Ok(Confirmation { of, kind, value, at: timestamp("confirmed_at", at)? })
        };
        rows.into_iter().map(read).collect()
    }

    /// Tells the other programs on this home that own people, offices or letters have changed.
    pub async fn note_facts(&self, id: &str, now: Timestamp) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        note(&mut transaction, now, "facts", id).await?;
        transaction.commit().await.doing("noting a change")
    }

    /// A person was not sure after all: the address, or the facts, count as not looked at.
    pub async fn doubt(
        &self,
        of: &str,
        kind: &str,
        value: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query("DELETE FROM confirmation WHERE office = ?1 AND kind = ?2 AND value = ?3")
            .bind(of)
            .bind(kind)
            .bind(value)
            .execute(&mut *transaction)
            .await
            .doing("taking a confirmation back")?;
        note(&mut transaction, now, "confirmation", of).await?;
        transaction.commit().await.doing("taking a confirmation back")
    }

    /// Stores private words about `person`.
    pub async fn save_note(
        &self,
        person: &str,
        text: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO note (person, text, saved_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (person) DO UPDATE
             SET text = excluded.text, saved_at = excluded.saved_at",
        )
        .bind(person)
        .bind(text)
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await
        .doing("storing a note")?;
        Ok(())
    }

    /// Private words about `person`, and when they were saved.
    pub async fn note(&self, person: &str) -> Result<Option<(String, Timestamp)>, StoreError> {
        let row: Option<(String, i64)> =
            sqlx::query_as("SELECT text, saved_at FROM note WHERE person = ?1")
                .bind(person)
                .fetch_optional(&self.pool)
                .await
                .doing("reading a note")?;
        row.map(|(text, at)| Ok((text, timestamp("saved_at", at)?))).transpose()
    }

    /// Stores the draft of the letters for `person`, as JSON.
    pub async fn save_draft(
        &self,
        person: &str,
        json: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO draft (person, content, saved_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (person) DO UPDATE
             SET content = excluded.content, saved_at = excluded.saved_at",
        )
        .bind(person)
        .bind(json)
        .bind(now.as_millisecond())
        .execute(&self.pool)
        .await
        .doing("storing a draft")?;
        Ok(())
    }

    /// The draft of the letters for `person`: its JSON and when it was saved.
    pub async fn draft(&self, person: &str) -> Result<Option<(String, Timestamp)>, StoreError> {
        let row: Option<(String, i64)> =
            sqlx::query_as("SELECT content, saved_at FROM draft WHERE person = ?1")
                .bind(person)
                .fetch_optional(&self.pool)
                .await
                .doing("reading a draft")?;
        row.map(|(json, at)| Ok((json, timestamp("saved_at", at)?))).transpose()
    }
}

pub(crate) fn timestamp(column: &'static str, at: i64) -> Result<Timestamp, StoreError> {
    let unreadable = |_| Kind::Unreadable { column, value: at.to_string() };
    Ok(Timestamp::from_millisecond(at).map_err(unreadable)?)
}
