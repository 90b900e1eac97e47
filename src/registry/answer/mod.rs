//! Answers of registries: how much of an answer is read, how JSON is taken apart, and the entries of lists.

pub(crate) mod json;
pub(crate) mod limit;
pub mod listing;
