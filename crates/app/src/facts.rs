//! Facts that people add and change: who is in prison, whom to write to. What is saved is a
//! file of the home's own pack, in the same form as the built-in ones, after the same checks.

use jiff::civil::Date;
use unforgotten_core::office::{Channel, Holder, Kind, Office};
use unforgotten_core::person::{Custody, Facility, Person, Sentence};
use unforgotten_core::phrase::{Case, Forms, Phrase};
use unforgotten_core::problem::Problem;
use unforgotten_core::source::Source;
use unforgotten_core::template::{Template, When};

use crate::api::{
    self, ChannelFacts, CustodyPeriod, DeskOffice, Empty, FacilityFacts, HolderFacts, OfficeFacts,
    OfficeId, PersonFacts, PersonId, SentenceFacts, SourceRef,
};
use crate::own::{built_in, check_id, free_id};
use crate::{App, AppError, Code, now, show, today};

fn person_path(id: &str) -> String {
    format!("people/{id}.toml")
}

fn office_path(id: &str) -> String {
    format!("offices/{id}.toml")
}

impl App {
    /// All offices, ordered by country and as the window's language orders names.
    pub async fn offices_list(&self, _: Empty) -> Result<Vec<DeskOffice>, AppError> {
        let language = self.window_language().await?;
        let mut offices = self.offices(&language).await?;
        if let Some(language) = self.catalogue().language(&language) {
            offices.sort_by(|a, b| {
                a.country.cmp(&b.country).then_with(|| language.compare(&a.name, &b.name))
            });
        }
        Ok(offices)
    }

    /// A person, to be edited.
    pub async fn person_facts(&self, request: PersonId) -> Result<PersonFacts, AppError> {
        let person = self.person(&request.id)?;
        let path = person_path(&person.id);
        Ok(PersonFacts {
            id: person.id.clone(),
            country: person.country.clone(),
            language: person.language.clone(),
            gender: person.gender,
            name: said(&person.name),
            called: said(&person.called),
            occupation: said(&person.occupation),
            charge: said(&person.charge),
            story: said(&person.story),
            facility: person.facility.as_ref().map(|facility| FacilityFacts {
                name: said(&facility.name),
                place: said(&facility.place),
                postal_hint: said(&facility.postal_hint),
                channels: facility.channel.iter().map(channel_facts).collect(),
                source: show::source(&facility.source),
            }),
            custody: person.custody.iter().map(custody_facts).collect(),
            sentence: person.sentence.as_ref().map(|sentence| SentenceFacts {
                imposed_on: sentence.imposed_on.to_string(),
                years: sentence.years,
                months: sentence.months,
                text: said(&sentence.text),
                source: show::source(&sentence.source),
            }),
            offices: person.offices.clone(),
            closes: person.closes.map(|date| date.to_string()),
            sources: person.source.iter().map(show::source).collect(),
            built_in: built_in(&path).is_some(),
            own: self.is_own(&path),
        })
    }

    /// Checks and keeps a person; a new one gets an id from the name. A release closes the
    /// appeal everywhere: letters that wait are taken back.
    pub async fn person_save(&self, facts: PersonFacts) -> Result<PersonFacts, AppError> {
        let mut person = read_person(&facts)?;
        if facts.id.is_empty() {
            let name = person.name.shown("en").unwrap_or_default();
            // An office and a person never share an id: letters go to either.
            person.id = free_id(name, |id| {
                self.catalogue().office(id).is_some() || self.is_own(&person_path(id))
            });
        } else {
            check_id(&facts.id)?;
        }
        if let Some((field, date)) = person.in_the_future(today()) {
            return Err(bad(&field, "future", &format!("{date} is in the future")));
        }
        if let Some(unknown) = person.offices.iter().find(|id| self.office(id).is_err()) {
            return Err(bad("offices", "other", &format!("there is no office “{unknown}”")));
        }
        let text = written(&person)?;
        let path = person_path(&person.id);
        Person::parse(&path, &person.id, &text).map_err(|problem| refused(&problem))?;
        self.write_own(&path, &text).await?;
        let app = self.reread()?;
        app.close_appeals().await?;
        app.person_facts(PersonId { id: person.id }).await
    }

    /// Takes an own person away; one that came with the program is there again.
    pub async fn person_remove(&self, request: PersonId) -> Result<Empty, AppError> {
        check_id(&request.id)?;
        self.person(&request.id)?;
        self.remove_own(&person_path(&request.id)).await?;
        self.reread()?;
        Ok(Empty {})
    }

