//! Reading letters: lists, counts and one letter's whole story.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use unforgotten_core::state::State;

use crate::Store;
use crate::error::{Doing, Kind, StoreError};
use crate::frozen::COPY;
use crate::step::state_named;
use crate::table::attempt::AttemptRow;
use crate::table::desk::timestamp;

/// A letter without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterRow {
    /// Never used again.
    pub id: i64,
    /// Where it stands.
    pub state: State,
    /// The campaign, or `single`.
    pub campaign: String,
    /// Who signs.
    pub signer: String,
    /// For whom.
    pub person: String,
    /// To which office.
    pub office: String,
    /// The template.
    pub template: String,
    /// The language.
    pub language: String,
    /// The account, or `practice`.
    pub account: String,
    /// The subject.
    pub subject: String,
    /// RCPT TO.
    pub recipient: String,
    /// Without angle brackets.
    pub message_id: String,
    /// When it was queued.
    pub queued_at: Timestamp,
    /// When its state last changed.
    pub updated_at: Timestamp,
    /// Not to be sent before this time.
    pub not_before: Timestamp,
    /// How often it was on the wire.
    pub attempts: i64,
    /// Its address is flagged; it waits for a person.
    pub held: bool,
    /// The newest attempt.
    pub last: Option<AttemptRow>,
}

/// A letter's words, to compare others with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextRow {
    /// The letter.
    pub id: i64,
    /// Its language.
    pub language: String,
    /// As a person reads it.
    pub text: String,
}

/// Which letters to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<State>,
    /// Only of this campaign.
    pub campaign: Option<String>,
    /// How many to pass over.
    pub offset: i64,
    /// At most so many.
    pub limit: i64,
}

/// A page of letters, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The letters.
    pub letters: Vec<LetterRow>,
    /// How many there are in all with this filter.
    pub total: i64,
}

/// Letters of an account and a campaign that are not settled yet.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Waiting {
    /// The account.
    pub account: String,
    /// The campaign, or [`crate::SINGLE`].
    pub campaign: String,
    /// How many.
    pub letters: i64,
    /// How many of them have a flagged address.
    pub held: i64,
}

/// How many letters stand in each state; states without letters are absent.
pub type Counts = BTreeMap<State, i64>;

/// A letter with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// The letter.
    pub row: LetterRow,
    /// The From header, as a person reads it.
    pub from: String,
    /// The To header, as a person reads it.
    pub to: String,
    /// The text, as a person reads it.
    pub text: String,
    /// The message as it goes over the wire.
    pub bytes: Vec<u8>,
    /// All attempts, oldest first.
    pub attempts: Vec<AttemptRow>,
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: i64,
    state: String,
    campaign: String,
    signer: String,
    person: String,
    office: String,
    template: String,
    language: String,
    account: String,
    subject: String,
    recipient: String,
    message_id: String,
    queued_at: i64,
    updated_at: i64,
    not_before: i64,
    attempts: i64,
    held: bool,
}

impl Columns {
    fn row(self, last: Option<AttemptRow>) -> Result<LetterRow, StoreError> {
        Ok(LetterRow {
            id: self.id,
            state: state_named(&self.state)?,
            campaign: self.campaign,
            signer: self.signer,
            person: self.person,
            office: self.office,
            template: self.template,
            language: self.language,
            account: self.account,
            subject: self.subject,
            recipient: self.recipient,
            message_id: self.message_id,
            queued_at: timestamp("queued_at", self.queued_at)?,
            updated_at: timestamp("updated_at", self.updated_at)?,
            not_before: timestamp("not_before", self.not_before)?,
            attempts: self.attempts,
            held: self.held,
            last,
        })
    }
}

