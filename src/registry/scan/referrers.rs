//! Referrers of manifests: whether the registry lists them, and what follows from its lists.

use crate::model::{Descriptor, Digest, ManifestEntry, MissingWhat};
use crate::registry::answer::listing::{ListedManifest, Referrers};
use crate::registry::error::{Error, ErrorKind};
use crate::registry::kind::facts::{Cascade, Facts};
use crate::registry::scan::ScanEvent;
use crate::registry::scan::job::Job;
use crate::registry::scan::reading::ReferrersList;
use crate::registry::scan::repository::MAX_DEPTH;
use crate::registry::scan::run::Run;

impl Run<'_> {
    /// Takes in an answer about referrers. The first answer decides for the whole scan whether the registry
    /// has such a list. Across origins a browser hides the 404 of a registry without it, so no answer at
    /// all, twice, means the same. Once the list has answered, any failure is a gap.
    pub(super) fn referrers_came(
        &mut self,
        repository: usize,
        digest: &Digest,
        depth: usize,
        answer: Result<Referrers, Error>,
    ) {
        // A registry that shows nested referrers only in this list is not believed to lack it.
        let is_first =
            self.referrers != ReferrersList::Offered && !self.facts().hides_nested_referrers;
        let why = match answer {
            Ok(Referrers::Supported(referrers)) => {
                if self.referrers == ReferrersList::None {
                    let why = "The registry did not answer all questions about this repository. Scan again.";
                    self.miss(Some(repository), None, MissingWhat::Referrers, why);
                }
                self.decide(ReferrersList::Offered);
                for referrer in &referrers {
                    self.ask_for(repository, referrer.digest.clone(), depth + 1);
                    self.ask_for_nested_referrers(repository, &referrer.digest, depth + 1);
                }
                self.goes_along(repository, digest, referrers);
                None
            }
            Ok(Referrers::Unsupported) if is_first => {
                self.decide(ReferrersList::None);
                None
            }
            Ok(Referrers::Unsupported) => Some(
                "The registry did not list the referrers of this manifest, as it did for others."
                    .into(),
            ),
            Err(error) if error.kind == ErrorKind::Unreachable && is_first => {
                self.referrers_lost(repository, digest, depth);
                None
            }
            Err(error) => {
                self.pass_decision_on(repository, digest);
                Some(error.sentence())
            }
        };
        if let Some(why) = why {
            let reference = Some(digest.to_string());
            self.miss(Some(repository), reference, MissingWhat::Referrers, why);
        }
        self.done(repository);
    }

    /// Takes in that a question about referrers got no answer, before any other did. A lost connection
    /// tells nothing, and may have taken all requests under way with it. So one question is asked again,
    /// and its answer decides for all. The others wait for that; otherwise they would come before it in the
    /// queue, again and again.
    fn referrers_lost(&mut self, repository: usize, digest: &Digest, depth: usize) {
        match &mut self.referrers {
            ReferrersList::Unknown => {
                let first = (repository, digest.clone());
                self.referrers = ReferrersList::Silent { first, others: Vec::new() };
                self.push(repository, Job::Referrers { repository, digest: digest.clone(), depth });
            }
            ReferrersList::Silent { first, .. } if *first == (repository, digest.clone()) => {
                self.decide(ReferrersList::None);
            }
            ReferrersList::Silent { others, .. } => {
                others.push((repository, digest.clone(), depth));
                self.repositories[repository].outstanding += 1;
            }
            ReferrersList::Offered | ReferrersList::None => {}
        }
    }

    /// Handles a question about referrers that failed in a way that does not tell whether the registry
    /// lists them. If this question was to decide that, one of those that wait for the decision is asked in
    /// its place.
    fn pass_decision_on(&mut self, repository: usize, digest: &Digest) {
        let ReferrersList::Silent { first, others } = &mut self.referrers else { return };
        if *first != (repository, digest.clone()) {
            return;
        }
        let Some((repository, digest, depth)) = others.pop() else {
            self.referrers = ReferrersList::Unknown;
            return;
        };
        *first = (repository, digest.clone());
        self.queue.push(Job::Referrers { repository, digest, depth });
    }

    /// Decides whether the registry lists referrers, and puts the questions that waited for that into the queue.
    fn decide(&mut self, list: ReferrersList) {
        if let ReferrersList::Silent { others, .. } = std::mem::replace(&mut self.referrers, list) {
            for (repository, digest, depth) in others {
                self.queue.push(Job::Referrers { repository, digest, depth });
            }
        }
    }

    /// Asks for the referrers of a referrer, once, where the list of manifests hides them, as Harbor's does.
    pub(super) fn ask_for_nested_referrers(
        &mut self,
        repository: usize,
        digest: &Digest,
        depth: usize,
    ) {
        let is_new = self.facts().hides_nested_referrers
            && depth <= MAX_DEPTH
            && self.repositories[repository].asked_for_referrers.insert(digest.clone());
        if is_new && self.referrers != ReferrersList::None {
            let digest = digest.clone();
            self.push(repository, Job::Referrers { repository, digest, depth });
        }
    }

    /// Records that `referrers` are deleted along with `subject`. Harbor deletes a referrer with the
    /// subject that Harbor lists it for, whatever subject the referrer itself names, also where Harbor is
    /// spoken to as another kind. Azure goes by the subject that the referrer names.
    fn goes_along(&mut self, repository: usize, subject: &Digest, referrers: Vec<Descriptor>) {
        let goes = match self.facts().cascade {
            Cascade::ByItsList => true,
            Cascade::Published => false,
            Cascade::Unknown => self.client.endpoint().capabilities().cascades_referrers,
        };
        if !goes || referrers.is_empty() {
            return;
        }
        let listed = |referrer: Descriptor| ListedManifest {
            digest: referrer.digest,
            entry: ManifestEntry { subject: Some(subject.clone()), ..ManifestEntry::default() },
            tags: Vec::new(),
        };
        let manifests = referrers.into_iter().map(listed).collect();
        let name = self.repositories[repository].name.clone();
        self.emit(ScanEvent::ManifestsListed { repository: name, manifests });
    }

    fn facts(&self) -> Facts {
        self.client.endpoint().kind().facts()
    }
}
