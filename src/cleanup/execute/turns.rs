//! Whose turn it is: the steps that wait, what they wait for, and what keeps them from coming at all.

use crate::cleanup::action::{Action, Step, UntagWay};
use crate::cleanup::done::Done;
use crate::cleanup::event::StepEnd;
use crate::cleanup::execute::{CONCURRENCY, Run};
use crate::cleanup::together::Named;
use crate::model::Digest;
use crate::registry::{Cascade, UntagProof};

impl<'a> Run<'a> {
    /// How many steps may be in flight. Where nobody knows whether a registry takes more than the
    /// tag, each tag is looked at before the next.
    pub(super) fn width(&self, group: &[Step]) -> usize {
        if self.is_unproven(group) { 1 } else { CONCURRENCY }
    }

    /// Whether tags are taken off by a request that some registries understand otherwise, and this
    /// one has not shown yet what it does: it may have been taken for another. Of a plain registry
    /// nothing more is known than what the specification promises, however often it keeps to it.
    pub(super) fn is_unproven(&self, group: &[Step]) -> bool {
        let Some(Action::Untag(untagging)) = group.first().map(|step| &step.action) else {
            return false;
        };
        untagging.way == UntagWay::Direct
            && match self.client.endpoint().kind().facts().untag {
                UntagProof::Documented => false,
                UntagProof::ByOneManifest => !self.is_proven,
                UntagProof::Never => true,
            }
    }

    /// Whether taking off a tag shows that this registry leaves the manifest: it was the last one, and
    /// nothing else keeps the manifest. Some (zot before 2.1.2) delete it with its last tag only.
    pub(super) fn proves(&self, place: usize) -> bool {
        let step = &self.steps[place];
        let Action::Untag(untagging) = &step.action else { return false };
        let same = |other: &Step| match &other.action {
            Action::Untag(other) => other.digest == untagging.digest,
            _ => false,
        };
        let others = self.steps.iter().enumerate().filter(|(at, _)| *at != place);
        self.bare.contains(&(&step.repository, &untagging.digest))
            && others
                .filter(|(_, other)| other.repository == step.repository && same(other))
                .all(|(at, _)| self.ends[at].as_ref().is_some_and(StepEnd::is_gone))
    }

    /// Whether something that belongs to what goes stays, and it is looked at afterwards: one at a time,
    /// for a registry may delete deeper than it is known to, unless its rules are published.
    pub(super) fn parts(&self, place: usize) -> bool {
        let stays = self.steps[place].removal().is_some_and(|removal| !removal.stays.is_empty());
        stays && self.client.endpoint().kind().facts().cascade != Cascade::Published
    }

    /// What is still there and goes with the step at `place`, though other steps name it.
    pub(super) fn others(&self, place: usize) -> Vec<Named<'a>> {
        let Some(removal) = self.steps[place].removal() else { return Vec::new() };
        let is_own = |digest: &Digest| removal.cascaded.iter().any(|taken| taken.digest == *digest);
        let with = self.together.with(&removal.digest).iter().copied();
        with.filter(|(digest, _)| !self.gone.contains(*digest) && !is_own(digest)).collect()
    }

    /// Takes the first waiting step whose turn has come. Ends those that must not come any more.
    pub(super) fn next(&mut self, waiting: &mut Vec<usize>, is_idle: bool) -> Option<usize> {
        while std::mem::take(&mut self.is_unsettled) {
            for place in std::mem::take(waiting) {
                match self.hindrance(place) {
                    Some(_) if self.is_taken(place) => {
                        self.end(place, Done::of(StepEnd::AlreadyGone));
                    }
                    Some(why) => self.end(place, Done::of(StepEnd::Refused(why))),
                    None => waiting.push(place),
                }
            }
        }
        let ended = |other: &usize| self.ends[*other].is_some();
        let is_free = |place: &usize| self.parting.is_none() || !self.parts(*place);
        let is_due = |place: &usize| is_free(place) && self.steps[*place].after.iter().all(ended);
        let settled = |place: &usize| {
            let removal = self.steps[*place].removal();
            let with = removal.map(|removal| self.together.with(&removal.digest));
            let taken = with.into_iter().flatten().filter_map(|(digest, _)| self.own.get(digest));
            let mut after = taken.flat_map(|own| &self.steps[*own].after);
            after.all(|other| other == place || ended(other))
        };
        // What takes others along comes when it is known whether those may go; where they wait for one
        // another, when nothing is under way.
        let at = waiting.iter().position(|place| is_due(place) && settled(place));
        let at = at.or_else(|| waiting.iter().position(is_due).filter(|_| is_idle));
        let place = waiting.remove(at?);
        self.parting = self.parting.or(Some(place).filter(|place| self.parts(*place)));
        Some(place)
    }

    /// Why a waiting step must not come any more: what stays needs it, or would go with it.
    fn hindrance(&self, place: usize) -> Option<String> {
        let stays = |other: &&usize| self.ends[**other].as_ref().is_some_and(|end| !end.is_gone());
        let step = &self.steps[place];
        if let Some(&kept) = step.after.iter().find(stays) {
            let stays = if self.unclear.contains(&kept) { "may have stayed" } else { "stays" };
            let kept = self.steps[kept].item().name(&self.steps[kept].repository);
            return Some(format!("{kept} {stays} and needs it."));
        }
        let with = self.together.with(&step.removal()?.digest).iter();
        let mut kept = with.filter(|(digest, _)| self.own.get(digest).filter(stays).is_some());
        let (kept, _) = kept.next()?;
        Some(format!("The registry would take {} along, which stays.", kept.short()))
    }

    /// Whether the registry took it along before its own step came.
    pub(super) fn is_taken(&self, place: usize) -> bool {
        self.steps[place].removal().is_some_and(|removal| self.gone.contains(&removal.digest))
    }
}
