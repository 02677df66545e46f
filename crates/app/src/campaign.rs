//! Campaigns: many sign, each for the same people, to the same offices.
//!
//! A campaign is a draft until it is started. What it is about stands in its row as JSON, and
//! its signers in rows of their own, read once from their file; letters are rendered when it
//! is planned or started, from the data of that moment. Starting writes them down in chunks
//! as drafts that nobody can claim, then queues all of them in one transaction: a program
//! that is killed meanwhile leaves a draft, and starting can simply be repeated.

mod letters;
mod start;
mod status;
mod table;

use std::fs::{File, TryLockError};
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use unforgotten_core::plan::Column;
use unforgotten_store::{CampaignRow, CampaignState, Course, SINGLE};

use crate::status::no_such_campaign;
use crate::{App, AppError, Code, PRACTICE, now};
pub use start::{CampaignStart, Started};
pub use status::CampaignStatus;

/// It stands in rows, file names and commands.
const ID_MAX: usize = 64;

/// A campaign to make.
#[derive(Debug, Clone, Default)]
pub struct NewCampaign {
    /// What the person calls it: letters, digits, `-` and `_`.
    pub id: String,
    /// For whom.
    pub people: Vec<String>,
    /// To which offices.
    pub offices: Vec<String>,
    /// What is written.
    pub template: String,
    /// The language of the letters; `None` takes for each the first that its office reads.
    pub language: Option<String>,
    /// A CSV file; `None`: the person of the profile signs.
    pub signers: Option<PathBuf>,
    /// The last day, `2026-12-31`: the whole day counts, in local time.
    pub closes: String,
    /// The account it leaves from, if that is known already.
    pub account: Option<String>,
    /// The campaign wants many letters, not different ones: nobody counts how alike they are.
    pub numbers: bool,
    /// Takes the place of a campaign of this name that was not started.
    pub replace: bool,
}

/// What keeps a letter from being queued: in a row of the file, or for an office.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanProblem {
    /// The file of signers.
    pub file: Option<String>,
    /// The row of the file as a spreadsheet counts it, from 1.
    pub row: Option<u64>,
    /// The column: `name`, `town`, `country`, `email` or `own_words`.
    pub column: Option<String>,
    /// What kind of problem it is.
    pub code: String,
    /// English, one line, with what to do.
    pub message: String,
    /// The value, shortened, its control characters made visible.
    pub value: Option<String>,
    /// The person that the letters are for, where it is about them.
    pub person: Option<String>,
    /// The office that the letters go to, where it is about them.
    pub office: Option<String>,
}

impl PlanProblem {
    fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), ..Self::default() }
    }
}

impl std::fmt::Display for PlanProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}:")?;
        }
        if let Some(row) = self.row {
            write!(f, "{row}:")?;
        }
        if let Some(column) = &self.column {
            write!(f, "{column}:")?;
        }
        if self.file.is_some() {
            f.write_str(" ")?;
        }
        f.write_str(&self.message)?;
        match &self.value {
            Some(value) if !value.is_empty() && !self.message.contains(value) => {
                write!(f, " (“{value}”)")
            }
            _ => Ok(()),
        }
    }
}

/// What stands in a campaign's row: who is written for, to whom, what, who signs.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Plan {
    people: Vec<String>,
    offices: Vec<String>,
    template: String,
    language: Option<String>,
    closes: Date,
    /// The file of signers as it was named; `None`: the person of the profile signs.
    #[serde(default)]
    file: Option<String>,
    /// The columns that the file has.
    #[serde(default)]
    columns: Vec<String>,
    /// What was wrong with the file.
    #[serde(default)]
    problems: Vec<PlanProblem>,
    #[serde(default)]
    more_problems: u64,
    #[serde(default)]
    skipped: u64,
    #[serde(default)]
    numbers: bool,
}

impl Plan {
    fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|name| name == column.name())
    }
}

