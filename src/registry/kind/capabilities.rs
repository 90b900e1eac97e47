//! Capabilities: what a registry does, and what each kind does unless somebody knows better.

use serde::{Deserialize, Serialize};

use crate::registry::kind::registry_kind::RegistryKind;

/// The capabilities of a registry, as far as figures, plans and buttons depend on them. The table of
/// [`RegistryKind::capabilities`] is a beginning: a user may know better.
///
/// Reference: docs/registry-facts.md, "What each kind does".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Whether it deletes at all.
    pub deletes: Deletes,
    /// Whether it lists every manifest, untagged ones too. Where it does not, manifests that
    /// nothing names are invisible.
    pub lists_untagged: bool,
    /// Whether deleting a manifest also deletes its referrers.
    pub cascades_referrers: bool,
    /// Whether deleting an index also deletes its children that nothing else needs: no tag, no
    /// other index.
    pub cascades_children: bool,
    /// Whether it refuses to delete a manifest that an index lists.
    pub keeps_children: bool,
    /// How one tag is taken off a manifest.
    pub untag: Untag,
    /// Whether one request deletes a whole repository. Where none does, every manifest of it has to
    /// go by itself, and an empty repository may stay listed.
    pub deletes_repositories: bool,
    /// Whether repositories, tags and manifests have locks that can be read and changed.
    pub locks: bool,
    /// Whether what was deleted may be listed and restored for some days.
    pub restores: bool,
    /// When the space of what was deleted comes back.
    pub frees: SpaceReturns,
}

/// Whether a registry deletes at all: distribution does not unless its configuration says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deletes {
    /// The registry deletes.
    Allowed,
    /// Its configuration forbids it.
    Off,
    /// Its configuration forbids every change at present.
    ReadOnly,
    /// Only trying would tell.
    Unknown,
}

/// How one tag is taken off a manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Untag {
    /// By a request of its own.
    Offered,
    /// Not at all, but a tag can be pushed onto a placeholder, which is then deleted. It takes the
    /// right to push.
    ByPlaceholder,
    /// Not at all.
    Impossible,
}

/// When the space of what was deleted comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpaceReturns {
    /// By itself; the usage figure follows some minutes later.
    Automatically,
    /// When whoever runs the registry next runs its garbage collection.
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
