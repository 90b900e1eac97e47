//! The tape of a scan: what the registry answered, kept so that the next visit shows the same picture before anything
//! is asked.
//!
//! A tape is recorded while a scan asks. Played, it answers each question of another scan as the registry did then, and
//! nothing is sent. Manifests and image configs are not on it: kept content has their bodies
//! ([`crate::registry::scan::ContentStore`]), and the tape has their digests.
//!
//! On a tape each answer is a line, its fields apart by tabs, and the body. The fields are the status, the body's length,
//! the URL and the values of some headers: `200`, `19`, `https://r.example/v2/_catalog`, `application/json` and so on, and
//! then `{"repositories":[]}`. A chunk is some answers; the last chunk ends with a line `end <moment> <chunks> <whole>`.

mod playing;
mod recording;

use std::rc::Rc;

pub use playing::{Playing, Take};
pub use recording::{Recording, TapeSink};

/// Headers that are kept of an answer: those that anybody reads.
const HEADERS: [&str; 7] = [
    "content-type",
    "date",
    "docker-content-digest",
    "docker-distribution-api-version",
    "link",
    "oci-filters-applied",
    "x-total-count",
];

/// A tape in a client.
#[derive(Clone)]
pub(in crate::registry::client) enum Tape {
    Recording(Rc<Recording>),
    Playing(Rc<Playing>),
}
