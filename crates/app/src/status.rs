//! How sending goes: counts, holds, pace, and when the last letter will have left.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use unforgotten_core::hold::Kind;
use unforgotten_core::pace::eta::{Ahead, eta};
use unforgotten_core::pace::limit::Limits;
use unforgotten_store::{CampaignState, Course, OfficeWaiting, limits_with};

use crate::api::{OutboxScope, OutboxStatus};
use crate::{App, AppError, Code, now, show};

/// The pace that was seen is that of the last minutes.
const SEEN: SignedDuration = SignedDuration::from_mins(5);
/// So many letters are enough to tell a pace.
const SEEN_LETTERS: i64 = 2_000;

/// When a set of letters will have left, and how fast.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Outlook {
    /// Letters an hour, as planned or else as seen.
    pub(crate) per_hour: Option<u32>,
    /// When the last letter leaves; `None` if nobody can know, or nothing waits.
    pub(crate) eta: Option<Timestamp>,
    /// Everything that waits, waits for its office's morning.
    pub(crate) quiet_until: Option<Timestamp>,
}

impl App {
    /// How sending goes: of everything, or of one campaign.
    pub async fn outbox_status(&self, scope: OutboxScope) -> Result<OutboxStatus, AppError> {
        let store = self.store().await?;
        let counts = match &scope.campaign {
            Some(id) => store.campaign_counts(id).await?,
            None => store.counts().await?,
        };
        let holds = self.holds().await?;
        let mut paused = holds.find(Kind::Outbox, "").is_some();
        let outlook = match &scope.campaign {
            Some(id) => {
                let row = store.campaign(id).await?;
                paused |= row.state == CampaignState::Paused;
                self.outlook(Some(id), &row.course).await?
            }
            None => self.outlook_of_all().await?,
        };
        Ok(OutboxStatus {
            paused,
            counts: show::counts(&counts),
            per_hour: outlook.per_hour,
            eta: outlook.eta.filter(|_| !paused).map(|at| at.to_string()),
            quiet_until: outlook.quiet_until.map(|at| at.to_string()),
            holds: self.holds_shown().await?,
            campaigns: self.campaign_cards().await?,
        })
    }

    /// Nothing leaves until it is resumed: everything, or one campaign.
    pub async fn outbox_pause(&self, scope: OutboxScope) -> Result<OutboxStatus, AppError> {
        match &scope.campaign {
            Some(id) => self.campaign_pause(id).await?,
            None => self.pause(Kind::Outbox, "").await?,
        }
        self.outbox_status(scope).await
    }

    /// Goes on after a pause.
    pub async fn outbox_resume(&self, scope: OutboxScope) -> Result<OutboxStatus, AppError> {
        match &scope.campaign {
            Some(id) => self.campaign_resume(id).await?,
            None => {
                self.store().await?.lift(Kind::Outbox, "", now()).await?;
            }
        }
        self.outbox_status(scope).await
    }

    /// Takes back every letter that waits: all there are, or those of one campaign. What is on
    /// the wire stays there.
    pub async fn outbox_stop(&self, scope: OutboxScope) -> Result<OutboxStatus, AppError> {
        match &scope.campaign {
            Some(id) => self.campaign_cancel(id).await?,
            None => {
                let store = self.store().await?;
                store.cancel_waiting(None, now()).await?;
                store.lift(Kind::Outbox, "", now()).await?;
            }
        }
        self.outbox_status(scope).await
    }