    /// An office, to be edited.
    pub async fn office_facts(&self, request: OfficeId) -> Result<OfficeFacts, AppError> {
        let office = self.office(&request.id)?;
        let path = office_path(&office.id);
        let holder = |holder: &Holder| HolderFacts {
            name: said(&holder.name),
            gender: holder.gender,
            since: holder.since.to_string(),
            until: holder.until.map(|date| date.to_string()),
            salutation: said(&holder.salutation),
            source: show::source(&holder.source),
        };
        Ok(OfficeFacts {
            id: office.id.clone(),
            kind: office.kind,
            country: office.country.clone(),
            name: said(&office.name),
            place: said(&office.place),
            time_zone: office.time_zone.clone(),
            languages: office.languages.clone(),
            salutation: said(&office.salutation),
            holders: office.holder.iter().map(holder).collect(),
            channels: office.channel.iter().map(channel_facts).collect(),
            source: show::source(&office.source),
            built_in: built_in(&path).is_some(),
            own: self.is_own(&path),
        })
    }

    /// Checks and keeps an office; a new one gets an id from the name.
    pub async fn office_save(&self, facts: OfficeFacts) -> Result<OfficeFacts, AppError> {
        let mut office = read_office(&facts)?;
        if facts.id.is_empty() {
            let name = office.name.shown("en").unwrap_or_default();
            office.id = free_id(name, |id| {
                self.catalogue().office(id).is_some() || self.is_own(&office_path(id))
            });
        } else {
            check_id(&facts.id)?;
        }
        let text = written(&office)?;
        let path = office_path(&office.id);
        Office::parse(&path, &office.id, &text).map_err(|problem| refused(&problem))?;
        self.write_own(&path, &text).await?;
        self.reread()?.office_facts(OfficeId { id: office.id }).await
    }

    /// Takes an own office away; one that came with the program is there again.
    pub async fn office_remove(&self, request: OfficeId) -> Result<Empty, AppError> {
        check_id(&request.id)?;
        let kept = |person: &&Person| person.offices.contains(&request.id);
        let path = office_path(&request.id);
        if built_in(&path).is_none()
            && let Some(person) = self.catalogue().people().find(kept)
        {
            let message = format!("“{}” is one of the offices for “{}”", request.id, person.id);
            let name = person.name.shown(&self.window_language().await?).unwrap_or(&person.id);
            return Err(AppError::new(Code::InUse, message)
                .advise("take it off that person's list first")
                .with("person", name));
        }
        self.office(&request.id)?;
        self.remove_own(&path).await?;
        self.reread()?;
        Ok(Empty {})
    }

    /// Takes back the letters that wait for somebody who was released, who died, or whose
    /// appeal has closed; letters of thanks stay, and after a closing date those to the
    /// prisoner. Returns how many.
    pub(crate) async fn close_appeals(&self) -> Result<u64, AppError> {
        let of = |fits: &dyn Fn(&Template) -> bool| -> Vec<String> {
            let fitting = self.catalogue().templates().filter(|(_, v)| v.values().any(fits));
            fitting.map(|(id, _)| id.to_owned()).collect()
        };
        let thanks = of(&|template| template.when == When::Released);
        let still = of(&|t| t.when == When::Released || t.kind == Kind::Prisoner);
        let store = self.store().await?;
        let over = self.catalogue().people().filter(|person| person.appeal_is_over(today()));
        let (free, closed): (Vec<_>, Vec<_>) = over.partition(|person| person.is_free(today()));
        let mut letters = 0;
        for (people, except) in [(free, &thanks), (closed, &still)] {
            let ids: Vec<String> = people.into_iter().map(|person| person.id.clone()).collect();
            if ids.is_empty() || !store.waits_for(&ids, except).await? {
                continue;
            }
            for id in ids {
                letters += store.cancel_for(&id, except, now()).await?;
            }
        }
        if letters > 0 {
            tracing::info!(letters, "taken back: their appeals are over");
        }
        Ok(letters)
    }

    /// Refuses to send a letter once more for somebody whose appeal is over.
    pub(crate) fn refuse_if_over(&self, person: &str, template: &str) -> Result<(), AppError> {
        let Some(known) = self.catalogue().person(person) else { return Ok(()) };
        let variants = self.catalogue().variants(template);
        let thanks = variants.is_some_and(|v| v.values().any(|t| t.when == When::Released));
        if thanks || !known.appeal_is_over(today()) {
            return Ok(());
        }
        Err(AppError::new(Code::LetterStopped, format!("the appeal for “{person}” is over"))
            .advise("look at what is known of this person; the letter stays as it is")
            .with("person", person))
    }
}

