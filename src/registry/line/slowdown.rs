//! The slowdown that a registry asks for, and the standstill after which asking on is of no use.

/// The slowdown that a registry asks for at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Slowdown {
    /// Seconds, rounded up, for which nothing is sent because the registry asked for that; `None` where it
    /// did not.
    pub waits_seconds: Option<u64>,
    /// Most requests under way at once at present; `None` where it is the usual number.
    pub at_most: Option<usize>,
}

/// The reason why more requests are of no use at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standstill {
    /// Many requests in a row got no answer of the registry's own.
    Silent,
    /// The registry has answered nothing but 429 for minutes.
    Throttled,
}
