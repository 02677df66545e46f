//! `letter render`, and what it shares with `send`.

use std::path::Path;
use std::process::ExitCode;

use serde_json::json;
use unforgotten_app::api::{Finding, LetterRef, SendRequest};
use unforgotten_app::{App, AppError, Code, Level, PRACTICE};

use crate::args::{Format, Render};
use crate::output::{Failed, Output, exit};

/// What keeps a letter from being mailed does not keep it from being read.
const ABOUT_MAIL: [&str; 4] =
    ["channel_missing", "channel_not_accepted", "channel_unchecked", "sender_is_recipient"];

pub(crate) async fn render(app: &App, args: Render, out: &Output) -> Result<ExitCode, Failed> {
    let language = match args.lang {
        Some(language) => language,
        None => app.letter_language(&args.to, &args.template)?,
    };
    let letter = LetterRef {
        person: args.person,
        office: args.to,
        template: args.template,
        language: language.clone(),
    };
    let own_words = own_words(args.own_words.as_deref())?;
    let bytes = match args.format {
        Format::Eml => app.letter_eml(letter, &own_words, PRACTICE).await?,
        Format::Text => {
            let request = SendRequest {
                account: PRACTICE.to_owned(),
                letters: vec![letter],
                own_words: [(language, own_words)].into(),
                confirmed: Vec::new(),
                seals: Vec::new(),
            };
            let review = app.letters_review(request).await?;
            let Some(one) = review.letters.into_iter().next() else {
                return Err(Failed::other("there is no letter".to_owned()));
            };
            stop_on(&one.findings)?;
            for finding in one.findings.iter().filter(|f| f.level != Level::Stop) {
                out.note(&format!("note: {}", finding.message));
            }
            if out.json && args.out.is_none() {
                let value = json!({
                    "subject": one.subject, "text": one.text, "to": one.to, "from": one.from,
                    "letter": one.letter, "findings": one.findings,
                });
                out.result(&value, String::new)?;
                return Ok(exit::DONE);
            }
            format!("Subject: {}\n\n{}\n", one.subject, one.text).into_bytes()
        }
    };
    match args.out {
        Some(path) => {
            write_new(&path, &bytes)?;
            out.note(&format!("written to {}", path.display()));
        }
        None => out.bytes(&bytes)?,
    }
    Ok(exit::DONE)
}

fn stop_on(findings: &[Finding]) -> Result<(), Failed> {
    let stops = findings
        .iter()
        .filter(|f| f.level == Level::Stop && !ABOUT_MAIL.contains(&f.code.as_str()))
        .map(|f| f.message.as_str())
        .collect::<Vec<_>>();
    if stops.is_empty() {
        return Ok(());
    }
    Err(AppError::new(Code::LetterStopped, stops.join("; ")).into())
}

/// The text itself, or `@FILE`.
pub(crate) fn own_words(given: Option<&str>) -> Result<String, Failed> {
    let Some(given) = given else { return Ok(String::new()) };
    let Some(path) = given.strip_prefix('@') else { return Ok(given.to_owned()) };
    std::fs::read_to_string(path).map_err(|error| {
        Failed::usage(format!("{path} cannot be read: {error}"), "it has to be a text in UTF-8")
    })
}

/// Writes a file whole or not at all.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failed> {
    let part = path.with_extension("part");
    std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, path)).map_err(|error| {
        let _ = std::fs::remove_file(&part);
        Failed::usage(
            format!("{} cannot be written: {error}", path.display()),
            "choose another --out",
        )
    })
}