/// What would leave if the campaign were started now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CampaignPlan {
    /// The campaign.
    pub id: String,
    /// Signers times people times offices.
    pub letters: u64,
    /// Letters that nothing stops.
    pub ready: u64,
    /// Who signs.
    pub signers: u64,
    /// Rows of somebody who signed in a row before; they are left out.
    pub skipped: u64,
    /// What stops letters; of the file first.
    pub problems: Vec<PlanProblem>,
    /// Problems beyond those listed.
    pub more_problems: u64,
    /// People whose case nobody has looked at: a warning.
    pub unchecked_people: Vec<String>,
    /// How alike the letters are, one of each signer; `None` for a campaign of numbers.
    pub alike: Option<Alike>,
    /// Every letter, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list: Option<Vec<PlannedLetter>>,
}

/// How alike the letters of a campaign are: identical letters are counted, own words are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Alike {
    /// Letters that were compared.
    pub letters: u64,
    /// Those that add nothing to the template.
    pub template: u64,
    /// Those that add what another letter before them added.
    pub others: u64,
}

/// One letter of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlannedLetter {
    /// The signer's row of the file; `None` for the person of the profile.
    pub row: Option<i64>,
    /// Who signs.
    pub signer: String,
    /// For whom.
    pub person: String,
    /// To which office.
    pub office: String,
    /// Its address.
    pub to: String,
    /// The language.
    pub lang: String,
    /// The template.
    pub template: String,
}

impl App {
    /// Checks and stores a campaign as a draft, and reads its signers. Rows that cannot be
    /// used are among the problems of the result; nothing is queued.
    pub async fn campaign_new(&self, new: NewCampaign) -> Result<CampaignPlan, AppError> {
        check_id(&new.id)?;
        let (closes, closes_at) = closing(&new.closes)?;
        for person in named_once(&new.people, "person")? {
            self.person(person)?;
        }
        for office in named_once(&new.offices, "office")? {
            self.office(office)?;
            let language = match &new.language {
                Some(language) => language.clone(),
                None => self.letter_language(office, &new.template)?,
            };
            self.template(&new.template, &language)?;
        }
        if let Some(account) = new.account.as_deref().filter(|name| *name != PRACTICE) {
            self.account(account).await?;
        }
        let file = new.signers.as_ref().map(|path| path.display().to_string());
        let table = match new.signers {
            Some(path) => tokio::task::spawn_blocking(move || table::read(&path))
                .await
                .map_err(|error| AppError::new(Code::Internal, error.to_string()))??,
            None => {
                self.need_profile().await?;
                table::Table::default()
            }
        };
        let plan = Plan {
            people: new.people,
            offices: new.offices,
            template: new.template,
            language: new.language,
            closes,
            file,
            columns: table.columns.iter().map(|column| column.name().to_owned()).collect(),
            problems: table.problems,
            more_problems: table.more,
            skipped: table.skipped,
            numbers: new.numbers,
        };
        let row = CampaignRow {
            id: new.id.clone(),
            state: CampaignState::Draft,
            plan: serde_json::to_string(&plan)
                .map_err(|error| AppError::new(Code::Internal, error.to_string()))?,
            closes_at,
            course: Course { account: new.account, ..Course::default() },
            created_at: now(),
            started_at: None,
        };
        let store = self.store().await?;
        let _alone = self.alone()?;
        if new.replace {
            store.forget_draft(&new.id, now()).await?;
        }
        if !store.add_campaign(&row, &table.signers).await? {
            let advice = "choose another name, or add --replace if it was not started";
            return Err(AppError::new(
                Code::BadRequest,
                format!("there is a campaign “{}” already", new.id),
            )
            .advise(advice)
            .with("campaign", new.id));
        }
        tracing::info!(signers = table.signers.len(), "campaign stored");
        self.campaign_plan(&new.id, None, false).await
    }

