//! Whether a text can hold something that stops a letter: one look at the first two letters of
//! each word, because a campaign asks this of a hundred thousand letters and the answer is
//! nearly always no.

use super::{Entry, Pattern, Words, key, plain, slice, words};

/// The lists that rules of level “stop” listen to in letters to officials and their like (see
/// `crate::rules`; the corpus of the coach is read both ways).
pub(super) const OFFICIALS: &[&str] = &["insult", "scorn", "threat"];
/// The same for letters to prisoners.
pub(super) const PRISONERS: &[&str] =
    &["insult", "scorn", "case", "war", "insult_authorities", "violence", "sex"];

/// Bits of the table of beginnings.
const BITS: usize = 4096;

/// The beginnings of all entries of the grave lists.
#[derive(Debug)]
pub(super) struct Grave {
    /// One bit for each pair of letters that an entry begins with; pairs can share a bit.
    bits: [u64; BITS / 64],
    /// First words.
    stems: Vec<String>,
    whole: Vec<String>,
}

impl Default for Grave {
    fn default() -> Self {
        Self { bits: [0; BITS / 64], stems: Vec::new(), whole: Vec::new() }
    }
}

impl Grave {
    pub(super) fn of(all: &Words, lists: &[&str]) -> Self {
        let mut grave = Self::default();
        let lists: Vec<usize> = lists.iter().filter_map(|list| all.number(list)).collect();
        for ([a, b], entries) in &all.entries {
            let mine = |entry: &&Entry| !entry.exception && lists.contains(&entry.list);
            for entry in entries.iter().filter(mine) {
                match entry.words.first() {
                    Some(Pattern::Word(word)) => grave.whole.push(word.clone()),
                    Some(Pattern::Stem(word)) => grave.stems.push(word.clone()),
                    _ => continue,
                }
                if *b == '*' {
                    // Any second letter.
                    (0..BITS).for_each(|second| grave.set(spot(*a, second)));
                } else {
                    grave.set(spot(*a, *b as usize));
                }
            }
        }
        for words in [&mut grave.stems, &mut grave.whole] {
            words.sort_unstable();
            words.dedup();
        }
        grave
    }

    fn set(&mut self, spot: usize) {
        if let Some(word) = self.bits.get_mut(spot / 64) {
            *word |= 1 << (spot % 64);
        }
    }

    /// Whether some word of the text is the first one of an entry.
    pub(super) fn may_be_in(&self, text: &str) -> bool {
        words(text).any(|span| {
            let letters = || slice(text, &span).chars().flat_map(plain);
            let Some([a, b]) = key(letters()) else { return false };
            let spot = spot(a, b as usize);
            let known = self.bits.get(spot / 64).is_some_and(|word| word >> (spot % 64) & 1 == 1);
            known && self.begins(&letters().collect::<String>())
        })
    }

    fn begins(&self, word: &str) -> bool {
        self.whole.binary_search_by(|one| one.as_str().cmp(word)).is_ok()
            || self.stems.iter().any(|stem| word.starts_with(stem.as_str()))
    }
}

fn spot(a: char, b: usize) -> usize {
    ((a as usize).wrapping_mul(61) ^ b.wrapping_mul(7)) % BITS
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use crate::words::Words;

    #[rstest]
    #[case("A quiet letter about bread.", false)]
    #[case("SCUM!", true)]
    #[case("scummy", false)]
    #[case("Идиотам", true)]
    #[case("You will pay.", true)]
    #[case("x-rated", true)]
    #[case("thanks", false)]
    fn only_what_may_stop_a_letter_is_looked_for(#[case] text: &str, #[case] want: bool) {
        let lists = "[lists]\ninsult = ['scum', 'идиот*', 'x*']\nthreat = ['you will pay']\n\
                     thanks = ['thanks']\nscorn = ['fool* @reader']\nreader = ['you']";
        let words = Words::parse("x", lists).unwrap();
        assert_eq!(words.grave[0].may_be_in(text), want, "{text}");
        if !want {
            assert!(words.listen(text).of("insult").next().is_none(), "and rightly so: {text}");
        }
    }
}
