//! A registry's address as people type it.

/// A typed address, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Scheme, host and port: where requests go.
    pub base: String,
    /// Host and port: what the registry is called.
    pub host: String,
}

impl Address {
    /// Reads `registry.example.com`, `localhost:5000`, `https://host:port/`. Without a scheme it is
    /// https, but http on this machine, where registries mostly have no certificate.
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
            return Err(
                "Leave user name and password out of the address: they have fields of their own.",
            );
        }
        if host.contains(['/', '?', '#']) {
            return Err(
                "Type only the host, without a path: repositories are listed after connecting.",
            );
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        if !host.chars().all(allowed) {
            return Err("That is not a host name.");
        }
        let scheme = match scheme.as_deref() {
            // The page's own policy (Content-Security-Policy) says the same.
            Some("http") if !is_loopback(&host) => {
                return Err(
                    "Over plain http only registries on this machine can be asked. Whoever hosts this page can put the registry behind it.",
                );
            }
            Some("http") => "http",
            Some("https") => "https",
            Some(_) => return Err("The address must begin with https:// or http://."),
            None if is_loopback(&host) => "http",
            None => "https",
        };
        Ok(Self { base: format!("{scheme}://{host}"), host })
    }
}

fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
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
        check("[::1]:5000", Some("http://[::1]:5000"));
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
}
