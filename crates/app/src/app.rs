//! The program on one home folder.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OnceCell;
use unforgotten_core::catalogue::Catalogue;
use unforgotten_core::language::Language;
use unforgotten_core::office::Office;
use unforgotten_core::person::Person;
use unforgotten_core::template::Template;
use unforgotten_store::Store;

use crate::secrets::Secrets;
use crate::{AppError, Home, data};

/// How long the database may take to close.
const FAREWELL: Duration = Duration::from_secs(2);

/// Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    home: Home,
    catalogue: Catalogue,
    secrets: Secrets,
    store: OnceCell<Store>,
}

impl App {
    /// Reads the data of a home folder. The folder is made and its database opened when they
    /// are first needed, so that lists are quick and leave no trace.
    pub fn open(home: Home) -> Result<Self, AppError> {
        let catalogue = data::catalogue(&home.own_pack())?;
        let secrets = Secrets::new(&home);
        Ok(Self(Arc::new(Inner { home, catalogue, secrets, store: OnceCell::new() })))
    }

    /// The home folder.
    pub fn home(&self) -> &Home {
        &self.0.home
    }

    /// Everything that letters are made of.
    pub fn catalogue(&self) -> &Catalogue {
        &self.0.catalogue
    }

    pub(crate) fn secrets(&self) -> &Secrets {
        &self.0.secrets
    }

    pub(crate) async fn store(&self) -> Result<&Store, AppError> {
        let open = async || {
            self.0.home.create()?;
            // Two programs that start together must not both bring an old home up to date.
            let path = self.0.home.folder().join("opening.lock");
            let lock = std::fs::File::create(&path).map_err(|e| AppError::io(&path, &e))?;
            lock.lock().map_err(|e| AppError::io(&path, &e))?;
            Ok::<_, AppError>(Store::open(&self.0.home.database()).await?)
        };
        self.0.store.get_or_try_init(open).await
    }

    /// Closes the database, so that its one file holds everything. What somebody still writes
    /// is not waited for long: it is safe in the journal beside the file.
    pub async fn close(&self) {
        if let Some(store) = self.0.store.get() {
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
