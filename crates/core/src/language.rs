//! The languages of letters. Words of units live in `templates/languages/<code>.toml`;
//! dates, plurals, numbers and lists come from ICU4X (CLDR data compiled in).

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;

use icu::collator::{Collator, CollatorBorrowed};
use icu::datetime::DateTimeFormatter;
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

use crate::office::Kind;
use crate::phrase::{Case, Forms};
use crate::problem::Problem;
use crate::similarity::Print;
use crate::text::is_rtl;
use crate::words::{Lists, Words};

/// The direction in which a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left (Persian, Arabic, Hebrew).
    Rtl,
}

impl Direction {
    /// Whether a letter of some script is written the other way.
    pub fn against(self, c: char) -> bool {
        c.is_alphabetic() && (self == Self::Rtl) != is_rtl(c)
    }

    /// What stands before and after a text that has letters of the other direction: outside a
    /// mark of this one, so that no number is taken along, inside one of the other, so that its
    /// own full stops and numbers stay with it (LEFT-TO-RIGHT and RIGHT-TO-LEFT MARK, UAX 9, 2.6).
    pub(crate) fn marks_around(self, text: &str) -> Option<(&'static str, &'static str)> {
        text.chars().any(|c| self.against(c)).then_some(match self {
            Self::Ltr => ("\u{200e}\u{200f}", "\u{200f}\u{200e}"),
            Self::Rtl => ("\u{200f}\u{200e}", "\u{200e}\u{200f}"),
        })
    }
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
    /// The first of a month, where it is not a plain number: “1er”.
    first_of_month: Option<String>,
    /// Beginnings of the line with which a letter closes, lower case.
    #[serde(default)]
    closings: Vec<String>,
    /// How a letter begins when the office has no salutation of its own.
    #[serde(default)]
    salutation: BTreeMap<Kind, String>,
    /// ISO 3166-1 alpha-2 to the name of the country, as letters use it.
    #[serde(default)]
    countries: BTreeMap<String, Forms>,
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
    /// See `File::closings`.
    pub(crate) closings: Vec<String>,
    /// The words that the coach listens to; empty for a language without `words/<code>.toml`.
    pub(crate) word_lists: Lists,
    first_of_month: Option<String>,
    salutation: BTreeMap<Kind, String>,
    countries: BTreeMap<String, Forms>,
    days: BTreeMap<String, String>,
    dates: DateTimeFormatter<YMD>,
    numbers: DecimalFormatter,
    plurals: PluralRules,
    lists: ListFormatter,
    collator: CollatorBorrowed<'static>,
}

impl Language {
    /// The words that the coach listens to.
    pub(crate) fn words(&self) -> &Words {
        self.word_lists.words()
    }

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
        // The calendar that the locale prefers: Persian letters count by the solar Hijri one.
        let dates = DateTimeFormatter::try_new((&locale).into(), YMD::long());
        let numbers = DecimalFormatter::try_new((&locale).into(), Default::default());
        let plurals = PluralRules::try_new_cardinal((&locale).into());
        let lists = ListFormatter::try_new_and((&locale).into(), ListFormatterOptions::default());
        let collator = Collator::try_new((&locale).into(), Default::default());
        if let Some((country, _)) =
            data.countries.iter().find(|(_, forms)| forms.nominative().trim().is_empty())
        {
            return Err(refuse(format!("[countries] {country} has no nominative")));
        }
        let language = Self {
            code: code.to_owned(),
            name: data.name,
            direction: data.direction,
            cases: data.cases,
            placeholders: data.placeholders,
            closings: data.closings,
            word_lists: Lists::default(),
            first_of_month: data.first_of_month,
            salutation: data.salutation,
            countries: data.countries,
            days: data.days,
            dates: dates.map_err(|_| no_data())?,
            numbers: numbers.map_err(|_| no_data())?,
            plurals: plurals.map_err(|_| no_data())?,
            lists: lists.map_err(|_| no_data())?,
            collator: collator.map_err(|_| no_data())?,
        };
        let mut forms = language.plurals.categories().map(category);
        let missing = forms.find(|form| !language.days.contains_key(*form));
        drop(forms);
        match missing {
            Some(form) => Err(refuse(format!("[days] lacks the plural form “{form}”"))),
            None => Ok(language),
        }
    }

    /// A date as a letter writes it: “23 November 2026”, “23 ноября 2026 г.”, “۲ آذر ۱۴۰۵”.
    pub fn date(&self, date: Date) -> String {
        let (year, month, day) = (date.year(), date.month().unsigned_abs(), date.day());
        match IcuDate::try_new_iso(year.into(), month, day.unsigned_abs()) {
            Ok(icu) => {
                let text = readable(self.dates.format(&icu).to_string());
                match &self.first_of_month {
                    Some(first) if day == 1 => text.replacen('1', first, 1),
                    _ => text,
                }
            }
            // jiff and ICU4X agree on what a date is; ISO is readable should they ever not.
            Err(_) => date.to_string(),
        }
    }

    /// A number with this language's grouping: “1,154”, “1 154”.
    pub fn number(&self, n: i64) -> String {
        readable(self.numbers.format(&Decimal::from(n)).to_string())
    }

    /// A number of days: “974 days”, “974 дня”, “975 дней”. CLDR plural rules.
    pub fn days(&self, n: i64) -> String {
        let pattern = self.days.get(category(self.plurals.category_for(n))).map_or("#", |p| p);
        pattern.replacen('#', &self.number(n), 1)
    }

    /// How a letter of this kind begins when its reader has no salutation of their own.
    pub fn salutation(&self, kind: Kind) -> Option<&str> {
        self.salutation.get(&kind).map(String::as_str)
    }

    /// A country by its ISO 3166-1 alpha-2 code, with its cases.
    pub fn country(&self, code: &str) -> Option<&Forms> {
        self.countries.get(code)
    }

    /// The order in which this language lists names (CLDR collation).
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.collator.compare(a, b)
    }

    /// What is kept of a letter in this language, to compare it with others.
    pub fn print(&self, text: &str) -> Print {
        Print::of(text, &self.closings)
    }

    /// “A, B and C”.
    pub fn list<'a>(&self, items: impl Iterator<Item = &'a str> + Clone + 'a) -> String {
        self.lists.format_to_string(items)
    }
}

