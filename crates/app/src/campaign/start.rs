//! Planning a campaign, and starting it: W0 for many letters.

use jiff::civil::Time;
use unforgotten_core::office::Freshness;
use unforgotten_core::pace::hours::Hours;
use unforgotten_core::similarity::Variety;
use unforgotten_core::state::State;
use unforgotten_store::{CampaignState, Course, Frozen};

use super::letters::{Choice, Mailing, Ready, Signing};
use super::{Alike, CampaignPlan, PlanProblem, PlannedLetter};
use crate::api::ConfirmedChannel;
use crate::gate::{self, Gate};
use crate::send::{Stamp, freeze_as};
use crate::{App, AppError, Code, now};

/// How a campaign is started; a limit of 0 is none, `None` is the account's.
#[derive(Debug, Clone, Default)]
pub struct CampaignStart {
    /// The campaign.
    pub id: String,
    /// The account it leaves from; else the one it was made with, else the only one.
    pub account: Option<String>,
    /// Letters an hour, evenly spread.
    pub per_hour: Option<u32>,
    /// Letters in any 24 hours.
    pub per_day: Option<u32>,
    /// Letters an hour to one office, over all accounts.
    pub per_office: Option<u32>,
    /// Connections at the same time.
    pub connections: Option<u32>,
    /// The sending window in the offices' time: `08:00-18:00`.
    pub window: Option<String>,
    /// Nothing leaves on Saturdays and Sundays.
    pub weekdays: bool,
    /// Does everything but write.
    pub dry_run: bool,
    /// Letters with problems are left out; else they stop the start.
    pub skip_problems: bool,
    /// The person has looked at the addresses that nobody has checked; this is remembered.
    pub confirm_unchecked: bool,
}

/// What a start did, or would have done.
#[derive(Debug, Clone)]
pub struct Started {
    /// Letters that are queued now.
    pub letters: u64,
    /// The account they leave from.
    pub account: String,
    /// Problems that were passed over.
    pub problems: u64,
}

impl App {
    /// What would leave if the campaign were started now; with `list`, each letter.
    pub async fn campaign_plan(
        &self,
        id: &str,
        account: Option<&str>,
        list: bool,
    ) -> Result<CampaignPlan, AppError> {
        let mut mailing = self.mailing(id, account, (Choice::Open, Gate::Office)).await?;
        let mut ready = 0;
        let mut listed = list.then(Vec::new);
        let mut variety = (!mailing.plan.numbers).then(Variety::default);
        let mut after = None;
        loop {
            let signings = self.signings(&mailing, after).await?;
            let Some(last) = signings.last() else { break };
            after = last.position.or(Some(i64::MAX));
            for signing in &signings {
                let (letters, stops) = mailing.write(signing);
                ready += u64::try_from(letters.len()).unwrap_or(0);
                if let Some(listed) = &mut listed {
                    listed.extend(letters.iter().map(planned));
                }
                if let (Some(variety), Some(first)) = (&mut variety, letters.first()) {
                    let (print, bare) = first.prints();
                    variety.add(print, &bare);
                }
                mailing.tell_stops(signing, stops);
            }
            tokio::task::yield_now().await;
        }
        Ok(CampaignPlan {
            unchecked_people: self.unchecked_people(&mailing.plan.people).await?,
            alike: variety.map(|variety| Alike {
                letters: variety.letters,
                template: variety.like_template,
                others: variety.like_others,
            }),
            id: id.to_owned(),
            letters: mailing.letters,
            ready,
            signers: mailing.signers,
            skipped: mailing.plan.skipped,
            problems: mailing.problems,
            more_problems: mailing.more,
            list: listed,
        })
    }

    /// Whose case nobody has looked at.
    async fn unchecked_people(&self, people: &[String]) -> Result<Vec<String>, AppError> {
        let store = self.store().await?;
        let mut unchecked = Vec::new();
        for id in people {
            if gate::person(store, self.person(id)?).await?.freshness != Freshness::Checked {
                unchecked.push(id.clone());
            }
        }
        Ok(unchecked)
    }

