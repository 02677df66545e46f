//! The coach: what keeps a letter from being sent, and what would make it better.
//!
//! A rule is a row of `templates/rules.toml` (level, kinds, countries, languages, sources) and
//! a small function in one of the rooms below. A rule of level [`Level::Stop`] keeps the letter
//! from being queued; the text is never changed. Letters to prisoners have other rules than
//! letters to officials, often the opposite ones.

mod data;
mod facts;
mod form;
mod holes;
mod names;
mod official;
mod prisoner;
mod signs;

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::address::Mailbox;
use crate::office::{Channel, Kind};
use crate::template::{Gap, Scene, Template, When};
use crate::words::Heard;

pub use data::{Authority, Level, Rule, authorities, rule, rules};

/// Where a finding points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The subject line.
    Subject,
    /// The text.
    Text,
}

/// Bytes of a letter that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Span {
    /// Of which part.
    pub part: Part,
    /// The first byte.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
}

/// One thing that the coach found in one letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's code.
    pub code: &'static str,
    /// The rule's level for this letter.
    pub level: Level,
    /// What a person dismisses: the code, and the words it is about, so that other words are
    /// told again.
    pub key: String,
    /// The values of the rule's text.
    pub params: BTreeMap<&'static str, String>,
    /// The rule's text with its values.
    pub message: String,
    /// Where it is seen; empty for something that is missing.
    pub spans: Vec<Span>,
}

/// A finding of the rule `code` with its values, at the rule's own level.
pub fn finding(code: &str, params: &[(&'static str, &str)]) -> Finding {
    let Some(rule) = rule(code) else {
        // No rule, no words for it; a test keeps the codes of this crate among the rules.
        return Finding {
            code: "unfilled_field",
            level: Level::Stop,
            key: code.to_owned(),
            params: BTreeMap::new(),
            message: code.to_owned(),
            spans: Vec::new(),
        };
    };
    let mut message = rule.text.clone();
    for (name, value) in params {
        message = message.replace(&format!("{{{name}}}"), value);
    }
    let about = params.iter().find(|(name, _)| matches!(*name, "word" | "text" | "field"));
    let key = about.map_or_else(
        || rule.code.clone(),
        |(_, value)| format!("{}:{}", rule.code, value.to_lowercase()),
    );
    Finding {
        code: &rule.code,
        level: rule.level,
        key,
        params: params.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
        message,
        spans: Vec::new(),
    }
}

/// A letter as the rules see it. What is not known is `None`, and the rules about it are
/// silent.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// What it is about. `own_words` are the writer's.
    pub scene: &'a Scene<'a>,
    /// What it is made from; `None` for a letter that somebody wrote from the first word.
    pub template: Option<&'a Template>,
    /// What the appeal asks for; empty where that was not said.
    pub asks: &'a [String],
    /// Its subject line.
    pub subject: &'a str,
    /// Its text.
    pub text: &'a str,
    /// What the renderer could not fill in.
    pub gaps: &'a [Gap],
    /// Who it is from and to, once that is known.
    pub envelope: Option<(&'a Mailbox, &'a Mailbox)>,
    /// The channel it would take; `None` where only the text is looked at.
    pub channel: Option<&'a Channel>,
    /// The likeness to the template and to other letters of the campaign, 0 to 1.
    pub likeness: Likeness,
    /// Whether the campaign names an organisation.
    pub organisation: bool,
}

/// How much of a letter others have too, see [`crate::similarity`].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Likeness {
    /// To the template without own words.
    pub template: Option<f32>,
    /// To the nearest other letter of the campaign.
    pub others: Option<f32>,
}

impl<'a> Subject<'a> {
    /// A letter of which only the words are known.
    pub fn of_words(scene: &'a Scene<'a>, subject: &'a str, text: &'a str) -> Self {
        Self {
            scene,
            template: None,
            asks: &[],
            subject,
            text,
            gaps: &[],
            envelope: None,
            channel: None,
            likeness: Likeness::default(),
            organisation: false,
        }
    }

    fn when(&self) -> When {
        self.template.map_or(When::Held, |template| template.when)
    }

    fn kind(&self) -> Kind {
        self.scene.office.kind
    }
}

