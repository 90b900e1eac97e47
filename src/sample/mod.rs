//! A registry in memory that speaks the OCI API and ACR's listings: the demo, the tests and
//! development all use this one.
//!
//! It stands for ACR where registries differ: a deletion takes referrers along, a child of an index
//! may be deleted, a repository goes with its last manifest and is kept when it is empty, locks are
//! respected. [`SampleConfig`] makes it demand authentication, page, throttle, keep what was deleted,
//! and answer wrongly on purpose: all that only a served registry does is in `served` and not part of
//! the page.

mod config;
mod contents;
mod json;
mod outcome;
mod registry;
#[cfg(not(target_arch = "wasm32"))]
mod served;
mod server;
mod store;
mod truth;

pub use config::SampleConfig;
#[cfg(not(target_arch = "wasm32"))]
pub use config::{
    Authentication, Azure, Bearer, Fault, FaultAnswer, Identity, Role, ScopeMapEntry, SoftDelete,
    Throttle,
};
pub use outcome::Outcome;
pub use registry::Sample;

#[cfg(test)]
mod tests;
