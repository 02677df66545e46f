//! Mailboxes that letters leave from.

use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use unforgotten_core::address::{Mailbox, NAME_MAX, one_line};
use unforgotten_core::hold::{Code as Why, Kind as Held};
use unforgotten_core::pace::limit::{Limits, OFFICE_HOUR, PERSON};
use unforgotten_mail::{
    Deadlines, Failure, Options, Password, Provider, Proxy, Server, Session, SignIn,
};
use unforgotten_store::{AccountRow as Row, limits_with};

use crate::api::AccountRow;
use crate::{App, AppError, Code, PRACTICE, data, now, show};

/// An account to add.
#[derive(Debug, Clone, Default)]
pub struct NewAccount {
    /// What the person calls it.
    pub name: String,
    /// `smtps://user@host:465`, `smtp://user@host:587` or `smtp+insecure://127.0.0.1:2525`;
    /// empty for a provider that is known by the sender's address.
    pub url: String,
    /// `Name <a@b.org>`.
    pub from: String,
    /// A PEM file with an own certificate authority.
    pub ca: Option<PathBuf>,
    /// `socks5h://host:port`.
    pub proxy: Option<String>,
    /// Letters in any hour; `None` for the default, 0 for no limit.
    pub per_hour: Option<u32>,
    /// Letters in any 24 hours.
    pub per_day: Option<u32>,
    /// Connections at the same time.
    pub connections: Option<u32>,
}

/// How an account sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Course {
    /// As attempts name it.
    pub(crate) server: String,
    pub(crate) limits: Limits,
    /// What the provider takes at most.
    pub(crate) caps: Limits,
    /// Letters an hour to one office.
    pub(crate) per_office: Option<u32>,
    pub(crate) connections: u32,
    /// What the provider takes at most.
    pub(crate) connections_cap: u32,
}

/// What a successful test found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestReport {
    /// The server, without secrets.
    pub server: String,
    /// What was said, without passwords.
    pub transcript: Vec<String>,
}

impl App {
    /// Checks and stores an account; the password goes to the keyring.
    pub async fn account_add(
        &self,
        account: NewAccount,
        password: Option<Password>,
    ) -> Result<AccountRow, AppError> {
        let row = row_of(&account)?;
        let name = row.name.as_str();
        let store = self.store().await?;
        if !store.add_account(&row, now()).await? {
            return Err(taken(name));
        }
        if let Some(password) = password
            && let Err(error) = self.secrets().store(name, &password).await
        {
            // An account that cannot sign in must not look ready.
            store.remove_account(name, now()).await?;
            return Err(error);
        }
        self.account_row(&row.name).await
    }

    /// All accounts, oldest first. Practice is not among them.
    pub async fn account_list(&self) -> Result<Vec<AccountRow>, AppError> {
        let store = self.store().await?;
        let spent = store.spent_since(now() - SignedDuration::from_hours(24)).await?;
        let holds = self.holds().await?;
        let shown = store.accounts().await?.into_iter().map(|row| {
            let today = spent.get(&row.name).copied().unwrap_or(0);
            let hold = holds.find(Held::Account, &row.name);
            let pace = Server::parse(&row.url).map(|server| limits(&row, &server));
            let pace = pace.map(|(limits, caps, _)| (limits, caps)).unwrap_or_default();
            show::account(row, hold, today, pace)
        });
        Ok(shown.collect())
    }

    pub(crate) async fn account_row(&self, name: &str) -> Result<AccountRow, AppError> {
        let found = self.account_list().await?.into_iter().find(|row| row.name == name);
        found.ok_or_else(|| no_account(name))
    }

    /// How an account sends; `None` if there is no such account.
    pub(crate) async fn course(&self, name: &str) -> Result<Option<Course>, AppError> {
        if name == PRACTICE {
            return Ok(Some(Course {
                server: "practice mode on this computer".to_owned(),
                limits: Limits::default(),
                caps: Limits::default(),
                per_office: None,
                connections: 1,
                connections_cap: 1,
            }));
        }
        let accounts = self.store().await?.accounts().await?;
        let Some(row) = accounts.into_iter().find(|row| row.name == name) else { return Ok(None) };
        let server = Server::parse(&row.url)?;
        let (limits, caps, per_office) = limits(&row, &server);
        let known = Provider::of_host(&server.host).and_then(|known| known.limits.connections);
        Ok(Some(Course {
            server: server.authority(),
            limits,
            caps,
            per_office,
            connections: row.connections.unwrap_or(1),
            connections_cap: known.unwrap_or(CONNECTIONS_MAX).clamp(1, CONNECTIONS_MAX),
        }))
    }

