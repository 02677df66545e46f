//! `people` and `offices`.

use std::collections::HashMap;
use std::fmt::Write;
use std::process::ExitCode;

use unforgotten_app::App;
use unforgotten_app::api::{
    Channel, ConfirmedChannel, DeskOffice, FactKind, FactRef, PersonCard, SourceRef,
};

use crate::args::{Offices, People};
use crate::output::{Failed, Output, exit, table};

/// The terminal speaks English; `--lang` always means the language of a letter.
const EN: &str = "en";

pub(crate) async fn people(app: &App, command: People, out: &Output) -> Result<ExitCode, Failed> {
    match command {
        People::List => {
            let people = app.people_without_letters(EN);
            out.result(&people, || {
                table(
                    &people
                        .iter()
                        .map(|card| {
                            let days = custody(card);
                            vec![card.id.clone(), card.name.clone(), card.country.clone(), days]
                        })
                        .collect::<Vec<_>>(),
                )
            })?;
        }
        People::Confirm { id } => {
            let fact = FactRef { kind: FactKind::Person, id, channel: None };
            let fact = app.fact_confirm(fact).await?;
            out.result(&fact, || format!("{}: looked at today", fact.name))?;
        }
        People::Show { id } => {
            let page = app.person_page(&id, EN, &HashMap::new())?;
            out.result(&page, || {
                let card = &page.card;
                let mut text = card.name.clone();
                if let Some(native) = &card.native_name {
                    let _ = write!(text, " ({native})");
                }
                let days = custody(card);
                let lines = [
                    ("", card.occupation.as_deref()),
                    ("held in", card.place.as_deref()),
                    ("in custody", (!days.is_empty()).then_some(days.as_str())),
                    ("charge", page.charge.as_deref()),
                    ("sentence", page.sentence.as_deref()),
                    ("post", page.postal_hint.as_deref()),
                    ("", page.story.as_deref()),
                ];
                for (name, value) in lines {
                    if let Some(value) = value {
                        let colon = if name.is_empty() { "" } else { ": " };
                        let _ = write!(text, "\n{name}{colon}{value}");
                    }
                }
                let offices = app.catalogue().person(&id).map(|p| p.offices.join(", "));
                let _ = write!(text, "\noffices: {}", offices.unwrap_or_default());
                for source in &page.sources {
                    let _ = write!(text, "\nsource: {}", source_line(source));
                }
                text
            })?;
        }
    }
    Ok(exit::DONE)
}

fn custody(card: &PersonCard) -> String {
    match (card.days, card.sentence_days) {
        (Some(days), Some(of)) => format!("{days} of {of} days"),
        (Some(days), None) => format!("{days} days so far"),
        _ => String::new(),
    }
}

pub(crate) async fn offices(app: &App, command: Offices, out: &Output) -> Result<ExitCode, Failed> {
    match command {
        Offices::List => {
            let offices = app.offices(EN).await?;
            out.result(&offices, || {
                table(
                    &offices
                        .iter()
                        .map(|office| {
                            vec![
                                office.id.clone(),
                                office.name.clone(),
                                office.languages.join(","),
                                reach(office),
                            ]
                        })
                        .collect::<Vec<_>>(),
                )
            })?;
        }
        Offices::Show { id } => {
            let office = app.office_page(&id, EN).await?;
            out.result(&office, || one_office(&office))?;
        }
        Offices::Confirm { id, channel } => {
            let office = app.office_page(&id, EN).await?;
            let Some(channel) = channel.or(office.email_channel) else {
                let advice =
                    format!("name a channel of unforgotten offices show {id} with --channel N");
                return Err(Failed::usage(format!("“{id}” takes no e-mail"), advice));
            };
            let office = app.office_confirm(ConfirmedChannel { office: id, channel }).await?;
            out.result(&office, || one_office(&office))?;
        }
    }
    Ok(exit::DONE)
}

/// How the office can be reached, in a word.
fn reach(office: &DeskOffice) -> String {
    match office.email_channel {
        None => "no e-mail".to_owned(),
        Some(number) => {
            let channel = office.channels.iter().find(|channel| channel.number == number);
            format!("e-mail, {}", channel.map_or_else(String::new, |c| lower(&c.freshness)))
        }
    }
}

fn one_office(office: &DeskOffice) -> String {
    let mut text = office.name.clone();
    if let Some(holder) = &office.holder {
        let _ = write!(text, "\nholder: {holder}");
    }
    let _ = write!(text, "\nreads: {}", office.languages.join(", "));
    for channel in &office.channels {
        let _ = write!(text, "\n{}", one_channel(channel));
    }
    text
}

fn one_channel(channel: &Channel) -> String {
    let value = if channel.value.is_empty() { "–" } else { &channel.value };
    let mut text = format!(
        "{}. {}: {value} ({}, {})\n   published by: {}",
        channel.number,
        lower(&channel.kind),
        lower(&channel.status).replace('_', " "),
        lower(&channel.freshness),
        source_line(&channel.source),
    );
    if let Some(note) = &channel.note {
        let _ = write!(text, "\n   {note}");
    }
    text
}

pub(crate) fn source_line(source: &SourceRef) -> String {
    let mut text = source.title.clone();
    if let Some(published) = &source.published {
        let _ = write!(text, ", {published}");
    }
    if let Some(url) = &source.url {
        let _ = write!(text, ", {url}");
    }
    text
}

/// A code as it stands in JSON, without its quotes.
pub(crate) fn lower(code: &impl serde::Serialize) -> String {
    serde_json::to_string(code).unwrap_or_default().trim_matches('"').to_owned()
}
