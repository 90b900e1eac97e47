//! The table of rights: the verb of each, its action in a scope, and the roles that give it.
//!
//! Reference: distribution, `spec/auth/scope.md`; ACR, "Registry roles and permissions" and
//! "Repository-scoped tokens"; Harbor, "User Permissions By Role".

use serde::{Deserialize, Serialize};

/// A right that a sign-in has, or lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Right {
    /// To list the repositories of the registry.
    Catalog,
    /// To read manifests and blobs.
    Pull,
    /// To write manifests and blobs.
    Push,
    /// To delete manifests, tags and repositories.
    Delete,
    /// To list tags and manifests with their attributes.
    ReadMetadata,
    /// To change attributes: locks.
    WriteMetadata,
    /// To list repositories with deleted content that can be restored.
    DeletedCatalog,
    /// To list deleted content that can be restored.
    ReadDeleted,
    /// To restore deleted content.
    Restore,
}

/// A row of the table.
pub(super) struct Row {
    right: Right,
    /// The action that stands for it in a scope.
    pub(super) action: &'static str,
    /// For a right on the registry as a whole, the name that stands for the registry in a scope.
    pub(super) on_registry: Option<&'static str>,
    /// The verb of "the sign-in may not …".
    pub(super) verb: &'static str,
    /// The role that gives it in Azure.
    pub(super) azure_role: &'static str,
    /// The role that gives it in an Azure registry with permissions by repository (ABAC).
    pub(super) azure_role_by_repository: &'static str,
    /// The action that gives it in the scope map of a repository-scoped token.
    pub(super) scope_map: Option<&'static str>,
    /// A sentence: who has it in Harbor.
    pub(super) in_harbor: &'static str,
}

/// Every right, in the order of [`Right`].
static TABLE: [Row; 9] = [
    Row {
        right: Right::Catalog,
        action: "*",
        on_registry: Some("catalog"),
        verb: "list the repositories",
        azure_role: "AcrPull",
        azure_role_by_repository: "Container Registry Repository Catalog Lister",
        scope_map: None,
        in_harbor: HARBORS_READERS,
    },
    Row {
        right: Right::Pull,
        action: "pull",
        on_registry: None,
        verb: "read",
        azure_role: "AcrPull",
        azure_role_by_repository: "Container Registry Repository Reader",
        scope_map: Some("content/read"),
        in_harbor: HARBORS_READERS,
    },
    Row {
        right: Right::Push,
        action: "push",
        on_registry: None,
        verb: "push",
        azure_role: "AcrPush",
        azure_role_by_repository: "Container Registry Repository Writer",
        scope_map: Some("content/write"),
        in_harbor: HARBORS_WRITERS,
    },
    Row {
        right: Right::Delete,
        action: "delete",
        on_registry: None,
        verb: "delete",
        azure_role: "AcrDelete",
        azure_role_by_repository: "Container Registry Repository Contributor",
        scope_map: Some("content/delete"),
        in_harbor: "In Harbor the project roles Maintainer and Project Admin have it; a robot account \
             needs the permissions Delete Artifact, Delete Tag and Delete Repository.",
    },
    Row {
        right: Right::ReadMetadata,
        action: "metadata_read",
        on_registry: None,
        verb: "list tags and manifests",
        azure_role: "AcrPull",
        azure_role_by_repository: "Container Registry Repository Reader",
        scope_map: Some("metadata/read"),
        in_harbor: HARBORS_READERS,
    },
    Row {
        right: Right::WriteMetadata,
        action: "metadata_write",
        on_registry: None,
        verb: "change attributes (locks)",
        azure_role: "AcrPush",
        azure_role_by_repository: "Container Registry Repository Writer",
        scope_map: Some("metadata/write"),
        in_harbor: HARBORS_WRITERS,
    },
    Row {
        right: Right::DeletedCatalog,
        action: "*",
        on_registry: Some("deleted_catalog"),
        verb: "list deleted manifests",
        azure_role: "Contributor",
        azure_role_by_repository: "the permission registries/deleted/read",
        scope_map: None,
        in_harbor: HARBORS_READERS,
    },
    Row {
        right: Right::ReadDeleted,
        action: "deleted_read",
        on_registry: None,
        verb: "list deleted manifests",
        azure_role: "Contributor",
        azure_role_by_repository: "the permission registries/deleted/read",
        scope_map: None,
        in_harbor: HARBORS_READERS,
    },
    Row {
        right: Right::Restore,
        action: "deleted_restore",
        on_registry: None,
        verb: "restore deleted manifests",
        azure_role: "Contributor",
        azure_role_by_repository: "the permission registries/deleted/restore/action",
        scope_map: None,
        in_harbor: HARBORS_READERS,
    },
];

const HARBORS_READERS: &str = "In Harbor every member of the project has it; a robot account needs the \
     permissions Pull Repository, List Repository and List Artifact.";

const HARBORS_WRITERS: &str = "In Harbor the project roles from Developer on have it; a robot account \
     needs the permission Push Repository.";

impl Right {
    pub(super) fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// The action that stands for it in a scope.
    pub(super) fn action(self) -> &'static str {
        self.row().action
    }

    /// The right in a repository that the action of a scope stands for; `None` for an unknown one.
    pub(super) fn of_action(action: &str) -> Option<Self> {
        let mut rows = TABLE.iter().filter(|row| row.on_registry.is_none());
        rows.find(|row| row.action == action).map(|row| row.right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_in_the_place_of_its_right() {
        for (place, row) in TABLE.iter().enumerate() {
            assert_eq!(row.right as usize, place, "{:?}", row.right);
        }
    }
}
