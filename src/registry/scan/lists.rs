//! The lists of one repository: read before anything in it, counted, and read again where the
//! registry counts another number.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::order::set_of;
use crate::model::{Digest, Hint, MissingWhat, ReadState, RepositoryEntry, TagName};
use crate::registry::answer::listing::{ListedManifest, ListedTag};
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::paging::Listing;
use crate::registry::scan::ScanEvent;
use crate::registry::scan::job::Job;
use crate::registry::scan::run::Run;

/// How far the lists of a repository are, and what was counted in them.
#[derive(Default)]
pub(super) struct Lists {
    /// Questions queued or under way.
    open: usize,
    /// Whether they are being read for the second time.
    is_second: bool,
    /// Whether a page could not be read, or an entry not be used.
    has_gap: bool,
    /// Entries, those that cannot be used included.
    tags: u64,
    manifests: u64,
    /// Tags by the list of tags, and by the list of manifests as far as that names them.
    listed: BTreeSet<TagName>,
    named: BTreeMap<TagName, Digest>,
    /// What the registry says of the repository.
    entry: Option<RepositoryEntry>,
}

impl Lists {
    /// Whether no question about them is open.
    pub(super) fn are_done(&self) -> bool {
        self.open == 0
    }

    /// Tags that are hidden from the list of tags, and known from that of manifests.
    fn hidden(&self) -> impl Iterator<Item = (&TagName, &Digest)> {
        self.named.iter().filter(|(tag, _)| !self.listed.contains(*tag))
    }

    /// Why the lists may not be whole, where the registry counts other numbers than they have.
    fn difference(&self) -> Option<String> {
        let entry = self.entry.filter(|_| !self.has_gap)?;
        let hidden = self.hidden().count() as u64;
        let tags = entry.tags.filter(|&tags| tags != self.tags && tags != self.tags + hidden);
        let manifests = entry.manifests.filter(|&manifests| manifests != self.manifests);
        let words = |counted: u64, listed: u64, what: &str| {
            format!(
                "The registry counts {counted} {what} here and lists {listed}: the list may be \
                 incomplete. Entries that are hidden (listEnabled switched off) are counted and not \
                 listed; a change during the scan does this, too."
            )
        };
        manifests
            .map(|counted| words(counted, self.manifests, "manifests"))
            .or(tags.map(|counted| words(counted, self.tags, "tags")))
    }
}

/// Whether a search that failed so may succeed for another repository.
fn is_of_this_repository(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Malformed | ErrorKind::TooLarge | ErrorKind::ServerFault)
}

impl Run<'_> {
    /// Begins with a repository: its lists.
    pub(super) fn begin(&mut self, repository: usize) {
        self.tally.begin_repository();
        let name = self.repositories[repository].name.clone();
        self.emit(ScanEvent::RepositoryBegun { repository: name });
        self.ask_lists(repository);
    }

    fn ask_lists(&mut self, repository: usize) {
        // The counts first: what is pushed meanwhile is in the lists, and they are asked again.
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
                self.repositories[repository].lists.entry = Some(entry);
                let repository = self.repositories[repository].name.clone();
                self.emit(ScanEvent::RepositoryDescribed { repository, entry });
            }
            // Emptied since it was listed.
            Err(error) if error.is_absent() => {}
            // Without its count nobody knows whether its lists are whole.
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
        answer: Result<Listing<ListedTag>, Error>,
    ) {
        match answer {
            Ok(mut page) => {
                let lists = &mut self.repositories[repository].lists;
                lists.has_gap |= page.gap.is_some() || !page.invalid.is_empty();
                lists.tags += page.items.len() as u64;
                lists.listed.extend(page.items.iter().map(|tag| tag.name.clone()));
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
            Err(error) => {
                self.repositories[repository].lists.has_gap = true;
                self.miss(Some(repository), None, MissingWhat::Tags, error.sentence());
            }
        }
        self.list_done(repository);
    }

    pub(super) fn listed_came(
        &mut self,
        repository: usize,
        answer: Result<Listing<ListedManifest>, Error>,
    ) {
        match answer {
            Ok(mut page) => {
                let is_whole = page.gap.is_none() && page.invalid.is_empty();
                let reading = &mut self.repositories[repository];
                reading.lists_untagged &= is_whole;
                reading.lists.has_gap |= !is_whole;
                reading.lists.manifests += page.items.len() as u64;
                for listed in &page.items {
                    let named = listed.tags.iter().map(|tag| (tag.clone(), listed.digest.clone()));
                    reading.lists.named.extend(named);
                }
                self.miss_of_page(Some(repository), MissingWhat::Manifests, &mut page);
                if let Some(next) = page.next {
                    self.push_list(repository, Job::Listed { repository, page: Some(next) });
                }
                for listed in &page.items {
                    self.ask_for(repository, listed.digest.clone(), 0);
                    if listed.entry.subject.is_some() {
                        self.hangs(repository, &listed.digest, 0);
                    }
                }
                let name = self.repositories[repository].name.clone();
                self.emit(ScanEvent::ManifestsListed { repository: name, manifests: page.items });
            }
            Err(error) => {
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

    /// Repositories that were begun without it are searched now.
    pub(super) fn search_came(&mut self, is_there: bool) {
        self.has_search = is_there;
        for repository in 0..self.repositories.len() {
            if is_there && self.repositories[repository].is_open() {
                self.push(repository, Job::Hints { repository });
            }
        }
    }

    /// Hints are no list: without them nothing is missing, and nothing is asked for by them. Where the
    /// search fails for one repository it may still tell of the next; where it is not there, or not for
    /// us, it is not asked again.
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

    fn push_list(&mut self, repository: usize, job: Job) {
        self.repositories[repository].lists.open += 1;
        self.push(repository, job);
    }

    /// One question about lists is answered; after the last of them, they are compared with what
    /// the registry counts. A push may have come between the two: they are asked again, once.
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
                    false => set_of(reading.lists.hidden().map(|(_, digest)| digest.clone())),
                    true => BTreeSet::new(),
                };
                // Names are only needed for comparing: there may be thousands of repositories.
                reading.lists = Lists::default();
                if let Some(why) = difference {
                    self.miss(Some(repository), None, MissingWhat::Counts, why);
                }
                let state = if is_whole { ReadState::Complete } else { ReadState::Incomplete };
                self.emit(ScanEvent::ListsRead { repository: name, state, hidden });
            }
        }
        self.done(repository);
    }
}
