//! The OCI distribution API, which every registry speaks. Each file is one question: it builds the request
//! and reads the answer. Answers that refuse (any status but success) never reach a reader.
//!
//! Reference: OCI distribution-spec 1.1.

pub(crate) mod catalog;
pub(crate) mod check_deletes;
pub(crate) mod config_blob;
pub(crate) mod delete;
pub(crate) mod manifest;
pub(crate) mod ping;
pub(crate) mod put_manifest;
pub(crate) mod referrers;
pub(crate) mod resolve;
pub(crate) mod tags;
pub(crate) mod untag;
