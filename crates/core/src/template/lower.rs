//! From the syntax tree of handlebars to [`Node`]s, refusing with line and column whatever a
//! letter does not need.

use std::ops::Range;

use handlebars::template::{HelperTemplate, Parameter, Template as Tree, TemplateElement};
use handlebars::{TemplateError, TemplateErrorReason};
use serde_json::Value;

use super::fields::{self, FIELDS, Field, FieldKind};
use super::guard;
use super::node::{Item, Node};
use crate::phrase::Case;
use crate::problem::{Place, Problem};

/// Every helper that a template may use.
pub const HELPERS: [&str; 10] =
    ["ask", "case", "date", "days", "default", "gender", "if", "list", "own_words", "unless"];

/// A text inside a file: a subject line or the letter itself.
pub(crate) struct Part<'a> {
    pub(crate) file: &'a str,
    /// The whole file.
    pub(crate) source: &'a str,
    /// The text to lower.
    pub(crate) text: &'a str,
    /// Where `text` begins in `source`, in bytes.
    pub(crate) offset: usize,
}

impl Part<'_> {
    /// A problem at bytes of the part's text.
    pub(crate) fn problem(
        &self,
        span: Range<usize>,
        code: &'static str,
        message: impl Into<String>,
    ) -> Problem {
        let span = (self.offset + span.start, self.offset + span.end);
        Problem::new(self.file, self.source, span, code, message)
    }

    /// Lowers the text; what cannot be lowered goes to `problems`.
    pub(crate) fn lower(&self, problems: &mut Vec<Problem>) -> Vec<Node> {
        if let Err(problem) = guard::depth(self) {
            problems.push(problem);
            return Vec::new();
        }
        match Tree::compile(self.text) {
            Ok(tree) => self.tree(&tree, problems),
            Err(error) => {
                problems.push(self.syntax(&error));
                Vec::new()
            }
        }
    }

    fn syntax(&self, error: &TemplateError) -> Problem {
        let (line, column) = error.pos().unwrap_or((1, 1));
        let at = Place { line, column }.offset(self.text);
        let message = match error.reason() {
            TemplateErrorReason::MismatchingClosedHelper(open, close)
            | TemplateErrorReason::MismatchingClosedDecorator(open, close) => {
                format!(
                    "{{{{#{open}}}}} is closed by {{{{/{close}}}}}: close it by {{{{/{open}}}}}"
                )
            }
            _ => "this is not complete: every {{ needs its }}, every {{#if …}} its {{/if}}, \
                  every quotation mark its partner"
                .to_owned(),
        };
        self.problem(at..at, "syntax", message)
    }

    fn tree(&self, tree: &Tree, problems: &mut Vec<Problem>) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(tree.elements.len());
        for (index, element) in tree.elements.iter().enumerate() {
            let place = tree
                .mapping
                .get(index)
                .map_or(Place { line: 1, column: 1 }, |m| Place { line: m.0, column: m.1 });
            match self.element(element, problems) {
                Ok(node) => nodes.extend(node),
                Err((code, message)) => problems.push(self.problem(self.tag(place), code, message)),
            }
        }
        nodes
    }

    /// The bytes of the tag that begins at `place`.
    fn tag(&self, place: Place) -> Range<usize> {
        let start = place.offset(self.text);
        let end = self.text.get(start..).and_then(|t| t.find("}}"));
        start..end.map_or(self.text.len(), |i| start + i + 2)
    }

    fn element(
        &self,
        element: &TemplateElement,
        problems: &mut Vec<Problem>,
    ) -> Result<Option<Node>, Refusal> {
        match element {
            TemplateElement::RawString(text) => Ok(Some(Node::Text(text.replace('\r', "")))),
            TemplateElement::Comment(_) => Ok(None),
            TemplateElement::Expression(tag) | TemplateElement::HtmlExpression(tag) => {
                expression(tag).map(Some)
            }
            TemplateElement::HelperBlock(tag) => self.block(tag, problems).map(Some),
            TemplateElement::PartialExpression(_) | TemplateElement::PartialBlock(_) => Err((
                "not_allowed",
                "other files cannot be included: one file is one letter".into(),
            )),
            TemplateElement::DecoratorExpression(_) | TemplateElement::DecoratorBlock(_) => Err((
                "not_allowed",
                "{{* …}} and {{#* …}} are not part of letters: write the text as it is".into(),
            )),
            _ => Err(("not_allowed", "this is not part of letters".into())),
        }
    }

    fn block(&self, tag: &HelperTemplate, problems: &mut Vec<Problem>) -> Result<Node, Refusal> {
        let name = tag.name.as_name().unwrap_or("");
        plain(tag)?;
        let arm = |tree: &Option<Tree>, problems: &mut Vec<Problem>| {
            tree.as_ref().map_or_else(Vec::new, |tree| self.tree(tree, problems))
        };
        let then = arm(&tag.template, problems);
        let otherwise = arm(&tag.inverse, problems);
        match (name, tag.params.as_slice()) {
            ("if", [subject]) => Ok(Node::If(any_field(subject)?, then, otherwise)),
            ("unless", [subject]) => Ok(Node::If(any_field(subject)?, otherwise, then)),
            ("ask", [name]) if tag.inverse.is_none() => Ok(Node::Ask(text(name)?, then)),
            ("if" | "unless", _) => bad("{{#if field}} takes one field: {{#if sender.street}}"),
            ("ask", _) => bad("{{#ask \"release\"}} takes one name in quotes, and no {{else}}"),
            (known, _) if HELPERS.contains(&known) => {
                bad(format!("{known} is written without #: {{{{{known} …}}}}"))
            }
            (unknown, _) => Err(unknown_helper(unknown)),
        }
    }
}