    /// W0: all letters of a campaign, or none. `progress` hears how many letters are written
    /// down, and of how many.
    ///
    /// Killed at any moment before the last transaction, the campaign is still a draft, and
    /// starting it again begins anew.
    pub async fn campaign_start(
        &self,
        start: CampaignStart,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<Started, AppError> {
        let id = start.id.as_str();
        let hours = window(start.window.as_deref(), start.weekdays)?;
        let _alone = if start.dry_run { None } else { Some(self.alone()?) };
        let (row, plan) = self.campaign_row(id).await?;
        if row.state != CampaignState::Draft {
            return Err(AppError::new(
                Code::BadRequest,
                format!("the campaign “{id}” was started already"),
            )
            .advise(format!("unforgotten campaign status {id} tells where it stands"))
            .with("campaign", id));
        }
        if row.closes_at <= now() {
            return Err(AppError::new(
                Code::LetterStopped,
                format!(
                    "the campaign “{id}” closed on {}: no letters leave after that day",
                    plan.closes
                ),
            )
            .advise("make it again with a later date: unforgotten campaign new … --replace")
            .with("campaign", id));
        }
        if start.confirm_unchecked && !start.dry_run {
            for office in &plan.offices {
                if let Some((channel, _)) = self.office(office)?.email_channel() {
                    let office = office.clone();
                    self.office_confirm(ConfirmedChannel { office, channel }).await?;
                }
            }
        }
        // A rehearsal remembers no confirmation, and writes nothing that could leave.
        let open = start.confirm_unchecked && start.dry_run;
        let gate = if open { Gate::Open } else { Gate::Office };
        let mut mailing = self.mailing(id, start.account.as_deref(), (Choice::Made, gate)).await?;
        self.stop_at_problems(&mailing, start.skip_problems)?;
        let letters = self.write_down(&mut mailing, &start, &mut progress).await?;
        let problems = u64::try_from(mailing.problems.len()).unwrap_or(0) + mailing.more;
        let started = Started { letters, account: mailing.account.clone(), problems };
        if start.dry_run {
            return Ok(started);
        }
        let course = Course {
            account: Some(mailing.account),
            per_hour: start.per_hour,
            per_day: start.per_day,
            per_office: start.per_office,
            connections: start.connections,
            hours,
        };
        // Somebody may have been released while the letters were written down.
        let known = self.fresh()?;
        for person in &plan.people {
            known.refuse_if_over(person, &plan.template)?;
        }
        let store = self.store().await?;
        let counts = store.campaign_counts(id).await?;
        let drafts = counts.get(&State::Draft).copied().unwrap_or(0);
        if u64::try_from(drafts) != Ok(letters) || !store.start_campaign(id, &course, now()).await?
        {
            store.clear_drafts(id).await?;
            let message =
                format!("somebody changed the campaign “{id}” meanwhile; nothing is queued");
            return Err(AppError::new(Code::BadRequest, message)
                .advise(format!("unforgotten campaign status {id} tells where it stands")));
        }
        tracing::info!(letters, "campaign started");
        Ok(started)
    }

    /// Renders, freezes and stores the letters as drafts, chunk by chunk.
    async fn write_down(
        &self,
        mailing: &mut Mailing<'_>,
        start: &CampaignStart,
        progress: &mut impl FnMut(u64, u64),
    ) -> Result<u64, AppError> {
        let store = self.store().await?;
        if !start.dry_run {
            store.clear_drafts(&start.id).await?;
        }
        let total = mailing.letters;
        let (mut written, mut after) = (0, None);
        loop {
            let signings = self.signings(mailing, after).await?;
            let Some(last) = signings.last() else { break };
            after = last.position.or(Some(i64::MAX));
            let mut chunk = Vec::new();
            for signing in &signings {
                let (ready, stops) = mailing.write(signing);
                let frozen: Vec<_> = ready.iter().map(|one| freeze(one, mailing)).collect();
                mailing.tell_stops(signing, stops);
                for letter in frozen {
                    match letter {
                        Ok(letter) => chunk.push(letter),
                        Err(error) => mailing.tell(unfit(signing, mailing, &error)),
                    }
                }
            }
            if mailing.is_faulty() && !start.skip_problems {
                if !start.dry_run {
                    store.clear_drafts(&start.id).await?;
                }
                self.stop_at_problems(mailing, false)?;
            }
            if !start.dry_run && !chunk.is_empty() {
                store.draft_letters(&chunk, now()).await?;
            }
            written += u64::try_from(chunk.len()).unwrap_or(0);
            progress(written, total);
        }
        if written == 0 {
            return Err(nothing_ready(mailing));
        }
        Ok(written)
    }

    fn stop_at_problems(&self, mailing: &Mailing<'_>, skip: bool) -> Result<(), AppError> {
        if skip || !mailing.is_faulty() {
            return Ok(());
        }
        let id = &mailing.row.id;
        let first = mailing.problems.first();
        let unchecked = mailing.problems.iter().all(|p| p.code == "channel_unchecked");
        let code = if unchecked { Code::ChannelUnchecked } else { Code::LetterStopped };
        let first = first.map(ToString::to_string).unwrap_or_default();
        Err(AppError::new(code, format!("nothing was queued: {first}"))
            .advise(format!(
                "unforgotten campaign plan {id} lists all problems; --skip-problems leaves their letters out"
            ))
            .with("campaign", id))
    }
}

fn nothing_ready(mailing: &Mailing<'_>) -> AppError {
    let id = &mailing.row.id;
    AppError::new(Code::LetterStopped, format!("no letter of the campaign “{id}” can be sent"))
        .advise(format!("unforgotten campaign plan {id} lists what stops them"))
        .with("campaign", id)
}

fn freeze(ready: &Ready<'_>, mailing: &Mailing<'_>) -> Result<Frozen, AppError> {
    let id = &mailing.row.id;
    // Two signers may have the same name: the row tells them apart.
    let occasion = match ready.signing.position {
        Some(row) => format!("{id}/{row}"),
        None => id.clone(),
    };
    let at = now();
    freeze_as(
        &ready.letter,
        Stamp {
            campaign: id,
            signer: &ready.signing.sender.name,
            about: &ready.mould.letter,
            zone: &ready.mould.zone,
            account: &mailing.account,
            occasion: &occasion,
            reply_to: ready.signing.reply_to.as_ref(),
            at,
            not_before: at,
            closes_at: Some(mailing.row.closes_at),
        },
    )
}

/// A letter that passed the rules and cannot be composed all the same.
fn unfit(signing: &Signing, mailing: &Mailing<'_>, error: &AppError) -> PlanProblem {
    let row = signing.position.and_then(|row| u64::try_from(row).ok());
    let file = mailing.plan.file.clone();
    PlanProblem { file, row, ..PlanProblem::new(&error.code.name(), &error.message) }
}

fn planned(ready: &Ready<'_>) -> PlannedLetter {
    let letter = &ready.mould.letter;
    PlannedLetter {
        row: ready.signing.position,
        signer: ready.signing.sender.name.clone(),
        person: letter.person.clone(),
        office: letter.office.clone(),
        to: ready.address(),
        lang: letter.language.clone(),
        template: letter.template.clone(),
    }
}

/// `08:00-18:00`, with or without weekends.
fn window(text: Option<&str>, weekdays: bool) -> Result<Option<Hours>, AppError> {
    let Some(text) = text else {
        // A window from midnight to midnight is the whole day.
        let midnight = Time::midnight();
        return Ok(weekdays.then_some(Hours { from: midnight, until: midnight, weekdays }));
    };
    let time = |text: &str| -> Option<Time> {
        let (hour, minute) = text.trim().split_once(':').unwrap_or((text.trim(), "0"));
        match (hour.parse().ok()?, minute.parse().ok()?) {
            (24, 0) => Some(Time::midnight()),
            (hour, minute) => Time::new(hour, minute, 0, 0).ok(),
        }
    };
    let parsed = text
        .split_once(['-', '–'])
        .and_then(|(from, until)| Some(Hours { from: time(from)?, until: time(until)?, weekdays }));
    parsed.map(Some).ok_or_else(|| {
        AppError::new(Code::BadRequest, format!("“{text}” is not a window of hours"))
            .advise("--window 08:00-18:00 sends from eight to six, in the time of each office")
            .with("window", text)
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("08:00-18:00", Some("08:00-18:00"))]
    #[case("8-18", Some("08:00-18:00"))]
    #[case("22:30 – 2:00", Some("22:30-02:00"))]
    #[case("08:00-24:00", Some("08:00-00:00"))]
    #[case("08:00", None)]
    #[case("8:60-9:00", None)]
    #[case("25-26", None)]
    #[case("-5:00-6:00", None)]
    fn a_window_is_two_times(#[case] text: &str, #[case] want: Option<&str>) {
        let hours = window(Some(text), false).ok().flatten();
        assert_eq!(hours.map(|hours| hours.to_string()).as_deref(), want, "“{text}”");
    }

    #[test]
    fn without_weekends_the_whole_day_is_open() {
        let hours = window(None, true).unwrap().unwrap();
        let utc = jiff::tz::TimeZone::UTC;
        let night = "2026-11-23T00:00:00Z".parse().unwrap();
        assert_eq!(hours.next_open(night, &utc), night, "Monday, at midnight");
        let saturday = "2026-11-28T12:00:00Z".parse().unwrap();
        assert_eq!(hours.next_open(saturday, &utc).to_string(), "2026-11-30T00:00:00Z", "Monday");
        assert!(window(None, false).unwrap().is_none(), "no window at all");
    }
}