fn bad(field: &str, problem: &str, why: &str) -> AppError {
    AppError::new(Code::BadFacts, format!("{field}: {why}"))
        .with("field", field)
        .with("problem", problem)
}

fn refused(problem: &Problem) -> AppError {
    let of = |name: &str| problem.params.get(name).cloned().unwrap_or_default();
    AppError::new(Code::BadFacts, problem.message.clone())
        .with("field", of("field"))
        .with("problem", of("problem"))
}

/// As a file of a pack.
fn written(facts: &impl serde::Serialize) -> Result<String, AppError> {
    toml::to_string_pretty(facts).map_err(|e| AppError::new(Code::Internal, e.to_string()))
}

// ── from core ──

fn said(phrase: &Phrase) -> api::Phrase {
    let forms = |forms: &Forms| match forms {
        Forms::Plain(text) => [(Case::Nominative.to_string(), text.clone())].into(),
        Forms::Cased(forms) => forms.iter().map(|(c, t)| (c.to_string(), t.clone())).collect(),
    };
    phrase.0.iter().map(|(language, f)| (language.clone(), forms(f))).collect()
}

fn custody_facts(custody: &Custody) -> CustodyPeriod {
    CustodyPeriod {
        from: custody.from.to_string(),
        until: custody.until.map(|date| date.to_string()),
        form: custody.form,
        ended: custody.ended,
        source: show::source(&custody.source),
    }
}

fn channel_facts(channel: &Channel) -> ChannelFacts {
    ChannelFacts {
        kind: channel.kind,
        value: channel.value.clone(),
        status: channel.status,
        note: said(&channel.note),
        valid_from: channel.valid_from.map(|date| date.to_string()),
        max_chars: channel.max_chars,
        source: show::source(&channel.source),
    }
}

// ── to core, told by field ──

fn read_person(facts: &PersonFacts) -> Result<Person, AppError> {
    let custody = (1..).zip(&facts.custody).map(|(number, custody)| {
        let field = |name: &str| format!("custody.{number}.{name}");
        Ok(Custody {
            from: date(&field("from"), &custody.from)?,
            until: maybe(&field("until"), custody.until.as_deref())?,
            form: custody.form,
            ended: custody.ended,
            source: source(&field("source"), &custody.source)?,
        })
    });
    let sentence = |sentence: &SentenceFacts| {
        Ok::<_, AppError>(Sentence {
            imposed_on: date("sentence.imposed_on", &sentence.imposed_on)?,
            years: sentence.years,
            months: sentence.months,
            text: phrase("sentence.text", &sentence.text)?,
            source: source("sentence.source", &sentence.source)?,
        })
    };
    let facility = |facility: &FacilityFacts| {
        Ok::<_, AppError>(Facility {
            name: phrase("facility.name", &facility.name)?,
            place: phrase("facility.place", &facility.place)?,
            postal_hint: phrase("facility.postal_hint", &facility.postal_hint)?,
            channel: channels("facility.channel", &facility.channels)?,
            source: source("facility.source", &facility.source)?,
        })
    };
    let sources = (1..).zip(&facts.sources);
    Ok(Person {
        id: facts.id.clone(),
        country: country(&facts.country)?,
        language: word("language", &facts.language)?,
        gender: facts.gender,
        name: phrase("name", &facts.name)?,
        called: phrase("called", &facts.called)?,
        occupation: phrase("occupation", &facts.occupation)?,
        charge: phrase("charge", &facts.charge)?,
        story: phrase("story", &facts.story)?,
        facility: facts.facility.as_ref().map(facility).transpose()?,
        custody: custody.collect::<Result<_, AppError>>()?,
        sentence: facts.sentence.as_ref().map(sentence).transpose()?,
        offices: facts.offices.clone(),
        closes: maybe("closes", facts.closes.as_deref())?,
        source: sources
            .map(|(number, one)| source(&format!("source.{number}"), one))
            .collect::<Result<_, AppError>>()?,
    })
}

