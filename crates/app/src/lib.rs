//! What a person can do: the use cases, the outbox runner, secrets and the IPC contract.
//!
//! This is the only crate where core, mail and store meet, and the only one that reads the
//! clock, the time zone, the random source and the disk. Window and terminal are two faces of
//! [`App`], on the same home folder, at the same time.

pub mod api;

mod accounts;
mod app;
mod background;
mod campaign;
mod check;
mod checks;
mod coach;
mod data;
mod error;
mod facts;
mod gate;
mod held;
mod likeness;
mod mailbox;
mod opened;
mod outbox;
mod own;
mod owner;
mod page;
mod paths;
mod people;
mod runner;
mod safety;
mod secrets;
mod send;
mod settings;
mod show;
mod status;
mod templates;
mod write;

pub use accounts::{NewAccount, TestReport};
pub use api::Decision;
pub use app::App;
pub use background::Background;
pub use campaign::{
    Alike, CampaignPlan, CampaignStart, CampaignStatus, NewCampaign, PlanProblem, PlannedLetter,
    Started,
};
pub use coach::{LetterToCheck, is_stopped};
pub use error::{AppError, Code};
pub use held::Waiting;
pub use outbox::{OutboxRecord, Settled};
pub use paths::Home;
pub use runner::{Runner, Until};
pub use send::{Again, Timing, sha256, words_key};
pub use unforgotten_core::hold;
pub use unforgotten_core::problem::{Place, Problem};
pub use unforgotten_core::rules::{Level, Part};
pub use unforgotten_core::state::{Event, State};
pub use unforgotten_core::{catalogue, language, letter, office, person, template};
pub use unforgotten_mail::Password;

/// The account whose letters stay on this computer.
pub const PRACTICE: &str = "practice";

fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

/// Today where the writer is.
fn today() -> jiff::civil::Date {
    jiff::Zoned::now().date()
}
