//! How a campaign goes, and what a person does about it.

use jiff::Timestamp;
use serde::Serialize;
use unforgotten_core::hold::Kind;
use unforgotten_core::state::State;
use unforgotten_store::{CampaignRow, CampaignState as Stored, Counts, Store};

use super::Plan;
use crate::api::{CampaignCard, CampaignState, Hold, OutboxCounts};
use crate::status::Outlook;
use crate::{App, AppError, Code, now, show};

/// How a campaign goes: the shape is a contract of the terminal.
#[derive(Debug, Clone, Serialize)]
pub struct CampaignStatus {
    /// The campaign.
    pub id: String,
    /// Where it stands; without letters that wait, it is finished.
    pub state: CampaignState,
    /// For whom, parted by commas.
    pub person: String,
    /// For whom.
    pub people: Vec<String>,
    /// To which offices.
    pub offices: Vec<String>,
    /// The template.
    pub template: String,
    /// Who signs.
    pub signers: i64,
    /// The account it leaves from; `None` until that is known.
    pub account: Option<String>,
    /// The last day.
    pub closes: String,
    /// Letters in each state.
    pub counts: OutboxCounts,
    /// All its letters; of a draft, those that it would have.
    pub total: i64,
    /// Letters an hour, as planned or else as seen.
    pub per_hour: Option<u32>,
    /// When the last letter will have left, RFC 3339; `None` where nobody can know.
    pub eta: Option<String>,
    /// The last letters would leave after the closing date, and so will not.
    pub late: bool,
    /// The sending window in the offices' time.
    pub window: Option<String>,
    /// Why it sends nothing for now.
    pub hold: Option<Hold>,
    /// When it was started, RFC 3339.
    pub started_at: Option<String>,
}

impl CampaignStatus {
    /// Whether something here needs a person.
    pub fn needs_person(&self) -> bool {
        let held = self.hold.as_ref().is_some_and(|hold| hold.until.is_none());
        self.counts.in_doubt > 0 || (held && waiting(&self.counts) > 0)
    }
}

fn waiting(counts: &OutboxCounts) -> i64 {
    counts.queued + counts.leased + counts.sending + counts.deferred
}

impl App {
    /// All campaigns, newest first.
    pub async fn campaign_list(&self) -> Result<Vec<CampaignStatus>, AppError> {
        let mut list = Vec::new();
        for row in self.store().await?.campaigns().await? {
            list.push(self.campaign_status(&row.id).await?);
        }
        Ok(list)
    }

    /// The campaigns that were started, as the outbox shows them.
    pub(crate) async fn campaign_cards(&self) -> Result<Vec<CampaignCard>, AppError> {
        let language = self.window_language().await?;
        let started = self.campaign_list().await?.into_iter();
        let cards = started.filter(|status| status.started_at.is_some()).map(|status| {
            let people = status.people.iter().map(|id| {
                let person = self.catalogue().person(id);
                person.and_then(|person| person.name.shown(&language)).unwrap_or(id)
            });
            CampaignCard {
                person_name: people.collect::<Vec<_>>().join(", "),
                person: status.people.first().cloned().unwrap_or_default(),
                id: status.id,
                state: status.state,
                signers: status.signers,
                offices: status.offices.len(),
                counts: status.counts,
                per_hour: status.per_hour,
                eta: status.eta,
                closes: status.closes,
                window: status.window,
                hold: status.hold,
            }
        });
        Ok(cards.collect())
    }

    /// How a campaign goes.
    pub async fn campaign_status(&self, id: &str) -> Result<CampaignStatus, AppError> {
        let (row, plan) = self.campaign_row(id).await?;
        let store = self.store().await?;
        let counts = counts(&store.campaign_counts(id).await?);
        let signers = match plan.file {
            Some(_) => store.signer_count(id).await?,
            None => 1,
        };
        let state = standing(&row, &counts);
        let hold = match state {
            CampaignState::Running | CampaignState::Paused => self.hold_of(&row).await?,
            _ => None,
        };
        let outlook = match state {
            CampaignState::Draft => Outlook { per_hour: row.course.per_hour, ..Outlook::default() },
            _ => self.outlook(Some(id), &row.course).await?,
        };
        // What waits for a person waits until nobody knows when.
        let stands = hold.as_ref().is_some_and(|hold| hold.until.is_none());
        let eta = outlook.eta.filter(|_| state == CampaignState::Running && !stands);
        let freed = hold.as_ref().and_then(|hold| hold.until.as_deref()?.parse().ok());
        let eta: Option<Timestamp> = eta.map(|eta| freed.map_or(eta, |freed| eta.max(freed)));
        let total = match state {
            CampaignState::Draft => planned(&plan, signers),
            _ => counts.total,
        };
        Ok(CampaignStatus {
            id: row.id,
            state,
            person: plan.people.join(","),
            people: plan.people,
            offices: plan.offices,
            template: plan.template,
            signers,
            account: row.course.account,
            closes: plan.closes.to_string(),
            counts,
            total,
            per_hour: outlook.per_hour,
            late: eta.is_some_and(|eta| eta > row.closes_at),
            eta: eta.map(|at| at.to_string()),
            window: row.course.hours.map(|hours| hours.to_string()),
            hold,
            started_at: row.started_at.map(|at| at.to_string()),
        })
    }

