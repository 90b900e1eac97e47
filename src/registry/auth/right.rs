//! Rights: what each lets somebody do, which action of a scope it is, and who gives it.
//!
//! Reference: distribution, `spec/auth/scope.md`; ACR, "Registry roles and permissions" and
//! "Repository-scoped tokens"; Harbor, "User Permissions By Role"; zot, "Authorization".

use crate::model::RepositoryName;
use crate::registry::kind::capabilities::RegistryKind;

/// Something that a sign-in may do, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// To list repositories.
    Catalog,
    /// To read manifests and blobs.
    Pull,
    /// To write manifests and blobs.
    Push,
    /// To delete.
    Delete,
    /// To list tags and manifests with their attributes.
    ReadMetadata,
    /// To change attributes: locks.
    WriteMetadata,
    /// To list repositories with deleted content that can be restored.
    DeletedCatalog,
    /// To list deleted content that can be restored.
    ReadDeleted,
    /// To restore it.
    Restore,
}

/// Rights that a sign-in turned out to lack, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lacking {
    /// What kind of registry it is: that decides who gives the right.
    pub kind: RegistryKind,
    /// In which repository; `None` for the registry as a whole.
    pub repository: Option<RepositoryName>,
    /// Which; any of them would do.
    pub rights: Vec<Right>,
}

impl Right {
    const ALL: [Self; 9] = [
        Self::Catalog,
        Self::Pull,
        Self::Push,
        Self::Delete,
        Self::ReadMetadata,
        Self::WriteMetadata,
        Self::DeletedCatalog,
        Self::ReadDeleted,
        Self::Restore,
    ];

    /// The action that stands for it in a scope.
    pub(crate) fn action(self) -> &'static str {
        match self {
            Self::Catalog | Self::DeletedCatalog => "*",
            Self::Pull => "pull",
            Self::Push => "push",
            Self::Delete => "delete",
            Self::ReadMetadata => "metadata_read",
            Self::WriteMetadata => "metadata_write",
            Self::ReadDeleted => "deleted_read",
            Self::Restore => "deleted_restore",
        }
    }

    /// What of a registry it is a right on: type and, for the registry as a whole, name.
    pub(crate) fn on_registry(self) -> Option<&'static str> {
        match self {
            Self::Catalog => Some("catalog"),
            Self::DeletedCatalog => Some("deleted_catalog"),
            _ => None,
        }
    }

    /// The right in a repository that `action` stands for.
    pub(crate) fn of_action(action: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|right| right.on_registry().is_none() && right.action() == action)
    }

    /// What it lets one do: "the sign-in may not …".
    fn deed(self) -> &'static str {
        match self {
            Self::Catalog => "list the repositories",
            Self::Pull => "read",
            Self::Push => "push",
            Self::Delete => "delete",
            Self::ReadMetadata => "list tags and manifests",
            Self::WriteMetadata => "change attributes (locks)",
            Self::DeletedCatalog => "list what was deleted",
            Self::ReadDeleted => "list what was deleted",
            Self::Restore => "restore what was deleted",
        }
    }

    /// Role, role where roles go by repository, and action of a token's scope map that give it.
    fn in_acr(self) -> (&'static str, &'static str, Option<&'static str>) {
        match self {
            Self::Catalog => ("AcrPull", "Container Registry Repository Catalog Lister", None),
            Self::Pull => ("AcrPull", "Container Registry Repository Reader", Some("content/read")),
            Self::Push => {
                ("AcrPush", "Container Registry Repository Writer", Some("content/write"))
            }
            Self::Delete => {
                ("AcrDelete", "Container Registry Repository Contributor", Some("content/delete"))
            }
            Self::ReadMetadata => {
                ("AcrPull", "Container Registry Repository Reader", Some("metadata/read"))
            }
            Self::WriteMetadata => {
                ("AcrPush", "Container Registry Repository Writer", Some("metadata/write"))
            }
            Self::DeletedCatalog | Self::ReadDeleted => {
                ("Contributor", "the permission registries/deleted/read", None)
            }
            Self::Restore => {
                ("Contributor", "the permission registries/deleted/restore/action", None)
            }
        }
    }

    /// The permission of a robot account in Harbor.
    fn in_harbor(self) -> &'static str {
        match self {
            Self::Delete => {
                "In Harbor the project roles Maintainer and Project Admin have it; a robot account \
                 needs the permissions Delete Artifact, Delete Tag and Delete Repository."
            }
            Self::Push | Self::WriteMetadata => {
                "In Harbor the project roles from Developer on have it; a robot account needs the \
                 permission Push Repository."
            }
            _ => {
                "In Harbor every member of the project has it; a robot account needs the permissions \
                 Pull Repository, List Repository and List Artifact."
            }
        }
    }
}

