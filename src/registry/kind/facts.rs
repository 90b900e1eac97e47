//! Facts about a kind of registry: its lists, its way to delete, its accounts. Unlike capabilities, nobody
//! can override them.

use crate::registry::kind::registry_kind::RegistryKind;

/// Facts that hold for every registry of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Whether it describes a repository as a whole: the number of tags and manifests, dates and locks.
    pub describes_repositories: bool,
    /// Whether it lists the tags that point to one manifest.
    pub lists_tags_on: bool,
    /// Whether its repositories lie in projects, each with a quota.
    pub projects: bool,
    /// The sizes that its plans include: name and bytes.
    pub included: &'static [(&'static str, u64)],
    /// Whether its list of manifests names referrers, but not the referrers of those.
    pub hides_nested_referrers: bool,
    /// The rules by which a deletion takes referrers along.
    pub cascade: Cascade,
    /// The proof that untagging leaves the manifest.
    pub untag: UntagProof,
    /// Whether it untags by its own API only: a deletion by tag under `/v2/` is refused.
    pub untags_by_own_api: bool,
    /// Whether reading a manifest counts as a pull, and there is no other way to read it.
    pub counts_reading: bool,
    /// Whether it sends no CORS headers, and has no setting for them.
    pub never_sends_cors: bool,
    /// Whether it refuses a page size that is no number, instead of ignoring it.
    pub refuses_odd_page_sizes: bool,
    /// The kinds of names and passwords that it takes.
    pub accounts: Accounts,
    /// The giver of rights, for the sentence about a missing one.
    pub rights: GivenBy,
    /// Whether reading and changing metadata takes rights beside those to pull and to delete.
    pub has_metadata_rights: bool,
    /// Whether an anonymous token is asked for by POST, with a form, instead of GET.
    pub grants_nobody_by_form: bool,
    /// Whether its 403 means a network rule: it answers a missing right with 401.
    pub forbids_by_network: bool,
    /// Whether its code `NOT_FOUND` means that the object does not exist.
    pub says_not_found: bool,
    /// Whether all of its repositories are known to share blobs, unless a setting of its own says otherwise.
    pub shares_blobs: bool,
    /// Whether it has lists outside `/v2/`, which a registry of another kind answers with 404.
    pub has_own_lists: bool,
}

/// The rules by which a deletion takes referrers along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cascade {
    /// The rules are published: a referrer is deleted with the subject that it names itself.
    Published,
    /// A referrer is deleted with the subject that the registry lists it for, whatever subject it names
    /// itself.
    ByItsList,
    /// The rules are not published, or there are none.
    Unknown,
}

/// Proofs that untagging leaves the manifest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UntagProof {
    /// Untagging is a request of its own, documented to leave the manifest.
    Documented,
    /// A registry that has left one manifest that lost its last tag leaves all.
    ByOneManifest,
    /// No number of manifests proves it: only the specification promises it.
    Never,
}

/// Names and passwords that a registry takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accounts {
    /// Azure's: an admin user, service principals, repository-scoped tokens, and tokens of `az acr login`.
    Azure,
    /// A user with a password or an API key.
    ApiKeys,
    /// A user with a password or a CLI secret, or a robot account.
    CliSecrets,
    /// A user name and a password or token, as for `docker login`.
    Any,
}

/// People and settings that give a missing right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GivenBy {
    /// Azure's roles, and the scope map of a repository-scoped token.
    AzureRoles,
    /// Harbor's project roles, and the permissions of a robot account.
    ProjectRoles,
    /// `accessControl` in zot's configuration.
    AccessControl,
    /// The operator of the registry, or of its token server.
    Operator,
}

impl RegistryKind {
    /// The facts about this kind.
    #[must_use]
    pub fn facts(self) -> Facts {
        let plain = Facts {
            describes_repositories: false,
            lists_tags_on: false,
            projects: false,
            included: &[],
            hides_nested_referrers: false,
            cascade: Cascade::Unknown,
            untag: UntagProof::ByOneManifest,
            untags_by_own_api: false,
            counts_reading: false,
            never_sends_cors: false,
            refuses_odd_page_sizes: false,
            accounts: Accounts::Any,
            rights: GivenBy::Operator,
            has_metadata_rights: false,
            grants_nobody_by_form: false,
            forbids_by_network: false,
            says_not_found: false,
            shares_blobs: true,
            has_own_lists: false,
        };
        match self {
            // Reference: learn.microsoft.com, "Azure Container Registry service tiers", included storage.
            Self::Acr => Facts {
                included: &[("Basic", 10 << 30), ("Standard", 100 << 30), ("Premium", 500 << 30)],
                describes_repositories: true,
                lists_tags_on: true,
                cascade: Cascade::Published,
                untag: UntagProof::Documented,
                never_sends_cors: true,
                accounts: Accounts::Azure,
                rights: GivenBy::AzureRoles,
                has_metadata_rights: true,
                grants_nobody_by_form: true,
                forbids_by_network: true,
                has_own_lists: true,
                ..plain
            },
            Self::Distribution2 => plain,
            Self::Distribution3 => Facts { refuses_odd_page_sizes: true, ..plain },
            Self::Zot => {
                Facts { accounts: Accounts::ApiKeys, rights: GivenBy::AccessControl, ..plain }
            }
            // Reference: goharbor/harbor, `src/server/registry/manifest.go`, and
            // `src/server/v2.0/handler/artifact.go`.
            Self::Harbor => Facts {
                projects: true,
                hides_nested_referrers: true,
                cascade: Cascade::ByItsList,
                untag: UntagProof::Documented,
                untags_by_own_api: true,
                counts_reading: true,
                accounts: Accounts::CliSecrets,
                rights: GivenBy::ProjectRoles,
                says_not_found: true,
                has_own_lists: true,
                ..plain
            },
            Self::Oci => Facts { untag: UntagProof::Never, shares_blobs: false, ..plain },
        }
    }

    /// Whether both kinds are read by the same requests, as distribution and plain OCI are.
    #[must_use]
    pub fn reads_like(self, other: Self) -> bool {
        let plain = |kind| matches!(kind, Self::Distribution2 | Self::Distribution3 | Self::Oci);
        self == other || plain(self) && plain(other)
    }
}
