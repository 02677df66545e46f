//! Campaigns and their signers.

use std::collections::HashMap;

use jiff::Timestamp;
use unforgotten_core::pace::hours::Hours;
use unforgotten_core::state::{Event, State};

use super::change::note;
use super::desk::timestamp;
use super::json;
use crate::Store;
use crate::error::{Doing, Kind, StoreError};
use crate::letters::Counts;
use crate::step::{state_named, step};

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CampaignState {
    /// Nothing is queued yet.
    Draft,
    /// Its letters leave.
    Running,
    /// A person stopped it for a while.
    Paused,
    /// A person gave it up.
    Cancelled,
}

impl CampaignState {
    const ALL: [Self; 4] = [Self::Draft, Self::Running, Self::Paused, Self::Cancelled];

    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Cancelled => "cancelled",
        }
    }
}

/// How a campaign sends; `None` stands for what the account does, 0 for no limit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course {
    /// Which account it leaves from.
    pub account: Option<String>,
    /// Letters an hour, evenly spread.
    pub per_hour: Option<u32>,
    /// Letters in any 24 hours.
    pub per_day: Option<u32>,
    /// Letters an hour to one office.
    pub per_office: Option<u32>,
    /// Connections at the same time.
    pub connections: Option<u32>,
    /// The sending window.
    pub hours: Option<Hours>,
}

/// One campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignRow {
    /// What the person calls it.
    pub id: String,
    /// Where it stands.
    pub state: CampaignState,
    /// JSON: who is written for, to whom, what.
    pub plan: String,
    /// Letters are not tried after it.
    pub closes_at: Timestamp,
    /// How it sends.
    pub course: Course,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was started.
    pub started_at: Option<Timestamp>,
}

/// Somebody who signs, from a row of a file.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SignerRow {
    /// The row of the file.
    pub position: i64,
    /// The name.
    pub name: String,
    /// The town.
    pub town: String,
    /// The country.
    pub country: String,
    /// For replies; empty where it was not given.
    pub email: String,
    /// Empty where there are none.
    pub own_words: String,
}

/// Letters of a campaign that wait, for an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeWaiting {
    /// The office.
    pub office: String,
    /// Its IANA time zone; may be empty.
    pub zone: String,
    /// How many.
    pub letters: u64,
}

pub(crate) fn hours(json: &str) -> Result<Hours, StoreError> {
    let unreadable = |_| Kind::Unreadable { column: "campaign.hours", value: json.to_owned() };
    Ok(serde_json::from_str(json).map_err(unreadable)?)
}

#[derive(sqlx::FromRow)]
struct Columns {
    id: String,
    state: String,
    plan: String,
    account: Option<String>,
    closes_at: i64,
    per_hour: Option<u32>,
    per_day: Option<u32>,
    per_office: Option<u32>,
    connections: Option<u32>,
    hours: Option<String>,
    created_at: i64,
    started_at: Option<i64>,
}

impl Columns {
    fn row(self) -> Result<CampaignRow, StoreError> {
        let state = CampaignState::ALL.into_iter().find(|state| state.name() == self.state);
        let unreadable =
            || Kind::Unreadable { column: "campaign.state", value: self.state.clone() };
        Ok(CampaignRow {
            state: state.ok_or_else(unreadable)?,
            id: self.id,
            plan: self.plan,
            closes_at: timestamp("closes_at", self.closes_at)?,
            course: Course {
                account: self.account,
                per_hour: self.per_hour,
                per_day: self.per_day,
                per_office: self.per_office,
                connections: self.connections,
                hours: self.hours.map(|json| hours(&json)).transpose()?,
            },
            created_at: timestamp("created_at", self.created_at)?,
            started_at: self.started_at.map(|at| timestamp("started_at", at)).transpose()?,
        })
    }
}

