//! Scopes to ask a token server for: no more than a request needs, plus the actions that challenges have
//! asked for.

use std::collections::BTreeSet;

use crate::registry::auth::need::{Need, Purpose, actions_on};
use crate::registry::auth::right::Right;
use crate::registry::kind::registry_kind::RegistryKind;

/// Actions that challenges asked for beyond those of the table of purposes.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    reading: BTreeSet<String>,
    deleting: BTreeSet<String>,
}

impl Learned {
    /// Records the actions in the `scope` of a challenge to a request for `need`, as far as that need may
    /// learn them.
    pub(crate) fn take_in(&mut self, need: Need<'_>, scope: &str) {
        let allowed = need.learnable();
        let Some(repository) = need.repository.filter(|_| !allowed.is_empty()) else { return };
        let actions = actions_on(repository, scope);
        let actions = actions.into_iter().filter(|action| allowed.contains(action));
        self.known_mut(need).extend(actions.map(str::to_owned));
    }

    /// The scopes to ask for.
    pub(crate) fn scopes(&self, need: Need<'_>, kind: RegistryKind) -> Vec<String> {
        self.scopes_of(need, need.rights(kind))
    }

    /// The scopes of [`Need::essential`]: a token that was granted none of them is of no use.
    pub(crate) fn essential(&self, need: Need<'_>, kind: RegistryKind) -> Vec<String> {
        self.scopes_of(need, need.essential(kind))
    }

    fn scopes_of(&self, need: Need<'_>, own: &[Right]) -> Vec<String> {
        let Some(repository) = need.repository else {
            let names = own.iter().filter_map(|right| right.row().on_registry);
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
        let known = match need.purpose {
            Purpose::Read => Some(&self.reading),
            Purpose::Delete | Purpose::Untag => Some(&self.deleting),
            _ => None,
        };
        known.into_iter().flatten()
    }

    fn known_mut(&mut self, need: Need<'_>) -> &mut BTreeSet<String> {
        if need.purpose == Purpose::Read { &mut self.reading } else { &mut self.deleting }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RepositoryName;

    fn name(text: &str) -> RepositoryName {
        text.parse().expect("a name")
    }

    #[test]
    fn the_least_is_asked_for() {
        let repository = name("team/app");
        let check = |need, kind, expected: &[&str]| {
            assert_eq!(Learned::default().scopes(need, kind), expected, "{need:?}");
        };
        check(Need::ENTRY, RegistryKind::Oci, &[]);
        check(Need::CATALOG, RegistryKind::Acr, &["registry:catalog:*"]);
        check(
            Need::to(Purpose::Read, &repository),
            RegistryKind::Oci,
            &["repository:team/app:pull"],
        );
        let acr = ["repository:team/app:pull,metadata_read"];
        check(Need::to(Purpose::Read, &repository), RegistryKind::Acr, &acr);
        check(
            Need::to(Purpose::Delete, &repository),
            RegistryKind::Acr,
            &["repository:team/app:delete"],
        );
        check(
            Need::to(Purpose::Push, &repository),
            RegistryKind::Oci,
            &["repository:team/app:pull,push"],
        );
        let untag = ["repository:team/app:delete,metadata_write"];
        check(Need::to(Purpose::Untag, &repository), RegistryKind::Acr, &untag);
        check(
            Need::to(Purpose::Untag, &repository),
            RegistryKind::Oci,
            &["repository:team/app:delete"],
        );
        let write = ["repository:team/app:metadata_write,metadata_read"];
        check(Need::to(Purpose::SetLocks, &repository), RegistryKind::Acr, &write);
        check(Need::DELETED_CATALOG, RegistryKind::Acr, &["registry:deleted_catalog:*"]);
        let bin = ["repository:team/app:deleted_read"];
        check(Need::to(Purpose::ReadDeleted, &repository), RegistryKind::Acr, &bin);
        let restore = ["repository:team/app:deleted_restore,deleted_read"];
        check(Need::to(Purpose::Restore, &repository), RegistryKind::Acr, &restore);
    }

    #[test]
    fn a_challenge_adds_only_what_fits_the_need() {
        let repository = name("a");
        let check = |need: Need<'_>, scope: &str, expected: &str| {
            let mut learned = Learned::default();
            learned.take_in(need, scope);
            assert_eq!(learned.scopes(need, RegistryKind::Oci), [expected], "{scope}");
        };
        let read = Need::to(Purpose::Read, &repository);
        check(read, "repository:a:pull", "repository:a:pull");
        check(read, "repository:a:metadata_read", "repository:a:pull,metadata_read");
        check(read, "repository:a:pull,push,delete,*", "repository:a:pull");
        check(read, "repository:b:metadata_read x :: repository:a", "repository:a:pull");
        check(read, "repository:host:5000/a:metadata_read", "repository:a:pull");
        let delete = Need::to(Purpose::Delete, &repository);
        check(delete, "repository:a:pull,delete", "repository:a:delete,pull");
        check(delete, "repository:*:* repository:a:everything", "repository:a:delete");
        check(
            Need::to(Purpose::SetLocks, &repository),
            "repository:a:delete",
            "repository:a:metadata_write,metadata_read",
        );
    }
}
