//! Failures in talking to a registry, by kind for code that decides, and in a sentence for people.

pub(super) mod absence;
pub(super) mod body;
pub(super) mod sentence;

use serde::{Deserialize, Serialize};

use crate::registry::address::url::redact;
use crate::registry::auth::lacking::Lacking;
use crate::registry::error::body::ErrorBody;
use crate::registry::kind::capabilities::Deletes;
use crate::registry::kind::registry_kind::RegistryKind;
use crate::registry::line::transport::{Method, Request, Response, TransportError};

/// A failure. Holds no secret: no query values, no header, nothing that was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{}", self.sentence())]
pub struct Error {
    /// The kind of failure.
    pub kind: ErrorKind,
    /// The HTTP status, where an answer came.
    pub status: Option<u16>,
    /// The registry's own error code (`MANIFEST_UNKNOWN`, …), where it gave one.
    pub code: Option<String>,
    /// The URL that was asked, without the values of its query.
    pub url: String,
    /// The server's words, cut short. Show them as text only.
    pub excerpt: String,
    /// Whether the request was for a further page of a list, at an address that the registry may have
    /// named.
    pub is_next_page: bool,
    /// Details of a refusal: the missing right, and the id for the registry's support.
    pub detail: Option<Box<Detail>>,
}

/// Details of a refusal, for people who can act on them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// The kind of registry that refused.
    pub kind: RegistryKind,
    /// The rights that the sign-in lacks; `None` where that is not known.
    pub lacking: Option<Lacking>,
    /// The id by which the registry's own people find the request in their logs (ACR).
    pub correlation: Option<String>,
}

/// Kinds of failure: code decides by these, and each has its sentence in `sentence.rs`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ErrorKind {
    /// No answer: network, TLS, CORS or blocked mixed content; a browser does not say which.
    Unreachable,
    /// The answer broke off.
    Truncated,
    /// The answer was longer than the limit for its kind.
    TooLarge,
    /// The answer leads to another address, where nothing was sent.
    Redirected,
    /// The address is answered, but not by a registry.
    NotARegistry,
    /// The registry asks for a sign-in.
    SignInRequired,
    /// The registry knows no such user, or the password is wrong.
    CredentialsRefused,
    /// The registry's token server no longer takes the token that was given to be exchanged.
    TokenRefused,
    /// The registry refuses a token that its token server has just granted: the two do not fit together.
    GrantRefused,
    /// The user is known and may not do this (401 after a token was granted).
    InsufficientScope,
    /// The registry names another host for tokens. Nothing is sent there unless the user confirms the host.
    RealmElsewhere {
        /// Host, with the port unless it is the scheme's own.
        host: String,
    },
    /// The address for tokens is not https, or not an address.
    RealmInsecure,
    /// A registry in a wider network names a host inside a narrower one for tokens.
    RealmInside {
        /// Host, with the port unless it is the scheme's own.
        host: String,
    },
    /// 401 of Harbor's own API to a sign-in that `/v2/` takes: most likely a CLI secret.
    CliSecret,
    /// 403: of ACR a network rule, of others mostly a missing right.
    Forbidden,
    /// 404. [`Error::is_absent`] says whether it means "does not exist".
    NotFound,
    /// 405: the registry's configuration switches deletes off, or it is read-only.
    DeletesDisabled,
    /// The registry cannot take a tag off a manifest.
    CannotUntag,
    /// 405 of ACR: locked, quarantined, or the registry is full.
    Locked,
    /// 405 of zot, 412 of Harbor: an index lists this manifest.
    PartOfIndex,
    /// 409 of zot: several tags are on this manifest, and the sign-in may not delete one with several.
    SeveralTags,
    /// 412 of Harbor: a rule makes a tag immutable.
    Immutable,
    /// Any other 405, and questions that a kind of registry does not offer, which are not sent.
    NotAllowed,
    /// 409: somebody else may be changing the same, or a lock is set.
    Conflict,
    /// 412 for any other reason: something refers to the target, or a rule protects it.
    Precondition,
    /// 429, still after waiting as long as makes sense.
    Throttled,
    /// 5xx, still after further tries.
    ServerFault,
    /// The request was stopped before the registry took it up.
    Stopped,
    /// The bytes do not have the digest that they were asked for by.
    DigestMismatch,
    /// The answer is not of the form that the specification says.
    Malformed,
    /// A `Link` to another page of a list leaves the registry.
    LinkRefused,
    /// A `Link` beside a list cannot be read, so the list may have further pages.
    LinkUnclear,
    /// The list does not end: too many pages, or pages that go round in circles.
    TooManyPages,
    /// 400: the registry did not understand the request.
    BadRequest,
    /// Any other status that refuses.
    Unexpected,
}

