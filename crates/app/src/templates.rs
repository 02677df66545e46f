//! Templates as they are written: opened, checked while typing, tried out, kept.

use std::collections::{BTreeMap, BTreeSet};

use unforgotten_core::catalogue::Catalogue;
use unforgotten_core::language::Direction;
use unforgotten_core::phrase::Case;
use unforgotten_core::problem::Problem;
use unforgotten_core::template::{FIELDS, HELPERS, SOURCE_MAX, Template};

use crate::api::{
    Empty, LanguageRow, LetterRef, TemplateChecked, TemplateCopy, TemplateField, TemplateFile,
    TemplateFileRef, TemplateId, TemplateImport, TemplatePreview, TemplatePreviewRequest,
    TemplateProblem, TemplateReport, TemplateRow, TemplateSource, TemplateWords, Written,
};
use crate::own::{built_in, check_id, free_id};
use crate::{App, AppError, Code, show};

fn path(id: &str, language: &str) -> String {
    format!("letters/{id}/{language}.hbs")
}

impl App {
    /// All templates, those with problems too, ordered as the window's language orders titles.
    pub async fn templates_list(&self, _: Empty) -> Result<Vec<TemplateRow>, AppError> {
        let shown = self.window_language().await?;
        let mut rows: Vec<TemplateRow> =
            self.template_ids().iter().map(|id| self.template_row(id, &shown)).collect();
        if let Some(language) = self.catalogue().language(&shown) {
            rows.sort_by(|a, b| language.compare(&a.title, &b.title));
        }
        Ok(rows)
    }

    /// Templates that can be used, and those of which only faulty files exist.
    fn template_ids(&self) -> BTreeSet<String> {
        let usable = self.catalogue().templates().map(|(id, _)| id.to_owned());
        let faulty = self.catalogue().problems.iter().filter_map(|problem| {
            let (id, file) = problem.file.strip_prefix("letters/")?.split_once('/')?;
            file.ends_with(".hbs").then(|| id.to_owned())
        });
        usable.chain(faulty).collect()
    }

    fn template_row(&self, id: &str, shown: &str) -> TemplateRow {
        let variants = self.catalogue().variants(id);
        let template = variants.and_then(|v| v.get(shown).or_else(|| v.values().next()));
        let prefix = format!("letters/{id}/");
        let problems = self.catalogue().problems.iter().filter(|p| p.file.starts_with(&prefix));
        let languages = self.template_languages(id);
        TemplateRow {
            id: id.to_owned(),
            title: template.map_or_else(|| id.to_owned(), |t| t.title.clone()),
            about: template.map(|t| t.about.clone()).unwrap_or_default(),
            kind: template.map_or(unforgotten_core::office::Kind::Official, |t| t.kind),
            when: template.map(|t| t.when).unwrap_or_default(),
            asks: template.map(|t| t.asks.clone()).unwrap_or_default(),
            words: template.map_or(0, Template::words),
            built_in: languages.iter().any(|l| built_in(&path(id, l)).is_some()),
            own: languages.iter().any(|l| self.is_own(&path(id, l))),
            problems: problems.count(),
            languages,
        }
    }

    /// The languages a template has a file in, faulty ones too.
    fn template_languages(&self, id: &str) -> Vec<String> {
        let codes = self.catalogue().languages().map(|language| language.code.clone());
        codes.filter(|code| self.pack_file(&path(id, code)).is_some()).collect()
    }

    /// Everything that a template can name.
    pub async fn template_words(&self, _: Empty) -> Result<TemplateWords, AppError> {
        let field = |field: &unforgotten_core::template::Field| TemplateField {
            path: field.path.to_owned(),
            kind: field.kind,
            about: field.about.to_owned(),
        };
        let language = |language: &unforgotten_core::language::Language| LanguageRow {
            code: language.code.clone(),
            name: language.name.clone(),
            direction: language.direction,
            cases: language.cases.iter().map(ToString::to_string).collect(),
        };
        Ok(TemplateWords {
            fields: FIELDS.iter().map(field).collect(),
            helpers: HELPERS.iter().map(|name| (*name).to_owned()).collect(),
            cases: Case::names().map(str::to_owned).collect(),
            languages: self.catalogue().languages().map(language).collect(),
        })
    }

