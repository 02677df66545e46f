//! From a request to frozen letters in the queue: review, then W0.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use unforgotten_core::address::{Address, Mailbox};
use unforgotten_core::letter::{Coach, Envelope, Letter, Written};
use unforgotten_core::office::{Freshness, Kind, Office, days_since};
use unforgotten_core::rules::{self, Depth, Finding, Level, Likeness};
use unforgotten_core::template::Scene;
use unforgotten_mail::{Draft as MailDraft, compose};
use unforgotten_store::{COPY, Frozen};

use crate::api::{
    Guard, LetterRef, Profile, Review, ReviewLetter, SendRequest, Sent, Written as File,
};
use crate::gate::{self, Gate};
use crate::safety::{guarded, name_shown, signed};
use crate::write::{own_words, recipient, sender};
use crate::{App, AppError, Code, PRACTICE, now, paths, show, today};

/// How long letters from the window can be taken back.
const TAKE_BACK: SignedDuration = SignedDuration::from_secs(10);

/// When the letters of a request may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// At once.
    Now,
    /// After the time in which they can be taken back.
    AfterTakeBack,
}

/// Whether a second letter of the day for the same person to the same office is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// It would be a mistake.
    No,
    /// A person asked for it.
    Yes,
}

struct Prepared {
    review: ReviewLetter,
    letter: Option<Letter>,
    sender_name: String,
    zone: String,
}

/// Who a letter is from, as it is signed.
#[derive(Clone, Copy)]
struct Writer<'a> {
    profile: &'a Profile,
    /// With the name that initials hide.
    whole: &'a Profile,
    guard: Option<&'a Guard>,
    from: &'a Mailbox,
    /// The server is on this computer, where addresses may be bare.
    local: bool,
    /// Own words may name an organisation.
    organisation: bool,
}

impl App {
    /// The letters exactly as they would leave.
    pub async fn letters_review(&self, request: SendRequest) -> Result<Review, AppError> {
        let letters: Vec<_> = self
            .prepare(&request, Gate::Everything)
            .await?
            .into_iter()
            .map(|prepared| prepared.review)
            .collect();
        let ready = letters.iter().filter(|letter| letter.ready).count();
        Ok(Review { letters, ready })
    }

    /// The letters as the terminal sends them, with what should be looked at.
    pub async fn letters_look(&self, request: &SendRequest) -> Result<Vec<ReviewLetter>, AppError> {
        let prepared = self.prepare(request, Gate::Office).await?;
        Ok(prepared.into_iter().map(|one| one.review).collect())
    }

    /// Queues the letters of the window; they leave after ten seconds. What the writer has
    /// read is what leaves: if midnight or another program changed a word since then, nothing
    /// is queued and the letter has to be read once more.
    pub async fn letters_send(&self, request: SendRequest) -> Result<Sent, AppError> {
        let prepared = self.prepare(&request, Gate::Everything).await?;
        if let Some(changed) = prepared.iter().find(|p| !request.seals.contains(&p.review.seal)) {
            let office = &changed.review.letter.office;
            let message = format!("the letter to {office} is not the one that was reviewed");
            return Err(AppError::new(Code::ReviewChanged, message)
                .advise("read it once more")
                .with("office", office));
        }
        self.queue(&prepared, &request.account, Timing::AfterTakeBack, Again::No).await
    }

    /// Queues letters: all of them, or none. One letter a day can be sent for a person to an
    /// office, unless somebody asks for another one.
    pub async fn letters_queue(
        &self,
        request: SendRequest,
        timing: Timing,
        again: Again,
    ) -> Result<Sent, AppError> {
        let prepared = self.prepare(&request, Gate::Office).await?;
        self.queue(&prepared, &request.account, timing, again).await
    }

    /// W0.
    async fn queue(
        &self,
        prepared: &[Prepared],
        account: &str,
        timing: Timing,
        again: Again,
    ) -> Result<Sent, AppError> {
        let mut seen = std::collections::BTreeSet::new();
        let twice = prepared.iter().map(|p| &p.review.letter.office).find(|o| !seen.insert(*o));
        if let Some(office) = twice {
            return Err(AppError::new(Code::BadRequest, format!("“{office}” is named twice"))
                .advise("each office gets one letter; name it once"));
        }
        self.queue_each(prepared, account, timing, again).await
    }

