//! Absolute URLs, read strictly: only forms that every browser resolves as they look.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// Characters escaped in a query value: all but RFC 3986 "unreserved".
const QUERY_VALUE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    /// `https` rather than `http`.
    pub(crate) is_secure: bool,
    /// Lower case; an IPv6 address keeps its brackets.
    pub(crate) host: String,
    /// The port; where the URL states none, that of the scheme.
    pub(crate) port: u16,
}

/// The distance from which a host can be reached, as far as its name tells. Ordered from near to far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reach {
    /// Only this machine reaches the host.
    Machine,
    /// Machines of the same network reach the host.
    Network,
    /// Everybody may reach the host.
    World,
}

/// An absolute URL in two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AbsoluteUrl {
    pub(crate) origin: Origin,
    /// Path and query as written, beginning with a slash.
    pub(crate) target: String,
}

/// The reason why a URL is refused. The reason does not repeat the URL, which may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UrlError {
    #[error("it is not a http or https address")]
    NotAbsolute,
    #[error("it contains a user name")]
    UserInfo,
    #[error("it contains a fragment")]
    Fragment,
    #[error("it contains characters or path segments that browsers rewrite")]
    Ambiguous,
}

impl Origin {
    /// `host`, with the port unless it is the scheme's own.
    pub(crate) fn authority(&self) -> String {
        let usual = if self.is_secure { 443 } else { 80 };
        if self.port == usual { self.host.clone() } else { format!("{}:{}", self.host, self.port) }
    }

    /// Whether the host is the machine that the browser runs on.
    pub(crate) fn is_loopback(&self) -> bool {
        let octets: Vec<_> = self.host.split('.').map(str::parse::<u8>).collect();
        let is_v4 = octets.len() == 4 && octets.iter().all(Result::is_ok) && octets[0] == Ok(127);
        is_v4
            || self.host == "localhost"
            || self.host.ends_with(".localhost")
            || self.host == "[::1]"
    }

    /// The distance from which the host can be reached. Addresses tell, and so do names that are for use
    /// within a network; any other name may lead anywhere.
    pub(crate) fn reach(&self) -> Reach {
        let host = self.host.trim_end_matches('.');
        if self.is_loopback() || matches!(host, "0.0.0.0" | "[::]") {
            return Reach::Machine;
        }
        let v6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
        let is_inside = match (v6.map(str::parse::<Ipv6Addr>), host.parse::<Ipv4Addr>()) {
            (Some(Ok(v6)), _) => match v6.to_ipv4() {
                Some(v4) if v4.is_loopback() || v4.is_unspecified() => return Reach::Machine,
                Some(v4) => is_inside(v4),
                None => v6.is_unique_local() || v6.is_unicast_link_local(),
            },
            (Some(Err(_)), _) => true,
            (None, Ok(v4)) => is_inside(v4),
            (None, Err(_)) => {
                let last = host.rsplit('.').next().unwrap_or_default();
                // Browsers read 127.1, 0x7f.1 and 2130706433 as addresses, too.
                let is_number = last.bytes().all(|b| b.is_ascii_digit()) || last.starts_with("0x");
                let is_local = matches!(last, "local" | "internal" | "lan" | "home" | "intranet");
                !host.contains('.') || is_number || is_local || host.ends_with(".home.arpa")
            }
        };
        if is_inside { Reach::Network } else { Reach::World }
    }
}

/// Whether an address belongs to somebody's own network. Reference: RFC 1918, 3927, 6598.
fn is_inside(address: Ipv4Addr) -> bool {
    let [a, b, ..] = address.octets();
    let is_shared = a == 100 && (64..128).contains(&b);
    address.is_private() || address.is_link_local() || is_shared
}

