//! `letter check`: the coach, as a list.

use std::io::Read;
use std::path::Path;
use std::process::ExitCode;

use serde_json::json;
use unforgotten_app::api::{CoachRule, Finding};
use unforgotten_app::{App, LetterToCheck, Part, Place, is_stopped};

use crate::args::Check;
use crate::lists::{lower, source_line};
use crate::output::{Failed, Output, exit};

/// A letter has one page; a file larger than this holds something else.
const LETTER_FILE_MAX: u64 = 1 << 18;

pub(crate) async fn run(app: &App, args: Check, out: &Output) -> Result<ExitCode, Failed> {
    let (Some(file), Some(person), Some(office)) = (args.file, args.person, args.to) else {
        let rules = app.rules();
        out.result(&rules, || rules.iter().map(one_rule).collect::<Vec<_>>().join("\n"))?;
        return Ok(exit::DONE);
    };
    let language = match (args.lang, &args.template) {
        (Some(language), _) => language,
        (None, Some(template)) => app.letter_language(&office, template)?,
        (None, None) => app.office_language(&office)?,
    };
    let whole = read(&file)?;
    let (line, text) = split(&whole);
    let letter = LetterToCheck {
        person,
        office,
        language,
        template: args.template,
        subject: args.subject.or_else(|| line.map(str::to_owned)),
        text: text.to_owned(),
        campaign: args.campaign,
    };
    let found = app.letter_check(&letter).await?;
    let text = letter.text.trim_matches('\n');
    let before = whole.find(text).unwrap_or(0);
    let shown = |finding: &Finding| {
        let place = place(finding, text).map(|at| Place::at(&whole, before + at));
        json!({
            "code": finding.code, "level": finding.level, "message": finding.message,
            "params": finding.params, "spans": finding.spans,
            "line": place.map(|p| p.line), "column": place.map(|p| p.column),
        })
    };
    out.result(&found.iter().map(shown).collect::<Vec<_>>(), || {
        let lines = found.iter().map(|finding| {
            let place = place(finding, text).map(|at| Place::at(&whole, before + at));
            let place = place.map_or_else(String::new, |p| format!("{}:{}:", p.line, p.column));
            let (level, message) = (lower(&finding.level), &finding.message);
            format!("{}:{place} {level}: {message}", file.display())
        });
        match found.len() {
            0 => format!("{}: nothing to say", file.display()),
            _ => lines.collect::<Vec<_>>().join("\n"),
        }
    })?;
    Ok(if is_stopped(&found) { ExitCode::from(exit::PERSON) } else { exit::DONE })
}

/// Where in the text a finding is first seen, in bytes.
fn place(finding: &Finding, text: &str) -> Option<usize> {
    let span = finding.spans.iter().find(|span| span.part == Part::Text)?;
    let mut units = 0;
    let found = text.char_indices().find(|(_, c)| {
        let here = units >= span.from;
        units += c.len_utf16();
        here
    });
    Some(found.map_or(text.len(), |(at, _)| at))
}

fn one_rule(rule: &CoachRule) -> String {
    let mut text = format!("{} ({})", rule.code, lower(&rule.level));
    if !rule.kinds.is_empty() {
        let kinds: Vec<_> = rule.kinds.iter().map(lower).collect();
        text += &format!("  to: {}", kinds.join(", "));
    }
    if !rule.countries.is_empty() {
        text += &format!("  in: {}", rule.countries.join(", "));
    }
    if let Some(elsewhere) = &rule.elsewhere {
        text += &format!("  elsewhere: {}", lower(elsewhere));
    }
    text += &format!("\n  {}", rule.about);
    for source in &rule.sources {
        text += &format!("\n  source: {}", source_line(source));
    }
    text
}

/// The subject of a first line “Subject: …”, as `letter render` writes it, and the rest.
fn split(whole: &str) -> (Option<&str>, &str) {
    let (first, rest) = whole.split_once('\n').unwrap_or((whole, ""));
    match first.trim_start_matches('\u{feff}').strip_prefix("Subject:") {
        Some(subject) => (Some(subject.trim()), rest.trim_start_matches(['\r', '\n'])),
        None => (None, whole),
    }
}

fn read(file: &Path) -> Result<String, Failed> {
    let name = file.display();
    let refuse = |why: String, advice: &str| Failed::usage(format!("{name} {why}"), advice);
    if file == Path::new("-") {
        let mut text = String::new();
        let read = std::io::stdin().take(LETTER_FILE_MAX).read_to_string(&mut text);
        read.map_err(|error| refuse(format!("cannot be read: {error}"), "give text in UTF-8"))?;
        return Ok(text);
    }
    let about = std::fs::metadata(file).map_err(|error| {
        refuse(format!("cannot be read: {error}"), "name a letter as a text file")
    })?;
    if !about.is_file() || about.len() > LETTER_FILE_MAX {
        return Err(refuse("is no letter: too large, or no file".to_owned(), "name a text file"));
    }
    let bytes = std::fs::read(file).map_err(|error| {
        refuse(format!("cannot be read: {error}"), "name a letter as a text file")
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(at).filter(|b| **b == b'\n').count() + 1;
        refuse(format!("is not UTF-8 from line {line} on"), "save it as UTF-8")
    })
}
