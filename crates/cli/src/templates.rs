//! `templates`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use serde_json::json;
use unforgotten_app::{App, AppError};

use crate::args::Templates;
use crate::output::{Failed, Output, exit, table};

pub(crate) fn run(app: &App, command: &Templates, out: &Output) -> Result<ExitCode, Failed> {
    match command {
        Templates::List => {
            let templates = app.templates("en");
            out.result(&templates, || {
                table(
                    &templates
                        .iter()
                        .map(|template| {
                            vec![
                                template.id.clone(),
                                template.kind.name().to_owned(),
                                template.languages.join(","),
                                template.title.clone(),
                            ]
                        })
                        .collect::<Vec<_>>(),
                )
            })?;
            Ok(exit::DONE)
        }
        Templates::Show { id } => {
            let variants = app.catalogue().variants(id);
            let variants =
                variants.ok_or_else(|| AppError::not_found("template", id, "templates list"))?;
            let shown: BTreeMap<&str, _> = variants
                .iter()
                .map(|(language, template)| {
                    let fields: Vec<_> = template.fields().iter().map(|f| f.path).collect();
                    let value = json!({
                        "title": template.title,
                        "about": template.about,
                        "when": template.when,
                        "kind": template.kind,
                        "asks": template.asks,
                        "subjects": template.subjects(),
                        "words": template.words(),
                        "checked_on": template.checked_on.map(|date| date.to_string()),
                        "fields": fields,
                    });
                    (language.as_str(), value)
                })
                .collect();
            out.result(&shown, || {
                let one = |(language, template): (&String, &unforgotten_app::template::Template)| {
                    let fields: Vec<_> = template.fields().iter().map(|f| f.path).collect();
                    format!(
                        "{language}: {}\n  for: {}\n  asks for: {}\n  about {} words, {} subject lines\n  fields: {}",
                        template.title,
                        template.kind.name(),
                        template.asks.join(", "),
                        template.words(),
                        template.subjects(),
                        fields.join(", ")
                    )
                };
                variants.iter().map(one).collect::<Vec<_>>().join("\n")
            })?;
            Ok(exit::DONE)
        }
        Templates::Check { paths } => check(paths, out),
    }
}

pub(crate) fn check(paths: &[PathBuf], out: &Output) -> Result<ExitCode, Failed> {
    let (files, problems) = App::check_files(paths)?;
    out.result(&problems, || {
        if problems.is_empty() {
            return format!("{files} files, no problems");
        }
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    })?;
    Ok(if problems.is_empty() { exit::DONE } else { ExitCode::from(exit::FAILED) })
}
