//! The languages of letters. Words of units live in `templates/languages/<code>.toml`;
//! dates, plurals, numbers and lists come from ICU4X (CLDR data compiled in).

use std::collections::BTreeMap;
use std::fmt;

use icu::calendar::Gregorian;
use icu::datetime::FixedCalendarDateTimeFormatter;
use icu::datetime::fieldsets::YMD;
use icu::datetime::input::Date as IcuDate;
use icu::decimal::DecimalFormatter;
use icu::decimal::input::Decimal;
use icu::list::ListFormatter;
use icu::list::options::ListFormatterOptions;
use icu::locale::Locale;
use icu::plurals::{PluralCategory, PluralRules};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::phrase::Case;
use crate::problem::Problem;

/// The direction in which a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left (Persian, Arabic, Hebrew).
    Rtl,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    locale: String,
    direction: Direction,
    #[serde(default)]
    cases: Vec<Case>,
    days: BTreeMap<String, String>,
    /// Openings of placeholders that a person left in square brackets: “[your name]”.
    #[serde(default)]
    placeholders: Vec<String>,
    /// Insults and threats, lower case; a word matches whole, a `*` at the end any ending.
    #[serde(default)]
    insults: Vec<String>,
}

/// A language that letters can be written in.
pub struct Language {
    /// The code used in file names and on the command line: `en`, `ru`.
    pub code: String,
    /// Its name in itself: “Русский”.
    pub name: String,
    /// Its direction.
    pub direction: Direction,
    /// The cases that names take besides the nominative; empty where names do not decline.
    pub cases: Vec<Case>,
    /// See `File::placeholders`.
    pub(crate) placeholders: Vec<String>,
    /// See `File::insults`, by their first letter: every word of every letter is looked up.
    pub(crate) insults: Vec<(char, String)>,
    days: BTreeMap<String, String>,
    dates: FixedCalendarDateTimeFormatter<Gregorian, YMD>,
    numbers: DecimalFormatter,
    plurals: PluralRules,
    lists: ListFormatter,
}

impl Language {
    /// Reads `templates/languages/<code>.toml`.
    pub fn parse(file: &str, code: &str, text: &str) -> Result<Self, Problem> {
        let data: File =
            toml::from_str(text).map_err(|error| Problem::toml(file, text, 0, &error))?;
        let refuse = |message: String| Problem::whole(file, "language", message);
        let locale: Locale = data
            .locale
            .parse()
            .map_err(|_| refuse(format!("“{}” is not a locale such as en-GB", data.locale)))?;
        let no_data = || refuse(format!("there is no CLDR data for the locale {}", data.locale));
        let dates = FixedCalendarDateTimeFormatter::try_new((&locale).into(), YMD::long());
        let numbers = DecimalFormatter::try_new((&locale).into(), Default::default());
        let plurals = PluralRules::try_new_cardinal((&locale).into());
        let lists = ListFormatter::try_new_and((&locale).into(), ListFormatterOptions::default());
        let language = Self {
            code: code.to_owned(),
            name: data.name,
            direction: data.direction,
            cases: data.cases,
            placeholders: data.placeholders,
            insults: data
                .insults
                .into_iter()
                .filter_map(|w| w.chars().next().map(|c| (c, w)))
                .collect(),
            days: data.days,
            dates: dates.map_err(|_| no_data())?,
            numbers: numbers.map_err(|_| no_data())?,
            plurals: plurals.map_err(|_| no_data())?,
            lists: lists.map_err(|_| no_data())?,
        };
        let mut forms = language.plurals.categories().map(category);
        let missing = forms.find(|form| !language.days.contains_key(*form));
        drop(forms);
        match missing {
            Some(form) => Err(refuse(format!("[days] lacks the plural form “{form}”"))),
            None => Ok(language),
        }
    }

    /// A date as a letter writes it: “23 November 2026”, “23 ноября 2026 г.”.
    pub fn date(&self, date: Date) -> String {
        let (year, month, day) = (date.year(), date.month().unsigned_abs(), date.day());
        match IcuDate::try_new_gregorian(year.into(), month, day.unsigned_abs()) {
            // CLDR writes a narrow no-break space before “г.”; some mail readers lack its glyph.
            Ok(icu) => self.dates.format(&icu).to_string().replace('\u{202f}', "\u{a0}"),
            // jiff and ICU4X agree on what a date is; ISO is readable should they ever not.
            Err(_) => date.to_string(),
        }
    }

    /// A number with this language's grouping: “1,154”, “1 154”.
    pub fn number(&self, n: i64) -> String {
        self.numbers.format(&Decimal::from(n)).to_string()
    }

    /// A number of days: “974 days”, “974 дня”, “975 дней”. CLDR plural rules.
    pub fn days(&self, n: i64) -> String {
        let pattern = self.days.get(category(self.plurals.category_for(n))).map_or("#", |p| p);
        pattern.replacen('#', &self.number(n), 1)
    }

    /// “A, B and C”.
    pub fn list<'a>(&self, items: impl Iterator<Item = &'a str> + Clone + 'a) -> String {
        self.lists.format_to_string(items)
    }
}

fn category(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Language").field("code", &self.code).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rstest::rstest;

    use crate::starter::catalogue;

    #[rstest]
    #[case("en", 1, "1 day")]
    #[case("en", 1154, "1,154 days")]
    #[case("ru", 1, "1 день")]
    #[case("ru", 11, "11 дней")]
    #[case("ru", 21, "21 день")]
    #[case("ru", 974, "974 дня")]
    #[case("ru", 975, "975 дней")]
    #[case("ru", 1154, "1\u{a0}154 дня")]
    fn days_agree_with_their_number(#[case] code: &str, #[case] n: i64, #[case] want: &str) {
        assert_eq!(catalogue().language(code).unwrap().days(n), want, "CLDR plural rules");
    }

    #[test]
    fn dates_are_written_out_in_each_language() {
        let day = date(2026, 11, 23);
        let (en, ru) = (catalogue().language("en").unwrap(), catalogue().language("ru").unwrap());
        assert_eq!(en.date(day), "23 November 2026", "British order reads well to everybody");
        assert_eq!(ru.date(day), "23 ноября 2026\u{a0}г.", "genitive month and г.");
    }

    #[test]
    fn lists_are_joined_as_the_language_joins_them() {
        let items = ["A", "B", "C"];
        let ru = catalogue().language("ru").unwrap();
        assert_eq!(ru.list(items.into_iter()), "A, B и C", "no comma before и");
    }

    #[test]
    fn a_language_without_a_plural_form_is_refused() {
        let text = "name='x'\nlocale='ru'\ndirection='ltr'\n[days]\none='#'\nother='#'";
        let problem = super::Language::parse("x.toml", "ru", text).unwrap_err();
        assert!(problem.message.contains("“few”"), "it names what is missing: {problem}");
    }
}
