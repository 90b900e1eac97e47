//! The list of repositories, and the repositories that it names.

use crate::model::order::set_of;
use crate::model::{MissingWhat, ReadState, RepositoryName};
use crate::registry::error::Error;
use crate::registry::line::paging::Listing;
use crate::registry::scan::ScanEvent;
use crate::registry::scan::job::Job;
use crate::registry::scan::reading::Reading;
use crate::registry::scan::run::Run;

impl Run<'_> {
    /// Adds repositories to those to be read.
    pub(super) fn find(&mut self, names: impl IntoIterator<Item = RepositoryName>) {
        for name in names {
            self.tally.progress.repositories_found += 1;
            self.queue.push_repository(self.repositories.len());
            self.repositories.push(Reading::new(name.clone()));
            self.emit(ScanEvent::RepositoryFound { repository: name });
        }
    }

    /// Adds the repositories that the list of all did not name.
    fn find_hidden(&mut self) {
        let mut hidden = set_of(std::mem::take(&mut self.also));
        for reading in &self.repositories {
            hidden.remove(&reading.name);
        }
        self.find(hidden);
    }

    pub(super) fn catalog_came(
        &mut self,
        is_first: bool,
        answer: Result<Listing<RepositoryName>, Error>,
    ) {
        match answer {
            Ok(mut page) => {
                self.miss_of_page(None, MissingWhat::Catalog, &mut page);
                self.find(page.items);
                if let Some(page) = page.next {
                    self.queue.push(Job::Catalog { page: Some(page) });
                    return;
                }
                self.find_hidden();
            }
            Err(error) => {
                self.miss(None, None, MissingWhat::Catalog, error.sentence());
                // A sign-in that may not list at all is asked for names, or to sign in, before anything else.
                if !(is_first && error.is_about_rights()) {
                    self.find_hidden();
                }
                // With something to read the scan has a gap and goes on.
                let is_end = is_first && self.repositories.is_empty();
                self.failure = Some(error).filter(|_| is_end);
            }
        }
        self.tally.progress.catalog_done = true;
        let state = match self.catalog {
            Some(ReadState::Incomplete) => ReadState::Incomplete,
            _ => ReadState::Complete,
        };
        self.catalog = Some(state);
        self.emit(ScanEvent::CatalogRead { state });
    }
}
