//! A short text in several languages, with the grammatical forms a letter needs.
//!
//! Names decline: “о Борисе Кагарлицком”, “Бориса Кагарлицкого”. No library derives these
//! forms reliably, so the data holds them, written by a person.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The cases of the languages in the starter pack (Russian, Ukrainian, Polish, Czech …).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// Who, what. Every phrase has it.
    Nominative,
    /// Of whom.
    Genitive,
    /// To whom.
    Dative,
    /// Whom.
    Accusative,
    /// By whom, with whom.
    Instrumental,
    /// About whom, in what.
    Prepositional,
    /// How one calls to a person (Ukrainian, Polish, Czech).
    Vocative,
}

impl Case {
    const NAMES: [(Self, &'static str); 7] = [
        (Self::Nominative, "nominative"),
        (Self::Genitive, "genitive"),
        (Self::Dative, "dative"),
        (Self::Accusative, "accusative"),
        (Self::Instrumental, "instrumental"),
        (Self::Prepositional, "prepositional"),
        (Self::Vocative, "vocative"),
    ];

    /// The names that a template may write, in the order of school grammars.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMES.iter().map(|(_, name)| *name)
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::NAMES.iter().find(|(c, _)| c == self).map_or("", |(_, name)| name))
    }
}

impl FromStr for Case {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::NAMES.iter().find(|(_, name)| *name == text).map(|(case, _)| *case).ok_or(())
    }
}

/// The forms of one phrase in one language: `"text"` or `{ nominative = "…", genitive = "…" }`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Forms {
    /// A phrase that does not change, or whose other forms nobody wrote down.
    Plain(String),
    /// The forms that are known.
    Cased(BTreeMap<Case, String>),
}

impl Forms {
    /// The dictionary form; empty only for a table without a nominative, which loading refuses.
    pub fn nominative(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Cased(forms) => forms.get(&Case::Nominative).map_or("", String::as_str),
        }
    }

    /// The form in `case`, if somebody wrote it down.
    pub fn form(&self, case: Case) -> Option<&str> {
        match self {
            Self::Plain(text) => (case == Case::Nominative).then_some(text.as_str()),
            Self::Cased(forms) => forms.get(&case).map(String::as_str),
        }
    }

    /// All forms.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let (plain, cased) = match self {
            Self::Plain(text) => (Some(text.as_str()), None),
            Self::Cased(forms) => (None, Some(forms.values().map(String::as_str))),
        };
        plain.into_iter().chain(cased.into_iter().flatten())
    }
}

/// A phrase by language code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phrase(pub BTreeMap<String, Forms>);

impl Phrase {
    /// Whether nothing is said in any language.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The forms in exactly this language. No fallback: a Russian letter must not hold an
    /// English word in silence.
    pub fn forms(&self, language: &str) -> Option<&Forms> {
        self.0.get(language)
    }

    /// The nominative in exactly this language.
    pub fn text(&self, language: &str) -> Option<&str> {
        self.forms(language).map(Forms::nominative)
    }

    /// For screens and lists, where a text in another language is better than none:
    /// this language, else English, else any.
    pub fn shown(&self, language: &str) -> Option<&str> {
        self.text(language)
            .or_else(|| self.text("en"))
            .or_else(|| self.0.values().next().map(Forms::nominative))
    }

    /// The first form, in any language, that cannot stand on one line of a letter.
    pub fn unusable(&self, max_chars: usize) -> Option<(&str, String)> {
        self.0.iter().find_map(|(language, forms)| {
            if forms.nominative().trim().is_empty() {
                return Some((language.as_str(), "has no nominative".to_owned()));
            }
            forms.all().find_map(|text| {
                let error = crate::address::one_line(text, max_chars).err()?;
                Some((language.as_str(), error.to_string()))
            })
        })
    }
}