impl Store {
    /// Stores a campaign in the state draft with its signers; `false` if the name is taken.
    pub async fn add_campaign(
        &self,
        row: &CampaignRow,
        signers: &[SignerRow],
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let added = sqlx::query(
            "INSERT INTO campaign (id, state, plan, account, closes_at, created_at)
             VALUES (?1, 'draft', ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING",
        )
        .bind(&row.id)
        .bind(&row.plan)
        .bind(&row.course.account)
        .bind(row.closes_at.as_millisecond())
        .bind(row.created_at.as_millisecond())
        .execute(&mut *transaction)
        .await
        .doing("storing a campaign")?
        .rows_affected();
        if added == 0 {
            return Ok(false);
        }
        for signer in signers {
            sqlx::query(
                "INSERT INTO signer (campaign, position, name, town, country, email, own_words)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )
            .bind(&row.id)
            .bind(signer.position)
            .bind(&signer.name)
            .bind(&signer.town)
            .bind(&signer.country)
            .bind(&signer.email)
            .bind(&signer.own_words)
            .execute(&mut *transaction)
            .await
            .doing("storing a signer")?;
        }
        note(&mut transaction, row.created_at, "campaign", &row.id).await?;
        transaction.commit().await.doing("storing a campaign")?;
        Ok(true)
    }

    /// All campaigns, newest first.
    pub async fn campaigns(&self) -> Result<Vec<CampaignRow>, StoreError> {
        let rows: Vec<Columns> = sqlx::query_as(
            "SELECT id, state, plan, account, closes_at, per_hour, per_day, per_office,
                connections, hours, created_at, started_at
             FROM campaign ORDER BY created_at DESC, id",
        )
        .fetch_all(&self.pool)
        .await
        .doing("reading the campaigns")?;
        rows.into_iter().map(Columns::row).collect()
    }

    /// One campaign.
    pub async fn campaign(&self, id: &str) -> Result<CampaignRow, StoreError> {
        let found = self.campaigns().await?.into_iter().find(|row| row.id == id);
        Ok(found.ok_or_else(|| Kind::NotFound(format!("campaign “{id}”")))?)
    }

    /// The signers of a campaign after a row, in the order of their file.
    pub async fn signers(
        &self,
        campaign: &str,
        after: i64,
        limit: i64,
    ) -> Result<Vec<SignerRow>, StoreError> {
        sqlx::query_as(
            "SELECT position, name, town, country, email, own_words FROM signer
             WHERE campaign = ?1 AND position > ?2 ORDER BY position LIMIT ?3",
        )
        .bind(campaign)
        .bind(after)
        .bind(limit)
        .fetch_all(&self.pool)
        .await
        .doing("reading the signers")
    }

    /// How many sign.
    pub async fn signer_count(&self, campaign: &str) -> Result<i64, StoreError> {
        sqlx::query_scalar("SELECT count(*) FROM signer WHERE campaign = ?1")
            .bind(campaign)
            .fetch_one(&self.pool)
            .await
            .doing("counting the signers")
    }

    /// Forgets what an earlier, interrupted start had written down.
    pub async fn clear_drafts(&self, campaign: &str) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "DELETE FROM letter_content WHERE letter IN
               (SELECT id FROM letter WHERE campaign = ?1 AND campaign <> 'single'
               AND state NOT IN ('leased', 'sending') AND state = 'draft')",
        )
        .bind(campaign)
        .execute(&mut *transaction)
        .await
        .doing("clearing drafts")?;
        sqlx::query(
            "DELETE FROM letter WHERE campaign = ?1 AND campaign <> 'single'
               AND state NOT IN ('leased', 'sending') AND state = 'draft'",
        )
        .bind(campaign)
        .execute(&mut *transaction)
        .await
        .doing("clearing drafts")?;
        transaction.commit().await.doing("clearing drafts")
    }

    /// W0 of a campaign: all its letters, written down as drafts before, are queued in one
    /// transaction together with the campaign's start. `false`: somebody else started it.
    pub async fn start_campaign(
        &self,
        id: &str,
        course: &Course,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let queued = step(State::Draft, Event::Enqueue)?;
        let hours = course.hours.and_then(|hours| serde_json::to_string(&hours).ok());
        let mut transaction = self.write().await?;
        let started = sqlx::query(
            "UPDATE campaign SET state = 'running', account = ?2, per_hour = ?3, per_day = ?4,
                per_office = ?5, connections = ?6, hours = ?7, started_at = ?8, next_at = ?8
             WHERE id = ?1 AND state = 'draft'",
        )
        .bind(id)
        .bind(&course.account)
        .bind(course.per_hour)
        .bind(course.per_day)
        .bind(course.per_office)
        .bind(course.connections)
        .bind(hours)
        .bind(now.as_millisecond())
        .execute(&mut *transaction)
        .await
        .doing("starting a campaign")?
        .rows_affected();
        if started == 0 {
            return Ok(false);
        }
        sqlx::query(
            "UPDATE letter SET state = ?2, queued_at = ?3, updated_at = ?3, not_before = ?3
             WHERE campaign = ?1 AND campaign <> 'single'
               AND state NOT IN ('leased', 'sending') AND state = 'draft'",
        )
        .bind(id)
        .bind(queued.name())
        .bind(now.as_millisecond())
        .execute(&mut *transaction)
        .await
        .doing("queueing a campaign")?;
        note(&mut transaction, now, "campaign", id).await?;
        transaction.commit().await.doing("starting a campaign")?;
        Ok(true)
    }

