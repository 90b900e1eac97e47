//! What went wrong in talking to a registry, kept so that code can decide and people can act.

pub(crate) mod absence;
pub(crate) mod body;
pub(crate) mod sentence;

use crate::registry::address::url::redact;
use crate::registry::auth::lacking::Lacking;
use crate::registry::error::body::ErrorBody;
use crate::registry::kind::capabilities::{Deletes, RegistryKind};
use crate::registry::line::transport::{Method, Request, Response, TransportError};

/// A failure. Holds no secret: no query values, no header, nothing that was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.sentence())]
pub struct Error {
    /// What kind of failure.
    pub kind: ErrorKind,
    /// The HTTP status, where an answer came.
    pub status: Option<u16>,
    /// The registry's own error code (`MANIFEST_UNKNOWN`, …), where it gave one.
    pub code: Option<String>,
    /// What was asked, without the values of its query.
    pub url: String,
    /// What the server said, cut short. A server's text: show it as text.
    pub excerpt: String,
    /// What else is known of a refusal.
    pub detail: Option<Box<Detail>>,
}

/// What else is known of a refusal, for those who can act on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// What kind of registry refused.
    pub kind: RegistryKind,
    /// What the sign-in lacks.
    pub lacking: Option<Lacking>,
    /// By what the registry's own people find the request in their logs (ACR).
    pub correlation: Option<String>,
}

/// Kinds of failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ErrorKind {
    /// No answer: network, TLS, CORS or blocked mixed content; a browser does not say which.
    Unreachable,
    /// The answer broke off.
    Truncated,
    /// The answer was longer than the limit for its kind.
    TooLarge,
    /// The answer sends us to another address, where nothing was sent.
    Redirected,
    /// Something answers there, but not a registry.
    NotARegistry,
    /// The registry wants to know who asks.
    SignInRequired,
    /// The registry knows no such user, or the password is wrong.
    CredentialsRefused,
    /// The registry's token server takes the token no more that was given to be exchanged.
    TokenRefused,
    /// The registry refuses the token that was just granted for it: registry and token server do not
    /// fit together.
    GrantRefused,
    /// The user is known and may not do this (401 after a token was granted).
    InsufficientScope,
    /// The registry sends us to another host for a token; nothing goes there unless the user says so.
    RealmElsewhere {
        /// That host.
        host: String,
    },
    /// The address for tokens is not https, or not an address.
    RealmInsecure,
    /// A registry in a wider network sends us to a host inside a narrower one for a token.
    RealmInside {
        /// That host.
        host: String,
    },
    /// 401 of Harbor's own API to somebody whom it lets in elsewhere: with a CLI secret, most likely.
    CliSecret,
    /// 403.
    Forbidden,
    /// 404. Whether that means "absent" says [`Error::is_absent`].
    NotFound,
    /// 405: the registry's configuration switches deletes off, or it is read-only.
    DeletesDisabled,
    /// It cannot take a tag off a manifest.
    CannotUntag,
    /// 405 of ACR: locked, quarantined, or the registry is full.
    Locked,
    /// 405 of zot, 412 of Harbor: an index lists this manifest.
    PartOfIndex,
    /// 409 of zot: several tags are on this manifest, and the sign-in may not delete such.
    SeveralTags,
    /// 412 of Harbor: a rule makes a tag immutable.
    Immutable,
    /// Any other 405.
    NotAllowed,
    /// 409.
    Conflict,
    /// 412.
    Precondition,
    /// 429, again after waiting as long as we may.
    Throttled,
    /// 5xx, again after trying again.
    ServerFault,
    /// It was stopped before the registry took it up.
    Stopped,
    /// The bytes that came are not those of the digest.
    DigestMismatch,
    /// The answer is not what the specification says.
    Malformed,
    /// A `Link` to another page of a list leaves the registry.
    LinkRefused,
    /// A list that does not end: too many pages, or pages that go round in circles.
    TooManyPages,
    /// 400.
    BadRequest,
    /// A status that means nothing here.
    Unexpected,
}

impl Error {
    /// `request` was stopped before the registry took it up.
    pub(crate) fn stopped(request: &Request) -> Self {
        Self {
            kind: ErrorKind::Stopped,
            ..Self::of_transport(request, &TransportError::Unreachable)
        }
    }

