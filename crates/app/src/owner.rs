//! Who holds letters: each running process has a file that it keeps locked. The operating
//! system lets the lock go when the process ends, however it ends, so another process can
//! tell at once, and without guessing from clocks or process ids, whose letters are orphans.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use crate::{AppError, Home};

/// This process as an owner of claims.
#[derive(Debug)]
pub(crate) struct Owner {
    name: String,
    path: PathBuf,
    _locked: File,
}

impl Owner {
    /// Registers this process.
    pub(crate) fn register(home: &Home) -> Result<Self, AppError> {
        let folder = home.owners();
        std::fs::create_dir_all(&folder).map_err(|error| AppError::io(&folder, &error))?;
        // Files of processes that were killed: a missing one says the same as an unlocked one.
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            is_gone(home, &entry.file_name().to_string_lossy());
        }
        loop {
            let name = uuid::Uuid::new_v4().simple().to_string();
            let path = folder.join(&name);
            let file = File::create_new(&path).map_err(|error| AppError::io(&path, &error))?;
            file.lock().map_err(|error| AppError::io(&path, &error))?;
            // Another process may have swept the file away before it was locked.
            if path.exists() {
                return Ok(Self { name, path, _locked: file });
            }
        }
    }

    /// The name that stands in claims.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        // A file that stays is recognised as orphaned by its free lock.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Whether the process behind this name is gone. Its file, if it is still there, goes too.
pub(crate) fn is_gone(home: &Home, name: &str) -> bool {
    let path = home.owners().join(Path::new(name).file_name().unwrap_or_default());
    let file = match OpenOptions::new().read(true).write(true).open(&path) {
        Ok(file) => file,
        Err(error) => return error.kind() == std::io::ErrorKind::NotFound,
    };
    match file.try_lock() {
        Ok(()) => {
            let _ = std::fs::remove_file(&path);
            true
        }
        Err(TryLockError::WouldBlock) => false,
        // An unreadable lock is treated as held: waiting is safe, a second sender is not.
        Err(TryLockError::Error(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_there_while_it_lives_and_gone_after() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::find(Some(folder.path().to_owned())).unwrap();
        let owner = Owner::register(&home).unwrap();
        let name = owner.name().to_owned();
        assert!(!is_gone(&home, &name), "its lock is held");
        drop(owner);
        assert!(is_gone(&home, &name), "its lock is free");
        assert!(is_gone(&home, "never-was"), "an unknown owner holds nothing");
    }
}
