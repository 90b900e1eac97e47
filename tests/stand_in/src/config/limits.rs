//! Limits of a stand-in: calls, and the days in the bin.

use serde::Deserialize;

/// Requests that are answered with 429: every so many, or more than so many in a second.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Throttle {
    /// With 3, the third, the sixth, …; with 0, none.
    pub every: u32,
    /// The seconds that `Retry-After` states.
    pub retry_after: u32,
    /// Calls in a second of the sample's clock. `X-Ms-Ratelimit-Remaining-Calls-Per-Second` states the
    /// rest of them; after the last call comes 429.
    pub calls_per_second: Option<u32>,
}

/// Soft delete: a bin.
#[derive(Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SoftDelete {
    /// Days in the bin until a manifest is gone for good, by the sample's clock: 7.
    pub retention_days: u32,
}

impl Default for SoftDelete {
    fn default() -> Self {
        Self { retention_days: 7 }
    }
}
