//! What goes in one repository: the chosen manifests, what goes along, and what must not.

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::action::{Action, Item, Removal, Step, StepId, Taken, Why};
use crate::cleanup::cascade::Cascade;
use crate::cleanup::left_behind;
use crate::cleanup::lock;
use crate::cleanup::plan::{Part, Skipped};
use crate::cleanup::refusal::Refusal;
use crate::cleanup::sequence::{self, Before};
use crate::cleanup::target::{Along, Targets};
use crate::cleanup::two_digests::other_digests;
use crate::model::order::set_of;
use crate::model::{
    Digest, ManifestRecord, MediaType, Repository, RepositoryName, TagName, TagsByDigest,
};
use crate::registry::Capabilities;
use crate::storage::{Analysis, Role};

/// A selection in one repository, settled: nothing in it breaks anything outside it.
pub(super) struct Selection<'a> {
    name: &'a RepositoryName,
    repository: &'a Repository,
    analysis: &'a Analysis,
    targets: &'a Targets<'a>,
    along: Along,
    /// What the registry deletes by itself.
    cascade: Cascade,
    /// Whether it takes referrers, and children: then they need no step.
    takes_referrers: bool,
    takes_children: bool,
    /// The tags on each manifest, looked up once.
    tags: TagsByDigest<'a>,
    /// What gets a step of its own.
    members: BTreeSet<Digest>,
    skipped: BTreeMap<Digest, Refusal>,
    /// Manifests that were not understood and may list any other.
    unclear: Vec<&'a Digest>,
    /// Manifests that are there under digests of two algorithms.
    other_digests: BTreeMap<Digest, Digest>,
}

impl<'a> Selection<'a> {
    /// Settles what goes: starts with everything that may go along, and takes out what must stay
    /// until nothing in the rest is needed by anything outside it.
    pub(super) fn of(
        name: &'a RepositoryName,
        repository: &'a Repository,
        analysis: &'a Analysis,
        targets: &'a Targets<'a>,
        along: Along,
        capabilities: &Capabilities,
    ) -> Self {
        let unclear = repository.manifests.iter().filter(|(_, record)| may_be_index(record));
        let tags = TagsByDigest::of(repository);
        let mut selection = Self {
            cascade: Cascade::of(name, repository, analysis, &tags, capabilities),
            unclear: unclear.map(|(digest, _)| digest).collect(),
            other_digests: other_digests(repository),
            name,
            repository,
            analysis,
            targets,
            along,
            takes_referrers: capabilities.cascades_referrers,
            takes_children: capabilities.cascades_children,
            tags,
            members: BTreeSet::new(),
            skipped: BTreeMap::new(),
        };
        selection.choose();
        selection.grow();
        selection.settle();
        selection.promote();
        selection
    }

    /// The steps in their order, with what is skipped and what is left behind.
    pub(super) fn into_part(self) -> Part {
        let going = self.going();
        // Members by number, in the order of their digests.
        let members: Vec<&Digest> = self.members.iter().collect();
        let reach = |member: &&Digest| self.cascade.reach(member, &going, &self.members);
        let taken: Vec<BTreeSet<Digest>> = members.iter().map(reach).collect();
        // A child that several indexes list goes with the last of them, whichever that is.
        let mut takers: BTreeMap<&Digest, Vec<usize>> = BTreeMap::new();
        for (number, others) in taken.iter().enumerate() {
            for digest in others.iter().chain([members[number]]) {
                takers.entry(digest).or_default().push(number);
            }
        }
        let before: Vec<Before> =
            members.iter().map(|member| self.before(member, &going, &takers)).collect();

        let order = sequence::order(&before);
        let mut place = vec![0; order.len()];
        for (own_place, &number) in order.iter().enumerate() {
            place[number] = own_place;
        }
        let mut steps = Vec::with_capacity(order.len());
        for (own_place, &number) in order.iter().enumerate() {
            let is_last = |digest: &&Digest| {
                let places = takers.get(*digest).into_iter().flatten().map(|&other| place[other]);
                places.max() == Some(own_place)
            };
            let own = taken[number].iter().filter(is_last).collect();
            let mut step = self.step(members[number], &going, own);
            let Before { must, should } = &before[number];
            let places = must.iter().chain(should).map(|&other| place[other]);
            // Only what is earlier: a run must not wait for itself, whatever an inventory claims.
            let earlier = places.filter(|&other| other < own_place);
            step.after = set_of(earlier).into_iter().map(StepId).collect();
            steps.push(step);
        }
        let leftovers =
            left_behind::of(self.name, self.repository, self.analysis, &self.tags, &going);
        let skipped = self.skipped.iter().map(|(digest, why)| Skipped {
            repository: self.name.clone(),
            item: Item::Manifest(digest.clone()),
            tags: self.owned_tags(digest),
            chosen: self.chosen_tags(digest),
            why: why.clone(),
        });
        Part { steps, skipped: skipped.collect(), leftovers, cascade: self.cascade.clone() }
    }

