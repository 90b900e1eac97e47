//! The `Link` header, which names the next page of a list. Links that leave the registry are refused.
//!
//! Reference: RFC 8288, section 3; RFC 3986, section 5; OCI distribution-spec, "Listing Tags".

use crate::registry::address::endpoint::Endpoint;
use crate::registry::address::url::AbsoluteUrl;
use crate::registry::line::transport::Headers;

/// The next page of a list.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NextLink {
    /// No `Link`, or links with other relations only.
    None,
    /// The URL under the endpoint's base, the query as it came.
    Url(String),
    /// The link leaves the registry, or is no URL.
    Refused,
    /// A `Link` that cannot be read, or that has no `rel`.
    Unclear,
}

/// The `rel="next"` link of `headers` in the answer to `page`, as a URL under `endpoint`.
pub(crate) fn next(headers: &Headers, page: &str, endpoint: &Endpoint) -> NextLink {
    let mut is_unclear = false;
    for value in headers.all("link") {
        match next_target(value) {
            Ok(Some(target)) => {
                return resolve(target, page, endpoint).map_or(NextLink::Refused, NextLink::Url);
            }
            Ok(None) => {}
            Err(Unclear) => is_unclear = true,
        }
    }
    if is_unclear { NextLink::Unclear } else { NextLink::None }
}

/// Behind a proxy the registry's own paths lack the base's prefix, and absolute links carry the
/// registry's public name: both are brought under the base.
fn resolve(target: &str, page: &str, endpoint: &Endpoint) -> Option<String> {
    let (scheme, _) = page.split_once("//")?;
    let with_scheme = target.starts_with("//").then(|| format!("{scheme}{target}"));
    if let Ok(url) = AbsoluteUrl::parse(with_scheme.as_deref().unwrap_or(target)) {
        return endpoint.owns(&url.origin).then(|| endpoint.own_path(&url.target)).flatten();
    }
    if target.starts_with('/') {
        return endpoint.own_path(target);
    }
    endpoint.own_path(&relative(target, &AbsoluteUrl::parse(page).ok()?.target)?)
}

/// The path and query of the relative reference `target`, resolved against `page`, a path with a query.
fn relative(target: &str, page: &str) -> Option<String> {
    let path = page.split('?').next()?;
    if target.starts_with('?') {
        return Some(format!("{path}{target}"));
    }
    // A colon in the first segment ends a scheme.
    if target.is_empty() || target.split(['/', '?']).next()?.contains(':') {
        return None;
    }
    let (mut folder, _) = path.rsplit_once('/')?;
    let mut rest = target;
    loop {
        if let Some(below) = rest.strip_prefix("./") {
            rest = below;
        } else if let Some(above) = rest.strip_prefix("../") {
            (folder, rest) = (folder.rsplit_once('/')?.0, above);
        } else {
            return Some(format!("{folder}/{rest}"));
        }
    }
}

/// The failure of a `Link` that cannot be read, or has no `rel`.
struct Unclear;

/// The target of the first link-value with `rel="next"`.
fn next_target(value: &str) -> Result<Option<&str>, Unclear> {
    let mut rest = value;
    let mut is_clear = true;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        if rest.is_empty() {
            return if is_clear { Ok(None) } else { Err(Unclear) };
        }
        let target = rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        let (target, parameters_of) = target.ok_or(Unclear)?;
        let Parameters { is_next, is_related, after } = parameters(parameters_of);
        if is_next {
            return Ok(Some(target.trim()));
        }
        is_clear &= is_related;
        rest = after;
    }
}

/// The parameters of a link-value.
#[derive(Default)]
struct Parameters<'a> {
    /// Whether they include `rel="next"`.
    is_next: bool,
    /// Whether they include any `rel`.
    is_related: bool,
    /// The text after the comma that ends them.
    after: &'a str,
}

/// The parameters at the beginning of `text`.
fn parameters(text: &str) -> Parameters<'_> {
    let mut in_quotes = false;
    let mut escaped = false;
    let mut starts = 0;
    let mut found = Parameters::default();
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_quotes => escaped = true,
            '"' => in_quotes = !in_quotes,
            ';' if !in_quotes => {
                found.take(&text[starts..at]);
                starts = at + 1;
            }
            ',' if !in_quotes => {
                found.take(&text[starts..at]);
                found.after = &text[at + 1..];
                return found;
            }
            _ => {}
        }
    }
    found.take(&text[starts..]);
    found
}

impl Parameters<'_> {
    fn take(&mut self, parameter: &str) {
        let Some((key, value)) = parameter.split_once('=') else { return };
        if key.trim().eq_ignore_ascii_case("rel") {
            let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
            self.is_related = true;
            self.is_next |= relations.any(|relation| relation.eq_ignore_ascii_case("next"));
        }
    }
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
        let page = endpoint.url("/v2/a/tags/list?n=1000");
        next(&Headers::from_iter([("Link", value)]), &page, endpoint)
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
        check("//a.azurecr.io/v2/x?n=1", here);
        check("http:/v2/x", None);
        check("javascript:alert(1)", None);
        check("", None);
    }

    #[test]
    fn relative_links_are_beside_the_page_that_was_asked_for() {
        let direct = endpoint("https://r.test", "");
        let proxied = endpoint("https://page.test/registry/a", "a.azurecr.io");
        let check = |target: &str, expected: Option<&str>| {
            for (endpoint, base) in
                [(&direct, "https://r.test"), (&proxied, "https://page.test/registry/a")]
            {
                let url = |path| NextLink::Url(format!("{base}/v2/a/tags/{path}"));
                let expected = expected.map_or(NextLink::Refused, url);
                assert_eq!(of(&format!("<{target}>; rel=next"), endpoint), expected, "{target}");
            }
        };
        check("?last=b&n=2", Some("list?last=b&n=2"));
        check("list?last=b:c", Some("list?last=b:c"));
        check("./list?last=b", Some("list?last=b"));
        check("../tags/./list", None);
        check("../tags/list?last=b", Some("list?last=b"));
        check(".././tags/list?last=b", Some("list?last=b"));
        check("..", None);
        check("%2e%2e/x", None);
        check("../../../../../../b/v2/x", None);
        check("x\\y", None);
    }

    #[test]
    fn only_links_to_something_else_are_the_end() {
        let direct = endpoint("https://r.test", "");
        for value in
            ["", " , ", "</a>; rel=prev", "</a>; rel=\"nextish\"", "</a>; rel=a, </b>; rel=b"]
        {
            assert_eq!(of(value, &direct), NextLink::None, "{value}");
        }
        for value in
            ["x", "</a>", "</a; rel=next", "/a; rel=next", "</a>; rel=prev, x", "</a>; title=b"]
        {
            assert_eq!(of(value, &direct), NextLink::Unclear, "{value}");
        }
        let page = "https://r.test/v2/_catalog";
        assert_eq!(next(&Headers::default(), page, &direct), NextLink::None);
        // One link that can be read is enough.
        let two = Headers::from_iter([("Link", "x"), ("Link", "</b>; rel=next")]);
        assert_eq!(next(&two, page, &direct), NextLink::Url("https://r.test/b".to_owned()));
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
