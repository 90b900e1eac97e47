//! Endpoints: the address where a registry is reached, its public name, and its dialect.

use crate::registry::address::url::{AbsoluteUrl, Origin, Reach, UrlError, check_target};
use crate::registry::kind::capabilities::Capabilities;
use crate::registry::kind::registry_kind::RegistryKind;

/// A registry's address as the browser reaches it, its public name, and its dialect.
///
/// Address and name differ behind the same-origin proxy: the browser asks
/// `https://page.test/registry/team/v2/…`, and the registry calls itself `team.azurecr.io`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    base: String,
    origin: Origin,
    prefix: String,
    host: String,
    kind: RegistryKind,
    capabilities: Capabilities,
    trusted: Vec<TrustedRealm>,
}

/// A host that is not the registry's own and where tokens may be asked for, because somebody confirmed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustedRealm {
    host: String,
    /// The address at which the page's own server forwards to that host, without a slash at its end.
    through: Option<String>,
}

/// The reason why an address is refused. It does not repeat the address, which may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// Not `http://…` or `https://…`, or no host, or characters that do not belong there.
    #[error("This is not an address of the form https://registry.example.com.")]
    Malformed,
    /// User name or password inside the address.
    #[error("Leave the user name and the password out of the address.")]
    UserInfo,
    /// A query or a fragment.
    #[error("Leave everything from ? or # on out of the address.")]
    QueryOrFragment,
}

impl Endpoint {
    /// An endpoint at `base` (scheme, host, port, perhaps a path prefix), of the registry that calls
    /// itself `public_host` (host and perhaps port; empty: the host of `base`).
    ///
    /// # Errors
    ///
    /// When `base` or `public_host` is not such an address.
    pub fn new(base: &str, public_host: &str, kind: RegistryKind) -> Result<Self, EndpointError> {
        let url = AbsoluteUrl::parse(base.trim()).map_err(|why| match why {
            UrlError::UserInfo => EndpointError::UserInfo,
            UrlError::Fragment => EndpointError::QueryOrFragment,
            UrlError::NotAbsolute | UrlError::Ambiguous => EndpointError::Malformed,
        })?;
        if url.target.contains('?') {
            return Err(EndpointError::QueryOrFragment);
        }
        let host = match public_host.trim() {
            "" => url.origin.authority(),
            host => authority(host)?,
        };
        let prefix = url.target.trim_end_matches('/').to_owned();
        let scheme = if url.origin.is_secure { "https" } else { "http" };
        let base = format!("{scheme}://{}{prefix}", url.origin.authority());
        let (origin, capabilities) = (url.origin, kind.capabilities());
        Ok(Self { base, origin, prefix, host, kind, capabilities, trusted: Vec::new() })
    }

    /// The same endpoint; tokens may be asked for at these hosts, too.
    #[must_use]
    pub fn trusting(mut self, realms: impl IntoIterator<Item = TrustedRealm>) -> Self {
        self.trusted.extend(realms);
        self
    }

    /// The same endpoint of a registry of this kind.
    #[must_use]
    pub fn with_kind(self, kind: RegistryKind) -> Self {
        Self { kind, capabilities: kind.capabilities(), ..self }
    }

    /// The same endpoint with other capabilities, because a person overrides those of its kind.
    #[must_use]
    pub fn with_capabilities(mut self, capabilities: Capabilities) -> Self {
        self.capabilities = capabilities;
        self
    }

    /// The base of every request, without a slash at its end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The registry's own name, with which image references begin.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The kind of registry, which decides the dialect.
    #[must_use]
    pub fn kind(&self) -> RegistryKind {
        self.kind
    }

    /// The capabilities of the kind, or those that override them.
    #[must_use]
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Whether both endpoints are read by the same requests, so that an inventory read by one is as good
    /// for the other.
    #[must_use]
    pub fn is_read_like(&self, other: &Self) -> bool {
        self.kind.reads_like(other.kind)
            && self.capabilities.lists_untagged == other.capabilities.lists_untagged
    }

    /// The URL of `target`, a path that begins with a slash and may carry a query.
    pub(crate) fn url(&self, target: &str) -> String {
        format!("{}{target}", self.base)
    }

