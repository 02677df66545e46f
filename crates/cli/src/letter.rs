//! `letter render`, and what it shares with `send`.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use serde_json::json;
use unforgotten_app::api::{Finding, LetterRef, SendRequest};
use unforgotten_app::{App, AppError, Code, Level, PRACTICE, words_key};

use crate::args::{Format, Render};
use crate::output::{Failed, Output, exit};

/// Own words have at most 10,000 characters; a file larger than this holds something else.
const WORDS_FILE_MAX: u64 = 1 << 20;

/// What keeps a letter from being mailed does not keep it from being read.
const ABOUT_MAIL: [&str; 7] = [
    "channel_missing",
    "channel_not_accepted",
    "channel_unchecked",
    "address_old",
    "office_unchecked",
    "person_unchecked",
    "sender_is_recipient",
];

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
    // What the writer should look at; tips are for the coach's own command.
    let mut notes = Vec::new();
    let bytes = match args.format {
        Format::Eml => app.letter_eml(letter, &own_words, PRACTICE).await?,
        Format::Text => {
            let request = SendRequest {
                account: PRACTICE.to_owned(),
                letters: vec![letter.clone()],
                own_words: [(words_key(&letter), own_words)].into(),
                seals: Vec::new(),
            };
            let review = app.letters_review(request).await?;
            let Some(one) = review.letters.into_iter().next() else {
                return Err(Failed::other("there is no letter".to_owned()));
            };
            stop_on(&one.findings)?;
            let warnings = one.findings.iter().filter(|f| f.level == Level::Warn);
            notes.extend(warnings.map(|f| format!("note: {}", f.message)));
            if out.json && args.out.is_none() {
                let value = json!({
                    "subject": one.subject, "text": one.text, "to": one.to, "from": one.from,
                    "letter": one.letter, "findings": one.findings,
                });
                out.result(&value, String::new)?;
                notes.iter().for_each(|note| out.note(note));
                return Ok(exit::DONE);
            }
            format!("Subject: {}\n\n{}\n", one.subject, one.text).into_bytes()
        }
    };
    match args.out {
        Some(path) => {
            write_out(&path, &bytes)?;
            out.note(&format!("written to {}", path.display()));
        }
        None => out.bytes(&bytes)?,
    }
    notes.iter().for_each(|note| out.note(note));
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
    let refuse = |why: String, advice: &str| Failed::usage(format!("“{path}” {why}"), advice);
    let about = std::fs::metadata(path)
        .map_err(|error| refuse(format!("cannot be read: {error}"), "name a text after the @"))?;
    if !about.is_file() || about.len() > WORDS_FILE_MAX {
        return Err(refuse("is no text file of a letter's size".to_owned(), "name a short text"));
    }
    std::fs::read_to_string(path)
        .map_err(|error| refuse(format!("cannot be read: {error}"), "save it as UTF-8"))
}

/// Writes a file whole or not at all; what is no file (a pipe, a device) is written into.
fn write_out(path: &Path, bytes: &[u8]) -> Result<(), Failed> {
    let wrong = |error: std::io::Error| {
        Failed::usage(
            format!("{} cannot be written: {error}", path.display()),
            "choose another --out",
        )
    };
    if std::fs::symlink_metadata(path).is_ok_and(|about| !about.is_file()) {
        return std::fs::OpenOptions::new()
            .write(true)
            .truncate(true)
            .open(path)
            .and_then(|mut file| file.write_all(bytes))
            .map_err(wrong);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let part = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let written = std::fs::File::create_new(&part)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| std::fs::rename(&part, path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&part);
        wrong(error)
    })
}
