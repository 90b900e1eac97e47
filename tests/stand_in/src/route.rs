//! Paths: the stand-in's own endpoints, and those of the sample.
//!
//! Reference: OCI distribution-spec, "Endpoints".

use plimsoll::model::RepositoryName;
use plimsoll::sample::server::route::{self as sample, Query, decode};

/// An endpoint, with the names in its path decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/oauth2/token`: access tokens, by scope.
    Token,
    /// `/oauth2/exchange`: a refresh token for Entra's.
    Exchange,
    /// `/v2/{name}/blobs/uploads/`: begins an upload.
    Uploads(String),
    /// `/v2/{name}/blobs/uploads/{id}`: goes on with an upload.
    Upload(String, String),
    /// `/_storage/{name}/{digest}`: where the registry keeps its blobs.
    Storage(String, String),
    /// Any other path: the sample's.
    Sample(sample::Route),
}

/// Splits a path and query, as they follow the base.
pub(crate) fn read(path_and_query: &str) -> (Route, Query) {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let path = decode(path);
    let route = own(&path).unwrap_or_else(|| Route::Sample(sample::route(&path)));
    let is_good = route.repository().is_none_or(|name| name.parse::<RepositoryName>().is_ok());
    let route = if is_good { route } else { Route::Sample(sample::Route::BadName) };
    (route, Query::read(query))
}

/// The stand-in's own endpoint of a decoded path; `None` for one of the sample's.
fn own(path: &str) -> Option<Route> {
    if let Some(rest) = path.strip_prefix("/_storage/") {
        let (name, digest) = rest.rsplit_once('/')?;
        return Some(Route::Storage(name.to_owned(), digest.to_owned()));
    }
    match path {
        "/oauth2/token" => Some(Route::Token),
        "/oauth2/exchange" => Some(Route::Exchange),
        _ => upload(path.strip_prefix("/v2/")?),
    }
}

/// An upload in a path after `/v2/`, read from the right: a repository may be called `uploads`.
fn upload(path: &str) -> Option<Route> {
    if let Some(name) = path.strip_suffix("/blobs/uploads") {
        return Some(Route::Uploads(name.to_owned()));
    }
    let (name, id) = path.rsplit_once('/')?;
    let name = name.strip_suffix("/blobs/uploads")?.to_owned();
    Some(if id.is_empty() { Route::Uploads(name) } else { Route::Upload(name, id.to_owned()) })
}

impl Route {
    /// The repository in the path.
    pub(crate) fn repository(&self) -> Option<&str> {
        match self {
            Self::Uploads(name) | Self::Upload(name, _) | Self::Storage(name, _) => Some(name),
            Self::Sample(route) => route.repository(),
            Self::Token | Self::Exchange => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_endpoints_are_told_from_the_samples() {
        let check = |path: &str, expected: Route| assert_eq!(read(path).0, expected, "{path}");
        let (a, d) = ("a/b".to_owned(), "sha256:00".to_owned());
        check("/acr/v1/_deleted/_catalog", Route::Sample(sample::Route::DeletedCatalog));
        check("/v2/a/b/blobs/uploads/", Route::Uploads(a.clone()));
        check("/v2/a/b/blobs/uploads", Route::Uploads(a.clone()));
        check("/v2/a/b/blobs/uploads/7?_state=x", Route::Upload(a.clone(), "7".into()));
        check("/v2/A/blobs/uploads/", Route::Sample(sample::Route::BadName));
        check("/_storage/a/b/sha256:00?sig=x", Route::Storage(a.clone(), d.clone()));
        check("/oauth2/exchange", Route::Exchange);
        check("/v2/a/b/blobs/sha256:00", Route::Sample(sample::Route::Blob(a, d)));
    }
}
