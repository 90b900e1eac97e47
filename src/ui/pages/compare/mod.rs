//! The page "Compare": a saved report beside what is known now, and the history of totals.

mod history;
mod opening;
pub(crate) mod page;
mod tables;
