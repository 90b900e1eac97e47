//! The steps of a settled selection, in their order.

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::planning::left_behind;
use crate::cleanup::planning::plan::{Part, Skipped};
use crate::cleanup::planning::selection::Selection;
use crate::cleanup::planning::sequence::{self, Before};
use crate::cleanup::planning::step::{Action, Item, Removal, Step, StepId, Taken, Why};
use crate::model::order::set_of;
use crate::model::{Digest, MediaType, TagName};
use crate::storage::Role;

impl Selection<'_> {
    /// The steps in their order, with what is skipped and what is left behind.
    pub(in crate::cleanup) fn into_part(self) -> Part {
        let going = self.going();
        // Members by number, in the order of their digests.
        let members: Vec<&Digest> = self.members.iter().collect();
        let reach = |member: &&Digest| self.ground.cascade.reach(member, &going, &self.members);
        let taken: Vec<BTreeSet<Digest>> = members.iter().map(reach).collect();
        // A child that several indexes list is deleted along with the last of them, whichever that is.
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
            let Before { must, should, may } = &before[number];
            let places = [must, should, may].into_iter().flatten().map(|&other| place[other]);
            // Only earlier steps: a run must not wait for itself, even where an inventory claims a circle.
            let earlier = places.filter(|&other| other < own_place);
            step.after = set_of(earlier).into_iter().map(StepId).collect();
            steps.push(step);
        }
        let leftovers = left_behind::of(
            self.ground.name,
            self.ground.repository,
            self.ground.analysis,
            &self.ground.tags,
            &going,
        );
        let skipped = self.skipped.iter().map(|(digest, why)| Skipped {
            repository: self.ground.name.clone(),
            item: Item::Manifest(digest.clone()),
            tags: self.ground.owned_tags(digest),
            chosen: self.chosen_tags(digest),
            why: why.clone(),
        });
        Part { steps, skipped: skipped.collect(), leftovers, cascade: self.ground.cascade.clone() }
    }

    /// The members that are deleted before this one: the indexes that list it or anything deleted along
    /// with it, and its subject. `takers`: for each manifest the members with which it is deleted, itself
    /// included.
    fn before(
        &self,
        member: &Digest,
        going: &BTreeSet<Digest>,
        takers: &BTreeMap<&Digest, Vec<usize>>,
    ) -> Before {
        let mut must = self.ground.analysis.parents_of(self.ground.name, member);
        let named = self.ground.tags_of(member).iter().filter_map(|tag| tag.attached_to());
        let mut should: Vec<Digest> = named.collect();
        let taken = self.ground.cascade.reach(member, going, &BTreeSet::new());
        for other in &taken {
            // A child is deleted when nothing lists it any more, a referrer together with its subject.
            let subject = self.goes_with(other, going);
            if !subject.is_some_and(|subject| subject == member || taken.contains(subject)) {
                continue;
            }
            let parents = self.ground.analysis.parents_of(self.ground.name, other);
            if self.ground.takes_children {
                // Indexes that take their children may wait for each other in a circle.
                should.extend(parents);
            } else {
                must.extend(parents);
            }
        }
        if let Some(record) = self.ground.repository.manifests.get(member) {
            should.extend(record.manifest.subject.clone());
        }
        // A manifest that was not understood may list any other.
        let mut may = Vec::new();
        if !self.ground.unclear.contains(&member) {
            may.extend(self.ground.unclear.iter().map(|&other| other.clone()));
        }
        let own = takers.get(member);
        let members = |digests: Vec<Digest>| {
            let takers = digests.iter().filter_map(|digest| takers.get(digest)).flatten();
            takers.filter(|&other| !own.is_some_and(|own| own.contains(other))).copied().collect()
        };
        Before { must: members(must), should: members(should), may: members(may) }
    }

    /// The step that deletes a member. `taken`: the manifests that the registry deletes along with it and
    /// no other step names.
    fn step(&self, digest: &Digest, going: &BTreeSet<Digest>, taken: Vec<&Digest>) -> Step {
        let record = self.ground.repository.manifests.get(digest);
        let tags = self.ground.owned_tags(digest);
        let chosen = self.targets.get(digest);
        let unasked = |tag: &&TagName| !chosen.is_some_and(|chosen| chosen.contains(tag));
        let taken = taken.into_iter();
        let removal = Removal {
            digest: digest.clone(),
            media_type: record
                .map_or_else(|| MediaType::from(""), |record| record.manifest.media_type.clone()),
            role: self.ground.analysis.role(self.ground.name, digest).unwrap_or(Role::Unknown),
            content: self.ground.analysis.content(self.ground.name, digest).unwrap_or_default(),
            why: self.why(digest, going).unwrap_or(Why::Chosen),
            unasked_tags: tags.iter().filter(unasked).cloned().collect(),
            tags,
            stays: left_behind::closest(
                self.ground.name,
                self.ground.analysis,
                &self.ground.tags,
                digest,
                going,
            ),
            cascaded: taken
                .map(|other| {
                    Taken::of(
                        self.ground.name,
                        self.ground.repository,
                        self.ground.analysis,
                        &self.ground.tags,
                        other,
                    )
                })
                .collect(),
        };
        Step::of(self.ground.name, Action::DeleteManifest(removal))
    }

    /// The tags by which it was chosen.
    fn chosen_tags(&self, digest: &Digest) -> Vec<TagName> {
        let chosen = self.targets.get(digest).map(Vec::as_slice).unwrap_or_default();
        chosen.iter().map(|&tag| tag.clone()).collect()
    }
}
