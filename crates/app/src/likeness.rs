//! How much a letter has in common with its template and with other letters: those of its
//! campaign, or, outside of campaigns, those that went to the same office before. The prints
//! of letters that were seen once stay in memory, so that a comparison takes no more than a
//! pause in typing.

use std::collections::HashMap;
use std::sync::Mutex;

use unforgotten_core::rules::Likeness;
use unforgotten_core::similarity::{Crowd, Print};
use unforgotten_core::template::{Scene, Template};
use unforgotten_store::SINGLE;

use crate::{App, AppError};

/// Letters read from the database at a time.
const PAGE: i64 = 2_000;

/// The letters seen so far, by campaign and office.
#[derive(Default)]
pub(crate) struct Neighbours(Mutex<HashMap<(String, String), Seen>>);

#[derive(Default)]
struct Seen {
    crowd: Crowd,
    last: i64,
}

impl App {
    /// The likeness of a letter's text. Without own words it is the template, which the coach
    /// says in plainer words.
    pub(crate) async fn likeness(
        &self,
        template: &Template,
        scene: &Scene<'_>,
        text: &str,
        campaign: Option<&str>,
    ) -> Result<Likeness, AppError> {
        if scene.own_words.trim().is_empty() {
            return Ok(Likeness::default());
        }
        let mut bare = String::new();
        let rendered = template.body(&Scene { own_words: "", ..*scene }, &mut bare);
        let print = scene.language.print(text);
        Ok(Likeness {
            template: rendered.ok().map(|_| print.likeness(&scene.language.print(&bare))),
            others: self.nearest(&print, campaign.unwrap_or(SINGLE), &scene.office.id).await?,
        })
    }

    /// The likeness to the nearest other letter; `None` where there is none.
    pub(crate) async fn nearest(
        &self,
        print: &Print,
        campaign: &str,
        office: &str,
    ) -> Result<Option<f32>, AppError> {
        let office = if campaign == SINGLE { office } else { "" };
        let key = (campaign.to_owned(), office.to_owned());
        let store = self.store().await?;
        loop {
            let last = self.neighbours().last(&key);
            let letters = store.texts(campaign, office, last, PAGE).await?;
            if letters.is_empty() {
                return Ok(self.neighbours().nearest(&key, print));
            }
            let prints = letters.iter().map(|letter| {
                let language = self.catalogue().language(&letter.language);
                (letter.id, language.map_or_else(Print::default, |l| l.print(&letter.text)))
            });
            self.neighbours().add(&key, prints);
        }
    }
}

impl Neighbours {
    fn last(&self, key: &(String, String)) -> i64 {
        self.0.lock().ok().and_then(|all| all.get(key).map(|seen| seen.last)).unwrap_or(0)
    }

    fn add(&self, key: &(String, String), prints: impl Iterator<Item = (i64, Print)>) {
        let Ok(mut all) = self.0.lock() else { return };
        let seen = all.entry(key.clone()).or_default();
        for (id, print) in prints {
            // Two commands may have read the same page.
            if id > seen.last {
                seen.crowd.add(&print);
                seen.last = id;
            }
        }
    }

    fn nearest(&self, key: &(String, String), print: &Print) -> Option<f32> {
        let all = self.0.lock().ok()?;
        let crowd = &all.get(key)?.crowd;
        (!crowd.is_empty()).then(|| crowd.nearest(print))
    }
}
