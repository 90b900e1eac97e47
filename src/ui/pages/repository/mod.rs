//! Repository: its tags and its manifests, and what uses the space in it.

pub(crate) mod head;
pub(crate) mod locked_filter;
pub(crate) mod page;
pub(crate) mod selection_bar;
pub(crate) mod summary;
mod tables;
