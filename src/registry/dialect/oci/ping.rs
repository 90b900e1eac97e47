//! Is there a registry, and does it let us in?
//!
//! Reference: OCI distribution-spec, end-1.

use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::limit;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::transport::{Method, Request, Response};

/// `GET /v2/`
pub(crate) fn request(endpoint: &Endpoint) -> Request {
    Request::new(Method::Get, endpoint.url("/v2/"), limit::SMALL)
}

/// Any body does (distribution sends `{}`, others nothing), but a web page is no registry.
pub(crate) fn read(url: &str, response: &Response) -> Result<(), Error> {
    let is_page = response.body.trim_ascii_start().first() == Some(&b'<')
        || response.headers.get("content-type").is_some_and(|text| text.contains("text/html"));
    if is_page { Err(Error::new(ErrorKind::NotARegistry, url)) } else { Ok(()) }
}

/// What a failure means for this question: not the same where it is a token server's.
pub(crate) fn explain(error: Error, url: &str) -> Error {
    match error.kind {
        ErrorKind::NotFound | ErrorKind::TooLarge | ErrorKind::NotAllowed if error.url == url => {
            error.with_kind(ErrorKind::NotARegistry)
        }
        _ => error,
    }
}
