//! What zot does in its own way: its search extension, which tells sizes and dates before any manifest
//! is read, and reading that does not count as pulling.
//!
//! Reference: project-zot/zot v2.1.20, `pkg/extensions/search/schema.graphql`, `pkg/meta/hooks.go`; its
//! answers as that version gave them.

pub(crate) mod content;
pub(crate) mod delete;
pub(crate) mod images;
