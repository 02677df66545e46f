//! The rules as data: `templates/rules.toml`, embedded.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::office::Kind;
use crate::template::When;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The letter cannot be queued.
    Stop,
    /// The writer should look. A person can dismiss it for one letter.
    Warn,
    /// A suggestion. A person can dismiss it for one letter.
    Tip,
}

/// What the coach looks for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Stable; the window translates by it.
    #[serde(rename = "id")]
    pub code: String,
    /// Its weight.
    pub level: Level,
    /// Its weight in other countries than [`Rule::countries`]; without it, none there.
    pub elsewhere: Option<Level>,
    /// The number that it compares with: words, days, percent, characters.
    pub limit: Option<u32>,
    /// The kinds of letters it holds for; empty for all.
    #[serde(default)]
    pub kinds: Vec<Kind>,
    /// The countries of prisoners it holds for (ISO 3166-1 alpha-2); empty for all.
    #[serde(default)]
    pub countries: Vec<String>,
    /// The languages of letters it holds for; empty for all.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Only for letters about somebody in custody, or only for those after a release.
    pub when: Option<When>,
    /// English: what it asks of a letter, for the list of rules.
    pub about: String,
    /// English, with `{param}` where a value goes: what is wrong and what to do.
    pub text: String,
    /// The ids of who gives this advice.
    pub source: Vec<String>,
}

/// Who gives advice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// Who.
    pub publisher: String,
    /// Under which title.
    pub title: String,
    /// Where to read it: `https://…`.
    pub url: Option<String>,
    /// When it was published or last seen: `2024`, `2024-05`, `2024-05-01`.
    pub date: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<Rule>,
    source: BTreeMap<String, Authority>,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    let read = toml::from_str(include_str!("../../../../templates/rules.toml"));
    // The file is part of the program, and a test reads it; without rules nothing is stopped,
    // so an unreadable one must not pass in silence.
    #[expect(clippy::panic, reason = "a program without its rules would send anything")]
    read.unwrap_or_else(|error| panic!("templates/rules.toml: {error}"))
});

/// All rules, in the order of the list.
pub fn rules() -> &'static [Rule] {
    &FILE.rule
}

/// The rule with this code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    FILE.rule.iter().find(|rule| rule.code == code)
}

/// Who gives the advice of a rule.
pub fn authorities(rule: &Rule) -> impl Iterator<Item = &'static Authority> {
    rule.source.iter().filter_map(|id| FILE.source.get(id))
}

impl Rule {
    /// The rule's weight for a letter of this kind, about a prisoner of this country, in this
    /// language; `None` where it does not hold.
    pub fn weight(&self, kind: Kind, country: &str, language: &str, when: When) -> Option<Level> {
        let empty_or =
            |list: &[String], one: &str| list.is_empty() || list.iter().any(|l| l == one);
        let holds = (self.kinds.is_empty() || self.kinds.contains(&kind))
            && empty_or(&self.languages, language)
            && self.when.is_none_or(|wanted| wanted == when);
        let there = empty_or(&self.countries, country);
        match (holds, there) {
            (true, true) => Some(self.level),
            (true, false) => self.elsewhere,
            (false, _) => None,
        }
    }

    /// The limit as a number; 0 for a rule without one.
    pub(crate) fn limit(&self) -> usize {
        self.limit.map_or(0, |limit| limit as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_its_own_code_and_a_source_that_exists() {
        let mut codes: Vec<_> = rules().iter().map(|rule| rule.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), rules().len(), "the window translates by code");
        for rule in rules() {
            let named = authorities(rule).count();
            assert_eq!(named, rule.source.len(), "{} names a source that is not there", rule.code);
            assert!(named > 0, "{}: nobody gives this advice", rule.code);
        }
        let used = |id: &String| rules().iter().any(|rule| rule.source.contains(id));
        let idle: Vec<_> = FILE.source.keys().filter(|id| !used(id)).collect();
        assert!(idle.is_empty(), "sources that no rule names: {idle:?}");
    }

    #[test]
    fn a_rule_can_weigh_less_elsewhere() {
        let rule = rule("the_case").unwrap();
        let weight = |kind, country| rule.weight(kind, country, "ru", When::Held);
        assert_eq!(weight(Kind::Prisoner, "RU"), Some(Level::Stop), "the censor reads it");
        assert_eq!(weight(Kind::Prisoner, "DE"), Some(Level::Warn), "less strict");
        assert_eq!(weight(Kind::Official, "RU"), None, "the opposite is asked of officials");
    }
}
