//! Stories of templates: what is refused, with its place and its words; what a letter reads
//! like in each language.
#![allow(clippy::unwrap_used, reason = "a broken test may panic")]

use jiff::civil::date;
use rstest::rstest;
use unforgotten_core::phrase::Case;
use unforgotten_core::starter::catalogue;
use unforgotten_core::template::{Gap, Scene, Segment, SegmentKind, Sender, Template};

fn parse(body: &str) -> Result<Template, String> {
    let source = format!("+++\nkind='official'\ntitle='T'\nsubjects=['S']\n+++\n{body}\n");
    Template::parse("t/en.hbs", "t", "en", &source)
        .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

fn sender() -> Sender {
    Sender {
        name: "Anna Beispiel".to_owned(),
        town: "Rostock".to_owned(),
        country: "Germany".to_owned(),
        ..Sender::default()
    }
}

fn scene<'a>(person: &str, office: &str, language: &str, sender: &'a Sender) -> Scene<'a> {
    Scene {
        person: catalogue().person(person).unwrap(),
        office: catalogue().office(office).unwrap(),
        language: catalogue().language(language).unwrap(),
        sender,
        date: date(2026, 11, 23),
        own_words: "",
    }
}

#[rstest]
#[case::typo(
    "Dear {{person.nam}}",
    "t/en.hbs:6:6: there is no field “person.nam”. Did you mean “person.name”?"
)]
#[case::second_line(
    "A\nи {{persn.name}}",
    "t/en.hbs:7:3: there is no field “persn.name”. Did you mean “person.name”?"
)]
#[case::no_hint("{{zzz}}", "t/en.hbs:6:1: there is no field “zzz”")]
#[case::helper(
    "{{dat letter.date}}",
    "t/en.hbs:6:1: there is no helper “dat”; did you mean “date”?"
)]
#[case::each("{{#each person.name}}x{{/each}}", "t/en.hbs:6:1: there is no helper “each”")]
#[case::lookup("{{lookup person 0}}", "t/en.hbs:6:1: there is no helper “lookup”")]
#[case::partial("{{> t}}", "t/en.hbs:6:1: other files cannot be included")]
#[case::inline(
    "{{#*inline \"t\"}}{{> t}}{{/inline}}",
    "t/en.hbs:6:1: {{* …}} and {{#* …}} are not part"
)]
#[case::raw("{{{{raw}}}}x{{{{/raw}}}}", "t/en.hbs:6:1: raw blocks")]
#[case::unbalanced("{{#if person.name}}x", "t/en.hbs:")]
#[case::mismatch("{{#if person.name}}x{{/ask}}", "is closed by")]
#[case::open_tag("Dear {{person.name", "this is not complete")]
#[case::case_name(
    "{{case person.name \"genetive\"}}",
    "there is no case “genetive”; there are: nominative"
)]
#[case::no_quotes("{{case person.name genitive}}", "“genitive” is put in quotation marks")]
#[case::kind("{{days letter.date}}", "“letter.date” cannot stand here")]
#[case::person("{{person}}", "“person” is more than one fact")]
#[case::nested_ask("{{#if person.name}}{{#ask \"x\"}}a{{/ask}}{{/if}}", "not named in asks")]
#[case::hash("{{case person.name form=\"genitive\"}}", "without names")]
#[case::sub("{{days (days person.days)}}", "is not a field")]
#[case::missing_if("{{#if person.nam}}x{{/if}}", "there is no field “person.nam”")]
fn a_fault_is_told_with_its_place(#[case] body: &str, #[case] want: &str) {
    let problems = parse(body).expect_err("this must be refused");
    assert!(problems.contains(want), "wanted: {want}\ngot: {problems}");
}

#[test]
fn all_faults_of_a_text_are_told_at_once_in_order() {
    let problems = parse("{{b.x}}\n{{a.y}}\n").unwrap_err();
    let lines: Vec<_> = problems.lines().map(|l| l.split(':').nth(1).unwrap_or("")).collect();
    assert_eq!(lines, ["6", "7"], "a writer mends a file in one go");
}

