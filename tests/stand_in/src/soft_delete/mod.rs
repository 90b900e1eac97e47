//! Soft delete: the bin for deleted manifests and tags, and its endpoints.

pub(crate) mod bin;
pub(crate) mod endpoints;
