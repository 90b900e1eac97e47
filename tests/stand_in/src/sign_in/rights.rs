//! Rights of Azure's identities, and the part of an asked scope that a token grants.
//!
//! Reference: Microsoft's `container-registry-rbac-built-in-roles-directory-reference.md`,
//! `container-registry-token-based-repository-permissions.md`; CNCF distribution `spec/auth/scope.md`.

use crate::config::{Azure, Identity, Role, ScopeMapEntry};
use crate::sign_in::access::Access;
use crate::sign_in::need::Need;

/// Every right on a repository.
const ALL: [&str; 7] = [
    "pull",
    "push",
    "delete",
    "metadata_read",
    "metadata_write",
    "deleted_read",
    "deleted_restore",
];
const READ: [&str; 2] = ["pull", "metadata_read"];
const WRITE: [&str; 4] = ["pull", "metadata_read", "push", "metadata_write"];

/// The rights of an identity.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rights {
    /// Names at registry level: `catalog`, `deleted_catalog`.
    registry: Vec<&'static str>,
    /// Patterns of repositories with the actions on them; they add up.
    repositories: Vec<(String, &'static [&'static str])>,
}

impl Rights {
    /// The rights of `identity` in `registry`.
    pub(crate) fn of(identity: &Identity, registry: &Azure) -> Self {
        match identity {
            Identity::Admin { .. } => Self::everything(),
            Identity::ServicePrincipal { roles, repositories, .. }
            | Identity::Entra { roles, repositories, .. } => {
                let everywhere = vec!["*".to_owned()];
                let limits = repositories.as_ref().filter(|_| registry.abac);
                Self::of_roles(roles, limits.unwrap_or(&everywhere), registry.abac)
            }
            Identity::Token { scope_map, .. } => Self::of_scope_map(scope_map),
        }
    }

    /// Whether these rights are enough for a request.
    pub(crate) fn allow(&self, need: &Need<'_>) -> bool {
        if need.kind == "registry" {
            return self.registry.contains(&need.name);
        }
        let own = self.on(need.name);
        need.is_met(|action| own.contains(&action))
    }

    /// The granted part of a scope (`type:name:actions`); `None` for no action. Missing rights are left
    /// out without an error. An ABAC registry grants nothing on "all repositories".
    pub(crate) fn grant(&self, scope: &str, abac: bool) -> Option<Access> {
        let asked = Access::read(scope)?;
        let (kind, name) = (asked.kind.as_str(), asked.name.as_str());
        let all = asked.actions.iter().any(|action| action == "*");
        let actions = match kind {
            "registry" if all && self.registry.contains(&name) => vec!["*".to_owned()],
            "repository" if !(abac && name == "*") => {
                let own = self.on(name);
                if all && own.len() == ALL.len() {
                    vec!["*".to_owned()]
                } else {
                    let mut granted = own;
                    granted.retain(|own| all || asked.actions.iter().any(|asked| asked == own));
                    granted.into_iter().map(str::to_owned).collect()
                }
            }
            _ => return None,
        };
        (!actions.is_empty()).then_some(Access { actions, ..asked })
    }

    fn everything() -> Self {
        let registry = vec!["catalog", "deleted_catalog"];
        Self { registry, repositories: vec![("*".to_owned(), &ALL)] }
    }