    async fn queue_each(
        &self,
        prepared: &[Prepared],
        account: &str,
        timing: Timing,
        again: Again,
    ) -> Result<Sent, AppError> {
        if prepared.is_empty() {
            return Err(AppError::new(Code::BadRequest, "there is no letter to send"));
        }
        let at = now();
        let not_before = match timing {
            Timing::Now => at,
            Timing::AfterTakeBack => at + TAKE_BACK,
        };
        // What is only practised can be practised as often as one likes.
        let free = account == PRACTICE || again == Again::Yes;
        let occasion = if free { uuid::Uuid::now_v7().to_string() } else { today().to_string() };
        let frozen = prepared
            .iter()
            .map(|one| {
                // Copies all go to the same place, and each is one of its own.
                let of = &one.review.letter;
                let own = (of.office == COPY).then(|| uuid::Uuid::now_v7().to_string());
                freeze(one, account, own.as_deref().unwrap_or(&occasion), at, not_before)
            })
            .collect::<Result<Vec<_>, _>>()?;
        let ids = self.store().await?.enqueue(&frozen, at).await?;
        tracing::info!(letters = ids.len(), "queued");
        let letters = ids.into_iter().map(|id| id.to_string()).collect();
        Ok(Sent { letters, take_back_until: not_before.to_string() })
    }

    /// The message of one letter as it would go over the wire; nothing is queued. Whether
    /// somebody looked at the address does not matter for that.
    pub async fn letter_eml(
        &self,
        letter: LetterRef,
        words: &str,
        account: &str,
    ) -> Result<Vec<u8>, AppError> {
        self.eml(letter, words, account, Gate::Open).await
    }

    async fn eml(
        &self,
        letter: LetterRef,
        words: &str,
        account: &str,
        gate: Gate,
    ) -> Result<Vec<u8>, AppError> {
        let request = SendRequest {
            account: account.to_owned(),
            own_words: [(words_key(&letter), words.to_owned())].into(),
            seals: Vec::new(),
            letters: vec![letter],
        };
        let prepared = self.prepare(&request, gate).await?;
        let one = prepared.first().ok_or_else(|| AppError::new(Code::Internal, "no letter"))?;
        Ok(freeze(one, account, "", now(), now())?.bytes)
    }

    /// Queues a copy of each letter to the writer's own address, to look at. Nobody else gets
    /// it, so nothing needs to be confirmed for it, and it can be sent as often as one likes.
    pub async fn letters_copy(&self, request: SendRequest) -> Result<Sent, AppError> {
        let mut copies = Vec::with_capacity(request.letters.len());
        for one in self.prepare(&request, Gate::Open).await? {
            let Prepared { review, letter, sender_name, zone } = one;
            let letter = letter.ok_or_else(|| stopped(&review))?;
            let to = letter.from().clone();
            let about = LetterRef { office: COPY.to_owned(), ..review.letter.clone() };
            let review = ReviewLetter { letter: about, ..review };
            copies.push(Prepared { review, letter: Some(letter.copy_to(&to)), sender_name, zone });
        }
        self.queue_each(&copies, &request.account, Timing::Now, Again::Yes).await
    }

    /// Writes the message of the first letter of a request as a file that a mail program opens
    /// as a draft: `X-Unsent` is what Outlook and Thunderbird look for.
    pub async fn letter_file(&self, request: SendRequest) -> Result<File, AppError> {
        let letter = request.letters.first().cloned();
        let letter = letter.ok_or_else(|| AppError::new(Code::BadRequest, "there is no letter"))?;
        let words = request.own_words.get(&words_key(&letter)).cloned().unwrap_or_default();
        let name = format!("{}-{}-{}.eml", letter.person, letter.office, letter.language);
        // From there it is one click to sending, and nothing unchecked is sent.
        let message = self.eml(letter, &words, &request.account, Gate::Office).await?;
        let folder = self.home().letters();
        let path = folder.join(name);
        let bytes = [b"X-Unsent: 1\r\n".as_slice(), &message].concat();
        paths::write_private(&path, &bytes).map_err(|e| AppError::io(&path, &e))?;
        Ok(File { path: path.display().to_string() })
    }

