//! Limits of an answer by its kind, in bytes. A longer answer counts as hostile.

/// Answers that hold one small object: the entry to a registry, tokens, counts, deletions, refusals.
pub(crate) const SMALL: usize = 64 * 1024;
/// A manifest. Reference: OCI distribution-spec, "Pushing Manifests" (4 MiB at least).
pub(crate) const MANIFEST: usize = 4 * 1024 * 1024;
/// An image config: JSON with the history of every layer.
pub(crate) const CONFIG: usize = 4 * 1024 * 1024;
/// A page of a list, or any other answer that lists things.
pub(crate) const LIST: usize = 16 * 1024 * 1024;
