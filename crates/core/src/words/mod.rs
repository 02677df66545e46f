//! Word lists: what the coach listens for, as data (`words/<code>.toml`), and the one pass over
//! a letter that hears all of them.
//!
//! An entry is a word or a few words in a row, lower case. A `*` at the end of a word stands
//! for any ending, a `_` between words for any one word; an entry that begins with `!` is an
//! exception: “!killing time” takes back what “kill*” has heard there. “ё” counts as “е”, a
//! curly apostrophe as a straight one.
//!
//! An entry can ask for company in its sentence: “fool* @reader” is heard only beside
//! something of the list `reader`, “drone* !@bees” only without something of the list `bees`.
//! Such an entry is not heard in a short quotation, which is a title or a name: «Идиот».

mod grave;
mod heard;
mod sentence;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use serde::Deserialize;

use crate::office::Kind;
use crate::problem::Problem;

use grave::Grave;
use heard::Hit;
pub(crate) use heard::{Asked, Heard};
pub(crate) use sentence::{around, quoted};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    lists: BTreeMap<String, Vec<String>>,
    /// What a letter may ask for, by the ask's code.
    #[serde(default)]
    asks: BTreeMap<String, Vec<String>>,
    /// What a letter may demand beside its appeal, by a code that an appeal can name as an ask.
    #[serde(default)]
    demands: BTreeMap<String, Vec<String>>,
}

/// One word of an entry.
#[derive(Debug)]
enum Pattern {
    Word(String),
    Stem(String),
    Any,
}

/// What an entry wants to hear, or not to hear, in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Company {
    list: usize,
    wanted: bool,
}

#[derive(Debug)]
struct Entry {
    list: usize,
    exception: bool,
    words: Vec<Pattern>,
    company: Vec<Company>,
}

/// The lists of one language.
#[derive(Debug, Default)]
pub struct Words {
    names: Vec<String>,
    /// By the first two letters of the first word.
    entries: HashMap<[char; 2], Vec<Entry>>,
    /// For letters to officials and their like, and for those to prisoners.
    grave: [Grave; 2],
}

/// The prefix of a list's name that holds what an ask is called: `ask:release`.
const ASK: &str = "ask:";
/// The same for what stands beside an appeal: `demand:money`.
const DEMAND: &str = "demand:";

/// The lists of a language as they lie in their file. They are read when the first letter is
/// looked at: nobody who only looks for a person waits for them.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    file: String,
    text: String,
    read: OnceLock<Result<Words, Problem>>,
}

impl Lists {
    pub(crate) fn new(file: &str, text: &str) -> Self {
        Self { file: file.to_owned(), text: text.to_owned(), read: OnceLock::new() }
    }

    fn read(&self) -> &Result<Words, Problem> {
        self.read.get_or_init(|| match self.text.as_str() {
            "" => Ok(Words::default()),
            text => Words::parse(&self.file, text),
        })
    }

    /// Without a file, or with a broken one, there is nothing to listen for.
    pub(crate) fn words(&self) -> &Words {
        static NONE: LazyLock<Words> = LazyLock::new(Words::default);
        self.read().as_ref().unwrap_or(&NONE)
    }

    /// Why there is nothing to listen for.
    pub(crate) fn problem(&self) -> Option<Problem> {
        self.read().as_ref().err().cloned()
    }
}

impl Words {
    /// Reads `words/<code>.toml`.
    pub fn parse(file: &str, text: &str) -> Result<Self, Problem> {
        let data: File = toml::from_str(text).map_err(|e| Problem::toml(file, text, 0, &e))?;
        let asks = data.asks.into_iter().map(|(code, list)| (format!("{ASK}{code}"), list));
        let demands =
            data.demands.into_iter().map(|(code, list)| (format!("{DEMAND}{code}"), list));
        let lists: Vec<_> = data.lists.into_iter().chain(asks).chain(demands).collect();
        let names = lists.iter().map(|(name, _)| name.clone()).collect();
        let mut words = Self { names, ..Self::default() };
        for (number, (name, list)) in lists.iter().enumerate() {
            for line in list {
                let refuse = || {
                    let message = format!("the list “{name}” holds “{line}”, which is no word");
                    Problem::whole(file, "word", message)
                };
                words.add(number, line).ok_or_else(refuse)?;
            }
        }
        words.grave = [grave::OFFICIALS, grave::PRISONERS].map(|lists| Grave::of(&words, lists));
        Ok(words)
    }

