//! Manifest: its platforms and layers, who refers to it, and how to pull it.

pub(crate) mod page;
mod parts;
