//! What is only seen in a row: one "not now" is a recipient's, five of the same are the
//! account's; one refused text is a letter's, three are the template's.

use std::collections::{HashMap, HashSet};

use unforgotten_core::pace::retry::{CONTENT_REFUSALS, SAME_REFUSALS};

/// Rows of the same answer, by account and by campaign.
#[derive(Debug, Default)]
pub(super) struct Streaks {
    refusals: HashMap<String, Row>,
    contents: HashMap<String, usize>,
}

#[derive(Debug, Default)]
struct Row {
    said: String,
    recipients: HashSet<String>,
}

impl Streaks {
    /// A server said "not now" to a recipient. True when it is about the account.
    pub(super) fn not_now(&mut self, account: &str, said: &str, recipient: &str) -> bool {
        let row = self.refusals.entry(account.to_owned()).or_default();
        if row.said != said {
            *row = Row { said: said.to_owned(), recipients: HashSet::new() };
        }
        row.recipients.insert(recipient.to_owned());
        let full = row.recipients.len() >= SAME_REFUSALS;
        if full {
            self.refusals.remove(account);
        }
        full
    }

    /// A server refused a text. True when it is about the template.
    pub(super) fn content(&mut self, campaign: &str) -> bool {
        let refusals = self.contents.entry(campaign.to_owned()).or_default();
        *refusals += 1;
        let full = *refusals >= CONTENT_REFUSALS;
        if full {
            self.contents.remove(campaign);
        }
        full
    }

    /// A letter was taken: whatever stood in a row is broken off.
    pub(super) fn sent(&mut self, account: &str, campaign: &str) {
        self.refusals.remove(account);
        self.contents.remove(campaign);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_answer_to_five_recipients_is_about_the_account() {
        let mut streaks = Streaks::default();
        for n in 0..4 {
            assert!(!streaks.not_now("a", "451 4.3.0", &n.to_string()), "not yet");
        }
        assert!(!streaks.not_now("a", "451 4.3.0", "3"), "the same recipient does not count twice");
        assert!(streaks.not_now("a", "451 4.3.0", "4"), "the fifth");
        streaks.not_now("a", "451 4.3.0", "5");
        streaks.not_now("a", "450 4.7.1", "6");
        for n in 7..10 {
            assert!(!streaks.not_now("a", "451 4.3.0", &n.to_string()), "another answer between");
        }
    }

    #[test]
    fn a_letter_that_was_taken_breaks_the_row() {
        let mut streaks = Streaks::default();
        streaks.content("c");
        streaks.content("c");
        streaks.sent("a", "c");
        assert!(!streaks.content("c"), "the text is not refused everywhere");
    }
}
