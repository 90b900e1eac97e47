//! The selection in one repository: the chosen manifests, those that are deleted along, and those that must
//! stay.

mod claims;
mod ground;
mod steps;

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::planning::refusal::Refusal;
use crate::cleanup::planning::target::{Along, Targets};
use crate::model::Digest;
use crate::model::order::set_of;

pub(in crate::cleanup) use ground::Ground;

/// A selection in one repository. Once it is settled, deleting it breaks nothing outside it.
pub(in crate::cleanup) struct Selection<'a> {
    ground: &'a Ground<'a>,
    targets: &'a Targets<'a>,
    along: Along,
    /// Manifests that get a step of their own.
    members: BTreeSet<Digest>,
    skipped: BTreeMap<Digest, Refusal>,
}

impl<'a> Selection<'a> {
    /// Settles which manifests are deleted: starts with the chosen ones and everything that may be deleted
    /// along, and takes out those that must stay until nothing outside needs any of the rest.
    pub(in crate::cleanup) fn of(
        ground: &'a Ground<'a>,
        targets: &'a Targets<'a>,
        along: Along,
    ) -> Self {
        let (members, skipped) = (BTreeSet::new(), BTreeMap::new());
        let mut selection = Self { ground, targets, along, members, skipped };
        selection.choose();
        selection.fill();
        selection
    }

    /// Settles what goes along with the chosen manifests, which only others may keep: their own locks do not
    /// count, nor that the repository was not read whole.
    pub(in crate::cleanup) fn estimate(
        ground: &'a Ground<'a>,
        targets: &'a Targets<'a>,
        along: Along,
    ) -> Self {
        let members: BTreeSet<Digest> = set_of(targets.keys().map(|&digest| digest.clone()));
        let mut selection = Self { ground, targets, along, members, skipped: BTreeMap::new() };
        selection.fill();
        selection
    }

    fn fill(&mut self) {
        self.grow();
        self.settle();
        self.promote();
    }

    /// Adds the chosen manifests, except those that a reason of their own keeps: unread, locked, or not
    /// under their tag any more.
    fn choose(&mut self) {
        let whole = self
            .ground
            .analysis
            .repositories
            .get(self.ground.name)
            .is_some_and(|repo| repo.read_whole);
        for (digest, chosen_tags) in self.targets {
            let stray = chosen_tags.iter().find(|tag| !self.ground.tags_of(digest).contains(tag));
            let refusal = if !self.ground.repository.manifests.contains_key(digest) {
                let is_absent = self.ground.repository.absent.contains(*digest);
                Some(if is_absent { Refusal::NotThere } else { Refusal::NotRead })
            } else if !whole {
                Some(Refusal::RepositoryNotWhole)
            } else if let Some(&tag) = stray {
                Some(Refusal::NotItsTag(tag.clone()))
            } else {
                self.ground.lock_on(digest)
            };
            match refusal {
                Some(why) => drop(self.skipped.insert((*digest).clone(), why)),
                None => self.members.extend([(*digest).clone()]),
            }
        }
    }

    /// Adds everything that may be deleted along. [`Self::settle`] takes out again what must stay. A manifest that
    /// the registry deletes by itself gets no step, but the manifests that belong to it are found through it: the
    /// platforms of an index that is the referrer of a deleted image.
    fn grow(&mut self) {
        let Ground { name, analysis, takes_children, takes_referrers, .. } = *self.ground;
        let mut open: Vec<Digest> = self.members.iter().cloned().collect();
        let mut taken = BTreeSet::new();
        while let Some(owner) = open.pop() {
            let mut found = Vec::new();
            // A tagged child is kept for its own sake.
            let children = analysis.children_of(name, &owner).into_iter();
            let children = children.filter(|child| self.ground.tags_of(child).is_empty());
            let referrers = analysis.referrers_of(name, &owner);
            match takes_children {
                true => taken_anew(children, &mut taken, &mut open),
                false if self.along.children => found.extend(children),
                false => {}
            }
            match takes_referrers {
                true => taken_anew(referrers, &mut taken, &mut open),
                false if self.along.referrers => found.extend(referrers),
                false => {}
            }
            if self.along.referrers {
                found.extend(analysis.attachments_of(name, &owner));
            }
            for digest in found {
                if self.members.contains(&digest) || self.skipped.contains_key(&digest) {
                    continue;
                }
                match self.ground.lock_on(&digest) {
                    Some(why) => drop(self.skipped.insert(digest, why)),
                    None => {
                        self.members.insert(digest.clone());
                        open.push(digest);
                    }
                }
            }
        }
    }

    /// Takes out members that must stay, again and again until none is left: each one that stays may need
    /// others.
    fn settle(&mut self) {
        loop {
            let going = self.going();
            let mut out = Vec::new();
            for member in &self.members {
                let chosen = self.targets.contains_key(member);
                match self.obstacle(member, &going) {
                    Some(why) => out.push((member.clone(), Some(why))),
                    None if !chosen && self.why(member, &going).is_none() => {
                        out.push((member.clone(), None));
                    }
                    None => {}
                }
            }
            if out.is_empty() {
                return;
            }
            for (member, why) in out {
                self.members.remove(&member);
                let Some(why) = why else { continue };
                // A manifest that nobody chose and that another index needs is no refusal: nobody asked for
                // it.
                let unasked = !self.targets.contains_key(&member);
                if !(unasked && matches!(why, Refusal::PartOf { .. })) {
                    self.skipped.insert(member, why);
                }
            }
        }
    }

    /// Gives an index that a cascade would delete a step of its own, where it lists a manifest that is
    /// deleted: the index has to be gone before that, not whenever its subject is.
    fn promote(&mut self) {
        let going = self.going();
        let lists = |digest: &&Digest| {
            let children = self.ground.analysis.children_of(self.ground.name, digest);
            children.iter().any(|child| going.contains(child))
        };
        // An index that is deleted as a child needs no step: it is gone only after the indexes that list
        // it.
        let is_referrer = |digest: &&Digest| self.goes_with(digest, &going).is_some();
        let others =
            going.iter().filter(|digest| !self.members.contains(*digest)).filter(is_referrer);
        let promoted: Vec<Digest> = others.filter(lists).cloned().collect();
        self.members.extend(promoted);
    }

    /// The reason why a chosen manifest stays; `None` where it is deleted.
    pub(in crate::cleanup) fn refusal(&self, chosen: &Digest) -> Option<Refusal> {
        self.skipped.get(chosen).cloned()
    }

    /// The members and everything that the registry deletes with them.
    pub(in crate::cleanup) fn going(&self) -> BTreeSet<Digest> {
        self.ground.cascade.closure(&self.members)
    }
}

/// Opens the manifests that the registry deletes by itself and that were not opened before.
fn taken_anew(
    digests: impl IntoIterator<Item = Digest>,
    taken: &mut BTreeSet<Digest>,
    open: &mut Vec<Digest>,
) {
    open.extend(digests.into_iter().filter(|digest| taken.insert(digest.clone())));
}
