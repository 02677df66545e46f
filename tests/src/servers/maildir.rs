//! What a server delivered: one file a letter.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::daemon::PATIENCE;

/// The letters below `mail/<name>/`, oldest first.
pub(super) fn letters(mailbox: &Path) -> Vec<Vec<u8>> {
    let mut files: Vec<PathBuf> = ["new", "cur"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(mailbox.join(folder)).into_iter().flatten().flatten())
        .map(|entry| entry.path())
        .collect();
    files.sort_by_key(|path| path.metadata().and_then(|data| data.modified()).ok());
    files.iter().map(|path| std::fs::read(path).expect("a delivered letter")).collect()
}

/// Waits until nothing is under way, since a server files a letter a moment after it has
/// accepted it. A letter that it did not accept before it was killed stays in its queue as a
/// piece, which `whole` tells apart.
pub(super) fn settle(queue: &[PathBuf], whole: impl Fn(&Metadata) -> bool) {
    let end = Instant::now() + PATIENCE;
    loop {
        // Twice, since a letter may move to a folder that was looked at just before.
        let folders = queue.iter().chain(queue);
        let left: Vec<_> = folders.flat_map(|folder| files(folder, &whole)).collect();
        if left.is_empty() {
            return;
        }
        assert!(Instant::now() < end, "these stay in the server's queue: {left:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn files(folder: &Path, whole: &impl Fn(&Metadata) -> bool) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        // A file may have gone since it was listed.
        .filter_map(|entry| Some((entry.path(), entry.metadata().ok()?)))
        .flat_map(|(path, data)| match data.is_dir() {
            true => files(&path, whole),
            false if whole(&data) => vec![path],
            false => Vec::new(),
        })
        .collect()
}