    fn add(&mut self, list: usize, line: &str) -> Option<()> {
        let (exception, line) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
        let mut company = Vec::new();
        let mut own = Vec::new();
        for word in line.split_whitespace() {
            let (wanted, name) = word.strip_prefix('!').map_or((true, word), |rest| (false, rest));
            match name.strip_prefix('@') {
                Some(name) => company.push(Company { list: self.number(name)?, wanted }),
                None => own.push(word),
            }
        }
        if exception && !company.is_empty() {
            return None;
        }
        // Parted like the letters: “cease-fire” is two words in a row.
        let parts = |c: char| c != '*' && c != '_' && parts_words(c);
        let words =
            own.into_iter().flat_map(|word| word.split(parts)).filter(|word| !word.is_empty());
        let words = words.map(Pattern::read).collect::<Option<Vec<_>>>()?;
        let (first, stem) = match words.first()? {
            Pattern::Word(first) => (first, false),
            Pattern::Stem(first) => (first, true),
            Pattern::Any => return None,
        };
        let key = match key(first.chars())? {
            // “*” after one letter: any second letter, and none.
            [a, ' '] if stem => [a, '*'],
            key => key,
        };
        self.entries.entry(key).or_default().push(Entry { list, exception, words, company });
        Some(())
    }

    fn number(&self, list: &str) -> Option<usize> {
        self.names.iter().position(|name| name == list)
    }

    /// Whether there is a list of this name: without one, a rule has nothing to say.
    pub(crate) fn knows(&self, list: &str) -> bool {
        self.number(list).is_some()
    }

    /// Hears all lists, if one of the grave ones may have something to say; else nothing. For
    /// letters of which only the stops matter: most have none.
    pub(crate) fn listen_for_grave<'a>(&'a self, text: &'a str, kind: Kind) -> Heard<'a> {
        let [officials, prisoners] = &self.grave;
        let grave = if kind == Kind::Prisoner { prisoners } else { officials };
        if grave.may_be_in(text) {
            self.listen(text)
        } else {
            Heard { words: self, text, hits: Vec::new() }
        }
    }

    /// Hears all lists in one pass.
    pub(crate) fn listen<'a>(&'a self, text: &'a str) -> Heard<'a> {
        let mut hits: Vec<(Hit, &Entry)> = Vec::new();
        let mut not: Vec<Hit> = Vec::new();
        if !self.entries.is_empty() {
            let plain = Plain::new(text);
            let (mut sentence, mut last) = (0, 0);
            for (at, word) in plain.words.iter().enumerate() {
                if sentence::ends(text, last..word.span.start) {
                    sentence += 1;
                }
                last = word.span.end;
                let Some([a, b]) = key(plain.word(at).unwrap_or("").chars()) else { continue };
                for key in [[a, b], [a, '*']] {
                    for entry in self.entries.get(&key).into_iter().flatten() {
                        let Some(end) = entry.end(&plain, at) else { continue };
                        let hit = Hit { list: entry.list, span: word.span.start..end, sentence };
                        if entry.exception { not.push(hit) } else { hits.push((hit, entry)) }
                    }
                }
            }
        }
        hits.retain(|(hit, _)| !not.iter().any(|no| no.covers(hit)));
        let kept = |(hit, entry): &(Hit, &Entry)| {
            if entry.company.is_empty() {
                return true;
            }
            let first = hits.partition_point(|(other, _)| other.sentence < hit.sentence);
            let here = hits.get(first..).unwrap_or_default().iter().map(|(other, _)| other);
            let here = here.take_while(|other| other.sentence == hit.sentence);
            let beside = |friend: &Company| {
                here.clone().any(|other| other.list == friend.list && other.beside(hit))
                    == friend.wanted
            };
            entry.company.iter().all(beside) && !quoted(text, &hit.span)
        };
        let kept = hits.iter().filter(|hit| kept(hit)).map(|(hit, _)| hit.clone()).collect();
        Heard { words: self, text, hits: kept }
    }
}

