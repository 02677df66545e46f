//! Measures a template before it is parsed: the parser of handlebars 6.4 needs seconds for
//! deep nesting, so size and depth are bounded first, by reading tags only.

use super::SOURCE_MAX;
use super::lower::Part;
use crate::problem::Problem;

/// Blocks in blocks, `else if` chains and parentheses, each at most this deep.
const DEPTH_MAX: usize = 16;
/// More tags than any letter has; each is cheap, their number bounds the work.
const TAGS_MAX: usize = 2_000;

/// Refuses a file that is too large.
pub(crate) fn size(file: &str, source: &str) -> Result<(), Problem> {
    if source.len() <= SOURCE_MAX {
        return Ok(());
    }
    let message = format!(
        "the file has {} bytes, at most {SOURCE_MAX} are allowed: a letter has one page",
        source.len()
    );
    Err(Problem::new(file, source, (0, 0), "too_large", message))
}

/// Refuses a text that is too deep, has too many tags, or holds raw blocks.
pub(crate) fn depth(part: &Part<'_>) -> Result<(), Problem> {
    let text = part.text;
    let (mut open, mut tags) = (vec![0_usize], 0);
    let mut rest = 0;
    while let Some(start) = text.get(rest..).and_then(|t| t.find("{{")).map(|i| rest + i) {
        let inside = start + 2;
        let end = text.get(inside..).and_then(|t| t.find("}}")).map_or(text.len(), |i| inside + i);
        let tag = text.get(inside..end).unwrap_or("");
        let span = start..(end + 2).min(text.len());
        let refuse = |code, message: String| part.problem(span.clone(), code, message);
        rest = (end + 2).min(text.len());
        tags += 1;
        if tags > TAGS_MAX {
            let message = format!("more than {TAGS_MAX} fields and helpers: shorten the letter");
            return Err(refuse("too_many_tags", message));
        }
        if tag.starts_with("{{") {
            let message = "raw blocks {{{{…}}}} are not part of letters: write the text as it is";
            return Err(refuse("not_allowed", message.to_owned()));
        }
        let word = tag.trim_start_matches('~').trim_start();
        if word.starts_with('!') {
            continue;
        }
        if word.starts_with('#') {
            open.push(0);
        } else if word.starts_with('/') {
            if open.len() > 1 {
                open.pop();
            }
        } else if word.starts_with("else") || word.starts_with('^') {
            // Each `else if` nests the next one inside itself, in the parser and in the tree.
            if let Some(chain) = open.last_mut() {
                *chain += 1;
            }
        }
        let depth = open.len() - 1 + open.iter().sum::<usize>();
        if depth > DEPTH_MAX || parentheses(tag) > DEPTH_MAX {
            let message = format!("nested more than {DEPTH_MAX} deep: write it more plainly");
            return Err(refuse("too_deep", message));
        }
    }
    Ok(())
}

fn parentheses(tag: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    for c in tag.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