    /// A template with all its languages, as its files have it.
    pub async fn template_open(&self, request: TemplateId) -> Result<TemplateSource, AppError> {
        let id = request.id;
        check_id(&id)?;
        let files: Vec<TemplateFile> = self
            .template_languages(&id)
            .into_iter()
            .filter_map(|language| {
                let path = path(&id, &language);
                let text = self.pack_file(&path)?;
                Some(TemplateFile { own: self.is_own(&path), language, text })
            })
            .collect();
        if files.is_empty() {
            return Err(AppError::not_found("template", &id, "templates list"));
        }
        let built_in = files.iter().any(|file| built_in(&path(&id, &file.language)).is_some());
        Ok(TemplateSource { id, files, built_in })
    }

    /// What is wrong with a template that is being written: each language by itself, and
    /// against the others.
    pub async fn template_check(
        &self,
        request: TemplateSource,
    ) -> Result<TemplateReport, AppError> {
        let named: Vec<(String, &TemplateFile)> =
            request.files.iter().map(|file| (path(&request.id, &file.language), file)).collect();
        let texts = named.iter().map(|(path, file)| (path.as_str(), file.text.as_str()));
        let read = Catalogue::read(texts);
        let variants: BTreeMap<&str, &Template> = named
            .iter()
            .filter_map(|(_, file)| {
                let template = read.template(&request.id, &file.language)?;
                Some((file.language.as_str(), template))
            })
            .collect();
        let asks: BTreeSet<&str> =
            variants.values().flat_map(|t| t.asks.iter().map(String::as_str)).collect();
        let fields: BTreeSet<&str> = variants.values().flat_map(|t| names(t)).collect();
        let files = named.iter().map(|(path, file)| {
            let problems = read.problems.iter().filter(|problem| problem.file == *path);
            let template = variants.get(file.language.as_str());
            let missing = |all: &BTreeSet<&str>, there: &[String]| -> Vec<String> {
                let gone = all.iter().filter(|one| !there.iter().any(|t| t == *one));
                gone.map(|one| (*one).to_owned()).collect()
            };
            let there: Vec<String> =
                template.map(|t| names(t).map(str::to_owned).collect()).unwrap_or_default();
            let asked = template.map(|t| t.asks.clone()).unwrap_or_default();
            TemplateChecked {
                problems: problems.map(|problem| told(problem, &file.text)).collect(),
                // Of a text that cannot be read nothing can be said to be missing.
                missing_asks: template.map_or_else(Vec::new, |_| missing(&asks, &asked)),
                missing_fields: template.map_or_else(Vec::new, |_| missing(&fields, &there)),
                asks: asked,
                fields: there,
                subjects: template.map_or(0, |t| t.subjects()),
                words: template.map_or(0, |t| t.words()),
                direction: self
                    .catalogue()
                    .language(&file.language)
                    .map_or(Direction::Ltr, |language| language.direction),
                language: file.language.clone(),
            }
        });
        Ok(TemplateReport { files: files.collect() })
    }

    /// A template that is being written, as a letter.
    pub async fn template_preview(
        &self,
        request: TemplatePreviewRequest,
    ) -> Result<TemplatePreview, AppError> {
        let TemplatePreviewRequest { id, language, text, person, office, own_words, subject } =
            request;
        let file = path(&id, &language);
        match Template::parse(&file, &id, &language, &text) {
            Ok(template) => {
                let letter = LetterRef { person, office, template: id, language };
                let number = subject.min(template.subjects().saturating_sub(1));
                let letter = self.preview_of(&template, number, letter, &own_words).await?;
                Ok(TemplatePreview { letter: Some(letter), problems: Vec::new() })
            }
            Err(problems) => Ok(TemplatePreview {
                letter: None,
                problems: problems.iter().map(|problem| told(problem, &text)).collect(),
            }),
        }
    }

    /// Keeps a template, with its problems if it has some: nothing that was written is lost,
    /// and what cannot be used is not offered.
    pub async fn template_save(&self, request: TemplateSource) -> Result<TemplateSource, AppError> {
        check_id(&request.id)?;
        for file in &request.files {
            self.language(&file.language)?;
            if file.text.len() > SOURCE_MAX {
                let message = format!(
                    "the {} text has {} bytes, at most {SOURCE_MAX} are kept: shorten it",
                    file.language,
                    file.text.len()
                );
                return Err(AppError::new(Code::BadFile, message).with("field", "text"));
            }
        }
        for file in &request.files {
            let path = path(&request.id, &file.language);
            // What the person has not made their own stays as it came, also in later versions.
            if file.own || built_in(&path).is_none() {
                self.write_own(&path, &file.text).await?;
            }
        }
        self.reread()?.template_open(TemplateId { id: request.id }).await
    }

