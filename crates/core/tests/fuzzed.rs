//! Texts that the fuzzer kept, and texts that people could write, replayed.
#![allow(clippy::unwrap_used, reason = "a broken test may panic")]

#[path = "fuzzed/mod.rs"]
mod fuzzed;

use std::path::Path;

/// The kept texts of a fuzzer; what is not UTF-8 never reaches core.
fn kept(target: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    let texts =
        files.iter().filter_map(|file| String::from_utf8(std::fs::read(file).unwrap()).ok());
    texts.collect()
}

#[test]
fn no_template_that_the_fuzzer_found_breaks_the_reader_or_the_renderer() {
    let texts = kept("template");
    assert!(texts.len() > 20, "the corpus is there: {}", texts.len());
    texts.iter().for_each(|text| fuzzed::template(text));
}

#[test]
fn no_letter_that_the_fuzzer_found_breaks_the_coach() {
    let texts = kept("coach");
    assert!(texts.len() > 20, "the corpus is there: {}", texts.len());
    texts.iter().for_each(|text| fuzzed::coach(text));
}
