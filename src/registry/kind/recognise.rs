//! Recognition of the kind of a registry by its answers to harmless questions.
//!
//! A recognition is never sure, because any server can give these answers. A wrong one must cost no more
//! than a missing button. So a person's choice and the kind in `config.json` come before it.
//!
//! Reference: docs/registry-facts.md, "How a registry is recognised". The versions of distribution are told
//! apart by answers of 2.8.2 and 3.1.2.

use serde_json::Value;

use crate::registry::address::endpoint::Endpoint;
use crate::registry::address::url::AbsoluteUrl;
use crate::registry::answer::limit;
use crate::registry::auth::challenge::challenges;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::kind::registry_kind::RegistryKind;
use crate::registry::line::transport::{Method, Request, Response};

/// The name of a repository that nobody has. Only the page size in the question counts.
pub(crate) const NOBODYS: &str = "plimsoll/which-registry-is-this";

/// The kind that a registry was recognised as, and by which sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognition {
    /// The kind that the registry is spoken to as.
    pub kind: RegistryKind,
    /// The sign that gave the kind away.
    pub sign: Sign,
}

/// A sign that gives a kind of registry away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// The registry's public host name.
    Host,
    /// The address that the registry names for tokens.
    Realm,
    /// The service that the registry's tokens are for.
    Service,
    /// The service, as for [`Sign::Service`], of a registry whose own API cannot be reached: it is spoken
    /// to in plain OCI.
    ServiceOnly,
    /// An answer of the registry's own API.
    Ping,
    /// The registry's description of itself.
    Management,
    /// The registry's list of extensions, which only this kind has.
    Extensions,
    /// The registry's answer to a page size that is no number.
    PageSize,
    /// The form of the registry's answers: a guess.
    Form,
    /// No answer gave the kind away.
    Nothing,
}

/// The meaning of the first answer, and the question that may follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum First {
    /// The kind is sure.
    Sure(Recognition),
    /// Harbor, for sure or perhaps: whether its own API answers decides.
    Harbor { by: Sign },
    /// Perhaps zot, which describes itself to anybody who asks.
    Zot,
    /// Distribution by the form of its answer, or a registry made after it. A page size that is no number
    /// tells the versions apart.
    Distribution(RegistryKind),
    /// The answer gives nothing away.
    Unknown,
}

impl Recognition {
    pub(crate) const UNKNOWN: Self = Self { kind: RegistryKind::Oci, sign: Sign::Nothing };

    /// Whether signed questions may tell more.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self.sign, Sign::Nothing | Sign::Form)
    }
}

/// `GET path`, without a sign-in.
pub(crate) fn request(endpoint: &Endpoint, path: &str) -> Request {
    Request::new(Method::Get, endpoint.url(path), limit::SMALL)
}

/// The recognition by the registry's host name alone; `None` where it does not tell.
pub(crate) fn by_host(endpoint: &Endpoint) -> Option<Recognition> {
    let kind = RegistryKind::of_host(endpoint.host());
    (kind != RegistryKind::Oci).then_some(Recognition { kind, sign: Sign::Host })
}

/// The meaning of the answer to an unsigned `GET /v2/`.
pub(crate) fn first(endpoint: &Endpoint, response: &Response) -> First {
    let offers = challenges(&response.headers);
    if response.status == 401 {
        for offer in offers.iter().filter(|offer| offer.scheme == "bearer") {
            if offer.get("service") == Some("harbor-registry") {
                return First::Harbor { by: Sign::Service };
            }
            if is_azure(endpoint, offer.get("realm"), offer.get("service")) {
                let kind = RegistryKind::Acr;
                return First::Sure(Recognition { kind, sign: Sign::Realm });
            }
        }
    }
    let json = serde_json::from_slice::<Value>(&response.body).ok();
    match response.status {
        200 if json.as_ref().is_some_and(is_empty_object) => distribution(response),
        // zot sends an empty body, with a challenge to those who may sign in for more.
        200 => First::Zot,
        401 => match json {
            Some(json) if json["code"] == "UNAUTHORIZED" => First::Zot,
            Some(json) if json["errors"][0]["message"] == "authentication required" => {
                distribution(response)
            }
            // A proxy on the way may have taken the challenge away.
            _ if offers.is_empty() => First::Harbor { by: Sign::Ping },
            _ => First::Unknown,
        },
        _ => First::Unknown,
    }
}

/// The recognition by the answer to `GET /api/v2.0/ping`. `by`: the sign of Harbor in the answer before.
pub(crate) fn by_ping(answer: Option<&Response>, by: Sign) -> Recognition {
    let is_pong = |answer: &Response| answer.status == 200 && answer.body.trim_ascii() == b"Pong";
    match (answer.is_some_and(is_pong), by) {
        (true, sign) => Recognition { kind: RegistryKind::Harbor, sign },
        (false, Sign::Service) => Recognition { kind: RegistryKind::Oci, sign: Sign::ServiceOnly },
        (false, _) => Recognition::UNKNOWN,
    }
}