/// A letter with what was heard in it, while the rules read it.
struct Reading<'a> {
    letter: &'a Subject<'a>,
    /// In the text.
    text: Heard<'a>,
    /// In the subject.
    subject: Heard<'a>,
    /// Where the text waits to be replaced: what stands there is not the writer's.
    holes: Vec<Range<usize>>,
}

type Check = fn(&Reading<'_>, &'static Rule) -> Vec<Finding>;

/// How far to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// What keeps the letter from being sent: enough for one of a thousand.
    Stops,
    /// Everything.
    All,
}

/// The findings of all rules that hold for this letter, gravest first.
pub fn check(letter: &Subject<'_>, depth: Depth) -> Vec<Finding> {
    let scene = letter.scene;
    let words = scene.language.words();
    let listen = |text| match depth {
        Depth::All => words.listen(text),
        Depth::Stops => words.listen_for_grave(text, letter.kind()),
    };
    let reading = Reading {
        letter,
        text: listen(letter.text),
        subject: listen(letter.subject),
        holes: holes::holes(letter.text, &scene.language.placeholders),
    };
    let (kind, when) = (letter.kind(), letter.when());
    let mut found = Vec::new();
    for (rule, check) in LOOKED_FOR.iter() {
        if depth == Depth::Stops && rule.level != Level::Stop && rule.elsewhere != Some(Level::Stop)
        {
            continue;
        }
        let weight = rule.weight(kind, &scene.person.country, &scene.language.code, when);
        let Some(level) = weight else { continue };
        if depth == Depth::Stops && level != Level::Stop {
            continue;
        }
        found.extend(check(&reading, rule).into_iter().map(|finding| Finding { level, ..finding }));
    }
    found.sort_by_key(|finding| finding.level);
    found
}

/// The rules that are looked for here, each with who looks for it.
static LOOKED_FOR: LazyLock<Vec<(&'static Rule, Check)>> = LazyLock::new(|| {
    let check = |rule: &&'static Rule| CHECKS.iter().find(|(code, _)| *code == rule.code);
    rules().iter().filter_map(|rule| Some((rule, check(&rule)?.1))).collect()
});

/// Who looks for what. Rules that are not here are told by those who find them: the renderer,
/// and whoever asks whether a fact was checked.
const CHECKS: [(&str, Check); 59] = [
    ("unfilled_field", facts::unfilled_field),
    ("empty_salutation", facts::empty_salutation),
    ("case_missing", facts::case_missing),
    ("empty_subject", facts::empty_subject),
    ("placeholder", holes::placeholder),
    ("appeal_closed", facts::appeal_closed),
    ("released", facts::released),
    ("died", facts::died),
    ("not_released", facts::not_released),
    ("sender_is_recipient", facts::sender_is_recipient),
    ("wrong_reader", facts::wrong_reader),
    ("channel_not_accepted", facts::channel_not_accepted),
    ("mixed_direction", form::mixed_direction),
    ("shouting", form::shouting),
    ("long", form::long),
    ("very_long", form::very_long),
    ("short", form::short),
    ("many_links", form::many_links),
    ("like_template", form::like_template),
    ("same_as_template", form::same_as_template),
    ("like_others", form::like_others),
    ("same_as_others", form::same_as_others),
    ("insult", official::insult),
    ("threat", official::threat),
    ("party_words", official::party_words),
    ("attachment", official::attachment),
    ("organisation", official::organisation),
    ("name_in_subject", names::name_in_subject),
    ("name_in_text", names::name_in_text),
    ("no_facts", names::no_facts),
    ("no_request", official::no_request),
    ("other_request", official::other_request),
    ("no_signature", official::no_signature),
    ("no_first_person", official::no_first_person),
    ("wrong_language", official::wrong_language),
    ("thank_reader", official::thank_reader),
    ("ask_answer", official::ask_answer),
    ("copy_embassy", official::copy_embassy),
    ("good_word", official::good_word),
    ("first_person_singular", official::first_person_singular),
    ("the_case", prisoner::the_case),
    ("war", prisoner::war),
    ("insult_authorities", prisoner::insult_authorities),
    ("violence", prisoner::violence),
    ("sex", prisoner::sex),
    ("lgbt", prisoner::lgbt),
    ("freedom_words", prisoner::freedom_words),
    ("pity", prisoner::pity),
    ("promise", prisoner::promise),
    ("phone", signs::phone),
    ("over_length", prisoner::over_length),
    ("their_language", prisoner::their_language),
    ("latin_words", signs::latin_words),
    ("abbreviation", signs::abbreviation),
    ("cipher", signs::cipher),
    ("introduce", prisoner::introduce),
    ("ask_interests", prisoner::ask_interests),
    ("answer_may_never_come", prisoner::answer_may_never_come),
    ("on_paper", prisoner::on_paper),
];