impl Lacking {
    /// Whether it says which right is missing, and where.
    pub(crate) fn is_known(&self) -> bool {
        self.repository.is_some() && !self.rights.is_empty()
    }

    /// The same of somebody who did not sign in.
    pub(crate) fn of_nobody(&self) -> String {
        let deed = self.rights.first().map(|right| right.deed()).unwrap_or_default();
        format!(
            "Without signing in nobody may {deed}{}: the right {} is missing. Sign in as somebody who \
             has it.",
            self.place(),
            self.scopes()
        )
    }

    /// What may not be done, which right is missing, and who gives it.
    pub(crate) fn sentence(&self) -> String {
        let Some(right) = self.rights.first().copied() else {
            return "The sign-in is valid, but it does not carry the right to do this. Ask whoever \
                    runs the registry for that right, or sign in as somebody who has it."
                .to_owned();
        };
        let (place, scopes, deed) = (self.place(), self.scopes(), right.deed());
        format!(
            "The sign-in is valid, but it may not {deed}{place}: the right {scopes} is missing. {}",
            self.way_out(right, &scopes)
        )
    }

    fn place(&self) -> String {
        self.repository.as_ref().map(|name| format!(" in {name}")).unwrap_or_default()
    }

    fn scopes(&self) -> String {
        let name = |right: &Right| right.on_registry().unwrap_or(right.action());
        self.rights.iter().map(name).collect::<Vec<_>>().join(" or ")
    }

    fn way_out(&self, right: Right, scopes: &str) -> String {
        match self.kind {
            RegistryKind::Acr => {
                let (role, by_repository, _) = right.in_acr();
                let maps: Vec<_> = self.rights.iter().filter_map(|r| r.in_acr().2).collect();
                let token = if maps.is_empty() {
                    "A repository-scoped token can never have it.".to_owned()
                } else {
                    format!(
                        "A repository-scoped token needs {} in its scope map.",
                        maps.join(" or ")
                    )
                };
                format!(
                    "The role {role} gives it; in a registry with permissions by repository (ABAC), \
                     {by_repository}. {token}"
                )
            }
            RegistryKind::Harbor => right.in_harbor().to_owned(),
            RegistryKind::Zot => format!(
                "In zot, whoever runs the registry gives it by the user's actions under accessControl \
                 ({}).",
                if matches!(right, Right::Delete) { "delete" } else { "read" }
            ),
            _ => format!(
                "Ask whoever runs the registry, or its token server, to grant {scopes}, or sign in as \
                 somebody who has it."
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(kind: RegistryKind, repository: Option<&str>, rights: &[Right]) -> String {
        let repository = repository.map(|name| name.parse().expect("a name"));
        Lacking { kind, repository, rights: rights.to_vec() }.sentence()
    }

    #[test]
    fn on_acr_the_role_is_named_for_every_way_to_sign_in() {
        assert_eq!(
            sentence(RegistryKind::Acr, Some("team/app"), &[Right::Delete]),
            "The sign-in is valid, but it may not delete in team/app: the right delete is missing. \
             The role AcrDelete gives it; in a registry with permissions by repository (ABAC), \
             Container Registry Repository Contributor. A repository-scoped token needs \
             content/delete in its scope map."
        );
        let catalog = sentence(RegistryKind::Acr, None, &[Right::Catalog]);
        assert!(catalog.contains("may not list the repositories: the right catalog"), "{catalog}");
        assert!(
            catalog.contains("Catalog Lister. A repository-scoped token can never"),
            "{catalog}"
        );
        let untag = sentence(RegistryKind::Acr, Some("a"), &[Right::Delete, Right::WriteMetadata]);
        assert!(untag.contains("the right delete or metadata_write is missing"), "{untag}");
        assert!(untag.contains("content/delete or metadata/write"), "{untag}");
    }

    #[test]
    fn elsewhere_whoever_can_give_it_is_named() {
        let check = |kind, part: &str| {
            let text = sentence(kind, Some("alice/app"), &[Right::Delete]);
            assert!(text.contains("may not delete in alice/app") && text.contains(part), "{text}");
        };
        check(RegistryKind::Oci, "or its token server, to grant delete");
        check(RegistryKind::Harbor, "Maintainer");
        check(RegistryKind::Zot, "accessControl (delete)");
        assert!(sentence(RegistryKind::Oci, None, &[]).contains("sign in as somebody"));
    }
}
