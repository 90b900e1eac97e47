//! Claims on a member of a selection: a manifest that stays needs it, or one that is deleted takes it
//! along.

use std::collections::BTreeSet;

use crate::cleanup::planning::refusal::Refusal;
use crate::cleanup::planning::selection::Selection;
use crate::cleanup::planning::step::Why;
use crate::model::Digest;

impl Selection<'_> {
    /// The subject along with which the registry deletes the manifest; `None` where the subject stays.
    pub(super) fn goes_with(&self, digest: &Digest, going: &BTreeSet<Digest>) -> Option<&Digest> {
        let record =
            self.ground.repository.manifests.get(digest).filter(|_| self.ground.takes_referrers)?;
        record.manifest.subject.as_ref().filter(|subject| going.contains(*subject))
    }

    /// The reason why a member must stay, given everything that is deleted.
    pub(super) fn obstacle(&self, member: &Digest, going: &BTreeSet<Digest>) -> Option<Refusal> {
        if let Some(why) = self.holder(member, going) {
            return Some(why);
        }
        // The registry deletes these along with the member, asked or not.
        let taken = self.ground.cascade.reach(member, going, &BTreeSet::new());
        taken.into_iter().find_map(|other| {
            let why = self.ground.lock_on(&other).or_else(|| self.holder(&other, going))?;
            Some(Refusal::Takes(other, Box::new(why)))
        })
    }

    /// The reason why a manifest is needed: one that stays lists it, may list it, or is the same under
    /// another digest.
    fn holder(&self, digest: &Digest, going: &BTreeSet<Digest>) -> Option<Refusal> {
        let index = self.ground.index_above(digest, |parent| !going.contains(parent));
        if index.is_some() {
            return index;
        }
        let other = self.ground.other_digests.get(digest);
        if let Some(other) = other.filter(|other| !going.contains(*other)) {
            return Some(Refusal::SameAs(other.clone()));
        }
        let mut may_list =
            self.ground.unclear.iter().filter(|&&other| other != digest && !self.along.unclear);
        may_list
            .find(|&&other| !going.contains(other))
            .map(|&other| Refusal::MayBePartOf(other.clone()))
    }

    /// The reason why a member is deleted. `None` where nobody chose it, and a manifest that stays or a tag
    /// of its own keeps it.
    pub(super) fn why(&self, member: &Digest, going: &BTreeSet<Digest>) -> Option<Why> {
        if self.targets.contains_key(member) {
            return Some(Why::Chosen);
        }
        let stays = |digest: &Digest| {
            self.ground.repository.manifests.contains_key(digest) && !going.contains(digest)
        };
        let tags = self.ground.tags_of(member);
        let named: Vec<Digest> = tags.iter().filter_map(|tag| tag.attached_to()).collect();
        let subject = self.ground.repository.manifests.get(member)?.manifest.subject.as_ref();
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
        let parents = self.ground.analysis.parents_of(self.ground.name, member);
        parents.into_iter().find(|parent| going.contains(parent)).map(Why::ChildOf)
    }
}
