//! The coach: what keeps a letter from being sent, and (later) what would make it better.
//!
//! Each rule is a row of [`RULES`] and a branch of [`check`]. A rule of level
//! [`Level::Stop`] keeps the letter from being queued; the text is never changed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::address::Mailbox;
use crate::office::{Channel, ChannelStatus};
use crate::person::CustodyState;
use crate::template::{Gap, Scene};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The letter cannot be queued.
    Stop,
    /// The writer should look.
    Warn,
    /// A suggestion.
    Tip,
}

/// What the coach looks for.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Stable; the window translates by it.
    pub code: &'static str,
    /// Its weight.
    pub level: Level,
    /// English, with `{param}` where a value goes: what is wrong and what to do.
    pub text: &'static str,
    /// Who gives this advice.
    pub source: &'static str,
}

const fn rule(code: &'static str, level: Level, text: &'static str, source: &'static str) -> Rule {
    Rule { code, level, text, source }
}

const GUIDES: &str = "Amnesty International, letter-writing guide; WriteToThem, guidelines";
const OWN: &str = "this project: nothing unresolved, unchecked or misdirected is sent";

/// All rules.
pub const RULES: [Rule; 14] = [
    rule(
        "unfilled_field",
        Level::Stop,
        "there is nothing to put in place of {field}: fill it in, or choose another template or language",
        OWN,
    ),
    rule("placeholder", Level::Stop, "“{text}” still waits to be replaced by your words", GUIDES),
    rule("empty_subject", Level::Stop, "the subject is empty", GUIDES),
    rule(
        "empty_salutation",
        Level::Stop,
        "the office has no salutation in this language: choose another language",
        GUIDES,
    ),
    rule(
        "subject_too_long",
        Level::Stop,
        "the subject is longer than {max} characters: choose another subject line",
        "RFC 5322 2.1.1",
    ),
    rule("letter_too_large", Level::Stop, "the letter is too large: shorten your own words", OWN),
    rule(
        "appeal_closed",
        Level::Stop,
        "the appeal closed on {date}: no letters go out after that day",
        GUIDES,
    ),
    rule(
        "released",
        Level::Stop,
        "all known times in custody have ended: look for news before you write",
        GUIDES,
    ),
    rule("sender_is_recipient", Level::Stop, "the letter would go to its own sender", OWN),
    rule(
        "channel_missing",
        Level::Stop,
        "no e-mail address is known for this office: see its other channels",
        OWN,
    ),
    rule(
        "channel_not_accepted",
        Level::Stop,
        "this office does not consider what comes to {value}: see its other channels",
        OWN,
    ),
    rule(
        "insult",
        Level::Stop,
        "“{word}” insults or threatens: such letters harm the prisoner",
        GUIDES,
    ),
    rule(
        "case_missing",
        Level::Warn,
        "the {case} of {field} is not known; the nominative stands in its place: read that sentence",
        OWN,
    ),
    rule(
        "missing_translation",
        Level::Stop,
        "the template does not exist in “{language}”: choose another language",
        OWN,
    ),
];

/// One thing that the coach found in one letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's code.
    pub code: &'static str,
    /// The rule's level.
    pub level: Level,
    /// The values of the rule's text.
    pub params: BTreeMap<&'static str, String>,
    /// The rule's text with its values.
    pub message: String,
}

/// A finding of the rule `code` with its values.
pub fn finding(code: &'static str, params: &[(&'static str, &str)]) -> Finding {
    let rule = RULES.iter().find(|rule| rule.code == code);
    let mut message = rule.map_or(code, |rule| rule.text).to_owned();
    for (name, value) in params {
        message = message.replace(&format!("{{{name}}}"), value);
    }
    Finding {
        code,
        level: rule.map_or(Level::Stop, |rule| rule.level),
        params: params.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
        message,
    }
}

/// A letter as the rules see it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// What it is about.
    pub scene: &'a Scene<'a>,
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
}

/// All findings, gravest first.
pub fn check(letter: &Subject<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    of_gaps(letter, &mut found);
    of_words(letter, &mut found);
    of_time(letter, &mut found);
    if let Some((from, to)) = letter.envelope
        && from.address.same_mailbox(&to.address)
    {
        found.push(finding("sender_is_recipient", &[]));
    }
    if let Some(channel) = letter.channel
        && channel.status == ChannelStatus::NotAccepted
    {
        found.push(finding("channel_not_accepted", &[("value", &channel.value)]));
    }
    found.sort_by_key(|finding| finding.level);
    found
}

