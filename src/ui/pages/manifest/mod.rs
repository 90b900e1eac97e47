//! The page of a manifest.

mod facts;
pub(crate) mod page;
mod parts;
