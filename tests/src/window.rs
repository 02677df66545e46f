//! The built window, driven through WebKitWebDriver: one driver process a window, a fresh
//! folder for everything, and an orderly end, without which later starts hang.

#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a window that does not open must fail its test loudly"
)]

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::{Pid, Signal};
use serde_json::{Value, json};

use crate::home::{TestHome, program};

/// The longest wait for anything in the window.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(50);

/// An open window.
#[derive(Debug)]
pub struct Window {
    client: Client,
    driver: Child,
    artefacts: PathBuf,
    home: PathBuf,
    clicks: std::cell::Cell<usize>,
}

impl Window {
    /// Opens the window on a home. Pictures go to `artefacts/<name>/`.
    pub async fn open(home: &TestHome, name: &str) -> Self {
        let port = free_port();
        let folders = home.path().join("window");
        for folder in ["run", "data", "cache", "config"] {
            std::fs::create_dir_all(folders.join(folder)).expect("folders");
        }
        private(&folders.join("run"));
        let driver = Command::new("WebKitWebDriver")
            .args([format!("--port={port}"), "--host=127.0.0.1".to_owned()])
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("HOME", &folders)
            .env("XDG_RUNTIME_DIR", folders.join("run"))
            .env("XDG_DATA_HOME", folders.join("data"))
            .env("XDG_CACHE_HOME", folders.join("cache"))
            .env("XDG_CONFIG_HOME", folders.join("config"))
            .env("NO_AT_BRIDGE", "1")
            .env("LANG", "C.UTF-8")
            .envs(home.variables())
            .stdout(Stdio::null())
            .spawn()
            .expect("WebKitWebDriver of the package webkit2gtk-driver");
        let url = format!("http://127.0.0.1:{port}");
        wait("the driver is ready", async || ready(port).await).await;
        let binary = program("unforgotten-window");
        let options = json!({"binary": binary, "args": ["--home", home.path()]});
        let mut capabilities = fantoccini::wd::Capabilities::new();
        capabilities.insert("webkitgtk:browserOptions".to_owned(), options);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(capabilities).connect(&url).await.expect("the window");
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../artefacts");
        let artefacts = root.join(name);
        std::fs::create_dir_all(&artefacts).expect("the folder for pictures");
        let home = home.path().to_owned();
        Self { client, driver, artefacts, home, clicks: std::cell::Cell::new(0) }
    }

    /// The element with this `data-testid`, as soon as it is shown.
    pub async fn find(&self, id: &str) -> Element {
        self.css(&format!("[data-testid=\"{id}\"]")).await
    }

