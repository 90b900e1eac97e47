//! The client and the scan against scripted answers.

pub(crate) mod script;

mod delete;
mod listing;
mod manifest;
mod refusal;
mod sign_in;