    /// From one of the states in `from` to another; `false` if it stands elsewhere.
    pub async fn turn_campaign(
        &self,
        id: &str,
        from: &[CampaignState],
        to: CampaignState,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let names: Vec<_> = from.iter().map(|state| state.name()).collect();
        let turned = sqlx::query(
            "UPDATE campaign SET state = ?3
             WHERE id = ?1 AND state IN (SELECT value FROM json_each(?2))",
        )
        .bind(id)
        .bind(serde_json::to_string(&names).unwrap_or_default())
        .bind(to.name())
        .execute(&mut *transaction)
        .await
        .doing("changing a campaign")?
        .rows_affected();
        note(&mut transaction, now, "campaign", id).await?;
        transaction.commit().await.doing("changing a campaign")?;
        Ok(turned == 1)
    }

    /// Takes back every letter that waits or is only claimed: of one campaign, or of all there
    /// is. What is on the wire stays there. Returns how many.
    pub async fn cancel_waiting(
        &self,
        campaign: Option<&str>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let cancelled = step(State::Queued, Event::Cancel)?;
        debug_assert_eq!(step(State::Leased, Event::Release).ok(), Some(State::Queued));
        let mut transaction = self.write().await?;
        let letters = sqlx::query(taking_back!("(?1 IS NULL OR campaign = ?1)"))
            .bind(campaign)
            .bind(cancelled.name())
            .bind(now.as_millisecond())
            .execute(&mut *transaction)
            .await
            .doing("cancelling letters")?
            .rows_affected();
        note(&mut transaction, now, "letter", campaign.unwrap_or_default()).await?;
        transaction.commit().await.doing("cancelling letters")?;
        Ok(letters)
    }