    /// Takes in the chosen manifests that may go for all that is known of each alone.
    fn choose(&mut self) {
        let whole = self.analysis.repositories.get(self.name).is_some_and(|repo| repo.read_whole);
        for (digest, chosen_tags) in self.targets {
            let stray = chosen_tags.iter().find(|tag| !self.tags_of(digest).contains(tag));
            let refusal = if !self.repository.manifests.contains_key(digest) {
                Some(Refusal::NotRead)
            } else if !whole {
                Some(Refusal::RepositoryNotWhole)
            } else if let Some(&tag) = stray {
                Some(Refusal::NotItsTag(tag.clone()))
            } else {
                self.lock_on(digest)
            };
            match refusal {
                Some(why) => drop(self.skipped.insert((*digest).clone(), why)),
                None => self.members.extend([(*digest).clone()]),
            }
        }
    }

    /// Takes in everything that may go along; what must not is taken out by [`Self::settle`].
    fn grow(&mut self) {
        let mut open: Vec<Digest> = self.members.iter().cloned().collect();
        while let Some(member) = open.pop() {
            let mut found = Vec::new();
            if self.along.children && !self.takes_children {
                let children = self.analysis.children_of(self.name, &member);
                // A tagged child is kept for its own sake.
                found.extend(children.into_iter().filter(|child| self.tags_of(child).is_empty()));
            }
            if self.along.referrers {
                found.extend(self.analysis.attachments_of(self.name, &member));
                // Where the registry takes them itself, they need no step.
                if !self.takes_referrers {
                    found.extend(self.analysis.referrers_of(self.name, &member));
                }
            }
            for digest in found {
                if self.members.contains(&digest) || self.skipped.contains_key(&digest) {
                    continue;
                }
                match self.lock_on(&digest) {
                    Some(why) => drop(self.skipped.insert(digest, why)),
                    None => {
                        self.members.insert(digest.clone());
                        open.push(digest);
                    }
                }
            }
        }
    }

