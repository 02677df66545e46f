//! Attempts: what a server said to a letter, or what was heard instead. Rows stay.

use jiff::Timestamp;
use sqlx::{Sqlite, Transaction};

use super::desk::timestamp;
use crate::Store;
use crate::error::{Doing, StoreError};

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptRow {
    /// When its outcome was known.
    pub at: Timestamp,
    /// The phase of the SMTP transaction it ended in: `connect` … `dot`.
    pub phase: String,
    /// The server, as `host:port`.
    pub server: String,
    /// The basic reply code (RFC 5321 4.2), if the server spoke.
    pub code: Option<i64>,
    /// The enhanced status code (RFC 3463), if it gave one.
    pub enhanced: Option<String>,
    /// The server's own words, or ours where it did not speak.
    pub text: String,
    /// What was said on the connection, where a person has to find out why.
    pub transcript: Option<String>,
}

pub(crate) async fn insert(
    transaction: &mut Transaction<'static, Sqlite>,
    letter: i64,
    attempt: &AttemptRow,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO attempt (letter, number, at, phase, server, code, enhanced, text, transcript)
         SELECT ?1, 1 + count(*), ?2, ?3, ?4, ?5, ?6, ?7, ?8 FROM attempt WHERE letter = ?1",
    )
    .bind(letter)
    .bind(attempt.at.as_millisecond())
    .bind(&attempt.phase)
    .bind(&attempt.server)
    .bind(attempt.code)
    .bind(&attempt.enhanced)
    .bind(&attempt.text)
    .bind(&attempt.transcript)
    .execute(&mut **transaction)
    .await
    .doing("storing an attempt")?;
    Ok(())
}

type Columns = (i64, i64, String, String, Option<i64>, Option<String>, String, Option<String>);

impl Store {
    /// The attempts of a letter, oldest first.
    pub async fn attempts(&self, letter: i64) -> Result<Vec<AttemptRow>, StoreError> {
        let rows: Vec<Columns> = sqlx::query_as(
            "SELECT letter, at, phase, server, code, enhanced, text, transcript FROM attempt
             WHERE letter = ?1 ORDER BY number",
        )
        .bind(letter)
        .fetch_all(&self.pool)
        .await
        .doing("reading attempts")?;
        rows.into_iter().map(|row| row_of(row).map(|(_, attempt)| attempt)).collect()
    }

    /// All attempts of the letters from `first` to `last`, oldest first, with the letter's id.
    pub async fn attempts_between(
        &self,
        first: i64,
        last: i64,
    ) -> Result<Vec<(i64, AttemptRow)>, StoreError> {
        let rows: Vec<Columns> = sqlx::query_as(
            "SELECT letter, at, phase, server, code, enhanced, text, transcript FROM attempt
             WHERE letter BETWEEN ?1 AND ?2 ORDER BY letter, number",
        )
        .bind(first)
        .bind(last)
        .fetch_all(&self.pool)
        .await
        .doing("reading attempts")?;
        rows.into_iter().map(row_of).collect()
    }

    /// The newest attempt of each of the letters from `first` to `last`, with the letter's id.
    pub(crate) async fn last_attempts(
        &self,
        first: i64,
        last: i64,
    ) -> Result<Vec<(i64, AttemptRow)>, StoreError> {
        let rows: Vec<Columns> = sqlx::query_as(
            "SELECT letter, at, phase, server, code, enhanced, text, transcript FROM attempt
             WHERE letter BETWEEN ?1 AND ?2 AND number = (SELECT max(number) FROM attempt AS other
               WHERE other.letter = attempt.letter)",
        )
        .bind(first)
        .bind(last)
        .fetch_all(&self.pool)
        .await
        .doing("reading attempts")?;
        rows.into_iter().map(row_of).collect()
    }
}

fn row_of(columns: Columns) -> Result<(i64, AttemptRow), StoreError> {
    let (letter, at, phase, server, code, enhanced, text, transcript) = columns;
    let at = timestamp("attempt.at", at)?;
    Ok((letter, AttemptRow { at, phase, server, code, enhanced, text, transcript }))
}