impl Reading<'_> {
    /// Everything heard of one list, as one finding a different word.
    fn heard(&self, rule: &'static Rule, list: &str) -> Vec<Finding> {
        self.told_of(rule, self.subject.of(list), self.text.of(list))
    }

    /// The same, of what was heard in one sentence with something of another list.
    fn heard_near(&self, rule: &'static Rule, list: &str, company: &str) -> Vec<Finding> {
        self.told_of(rule, self.subject.near(list, company), self.text.near(list, company))
    }

    fn told_of(
        &self,
        rule: &'static Rule,
        subject: impl Iterator<Item = Range<usize>>,
        text: impl Iterator<Item = Range<usize>>,
    ) -> Vec<Finding> {
        let mut found: Vec<Finding> = Vec::new();
        let subject = subject.map(|span| (Part::Subject, self.letter.subject, span));
        let text = text.filter(|span| !self.in_hole(span));
        for (part, whole, span) in subject.chain(text.map(|s| (Part::Text, self.letter.text, s))) {
            let word = whole.get(span.clone()).unwrap_or("").to_lowercase();
            let place = Span { part, start: span.start, end: span.end };
            match found.iter_mut().find(|f| f.params.get("word") == Some(&word)) {
                Some(finding) => finding.spans.push(place),
                None => {
                    let mut finding = finding(&rule.code, &[("word", &word)]);
                    finding.spans.push(place);
                    found.push(finding);
                }
            }
        }
        found
    }

    /// Whether a place touches something that waits to be replaced.
    fn in_hole(&self, span: &Range<usize>) -> bool {
        self.holes.iter().any(|hole| hole.start < span.end && span.start < hole.end)
    }

    /// Told when nothing of a list was heard, in a language that has the list.
    fn unheard(&self, rule: &'static Rule, list: &str) -> Vec<Finding> {
        let knows = self.letter.scene.language.words().knows(list);
        if !knows || self.text.of(list).next().is_some() {
            return Vec::new();
        }
        told(rule, &[])
    }
}

/// One finding without a place.
fn told(rule: &'static Rule, params: &[(&'static str, &str)]) -> Vec<Finding> {
    vec![finding(&rule.code, params)]
}

/// One finding about a piece of the text, which is its value `text`.
fn shown(rule: &'static Rule, text: &str, span: Range<usize>) -> Vec<Finding> {
    let mut one = finding(&rule.code, &[("text", text.get(span.clone()).unwrap_or(""))]);
    one.spans.push(Span { part: Part::Text, start: span.start, end: span.end });
    vec![one]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Told by the renderer, by who chooses a channel, or by who knows what was checked.
    const TOLD_ELSEWHERE: [&str; 9] = [
        "address_old",
        "name_shown",
        "subject_too_long",
        "letter_too_large",
        "missing_translation",
        "channel_missing",
        "channel_unchecked",
        "office_unchecked",
        "person_unchecked",
    ];

    #[test]
    fn every_rule_is_looked_for_by_somebody() {
        for rule in rules() {
            let here = CHECKS.iter().filter(|(code, _)| *code == rule.code).count();
            let elsewhere = TOLD_ELSEWHERE.iter().filter(|code| **code == rule.code).count();
            assert_eq!(here + elsewhere, 1, "{} is looked for once", rule.code);
        }
        for code in CHECKS.iter().map(|(code, _)| *code).chain(TOLD_ELSEWHERE) {
            assert!(rule(code).is_some(), "{code} has no row in rules.toml");
        }
    }
}
