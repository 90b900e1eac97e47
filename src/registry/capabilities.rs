//! What kinds of registry there are, and what each kind can do.

/// The dialect a registry is spoken to in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RegistryKind {
    /// Azure Container Registry: `/v2/` plus the listings under `/acr/v1/`.
    Acr,
    /// Anything that speaks the OCI distribution API and nothing more: CNCF distribution, zot, …
    Oci,
}

/// What a kind of registry does, as far as figures and plans depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// Whether it lists every manifest, untagged ones too. Where it does not, manifests that
    /// nothing names are invisible.
    pub lists_untagged: bool,
    /// Whether deleting a manifest also deletes its referrers.
    pub cascades_referrers: bool,
    /// When the space of what was deleted comes back.
    pub frees: SpaceReturns,
}

/// When the space of what was deleted comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpaceReturns {
    /// By itself; the usage figure follows some minutes later.
    Automatically,
    /// When the registry's garbage collection next runs.
    AfterGarbageCollection,
}

impl RegistryKind {
    /// What this kind does.
    #[must_use]
    pub fn capabilities(self) -> Capabilities {
        match self {
            Self::Acr => Capabilities {
                lists_untagged: true,
                cascades_referrers: true,
                frees: SpaceReturns::Automatically,
            },
            Self::Oci => Capabilities {
                lists_untagged: false,
                cascades_referrers: false,
                frees: SpaceReturns::AfterGarbageCollection,
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
