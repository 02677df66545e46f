//! Errors as a person meets them: a code that the window translates, one line of what
//! happened, one line of what to do.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Serialize;
use unforgotten_core::address::AddressError;
use unforgotten_mail::ServerError;
use unforgotten_store::StoreError;

use crate::api::ApiError;

/// What kind of error it is. Stable names; a code is added when somebody acts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A request that cannot be meant.
    BadRequest,
    /// No such person, office, template, language, letter.
    NotFound,
    /// The profile cannot stand in a letter.
    BadProfile,
    /// There is no profile yet.
    NoProfile,
    /// No e-mail address, or no server address.
    BadAddress,
    /// A fact about a person or an office that cannot be meant.
    BadFacts,
    /// A file that cannot be used as what it was chosen for.
    BadFile,
    /// Something else still needs it.
    InUse,
    /// The letter cannot be built.
    BadLetter,
    /// A rule stops the letter.
    LetterStopped,
    /// Nobody looked at the address yet.
    ChannelUnchecked,
    /// The step is not possible in the letter's state.
    LetterNotQueued,
    /// The letter is not the one that was reviewed.
    ReviewChanged,
    /// The same letter is queued or sent already.
    AlreadyQueued,
    /// No such account.
    NoAccount,
    /// The place for passwords cannot be used.
    SecretStore,
    /// The home folder cannot be written.
    HomeUnwritable,
    /// The home folder is from a newer version.
    HomeNewer,
    /// Another program holds the home folder.
    HomeBusy,
    /// The disk is full.
    DiskFull,
    /// The database failed otherwise.
    Database,
    /// The mail server could not be reached or used.
    Network,
    /// The mail server refuses the account.
    AccountRefused,
    /// A defect of this program.
    Internal,
}

impl Code {
    /// Every code; each has a text in each language of the window.
    pub const ALL: [Self; 24] = [
        Self::BadRequest,
        Self::NotFound,
        Self::BadProfile,
        Self::NoProfile,
        Self::BadAddress,
        Self::BadFacts,
        Self::BadFile,
        Self::InUse,
        Self::BadLetter,
        Self::LetterStopped,
        Self::ChannelUnchecked,
        Self::LetterNotQueued,
        Self::ReviewChanged,
        Self::AlreadyQueued,
        Self::NoAccount,
        Self::SecretStore,
        Self::HomeUnwritable,
        Self::HomeNewer,
        Self::HomeBusy,
        Self::DiskFull,
        Self::Database,
        Self::Network,
        Self::AccountRefused,
        Self::Internal,
    ];

    /// Whether the home folder itself is at fault, and nothing can be sent from it.
    pub(crate) fn is_of_the_home(self) -> bool {
        matches!(
            self,
            Self::Database
                | Self::DiskFull
                | Self::HomeUnwritable
                | Self::HomeNewer
                | Self::HomeBusy
        )
    }

    /// The stable name.
    pub fn name(self) -> String {
        let json = serde_json::to_value(self).ok();
        json.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// An error of a use case.
#[derive(Debug, Clone)]
pub struct AppError {
    /// What kind.
    pub code: Code,
    /// What happened: one line, English.
    pub message: String,
    /// What to do: one line, English; may be empty where the message says it.
    pub advice: String,
    /// The values in the message, for translation.
    pub params: BTreeMap<String, String>,
}

impl AppError {
    /// An error without advice and values.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let (message, params) = (message.into(), BTreeMap::new());
        Self { code, message, advice: String::new(), params }
    }

    /// There is no `what` with this id; `list` is the command that lists them.
    pub fn not_found(what: &str, id: &str, list: &str) -> Self {
        Self::new(Code::NotFound, format!("there is no {what} “{id}”"))
            .advise(format!("unforgotten {list} shows what there is"))
            .with("what", what)
            .with("id", id)
    }

    /// Adds what to do.
    #[must_use]
    pub fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = advice.into();
        self
    }

    /// Adds a value.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.params.insert(key.to_owned(), value.into());
        self
    }

    /// A file or folder that cannot be read or written.
    pub fn io(path: &Path, error: &std::io::Error) -> Self {
        let code = match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Code::DiskFull,
            _ => Code::HomeUnwritable,
        };
        Self::new(code, format!("{} cannot be used: {error}", path.display()))
            .advise(advice_for(code))
    }

    /// As it goes to the window.
    pub fn to_api(&self) -> ApiError {
        let Self { message, params, .. } = self.clone();
        ApiError { code: self.code.name(), message, params }
    }
}

fn advice_for(code: Code) -> &'static str {
    match code {
        Code::DiskFull => "free some space and try again; nothing was half written",
        Code::HomeUnwritable => "choose a folder that you can write to with --home DIR",
        Code::HomeNewer => "update this program; the folder was left as it is",
        Code::HomeBusy => "close the other program and try again",
        _ => "",
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for AppError {}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let code = if error.is_newer() {
            Code::HomeNewer
        } else if error.is_full() {
            Code::DiskFull
        } else if error.is_read_only() {
            Code::HomeUnwritable
        } else if error.is_busy() {
            Code::HomeBusy
        } else if error.is_not_found() {
            return Self::new(Code::NotFound, error.to_string())
                .advise("unforgotten outbox list shows the letters");
        } else if error.illegal().is_some() {
            Code::LetterNotQueued
        } else if error.duplicate_of().is_some() {
            Code::AlreadyQueued
        } else {
            Code::Database
        };
        let mut app = Self::new(code, error.to_string()).advise(advice_for(code));
        if let Some(letter) = error.duplicate_of() {
            app = app.with("letter", letter.to_string()).advise(format!(
                "unforgotten outbox show {letter} tells what became of it; --again writes a new one"
            ));
        }
        if let Some(illegal) = error.illegal() {
            app = app.with("state", illegal.state.name()).advise(match illegal.state {
                unforgotten_core::state::State::InDoubt => {
                    "it may have arrived: unforgotten outbox resolve LETTER sent|again|drop"
                }
                _ => "unforgotten outbox show LETTER tells what became of it",
            });
        }
        app
    }
}

impl From<AddressError> for AppError {
    fn from(error: AddressError) -> Self {
        Self::new(Code::BadAddress, error.to_string())
    }
}

impl From<ServerError> for AppError {
    fn from(error: ServerError) -> Self {
        Self::new(Code::BadAddress, error.to_string())
            .advise("write it as smtps://user@host:465 or smtp://user@host:587")
    }
}
