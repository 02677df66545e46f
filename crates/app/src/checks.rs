//! What wants to be looked at: each fact with what it claims and who published it. A person
//! confirms one by one; nothing confirms several at once.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use unforgotten_core::office::{Channel, ChannelStatus, FRESH_DAYS, Freshness, Office};
use unforgotten_core::person::Person;
use unforgotten_core::phrase::Phrase;

use crate::api::{ConfirmedChannel, Empty, FactKind, FactRef, FactToCheck};
use crate::gate::{self, Look};
use crate::{App, AppError, now, show, today};

/// When what was confirmed: by whom it is about, kind and value.
type Confirmed = HashMap<(String, String, String), Timestamp>;

impl App {
    /// Everything that a letter may rely on: what nobody has looked at first, then what was
    /// looked at too long ago, then what runs out next.
    pub async fn checks_list(&self, _: Empty) -> Result<Vec<FactToCheck>, AppError> {
        let language = self.window_language().await?;
        let store = self.store().await?;
        let confirmed: Confirmed = store
            .confirmations()
            .await?
            .into_iter()
            .map(|c| ((c.of, c.kind, c.value), c.at))
            .collect();
        let mut facts = Vec::new();
        for office in self.catalogue().offices() {
            facts.push(self.office_to_check(office, &language, &confirmed)?);
            facts.extend(channels_to_check(office, &language, &confirmed));
        }
        for person in self.catalogue().people() {
            facts.push(self.person_to_check(person, &language, &confirmed)?);
            if let Some(reader) = self.catalogue().office(&person.id) {
                facts.extend(channels_to_check(reader, &language, &confirmed));
            }
        }
        let order = |freshness| match freshness {
            Freshness::Unchecked => 0,
            Freshness::Stale => 1,
            Freshness::Checked => 2,
        };
        facts.sort_by(|a, b| {
            (order(a.freshness), &a.until, &a.name).cmp(&(order(b.freshness), &b.until, &b.name))
        });
        Ok(facts)
    }

    /// A person looked at the source: it is right.
    pub async fn fact_confirm(&self, fact: FactRef) -> Result<FactToCheck, AppError> {
        let store = self.store().await?;
        match fact.kind {
            FactKind::Channel => {
                let channel = fact.channel.unwrap_or(0);
                self.channel_confirm(ConfirmedChannel { office: fact.id.clone(), channel }).await?;
            }
            FactKind::Office => gate::confirm_office(store, self.office(&fact.id)?).await?,
            FactKind::Person => gate::confirm_person(store, self.person(&fact.id)?).await?,
        }
        self.fact(&fact).await
    }

    /// A person takes a confirmation back: the fact wants to be looked at again.
    pub async fn fact_doubt(&self, fact: FactRef) -> Result<FactToCheck, AppError> {
        let (of, kind, value) = match fact.kind {
            FactKind::Channel => {
                let office = self.office(&fact.id)?;
                let number = fact.channel.unwrap_or(0);
                let channel = office.channel(number).ok_or_else(|| {
                    AppError::not_found("channel", &number.to_string(), "offices list")
                })?;
                (office.id.clone(), show::kind_name(channel), channel.value.clone())
            }
            FactKind::Office => gate::key_of_office(self.office(&fact.id)?)?,
            FactKind::Person => gate::key_of_person(self.person(&fact.id)?)?,
        };
        self.store().await?.doubt(&of, &kind, &value, now()).await?;
        self.fact(&fact).await
    }

    async fn fact(&self, fact: &FactRef) -> Result<FactToCheck, AppError> {
        let all = self.checks_list(Empty {}).await?;
        let found = all.into_iter().find(|one| one.fact == *fact);
        found.ok_or_else(|| AppError::not_found("fact", &fact.id, "offices list"))
    }

