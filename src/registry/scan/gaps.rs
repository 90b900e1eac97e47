//! Gaps of a scan: things that could not be read, reported.

use crate::model::{Missing, MissingWhat, ReadState};
use crate::registry::line::paging::Listing;
use crate::registry::scan::ScanEvent;
use crate::registry::scan::run::Run;

/// Most entries of one list that are named one by one when they cannot be used.
const MAX_NAMED: usize = 100;

impl Run<'_> {
    /// Reports something that could not be read, and marks its repository, or the list of repositories, as
    /// incomplete where figures depend on it.
    pub(super) fn miss(
        &mut self,
        repository: Option<usize>,
        reference: Option<String>,
        what: MissingWhat,
        why: impl Into<String>,
    ) {
        if what.affects_figures() {
            match repository {
                Some(repository) => self.repositories[repository].has_gap = true,
                None => self.catalog = self.catalog.and(Some(ReadState::Incomplete)),
            }
            self.has_gap = true;
        }
        let repository = repository.map(|repository| self.repositories[repository].name.clone());
        self.emit(ScanEvent::Missed(Missing { repository, reference, what, why: why.into() }));
    }

    /// Reports the gaps of a page: entries that cannot be used, parts that could not be read, and the
    /// reason why the list breaks off after it, if it does.
    pub(super) fn miss_of_page<T>(
        &mut self,
        repository: Option<usize>,
        what: MissingWhat,
        page: &mut Listing<T>,
    ) {
        let invalid = std::mem::take(&mut page.invalid);
        let more = invalid.len().saturating_sub(MAX_NAMED);
        for entry in invalid.into_iter().take(MAX_NAMED) {
            self.miss(repository, Some(entry), what, "The registry lists an invalid name.");
        }
        if more > 0 {
            let why = format!("The registry lists {more} more invalid names.");
            self.miss(repository, None, what, why);
        }
        for (part, why) in std::mem::take(&mut page.unread) {
            self.miss(repository, Some(part), what, why.sentence());
        }
        if let Some(gap) = page.gap.take() {
            self.miss(repository, None, what, gap.sentence());
        }
    }
}
