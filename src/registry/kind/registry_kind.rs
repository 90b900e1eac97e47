//! Kinds of registry, and their names.

use serde::{Deserialize, Serialize};

/// A kind of registry, which decides the dialect that it is spoken to in.
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

impl RegistryKind {
    /// Every kind, in the order of the page's choices.
    pub const ALL: [Self; 6] =
        [Self::Acr, Self::Distribution2, Self::Distribution3, Self::Zot, Self::Harbor, Self::Oci];

    /// The kind's name for people.
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

    /// The kind's name where there is little room.
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

    /// The kind's word in `config.json`, in addresses and exports.
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

    /// The kind that this word names; `None` for an unknown word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The kind by the registry's public host name: ACR by the suffix of its login server. Any other host
    /// is [`RegistryKind::Oci`].
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
