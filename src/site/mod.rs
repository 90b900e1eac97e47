//! `config.json` beside the page: the registries that its host offers, and what the host allows.
//! docs/hosting.md lists the fields for people.
//!
//! A file that is not understood in full makes the page read-only until it is mended, because it may have meant
//! to forbid something.

mod config;
mod entries;
mod notes;
mod object;
mod read;
mod repeats;

pub use config::{Alias, Site, TrustedRealm};
