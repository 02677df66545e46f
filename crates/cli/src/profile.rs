//! `profile`.

use std::process::ExitCode;

use unforgotten_app::App;
use unforgotten_app::api::{Empty, Profile};

use crate::args::{self, ProfileSet};
use crate::output::{Failed, Output, exit, table};

pub(crate) async fn run(
    app: &App,
    command: args::Profile,
    out: &Output,
) -> Result<ExitCode, Failed> {
    let profile = match command {
        args::Profile::Set(set) => {
            if let Some(ties) = &set.ties {
                save_ties(app, ties).await?;
            }
            let take_back = set.take_back;
            let old = app.profile().await?.unwrap_or_default();
            let profile = app.profile_save(merged(old, set)).await?;
            tell_full_names(app, take_back, out).await?;
            profile
        }
        args::Profile::Show => app.profile().await?.unwrap_or_default(),
    };
    let ties = app.settings().await?.safety.countries.join(", ");
    out.result(&profile, || {
        let Profile { name, town, country, email, street, occupation } = &profile;
        let rows = [
            ("name", name),
            ("town", town),
            ("country", country),
            ("email", email),
            ("street", street),
            ("occupation", occupation),
            ("ties", &ties),
        ];
        let given = rows.into_iter().filter(|(_, value)| !value.is_empty());
        let rows: Vec<_> = given.map(|(k, v)| vec![k.to_owned(), v.clone()]).collect();
        if rows.is_empty() {
            return "nobody has said yet who writes: unforgotten profile set --name …".to_owned();
        }
        table(&rows)
    })?;
    Ok(exit::DONE)
}

/// Ties that are told later do not change what waits already.
async fn tell_full_names(app: &App, take_back: bool, out: &Output) -> Result<(), Failed> {
    let told = match take_back {
        true => app.full_names_take_back(Empty {}).await?.letters,
        false => app.full_names(Empty {}).await?.letters,
    };
    let letters = if told == 1 { "1 letter".to_owned() } else { format!("{told} letters") };
    match (told, take_back) {
        (0, _) => {}
        (_, true) => out.note(&format!(
            "note: {letters} with your full name taken back; write them again, with initials"
        )),
        (_, false) => out.note(&format!(
            "note: {letters} to officials there wait with your full name; \
             unforgotten profile set --take-back takes them back"
        )),
    }
    Ok(())
}

/// “none” is an answer too: nobody is asked again.
async fn save_ties(app: &App, ties: &str) -> Result<(), Failed> {
    let codes = ties.split(',').map(|code| code.trim().to_ascii_uppercase());
    let mut settings = app.settings().await?;
    settings.safety.countries = codes.filter(|code| !code.is_empty() && code != "NONE").collect();
    settings.safety.answered = true;
    app.settings_save(settings).await?;
    Ok(())
}

fn merged(old: Profile, set: ProfileSet) -> Profile {
    Profile {
        name: set.name.unwrap_or(old.name),
        town: set.town.unwrap_or(old.town),
        country: set.country.unwrap_or(old.country),
        email: set.email.unwrap_or(old.email),
        street: set.street.unwrap_or(old.street),
        occupation: set.occupation.unwrap_or(old.occupation),
    }
}
