//! Answers about one repository, and the questions that follow from them.

use crate::model::{Digest, Manifest, ManifestRecord, MissingWhat, ReadState, TagName, TagTarget};
use crate::registry::error::Error;
use crate::registry::scan::ScanEvent;
use crate::registry::scan::job::Job;
use crate::registry::scan::kept::Read;
use crate::registry::scan::reading::{Reading, ReferrersList};
use crate::registry::scan::run::Run;

/// Most steps from a tag or a list to a manifest, through indexes and referrers.
pub(super) const MAX_DEPTH: usize = 16;
/// Most manifests of one repository.
const MAX_MANIFESTS: usize = 1_000_000;

impl Run<'_> {
    /// Whether `job` need not be asked any more since it was queued.
    pub(super) fn is_moot(&self, job: &Job) -> bool {
        match job {
            Job::Manifest { repository, digest, .. } => {
                self.repositories[*repository].read.contains(digest)
            }
            Job::Referrers { .. } => self.referrers == ReferrersList::None,
            Job::Hints { .. } => !self.has_search,
            _ => false,
        }
    }

    /// Whether `job` waits for the lists of its repository: a manifest that they name needs no look where its bytes
    /// are kept.
    pub(super) fn waits_for_lists(&self, job: &Job) -> bool {
        let Job::Manifest { repository, .. } = job else { return false };
        let has_open_lists = self.repositories[*repository].lists.open > 0;
        self.store.is_some() && self.lists_manifests() && has_open_lists
    }

    /// Counts a job as done without asking it.
    pub(super) fn settle(&mut self, job: &Job) {
        match job {
            Job::Manifest { repository, digest, .. } => {
                self.tally.read_manifest();
                self.sample_came(*repository, digest, false);
                self.done(*repository);
            }
            Job::Referrers { repository, .. } | Job::Hints { repository } => {
                self.done(*repository);
            }
            _ => {}
        }
    }

    pub(super) fn tag_came(
        &mut self,
        repository: usize,
        tag: TagName,
        answer: Result<Read, Error>,
    ) {
        self.tally.read_manifest();
        let target = match answer {
            Ok((manifest, body)) => {
                let digest = manifest.digest.clone();
                self.record(repository, manifest, body, 0);
                self.ask_for_nested_referrers(repository, &digest, 0);
                TagTarget::Digest(digest)
            }
            Err(error) if error.is_absent() => TagTarget::Absent,
            Err(error) => {
                let reference = Some(tag.to_string());
                self.miss(Some(repository), reference, MissingWhat::Manifest, error.sentence());
                TagTarget::Unread
            }
        };
        let name = self.repositories[repository].name.clone();
        self.emit(ScanEvent::TagRead { repository: name, tag, target });
        self.done(repository);
    }

    pub(super) fn manifest_came(
        &mut self,
        repository: usize,
        digest: Digest,
        depth: usize,
        answer: Result<Read, Error>,
    ) {
        self.tally.read_manifest();
        let is_absent = answer.as_ref().is_err_and(Error::is_absent);
        self.sample_came(repository, &digest, is_absent);
        match answer {
            Ok((manifest, body)) => self.record(repository, manifest, body, depth),
            Err(_) if is_absent => {
                let name = self.repositories[repository].name.clone();
                self.emit(ScanEvent::ManifestAbsent { repository: name, digest });
            }
            Err(error) => {
                let reference = Some(digest.to_string());
                self.miss(Some(repository), reference, MissingWhat::Manifest, error.sentence());
            }
        }
        self.done(repository);
    }

    /// Reports a repository as read, as far as it could be.
    pub(super) fn close(&mut self, repository: usize) {
        let reading = &self.repositories[repository];
        let lists_untagged = reading.lists_untagged && reading.lists.are_done();
        self.leave_children(repository, lists_untagged);
        let reading = &mut self.repositories[repository];
        let name = reading.name.clone();
        let state = if reading.has_gap { ReadState::Incomplete } else { ReadState::Complete };
        let counted = reading.counted;
        if let Some(content) = reading.way.content().filter(|_| !reading.has_gap) {
            let compacted = content.borrow().compacted();
            compacted.into_iter().for_each(|pack| self.fresh.replace(&name, pack));
        }
        // Only the name is kept, because there may be thousands of repositories.
        *reading = Reading { is_done: true, ..Reading::new(name.clone()) };
        self.tally.end_repository(counted);
        self.emit(ScanEvent::RepositoryRead { repository: name, state, lists_untagged });
    }

    pub(super) fn lists_manifests(&self) -> bool {
        self.client.endpoint().capabilities().lists_untagged
    }

    /// Reports a manifest that was read, once, and asks for its children, its referrers and its config. A `body` that
    /// came from the registry is kept for later scans.
    fn record(
        &mut self,
        repository: usize,
        manifest: Manifest,
        body: Option<Vec<u8>>,
        depth: usize,
    ) {
        let reading = &mut self.repositories[repository];
        let digest = manifest.digest.clone();
        reading.known.insert(digest.clone());
        if !reading.read.insert(digest.clone()) {
            return;
        }
        let name = reading.name.clone();
        if let Some(body) = body {
            self.fresh.add_manifest(&name, &manifest, &body);
        }
        self.ask_for_children(repository, &manifest, depth + 1);
        if !self.lists_manifests() && self.referrers != ReferrersList::None {
            self.push(repository, Job::Referrers { repository, digest: digest.clone(), depth });
        } else if manifest.subject.is_some() {
            self.ask_for_nested_referrers(repository, &digest, depth);
        }
        let config = manifest.config().filter(|config| config.media_type.is_image_config());
        let config = config.map(|config| config.digest.clone());
        let record = Box::new(ManifestRecord::of(manifest));
        self.emit(ScanEvent::ManifestRead { repository: name, record });
        if let Some(config) = config {
            self.want_config(repository, digest, &config);
        }
    }

    /// Asks for the manifest `digest`, which a tag, an index or a list names, once.
    pub(super) fn ask_for(&mut self, repository: usize, digest: Digest, depth: usize) {
        let reading = &mut self.repositories[repository];
        if reading.known.len() >= MAX_MANIFESTS {
            if !std::mem::replace(&mut reading.is_full, true) {
                let why = "The repository names more manifests than can be read.";
                self.miss(Some(repository), None, MissingWhat::Manifests, why);
            }
        } else if reading.known.insert(digest.clone()) {
            if depth > MAX_DEPTH {
                let why = "This manifest is nested too deeply below a tag, so it was not read.";
                self.miss(Some(repository), Some(digest.to_string()), MissingWhat::Manifest, why);
            } else {
                self.count(repository);
                self.push(repository, Job::Manifest { repository, digest, depth });
            }
        }
    }

    pub(super) fn count(&mut self, repository: usize) {
        self.repositories[repository].counted += 1;
        self.tally.know_manifest();
    }

    pub(super) fn push(&mut self, repository: usize, job: Job) {
        self.repositories[repository].outstanding += 1;
        self.queue.push(job);
    }

    /// Counts a job of a repository as done; the last one closes the repository.
    pub(super) fn done(&mut self, repository: usize) {
        let outstanding = &mut self.repositories[repository].outstanding;
        *outstanding = outstanding.saturating_sub(1);
        if *outstanding == 0 {
            self.close(repository);
        }
    }
}