    async fn prepare(&self, request: &SendRequest, gate: Gate) -> Result<Vec<Prepared>, AppError> {
        let profile = self.need_profile().await?;
        let safety = self.settings().await?.safety;
        let (from, local) = self.sender_of(&request.account, &profile).await?;
        let mut prepared = Vec::with_capacity(request.letters.len());
        for letter in &request.letters {
            let office = self.office(&letter.office)?;
            let guard = guarded(&safety, office, &profile, Some(&from.address));
            let from = match &guard {
                Some(guard) if !guard.full_name => Mailbox::new(&guard.name, from.address.clone())?,
                _ => from.clone(),
            };
            let writer = Writer {
                profile: &signed(&profile, guard.as_ref()),
                whole: &profile,
                guard: guard.as_ref(),
                from: &from,
                local,
                organisation: safety.organisation,
            };
            let one = self.prepare_one(request, letter, writer, gate).await?;
            let review = ReviewLetter { guard, ..one.review };
            prepared.push(Prepared { review, ..one });
        }
        Ok(prepared)
    }

    async fn prepare_one(
        &self,
        request: &SendRequest,
        letter: &LetterRef,
        writer: Writer<'_>,
        gate: Gate,
    ) -> Result<Prepared, AppError> {
        let Writer { profile, whole, guard, from, local, organisation } = writer;
        let sender = sender(profile);
        // What is written to the prisoner is kept apart from what officials read.
        let words = request.own_words.get(&words_key(letter)).map_or("", String::as_str);
        let own_words = own_words(words)?;
        let scene = self.scene(letter, &sender, &own_words)?;
        let template = self.template(&letter.template, &letter.language)?;
        let office_name = recipient(scene.office, scene.language);
        let mut review = ReviewLetter {
            letter: letter.clone(),
            office_name: office_name.clone(),
            from: from.to_string(),
            to: String::new(),
            subject: String::new(),
            text: String::new(),
            direction: scene.language.direction,
            findings: Vec::new(),
            channel: None,
            ready: false,
            guard: None,
            seal: String::new(),
        };
        let sender_name = whole.name.clone();
        let zone = scene.office.time_zone.clone().unwrap_or_default();
        let unseen = self.unseen(&scene, gate).await?;
        let Some((number, channel)) = scene.office.email_channel() else {
            let missing = rules::finding("channel_missing", &[("office", &scene.office.id)]);
            review.findings.push(show::finding(&missing, "", ""));
            // The words are shown all the same: they can be printed or copied.
            template.subject(0, &scene, &mut review.subject).map_err(bad_letter)?;
            template.body(&scene, &mut review.text).map_err(bad_letter)?;
            return Ok(Prepared { review, letter: None, sender_name, zone });
        };
        let parse = if local { Address::parse_local } else { Address::parse };
        let to = Mailbox::new(&office_name, parse(&channel.value)?)?;
        let envelope = Envelope { from, to: &to, channel };
        let mut text = String::new();
        let likeness = match template.body(&scene, &mut text) {
            Ok(_) => self.likeness(template, &scene, &text, None).await?,
            Err(_) => Likeness::default(),
        };
        let coach = Coach { depth: Depth::All, organisation, likeness: Some(&|_| likeness) };
        let Written { subject, text, findings, letter } =
            Letter::write(template, 0, &scene, envelope, coach);
        review.to = to.to_string();
        let named = name_shown(guard, whole, &scene, &text);
        let findings = findings.iter().chain(&named);
        review.findings = findings.map(|f| show::finding(f, &subject, &text)).collect();
        review.subject = subject;
        review.text = text;
        review.seal = seal(&review);
        let store = self.store().await?;
        let shown = show::channel(store, scene.office, number, channel, &scene.language.code);
        let shown = shown.await?;
        if gate != Gate::Open && shown.freshness != Freshness::Checked {
            review.findings.push(show::finding(&unchecked(scene.office, &shown), "", ""));
        }
        review.findings.extend(unseen.iter().map(|finding| show::finding(finding, "", "")));
        review.findings.sort_by_key(|finding| finding.level);
        review.channel = Some(shown);
        review.ready = review.findings.iter().all(|finding| finding.level != Level::Stop);
        let letter = letter.filter(|_| review.ready);
        Ok(Prepared { review, letter, sender_name, zone })
    }

