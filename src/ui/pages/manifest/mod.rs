//! The page of a manifest.

pub(crate) mod page;
mod parts;