/// The first two letters of a word; a blank where there is no second.
fn key(mut letters: impl Iterator<Item = char>) -> Option<[char; 2]> {
    Some([letters.next()?, letters.next().unwrap_or(' ')])
}

/// A text in small letters, see [`plain`], beside the original: each letter is turned once.
struct Plain<'a> {
    text: &'a str,
    low: String,
    words: Vec<Spoken>,
}

struct Spoken {
    /// Bytes of the text.
    span: Range<usize>,
    /// Bytes of the small letters.
    low: Range<usize>,
}

impl<'a> Plain<'a> {
    fn new(text: &'a str) -> Self {
        let mut low = String::with_capacity(text.len());
        let mut all = Vec::with_capacity(text.len() / 6);
        for span in words(text) {
            let start = low.len();
            low.extend(slice(text, &span).chars().flat_map(plain));
            all.push(Spoken { span, low: start..low.len() });
        }
        Self { text, low, words: all }
    }

    fn word(&self, at: usize) -> Option<&str> {
        self.low.get(self.words.get(at)?.low.clone())
    }
}

impl Entry {
    /// Where the entry ends in the text, if the words from `at` on begin with it.
    fn end(&self, text: &Plain<'_>, at: usize) -> Option<usize> {
        let mut last: Option<usize> = None;
        for (pattern, at) in self.words.iter().zip(at..) {
            if !pattern.fits(text.word(at)?) {
                return None;
            }
            let span = &text.words.get(at)?.span;
            // A phrase does not run over the end of a sentence.
            if let Some(last) = last
                && text.text.get(last..span.start)?.contains(['.', '!', '?', ';', ':'])
            {
                return None;
            }
            last = Some(span.end);
        }
        last
    }
}

impl Pattern {
    fn read(word: &str) -> Option<Self> {
        if word == "_" {
            return Some(Self::Any);
        }
        let text: String = word.trim_end_matches('*').chars().flat_map(plain).collect();
        if text.is_empty() || text.contains(['*', '_']) {
            return None;
        }
        Some(if word.ends_with('*') { Self::Stem(text) } else { Self::Word(text) })
    }

    /// Whether a word in small letters is this one.
    fn fits(&self, word: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Word(want) => word == want,
            Self::Stem(want) => word.starts_with(want.as_str()),
        }
    }
}

/// The words of a text, as byte ranges.
pub(crate) fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let start = text.as_ptr() as usize;
    // An apostrophe belongs to a word only inside it.
    text.split(parts_words)
        .map(|word| word.trim_matches(['\'', '\u{2019}']))
        .filter(|word| !word.is_empty())
        .map(move |word| {
            let at = word.as_ptr() as usize - start;
            at..at + word.len()
        })
}

fn slice<'a>(text: &'a str, range: &Range<usize>) -> &'a str {
    text.get(range.clone()).unwrap_or("")
}

/// Lower case, “е” for “ё”, a straight apostrophe.
pub(crate) fn plain(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().map(|c| match c {
        'ё' => 'е',
        '\u{2019}' | '\u{2bc}' => '\'',
        c => c,
    })
}

