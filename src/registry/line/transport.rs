//! The only door to the outside: requests, responses, time.
//!
//! The browser implements [`Transport`] with `fetch`, the sample registry in memory, tests with a
//! script of answers.

use std::time::Duration;

use futures::future::LocalBoxFuture;

use crate::model::Timestamp;

/// The way of a request to a server, and of the answer back.
///
/// Dropping a future that [`Transport::send`] returned aborts its request.
pub trait Transport {
    /// Sends one request: no retry, no credentials of its own, no cookies. Any status is `Ok`.
    fn send(&self, request: Request) -> LocalBoxFuture<'_, Result<Response, TransportError>>;

    /// Waits for `duration`; dropping the future ends the wait.
    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'_, ()>;

    /// The present moment, for the expiry of tokens and the end of waits: it moves on while
    /// [`Transport::sleep`] sleeps.
    fn now(&self) -> Timestamp;
}

/// A request to an absolute URL.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The HTTP method to ask by.
    pub method: Method,
    /// Scheme, host, port, path and query; never with user info.
    pub url: String,
    /// Header names (lower case) and values.
    pub headers: Vec<(&'static str, String)>,
    /// The bytes of the body; empty for none.
    pub body: Vec<u8>,
    /// The most bytes of an answer's body to read: beyond it the transport stops and answers
    /// [`TransportError::TooLarge`].
    pub body_limit: usize,
    /// Whether a redirect is followed.
    pub redirects: Redirects,
}

/// The treatment of a redirect, which is an answer that leads to another address.
///
/// Why: a browser that follows a redirect sends the same request wherever it points. A form goes there with
/// the token in it, a deletion is carried out there, and on the page's own host, where several registries
/// may be, `Authorization` goes along. Reference: Fetch standard, "HTTP-redirect fetch".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Redirects {
    /// The other address is not asked: [`TransportError::Redirected`].
    #[default]
    Refused,
    /// The other address is asked: only for blobs, which registries keep elsewhere and whose bytes are compared
    /// with their digest.
    Followed,
}

/// HTTP methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
}

/// An answer of any status.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Response {
    /// The HTTP status, of any class.
    pub status: u16,
    /// The headers that can be read: a browser hides some across origins.
    pub headers: Headers,
    /// The whole body, within the request's limit.
    pub body: Vec<u8>,
}

/// Response headers; names compare without case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headers(Vec<(String, String)>);

/// The reason why no whole answer came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No answer at all. A browser does not say whether the network, TLS, CORS or mixed content is
    /// to blame.
    #[error("no answer from the server")]
    Unreachable,
    /// The body broke off before its stated length.
    #[error("the answer broke off")]
    Truncated,
    /// The body was longer than the request's limit (bytes).
    #[error("the answer was longer than {0} bytes")]
    TooLarge(usize),
    /// The answer leads to another address, and [`Redirects::Refused`] was asked for. A browser does
    /// not say which address.
    #[error("the answer was a redirect to another address, which was not followed")]
    Redirected,
}

impl Method {
    /// The method as HTTP writes it, such as `GET`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl Request {
    /// A request without headers and body, which stays at its address.
    #[must_use]
    pub fn new(method: Method, url: String, body_limit: usize) -> Self {
        let redirects = Redirects::Refused;
        Self { method, url, headers: Vec::new(), body: Vec::new(), body_limit, redirects }
    }

    /// `GET url` for a blob, which may be kept elsewhere.
    #[must_use]
    pub fn of_blob(url: String, body_limit: usize) -> Self {
        Self { redirects: Redirects::Followed, ..Self::new(Method::Get, url, body_limit) }
    }

    /// The same request with one more header; `name` in lower case.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

impl std::fmt::Debug for Request {
    /// Without header values and body: they may hold credentials.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method.as_str(), self.url)
    }
}

impl Headers {
    /// The first value of `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Every value of `name`, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let same = move |(key, _): &&(String, String)| key.eq_ignore_ascii_case(name);
        self.0.iter().filter(same).map(|(_, value)| value.as_str())
    }

    /// Adds a header behind the others; one of the same name stays.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// Removes every value of `name`.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
    }

    /// All headers, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}
