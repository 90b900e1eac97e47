//! The list of repositories: each page of it brings repositories to read.

use crate::model::order::set_of;
use crate::model::{MissingWhat, ReadState, RepositoryName};
use crate::registry::line::list::PageLost;
use crate::registry::line::paging::Listing;
use crate::registry::scan::ScanEvent;
use crate::registry::scan::job::Job;
use crate::registry::scan::reading::Reading;
use crate::registry::scan::run::Run;

impl Run<'_> {
    /// Adds repositories to the queue, and reports each as found.
    pub(super) fn find(&mut self, names: impl IntoIterator<Item = RepositoryName>) {
        for name in names {
            if self.first.as_ref() == Some(&name) {
                self.first_is_listed = true;
                continue;
            }
            self.tally.progress.repositories_found += 1;
            self.queue.push_repository(self.repositories.len());
            self.repositories.push(Reading::new(name.clone()));
            self.emit(ScanEvent::RepositoryFound { repository: name });
        }
    }

    /// Adds the repositories of [`ScanOptions::also`](crate::registry::scan::ScanOptions::also) that the
    /// list did not name.
    fn find_hidden(&mut self) {
        let mut hidden = set_of(std::mem::take(&mut self.also));
        self.first_is_listed |= self.first.as_ref().is_some_and(|first| hidden.contains(first));
        for reading in &self.repositories {
            hidden.remove(&reading.name);
        }
        self.find(hidden);
    }

    pub(super) fn catalog_came(
        &mut self,
        is_first: bool,
        answer: Result<Listing<RepositoryName>, PageLost>,
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
            Err(PageLost { why: error, .. }) => {
                self.miss(None, None, MissingWhat::Catalog, error.sentence());
                // A sign-in that may not list repositories reads nothing yet: the page first asks the
                // person to sign in or to type names.
                if !(is_first && error.is_about_rights()) {
                    self.find_hidden();
                }
                // With other repositories to read the scan goes on, with a gap.
                let others = self.repositories.len() - usize::from(self.first.is_some());
                let is_end =
                    is_first && others == 0 && (self.first.is_none() || error.is_about_rights());
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
