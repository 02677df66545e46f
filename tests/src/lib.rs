//! x

pub mod fake_smtp;
