//! Rules for letters to officials, embassies, representatives and editors: who it is about,
//! one clear request, a person's own voice and name.

use std::ops::Range;

use whatlang::{Detector, Lang};

use super::{Finding, Part, Reading, Rule, Span, finding, told};
use crate::office::Kind;
use crate::words::{Asked, around};

pub(super) fn insult(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let mut found = reading.heard(rule, "insult");
    found.extend(reading.heard_near(rule, "scorn", "reader"));
    found
}

pub(super) fn threat(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.heard(rule, "threat")
}

pub(super) fn party_words(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.heard(rule, "party")
}

pub(super) fn attachment(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.heard(rule, "attachment")
}

pub(super) fn organisation(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    if reading.letter.organisation { Vec::new() } else { reading.heard(rule, "organisation") }
}

pub(super) fn thank_reader(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.unheard(rule, "thanks")
}

pub(super) fn ask_answer(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.unheard(rule, "answer")
}

pub(super) fn good_word(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.unheard(rule, "good_word")
}

pub(super) fn copy_embassy(_: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    told(rule, &[])
}

pub(super) fn no_request(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    reading.unheard(rule, "request")
}

/// A sentence that asks for something the appeal does not ask for.
pub(super) fn other_request(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let letter = reading.letter;
    if letter.asks.is_empty() {
        return Vec::new();
    }
    let own = |code: &str| letter.asks.iter().any(|ask| ask == code);
    let mut found: Vec<Finding> = Vec::new();
    // A letter to an editor tells what its readers may ask for.
    let press = letter.kind() == Kind::Press;
    let other = |asked: &Asked<'_>| !own(asked.code) && (asked.demand || !press);
    for asked in reading.text.asks().filter(other) {
        let sentence = around(letter.text, asked.span.start);
        let here = |span: &Range<usize>| sentence.start <= span.start && span.end <= sentence.end;
        // “until her release” in a sentence that asks for a doctor is no second request.
        let excused =
            !asked.demand && reading.text.asks().any(|other| here(&other.span) && own(other.code));
        if excused || !reading.text.of("request").any(|span| here(&span)) {
            continue;
        }
        let word = letter.text.get(asked.span.clone()).unwrap_or("").to_lowercase();
        let mut one = finding(&rule.code, &[("word", &word)]);
        one.spans.push(Span { part: Part::Text, start: asked.span.start, end: asked.span.end });
        if !found.iter().any(|f| f.key == one.key) {
            found.push(one);
        }
    }
    found
}

/// The sender's name and town stand in the last six lines.
pub(super) fn no_signature(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let letter = reading.letter;
    let sender = letter.scene.sender;
    let filled: Vec<&str> = letter.text.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = filled.iter().rev().take(6).map(|line| line.to_lowercase());
    let last: Vec<String> = last.collect();
    let stands = |value: &str| {
        let value = value.trim().to_lowercase();
        !value.is_empty() && last.iter().any(|line| line.contains(&value))
    };
    if stands(&sender.name) && stands(&sender.town) { Vec::new() } else { told(rule, &[]) }
}

/// Beside the template there is nothing in the first person.
pub(super) fn no_first_person(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let letter = reading.letter;
    let words = letter.scene.language.words();
    if !words.knows("first_person") {
        return Vec::new();
    }
    let own = match letter.template {
        Some(_) => words.listen(letter.scene.own_words),
        None => words.listen(letter.text),
    };
    let heard = own.of("first_person").chain(own.of("first_person_plural")).next();
    if heard.is_some() { Vec::new() } else { told(rule, &[]) }
}

pub(super) fn first_person_singular(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let one = reading.text.of("first_person").next().is_some();
    let many = reading.text.of("first_person_plural").next().is_some();
    if many && !one { told(rule, &[]) } else { Vec::new() }
}

/// The letter is in no language of the office, and not in English.
pub(super) fn wrong_language(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let scene = reading.letter.scene;
    let reads: Vec<&str> = scene.office.languages.iter().map(String::as_str).collect();
    not_in(reading, rule, &reads, &["en"])
}