    /// Whether letters wait for one of these people, but for letters from the templates in
    /// `except`.
    pub async fn waits_for(
        &self,
        people: &[String],
        except: &[String],
    ) -> Result<bool, StoreError> {
        // The plus keeps to the small index of what waits.
        sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM letter
                 WHERE state IN ('queued', 'deferred')
                   AND +person IN (SELECT value FROM json_each(?1))
                   AND +template NOT IN (SELECT value FROM json_each(?2)))",
        )
        .bind(json(people))
        .bind(json(except))
        .fetch_one(&self.pool)
        .await
        .doing("looking for appeals that are over")
    }

    /// Takes back every letter for a person that waits or is only claimed, in whatever
    /// campaign, but for letters from the templates in `except`. Returns how many.
    pub async fn cancel_for(
        &self,
        person: &str,
        except: &[String],
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let cancelled = step(State::Queued, Event::Cancel)?;
        let mut transaction = self.write().await?;
        let letters = sqlx::query(taking_back!(
            "person = ?1 AND template NOT IN (SELECT value FROM json_each(?4))"
        ))
        .bind(person)
        .bind(cancelled.name())
        .bind(now.as_millisecond())
        .bind(json(except))
        .execute(&mut *transaction)
        .await
        .doing("closing an appeal")?
        .rows_affected();
        if letters > 0 {
            note(&mut transaction, now, "letter", "").await?;
        }
        transaction.commit().await.doing("closing an appeal")?;
        Ok(letters)
    }

    /// Takes back the letters that still wait when their campaign is over, or that were claimed
    /// while it was cancelled and have come back. Returns how many.
    pub async fn close_campaigns(&self, now: Timestamp) -> Result<u64, StoreError> {
        let over: Vec<String> = sqlx::query_scalar(
            "SELECT id FROM campaign
             WHERE (state = 'cancelled' OR (closes_at <= ?1 AND state IN ('running', 'paused')))
               AND EXISTS (SELECT 1 FROM letter WHERE letter.campaign = campaign.id
                 AND letter.campaign <> 'single'
                 AND letter.state NOT IN ('leased', 'sending')
                 AND letter.state IN ('queued', 'deferred'))",
        )
        .bind(now.as_millisecond())
        .fetch_all(&self.pool)
        .await
        .doing("looking for campaigns that are over")?;
        let mut letters = 0;
        for campaign in over {
            letters += self.cancel_waiting(Some(&campaign), now).await?;
        }
        Ok(letters)
    }

    /// How many letters of a campaign stand in each state.
    pub async fn campaign_counts(&self, id: &str) -> Result<Counts, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            // Two queries in one: each reads its own index only.
            "SELECT state, count(*) FROM letter
             WHERE campaign = ?1 AND campaign <> 'single' AND state NOT IN ('leased', 'sending')
             GROUP BY state
             UNION ALL
             SELECT state, count(*) FROM letter
             WHERE campaign = ?1 AND state IN ('leased', 'sending') GROUP BY state",
        )
        .bind(id)
        .fetch_all(&self.pool)
        .await
        .doing("counting letters")?;
        rows.into_iter().map(|(state, n)| Ok((state_named(&state)?, n))).collect()
    }

    /// The letters that wait, by office: of one campaign, or of all.
    pub async fn waiting_by_office(
        &self,
        campaign: Option<&str>,
    ) -> Result<Vec<OfficeWaiting>, StoreError> {
        let query = match campaign {
            None => {
                "SELECT office, zone, count(*) FROM letter
                 WHERE state IN ('queued', 'deferred') GROUP BY office, zone"
            }
            Some(_) => {
                "SELECT office, zone, count(*) FROM letter
                 WHERE campaign = ?1 AND campaign <> 'single'
                   AND state NOT IN ('leased', 'sending') AND state IN ('queued', 'deferred')
                 GROUP BY office, zone"
            }
        };
        let rows: Vec<(String, String, i64)> = sqlx::query_as(query)
            .bind(campaign)
            .fetch_all(&self.pool)
            .await
            .doing("counting letters that wait")?;
        Ok(rows
            .into_iter()
            .map(|(office, zone, letters)| OfficeWaiting {
                office,
                zone,
                letters: u64::try_from(letters).unwrap_or(0),
            })
            .collect())
    }

    /// When an account last sent letters, newest first, since `since`; at most `limit`.
    pub async fn spent(
        &self,
        account: &str,
        since: Timestamp,
        limit: i64,
    ) -> Result<Vec<Timestamp>, StoreError> {
        let rows: Vec<i64> = sqlx::query_scalar(
            "SELECT spent_at FROM letter WHERE account = ?1 AND spent_at > ?2
             ORDER BY spent_at DESC LIMIT ?3",
        )
        .bind(account)
        .bind(since.as_millisecond())
        .bind(limit)
        .fetch_all(&self.pool)
        .await
        .doing("reading what was sent")?;
        rows.into_iter().map(|at| timestamp("spent_at", at)).collect()
    }

    /// The most connections that a campaign with letters to send from this account wants.
    pub async fn campaign_connections(&self, account: &str) -> Result<Option<u32>, StoreError> {
        sqlx::query_scalar(
            "SELECT max(connections) FROM campaign WHERE state = 'running' AND account = ?1
               AND EXISTS (SELECT 1 FROM letter WHERE letter.account = ?1
                 AND letter.campaign = campaign.id AND state IN ('queued', 'deferred'))",
        )
        .bind(account)
        .fetch_one(&self.pool)
        .await
        .doing("reading the campaigns")
    }

    /// How many letters each account sent since `since`.
    pub async fn spent_since(&self, since: Timestamp) -> Result<HashMap<String, i64>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT account.name, (SELECT count(*) FROM letter
               WHERE letter.account = account.name AND spent_at > ?1) FROM account",
        )
        .bind(since.as_millisecond())
        .fetch_all(&self.pool)
        .await
        .doing("counting what was sent")?;
        Ok(rows.into_iter().collect())
    }
}
