//! Realms: the address where tokens are asked for, at the registry itself or at a host that somebody confirmed.
//!
//! Why: CVE-2020-15157 and CVE-2026-48978 are credentials sent wherever a challenge pointed.

use std::borrow::Cow;

use crate::registry::address::endpoint::Endpoint;
use crate::registry::address::url::AbsoluteUrl;
use crate::registry::error::ErrorKind;

/// The URL to ask for tokens where a challenge names `realm`, with its query. The URL is under the base of
/// `endpoint`, or at a host that `endpoint` trusts; anything else is an error.
///
/// Behind the same-origin proxy a registry names itself by its public host, which the page cannot reach: the
/// path is brought under the base. Where the proxy also stands for a trusted host, its operator decided how
/// that host is reached, and the page asks the proxy only. A realm that is only a path is at the registry itself.
pub(crate) fn token_url(realm: &str, endpoint: &Endpoint) -> Result<String, ErrorKind> {
    let realm = absolute(realm, endpoint);
    let url = AbsoluteUrl::parse(&realm).map_err(|_| ErrorKind::RealmInsecure)?;
    let trusted = endpoint.trusted(&url.origin);
    if let Some(through) = trusted.and_then(|realm| realm.through()) {
        return Ok(format!("{through}{}", url.target));
    }
    let stays_here = url.origin.is_loopback() && endpoint.is_loopback();
    if !url.origin.is_secure && !stays_here {
        return Err(ErrorKind::RealmInsecure);
    }
    if endpoint.owns(&url.origin) {
        return endpoint.own_path(&url.target).ok_or(ErrorKind::RealmInsecure);
    }
    let host = url.origin.authority();
    // Nobody may confirm a host that is nearer than the registry: a server there trusts callers from
    // inside.
    if url.origin.reach() < endpoint.reach() {
        return Err(ErrorKind::RealmInside { host });
    }
    match trusted {
        Some(_) => Ok(realm.into_owned()),
        None => Err(ErrorKind::RealmElsewhere { host }),
    }
}

