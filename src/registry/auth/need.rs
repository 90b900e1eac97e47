//! What a request needs the right for, and how to ask for no more than that.
//!
//! Reference: distribution, `spec/auth/scope.md`; ACR, `docs/AAD-OAuth.md`.

use std::collections::BTreeSet;

use crate::model::RepositoryName;
use crate::registry::auth::claims::Claims;
use crate::registry::auth::right::{Lacking, Right};
use crate::registry::kind::capabilities::RegistryKind;

/// What a request needs the right for. A name is always asked for by itself: registries that give
/// rights by repository (ABAC) ignore scopes with wildcards without a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need<'a> {
    /// Only to be let in.
    Entry,
    /// To list repositories.
    Catalog,
    /// To read in a repository.
    Read(&'a RepositoryName),
    /// To delete in a repository.
    Delete(&'a RepositoryName),
    /// To take a tag off in a repository. ACR's documents disagree on which right that takes.
    Untag(&'a RepositoryName),
    /// To push to a repository.
    Push(&'a RepositoryName),
    /// To change attributes (locks) in a repository.
    Write(&'a RepositoryName),
    /// To list repositories with deleted content.
    DeletedCatalog,
    /// To list deleted content of a repository.
    DeletedRead(&'a RepositoryName),
    /// To restore deleted content in a repository.
    Restore(&'a RepositoryName),
}

/// What is about to be done to a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Manifests, or all of it, are to be deleted.
    Delete,
    /// Tags are to be taken off.
    Untag,
    /// Something is to be pushed.
    Push,
}

/// Actions that challenges asked for beyond those we ask for by ourselves.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    reading: BTreeSet<String>,
    deleting: BTreeSet<String>,
}

impl<'a> Need<'a> {
    /// To do this in `repository`.
    pub(crate) fn of(deed: Deed, repository: &'a RepositoryName) -> Self {
        match deed {
            Deed::Delete => Self::Delete(repository),
            Deed::Untag => Self::Untag(repository),
            Deed::Push => Self::Push(repository),
        }
    }

    /// Where; `None` for the registry as a whole.
    pub(crate) fn repository(self) -> Option<&'a RepositoryName> {
        match self {
            Self::Entry | Self::Catalog | Self::DeletedCatalog => None,
            Self::Read(name)
            | Self::Delete(name)
            | Self::Untag(name)
            | Self::Push(name)
            | Self::Write(name)
            | Self::DeletedRead(name)
            | Self::Restore(name) => Some(name),
        }
    }

    /// Whether it is to change something.
    pub(crate) fn changes(self) -> bool {
        !matches!(
            self,
            Self::Entry
                | Self::Catalog
                | Self::Read(_)
                | Self::DeletedCatalog
                | Self::DeletedRead(_)
        )
    }

    /// What is asked for, the right that counts first.
    pub(crate) fn rights(self, kind: RegistryKind) -> &'static [Right] {
        let is_acr = kind == RegistryKind::Acr;
        match self {
            Self::Entry => &[],
            Self::Catalog => &[Right::Catalog],
            Self::Read(_) if is_acr => &[Right::Pull, Right::ReadMetadata],
            Self::Read(_) => &[Right::Pull],
            Self::Untag(_) if is_acr => &[Right::Delete, Right::WriteMetadata],
            Self::Delete(_) | Self::Untag(_) => &[Right::Delete],
            Self::Push(_) => &[Right::Pull, Right::Push],
            Self::Write(_) => &[Right::WriteMetadata, Right::ReadMetadata],
            Self::DeletedCatalog => &[Right::DeletedCatalog],
            Self::DeletedRead(_) => &[Right::ReadDeleted],
            Self::Restore(_) => &[Right::Restore, Right::ReadDeleted],
        }
    }

    /// The rights without all of which there is no use in trying.
    pub(crate) fn any_of(self, kind: RegistryKind) -> &'static [Right] {
        let rights = self.rights(kind);
        match self {
            Self::Push(_) => &[Right::Push],
            Self::Write(_) | Self::Restore(_) => &rights[..1],
            _ => rights,
        }
    }

    /// What the sign-in lacks, after a challenge to a request with `token` that asked for `scope`, as
    /// far as either says so.
    pub(crate) fn lacking(
        self,
        kind: RegistryKind,
        scope: Option<&str>,
        token: Option<&str>,
    ) -> Lacking {
        let (repository, own) = (self.repository(), self.any_of(kind));
        let asked = repository.zip(scope).map(|(name, scope)| actions_on(name, scope));
        let mut rights: Vec<_> =
            asked.unwrap_or_default().into_iter().filter_map(Right::of_action).collect();
        if let (Some(name), Some(claims)) = (repository, token.and_then(Claims::of)) {
            rights.retain(|right| !claims.says(&format!("repository:{name}:{}", right.action())));
        }
        // A challenge to a push asks for pull, too: who got as far as this may read.
        if rights.iter().any(|right| own.contains(right)) {
            rights.retain(|right| own.contains(right));
        }
        let rights = if rights.is_empty() { own.to_vec() } else { rights };
        Lacking { kind, repository: repository.cloned(), rights }
    }
}

impl Learned {
    /// Takes in the `scope` of a challenge to a request for `need`. A registry that asks for more
    /// than reading to answer a read gets no more than reading.
    pub(crate) fn take_in(&mut self, need: Need<'_>, scope: &str) {
        let allowed: &[&str] = match need {
            Need::Read(_) => &["pull", "metadata_read"],
            Need::Delete(_) | Need::Untag(_) => {
                &["pull", "push", "delete", "metadata_read", "metadata_write", "*"]
            }
            _ => return,
        };
        let Some(repository) = need.repository() else { return };
        let actions = actions_on(repository, scope);
        let actions = actions.into_iter().filter(|action| allowed.contains(action));
        self.known_mut(need).extend(actions.map(str::to_owned));
    }

    /// The scopes to ask for.
    pub(crate) fn scopes(&self, need: Need<'_>, kind: RegistryKind) -> Vec<String> {
        self.scopes_of(need, need.rights(kind))
    }

    /// Those without any of which there is no use in trying.
    pub(crate) fn essential(&self, need: Need<'_>, kind: RegistryKind) -> Vec<String> {
        self.scopes_of(need, need.any_of(kind))
    }

    fn scopes_of(&self, need: Need<'_>, own: &[Right]) -> Vec<String> {
        let Some(repository) = need.repository() else {
            let names = own.iter().filter_map(|right| right.on_registry());
            return names.map(|name| format!("registry:{name}:*")).collect();
        };
        let mut actions: Vec<&str> = own.iter().map(|right| right.action()).collect();
        for action in self.known(need) {
            if !actions.contains(&action.as_str()) {
                actions.push(action);
            }
        }
        vec![format!("repository:{repository}:{}", actions.join(","))]
    }

    fn known(&self, need: Need<'_>) -> impl Iterator<Item = &String> {
        let known = match need {
            Need::Read(_) => Some(&self.reading),
            Need::Delete(_) | Need::Untag(_) => Some(&self.deleting),
            _ => None,
        };
        known.into_iter().flatten()
    }

    fn known_mut(&mut self, need: Need<'_>) -> &mut BTreeSet<String> {
        if matches!(need, Need::Read(_)) { &mut self.reading } else { &mut self.deleting }
    }
}

/// The actions that `scope` names on `repository`.
fn actions_on<'a>(repository: &RepositoryName, scope: &'a str) -> Vec<&'a str> {
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
    fn the_least_is_asked_for() {
        let repository = name("team/app");
        let check = |need, kind, expected: &[&str]| {
            assert_eq!(Learned::default().scopes(need, kind), expected, "{need:?}");
        };
        check(Need::Entry, RegistryKind::Oci, &[]);
        check(Need::Catalog, RegistryKind::Acr, &["registry:catalog:*"]);
        check(Need::Read(&repository), RegistryKind::Oci, &["repository:team/app:pull"]);
        let acr = ["repository:team/app:pull,metadata_read"];
        check(Need::Read(&repository), RegistryKind::Acr, &acr);
        check(Need::Delete(&repository), RegistryKind::Acr, &["repository:team/app:delete"]);
        check(Need::Push(&repository), RegistryKind::Oci, &["repository:team/app:pull,push"]);
        let untag = ["repository:team/app:delete,metadata_write"];
        check(Need::Untag(&repository), RegistryKind::Acr, &untag);
        check(Need::Untag(&repository), RegistryKind::Oci, &["repository:team/app:delete"]);
        let write = ["repository:team/app:metadata_write,metadata_read"];
        check(Need::Write(&repository), RegistryKind::Acr, &write);
        check(Need::DeletedCatalog, RegistryKind::Acr, &["registry:deleted_catalog:*"]);
        let bin = ["repository:team/app:deleted_read"];
        check(Need::DeletedRead(&repository), RegistryKind::Acr, &bin);
        let restore = ["repository:team/app:deleted_restore,deleted_read"];
        check(Need::Restore(&repository), RegistryKind::Acr, &restore);
    }

    #[test]
    fn a_challenge_adds_only_what_fits_the_need() {
        let repository = name("a");
        let check = |need: Need<'_>, scope: &str, expected: &str| {
            let mut learned = Learned::default();
            learned.take_in(need, scope);
            assert_eq!(learned.scopes(need, RegistryKind::Oci), [expected], "{scope}");
        };
        let read = Need::Read(&repository);
        check(read, "repository:a:pull", "repository:a:pull");
        check(read, "repository:a:metadata_read", "repository:a:pull,metadata_read");
        check(read, "repository:a:pull,push,delete,*", "repository:a:pull");
        check(read, "repository:b:metadata_read x :: repository:a", "repository:a:pull");
        check(read, "repository:host:5000/a:metadata_read", "repository:a:pull");
        let delete = Need::Delete(&repository);
        check(delete, "repository:a:pull,delete", "repository:a:delete,pull");
        check(delete, "repository:*:* repository:a:everything", "repository:a:delete");
        check(
            Need::Write(&repository),
            "repository:a:delete",
            "repository:a:metadata_write,metadata_read",
        );
    }

    #[test]
    fn what_is_lacking_is_what_the_challenge_names_or_what_was_asked_for() {
        let repository = name("a");
        let check = |need: Need<'_>, scope, rights: &[Right]| {
            let lacking = need.lacking(RegistryKind::Acr, scope, None);
            assert_eq!(lacking.rights, rights, "{need:?} {scope:?}");
        };
        let read = Need::Read(&repository);
        check(read, Some("repository:a:metadata_read"), &[Right::ReadMetadata]);
        check(read, Some("repository:b:delete"), &[Right::Pull, Right::ReadMetadata]);
        check(read, None, &[Right::Pull, Right::ReadMetadata]);
        check(Need::Write(&repository), None, &[Right::WriteMetadata]);
        // Whoever got as far as pushing may read.
        check(Need::Push(&repository), Some("repository:a:pull,push"), &[Right::Push]);
        check(Need::Catalog, Some("registry:catalog:*"), &[Right::Catalog]);
    }
}
