//! What a sample registry puts up with: how often it is asked, how long it keeps what was deleted.

use serde::Deserialize;

/// When requests are answered with 429: every so many, or more than so many in a second.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Throttle {
    /// 3: the third, the sixth, … 0: none.
    pub every: u32,
    /// Seconds in `Retry-After`.
    pub retry_after: u32,
    /// Calls that a second of the sample's clock allows. What is left of them is told in
    /// `X-Ms-Ratelimit-Remaining-Calls-Per-Second`; at nothing comes 429.
    pub calls_per_second: Option<u32>,
}

/// Soft delete: a bin.
#[derive(Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SoftDelete {
    /// Days until what was deleted is gone for good, by the sample's clock: 7.
    pub retention_days: u32,
}

impl Default for SoftDelete {
    fn default() -> Self {
        Self { retention_days: 7 }
    }
}
