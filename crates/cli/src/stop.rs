//! Ctrl+C and SIGTERM: the letter on the wire may end, no other one begins.

use tokio::sync::watch;

use crate::output::Output;

/// Turns true at the first signal. A second one ends the program at once; what was on the
/// wire then is in doubt.
pub(crate) fn listen(out: &Output) -> watch::Receiver<bool> {
    let (stop, stopped) = watch::channel(false);
    let out = *out;
    tokio::spawn(async move {
        signal().await;
        out.note("stopping; the letter on its way may end (again Ctrl+C: at once)");
        stop.send_replace(true);
        signal().await;
        std::process::exit(130);
    });
    stopped
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = signal(SignalKind::terminate());
    let Ok(mut terminate) = terminate else {
        // Without a handler the signal keeps its usual effect.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}

#[cfg(not(unix))]
async fn signal() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
