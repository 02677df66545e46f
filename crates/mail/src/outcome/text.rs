//! Replies that are known by their words: `data/replies.toml`, with the source of each row.

use std::sync::LazyLock;
use std::time::Duration;

use serde::Deserialize;

use super::{Class, Phase};
use crate::provider::{Provider, Source};
use crate::reply::Reply;

/// What the words of a reply mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Meaning {
    pub(super) class: Class,
    /// With [`Class::HoldAccount`]: for how long; `None` is until a person looks.
    pub(super) hold: Option<Duration>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(default)]
    providers: Vec<String>,
    #[serde(default = "transaction")]
    phases: Vec<Phase>,
    #[serde(default)]
    codes: Vec<u16>,
    #[serde(default)]
    enhanced: Vec<String>,
    #[serde(default)]
    contains: Vec<String>,
    #[serde(default)]
    without: Vec<String>,
    class: Class,
    hours: Option<u64>,
    #[cfg_attr(not(test), expect(dead_code, reason = "for the reader of the file, and a test"))]
    source: Source,
}

#[derive(Deserialize)]
struct Table {
    reply: Vec<Row>,
}

/// Before MAIL a server does not know whose limits it would speak of.
fn transaction() -> Vec<Phase> {
    vec![Phase::Mail, Phase::Rcpt, Phase::Data, Phase::Body, Phase::Dot]
}

/// A test proves that the bundled text is read.
static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
    let table: Result<Table, _> = toml::from_str(include_str!("../../data/replies.toml"));
    table.map(|table| table.reply).unwrap_or_default()
});

/// What a refusal means by its words; the provider's own rows come first.
pub(super) fn meaning(phase: Phase, reply: &Reply, server: &str) -> Option<Meaning> {
    let provider = Provider::of_host(server).map(|provider| &provider.id);
    let text = reply.text().to_lowercase();
    let enhanced = reply.enhanced.map_or_else(|| "none".to_owned(), |code| code.to_string());
    let fits = |row: &Row| {
        row.phases.contains(&phase)
            && (row.codes.is_empty() || row.codes.contains(&reply.code))
            && (row.enhanced.is_empty() || row.enhanced.contains(&enhanced))
            && row.contains.iter().all(|any| any.split('|').any(|word| text.contains(word)))
            && !row.without.iter().any(|word| text.contains(word))
    };
    let own = ROWS.iter().filter(|row| provider.is_some_and(|id| row.providers.contains(id)));
    // x.2.z is the recipient's mailbox (RFC 3463 3.3), whatever the words.
    let mailbox = reply.enhanced.is_some_and(|code| code.subject == 2);
    let general = ROWS.iter().filter(|row| row.providers.is_empty() && !mailbox);
    own.chain(general).find(|row| fits(row)).map(|row| Meaning {
        class: row.class,
        hold: row.hours.map(|hours| Duration::from_secs(hours * 3600)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_every_row_is_whole() {
        let read = toml::from_str::<Table>(include_str!("../../data/replies.toml"));
        assert_eq!(read.map(|table| table.reply.len()).ok(), Some(ROWS.len()), "it is read");
        assert!(ROWS.len() > 15, "{}", ROWS.len());
        for row in ROWS.iter() {
            for id in &row.providers {
                let known = Provider::all().iter().any(|provider| &provider.id == id);
                assert!(known, "{id} stands in providers.toml");
            }
            assert!(
                !row.contains.is_empty() || !row.enhanced.is_empty(),
                "not everything: {row:?}"
            );
            let lower = |word: &String| *word == word.to_lowercase();
            assert!(row.contains.iter().chain(&row.without).all(lower), "compared so: {row:?}");
            assert!(row.hours.is_none() || row.class == Class::HoldAccount, "{row:?}");
            assert!(row.source.url.starts_with("http"), "every row has a source: {row:?}");
            let day: Result<jiff::civil::Date, _> = row.source.date.parse();
            assert!(day.is_ok(), "and its day: {row:?}");
        }
    }
}
