//! A person's page: the case, the offices that can act, what was written, private notes.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::api::{MonthCount, Note, PersonId, PersonPage, PersonShown};
use crate::{App, AppError, Code, gate, now, show, today};

/// So many letters stand on the page; the outbox has the others.
const LETTERS: i64 = 50;
/// Longer than any note that a person types.
const NOTE_MAX: usize = 64 * 1024;
/// A clock that was far ahead once must not draw centuries.
const MONTHS_MAX: usize = 600;

impl App {
    /// Everything about one person.
    pub async fn person_show(&self, request: PersonId) -> Result<PersonShown, AppError> {
        let person = self.person(&request.id)?;
        let language = self.window_language().await?;
        let store = self.store().await?;
        let mut offices = Vec::new();
        for office in person.offices.iter().filter_map(|id| self.catalogue().office(id)) {
            offices.push(show::office(store, office, &language).await?);
        }
        let holds = self.holds().await?;
        let rows = store.letters_for(&person.id, LETTERS).await?;
        let letters = rows.into_iter().map(|row| show::letter(self, row, &holds, &language));
        let (text, saved_at) = store.note(&person.id).await?.unzip();
        Ok(PersonShown {
            page: self.looked_at(&person.id, &language).await?,
            offices,
            letters: letters.collect(),
            months: filled(store.months(&person.id).await?, today()),
            note: Note {
                person: person.id.clone(),
                text: text.unwrap_or_default(),
                saved_at: saved_at.map(|at| at.to_string()),
            },
            ties: self.settings().await?.safety.countries.contains(&person.country),
        })
    }

    /// One person's case, and whether somebody has looked at it.
    pub(crate) async fn looked_at(&self, id: &str, language: &str) -> Result<PersonPage, AppError> {
        let store = self.store().await?;
        let written = store.written_for(id).await?.map(|written| (id.to_owned(), written));
        let page = self.person_page(id, language, &written.into_iter().collect())?;
        let look = gate::person(store, self.person(id)?).await?;
        let confirmed_at = look.at.map(|at| at.to_string());
        Ok(PersonPage { freshness: look.freshness, confirmed_at, ..page })
    }

    /// Keeps private words about a person.
    pub async fn note_save(&self, note: Note) -> Result<Note, AppError> {
        self.person(&note.person)?;
        if note.text.len() > NOTE_MAX {
            let message = format!("the note is longer than {NOTE_MAX} bytes");
            return Err(AppError::new(Code::BadRequest, message).advise("shorten it"));
        }
        let at = now();
        self.store().await?.save_note(&note.person, &note.text, at).await?;
        Ok(Note { saved_at: Some(at.to_string()), ..note })
    }
}

/// Every month from the first letter to `today`, those without letters too.
fn filled(counted: Vec<(String, i64)>, today: Date) -> Vec<MonthCount> {
    let first = counted.first().and_then(|(month, _)| format!("{month}-01").parse::<Date>().ok());
    let Some(first) = first else { return Vec::new() };
    let count = |month: &str| counted.iter().find(|(m, _)| m == month).map_or(0, |(_, n)| *n);
    std::iter::successors(Some(first), |month| month.checked_add(1.month()).ok())
        .take_while(|month| *month <= today)
        .take(MONTHS_MAX)
        .map(|month| month.strftime("%Y-%m").to_string())
        .map(|month| MonthCount { letters: count(&month), month })
        .collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn months_without_letters_are_shown_too() {
        let counted = vec![("2026-09".to_owned(), 2), ("2026-11".to_owned(), 1)];
        let shown: Vec<_> = filled(counted, date(2026, 11, 23))
            .into_iter()
            .map(|month| (month.month, month.letters))
            .collect();
        let expected = [("2026-09", 2), ("2026-10", 0), ("2026-11", 1)];
        assert_eq!(shown, expected.map(|(month, n)| (month.to_owned(), n)));
        assert!(filled(Vec::new(), date(2026, 11, 23)).is_empty(), "nothing was written yet");
    }
}