    fn office_to_check(
        &self,
        office: &Office,
        language: &str,
        confirmed: &Confirmed,
    ) -> Result<FactToCheck, AppError> {
        let holder = office.holder_on(today());
        let mut claims = Vec::new();
        claims.extend(holder.and_then(|holder| shown(&holder.name, language)));
        claims.extend(
            office
                .salutation_on(today(), language)
                .map(str::to_owned)
                .or_else(|| shown(&office.salutation, language)),
        );
        let sources = [Some(&office.source), holder.map(|holder| &holder.source)];
        let key = gate::key_of_office(office)?;
        Ok(FactToCheck {
            fact: FactRef { kind: FactKind::Office, id: office.id.clone(), channel: None },
            name: shown(&office.name, language).unwrap_or_else(|| office.id.clone()),
            claims,
            sources: sources.into_iter().flatten().map(show::source).collect(),
            missing_forms: Vec::new(),
            ..looked(confirmed.get(&key).copied(), FRESH_DAYS)
        })
    }

    fn person_to_check(
        &self,
        person: &Person,
        language: &str,
        confirmed: &Confirmed,
    ) -> Result<FactToCheck, AppError> {
        let facility = person.facility.as_ref();
        let mut claims = Vec::new();
        claims.extend(facility.and_then(|f| {
            let (name, place) = (shown(&f.name, language), shown(&f.place, language));
            let both: Vec<_> = [name, place].into_iter().flatten().collect();
            (!both.is_empty()).then(|| both.join(", "))
        }));
        claims.extend(person.custody.iter().map(|custody| match custody.until {
            Some(until) => format!("{} – {until}", custody.from),
            None => format!("{} –", custody.from),
        }));
        claims.extend(shown(&person.charge, language));
        claims.extend(
            person
                .sentence
                .as_ref()
                .and_then(|s| Some(format!("{}, {}", shown(&s.text, language)?, s.imposed_on))),
        );
        let custody = person.custody.iter().map(|c| &c.source);
        let more = facility.map(|f| &f.source).into_iter();
        let mut sources: Vec<_> = Vec::new();
        let sentence = person.sentence.iter().map(|s| &s.source);
        for source in person.source.iter().chain(more).chain(custody).chain(sentence) {
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        let key = gate::key_of_person(person)?;
        Ok(FactToCheck {
            fact: FactRef { kind: FactKind::Person, id: person.id.clone(), channel: None },
            name: shown(&person.name, language).unwrap_or_else(|| person.id.clone()),
            claims,
            sources: sources.into_iter().map(show::source).collect(),
            missing_forms: self.catalogue().missing_forms(person),
            ..looked(confirmed.get(&key).copied(), FRESH_DAYS)
        })
    }
}

/// The ways that somebody may take; one without an address cannot be wrong.
fn channels_to_check<'a>(
    office: &'a Office,
    language: &'a str,
    confirmed: &'a Confirmed,
) -> impl Iterator<Item = FactToCheck> + 'a {
    let open = |channel: &Channel| {
        !channel.value.is_empty() && channel.status != ChannelStatus::NotAccepted
    };
    let known = (1..).zip(&office.channel).filter(move |(_, channel)| open(channel));
    known.map(move |(number, channel): (usize, &Channel)| {
        let key = (office.id.clone(), show::kind_name(channel), channel.value.clone());
        FactToCheck {
            fact: FactRef { kind: FactKind::Channel, id: office.id.clone(), channel: Some(number) },
            name: shown(&office.name, language).unwrap_or_else(|| office.id.clone()),
            claims: vec![channel.value.clone()],
            sources: vec![show::source(&channel.source)],
            missing_forms: Vec::new(),
            ..looked(confirmed.get(&key).copied(), office.kind.fresh_days())
        }
    })
}

/// The part of a fact that says when somebody looked.
fn looked(at: Option<Timestamp>, days: i64) -> FactToCheck {
    let Look { freshness, at } = Look::of(at, days);
    let until = at.map(|at| (at + SignedDuration::from_hours(24 * days)).to_string());
    FactToCheck {
        fact: FactRef { kind: FactKind::Office, id: String::new(), channel: None },
        name: String::new(),
        claims: Vec::new(),
        sources: Vec::new(),
        freshness,
        confirmed_at: at.map(|at| at.to_string()),
        until,
        missing_forms: Vec::new(),
    }
}

fn shown(phrase: &Phrase, language: &str) -> Option<String> {
    phrase.shown(language).map(str::to_owned)
}
