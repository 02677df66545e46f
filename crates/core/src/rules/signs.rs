//! Rules for letters into prison about what looks like a code: phone numbers, ciphers,
//! abbreviations, words in other letters.

use std::ops::Range;

use super::{Finding, Reading, Rule, shown};
use crate::words;

pub(super) fn phone(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let text = reading.letter.text;
    match number(text).or_else(|| spoken(reading)) {
        Some(span) => shown(rule, text, span),
        None => Vec::new(),
    }
}

/// Nine digits and more in a row, or six with the signs that stand in phone numbers.
fn number(text: &str) -> Option<Range<usize>> {
    let sign =
        |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | ' ' | '\u{a0}' | '–');
    let mut rest = 0;
    while let Some(found) = text.get(rest..)?.find(|c: char| c.is_ascii_digit() || c == '+') {
        let start = rest + found;
        let tail = text.get(start..)?;
        let end = start + tail.find(|c| !sign(c)).unwrap_or(tail.len());
        let piece = text.get(start..end)?.trim_end();
        let digits = piece.chars().filter(char::is_ascii_digit).count();
        let signed = digits >= 6 && piece.contains(['-', '(', '+']);
        if (digits >= 9 || signed) && !is_count(piece) && !is_grid(text, start..end) {
            return Some(start..start + piece.len());
        }
        rest = end.max(start + 1);
    }
    None
}

/// Whether a row of digits is something else than a phone number: years, a large number
/// («1 400 000»), or a riddle of small numbers (8-5-12-12-15).
fn is_count(piece: &str) -> bool {
    let groups: Vec<&str> =
        piece.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
    let year =
        |group: &&str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    let thousands = groups.iter().skip(1).all(|group| group.len() == 3)
        && groups.len() > 1
        && groups.last() == Some(&"000")
        && !piece.contains(['+', '(', '-']);
    let small = |group: &str| group.len() < 3;
    let riddle = groups.len() > 3
        && groups.iter().all(|group| small(group))
        && !groups.first().is_some_and(|group| group.starts_with('0'))
        && !piece.contains(['+', '(']);
    groups.iter().all(year) || thousands || riddle
}

/// Whether a row of digits is a line of a grid: the line before or after has digits only too.
fn is_grid(text: &str, span: Range<usize>) -> bool {
    let digits = |line: Option<&str>| {
        line.is_some_and(|line| {
            let line = line.trim();
            line.len() > 2 && line.chars().all(|c| c.is_ascii_digit() || c == ' ')
        })
    };
    let before = text.get(..span.start).unwrap_or("");
    let after = text.get(span.start..).unwrap_or("");
    before.ends_with('\n') && digits(before.lines().last()) || {
        let mut lines = after.lines();
        digits(lines.next()) && digits(lines.next())
    }
}

/// A number in words: six number words and more in a sentence that speaks of a phone.
fn spoken(reading: &Reading<'_>) -> Option<Range<usize>> {
    let mut run: Option<Range<usize>> = None;
    let mut count = 0;
    for word in reading.text.near("number_word", "phone_word") {
        let follows = run.as_ref().is_some_and(|run| {
            let between = reading.letter.text.get(run.end..word.start).unwrap_or("x");
            !between.contains(char::is_alphanumeric)
        });
        count = if follows { count + 1 } else { 1 };
        run = Some(run.filter(|_| follows).map_or(word.clone(), |run| run.start..word.end));
        if count > 5 {
            return run;
        }
    }
    None
}

