//! Who writes, and how the window looks.

use serde::Serialize;
use serde::de::DeserializeOwned;
use unforgotten_core::address::{Address, NAME_MAX, one_line};

use crate::api::{AppState, Empty, Profile, Safety, Settings, Theme};
use crate::{App, AppError, Code, now, show};

/// The smallest and the largest text, in percent. Twice as large is what WCAG 2.2 asks for
/// (1.4.4).
const TEXT_SIZES: (u16, u16) = (100, 200);

impl App {
    /// What the frame of the window shows.
    pub async fn app_state(&self, _: Empty) -> Result<AppState, AppError> {
        Ok(AppState {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            home: self.home().folder().display().to_string(),
            practice_folder: self.home().practice().display().to_string(),
            settings: self.settings().await?,
            profile: self.profile().await?,
            accounts: self.account_list().await?,
            counts: show::counts(&self.store().await?.counts().await?),
        })
    }

    /// The settings of the window.
    pub async fn settings(&self) -> Result<Settings, AppError> {
        let stored = self.stored("settings").await?;
        Ok(stored.unwrap_or(Settings {
            language: None,
            theme: Theme::System,
            text_size: TEXT_SIZES.0,
            writes: Vec::new(),
            safety: Safety::default(),
        }))
    }

    /// Stores the settings of the window.
    pub async fn settings_save(&self, settings: Settings) -> Result<Settings, AppError> {
        let countries = &settings.safety.countries;
        let is_code =
            |code: &String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
        if let Some(bad) = countries.iter().find(|code| !is_code(code)) {
            let message = format!("“{bad}” is no country code of two capital letters");
            return Err(AppError::new(Code::BadRequest, message).advise("RU is Russia"));
        }
        let text_size = settings.text_size.clamp(TEXT_SIZES.0, TEXT_SIZES.1);
        let settings = Settings { text_size, ..settings };
        self.put("settings", &settings).await?;
        Ok(settings)
    }

    /// Who writes; `None` before they said it.
    pub async fn profile(&self) -> Result<Option<Profile>, AppError> {
        self.stored("profile").await
    }

    /// Who writes, or what to do about it.
    pub(crate) async fn need_profile(&self) -> Result<Profile, AppError> {
        self.profile().await?.ok_or_else(|| {
            AppError::new(Code::NoProfile, "nobody has said yet who writes")
                .advise("unforgotten profile set --name … --town … --country …")
        })
    }

    /// Checks and stores who writes.
    pub async fn profile_save(&self, profile: Profile) -> Result<Profile, AppError> {
        let line = |field: &str, text: &str| {
            one_line(text, NAME_MAX).map(str::to_owned).map_err(|error| {
                AppError::new(Code::BadProfile, format!("the {field} {error}")).with("field", field)
            })
        };
        let profile = Profile {
            name: line("name", &profile.name)?,
            town: line("town", &profile.town)?,
            country: line("country", &profile.country)?,
            street: line("street", &profile.street)?,
            occupation: line("occupation", &profile.occupation)?,
            email: match profile.email.trim() {
                "" => String::new(),
                email => Address::parse(email)?.to_string(),
            },
        };
        if profile.name.is_empty() {
            return Err(AppError::new(Code::BadProfile, "the name is empty")
                .advise("write your name, or initials if a full name would be dangerous for you")
                .with("field", "name"));
        }
        self.put("profile", &profile).await?;
        Ok(profile)
    }

    async fn stored<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, AppError> {
        let json = self.store().await?.setting(key).await?;
        json.map(|json| serde_json::from_str(&json)).transpose().map_err(|error| {
            AppError::new(Code::Database, format!("the stored {key} cannot be read: {error}"))
        })
    }

    async fn put<T: Serialize + Sync>(&self, key: &str, value: &T) -> Result<(), AppError> {
        let json = serde_json::to_string(value)
            .map_err(|error| AppError::new(Code::Internal, error.to_string()))?;
        Ok(self.store().await?.set_setting(key, &json, now()).await?)
    }
}
