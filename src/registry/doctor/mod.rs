//! Why does a browser not show this registry's answers, and what would help?
//!
//! Asked only on request, for an address that was typed: the probes cost a handful of requests, one
//! of them a DELETE and one a PUT of `/v2/` itself, which no registry offers. No credentials are sent;
//! where a header has to be tried that would carry them, it carries the word `probe`.
//!
//! Reference: Fetch standard, "CORS protocol"; docs/registry-facts.md, "What a browser allows (CORS)".

mod diagnosis;
mod probe;

pub use diagnosis::{Check, Diagnosis, Health, Verdict, diagnose};
pub use probe::{Findings, Seen, probe};