    /// Forgets an account and its password; its letters stay.
    pub async fn account_forget(&self, name: &str) -> Result<(), AppError> {
        let (row, _) = self.account(name).await?;
        self.secrets().forget(&row.name).await?;
        Ok(self.store().await?.remove_account(&row.name, now()).await?)
    }

    /// Connects, encrypts and signs in, and sends nothing. What holds the account is lifted
    /// when the test passes.
    pub async fn account_try(&self, name: &str) -> Result<TestReport, AppError> {
        self.secrets().look_again(name);
        let session = self.connect(name).await.map_err(AppError::from)?;
        let transcript = session.transcript();
        session.quit().await;
        // Signing in says nothing about a limit: trying it early makes some providers wait longer.
        let limits = [Why::Limit, Why::Busy, Why::ManyRefusals];
        let holds = self.holds().await?;
        if holds.find(Held::Account, name).is_some_and(|hold| !limits.contains(&hold.code)) {
            self.store().await?.lift(Held::Account, name, now()).await?;
        }
        let (_, server) = self.account(name).await?;
        Ok(TestReport { server: server.to_string(), transcript })
    }

    /// The row and the server of an account.
    pub(crate) async fn account(&self, name: &str) -> Result<(Row, Server), AppError> {
        let row = self.store().await?.account(name).await.map_err(|error| {
            if !error.is_not_found() {
                return AppError::from(error);
            }
            no_account(name)
        })?;
        let server = Server::parse(&row.url)?;
        Ok((row, server))
    }

    /// Opens a session for an account of the database.
    pub(crate) async fn connect(&self, name: &str) -> Result<Session, Unopened> {
        let (row, server) = self.account(name).await?;
        let password = match server.user {
            Some(_) => self.secrets().find(&row.name).await?,
            None => None,
        };
        open(row, &server, password.as_ref()).await.inspect_err(|unopened| {
            if matches!(unopened, Unopened::Mail(failure) if failure.is_sign_in()) {
                self.secrets().look_again(name);
            }
        })
    }
}

/// Connects, encrypts and signs in.
pub(crate) async fn open(
    row: Row,
    server: &Server,
    password: Option<&Password>,
) -> Result<Session, Unopened> {
    let proxy = row.proxy.as_deref().map(str::parse::<Proxy>).transpose();
    let proxy = proxy.map_err(|error| AppError::new(Code::BadRequest, error.to_string()))?;
    let ca = row.ca_file.map(PathBuf::from);
    let options = Options { ca, proxy, deadlines: deadlines(), ..Options::default() };
    Session::open(server, &options, password).await.map_err(Unopened::Mail)
}

/// The limits of RFC 5321, or shorter ones for people who would rather not wait: the
/// environment variable `UNFORGOTTEN_TIMEOUT`, in seconds.
fn deadlines() -> Deadlines {
    let limit = std::env::var("UNFORGOTTEN_TIMEOUT").ok().and_then(|text| text.parse::<f64>().ok());
    let limit = limit.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    limit.map_or_else(Deadlines::default, |limit| Deadlines::default().at_most(limit))
}

/// Why there is no session.
pub(crate) enum Unopened {
    App(AppError),
    Mail(Failure),
}

impl From<Unopened> for AppError {
    fn from(unopened: Unopened) -> Self {
        match unopened {
            Unopened::App(error) => error,
            Unopened::Mail(failure) => of_failure(&failure),
        }
    }
}