#[rstest]
#[case::blocks("{{#if person.name}}".repeat(17) + &"{{/if}}".repeat(17))]
#[case::chain(format!("{{{{#if person.name}}}}{}{{{{/if}}}}", "{{else if person.name}}a".repeat(17)))]
#[case::parentheses(format!("{{{{days {}person.days{}}}}}", "(".repeat(17), ")".repeat(17)))]
#[case::hostile("{{#if person.name}}".repeat(3000))]
#[case::hostile_parentheses(format!("{{{{x {}}}}}", "(".repeat(60_000)))]
fn deep_nesting_is_refused_before_it_is_parsed(#[case] body: String) {
    let problems = parse(&body).unwrap_err();
    assert!(problems.contains("nested more than 16 deep"), "got: {problems}");
}

#[test]
fn sixteen_levels_are_allowed() {
    let body = "{{#if person.name}}".repeat(16) + "x" + &"{{/if}}".repeat(16);
    assert!(parse(&body).is_ok(), "the limit itself is allowed");
}

#[test]
fn sixty_four_kibibytes_and_one_byte_are_refused() {
    let front = "+++\nkind='official'\ntitle='T'\nsubjects=['S']\n+++\n";
    let of_size = |size: usize| {
        let source = format!("{front}{}", "x".repeat(size - front.len()));
        Template::parse("t", "t", "en", &source).map_err(|p| p[0].code)
    };
    assert!(of_size(64 * 1024).is_ok(), "the limit itself is allowed");
    assert_eq!(of_size(64 * 1024 + 1).err(), Some("too_large"), "one byte more is not");
}

#[test]
fn a_letter_that_grows_beyond_256_kibibytes_is_refused() {
    let template = parse(&"{{person.name}} ".repeat(1_900)).unwrap();
    let mut person = catalogue().person("boris-kagarlitsky").unwrap().clone();
    person.name = serde_json::from_value(serde_json::json!({"en": "x".repeat(200)})).unwrap();
    let sender = sender();
    let scene =
        Scene { person: &person, ..scene("boris-kagarlitsky", "ru-embassy-london", "en", &sender) };
    let result = template.body(&scene, &mut String::new());
    assert!(result.is_err(), "380 kB is no letter");
}

#[rstest]
#[case::no_front("Dear", "begins with +++")]
#[case::unclosed("+++\nkind='official'\n", "begins with +++")]
#[case::bad_kind("+++\nkind='offical'\ntitle='T'\nsubjects=['S']\n+++\nx", "t:2:6: ")]
#[case::no_subject("+++\nkind='official'\ntitle='T'\nsubjects=[]\n+++\nx", "needs a subject line")]
#[case::two_lines(
    "+++\nkind='official'\ntitle='T'\nsubjects=[\"a\\r\\nBcc: x\"]\n+++\nx",
    "one line of text"
)]
#[case::bad_subject(
    "+++\nkind='official'\ntitle='T'\nsubjects=['{{x.y}}']\n+++\nx",
    "t:4:12: there is no field “x.y”"
)]
#[case::utf16("+\0+\0+\0", "saved as UTF-16")]
#[case::empty("+++\nkind='official'\ntitle='T'\nsubjects=['S']\n+++\n \n", "no letter below")]
fn a_faulty_front_matter_is_told(#[case] source: &str, #[case] want: &str) {
    let problems = Template::parse("t", "t", "en", source).unwrap_err();
    assert!(problems[0].to_string().contains(want), "wanted {want}, got {}", problems[0]);
}

#[test]
fn an_ask_without_its_sentence_is_refused() {
    let source = "+++\nkind='official'\ntitle='T'\nsubjects=['S']\nasks=['release']\n+++\nHello\n";
    let problems = Template::parse("t", "t", "en", source).unwrap_err();
    assert_eq!(
        problems[0].code, "missing_ask",
        "a promise in the front matter is kept in the text"
    );
}

#[test]
fn a_missing_value_shows_and_is_reported_never_blank() {
    let template = parse("He is {{person.occupation}} in {{person.facility}}.").unwrap();
    let sender = sender();
    let mut text = String::new();
    let scene = scene("abir-moussi", "tn-president", "en", &sender);
    let gaps = template.body(&scene, &mut text).unwrap();
    assert_eq!(gaps, [Gap::Field("person.occupation"), Gap::Field("person.facility")], "both");
    assert_eq!(text, "He is {{person.occupation}} in {{person.facility}}.", "a gap is visible");
}

#[test]
fn an_empty_sender_field_is_a_gap_too() {
    let template = parse("{{sender.street}}").unwrap();
    let sender = Sender { street: "  ".to_owned(), ..sender() };
    let scene = scene("abir-moussi", "tn-president", "en", &sender);
    let gaps = template.body(&scene, &mut String::new()).unwrap();
    assert_eq!(gaps, [Gap::Field("sender.street")], "white space is no street");
}