/// Told when the text is, for certain, in none of these languages. A text from a template is
/// in the template's language; own words are looked at for themselves.
pub(super) fn not_in(
    reading: &Reading<'_>,
    rule: &'static Rule,
    reads: &[&str],
    also: &[&str],
) -> Vec<Finding> {
    let letter = reading.letter;
    let language = letter.scene.language.code.as_str();
    let fits = |code: &str| reads.contains(&code) || also.contains(&code);
    let spoken = match letter.template {
        Some(_) if !fits(language) => Some(language),
        Some(_) => detected(letter.scene.own_words),
        None => detected(letter.text),
    };
    match spoken {
        Some(code) if !fits(code) => told(rule, &[("languages", &reads.join(", "))]),
        _ => Vec::new(),
    }
}

/// The languages that can be told apart here, by trigrams.
const LANGUAGES: [(Lang, &str); 20] = [
    (Lang::Eng, "en"),
    (Lang::Rus, "ru"),
    (Lang::Ukr, "uk"),
    (Lang::Bel, "be"),
    (Lang::Deu, "de"),
    (Lang::Fra, "fr"),
    (Lang::Spa, "es"),
    (Lang::Por, "pt"),
    (Lang::Ita, "it"),
    (Lang::Pol, "pl"),
    (Lang::Ces, "cs"),
    (Lang::Nld, "nl"),
    (Lang::Tur, "tr"),
    (Lang::Pes, "fa"),
    (Lang::Ara, "ar"),
    (Lang::Heb, "he"),
    (Lang::Kat, "ka"),
    (Lang::Vie, "vi"),
    (Lang::Cmn, "zh"),
    (Lang::Hun, "hu"),
];

/// The language of a text, if it is long enough to tell.
fn detected(text: &str) -> Option<&'static str> {
    if text.chars().filter(|c| c.is_alphabetic()).count() < 40 {
        return None;
    }
    let detector = Detector::with_allowlist(LANGUAGES.iter().map(|(lang, _)| *lang).collect());
    let info = detector.detect(text).filter(whatlang::Info::is_reliable)?;
    LANGUAGES.iter().find(|(lang, _)| *lang == info.lang()).map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use crate::office::{Kind, Office};
    use crate::rules::{Depth, Subject, check};
    use crate::starter::catalogue;
    use crate::template::{Scene, Sender};

    fn told(code: &str, kind: Kind, ask: &str, text: &str) -> bool {
        let person = catalogue().person("boris-kagarlitsky").unwrap();
        let office = Office { kind, ..person.as_reader() };
        let language = catalogue().language("en").unwrap();
        let date = jiff::civil::date(2026, 11, 23);
        let sender = Sender::default();
        let scene =
            Scene { person, office: &office, language, sender: &sender, date, own_words: "" };
        let asks = [ask.to_owned()];
        let letter = Subject { asks: &asks, ..Subject::of_words(&scene, "", text) };
        check(&letter, Depth::All).iter().any(|finding| finding.code == code)
    }

    #[rstest]
    #[case(Kind::Official, "hospital", "I ask you to release him.", true)]
    #[case(Kind::Official, "release", "I ask you to release him.", false)]
    #[case(Kind::Official, "hospital", "I do not ask you to release him.", false)]
    #[case(Kind::Official, "hospital", "I ask for a hospital until his release.", false)]
    #[case(Kind::Official, "hospital", "I ask for a hospital and for compensation.", true)]
    #[case(Kind::Official, "money", "I ask you for compensation.", false)]
    #[case(Kind::Press, "publish", "I ask your readers to write for his release.", false)]
    #[case(Kind::Press, "publish", "I ask your readers to boycott the country.", true)]
    fn a_request_beside_the_appeal_is_told(
        #[case] kind: Kind,
        #[case] ask: &str,
        #[case] text: &str,
        #[case] want: bool,
    ) {
        assert_eq!(told("other_request", kind, ask, text), want, "asks for {ask}: {text}");
    }
}
