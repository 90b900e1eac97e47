//! Routes: paths and queries read as endpoints.
//!
//! Reference: OCI distribution-spec, "Endpoints"; Azure `containerregistry.json` 2021-07-01; az-cli for
//! `/acr/v1/_deleted`.

use percent_encoding::percent_decode_str;

use crate::model::RepositoryName;

/// An endpoint, with the names in its path decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// `/v2/`: the entry of the API.
    Base,
    /// `/v2/_catalog` and `/acr/v1/_catalog`: names of repositories.
    Catalog,
    /// `/v2/{name}/tags/list`: names of tags.
    Tags(String),
    /// `/v2/{name}/manifests/{reference}`, by tag or digest.
    Manifest(String, String),
    /// `/v2/{name}/blobs/{digest}`: a config or a layer.
    Blob(String, String),
    /// `/v2/{name}/referrers/{digest}`: manifests about that digest.
    Referrers(String, String),
    /// `/acr/v1/{name}`: counts, dates and locks of a repository.
    AcrRepository(String),
    /// `/acr/v1/{name}/_tags`: tags with dates and locks.
    AcrTags(String),
    /// `/acr/v1/{name}/_tags/{tag}`: one tag, listed or not.
    AcrTag(String, String),
    /// `/acr/v1/{name}/_manifests`: manifests, untagged ones too.
    AcrManifests(String),
    /// `/acr/v1/{name}/_manifests/{digest}`: one manifest, listed or not.
    AcrManifest(String, String),
    /// `/acr/v1/_deleted/_catalog`: repositories with anything in the bin.
    DeletedCatalog,
    /// `/acr/v1/_deleted/{name}/_tags`: deleted tags of a repository.
    DeletedTags(String),
    /// `/acr/v1/_deleted/{name}/_manifests`: deleted manifests of a repository.
    DeletedManifests(String),
    /// `/acr/v1/_deleted/{name}/_manifests/{digest}`: restores a manifest.
    DeletedManifest(String, String),
    /// A path with an invalid repository name.
    BadName,
    /// Any other path, answered with 404 in plain text.
    Unknown,
}

/// A query's pairs, decoded.
pub struct Query(Vec<(String, String)>);

/// Splits a path and query, as they follow the base.
pub fn read(path_and_query: &str) -> (Route, Query) {
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    (route(&decode(path)), Query::read(query))
}

