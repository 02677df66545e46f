//! The program on one home folder.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::OnceCell;
use unforgotten_core::catalogue::Catalogue;
use unforgotten_core::language::Language;
use unforgotten_core::office::Office;
use unforgotten_core::person::Person;
use unforgotten_core::template::Template;
use unforgotten_store::Store;

use crate::likeness::Neighbours;
use crate::secrets::Secrets;
use crate::{AppError, Home, data};

/// How long the database may take to close.
const FAREWELL: Duration = Duration::from_secs(2);

/// How often one looks whether somebody changed the home's own files.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Cheap to clone; clones share everything. Each clone sees the people, offices and letters
/// as they were when it was made, so that nothing changes under a letter that is being
/// written; [`App::fresh`] makes one that sees them as they are.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
    catalogue: Arc<Catalogue>,
}

struct Inner {
    home: Home,
    newest: Mutex<Newest>,
    secrets: Secrets,
    store: OnceCell<Store>,
    likeness: Neighbours,
    files: Mutex<Vec<std::path::PathBuf>>,
}

/// The catalogue, and the state of the files it was read from.
struct Newest {
    catalogue: Arc<Catalogue>,
    stamp: data::Stamp,
    looked: Instant,
}

impl App {
    /// Reads the data of a home folder. The folder is made and its database opened when they
    /// are first needed, so that lists are quick and leave no trace.
    pub fn open(home: Home) -> Result<Self, AppError> {
        let stamp = data::stamp(&home.own_pack());
        let catalogue = Arc::new(data::catalogue(&home.own_pack())?);
        let newest = Newest { catalogue: catalogue.clone(), stamp, looked: Instant::now() };
        let inner = Inner {
            secrets: Secrets::new(&home),
            home,
            newest: Mutex::new(newest),
            store: OnceCell::new(),
            likeness: Neighbours::default(),
            files: Mutex::default(),
        };
        Ok(Self { inner: Arc::new(inner), catalogue })
    }

    /// The same program with people, offices and letters as they are now: this process or
    /// another one may have changed the home's own files.
    pub fn fresh(&self) -> Result<Self, AppError> {
        let Ok(mut newest) = self.inner.newest.lock() else { return Ok(self.clone()) };
        if newest.looked.elapsed() >= LOOK_EVERY {
            let own = self.home().own_pack();
            let stamp = data::stamp(&own);
            if stamp != newest.stamp {
                // One folder that cannot be read must not stop everything else.
                match data::catalogue(&own) {
                    Ok(catalogue) => {
                        newest.catalogue = Arc::new(catalogue);
                        newest.stamp = stamp;
                    }
                    Err(error) => tracing::warn!(%error, "own files cannot be read"),
                }
            }
            newest.looked = Instant::now();
        }
        Ok(Self { inner: self.inner.clone(), catalogue: newest.catalogue.clone() })
    }

    /// After this process has changed the home's own files.
    pub(crate) fn reread(&self) -> Result<Self, AppError> {
        if let Ok(mut newest) = self.inner.newest.lock() {
            let stamp = data::stamp(&self.home().own_pack());
            newest.catalogue = Arc::new(data::catalogue(&self.home().own_pack())?);
            newest.stamp = stamp;
        }
        self.fresh()
    }

    /// The home folder.
    pub fn home(&self) -> &Home {
        &self.inner.home
    }

    /// Everything that letters are made of.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    pub(crate) fn secrets(&self) -> &Secrets {
        &self.inner.secrets
    }

    pub(crate) fn neighbours(&self) -> &Neighbours {
        &self.inner.likeness
    }

    pub(crate) fn waiting_files(&self) -> &Mutex<Vec<std::path::PathBuf>> {
        &self.inner.files
    }

    pub(crate) async fn store(&self) -> Result<&Store, AppError> {
        let open = async || {
            self.inner.home.create()?;
            // Two programs that start together must not both bring an old home up to date.
            let path = self.inner.home.folder().join("opening.lock");
            let lock = std::fs::File::create(&path).map_err(|e| AppError::io(&path, &e))?;
            lock.lock().map_err(|e| AppError::io(&path, &e))?;
            Ok::<_, AppError>(Store::open(&self.inner.home.database()).await?)
        };
        self.inner.store.get_or_try_init(open).await
    }

    /// Closes the database, so that its one file holds everything. What somebody still writes
    /// is not waited for long: it is safe in the journal beside the file.
    pub async fn close(&self) {
        if let Some(store) = self.inner.store.get() {
            let _ = tokio::time::timeout(FAREWELL, store.clone().close()).await;
        }
    }

    /// The number of the newest change in the home, made by whichever process.
    pub async fn last_change(&self) -> Result<i64, AppError> {
        Ok(self.store().await?.last_change().await?)
    }

    pub(crate) fn person(&self, id: &str) -> Result<&Person, AppError> {
        let found = self.catalogue().person(id);
        found.ok_or_else(|| AppError::not_found("person", id, "people list"))
    }

    pub(crate) fn office(&self, id: &str) -> Result<&Office, AppError> {
        let found = self.catalogue().office(id);
        found.ok_or_else(|| AppError::not_found("office", id, "offices list"))
    }

    pub(crate) fn language(&self, code: &str) -> Result<&Language, AppError> {
        let found = self.catalogue().language(code);
        found.ok_or_else(|| AppError::not_found("language", code, "templates list"))
    }

    pub(crate) fn template(&self, id: &str, language: &str) -> Result<&Template, AppError> {
        let variants = self.catalogue().variants(id);
        let variants =
            variants.ok_or_else(|| AppError::not_found("template", id, "templates list"))?;
        variants.get(language).ok_or_else(|| {
            let there = variants.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
            AppError::not_found(
                "template in the language",
                language,
                &format!("templates show {id}"),
            )
            .advise(format!("the template “{id}” exists in: {there}"))
        })
    }
}