impl Error {
    /// A request that was stopped before the registry took it up.
    pub(crate) fn stopped(request: &Request) -> Self {
        Self {
            kind: ErrorKind::Stopped,
            ..Self::of_transport(request, &TransportError::Unreachable)
        }
    }

    /// Whether signing in again, or as somebody else, is the way out.
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

    /// Whether the failure is about the sign-in or its rights, so that the next request of the same kind
    /// would fail, too.
    #[must_use]
    pub fn is_about_rights(&self) -> bool {
        self.asks_to_sign_in()
            || matches!(self.kind, ErrorKind::InsufficientScope | ErrorKind::CliSecret)
    }

    /// Whether the same question may be answered later: no answer came, or one of the moment.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        matches!(
            self.kind,
            ErrorKind::Unreachable
                | ErrorKind::Truncated
                | ErrorKind::Throttled
                | ErrorKind::ServerFault
        ) || self.may_be_cut()
    }

    /// Whether the answer may have been cut or altered on its way.
    pub(crate) fn may_be_cut(&self) -> bool {
        matches!(self.kind, ErrorKind::DigestMismatch | ErrorKind::Malformed)
    }

    /// Whether the registry deletes at all; `None` where this refusal of a deletion does not tell.
    #[must_use]
    pub fn deletes(&self) -> Option<Deletes> {
        match (&self.kind, &self.code) {
            (ErrorKind::DeletesDisabled, Some(_)) => Some(Deletes::Off),
            (ErrorKind::DeletesDisabled, None) => Some(Deletes::ReadOnly),
            _ => None,
        }
    }

    /// A failure of `kind` in asking for `url`, without an answer.
    pub(crate) fn new(kind: ErrorKind, url: &str) -> Self {
        let (url, excerpt) = (redact(url), String::new());
        Self { kind, status: None, code: None, url, excerpt, is_next_page: false, detail: None }
    }

    /// An answer of status 200 of a wrong form; `what` is a sentence about it.
    pub(crate) fn malformed(url: &str, what: &str) -> Self {
        Self { status: Some(200), excerpt: what.to_owned(), ..Self::new(ErrorKind::Malformed, url) }
    }

    /// A request that no whole answer came to.
    pub(crate) fn of_transport(request: &Request, why: &TransportError) -> Self {
        let kind = match why {
            TransportError::Unreachable => ErrorKind::Unreachable,
            TransportError::Truncated => ErrorKind::Truncated,
            TransportError::TooLarge(_) => ErrorKind::TooLarge,
            TransportError::Redirected => ErrorKind::Redirected,
        };
        Self::new(kind, &request.url)
    }

    /// A request that `response` refuses.
    pub(crate) fn of_refusal(request: &Request, response: &Response) -> Self {
        let body = ErrorBody::read(&response.body);
        let kind = kind_of(request.method, response.status, &body);
        Self {
            kind,
            status: Some(response.status),
            code: body.code,
            url: redact(&request.url),
            excerpt: body.excerpt,
            is_next_page: false,
            detail: None,
        }
    }

    /// A sign-in that lacks these rights.
    pub(crate) fn lacking(url: &str, lacking: Lacking) -> Self {
        let detail = Detail { kind: lacking.kind, lacking: Some(lacking), correlation: None };
        Self { detail: Some(Box::new(detail)), ..Self::new(ErrorKind::InsufficientScope, url) }
    }

    /// The same failure, marked as that of a further page of a list.
    pub(crate) fn of_next_page(self) -> Self {
        Self { is_next_page: true, ..self }
    }

    /// The same failure as another kind.
    pub(crate) fn with_kind(self, kind: ErrorKind) -> Self {
        Self { kind, ..self }
    }
}

fn kind_of(method: Method, status: u16, body: &ErrorBody) -> ErrorKind {
    match (status, body.code.as_deref()) {
        // A redirect that reached the page has no `Location`: nginx in front removes one that led back to
        // the page's own host.
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