/// Words in Latin letters inside a Cyrillic text. Roman numerals are read by everybody, and a
/// return address at the end is for the envelope.
pub(super) fn latin_words(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let text = reading.letter.text;
    let is_latin = |c: char| c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c);
    let is_cyrillic = |c: &char| ('\u{400}'..='\u{52f}').contains(c);
    let cyrillic = text.chars().filter(is_cyrillic).count();
    if cyrillic * 2 < text.chars().filter(|c| c.is_alphabetic()).count() {
        return Vec::new();
    }
    let letter = text.get(..address(text, is_latin)).unwrap_or(text);
    let mut found = words::words(letter).filter(|word| {
        let spelled = text.get(word.clone()).unwrap_or("");
        spelled.chars().any(is_latin) && !is_roman(spelled) && !reading.in_hole(word)
    });
    found.next().map_or_else(Vec::new, |word| shown(rule, text, word))
}

/// Where a return address begins: the last lines, at most three, that hold Latin letters and
/// no Cyrillic ones, together with a number.
fn address(text: &str, is_latin: fn(char) -> bool) -> usize {
    let body = text.trim_end();
    let mut start = body.len();
    for line in body.lines().rev().take(3) {
        let letters = || line.chars().filter(|c| c.is_alphabetic());
        if letters().next().is_none() || !letters().all(is_latin) {
            break;
        }
        start = start.saturating_sub(line.len() + usize::from(start < body.len()));
    }
    let address = body.get(start..).unwrap_or("");
    if address.contains(|c: char| c.is_ascii_digit()) { start } else { text.len() }
}

fn is_roman(word: &str) -> bool {
    word.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C' | 'M'))
}

/// Several words that are cut with a point are abbreviated on purpose.
const CUT: usize = 3;

/// Two capitals and more, what the language's list names, or several words cut with a point.
pub(super) fn abbreviation(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let text = reading.letter.text;
    let everyday = |word: &Range<usize>| reading.text.of("everyday").any(|known| known == *word);
    let capitals = words::words(text).find(|word| {
        let letters = text.get(word.clone()).unwrap_or("");
        (2..=5).contains(&letters.chars().count())
            && letters.chars().all(char::is_uppercase)
            && !is_roman(letters)
            && !everyday(word)
            && !reading.in_hole(word)
    });
    let listed = || reading.text.of("abbreviation").find(|word| !is_initial(text, word));
    let cut = || {
        let mut cut = words::words(text).filter(|word| is_cut(text, word) && !everyday(word));
        let first = cut.next()?;
        (cut.count() + 1 >= CUT).then_some(first)
    };
    match capitals.or_else(listed).or_else(cut) {
        Some(word) => shown(rule, text, word),
        None => Vec::new(),
    }
}

/// “R. Tennant”: a capital with a point belongs to a name.
fn is_initial(text: &str, word: &Range<usize>) -> bool {
    let letters = text.get(word.clone()).unwrap_or("");
    letters.chars().all(char::is_uppercase)
        && letters.chars().count() == 1
        && text.get(word.end..).is_some_and(|rest| rest.starts_with('.'))
}

/// A short word with a point, in the middle of a sentence: «ув. рыбу», «Здр., Мария».
fn is_cut(text: &str, word: &Range<usize>) -> bool {
    let letters = text.get(word.clone()).unwrap_or("");
    let after = text.get(word.end..).and_then(|rest| rest.strip_prefix('.'));
    let Some(after) = after else { return false };
    let goes_on = after.starts_with([',', '?', '!'])
        || after.starts_with(' ') && after.trim_start().starts_with(char::is_lowercase);
    letters.chars().all(char::is_alphabetic) && (1..6).contains(&letters.chars().count()) && goes_on
}

/// Words such as “K2” or “e4” that one letter can hold: a road, a postcode, a paper size.
const MIXED: usize = 4;

