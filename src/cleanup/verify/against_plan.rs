//! The content of a repository as it is now, held against a plan that deletes manifests there.

use std::collections::BTreeMap;

use crate::cleanup::action::{Item, Step};
use crate::cleanup::plan::Known;
use crate::cleanup::reason::Obstacle;
use crate::cleanup::taken_along::TakenAlong;
use crate::model::{Digest, Manifest, TagName};
use crate::registry::{ListedManifest, ListedTag};

/// A repository as it is now.
#[derive(Default)]
pub(super) struct Observed {
    /// Tags that only the list of manifests names.
    pub(super) hidden: Vec<(TagName, Digest)>,
    /// Every tag, with the digest it points to.
    pub(super) tags: Vec<(ListedTag, Digest)>,
    /// Every manifest that is listed.
    pub(super) manifests: Vec<ListedManifest>,
    /// Manifests that are new since the plan was made.
    pub(super) new: Vec<Manifest>,
}

/// A manifest that goes, and what the plan said of it.
struct Watched<'a> {
    /// The steps by which it goes: its own, and those with which the registry takes it.
    steps: Vec<&'a Digest>,
    tags: &'a [TagName],
}

/// The steps of one repository, and the obstacles found to them.
struct Check<'a> {
    watched: BTreeMap<&'a Digest, Watched<'a>>,
    refused: BTreeMap<Item, Obstacle>,
}

/// The first obstacle to each step that must not be done any more.
///
/// # Errors
///
/// An obstacle to all of them: a manifest that is new and not understood may need any other.
pub(super) fn judge(
    steps: &[Step],
    known: &Known,
    observed: &Observed,
) -> Result<BTreeMap<Item, Obstacle>, Obstacle> {
    let mut check = Check::of(steps, known);
    for (tag, digest) in &observed.hidden {
        if !check.is_planned(tag, digest) {
            check.refuse(digest, || Obstacle::HiddenTag(tag.clone()));
        }
    }
    for (tag, digest) in &observed.tags {
        check.tag(tag, digest, known);
    }
    for manifest in &observed.manifests {
        if manifest.entry.attributes.is_locked() {
            check.refuse(&manifest.digest, || Obstacle::Locked);
        }
    }
    for manifest in &observed.new {
        check.new_manifest(manifest)?;
    }
    Ok(check.refused)
}

impl<'a> Check<'a> {
    fn of(steps: &'a [Step], known: &Known) -> Self {
        let removals = || steps.iter().filter_map(Step::removal);
        let mut watched: BTreeMap<&Digest, Watched<'a>> = BTreeMap::new();
        for removal in removals() {
            let own = (&removal.digest, removal.tags.as_slice());
            let cascaded = removal.cascaded.iter().map(|other| (&other.digest, &*other.tags));
            for (digest, tags) in cascaded.chain([own]) {
                let steps = Vec::new();
                let watched = watched.entry(digest).or_insert(Watched { steps, tags });
                watched.steps.push(&removal.digest);
            }
        }
        // A manifest with a step of its own may go with another one all the same: it must not, if it is to
        // stay.
        let along = TakenAlong::of(steps, &known.cascade);
        for step in removals().map(|removal| &removal.digest) {
            for (digest, _) in along.with(step) {
                if let Some(watched) = watched.get_mut(digest) {
                    watched.steps.push(step);
                }
            }
        }
        Self { watched, refused: BTreeMap::new() }
    }

    /// Notes the first obstacle to each step by which `digest` goes, if it goes.
    fn refuse(&mut self, digest: &Digest, why: impl Fn() -> Obstacle) {
        for &step in self.watched.get(digest).into_iter().flat_map(|watched| &watched.steps) {
            self.refused.entry(Item::Manifest(step.clone())).or_insert_with(|| {
                if step == digest {
                    why()
                } else {
                    Obstacle::TakesAlong(digest.clone(), Box::new(why()))
                }
            });
        }
    }

    fn is_planned(&self, tag: &TagName, digest: &Digest) -> bool {
        self.watched.get(digest).is_some_and(|watched| watched.tags.contains(tag))
    }

    /// Holds a tag, as it is now, against the plan.
    fn tag(&mut self, tag: &ListedTag, digest: &Digest, known: &Known) {
        let name = &tag.name;
        if !self.is_planned(name, digest) {
            self.refuse(digest, || Obstacle::NewTag(name.clone()));
        }
        if tag.attributes.is_locked() {
            self.refuse(digest, || Obstacle::TagLocked(name.clone()));
        }
        if !known.tags.contains(name)
            && let Some(named) = name.attached_to()
        {
            self.refuse(&named, || Obstacle::NewAttachment(name.clone()));
        }
    }

    /// Holds a new manifest against the plan: it may list or refer to what was to go.
    fn new_manifest(&mut self, manifest: &Manifest) -> Result<(), Obstacle> {
        let digest = &manifest.digest;
        if !manifest.is_understood() {
            return Err(Obstacle::NotUnderstood(digest.clone()));
        }
        for child in manifest.children() {
            self.refuse(&child.digest, || Obstacle::NewIndex(digest.clone()));
        }
        if let Some(subject) = &manifest.subject {
            self.refuse(subject, || Obstacle::NewReferrer(digest.clone()));
        }
        Ok(())
    }
}
