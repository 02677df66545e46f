//! The window: a thin shell. It opens the app on a home folder, hands every command to
//! [`dispatch`], and tells the page when something has changed. No `if` about letters.
#![windows_subsystem = "windows"]

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use anyhow::Context;
use serde_json::Value;
use tauri::ipc::{Invoke, InvokeBody, InvokeError};
use tauri::{AppHandle, Emitter, Manager, RunEvent, Wry};
use unforgotten_app::api::{Changed, dispatch};
use unforgotten_app::{App, AppError, Background, Home};

/// How long to wait when sending cannot start: another program may hold the home.
const AGAIN: Duration = Duration::from_secs(5);

/// The tasks behind the window, until it closes.
struct Running(Mutex<Option<Background>>);

fn main() -> anyhow::Result<()> {
    log();
    let app = App::open(Home::find(home())?)?;
    let shared = app.clone();
    let window = tauri::Builder::default()
        .invoke_handler(move |invoke| answer(&shared, invoke))
        .plugin(tauri_plugin_notification::init())
        // A source opens on the page's own word only; links are not followed by themselves.
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .setup(move |window| {
            start(window.handle().clone(), app);
            end_on_signal(window.handle().clone());
            Ok(())
        })
        .build(tauri::generate_context!())
        .context("the window cannot be opened")?;
    window.run(|window, event| {
        if let RunEvent::Exit = event {
            stop(window);
        }
    });
    Ok(())
}

/// `--home DIR`, else the environment, else the platform's folder.
fn home() -> Option<PathBuf> {
    let mut args = std::env::args_os().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--home" {
            return args.next().map(PathBuf::from);
        }
    }
    std::env::var_os("UNFORGOTTEN_HOME").map(PathBuf::from)
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
            window.exit(0);
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

fn stop(window: &AppHandle) {
    let Some(running) = window.try_state::<Running>() else { return };
    let running = running.0.lock().ok().and_then(|mut running| running.take());
    if let Some(running) = running {
        tauri::async_runtime::block_on(running.stop());
    }
}

/// Logs go to stderr; what is logged at `info` and above names nobody.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("UNFORGOTTEN_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