/// White space and punctuation, told by their blocks: asking the Unicode tables for each
/// letter of a text costs more than rendering it.
fn parts_words(c: char) -> bool {
    match c {
        '\'' | '\u{2019}' => false,
        c if c.is_ascii() => !c.is_ascii_alphanumeric(),
        // ª, µ and º are letters; the joiner inside a Persian word (U+200C) is not a space.
        'ª' | 'µ' | 'º' | '\u{200c}' => false,
        c => matches!(c, '\u{80}'..='\u{bf}' | '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{6d4}'
            | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}'),
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may panic")]
mod tests {
    use rstest::rstest;

    use super::*;

    fn heard(list: &[&str], text: &str) -> Vec<String> {
        let toml = format!("lists.l = {list:?}");
        let words = Words::parse("words/xx.toml", &toml).unwrap();
        words.listen(text).of("l").map(|span| text[span].to_owned()).collect()
    }

    #[rstest]
    #[case(&["scum"], "Scum!", &["Scum"])]
    #[case(&["scum"], "scummy", &[])]
    #[case(&["idiot*"], "IDIOTS, idiotic", &["IDIOTS", "idiotic"])]
    #[case(&["идиот*"], "Идиоты.", &["Идиоты"])]
    #[case(&["ещё"], "еще раз", &["еще"])]
    #[case(&["cheer up"], "Cheer\nup, cheer. Up", &["Cheer\nup"])]
    #[case(&["kill*", "!killing time"], "killing time, killed", &["killed"])]
    #[case(&["i'm"], "I’m here", &["I’m"])]
    #[case(&["cease-fire"], "a cease fire, a cease-fire", &["cease fire", "cease-fire"])]
    #[case(&["я"], "Я и ярость", &["Я"])]
    #[case(&["i*"], "I in", &["I", "in"])]
    #[case(&["raise _ case"], "raise the case, raise case", &["raise the case"])]
    fn a_list_is_heard(#[case] list: &[&str], #[case] text: &str, #[case] want: &[&str]) {
        assert_eq!(heard(list, text), want, "{list:?} in: {text}");
    }

    #[rstest]
    #[case("You are fools.", &["fools"])]
    #[case("I was a fool. You were not.", &[])]
    #[case("What a fool, and\nyou know it.", &["fool"])]
    #[case("Have you read “The Fool”?", &[])]
    #[case("You fed the bees and the drones.", &[])]
    #[case("The drones came.", &["drones"])]
    fn an_entry_waits_for_its_company_in_the_sentence(#[case] text: &str, #[case] want: &[&str]) {
        let toml =
            "[lists]\nl = ['fool* @reader', 'drone* !@bees']\nreader = ['you']\nbees = ['bees']";
        let words = Words::parse("words/xx.toml", toml).unwrap();
        let heard: Vec<_> = words.listen(text).of("l").map(|span| &text[span]).collect();
        assert_eq!(heard, want, "in: {text}");
    }

    #[test]
    fn two_lists_can_be_heard_side_by_side() {
        let words = Words::parse("x", "[lists]\nweak = ['fool*']\nreader = ['you']").unwrap();
        let text = "You fool. A fool.";
        let heard = words.listen(text);
        let near: Vec<_> = heard.near("weak", "reader").map(|span| span.start).collect();
        assert_eq!(near, [4], "the second sentence does not speak of the reader");
    }

    #[test]
    fn what_is_asked_for_is_told_apart_from_what_is_demanded() {
        let words = Words::parse("x", "asks.release = ['free']\ndemands.money = ['pay']").unwrap();
        let heard = words.listen("Free her and pay.");
        let asks: Vec<_> = heard.asks().map(|ask| (ask.code.to_owned(), ask.demand)).collect();
        let want = [("release".to_owned(), false), ("money".to_owned(), true)];
        assert_eq!(asks, want, "by their codes");
    }

    #[test]
    fn words_are_parted_at_the_punctuation_of_every_language() {
        let text = "«Вы—палач», it's “so”…\u{a0}да سلام، می‌روم؟";
        let words: Vec<_> = words(text).map(|word| &text[word]).collect();
        let want = ["Вы", "палач", "it's", "so", "да", "سلام", "می‌روم"];
        assert_eq!(words, want, "quotes, dashes and spaces part, a Persian joiner does not");
    }

    #[rstest]
    #[case("a*b")]
    #[case("_ a")]
    #[case("a @nobody")]
    #[case("!a @l")]
    #[case("@l")]
    fn an_entry_that_would_never_be_heard_is_refused(#[case] entry: &str) {
        let problem = Words::parse("words/xx.toml", &format!("lists.l = ['{entry}']")).unwrap_err();
        assert!(problem.message.contains(&format!("“{entry}”")), "told by its words: {problem}");
    }
}
