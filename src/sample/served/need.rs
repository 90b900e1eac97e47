//! The right that a request needs.
//!
//! Reference: the scopes that ACR's challenges name in recorded answers; az-cli where none is known.

use crate::registry::transport::Method;
use crate::sample::served::rights::Access;
use crate::sample::server::route::Route;

/// Any of `actions` on `name`, of which the challenge names the first; or all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need<'a> {
    /// `registry` or `repository`.
    pub(super) kind: &'static str,
    /// The repository, or `catalog`.
    pub(super) name: &'a str,
    /// Any of these.
    pub(super) actions: &'static [&'static str],
    /// No: all of these.
    pub(super) all: bool,
}

impl<'a> Need<'a> {
    /// Nothing is needed, beyond some token, where there is no name to have rights on.
    pub(super) fn of(route: &'a Route, method: Method) -> Option<Self> {
        let reads = matches!(method, Method::Get | Method::Head);
        let registry = |name| Some(Need { kind: "registry", name, actions: &["*"], all: false });
        let all = |actions| {
            let name = route.repository()?;
            Some(Need { kind: "repository", name, actions, all: true })
        };
        let actions: &[&str] = match route {
            Route::Catalog => return registry("catalog"),
            Route::DeletedCatalog => return registry("deleted_catalog"),
            Route::Manifest(..) | Route::Blob(..) | Route::AcrRepository(_)
                if method == Method::Delete =>
            {
                &["delete"]
            }
            Route::Manifest(..) if !reads => return all(&["pull", "push"]),
            // Recorded of the request that begins an upload; its others are taken to be like it.
            Route::Uploads(_) | Route::Upload(..) => return all(&["pull", "push"]),
            Route::Manifest(..) | Route::Blob(..) | Route::Referrers(..) => &["pull"],
            Route::Tags(_) => &["pull", "metadata_read"],
            // The service asks for `delete`; its documentation gives untagging to who may write.
            Route::AcrTag(..) if method == Method::Delete => &["delete", "metadata_write"],
            Route::AcrRepository(_) | Route::AcrTag(..) | Route::AcrManifest(..) if !reads => {
                &["metadata_write"]
            }
            Route::AcrRepository(_)
            | Route::AcrTags(_)
            | Route::AcrTag(..)
            | Route::AcrManifests(_)
            | Route::AcrManifest(..) => &["metadata_read"],
            Route::DeletedManifest(..) if !reads => {
                return all(&["deleted_read", "deleted_restore"]);
            }
            Route::DeletedTags(_) | Route::DeletedManifests(_) | Route::DeletedManifest(..) => {
                &["deleted_read"]
            }
            Route::Base
            | Route::Token
            | Route::Exchange
            | Route::Storage(..)
            | Route::BadName
            | Route::Unknown => return None,
        };
        let all = false;
        route.repository().map(|name| Self { kind: "repository", name, actions, all })
    }

    /// The actions that a challenge names.
    pub(super) fn named(&self) -> &'static [&'static str] {
        if self.all { self.actions } else { &self.actions[..1] }
    }

    /// Whether these actions are enough.
    pub(super) fn is_met(&self, has: impl Fn(&str) -> bool) -> bool {
        let mut actions = self.actions.iter();
        if self.all { actions.all(|action| has(action)) } else { actions.any(|action| has(action)) }
    }

    /// Whether what a token grants is enough.
    pub(super) fn is_met_by(&self, access: &[Access]) -> bool {
        let here = |access: &&Access| {
            access.kind == self.kind && (access.name == self.name || access.name == "*")
        };
        self.is_met(|action| {
            let mut granted = access.iter().filter(here).flat_map(|access| &access.actions);
            granted.any(|granted| granted == "*" || granted == action)
        })
    }

    /// Whether it is only to list and to read what is there.
    pub(super) fn is_reading(&self) -> bool {
        let read = ["pull", "metadata_read"];
        match self.kind {
            "registry" => self.name == "catalog",
            _ => !self.all && self.actions.iter().all(|action| read.contains(action)),
        }
    }
}
