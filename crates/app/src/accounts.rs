//! Mailboxes that letters leave from.

use std::path::PathBuf;
use std::time::Duration;

use unforgotten_core::address::{Mailbox, NAME_MAX, one_line};
use unforgotten_mail::{Deadlines, Failure, Options, Password, Proxy, Server, Session};
use unforgotten_store::AccountRow as Row;

use crate::api::AccountRow;
use crate::{App, AppError, Code, PRACTICE, data, now};

/// An account to add.
#[derive(Debug, Clone, Default)]
pub struct NewAccount {
    /// What the person calls it.
    pub name: String,
    /// `smtps://user@host:465`, `smtp://user@host:587` or `smtp+insecure://127.0.0.1:2525`.
    pub url: String,
    /// `Name <a@b.org>`.
    pub from: String,
    /// A PEM file with an own certificate authority.
    pub ca: Option<PathBuf>,
    /// `socks5h://host:port`.
    pub proxy: Option<String>,
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
        let bad = |message: String| AppError::new(Code::BadRequest, message);
        let name = one_line(&account.name, NAME_MAX)
            .map_err(|error| bad(format!("the account's name {error}")))?;
        if name.is_empty() || name == PRACTICE {
            return Err(
                bad(format!("an account cannot be called “{name}”")).advise("choose another name")
            );
        }
        let server = Server::parse(&account.url)?;
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
            hold: None,
        };
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
        Ok(shown(row))
    }

    /// All accounts, oldest first. Practice is not among them.
    pub async fn account_list(&self) -> Result<Vec<AccountRow>, AppError> {
        Ok(self.store().await?.accounts().await?.into_iter().map(shown).collect())
    }

    /// Forgets an account and its password; its letters stay.
    pub async fn account_remove(&self, name: &str) -> Result<(), AppError> {
        let (row, _) = self.account(name).await?;
        self.secrets().forget(&row.name).await?;
        Ok(self.store().await?.remove_account(&row.name, now()).await?)
    }

    /// Connects, encrypts and signs in, and sends nothing. What holds the account is lifted
    /// when the test passes.
    pub async fn account_test(&self, name: &str) -> Result<TestReport, AppError> {
        let session = self.connect(name).await.map_err(|error| match error {
            Unopened::App(error) => error,
            Unopened::Mail(failure) => of_failure(&failure),
        })?;
        let transcript = session.transcript();
        session.quit().await;
        self.store().await?.hold_account(name, None, now()).await?;
        let (_, server) = self.account(name).await?;
        Ok(TestReport { server: server.to_string(), transcript })
    }

    /// The row and the server of an account.
    pub(crate) async fn account(&self, name: &str) -> Result<(Row, Server), AppError> {
        let row = self.store().await?.account(name).await.map_err(|error| {
            if !error.is_not_found() {
                return AppError::from(error);
            }
            AppError::new(Code::NoAccount, format!("there is no account “{name}”"))
                .advise("unforgotten account list shows the accounts; practice needs none")
                .with("account", name)
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
        let proxy = row.proxy.as_deref().map(str::parse::<Proxy>).transpose();
        let proxy = proxy.map_err(|error| AppError::new(Code::BadRequest, error.to_string()))?;
        let ca = row.ca_file.map(PathBuf::from);
        let options = Options { ca, proxy, deadlines: deadlines(), ..Options::default() };
        Session::open(&server, &options, password.as_ref()).await.map_err(Unopened::Mail)
    }
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

fn shown(row: Row) -> AccountRow {
    let from = match row.from_name.as_str() {
        "" => row.from_address.clone(),
        name => format!("{name} <{}>", row.from_address),
    };
    AccountRow { name: row.name, from, server: row.url, hold: row.hold }
}
