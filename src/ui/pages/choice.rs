//! Choices: the manifests, tags or repositories that a user chose to delete or untag, and the plan for them.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll::cleanup::{Along, Plan, Target, UntagWay};
use plimsoll::model::order::set_of;
use plimsoll::model::{Digest, Inventory, RepositoryName, TagName, TagsByDigest};
use plimsoll::present::untag_refusal;
use plimsoll::registry::{Capabilities, LockTarget, Untag};
use plimsoll::storage::Analysis;

use crate::ui::session::Session;

/// The items that were chosen, and whether they are to be deleted or untagged.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Choice {
    /// Manifests are to be deleted, with all their tags: by repository.
    Manifests(BTreeMap<RepositoryName, BTreeSet<Digest>>),
    /// The manifests that these tags point to are to be deleted, with all their tags.
    Tagged(RepositoryName, Vec<TagName>),
    /// Tags are to be removed; their manifests stay.
    Untag(RepositoryName, Vec<TagName>),
    /// Repositories are to be deleted.
    Repositories(Vec<RepositoryName>),
}

impl Choice {
    /// Manifests of one repository, to be deleted.
    pub(crate) fn manifests_of(name: RepositoryName, digests: BTreeSet<Digest>) -> Self {
        Self::Manifests(BTreeMap::from([(name, digests)]))
    }

    /// The plan for the choice; `None` before the registry is connected and its picture published.
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
            Self::Manifests(chosen) => {
                let mut targets = Vec::new();
                for (name, digests) in chosen {
                    let tags = inventory.repositories.get(name).map(TagsByDigest::of);
                    let on = |digest| {
                        let tags = tags.as_ref().map(|tags| tags.on(digest)).unwrap_or_default();
                        tags.iter().map(|&tag| tag.clone()).collect()
                    };
                    targets.extend(digests.iter().map(|digest| target(name, digest, on(digest))));
                }
                Plan::delete_manifests(inventory, analysis, &targets, along, does)
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

    /// All manifests of a repository; `None` before anything is known of it.
    pub(crate) fn all_of(session: Session, name: &RepositoryName) -> Option<Self> {
        let all = session.picture.read(|inventory, _| {
            let repository = inventory.repositories.get(name)?;
            Some(set_of(repository.manifests.keys().cloned()))
        });
        Some(Self::manifests_of(name.clone(), all.flatten()?))
    }

    /// The manifests that the choice deletes, by repository, for the figure beside a selection. A plan for ten
    /// thousand manifests would take too long at every click.
    pub(crate) fn manifests<'a>(
        &'a self,
        inventory: &'a Inventory,
    ) -> Vec<(&'a RepositoryName, BTreeSet<Digest>)> {
        let repository = |name| inventory.repositories.get(name);
        match self {
            Self::Manifests(chosen) => {
                chosen.iter().map(|(name, digests)| (name, digests.clone())).collect()
            }
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

    /// The chosen tags or manifests as targets of a lock; none for repositories. Locks are set in one repository at a
    /// time.
    pub(crate) fn lock_targets(&self) -> Vec<LockTarget> {
        match self {
            Self::Manifests(chosen) => {
                chosen.values().flatten().cloned().map(LockTarget::Manifest).collect()
            }
            Self::Tagged(_, tags) | Self::Untag(_, tags) => {
                tags.iter().cloned().map(LockTarget::Tag).collect()
            }
            Self::Repositories(_) => Vec::new(),
        }
    }

    /// The repository whose tags or manifests were chosen; `None` if repositories were chosen, or manifests of several.
    pub(crate) fn of_one_repository(&self) -> Option<RepositoryName> {
        self.repository().filter(|_| !matches!(self, Self::Repositories(_))).cloned()
    }

    /// The only repository that changes; `None` if several do.
    pub(crate) fn repository(&self) -> Option<&RepositoryName> {
        match self {
            Self::Manifests(chosen) => chosen.keys().next().filter(|_| chosen.len() == 1),
            Self::Tagged(name, _) | Self::Untag(name, _) => Some(name),
            Self::Repositories(names) => names.first().filter(|_| names.len() == 1),
        }
    }
}

/// The way in which this registry untags. The placeholder way runs only after an explicit yes.
pub(crate) fn way(does: &Capabilities) -> UntagWay {
    if does.untag == Untag::ByPlaceholder { UntagWay::Placeholder } else { UntagWay::Direct }
}

/// The reason why this registry cannot untag, if so.
pub(crate) fn cannot_untag(session: Session) -> Option<&'static str> {
    let client = session.client()?;
    let endpoint = client.endpoint();
    untag_refusal(endpoint.capabilities(), endpoint.kind(), &session.identity.signs())
}