fn read_office(facts: &OfficeFacts) -> Result<Office, AppError> {
    let holder = (1..).zip(&facts.holders).map(|(number, holder)| {
        let field = |name: &str| format!("holder.{number}.{name}");
        Ok(Holder {
            name: phrase(&field("name"), &holder.name)?,
            gender: holder.gender,
            since: date(&field("since"), &holder.since)?,
            until: maybe(&field("until"), holder.until.as_deref())?,
            salutation: phrase(&field("salutation"), &holder.salutation)?,
            source: source(&field("source"), &holder.source)?,
        })
    });
    let zone = facts.time_zone.as_deref().map(str::trim).filter(|zone| !zone.is_empty());
    if let Some(zone) = zone
        && jiff::tz::TimeZone::get(zone).is_err()
    {
        return Err(bad(
            "time_zone",
            "other",
            &format!("“{zone}” is not a time zone such as Europe/Moscow"),
        ));
    }
    let languages = facts.languages.iter().map(|code| word("languages", code));
    Ok(Office {
        id: facts.id.clone(),
        kind: facts.kind,
        country: country(&facts.country)?,
        name: phrase("name", &facts.name)?,
        place: phrase("place", &facts.place)?,
        time_zone: zone.map(str::to_owned),
        languages: languages.collect::<Result<_, AppError>>()?,
        salutation: phrase("salutation", &facts.salutation)?,
        holder: holder.collect::<Result<_, AppError>>()?,
        channel: channels("channel", &facts.channels)?,
        source: source("source", &facts.source)?,
    })
}

fn channels(field: &str, facts: &[ChannelFacts]) -> Result<Vec<Channel>, AppError> {
    let read = |(number, channel): (usize, &ChannelFacts)| {
        let field = |name: &str| format!("{field}.{number}.{name}");
        Ok(Channel {
            kind: channel.kind,
            value: channel.value.trim().to_owned(),
            status: channel.status,
            note: phrase(&field("note"), &channel.note)?,
            valid_from: maybe(&field("valid_from"), channel.valid_from.as_deref())?,
            max_chars: channel.max_chars,
            source: source(&field("source"), &channel.source)?,
        })
    };
    (1..).zip(facts).map(read).collect()
}

fn date(field: &str, text: &str) -> Result<Date, AppError> {
    let why = || format!("“{text}” is not a date: write 2026-11-23");
    text.trim().parse().map_err(|_| bad(field, "not_a_date", &why()))
}

fn maybe(field: &str, text: Option<&str>) -> Result<Option<Date>, AppError> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map(|text| date(field, text)).transpose()
}

/// Languages and forms that were left empty are not said.
fn phrase(field: &str, said: &api::Phrase) -> Result<Phrase, AppError> {
    let mut phrase = Phrase::default();
    for (language, forms) in said {
        let mut cased = std::collections::BTreeMap::new();
        for (case, text) in forms.iter().filter(|(_, text)| !text.trim().is_empty()) {
            let case: Case = case.parse().map_err(|()| {
                bad(&format!("{field}.{language}"), "other", &format!("no case “{case}”"))
            })?;
            cased.insert(case, text.trim().to_owned());
        }
        let only = cased.len() == 1;
        match cased.get(&Case::Nominative).cloned() {
            Some(text) if only => drop(phrase.0.insert(language.clone(), Forms::Plain(text))),
            Some(_) => drop(phrase.0.insert(language.clone(), Forms::Cased(cased))),
            None if cased.is_empty() => {}
            None => {
                let field = format!("{field}.{language}");
                return Err(bad(&field, "missing", "the nominative is missing: give it first"));
            }
        }
    }
    Ok(phrase)
}

fn source(field: &str, said: &SourceRef) -> Result<Source, AppError> {
    let title = said.title.trim();
    if title.is_empty() {
        return Err(bad(
            &format!("{field}.title"),
            "missing",
            "say who published it, and under which title",
        ));
    }
    let url = said.url.as_deref().map(str::trim).filter(|url| !url.is_empty());
    if let Some(url) = url
        && !(url.starts_with("https://") || url.starts_with("http://"))
    {
        return Err(bad(
            &format!("{field}.url"),
            "not_a_link",
            "a link begins with https:// or http://",
        ));
    }
    let published = said.published.as_deref().map(str::trim).filter(|date| !date.is_empty());
    let published = published.map(|date| date.to_owned().try_into());
    Ok(Source {
        title: title.to_owned(),
        url: url.map(str::to_owned),
        published: published
            .transpose()
            .map_err(|why: String| bad(&format!("{field}.published"), "not_a_date", &why))?,
        checked_on: maybe(&format!("{field}.checked_on"), said.checked_on.as_deref())?,
    })
}

fn country(code: &str) -> Result<String, AppError> {
    let code = code.trim().to_uppercase();
    if code.len() == 2 && code.chars().all(|c| c.is_ascii_uppercase()) {
        return Ok(code);
    }
    Err(bad("country", "other", &format!("“{code}” is not a country code such as RU")))
}

fn word(field: &str, code: &str) -> Result<String, AppError> {
    let code = code.trim();
    if (2..=8).contains(&code.len()) && code.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
        return Ok(code.to_owned());
    }
    Err(bad(field, "other", &format!("“{code}” is not a language code such as ru")))
}
