//! What sends nothing for now: shown, counted, and lifted by a person.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};
use unforgotten_core::hold::{Code as Why, Kind};
use unforgotten_store::{CampaignState, Claimed, HoldRow, LetterRow, SINGLE, Waiting as Row};

use crate::api::{Hold, HoldRef, OutboxScope, OutboxStatus};
use crate::{App, AppError, Code, PRACTICE, State, now};

/// A hold that frees itself within this time is waited for; a longer one is told.
const SOON: SignedDuration = SignedDuration::from_mins(61);

/// How many letters are not settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// They can leave by themselves, now or later.
    pub will_go: i64,
    /// Their mailbox, address or campaign is on hold: a person has to do something.
    pub stuck: i64,
}

/// All holds at one moment, and what else keeps letters back.
pub(crate) struct Holds {
    rows: Vec<HoldRow>,
    paused: HashSet<String>,
    accounts: HashSet<String>,
}

impl Holds {
    /// What keeps a letter back, if anything does.
    pub(crate) fn of(&self, row: &LetterRow) -> Option<Kind> {
        if !matches!(row.state, State::Queued | State::Deferred) {
            return None;
        }
        if row.held {
            return Some(Kind::Channel);
        }
        let office = self.find(Kind::Office, &row.office).map(|_| Kind::Office);
        self.keeps(&row.account, &row.campaign).map(|(kind, _)| kind).or(office)
    }

    /// What keeps all letters of an account and a campaign back, and until when.
    fn keeps(&self, account: &str, campaign: &str) -> Option<(Kind, Option<Timestamp>)> {
        let found = |kind, key| self.find(kind, key).map(|hold| (kind, hold.until));
        found(Kind::Outbox, "")
            .or_else(|| self.paused.contains(campaign).then_some((Kind::Campaign, None)))
            .or_else(|| found(Kind::Campaign, campaign))
            .or_else(|| found(Kind::Account, account))
            .or_else(|| (!self.sends(account)).then_some((Kind::Account, None)))
    }

    /// Whether a claimed letter may not leave any more.
    pub(crate) fn stops(&self, claim: &Claimed) -> bool {
        self.keeps(&claim.account, &claim.campaign).is_some()
            || self.find(Kind::Office, &claim.office).is_some()
            || self.find(Kind::Channel, &claim.recipient).is_some()
    }

    /// Letters of an account that was removed wait until it is added again.
    fn sends(&self, account: &str) -> bool {
        account == PRACTICE || self.accounts.contains(account)
    }

    pub(crate) fn find(&self, kind: Kind, key: &str) -> Option<&HoldRow> {
        self.rows.iter().find(|hold| hold.kind == kind && hold.key == key)
    }

    fn waiting(&self, row: &Row, now: Timestamp) -> Waiting {
        let stuck = match self.keeps(&row.account, &row.campaign) {
            None => row.held,
            Some((_, Some(until))) if until <= now + SOON => row.held,
            Some(_) => row.letters,
        };
        Waiting { will_go: row.letters - stuck, stuck }
    }
}

impl App {
    pub(crate) async fn holds(&self) -> Result<Holds, AppError> {
        let store = self.store().await?;
        let campaigns = store.campaigns().await?;
        let paused = campaigns.into_iter().filter(|row| row.state != CampaignState::Running);
        let accounts = store.accounts().await?.into_iter().map(|row| row.name);
        Ok(Holds {
            rows: store.holds(now()).await?,
            paused: paused.map(|row| row.id).collect(),
            accounts: accounts.collect(),
        })
    }

    /// The accounts that send nothing until a hold is lifted or its time has come.
    pub(crate) async fn stopped_accounts(&self) -> Result<HashSet<String>, AppError> {
        let holds = self.holds().await?;
        let waiting = self.store().await?.waiting().await?;
        let stopped = waiting.into_iter().filter(|row| holds.keeps(&row.account, SINGLE).is_some());
        Ok(stopped.map(|row| row.account).collect())
    }

    /// How many letters still wait, and how many of them for a person: all, or those of one
    /// campaign.
    pub async fn waiting(&self, campaign: Option<&str>) -> Result<Waiting, AppError> {
        let (holds, now) = (self.holds().await?, now());
        let rows = self.store().await?.waiting().await?;
        let wanted = rows.iter().filter(|row| campaign.is_none_or(|id| row.campaign == id));
        Ok(wanted.fold(Waiting::default(), |sum, row| {
            let Waiting { will_go, stuck } = holds.waiting(row, now);
            Waiting { will_go: sum.will_go + will_go, stuck: sum.stuck + stuck }
        }))
    }

    /// The holds as a person sees them, with the letters that wait for each.
    pub(crate) async fn holds_shown(&self) -> Result<Vec<Hold>, AppError> {
        let (store, language) = (self.store().await?, self.window_language().await?);
        let holds = self.holds().await?;
        let waiting = store.waiting().await?;
        let offices = store.waiting_by_office(None).await?;
        let flagged = store.waiting_by_address().await?;
        let flagged: HashMap<_, _> = flagged.into_iter().collect();
        let sum = |wanted: &dyn Fn(&Row) -> bool| {
            waiting.iter().filter(|row| wanted(row)).map(|row| row.letters).sum()
        };
        let shown = holds.rows.iter().map(|hold| {
            let letters = match hold.kind {
                Kind::Outbox => sum(&|_| true),
                Kind::Account => sum(&|row| row.account == hold.key),
                Kind::Campaign => sum(&|row| row.campaign == hold.key),
                Kind::Channel => flagged.get(&hold.key).copied().unwrap_or(0),
                Kind::Office => offices
                    .iter()
                    .filter(|row| row.office == hold.key)
                    .map(|row| i64::try_from(row.letters).unwrap_or(i64::MAX))
                    .sum(),
            };
            let office = self.catalogue().office(&hold.key).filter(|_| hold.kind == Kind::Office);
            let name = office.and_then(|office| office.name.shown(&language));
            Hold {
                kind: hold.kind,
                key: hold.key.clone(),
                name: name.unwrap_or(&hold.key).to_owned(),
                code: hold.code,
                why: hold.why.clone(),
                since: hold.since.to_string(),
                until: hold.until.map(|until| until.to_string()),
                letters,
            }
        });
        Ok(shown.collect())
    }

    /// Holds something because a person wants it.
    pub(crate) async fn pause(&self, kind: Kind, key: &str) -> Result<(), AppError> {
        let (key, why) = (key.to_owned(), String::new());
        let hold = HoldRow { kind, key, code: Why::Person, why, since: now(), until: None };
        Ok(self.store().await?.hold(&hold).await?)
    }

    /// Lifts a hold. A mailbox has to be able to sign in first; what it says otherwise is the
    /// error.
    pub async fn hold_lift(&self, hold: HoldRef) -> Result<OutboxStatus, AppError> {
        match hold.kind {
            Kind::Account => {
                self.account_try(&hold.key).await?;
                // A person asked for it, so also what would have freed itself later.
                self.store().await?.lift(Kind::Account, &hold.key, now()).await?;
            }
            kind => {
                let lifted = self.store().await?.lift(kind, &hold.key, now()).await?;
                if !lifted && kind != Kind::Outbox {
                    let message = format!("nothing holds the {} “{}”", kind.name(), hold.key);
                    return Err(AppError::new(Code::NotFound, message).with("key", &hold.key));
                }
            }
        }
        self.outbox_status(OutboxScope { campaign: None }).await
    }
}