    /// Whether the base is an address of this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        self.origin.is_loopback()
    }

    /// The URL under this endpoint's base for a path that the registry named (`/v2/…`), which lacks the
    /// prefix behind a proxy. `None` for a path that would leave the base.
    pub(crate) fn own_path(&self, target: &str) -> Option<String> {
        let is_path = target.starts_with('/') && !target.starts_with("//");
        if !is_path || check_target(target).is_err() {
            return None;
        }
        // A proxy that rewrites the registry's answers has put the prefix there already.
        let rest = target.strip_prefix(&self.prefix).filter(|rest| rest.starts_with('/'));
        Some(self.url(rest.unwrap_or(target)))
    }

    /// The trusted realm at `origin`, where there is one. A realm that the page's server forwards to comes
    /// first.
    pub(crate) fn trusted(&self, origin: &Origin) -> Option<&TrustedRealm> {
        let host = origin.authority();
        let mut fitting = self.trusted.iter().filter(|realm| realm.host == host);
        fitting.clone().find(|realm| realm.through.is_some()).or_else(|| fitting.next())
    }

    /// The reach of the registry's host name: this machine, a network, or the world.
    pub(crate) fn reach(&self) -> Reach {
        let url = AbsoluteUrl::parse(&format!("https://{}", self.host));
        url.map_or(Reach::World, |url| url.origin.reach())
    }

    /// Whether `origin` is this registry: the base's origin, or the registry's own name.
    pub(crate) fn owns(&self, origin: &Origin) -> bool {
        *origin == self.origin || origin.authority() == self.host
    }
}

impl TrustedRealm {
    /// The realm at `host` (and perhaps port), asked directly or at `through`, an address of the
    /// page's own server that stands for it.
    ///
    /// # Errors
    ///
    /// When either is not such an address.
    pub fn new(host: &str, through: Option<&str>) -> Result<Self, EndpointError> {
        let way = |base| Endpoint::new(base, "", RegistryKind::default());
        let through = through.map(way).transpose()?.map(|endpoint| endpoint.base);
        Ok(Self { host: authority(host.trim())?, through })
    }

    /// The address at which the page's own server forwards to the realm.
    pub(crate) fn through(&self) -> Option<&str> {
        self.through.as_deref()
    }
}

/// Host and perhaps port, as browsers write them.
fn authority(host: &str) -> Result<String, EndpointError> {
    AbsoluteUrl::parse(&format!("https://{host}"))
        .ok()
        .filter(|url| url.target == "/" && !host.ends_with('/'))
        .map(|url| url.origin.authority())
        .ok_or(EndpointError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_cleaned_or_refused() {
        let check = |base: &str, host: &str, expected: Result<(&str, &str), EndpointError>| {
            let read = Endpoint::new(base, host, RegistryKind::Oci);
            let read = read.as_ref().map(|e| (e.base(), e.host())).map_err(|why| *why);
            assert_eq!(read, expected, "{base} {host}");
        };
        check("https://Host.test/", "", Ok(("https://host.test", "host.test")));
        check(" http://localhost:5000", "", Ok(("http://localhost:5000", "localhost:5000")));
        let proxied = Ok(("https://page.test/registry/team", "team.azurecr.io"));
        check("https://page.test/registry/team/", "Team.azurecr.io", proxied);
        check("host.test", "", Err(EndpointError::Malformed));
        check("https://u:p@host.test", "", Err(EndpointError::UserInfo));
        check("https://host.test/?a=b", "", Err(EndpointError::QueryOrFragment));
        check("https://host.test/#a", "", Err(EndpointError::QueryOrFragment));
        check("https://host.test/a/../b", "", Err(EndpointError::Malformed));
        check("https://host.test", "team.azurecr.io/x", Err(EndpointError::Malformed));
        check("https://host.test", "u@team.azurecr.io", Err(EndpointError::Malformed));
    }

    #[test]
    fn a_named_path_stays_under_the_base() {
        let proxied = Endpoint::new("https://page.test/registry/a", "a.test", RegistryKind::Oci);
        let proxied = proxied.expect("an endpoint");
        let check = |target: &str, expected: Option<&str>| {
            assert_eq!(proxied.own_path(target).as_deref(), expected, "{target}");
        };
        check("/v2/_catalog?n=1", Some("https://page.test/registry/a/v2/_catalog?n=1"));
        check("/registry/a/v2/x", Some("https://page.test/registry/a/v2/x"));
        check("/registry/b/v2/x", Some("https://page.test/registry/a/registry/b/v2/x"));
        check("/registry/ab/v2", Some("https://page.test/registry/a/registry/ab/v2"));
        check("/../b/v2/x", None);
        check("//elsewhere.test/v2/", None);
        check("/\\elsewhere.test/v2/", None);
        check("v2/_catalog", None);
    }
}