/// Rows of numbers, letters mixed with digits, long words without a vowel, rows of signs.
pub(super) fn cipher(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let text = reading.letter.text;
    let phone = number(text);
    let known = |span: &Range<usize>| {
        reading.in_hole(span)
            || phone.as_ref().is_some_and(|phone| phone.start < span.end && span.start < phone.end)
    };
    let groups = numbers(text).into_iter().find(|span| !known(span));
    let odd = || {
        let odd = |word: &Range<usize>| is_odd(text.get(word.clone()).unwrap_or(""));
        words::words(text).find(|word| !known(word) && odd(word))
    };
    let mixed = || {
        let mixed = |word: &Range<usize>| is_mixed(text.get(word.clone()).unwrap_or(""));
        let mut mixed = words::words(text).filter(|word| !known(word) && mixed(word));
        let first = mixed.next()?;
        let last = mixed.nth(MIXED - 2)?;
        Some(first.start..last.end)
    };
    match groups.or_else(odd).or_else(mixed).or_else(|| signs(text, known)) {
        Some(span) => shown(rule, text, span),
        None => Vec::new(),
    }
}

/// Rows of four numbers, or of three long ones, with nothing but signs between. Dates, times,
/// years and the groups of a large number are no row.
fn numbers(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut row: Vec<Range<usize>> = Vec::new();
    for word in words::words(text).map(Some).chain([None]) {
        let digits = word.filter(|word| {
            text.get(word.clone()).is_some_and(|word| word.chars().all(char::is_numeric))
        });
        if let Some(word) = digits {
            row.push(word);
            continue;
        }
        if let (Some(first), Some(last)) = (row.first(), row.last())
            && is_row(text, &row)
        {
            found.push(first.start..last.end);
        }
        row.clear();
    }
    found
}

fn is_row(text: &str, row: &[Range<usize>]) -> bool {
    let piece = |span: &Range<usize>| text.get(span.clone()).unwrap_or("");
    let sign = |number: usize| {
        let (Some(a), Some(b)) = (row.get(number), row.get(number + 1)) else { return "" };
        text.get(a.end..b.start).unwrap_or("")
    };
    let (mut count, mut long, mut at) = (0, 0, 0);
    while let Some(span) = row.get(at) {
        let length = |ahead: usize| row.get(at + ahead).map_or(0, |span| piece(span).len());
        let date = (sign(at), sign(at + 1));
        let is_date = matches!(date, (".", ".") | ("/", "/") | ("-", "-"))
            && (length(0) == 4 || length(2) == 4);
        if is_date {
            at += 3;
            continue;
        }
        if sign(at) == ":" && length(1) == 2 {
            at += 2;
            continue;
        }
        let mut ahead = 1;
        while matches!(sign(at + ahead - 1), "," | "." | " " | "\u{a0}" | "\u{202f}")
            && length(ahead) == 3
            && length(0) < 4
        {
            ahead += 1;
        }
        let year = length(0) == 4 && ["1", "20"].iter().any(|c| piece(span).starts_with(c));
        count += usize::from(!year);
        long += usize::from(!year && length(0) > 3);
        at += ahead;
    }
    count > 3 || long > 2
}

/// Four signs in a row that no sentence has.
fn signs(text: &str, known: impl Fn(&Range<usize>) -> bool) -> Option<Range<usize>> {
    let sign = |c: char| "#*=+/\\|<>~^%$@_".contains(c);
    let mut run = 0;
    for (at, c) in text.char_indices() {
        run = if sign(c) { run + 1 } else { 0 };
        let span = at + 1 - run.min(at + 1)..at + 1;
        if run > 3 && !known(&span) {
            return Some(span);
        }
    }
    None
}

/// How often a word changes between letters and digits.
fn changes(word: &str) -> usize {
    let kinds: Vec<bool> = word.chars().map(char::is_numeric).collect();
    kinds.windows(2).filter(|pair| matches!(pair, [a, b] if a != b)).count()
}

/// A word that goes from letters to digits and back, or has five letters and more and no
/// vowel.
fn is_odd(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let vowel = |c: char| "aeiouyаеёиоуыэюяіїєAEIOUYАЕЁИОУЫЭЮЯІЇЄ".contains(c);
    let known_script = word.chars().all(|c| c.is_ascii() || ('\u{400}'..='\u{52f}').contains(&c));
    // “SW1A” is the first half of a postcode.
    let postcode = word.len() < 5 && word.chars().all(|c| c.is_ascii_uppercase() || c.is_numeric());
    (changes(word) > 1 && !postcode) || (known_script && letters > 4 && !word.chars().any(vowel))
}

