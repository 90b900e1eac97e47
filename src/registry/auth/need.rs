//! The table of purposes: the purpose of a request, and the rights that it takes.
//!
//! Reference: distribution, `spec/auth/scope.md`; ACR, `docs/AAD-OAuth.md`.

use crate::model::RepositoryName;
use crate::registry::auth::claims::Claims;
use crate::registry::auth::lacking::Lacking;
use crate::registry::auth::right::Right;
use crate::registry::kind::registry_kind::RegistryKind;

/// The purpose of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be let in.
    Enter,
    /// To list the repositories of the registry.
    Catalog,
    /// To read in a repository.
    Read,
    /// To delete manifests in a repository, or all of it.
    Delete,
    /// To take tags off in a repository.
    Untag,
    /// To push to a repository.
    Push,
    /// To change attributes (locks) in a repository.
    SetLocks,
    /// To list repositories with deleted content.
    DeletedCatalog,
    /// To list deleted content of a repository.
    ReadDeleted,
    /// To restore deleted content in a repository.
    Restore,
}

/// A purpose, and the repository that it is about. Each repository is named by itself: registries that give
/// rights by repository (ABAC) silently ignore scopes with wildcards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Need<'a> {
    pub(crate) purpose: Purpose,
    /// `None` for the registry as a whole.
    pub(crate) repository: Option<&'a RepositoryName>,
}

/// A row of the table.
struct Row {
    purpose: Purpose,
    /// Rights asked for, the one that counts first.
    rights: &'static [Right],
    /// Rights asked for where the registry has separate rights on metadata.
    with_metadata: &'static [Right],
    /// The rights that make a request worth sending: with none of them it is refused in any case.
    essential: Essential,
    /// Whether the request changes something.
    changes: bool,
    /// Actions that a challenge may ask for beyond the rights.
    learnable: &'static [&'static str],
}

enum Essential {
    All,
    Only(&'static [Right]),
}

const READS: &[&str] = &["pull", "metadata_read"];
const DELETES: &[&str] = &["pull", "push", "delete", "metadata_read", "metadata_write", "*"];

/// Every purpose, in the order of [`Purpose`].
static TABLE: [Row; 10] = {
    use Essential::Only;
    use Purpose as P;
    use Right as R;
    [
        Row::reading(P::Enter, &[]),
        Row::reading(P::Catalog, &[R::Catalog]),
        Row {
            with_metadata: &[R::Pull, R::ReadMetadata],
            learnable: READS,
            ..Row::reading(P::Read, &[R::Pull])
        },
        Row { learnable: DELETES, ..Row::changing(P::Delete, &[R::Delete]) },
        Row {
            // ACR's documents disagree on which right untagging takes.
            with_metadata: &[R::Delete, R::WriteMetadata],
            learnable: DELETES,
            ..Row::changing(P::Untag, &[R::Delete])
        },
        Row { essential: Only(&[R::Push]), ..Row::changing(P::Push, &[R::Pull, R::Push]) },
        Row {
            essential: Only(&[R::WriteMetadata]),
            ..Row::changing(P::SetLocks, &[R::WriteMetadata, R::ReadMetadata])
        },
        Row::reading(P::DeletedCatalog, &[R::DeletedCatalog]),
        Row::reading(P::ReadDeleted, &[R::ReadDeleted]),
        Row {
            essential: Only(&[R::Restore]),
            ..Row::changing(P::Restore, &[R::Restore, R::ReadDeleted])
        },
    ]
};

impl Row {
    const fn reading(purpose: Purpose, rights: &'static [Right]) -> Self {
        let (essential, changes) = (Essential::All, false);
        Self { purpose, rights, with_metadata: rights, essential, changes, learnable: &[] }
    }

    const fn changing(purpose: Purpose, rights: &'static [Right]) -> Self {
        Self { changes: true, ..Self::reading(purpose, rights) }
    }
}

impl Purpose {
    fn row(self) -> &'static Row {
        let row = &TABLE[self as usize];
        debug_assert_eq!(row.purpose, self, "rows stand in the order of the purposes");
        row
    }
}

impl<'a> Need<'a> {
    pub(crate) const ENTRY: Self = Self { purpose: Purpose::Enter, repository: None };

    pub(crate) const CATALOG: Self = Self { purpose: Purpose::Catalog, repository: None };

