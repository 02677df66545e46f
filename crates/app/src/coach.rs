//! What the coach looks at: the list of rules for people who want to know, and a finished
//! letter from a file.

use unforgotten_core::office::Freshness;
use unforgotten_core::rules::{self, Depth, Finding, Level, Likeness, Subject};
use unforgotten_core::template::{Scene, Sender};

use crate::api::{self, CoachRule, Empty, SourceRef};
use crate::safety::{guarded, name_shown, signed};
use crate::send::{office_unchecked, unchecked};
use crate::write::{own_words, sender};
use crate::{App, AppError, gate, show, today};

/// A letter that somebody wrote outside of the program.
#[derive(Debug, Clone)]
pub struct LetterToCheck {
    /// For whom.
    pub person: String,
    /// To whom: an office, or the person.
    pub office: String,
    /// In which language.
    pub language: String,
    /// The template it was made from, if it was.
    pub template: Option<String>,
    /// The subject; without one, the rules about subjects are silent.
    pub subject: Option<String>,
    /// The whole text.
    pub text: String,
    /// A campaign, to compare with its letters.
    pub campaign: Option<String>,
}

impl App {
    /// All rules with their sources.
    pub async fn rules_list(&self, _: Empty) -> Result<Vec<CoachRule>, AppError> {
        Ok(self.rules())
    }

    /// The same list without a database.
    pub fn rules(&self) -> Vec<CoachRule> {
        let source = |authority: &rules::Authority| SourceRef {
            title: format!("{}: {}", authority.publisher, authority.title),
            url: authority.url.clone(),
            published: authority.date.clone(),
            checked_on: None,
        };
        let shown = |rule: &rules::Rule| CoachRule {
            code: rule.code.clone(),
            level: rule.level,
            elsewhere: rule.elsewhere,
            limit: rule.limit,
            kinds: rule.kinds.clone(),
            countries: rule.countries.clone(),
            languages: rule.languages.clone(),
            about: rule.about.clone(),
            sources: rules::authorities(rule).map(source).collect(),
        };
        rules::rules().iter().map(shown).collect()
    }

    /// What the coach says of a finished letter, gravest first.
    pub async fn letter_check(
        &self,
        letter: &LetterToCheck,
    ) -> Result<Vec<api::Finding>, AppError> {
        let text = own_words(&letter.text)?;
        let profile = self.profile().await?;
        let office = self.office(&letter.office)?;
        let safety = self.settings().await?.safety;
        let guard = profile.as_ref().and_then(|it| guarded(&safety, office, it, None));
        let sender = profile
            .as_ref()
            .map_or_else(Sender::default, |profile| sender(&signed(profile, guard.as_ref())));
        let scene = Scene {
            person: self.person(&letter.person)?,
            office,
            language: self.language(&letter.language)?,
            sender: &sender,
            date: today(),
            // Nobody knows which words are the template's: all count as the writer's.
            own_words: &text,
        };
        let template = match &letter.template {
            Some(id) => Some(self.template(id, &letter.language)?),
            None => None,
        };
        let channel = scene.office.email_channel();
        let print = scene.language.print(&text);
        let mut bare = String::new();
        let like_template = template
            .filter(|template| template.body(&Scene { own_words: "", ..scene }, &mut bare).is_ok())
            .map(|_| print.likeness(&scene.language.print(&bare)));
        let subject = letter.subject.as_deref();
        let subject_line = subject.unwrap_or_default();
        let read = Subject {
            template,
            asks: template.map_or(&[], |template| template.asks.as_slice()),
            channel: channel.map(|(_, channel)| channel),
            likeness: Likeness {
                template: like_template,
                others: match &letter.campaign {
                    Some(id) => self.nearest(&print, id, "").await?,
                    None => None,
                },
            },
            ..Subject::of_words(&scene, subject_line, &text)
        };
        let mut found = rules::check(&read, Depth::All);
        if let Some(profile) = &profile {
            found.extend(name_shown(guard.as_ref(), profile, &scene, &text));
            found.sort_by_key(|finding| finding.level);
        }
        let about_subject = |f: &Finding| matches!(f.code, "empty_subject" | "name_in_subject");
        // What was not given cannot be judged.
        found.retain(|f| subject.is_some() || !about_subject(f));
        found.retain(|f| profile.is_some() || f.code != "no_signature");
        let store = self.store().await?;
        if let Some((number, channel)) = channel {
            let language = &scene.language.code;
            let shown = show::channel(store, scene.office, number, channel, language).await?;
            if shown.freshness != Freshness::Checked {
                found.push(unchecked(scene.office, &shown));
            }
        }
        if gate::office(store, scene.office).await?.freshness != Freshness::Checked {
            found.push(office_unchecked(scene.office));
        }
        found.sort_by_key(|finding| finding.level);
        Ok(found.iter().map(|f| show::finding(f, subject_line, &text)).collect())
    }
}

/// Whether one of them keeps the letter from being sent.
pub fn is_stopped(findings: &[api::Finding]) -> bool {
    findings.iter().any(|finding| finding.level == Level::Stop)
}
