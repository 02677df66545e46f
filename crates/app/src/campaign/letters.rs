//! From a campaign to its letters: who signs, times for whom, times to whom.
//!
//! What is wrong whoever signs (an office without e-mail, an address that nobody checked, a
//! person who was released) is found once, before the first letter; what is wrong with one
//! signer's letter is told with the row. Signers are read page by page: no more than one page
//! of letters is in memory, however many there are.

use std::collections::{BTreeSet, HashMap, HashSet};

use unforgotten_core::address::{Address, Mailbox};
use unforgotten_core::letter::Letter;
use unforgotten_core::office::Freshness;
use unforgotten_core::plan::{Column, Frame};
use unforgotten_core::rules::{self, Finding, Level};
use unforgotten_core::similarity::Print;
use unforgotten_core::template::Sender;
use unforgotten_store::{CampaignRow, SignerRow};

use super::{Plan, PlanProblem};
use crate::api::{LetterRef, Profile};
use crate::gate::{self, Gate};
use crate::safety::{guarded, signed};
use crate::send::{office_unchecked, unchecked};
use crate::write::{recipient, sender};
use crate::{App, AppError, PRACTICE, show, today};

/// Letters that are written, and stored, at a time.
const CHUNK: usize = 1_000;

/// Problems of letters beyond these are counted and no longer listed.
const PROBLEMS_MAX: usize = 10_000;

/// Whether the account has to be known. A plan is hardly different from another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    Open,
    Made,
}

/// A letter without its signer, with what the queue has to know of it.
pub(super) struct Mould<'a> {
    pub(super) letter: LetterRef,
    pub(super) zone: String,
    frame: Frame<'a>,
    to: Mailbox,
}

/// A campaign with its letters to be.
pub(super) struct Mailing<'a> {
    pub(super) row: CampaignRow,
    pub(super) plan: Plan,
    pub(super) account: String,
    /// Signers times people times offices.
    pub(super) letters: u64,
    pub(super) signers: u64,
    /// Problems found so far: of the file, and of what is written to whom.
    pub(super) problems: Vec<PlanProblem>,
    pub(super) more: u64,
    moulds: Vec<Mould<'a>>,
    from: Mailbox,
    /// Offices of a country that the person of the profile has ties to: how these letters are
    /// signed. Signers of a file are signed as they wrote themselves down.
    guarded: HashMap<String, (Sender, Mailbox)>,
    /// The columns that letters ask for and the file does not have, told once each.
    missing: BTreeSet<&'static str>,
}

/// Somebody who signs.
pub(super) struct Signing {
    /// The row of the file; `None` for the person of the profile.
    pub(super) position: Option<i64>,
    pub(super) sender: Sender,
    own_words: String,
    from: Mailbox,
    pub(super) reply_to: Option<Mailbox>,
}

/// A letter that nothing stops.
pub(super) struct Ready<'a> {
    pub(super) signing: &'a Signing,
    pub(super) mould: &'a Mould<'a>,
    pub(super) letter: Letter,
}

impl Ready<'_> {
    /// What is kept of it, and of it without the signer's own words.
    pub(super) fn prints(&self) -> (Print, Print) {
        let frame = &self.mould.frame;
        (frame.language.print(self.letter.text()), frame.bare(&self.signing.sender))
    }

    /// Where it goes.
    pub(super) fn address(&self) -> String {
        self.mould.to.address.to_string()
    }
}

