//! What a letter is: people in prison, offices that can act, templates, languages, the rules
//! of the coach and the states a letter passes through.
//!
//! **What is absent, and must stay absent:** files, network, clock, randomness, async. Time is
//! an argument, ids come from outside. The window and the terminal have no second opinion
//! about a letter: whatever they show was computed here. The data of the starter pack is
//! embedded at compile time ([`starter`]); reading a disk is the caller's business.

pub mod address;
pub mod catalogue;
pub mod guard;
pub mod hold;
pub mod language;
pub mod letter;
pub mod office;
pub mod pace;
pub mod person;
pub mod phrase;
pub mod plan;
pub mod problem;
pub mod rules;
pub mod similarity;
pub mod source;
pub mod starter;
pub mod state;
pub mod template;
pub mod text;
pub mod urgency;
pub mod words;
