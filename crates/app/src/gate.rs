//! What a person has looked at. An address, an office with its holder and its salutation, the
//! case of a person: each is confirmed by itself, with its source at hand, and a fact that
//! changes has to be looked at again. What the maker of a pack says about checking does not
//! count.

use jiff::Timestamp;
use unforgotten_core::office::{FRESH_DAYS, Freshness, Kind, Office, freshness};
use unforgotten_core::person::Person;
use unforgotten_store::Store;

use crate::send::sha256;
use crate::{AppError, Code, now, today};

/// Whether facts that nobody has checked stop a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gate {
    /// Nothing stops it: it stays in the writer's hands.
    Open,
    /// The office stops it: its address, its holder. The terminal's contract knows how to
    /// confirm those; the case is warned about.
    Office,
    /// Everything that a person has not looked at stops it.
    Everything,
}

/// When somebody looked, and whether that still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) freshness: Freshness,
    pub(crate) at: Option<Timestamp>,
}

impl Look {
    pub(crate) fn of(at: Option<Timestamp>, days: i64) -> Self {
        Self { freshness: freshness(at, now(), days), at }
    }
}

/// Under which name a confirmation is kept; an address is its own name.
const OFFICE: &str = "office";
const PERSON: &str = "person";

/// What somebody confirms of an office: who holds it, and how it is addressed.
fn office_facts(office: &Office) -> Result<String, AppError> {
    let holder = office.holder_on(today());
    digest(&(&office.name, &office.salutation, holder))
}

/// What somebody confirms of a person: everything a letter may say.
fn person_facts(person: &Person) -> Result<String, AppError> {
    let facility = person.facility.as_ref().map(|f| (&f.name, &f.place));
    digest(&(
        (&person.country, &person.gender, &person.name, &person.occupation, &person.charge),
        (facility, &person.custody, &person.sentence),
    ))
}

fn digest(facts: &impl serde::Serialize) -> Result<String, AppError> {
    let json =
        serde_json::to_vec(facts).map_err(|e| AppError::new(Code::Internal, e.to_string()))?;
    Ok(sha256(&json))
}

/// Under what a confirmation is kept: what it is about, which kind of fact, which value.
type Key = (String, String, String);

/// Of an office with its holder and salutation.
pub(crate) fn key_of_office(office: &Office) -> Result<Key, AppError> {
    Ok((office.id.clone(), OFFICE.to_owned(), office_facts(office)?))
}

/// Of a person's case.
pub(crate) fn key_of_person(person: &Person) -> Result<Key, AppError> {
    Ok((person.id.clone(), PERSON.to_owned(), person_facts(person)?))
}

async fn look(store: &Store, (of, kind, value): Key) -> Result<Look, AppError> {
    Ok(Look::of(store.confirmed_at(&of, &kind, &value).await?, FRESH_DAYS))
}

async fn confirm(store: &Store, (of, kind, value): Key) -> Result<(), AppError> {
    Ok(store.confirm(&of, &kind, &value, now()).await?)
}

/// Whether somebody has looked who holds the office. A prisoner has no holder.
pub(crate) async fn office(store: &Store, office: &Office) -> Result<Look, AppError> {
    if office.kind == Kind::Prisoner {
        return Ok(Look { freshness: Freshness::Checked, at: None });
    }
    look(store, key_of_office(office)?).await
}

/// Somebody has looked who holds the office.
pub(crate) async fn confirm_office(store: &Store, office: &Office) -> Result<(), AppError> {
    confirm(store, key_of_office(office)?).await
}

/// Whether somebody has looked at the case.
pub(crate) async fn person(store: &Store, person: &Person) -> Result<Look, AppError> {
    look(store, key_of_person(person)?).await
}

/// Somebody has looked at the case.
pub(crate) async fn confirm_person(store: &Store, person: &Person) -> Result<(), AppError> {
    confirm(store, key_of_person(person)?).await
}
