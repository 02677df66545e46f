//! The starter pack: the project's `templates` folder, embedded when the program is built.

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};

use crate::catalogue::Catalogue;

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../templates");

/// Every file of the starter pack: its path below `templates`, and its text.
pub fn files() -> Vec<(&'static str, &'static str)> {
    let mut folders = vec![&FILES];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        let texts = folder.files().filter_map(|f| Some((f.path().to_str()?, f.contents_utf8()?)));
        files.extend(texts);
    }
    files.sort_unstable();
    files
}

/// The starter pack, read once. Problems in it are defects of this program; a test keeps it
/// free of them, and [`Catalogue::problems`] would name them.
pub fn catalogue() -> &'static Catalogue {
    static STARTER: LazyLock<Catalogue> = LazyLock::new(|| Catalogue::read(files()));
    &STARTER
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_starter_pack_has_no_problems() {
        let starter = super::catalogue();
        let late = starter.word_problems();
        let problems: Vec<String> =
            starter.problems.iter().chain(&late).map(ToString::to_string).collect();
        assert!(problems.is_empty(), "what ships must be whole:\n{}", problems.join("\n"));
    }
}
