//! Needs: the right that each request takes.
//!
//! Reference: the scopes that ACR's challenges name in recorded answers; az-cli where none is known.

use crate::route::Route;
use crate::sign_in::access::Access;
use plimsoll::registry::transport::Method;
use plimsoll::sample::server::route::Route as Sample;

/// One of `actions` on `name`, of which the challenge names the first; or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Need<'a> {
    /// The type in a scope: `registry` or `repository`.
    pub(crate) kind: &'static str,
    /// The repository, or `catalog`.
    pub(crate) name: &'a str,
    /// Actions, of which one is enough.
    pub(crate) actions: &'static [&'static str],
    /// All of `actions` are needed.
    pub(crate) all: bool,
}

impl<'a> Need<'a> {
    /// The need of a request; `None` where any token is enough, because the path has no name.
    pub(crate) fn of(route: &'a Route, method: Method) -> Option<Self> {
        let reads = matches!(method, Method::Get | Method::Head);
        let registry = |name| Some(Need { kind: "registry", name, actions: &["*"], all: false });
        let all = |actions| {
            let name = route.repository()?;
            Some(Need { kind: "repository", name, actions, all: true })
        };
        let actions: &[&str] = match route {
            Route::Sample(route) => match route {
                Sample::Catalog => return registry("catalog"),
                Sample::Manifest(..) | Sample::Blob(..) | Sample::AcrRepository(_)
                    if method == Method::Delete =>
                {
                    &["delete"]
                }
                Sample::Manifest(..) if !reads => return all(&["pull", "push"]),
                Sample::Manifest(..) | Sample::Blob(..) | Sample::Referrers(..) => &["pull"],
                Sample::Tags(_) => &["pull", "metadata_read"],
                // The service asks for `delete`; its documentation lets writers untag.
                Sample::AcrTag(..) if method == Method::Delete => &["delete", "metadata_write"],
                Sample::AcrRepository(_) | Sample::AcrTag(..) | Sample::AcrManifest(..)
                    if !reads =>
                {
                    &["metadata_write"]
                }
                Sample::AcrRepository(_)
                | Sample::AcrTags(_)
                | Sample::AcrTag(..)
                | Sample::AcrManifests(_)
                | Sample::AcrManifest(..) => &["metadata_read"],
                Sample::DeletedCatalog => return registry("deleted_catalog"),
                Sample::DeletedManifest(..) if !reads => {
                    return all(&["deleted_read", "deleted_restore"]);
                }
                Sample::DeletedTags(_)
                | Sample::DeletedManifests(_)
                | Sample::DeletedManifest(..) => &["deleted_read"],
                Sample::Base | Sample::BadName | Sample::Unknown => return None,
            },
            // Recorded of the request that begins an upload; the ones after it are taken to be alike.
            Route::Uploads(_) | Route::Upload(..) => return all(&["pull", "push"]),
            Route::Token | Route::Exchange | Route::Storage(..) => return None,
        };
        let all = false;
        route.repository().map(|name| Self { kind: "repository", name, actions, all })
    }

    /// The actions in the challenge.
    pub(crate) fn named(&self) -> &'static [&'static str] {
        if self.all { self.actions } else { &self.actions[..1] }
    }

    /// Whether these actions are enough.
    pub(crate) fn is_met(&self, has: impl Fn(&str) -> bool) -> bool {
        let mut actions = self.actions.iter();
        if self.all { actions.all(|action| has(action)) } else { actions.any(|action| has(action)) }
    }

    /// Whether a token's entries are enough.
    pub(crate) fn is_met_by(&self, access: &[Access]) -> bool {
        let here = |access: &&Access| {
            access.kind == self.kind && (access.name == self.name || access.name == "*")
        };
        self.is_met(|action| {
            let mut granted = access.iter().filter(here).flat_map(|access| &access.actions);
            granted.any(|granted| granted == "*" || granted == action)
        })
    }

    /// Whether the request only lists and reads.
    pub(crate) fn is_reading(&self) -> bool {
        let read = ["pull", "metadata_read"];
        match self.kind {
            "registry" => self.name == "catalog",
            _ => !self.all && self.actions.iter().all(|action| read.contains(action)),
        }
    }
}
