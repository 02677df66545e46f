//! Rules that look for the names of the case: the person, the place, the day.
//!
//! Names are compared word by word, so that a line break of a mail program, another order
//! («Тестова Мария»), a patronymic between or capitals do not hide them.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Date;

use super::{Finding, Reading, Rule, told};
use crate::language::Language;
use crate::person::Person;
use crate::phrase::Phrase;
use crate::words::{plain, words};

/// A name in one of its forms: its words, lower case.
type Form = Vec<String>;

fn form(text: &str) -> Form {
    words(text).map(|word| low(text, &word)).collect()
}

/// A word in small letters, without the ending of an English genitive: “Testova's”.
fn low(text: &str, word: &Range<usize>) -> String {
    let mut word: String = text.get(word.clone()).unwrap_or("").chars().flat_map(plain).collect();
    let name = word.strip_suffix("'s").or_else(|| word.strip_suffix('\''));
    if let Some(length) = name.map(str::len) {
        word.truncate(length);
    }
    word
}

/// The forms of a name in the letter's language, else in English.
fn forms(phrase: &Phrase, language: &str) -> Vec<Form> {
    let forms = phrase.forms(language).or_else(|| phrase.forms("en"));
    let forms: BTreeSet<Form> = forms.map(|f| f.all().map(form).collect()).unwrap_or_default();
    forms.into_iter().filter(|form| !form.is_empty()).collect()
}

/// Where the words of a form end in `text`, which begins at a word: in their order or with the
/// last one first, and with at most one other word before each of the following.
fn full(form: &[String], text: &[String], fits: fn(&str, &str) -> bool) -> Option<usize> {
    let (last, others) = form.split_last()?;
    let rest = others.iter().chain([last]);
    let turned = [last].into_iter().chain(others);
    in_order(rest, text, fits).or_else(|| in_order(turned, text, fits))
}

fn in_order<'a>(
    form: impl Iterator<Item = &'a String>,
    text: &[String],
    fits: fn(&str, &str) -> bool,
) -> Option<usize> {
    let mut at = 0;
    for (number, want) in form.enumerate() {
        let steps = if number == 0 { 1 } else { 2 };
        let near = text.get(at..)?.iter().take(steps);
        at += 1 + near.into_iter().position(|word| fits(word, want))?;
    }
    Some(at)
}

fn same(word: &str, want: &str) -> bool {
    word == want
}

/// Another form of the same name: «Тестовой» of «Тестова», where nobody wrote the forms down.
fn akin(word: &str, want: &str) -> bool {
    let letters = want.chars().count().saturating_sub(2).max(3);
    let mut word = word.chars();
    want.chars().take(letters).all(|c| word.next() == Some(c)) && word.count() < 5
}

/// How often one of the forms stands in a text. Places do not overlap.
fn times(text: &str, forms: &[Form], fits: fn(&str, &str) -> bool) -> usize {
    let text = form(text);
    let (mut at, mut times) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let length = forms.iter().find_map(|form| full(form, rest, fits));
        times += usize::from(length.is_some());
        at += length.unwrap_or(1);
    }
    times
}

fn name_of(reading: &Reading<'_>, rule: &'static Rule, text: &str, least: usize) -> Vec<Finding> {
    let scene = reading.letter.scene;
    let forms = forms(&scene.person.name, &scene.language.code);
    let unwritten = !scene.language.cases.is_empty() && forms.len() == 1;
    let fits = if unwritten { akin } else { same };
    if forms.is_empty() || times(text, &forms, fits) >= least {
        return Vec::new();
    }
    let name = scene.person.name.shown(&scene.language.code).unwrap_or("");
    told(rule, &[("name", name)])
}

pub(super) fn name_in_subject(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    name_of(reading, rule, reading.letter.subject, 1)
}

pub(super) fn name_in_text(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    name_of(reading, rule, reading.letter.text, 2)
}

/// No date of the case, no place of the prison, no charge. Silent where the data knows none
/// of them either.
pub(super) fn no_facts(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let scene = reading.letter.scene;
    let (person, code) = (scene.person, scene.language.code.as_str());
    let facility = person.facility.as_ref();
    let phrases = [facility.map(|f| &f.name), facility.map(|f| &f.place), Some(&person.charge)];
    let known: Vec<Form> = phrases.into_iter().flatten().flat_map(|p| key_words(p, code)).collect();
    if known.is_empty() && person.custody.is_empty() && person.sentence.is_none() {
        return Vec::new();
    }
    let text = reading.letter.text;
    let spoken = form(text);
    let said = |fact: &Form| spoken.windows(fact.len()).any(|words| words == fact.as_slice());
    if known.iter().any(said)
        || dated(
            text,
            &years(person, scene.language),
            person.days_in_custody(scene.date),
            scene.date,
        )
        || reading.text.of("charge").next().is_some()
    {
        return Vec::new();
    }
    told(rule, &[])
}

