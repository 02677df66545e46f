//! Rules for letters into prison: what a censor keeps, what harms, what weighs on the reader.

use super::official::not_in;
use super::{Finding, Reading, Rule, told};

pub(super) fn the_case(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.heard(rule, "case")
}

pub(super) fn war(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.heard(rule, "war")
}

pub(super) fn insult_authorities(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let mut found = reading.heard(rule, "insult");
    found.extend(reading.heard(rule, "insult_authorities"));
    found.extend(reading.heard_near(rule, "scorn", "authority"));
    found
}

pub(super) fn violence(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.heard(rule, "violence")
}

pub(super) fn sex(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.heard(rule, "sex")
}

pub(super) fn lgbt(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.heard(rule, "lgbt")
}

pub(super) fn freedom_words(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.heard(rule, "freedom")
}

pub(super) fn pity(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.heard(rule, "pity")
}

pub(super) fn promise(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.heard(rule, "promise")
}

pub(super) fn introduce(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.unheard(rule, "introduce")
}

pub(super) fn ask_interests(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let asks = reading.letter.text.contains(['?', '؟']);
    if asks { Vec::new() } else { told(rule, &[]) }
}

pub(super) fn answer_may_never_come(_: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    told(rule, &[])
}

pub(super) fn on_paper(_: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    told(rule, &[])
}

pub(super) fn over_length(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let max = reading.letter.channel.and_then(|channel| channel.max_chars);
    let count = reading.letter.text.chars().count();
    match max {
        Some(max) if count > max as usize => {
            told(rule, &[("count", &count.to_string()), ("max", &max.to_string())])
        }
        _ => Vec::new(),
    }
}

/// What the censor reads: Russian in Russia, Russian or Belarusian in Belarus, elsewhere the
/// languages of whoever hands the letter over.
pub(super) fn their_language(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let reads: Vec<&str> =
        reading.letter.scene.office.languages.iter().map(String::as_str).collect();
    not_in(reading, rule, &reads, &[])
}