impl Query {
    /// Reads `a=b&c=d`: a query, or a form.
    pub fn read(text: &str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(&name.replace('+', " ")), decode(&value.replace('+', " ")))
        };
        Self(pairs.map(pair).collect())
    }

    /// The first value of `name` that is not empty.
    pub fn get(&self, name: &'static str) -> Option<&str> {
        self.all(name).find(|value| !value.is_empty())
    }

    /// Every value of `name`.
    pub fn all(&self, name: &'static str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// The endpoint of a decoded path.
#[must_use]
pub fn route(path: &str) -> Route {
    let route = match path {
        "/v2/" | "/v2" => Route::Base,
        "/v2/_catalog" | "/acr/v1/_catalog" => Route::Catalog,
        _ => match (path.strip_prefix("/v2/"), path.strip_prefix("/acr/v1/")) {
            (Some(rest), _) => oci(rest),
            (_, Some(rest)) => acr(rest),
            _ => Route::Unknown,
        },
    };
    let is_good = route.repository().is_none_or(|name| name.parse::<RepositoryName>().is_ok());
    if is_good { route } else { Route::BadName }
}

/// The endpoint of a path after `/v2/`, read from the right: a repository may be called `manifests`.
fn oci(path: &str) -> Route {
    if let Some(name) = path.strip_suffix("/tags/list") {
        return Route::Tags(name.to_owned());
    }
    let mut parts = path.rsplitn(3, '/');
    let (last, family, name) = (parts.next(), parts.next(), parts.next());
    let (Some(last), Some(name)) = (last, name) else { return Route::Unknown };
    let (name, last) = (name.to_owned(), last.to_owned());
    match family {
        Some("manifests") => Route::Manifest(name, last),
        Some("blobs") => Route::Blob(name, last),
        Some("referrers") => Route::Referrers(name, last),
        _ => Route::Unknown,
    }
}

/// The endpoint of a path after `/acr/v1/`. No component of a repository name begins with `_`.
fn acr(path: &str) -> Route {
    if let Some(path) = path.strip_prefix("_deleted/") {
        return match acr(path) {
            Route::Unknown if path == "_catalog" => Route::DeletedCatalog,
            Route::AcrTags(name) => Route::DeletedTags(name),
            Route::AcrManifests(name) => Route::DeletedManifests(name),
            Route::AcrManifest(name, digest) => Route::DeletedManifest(name, digest),
            _ => Route::Unknown,
        };
    }
    let Some((name, rest)) = path.split_once("/_") else {
        let is_name = !path.starts_with('_');
        return if is_name { Route::AcrRepository(path.to_owned()) } else { Route::Unknown };
    };
    let name = name.to_owned();
    match rest.split_once('/') {
        None if rest == "tags" => Route::AcrTags(name),
        None if rest == "manifests" => Route::AcrManifests(name),
        Some(("tags", tag)) => Route::AcrTag(name, tag.to_owned()),
        Some(("manifests", digest)) => Route::AcrManifest(name, digest.to_owned()),
        _ => Route::Unknown,
    }
}

impl Route {
    /// The repository in the path.
    pub fn repository(&self) -> Option<&str> {
        match self {
            Self::Tags(name)
            | Self::Manifest(name, _)
            | Self::Blob(name, _)
            | Self::Referrers(name, _)
            | Self::AcrRepository(name)
            | Self::AcrTags(name)
            | Self::AcrTag(name, _)
            | Self::AcrManifests(name)
            | Self::AcrManifest(name, _)
            | Self::DeletedTags(name)
            | Self::DeletedManifests(name)
            | Self::DeletedManifest(name, _) => Some(name),
            Self::Base | Self::Catalog | Self::DeletedCatalog | Self::BadName | Self::Unknown => {
                None
            }
        }
    }
}

/// The text without its percent-encoding.
#[must_use]
pub fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_apart_from_the_right() {
        let check = |path: &str, expected: Route| assert_eq!(read(path).0, expected, "{path}");
        let (a, d) = ("a/b".to_owned(), "sha256:00".to_owned());
        check("/v2/", Route::Base);
        check("/v2/_catalog?n=5", Route::Catalog);
        check("/acr/v1/_catalog", Route::Catalog);
        check("/v2/a/b/tags/list", Route::Tags(a.clone()));
        check("/v2/a/b/manifests/sha256:00", Route::Manifest(a.clone(), d.clone()));
        check("/v2/a%2Fb/manifests/sha256%3A00", Route::Manifest(a.clone(), d.clone()));
        check("/v2/manifests/manifests/x", Route::Manifest("manifests".into(), "x".into()));
        check("/v2/a/tags/tags/list", Route::Tags("a/tags".into()));
        check("/v2/a/b/blobs/sha256:00", Route::Blob(a.clone(), d.clone()));
        check("/v2/a/b/referrers/sha256:00?artifactType=x", Route::Referrers(a.clone(), d.clone()));
        check("/acr/v1/a/b", Route::AcrRepository(a.clone()));
        check("/acr/v1/a%2Fb/_tags?n=1", Route::AcrTags(a.clone()));
        check("/acr/v1/a/b/_manifests", Route::AcrManifests(a.clone()));
        check("/acr/v1/_deleted/_catalog", Route::DeletedCatalog);
        check("/acr/v1/_deleted/a/b/_tags", Route::DeletedTags(a.clone()));
        check("/acr/v1/_deleted/a/b/_manifests", Route::DeletedManifests(a.clone()));
        check("/acr/v1/_deleted/a/_manifests/x", Route::DeletedManifest("a".into(), "x".into()));
        check("/acr/v1/a/b/_tags/x", Route::AcrTag(a.clone(), "x".into()));
        check("/acr/v1/a/b/_manifests/sha256%3A00", Route::AcrManifest(a.clone(), d.clone()));
        check("/acr/v1/a/b/_metadata", Route::Unknown);
        for other in ["/acr/v1/_deleted/a/b", "/v2/a/b/blobs/uploads/7", "/oauth2/exchange"] {
            check(other, Route::Unknown);
        }
        check("/v2/A/tags/list", Route::BadName);
        check("/v2/manifests/x", Route::Unknown);
        check("/", Route::Unknown);
    }

    #[test]
    fn queries_are_decoded() {
        let query = Query::read("n=5&last=a%2Fb&scope=a+b&scope=c&orderby=&bare");
        assert_eq!((query.get("n"), query.get("last")), (Some("5"), Some("a/b")));
        assert_eq!(query.all("scope").collect::<Vec<_>>(), ["a b", "c"]);
        assert_eq!((query.get("orderby"), query.get("bare"), query.get("no")), (None, None, None));
    }
}
