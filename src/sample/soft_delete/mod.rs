//! Soft delete: the bin for deleted manifests and tags, and its endpoints.

mod bin;
pub(super) mod endpoints;

pub use bin::Bin;