type Refusal = (&'static str, String);

fn bad<T>(message: impl Into<String>) -> Result<T, Refusal> {
    Err(("bad_argument", message.into()))
}

fn unknown_helper(name: &str) -> Refusal {
    let hint = fields::nearest(name, HELPERS.into_iter()).map_or_else(
        || format!("there are: {}", HELPERS.join(", ")),
        |h| format!("did you mean “{h}”?"),
    );
    ("unknown_helper", format!("there is no helper “{name}”; {hint}"))
}

fn unknown_field(name: &str) -> Refusal {
    let hint = fields::nearest(name, FIELDS.iter().map(|f| f.path))
        .map_or_else(String::new, |near| format!(". Did you mean “{near}”?"));
    ("unknown_field", format!("there is no field “{name}”{hint}"))
}

/// Refuses what no helper takes: named arguments and block parameters.
fn plain(tag: &HelperTemplate) -> Result<(), Refusal> {
    if tag.hash.is_empty() && tag.block_param.is_none() {
        return Ok(());
    }
    bad("arguments are written one after another, without names: {{case person.name \"genitive\"}}")
}

fn expression(tag: &HelperTemplate) -> Result<Node, Refusal> {
    plain(tag)?;
    let Some(name) = tag.name.as_name() else {
        return bad("write a field or a helper between {{ and }}, such as {{person.name}}");
    };
    match (name, tag.params.as_slice()) {
        ("date", [subject]) => Ok(Node::Field(field(subject, &[FieldKind::Date])?)),
        ("days", [subject]) => Ok(Node::Days(field(subject, &[FieldKind::Number])?)),
        ("case", [subject, case]) => {
            let (subject, case) = (field(subject, &[FieldKind::Phrase])?, text(case)?);
            match case.parse::<Case>() {
                Ok(case) => Ok(Node::Case(subject, case)),
                Err(()) => bad(format!(
                    "there is no case “{case}”; there are: {}",
                    Case::names().collect::<Vec<_>>().join(", ")
                )),
            }
        }
        ("gender", [subject, forms @ ..]) if (2..=3).contains(&forms.len()) => {
            let subject = gendered(subject)?;
            let forms = forms.iter().map(text).collect::<Result<Vec<_>, _>>()?;
            let [male, female, rest @ ..] = forms.as_slice() else { return bad(GENDER) };
            let unknown = rest.first().unwrap_or(male);
            Ok(Node::Gender(subject, [male.clone(), female.clone(), unknown.clone()]))
        }
        ("default", [subject, instead]) => Ok(Node::Default(any_field(subject)?, text(instead)?)),
        ("list", items) if items.len() > 1 => {
            items.iter().map(item).collect::<Result<_, _>>().map(Node::List)
        }
        ("own_words", [question]) => Ok(Node::OwnWords(text(question)?)),
        ("date", _) => bad("{{date …}} takes one date: {{date letter.date}}"),
        ("days", _) => bad("{{days …}} takes one number: {{days person.days}}"),
        ("case", _) => bad("{{case …}} takes a name and a case: {{case person.name \"genitive\"}}"),
        ("gender", _) => bad(GENDER),
        ("default", _) => bad("{{default …}} takes a field and a text in quotes"),
        ("list", _) => bad("{{list …}} takes two or more fields or texts"),
        ("own_words", _) => bad("{{own_words …}} takes one question in quotes"),
        ("if" | "unless" | "ask", _) => bad(format!("{name} is written with #: {{{{#{name} …}}}}")),
        (path, []) => match fields::find(path) {
            Some(field) if field.kind == FieldKind::Person => {
                bad("“person” is more than one fact: write {{person.name}}")
            }
            Some(field) => Ok(Node::Field(field)),
            None => Err(unknown_field(path)),
        },
        (unknown, _) => Err(unknown_helper(unknown)),
    }
}

const GENDER: &str = "{{gender …}} takes person or office.holder and two or three texts: \
                      {{gender person \"he\" \"she\" \"they\"}}";

fn text(parameter: &Parameter) -> Result<String, Refusal> {
    match parameter {
        Parameter::Literal(Value::String(text))
            if text.chars().any(|c| c.is_control() || crate::text::is_direction_sign(c)) =>
        {
            bad("a text in quotes is one line, without invisible signs")
        }
        Parameter::Literal(Value::String(text)) => Ok(text.clone()),
        other => bad(format!("“{}” is put in quotation marks", shown(other))),
    }
}

fn any_field(parameter: &Parameter) -> Result<&'static Field, Refusal> {
    use FieldKind::{Date, Number, Phrase, Text};
    field(parameter, &[Text, Phrase, Date, Number])
}

