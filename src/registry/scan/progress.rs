//! The progress of a scan.

/// The progress of a scan. Every figure only grows.
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
    /// Manifests to read, as far as known; a tag whose digest is not listed counts as one.
    pub manifests_known: usize,
    /// Manifests that were read, or turned out absent or unreadable.
    pub manifests_read: usize,
    /// Image configs to read, as far as known.
    pub configs_known: usize,
    /// Image configs that were read or turned out unreadable.
    pub configs_read: usize,
    /// Requests sent since the scan began, tokens and second tries included.
    pub requests_sent: u64,
    /// The part of the work that is done, 0 to 1: an estimate that never falls, and 1 only at the end.
    pub fraction: f64,
}

/// The counts behind the progress, kept while a scan runs.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) progress: Progress,
    /// Repositories that were begun and are not done.
    active: usize,
    /// Manifests of those repositories, known and read.
    active_known: usize,
    active_read: usize,
}

impl Tally {
    pub(super) fn begin_repository(&mut self) {
        self.active += 1;
    }

    /// Counts a repository as done. Its `manifests` known ones have all been read, so both counts lose as
    /// many.
    pub(super) fn end_repository(&mut self, manifests: usize) {
        self.progress.repositories_done += 1;
        self.active = self.active.saturating_sub(1);
        self.active_known = self.active_known.saturating_sub(manifests);
        self.active_read = self.active_read.saturating_sub(manifests);
    }

    pub(super) fn know_manifest(&mut self) {
        self.progress.manifests_known += 1;
        self.active_known += 1;
    }

    pub(super) fn read_manifest(&mut self) {
        self.progress.manifests_read += 1;
        self.active_read += 1;
    }

    /// The progress after so many requests.
    pub(super) fn stand(&mut self, requests_sent: u64, is_end: bool) -> Progress {
        self.progress.requests_sent = requests_sent;
        let estimate = if is_end { 1.0 } else { self.estimate().min(0.999) };
        // New work that turns up must not move the bar backwards.
        self.progress.fraction = self.progress.fraction.max(estimate);
        self.progress
    }

    fn estimate(&self) -> f64 {
        let ratio = |part: usize, whole: usize| {
            if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
        };
        let Progress { repositories_found, repositories_done, .. } = self.progress;
        let begun = self.active as f64 * ratio(self.active_read, self.active_known);
        let found = repositories_found.max(1) as f64;
        let manifests = (repositories_done as f64 + begun) / found;
        // Each manifest and each config counts as one request.
        let (known, configs) = (self.progress.manifests_known, self.progress.configs_known);
        let weight = (known + configs).max(1) as f64;
        let share = ratio(self.progress.configs_read, configs);
        (manifests * known as f64 + share * configs as f64) / weight
    }
}
