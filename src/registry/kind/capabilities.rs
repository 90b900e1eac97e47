//! Kinds of registry, and the capabilities of each.

use serde::{Deserialize, Serialize};

/// The dialect a registry is spoken to in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum RegistryKind {
    /// Azure Container Registry: `/v2/` plus the API under `/acr/v1/`.
    Acr,
    /// CNCF distribution 2 ("registry:2").
    Distribution2,
    /// CNCF distribution 3 ("registry:3").
    Distribution3,
    /// zot: `/v2/` plus its extensions.
    Zot,
    /// Harbor: `/v2/` plus the API under `/api/v2.0/`.
    Harbor,
    /// Any other registry that speaks the OCI distribution API: nothing more is known of it.
    #[default]
    Oci,
}

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
    /// Every kind, the ones with most of their own first.
    pub const ALL: [Self; 6] =
        [Self::Acr, Self::Distribution2, Self::Distribution3, Self::Zot, Self::Harbor, Self::Oci];

    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Acr => "Azure Container Registry",
            Self::Distribution2 => "CNCF distribution 2",
            Self::Distribution3 => "CNCF distribution 3",
            Self::Zot => "zot",
            Self::Harbor => "Harbor",
            Self::Oci => "OCI registry",
        }
    }

    /// Its name where there is little room.
    #[must_use]
    pub fn short_name(self) -> &'static str {
        match self {
            Self::Acr => "ACR",
            Self::Distribution2 => "distribution 2",
            Self::Distribution3 => "distribution 3",
            Self::Zot => "zot",
            Self::Harbor => "Harbor",
            Self::Oci => "OCI",
        }
    }

    /// Its word in `config.json`, in addresses and exports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Acr => "acr",
            Self::Distribution2 => "distribution2",
            Self::Distribution3 => "distribution3",
            Self::Zot => "zot",
            Self::Harbor => "harbor",
            Self::Oci => "oci",
        }
    }

    /// The kind of this word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

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

    /// Told by the registry's public host: ACR by the suffix of its login server, anything else is
    /// [`RegistryKind::Oci`].
    #[must_use]
    pub fn of_host(host: &str) -> Self {
        // Anchored at the end: `x.azurecr.io.attacker.test` is not ACR (GO-2026-6225).
        let host = host.to_ascii_lowercase();
        let suffixes = [".azurecr.io", ".azurecr.cn", ".azurecr.us"];
        let is_acr = suffixes.iter().any(|suffix| {
            host.strip_suffix(suffix).is_some_and(|name| {
                !name.is_empty()
                    && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
            })
        });
        if is_acr { Self::Acr } else { Self::Oci }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_kinds() {
        for kind in RegistryKind::ALL {
            assert_eq!(RegistryKind::of_word(kind.word()), Some(kind));
        }
        assert_eq!(RegistryKind::of_word("quay"), None);
    }

    #[test]
    fn acr_is_told_by_an_anchored_suffix() {
        let check = |host: &str, kind| assert_eq!(RegistryKind::of_host(host), kind, "{host}");
        check("contoso.azurecr.io", RegistryKind::Acr);
        check("Contoso-ab12.AzureCR.cn", RegistryKind::Acr);
        check("contoso.azurecr.io.attacker.test", RegistryKind::Oci);
        check("attacker.test/contoso.azurecr.io", RegistryKind::Oci);
        check("azurecr.io", RegistryKind::Oci);
        check(".azurecr.io", RegistryKind::Oci);
        check("localhost:5000", RegistryKind::Oci);
    }
}
