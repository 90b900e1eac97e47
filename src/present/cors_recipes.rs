//! Configurations to paste, for a registry that is asked straight from a page of another origin.
//!
//! All three say the same: who may ask (one origin), which methods and headers may be sent, which
//! headers may be read, and that a preflight is answered without a sign-in.

/// A configuration to paste.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    /// The server that it is for.
    pub title: &'static str,
    /// The situation in which it fits.
    pub when: &'static str,
    /// The configuration, of several lines.
    pub text: String,
}

const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
// The last header is Harbor's.
const SENT: &str = "Authorization, Accept, Content-Type, X-Is-Resource-Name";
const READ: &str = "Docker-Content-Digest, Link, WWW-Authenticate, Retry-After, Location, OCI-Subject, \
    OCI-Filters-Applied, X-Total-Count, X-Ms-Correlation-Request-Id, \
    X-Ms-Ratelimit-Remaining-Calls-Per-Second";

/// The recipes for a page of `origin` that asks the registry at `base` (scheme, host, port).
#[must_use]
pub fn cors_recipes(origin: &str, base: &str) -> [Recipe; 3] {
    [caddy(origin, base), nginx(origin, base), distribution(origin)]
}

/// An address for the registry itself, behind the server that listens at `base`: another port than
/// that.
fn behind(base: &str) -> &'static str {
    if base.ends_with(":5000") { "127.0.0.1:5001" } else { "127.0.0.1:5000" }
}

fn caddy(origin: &str, base: &str) -> Recipe {
    let behind = behind(base);
    // Caddy serves a host without a scheme over https.
    let site = base.strip_prefix("https://").unwrap_or(base);
    Recipe {
        title: "Caddy",
        when: "in front of any registry, with or without a sign-in",
        text: format!(
            "{site} {{
	@preflight method OPTIONS
	handle @preflight {{
		header Access-Control-Allow-Origin \"{origin}\"
		header Access-Control-Allow-Methods \"{METHODS}\"
		header Access-Control-Allow-Headers \"{SENT}\"
		header Access-Control-Max-Age 600
		header Vary Origin
		respond 204
	}}
	handle {{
		# Where the registry itself listens: not where this does.
		reverse_proxy {behind} {{
			header_down Access-Control-Allow-Origin \"{origin}\"
			header_down Access-Control-Expose-Headers \"{READ}\"
			header_down -Access-Control-Allow-Credentials
			header_down +Vary Origin
		}}
	}}
}}
"
        ),
    }
}

fn nginx(origin: &str, base: &str) -> Recipe {
    let behind = behind(base);
    let authority = base.split_once("://").map_or(base, |(_, authority)| authority);
    Recipe {
        title: "nginx",
        when: "in front of any registry, with or without a sign-in",
        text: format!(
            "# Inside the server block of {authority}
# All addresses, for those where tokens are given out (/token, /service/token, /oauth2/token) and a
# registry's own (/api/v2.0) are asked, too.
location / {{
    if ($request_method = OPTIONS) {{
        add_header Access-Control-Allow-Origin \"{origin}\" always;
        add_header Access-Control-Allow-Methods \"{METHODS}\" always;
        add_header Access-Control-Allow-Headers \"{SENT}\" always;
        add_header Access-Control-Max-Age 600 always;
        add_header Vary Origin always;
        return 204;
    }}
    proxy_hide_header Access-Control-Allow-Origin;
    proxy_hide_header Access-Control-Expose-Headers;
    proxy_hide_header Access-Control-Allow-Credentials;
    add_header Access-Control-Allow-Origin \"{origin}\" always;
    add_header Access-Control-Expose-Headers \"{READ}\" always;
    add_header Vary Origin always;
    client_max_body_size 0;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-Proto $scheme;
    # nginx would send a deletion again by itself, when the first one was not answered.
    proxy_next_upstream off;
    # Where the registry itself listens: not where this does.
    proxy_pass http://{behind};
}}
"
        ),
    }
}

fn distribution(origin: &str) -> Recipe {
    let list = |text: &str| {
        text.split(", ").map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ")
    };
    let (methods, sent, read) = (list(METHODS), list(SENT), list(READ));
    Recipe {
        title: "distribution",
        when: "in the registry's own config.yml, only without a sign-in: with one, distribution refuses OPTIONS",
        text: format!(
            "http:
  headers:
    Access-Control-Allow-Origin: ['{origin}']
    Access-Control-Allow-Methods: [{methods}]
    Access-Control-Allow-Headers: [{sent}]
    Access-Control-Expose-Headers: [{read}]
    Access-Control-Max-Age: ['600']
    Vary: [Origin]
"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_names_the_page_and_where_it_belongs() {
        let [caddy, nginx, distribution] =
            cors_recipes("https://page.test", "https://registry.test:8443");
        for recipe in [&caddy, &nginx, &distribution] {
            assert!(recipe.text.contains("https://page.test"), "{}", recipe.title);
            assert!(recipe.text.contains("Docker-Content-Digest"), "{}", recipe.title);
            assert!(!recipe.text.contains('*'), "nobody else is let in: {}", recipe.title);
        }
        assert!(caddy.text.starts_with("registry.test:8443 {\n"), "{}", caddy.text);
        assert!(nginx.text.contains("server block of registry.test:8443\n"), "{}", nginx.text);
        let plain = &cors_recipes("http://localhost:8080", "http://127.0.0.1:5000")[0];
        assert!(plain.text.starts_with("http://127.0.0.1:5000 {\n"), "{}", plain.text);
    }

    #[test]
    fn what_stands_in_front_passes_all_addresses_on_and_not_to_itself() {
        let [caddy, nginx, _] = cors_recipes("http://localhost:8080", "http://127.0.0.1:5000");
        assert!(caddy.text.contains("reverse_proxy 127.0.0.1:5001 {"), "{}", caddy.text);
        assert!(nginx.text.contains("proxy_pass http://127.0.0.1:5001;"), "{}", nginx.text);
        assert!(nginx.text.contains("\nlocation / {\n"), "{}", nginx.text);
        assert!(nginx.text.contains("\n    proxy_next_upstream off;\n"), "{}", nginx.text);
        for recipe in cors_recipes("https://page.test", "https://registry.test") {
            assert!(recipe.text.contains("X-Is-Resource-Name"), "{}", recipe.title);
            assert!(!recipe.text.contains("127.0.0.1:5001"), "{}", recipe.title);
        }
    }
}
