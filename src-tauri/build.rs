//! Tells Tauri the names of the commands, from the one list in unforgotten-app, so that each
//! needs a permission in `capabilities/`.

#![allow(clippy::print_stdout, reason = "how a build script talks to cargo")]
include!("../crates/app/src/api/commands.rs");

macro_rules! names {
    ($($name:ident($request:ty) -> $response:ty;)*) => {
        const COMMANDS: &[&str] = &[$(stringify!($name)),*];
    };
}
with_commands!(names);

fn main() {
    println!("cargo::rerun-if-changed=../crates/app/src/api/commands.rs");
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    let attributes = tauri_build::Attributes::new().app_manifest(manifest);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo::error={error:#}");
    }
}
