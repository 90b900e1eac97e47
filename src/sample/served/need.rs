//! The right that a request needs.
//!
//! Reference: the scopes that ACR's challenges name in recorded answers; az-cli where none is known.

use crate::registry::transport::Method;
use crate::sample::served::rights::Access;
use crate::sample::server::route::Route;

/// Any of `actions` on `name`; the first of them is what the challenge names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need<'a> {
    /// `registry` or `repository`.
    pub(super) kind: &'static str,
    /// The repository, or `catalog`.
    pub(super) name: &'a str,
    /// Any of these.
    pub(super) actions: &'static [&'static str],
}

impl<'a> Need<'a> {
    /// Nothing is needed, beyond some token, where there is no name to have rights on.
    pub(super) fn of(route: &'a Route, method: Method) -> Option<Self> {
        let reads = matches!(method, Method::Get | Method::Head);
        let registry = |name| Some(Need { kind: "registry", name, actions: &["*"] });
        let actions: &[&str] = match route {
            Route::Catalog => return registry("catalog"),
            Route::DeletedCatalog => return registry("deleted_catalog"),
            Route::Manifest(..) | Route::Blob(..) | Route::AcrRepository(_)
                if method == Method::Delete =>
            {
                &["delete"]
            }
            Route::Manifest(..) if !reads => &["push"],
            Route::Uploads(_) | Route::Upload(..) => &["push"],
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
            Route::DeletedManifest(..) if !reads => &["deleted_restore"],
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
        route.repository().map(|name| Self { kind: "repository", name, actions })
    }

    /// Whether what a token grants is enough.
    pub(super) fn is_met_by(&self, access: &[Access]) -> bool {
        access.iter().any(|access| {
            access.kind == self.kind
                && (access.name == self.name || access.name == "*")
                && access.actions.iter().any(|a| a == "*" || self.actions.contains(&a.as_str()))
        })
    }
}
