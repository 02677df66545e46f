//! An hour of work in the window: it holds no more memory at the end than at the beginning.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a broken test may panic, and this one prints what it records"
)]

use std::fmt::Write;
use std::time::{Duration, Instant};

use unforgotten_tests::home::{OFFICE, PERSON, TestHome};
use unforgotten_tests::measure::median;
use unforgotten_tests::measure::process::{pss, pss_alone};
use unforgotten_tests::window::{Window, wait};

/// So long it takes until every screen was shown often and the caches are full.
const WARM: f64 = 0.2;
/// What the last fifth may hold more than the first one after that.
const GROWTH: f64 = 1.05;

/// `UNFORGOTTEN_SOAK_MINUTES` is how long, 60 if it does not say.
fn minutes() -> u64 {
    std::env::var("UNFORGOTTEN_SOAK_MINUTES").ok().and_then(|n| n.parse().ok()).unwrap_or(60)
}

/// Every screen, own words, a review. It is one script, because each element that a driver has
/// asked for is kept by the webview, with the whole screen it was on, until the window closes.
const ROUND: &str = "
    const [person, done] = arguments;
    const pause = (ms) => new Promise((go) => setTimeout(go, ms));
    const find = async (id) => {
        for (let n = 0; n < 400; n += 1) {
            const it = document.querySelector(`[data-testid=\"${id}\"]`);
            if (it) return it;
            await pause(25);
        }
        throw new Error(`${id} is not there`);
    };
    const click = async (id) => (await find(id)).click();
    const say = async (words) => {
        const own = await find('own-words');
        own.value = words;
        own.dispatchEvent(new Event('input', { bubbles: true }));
        await pause(700);
    };
    const round = async () => {
        for (const screen of ['people', 'outbox', 'officials', 'templates', 'settings']) {
            await click(`nav-${screen}`);
            await pause(300);
        }
        await click('nav-people');
        await click(`person-${person}`);
        await say('I think of her often.');
        await click('review');
        await find('review-text');
        document.querySelector('dialog[open]').close();
        await say('');
    };
    round().then(() => done(''), (error) => done(String(error)));";

/// One round, and a letter that the terminal sends meanwhile.
async fn round(window: &Window, home: &TestHome) {
    let wrong = window.later(ROUND, vec![PERSON.into()]).await;
    assert_eq!(wrong, "", "the round ends");
    home.practice(&["--again"]).succeeds();
}

#[tokio::test]
#[ignore = "an hour: make soak"]
async fn the_window_holds_no_more_memory_after_an_hour_of_work() {
    let home = TestHome::with_profile();
    home.run(&["offices", "confirm", OFFICE]).succeeds();
    home.run(&["people", "confirm", PERSON]).succeeds();
    let window = Window::open(&home, "soak").await;
    window.click("lang-en").await;
    window.click(&format!("person-{PERSON}")).await;
    window.click(&format!("office-{OFFICE}")).await;
    wait("the window runs", async || window.process().is_some()).await;
    let process = window.process().expect("the window's process");
    let end = Duration::from_secs(60 * minutes());
    let begun = Instant::now();
    let mut record = String::from("seconds,pss_mib,of_the_program_itself\n");
    let mut held = Vec::new();
    while begun.elapsed() < end {
        round(&window, &home).await;
        let (at, mib) = (begun.elapsed().as_secs_f64(), pss(process));
        writeln!(record, "{at:.0},{mib:.1},{:.1}", pss_alone(process)).expect("a string");
        held.push((at / end.as_secs_f64(), mib));
    }
    window.keep("memory.csv", &record);
    window.close().await;
    let between = |from: f64, to: f64| {
        let part = held.iter().filter(|(at, _)| (from..to).contains(at)).map(|(_, mib)| *mib);
        median(&part.collect::<Vec<_>>())
    };
    let (first, last) = (between(WARM, 2.0 * WARM), between(1.0 - WARM, 2.0));
    println!("{} rounds: {first:.0} MiB in the second fifth, {last:.0} MiB at the end", held.len());
    assert!(last < first * GROWTH, "the memory grew from {first:.0} to {last:.0} MiB");
}
