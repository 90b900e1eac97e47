//! Question: is there a registry, and does it let this sign-in in?
//!
//! Reference: OCI distribution-spec, end-1.

use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::limit;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::transport::{Method, Request, Response};

/// `GET /v2/`: the entry to every registry.
pub(crate) fn request(endpoint: &Endpoint) -> Request {
    Request::new(Method::Get, endpoint.url("/v2/"), limit::SMALL)
}

/// Accepts any body (distribution sends `{}`, others nothing), except a web page.
pub(crate) fn read(url: &str, response: &Response) -> Result<(), Error> {
    let is_page = response.body.trim_ascii_start().first() == Some(&b'<')
        || response.headers.get("content-type").is_some_and(|text| text.contains("text/html"));
    if is_page { Err(Error::new(ErrorKind::NotARegistry, url)) } else { Ok(()) }
}

/// The failure in words that fit this question: a 404 of the address itself means that it is no registry. A
/// 404 of its token server does not.
pub(crate) fn explain(error: Error, url: &str) -> Error {
    match error.kind {
        ErrorKind::NotFound | ErrorKind::TooLarge | ErrorKind::NotAllowed if error.url == url => {
            error.with_kind(ErrorKind::NotARegistry)
        }
        _ => error,
    }
}
