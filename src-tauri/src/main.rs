//! The window: a thin shell. It opens the app on a home folder, hands every command to
//! [`dispatch`], and tells the page when something has changed. No `if` about letters.
#![windows_subsystem = "windows"]

mod arguments;
mod closing;

use std::ffi::OsString;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;
use arguments::Arguments;
use serde_json::Value;
use tauri::ipc::{Invoke, InvokeBody, InvokeError};
use tauri::{AppHandle, Emitter, Manager, RunEvent, WebviewWindowBuilder, WindowEvent, Wry};
use tauri_plugin_window_state::StateFlags;
use unforgotten_app::api::{Changed, dispatch};
use unforgotten_app::{App, AppError, Background, Home};

/// How long to wait when sending cannot start: another program may hold the home.
const AGAIN: Duration = Duration::from_secs(5);

/// The tasks behind the window, until it closes.
struct Running(Mutex<Option<Background>>);

fn main() -> anyhow::Result<()> {
    log();
    let given = Arguments::of(std::env::args_os().skip(1));
    let home =
        Home::find(given.home.or_else(|| std::env::var_os("UNFORGOTTEN_HOME").map(Into::into)))?;
    let instance = arguments::instance(&home);
    let own = home.window();
    let app = App::open(home)?;
    for file in given.files {
        app.open_file(file);
    }
    let (shared, first) = (app.clone(), app.clone());
    let window = tauri::Builder::default()
        // First of all: a second start on the same home hands its files over and ends.
        .plugin(
            tauri_plugin_single_instance::Builder::new()
                .callback(move |window, words, folder| second(window, &first, words, &folder))
                .dbus_id(instance)
                .build(),
        )
        .plugin(
            tauri_plugin_window_state::Builder::new()
                .with_state_flags(StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED)
                .build(),
        )
        .invoke_handler(move |invoke| answer(&shared, invoke))
        .plugin(tauri_plugin_notification::init())
        // A source opens on the page's own word only; links are not followed by themselves.
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .setup(move |window| {
            open(window, &own)?;
            start(window.handle().clone(), app);
            end_on_signal(window.handle().clone());
            closing::watch(window.handle());
            Ok(())
        })
        .build(tauri::generate_context!())
        .context("the window cannot be opened")?;
    window.run(|window, event| match event {
        RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } => {
            closing::asked(window, &api);
        }
        // The window is gone at once; letters on the wire have their ten seconds behind it.
        RunEvent::ExitRequested { code: None, api, .. } => {
            api.prevent_exit();
            finish(window.clone());
        }
        _ => {}
    });
    Ok(())
}

/// The one window. What its page keeps for itself (what was typed and not saved yet) stays in the
/// home: two homes are two people.
fn open(window: &tauri::App, own: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let look = window.config().app.windows.first().ok_or("the window is not described")?;
    WebviewWindowBuilder::from_config(window, look)?.data_directory(own.to_owned()).build()?;
    Ok(())
}

/// Somebody started the program once more: the open window comes to the front and shows what
/// they wanted to open.
fn second(window: &AppHandle, app: &App, words: Vec<String>, folder: &str) {
    let given = Arguments::of(words.into_iter().skip(1).map(OsString::from));
    for file in given.files {
        app.open_file(Path::new(folder).join(file));
    }
    let _ = window.emit("opened", ());
    if let Some(main) = window.get_webview_window("main") {
        // A desktop that does not let windows come forward only marks it.
        let _ = main.unminimize();
        let _ = main.set_focus();
    }
}

/// Every command of the list; what is not in it has no permission and does not arrive here.
fn answer(app: &App, invoke: Invoke<Wry>) -> bool {
    let app = app.clone();
    let Invoke { message, resolver, .. } = invoke;
    let name = message.command().to_owned();
    let request = match message.payload() {
        InvokeBody::Json(payload) => payload.get("request").cloned().unwrap_or(Value::Null),
        InvokeBody::Raw(_) => Value::Null,
    };
    resolver.respond_async(async move {
        dispatch(&app, &name, request).await.map_err(|error| wire(&error))
    });
    true
}

fn wire(error: &AppError) -> InvokeError {
    InvokeError(serde_json::to_value(error.to_api()).unwrap_or(Value::Null))
}

fn start(window: AppHandle, app: App) {
    tauri::async_runtime::spawn(async move {
        let page = window.clone();
        let changed = move |seq| {
            // A page that is gone has nothing to hear.
            let _ = page.emit("changed", Changed { seq });
        };
        loop {
            match Background::start(app.clone(), changed.clone()).await {
                Ok(running) => {
                    window.manage(Running(Mutex::new(Some(running))));
                    return;
                }
                // The page asks for its state at once and shows the same error in words.
                Err(error) => tracing::error!(code = %error.code.name(), "nothing is sent"),
            }
            tokio::time::sleep(AGAIN).await;
        }
    });
}

/// Ctrl+C in a terminal, or a computer that shuts down, ends the window as closing it does.
fn end_on_signal(window: AppHandle) {
    tauri::async_runtime::spawn(async move {
        if signal().await.is_ok() {
            match window.get_webview_window("main") {
                Some(main) if main.destroy().is_ok() => {}
                _ => finish(window),
            }
        }
    });
}

#[cfg(unix)]
async fn signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

/// Sends what is on the wire to its end, then ends the program.
fn finish(window: AppHandle) {
    static BEGUN: AtomicBool = AtomicBool::new(false);
    if BEGUN.swap(true, Ordering::Relaxed) {
        return;
    }
    // Who starts the program now gets a window of their own: two on one home share the outbox.
    tauri_plugin_single_instance::destroy(&window);
    tauri::async_runtime::spawn(async move {
        let running = window.try_state::<Running>();
        let running = running.and_then(|it| it.0.lock().ok().and_then(|mut it| it.take()));
        if let Some(running) = running {
            running.stop().await;
        }
        window.exit(0);
    });
}

/// Logs go to stderr; what is logged at `info` and above names nobody.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("UNFORGOTTEN_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
