//! The run of a scan. It keeps a fixed number of requests under way and follows up on their answers.

use std::collections::HashMap;
use std::pin::pin;

use futures::StreamExt as _;
use futures::future::{Either, select};
use futures::stream::FuturesUnordered;

use crate::model::order::set_of;
use crate::model::{Digest, ImageConfig, Missing, MissingWhat, ReadState, RepositoryName};
use crate::registry::Cancel;
use crate::registry::client::Client;
use crate::registry::error::Error;
use crate::registry::line::Standstill;
use crate::registry::line::paging::Listing;
use crate::registry::scan::job::{Job, Outcome};
use crate::registry::scan::progress::Tally;
use crate::registry::scan::queue::{Next, Queue};
use crate::registry::scan::reading::{Reading, ReferrersList};
use crate::registry::scan::{ScanEnd, ScanEvent, ScanOptions};

/// Most requests under way at once: with more of them registries slow down.
const MAX_CONCURRENCY: usize = 32;
/// Most entries of one list that are named one by one when they cannot be used.
const MAX_NAMED: usize = 100;

/// A scan under way.
pub(super) struct Run<'a> {
    pub(super) client: &'a Client,
    on_event: &'a mut dyn FnMut(ScanEvent),
    pub(super) queue: Queue,
    pub(super) repositories: Vec<Reading>,
    pub(super) referrers: ReferrersList,
    /// Whether the registry has a search that tells what its lists do not, as far as is known.
    pub(super) has_search: bool,
    pub(super) tally: Tally,
    /// Which images (repository and digest) use a config.
    configs: HashMap<Digest, Vec<(usize, Digest)>>,
    /// Jobs under way whose answers may lead to further manifests.
    finding: usize,
    /// How far the list of repositories was read; `None` where it is not asked for.
    catalog: Option<ReadState>,
    /// Repositories to read whether or not the list names them.
    also: Vec<RepositoryName>,
    failure: Option<Error>,
    has_gap: bool,
    sent_before: u64,
}

impl<'a> Run<'a> {
    /// A run with its first jobs in the queue.
    pub(super) fn new(
        client: &'a Client,
        options: &ScanOptions,
        on_event: &'a mut dyn FnMut(ScanEvent),
    ) -> Self {
        let mut run = Self {
            client,
            on_event,
            queue: Queue::default(),
            repositories: Vec::new(),
            referrers: ReferrersList::Unknown,
            has_search: false,
            tally: Tally::default(),
            configs: HashMap::new(),
            finding: 0,
            catalog: None,
            also: options.also.clone(),
            failure: None,
            has_gap: false,
            sent_before: client.requests_sent(),
        };
        if client.may_hide_repositories() {
            run.queue.push(Job::Sight);
        }
        match &options.repositories {
            None => {
                run.catalog = Some(ReadState::Reading);
                run.queue.push(Job::Catalog { page: None });
                run.ask_for_search();
            }
            Some(names) => {
                run.ask_for_search();
                let names = set_of(names.iter().cloned());
                run.find(names);
                run.tally.progress.catalog_done = true;
            }
        }
        run
    }

    /// Runs to the end, or until it is cancelled.
    pub(super) async fn finish(mut self, options: &ScanOptions, cancel: &Cancel) -> ScanEnd {
        let mut cancelled = pin!(cancel.cancelled());
        let concurrency = options.concurrency.clamp(1, MAX_CONCURRENCY);
        let mut under_way = FuturesUnordered::new();
        loop {
            while under_way.len() < concurrency && !cancel.is_cancelled() {
                match self.queue.take(self.finding == 0) {
                    None => break,
                    Some(Next::Begin(repository)) => self.begin(repository),
                    Some(Next::Job(job)) if self.is_moot(&job) => self.settle(&job),
                    Some(Next::Job(job)) => {
                        self.finding += usize::from(job.may_find_manifests());
                        let name_of = |at: usize| self.repositories[at].name.clone();
                        under_way.push(job.ask(self.client.clone(), name_of));
                    }
                }
            }
            if cancel.is_cancelled() {
                return self.break_off(ScanEnd::Cancelled);
            }
            let outcome = match select(cancelled.as_mut(), under_way.next()).await {
                Either::Left(_) => return self.break_off(ScanEnd::Cancelled),
                Either::Right((None, _)) => return self.end(),
                Either::Right((Some(outcome), _)) => outcome,
            };
            self.absorb(outcome);
            if let Some(error) = self.client.sign_in_ended() {
                return self.break_off(ScanEnd::Failed(error));
            }
            if let Some(standstill) = self.client.standstill() {
                return self.give_up(standstill);
            }
            self.report(false);
        }
    }

