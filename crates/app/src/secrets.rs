//! Passwords: in the keyring of the operating system; where there is none, in a file that is
//! encrypted with a passphrase (age, scrypt). Never in the clear, never in the database.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError, mpsc};
use std::time::Duration;

use age::secrecy::SecretString;
use unforgotten_mail::Password;

use crate::{AppError, Code, Home};

const SERVICE: &str = "org.unforgotten";
/// The environment variable with the passphrase of the file.
const PASSPHRASE: &str = "UNFORGOTTEN_PASSPHRASE";
/// A locked keyring shows a prompt and blocks until somebody answers it.
const PATIENCE: Duration = Duration::from_secs(30);

/// The place for passwords of one home folder.
pub(crate) struct Secrets {
    home: String,
    file: PathBuf,
    /// What was found once: each new connection asks, and opening the file takes a second.
    known: Mutex<HashMap<String, Password>>,
}

impl Secrets {
    pub(crate) fn new(home: &Home) -> Self {
        let home_name = home.folder().display().to_string();
        Self { home: home_name, file: home.secrets(), known: Mutex::default() }
    }

    /// Stores the password of an account.
    pub(crate) async fn store(&self, account: &str, password: &Password) -> Result<(), AppError> {
        self.look_again(account);
        let secret = password.expose().to_owned();
        match self.keyring(account, move |entry| entry.set_password(&secret)).await {
            Ok(()) => Ok(()),
            Err(Unusable::Refused(why)) => Err(keyring_refused(&why)),
            Err(Unusable::NoEntry | Unusable::NoKeyring) => {
                let mut all = self.read()?;
                all.insert(account.to_owned(), password.expose().to_owned());
                self.write(&all)
            }
        }
    }

    /// The password of an account, if one is stored.
    pub(crate) async fn find(&self, account: &str) -> Result<Option<Password>, AppError> {
        if let Some(known) = self.known().get(account) {
            return Ok(Some(known.clone()));
        }
        let found = self.look(account).await?;
        if let Some(password) = &found {
            self.known().insert(account.to_owned(), password.clone());
        }
        Ok(found)
    }

    /// The server refused the password, or somebody may have changed it.
    pub(crate) fn look_again(&self, account: &str) {
        self.known().remove(account);
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Password>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn look(&self, account: &str) -> Result<Option<Password>, AppError> {
        match self.keyring(account, |entry| entry.get_password()).await {
            Ok(secret) => return Ok(Some(Password::new(secret))),
            Err(Unusable::NoEntry) if !self.file.exists() => return Ok(None),
            Err(Unusable::Refused(why)) => return Err(keyring_refused(&why)),
            Err(Unusable::NoEntry | Unusable::NoKeyring) => {}
        }
        Ok(self.read()?.remove(account).map(Password::new))
    }

    /// Forgets the password of an account, wherever it is.
    pub(crate) async fn forget(&self, account: &str) -> Result<(), AppError> {
        self.look_again(account);
        // Without a keyring there is nothing in it to forget.
        let _ = self.keyring(account, |entry| entry.delete_credential()).await;
        if self.file.exists() {
            let mut all = self.read()?;
            if all.remove(account).is_some() {
                self.write(&all)?;
            }
        }
        Ok(())
    }

    /// Asks the keyring on a thread of its own, because it may block on a prompt.
    async fn keyring<T: Send + 'static>(
        &self,
        account: &str,
        ask: impl FnOnce(&keyring::Entry) -> keyring::Result<T> + Send + 'static,
    ) -> Result<T, Unusable> {
        let user = format!("{account} in {}", self.home);
        let (tell, told) = mpsc::channel();
        std::thread::spawn(move || {
            let answer = keyring::Entry::new(SERVICE, &user).and_then(|entry| ask(&entry));
            let _ = tell.send(answer);
        });
        let answer = tokio::task::spawn_blocking(move || told.recv_timeout(PATIENCE)).await;
        match answer {
            Ok(Ok(Ok(value))) => Ok(value),
            Ok(Ok(Err(keyring::Error::NoEntry))) => Err(Unusable::NoEntry),
            Ok(Ok(Err(keyring::Error::NoDefaultStore | keyring::Error::PlatformFailure(_)))) => {
                Err(Unusable::NoKeyring)
            }
            Ok(Ok(Err(error))) => Err(Unusable::Refused(error.to_string())),
            Ok(Err(_)) => Err(Unusable::Refused("it did not answer".to_owned())),
            Err(error) => Err(Unusable::Refused(error.to_string())),
        }
    }

    fn read(&self) -> Result<BTreeMap<String, String>, AppError> {
        if !self.file.exists() {
            return Ok(BTreeMap::new());
        }
        let bytes = std::fs::read(&self.file).map_err(|e| AppError::io(&self.file, &e))?;
        let identity = age::scrypt::Identity::new(passphrase()?);
        let clear = age::decrypt(&identity, &bytes).map_err(|error| {
            refused(format!("{} does not open: {error}", self.file.display()))
                .advise(format!("check the passphrase in {PASSPHRASE}"))
        })?;
        serde_json::from_slice(&clear).map_err(|error| {
            refused(format!("{} holds no passwords: {error}", self.file.display()))
        })
    }

    fn write(&self, all: &BTreeMap<String, String>) -> Result<(), AppError> {
        let recipient = age::scrypt::Recipient::new(passphrase()?);
        let clear = serde_json::to_vec(all).map_err(|error| refused(error.to_string()))?;
        let sealed =
            age::encrypt(&recipient, &clear).map_err(|error| refused(error.to_string()))?;
        // The old file stays until the new one is whole.
        let next = self.file.with_extension("new");
        let io = |error: std::io::Error| AppError::io(&next, &error);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&next).map_err(io)?;
        file.write_all(&sealed).and_then(|()| file.sync_all()).map_err(io)?;
        std::fs::rename(&next, &self.file).map_err(io)
    }
}

/// Why the keyring gave nothing.
enum Unusable {
    /// It is there and has no such password.
    NoEntry,
    /// There is none on this computer.
    NoKeyring,
    /// It is there, and locked, or the person said no: another place would be a surprise.
    Refused(String),
}

fn keyring_refused(why: &str) -> AppError {
    refused(format!("the keyring cannot be used: {why}")).advise("unlock it, then try again")
}

fn refused(message: String) -> AppError {
    AppError::new(Code::SecretStore, message)
}

fn passphrase() -> Result<SecretString, AppError> {
    match std::env::var(PASSPHRASE) {
        Ok(phrase) if !phrase.is_empty() => Ok(SecretString::from(phrase)),
        _ => Err(refused("this computer has no keyring to put a password in".to_owned()).advise(
            format!(
                "set {PASSPHRASE} to a passphrase; the passwords are then kept in an encrypted file"
            ),
        )),
    }
}