    /// The slowest of all accounts and campaigns decides when everything has left.
    async fn outlook_of_all(&self) -> Result<Outlook, AppError> {
        let store = self.store().await?;
        let mut by_account = HashMap::<String, u64>::new();
        let mut all = Outlook::default();
        let mut unknown = false;
        for row in store.campaigns().await? {
            if row.state != CampaignState::Running {
                continue;
            }
            let outlook = self.outlook(Some(&row.id), &row.course).await?;
            unknown |= outlook.eta.is_none() && outlook.per_hour.is_none();
            all.eta = all.eta.max(outlook.eta);
            all.quiet_until = all.quiet_until.max(outlook.quiet_until);
            all.per_hour = sum(all.per_hour, outlook.per_hour);
        }
        for row in
            store.waiting().await?.into_iter().filter(|r| r.campaign == unforgotten_store::SINGLE)
        {
            *by_account.entry(row.account).or_default() += u64::try_from(row.letters).unwrap_or(0);
        }
        for (account, letters) in by_account {
            let course = Course { account: Some(account), ..Course::default() };
            let waiting = OfficeWaiting { office: String::new(), zone: String::new(), letters };
            let outlook = self.ahead(&course, vec![waiting]).await?;
            all.eta = all.eta.max(outlook.eta);
            all.per_hour = sum(all.per_hour, outlook.per_hour);
        }
        if unknown {
            all.eta = None;
        }
        Ok(all)
    }

    /// When the letters of a campaign will have left.
    pub(crate) async fn outlook(
        &self,
        campaign: Option<&str>,
        course: &Course,
    ) -> Result<Outlook, AppError> {
        let waiting = self.store().await?.waiting_by_office(campaign).await?;
        self.ahead(course, waiting).await
    }

    async fn ahead(
        &self,
        course: &Course,
        waiting: Vec<OfficeWaiting>,
    ) -> Result<Outlook, AppError> {
        let at = now();
        let Some(account) = &course.account else { return Ok(Outlook::default()) };
        let own = self.course(account).await?;
        let limits = own.as_ref().map_or_else(Limits::default, |own| own.limits);
        let caps = own.as_ref().map_or_else(Limits::default, |own| own.caps);
        let limits = limits_with(limits, course.per_hour, course.per_day).at_most(caps);
        let per_office = match course.per_office {
            Some(0) => None,
            Some(letters) => Some(letters),
            None => own.and_then(|own| own.per_office),
        };
        let store = self.store().await?;
        let day = SignedDuration::from_hours(24);
        let keep = limits.windows().map(|window| i64::from(window.letters)).max().unwrap_or(0);
        let spent = store.spent(account, at - day, keep.max(SEEN_LETTERS)).await?;
        let seen = seen(&spent, at);
        let total: u64 = waiting.iter().map(|row| row.letters).sum();
        let zone = |name: &str| TimeZone::get(name).unwrap_or(TimeZone::UTC);
        let opens = course.hours.and_then(|hours| {
            waiting.iter().map(|row| hours.next_open(at, &zone(&row.zone))).min()
        });
        let ahead = Ahead {
            limits,
            per_hour: limits.hour,
            per_office,
            hours: course.hours,
            waiting: waiting.iter().map(|row| (row.letters, zone(&row.zone))).collect(),
            spent,
            seen,
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let seen = seen.map(|rate| rate.round() as u32);
        Ok(Outlook {
            per_hour: limits.hour.or(seen),
            eta: (total > 0).then(|| eta(&ahead, at)).flatten(),
            quiet_until: opens.filter(|&opens| opens > at && total > 0),
        })
    }
}

/// Letters an hour in the last minutes.
fn seen(spent: &[Timestamp], now: Timestamp) -> Option<f64> {
    let recent = spent.iter().take_while(|&&at| at > now - SEEN);
    let (count, oldest) = recent.fold((0.0, None), |(n, _), at| (n + 1.0, Some(*at)));
    let passed = now.duration_since(oldest?).as_secs_f64().max(1.0);
    Some(count * 3600.0 / passed)
}

fn sum(a: Option<u32>, b: Option<u32>) -> Option<u32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        (a, b) => a.or(b),
    }
}

/// An account's name that cannot be meant.
pub(crate) fn no_such_campaign(id: &str) -> AppError {
    AppError::new(Code::NotFound, format!("there is no campaign “{id}”"))
        .advise("unforgotten campaign list shows the campaigns")
        .with("campaign", id)
}
