//! Capabilities: the things that a registry does or does not do, with the table of what each kind does. A
//! person may override them.

use serde::{Deserialize, Serialize};

use crate::model::KeptOnce;
use crate::registry::kind::registry_kind::RegistryKind;

/// The capabilities of a registry, as far as figures, plans and buttons depend on them.
/// [`RegistryKind::capabilities`] has those of each kind; a user may override them.
///
/// Reference: docs/registry-facts.md, "What each kind does".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Whether the registry deletes at all.
    pub deletes: Deletes,
    /// Whether the registry lists every manifest, untagged ones too. Where it does not, manifests that no
    /// tag, index or list of referrers names are invisible.
    pub lists_untagged: bool,
    /// Whether deleting a manifest also deletes its referrers.
    pub cascades_referrers: bool,
    /// Whether deleting an index also deletes its children without a tag that no other index lists.
    pub cascades_children: bool,
    /// Whether the registry refuses to delete a manifest that an index lists.
    pub keeps_children: bool,
    /// The way to take one tag off a manifest.
    pub untag: Untag,
    /// Whether one request deletes a whole repository. Where none does, its manifests are deleted one by
    /// one, and the empty repository may stay listed.
    pub deletes_repositories: bool,
    /// Whether repositories, tags and manifests have locks that can be read and changed.
    pub locks: bool,
    /// Whether deleted manifests can be listed and restored for some days.
    pub restores: bool,
    /// The moment when the space of deleted manifests comes back.
    pub frees: SpaceReturns,
    /// The part of the registry that keeps a blob once.
    pub kept_once: KeptOnce,
}

/// Whether a registry deletes at all. Distribution does so only where its configuration allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deletes {
    /// The registry deletes what it is asked to.
    Allowed,
    /// The registry's configuration forbids deletions.
    Off,
    /// The registry's configuration forbids every change at present.
    ReadOnly,
    /// Only trying would tell.
    Unknown,
}

/// Ways to take one tag off a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untag {
    /// One request removes the tag, and the manifest stays.
    Offered,
    /// No request removes a tag, but a placeholder can be pushed to it and deleted. This needs the right to
    /// push.
    ByPlaceholder,
    /// Tags cannot be taken off.
    Impossible,
}

/// Moments when the space of deleted manifests comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpaceReturns {
    /// Right after the deletion; the registry's usage figure follows some minutes later.
    Automatically,
    /// When the registry's operator next runs its garbage collection.
    AfterGarbageCollection,
    /// When the registry's own collector next runs, which it does from time to time.
    WithItsOwnCollector,
    /// When the registry's garbage collection job next runs: by its schedule, or by hand.
    WithItsCollectionJob,
}

impl RegistryKind {
    /// The capabilities of this kind.
    #[must_use]
    pub fn capabilities(self) -> Capabilities {
        // The promises of the OCI specification, and nothing more.
        let plain = Capabilities {
            deletes: Deletes::Unknown,
            lists_untagged: false,
            cascades_referrers: false,
            cascades_children: false,
            keeps_children: false,
            untag: Untag::Offered,
            deletes_repositories: false,
            locks: false,
            restores: false,
            frees: SpaceReturns::AfterGarbageCollection,
            // The specification does not say it: `Facts::shares_blobs` tells where it is known.
            kept_once: KeptOnce::Registry,
        };
        match self {
            Self::Acr => Capabilities {
                deletes: Deletes::Allowed,
                lists_untagged: true,
                cascades_referrers: true,
                deletes_repositories: true,
                locks: true,
                restores: true,
                frees: SpaceReturns::Automatically,
                ..plain
            },
            Self::Distribution2 => Capabilities { untag: Untag::ByPlaceholder, ..plain },
            Self::Distribution3 | Self::Oci => plain,
            Self::Zot => Capabilities {
                deletes: Deletes::Allowed,
                keeps_children: true,
                frees: SpaceReturns::WithItsOwnCollector,
                ..plain
            },
            Self::Harbor => Capabilities {
                deletes: Deletes::Allowed,
                lists_untagged: true,
                cascades_referrers: true,
                cascades_children: true,
                keeps_children: true,
                deletes_repositories: true,
                frees: SpaceReturns::WithItsCollectionJob,
                ..plain
            },
        }
    }
}
