//! The house rules that a compiler does not keep: who may depend on whom, which licences may
//! come in, what the page may ask of the shell.
#![allow(clippy::unwrap_used, reason = "a broken test may panic")]

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use unforgotten_app::api::COMMANDS;

/// A crate of ours, and the crates of ours that it may use.
const DIRECTION: [(&str, &[&str]); 6] = [
    ("unforgotten-core", &[]),
    ("unforgotten-mail", &["unforgotten-core"]),
    ("unforgotten-store", &["unforgotten-core"]),
    ("unforgotten-app", &["unforgotten-core", "unforgotten-mail", "unforgotten-store"]),
    ("unforgotten-cli", &["unforgotten-app"]),
    ("unforgotten-window", &["unforgotten-app"]),
];

/// A library, and the only crate of ours that may know it.
const ONLY: [(&str, &str); 10] = [
    ("tauri", "unforgotten-window"),
    ("lettre", "unforgotten-mail"),
    ("rustls", "unforgotten-mail"),
    ("sqlx", "unforgotten-store"),
    ("handlebars", "unforgotten-core"),
    ("icu", "unforgotten-core"),
    ("clap", "unforgotten-cli"),
    ("keyring", "unforgotten-app"),
    ("age", "unforgotten-app"),
    ("csv", "unforgotten-app"),
];

/// What core must not be able to do: files, network, clock, randomness, async.
const NOT_IN_CORE: [&str; 8] =
    ["tokio", "rand", "fastrand", "uuid", "chrono", "reqwest", "sqlx", "lettre"];

/// Licences that go together with GPL-3.0-or-later.
/// <https://www.gnu.org/licenses/license-list.html>
const LICENCES: [&str; 17] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "GPL-3.0-or-later",
    "ISC",
    "LGPL-2.1-or-later",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "bzip2-1.0.6",
];

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn metadata() -> Metadata {
    let manifest = root().join("Cargo.toml");
    MetadataCommand::new()
        .manifest_path(manifest)
        .other_options(vec!["--locked".to_owned(), "--offline".to_owned()])
        .exec()
        .unwrap()
}

fn ours(metadata: &Metadata) -> HashMap<String, &Package> {
    metadata.workspace_packages().into_iter().map(|p| (p.name.to_string(), p)).collect()
}

fn uses<'a>(package: &'a Package, kinds: &[DependencyKind]) -> BTreeSet<&'a str> {
    let wanted = package.dependencies.iter().filter(|d| kinds.contains(&d.kind));
    wanted.map(|dependency| dependency.name.as_str()).collect()
}

#[test]
fn crates_depend_only_in_the_direction_of_the_house() {
    let metadata = metadata();
    let ours = ours(&metadata);
    let known: BTreeSet<&str> = DIRECTION.iter().map(|(name, _)| *name).collect();
    for (name, package) in &ours {
        let used = uses(package, &[DependencyKind::Normal, DependencyKind::Build]);
        let inside: BTreeSet<&str> = used.into_iter().filter(|d| known.contains(d)).collect();
        let Some((_, allowed)) = DIRECTION.iter().find(|(crate_, _)| crate_ == name) else {
            assert_eq!(name, "unforgotten-tests", "a crate without a place in the house");
            continue;
        };
        let allowed: BTreeSet<&str> = allowed.iter().copied().collect();
        assert!(inside.is_subset(&allowed), "{name} uses {inside:?}, it may use {allowed:?}");
    }
}

#[test]
fn each_large_library_is_known_to_one_crate_only() {
    let metadata = metadata();
    for (name, package) in ours(&metadata) {
        if name == "unforgotten-tests" {
            continue; // the proof sees everything
        }
        let used = uses(package, &[DependencyKind::Normal, DependencyKind::Build]);
        for (library, only) in ONLY {
            assert!(!used.contains(library) || name == only, "{name} must not know {library}");
        }
    }
}

