//! The content of a repository as it is now, compared with a plan that deletes manifests there.

use std::collections::BTreeMap;

use crate::cleanup::planning::plan::Known;
use crate::cleanup::planning::step::{Item, Step};
use crate::cleanup::reason::Obstacle;
use crate::cleanup::taken_along::TakenAlong;
use crate::model::{Digest, Manifest, TagName};
use crate::registry::{ListedManifest, ListedTag};

/// The content of a repository as it was just read.
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

/// A manifest that the plan deletes.
struct Watched<'a> {
    /// The targets of the steps that delete it: its own step, and those along with which the registry
    /// deletes it.
    steps: Vec<&'a Digest>,
    tags: &'a [TagName],
}

/// The steps of one repository, and the obstacles found to them.
struct Check<'a> {
    watched: BTreeMap<&'a Digest, Watched<'a>>,
    refused: BTreeMap<Item, Obstacle>,
}

/// The first obstacle to each step that must not be done any more, by the step's target.
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
        // A manifest with a step of its own may be deleted along with another one all the same. Where it
        // must stay, that step must not be done, either.
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

    /// Records an obstacle to each step that deletes `digest`, unless the step has one already.
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

    /// Compares a tag, as it is now, with the plan.
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

    /// Compares a new manifest with the plan: it may list a target, or refer to one.
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::cleanup::planning::step::{Action, Removal, Taken, Why};
    use crate::model::{Amount, Attributes, ManifestEntry, MediaType};
    use crate::storage::Role;

    fn tag(name: &str) -> TagName {
        name.parse().expect("a tag")
    }

    fn image() -> Digest {
        Digest::of(b"image")
    }

    fn signature() -> Digest {
        Digest::of(b"signature")
    }

    /// One step: deletes an image tagged v1, with which the registry takes its signature.
    fn steps() -> Vec<Step> {
        let signature = Taken {
            digest: signature(),
            role: Role::Referrer,
            artifact_type: None,
            content: Amount::default(),
            tags: Vec::new(),
        };
        let removal = Removal {
            digest: image(),
            media_type: MediaType::OciManifest,
            role: Role::Image,
            content: Amount::default(),
            why: Why::Chosen,
            tags: vec![tag("v1")],
            unasked_tags: Vec::new(),
            cascaded: vec![signature],
            stays: Vec::new(),
        };
        vec![Step::of(&"app".parse().expect("a name"), Action::DeleteManifest(removal))]
    }

    fn listed(name: &str, digest: Digest) -> (ListedTag, Digest) {
        let (name, attributes) = (tag(name), Attributes::OPEN);
        let listed =
            ListedTag { name, digest: Some(digest.clone()), last_updated: None, attributes };
        (listed, digest)
    }

    fn manifest(text: &str) -> Manifest {
        Manifest::read(text.as_bytes(), None, None)
    }

    /// The obstacle to the step, once one thing is different.
    fn found(change: impl Fn(&mut Observed)) -> Result<Option<Obstacle>, Obstacle> {
        let tags = BTreeSet::from([tag("v1")]);
        let known = Known { tags, ..Known::default() };
        let mut observed = Observed { tags: vec![listed("v1", image())], ..Observed::default() };
        change(&mut observed);
        let mut refused = judge(&steps(), &known, &observed)?;
        let obstacle = refused.remove(&Item::Manifest(image()));
        assert!(refused.is_empty(), "{refused:?}");
        Ok(obstacle)
    }

    #[test]
    fn a_manifest_goes_only_as_it_was_planned() {
        let check = |change: &dyn Fn(&mut Observed), expected: Option<Obstacle>| {
            assert_eq!(found(change), Ok(expected));
        };
        let taken = |why| Some(Obstacle::TakesAlong(signature(), Box::new(why)));
        check(&|_| {}, None);
        check(&|now| now.tags.push(listed("v2", Digest::of(b"other"))), None);
        check(&|now| now.tags.push(listed("v2", image())), Some(Obstacle::NewTag(tag("v2"))));
        check(&|now| now.tags.push(listed("v2", signature())), taken(Obstacle::NewTag(tag("v2"))));
        check(&|now| now.hidden.push((tag("v1"), image())), None);
        let hidden = Some(Obstacle::HiddenTag(tag("h")));
        check(&|now| now.hidden.push((tag("h"), image())), hidden);
        let locked = Some(Obstacle::TagLocked(tag("v1")));
        check(&|now| now.tags[0].0.attributes = Attributes::LOCKED, locked);
        let lock = |digest: Digest| {
            let entry =
                ManifestEntry { attributes: Attributes::LOCKED, ..ManifestEntry::default() };
            ListedManifest { digest, entry, tags: Vec::new() }
        };
        check(&|now| now.manifests.push(lock(image())), Some(Obstacle::Locked));
        check(&|now| now.manifests.push(lock(signature())), taken(Obstacle::Locked));
        let hex = image().to_string().replace("sha256:", "");
        let attached = format!("sha256-{hex}.sig");
        let newly = Some(Obstacle::NewAttachment(tag(&attached)));
        check(&|now| now.tags.push(listed(&attached, Digest::of(b"other"))), newly);
    }

    #[test]
    fn a_new_manifest_that_needs_it_keeps_it() {
        let descriptor = |digest: Digest| {
            format!(
                r#"{{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{digest}","size":1}}"#
            )
        };
        let index = |child: Digest| {
            let child = descriptor(child);
            manifest(&format!(
                r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{child}]}}"#
            ))
        };
        let lists = index(image());
        let expected = Obstacle::NewIndex(lists.digest.clone());
        assert_eq!(found(|now| now.new.push(lists.clone())), Ok(Some(expected)));
        assert_eq!(found(|now| now.new.push(index(Digest::of(b"other")))), Ok(None));
        let referrer = manifest(&format!(
            r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],"subject":{}}}"#,
            descriptor(image())
        ));
        let expected = Obstacle::NewReferrer(referrer.digest.clone());
        assert_eq!(found(|now| now.new.push(referrer.clone())), Ok(Some(expected)));
        let odd = manifest("{}");
        let expected = Obstacle::NotUnderstood(odd.digest.clone());
        assert_eq!(found(|now| now.new.push(odd.clone())), Err(expected));
    }
}
