//! `config.json` beside the page: what whoever hosts it offers and allows. docs/hosting.md lists the
//! fields for people.
//!
//! A file that is not understood in full makes the page read-only until it is mended: it may have
//! meant to forbid what would otherwise be allowed.

mod config;
mod entries;
mod notes;
mod read;
mod repeats;

pub use config::{Alias, Site, TrustedRealm};