#[test]
fn core_cannot_reach_a_clock_a_network_or_chance() {
    let metadata = metadata();
    let core = ours(&metadata)["unforgotten-core"].clone();
    let used = uses(&core, &[DependencyKind::Normal]);
    for banned in NOT_IN_CORE {
        assert!(!used.contains(banned), "core must not know {banned}");
    }
    for entry in walk(&root().join("crates/core/src")) {
        let text = std::fs::read_to_string(&entry).unwrap();
        for call in ["::now(", "std::fs", "std::net", "std::env", "async fn", "std::time"] {
            assert!(!text.contains(call), "{} has {call}", entry.display());
        }
    }
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

/// GPL and LGPL are named without "or later" by the parser, which keeps that apart.
fn fits_ours(name: &str) -> bool {
    LICENCES.contains(&name) || LICENCES.contains(&format!("{name}-or-later").as_str())
}

#[test]
fn every_licence_goes_together_with_ours() {
    let metadata = metadata();
    assert!(metadata.packages.len() > 100, "the metadata covers the whole tree");
    for package in &metadata.packages {
        let name = &package.name;
        let licence = package.license.clone().unwrap_or_default();
        let parsed = spdx::Expression::parse_mode(&licence, spdx::ParseMode::LAX);
        let fits = parsed.is_ok_and(|expression| {
            // "Apache-2.0 WITH LLVM-exception" allows more than Apache-2.0.
            expression.evaluate(|one| one.license.id().is_some_and(|id| fits_ours(id.name)))
        });
        assert!(fits, "{name} {} is under “{licence}”", package.version);
    }
}

#[test]
fn the_page_may_ask_exactly_the_commands_of_the_list() {
    let text = std::fs::read_to_string(root().join("src-tauri/capabilities/main.json")).unwrap();
    let capability: serde_json::Value = serde_json::from_str(&text).unwrap();
    let permissions = capability["permissions"].as_array().unwrap();
    let given: BTreeSet<String> =
        permissions.iter().filter_map(|p| p.as_str()).map(str::to_owned).collect();
    let commands = COMMANDS.iter().map(|name| format!("allow-{}", name.replace('_', "-")));
    let platform = [
        "core:event:allow-listen",
        "core:event:allow-unlisten",
        // “Stay open” is an event to the shell; `destroy` is what closes.
        "core:event:allow-emit",
        "core:window:allow-destroy",
        "core:menu:allow-new",
        "core:menu:allow-set-as-app-menu",
        "core:resources:allow-close",
        "notification:allow-notify",
        "opener:allow-reveal-item-in-dir",
    ]
    .map(str::to_owned);
    let wanted: BTreeSet<String> = commands.chain(platform).collect();
    assert_eq!(given, wanted, "no permission is missing and none is unused");
    let scoped: Vec<_> = permissions.iter().filter(|p| !p.is_string()).collect();
    let opened = [
        serde_json::json!({
            "identifier": "opener:allow-open-url",
            "allow": [{ "url": "https://*" }, { "url": "http://*" }]
        }),
        serde_json::json!({
            "identifier": "opener:allow-open-path",
            "allow": [{ "path": "**/letters/*.eml" }]
        }),
    ];
    let wanted: Vec<_> = opened.iter().collect();
    assert_eq!(scoped, wanted, "sources in the browser, letters in the mail program, no program");
}

#[test]
fn the_page_is_allowed_no_host_and_no_inline_code() {
    let text = std::fs::read_to_string(root().join("src-tauri/tauri.conf.json")).unwrap();
    let config: serde_json::Value = serde_json::from_str(&text).unwrap();
    let csp = config["app"]["security"]["csp"].as_str().unwrap();
    assert!(csp.contains("default-src 'none'"), "closed by default: {csp}");
    assert!(!csp.contains("unsafe") && !csp.contains('*'), "no hole: {csp}");
    let hosts: Vec<_> = csp.split([' ', ';']).filter(|word| word.contains("://")).collect();
    assert_eq!(hosts, ["http://ipc.localhost"], "only Tauri's own channel");
}

#[test]
fn a_double_click_on_a_pack_reaches_the_window() {
    let read = |name: &str| std::fs::read_to_string(root().join("src-tauri").join(name)).unwrap();
    let config: serde_json::Value = serde_json::from_str(&read("tauri.conf.json")).unwrap();
    let associated = &config["bundle"]["fileAssociations"][0];
    assert_eq!(associated["ext"], serde_json::json!(["unforgotten"]));
    let kind = associated["mimeType"].as_str().unwrap();
    let known = read("linux/unforgotten.xml");
    assert!(known.contains(&format!("type=\"{kind}\"")), "the desktop knows the kind {kind}");
    assert!(known.contains("*.unforgotten"), "by the end of the name");
    let entry = read("linux/unforgotten.desktop");
    assert!(entry.lines().any(|line| line == "Exec={{exec}} %F"), "the file's name is passed on");
}

#[test]
fn every_code_has_a_text_in_each_language_of_the_window() {
    let folder = root().join("ui/src/i18n");
    let files: Vec<_> =
        walk(&folder).into_iter().filter(|p| p.extension().is_some_and(|e| e == "json")).collect();
    assert!(files.len() >= 2, "English and Russian at least");
    for file in files {
        let texts: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let has = |group: &str, code: &str| !texts[group][code].is_null();
        for code in unforgotten_app::Code::ALL {
            assert!(has("error", &code.name()), "{}: error.{}", file.display(), code.name());
        }
        let rules = unforgotten_core::rules::rules().iter().map(|rule| rule.code.as_str());
        for code in rules.chain(["channel_unchecked"]) {
            assert!(has("finding", code), "{}: finding.{code}", file.display());
        }
        for state in unforgotten_core::state::State::ALL {
            assert!(has("state", state.name()), "{}: state.{state}", file.display());
        }
    }
}