    /// Nothing more of it leaves until it goes on. Pausing it twice is no error.
    pub async fn campaign_pause(&self, id: &str) -> Result<(), AppError> {
        self.started(id).await?;
        let from = [Stored::Running, Stored::Paused];
        self.store().await?.turn_campaign(id, &from, Stored::Paused, now()).await?;
        Ok(())
    }

    /// It goes on, and what held the campaign itself is lifted. A mailbox stays on hold until
    /// it has been tested.
    pub async fn campaign_resume(&self, id: &str) -> Result<(), AppError> {
        self.started(id).await?;
        let store = self.store().await?;
        store.lift(Kind::Campaign, id, now()).await?;
        let from = [Stored::Running, Stored::Paused];
        store.turn_campaign(id, &from, Stored::Running, now()).await?;
        Ok(())
    }

    /// Takes back every letter of it that waits; what is on the wire stays there.
    pub async fn campaign_cancel(&self, id: &str) -> Result<(), AppError> {
        let status = self.campaign_status(id).await?;
        let store = self.store().await?;
        match status.state {
            CampaignState::Finished => return Err(over(&status)),
            // Letters that somebody held when it was cancelled may wait again.
            CampaignState::Cancelled if waiting(&status.counts) == 0 => return Err(over(&status)),
            CampaignState::Draft => {
                let _alone = self.alone()?;
                store.clear_drafts(id).await?;
                return give_up(store, id).await;
            }
            CampaignState::Running | CampaignState::Paused | CampaignState::Cancelled => {}
        }
        // First nobody claims its letters any more, then those that wait are taken back.
        give_up(store, id).await?;
        store.cancel_waiting(Some(id), now()).await?;
        Ok(())
    }

    /// That a campaign is on its way.
    async fn started(&self, id: &str) -> Result<(), AppError> {
        let status = self.campaign_status(id).await?;
        match status.state {
            CampaignState::Running | CampaignState::Paused => Ok(()),
            CampaignState::Draft => Err(AppError::new(
                Code::BadRequest,
                format!("the campaign “{id}” was not started yet"),
            )
            .advise(format!("unforgotten campaign start {id}"))
            .with("campaign", id)),
            CampaignState::Finished | CampaignState::Cancelled => Err(over(&status)),
        }
    }

    /// What holds a campaign: itself, its account, everything. What waits for a person first.
    async fn hold_of(&self, row: &CampaignRow) -> Result<Option<Hold>, AppError> {
        let concerns = |hold: &Hold| match hold.kind {
            Kind::Campaign => hold.key == row.id,
            Kind::Account => Some(&hold.key) == row.course.account.as_ref(),
            Kind::Outbox => true,
            Kind::Office | Kind::Channel => false,
        };
        let until = |hold: &Hold| {
            let until = hold.until.as_deref().and_then(|until| until.parse::<Timestamp>().ok());
            until.unwrap_or(Timestamp::MAX)
        };
        Ok(self.holds_shown().await?.into_iter().filter(concerns).max_by_key(until))
    }
}

async fn give_up(store: &Store, id: &str) -> Result<(), AppError> {
    let from = [Stored::Draft, Stored::Running, Stored::Paused];
    store.turn_campaign(id, &from, Stored::Cancelled, now()).await?;
    Ok(())
}

/// What an interrupted start had written down is not counted: nobody can see it.
fn counts(counted: &Counts) -> OutboxCounts {
    let mut counted = counted.clone();
    counted.remove(&State::Draft);
    show::counts(&counted)
}

fn standing(row: &CampaignRow, counts: &OutboxCounts) -> CampaignState {
    match row.state {
        Stored::Draft => CampaignState::Draft,
        Stored::Cancelled => CampaignState::Cancelled,
        _ if waiting(counts) == 0 => CampaignState::Finished,
        Stored::Running => CampaignState::Running,
        Stored::Paused => CampaignState::Paused,
    }
}

fn planned(plan: &Plan, signers: i64) -> i64 {
    let pairs = plan.people.len().saturating_mul(plan.offices.len());
    signers.saturating_mul(i64::try_from(pairs).unwrap_or(i64::MAX))
}

fn over(status: &CampaignStatus) -> AppError {
    let id = &status.id;
    let what = match status.state {
        CampaignState::Cancelled => "was cancelled already",
        _ => "is finished: none of its letters waits any more",
    };
    AppError::new(Code::BadRequest, format!("the campaign “{id}” {what}"))
        .advise(format!("unforgotten campaign status {id} tells what became of its letters"))
        .with("campaign", id)
}
