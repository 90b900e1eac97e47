//! How far a scan is.

/// How far a scan is. Every figure only grows.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Progress {
    /// Repositories that the registry has named so far.
    pub repositories_found: usize,
    /// Repositories that were read to their end, with or without gaps.
    pub repositories_done: usize,
    /// Whether all repositories have been named.
    pub catalog_done: bool,
    /// Tags listed so far.
    pub tags_found: usize,
    /// Manifests (and tags to resolve) known so far that are to be read.
    pub manifests_known: usize,
    /// Those of them that were read, or turned out absent or unreadable.
    pub manifests_read: usize,
    /// Image configs to read; known when all manifests are read.
    pub configs_known: usize,
    /// Those of them that were read or turned out unreadable.
    pub configs_read: usize,
    /// Requests sent since the scan began, tokens and second tries included.
    pub requests_sent: u64,
    /// How much of the work is done, 0 to 1: an estimate that never falls, and 1 only at the end.
    pub fraction: f64,
}