    /// What nobody has looked at besides the address: the office's holder, the case.
    async fn unseen(&self, scene: &Scene<'_>, gate: Gate) -> Result<Vec<Finding>, AppError> {
        let (office, person) = (scene.office, scene.person);
        let mut found = Vec::new();
        if gate == Gate::Open || office.kind == Kind::Prisoner {
            return Ok(found);
        }
        let store = self.store().await?;
        if gate::office(store, office).await?.freshness != Freshness::Checked {
            found.push(office_unchecked(office));
        }
        if gate::person(store, person).await?.freshness != Freshness::Checked {
            let name = person.name.shown(&scene.language.code).unwrap_or(&person.id);
            let mut finding =
                rules::finding("person_unchecked", &[("person", name), ("id", &person.id)]);
            if gate == Gate::Everything {
                finding.level = Level::Stop;
            }
            found.push(finding);
        }
        Ok(found)
    }

    /// The From of an account, and whether its server is on this computer.
    pub(crate) async fn sender_of(
        &self,
        account: &str,
        profile: &Profile,
    ) -> Result<(Mailbox, bool), AppError> {
        if account != PRACTICE {
            let (row, server) = self.account(account).await?;
            let local = server.is_loopback();
            let address = if local { Address::parse_local } else { Address::parse };
            return Ok((Mailbox::new(&row.from_name, address(&row.from_address)?)?, local));
        }
        // A reserved name (RFC 2606) for somebody who has not said their address.
        let address = match profile.email.as_str() {
            "" => "you@practice.invalid",
            email => email,
        };
        Ok((Mailbox::new(&profile.name, Address::parse(address)?)?, false))
    }
}

/// Under which key a request holds the own words of a letter: its language, and for letters to
/// the prisoner one of their own.
pub fn words_key(letter: &LetterRef) -> String {
    let LetterRef { person, office, language, .. } = letter;
    if office == person { format!("prisoner:{language}") } else { language.clone() }
}

fn bad_letter(error: unforgotten_core::template::RenderError) -> AppError {
    AppError::new(Code::BadLetter, error.to_string())
}

/// Whether a person looked is not a property of the letter, so core does not look for it.
pub(crate) fn unchecked(office: &Office, channel: &crate::api::Channel) -> Finding {
    let confirmed = channel.confirmed_at.as_deref().and_then(|at| at.parse().ok());
    if let (Kind::Prisoner, Some(at)) = (office.kind, confirmed) {
        let days = days_since(at, now()).to_string();
        let params = [("days", days.as_str()), ("office", &office.id), ("value", &channel.value)];
        return rules::finding("address_old", &params);
    }
    let published = channel.source.published.clone().unwrap_or_default();
    let when = if published.is_empty() { "at an unknown date" } else { &published };
    let params = [
        ("office", office.id.as_str()),
        ("published", when),
        ("value", &channel.value),
        ("title", &channel.source.title),
    ];
    let mut finding = rules::finding("channel_unchecked", &params);
    // For the window, which says “at an unknown date” in its own words.
    finding.params.insert("published", published);
    finding
}

/// Nobody has looked who holds the office.
pub(crate) fn office_unchecked(office: &Office) -> Finding {
    rules::finding("office_unchecked", &[("office", &office.id)])
}

/// Composes and freezes one letter, or says what stops it.
fn freeze(
    prepared: &Prepared,
    account: &str,
    occasion: &str,
    at: Timestamp,
    not_before: Timestamp,
) -> Result<Frozen, AppError> {
    let Prepared { review, letter, sender_name, zone } = prepared;
    let Some(letter) = letter else { return Err(stopped(review)) };
    freeze_as(
        letter,
        Stamp {
            campaign: unforgotten_store::SINGLE,
            signer: sender_name,
            about: &review.letter,
            zone,
            account,
            occasion,
            reply_to: None,
            at,
            not_before,
            closes_at: None,
        },
    )
}

