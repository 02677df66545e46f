//! Care for who writes. Somebody with ties to a country (a passport, family, property, a
//! journey) may be in danger for a letter to its officials. Such letters carry initials and a
//! town; what the writer's own member of parliament or newspaper gets keeps the full name,
//! without which it is not read (a country that one lives in safely is no tie).
//!
//! Source: the project's own guidance, after WriteToThem (own representatives need a name and
//! an address) and OVD-Info (letters to prisons and officials in Russia are read by others).

use std::ops::Range;

use crate::address::Address;
use crate::office::{Kind, Office};
use crate::rules::{self, Finding, Part, Span};
use crate::words::{plain, words};

/// Shorter parts of a name are too common as words, and as letters of an address.
const PART_MIN: usize = 3;

/// Whether a letter to this office is read by officials of one of these countries
/// (ISO 3166-1 alpha-2): theirs, their deputies, their embassies abroad, and the censors of their
/// prisons. What a newspaper gets is between the writer and the newspaper.
pub fn is_guarded(office: &Office, ties: &[String]) -> bool {
    office.kind != Kind::Press
        && ties.iter().any(|country| country.eq_ignore_ascii_case(&office.country))
}

/// A name as initials: “Anna Maria Beispiel” is “A. M. B.”, “Jean-Luc Picard” “J.-L. P.”.
/// Initials stay what they are.
pub fn initials(name: &str) -> String {
    let part = |part: &str| part.chars().find(|c| c.is_alphabetic()).map(|c| format!("{c}."));
    let word = |word: &str| {
        let parts: Vec<_> = word.split('-').filter_map(part).collect();
        (!parts.is_empty()).then(|| parts.join("-"))
    };
    // “A.B.” without a space is two words.
    let spaced = name.replace('.', ". ");
    spaced.split_whitespace().filter_map(word).collect::<Vec<_>>().join(" ")
}

/// Whether a name tells no more than initials: “A. B.”, “A.B.”, “J.-L. P.”, or nothing at all.
pub fn is_initials(name: &str) -> bool {
    name.split(|c: char| !c.is_alphabetic()).all(|part| part.chars().count() <= 1)
}

/// Whether an address tells the name that initials hide: a part of three letters or more stands
/// in it, in whatever case, before or after the @. «Линдквист» is found in `lindkvist@`, “Müller”
/// in `muller@` and in `mueller@`; a spelling that nobody can guess is not found.
pub fn tells(address: &Address, name: &str) -> bool {
    let domain = address.domain();
    // The last label is a country's or everybody's.
    let domain = domain.rsplit_once('.').map_or("", |(own, _)| own);
    let whole = format!("{} {domain}", address.local()).to_lowercase();
    let told = |part: &String| part.chars().count() >= PART_MIN && whole.contains(part.as_str());
    spellings(name).any(|spelling| parts(&spelling).any(|part| told(&part)))
}

/// A name as it is, in Latin letters, and with the German umlauts written out.
fn spellings(name: &str) -> impl Iterator<Item = String> {
    let name = name.to_lowercase();
    let written_out = name.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
    [name.clone(), deunicode::deunicode(&name), deunicode::deunicode(&written_out)].into_iter()
}

/// Where a letter that is signed with initials tells the name all the same, as own words do
/// that end with a signature. `prisoner` is the name of the prisoner, who may have the same one.
pub fn name_shown(text: &str, name: &str, prisoner: &str) -> Option<Finding> {
    let of_prisoner: Vec<_> = parts(prisoner).collect();
    let hidden: Vec<_> = parts(name).filter(|part| !of_prisoner.contains(part)).collect();
    let is_hidden = |at: &Range<usize>| {
        let word: String = text.get(at.clone())?.chars().flat_map(plain).collect();
        let word = word.strip_suffix("'s").unwrap_or(&word);
        hidden.iter().any(|part| part == word).then_some(())
    };
    let at: Vec<_> = words(text).filter(|at| is_hidden(at).is_some()).collect();
    let first = text.get(at.first()?.clone())?;
    let mut finding = rules::finding("name_shown", &[("text", first)]);
    finding.spans =
        at.iter().map(|at| Span { part: Part::Text, start: at.start, end: at.end }).collect();
    Some(finding)
}

