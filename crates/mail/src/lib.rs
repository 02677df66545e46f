//! How a letter travels: a message becomes frozen bytes, the bytes travel through one SMTP
//! session, and what the server said becomes an outcome.
//!
//! Three rules shape every module here.
//!
//! - **At most once.** A letter that may have been accepted is never sent again by itself. The
//!   body goes out only after [`session::Session::offer`] returned, so that the caller can write
//!   its fence between the server's 354 and the first byte of the letter, and everything that is
//!   not a plain answer to the final dot is *in doubt*.
//! - **Each reply is read knowing what it answers.** The SMTP wire is our own (`lettre` only
//!   builds headers): a surplus, missing or garbled reply can not be taken for the next one.
//! - **Never in the clear.** TLS is implied or STARTTLS is required; the one exception is a
//!   server on the loopback interface, and it is checked again after the name was resolved.
//!
//! What this crate must not know: databases, queues, templates, the clock. It takes dates as
//! arguments, and keeps no account: `app` decides who sends what and when.

pub mod compose;
pub mod dial;
pub mod outcome;
pub mod password;
pub mod practice;
pub mod provider;
pub mod reply;
pub mod server;
pub mod session;

pub use compose::{ComposeError, Draft, Frozen, compose};
pub use dial::{Deadlines, Proxy, ProxyError};
pub use outcome::{Class, Failure, Phase};
pub use password::Password;
pub use practice::{Practice, PracticeError, practice_file};
pub use provider::{Limits, Provider, SignIn, Source};
pub use reply::{Enhanced, Reply};
pub use server::{Security, Server, ServerError};
pub use session::{Answers, Delivery, Joined, Options, Pending, Ready, Session};