/// The recognition by an answer to `GET /v2/_zot/ext/mgmt`. A 404 does not tell, because zot may run
/// without the extension.
pub(crate) fn by_management(answer: &Response) -> Option<Recognition> {
    let is_zots = answer.status == 200
        && serde_json::from_slice::<Value>(&answer.body)
            .is_ok_and(|json| json["binaryType"].is_string());
    is_zots.then_some(Recognition { kind: RegistryKind::Zot, sign: Sign::Management })
}

/// The recognition by an answer to `GET /v2/_oci/ext/discover`. zot lists its own extensions, or nothing where it
/// runs without any. No other registry was met that answers this question.
pub(crate) fn by_extensions(answer: &Response) -> Option<Recognition> {
    let is_empty = |json: Value| json["extensions"].as_array().is_some_and(Vec::is_empty);
    let is_zots = answer.status == 200
        && (serde_json::from_slice(&answer.body).is_ok_and(is_empty)
            || !zot_endpoints(answer).is_empty());
    is_zots.then_some(Recognition { kind: RegistryKind::Zot, sign: Sign::Extensions })
}

/// The paths of zot's own extensions in this answer to `GET /v2/_oci/ext/discover`.
pub(crate) fn zot_endpoints(response: &Response) -> Vec<String> {
    let Ok(json) = serde_json::from_slice::<Value>(&response.body) else { return Vec::new() };
    let extensions = json["extensions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let endpoints = extensions.iter().filter_map(|extension| extension["endpoints"].as_array());
    let own = |endpoint: &Value| {
        endpoint.as_str().filter(|path| path.starts_with("/v2/_zot/ext/")).map(str::to_owned)
    };
    endpoints.flatten().filter_map(own).collect()
}

/// The question that tells distribution 2.8 from 3, by a page size that is no number: 2.8 ignores it and
/// looks for the repository, 3 refuses it before that.
pub(crate) fn page_size(endpoint: &Endpoint, repository: &str) -> Request {
    request(endpoint, &format!("/v2/{repository}/tags/list?n=x"))
}

/// The recognition by the answer to [`page_size`]; `None` where neither version answers so.
pub(crate) fn by_page_size(answer: &Result<Response, Error>) -> Option<Recognition> {
    let error = answer.as_ref().err()?;
    let kind = match (error.status, error.code.as_deref()) {
        (Some(400), Some("PAGINATION_NUMBER_INVALID")) => RegistryKind::Distribution3,
        (Some(404), Some("NAME_UNKNOWN"))
            if error.excerpt == "repository name not known to registry" =>
        {
            RegistryKind::Distribution2
        }
        _ => return None,
    };
    Some(Recognition { kind, sign: Sign::PageSize })
}

/// The recognition by the answer to [`page_size`] for a repository that exists: 2.8 lists its tags.
pub(crate) fn by_page_size_of_real(answer: &Result<Response, Error>) -> Option<Recognition> {
    let Ok(response) = answer else { return by_page_size(answer) };
    let list = serde_json::from_slice::<Value>(&response.body).unwrap_or_default();
    let is_list = list["name"].is_string() && list.get("tags").is_some();
    let ignored = Recognition { kind: RegistryKind::Distribution2, sign: Sign::PageSize };
    is_list.then_some(ignored)
}

/// Whether `error` in asking [`page_size`] is about the sign-in or the connection, so that it tells nothing
/// about the kind.
pub(crate) fn is_about_rights(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::SignInRequired
            | ErrorKind::CredentialsRefused
            | ErrorKind::GrantRefused
            | ErrorKind::InsufficientScope
            | ErrorKind::RealmElsewhere { .. }
            | ErrorKind::Forbidden
            | ErrorKind::Unreachable
            | ErrorKind::Redirected
            | ErrorKind::Throttled
            | ErrorKind::ServerFault
    )
}

fn is_azure(endpoint: &Endpoint, realm: Option<&str>, service: Option<&str>) -> bool {
    let (Some(realm), Some(service)) = (realm, service) else { return false };
    AbsoluteUrl::parse(realm).is_ok_and(|url| {
        url.target == "/oauth2/token"
            && (service == url.origin.authority() || service == endpoint.host())
    })
}

fn is_empty_object(json: &Value) -> bool {
    json.as_object().is_some_and(serde_json::Map::is_empty)
}

/// The version of distribution by its content type: 2.8 names a character set with its JSON, 3 does not.
fn distribution(response: &Response) -> First {
    match response.headers.get("content-type") {
        Some("application/json; charset=utf-8") => First::Distribution(RegistryKind::Distribution2),
        Some("application/json") => First::Distribution(RegistryKind::Distribution3),
        _ => First::Unknown,
    }
}
