//! Rules about the letter's form: its length, its loudness, its likeness to others.

use std::ops::Range;

use super::{Finding, Part, Reading, Rule, Span, finding, shown, told};
use crate::similarity::{ALIKE, THE_SAME};
use crate::text;
use crate::words::{self, Heard};

fn count(rule: &'static Rule, words: usize) -> Vec<Finding> {
    told(rule, &[("words", &words.to_string()), ("limit", &rule.limit().to_string())])
}

/// More words than the limit, but not more than the next rule's.
pub(super) fn long(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let words = text::words(reading.letter.text);
    let worse = super::rule("very_long").map_or(usize::MAX, Rule::limit);
    if words > rule.limit() && words <= worse { count(rule, words) } else { Vec::new() }
}

pub(super) fn very_long(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let words = text::words(reading.letter.text);
    if words > rule.limit() { count(rule, words) } else { Vec::new() }
}

pub(super) fn short(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let words = text::words(reading.letter.text);
    if words < rule.limit() { count(rule, words) } else { Vec::new() }
}

pub(super) fn many_links(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let text = reading.letter.text;
    let mut spans = Vec::new();
    let mut at = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let lower = word.trim_end().to_lowercase();
        let link = ["http://", "https://", "www."].iter().find_map(|mark| lower.find(mark));
        if link.is_some() {
            let end = at + word.trim_end().len();
            spans.push(Span { part: Part::Text, start: at, end });
        }
        at += word.len();
    }
    if spans.len() <= rule.limit() {
        return Vec::new();
    }
    let one = finding(&rule.code, &[("count", &spans.len().to_string())]);
    vec![Finding { spans, ..one }]
}

pub(super) fn shouting(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let letter = reading.letter;
    let known = |text: &Heard<'_>, span: &Range<usize>| text.of("acronym").any(|at| at == *span);
    if let Some(span) = loud(letter.subject, |span| known(&reading.subject, span)) {
        let mut one =
            finding(&rule.code, &[("text", letter.subject.get(span.clone()).unwrap_or(""))]);
        one.spans.push(Span { part: Part::Subject, start: span.start, end: span.end });
        return vec![one];
    }
    match loud(letter.text, |span| known(&reading.text, span)) {
        Some(span) => shown(rule, letter.text, span),
        None => Vec::new(),
    }
}

/// Three exclamation or question marks in a row, two exclamation marks, or words in capitals:
/// three in a row with a long one, or two long ones. Abbreviations are short, or known.
fn loud(text: &str, known: impl Fn(&Range<usize>) -> bool) -> Option<Range<usize>> {
    for marks in ["!!", "!?!", "?!?", "???", "?!!"] {
        if let Some(start) = text.find(marks) {
            let rest = text.get(start..).unwrap_or("");
            let end = start + rest.find(|c| c != '!' && c != '?').unwrap_or(rest.len());
            return Some(start..end);
        }
    }
    let mut run: Vec<Range<usize>> = Vec::new();
    for word in words::words(text).map(Some).chain([None]) {
        let loud = word.filter(|word| {
            let letters = text.get(word.clone()).unwrap_or("");
            letters.chars().filter(|c| c.is_alphabetic()).count() > 1
                && !letters.chars().any(|c| c.is_lowercase() || c.is_numeric())
                && letters.chars().any(char::is_uppercase)
        });
        let goes_on = |word: &Range<usize>| {
            let between = run.last().and_then(|last| text.get(last.end..word.start)).unwrap_or("");
            !between.contains([':', '/', ';'])
        };
        if let Some(word) = loud.clone().filter(goes_on) {
            run.push(word);
            continue;
        }
        let length =
            |word: &&Range<usize>| text.get((*word).clone()).map_or(0, |w| w.chars().count());
        let shouted = |word: &&Range<usize>| length(word) > 4 && !known(word);
        let long = run.iter().filter(shouted).count();
        let longer = run.iter().any(|word| length(&word) > 5 && !known(word));
        if let (Some(first), Some(last)) = (run.first(), run.last())
            && (long > 1 || (run.len() > 2 && longer))
        {
            return Some(first.start..last.end);
        }
        run.clear();
        run.extend(loud);
    }
    None
}

fn alike(rule: &'static Rule, likeness: Option<f32>, from: f32, below: f32) -> Vec<Finding> {
    match likeness {
        Some(likeness) if likeness >= from && likeness < below => {
            told(rule, &[("percent", &format!("{:.0}", likeness * 100.0))])
        }
        _ => Vec::new(),
    }
}

pub(super) fn like_template(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    alike(rule, reading.letter.likeness.template, ALIKE, THE_SAME)
}

pub(super) fn same_as_template(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    alike(rule, reading.letter.likeness.template, THE_SAME, f32::INFINITY)
}

pub(super) fn like_others(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    alike(rule, reading.letter.likeness.others, ALIKE, THE_SAME)
}

pub(super) fn same_as_others(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    alike(rule, reading.letter.likeness.others, THE_SAME, f32::INFINITY)
}

/// Words of the other direction: Hebrew, Arabic and their kin in a letter from left to right;
/// Latin, Cyrillic … in one from right to left.
pub(super) fn mixed_direction(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let text = reading.letter.text;
    let direction = reading.letter.scene.language.direction;
    let other = |word: &str| word.chars().any(|c| direction.against(c));
    let sender = reading.letter.scene.sender;
    let own = [&sender.name, &sender.town, &sender.country, &sender.street, &sender.occupation];
    // A writer's name in its own script is nobody's mistake.
    let odd = |word: &str| other(word) && !own.iter().any(|field| field.contains(word));
    let mut found = words::words(text).filter(|word| odd(text.get(word.clone()).unwrap_or("")));
    match found.next() {
        Some(first) => {
            // The words that follow it on the same line belong to it.
            let line = text.get(first.start..).and_then(|t| t.find('\n')).map(|i| first.start + i);
            let line = line.unwrap_or(text.len());
            let last = found.take_while(|word| word.end <= line).last();
            shown(rule, text, first.start..last.map_or(first.end, |last| last.end))
        }
        None => Vec::new(),
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may panic")]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Help her!!! Now", Some("!!!"))]
    #[case("MARIA TESTOVA needs help", Some("MARIA TESTOVA"))]
    #[case("HOW CAN YOU SLEEP", None)]
    #[case("LAUGHING ABOUT IT", Some("LAUGHING ABOUT IT"))]
    #[case("I do NOT doubt it. TESTOVA Maria", None)]
    #[case("В ФКУ ИК-5 УФСИН", None)]
    #[case("УФСИН РОССИИ", None)]
    #[case("ФСИН РФ: ТЕСТОВА", None)]
    #[case("Re: PLEASE ANSWER", Some("PLEASE ANSWER"))]
    #[case("Help her! Please!", None)]
    fn what_is_loud_is_more_than_an_abbreviation(#[case] text: &str, #[case] want: Option<&str>) {
        let known = |span: &Range<usize>| &text[span.clone()] == "УФСИН";
        assert_eq!(loud(text, known).map(|span| &text[span]), want, "in: {text}");
    }
}
