//! The children of an index. Of a long list a sample is asked for first: where the registry has none of it, the rest is
//! not asked for one by one.

use std::collections::BTreeSet;

use crate::model::order::set_of;
use crate::model::{Descriptor, Digest, Manifest, ReadState, RepositoryName};
use crate::registry::Cancel;
use crate::registry::client::Client;
use crate::registry::scan::reading::{Reading, Waiting};
use crate::registry::scan::run::Run;
use crate::registry::scan::{ScanEnd, ScanEvent, ScanOptions};

/// Most children of an index that are all asked for at once.
const ASKED_AT_ONCE: usize = 100;
/// Children of a longer list that are asked for first.
const SAMPLE: usize = 32;

/// Reads the children `open` of indexes in `repository`, which a scan left out, and what belongs to them. `known` are
/// the manifests that were read there. Ends as a scan does; whatever is not reached stays as it was.
pub async fn read_children(
    client: &Client,
    repository: &RepositoryName,
    (known, open): (BTreeSet<Digest>, BTreeSet<Digest>),
    concurrency: usize,
    cancel: &Cancel,
    on_event: &mut dyn FnMut(ScanEvent),
) -> ScanEnd {
    let mut on_event = |event: ScanEvent| {
        let is_end = matches!(&event, ScanEvent::RepositoryRead { state, .. }
            if *state == ReadState::Complete || cancel.is_cancelled());
        // The repository keeps the state that its scan found, unless a child could not be read.
        if !is_end {
            on_event(event);
        }
    };
    let options =
        ScanOptions { concurrency, repositories: Some(Vec::new()), ..ScanOptions::default() };
    let mut run = Run::new(client, &options, &mut on_event);
    run.repositories.push(Reading { known, ..Reading::new(repository.clone()) });
    run.tally.progress.repositories_found = 1;
    run.tally.begin_repository();
    for digest in open {
        run.ask_for(0, digest, 1);
    }
    run.finish(&options, cancel).await
}

impl Run<'_> {
    /// Asks for the children of a manifest, `depth` steps away from a tag or a list. Only images wait for a sample: an
    /// index may lead to further manifests. A registry that deletes children along with their index is asked for all
    /// of them, because a plan has to name what it deletes.
    pub(super) fn ask_for_children(
        &mut self,
        repository: usize,
        manifest: &Manifest,
        depth: usize,
    ) {
        let samples = !self.client.endpoint().capabilities().cascades_children;
        let known = &self.repositories[repository].known;
        let may_wait = |child: &&Descriptor| {
            let kind = &child.media_type;
            kind.is_manifest() && !kind.is_index() && !known.contains(&child.digest)
        };
        let children = manifest.children();
        let mut open = BTreeSet::new();
        if samples && children.len() > ASKED_AT_ONCE {
            open = set_of(children.iter().filter(may_wait).map(|child| child.digest.clone()));
        }
        if open.len() <= ASKED_AT_ONCE {
            open.clear();
        }
        for child in children.iter().filter(|child| !open.contains(&child.digest)) {
            self.ask_for(repository, child.digest.clone(), depth);
        }
        if open.is_empty() {
            return;
        }
        let (mut sample, mut rest) = (BTreeSet::new(), Vec::new());
        let each = open.len() / SAMPLE;
        for (place, digest) in open.into_iter().enumerate() {
            if place % each == 0 && sample.len() < SAMPLE {
                self.ask_for(repository, digest.clone(), depth);
                sample.insert(digest);
            } else {
                rest.push(digest);
            }
        }
        self.repositories[repository].waiting.push(Waiting { sample, rest, depth });
    }

    /// Takes in whether the registry lacks a manifest. If it is of a sample and not absent, the rest is asked for.
    pub(super) fn sample_came(&mut self, repository: usize, digest: &Digest, is_absent: bool) {
        let waiting = &mut self.repositories[repository].waiting;
        if is_absent {
            for waiting in waiting {
                waiting.sample.remove(digest);
            }
            return;
        }
        while let Some(at) = self.repositories[repository]
            .waiting
            .iter()
            .position(|waiting| waiting.sample.contains(digest))
        {
            let Waiting { rest, depth, .. } = self.repositories[repository].waiting.swap_remove(at);
            for child in rest {
                self.ask_for(repository, child, depth);
            }
        }
    }

    /// Reports the children that were not asked for, because the registry has none of their sample. A whole list of
    /// manifests that does not name them either proves that they are absent.
    pub(super) fn leave_children(&mut self, repository: usize, lists_untagged: bool) {
        let reading = &mut self.repositories[repository];
        let mut left = BTreeSet::new();
        for waiting in std::mem::take(&mut reading.waiting) {
            if waiting.sample.is_empty() {
                left.extend(waiting.rest.into_iter().filter(|one| !reading.known.contains(one)));
            }
        }
        if left.is_empty() {
            return;
        }
        let repository = reading.name.clone();
        if !lists_untagged {
            self.emit(ScanEvent::ChildrenLeft { repository, digests: left });
            return;
        }
        for digest in left {
            self.emit(ScanEvent::ManifestAbsent { repository: repository.clone(), digest });
        }
    }
}
