//! Everything that letters are made of, read from files: languages, people, offices and
//! templates, with all problems that were found on the way.

use std::collections::BTreeMap;

use crate::language::Language;
use crate::office::Office;
use crate::person::Person;
use crate::problem::Problem;
use crate::template::Template;

/// The data of a pack or of several packs, the later winning over the earlier.
#[derive(Debug, Default)]
pub struct Catalogue {
    languages: BTreeMap<String, Language>,
    people: BTreeMap<String, Person>,
    offices: BTreeMap<String, Office>,
    /// Template id, then language code.
    templates: BTreeMap<String, BTreeMap<String, Template>>,
    /// What could not be used, and why. Good files stay usable beside bad ones.
    pub problems: Vec<Problem>,
}

impl Catalogue {
    /// Reads files given as (path below the pack's folder, text):
    /// `languages/<code>.toml`, `people/<id>.toml`, `offices/<id>.toml`,
    /// `letters/<id>/<code>.hbs`. Other paths are passed over.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut catalogue = Self::default();
        for (path, text) in files {
            catalogue.add(path, text);
        }
        catalogue.check();
        catalogue
    }

    fn add(&mut self, path: &str, text: &str) {
        let parts: Vec<&str> = path.split('/').collect();
        let name = |file: &str, ending: &str| file.strip_suffix(ending).map(str::to_owned);
        let problems = match parts.as_slice() {
            ["languages", file] => name(file, ".toml").and_then(|code| {
                keep(Language::parse(path, &code, text), &mut self.languages, code)
            }),
            ["people", file] => name(file, ".toml")
                .and_then(|id| keep(Person::parse(path, &id, text), &mut self.people, id)),
            ["offices", file] => name(file, ".toml")
                .and_then(|id| keep(Office::parse(path, &id, text), &mut self.offices, id)),
            ["letters", id, file] => name(file, ".hbs").and_then(|language| {
                let variants = self.templates.entry((*id).to_owned()).or_default();
                match Template::parse(path, id, &language, text) {
                    Ok(template) => {
                        variants.insert(language, template);
                        None
                    }
                    Err(problems) => Some(problems),
                }
            }),
            _ => None,
        };
        self.problems.extend(problems.into_iter().flatten());
    }

    /// What only shows when all files are known: names that lead nowhere, variants that differ.
    fn check(&mut self) {
        let mut found = Vec::new();
        for person in self.people.values() {
            let file = format!("people/{}.toml", person.id);
            for id in person.offices.iter().filter(|id| !self.offices.contains_key(*id)) {
                let message = format!("there is no office “{id}” in offices/");
                found.push(Problem::whole(&file, "unknown_office", message).with("office", id));
            }
        }
        for (id, variants) in &self.templates {
            let Some(first) = variants.values().next() else { continue };
            for other in variants.values().skip(1) {
                let file = format!("letters/{id}/{}.hbs", other.language);
                if other.asks != first.asks {
                    let message = format!(
                        "asks for [{}], but {}.hbs asks for [{}]: every language asks for the same",
                        other.asks.join(", "),
                        first.language,
                        first.asks.join(", ")
                    );
                    found.push(Problem::whole(&file, "asks_differ", message));
                }
                if other.kind != first.kind || other.subjects() != first.subjects() {
                    let message = format!(
                        "has another kind or another number of subjects than {}.hbs",
                        first.language
                    );
                    found.push(Problem::whole(&file, "variants_differ", message));
                }
            }
        }
        self.templates.retain(|_, variants| !variants.is_empty());
        self.problems.append(&mut found);
    }

    /// The language with this code.
    pub fn language(&self, code: &str) -> Option<&Language> {
        self.languages.get(code)
    }

    /// All languages by code.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.languages.values()
    }

    /// The person with this id.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.get(id)
    }

    /// All people by id.
    pub fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// The office with this id.
    pub fn office(&self, id: &str) -> Option<&Office> {
        self.offices.get(id)
    }

    /// All offices by id.
    pub fn offices(&self) -> impl Iterator<Item = &Office> {
        self.offices.values()
    }

    /// The template with this id in this language.
    pub fn template(&self, id: &str, language: &str) -> Option<&Template> {
        self.templates.get(id)?.get(language)
    }

    /// All templates by id, each with its languages.
    pub fn templates(&self) -> impl Iterator<Item = (&str, &BTreeMap<String, Template>)> {
        self.templates.iter().map(|(id, variants)| (id.as_str(), variants))
    }

    /// The language variants of one template.
    pub fn variants(&self, id: &str) -> Option<&BTreeMap<String, Template>> {
        self.templates.get(id)
    }
}

fn keep<T>(
    read: Result<T, Problem>,
    all: &mut BTreeMap<String, T>,
    id: String,
) -> Option<Vec<Problem>> {
    match read {
        Ok(item) => {
            all.insert(id, item);
            None
        }
        Err(problem) => Some(vec![problem]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: &str = "+++\nkind='official'\ntitle='T'\nsubjects=['S']\nasks=['release']\n+++\n{{#ask \"release\"}}Release.{{/ask}}\n";

    #[test]
    fn a_variant_that_asks_for_something_else_is_found() {
        let ru = EN.replace("release", "hospital");
        let files = [("letters/t/en.hbs", EN), ("letters/t/ru.hbs", ru.as_str())];
        let codes: Vec<_> = Catalogue::read(files).problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, ["asks_differ"], "a translation never changes the request");
    }

    #[test]
    fn a_bad_file_does_not_take_the_good_ones_with_it() {
        let files = [("letters/good/en.hbs", EN), ("letters/bad/en.hbs", "no front matter")];
        let catalogue = Catalogue::read(files);
        assert!(catalogue.template("good", "en").is_some(), "the good one is usable");
        assert_eq!(catalogue.problems.len(), 1, "the bad one is named");
        assert!(catalogue.variants("bad").is_none(), "and not offered");
    }
}
