//! Rights that a sign-in lacks, with the sentence about them: the action that is refused, the missing
//! right, and who gives it.
//!
//! Reference: zot, "Authorization".

use serde::{Deserialize, Serialize};

use crate::model::RepositoryName;
use crate::registry::auth::right::Right;
use crate::registry::kind::facts::GivenBy;
use crate::registry::kind::registry_kind::RegistryKind;

/// Rights that a sign-in turned out to lack in a repository, or in the registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lacking {
    /// The kind of registry, which decides who gives the right.
    pub kind: RegistryKind,
    /// The repository; `None` for the registry as a whole.
    pub repository: Option<RepositoryName>,
    /// The rights; any of them would do.
    pub rights: Vec<Right>,
}

impl Lacking {
    /// Whether the missing right and the repository are known.
    pub(crate) fn is_known(&self) -> bool {
        self.repository.is_some() && !self.rights.is_empty()
    }

    /// A sentence for somebody who did not sign in.
    pub(crate) fn of_nobody(&self) -> String {
        let verb = self.rights.first().map(|right| right.row().verb).unwrap_or_default();
        format!(
            "Nobody may {verb}{} without signing in: the right {} is missing. Sign in as somebody who \
             has it.",
            self.place(),
            self.scopes()
        )
    }

    /// A sentence that names the refused action, the missing right, and who gives it.
    pub(crate) fn sentence(&self) -> String {
        let Some(right) = self.rights.first().copied() else {
            return "The sign-in is valid, but lacks the right to do this. Ask the registry's operator \
                    for the right, or sign in as somebody who has it."
                .to_owned();
        };
        let (place, scopes, verb) = (self.place(), self.scopes(), right.row().verb);
        format!(
            "The sign-in is valid, but it may not {verb}{place}: the right {scopes} is missing. {}",
            self.way_out(right, &scopes)
        )
    }

    fn place(&self) -> String {
        self.repository.as_ref().map(|name| format!(" in {name}")).unwrap_or_default()
    }

    fn scopes(&self) -> String {
        let name = |right: &Right| right.row().on_registry.unwrap_or(right.row().action);
        self.rights.iter().map(name).collect::<Vec<_>>().join(" or ")
    }

    fn way_out(&self, right: Right, scopes: &str) -> String {
        let row = right.row();
        match self.kind.facts().rights {
            GivenBy::AzureRoles => {
                let (role, by_repository) = (row.azure_role, row.azure_role_by_repository);
                let maps: Vec<_> =
                    self.rights.iter().filter_map(|right| right.row().scope_map).collect();
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
            GivenBy::ProjectRoles => row.in_harbor.to_owned(),
            GivenBy::AccessControl => format!(
                "In zot, the registry's operator grants it by the user's actions under accessControl \
                 ({}).",
                if matches!(right, Right::Delete) { "delete" } else { "read" }
            ),
            GivenBy::Operator => format!(
                "Ask the operator of the registry, or of its token server, to grant {scopes}, or sign in \
                 as somebody who has it."
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
        check(RegistryKind::Oci, "or of its token server, to grant delete");
        check(RegistryKind::Harbor, "Maintainer");
        check(RegistryKind::Zot, "accessControl (delete)");
        assert!(sentence(RegistryKind::Oci, None, &[]).contains("sign in as somebody"));
    }
}
