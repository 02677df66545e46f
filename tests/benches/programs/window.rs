//! How fast the screens open in the real webview, and how much work a key is in Write with the
//! coach on. Times are taken in the page: from the click to the end of the frame that shows the
//! screen's content; for a key, the time that the page's one thread works on it.

use std::time::Duration;

use serde_json::json;
use unforgotten_tests::home::{OFFICE, PERSON, TestHome};
use unforgotten_tests::measure::median;
use unforgotten_tests::window::Window;

const ROUNDS: usize = 9;
const LETTERS: usize = 40;
/// A sentence that the coach has something to say about.
const SENTENCE: &str = "I teach at a school and think of her often, and I demand an answer NOW!!! ";

/// A screen's name, and what is there as soon as it is open.
const SCREENS: [(&str, &str); 6] = [
    ("people", "[data-testid^=person-]"),
    ("write", "[data-testid=sheet]"),
    ("outbox", "[data-testid^=outbox-row-]"),
    ("officials", "[data-testid^=official-]"),
    ("templates", "[data-testid^=template-row-]"),
    ("settings", "[data-testid=save-profile]"),
];

const OPEN: &str = "
    const [screen, content, done] = arguments;
    const begun = performance.now();
    document.querySelector(`[data-testid=nav-${screen}]`).click();
    const shown = () => document.querySelector(`main ${content}`)
        ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)))
        : requestAnimationFrame(shown);
    shown();";

/// Sums the work of a key: its handlers, and the frame after it.
const WATCH_KEYS: &str = "
    window.keysOfBench = [];
    window.gapsOfBench = [];
    addEventListener('beforeinput', () => {
        const begun = performance.now();
        let handled = begun;
        setTimeout(() => (handled = performance.now()));
        requestAnimationFrame((frame) => {
            const drawn = performance.now();
            const channel = new MessageChannel();
            channel.port1.onmessage = () => {
                const handlers = Math.max(0, Math.min(handled, drawn) - begun);
                window.keysOfBench.push(handlers + performance.now() - drawn);
            };
            channel.port2.postMessage(null);
        });
    }, { capture: true });
    let last = performance.now();
    const tick = () => {
        const now = performance.now();
        window.gapsOfBench.push(now - last);
        last = now;
        requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);";

/// Opens each screen, then types.
pub(crate) async fn screens_and_keys() {
    let home = TestHome::with_profile();
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    home.run(&["people", "confirm", PERSON]).succeeds();
    for _ in 0..LETTERS {
        home.practice(&["--again"]).succeeds();
    }
    let window = Window::open(&home, "bench-screens").await;
    window.click("lang-en").await;
    window.click(&format!("person-{PERSON}")).await;
    window.click(&format!("office-{OFFICE}")).await;
    window.find("sheet").await;
    let mut rounds = vec![Vec::with_capacity(ROUNDS); SCREENS.len()];
    for _ in 0..=ROUNDS {
        for ((screen, content), times) in SCREENS.iter().zip(&mut rounds) {
            let took = window.later(OPEN, vec![json!(screen), json!(content)]).await;
            times.push(took.as_f64().unwrap_or(f64::NAN));
            // What a screen fetches after it opened is not the next one's time.
            tokio::time::sleep(Duration::from_millis(150)).await;
        }
    }
    for ((screen, _), times) in SCREENS.iter().zip(&rounds) {
        let (first, again) = times.split_first().unwrap_or((&f64::NAN, &[]));
        println!(
            "window, opening {screen}: {:.0} ms (median of {ROUNDS}; the first time {first:.0} ms)",
            median(again)
        );
    }
    keys(&window).await;
    window.close().await;
}

async fn keys(window: &Window) {
    window.click("nav-write").await;
    window.find("own-words").await;
    window.run(WATCH_KEYS, Vec::new()).await;
    for key in SENTENCE.chars() {
        window.type_into("own-words", &key.to_string()).await;
        tokio::time::sleep(Duration::from_millis(60)).await;
    }
    let times = async |name: &str| -> Vec<f64> {
        let list = window.run(&format!("return window.{name}"), Vec::new()).await;
        let mut list: Vec<f64> =
            list.as_array().into_iter().flatten().filter_map(|t| t.as_f64()).collect();
        list.sort_by(f64::total_cmp);
        list
    };
    let work = times("keysOfBench").await;
    let gaps = times("gapsOfBench").await;
    let late = |list: &[f64]| list.get(list.len() * 95 / 100).copied().unwrap_or(f64::NAN);
    println!(
        "window, work of a key with the coach on: {:.1} ms (median), {:.1} ms (95th of 100), {} keys",
        median(&work),
        late(&work),
        work.len()
    );
    let worst = gaps.last().copied().unwrap_or(f64::NAN);
    println!("window, longest time between two frames while typing: {worst:.0} ms");
}
