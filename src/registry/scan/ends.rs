//! The ends of a scan.

use crate::model::{MissingWhat, ReadState};
use crate::registry::line::Standstill;
use crate::registry::scan::run::Run;
use crate::registry::scan::{ScanEnd, ScanEvent};

impl Run<'_> {
    /// Everything was asked.
    pub(super) fn end(mut self) -> ScanEnd {
        self.report(true);
        match self.failure {
            Some(error) => ScanEnd::Failed(error),
            None if self.has_gap => ScanEnd::Incomplete,
            None => ScanEnd::Complete,
        }
    }

    /// The line is down, or the registry refuses everything: asking for every remaining manifest would only repeat
    /// that.
    pub(super) fn give_up(mut self, standstill: Standstill) -> ScanEnd {
        let (what, then) = match standstill {
            Standstill::Silent => ("stopped answering", "Scan again."),
            Standstill::Throttled => {
                ("only asked to slow down (429) for minutes", "Scan again later.")
            }
        };
        for repository in 0..self.repositories.len() {
            if !self.repositories[repository].is_done {
                let why = format!("The registry {what}, so reading stopped. {then}");
                self.miss(Some(repository), None, MissingWhat::Manifests, why);
                self.close(repository);
            }
        }
        if self.catalog == Some(ReadState::Reading) {
            let why = format!("The registry {what} before it had named all repositories.");
            self.miss(None, None, MissingWhat::Catalog, why);
            self.emit(ScanEvent::CatalogRead { state: ReadState::Incomplete });
        }
        if !self.configs.is_empty() {
            let why = format!("The registry {what} before all image configs were read.");
            self.miss(None, None, MissingWhat::Config, why);
        }
        self.end()
    }

    /// Repositories that were begun and are not done are incomplete; the others stay unread.
    pub(super) fn break_off(mut self, end: ScanEnd) -> ScanEnd {
        for repository in 0..self.repositories.len() {
            if self.repositories[repository].is_open() {
                self.repositories[repository].has_gap = true;
                self.close(repository);
            }
        }
        if self.catalog.is_some() && !self.tally.progress.catalog_done {
            self.emit(ScanEvent::CatalogRead { state: ReadState::Incomplete });
        }
        end
    }
}
