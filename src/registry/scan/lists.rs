//! The lists of one repository. They are read before anything in it, counted, and read again where the registry
//! counts another number.

use std::collections::BTreeSet;

use crate::model::order::set_of;
use crate::model::{Hint, MissingWhat, ReadState, RepositoryEntry};
use crate::registry::answer::listing::{ListedManifest, ListedTag};
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::list::PageLost;
use crate::registry::line::paging::Listing;
use crate::registry::scan::ScanEvent;
use crate::registry::scan::job::Job;
use crate::registry::scan::kept::Way;
use crate::registry::scan::reading::Lists;
use crate::registry::scan::run::Run;

/// Whether a failed search may succeed for another repository: the failure is about this one.
fn is_of_this_repository(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Malformed | ErrorKind::TooLarge | ErrorKind::ServerFault)
}

impl Run<'_> {
    /// Begins a repository by asking for its lists.
    pub(super) fn begin(&mut self, repository: usize) {
        self.tally.begin_repository();
        let name = self.repositories[repository].name.clone();
        self.repositories[repository].way = Way::of(&name, self.store.as_ref(), &self.ways);
        self.emit(ScanEvent::RepositoryBegun { repository: name });
        self.ask_lists(repository);
    }

    fn ask_lists(&mut self, repository: usize) {
        // The counts are asked for first: a push that comes meanwhile is in the lists, which are then read
        // again.
        if self.client.describes_repositories() {
            self.push_list(repository, Job::Entry { repository });
        }
        self.push_list(repository, Job::Tags { repository, page: None });
        if self.has_search && !self.repositories[repository].lists.is_second {
            self.push(repository, Job::Hints { repository });
        }
        if self.lists_manifests() {
            self.repositories[repository].lists_untagged = true;
            self.push_list(repository, Job::Listed { repository, page: None });
        }
    }

    pub(super) fn entry_came(&mut self, repository: usize, answer: Result<RepositoryEntry, Error>) {
        match answer {
            Ok(entry) => {
                self.repositories[repository].lists.census.entry = Some(entry);
                let repository = self.repositories[repository].name.clone();
                self.emit(ScanEvent::RepositoryDescribed { repository, entry });
            }
            // The repository was emptied since it was listed.
            Err(error) if error.is_absent() => {}
            // Without the counts it is not known whether the lists are whole.
            Err(error) => {
                self.repositories[repository].lists.has_gap = true;
                self.miss(Some(repository), None, MissingWhat::Counts, error.sentence());
            }
        }
        self.list_done(repository);
    }

    pub(super) fn tags_came(
        &mut self,
        repository: usize,
        answer: Result<Listing<ListedTag>, PageLost>,
    ) {
        match answer {
            Ok(mut page) => {
                let lists = &mut self.repositories[repository].lists;
                lists.has_gap |= page.gap.is_some() || !page.invalid.is_empty();
                lists.census.add_tags(&page.items);
                if !lists.is_second {
                    self.tally.progress.tags_found += page.items.len();
                }
                self.miss_of_page(Some(repository), MissingWhat::Tags, &mut page);
                if let Some(next) = page.next {
                    self.push_list(repository, Job::Tags { repository, page: Some(next) });
                }
                for tag in &page.items {
                    match &tag.digest {
                        Some(digest) => self.ask_for(repository, digest.clone(), 0),
                        None => {
                            self.count(repository);
                            self.push(repository, Job::Tag { repository, tag: tag.name.clone() });
                        }
                    }
                }
                let name = self.repositories[repository].name.clone();
                self.emit(ScanEvent::TagsFound { repository: name, tags: page.items });
            }
            Err(PageLost { why: error, .. }) => {
                self.repositories[repository].lists.has_gap = true;
                self.miss(Some(repository), None, MissingWhat::Tags, error.sentence());
            }
        }
        self.list_done(repository);
    }

    pub(super) fn listed_came(
        &mut self,
        repository: usize,
        answer: Result<Listing<ListedManifest>, PageLost>,
    ) {
        match answer {
            Ok(mut page) => {
                let is_whole = page.gap.is_none() && page.invalid.is_empty();
                let reading = &mut self.repositories[repository];
                reading.lists_untagged &= is_whole;
                reading.lists.has_gap |= !is_whole;
                reading.lists.census.add_manifests(&page.items);
                self.miss_of_page(Some(repository), MissingWhat::Manifests, &mut page);
                if let Some(next) = page.next {
                    self.push_list(repository, Job::Listed { repository, page: Some(next) });
                }
                for listed in &page.items {
                    self.ask_for(repository, listed.digest.clone(), 0);
                    if listed.entry.subject.is_some() {
                        self.ask_for_nested_referrers(repository, &listed.digest, 0);
                    }
                }
                let name = self.repositories[repository].name.clone();
                self.emit(ScanEvent::ManifestsListed { repository: name, manifests: page.items });
            }
            Err(PageLost { why: error, .. }) => {
                let reading = &mut self.repositories[repository];
                reading.lists_untagged = false;
                reading.lists.has_gap = true;
                self.miss(Some(repository), None, MissingWhat::Manifests, error.sentence());
            }
        }
        self.list_done(repository);
    }

    /// Asks whether the registry has a search, while its repositories are being named.
    pub(super) fn ask_for_search(&mut self) {
        if self.client.may_search() {
            self.queue.push(Job::Search);
        }
    }

    /// Takes in whether the registry has a search. Repositories that were begun without it are searched
    /// now.
    pub(super) fn search_came(&mut self, is_there: bool) {
        self.has_search = is_there;
        for repository in 0..self.repositories.len() {
            if is_there && self.repositories[repository].is_open() {
                self.push(repository, Job::Hints { repository });
            }
        }
    }

    /// Takes in the search's answer about a repository. Hints only show something early: without them
    /// nothing is missing, and no question follows from them. A search that fails for one repository may
    /// still answer for the next. A search that is not there, or not for this sign-in, is not asked again.
    pub(super) fn hints_came(&mut self, repository: usize, answer: Result<Hint, Error>) {
        match answer {
            Ok(hint) => {
                let repository = self.repositories[repository].name.clone();
                self.emit(ScanEvent::Hinted { repository, hint });
            }
            Err(error) => self.has_search &= is_of_this_repository(&error),
        }
        self.done(repository);
    }

    /// Lets `job` wait until the lists of its repository end.
    pub(super) fn park(&mut self, job: Job) {
        if let Some(repository) = job.repository() {
            self.repositories[repository].parked.push(job);
        }
    }

    fn push_list(&mut self, repository: usize, job: Job) {
        self.repositories[repository].lists.open += 1;
        self.push(repository, job);
    }

    /// Counts one question about lists as answered. After the last one the lists are compared with the
    /// registry's counts. Where these differ, a push may have come in between, so the lists are read again,
    /// once.
    fn list_done(&mut self, repository: usize) {
        let reading = &mut self.repositories[repository];
        reading.lists.open = reading.lists.open.saturating_sub(1);
        if reading.lists.open == 0 {
            let difference = reading.lists.difference();
            let name = reading.name.clone();
            if difference.is_some() && !reading.lists.is_second {
                reading.lists = Lists { is_second: true, ..Lists::default() };
                self.emit(ScanEvent::ListsBegun { repository: name });
                self.ask_lists(repository);
            } else {
                let is_whole = difference.is_none() && !reading.lists.has_gap;
                let hidden = match reading.lists.has_gap {
                    false => {
                        let hidden = reading.lists.census.hidden();
                        set_of(hidden.map(|(_, digest)| digest.clone()))
                    }
                    true => BTreeSet::new(),
                };
                // The names were only needed for the comparison. They are dropped, because there may be
                // thousands of repositories.
                reading.lists = Lists::default();
                if let Some(why) = difference {
                    self.miss(Some(repository), None, MissingWhat::Counts, why);
                }
                let state = if is_whole { ReadState::Complete } else { ReadState::Incomplete };
                self.emit(ScanEvent::ListsRead { repository: name, state, hidden });
                for job in std::mem::take(&mut self.repositories[repository].parked) {
                    self.queue.push(job);
                }
            }
        }
        self.done(repository);
    }
}