/// “A64”, “e4”, “2QT”; not “5th”, “90s”, “1980х”, which are numbers with an ending.
fn is_mixed(word: &str) -> bool {
    let number = word.starts_with(char::is_numeric)
        && word.chars().skip_while(|c| c.is_numeric()).all(char::is_lowercase);
    changes(word) > 0 && !number
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may panic")]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Call me: +7 (916) 555-01-23.", Some("+7 (916) 555-01-23"))]
    #[case("my number is 5550123456", Some("5550123456"))]
    #[case("555-01-23 in the evening", Some("555-01-23"))]
    #[case("06-12-34-56-78", Some("06-12-34-56-78"))]
    #[case("601 123 456", Some("601 123 456"))]
    #[case("from 1984 to 1999", None)]
    #[case("from 1984 - 1999", None)]
    #[case("23.11.2026", None)]
    #[case("I paid 12 500 for it", None)]
    #[case("1 400 000 000 km", None)]
    #[case("8-5-12-12-15 13-1-18", None)]
    #[case("530070000\n600195000", None)]
    fn a_phone_number_is_known_by_its_digits(#[case] text: &str, #[case] want: Option<&str>) {
        assert_eq!(number(text).map(|span| &text[span]), want, "in: {text}");
    }

    #[rstest]
    #[case("8-5-12-12-15", 1)]
    #[case("12/4/7, 33/1/2", 1)]
    #[case("53007\n60019\n09800", 1)]
    #[case("On 23.11.2026 at 8:30, or 24.11.2026 at 9:15", 0)]
    #[case("1,400,000,000 km", 0)]
    #[case("in 1961, 1974, 1985 and 1990, 2001", 0)]
    #[case("rooms 5, 7 and 12", 0)]
    fn a_row_of_numbers_can_be_a_cipher(#[case] text: &str, #[case] want: usize) {
        assert_eq!(numbers(text).len(), want, "in: {text}");
    }

    #[rstest]
    #[case("A1b2", true, true)]
    #[case("e4", false, true)]
    #[case("A64", false, true)]
    #[case("SW1A", false, true)]
    #[case("2QT", false, true)]
    #[case("90s", false, false)]
    #[case("5th", false, false)]
    #[case("rhythm", false, false)]
    #[case("взгляд", false, false)]
    #[case("бвгдж", true, false)]
    #[case("xkcdq", true, false)]
    fn an_odd_word_looks_like_a_cipher(#[case] word: &str, #[case] odd: bool, #[case] mixed: bool) {
        assert_eq!((is_odd(word), is_mixed(word)), (odd, mixed), "{word}");
    }

    #[rstest]
    #[case("Юрген, Росток\n\nMy address:\nLange Straße 7\nRostock", 3)]
    #[case("Юрген\nRostock", 0)]
    #[case("Lange Straße 7\nЮрген", 0)]
    fn a_return_address_stands_at_the_end(#[case] text: &str, #[case] lines: usize) {
        let latin = |c: char| c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c);
        let address = &text[address(text, latin)..];
        assert_eq!(address.lines().filter(|l| !l.is_empty()).count(), lines, "in: {text}");
    }

    #[rstest]
    #[case("ув. рыбу", true)]
    #[case("Здр., Мария", true)]
    #[case("Пришёл кот. Ушёл.", false)]
    #[case("J. S. Bach", false)]
    fn a_word_can_be_cut_with_a_point(#[case] text: &str, #[case] want: bool) {
        let cut = words::words(text).any(|word| is_cut(text, &word));
        assert_eq!(cut, want, "in: {text}");
    }
}
