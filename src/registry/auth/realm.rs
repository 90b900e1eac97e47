//! Where tokens are asked for: never anywhere but at the registry itself.
//!
//! Why: CVE-2020-15157 and CVE-2026-48978 are credentials sent wherever a challenge pointed.

use crate::registry::endpoint::Endpoint;
use crate::registry::error::ErrorKind;
use crate::registry::url::AbsoluteUrl;

/// The URL for tokens that `realm` means, under the base of `endpoint`; its query is kept.
///
/// Behind the same-origin proxy a registry names itself by its public host, which the page cannot
/// reach: the path is brought under the base.
pub(crate) fn token_url(realm: &str, endpoint: &Endpoint) -> Result<String, ErrorKind> {
    let url = AbsoluteUrl::parse(realm).map_err(|_| ErrorKind::RealmInsecure)?;
    let stays_here = url.origin.is_loopback() && endpoint.is_loopback();
    if !url.origin.is_secure && !stays_here {
        return Err(ErrorKind::RealmInsecure);
    }
    if !endpoint.owns(&url.origin) {
        return Err(ErrorKind::RealmElsewhere { host: url.origin.authority() });
    }
    endpoint.own_path(&url.target).ok_or(ErrorKind::RealmInsecure)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::capabilities::RegistryKind;

    fn check(base: &str, host: &str, realm: &str, expected: Result<&str, &str>) {
        let endpoint = Endpoint::new(base, host, RegistryKind::Oci).expect("an endpoint");
        let expected = expected.map(str::to_owned).map_err(|host| match host {
            "insecure" => ErrorKind::RealmInsecure,
            host => ErrorKind::RealmElsewhere { host: host.to_owned() },
        });
        assert_eq!(token_url(realm, &endpoint), expected, "{base} {realm}");
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
        check("https://u:p@r.test/token", Err("insecure"));
        check("https://r.test/token#x", Err("insecure"));
        check("https://r.test/a/../token", Err("insecure"));
        check("/token", Err("insecure"));
        check("javascript:alert(1)", Err("insecure"));
        check("https://127.0.0.1/token", Err("127.0.0.1"));
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
        let proxied = Ok("http://127.0.0.1:8080/registry/a/token");
        check(
            "http://127.0.0.1:8080/registry/a",
            "localhost:5000",
            "http://localhost:5000/token",
            proxied,
        );
        check("http://127.0.0.1:8080/registry/a", "a.test", "http://a.test/token", Err("insecure"));
    }
}