fn gendered(parameter: &Parameter) -> Result<&'static Field, Refusal> {
    match parameter {
        Parameter::Path(_) if parameter.as_name() == Some("office.holder") => {
            field(parameter, &[FieldKind::Phrase])
        }
        _ => field(parameter, &[FieldKind::Person]),
    }
}

fn field(parameter: &Parameter, kinds: &[FieldKind]) -> Result<&'static Field, Refusal> {
    let (Parameter::Path(_), Some(path)) = (parameter, parameter.as_name()) else {
        return bad(format!("“{}” is not a field such as person.name", shown(parameter)));
    };
    match fields::find(path) {
        Some(field) if kinds.contains(&field.kind) => Ok(field),
        Some(field) => bad(format!("“{}” cannot stand here: {}", field.path, field.about)),
        None => Err(unknown_field(path)),
    }
}

fn item(parameter: &Parameter) -> Result<Item, Refusal> {
    match parameter {
        Parameter::Literal(_) => text(parameter).map(Item::Text),
        _ => any_field(parameter).map(Item::Field),
    }
}

fn shown(parameter: &Parameter) -> String {
    match parameter {
        Parameter::Literal(value) => value.to_string(),
        Parameter::Subexpression(_) => "( … )".to_owned(),
        other => other.as_name().unwrap_or("").to_owned(),
    }
}
