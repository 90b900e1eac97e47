//! The page of a repository, and parts of it that the table of repositories shares.

pub(crate) mod head;
pub(crate) mod locked_filter;
pub(crate) mod page;
pub(crate) mod selection_bar;
pub(crate) mod summary;
mod tables;
