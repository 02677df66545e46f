//! The program without a window: questions as the page asks them.

#![allow(clippy::expect_used, clippy::panic, clippy::missing_panics_doc, reason = "a test")]

use serde_json::Value;
use unforgotten_app::api::dispatch;
use unforgotten_app::{App, Home};

use crate::home::TestHome;

/// The program on a home.
pub fn app(home: &TestHome) -> App {
    App::open(Home::find(Some(home.path().to_owned())).expect("a home")).expect("an app")
}

/// What the page would get.
pub async fn ask(app: &App, name: &str, request: Value) -> Value {
    let answer = dispatch(app, name, request).await;
    answer.unwrap_or_else(|error| panic!("{name}: {error:?}"))
}
