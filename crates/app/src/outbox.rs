//! The outbox as a person sees it.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use serde::Serialize;
use unforgotten_core::state::{Event, State};
use unforgotten_store::{Filter, LetterRow};

use crate::api::{
    Attempt, Decision, LetterDecision, LetterId, LetterStory, OutboxPage, OutboxQuery, OutboxRow,
};
use crate::{App, AppError, Code, PRACTICE, now, show};

/// More rows than this are not read at once.
const PAGE_MAX: i64 = 1_000;

/// Nothing of these has left, and nobody holds them.
const WAITING: [State; 2] = [State::Queued, State::Deferred];
/// Nothing of these has left.
const HERE: [State; 3] = [State::Queued, State::Deferred, State::Leased];

/// A letter as scripts read it: the shape is a contract of the terminal.
#[derive(Debug, Clone, Serialize)]
#[allow(missing_docs, reason = "the names of the fields say what they are")]
pub struct OutboxRecord {
    pub id: String,
    pub state: State,
    pub person: String,
    pub office: String,
    pub signer: String,
    pub template: String,
    pub lang: String,
    pub account: String,
    pub subject: String,
    pub message_id: String,
    pub to: String,
    pub attempts: Vec<Attempt>,
    pub campaign: Option<String>,
    pub queued_at: String,
    pub not_before: String,
    /// The path of the practice letter.
    pub eml: Option<String>,
}

/// Where the letters of one sending stand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settled {
    /// Every letter of the sending.
    pub letters: Vec<OutboxRow>,
}

impl Settled {
    /// Whether something here needs a person.
    pub fn needs_person(&self) -> bool {
        self.letters.iter().any(|letter| letter.state == State::InDoubt)
    }

    /// Whether all are sent.
    pub fn all_sent(&self) -> bool {
        self.letters.iter().all(|letter| letter.state == State::Sent)
    }
}

impl App {
    /// A page of the outbox, newest first.
    pub async fn outbox_list(&self, query: OutboxQuery) -> Result<OutboxPage, AppError> {
        let filter = Filter {
            state: query.state,
            campaign: query.campaign,
            offset: query.offset.max(0),
            limit: query.limit.clamp(0, PAGE_MAX),
        };
        let store = self.store().await?;
        let page = store.letters(&filter).await?;
        let language = self.window_language().await?;
        let holds = self.holds().await?;
        let letters =
            page.letters.into_iter().map(|row| show::letter(self, row, &holds, &language));
        let counts = match &filter.campaign {
            Some(id) => store.campaign_counts(id).await?,
            None => store.counts().await?,
        };
        let (letters, counts) = (letters.collect(), show::counts(&counts));
        Ok(OutboxPage { letters, total: page.total, counts })
    }

    /// All letters in `state`, or all, newest first, with their attempts.
    pub async fn outbox_records(
        &self,
        state: Option<State>,
        campaign: Option<String>,
    ) -> Result<Vec<OutboxRecord>, AppError> {
        let store = self.store().await?;
        let mut records = Vec::new();
        let mut filter = Filter { state, campaign, offset: 0, limit: PAGE_MAX };
        loop {
            let page = store.letters(&filter).await?.letters;
            let ids = || page.iter().map(|row| row.id);
            let (Some(first), Some(last)) = (ids().min(), ids().max()) else { return Ok(records) };
            let mut attempts = HashMap::<i64, Vec<Attempt>>::new();
            for (letter, attempt) in store.attempts_between(first, last).await? {
                attempts.entry(letter).or_default().push(show::attempt(attempt));
            }
            filter.offset += PAGE_MAX;
            let record = |row: LetterRow| {
                let attempts = attempts.remove(&row.id).unwrap_or_default();
                self.record(row, attempts)
            };
            records.extend(page.into_iter().map(record));
        }
    }

    /// The letters with these numbers, as scripts read them.
    pub async fn records(&self, ids: &BTreeSet<String>) -> Result<Vec<OutboxRecord>, AppError> {
        let store = self.store().await?;
        let mut records = Vec::with_capacity(ids.len());
        for id in ids {
            let number = letter_number(id)?;
            let attempts = store.attempts(number).await?.into_iter().map(show::attempt).collect();
            records.push(self.record(store.letter(number).await?, attempts));
        }
        Ok(records)
    }

