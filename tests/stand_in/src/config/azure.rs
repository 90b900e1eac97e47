//! Azure's sign-in: identities and their rights.
//!
//! ```json
//! {"authentication": {"acr": {
//!   "identities": [
//!     {"kind": "admin", "user": "sample", "password": "p1"},
//!     {"kind": "service_principal", "user": "app-id", "password": "p2", "roles": ["AcrPull", "AcrDelete"]},
//!     {"kind": "token", "user": "nightly", "password": "p3", "scope_map": [
//!       {"repositories": "web/*", "actions": ["content/read", "metadata/read"]}]},
//!     {"kind": "entra", "entra_token": "e", "refresh_token": "r", "roles": ["AcrPull"]}
//!   ],
//!   "anonymous_pull": false,
//!   "abac": false
//! }}}
//! ```
//!
//! Reference: Microsoft's `container-registry-rbac-built-in-roles-directory-reference.md`,
//! `container-registry-token-based-repository-permissions.md`.

use serde::Deserialize;

/// Azure's sign-in, as the module's example sets it up.
#[derive(Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Azure {
    /// Identities that sign in by name or token.
    pub identities: Vec<Identity>,
    /// Anybody may pull and list, with a token that is given without credentials.
    pub anonymous_pull: bool,
    /// "RBAC Registry + ABAC Repository Permissions": other roles count, refresh tokens state
    /// `aad_identity`, and a scope `repository:*:*` grants nothing.
    pub abac: bool,
    /// The realm of challenges; `{base}/oauth2/token` without it.
    pub realm: Option<String>,
    /// Seconds that an access token lives: an hour.
    pub access_seconds: u64,
    /// Seconds that a refresh token lives: three hours.
    pub refresh_seconds: u64,
}

/// An identity that the registry knows. In JSON, `kind` names the variant.
#[derive(Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Identity {
    /// The admin user, with every right.
    Admin {
        /// The user name: the registry's name.
        user: String,
        /// One of its two passwords.
        password: String,
    },
    /// An application with its roles.
    ServicePrincipal {
        /// The application's id, as user name.
        user: String,
        /// The application's secret, as password.
        password: String,
        /// The roles that the application has.
        roles: Vec<Role>,
        /// Repositories of an ABAC registry in which the roles hold: patterns as in a scope map;
        /// everywhere without it.
        #[serde(default)]
        repositories: Option<Vec<String>>,
    },
    /// A repository-scoped token. It may not list the catalog.
    Token {
        /// The token's name, as user name.
        user: String,
        /// One of its two passwords.
        password: String,
        /// Rights on repositories; the entries add up.
        scope_map: Vec<ScopeMapEntry>,
    },
    /// A user of Entra ID. `/oauth2/exchange` takes the access token of Entra. `/oauth2/token` takes a
    /// refresh token of this registry (`az acr login --expose-token`), also as the password of the
    /// user `00000000-0000-0000-0000-000000000000`.
    Entra {
        /// The access token of Entra.
        #[serde(default)]
        entra_token: Option<String>,
        /// The refresh token. It is valid from the start of the stand-in.
        #[serde(default)]
        refresh_token: Option<String>,
        /// The roles that the user has.
        roles: Vec<Role>,
        /// Repositories in which the roles hold, as for a service principal.
        #[serde(default)]
        repositories: Option<Vec<String>>,
    },
}

/// A line of a scope map.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopeMapEntry {
    /// A repository name, `prefix/*`, or `*`.
    pub repositories: String,
    /// `content/read`, `content/write`, `content/delete`, `metadata/read`, `metadata/write`; others
    /// grant nothing.
    pub actions: Vec<String>,
}

/// A built-in role, by the name that Azure gives it. The first five count in an ordinary registry,
/// the others in an ABAC registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Role {
    /// Pull, list tags and manifests, list repositories.
    AcrPull,
    /// The rights of `AcrPull`, and push, move tags, untag, lock.
    AcrPush,
    /// Delete only, without reading.
    AcrDelete,
    /// Every right on the registry.
    Contributor,
    /// Every right on the registry.
    Owner,
    /// Pull and list tags and manifests.
    #[serde(rename = "Container Registry Repository Reader")]
    RepositoryReader,
    /// The rights of a reader, and push, move tags, untag, lock.
    #[serde(rename = "Container Registry Repository Writer")]
    RepositoryWriter,
    /// The rights of a writer, and delete.
    #[serde(rename = "Container Registry Repository Contributor")]
    RepositoryContributor,
    /// List repositories, and nothing else.
    #[serde(rename = "Container Registry Repository Catalog Lister")]
    CatalogLister,
    /// List and restore deleted manifests, in either kind of registry: an example of a custom role.
    SoftDeleteOperator,
}

impl Default for Azure {
    fn default() -> Self {
        Self {
            identities: Vec::new(),
            anonymous_pull: false,
            abac: false,
            realm: None,
            access_seconds: 3600,
            refresh_seconds: 3 * 3600,
        }
    }
}