    /// A copy under a new name, in all languages.
    pub async fn template_copy(&self, request: TemplateCopy) -> Result<TemplateSource, AppError> {
        let source = self.template_open(TemplateId { id: request.id }).await?;
        let ids = self.template_ids();
        let id = free_id(&request.to, |id| ids.contains(id));
        self.template_save(TemplateSource { id, built_in: false, ..source }).await
    }

    /// Takes own files away; what came with the program is there again.
    pub async fn template_remove(&self, request: TemplateFileRef) -> Result<Empty, AppError> {
        check_id(&request.id)?;
        let languages = match request.language {
            Some(language) => vec![self.language(&language)?.code.clone()],
            None => self.template_languages(&request.id),
        };
        for language in languages {
            self.remove_own(&path(&request.id, &language)).await?;
        }
        self.reread()?;
        Ok(Empty {})
    }

    /// A file that a person chose: `my-letter.en.hbs`, or `en.hbs`. It never replaces anything.
    pub async fn template_import(
        &self,
        request: TemplateImport,
    ) -> Result<TemplateSource, AppError> {
        let stem = request.name.rsplit(['/', '\\']).next().unwrap_or("");
        let stem = stem.strip_suffix(".hbs").or_else(|| stem.strip_suffix(".txt")).unwrap_or(stem);
        let (name, code) = stem.rsplit_once('.').unwrap_or(("", stem));
        let Some(language) = self.catalogue().language(code) else {
            let codes: Vec<_> = self.catalogue().languages().map(|l| l.code.as_str()).collect();
            let message =
                format!("the name of the file “{}” does not say its language", request.name);
            return Err(AppError::new(Code::BadFile, message)
                .advise(format!("name it like my-letter.en.hbs; there are: {}", codes.join(", ")))
                .with("field", "name"));
        };
        let ids = self.template_ids();
        let id = free_id(if name.is_empty() { "letter" } else { name }, |id| ids.contains(id));
        let file = TemplateFile { language: language.code.clone(), text: request.text, own: true };
        self.template_save(TemplateSource { id, files: vec![file], built_in: false }).await
    }

    /// Writes one language of a template, or all, to the folder for downloads, over nothing.
    pub async fn template_export(&self, request: TemplateFileRef) -> Result<Written, AppError> {
        let source = self.template_open(TemplateId { id: request.id.clone() }).await?;
        let folder = directories::UserDirs::new()
            .and_then(|dirs| dirs.download_dir().map(std::path::Path::to_owned))
            .filter(|folder| folder.is_dir())
            .unwrap_or_else(|| self.home().folder().join("exports"));
        std::fs::create_dir_all(&folder).map_err(|e| AppError::io(&folder, &e))?;
        let wanted = |file: &&TemplateFile| {
            request.language.as_ref().is_none_or(|language| *language == file.language)
        };
        let mut last = None;
        for file in source.files.iter().filter(wanted) {
            last = Some(write_new(&folder, &request.id, &file.language, &file.text)?);
        }
        let path = last.ok_or_else(|| {
            let language = request.language.clone().unwrap_or_default();
            AppError::not_found("template in the language", &language, "templates list")
        })?;
        Ok(Written { path: path.display().to_string() })
    }
}

/// Writes `id.language.hbs`, or `id-2.language.hbs` where that exists.
fn write_new(
    folder: &std::path::Path,
    id: &str,
    language: &str,
    text: &str,
) -> Result<std::path::PathBuf, AppError> {
    use std::io::Write;
    for number in 1..1_000 {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        let path = folder.join(format!("{id}{number}.{language}.hbs"));
        match std::fs::File::create_new(&path) {
            Ok(mut file) => {
                file.write_all(text.as_bytes()).map_err(|e| AppError::io(&path, &e))?;
                return Ok(path);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(AppError::io(&path, &error)),
        }
    }
    Err(AppError::new(Code::BadRequest, format!("{} is full of exports", folder.display()))
        .advise("remove some of them"))
}

fn names(template: &Template) -> impl Iterator<Item = &'static str> {
    template.said_fields().into_iter().map(|field| field.path)
}

/// A problem at its place as the window counts.
fn told(problem: &Problem, text: &str) -> TemplateProblem {
    let params = problem.params.iter().map(|(k, v)| ((*k).to_owned(), v.clone()));
    TemplateProblem {
        code: problem.code.to_owned(),
        message: problem.message.clone(),
        params: params.collect(),
        from: show::units(text, problem.span.0),
        to: show::units(text, problem.span.1.max(problem.span.0)),
        line: problem.place.line,
        column: problem.place.column,
    }
}
