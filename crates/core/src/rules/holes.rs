//! What still waits to be replaced by the writer's words.

use std::ops::Range;

use super::{Finding, Part, Reading, Rule, Span, finding, shown};

pub(super) fn placeholder(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let letter = reading.letter;
    // A field without a value prints itself in braces, and is told as a gap.
    let gaps = !letter.gaps.is_empty();
    let own = letter.text.find(letter.scene.own_words).unwrap_or(0);
    let own = own..own + letter.scene.own_words.len();
    let told = |hole: &&Range<usize>| !gaps || own.start <= hole.start && hole.end <= own.end;
    if let Some(hole) = reading.holes.iter().find(told) {
        return shown(rule, letter.text, hole.clone());
    }
    match holes(letter.subject, &letter.scene.language.placeholders).into_iter().next() {
        Some(hole) if !gaps => {
            let mut one =
                finding(&rule.code, &[("text", letter.subject.get(hole.clone()).unwrap_or(""))]);
            one.spans.push(Span { part: Part::Subject, start: hole.start, end: hole.end });
            vec![one]
        }
        _ => Vec::new(),
    }
}

/// `{{…}}`, `___`, `XXX`, and brackets that open with one of the language's words, “[your
/// name]” and the same in angle brackets; round ones only in a salutation: “Dear (name),”.
pub(super) fn holes(text: &str, openings: &[String]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(step) = text.get(at..).and_then(|rest| rest.find(begins)) {
        let start = at + step;
        let rest = text.get(start..).unwrap_or("");
        let length = hole(text, start, rest, openings);
        let one = rest.chars().next().map_or(1, char::len_utf8);
        if let Some(length) = length {
            found.push(start..start + length);
        }
        at = start + length.unwrap_or(one);
    }
    found
}

fn begins(c: char) -> bool {
    matches!(c, '{' | '_' | 'X' | 'Х' | '[' | '<' | '(')
}

/// How many bytes the hole has that begins at `start`.
fn hole(text: &str, start: usize, rest: &str, openings: &[String]) -> Option<usize> {
    if rest.starts_with("{{") {
        return Some(rest.find("}}").map_or(2, |i| i + 2));
    }
    if rest.starts_with("___") {
        return Some(rest.find(|c| c != '_').unwrap_or(rest.len()));
    }
    if let Some(tail) = rest.strip_prefix("XXX").or_else(|| rest.strip_prefix("ХХХ")) {
        let parted = text.get(..start).is_none_or(|b| !b.ends_with(char::is_alphanumeric))
            && !tail.starts_with(char::is_alphanumeric);
        return (parted && !counts(tail)).then_some(rest.len() - tail.len());
    }
    let close = match rest.chars().next()? {
        '[' => ']',
        '<' => '>',
        '(' if in_salutation(text, start) => ')',
        _ => return None,
    };
    let end = rest.find(close)?;
    // Compared as “name]”, whatever brackets it has.
    let inside = rest.get(1..end)?.trim().to_lowercase() + "]";
    openings.iter().any(|opening| inside.starts_with(opening.as_str())).then_some(end + 1)
}

/// Whether “XXX” is a thirty: before a name (“the XXX Book Fair”) or before a Russian
/// adjective («XXX книжная ярмарка»).
fn counts(tail: &str) -> bool {
    let Some(next) = tail.strip_prefix(' ') else { return false };
    let word: &str = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let endings = ["ая", "ую", "ой", "ый", "ий", "ом", "ем", "ого", "его", "ых", "их", "ые", "ие"];
    word.chars().count() > 3
        && (word.starts_with(char::is_uppercase) || endings.iter().any(|end| word.ends_with(end)))
}

/// A salutation is a line of its own, with few words and a sign at its end.
fn in_salutation(text: &str, at: usize) -> bool {
    let start = text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |i| i + 1);
    let line = text.get(start..).and_then(|t| t.lines().next()).unwrap_or("").trim_end();
    line.ends_with([',', '!', ':']) && line.split_whitespace().count() <= 6
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may panic")]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Dear [your title],", &["[your title]"])]
    #[case("Dear [Title] [Surname],", &["[Title]", "[Surname]"])]
    #[case("Dear < your title >,", &["< your title >"])]
    #[case("Dear (title, surname),", &["(title, surname)"])]
    #[case("The book (title, price) is there, and I read it with my whole family,", &[])]
    #[case("I am {{person.nam}}.", &["{{person.nam}}"])]
    #[case("I live in ____.", &["____"])]
    #[case("On XXX she", &["XXX"])]
    #[case("XXX days", &["XXX"])]
    #[case("At the XXX Book Fair", &[])]
    #[case("На XXX книжной ярмарке", &[])]
    #[case("прошло XXX дней в городе ХХХ, и", &["XXX", "ХХХ"])]
    #[case("MCXXXIV", &[])]
    #[case("See article 5 [of the Convention] and [...].", &[])]
    #[case("An open { bracket [your", &[])]
    fn what_waits_to_be_replaced_is_found(#[case] text: &str, #[case] want: &[&str]) {
        let openings = ["your".to_owned(), "title".to_owned(), "surname]".to_owned()];
        let found: Vec<_> = holes(text, &openings).into_iter().map(|span| &text[span]).collect();
        assert_eq!(found, want, "in: {text}");
    }
}
