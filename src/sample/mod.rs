//! A registry in memory that speaks the OCI API and ACR's listings: the demo, the tests and
//! development all use this one.
//!
//! It stands for ACR where registries differ: a deletion takes referrers along, a child of an index
//! may be deleted, a repository goes with its last manifest. [`SampleConfig`] makes it demand
//! authentication, page, throttle, and answer wrongly on purpose.

mod config;
mod contents;
mod json;
mod registry;
mod server;
mod store;
mod truth;

pub use config::{Authentication, Bearer, Fault, FaultAnswer, SampleConfig, Throttle};
pub use registry::Sample;
pub use server::Outcome;

#[cfg(test)]
mod tests;