    fn of_roles(roles: &[Role], patterns: &[String], abac: bool) -> Self {
        let mut rights = Self::default();
        for role in roles {
            let (registry, actions): (&[&'static str], &'static [&'static str]) = match role {
                Role::SoftDeleteOperator => {
                    (&["deleted_catalog"], &["deleted_read", "deleted_restore"])
                }
                Role::AcrPull if !abac => (&["catalog"], &READ),
                Role::AcrPush if !abac => (&["catalog"], &WRITE),
                Role::AcrDelete if !abac => (&[], &["delete"]),
                Role::Contributor | Role::Owner if !abac => (&["catalog", "deleted_catalog"], &ALL),
                Role::RepositoryReader if abac => (&[], &READ),
                Role::RepositoryWriter if abac => (&[], &WRITE),
                Role::RepositoryContributor if abac => {
                    (&[], &["pull", "metadata_read", "push", "metadata_write", "delete"])
                }
                Role::CatalogLister if abac => (&["catalog"], &[]),
                // A role of the other kind of registry.
                _ => (&[], &[]),
            };
            rights.registry.extend(registry);
            let patterns = patterns.iter().map(|pattern| (pattern.clone(), actions));
            rights.repositories.extend(patterns);
        }
        rights
    }

    /// The rights of a repository-scoped token. It never lists the catalog.
    fn of_scope_map(entries: &[ScopeMapEntry]) -> Self {
        let mut rights = Self::default();
        for entry in entries {
            let actions = entry.actions.iter().filter_map(|action| {
                let actions: &'static [&'static str] = match action.as_str() {
                    "content/read" => &["pull"],
                    "content/write" => &["push"],
                    "content/delete" => &["delete"],
                    "metadata/read" => &["metadata_read"],
                    "metadata/write" => &["metadata_write"],
                    _ => return None,
                };
                Some((entry.repositories.clone(), actions))
            });
            rights.repositories.extend(actions);
        }
        rights
    }

    /// The actions on a repository; for `*`, those that hold everywhere.
    fn on(&self, name: &str) -> Vec<&'static str> {
        let fits = |pattern: &str| match pattern.strip_suffix('*') {
            None => pattern == name,
            Some(prefix) => prefix.is_empty() || name.starts_with(prefix),
        };
        let matching = self.repositories.iter().filter(|(pattern, _)| fits(pattern));
        let granted: Vec<&str> = matching.flat_map(|(_, actions)| *actions).copied().collect();
        ALL.into_iter().filter(|action| granted.contains(action)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Authentication, Config};

    fn rights(identity: &str, abac: bool) -> Rights {
        let json = format!(
            r#"{{"authentication":{{"acr":{{"abac":{abac},"identities":[{identity}]}}}}}}"#
        );
        let config = Config::from_json(&json).expect("a configuration");
        let Authentication::Azure(azure) = config.authentication else { panic!("{json}") };
        Rights::of(&azure.identities[0], &azure)
    }

    fn principal(roles: &str) -> String {
        format!(r#"{{"kind":"service_principal","user":"u","password":"p","roles":[{roles}]}}"#)
    }

    fn granted(rights: &Rights, scope: &str, abac: bool) -> String {
        let access = rights.grant(scope, abac);
        access
            .map_or_else(String::new, |a| format!("{}:{}:{}", a.kind, a.name, a.actions.join(",")))
    }

    #[test]
    fn roles_grant_what_azure_s_table_says() {
        let check = |roles: &str, abac: bool, scope: &str, expected: &str| {
            let rights = rights(&principal(roles), abac);
            assert_eq!(granted(&rights, scope, abac), expected, "{roles} {scope}");
        };
        let all = "repository:a/b:*";
        check(r#""AcrPull""#, false, all, "repository:a/b:pull,metadata_read");
        check(r#""AcrPull""#, false, "registry:catalog:*", "registry:catalog:*");
        check(r#""AcrPull""#, false, "repository:*:pull,delete", "repository:*:pull");
        check(r#""AcrPush""#, false, all, "repository:a/b:pull,push,metadata_read,metadata_write");
        check(r#""AcrDelete""#, false, all, "repository:a/b:delete");
        check(r#""AcrDelete""#, false, "registry:catalog:*", "");
        check(r#""AcrPull","AcrDelete""#, false, all, "repository:a/b:pull,delete,metadata_read");
        check(r#""Owner""#, false, all, all);
        check(r#""Owner""#, false, "registry:deleted_catalog:*", "registry:deleted_catalog:*");
        check(r#""AcrPull""#, false, "registry:catalog:pull", "");
        check(r#""AcrPull""#, false, "artifact-repository:a/b:pull", "");
        check(r#""AcrPull""#, false, "nonsense", "");

        // Each kind of registry has its own roles.
        check(r#""AcrPull""#, true, all, "");
        check(r#""Owner""#, true, all, "");
        let reader = r#""Container Registry Repository Reader""#;
        check(reader, false, all, "");
        check(reader, true, all, "repository:a/b:pull,metadata_read");
        check(reader, true, "repository:*:*", "");
        check(reader, true, "registry:catalog:*", "");
        let lister = r#""Container Registry Repository Catalog Lister""#;
        check(lister, true, "registry:catalog:*", "registry:catalog:*");
        check(lister, true, all, "");
        let contributor = r#""Container Registry Repository Contributor""#;
        let most = "repository:a/b:pull,push,delete,metadata_read,metadata_write";
        check(contributor, true, all, most);
    }

    #[test]
    fn a_scope_map_names_repositories_and_an_abac_role_may_too() {
        let rights = rights(
            r#"{"kind":"token","user":"u","password":"p","scope_map":[
                {"repositories":"web/*","actions":["content/read","metadata/read"]},
                {"repositories":"web/search","actions":["content/delete"]}]}"#,
            false,
        );
        let check = |scope: &str, expected: &str| {
            assert_eq!(granted(&rights, scope, false), expected, "{scope}");
        };
        check("repository:web/store:*", "repository:web/store:pull,metadata_read");
        check("repository:web/search:*", "repository:web/search:pull,delete,metadata_read");
        check("repository:webs:*", "");
        check("repository:*:*", "");
        check("registry:catalog:*", "");

        let reader = r#"{"kind":"entra","roles":["Container Registry Repository Reader"],
            "entra_token":"e","repositories":["web/*"]}"#;
        let rights = super::tests::rights(reader, true);
        assert_eq!(granted(&rights, "repository:web/a:pull", true), "repository:web/a:pull");
        assert_eq!(granted(&rights, "repository:base/a:pull", true), "");
    }
}
