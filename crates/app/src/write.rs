//! Writing: the desk for one person, its draft, the letter as it will read.

use unforgotten_core::language::Language;
use unforgotten_core::letter;
use unforgotten_core::office::{Kind, Office};
use unforgotten_core::rules::{self, Depth, Subject};
use unforgotten_core::template::{Scene, Segment, Sender, Template};
use unforgotten_core::text;

use crate::api::{
    ConfirmedChannel, Desk, DeskOffice, DeskTemplate, Draft, LetterRef, PersonId, Preview,
    PreviewRequest, Profile,
};
use crate::safety::{guarded, name_shown, signed};
use crate::{App, AppError, Code, gate, now, show, today};

impl App {
    /// Everything on the desk for one person.
    pub async fn desk_open(&self, request: PersonId) -> Result<Desk, AppError> {
        let person = self.person(&request.id)?;
        let language = self.window_language().await?;
        let store = self.store().await?;
        let mut offices = Vec::new();
        let own = person.offices.iter().filter_map(|id| self.catalogue().office(id));
        // The writer's own ministry, parliament and newspaper can be written to for anybody.
        let home = self.catalogue().offices().filter(|office| {
            matches!(office.kind, Kind::Representative | Kind::Press)
                && !person.offices.contains(&office.id)
        });
        // And the prisoner.
        let reader = self.catalogue().office(&person.id).filter(|o| o.kind == Kind::Prisoner);
        for office in own.chain(home).chain(reader) {
            offices.push(show::office(store, office, &language).await?);
        }
        // Who can be written to at once comes first; otherwise the order of the data stays.
        offices
            .sort_by_key(|office| (office.kind == Kind::Prisoner, office.email_channel.is_none()));
        let draft = match store.draft(&person.id).await? {
            // A draft that a newer version wrote is left where it is.
            Some((json, at)) => serde_json::from_str(&json)
                .ok()
                .map(|draft: Draft| Draft { saved_at: at.to_string(), ..draft }),
            None => None,
        };
        Ok(Desk {
            person: self.looked_at(&person.id, &language).await?,
            offices,
            templates: self.templates(&language),
            ties: self.settings().await?.safety.countries.contains(&person.country),
            draft,
        })
    }

    /// All templates, titled in `language` where they can be, in the order in which they are
    /// offered.
    pub fn templates(&self, language: &str) -> Vec<DeskTemplate> {
        let shown = self.catalogue().templates().filter_map(|(id, variants)| {
            let template = variants.get(language).or_else(|| variants.values().next())?;
            let row = DeskTemplate {
                id: id.to_owned(),
                title: template.title.clone(),
                about: template.about.clone(),
                when: template.when,
                kind: template.kind,
                languages: variants.keys().cloned().collect(),
                words: template.words(),
                subjects: template.subjects(),
            };
            Some((template.order, row))
        });
        let mut rows: Vec<_> = shown.collect();
        rows.sort_by(|(a, first), (b, second)| {
            let titles = self.catalogue().language(language);
            a.cmp(b).then_with(|| {
                titles.map_or_else(
                    || first.title.cmp(&second.title),
                    |language| language.compare(&first.title, &second.title),
                )
            })
        });
        rows.into_iter().map(|(_, row)| row).collect()
    }

    /// The language for a letter when nobody chose one: the first that the office reads and
    /// the template has, else English, else any.
    pub fn letter_language(&self, office: &str, template: &str) -> Result<String, AppError> {
        let office = self.office(office)?;
        let variants = self.catalogue().variants(template);
        let variants =
            variants.ok_or_else(|| AppError::not_found("template", template, "templates list"))?;
        let read = office.languages.iter().find(|language| variants.contains_key(*language));
        let english = variants.keys().find(|language| *language == "en");
        let any = read.or(english).or_else(|| variants.keys().next());
        Ok(any.cloned().unwrap_or_else(|| "en".to_owned()))
    }

    /// The first language that an office reads and letters can be written in, else English.
    pub fn office_language(&self, office: &str) -> Result<String, AppError> {
        let office = self.office(office)?;
        let known = |code: &&String| self.catalogue().language(code).is_some();
        Ok(office.languages.iter().find(known).map_or_else(|| "en".to_owned(), Clone::clone))
    }

    /// The offices that can act, as lists show them.
    pub async fn offices(&self, language: &str) -> Result<Vec<DeskOffice>, AppError> {
        let store = self.store().await?;
        let mut offices = Vec::new();
        for office in self.catalogue().offices() {
            offices.push(show::office(store, office, language).await?);
        }
        Ok(offices)
    }

    /// One office with its channels.
    pub async fn office_page(&self, id: &str, language: &str) -> Result<DeskOffice, AppError> {
        show::office(self.store().await?, self.office(id)?, language).await
    }

    /// Keeps what is being written.
    pub async fn draft_save(&self, draft: Draft) -> Result<Draft, AppError> {
        self.person(&draft.person)?;
        let at = now();
        let draft = Draft { saved_at: at.to_string(), ..draft };
        let json = serde_json::to_string(&draft)
            .map_err(|error| AppError::new(Code::Internal, error.to_string()))?;
        self.store().await?.save_draft(&draft.person, &json, at).await?;
        Ok(draft)
    }