impl AbsoluteUrl {
    pub(crate) fn parse(text: &str) -> Result<Self, UrlError> {
        let (is_secure, rest) = if let Some(rest) = strip_scheme(text, "https://") {
            (true, rest)
        } else if let Some(rest) = strip_scheme(text, "http://") {
            (false, rest)
        } else {
            return Err(UrlError::NotAbsolute);
        };
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        let target = match target.as_bytes().first() {
            None => "/".to_owned(),
            Some(b'?') => format!("/{target}"),
            Some(_) => target.to_owned(),
        };
        check_target(&target)?;
        Ok(Self { origin: origin(is_secure, authority)?, target })
    }
}

/// Whether `target` (path and query) means what it looks like: browsers resolve `..`, turn
/// backslashes into slashes and drop tabs and line breaks.
pub(crate) fn check_target(target: &str) -> Result<(), UrlError> {
    if target.contains('#') {
        return Err(UrlError::Fragment);
    }
    let is_plain = |b: u8| b.is_ascii_graphic() && !b"\\<>\"^`{|}".contains(&b);
    let path = target.split('?').next().unwrap_or_default();
    if !target.bytes().all(is_plain) || path.split('/').any(is_dot_segment) {
        return Err(UrlError::Ambiguous);
    }
    Ok(())
}

/// Adds `key=value` to a query, escaping the value.
pub(crate) fn push_query(url: &mut String, key: &str, value: &str) {
    let separator = match url.find('?') {
        None => "?",
        Some(at) if at + 1 == url.len() => "",
        Some(_) => "&",
    };
    // Writing to a String cannot fail.
    let _ = write!(url, "{separator}{key}={}", utf8_percent_encode(value, QUERY_VALUE));
}

/// A URL fit for an error text: without query values, user info or fragment.
pub(crate) fn redact(url: &str) -> String {
    let url = url.split('#').next().unwrap_or_default();
    let (address, query) = url.split_once('?').map_or((url, None), |(a, q)| (a, Some(q)));
    let mut text = match address.split_once("://") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
            format!("{scheme}://{host}{path}")
        }
        None => address.to_owned(),
    };
    for (number, pair) in query.into_iter().flat_map(|query| query.split('&')).enumerate() {
        let key = pair.split('=').next().unwrap_or_default();
        text.push_str(if number == 0 { "?" } else { "&" });
        text.push_str(key);
        text.push_str("=…");
    }
    text
}

fn strip_scheme<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let head = text.get(..scheme.len())?;
    head.eq_ignore_ascii_case(scheme).then(|| &text[scheme.len()..])
}

fn origin(is_secure: bool, authority: &str) -> Result<Origin, UrlError> {
    if authority.contains('@') {
        return Err(UrlError::UserInfo);
    }
    let bracket_end = authority.rfind(']').map_or(0, |at| at + 1);
    let (host, port) = match authority[bracket_end..].find(':') {
        Some(colon) => {
            let at = bracket_end + colon;
            let port = &authority[at + 1..];
            let digits = port.bytes().all(|b| b.is_ascii_digit());
            let port = port.parse().ok().filter(|&port| digits && port > 0);
            (&authority[..at], port.ok_or(UrlError::Ambiguous)?)
        }
        None => (authority, if is_secure { 443 } else { 80 }),
    };
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'.' || b == b'_';
    let is_v6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).is_some_and(|v6| {
        v6.contains(':') && v6.bytes().all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.')
    });
    if host.is_empty() || !(is_v6 || host.bytes().all(is_plain)) {
        return Err(UrlError::Ambiguous);
    }
    Ok(Origin { is_secure, host: host.to_ascii_lowercase(), port })
}