impl App {
    /// A campaign with everything that its letters need but their signers.
    pub(super) async fn mailing(
        &self,
        id: &str,
        account: Option<&str>,
        (choice, gate): (Choice, Gate),
    ) -> Result<Mailing<'_>, AppError> {
        let (row, plan) = self.campaign_row(id).await?;
        let account = self.campaign_account(&row, account, choice).await?;
        let profile = match plan.file {
            Some(_) => self.profile().await?.unwrap_or_default(),
            None => self.need_profile().await?,
        };
        let (from, local) = self.sender_of(&account, &profile).await?;
        let signers = match plan.file {
            Some(_) => self.store().await?.signer_count(id).await?,
            None => 1,
        };
        let signers = u64::try_from(signers).unwrap_or(0);
        let pairs = u64::try_from(plan.people.len() * plan.offices.len()).unwrap_or(u64::MAX);
        let mut mailing = Mailing {
            letters: signers.saturating_mul(pairs),
            signers,
            problems: plan.problems.clone(),
            more: plan.more_problems,
            moulds: Vec::new(),
            missing: BTreeSet::new(),
            row,
            plan,
            account,
            from,
            guarded: HashMap::new(),
        };
        if mailing.plan.file.is_none() {
            mailing.guarded = self.guarded(&mailing, &profile).await?;
        }
        for office in mailing.plan.offices.clone() {
            if let Some((to, language)) = self.way(&office, (local, gate), &mut mailing).await? {
                self.moulds(&office, &to, &language, &mut mailing)?;
            }
        }
        Ok(mailing)
    }

    /// How letters of the person of the profile are signed where they need care.
    async fn guarded(
        &self,
        mailing: &Mailing<'_>,
        profile: &Profile,
    ) -> Result<HashMap<String, (Sender, Mailbox)>, AppError> {
        let safety = self.settings().await?.safety;
        let mut found = HashMap::new();
        for office in &mailing.plan.offices {
            let guard =
                guarded(&safety, self.office(office)?, profile, Some(&mailing.from.address));
            if let Some(guard) = guard.filter(|guard| !guard.full_name) {
                let from = Mailbox::new(&guard.name, mailing.from.address.clone())?;
                found.insert(office.clone(), (sender(&signed(profile, Some(&guard))), from));
            }
        }
        Ok(found)
    }

    /// The address and the language of an office, or the problem why there is none.
    async fn way(
        &self,
        office: &str,
        (local, gate): (bool, Gate),
        mailing: &mut Mailing<'_>,
    ) -> Result<Option<(Mailbox, String)>, AppError> {
        let plan = &mailing.plan;
        let found = self.office(office)?;
        let language = match &plan.language {
            Some(language) => language.clone(),
            None => self.letter_language(office, &plan.template)?,
        };
        let Some((number, channel)) = found.email_channel() else {
            let finding = rules::finding("channel_missing", &[("office", office)]);
            let advice = format!("unforgotten offices show {office}");
            mailing.tell(of_office(office, finding.code, &finding.message, &advice));
            return Ok(None);
        };
        let store = self.store().await?;
        let shown = show::channel(store, found, number, channel, &language).await?;
        let finding = if gate == Gate::Open {
            None
        } else if shown.freshness != Freshness::Checked {
            Some(unchecked(found, &shown))
        } else if gate::office(store, found).await?.freshness != Freshness::Checked {
            Some(office_unchecked(found))
        } else {
            None
        };
        if let Some(finding) = finding {
            let advice = format!(
                "unforgotten offices confirm {office} --channel {number}, or start with --confirm-unchecked"
            );
            mailing.tell(of_office(office, finding.code, &finding.message, &advice));
            return Ok(None);
        }
        let parse = if local { Address::parse_local } else { Address::parse };
        let name = recipient(found, self.language(&language)?);
        Ok(Some((Mailbox::new(&name, parse(&channel.value)?)?, language)))
    }

    /// The letters to an office, one for each person, as far as nothing stops them whoever
    /// signs.
    fn moulds<'a>(
        &'a self,
        office: &str,
        to: &Mailbox,
        language: &str,
        mailing: &mut Mailing<'a>,
    ) -> Result<(), AppError> {
        let found = self.office(office)?;
        let Some((_, channel)) = found.email_channel() else { return Ok(()) };
        for id in mailing.plan.people.clone() {
            let frame = Frame {
                person: self.person(&id)?,
                office: found,
                language: self.language(language)?,
                template: self.template(&mailing.plan.template, language)?,
                channel,
                date: today(),
            };
            let faults = frame.faults((&mailing.from, to));
            for fault in &faults {
                let mut problem = of_office(office, fault.code, &fault.message, "");
                problem.message = format!("{id}, {office}: {}", fault.message);
                problem.person = Some(id.clone());
                mailing.tell(problem);
            }
            if faults.is_empty() {
                let letter = LetterRef {
                    person: id,
                    office: office.to_owned(),
                    template: mailing.plan.template.clone(),
                    language: language.to_owned(),
                };
                let zone = found.time_zone.clone().unwrap_or_default();
                mailing.moulds.push(Mould { letter, zone, frame, to: to.clone() });
            }
        }
        Ok(())
    }

    /// The next signers after a row, so many that their letters are about a chunk.
    pub(super) async fn signings(
        &self,
        mailing: &Mailing<'_>,
        after: Option<i64>,
    ) -> Result<Vec<Signing>, AppError> {
        if mailing.plan.file.is_none() {
            let profile = self.need_profile().await?;
            let signing = Signing {
                position: None,
                sender: sender(&profile),
                own_words: String::new(),
                from: mailing.from.clone(),
                reply_to: None,
            };
            return Ok(if after.is_none() { vec![signing] } else { Vec::new() });
        }
        let page = CHUNK / mailing.moulds.len().clamp(1, CHUNK);
        let page = i64::try_from(page).unwrap_or(1);
        let store = self.store().await?;
        let rows = store.signers(&mailing.row.id, after.unwrap_or(0), page).await?;
        rows.into_iter().map(|row| signing(row, &mailing.from)).collect()
    }

    /// The account that was named, or that the campaign has; else the only one; else practice.
    async fn campaign_account(
        &self,
        row: &CampaignRow,
        named: Option<&str>,
        choice: Choice,
    ) -> Result<String, AppError> {
        if let Some(name) = named.or(row.course.account.as_deref()) {
            return Ok(name.to_owned());
        }
        let accounts = self.store().await?.accounts().await?;
        match accounts.as_slice() {
            [] => Ok(PRACTICE.to_owned()),
            [only] => Ok(only.name.clone()),
            [first, ..] if choice == Choice::Open => Ok(first.name.clone()),
            several => {
                let names: Vec<_> = several.iter().map(|row| row.name.as_str()).collect();
                let advice = format!("choose with --account: {}, {PRACTICE}", names.join(", "));
                Err(AppError::new(crate::Code::BadRequest, "there is more than one mailbox")
                    .advise(advice))
            }
        }
    }
}

