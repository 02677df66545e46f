//! What must not be lost: letters, attempts, leases and the change log.
//!
//! SQLite with WAL and `synchronous=FULL`: when a write has returned, a power cut does not
//! take it back. Each step of a letter is a conditional update that must change exactly one
//! row; the rules of the steps are those of [`unforgotten_core::state`].
//!
//! **What is absent, and must stay absent:** SMTP, templates, the clock (`now` is an
//! argument), secrets.

mod claim;
mod decide;
mod draft;
mod enqueue;
mod error;
mod frozen;
mod journal;
mod letters;
mod open;
mod recover;
mod step;
mod table;

pub use claim::{Claiming, Claims, with as limits_with};
pub use error::StoreError;
pub use frozen::{COPY, Claimed, Doubted, Frozen, Outcome, SINGLE};
pub use journal::{Journal, Step};
pub use letters::{Counts, Filter, LetterRow, Page, Story, TextRow, Waiting};
pub use open::Store;
pub use table::account::AccountRow;
pub use table::attempt::AttemptRow;
pub use table::campaign::{CampaignRow, CampaignState, Course, OfficeWaiting, SignerRow};
pub use table::desk::Confirmation;
pub use table::hold::HoldRow;
pub use table::named::Telling;
