//! Where everything lies: under one home folder, which can be anywhere.

use std::path::{Path, PathBuf};

use crate::{AppError, Code};

/// The folder of one person or group.
#[derive(Debug, Clone)]
pub struct Home(PathBuf);

impl Home {
    /// `folder`, else the platform's data folder for this program. Nothing is created yet.
    pub fn find(folder: Option<PathBuf>) -> Result<Self, AppError> {
        let platform = || {
            let dirs = directories::ProjectDirs::from("org", "Unforgotten", "unforgotten")?;
            Some(dirs.data_dir().to_owned())
        };
        let folder = folder.or_else(platform).ok_or_else(|| {
            AppError::new(Code::HomeUnwritable, "this computer has no folder for data")
                .advise("name one with --home DIR")
        })?;
        if folder.as_os_str().is_empty() {
            return Err(AppError::new(Code::HomeUnwritable, "--home names no folder")
                .advise("name one: --home DIR"));
        }
        // One name for one folder, however it was written: passwords are kept under it.
        let full = std::path::absolute(&folder).map_err(|error| AppError::io(&folder, &error))?;
        Ok(Self(full))
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The database.
    pub fn database(&self) -> PathBuf {
        self.0.join("letters.db")
    }

    /// Letters that practice mode received, as `.eml` files.
    pub fn practice(&self) -> PathBuf {
        self.0.join("practice")
    }

    /// Letters as `.eml` files, made to be opened in a mail program.
    pub fn letters(&self) -> PathBuf {
        self.0.join("letters")
    }

    /// What the window's page keeps for itself.
    pub fn window(&self) -> PathBuf {
        self.0.join("window")
    }

    /// Own people, offices and templates, in the same folders as a pack has.
    pub fn own_pack(&self) -> PathBuf {
        self.0.join("own")
    }

    /// One file for each running process that may hold letters.
    pub(crate) fn owners(&self) -> PathBuf {
        self.0.join("running")
    }

    /// Passwords, where there is no keyring: encrypted with a passphrase.
    pub(crate) fn secrets(&self) -> PathBuf {
        self.0.join("passwords.age")
    }

    /// Makes the folders and the database's file, readable for their owner only, whatever the
    /// folder above allows.
    pub(crate) fn create(&self) -> Result<(), AppError> {
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        for folder in [self.0.clone(), self.practice(), self.letters(), self.owners()] {
            builder.create(&folder).map_err(|error| AppError::io(&folder, &error))?;
        }
        // SQLite gives its other files the mode of the first.
        let (file, mut options) = (self.database(), std::fs::OpenOptions::new());
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&file).map_err(|error| AppError::io(&file, &error))?;
        Ok(())
    }
}

/// Writes a file that only its owner reads, in place of an older one.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    std::io::Write::write_all(&mut options.open(path)?, bytes)
}