impl Mailing<'_> {
    /// The letters of one signer that nothing stops, and what stops the others, each once.
    pub(super) fn write<'b>(&'b self, signing: &'b Signing) -> (Vec<Ready<'b>>, Vec<Finding>) {
        let mut told = HashSet::new();
        let (mut ready, mut stops) = (Vec::with_capacity(self.moulds.len()), Vec::new());
        for mould in &self.moulds {
            let guarded = self.guarded.get(&mould.letter.office);
            let (sender, from) = guarded.map_or((&signing.sender, &signing.from), |(s, f)| (s, f));
            let written = mould.frame.write(sender, &signing.own_words, (from, &mould.to));
            match written.letter {
                Some(letter) => ready.push(Ready { signing, mould, letter }),
                None => stops.extend(
                    written
                        .findings
                        .into_iter()
                        .filter(|f| f.level == Level::Stop && told.insert(f.message.clone())),
                ),
            }
        }
        (ready, stops)
    }

    /// Tells what stops letters of one signer.
    pub(super) fn tell_stops(&mut self, signing: &Signing, stops: Vec<Finding>) {
        for stop in stops {
            if let Some(problem) = of_signer(signing, &stop, &self.plan, &mut self.missing) {
                self.tell(problem);
            }
        }
    }

    /// Tells a problem.
    pub(super) fn tell(&mut self, problem: PlanProblem) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        } else {
            self.more += 1;
        }
    }

    /// Whether there is a problem.
    pub(super) fn is_faulty(&self) -> bool {
        !self.problems.is_empty() || self.more > 0
    }
}

fn signing(row: SignerRow, account: &Mailbox) -> Result<Signing, AppError> {
    let from = Mailbox::new(&row.name, account.address.clone())?;
    let reply_to = match row.email.as_str() {
        "" => None,
        email => Some(Mailbox::new(&row.name, Address::parse(email)?)?),
    };
    Ok(Signing {
        position: Some(row.position),
        own_words: row.own_words,
        sender: Sender {
            name: row.name,
            town: row.town,
            country: row.country,
            ..Sender::default()
        },
        from,
        reply_to,
    })
}

fn of_office(office: &str, code: &str, message: &str, advice: &str) -> PlanProblem {
    let message = match advice {
        "" => message.to_owned(),
        advice => format!("{office}: {message} ({advice})"),
    };
    PlanProblem { office: Some(office.to_owned()), ..PlanProblem::new(code, message) }
}

/// What stops the letters of one signer, at the place where it can be mended; `None` if it
/// was told of another row and is not of the row at all.
fn of_signer(
    signing: &Signing,
    stop: &Finding,
    plan: &Plan,
    missing: &mut BTreeSet<&'static str>,
) -> Option<PlanProblem> {
    let field = stop.params.get("field").map(String::as_str);
    let column = Column::ALL.into_iter().find(|column| field.is_some() && column.field() == field);
    let Some(row) = signing.position else {
        let field = field.and_then(|field| field.strip_prefix("sender."));
        let advice = field.map(|field| format!(" (unforgotten profile set --{field} …)"));
        let message = stop.message.clone() + advice.as_deref().unwrap_or_default();
        return Some(PlanProblem::new(stop.code, message));
    };
    let file = plan.file.clone();
    if let Some(column) = column.filter(|column| !plan.has(*column)) {
        let name = column.name();
        let message = format!("the letter needs each signer's {name}: add a column “{name}”");
        return missing.insert(name).then(|| PlanProblem {
            file,
            row: Some(1),
            column: Some(name.to_owned()),
            ..PlanProblem::new("column_missing", message)
        });
    }
    let word = stop.params.get("word").or_else(|| stop.params.get("text"));
    let own = signing.own_words.to_lowercase();
    let in_own = word.is_some_and(|word| own.contains(&word.to_lowercase()));
    let column =
        column.or_else(|| (in_own || stop.code == "letter_too_large").then_some(Column::OwnWords));
    Some(PlanProblem {
        file,
        row: u64::try_from(row).ok(),
        column: column.map(|column| column.name().to_owned()),
        value: word.cloned(),
        ..PlanProblem::new(stop.code, stop.message.clone())
    })
}
