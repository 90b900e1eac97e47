//! Refusals as errors. An error repeats nothing of the credentials that were sent along.

use crate::registry::answer::limit;
use crate::registry::auth::challenge::Challenge;
use crate::registry::auth::credentials::Credentials;
use crate::registry::auth::need::Need;
use crate::registry::auth::pass::Pass;
use crate::registry::auth::signing::Signing;
use crate::registry::error::body::ErrorBody;
use crate::registry::error::{Detail, Error, ErrorKind};
use crate::registry::line::transport::{Request, Response};

impl Signing<'_> {
    /// The error for `response`, of this `kind` or else by its status. Text that shows credentials is left
    /// out, because servers repeat what they were sent.
    pub(crate) fn refusal(
        &self,
        request: &Request,
        response: &Response,
        pass: &Pass,
        kind: impl Into<Option<ErrorKind>>,
    ) -> Error {
        let mut error = Error::of_refusal(request, response);
        if let Some(kind) = kind.into() {
            error.kind = kind;
        } else if response.status == 401 {
            error.kind = self.unknown();
        }
        let is_secret = |text: &str| self.auth.credentials.show_in(text) || pass.shows_in(text);
        // The excerpt may be cut in the middle of a secret, so the whole text and the whole body are searched.
        let body = response.body.get(..limit::SMALL).unwrap_or(&response.body);
        let whole = ErrorBody::read(&response.body).whole;
        if is_secret(&whole) || is_secret(&String::from_utf8_lossy(body)) {
            error.excerpt.clear();
        }
        if error.code.as_deref().is_some_and(is_secret) {
            error.code = None;
        }
        let correlation = correlation(response).filter(|id| !is_secret(id)).map(str::to_owned);
        let detail = Detail { kind: self.endpoint.kind(), lacking: None, correlation };
        error.detail = Some(Box::new(detail));
        error
    }

    /// `error`, with the missing right where Harbor's own API refused a user it knows. A read-only Harbor
    /// answers with the code DENIED instead, and a missing session token is named in its text.
    pub(crate) fn name_right(&self, mut error: Error) -> Error {
        let is_right = error.kind == ErrorKind::Forbidden
            && error.code.as_deref() == Some("FORBIDDEN")
            && !error.excerpt.contains("CSRF")
            && (self.need.repository.is_some() || self.need == Need::CATALOG)
            && !self.auth.credentials.is_none();
        if let Some(detail) = error.detail.as_mut().filter(|_| is_right) {
            detail.lacking = Some(self.need.lacking(self.endpoint.kind(), None, None));
            error.kind = ErrorKind::InsufficientScope;
        }
        error
    }

    /// The reason why a token that was granted is not enough. To be let in takes no right, so there a refusal
    /// without a reason is one of the token itself. Reference: RFC 6750, section 3.1; distribution also says
    /// `malformed token`.
    pub(super) fn reason(&self, offer: &Challenge) -> ErrorKind {
        let of_the_token = match offer.get("error") {
            Some(error) => error != "insufficient_scope",
            None => self.need == Need::ENTRY,
        };
        match of_the_token {
            true if self.auth.credentials.is_none() => ErrorKind::SignInRequired,
            true => ErrorKind::GrantRefused,
            false => self.lacks(),
        }
    }

    /// The kind of refusal where the sign-in is good and lacks a right. Without a sign-in, signing in is
    /// the way out, except for listing repositories: the anonymous may still be allowed to read them.
    pub(super) fn lacks(&self) -> ErrorKind {
        if self.auth.credentials.is_none() && self.need != Need::CATALOG {
            ErrorKind::SignInRequired
        } else {
            ErrorKind::InsufficientScope
        }
    }

    /// The kind of refusal where the user is not known, or nobody signed in.
    fn unknown(&self) -> ErrorKind {
        match self.auth.credentials {
            Credentials::None => ErrorKind::SignInRequired,
            Credentials::Basic(_) => ErrorKind::CredentialsRefused,
            Credentials::Renewing(_) => ErrorKind::TokenRefused,
        }
    }
}

/// The id by which Azure's support finds a request in its logs; `None` where it has no plain form.
fn correlation(response: &Response) -> Option<&str> {
    let id = response.headers.get("x-ms-correlation-request-id")?.trim();
    let fits = (8..=64).contains(&id.len());
    (fits && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')).then_some(id)
}