    async fn campaign_row(&self, id: &str) -> Result<(CampaignRow, Plan), AppError> {
        let row = self.store().await?.campaign(id).await.map_err(|error| {
            if !error.is_not_found() {
                return AppError::from(error);
            }
            no_such_campaign(id)
        })?;
        let plan = serde_json::from_str(&row.plan).map_err(|error| {
            let message = format!("the stored campaign “{id}” cannot be read: {error}");
            AppError::new(Code::Database, message)
        })?;
        Ok((row, plan))
    }

    /// Only one process at a time writes letters of campaigns down: drafts of two starts must
    /// not mix. The operating system opens the lock when the process ends, however it ends.
    fn alone(&self) -> Result<File, AppError> {
        self.home().create()?;
        let path = self.home().folder().join("campaigns.lock");
        let file = File::options().create(true).append(true).open(&path);
        let file = file.map_err(|error| AppError::io(&path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => {
                let message = "another program is writing the letters of a campaign just now";
                Err(AppError::new(Code::HomeBusy, message)
                    .advise("wait until it is done; unforgotten campaign list tells more"))
            }
            Err(TryLockError::Error(error)) => Err(AppError::io(&path, &error)),
        }
    }
}

fn check_id(id: &str) -> Result<(), AppError> {
    let good = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let first = id.chars().next().is_some_and(|c| c.is_ascii_alphanumeric());
    if first && id.len() <= ID_MAX && id.chars().all(good) && id != SINGLE {
        return Ok(());
    }
    Err(AppError::new(Code::BadRequest, format!("a campaign cannot be called “{id}”")).advise(
        format!("a name has letters a to z, digits, “-” and “_”, begins with a letter or a digit, has at most {ID_MAX} characters, and is not “{SINGLE}”"),
    ))
}

/// The last day, and its last moment where the writer is.
fn closing(text: &str) -> Result<(Date, Timestamp), AppError> {
    let bad = |message: String| {
        AppError::new(Code::BadRequest, message)
            .advise("--closes is the last day on which letters leave, such as 2026-12-31")
            .with("closes", text)
    };
    let date: Date = text.trim().parse().map_err(|_| bad(format!("“{text}” is not a date")))?;
    let end = end_of(date).ok_or_else(|| bad(format!("“{text}” is too far away")))?;
    if end <= now() {
        return Err(bad(format!("the closing date {date} is in the past")));
    }
    Ok((date, end))
}

/// The last millisecond of a day.
fn end_of(date: Date) -> Option<Timestamp> {
    let next = date.tomorrow().ok()?.to_zoned(TimeZone::system()).ok()?;
    next.timestamp().checked_sub(jiff::SignedDuration::from_millis(1)).ok()
}

fn named_once<'a>(ids: &'a [String], what: &str) -> Result<&'a [String], AppError> {
    let bad = |message: String| Err(AppError::new(Code::BadRequest, message));
    if ids.is_empty() {
        return bad(format!("a campaign needs at least one {what}"));
    }
    let mut seen = std::collections::BTreeSet::new();
    match ids.iter().find(|id| !seen.insert(*id)) {
        Some(id) => bad(format!("the {what} “{id}” is named twice")),
        None => Ok(ids),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("summer-2026_b", true)]
    #[case("7", true)]
    #[case("", false)]
    #[case("single", false)]
    #[case("a b", false)]
    #[case("../x", false)]
    #[case("-n", false)]
    #[case("лето", false)]
    fn a_name_can_stand_in_a_file_name_and_in_a_command(#[case] id: &str, #[case] good: bool) {
        assert_eq!(check_id(id).is_ok(), good, "“{id}”");
    }

    #[test]
    fn the_whole_closing_day_counts() {
        let today = crate::today();
        assert!(closing(&today.to_string()).is_ok(), "today is not over");
        let yesterday = today.yesterday().unwrap();
        assert!(closing(&yesterday.to_string()).is_err(), "yesterday is");
        assert!(closing("soon").is_err() && closing("2027-02-30").is_err(), "no dates");
        let last = end_of(today).unwrap().to_zoned(TimeZone::system());
        assert_eq!((last.hour(), last.minute(), last.second()), (23, 59, 59), "its last second");
    }
}
