//! The rules of the coach, templates, and their languages.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unforgotten_core::language::Direction;
use unforgotten_core::office;
use unforgotten_core::rules;
use unforgotten_core::template;

use super::*;

wire! {
    /// A rule of the coach. The window has its own words for it, by the code.
    CoachRule {
        code: String,
        #[ts(as = "Level")]
        level: rules::Level,
        /// Its level in other countries than those named; `null`: it does not hold there.
        #[ts(as = "Option<Level>")]
        elsewhere: Option<rules::Level>,
        /// The number that it compares with.
        limit: Option<u32>,
        /// The kinds of letters it holds for; empty: all.
        #[ts(as = "Vec<LetterKind>")]
        kinds: Vec<office::Kind>,
        /// The prisoners' countries, ISO 3166-1 alpha-2; empty: all.
        countries: Vec<String>,
        languages: Vec<String>,
        /// English.
        about: String,
        sources: Vec<SourceRef>,
    }

    /// A template in the list.
    TemplateRow {
        id: String,
        /// In the language of the window, if it has one.
        title: String,
        about: String,
        #[ts(as = "LetterKind")]
        kind: office::Kind,
        #[ts(as = "TemplateWhen")]
        when: template::When,
        languages: Vec<String>,
        asks: Vec<String>,
        words: usize,
        /// It came with the program.
        built_in: bool,
        /// Files of it lie in the home folder: it can be changed there and removed.
        own: bool,
        /// What is wrong with its files.
        problems: usize,
    }
    /// A template.
    TemplateId { id: String, }
    /// One language of a template, or all of it.
    TemplateFileRef { id: String, language: Option<String>, }
    /// One language of a template as its file has it.
    TemplateFile {
        language: String,
        text: String,
        #[serde(default)]
        own: bool,
    }
    /// A template with all its languages, as it stands or as it is being written.
    TemplateSource {
        id: String,
        files: Vec<TemplateFile>,
        #[serde(default)]
        built_in: bool,
    }
    /// What is wrong with a file, at a place in UTF-16 units.
    TemplateProblem {
        code: String,
        /// English.
        message: String,
        #[ts(type = "Record<string, string>")]
        params: BTreeMap<String, String>,
        from: usize,
        to: usize,
        /// From 1.
        line: usize,
        column: usize,
    }
    /// One language, checked by itself and against the others.
    TemplateChecked {
        language: String,
        problems: Vec<TemplateProblem>,
        /// What it asks for.
        asks: Vec<String>,
        /// The fields it names.
        fields: Vec<String>,
        /// Asked for in another language and not in this one.
        missing_asks: Vec<String>,
        /// Named in another language and not in this one.
        missing_fields: Vec<String>,
        subjects: usize,
        words: usize,
        #[ts(type = "\"ltr\" | \"rtl\"")]
        direction: Direction,
    }
    /// What is wrong with a template.
    TemplateReport { files: Vec<TemplateChecked>, }
    /// A template being written, as a letter.
    TemplatePreviewRequest {
        id: String,
        language: String,
        text: String,
        person: String,
        office: String,
        own_words: String,
        /// Which subject line, from 0.
        subject: usize,
    }
    /// The letter, if the template has no problems.
    TemplatePreview { letter: Option<Preview>, problems: Vec<TemplateProblem>, }
    /// A copy to write on.
    TemplateCopy { id: String, to: String, }
    /// A file that a person chose.
    TemplateImport { name: String, text: String, }
    /// Where a file was written to.
    Written { path: String, }
    /// A field that templates can name.
    TemplateField {
        path: String,
        #[ts(as = "FieldKind")]
        kind: template::FieldKind,
        /// English.
        about: String,
    }
    /// Everything that templates can name.
    TemplateWords {
        fields: Vec<TemplateField>,
        helpers: Vec<String>,
        /// Grammatical cases.
        cases: Vec<String>,
        /// The languages that letters can be written in: code and own name.
        languages: Vec<LanguageRow>,
    }
    /// A language of letters.
    LanguageRow {
        code: String,
        name: String,
        #[ts(type = "\"ltr\" | \"rtl\"")]
        direction: Direction,
        /// The cases that names take besides the nominative.
        cases: Vec<String>,
    }
}
