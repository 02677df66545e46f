//! Where a sentence ends, and what stands in quotation marks.

use std::ops::Range;

/// Whether a sentence ends in the gap between two words: at “.”, “!”, “?”, “…” before white
/// space, or at an empty line. A point before a small letter belongs to an abbreviation, and a
/// line break alone is the work of a mail program.
pub(super) fn ends(text: &str, gap: Range<usize>) -> bool {
    let Some(between) = text.get(gap.clone()) else { return false };
    let mut lines = 0;
    let mut marks = between.chars().peekable();
    while let Some(mark) = marks.next() {
        lines += usize::from(mark == '\n');
        if lines > 1 {
            return true;
        }
        match mark {
            '!' | '?' | '؟' => return true,
            '.' | '…' if marks.peek().is_some() => {
                let next = text.get(gap.end..).and_then(|rest| rest.chars().next());
                return between.contains(char::is_whitespace)
                    && !next.is_some_and(char::is_lowercase);
            }
            _ => {}
        }
    }
    false
}

/// The bytes of the sentence around `at`.
pub(crate) fn around(text: &str, at: usize) -> Range<usize> {
    let mut start = 0;
    let mut last = 0;
    for word in super::words(text) {
        if ends(text, last..word.start) {
            if word.start > at {
                return start..last;
            }
            start = word.start;
        }
        last = word.end;
    }
    start..text.len()
}

/// A title or a name is not longer than this many words.
const TITLE: usize = 4;

/// Whether a place stands in a short quotation: «Идиот», “The Idiot”, "The Idiot".
pub(crate) fn quoted(text: &str, span: &Range<usize>) -> bool {
    let is_mark = |c: char| matches!(c, '«' | '»' | '“' | '”' | '„' | '"');
    let Some(before) = text.get(..span.start) else { return false };
    let Some(after) = text.get(span.end..) else { return false };
    let Some((open, mark)) = before.char_indices().rev().take(80).find(|(_, c)| is_mark(*c)) else {
        return false;
    };
    let Some((close, _)) = after.char_indices().take(80).find(|(_, c)| is_mark(*c)) else {
        return false;
    };
    let inside = text.get(open + mark.len_utf8()..span.end + close).unwrap_or("");
    // A mark that closes has a word before it.
    let opens = before.get(..open).is_none_or(|b| !b.ends_with(char::is_alphanumeric))
        && !inside.starts_with(char::is_whitespace);
    opens && !inside.contains('\n') && inside.split_whitespace().count() <= TITLE
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may panic")]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("One two. Three four.", "Three", "Three four.")]
    #[case("One\ntwo.", "One", "One\ntwo.")]
    #[case("One\n\ntwo.", "two", "two.")]
    #[case("In ca. ten days.", "ten", "In ca. ten days.")]
    #[case("On 3.03.2025 she.", "she", "On 3.03.2025 she.")]
    #[case("So! Now.", "Now", "Now.")]
    fn a_sentence_goes_from_mark_to_mark(
        #[case] text: &str,
        #[case] word: &str,
        #[case] want: &str,
    ) {
        assert_eq!(&text[around(text, text.find(word).unwrap())], want, "in: {text}");
    }

    #[rstest]
    #[case("I read «Идиот» again", true)]
    #[case("I read \"The Идиот\" again", true)]
    #[case("It was “Идиот”.", true)]
    #[case("«Here» Идиот «there»", false)]
    #[case("\"Here\" Идиот \"there\"", false)]
    #[case("«You are all together one Идиот»", false)]
    #[case("Идиот", false)]
    fn a_short_quotation_is_a_title(#[case] text: &str, #[case] want: bool) {
        let start = text.find("Идиот").unwrap();
        assert_eq!(quoted(text, &(start..start + "Идиот".len())), want, "in: {text}");
    }
}
