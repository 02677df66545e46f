//! Everything that letters are made of, read from files: languages, people, offices and
//! templates, with all problems that were found on the way.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::language::Language;
use crate::office::Office;
use crate::person::Person;
use crate::phrase::Phrase;
use crate::problem::{Problem, Refusal};
use crate::template::Template;
use crate::words::Lists;

/// The data of a pack or of several packs, the later winning over the earlier.
#[derive(Debug, Default)]
pub struct Catalogue {
    languages: BTreeMap<String, Language>,
    /// By language, until they are given to their languages.
    word_lists: BTreeMap<String, Lists>,
    people: BTreeMap<String, Person>,
    offices: BTreeMap<String, Office>,
    /// The prisoners as somebody to write to, by person.
    readers: BTreeMap<String, Office>,
    /// Template id, then language code.
    templates: BTreeMap<String, BTreeMap<String, Template>>,
    /// What could not be used, and why. Good files stay usable beside bad ones.
    pub problems: Vec<Problem>,
}

impl Catalogue {
    /// Reads files given as (path below the pack's folder, text):
    /// `languages/<code>.toml`, `words/<code>.toml`, `people/<id>.toml`, `offices/<id>.toml`,
    /// `letters/<id>/<code>.hbs`. Other paths are passed over.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut catalogue = Self::default();
        for (path, text) in files {
            catalogue.add(path, text);
        }
        catalogue.check();
        catalogue
    }

    /// What is wrong with the lists that the coach listens to, which are read late.
    pub fn word_problems(&self) -> Vec<Problem> {
        self.languages.values().filter_map(|language| language.word_lists.problem()).collect()
    }

    fn add(&mut self, path: &str, text: &str) {
        let parts: Vec<&str> = path.split('/').collect();
        let name = |file: &str, ending: &str| file.strip_suffix(ending).map(str::to_owned);
        let problems = match parts.as_slice() {
            ["languages", file] => name(file, ".toml").and_then(|code| {
                keep(Language::parse(path, &code, text), &mut self.languages, code)
            }),
            ["words", file] => name(file, ".toml")
                .and_then(|code| keep(Ok(Lists::new(path, text)), &mut self.word_lists, code)),
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
        for (code, lists) in std::mem::take(&mut self.word_lists) {
            if let Some(language) = self.languages.get_mut(&code) {
                language.word_lists = lists;
            }
        }
        self.readers =
            self.people.values().map(|person| (person.id.clone(), person.as_reader())).collect();
        for person in self.people.values() {
            let file = format!("people/{}.toml", person.id);
            for id in person.offices.iter().filter(|id| !self.offices.contains_key(*id)) {
                let message = format!("there is no office “{id}” in offices/");
                found.push(Problem::whole(&file, "unknown_office", message).with("office", id));
            }
        }
        for (id, variants) in &self.templates {
            // A pack may hold no languages at all: whoever adds it to others sees the truth.
            let unknown =
                |code: &&String| !self.languages.is_empty() && !self.languages.contains_key(*code);
            for code in variants.keys().filter(unknown) {
                let file = format!("letters/{id}/{code}.hbs");
                let known: Vec<_> = self.languages.keys().map(String::as_str).collect();
                let message = format!(
                    "letters cannot be written in “{code}” yet; there are: {}",
                    known.join(", ")
                );
                let problem = Problem::whole(&file, "unknown_language", message);
                found.push(problem.with("language", code));
            }
            let Some(first) = variants.values().next() else { continue };
            for other in variants.values().skip(1) {
                let file = format!("letters/{id}/{}.hbs", other.language);
                let set = |asks: &[String]| asks.iter().cloned().collect::<BTreeSet<_>>();
                if set(&other.asks) != set(&first.asks) {
                    let message = format!(
                        "asks for [{}], but {}.hbs asks for [{}]: every language asks for the same",
                        other.asks.join(", "),
                        first.language,
                        first.asks.join(", ")
                    );
                    found.push(Problem::whole(&file, "asks_differ", message));
                }
                if (other.kind, other.when, other.subjects())
                    != (first.kind, first.when, first.subjects())
                {
                    let message = format!(
                        "has another kind, another “when” or another number of subjects than {}.hbs",
                        first.language
                    );
                    found.push(Problem::whole(&file, "variants_differ", message));
                }
            }
        }
        for (id, variants) in &self.templates {
            found.extend(fields_differ(id, variants));
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

    /// The office with this id, or the prisoner with this id as somebody to write to.
    pub fn office(&self, id: &str) -> Option<&Office> {
        self.offices.get(id).or_else(|| self.readers.get(id))
    }

    /// All offices by id; prisoners are not among them.
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

impl Catalogue {
    /// What cannot be true yet on `today`: facts with a date in the future.
    pub fn too_early(&self, today: Date) -> Vec<Problem> {
        let early = |person: &Person| {
            let (field, date) = person.in_the_future(today)?;
            let why = format!("{date} is in the future: a fact has happened when it is told");
            let file = format!("people/{}.toml", person.id);
            Some(Refusal::new(field, "future", why).problem(&file, "future"))
        };
        self.people.values().filter_map(early).collect()
    }

    /// The grammatical forms of a person's facts that templates ask for and nobody wrote down,
    /// as `name.ru.genitive`. Only languages in which the fact stands at all are looked at.
    pub fn missing_forms(&self, person: &Person) -> Vec<String> {
        let facility = person.facility.as_ref();
        let phrases: [(&str, &str, Option<&Phrase>); 6] = [
            ("person.name", "name", Some(&person.name)),
            ("person.occupation", "occupation", Some(&person.occupation)),
            ("person.charge", "charge", Some(&person.charge)),
            ("person.facility", "facility.name", facility.map(|f| &f.name)),
            ("person.place", "facility.place", facility.map(|f| &f.place)),
            ("person.sentence", "sentence.text", person.sentence.as_ref().map(|s| &s.text)),
        ];
        let mut missing = BTreeSet::new();
        for template in self.templates.values().flat_map(BTreeMap::values) {
            let Some(language) = self.languages.get(&template.language) else { continue };
            for (field, case) in template.cases() {
                let known = phrases.iter().find(|(path, ..)| *path == field.path);
                let Some((_, name, Some(phrase))) = known else { continue };
                let Some(forms) = phrase.forms(&template.language) else { continue };
                if language.cases.contains(&case) && forms.form(case).is_none() {
                    missing.insert(format!("{name}.{}.{case}", template.language));
                }
            }
        }
        missing.into_iter().collect()
    }
}

/// Every language of a template says the same: a field that one names, the others name too.
fn fields_differ(id: &str, variants: &BTreeMap<String, Template>) -> Vec<Problem> {
    let mut values = variants.values();
    let Some(first) = values.next() else { return Vec::new() };
    let of = |template: &Template| -> BTreeSet<&str> {
        template.said_fields().into_iter().map(|field| field.path).collect()
    };
    let wanted = of(first);
    let differs = |other: &Template| {
        let there = of(other);
        let missing: Vec<_> = wanted.difference(&there).copied().collect();
        let more: Vec<_> = there.difference(&wanted).copied().collect();
        let message = match (missing.as_slice(), more.as_slice()) {
            ([], []) => return None,
            (missing, []) => {
                format!("does not name {}, but {}.hbs does", missing.join(", "), first.language)
            }
            ([], more) => {
                format!("names {}, but {}.hbs does not", more.join(", "), first.language)
            }
            (missing, more) => format!(
                "names {} and not {}; {}.hbs does the opposite",
                more.join(", "),
                missing.join(", "),
                first.language
            ),
        };
        let file = format!("letters/{id}/{}.hbs", other.language);
        Some(
            Problem::whole(&file, "fields_differ", message)
                .with("missing", missing.join(", "))
                .with("more", more.join(", "))
                .with("language", &first.language),
        )
    };
    values.filter_map(differs).collect()
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

    #[test]
    fn lists_of_words_that_cannot_be_read_are_told_to_whoever_asks() {
        let files =
            crate::starter::files().into_iter().filter(|(path, _)| *path == "languages/en.toml");
        let catalogue = Catalogue::read(files.chain([("words/en.toml", "[lists]\nbad = ['*']")]));
        assert!(catalogue.problems.is_empty(), "they are read late");
        assert_eq!(catalogue.word_problems().len(), 1, "and then told");
    }
}
