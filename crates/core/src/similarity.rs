//! How much two letters have in common, whatever their language.
//!
//! WriteToThem's idea, as its public source describes it: drop what every letter has
//! (salutation and close), lower the case, keep letters only, hash every window of
//! [`WINDOW`] bytes, keep about one hash in [`ONE_IN`], and compare the sets by Dice's
//! coefficient. Text that was moved still counts; names and dates weigh little.

use std::collections::{HashMap, HashSet};

/// Bytes in a window: about five words.
pub const WINDOW: usize = 32;
/// One hash in so many is kept, chosen by its value, so that the same windows are kept
/// wherever they stand.
pub const ONE_IN: u64 = 16;
/// From here on a letter is much like another one.
pub const ALIKE: f32 = 0.7;
/// From here on a reader sees the same letter.
pub const THE_SAME: f32 = 0.9;

/// What is kept of a letter: about a sixteenth of its windows, sorted. Words cannot be read
/// back from it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Print(Vec<u64>);

impl Print {
    /// The print of a letter's text. `closings` are the beginnings of lines that close a
    /// letter, lower case; what stands after the last such line is dropped, and so is all
    /// before the first line that ends as salutations end.
    pub fn of(text: &str, closings: &[String]) -> Self {
        let letters: Vec<u8> = middle(text, closings)
            .chars()
            .filter(|c| c.is_alphabetic())
            .flat_map(char::to_lowercase)
            .collect::<String>()
            .into_bytes();
        let mut kept: Vec<u64> = hashes(&letters).filter(|hash| hash % ONE_IN == 0).collect();
        kept.sort_unstable();
        kept.dedup();
        Self(kept)
    }

    /// Dice's coefficient, 0 to 1: twice what both have over what each has. Two letters
    /// without a kept window have nothing in common that could be told.
    pub fn likeness(&self, other: &Self) -> f32 {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = 0;
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            match x.cmp(y) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    common += 1;
                    a.next();
                    b.next();
                }
            }
        }
        dice(common, self.0.len(), other.0.len())
    }
}

/// The prints of many letters, to find the nearest to a new one.
#[derive(Debug, Default)]
pub struct Crowd {
    /// How many hashes each letter has.
    sizes: Vec<u32>,
    /// The letters that have a hash.
    letters: HashMap<u64, Vec<u32>>,
}

impl Crowd {
    /// Adds a letter.
    pub fn add(&mut self, print: &Print) {
        let Ok(letter) = u32::try_from(self.sizes.len()) else { return };
        self.sizes.push(u32::try_from(print.0.len()).unwrap_or(u32::MAX));
        for hash in &print.0 {
            self.letters.entry(*hash).or_default().push(letter);
        }
    }

    /// How many letters there are.
    pub fn len(&self) -> usize {
        self.sizes.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sizes.is_empty()
    }

    /// The likeness to the nearest letter, 0 to 1; 0 in an empty crowd.
    pub fn nearest(&self, print: &Print) -> f32 {
        let mut common = vec![0_u32; self.sizes.len()];
        for hash in &print.0 {
            for letter in self.letters.get(hash).into_iter().flatten() {
                if let Some(count) = common.get_mut(*letter as usize) {
                    *count += 1;
                }
            }
        }
        let likeness =
            |(common, size): (&u32, &u32)| dice(*common as usize, print.0.len(), *size as usize);
        common.iter().zip(&self.sizes).map(likeness).fold(0.0, f32::max)
    }
}

/// How different the letters of a campaign are: counted, never a gate. Some campaigns want
/// numbers and not variety.
#[derive(Debug, Default)]
pub struct Variety {
    /// Letters that were looked at.
    pub letters: u64,
    /// Those that are their template ([`THE_SAME`]).
    pub like_template: u64,
    /// Those that add something, but no more than another letter before them.
    pub like_others: u64,
    seen: HashSet<Print>,
    crowd: Crowd,
}

/// Letters beyond so many different ones are compared for equality only: a comparison with
/// each other one would take longer for each letter than for the one before.
const COMPARED_MAX: usize = 2_000;

