//! What a template is after lowering: a closed set of nodes, all names resolved.

use super::fields::Field;
use crate::phrase::Case;
use crate::text;

#[derive(Debug)]
pub(crate) enum Node {
    /// Words of the template.
    Text(String),
    /// A field as it is: texts in the nominative, dates written out, numbers grouped.
    Field(&'static Field),
    /// `{{days person.days}}`
    Days(&'static Field),
    /// `{{case person.name "genitive"}}`
    Case(&'static Field, Case),
    /// `{{gender person "he" "she" "they"}}`: male, female, unknown.
    Gender(&'static Field, [String; 3]),
    /// `{{default sender.street "…"}}`
    Default(&'static Field, String),
    /// `{{list person.occupation "…"}}`
    List(Vec<Item>),
    /// `{{own_words "question"}}`
    OwnWords(String),
    /// `{{#ask "release"}}…{{/ask}}`
    Ask(String, Vec<Node>),
    /// `{{#if sender.street}}…{{else}}…{{/if}}`; `unless` is lowered with its arms exchanged.
    If(&'static Field, Vec<Node>, Vec<Node>),
}

#[derive(Debug)]
pub(crate) enum Item {
    Text(String),
    Field(&'static Field),
}

impl Node {
    fn children(&self) -> impl Iterator<Item = &Node> {
        let (a, b): (&[Node], &[Node]) = match self {
            Self::Ask(_, body) => (body, &[]),
            Self::If(_, then, otherwise) => (then, otherwise),
            _ => (&[], &[]),
        };
        a.iter().chain(b)
    }

    fn own_fields(&self) -> Vec<&'static Field> {
        match self {
            Self::Field(f) | Self::Days(f) | Self::Case(f, _) => vec![f],
            Self::Gender(f, _) | Self::Default(f, _) | Self::If(f, ..) => vec![f],
            Self::List(items) => items.iter().filter_map(Item::field).collect(),
            Self::Text(_) | Self::OwnWords(_) | Self::Ask(..) => Vec::new(),
        }
    }
}

impl Item {
    fn field(&self) -> Option<&'static Field> {
        match self {
            Self::Field(field) => Some(field),
            Self::Text(_) => None,
        }
    }
}

/// All asks, outer before inner.
pub(crate) fn asks(nodes: &[Node]) -> Vec<&str> {
    let mut found = Vec::new();
    for node in nodes {
        if let Node::Ask(ask, _) = node {
            found.push(ask.as_str());
        }
        found.extend(node.children().flat_map(|child| asks(std::slice::from_ref(child))));
    }
    found
}

/// Whether own words stand somewhere.
pub(crate) fn takes_own_words(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| {
        matches!(node, Node::OwnWords(_))
            || node.children().any(|child| takes_own_words(std::slice::from_ref(child)))
    })
}

/// Adds the fields of a node and of all below it, each once.
pub(crate) fn fields(node: &Node, seen: &mut Vec<&'static Field>) {
    for field in node.own_fields() {
        if !seen.contains(&field) {
            seen.push(field);
        }
    }
    node.children().for_each(|child| fields(child, seen));
}

/// Adds the cases that a node and all below it ask for, each once.
pub(crate) fn cases(node: &Node, seen: &mut Vec<(&'static Field, Case)>) {
    if let Node::Case(field, case) = node
        && !seen.contains(&(*field, *case))
    {
        seen.push((field, *case));
    }
    node.children().for_each(|child| cases(child, seen));
}

/// Words of the text, a field counting as one; of an `if` only the first arm.
pub(crate) fn words(nodes: &[Node]) -> usize {
    let of = |node: &Node| match node {
        Node::Text(text) => text::words(text),
        Node::OwnWords(_) => 0,
        Node::Ask(_, body) | Node::If(_, body, _) => words(body),
        _ => 1,
    };
    nodes.iter().map(of).sum()
}
