//! Content that clients push and fetch: uploads, blobs, manifests.

pub(crate) mod blobs;
pub(crate) mod download;
pub(crate) mod push;
pub(crate) mod uploads;