    /// The first element that this CSS selector finds, as soon as it is shown.
    pub async fn css(&self, selector: &str) -> Element {
        let begun = Instant::now();
        loop {
            if let Ok(element) = self.client.find(Locator::Css(selector)).await
                && element.is_displayed().await.unwrap_or(false)
            {
                return element;
            }
            if begun.elapsed() > PATIENCE {
                self.give_up(&format!("{selector} is not shown")).await;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Clicks once it can be clicked, and counts it.
    pub async fn click(&self, id: &str) {
        let begun = Instant::now();
        loop {
            let element = self.find(id).await;
            let enabled = element.is_enabled().await.unwrap_or(false);
            if enabled && element.click().await.is_ok() {
                self.clicks.set(self.clicks.get() + 1);
                return;
            }
            if begun.elapsed() > PATIENCE {
                self.give_up(&format!("{id} cannot be clicked")).await;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Types into a field.
    pub async fn type_into(&self, id: &str, text: &str) {
        let typed = self.find(id).await.send_keys(text).await;
        assert!(typed.is_ok(), "{id} takes no text: {typed:?}");
    }

    /// Empties a field.
    pub async fn empty(&self, id: &str) {
        let emptied = self.find(id).await.clear().await;
        assert!(emptied.is_ok(), "{id} cannot be emptied: {emptied:?}");
    }

    /// Presses keys, one after the other, wherever the focus is.
    pub async fn press(&self, keys: &str) {
        let strokes = keys.chars().fold(KeyActions::new("keys".to_owned()), |actions, value| {
            actions.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        let pressed = self.client.perform_actions(strokes).await;
        assert!(pressed.is_ok(), "the keys cannot be pressed: {pressed:?}");
    }

    /// Presses a key while another one is held.
    pub async fn chord(&self, held: char, value: char) {
        let strokes = KeyActions::new("keys".to_owned())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: held });
        let pressed = self.client.perform_actions(strokes).await;
        assert!(pressed.is_ok(), "the keys cannot be pressed: {pressed:?}");
    }

    /// Waits until nothing with this `data-testid` is there.
    pub async fn gone(&self, id: &str) {
        let selector = format!("[data-testid=\"{id}\"]");
        let found = Locator::Css(&selector);
        wait(&format!("{id} is gone"), async || self.client.find(found).await.is_err()).await;
    }

    /// Asks the window to close, as its own button does.
    pub async fn ask_to_close(&self) {
        let process = self.process().expect("the window's process");
        tokio::task::spawn_blocking(move || crate::desktop::close(process).expect("a wish"))
            .await
            .expect("the wish to close");
    }

    /// Kills the window's process, as a crash does, and ends the driver.
    pub async fn kill(mut self) {
        if let Some(process) = process(&self.home).and_then(|id| Pid::from_raw(id.cast_signed())) {
            let _ = rustix::process::kill_process(process, Signal::KILL);
        }
        let home = self.home.clone();
        wait("the window's process has ended", async || process(&home).is_none()).await;
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }

    /// The exact text of an element, with its line breaks.
    pub async fn text(&self, id: &str) -> String {
        self.find(id).await;
        let script =
            "return document.querySelector(`[data-testid=\"${arguments[0]}\"]`).textContent";
        let text = self.run(script, vec![json!(id)]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.expect("a script that runs")
    }

    /// Runs a script that answers later, through its last argument.
    pub async fn later(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute_async(script, arguments).await.expect("a script that answers")
    }

    /// Waits until an attribute of an element has this value.
    pub async fn wait_for(&self, selector: &str, attribute: &str, value: &str) {
        let begun = Instant::now();
        loop {
            let found = self.css(selector).await.attr(attribute).await.ok().flatten();
            if found.as_deref() == Some(value) {
                return;
            }
            if begun.elapsed() > PATIENCE {
                self.give_up(&format!("{selector}: {attribute} is {found:?}, not {value}")).await;
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// The process of the window itself.
    pub fn process(&self) -> Option<u32> {
        process(&self.home)
    }

    /// How often something was clicked.
    pub fn clicks(&self) -> usize {
        self.clicks.get()
    }

    /// Keeps a picture of the window.
    pub async fn picture(&self, name: &str) {
        // A screenshot can lag by a frame.
        tokio::time::sleep(Duration::from_millis(150)).await;
        if let Ok(png) = self.client.screenshot().await {
            let path = self.artefacts.join(format!("{name}.png"));
            std::fs::write(path, png).expect("a picture");
        }
    }

    /// Keeps a text beside the pictures.
    pub fn keep(&self, name: &str, text: &str) {
        std::fs::write(self.artefacts.join(name), text).expect("a file beside the pictures");
    }

    /// The size of the window.
    pub async fn resize(&self, width: u32, height: u32) {
        let resized = self.client.set_window_size(width, height).await;
        assert!(resized.is_ok(), "the window takes no size: {resized:?}");
        tokio::time::sleep(Duration::from_millis(300)).await;
    }

    /// Keeps what can be seen, then fails the test.
    pub async fn give_up(&self, why: &str) -> ! {
        self.picture("failed").await;
        let source = self.client.source().await.unwrap_or_default();
        let path = self.artefacts.join("failed.html");
        let _ = std::fs::write(&path, source);
        #[allow(clippy::panic, reason = "this is how a test fails")]
        {
            panic!("{why}; picture and page are in {}", self.artefacts.display())
        }
    }

    /// Ends the session, waits for the window's process, then ends the driver.
    pub async fn close(mut self) {
        let _ = self.client.clone().close().await;
        let home = self.home.clone();
        wait("the window's process has ended", async || process(&home).is_none()).await;
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// Waits until something is true.
pub async fn wait(what: &str, is: impl AsyncFn() -> bool) {
    let begun = Instant::now();
    while !is().await {
        assert!(begun.elapsed() < PATIENCE, "waited too long until {what}");
        tokio::time::sleep(LOOK).await;
    }
}

/// An open port is too early: the driver itself has to say that it is ready.
async fn ready(port: u16) -> bool {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let Ok(mut stream) = tokio::net::TcpStream::connect(("127.0.0.1", port)).await else {
        return false;
    };
    let request =
        format!("GET /status HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let read = async {
        stream.write_all(request.as_bytes()).await?;
        let (mut answer, mut part) = (Vec::new(), [0; 1024]);
        // The driver keeps the connection open, so the end of the answer is its last brace.
        while !answer.ends_with(b"}") {
            match stream.read(&mut part).await? {
                0 => break,
                n => answer.extend(part.iter().take(n)),
            }
        }
        Ok::<_, std::io::Error>(String::from_utf8_lossy(&answer).replace(' ', ""))
    };
    let answer = tokio::time::timeout(Duration::from_secs(1), read).await;
    matches!(answer, Ok(Ok(answer)) if answer.contains("\"ready\":true"))
}

/// The process of a window on this home, if it runs.
fn process(home: &Path) -> Option<u32> {
    let home = home.display().to_string();
    let mut processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes.find_map(|entry| {
        let line = std::fs::read(entry.path().join("cmdline")).ok()?;
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        let ours = line.contains("unforgotten-window") && line.contains(&home);
        ours.then(|| entry.file_name().to_str()?.parse().ok()).flatten()
    })
}

/// The runtime folder must belong to its user alone.
fn private(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::Permissions::from_mode(0o700);
    std::fs::set_permissions(folder, mode).expect("permissions");
}
