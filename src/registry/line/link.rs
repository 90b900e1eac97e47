//! The `Link` header, which names the next page of a list. Links that leave the registry are refused.
//!
//! Reference: RFC 8288, section 3; OCI distribution-spec, "Listing Tags".

use crate::registry::address::endpoint::Endpoint;
use crate::registry::address::url::AbsoluteUrl;
use crate::registry::line::transport::Headers;

/// The next page of a list.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NextLink {
    /// No readable `Link` with `rel="next"`.
    None,
    /// The URL under the endpoint's base, the query as it came.
    Url(String),
    /// The link leaves the registry, or is no URL.
    Refused,
}

/// The `rel="next"` link of `headers`, as a URL under `endpoint`.
pub(crate) fn next(headers: &Headers, endpoint: &Endpoint) -> NextLink {
    match headers.all("link").find_map(next_target) {
        None => NextLink::None,
        Some(target) => resolve(target, endpoint).map_or(NextLink::Refused, NextLink::Url),
    }
}

/// Behind a proxy the registry's own paths lack the base's prefix, and absolute links carry the
/// registry's public name: both are brought under the base.
fn resolve(target: &str, endpoint: &Endpoint) -> Option<String> {
    if target.starts_with('/') {
        return endpoint.own_path(target);
    }
    let url = AbsoluteUrl::parse(target).ok()?;
    endpoint.owns(&url.origin).then(|| endpoint.own_path(&url.target)).flatten()
}

/// The target of the first link-value with `rel="next"`.
fn next_target(value: &str) -> Option<&str> {
    let mut rest = value;
    loop {
        let open = rest.find('<')?;
        let close = open + rest[open..].find('>')?;
        let target = rest[open + 1..close].trim();
        let (is_next, after) = parameters(&rest[close + 1..]);
        if is_next {
            return Some(target);
        }
        rest = after?;
    }
}

/// Whether the parameters at the beginning of `text` include `rel="next"`, and what follows the
/// comma that ends them.
fn parameters(text: &str) -> (bool, Option<&str>) {
    let mut in_quotes = false;
    let mut escaped = false;
    let mut starts = 0;
    let mut is_next = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_quotes => escaped = true,
            '"' => in_quotes = !in_quotes,
            ';' if !in_quotes => {
                is_next |= is_rel_next(&text[starts..at]);
                starts = at + 1;
            }
            ',' if !in_quotes => {
                return (is_next || is_rel_next(&text[starts..at]), Some(&text[at + 1..]));
            }
            _ => {}
        }
    }
    (is_next || is_rel_next(&text[starts..]), None)
}

fn is_rel_next(parameter: &str) -> bool {
    parameter.split_once('=').is_some_and(|(key, value)| {
        key.trim().eq_ignore_ascii_case("rel")
            && value
                .trim()
                .trim_matches('"')
                .split_ascii_whitespace()
                .any(|rel| rel.eq_ignore_ascii_case("next"))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::registry::kind::registry_kind::RegistryKind;

    fn endpoint(base: &str, host: &str) -> Endpoint {
        Endpoint::new(base, host, RegistryKind::Oci).expect("an endpoint")
    }

    fn of(value: &str, endpoint: &Endpoint) -> NextLink {
        next(&Headers::from_iter([("Link", value)]), endpoint)
    }

    #[test]
    fn links_of_real_registries_are_brought_under_the_base() {
        let direct = endpoint("https://r.test", "");
        let proxied = endpoint("https://page.test/registry/a", "a.azurecr.io");
        let check = |value: &str, target: &str| {
            let under = |base: &str| NextLink::Url(format!("{base}{target}"));
            assert_eq!(of(value, &direct), under("https://r.test"), "{value}");
            assert_eq!(of(value, &proxied), under("https://page.test/registry/a"), "{value}");
        };
        // distribution, ACR (the query is kept as it is), unquoted, several parameters and links.
        check(r#"</v2/_catalog?last=dock&n=1>; rel="next""#, "/v2/_catalog?last=dock&n=1");
        check(
            r#"</acr/v1/library%2Fbusybox/_manifests?last=sha256%3Aabc&n=2&orderby=>; rel="next""#,
            "/acr/v1/library%2Fbusybox/_manifests?last=sha256%3Aabc&n=2&orderby=",
        );
        check("</v2/a/tags/list?n=1>;REL=next", "/v2/a/tags/list?n=1");
        check(r#"</p>; rel="prev", </n>; title="a,\"b;c"; rel="last next""#, "/n");
    }

    #[test]
    fn absolute_links_must_name_the_registry() {
        let proxied = endpoint("https://page.test/registry/a", "a.azurecr.io");
        let check = |target: &str, expected: Option<&str>| {
            let expected = expected.map_or(NextLink::Refused, |url| NextLink::Url(url.to_owned()));
            assert_eq!(of(&format!("<{target}>; rel=next"), &proxied), expected, "{target}");
        };
        let here = Some("https://page.test/registry/a/v2/x?n=1");
        check("https://a.azurecr.io/v2/x?n=1", here);
        check("https://A.azurecr.io:443/v2/x?n=1", here);
        check("https://page.test/v2/x?n=1", here);
        check("https://page.test/registry/a/v2/x?n=1", here);
        check("https://evil.test/v2/x", None);
        check("https://a.azurecr.io.evil.test/v2/x", None);
        check("https://a.azurecr.io@evil.test/v2/x", None);
        check("https://a.azurecr.io:444/v2/x", None);
        check("//evil.test/v2/x", None);
        check("/\\evil.test/v2/x", None);
        check("/../b/v2/x", None);
        check("/v2/%2e%2e/%2e%2e/b", None);
        check("v2/x", None);
        check("?n=1", None);
        check("javascript:alert(1)", None);
        check("", None);
    }

    #[test]
    fn what_is_no_next_link_is_the_end() {
        let direct = endpoint("https://r.test", "");
        for value in ["", "x", "</a>", "</a>; rel=prev", "</a>; rel=\"nextish\"", "</a; rel=next"] {
            assert_eq!(of(value, &direct), NextLink::None, "{value}");
        }
        assert_eq!(next(&Headers::default(), &direct), NextLink::None);
    }

    proptest! {
        #[test]
        fn any_header_at_all_stays_under_the_base(value in "[ -~é\t]{0,60}") {
            let proxied = endpoint("https://page.test/registry/a", "a.test");
            for value in [value.clone(), format!("<{value}>; rel=next")] {
                if let NextLink::Url(url) = of(&value, &proxied) {
                    prop_assert!(url.starts_with("https://page.test/registry/a/"), "{url}");
                    prop_assert!(!url.contains("/../") && !url.contains('\\'), "{url}");
                }
            }
        }

        #[test]
        fn a_generated_link_is_found_among_others(path in "/[a-z0-9/_?=&%-]{0,30}", before in 0_usize..3) {
            prop_assume!(!path.starts_with("//"));
            let direct = endpoint("https://r.test", "");
            let others = r#"</other>; rel="prev"; title=", <x>; rel=next", "#.repeat(before);
            let value = format!("{others}<{path}>; a=b; rel=\"next\"");
            prop_assert_eq!(of(&value, &direct), NextLink::Url(format!("https://r.test{path}")));
        }
    }
}
