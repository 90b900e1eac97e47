//! How a registry slows its callers down, and when asking on is of no use.

/// The slowdown that a registry asks for at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Slowdown {
    /// Whole seconds, rounded up, for which nothing is sent because the registry asked for it.
    pub waits_seconds: Option<u64>,
    /// Most requests under way at once at present, where that is fewer than usual.
    pub at_most: Option<usize>,
}

/// The reason why more requests are of no use at present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standstill {
    /// Many requests in a row stayed without any answer.
    Silent,
    /// The registry has answered nothing but 429 for minutes.
    Throttled,
}
