//! Answers of registries: how much of an answer is read, how JSON is taken apart, and the entries of lists.

pub(super) mod json;
pub(super) mod limit;
pub(super) mod listing;