    /// Passes an event on.
    pub(super) fn emit(&mut self, event: ScanEvent) {
        (self.on_event)(event);
    }

    /// Reports something that could not be read.
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

    /// Reports the entries of a page that cannot be used, and why the list breaks off after it, if it does.
    pub(super) fn miss_of_page<T>(
        &mut self,
        repository: Option<usize>,
        what: MissingWhat,
        page: &mut Listing<T>,
    ) {
        let invalid = std::mem::take(&mut page.invalid);
        let more = invalid.len().saturating_sub(MAX_NAMED);
        for entry in invalid.into_iter().take(MAX_NAMED) {
            self.miss(
                repository,
                Some(entry),
                what,
                "The registry lists something that is no name.",
            );
        }
        if more > 0 {
            let why = format!("The registry lists {more} more that are no names.");
            self.miss(repository, None, what, why);
        }
        for (part, why) in std::mem::take(&mut page.unread) {
            self.miss(repository, Some(part), what, why.sentence());
        }
        if let Some(gap) = page.gap.take() {
            self.miss(repository, None, what, gap.sentence());
        }
    }

    /// Takes note that the image `manifest` uses the config `config`.
    pub(super) fn want_config(&mut self, repository: usize, manifest: Digest, config: &Digest) {
        if let Some(users) = self.configs.get_mut(config) {
            users.push((repository, manifest));
            return;
        }
        self.configs.insert(config.clone(), vec![(repository, manifest)]);
        self.tally.progress.configs_known += 1;
        self.queue.push(Job::Config { repository, digest: config.clone() });
    }

    fn find(&mut self, names: impl IntoIterator<Item = RepositoryName>) {
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

    fn absorb(&mut self, outcome: Outcome) {
        if !matches!(outcome, Outcome::Config { .. }) {
            self.finding = self.finding.saturating_sub(1);
        }
        match outcome {
            Outcome::Catalog { is_first, answer } => self.catalog_came(is_first, answer),
            Outcome::Sight { sees_all } => self.emit(ScanEvent::Sight { sees_all }),
            Outcome::Search { is_there } => self.search_came(is_there),
            Outcome::Entry { repository, answer } => self.entry_came(repository, answer),
            Outcome::Tags { repository, answer } => self.tags_came(repository, answer),
            Outcome::Listed { repository, answer } => self.listed_came(repository, answer),
            Outcome::Hints { repository, answer } => self.hints_came(repository, answer),
            Outcome::Tag { repository, tag, answer } => self.tag_came(repository, tag, answer),
            Outcome::Manifest { repository, digest, depth, answer } => {
                self.manifest_came(repository, digest, depth, answer);
            }
            Outcome::Referrers { repository, digest, depth, answer } => {
                self.referrers_came(repository, &digest, depth, answer);
            }
            Outcome::Config { digest, answer } => self.config_came(&digest, answer),
        }
    }

    fn catalog_came(&mut self, is_first: bool, answer: Result<Listing<RepositoryName>, Error>) {
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

    fn config_came(&mut self, digest: &Digest, answer: Result<ImageConfig, Error>) {
        self.tally.progress.configs_read += 1;
        let users = self.configs.remove(digest).unwrap_or_default();
        match answer {
            Ok(config) => {
                for (repository, manifest) in users {
                    let repository = self.repositories[repository].name.clone();
                    let config = config.clone();
                    self.emit(ScanEvent::ConfigRead { repository, manifest, config });
                }
            }
            Err(error) => {
                for repository in set_of(users.into_iter().map(|(at, _)| at)) {
                    let reference = Some(digest.to_string());
                    let why = error.sentence();
                    self.miss(Some(repository), reference, MissingWhat::Config, why);
                }
            }
        }
    }

    fn report(&mut self, is_end: bool) {
        let sent = self.client.requests_sent().saturating_sub(self.sent_before);
        let progress = self.tally.stand(sent, is_end);
        self.emit(ScanEvent::Progress(progress));
    }

    fn end(mut self) -> ScanEnd {
        self.report(true);
        match self.failure {
            Some(error) => ScanEnd::Failed(error),
            None if self.has_gap => ScanEnd::Incomplete,
            None => ScanEnd::Complete,
        }
    }

    /// The line is down, or the registry refuses everything: asking for every remaining manifest would only repeat
    /// that.
    fn give_up(mut self, standstill: Standstill) -> ScanEnd {
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
    fn break_off(mut self, end: ScanEnd) -> ScanEnd {
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