#[test]
fn an_if_that_falls_away_leaves_no_hole() {
    let template = parse("A\n\n{{#if sender.street}}\n{{sender.street}}\n{{/if}}\n\n{{own_words \"Why?\"}}\n\nB  \n\n\n").unwrap();
    let sender = sender();
    let mut text = String::new();
    template.body(&scene("abir-moussi", "tn-president", "en", &sender), &mut text).unwrap();
    assert_eq!(text, "A\n\nB", "one blank line, no trailing space, no line break at the end");
}

#[test]
fn a_missing_case_falls_back_to_the_nominative_with_a_warning() {
    let template = catalogue().template("release-agreement", "ru").unwrap();
    let sender = sender();
    let mut text = String::new();
    let scene = scene("dang-dinh-bach", "vn-president-office", "ru", &sender);
    let gaps = template.body(&scene, &mut text).unwrap();
    assert!(text.contains("Данг Динь Бать"), "never a blank: {text}");
    let missing = |gap: &&Gap| matches!(gap, Gap::Case("person.name", Case::Genitive));
    assert!(gaps.iter().any(|gap| missing(&gap)), "the genitive is asked for: {gaps:?}");
}

#[test]
fn the_segments_are_the_text_and_say_where_each_piece_comes_from() {
    let template = catalogue().template("release-agreement-embassy", "en").unwrap();
    let sender = sender();
    let scene = Scene {
        own_words: "I teach.\n\nMy students ask.",
        ..scene("boris-kagarlitsky", "ru-embassy-london", "en", &sender)
    };
    let (mut text, mut segments) = (String::new(), Vec::<Segment>::new());
    template.body(&scene, &mut text).unwrap();
    template.body(&scene, &mut segments).unwrap();
    let joined: String = segments.iter().map(|s| s.text.as_str()).collect();
    assert_eq!(joined, text, "screen and envelope show the same words");
    let own: Vec<_> = segments.iter().filter(|s| s.kind == SegmentKind::Own).collect();
    assert_eq!(own.len(), 1, "own words stay one piece");
    assert_eq!(own[0].question.as_deref(), Some("What moves you to write? One or two sentences."));
    assert!(segments.iter().any(|s| s.field == Some("person.days")), "days are a field");
}

#[rstest]
#[case::latin_in_persian("fa", "Anna 7", "\u{200f}\u{200e}Anna 7\u{200e}\u{200f} ۲۹")]
#[case::initials_in_persian("fa", "A. B.", "\u{200f}\u{200e}A. B.\u{200e}\u{200f} ۲۹")]
#[case::persian_in_persian("fa", "آنا", "آنا ۲۹")]
#[case::only_digits("fa", "7", "7 ۲۹")]
#[case::persian_in_english("en", "آنا", "\u{200e}\u{200f}آنا\u{200f}\u{200e} ۲۹")]
#[case::cyrillic_in_english("en", "Анна", "Анна ۲۹")]
fn a_name_of_the_other_direction_takes_no_number_along(
    #[case] language: &str,
    #[case] name: &str,
    #[case] want: &str,
) {
    let template = parse("{{sender.name}} ۲۹").unwrap();
    let sender = Sender { name: name.to_owned(), ..sender() };
    let mut text = String::new();
    template.body(&scene("abir-moussi", "tn-president", language, &sender), &mut text).unwrap();
    assert_eq!(text, want, "marks keep it whole, and apart from what follows");
}

#[test]
fn a_list_keeps_names_of_the_other_direction_whole_too() {
    let template = parse("{{list sender.name sender.town}}").unwrap();
    let sender = sender();
    let mut text = String::new();
    template.body(&scene("abir-moussi", "tn-president", "fa", &sender), &mut text).unwrap();
    let name = "\u{200f}\u{200e}Anna Beispiel\u{200e}\u{200f}";
    assert!(text.contains(name), "marks stand around each: {text:?}");
}

#[test]
fn text_in_braces_from_data_is_never_a_template() {
    let template = parse("{{sender.name}}").unwrap();
    let sender = Sender { name: "{{person.days}}".to_owned(), ..sender() };
    let mut text = String::new();
    template.body(&scene("abir-moussi", "tn-president", "en", &sender), &mut text).unwrap();
    assert_eq!(text, "{{person.days}}", "values are not rendered again");
}
