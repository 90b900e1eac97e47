//! A registry's address as people type it.

pub(super) mod endpoint;
pub(super) mod url;

use crate::registry::address::url::AbsoluteUrl;

/// A registry's address as a person typed it, in parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Scheme, host and port, where requests go.
    pub base: String,
    /// Host and port, by which the registry names itself.
    pub host: String,
}

impl Address {
    /// Reads `registry.example.com`, `localhost:5000`, `https://host:port/`. Without a scheme, https is
    /// meant. On this machine http is meant, because registries there mostly have no certificate: as
    /// `localhost` or `127.0.0.1`, the two names that the page's Content-Security-Policy lets it ask.
    ///
    /// # Errors
    ///
    /// A sentence for the person who typed it.
    pub fn read(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme.to_ascii_lowercase()), rest),
            None => (None, text),
        };
        let host = rest.strip_suffix('/').unwrap_or(rest).to_ascii_lowercase();
        if host.is_empty() {
            return Err("Type the registry's address, for example registry.example.com.");
        }
        if host.contains('@') {
            return Err("Leave user name and password out of the address: type them below.");
        }
        if host.contains(['/', '?', '#']) {
            return Err(
                "Type only the host, without a path: repositories are listed after connecting.",
            );
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        if !host.chars().all(allowed) {
            return Err("This is not a host name.");
        }
        let scheme = match scheme.as_deref() {
            Some("https") => "https",
            Some("http") | None if is_named(&host) => "http",
            Some("http") | None if is_loopback(&host) => {
                return Err(
                    "Plain http on this machine works only as localhost or 127.0.0.1: type one of these, with the port.",
                );
            }
            Some("http") => {
                return Err(
                    "Plain http works only for registries on this machine: others on the network could read what you type, and browsers block http requests of an https page (mixed content). The page's operator can put the registry behind the page's own server.",
                );
            }
            Some(_) => return Err("The address must begin with https:// or http://."),
            None => "https",
        };
        Ok(Self { base: format!("{scheme}://{host}"), host })
    }
}

/// Whether text that is typed on a page at `url`, or sent to `url`, can be read and changed on its way:
/// plain http beyond this machine.
#[must_use]
pub fn is_in_the_clear(url: &str) -> bool {
    AbsoluteUrl::parse(url).is_ok_and(|url| !url.origin.is_secure && !url.origin.is_loopback())
}

/// The host, without brackets and port.
fn host_name(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

fn is_named(host: &str) -> bool {
    matches!(host_name(host), "localhost" | "127.0.0.1")
}

fn is_loopback(host: &str) -> bool {
    let name = host_name(host);
    name == "localhost"
        || name == "::1"
        || name.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_as_people_type_them() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(
                Address::read(text).ok().map(|address| address.base).as_deref(),
                expected,
                "{text}"
            );
        };
        check(" Registry.Example.com ", Some("https://registry.example.com"));
        check("localhost:5000", Some("http://localhost:5000"));
        check("127.0.0.1:5000/", Some("http://127.0.0.1:5000"));
        check("https://[::1]:5000", Some("https://[::1]:5000"));
        check("http://registry.test", None);
        check("http://localhost", Some("http://localhost"));
        check("127.0.0.1.evil.test", Some("https://127.0.0.1.evil.test"));
        check("", None);
        check("https://", None);
        check("https://user:secret@host", None);
        check("host/path", None);
        check("host?x", None);
        check("ftp://host", None);
        check("javascript:alert(1)", None);
        check("<b>", None);
    }

    #[test]
    fn what_the_pages_policy_would_block_is_refused_with_what_to_type() {
        for text in ["[::1]:5000", "http://[::1]", "127.0.0.2:5000", "http://127.1.2.3"] {
            let why = Address::read(text).expect_err(text);
            assert!(why.contains("localhost or 127.0.0.1"), "{text}: {why}");
        }
        let why = Address::read("http://registry.test").expect_err("plain");
        assert!(why.contains("(mixed content)"), "{why}");
    }

    #[test]
    fn only_plain_http_beyond_this_machine_is_in_the_clear() {
        for url in ["http://registry.test/registry/team", "http://10.0.0.1:8080"] {
            assert!(is_in_the_clear(url), "{url}");
        }
        for url in [
            "https://registry.test",
            "http://127.0.0.1:8080/registry/team",
            "http://localhost",
            "http://[::1]",
            "",
        ] {
            assert!(!is_in_the_clear(url), "{url}");
        }
    }
}
