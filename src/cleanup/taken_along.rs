//! Manifests that the registry deletes along with another one of the plan, including those that have a step
//! of their own.

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::planning::cascade::Cascade;
use crate::cleanup::planning::step::Step;
use crate::model::order::{map_of, set_of};
use crate::model::{Digest, TagName};

/// A manifest that a plan names, with the tags that were on it then.
pub(super) type WithTags<'a> = (&'a Digest, &'a [TagName]);

/// The manifests that the registry deletes along with each step of one repository, by the digest that the
/// step deletes.
#[derive(Default)]
pub(super) struct TakenAlong<'a>(BTreeMap<&'a Digest, Vec<WithTags<'a>>>);

impl<'a> TakenAlong<'a> {
    /// Follows the cascades from the target of each step, through all manifests that `steps` name.
    pub(super) fn of(steps: &'a [Step], cascade: &Cascade) -> Self {
        if cascade.is_empty() {
            return Self::default();
        }
        let removals = || steps.iter().filter_map(Step::removal);
        let named: BTreeMap<&Digest, &[TagName]> = map_of(removals().flat_map(|removal| {
            let taken = removal.cascaded.iter().map(|taken| (&taken.digest, &*taken.tags));
            taken.chain([(&removal.digest, removal.tags.as_slice())])
        }));
        let all: BTreeSet<Digest> = set_of(named.keys().map(|&digest| digest.clone()));
        let with = |digest: &'a Digest| {
            let taken = cascade.reach(digest, &all, &BTreeSet::new());
            let entry = |digest: &Digest| named.get_key_value(digest).map(|(d, tags)| (*d, *tags));
            (digest, taken.iter().filter_map(entry).collect())
        };
        Self(map_of(removals().map(|removal| with(&removal.digest))))
    }

    /// The manifests that the registry deletes along with `digest`; empty where no step deletes that.
    pub(super) fn with(&self, digest: &Digest) -> &[WithTags<'a>] {
        self.0.get(digest).map_or(&[], Vec::as_slice)
    }
}
