//! What a user chose to have deleted or untagged, and the plan for it.

use std::collections::BTreeSet;

use plimsoll::cleanup::{Along, Plan, Target, UntagWay};
use plimsoll::model::order::set_of;
use plimsoll::model::{Digest, Inventory, RepositoryName, TagName};
use plimsoll::present::untag_refusal;
use plimsoll::registry::{Capabilities, LockTarget, Untag};
use plimsoll::storage::Analysis;

use crate::ui::session::Session;

/// What was chosen, and what is to happen to it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Choice {
    /// Manifests are to be deleted, with all their tags.
    Manifests(RepositoryName, BTreeSet<Digest>),
    /// What tags point to is to be deleted.
    Tagged(RepositoryName, Vec<TagName>),
    /// Tags are to be taken off.
    Untag(RepositoryName, Vec<TagName>),
    /// Repositories are to be deleted.
    Repositories(Vec<RepositoryName>),
}

impl Choice {
    /// The plan for it; `None` before anything is known.
    pub(crate) fn plan(&self, session: Session, along: Along) -> Option<Plan> {
        let does = *session.client()?.endpoint().capabilities();
        session.picture.read(|inventory, analysis| self.plan_of(inventory, analysis, along, &does))
    }

    fn plan_of(
        &self,
        inventory: &Inventory,
        analysis: &Analysis,
        along: Along,
        does: &Capabilities,
    ) -> Plan {
        let target = |name: &RepositoryName, digest: &Digest, tags| Target {
            repository: name.clone(),
            digest: digest.clone(),
            tags,
        };
        match self {
            Self::Manifests(name, digests) => {
                let repository = inventory.repositories.get(name);
                let all = |digest| {
                    let tags = repository.map(|repository| repository.tags_of(digest).cloned());
                    tags.into_iter().flatten().collect()
                };
                let chosen: Vec<Target> =
                    digests.iter().map(|digest| target(name, digest, all(digest))).collect();
                Plan::delete_manifests(inventory, analysis, &chosen, along, does)
            }
            Self::Tagged(name, tags) => {
                Plan::delete_tagged(inventory, analysis, name, tags, along, does)
            }
            Self::Untag(name, tags) => {
                Plan::untag(inventory, analysis, name, tags, way(does), does)
            }
            Self::Repositories(names) => {
                Plan::delete_repositories(inventory, analysis, names, does)
            }
        }
    }

    /// The manifests whose deletion it would be, by repository, for a first figure: a plan for ten
    /// thousand is nothing to make at every click.
    pub(crate) fn manifests<'a>(
        &'a self,
        inventory: &'a Inventory,
    ) -> Vec<(&'a RepositoryName, BTreeSet<Digest>)> {
        let repository = |name| inventory.repositories.get(name);
        match self {
            Self::Manifests(name, digests) => vec![(name, digests.clone())],
            Self::Tagged(name, tags) => {
                let target = |tag| Some(repository(name)?.tags.get(tag)?.digest()?.clone());
                vec![(name, set_of(tags.iter().filter_map(target)))]
            }
            Self::Untag(..) => Vec::new(),
            Self::Repositories(names) => {
                let all = |name| Some((name, set_of(repository(name)?.manifests.keys().cloned())));
                names.iter().filter_map(all).collect()
            }
        }
    }

    /// Where tags were chosen the tags, and else the manifests: locks stand on either.
    pub(crate) fn lock_targets(&self) -> Vec<LockTarget> {
        match self {
            Self::Manifests(_, digests) => {
                digests.iter().cloned().map(LockTarget::Manifest).collect()
            }
            Self::Tagged(_, tags) | Self::Untag(_, tags) => {
                tags.iter().cloned().map(LockTarget::Tag).collect()
            }
            Self::Repositories(_) => Vec::new(),
        }
    }

    /// The repository whose tags or manifests it is about.
    pub(crate) fn of_one_repository(&self) -> Option<RepositoryName> {
        match self {
            Self::Manifests(name, _) | Self::Tagged(name, _) | Self::Untag(name, _) => {
                Some(name.clone())
            }
            Self::Repositories(_) => None,
        }
    }

    /// Where it happens, below the registry: one repository, or none in particular.
    pub(crate) fn repository(&self) -> Option<&RepositoryName> {
        match self {
            Self::Manifests(name, _) | Self::Tagged(name, _) | Self::Untag(name, _) => Some(name),
            Self::Repositories(names) => names.first().filter(|_| names.len() == 1),
        }
    }
}

/// How this registry takes off tags. The placeholder way runs only after an explicit yes.
pub(crate) fn way(does: &Capabilities) -> UntagWay {
    if does.untag == Untag::ByPlaceholder { UntagWay::Placeholder } else { UntagWay::Direct }
}

/// Why this registry cannot take off tags, if so.
pub(crate) fn cannot_untag(session: Session) -> Option<&'static str> {
    let client = session.client()?;
    let endpoint = client.endpoint();
    untag_refusal(endpoint.capabilities(), endpoint.kind(), &session.identity.signs())
}