    fn record(&self, row: LetterRow, attempts: Vec<Attempt>) -> OutboxRecord {
        let eml = (row.account == PRACTICE && row.state == State::Sent)
            .then(|| self.practice_file(&row.message_id))
            .flatten();
        OutboxRecord {
            id: row.id.to_string(),
            state: row.state,
            person: row.person,
            office: row.office,
            signer: row.signer,
            template: row.template,
            lang: row.language,
            account: row.account,
            subject: row.subject,
            message_id: row.message_id,
            to: row.recipient,
            attempts,
            campaign: (row.campaign != "single").then_some(row.campaign),
            queued_at: row.queued_at.to_string(),
            not_before: row.not_before.to_string(),
            eml: eml.map(|path| path.display().to_string()),
        }
    }

    /// A letter's whole story.
    pub async fn outbox_show(&self, request: LetterId) -> Result<LetterStory, AppError> {
        let story = self.store().await?.story(letter_number(&request.id)?).await?;
        let language = self.window_language().await?;
        let eml = (story.row.account == PRACTICE && story.row.state == State::Sent)
            .then(|| self.practice_file(&story.row.message_id))
            .flatten();
        Ok(LetterStory {
            message_id: story.row.message_id.clone(),
            row: show::letter(self, story.row, &self.holds().await?, &language),
            from: story.from,
            text: story.text,
            transcript: story
                .attempts
                .last()
                .and_then(|attempt| attempt.transcript.as_deref())
                .map(|lines| lines.lines().map(str::to_owned).collect())
                .unwrap_or_default(),
            attempts: story.attempts.into_iter().map(show::attempt).collect(),
            eml: eml.map(|path| path.display().to_string()),
        })
    }

    /// Where the practice server put the letter with this Message-ID.
    pub fn practice_file(&self, message_id: &str) -> Option<PathBuf> {
        unforgotten_mail::practice_file(&self.home().practice(), message_id)
    }

    /// Takes a letter back of which nothing has left.
    pub async fn letter_take_back(&self, request: LetterId) -> Result<OutboxRow, AppError> {
        self.decide(&request.id, Event::Cancel, &HERE).await
    }

    /// Tries a letter that waits as soon as possible.
    pub async fn letter_retry(&self, request: LetterId) -> Result<OutboxRow, AppError> {
        self.retry(&request.id).await
    }

    /// What a person decides about a letter in doubt.
    pub async fn letter_resolve(&self, request: LetterDecision) -> Result<OutboxRow, AppError> {
        self.resolve(&request.id, request.decision).await
    }

    /// Tries a letter that waits as soon as possible.
    pub async fn retry(&self, id: &str) -> Result<OutboxRow, AppError> {
        self.decide(id, Event::Due, &WAITING).await
    }

    /// A person knows, or decides, what is true of a letter in doubt; a letter that waits can
    /// only be given up.
    pub async fn resolve(&self, id: &str, decision: Decision) -> Result<OutboxRow, AppError> {
        let doubt = [State::InDoubt];
        match decision {
            Decision::Sent => self.decide(id, Event::Accepted, &doubt).await,
            Decision::Again => self.decide(id, Event::SendAgain, &doubt).await,
            Decision::Drop => {
                let [queued, deferred] = WAITING;
                self.decide(id, Event::Cancel, &[queued, deferred, State::InDoubt]).await
            }
        }
    }

    async fn decide(&self, id: &str, event: Event, from: &[State]) -> Result<OutboxRow, AppError> {
        let number = letter_number(id)?;
        let store = self.store().await?;
        if matches!(event, Event::Due | Event::SendAgain) {
            let letter = store.letter(number).await?;
            self.fresh()?.refuse_if_over(&letter.person, &letter.template)?;
        }
        store.decide(number, event, from, now()).await?;
        let row = store.letter(number).await?;
        Ok(show::letter(self, row, &self.holds().await?, &self.window_language().await?))
    }

    /// Where these letters stand.
    pub async fn settled(&self, ids: &BTreeSet<String>) -> Result<Settled, AppError> {
        let store = self.store().await?;
        let (language, holds) = (self.window_language().await?, self.holds().await?);
        let mut letters = Vec::with_capacity(ids.len());
        for id in ids {
            let row = store.letter(letter_number(id)?).await?;
            letters.push(show::letter(self, row, &holds, &language));
        }
        Ok(Settled { letters })
    }
}

fn letter_number(id: &str) -> Result<i64, AppError> {
    id.parse().map_err(|_| {
        AppError::new(Code::NotFound, format!("“{id}” is not the number of a letter"))
            .advise("unforgotten outbox list shows the letters")
            .with("id", id)
    })
}
