//! The page "Compare": a saved report beside what is known now.

mod opening;
pub(crate) mod page;
mod tables;
