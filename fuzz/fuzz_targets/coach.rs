//! Any text as a letter.
#![no_main]

#[path = "../../crates/core/tests/fuzzed/mod.rs"]
#[allow(dead_code, reason = "each fuzzer has one of them")]
mod fuzzed;

libfuzzer_sys::fuzz_target!(|text: &str| fuzzed::coach(text));