/// “Torzhok” of “Torzhok, Tver Region”; a charge without its quotation marks.
fn key_words(phrase: &Phrase, language: &str) -> Vec<Form> {
    let forms = phrase.forms(language).or_else(|| phrase.forms("en"));
    let texts = forms.into_iter().flat_map(|forms| forms.all());
    let keys = texts.map(|text| form(text.split([',', '(']).next().unwrap_or(text)));
    keys.filter(|key| !key.is_empty()).collect()
}

/// Days that a letter may be off when it counts the days in custody.
const DAYS_OFF: i64 = 7;

/// A line of the letter's head has at most this many words.
const HEAD: usize = 6;

/// The years of the case, as the letter's language counts them too.
fn years(person: &Person, language: &Language) -> Vec<i64> {
    let custody = person.custody.iter().flat_map(|c| [Some(c.from), c.until]);
    let sentence = person.sentence.iter().map(|s| Some(s.imposed_on));
    let dates = custody.chain(sentence).flatten();
    dates
        .flat_map(|date| {
            let own = language.date(date);
            let own: Vec<i64> = words(&own).filter_map(|word| number(own.get(word)?)).collect();
            own.into_iter().filter(|number| *number > 1000).chain([i64::from(date.year())])
        })
        .collect()
}

/// Whether a year of the case is named, or the days in custody. A year in somebody's memory
/// tells nothing, nor does the date of the letter in its head.
fn dated(text: &str, years: &[i64], days: Option<i64>, today: Date) -> bool {
    text.lines().any(|line| {
        let head = words(line).count() <= HEAD;
        words(line).any(|word| {
            let Some(number) = number(line.get(word).unwrap_or("")) else { return false };
            let this_year = number == i64::from(today.year());
            years.contains(&number) && !(head && this_year)
                || days.is_some_and(|days| days > 30 && (days - number).abs() <= DAYS_OFF)
        })
    })
}

/// A number in European, Arabic or Persian digits.
fn number(word: &str) -> Option<i64> {
    let digit = |c: char| match c {
        '٠'..='٩' => Some(c as u32 - '٠' as u32),
        '۰'..='۹' => Some(c as u32 - '۰' as u32),
        c => c.to_digit(10),
    };
    let add = |sum: i64, c| sum.checked_mul(10)?.checked_add(i64::from(digit(c)?));
    word.chars().try_fold(0, add)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Maria Testova", 1)]
    #[case("MARIA\nTESTOVA and Maria", 1)]
    #[case("for Testova Maria, for Maria", 1)]
    #[case("Maria P. Testova", 1)]
    #[case("Maria came, and so did Testova", 0)]
    #[case("Maria Testova Maria", 1)]
    #[case("Maria Testova’s health", 1)]
    #[case("Ms Testova", 0)]
    fn a_name_is_found_by_its_words(#[case] text: &str, #[case] want: usize) {
        assert_eq!(times(text, &[form("Maria Testova")], same), want, "in: {text}");
    }

    #[rstest]
    #[case("о Тестовой Марии Петровне и о Марии Тестовой", 2)]
    #[case("Мария Петровна Тестова", 1)]
    #[case("Марине Тестировой", 0)]
    fn a_name_without_written_forms_is_known_by_its_beginning(
        #[case] text: &str,
        #[case] want: usize,
    ) {
        assert_eq!(times(text, &[form("Мария Тестова")], akin), want, "in: {text}");
    }

    #[rstest]
    #[case("Held since 14 May 2024.", true)]
    #[case("She was arrested on 14.05.2024.", true)]
    #[case("I lost my husband in 2019.", false)]
    #[case("The Declaration of 10 December 1948.", false)]
    #[case("For 923 days she has waited.", true)]
    #[case("Rostock, 23 November 2026\n\nDear Sir", false)]
    #[case("She was moved in this cold November of 2026 to Primersk.", true)]
    #[case("از ۲۵ اردیبهشت ۱۴۰۳", true)]
    fn only_the_years_of_the_case_are_dates(#[case] text: &str, #[case] want: bool) {
        let years = [2024, 1403, 2026];
        assert_eq!(dated(text, &years, Some(923), date(2026, 11, 23)), want, "in: {text}");
    }
}
