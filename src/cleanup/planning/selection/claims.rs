//! Claims on a member of a selection: by what stays and needs it, and by what goes and takes it along.

use std::collections::BTreeSet;

use crate::cleanup::planning::refusal::Refusal;
use crate::cleanup::planning::selection::Selection;
use crate::cleanup::planning::step::Why;
use crate::model::Digest;

impl Selection<'_> {
    /// The subject with which the registry takes it, if that goes.
    pub(super) fn goes_with(&self, digest: &Digest, going: &BTreeSet<Digest>) -> Option<&Digest> {
        let record = self.repository.manifests.get(digest).filter(|_| self.takes_referrers)?;
        record.manifest.subject.as_ref().filter(|subject| going.contains(*subject))
    }

    /// The claim that keeps a member from going, given everything that goes.
    pub(super) fn obstacle(&self, member: &Digest, going: &BTreeSet<Digest>) -> Option<Refusal> {
        if let Some(why) = self.holder(member, going) {
            return Some(why);
        }
        // The registry takes these without asking.
        let taken = self.cascade.reach(member, going, &BTreeSet::new());
        taken.into_iter().find_map(|other| {
            let why = self.lock_on(&other).or_else(|| self.holder(&other, going))?;
            Some(Refusal::Takes(other, Box::new(why)))
        })
    }

    /// The manifest that stays and lists this one, or may list it.
    fn holder(&self, digest: &Digest, going: &BTreeSet<Digest>) -> Option<Refusal> {
        let parents = self.analysis.parents_of(self.name, digest);
        if let Some(index) = parents.into_iter().find(|parent| !going.contains(parent)) {
            let tags = self.owned_tags(&index);
            return Some(Refusal::PartOf { index, tags });
        }
        let other = self.other_digests.get(digest);
        if let Some(other) = other.filter(|other| !going.contains(*other)) {
            return Some(Refusal::SameAs(other.clone()));
        }
        let mut may_list = self.unclear.iter().filter(|&&other| other != digest);
        may_list
            .find(|&&other| !going.contains(other))
            .map(|&other| Refusal::MayBePartOf(other.clone()))
    }

    /// The reason why a member goes; `None` where it goes along with one manifest, and another one that stays
    /// has a claim on it.
    pub(super) fn why(&self, member: &Digest, going: &BTreeSet<Digest>) -> Option<Why> {
        if self.targets.contains_key(member) {
            return Some(Why::Chosen);
        }
        let stays = |digest: &Digest| {
            self.repository.manifests.contains_key(digest) && !going.contains(digest)
        };
        let tags = self.tags_of(member);
        let named: Vec<Digest> = tags.iter().filter_map(|tag| tag.attached_to()).collect();
        let subject = self.repository.manifests.get(member)?.manifest.subject.as_ref();
        if named.iter().chain(subject).any(stays) {
            return None;
        }
        if let Some(subject) = subject.filter(|subject| going.contains(*subject)) {
            return Some(Why::ReferrerOf(subject.clone()));
        }
        if named.len() < tags.len() {
            // A tag of its own.
            return None;
        }
        if let Some(named) = named.into_iter().find(|named| going.contains(named)) {
            return Some(Why::AttachedTo(named));
        }
        let parents = self.analysis.parents_of(self.name, member);
        parents.into_iter().find(|parent| going.contains(parent)).map(Why::ChildOf)
    }
}