impl Store {
    /// The words of a campaign's letters after `after`, oldest first, at most `limit`; of one
    /// office only, unless `office` is empty. Letters that were taken back do not count.
    pub async fn texts(
        &self,
        campaign: &str,
        office: &str,
        after: i64,
        limit: i64,
    ) -> Result<Vec<TextRow>, StoreError> {
        let rows: Vec<(i64, String, String)> = sqlx::query_as(
            "SELECT letter.id, letter.language, letter_content.text
             FROM letter JOIN letter_content ON letter_content.letter = letter.id
             WHERE letter.id > ?3 AND letter.campaign = ?1 AND (?2 = '' OR letter.office = ?2)
                 AND letter.state <> 'cancelled' AND letter.account <> 'practice'
             ORDER BY letter.id LIMIT ?4",
        )
        .bind(campaign)
        .bind(office)
        .bind(after)
        .bind(limit)
        .fetch_all(&self.pool)
        .await
        .doing("reading the words of letters")?;
        Ok(rows.into_iter().map(|(id, language, text)| TextRow { id, language, text }).collect())
    }

    /// A page of letters, newest first.
    pub async fn letters(&self, filter: &Filter) -> Result<Page, StoreError> {
        let state = filter.state.map(State::name);
        let counts = match &filter.campaign {
            Some(id) => self.campaign_counts(id).await?,
            None => self.counts().await?,
        };
        let counted = counts.iter().filter(|(state, _)| **state != State::Draft);
        let wanted = counted.filter(|(state, _)| filter.state.is_none_or(|only| only == **state));
        let total = wanted.map(|(_, letters)| letters).sum();
        let rows: Vec<Columns> = sqlx::query_as(
            "SELECT id, state, campaign, signer, person, office, template, language, account,
                subject, recipient, message_id, queued_at, updated_at, not_before, attempts, held
             FROM letter
             WHERE state <> 'draft' AND (?1 IS NULL OR state = ?1) AND (?2 IS NULL OR campaign = ?2)
             ORDER BY id DESC LIMIT ?3 OFFSET ?4",
        )
        .bind(state)
        .bind(&filter.campaign)
        .bind(filter.limit)
        .bind(filter.offset)
        .fetch_all(&self.pool)
        .await
        .doing("reading letters")?;
        let first = rows.iter().map(|row| row.id).min().unwrap_or(0);
        let last = rows.iter().map(|row| row.id).max().unwrap_or(0);
        let mut attempts: HashMap<i64, AttemptRow> =
            self.last_attempts(first, last).await?.into_iter().collect();
        let letters = rows.into_iter().map(|row| {
            let last = attempts.remove(&row.id);
            row.row(last)
        });
        Ok(Page { letters: letters.collect::<Result<_, _>>()?, total })
    }

    /// The newest letters for `person`, at most `limit`, without copies to the writer and
    /// without what was said last.
    pub async fn letters_for(
        &self,
        person: &str,
        limit: i64,
    ) -> Result<Vec<LetterRow>, StoreError> {
        let rows: Vec<Columns> = sqlx::query_as(
            "SELECT id, state, campaign, signer, person, office, template, language, account,
                subject, recipient, message_id, queued_at, updated_at, not_before, attempts, held
             FROM letter WHERE person = ?1 AND office <> ?2 AND state <> 'draft'
             ORDER BY queued_at DESC, id DESC LIMIT ?3",
        )
        .bind(person)
        .bind(COPY)
        .bind(limit)
        .fetch_all(&self.pool)
        .await
        .doing("reading the letters for a person")?;
        rows.into_iter().map(|row| row.row(None)).collect()
    }

    /// One letter without its text.
    pub async fn letter(&self, id: i64) -> Result<LetterRow, StoreError> {
        let row: Option<Columns> = sqlx::query_as(
            "SELECT id, state, campaign, signer, person, office, template, language, account,
                subject, recipient, message_id, queued_at, updated_at, not_before, attempts, held
             FROM letter WHERE id = ?1",
        )
        .bind(id)
        .fetch_optional(&self.pool)
        .await
        .doing("reading a letter")?;
        let row = row.ok_or_else(|| Kind::NotFound(format!("letter {id}")))?;
        let last = self.attempts(id).await?.pop();
        row.row(last)
    }

    /// One letter with all that is known of it.
    pub async fn story(&self, id: i64) -> Result<Story, StoreError> {
        let row = self.letter(id).await?;
        let (from, to, text, bytes) = sqlx::query_as(
            "SELECT from_header, to_header, text, bytes FROM letter_content WHERE letter = ?1",
        )
        .bind(id)
        .fetch_one(&self.pool)
        .await
        .doing("reading the text of a letter")?;
        let attempts = self.attempts(id).await?;
        Ok(Story { row, from, to, text, bytes, attempts })
    }

