//! What runs while a window is open: the runner, and the watch on the change log that tells
//! the window what the terminal, or another computer, does on the same home.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::{App, AppError, Runner, Until};

/// The window hears of changes at most five times a second.
const HEAR: Duration = Duration::from_millis(200);
/// After an error of the database: it may be a full disk that a person mends.
const AGAIN: Duration = Duration::from_secs(5);
/// The runner's own farewell, and a little for the database.
const FAREWELL: Duration = Duration::from_secs(12);

/// The running tasks; dropping it ends them at once.
pub struct Background {
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Background {
    /// Starts sending, and calls `changed` with the newest change number whenever something
    /// in the home has changed. Needs a running Tokio runtime.
    pub async fn start(app: App, changed: impl Fn(i64) + Send + 'static) -> Result<Self, AppError> {
        let runner = Runner::start(app.clone()).await?;
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        tasks.spawn(send(runner, stopped));
        tasks.spawn(hear(app, changed));
        Ok(Self { stop, tasks })
    }

    /// Takes no new letter, and waits up to ten seconds for those on the wire. What is not
    /// finished then will be in doubt.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        // The watch on changes never ends by itself; the first to end is the sender.
        let _ = tokio::time::timeout(FAREWELL, self.tasks.join_next()).await;
        self.tasks.shutdown().await;
    }
}

async fn send(runner: Runner, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        if let Err(error) = runner.work(&Until::Stopped, stopped.clone()).await {
            // The letter keeps what was said; here only that something stopped.
            tracing::error!(code = %error.code.name(), "sending stopped");
            let _ = tokio::time::timeout(AGAIN, stopped.wait_for(|stopped| *stopped)).await;
        }
    }
}

async fn hear(app: App, changed: impl Fn(i64)) {
    let mut last = app.last_change().await.unwrap_or(0);
    loop {
        tokio::time::sleep(HEAR).await;
        match app.last_change().await {
            Ok(seq) if seq != last => {
                last = seq;
                changed(seq);
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(code = %error.code.name(), "the change log is unreadable"),
        }
    }
}