impl From<AppError> for Unopened {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

/// A failed connection as a person reads it.
pub(crate) fn of_failure(failure: &Failure) -> AppError {
    let code = if failure.is_sign_in() { Code::AccountRefused } else { Code::Network };
    AppError::new(code, failure.what())
        .advise(failure.advice())
        .with("phase", failure.phase.to_string())
        .with("server", &failure.server)
}

fn taken(name: &str) -> AppError {
    AppError::new(Code::BadRequest, format!("there is an account “{name}” already"))
        .advise(format!("choose another name, or unforgotten account remove {name} first"))
}

/// The full path of a file that holds a certificate.
fn readable(path: &std::path::Path) -> Result<String, AppError> {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let refuse = |why: String| {
        AppError::new(Code::BadRequest, format!("{} {why}", full.display()))
            .advise("--ca takes a PEM file with the certificate of your authority")
    };
    let text = data::read_text(&full, "--ca")
        .map_err(|p| refuse(format!("cannot be read: {}", p.message)))?;
    if !text.contains("-----BEGIN CERTIFICATE-----") {
        return Err(refuse("holds no certificate".to_owned()));
    }
    Ok(full.display().to_string())
}

/// An account as it is stored, once everything about it can be meant.
pub(crate) fn row_of(account: &NewAccount) -> Result<Row, AppError> {
    let bad = |message: String| AppError::new(Code::BadRequest, message);
    let name = one_line(&account.name, NAME_MAX)
        .map_err(|error| bad(format!("the account's name {error}")))?;
    if name.is_empty() || name == PRACTICE {
        return Err(
            bad(format!("an account cannot be called “{name}”")).advise("choose another name")
        );
    }
    let server = match account.url.trim() {
        "" => known_server(&account.from)?,
        url => Server::parse(url)?,
    };
    let from = Mailbox::parse(&account.from, server.is_loopback())?;
    let proxy = account.proxy.as_deref().map(str::parse::<Proxy>).transpose();
    let proxy = proxy.map_err(|error| bad(error.to_string()))?;
    let ca_file = account.ca.as_deref().map(readable).transpose()?;
    let row = Row {
        name: name.to_owned(),
        url: server.to_string(),
        from_name: from.name.unwrap_or_default(),
        from_address: from.address.to_string(),
        ca_file,
        proxy: proxy.map(|proxy| proxy.to_string()),
        per_minute: None,
        per_hour: account.per_hour,
        per_day: account.per_day,
        connections: account.connections,
    };
    Ok(row)
}

/// The server of a provider that is known here.
fn known_server(from: &str) -> Result<Server, AppError> {
    let from = Mailbox::parse(from, false)?;
    let address = from.address.to_string();
    let unknown = |why: String| {
        AppError::new(Code::BadRequest, why)
            .advise("write the server with --url smtps://user@host:465; the provider's help has it")
    };
    let Some(provider) = Provider::of_address(&address) else {
        return Err(unknown(format!(
            "the mail server of {} is not known here",
            from.address.domain()
        )));
    };
    if provider.sign_in == SignIn::Oauth {
        let why = format!("{} lets programs in with OAuth2 only", provider.name);
        return Err(AppError::new(Code::BadRequest, why)
            .advise("this program cannot do that yet; use a mailbox with an app password"));
    }
    Ok(provider.server_for(&from.address)?)
}

fn no_account(name: &str) -> AppError {
    AppError::new(Code::NoAccount, format!("there is no account “{name}”"))
        .advise("unforgotten account list shows the accounts; practice needs none")
        .with("account", name)
}

/// More connections than this no provider allows, and no campaign needs.
const CONNECTIONS_MAX: u32 = 64;

/// A server on this computer has limits of its own, and a queue: only what a person sets
/// counts there. Others start with what suits a person.
fn limits(row: &Row, server: &Server) -> (Limits, Limits, Option<u32>) {
    let own = |default: Limits| {
        let default = Limits { minute: row.per_minute, ..default };
        limits_with(default, row.per_hour, row.per_day)
    };
    if server.is_loopback() {
        return (own(Limits::default()), Limits::default(), None);
    }
    // More than the provider takes would only be refused.
    let known = Provider::of_host(&server.host).map(|known| known.limits).unwrap_or_default();
    let caps = Limits { minute: known.per_minute, hour: known.per_hour, day: known.per_day };
    (own(PERSON), caps, Some(OFFICE_HOUR))
}