/// What the queue has to know of a letter.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp<'a> {
    pub(crate) campaign: &'a str,
    pub(crate) signer: &'a str,
    pub(crate) about: &'a LetterRef,
    pub(crate) zone: &'a str,
    pub(crate) account: &'a str,
    pub(crate) occasion: &'a str,
    pub(crate) reply_to: Option<&'a Mailbox>,
    pub(crate) at: Timestamp,
    pub(crate) not_before: Timestamp,
    pub(crate) closes_at: Option<Timestamp>,
}

/// Composes and freezes a letter that nothing stops.
pub(crate) fn freeze_as(letter: &Letter, stamp: Stamp<'_>) -> Result<Frozen, AppError> {
    let message_id = message_id(letter.from().address.domain());
    let draft = MailDraft {
        from: letter.from(),
        to: letter.to(),
        reply_to: stamp.reply_to,
        subject: letter.subject(),
        text: letter.text(),
        date: stamp.at,
        message_id: &message_id,
    };
    let message =
        compose(&draft).map_err(|error| AppError::new(Code::BadLetter, error.to_string()))?;
    let LetterRef { person, office, template, language } = stamp.about.clone();
    Ok(Frozen {
        campaign: stamp.campaign.to_owned(),
        signer: stamp.signer.to_owned(),
        person,
        office,
        zone: stamp.zone.to_owned(),
        occasion: stamp.occasion.to_owned(),
        template,
        language,
        account: stamp.account.to_owned(),
        subject: letter.subject().to_owned(),
        sender: message.from.to_string(),
        recipient: message.to.to_string(),
        from_header: letter.from().to_string(),
        to_header: letter.to().to_string(),
        sha256: sha256(&message.bytes),
        message_id: message.message_id,
        bytes: message.bytes,
        text: letter.text().to_owned(),
        not_before: stamp.not_before,
        closes_at: stamp.closes_at,
    })
}

fn seal(review: &ReviewLetter) -> String {
    let ReviewLetter { from, to, subject, text, .. } = review;
    sha256([from, to, subject, text].map(String::as_str).join("\n").as_bytes())
}

/// Random, in the sender's domain: it tells neither the machine nor the time.
pub(crate) fn message_id(domain: &str) -> String {
    format!("{}@{domain}", uuid::Uuid::new_v4().simple())
}

/// SHA-256 as the database keeps it: hex.
pub fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn stopped(review: &ReviewLetter) -> AppError {
    let stops = review.findings.iter().filter(|finding| finding.level == Level::Stop);
    let Some(first) = stops.clone().next() else {
        return AppError::new(Code::Internal, "a letter without findings was not written");
    };
    let office = &review.letter.office;
    let unseen = ["channel_unchecked", "address_old", "office_unchecked", "person_unchecked"];
    if stops.clone().all(|stop| unseen.contains(&stop.code.as_str())) {
        let number = review.channel.as_ref().map_or(1, |channel| channel.number);
        let advice = match first.code.as_str() {
            "person_unchecked" => format!("unforgotten people confirm {}", review.letter.person),
            _ => format!(
                "unforgotten offices confirm {office} --channel {number}, or send with --confirm-unchecked"
            ),
        };
        return AppError::new(Code::ChannelUnchecked, first.message.clone())
            .with("office", office)
            .advise(advice);
    }
    if let Some(field) = first.params.get("field").and_then(|f| f.strip_prefix("sender.")) {
        return AppError::new(Code::LetterStopped, first.message.clone())
            .with("office", office)
            .with("finding", &first.code)
            .advise(format!("unforgotten profile set --{field} …"));
    }
    let messages: Vec<_> = stops.map(|finding| finding.message.as_str()).collect();
    AppError::new(Code::LetterStopped, format!("the letter to {office}: {}", messages.join("; ")))
        .with("office", office)
        .with("finding", &first.code)
        .advise(format!("unforgotten offices show {office} lists the ways to reach it"))
}
