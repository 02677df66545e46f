//! Closing the window. The page is asked first: it keeps what was typed, and asks the person when
//! letters are on their way. A second wish closes, so that a page that hangs holds nobody.

use std::sync::atomic::{AtomicBool, Ordering};

use tauri::{AppHandle, CloseRequestApi, Emitter, Listener, Manager};

/// Whether the page was asked and has not said that the window stays.
#[derive(Default)]
struct Asked(AtomicBool);

/// From now on the page is asked before the window closes.
pub(crate) fn watch(window: &AppHandle) {
    window.manage(Asked::default());
    let here = window.clone();
    window.listen_any("stay", move |_| {
        here.state::<Asked>().0.store(false, Ordering::Relaxed);
    });
}

/// Somebody wants to close the window.
pub(crate) fn asked(window: &AppHandle, close: &CloseRequestApi) {
    let again = window.state::<Asked>().0.swap(true, Ordering::Relaxed);
    // A page that is gone answers nothing, and must not keep the window.
    if !again && window.emit("closing", ()).is_ok() {
        close.prevent_close();
    }
}
