//! Rules about what the letter is made of: gaps, dates, who it is from and to.

use super::{Finding, Reading, Rule, finding, told};
use crate::office::{ChannelStatus, Kind};
use crate::person::CustodyState;
use crate::template::{Gap, When};

pub(super) fn unfilled_field(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let fields = reading.letter.gaps.iter().filter_map(|gap| match gap {
        Gap::Field(field) if *field != "salutation" => Some(*field),
        _ => None,
    });
    fields.map(|field| finding(&rule.code, &[("field", field)])).collect()
}

pub(super) fn empty_salutation(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let missing = reading.letter.gaps.contains(&Gap::Field("salutation"));
    if missing { told(rule, &[]) } else { Vec::new() }
}

pub(super) fn case_missing(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let cases = reading.letter.gaps.iter().filter_map(|gap| match gap {
        Gap::Case(field, case) => Some((*field, case.to_string())),
        Gap::Field(_) => None,
    });
    cases.map(|(field, case)| finding(&rule.code, &[("field", field), ("case", &case)])).collect()
}

pub(super) fn empty_subject(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let empty = reading.letter.subject.trim().is_empty();
    if empty { told(rule, &[]) } else { Vec::new() }
}

pub(super) fn appeal_closed(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let scene = reading.letter.scene;
    match scene.person.closes {
        Some(closes) if scene.date > closes => told(rule, &[("date", &closes.to_string())]),
        _ => Vec::new(),
    }
}

pub(super) fn released(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let free = state(reading) == CustodyState::Released && reading.letter.when() == When::Held;
    if free { told(rule, &[]) } else { Vec::new() }
}

pub(super) fn died(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    if state(reading) == CustodyState::Died { told(rule, &[]) } else { Vec::new() }
}

pub(super) fn not_released(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let wants = reading.letter.when() == When::Released;
    let known = matches!(state(reading), CustodyState::Released | CustodyState::Died);
    if wants && !known { told(rule, &[]) } else { Vec::new() }
}

fn state(reading: &Reading<'_>) -> CustodyState {
    let scene = reading.letter.scene;
    scene.person.custody_state(scene.date)
}

pub(super) fn sender_is_recipient(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    match reading.letter.envelope {
        Some((from, to)) if from.address.same_mailbox(&to.address) => told(rule, &[]),
        _ => Vec::new(),
    }
}

/// A letter for a prisoner goes to that prisoner, and nothing else goes there.
pub(super) fn wrong_reader(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    let scene = reading.letter.scene;
    let prisoner = scene.office.kind == Kind::Prisoner;
    let meant = reading.letter.template.map(|template| template.kind == Kind::Prisoner);
    let wrong = meant.is_some_and(|meant| meant != prisoner)
        || (prisoner && scene.office.id != scene.person.id);
    if wrong { told(rule, &[]) } else { Vec::new() }
}

pub(super) fn channel_not_accepted(reading: &Reading<'_>, rule: &'static Rule) -> Vec<Finding> {
    match reading.letter.channel {
        Some(channel) if channel.status == ChannelStatus::NotAccepted => {
            told(rule, &[("value", &channel.value)])
        }
        _ => Vec::new(),
    }
}
