//! zot's search extension: sizes and dates of what tags lead to, before any manifest is read.
//!
//! Reference: project-zot/zot, `pkg/extensions/search/schema.graphql`; its answers as a zot with that
//! extension gave them.

pub(crate) mod images;