    /// A person looked at the source: the address is right.
    pub async fn channel_confirm(&self, request: ConfirmedChannel) -> Result<DeskOffice, AppError> {
        let office = self.office(&request.office)?;
        let channel = office.channel(request.channel).ok_or_else(|| {
            let number = request.channel.to_string();
            AppError::not_found("channel", &number, &format!("offices show {}", office.id))
        })?;
        let store = self.store().await?;
        store.confirm(&office.id, &show::kind_name(channel), &channel.value, now()).await?;
        show::office(store, office, &self.window_language().await?).await
    }

    /// A person looked at everything that a letter to this office relies on: this address, the
    /// holder, the salutation.
    pub async fn office_confirm(&self, request: ConfirmedChannel) -> Result<DeskOffice, AppError> {
        gate::confirm_office(self.store().await?, self.office(&request.office)?).await?;
        self.channel_confirm(request).await
    }

    /// The letter as it reads, with what the coach says of its words.
    pub async fn letter_preview(&self, request: PreviewRequest) -> Result<Preview, AppError> {
        let template = self.template(&request.letter.template, &request.letter.language)?;
        self.preview_of(template, 0, request.letter, &request.own_words).await
    }

    /// The letter from a template, with subject line `number` (from 0).
    pub(crate) async fn preview_of(
        &self,
        template: &Template,
        number: usize,
        letter: LetterRef,
        words: &str,
    ) -> Result<Preview, AppError> {
        let profile = self.profile().await?.unwrap_or_default();
        let own_words = own_words(words)?;
        let safety = self.settings().await?.safety;
        let guard = guarded(&safety, self.office(&letter.office)?, &profile, None);
        let signed = signed(&profile, guard.as_ref());
        let sender = sender(&signed);
        let scene = self.scene(&letter, &sender, &own_words)?;
        let (mut subject, mut body) = (Vec::<Segment>::new(), Vec::<Segment>::new());
        let rendered = template.write(number, &scene, &mut subject, &mut body);
        let joined = |segments: &[Segment]| -> String {
            segments.iter().map(|segment| segment.text.as_str()).collect()
        };
        let (line, text) = (joined(&subject), joined(&body));
        let findings = match rendered {
            Ok(gaps) => {
                let likeness = self.likeness(template, &scene, &text, None).await?;
                let read = Subject {
                    template: Some(template),
                    asks: &template.asks,
                    gaps: &gaps,
                    channel: scene.office.email_channel().map(|(_, channel)| channel),
                    likeness,
                    organisation: safety.organisation,
                    ..Subject::of_words(&scene, &line, &text)
                };
                let mut found = rules::check(&read, Depth::All);
                // On paper there is no subject line.
                let paper = scene.office.email_channel().is_none();
                found.retain(|f| !paper || !matches!(f.code, "name_in_subject" | "empty_subject"));
                found.extend(name_shown(guard.as_ref(), &profile, &scene, &text));
                found.sort_by_key(|finding| finding.level);
                found
            }
            Err(error) => vec![letter::of(error)],
        };
        Ok(Preview {
            sender: head(&signed),
            date: scene.language.date(scene.date),
            recipient: recipient(scene.office, scene.language),
            subject: subject.into_iter().map(show::segment).collect(),
            body: body.into_iter().map(show::segment).collect(),
            direction: scene.language.direction,
            words: text::words(&text),
            findings: findings.iter().map(|f| show::finding(f, &line, &text)).collect(),
            letter,
            guard,
        })
    }

    /// What a letter is about, today.
    pub(crate) fn scene<'a>(
        &'a self,
        letter: &LetterRef,
        sender: &'a Sender,
        own_words: &'a str,
    ) -> Result<Scene<'a>, AppError> {
        Ok(Scene {
            person: self.person(&letter.person)?,
            office: self.office(&letter.office)?,
            language: self.language(&letter.language)?,
            sender,
            date: today(),
            own_words,
        })
    }
}

/// Own words, normalised, or what is wrong with them.
pub(crate) fn own_words(words: &str) -> Result<String, AppError> {
    text::own_words(words).map_err(|error| {
        AppError::new(Code::BadLetter, format!("your own text {error}")).with("field", "own_words")
    })
}

pub(crate) fn sender(profile: &Profile) -> Sender {
    let Profile { name, town, country, street, occupation, .. } = profile.clone();
    Sender { name, town, country, street, occupation }
}

/// The office's name in the letter's language, else in its own.
pub(crate) fn recipient(office: &Office, language: &Language) -> String {
    office.name.shown(&language.code).unwrap_or(&office.id).to_owned()
}

fn head(profile: &Profile) -> Vec<String> {
    let town = [profile.town.as_str(), profile.country.as_str()];
    let town = town.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    [profile.name.clone(), profile.street.clone(), town]
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect()
}
