//! What a request needs the right for, and how to ask for no more than that.
//!
//! Reference: distribution, `spec/auth/scope.md`; ACR, `docs/AAD-OAuth.md`.

use std::collections::BTreeSet;

use crate::model::RepositoryName;
use crate::registry::capabilities::RegistryKind;

/// What a request needs the right for.
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
    /// To push to a repository.
    Push(&'a RepositoryName),
}

/// Actions that challenges asked for beyond those we ask for by ourselves.
#[derive(Debug, Default)]
pub(crate) struct Learned {
    reading: BTreeSet<String>,
    deleting: BTreeSet<String>,
}

impl Learned {
    /// Takes in the `scope` of a challenge to a request for `need`. A registry that asks for more
    /// than reading to answer a read gets no more than reading.
    pub(crate) fn take_in(&mut self, need: Need<'_>, scope: &str) {
        let (repository, known) = match need {
            Need::Entry | Need::Catalog => return,
            Need::Read(repository) => (repository, &mut self.reading),
            Need::Delete(repository) => (repository, &mut self.deleting),
            // Nothing but what a push needs, whatever a challenge names.
            Need::Push(_) => return,
        };
        for scope in scope.split_ascii_whitespace() {
            // A name may hold a colon (host:port): split at the first and the last.
            let Some((kind, rest)) = scope.split_once(':') else { continue };
            let Some((name, actions)) = rest.rsplit_once(':') else { continue };
            if kind != "repository" || name != repository.as_str() {
                continue;
            }
            let allowed = actions.split(',').filter(|action| match need {
                Need::Read(_) => matches!(*action, "pull" | "metadata_read"),
                _ => matches!(
                    *action,
                    "pull" | "push" | "delete" | "metadata_read" | "metadata_write" | "*"
                ),
            });
            known.extend(allowed.map(str::to_owned));
        }
    }

    /// The scopes to ask for.
    pub(crate) fn scopes(&self, need: Need<'_>, kind: RegistryKind) -> Vec<String> {
        let (repository, own, known): (_, &[&str], _) = match need {
            Need::Entry => return Vec::new(),
            Need::Catalog => return vec!["registry:catalog:*".to_owned()],
            Need::Read(repository) if kind == RegistryKind::Acr => {
                (repository, &["pull", "metadata_read"], &self.reading)
            }
            Need::Read(repository) => (repository, &["pull"], &self.reading),
            Need::Delete(repository) => (repository, &["delete"], &self.deleting),
            Need::Push(repository) => {
                return vec![format!("repository:{repository}:pull,push")];
            }
        };
        let mut actions = own.join(",");
        for action in known.iter().filter(|action| !own.contains(&action.as_str())) {
            actions.push(',');
            actions.push_str(action);
        }
        vec![format!("repository:{repository}:{actions}")]
    }
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
    }
}
