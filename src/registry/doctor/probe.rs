//! Probes: one request for each thing that a browser may let through or not.

use serde_json::Value;

use crate::model::MediaType;
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::limit;
use crate::registry::dialect::oci::manifest::ACCEPT;
use crate::registry::line::transport::{Method, Request, Response, Transport, TransportError};

/// The findings of the probes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Findings {
    /// Whether anything answers at all, readable or not.
    pub reached: bool,
    /// Whether a page that came over https asks an http address (mixed content).
    pub is_mixed: bool,
    /// Whether `GET /v2/` is answered with a redirect.
    pub redirected: bool,
    /// The status of `GET /v2/`; `None` where the page must not read the answer.
    pub entry: Option<u16>,
    /// Whether the page can read `WWW-Authenticate` of a 401.
    pub challenge: Seen,
    /// Whether a request with a long `Accept` is answered: without it manifests cannot be asked for by
    /// their types.
    pub accept: Seen,
    /// Whether a request with `Authorization` is answered.
    pub authorization: Seen,
    /// Whether a DELETE is answered, with any status.
    pub delete: Seen,
    /// Whether a PUT with a `Content-Type` is answered, with any status.
    pub put: Seen,
    /// Whether the page can read `Docker-Content-Digest` of a manifest.
    pub digest: Seen,
    /// Whether the page can read `Link` of a list that has more pages.
    pub link: Seen,
}

/// The finding of one probe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The header was readable, or the request was answered.
    Yes,
    /// The header was not readable, or the request was not answered.
    No,
    /// The probe was not sent, or could not show it: a probe before it failed, or the registry wants a
    /// sign-in first.
    NotTried,
}

impl Seen {
    fn of(is_there: bool) -> Self {
        if is_there { Self::Yes } else { Self::No }
    }
}

/// Sends the probes to the registry at `endpoint`. `reached`: whether a request in the mode `no-cors`,
/// whose answer nobody can read, got one; only the browser can tell. `page`: the page's own origin.
pub async fn probe(
    transport: &dyn Transport,
    endpoint: &Endpoint,
    page: &str,
    reached: bool,
) -> Findings {
    let mut findings = Findings {
        reached,
        is_mixed: page.starts_with("https://") && endpoint.base().starts_with("http://"),
        redirected: false,
        entry: None,
        challenge: Seen::NotTried,
        accept: Seen::NotTried,
        authorization: Seen::NotTried,
        delete: Seen::NotTried,
        put: Seen::NotTried,
        digest: Seen::NotTried,
        link: Seen::NotTried,
    };
    if !reached {
        return findings;
    }
    let entry = Request::new(Method::Get, endpoint.url("/v2/"), limit::SMALL);
    let answer = match transport.send(entry.clone()).await {
        Ok(answer) => answer,
        Err(why) => {
            findings.redirected = why == TransportError::Redirected;
            return findings;
        }
    };
    findings.entry = Some(answer.status);
    if answer.status == 401 {
        findings.challenge = Seen::of(answer.headers.get("www-authenticate").is_some());
    }
    // A server that answers with another status is no registry, or none that works: no change is tried
    // there.
    if !matches!(answer.status, 200 | 401) {
        return findings;
    }
    // A redirect counts as answered: a browser reports it only where the page may read the answer.
    let passes = async |request: Request| {
        let answer = transport.send(request).await;
        Seen::of(matches!(answer, Ok(_) | Err(TransportError::Redirected)))
    };
    findings.accept = passes(entry.clone().with_header("accept", ACCEPT)).await;
    findings.authorization = passes(entry.clone().with_header("authorization", "probe")).await;
    findings.delete = passes(Request { method: Method::Delete, ..entry.clone() }).await;
    // A push to `/v2/` itself pushes nothing, and the body is empty.
    let put = entry.with_header("content-type", MediaType::OciManifest.to_string());
    findings.put = passes(Request { method: Method::Put, ..put }).await;
    if answer.status == 200 && findings.accept == Seen::Yes {
        read_headers(transport, endpoint, &mut findings).await;
    }
    findings
}

/// Probes the headers `Link` and `Docker-Content-Digest` by unsigned requests: the list of repositories,
/// and the first repository that has a tag.
async fn read_headers(transport: &dyn Transport, endpoint: &Endpoint, findings: &mut Findings) {
    const TRIED: usize = 5;
    let get = async |target: &str| {
        let request = Request::new(Method::Get, endpoint.url(target), limit::LIST);
        transport.send(request).await.ok().filter(|answer| answer.status == 200)
    };
    let Some(catalog) = get(&format!("/v2/_catalog?n={TRIED}")).await else { return };
    let repositories = names(&catalog, "repositories");
    let is_full = |answer: &Response, n: usize| entries(answer, "repositories").len() >= n;
    // A full page need not have a next one. Only a longer list, asked for by a larger size, proves that the
    // `Link` is hidden.
    if catalog.headers.get("link").is_some() {
        findings.link = Seen::Yes;
    } else if is_full(&catalog, TRIED)
        && let Some(rest) = get(&format!("/v2/_catalog?n={}", TRIED + 1)).await
    {
        findings.link = if is_full(&rest, TRIED + 1) { Seen::No } else { Seen::NotTried };
    }
    for repository in repositories.iter().take(TRIED) {
        let Some(tags) = get(&format!("/v2/{repository}/tags/list?n=1")).await else { continue };
        let Some(tag) = names(&tags, "tags").into_iter().next() else { continue };
        let url = endpoint.url(&format!("/v2/{repository}/manifests/{tag}"));
        let request = Request::new(Method::Head, url, limit::SMALL).with_header("accept", ACCEPT);
        if let Ok(answer) = transport.send(request).await
            && answer.status == 200
        {
            findings.digest = Seen::of(answer.headers.get("docker-content-digest").is_some());
            return;
        }
    }
}

fn entries(answer: &Response, key: &str) -> Vec<Value> {
    let mut body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    match body.get_mut(key).map(Value::take) {
        Some(Value::Array(entries)) => entries,
        _ => Vec::new(),
    }
}

/// The entries of a list that can stand in a path.
fn names(answer: &Response, key: &str) -> Vec<String> {
    let is_plain = |name: &&str| {
        name.len() < 256
            && !name.split('/').any(|part| part.is_empty() || part.starts_with('.'))
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-/".contains(&b))
    };
    let entries = entries(answer, key);
    entries.iter().filter_map(Value::as_str).filter(is_plain).map(str::to_owned).collect()
}