/// CLDR writes a narrow no-break space before “г.” and in French numbers; some mail readers
/// lack its glyph.
fn readable(text: String) -> String {
    if text.contains('\u{202f}') { text.replace('\u{202f}', "\u{a0}") } else { text }
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
    #[case("uk", 22, "22 дні")]
    #[case("uk", 1155, "1\u{a0}155 днів")]
    #[case("de", 1154, "1.154 Tage")]
    #[case("fr", 1, "1 jour")]
    #[case("fr", 1154, "1\u{a0}154 jours")]
    #[case("es", 1154, "1154 días")]
    #[case("fa", 1154, "۱٬۱۵۴ روز")]
    fn days_agree_with_their_number(#[case] code: &str, #[case] n: i64, #[case] want: &str) {
        assert_eq!(catalogue().language(code).unwrap().days(n), want, "CLDR plural rules");
    }

    #[test]
    fn dates_are_written_out_in_each_language() {
        let day = date(2026, 11, 23);
        let (en, ru) = (catalogue().language("en").unwrap(), catalogue().language("ru").unwrap());
        assert_eq!(en.date(day), "23 November 2026", "British order reads well to everybody");
        assert_eq!(ru.date(day), "23 ноября 2026\u{a0}г.", "genitive month and г.");
        let of = |code| catalogue().language(code).unwrap().date(day);
        assert_eq!(of("uk"), "23 листопада 2026\u{a0}р.", "genitive month and р.");
        assert_eq!(of("de"), "23. November 2026", "an ordinal");
        assert_eq!(of("fr"), "23 novembre 2026", "no article, the template has it");
        assert_eq!(of("es"), "23 de noviembre de 2026", "with de");
        assert_eq!(of("fa"), "۲ آذر ۱۴۰۵", "the solar Hijri calendar, in Persian digits");
        let first = catalogue().language("fr").unwrap().date(date(2026, 1, 1));
        assert_eq!(first, "1er janvier 2026", "CLDR lacks the ordinal");
    }

    #[test]
    fn names_are_ordered_as_the_language_orders_them() {
        let sorted = |code: &str, names: &[&'static str]| {
            let mut names = names.to_vec();
            names.sort_by(|a, b| catalogue().language(code).unwrap().compare(a, b));
            names
        };
        assert_eq!(sorted("ru", &["Яков", "Ёлкин", "Егоров", "Жуков"])[1], "Ёлкин", "Ё after Е");
        assert_eq!(sorted("de", &["Zander", "Ärmel", "Arm"])[1], "Ärmel", "Ä beside A");
        assert_eq!(sorted("es", &["Oña", "Ñandú", "Nube"]), ["Nube", "Ñandú", "Oña"], "Ñ after N");
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
