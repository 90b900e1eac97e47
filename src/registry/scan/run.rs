//! The run of a scan. It keeps a fixed number of requests under way and follows up on their answers.

use std::collections::HashMap;
use std::pin::pin;
use std::rc::Rc;

use futures::StreamExt as _;
use futures::future::{Either, select};
use futures::stream::FuturesUnordered;

use crate::model::order::set_of;
use crate::model::{Digest, KnownParts, ReadState, RepositoryName};
use crate::registry::Cancel;
use crate::registry::client::Client;
use crate::registry::error::Error;
use crate::registry::scan::again::Again;
use crate::registry::scan::job::{Job, Outcome};
use crate::registry::scan::kept::{Fresh, OfScan, Store};
use crate::registry::scan::progress::Tally;
use crate::registry::scan::queue::{Next, Queue};
use crate::registry::scan::reading::{Reading, ReferrersList};
use crate::registry::scan::{ScanEnd, ScanEvent, ScanOptions};

/// Most requests under way at once: with more of them registries slow down.
const MAX_CONCURRENCY: usize = 32;

/// The state of a scan under way.
pub(super) struct Run<'a> {
    pub(super) client: &'a Client,
    pub(super) on_event: &'a mut dyn FnMut(ScanEvent),
    pub(super) queue: Queue,
    pub(super) repositories: Vec<Reading>,
    pub(super) referrers: ReferrersList,
    /// Whether the registry has a search; `false` until it said so.
    pub(super) has_search: bool,
    pub(super) tally: Tally,
    /// The images, by repository and digest, that use each config.
    pub(super) configs: HashMap<Digest, Vec<(usize, Digest)>>,
    /// The build steps in the configs so far: bases give them to many images.
    pub(super) parts: KnownParts,
    /// Jobs under way whose answers may lead to further manifests.
    finding: usize,
    /// The state of the list of repositories; `None` where it is not asked for.
    pub(super) catalog: Option<ReadState>,
    /// Repositories to read whether or not the list names them.
    pub(super) also: Vec<RepositoryName>,
    /// The repository that is read before all others, and whether anything but somebody's word names it.
    pub(super) first: Option<RepositoryName>,
    pub(super) first_is_listed: bool,
    pub(super) failure: Option<Error>,
    pub(super) has_gap: bool,
    /// Content of earlier scans, and of this one for later ones.
    pub(super) store: Option<Store>,
    pub(super) ways: Rc<OfScan>,
    pub(super) fresh: Fresh,
    /// Questions that are asked once more, later.
    pub(super) again: Again,
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
            parts: KnownParts::default(),
            finding: 0,
            catalog: None,
            also: options.also.clone(),
            first: None,
            first_is_listed: false,
            failure: None,
            has_gap: false,
            store: options.store.clone(),
            ways: Rc::default(),
            fresh: Fresh::bound_for(options.store.clone()),
            again: Again::default(),
            sent_before: client.requests_sent(),
        };
        if client.may_hide_repositories() {
            run.queue.push(Job::SeesEverything);
        }
        if let Some(first) = &options.first {
            run.queue.hurry(run.repositories.len());
            run.find([first.clone()]);
            run.first = Some(first.clone());
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
        let mut in_view = options.first.clone();
        loop {
            if let Some(name) = options.looked_at.other_than(in_view.as_ref()) {
                let place = self.repositories.iter().position(|reading| reading.name == name);
                // A name that the list has not named yet is looked for again with the next answer.
                if let Some(place) = place {
                    self.queue.hurry(place);
                    in_view = Some(name);
                }
            }
            let hold = &options.hold;
            while under_way.len() < concurrency && !cancel.is_cancelled() && !hold.is_held() {
                match self.queue.take(self.finding == 0) {
                    None => break,
                    Some(Next::Begin(repository)) => self.begin(repository),
                    Some(Next::Job(job)) if self.is_moot(&job) => self.settle(&job),
                    Some(Next::Job(job)) if self.waits_for_lists(&job) => self.park(*job),
                    Some(Next::Job(job)) => {
                        self.finding += usize::from(job.may_find_manifests());
                        let name_of = |at: usize| self.repositories[at].name.clone();
                        let way_of = |at: usize| self.repositories[at].way.clone();
                        under_way.push(job.ask(self.client.clone(), name_of, way_of));
                    }
                }
            }
            if cancel.is_cancelled() {
                return self.break_off(ScanEnd::Cancelled);
            }
            if hold.is_held() && under_way.is_empty() {
                // A page that is closed meanwhile loses nothing of what was read.
                self.fresh.flush();
                match select(cancelled.as_mut(), pin!(hold.went_on())).await {
                    Either::Left(_) => return self.break_off(ScanEnd::Cancelled),
                    Either::Right(_) => continue,
                }
            }
            let outcome = match select(cancelled.as_mut(), under_way.next()).await {
                Either::Left(_) => return self.break_off(ScanEnd::Cancelled),
                Either::Right((None, _)) if self.again.is_empty() => return self.end(),
                Either::Right((None, _)) => {
                    let wait = self.again.wait(self.client);
                    let client = self.client.clone();
                    // In an outage that goes on, every question would fail once more.
                    let is_back = async move {
                        client.wait(wait).await;
                        !client.check().await.is_err_and(|error| error.may_pass())
                    };
                    match select(cancelled.as_mut(), pin!(is_back)).await {
                        Either::Left(_) => return self.break_off(ScanEnd::Cancelled),
                        Either::Right((is_back, _)) => self.ask_again(is_back),
                    }
                    continue;
                }
                Either::Right((Some(outcome), _)) => outcome,
            };
            self.absorb(outcome);
            if let Some(error) = self.failure.take() {
                self.report(true);
                return self.break_off(ScanEnd::Failed(error));
            }
            if let Some(error) = self.client.sign_in_ended() {
                return self.break_off(ScanEnd::Failed(error));
            }
            if let Some(standstill) = self.client.standstill() {
                return self.give_up(standstill);
            }
            self.report(false);
        }
    }

    /// Passes an event on, without dates in the future.
    pub(super) fn emit(&mut self, event: ScanEvent) {
        (self.on_event)(event.without_future(self.client.transport().now()));
    }

    pub(super) fn absorb(&mut self, outcome: Outcome) {
        if !matches!(outcome, Outcome::Config { .. }) {
            self.finding = self.finding.saturating_sub(1);
        }
        let Some(outcome) = self.put_off(outcome) else { return };
        match outcome {
            Outcome::Catalog { is_first, answer } => self.catalog_came(is_first, answer),
            Outcome::SeesEverything { sees_all } => {
                self.emit(ScanEvent::SeesEverything { sees_all });
            }
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
            Outcome::Config { digest, answer, .. } => self.config_came(digest, answer),
        }
    }

    pub(super) fn report(&mut self, is_end: bool) {
        let sent = self.client.requests_sent().saturating_sub(self.sent_before);
        let progress = self.tally.stand(sent, is_end);
        self.emit(ScanEvent::Progress(progress));
    }
}
