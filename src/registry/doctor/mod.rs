//! The doctor finds out why a browser does not show a registry's answers, and what would help.
//!
//! The probes are sent only when a person asks for it, to an address that was typed. They are a handful of
//! requests, among them a DELETE and a PUT of `/v2/` itself, which no registry offers. No credentials are
//! sent: the `Authorization` header that is tried carries the word `probe`.
//!
//! Reference: Fetch standard, "CORS protocol"; docs/registry-facts.md, "What a browser allows (CORS)".

mod diagnosis;
mod probe;

pub use diagnosis::{Check, Diagnosis, Health, Verdict, diagnose};
pub use probe::{Findings, Seen, probe};
