//! The ends of a scan.

use crate::model::{MissingWhat, ReadState};
use crate::registry::line::Standstill;
use crate::registry::scan::run::Run;
use crate::registry::scan::{ScanEnd, ScanEvent};

impl Run<'_> {
    /// Ends the scan after its last answer.
    pub(super) fn end(mut self) -> ScanEnd {
        if let Some(repository) = self.first.take().filter(|_| !self.first_is_listed) {
            self.emit(ScanEvent::NotListed { repository });
        }
        self.fresh.flush();
        self.report(true);
        if self.has_gap { ScanEnd::Incomplete } else { ScanEnd::Complete }
    }

    /// Ends the scan because the line is down, or the registry refuses everything. Whatever is unread is
    /// reported as missing, without asking for each of it.
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

    /// Ends the scan before its time, as `end` says. Repositories that were begun are reported as
    /// incomplete; the others stay unread.
    pub(super) fn break_off(mut self, end: ScanEnd) -> ScanEnd {
        for repository in 0..self.repositories.len() {
            if self.repositories[repository].is_open() {
                self.repositories[repository].has_gap = true;
                self.close(repository);
            }
        }
        self.fresh.flush();
        if self.catalog.is_some() && !self.tally.progress.catalog_done {
            self.emit(ScanEvent::CatalogRead { state: ReadState::Incomplete });
        }
        end
    }
}