fn is_dot_segment(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absolute_urls_split_into_origin_and_target() {
        let check = |text: &str, authority: &str, target: &str| {
            let url = AbsoluteUrl::parse(text).expect(text);
            assert_eq!((url.origin.authority().as_str(), url.target.as_str()), (authority, target));
        };
        check("https://Host.test", "host.test", "/");
        check("https://host.test:443/a?b=%2F", "host.test", "/a?b=%2F");
        check("HTTP://host.test:443/", "host.test:443", "/");
        check("http://[::1]:5000/v2/", "[::1]:5000", "/v2/");
        check("https://host.test?x=1", "host.test", "/?x=1");
    }

    #[test]
    fn what_browsers_would_rewrite_is_refused() {
        let check = |text: &str, why| assert_eq!(AbsoluteUrl::parse(text), Err(why), "{text}");
        check("", UrlError::NotAbsolute);
        check("/v2/", UrlError::NotAbsolute);
        check("//host.test/", UrlError::NotAbsolute);
        check("ftp://host.test/", UrlError::NotAbsolute);
        check("javascript:alert(1)", UrlError::NotAbsolute);
        check("https://user:pw@host.test/", UrlError::UserInfo);
        check("https://good.test@evil.test/", UrlError::UserInfo);
        check("https://host.test/#x", UrlError::Fragment);
        check("https:///v2/", UrlError::Ambiguous);
        check("https://evil.test\\@good.test/", UrlError::Ambiguous);
        check("https://host.test/a/../b", UrlError::Ambiguous);
        check("https://host.test/a/%2E%2e/b", UrlError::Ambiguous);
        check("https://host.test/a\t/b", UrlError::Ambiguous);
        check("https://host.test/é", UrlError::Ambiguous);
        check("https://host.test:/", UrlError::Ambiguous);
        check("https://host.test:+80/", UrlError::Ambiguous);
        check("https://host.test:99999/", UrlError::Ambiguous);
        check("https://[::1/", UrlError::Ambiguous);
        check("https://ho st.test/", UrlError::Ambiguous);
    }

    #[test]
    fn loopback_is_told_strictly() {
        let check = |host: &str, expected| {
            let url = AbsoluteUrl::parse(&format!("http://{host}/")).expect(host);
            assert_eq!(url.origin.is_loopback(), expected, "{host}");
        };
        for host in
            ["localhost", "LOCALHOST:1", "127.0.0.1", "127.9.9.9:80", "[::1]", "a.localhost"]
        {
            check(host, true);
        }
        for host in ["127.0.0.1.evil.test", "localhost.evil.test", "128.0.0.1", "127.1", "0.0.0.0"]
        {
            check(host, false);
        }
    }

    #[test]
    fn names_and_addresses_tell_from_how_far_they_can_be_reached() {
        let check = |host: &str, expected| {
            let url = AbsoluteUrl::parse(&format!("https://{host}/")).expect(host);
            assert_eq!(url.origin.reach(), expected, "{host}");
        };
        for host in ["localhost:1", "127.0.0.1", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "[::]"] {
            check(host, Reach::Machine);
        }
        for host in [
            "10.0.0.1",
            "172.16.9.9",
            "192.168.1.1:5000",
            "169.254.169.254",
            "100.64.0.1",
            "[fd00::1]",
            "[fe80::1]",
            "[::ffff:10.0.0.1]",
            "auth",
            "nas.local",
            "auth.corp.internal",
            "127.1",
            "2130706433",
            "0x7f.1",
            "auth.corp.internal.",
        ] {
            check(host, Reach::Network);
        }
        for host in
            ["r.test", "8.8.8.8", "172.32.0.1", "100.128.0.1", "[2001:db8::1]", "local.test"]
        {
            check(host, Reach::World);
        }
    }

    #[test]
    fn queries_grow_and_are_redacted() {
        let mut url = "https://h.test/token?a=b".to_owned();
        push_query(&mut url, "scope", "repository:a/b:pull,push");
        assert_eq!(url, "https://h.test/token?a=b&scope=repository%3Aa%2Fb%3Apull%2Cpush");
        assert_eq!(redact(&url), "https://h.test/token?a=…&scope=…");
        assert_eq!(redact("https://u:p@h.test/x#f"), "https://h.test/x");

        let mut url = "https://h.test/?".to_owned();
        push_query(&mut url, "n", "1");
        assert_eq!(url, "https://h.test/?n=1");
    }
}
