//! The order of turns: which waiting step comes next, which others it waits for, and which must not be done
//! at all.

use crate::cleanup::done::Done;
use crate::cleanup::event::StepEnd;
use crate::cleanup::execute::repository::{CONCURRENCY, RepositoryRun};
use crate::cleanup::planning::step::{Action, Step, StepId, UntagWay};
use crate::cleanup::reason::Obstacle;
use crate::cleanup::taken_along::WithTags;
use crate::model::Digest;
use crate::registry::{Cascade, Deletes, UntagProof};

impl<'a> RepositoryRun<'_, 'a> {
    /// The number of steps that may be in flight. One, until the first deletion of the run shows that the
    /// registry deletes. One, too, as long as nobody knows whether the registry deletes more than the tag,
    /// because each manifest is looked at before the next step. And one for placeholders: a run that is
    /// interrupted leaves one tag on one, at most.
    pub(super) fn width(&self) -> usize {
        let is_shown = self.run.deletes == Some(Deletes::Allowed);
        let is_alone = self.is_unproven() || !is_shown || self.steps[0].is_by_placeholder();
        if is_alone { 1 } else { CONCURRENCY }
    }

    /// Whether these steps untag by a request that some registries answer by deleting the manifest, and
    /// this registry has not shown yet which it does: its kind may have been taken for another. A plain
    /// registry never counts as proven, because only the specification promises that the manifest stays.
    pub(super) fn is_unproven(&self) -> bool {
        let Action::Untag(untagging) = &self.steps[0].action else { return false };
        untagging.way == UntagWay::Direct
            && match self.run.client.endpoint().kind().facts().untag {
                UntagProof::Documented => false,
                UntagProof::ByOneManifest => !self.is_proven,
                UntagProof::Never => true,
            }
    }

    /// Whether this step proves that the registry untags without deleting. It does where the tag was the
    /// last one and nothing else keeps the manifest: some registries (zot before 2.1.2) delete a manifest
    /// with its last tag only.
    pub(super) fn proves(&self, id: StepId) -> bool {
        let step = self.step(id);
        let Action::Untag(untagging) = &step.action else { return false };
        let is_same = |other: &Step| match &other.action {
            Action::Untag(other) => other.digest == untagging.digest,
            _ => false,
        };
        let Some(digest) = &untagging.digest else { return false };
        let others = self.steps.iter().filter(|other| other.id != id && is_same(other));
        self.run.proving.contains(&(&step.repository, digest))
            && others
                .map(|other| self.run.ends.get(&other.id))
                .all(|end| end.is_some_and(StepEnd::is_gone))
    }

    /// Whether related manifests that must stay are looked at after this step. These steps run one at a
    /// time, because a registry may delete more than its kind is known to. Registries with published rules
    /// are trusted.
    fn is_watched(&self, id: StepId) -> bool {
        let stays = self.step(id).removal().is_some_and(|removal| !removal.stays.is_empty());
        stays && self.run.client.endpoint().kind().facts().cascade != Cascade::Published
    }

    /// Manifests that the registry deletes along with the step `id`, although they belong to other steps.
    /// Only those that are still there.
    pub(super) fn others(&self, id: StepId) -> Vec<WithTags<'a>> {
        let Some(removal) = self.step(id).removal() else { return Vec::new() };
        let is_own = |digest: &Digest| removal.cascaded.iter().any(|taken| taken.digest == *digest);
        let with = self.along.with(&removal.digest).iter().copied();
        with.filter(|(digest, _)| !self.gone.contains(*digest) && !is_own(digest)).collect()
    }

    /// Whether this step would delete a further index or subject, while children or referrers of an earlier
    /// one still wait. Where no list shows untagged manifests, it waits for them: an interrupted run then
    /// leaves those of one index or subject at most.
    fn leaves_parts(&self, id: StepId, waiting: &[StepId]) -> bool {
        let is_whole = waiting.iter().any(|other| self.step(*other).after.contains(&id));
        let waits_for_others = |other: &StepId| {
            let after = &self.step(*other).after;
            after.iter().any(|whole| self.begun.contains(whole)) && !after.contains(&id)
        };
        let are_listed = self.run.client.endpoint().capabilities().lists_untagged;
        !are_listed && is_whole && waiting.iter().any(waits_for_others)
    }

    /// Removes the first waiting step whose turn has come from `waiting`, and returns it. Ends the steps
    /// that must not be done any more. `is_idle`: no step is under way.
    pub(super) fn next(&mut self, waiting: &mut Vec<StepId>, is_idle: bool) -> Option<StepId> {
        while std::mem::take(&mut self.is_unsettled) {
            for id in std::mem::take(waiting) {
                match self.hindrance(id) {
                    Some(_) if self.is_taken(id) => {
                        self.end(id, Done::of(StepEnd::AlreadyGone));
                    }
                    Some(why) => self.end(id, Done::of(StepEnd::Refused(why))),
                    None => waiting.push(id),
                }
            }
        }
        let ended = |other: &StepId| self.run.ends.contains_key(other);
        let is_free = |id: &StepId| self.watched.is_none() || !self.is_watched(*id);
        let is_due = |id: &StepId| is_free(id) && self.step(*id).after.iter().all(ended);
        let is_next = |id: &StepId| !self.leaves_parts(*id, waiting);
        let settled = |id: &StepId| {
            let removal = self.step(*id).removal();
            let with = removal.map(|removal| self.along.with(&removal.digest));
            let taken = with.into_iter().flatten().filter_map(|(digest, _)| self.own.get(digest));
            let mut after = taken.flat_map(|own| &self.step(*own).after);
            after.all(|other| other == id || ended(other))
        };
        // A step whose deletion takes manifests of other steps along waits until the steps before those
        // have ended. Where steps wait for one another in a circle, the first comes once nothing is under
        // way.
        let at = waiting.iter().position(|id| is_due(id) && settled(id) && is_next(id));
        let at = at.or_else(|| waiting.iter().position(is_due).filter(|_| is_idle));
        let id = waiting.remove(at?);
        self.begun.insert(id);
        self.watched = self.watched.or(Some(id).filter(|id| self.is_watched(*id)));
        Some(id)
    }

    /// The obstacle to a waiting step: a manifest that stayed needs its target, or would be deleted along
    /// with it.
    fn hindrance(&self, id: StepId) -> Option<Obstacle> {
        let stays = |other: &&StepId| self.run.ends.get(*other).is_some_and(|end| !end.is_gone());
        let step = self.step(id);
        if let Some(&kept) = step.after.iter().find(stays) {
            let is_certain = !self.unclear.contains(&kept);
            return Some(Obstacle::NeededBy { item: self.step(kept).item(), is_certain });
        }
        let with = self.along.with(&step.removal()?.digest).iter();
        let mut kept = with.filter(|(digest, _)| self.own.get(digest).filter(stays).is_some());
        let (kept, _) = kept.next()?;
        Some(Obstacle::TakesWhatStays((*kept).clone()))
    }

    /// Whether the registry deleted its manifest along with another one, before its own turn came.
    pub(super) fn is_taken(&self, id: StepId) -> bool {
        self.step(id).removal().is_some_and(|removal| self.gone.contains(&removal.digest))
    }
}