fn of_gaps(letter: &Subject<'_>, found: &mut Vec<Finding>) {
    for gap in letter.gaps {
        found.push(match gap {
            Gap::Field("salutation") => finding("empty_salutation", &[]),
            Gap::Field(field) => finding("unfilled_field", &[("field", field)]),
            Gap::Case(field, case) => {
                finding("case_missing", &[("field", field), ("case", &case.to_string())])
            }
        });
    }
    if letter.subject.trim().is_empty() {
        found.push(finding("empty_subject", &[]));
    }
}

fn of_words(letter: &Subject<'_>, found: &mut Vec<Finding>) {
    let language = letter.scene.language;
    let own = letter.scene.own_words;
    // Template fields without a value print themselves in braces; gaps already name those.
    let typed = if letter.gaps.is_empty() { letter.text } else { own };
    if let Some(text) = placeholder(typed, &language.placeholders) {
        found.push(finding("placeholder", &[("text", text)]));
    }
    for word in letter.text.split(parts_words) {
        let Some(first) = word.chars().next().and_then(|c| c.to_lowercase().next()) else {
            continue;
        };
        let mut insults = language.insults.iter();
        if insults.any(|(letter, bad)| *letter == first && is_insult(word, bad)) {
            found.push(finding("insult", &[("word", &word.to_lowercase())]));
            return;
        }
    }
}

/// White space and punctuation, told by their blocks: asking the Unicode tables for each
/// letter of a text costs more than rendering it.
fn parts_words(c: char) -> bool {
    match c {
        '\'' | '\u{2019}' => false,
        c if c.is_ascii() => !c.is_ascii_alphanumeric(),
        c => matches!(c, '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}'),
    }
}

/// Whether a word is the insult, in whatever case; `*` stands for any ending. Looks at a few
/// letters of each word and allocates nothing: every letter of a batch comes through here.
fn is_insult(word: &str, bad: &str) -> bool {
    let stem = bad.strip_suffix('*');
    let mut letters = word.chars().flat_map(char::to_lowercase);
    let matches = stem.unwrap_or(bad).chars().all(|want| letters.next() == Some(want));
    matches && (stem.is_some() || letters.next().is_none())
}

/// `{{…}}`, `___`, or brackets that open with one of the language's words: “[your name]”.
fn placeholder<'a>(text: &'a str, openings: &[String]) -> Option<&'a str> {
    if let Some(start) = text.find("{{") {
        let rest = text.get(start..)?;
        return rest.get(..rest.find("}}").map_or(rest.len().min(40), |i| i + 2)).or(Some("{{"));
    }
    if text.contains("___") {
        return Some("___");
    }
    text.match_indices('[').find_map(|(start, _)| {
        let rest = text.get(start..)?;
        let inside = rest.get(..=rest.find(']')?)?;
        let lower = inside.to_lowercase();
        let words = lower.trim_start_matches('[');
        openings.iter().any(|opening| words.starts_with(opening.as_str())).then_some(inside)
    })
}

fn of_time(letter: &Subject<'_>, found: &mut Vec<Finding>) {
    let Scene { person, date, .. } = *letter.scene;
    if let Some(closes) = person.closes
        && date > closes
    {
        found.push(finding("appeal_closed", &[("date", &closes.to_string())]));
    }
    if person.custody_state(date) == CustodyState::Released {
        found.push(finding("released", &[]));
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Dear [your title],", Some("[your title]"))]
    #[case("I am {{person.nam}}.", Some("{{person.nam}}"))]
    #[case("I live in ____.", Some("___"))]
    #[case("See article 5 [of the Convention].", None)]
    #[case("An open { bracket", None)]
    fn what_waits_to_be_replaced_is_found(#[case] text: &str, #[case] want: Option<&str>) {
        assert_eq!(placeholder(text, &["your".to_owned()]), want, "in: {text}");
    }

    #[rstest]
    #[case("Scum", "scum", true)]
    #[case("scummy", "scum", false)]
    #[case("IDIOTS", "idiot*", true)]
    #[case("Идиоты", "идиот*", true)]
    #[case("sc", "scum", false)]
    fn an_insult_is_known_in_any_case(#[case] word: &str, #[case] bad: &str, #[case] want: bool) {
        assert_eq!(is_insult(word, bad), want, "{word} against {bad}");
    }

    #[test]
    fn words_are_parted_at_the_punctuation_of_every_language() {
        let words: Vec<_> =
            "«Вы—палач», it's “so”…\u{a0}да".split(parts_words).filter(|w| !w.is_empty()).collect();
        assert_eq!(words, ["Вы", "палач", "it's", "so", "да"], "quotes, dashes and spaces part");
    }

    #[test]
    fn every_rule_has_its_own_code() {
        let mut codes: Vec<_> = RULES.iter().map(|rule| rule.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), RULES.len(), "the window translates by code");
    }
}
