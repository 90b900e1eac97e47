//! What registries answer: how much of an answer is read, how it is taken apart, and what its lists say.

pub(crate) mod json;
pub(crate) mod limit;
pub mod listing;
