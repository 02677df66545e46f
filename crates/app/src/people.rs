//! The people for whom letters are written.

use std::cmp::Reverse;
use std::collections::HashMap;

use jiff::Timestamp;
use unforgotten_core::office::Freshness;
use unforgotten_core::person::{CustodyState, Person};
use unforgotten_core::phrase::Phrase;
use unforgotten_core::urgency;

use crate::api::{CustodyNow, CustodyPeriod, Empty, PersonCard, PersonPage};
use crate::{App, AppError, show, today};

/// How often and when last somebody was written for.
pub(crate) type Written = HashMap<String, (i64, Timestamp)>;

impl App {
    /// The language of the window; English before it was chosen.
    pub(crate) async fn window_language(&self) -> Result<String, AppError> {
        Ok(self.settings().await?.language.unwrap_or_else(|| "en".to_owned()))
    }

    /// Everybody, the most urgent first; see [`unforgotten_core::urgency`].
    pub async fn people_list(&self, _: Empty) -> Result<Vec<PersonCard>, AppError> {
        let language = self.window_language().await?;
        let written = self.store().await?.written().await?;
        Ok(self.people(&language, &written))
    }

    /// The same list without touching the home folder.
    pub fn people_without_letters(&self, language: &str) -> Vec<PersonCard> {
        self.people(language, &Written::new())
    }

    fn people(&self, language: &str, written: &Written) -> Vec<PersonCard> {
        let card = |person: &Person| {
            let last = written.get(&person.id).map(|(_, at)| *at);
            let card = self.card(person, language, written);
            // Among equals the longest in custody.
            ((urgency::of(person, today(), last), Reverse(card.days), card.id.clone()), card)
        };
        let mut cards: Vec<_> = self.catalogue().people().map(card).collect();
        cards.sort_by(|(a, _), (b, _)| a.cmp(b));
        cards.into_iter().map(|(_, card)| card).collect()
    }

    pub(crate) fn card(&self, person: &Person, language: &str, written: &Written) -> PersonCard {
        let today = today();
        let shown = |phrase: &Phrase| phrase.shown(language).map(str::to_owned);
        let name = shown(&person.name).unwrap_or_else(|| person.id.clone());
        let native = person.name.text(&person.language).filter(|native| *native != name);
        let offices = person.offices.iter().filter_map(|id| self.catalogue().office(id));
        let (letters, last) = written.get(&person.id).map_or((0, None), |(n, at)| (*n, Some(*at)));
        PersonCard {
            id: person.id.clone(),
            native_name: native.map(str::to_owned),
            name,
            occupation: shown(&person.occupation),
            place: person.facility.as_ref().and_then(|facility| {
                let name = shown(&facility.name)?;
                Some(
                    shown(&facility.place).map_or(name.clone(), |place| format!("{name}, {place}")),
                )
            }),
            country: person.country.clone(),
            days: person.days_in_custody(today),
            sentence_days: person.sentence_days(),
            custody: match person.custody_state(today) {
                CustodyState::Held => CustodyNow::Held,
                CustodyState::Released => CustodyNow::Released,
                CustodyState::Died => CustodyNow::Died,
                CustodyState::Unknown => CustodyNow::Unknown,
            },
            offices: offices.clone().count(),
            email_offices: offices.filter(|office| office.email_channel().is_some()).count(),
            letters,
            last_written: last.map(|at| at.to_string()),
            closes: person.closes.map(|date| date.to_string()),
            days_left: urgency::days_left(person, today),
        }
    }

    /// One person's case, in the language of the caller.
    pub fn person_page(
        &self,
        id: &str,
        language: &str,
        written: &Written,
    ) -> Result<PersonPage, AppError> {
        let person = self.person(id)?;
        let shown = |phrase: &Phrase| phrase.shown(language).map(str::to_owned);
        let periods = person.custody.iter().map(|custody| CustodyPeriod {
            from: custody.from.to_string(),
            until: custody.until.map(|date| date.to_string()),
            form: custody.form,
            ended: custody.ended,
            source: show::source(&custody.source),
        });
        Ok(PersonPage {
            card: self.card(person, language, written),
            charge: shown(&person.charge),
            sentence: person.sentence.as_ref().and_then(|sentence| shown(&sentence.text)),
            story: shown(&person.story),
            postal_hint: person.facility.as_ref().and_then(|f| shown(&f.postal_hint)),
            periods: periods.collect(),
            sources: person.source.iter().map(show::source).collect(),
            // Who asks the database says better.
            freshness: Freshness::Unchecked,
            confirmed_at: None,
        })
    }
}
