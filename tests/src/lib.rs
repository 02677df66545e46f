//! The proof: stories that use the real programs, servers and databases. This crate sees
//! everything and is used by nobody.

pub mod ask;
pub mod batch;
pub mod chance;
pub mod desktop;
pub mod fake_smtp;
pub mod home;
pub mod measure;
pub mod servers;
pub mod slow_line;
pub mod window;
