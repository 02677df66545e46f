//! The journeys, in the built window. Needs a display: `make e2e` provides one.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a broken test may panic"
)]

mod batch;
mod first;
mod keyboard;
mod mailbox;
mod manners;
mod paper;
mod read;
mod server;
mod wrong;

/// Without nextest's filter the journeys run in every `cargo test`; they need a display.
fn has_display() -> bool {
    std::env::var_os("UNFORGOTTEN_SKIP_E2E").is_none()
}
