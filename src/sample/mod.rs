//! The sample registry: a company's registry in memory that answers like Azure's. The page's demo is
//! [`Sample`]; the test server in `tests/stand_in` puts sign-in, pushes and faults around [`server`].
//!
//! ACR's ways, where registries differ: a deletion takes referrers along, a child of an index may be
//! deleted, a repository is deleted with its last manifest and cannot be deleted when it is already empty,
//! locks hold, and deleted manifests wait in a bin.

pub mod contents;
mod demo;
pub mod json;
pub mod server;
pub mod soft_delete;
pub mod store;

pub use demo::Sample;

use crate::registry::RegistryKind;

/// The kind of registry that the sample stands for: one that cannot be had on a desk.
pub const KIND: RegistryKind = RegistryKind::Acr;
