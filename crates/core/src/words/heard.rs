//! What was heard in one text.

use std::ops::Range;

use super::{ASK, DEMAND, Words, quoted};

/// Something that was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) list: usize,
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// The number of its sentence.
    pub(super) sentence: usize,
}

impl Hit {
    /// Whether an exception takes the other back.
    pub(super) fn covers(&self, other: &Self) -> bool {
        self.list == other.list
            && self.span.start <= other.span.start
            && other.span.end <= self.span.end
    }

    /// Whether both stand in one sentence, apart from each other.
    pub(super) fn beside(&self, other: &Self) -> bool {
        self.sentence == other.sentence
            && (self.span.end <= other.span.start || other.span.end <= self.span.start)
    }
}

/// Everything that was heard in one text.
#[derive(Debug)]
pub(crate) struct Heard<'a> {
    pub(super) words: &'a Words,
    pub(super) text: &'a str,
    pub(super) hits: Vec<Hit>,
}

/// Something that a letter asks for.
#[derive(Debug, Clone)]
pub(crate) struct Asked<'a> {
    /// The ask's code.
    pub(crate) code: &'a str,
    /// Whether no appeal of the library asks for it.
    pub(crate) demand: bool,
    /// Where.
    pub(crate) span: Range<usize>,
}

impl<'a> Heard<'a> {
    fn hits(&self, list: &str) -> impl Iterator<Item = &Hit> {
        let number = self.words.number(list);
        self.hits.iter().filter(move |hit| Some(hit.list) == number)
    }

    /// What was heard of one list, in the order of the text.
    pub(crate) fn of(&self, list: &str) -> impl Iterator<Item = Range<usize>> {
        self.hits(list).map(|hit| hit.span.clone())
    }

    /// What was heard of one list beside something of another in the same sentence; not in a
    /// short quotation.
    pub(crate) fn near(&self, list: &str, company: &str) -> impl Iterator<Item = Range<usize>> {
        let friends = self.words.number(company);
        self.hits(list)
            .filter(move |hit| {
                let friend = |other: &&Hit| Some(other.list) == friends && other.beside(hit);
                self.hits.iter().any(|other| friend(&other)) && !quoted(self.text, &hit.span)
            })
            .map(|hit| hit.span.clone())
    }

    /// What was heard of things that letters ask for.
    pub(crate) fn asks(&self) -> impl Iterator<Item = Asked<'a>> {
        let words = self.words;
        self.hits.iter().filter_map(move |hit| {
            let name = words.names.get(hit.list)?;
            let (code, demand) = match name.strip_prefix(ASK) {
                Some(code) => (code, false),
                None => (name.strip_prefix(DEMAND)?, true),
            };
            Some(Asked { code, demand, span: hit.span.clone() })
        })
    }
}
