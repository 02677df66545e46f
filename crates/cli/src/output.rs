//! What is printed, and how the program ends.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use serde::Serialize;
use serde_json::json;
use unforgotten_app::{App, AppError, Code};

use crate::args::Args;

/// The exit codes of the contract.
pub(crate) mod exit {
    use std::process::ExitCode;

    /// Done.
    pub(crate) const DONE: ExitCode = ExitCode::SUCCESS;
    /// Failed.
    pub(crate) const FAILED: u8 = 1;
    /// Wrong use.
    pub(crate) const USAGE: u8 = 2;
    /// Something needs a person.
    pub(crate) const PERSON: u8 = 3;
    /// The home is locked or in use in a way that cannot be shared.
    pub(crate) const LOCKED: u8 = 4;
}

/// Why a command ended early.
#[derive(Debug)]
pub(crate) struct Failed {
    pub(crate) error: AppError,
    pub(crate) code: u8,
}

impl Failed {
    /// Wrong use.
    pub(crate) fn usage(message: impl Into<String>, advice: impl Into<String>) -> Self {
        let error = AppError::new(Code::BadRequest, message).advise(advice);
        Self { error, code: exit::USAGE }
    }

    pub(crate) fn other(message: String) -> Self {
        Self { error: AppError::new(Code::Internal, message), code: exit::FAILED }
    }
}

impl From<AppError> for Failed {
    fn from(error: AppError) -> Self {
        let code = match error.code {
            Code::BadRequest
            | Code::NotFound
            | Code::BadProfile
            | Code::NoProfile
            | Code::BadAddress
            | Code::NoAccount => exit::USAGE,
            Code::ChannelUnchecked | Code::LetterStopped | Code::AlreadyQueued => exit::PERSON,
            Code::HomeBusy => exit::LOCKED,
            _ => exit::FAILED,
        };
        Self { error, code }
    }
}

/// How to print.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    pub(crate) json: bool,
    quiet: bool,
}

impl Output {
    pub(crate) fn new(args: &Args) -> Self {
        Self { json: args.json, quiet: args.quiet }
    }

    /// Prints a result: `human` as text, or `value` as one JSON document.
    pub(crate) fn result(
        self,
        value: &impl Serialize,
        human: impl FnOnce() -> String,
    ) -> Result<(), Failed> {
        let text = if self.json {
            serde_json::to_string_pretty(value).map_err(|e| Failed::other(e.to_string()))?
        } else {
            human()
        };
        self.bytes(text.trim_end_matches('\n').as_bytes())?;
        self.bytes(b"\n")
    }

    /// Writes to standard output. A reader that went away is no error.
    pub(crate) fn bytes(self, bytes: &[u8]) -> Result<(), Failed> {
        match std::io::stdout().write_all(bytes).and_then(|()| std::io::stdout().flush()) {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
            result => result.map_err(|error| Failed::other(format!("standard output: {error}"))),
        }
    }

    /// Whether remarks for people are wanted.
    pub(crate) fn speaks(self) -> bool {
        !self.quiet && !self.json
    }

    /// A remark for people, on stderr.
    pub(crate) fn note(self, text: &str) {
        if self.speaks() {
            say(text);
        }
    }

    /// Problems of the person's own files do not stop other work.
    pub(crate) fn problems(self, app: &App) {
        for problem in &app.catalogue().problems {
            self.note(&format!("own/{problem} (this file is not used)"));
        }
    }

    /// Prints an error: what happened, what to do.
    pub(crate) fn failed(self, failed: &Failed) -> ExitCode {
        let Failed { error, code } = failed;
        if self.json {
            say(&as_json(&error.code.name(), &error.message, &error.params, &error.advice));
        } else {
            say(&format!("{} {}", emphasis("error:"), error.message));
            if !error.advice.is_empty() {
                say(&format!("  {}", error.advice));
            }
        }
        ExitCode::from(*code)
    }
}

/// Wrong arguments, told by clap; help and version are no errors.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return exit::DONE;
    }
    if std::env::args_os().any(|arg| arg == "--json") {
        let text = error.render().to_string();
        let message = text.lines().next().unwrap_or("").trim_start_matches("error: ").to_owned();
        say(&as_json("bad_request", &message, &serde_json::Map::new(), "unforgotten --help"));
    } else {
        let _ = error.print();
    }
    ExitCode::from(exit::USAGE)
}

fn as_json(code: &str, message: &str, params: &impl Serialize, advice: &str) -> String {
    json!({"error": {"code": code, "message": message, "params": params, "advice": advice}})
        .to_string()
}

/// Bold red on a terminal, unless <https://no-color.org> is wished.
fn emphasis(text: &str) -> String {
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    if plain || !std::io::stderr().is_terminal() {
        return text.to_owned();
    }
    format!("\u{1b}[1;31m{text}\u{1b}[0m")
}

fn say(text: &str) {
    // Nobody listens to stderr any more: there is nothing better to do than to go on.
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// Rows with aligned columns, two spaces apart; the last column is not padded.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |n: usize| rows.iter().filter_map(|r| r.get(n)).map(|c| c.chars().count()).max();
    let widths: Vec<usize> = (0..columns).map(|n| width(n).unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| {
            let pad = width.saturating_sub(cell.chars().count());
            format!("{cell}{}", " ".repeat(pad))
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}
