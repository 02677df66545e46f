//! Text that a person typed or pasted, before it enters a letter.

use icu::normalizer::ComposingNormalizerBorrowed;

/// Own words beyond this length are a pasted document, not a letter: 10,000 characters are
/// about five pages.
pub const OWN_WORDS_MAX: usize = 10_000;

/// Why a text cannot enter a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// A NUL or another control character besides line breaks and tabs: no mail server is
    /// obliged to carry them (RFC 5321 4.5.2, RFC 5322 2.1).
    #[error("has an invisible control character: type the text again instead of pasting it")]
    Control,
    /// More than [`OWN_WORDS_MAX`] characters.
    #[error("is longer than {OWN_WORDS_MAX} characters: shorten it")]
    TooLong,
}

/// Normalises own words: line breaks become `\n`, spaces at line ends and blank lines at
/// both ends go, letters with their marks become one (NFC), and so that no rule misses a word,
/// invisible signs inside and between words go: soft hyphens, blanks without width, and those
/// that turn the direction (UAX 9, 2).
pub fn own_words(text: &str) -> Result<String, TextError> {
    if text.chars().count() > OWN_WORDS_MAX {
        return Err(TextError::TooLong);
    }
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let text: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let text = ComposingNormalizerBorrowed::new_nfc().normalize(&text);
    if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(TextError::Control);
    }
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    Ok(lines.join("\n").trim_matches('\n').to_owned())
}

/// Words as a person counts them: runs without white space that hold a letter or a digit.
pub fn words(text: &str) -> usize {
    text.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count()
}

fn is_invisible(c: char) -> bool {
    is_direction_sign(c) || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Whether a letter is written from right to left: Hebrew, Arabic and their kin, with their
/// presentation forms (Unicode blocks 0590 to 08FF, FB1D to FDFF, FE70 to FEFF).
pub fn is_rtl(c: char) -> bool {
    c.is_alphabetic()
        && matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

/// Invisible signs that turn the direction of what follows: overrides, embeddings and
/// isolates (UAX 9, 2). They can make a text read otherwise than it is.
pub fn is_direction_sign(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_words_keep_their_paragraphs_and_lose_stray_white_space() {
        let got = own_words("\n\nOne.  \r\n\r\nTwo.\rThree.\n");
        assert_eq!(got.as_deref(), Ok("One.\n\nTwo.\nThree."), "any line break becomes \\n");
    }

    #[test]
    fn own_words_hide_nothing_from_the_rules() {
        let hidden = "во\u{ad}йно\u{438}\u{306} s\u{200b}cum \u{202e}abc";
        assert_eq!(own_words(hidden).as_deref(), Ok("войной scum abc"), "as it reads");
    }

    #[test]
    fn a_nul_in_own_words_is_refused() {
        assert_eq!(own_words("a\0b"), Err(TextError::Control), "a body never holds NUL");
    }

    #[test]
    fn ten_thousand_and_one_characters_are_refused() {
        assert_eq!(own_words(&"я".repeat(10_001)), Err(TextError::TooLong), "limit in characters");
        assert!(own_words(&"я".repeat(10_000)).is_ok(), "the limit itself is allowed");
    }

    #[test]
    fn a_dash_is_no_word() {
        assert_eq!(words("One — two, № 4"), 3, "One, two, 4; № is a sign");
    }
}