    pub(crate) const DELETED_CATALOG: Self =
        Self { purpose: Purpose::DeletedCatalog, repository: None };

    /// A purpose in `repository`.
    pub(crate) fn to(purpose: Purpose, repository: &'a RepositoryName) -> Self {
        Self { purpose, repository: Some(repository) }
    }

    /// Whether the request changes something.
    pub(crate) fn changes(self) -> bool {
        self.purpose.row().changes
    }

    /// The rights to ask for, the one that counts first.
    pub(crate) fn rights(self, kind: RegistryKind) -> &'static [Right] {
        let row = self.purpose.row();
        if kind.facts().has_metadata_rights { row.with_metadata } else { row.rights }
    }

    /// The rights that make a request worth sending: with none of them it is refused in any case.
    pub(crate) fn essential(self, kind: RegistryKind) -> &'static [Right] {
        match self.purpose.row().essential {
            Essential::All => self.rights(kind),
            Essential::Only(rights) => rights,
        }
    }

    /// Actions that a challenge may ask for beyond the rights. A registry that asks for more than reading to
    /// answer a read gets no more than reading.
    pub(super) fn learnable(self) -> &'static [&'static str] {
        self.purpose.row().learnable
    }

    /// The rights that the sign-in lacks, after a request with `token` was answered by a challenge that
    /// asks for `scope`. Rights that the token says it has are left out; where neither tells, all rights of
    /// the need count.
    pub(crate) fn lacking(
        self,
        kind: RegistryKind,
        scope: Option<&str>,
        token: Option<&str>,
    ) -> Lacking {
        let (repository, own) = (self.repository, self.essential(kind));
        let asked = repository.zip(scope).map(|(name, scope)| actions_on(name, scope));
        let mut rights: Vec<_> =
            asked.unwrap_or_default().into_iter().filter_map(Right::of_action).collect();
        if let (Some(name), Some(claims)) = (repository, token.and_then(Claims::of)) {
            rights.retain(|right| !claims.says(&format!("repository:{name}:{}", right.action())));
        }
        // A challenge to a push asks for pull, too. That right is there, because the request got as far as
        // pushing.
        if rights.iter().any(|right| own.contains(right)) {
            rights.retain(|right| own.contains(right));
        }
        let rights = if rights.is_empty() { own.to_vec() } else { rights };
        Lacking { kind, repository: repository.cloned(), rights }
    }
}

/// The actions that `scope` names on `repository`.
pub(super) fn actions_on<'a>(repository: &RepositoryName, scope: &'a str) -> Vec<&'a str> {
    let mut found = Vec::new();
    for scope in scope.split_ascii_whitespace() {
        // A name may hold a colon (host:port): split at the first and the last.
        let Some((kind, rest)) = scope.split_once(':') else { continue };
        let Some((name, actions)) = rest.rsplit_once(':') else { continue };
        if kind == "repository" && name == repository.as_str() {
            found.extend(actions.split(','));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> RepositoryName {
        text.parse().expect("a name")
    }

    #[test]
    fn every_row_stands_in_the_place_of_its_purpose() {
        for (place, row) in TABLE.iter().enumerate() {
            assert_eq!(row.purpose as usize, place, "{:?}", row.purpose);
        }
    }

    #[test]
    fn what_is_lacking_is_what_the_challenge_names_or_what_was_asked_for() {
        let repository = name("a");
        let check = |need: Need<'_>, scope, rights: &[Right]| {
            let lacking = need.lacking(RegistryKind::Acr, scope, None);
            assert_eq!(lacking.rights, rights, "{need:?} {scope:?}");
        };
        let read = Need::to(Purpose::Read, &repository);
        check(read, Some("repository:a:metadata_read"), &[Right::ReadMetadata]);
        check(read, Some("repository:b:delete"), &[Right::Pull, Right::ReadMetadata]);
        check(read, None, &[Right::Pull, Right::ReadMetadata]);
        check(Need::to(Purpose::SetLocks, &repository), None, &[Right::WriteMetadata]);
        // A request that got as far as pushing has the right to read.
        check(Need::to(Purpose::Push, &repository), Some("repository:a:pull,push"), &[Right::Push]);
        check(Need::CATALOG, Some("registry:catalog:*"), &[Right::Catalog]);
    }
}