fn parts(name: &str) -> impl Iterator<Item = String> {
    let parts = name.split(|c: char| !c.is_alphabetic());
    parts
        .map(|part| part.chars().flat_map(plain).collect())
        .filter(|part: &String| part.chars().count() >= PART_MIN)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Anna Maria Beispiel", "A. M. B.")]
    #[case("Jean-Luc Picard", "J.-L. P.")]
    #[case("Вера Линдквист", "В. Л.")]
    #[case("A. B.", "A. B.")]
    #[case("A.B.", "A. B.")]
    #[case("  Anna  ", "A.")]
    #[case("o’Brien", "o.")]
    #[case("", "")]
    fn a_name_becomes_its_initials(#[case] name: &str, #[case] expected: &str) {
        assert_eq!(initials(name), expected, "{name}");
    }

    #[rstest]
    #[case("A. B.", true)]
    #[case("A.B.", true)]
    #[case("J.-L. P.", true)]
    #[case("", true)]
    #[case("Anna B.", false)]
    #[case("Вера Л.", false)]
    fn initials_are_known_from_names(#[case] name: &str, #[case] expected: bool) {
        assert_eq!(is_initials(name), expected, "{name}");
    }

    #[rstest]
    #[case("anna.beispiel@example.org", true)]
    #[case("ABEISPIEL@example.org", true)]
    #[case("letters@example.org", false)]
    #[case("someone@beispiel.example.org", true)]
    #[case("someone@mail.example.anna", false)]
    fn an_address_tells_a_name_or_does_not(#[case] address: &str, #[case] expected: bool) {
        let address = Address::parse(address).unwrap();
        assert_eq!(tells(&address, "Anna Beispiel"), expected, "{address}");
    }

    #[rstest]
    #[case("juergen.mueller@example.org", "Jürgen Müller")]
    #[case("j.muller@example.org", "Jürgen Müller")]
    #[case("vera.lindkvist@example.org", "Вера Линдквист")]
    #[case("a.sorensen@example.org", "Åse Sørensen")]
    #[case("post@lindqvist.example", "Vera Lindqvist")]
    fn a_name_is_seen_in_another_spelling(#[case] address: &str, #[case] name: &str) {
        assert!(tells(&Address::parse(address).unwrap(), name), "{address} tells {name}");
    }

    #[rstest]
    #[case("I teach.\nYours, Anna BEISPIEL", &["Anna", "BEISPIEL"])]
    #[case("This is Beispiel's letter for Maria.", &["Beispiel's"])]
    #[case("Susanna thinks of Maria.", &[])]
    #[case("A. B., Rostock", &[])]
    fn a_name_in_own_words_is_seen(#[case] text: &str, #[case] expected: &[&str]) {
        let found = name_shown(text, "Anna Maria Beispiel", "Maria Probe");
        let seen: Vec<_> = found.iter().flat_map(|f| &f.spans).collect();
        let seen: Vec<_> =
            seen.iter().map(|span| text.get(span.start..span.end).unwrap()).collect();
        assert_eq!(seen, expected, "{text}");
    }

    #[rstest]
    #[case(Kind::Official, "RU", true)]
    #[case(Kind::Embassy, "RU", true)]
    #[case(Kind::Prisoner, "ru", true)]
    #[case(Kind::Representative, "RU", true)]
    #[case(Kind::Press, "RU", false)]
    #[case(Kind::Official, "BY", false)]
    fn letters_that_officials_of_the_country_read_are_guarded(
        #[case] kind: Kind,
        #[case] tie: &str,
        #[case] expected: bool,
    ) {
        let pack = crate::starter::catalogue();
        let office = pack.office("ru-embassy-london").unwrap().clone();
        let office = Office { kind, ..office };
        assert_eq!(is_guarded(&office, &[tie.to_owned()]), expected, "{kind:?} {tie}");
        assert!(!is_guarded(&office, &[]), "nobody has ties to no country");
    }
}