/// A realm with what it leaves out: the registry's scheme, or its address. Reference: RFC 3986, section 4.2.
fn absolute<'a>(realm: &'a str, endpoint: &Endpoint) -> Cow<'a, str> {
    let scheme = endpoint.base().split("//").next().unwrap_or_default();
    match realm {
        _ if realm.starts_with("//") => format!("{scheme}{realm}").into(),
        _ if realm.starts_with('/') => endpoint.url(realm).into(),
        _ => realm.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::address::endpoint::TrustedRealm;
    use crate::registry::kind::registry_kind::RegistryKind;

    fn check(base: &str, host: &str, realm: &str, expected: Result<&str, &str>) {
        let endpoint = Endpoint::new(base, host, RegistryKind::Oci).expect("an endpoint");
        assert_eq!(token_url(realm, &endpoint), kind_of(expected), "{base} {realm}");
    }

    fn kind_of(expected: Result<&str, &str>) -> Result<String, ErrorKind> {
        expected.map(str::to_owned).map_err(|host| match (host, host.strip_prefix("inside ")) {
            ("insecure", _) => ErrorKind::RealmInsecure,
            (_, Some(host)) => ErrorKind::RealmInside { host: host.to_owned() },
            (host, None) => ErrorKind::RealmElsewhere { host: host.to_owned() },
        })
    }

    #[test]
    fn the_registrys_own_host_is_where_tokens_come_from() {
        let check = |realm, expected| check("https://r.test", "", realm, expected);
        check("https://r.test/token", Ok("https://r.test/token"));
        check("https://R.test:443/token?a=b", Ok("https://r.test/token?a=b"));
        check("https://r.test:8443/token", Err("r.test:8443"));
        check("https://auth.test/token", Err("auth.test"));
        check("https://r.test.evil.test/token", Err("r.test.evil.test"));
        check("http://r.test/token", Err("insecure"));
        check("://r.test:8000/token", Err("insecure"));
        check("http://auth-internal:5001/token", Err("insecure"));
        check("https://u:p@r.test/token", Err("insecure"));
        check("https://r.test/token#x", Err("insecure"));
        check("https://r.test/a/../token", Err("insecure"));
        check("/token", Ok("https://r.test/token"));
        check("/token?a=b", Ok("https://r.test/token?a=b"));
        check("//r.test/token", Ok("https://r.test/token"));
        check("//auth.test/token", Err("auth.test"));
        check("//10.1.2.3/token", Err("inside 10.1.2.3"));
        check("/\\auth.test/token", Err("insecure"));
        check("/a/../token", Err("insecure"));
        check("://r.test:8000/token", Err("insecure"));
        check("token", Err("insecure"));
        check("", Err("insecure"));
        check("javascript:alert(1)", Err("insecure"));
        check("https://127.0.0.1/token", Err("inside 127.0.0.1"));
        check("https://10.1.2.3:8443/token", Err("inside 10.1.2.3:8443"));
        check("https://[fd00::1]/token", Err("inside [fd00::1]"));
        check("https://auth/token", Err("inside auth"));
        check("http://127.0.0.1/token", Err("insecure"));
    }

    #[test]
    fn behind_a_proxy_it_is_brought_under_the_base() {
        let base = "https://page.test/registry/a";
        let check = |realm, expected| check(base, "a.azurecr.io", realm, expected);
        let under = Ok("https://page.test/registry/a/oauth2/token?x=1");
        check("https://a.azurecr.io/oauth2/token?x=1", under);
        check("https://page.test/oauth2/token?x=1", under);
        check("https://page.test/registry/a/oauth2/token?x=1", under);
        check("/oauth2/token?x=1", under);
        check("https://page.test/registry/b/t", Ok("https://page.test/registry/a/registry/b/t"));
        check("https://page.test/registry/a/../b/t", Err("insecure"));
        check("https://b.azurecr.io/oauth2/token", Err("b.azurecr.io"));
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        let check_local = |realm, expected| check("http://localhost:5000", "", realm, expected);
        check_local("http://localhost:5000/token", Ok("http://localhost:5000/token"));
        check_local("http://localhost:5001/token", Err("localhost:5001"));
        check_local("http://r.test/token", Err("insecure"));
        check("http://r.test", "", "http://r.test/token", Err("insecure"));
        check("http://r.test", "", "/token", Err("insecure"));
        check_local("/token", Ok("http://localhost:5000/token"));
        let proxied = Ok("http://127.0.0.1:8080/registry/a/token");
        check(
            "http://127.0.0.1:8080/registry/a",
            "localhost:5000",
            "http://localhost:5000/token",
            proxied,
        );
        check("http://127.0.0.1:8080/registry/a", "a.test", "http://a.test/token", Err("insecure"));
    }

    #[test]
    fn a_host_that_was_confirmed_is_asked_and_no_other() {
        let trusted = |base: &str, host: &str, realms: &[(&str, Option<&str>)]| {
            let realms = realms
                .iter()
                .map(|(host, through)| TrustedRealm::new(host, *through).expect("fit"));
            let endpoint = Endpoint::new(base, host, RegistryKind::Oci).expect("an endpoint");
            endpoint.trusting(realms)
        };
        let check = |endpoint: &Endpoint, realm: &str, expected: Result<&str, &str>| {
            assert_eq!(token_url(realm, endpoint), kind_of(expected), "{realm}");
        };
        let direct = trusted("https://r.test", "", &[("Auth.test", None), ("10.0.0.1", None)]);
        let asked = "https://auth.test/token?x=1";
        check(&direct, asked, Ok(asked));
        check(&direct, "https://auth.test:8443/token", Err("auth.test:8443"));
        check(&direct, "https://auth.test.evil.test/token", Err("auth.test.evil.test"));
        check(&direct, "http://auth.test/token", Err("insecure"));
        check(&direct, "https://auth.test/a/../token", Err("insecure"));
        // An address inside cannot be confirmed for a registry outside, nor plain http beyond this machine.
        check(&direct, "https://10.0.0.1/token", Err("inside 10.0.0.1"));
        let inside = trusted("https://10.0.0.2", "", &[("10.0.0.1", None)]);
        check(&inside, "https://10.0.0.1/token", Ok("https://10.0.0.1/token"));
        check(&inside, "http://10.0.0.1/token", Err("insecure"));
        check(&inside, "http://127.0.0.1/token", Err("insecure"));
        let local = trusted("http://localhost:5000", "", &[("localhost:5001", None)]);
        check(&local, "http://localhost:5001/token", Ok("http://localhost:5001/token"));
        check(&local, "http://localhost:5002/token", Err("localhost:5002"));

        // The proxy stands for it: nothing leaves the page's own server.
        let base = "https://page.test/registry/team";
        let through = [("auth.internal", Some("https://page.test/registry/team-auth/"))];
        let proxied = trusted(base, "r.test", &through);
        let expected = Ok("https://page.test/registry/team-auth/auth/token?x=1");
        check(&proxied, "https://auth.internal/auth/token?x=1", expected);
        check(&proxied, "http://auth.internal/auth/token?x=1", expected);
        check(&proxied, "https://auth.internal/../token", Err("insecure"));
        check(&proxied, "https://auth.test/token", Err("auth.test"));
    }

    #[test]
    fn what_is_trusted_must_be_a_host() {
        for (host, through) in [
            ("", None),
            ("a b", None),
            ("u@a.test", None),
            ("a.test/x", None),
            ("a.test", Some("x")),
        ] {
            assert!(TrustedRealm::new(host, through).is_err(), "{host}");
        }
    }
}