    /// Takes out what must stay, until nothing must: taking one out may make another one stay.
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
                // What would have gone along and is needed elsewhere was never asked for.
                let unasked = !self.targets.contains_key(&member);
                if !(unasked && matches!(why, Refusal::PartOf { .. })) {
                    self.skipped.insert(member, why);
                }
            }
        }
    }

    /// Gives indexes that go by cascade a step of their own where they list something that goes: they
    /// have to go before it, not whenever their subject does.
    fn promote(&mut self) {
        let going = self.going();
        let lists = |digest: &&Digest| {
            let children = self.analysis.children_of(self.name, digest);
            children.iter().any(|child| going.contains(child))
        };
        // What goes as a child goes when everything that lists it is gone: the order is right.
        let is_referrer = |digest: &&Digest| self.goes_with(digest, &going).is_some();
        let others =
            going.iter().filter(|digest| !self.members.contains(*digest)).filter(is_referrer);
        let promoted: Vec<Digest> = others.filter(lists).cloned().collect();
        self.members.extend(promoted);
    }

    /// The subject with which the registry takes it, if that goes.
    fn goes_with(&self, digest: &Digest, going: &BTreeSet<Digest>) -> Option<&Digest> {
        let record = self.repository.manifests.get(digest).filter(|_| self.takes_referrers)?;
        record.manifest.subject.as_ref().filter(|subject| going.contains(*subject))
    }

    /// What keeps a member from going, given everything that goes.
    fn obstacle(&self, member: &Digest, going: &BTreeSet<Digest>) -> Option<Refusal> {
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

    /// What stays and lists the manifest, or may list it.
    fn holder(&self, digest: &Digest, going: &BTreeSet<Digest>) -> Option<Refusal> {
        let parents = self.analysis.parents_of(self.name, digest);
        if let Some(index) = parents.into_iter().find(|parent| !going.contains(parent)) {
            let tags = self.owned_tags(&index);
            return Some(Refusal::PartOf { index, tags });
        }
        if let Some(other) = self.other_digests.get(digest).filter(|other| !going.contains(*other))
        {
            return Some(Refusal::SameAs(other.clone()));
        }
        let mut may_list = self.unclear.iter().filter(|&&other| other != digest);
        may_list
            .find(|&&other| !going.contains(other))
            .map(|&other| Refusal::MayBePartOf(other.clone()))
    }

    /// Why a member goes; `None` where it goes along with something, and something else that stays
    /// has a claim on it.
    fn why(&self, member: &Digest, going: &BTreeSet<Digest>) -> Option<Why> {
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

    /// The members and what the registry deletes with them.
    fn going(&self) -> BTreeSet<Digest> {
        self.cascade.closure(&self.members)
    }

    /// The members that go before this one: the indexes that list it or anything that the registry
    /// takes with it, and what it is about. `takers` are the members that a manifest goes with, by a
    /// step or by cascade.
    fn before(
        &self,
        member: &Digest,
        going: &BTreeSet<Digest>,
        takers: &BTreeMap<&Digest, Vec<usize>>,
    ) -> Before {
        let mut must = self.analysis.parents_of(self.name, member);
        let named = self.tags_of(member).iter().filter_map(|tag| tag.attached_to());
        let mut should: Vec<Digest> = named.collect();
        let taken = self.cascade.reach(member, going, &BTreeSet::new());
        for other in &taken {
            // What goes as a child goes when nothing lists it any more; a referrer with its subject.
            let subject = self.goes_with(other, going);
            if !subject.is_some_and(|subject| subject == member || taken.contains(subject)) {
                continue;
            }
            let parents = self.analysis.parents_of(self.name, other);
            if self.takes_children {
                // Indexes that take their children may wait for each other in a circle.
                should.extend(parents);
            } else {
                must.extend(parents);
            }
        }
        if let Some(record) = self.repository.manifests.get(member) {
            should.extend(record.manifest.subject.clone());
        }
        let own = takers.get(member);
        let members = |digests: Vec<Digest>| {
            let takers = digests.iter().filter_map(|digest| takers.get(digest)).flatten();
            takers.filter(|&other| !own.is_some_and(|own| own.contains(other))).copied().collect()
        };
        Before { must: members(must), should: members(should) }
    }

    fn step(&self, digest: &Digest, going: &BTreeSet<Digest>, taken: Vec<&Digest>) -> Step {
        let record = self.repository.manifests.get(digest);
        let tags = self.owned_tags(digest);
        let chosen = self.targets.get(digest);
        let unasked = |tag: &&TagName| !chosen.is_some_and(|chosen| chosen.contains(tag));
        let taken = taken.into_iter();
        let removal = Removal {
            digest: digest.clone(),
            media_type: record
                .map_or_else(|| MediaType::from(""), |record| record.manifest.media_type.clone()),
            role: self.analysis.role(self.name, digest).unwrap_or(Role::Unknown),
            content: self.analysis.content(self.name, digest).unwrap_or_default(),
            why: self.why(digest, going).unwrap_or(Why::Chosen),
            unasked_tags: tags.iter().filter(unasked).cloned().collect(),
            tags,
            stays: left_behind::closest(self.name, self.analysis, &self.tags, digest, going),
            cascaded: taken
                .map(|other| {
                    Taken::of(self.name, self.repository, self.analysis, &self.tags, other)
                })
                .collect(),
        };
        Step::of(self.name, Action::DeleteManifest(removal))
    }

    fn lock_on(&self, digest: &Digest) -> Option<Refusal> {
        lock::on_manifest(self.repository, digest, self.tags_of(digest))
    }

    fn tags_of(&self, digest: &Digest) -> &[&'a TagName] {
        self.tags.on(digest)
    }

    /// The tags by which it was chosen.
    fn chosen_tags(&self, digest: &Digest) -> Vec<TagName> {
        let chosen = self.targets.get(digest).map(Vec::as_slice).unwrap_or_default();
        chosen.iter().map(|&tag| tag.clone()).collect()
    }

    fn owned_tags(&self, digest: &Digest) -> Vec<TagName> {
        self.tags_of(digest).iter().map(|&tag| tag.clone()).collect()
    }
}

/// Whether a manifest that was not understood may list others: not so where its type says that it is
/// an image.
fn may_be_index(record: &ManifestRecord) -> bool {
    let images = [
        MediaType::OciManifest,
        MediaType::OciArtifact,
        MediaType::OrasArtifact,
        MediaType::DockerManifest,
        MediaType::DockerSchema1,
        MediaType::DockerSchema1Signed,
    ];
    !record.manifest.is_understood() && !images.contains(&record.manifest.media_type)
}