    /// Whether signing in, anew or as somebody else, is the way out.
    #[must_use]
    pub fn asks_to_sign_in(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::SignInRequired
                | ErrorKind::CredentialsRefused
                | ErrorKind::TokenRefused
                | ErrorKind::GrantRefused
        )
    }

    /// Whether it is about who asks, and so would be said of the next request of the same kind, too.
    #[must_use]
    pub fn is_about_rights(&self) -> bool {
        self.asks_to_sign_in()
            || matches!(self.kind, ErrorKind::InsufficientScope | ErrorKind::CliSecret)
    }

    /// What a refused deletion tells of the registry: whether it deletes at all.
    #[must_use]
    pub fn deletes(&self) -> Option<Deletes> {
        match (&self.kind, &self.code) {
            (ErrorKind::DeletesDisabled, Some(_)) => Some(Deletes::Off),
            (ErrorKind::DeletesDisabled, None) => Some(Deletes::ReadOnly),
            _ => None,
        }
    }

    /// A failure of `kind` in asking for `url`, without an answer to tell of.
    pub(crate) fn new(kind: ErrorKind, url: &str) -> Self {
        let (url, excerpt) = (redact(url), String::new());
        Self { kind, status: None, code: None, url, excerpt, detail: None }
    }

    /// An answer of status 200 that is not what it should be; `what` is our own sentence about it.
    pub(crate) fn malformed(url: &str, what: &str) -> Self {
        Self { status: Some(200), excerpt: what.to_owned(), ..Self::new(ErrorKind::Malformed, url) }
    }

    /// No whole answer came to `request`.
    pub(crate) fn of_transport(request: &Request, why: &TransportError) -> Self {
        let kind = match why {
            TransportError::Unreachable => ErrorKind::Unreachable,
            TransportError::Truncated => ErrorKind::Truncated,
            TransportError::TooLarge(_) => ErrorKind::TooLarge,
            TransportError::Redirected => ErrorKind::Redirected,
        };
        Self::new(kind, &request.url)
    }

    /// `response` refuses `request`.
    pub(crate) fn of_refusal(request: &Request, response: &Response) -> Self {
        let body = ErrorBody::read(&response.body);
        let kind = kind_of(request.method, response.status, &body);
        Self {
            kind,
            status: Some(response.status),
            code: body.code,
            url: redact(&request.url),
            excerpt: body.excerpt,
            detail: None,
        }
    }

    /// The sign-in lacks these rights.
    pub(crate) fn lacking(url: &str, lacking: Lacking) -> Self {
        let detail = Detail { kind: lacking.kind, lacking: Some(lacking), correlation: None };
        Self { detail: Some(Box::new(detail)), ..Self::new(ErrorKind::InsufficientScope, url) }
    }

    /// The same failure as another kind, where the caller knows better.
    pub(crate) fn with_kind(self, kind: ErrorKind) -> Self {
        Self { kind, ..self }
    }
}

fn kind_of(method: Method, status: u16, body: &ErrorBody) -> ErrorKind {
    match (status, body.code.as_deref()) {
        // One that leads nowhere: nginx in front takes off where it led back to the page's own host.
        (301 | 302 | 303 | 307 | 308, _) => ErrorKind::Redirected,
        (400, _) => ErrorKind::BadRequest,
        (401, _) => ErrorKind::SignInRequired,
        (403, _) => ErrorKind::Forbidden,
        (404, _) => ErrorKind::NotFound,
        (405, Some("REGISTRY_DISALLOWED_OPERATION")) => ErrorKind::Locked,
        (405, Some("DENIED")) if method == Method::Delete => ErrorKind::PartOfIndex,
        (405, Some("UNSUPPORTED")) if method == Method::Delete => ErrorKind::DeletesDisabled,
        // Distribution in its read-only maintenance mode: plain text.
        (405, None)
            if method == Method::Delete && body.excerpt.starts_with("Method not allowed") =>
        {
            ErrorKind::DeletesDisabled
        }
        (405, _) => ErrorKind::NotAllowed,
        (409, _) => ErrorKind::Conflict,
        (412, Some("VIOLATE_FOREIGN_KEY_CONSTRAINT")) => ErrorKind::PartOfIndex,
        (412, _) if body.excerpt.contains("is referenced by others") => ErrorKind::PartOfIndex,
        (412, _) if body.excerpt.contains("immutable") => ErrorKind::Immutable,
        (412, _) => ErrorKind::Precondition,
        (429, _) => ErrorKind::Throttled,
        (500..=599, _) => ErrorKind::ServerFault,
        _ => ErrorKind::Unexpected,
    }
}