    /// How many letters stand in each state.
    pub async fn counts(&self) -> Result<Counts, StoreError> {
        // Two queries in one: each reads its own index only.
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT state, count(*) FROM letter WHERE state NOT IN ('leased', 'sending')
               AND state <> 'draft' GROUP BY state
             UNION ALL
             SELECT state, count(*) FROM letter WHERE state IN ('leased', 'sending') GROUP BY state",
        )
        .fetch_all(&self.pool)
        .await
        .doing("counting letters")?;
        rows.into_iter().map(|(state, n)| Ok((state_named(&state)?, n))).collect()
    }

    /// For each person with letters that were not taken back: how many, and when the newest
    /// was queued.
    pub async fn written(&self) -> Result<HashMap<String, (i64, Timestamp)>, StoreError> {
        let rows: Vec<(String, i64, i64)> = sqlx::query_as(
            "SELECT person, count(*), max(queued_at) FROM letter
             WHERE state NOT IN ('cancelled', 'draft') AND office <> ?1 GROUP BY person",
        )
        .bind(COPY)
        .fetch_all(&self.pool)
        .await
        .doing("reading who was written for")?;
        rows.into_iter()
            .map(|(person, n, at)| Ok((person, (n, timestamp("queued_at", at)?))))
            .collect()
    }

    /// The same of one person; nothing where nobody wrote.
    pub async fn written_for(&self, person: &str) -> Result<Option<(i64, Timestamp)>, StoreError> {
        let (n, at): (i64, Option<i64>) = sqlx::query_as(
            "SELECT count(*), max(queued_at) FROM letter
             WHERE person = ?2 AND state NOT IN ('cancelled', 'draft') AND office <> ?1",
        )
        .bind(COPY)
        .bind(person)
        .fetch_one(&self.pool)
        .await
        .doing("reading what was written for a person")?;
        at.map(|at| Ok((n, timestamp("queued_at", at)?))).transpose()
    }

    /// How many letters for `person` were queued in which month (UTC), oldest first; months
    /// without letters are absent.
    pub async fn months(&self, person: &str) -> Result<Vec<(String, i64)>, StoreError> {
        sqlx::query_as(
            "SELECT strftime('%Y-%m', queued_at / 1000, 'unixepoch') AS month, count(*)
             FROM letter
             WHERE person = ?1 AND office <> ?2 AND state NOT IN ('cancelled', 'draft')
             GROUP BY month ORDER BY month",
        )
        .bind(person)
        .bind(COPY)
        .fetch_all(&self.pool)
        .await
        .doing("counting the letters for a person")
    }

    /// How many letters are not settled yet, by account and by campaign, and how many of them
    /// wait for a person because their address is flagged.
    pub async fn waiting(&self) -> Result<Vec<Waiting>, StoreError> {
        sqlx::query_as(
            "SELECT account, campaign, count(*) AS letters, sum(held) AS held FROM letter
             WHERE state IN ('queued', 'deferred') GROUP BY account, campaign
             UNION ALL
             SELECT account, campaign, count(*), 0 FROM letter
             WHERE state IN ('leased', 'sending') GROUP BY account, campaign",
        )
        .fetch_all(&self.pool)
        .await
        .doing("counting letters that wait")
    }

    /// The accounts with letters that wait and are not held, whenever they are due.
    pub async fn accounts_with_letters(&self) -> Result<Vec<String>, StoreError> {
        // Steps from account to account through the index, however many letters wait.
        sqlx::query_scalar(
            "WITH RECURSIVE waiting (account) AS (
               SELECT min(account) FROM letter
               WHERE state IN ('queued', 'deferred') AND held = 0
               UNION ALL
               SELECT (SELECT min(account) FROM letter
                 WHERE state IN ('queued', 'deferred') AND held = 0 AND account > waiting.account)
               FROM waiting WHERE waiting.account IS NOT NULL)
             SELECT account FROM waiting WHERE account IS NOT NULL",
        )
        .fetch_all(&self.pool)
        .await
        .doing("looking for letters to send")
    }
}