impl Variety {
    /// Looks at one more letter; `bare` is what it would be without own words.
    pub fn add(&mut self, print: Print, bare: &Print) {
        self.letters += 1;
        if print.likeness(bare) >= THE_SAME {
            self.like_template += 1;
        } else if self.seen.contains(&print) || self.crowd.nearest(&print) >= THE_SAME {
            self.like_others += 1;
        } else {
            if self.crowd.len() < COMPARED_MAX {
                self.crowd.add(&print);
            }
            self.seen.insert(print);
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of windows in a letter are small")]
fn dice(common: usize, a: usize, b: usize) -> f32 {
    if a + b == 0 { 0.0 } else { 2.0 * common as f32 / (a + b) as f32 }
}

/// The text without its head (date, salutation) and without its close.
fn middle<'a>(text: &'a str, closings: &[String]) -> &'a str {
    let mut start = 0;
    // A salutation is a short line that ends with a comma, a colon or an exclamation mark.
    let mut at = 0;
    for line in text.split_inclusive('\n').take(8) {
        at += line.len();
        let bare = line.trim_end();
        let ends = bare.ends_with([',', '!', ':', '،']);
        if ends && bare.chars().count() <= 80 {
            start = at;
            break;
        }
    }
    let mut end = text.len();
    let mut at = text.len();
    for line in text.split_inclusive('\n').rev().take(12) {
        at -= line.len();
        let lower = line.trim().to_lowercase();
        if closings.iter().any(|closing| lower.starts_with(closing.as_str())) {
            end = at;
            break;
        }
    }
    text.get(start..end.max(start)).unwrap_or(text)
}

/// A hash for every window, each from the one before (Rabin–Karp), then mixed so that its
/// low bits are as good as the others (the finisher of SplitMix64).
fn hashes(bytes: &[u8]) -> impl Iterator<Item = u64> {
    const BASE: u64 = 0x0000_0100_0000_01b3;
    let out = (1..WINDOW).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut rolling = 0_u64;
    bytes.iter().enumerate().filter_map(move |(at, byte)| {
        if let Some(gone) = at.checked_sub(WINDOW).and_then(|old| bytes.get(old)) {
            rolling = rolling.wrapping_sub(u64::from(*gone).wrapping_mul(out));
        }
        rolling = rolling.wrapping_mul(BASE).wrapping_add(u64::from(*byte));
        (at + 1 >= WINDOW).then(|| mixed(rolling))
    })
}

fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "Rostock, 23 November 2026\n\nDear Prosecutor General,\n\n\
        I am writing to you about Maria Testova, a librarian, who is held in Primersk. I believe \
        that nobody should be in prison for peaceful words or peaceful work. I ask you to work \
        for her release, and for the release of others who are imprisoned for their views.\n\n\
        I would be grateful for an answer.\n\nYours sincerely,\n\nAnna Beispiel\nRostock";

    fn print(text: &str) -> Print {
        Print::of(text, &["yours ".to_owned()])
    }

    #[test]
    fn head_and_close_do_not_count() {
        let other = LETTER
            .replace("Dear Prosecutor General,", "Your Excellency,")
            .replace("Anna Beispiel\nRostock", "Somebody Else\nfrom a town far away");
        let likeness = print(LETTER).likeness(&print(&other));
        assert!((likeness - 1.0).abs() < f32::EPSILON, "the same letter: {likeness}");
    }

    #[test]
    fn case_punctuation_and_spaces_do_not_count() {
        let other = LETTER.to_uppercase().replace("YOURS", "Yours").replace(". ", " ... \n");
        let likeness = print(LETTER).likeness(&print(&other));
        assert!(likeness > 0.99, "letters only: {likeness}");
    }

    #[test]
    fn own_sentences_make_a_letter_less_like_its_template() {
        let own = LETTER.replace(
            "I ask you",
            "I work in a small library myself, and I have read her essays to the children \
             of our village, who ask each spring when she will come and read to them. What \
             would you tell them? My grandmother was taken away when I was five; I remember \
             the smell of the room she left behind. I ask you",
        );
        let likeness = print(LETTER).likeness(&print(&own));
        assert!(likeness < ALIKE, "half of it is new: {likeness}");
        assert!(likeness > 0.3, "half of it is old: {likeness}");
    }

    #[test]
    fn two_different_letters_have_nothing_in_common() {
        let other = "Hello,\n\nThe garden is full of apples this year, and nobody knows what to \
                     do with them; my neighbour makes cider and sings while he works.";
        assert!(print(LETTER).likeness(&print(other)) < 0.05, "other words, other letter");
    }

    #[test]
    fn the_nearest_of_a_crowd_is_the_most_alike() {
        let mut crowd = Crowd::default();
        assert_eq!(crowd.nearest(&print(LETTER)).to_bits(), 0, "nobody is near in an empty room");
        let half = LETTER.get(..LETTER.len() / 2).unwrap();
        for text in ["An altogether different letter about apples and cider in the autumn.", half] {
            crowd.add(&print(text));
        }
        let near = crowd.nearest(&print(LETTER));
        let want = print(half).likeness(&print(LETTER));
        assert!((near - want).abs() < f32::EPSILON, "as when compared one by one: {near}, {want}");
    }

    #[test]
    fn a_campaign_knows_how_many_letters_add_nothing_of_their_own() {
        let own = |words: &str| print(&LETTER.replace("I ask you", &format!("{words} I ask you")));
        let words = "My pupils read her essays aloud each spring, and this year the chair at the \
                     front stayed empty, so we put flowers on it and opened all the windows.";
        let mut variety = Variety::default();
        for letter in [print(LETTER), own(words), own(words), print(LETTER)] {
            variety.add(letter, &print(LETTER));
        }
        let Variety { letters, like_template, like_others, .. } = variety;
        assert_eq!((letters, like_template, like_others), (4, 2, 1), "two copies, one shared text");
    }

    #[test]
    fn a_letter_shorter_than_a_window_is_like_nothing() {
        assert_eq!(print("Hi").likeness(&print("Hi")).to_bits(), 0, "too short to tell");
    }
}
