//! Question: when was an image made, and for which platform?
//!
//! Reference: OCI distribution-spec, end-2; OCI image-spec `config.md`.

use crate::model::{Digest, ImageConfig, RepositoryName, Timestamp};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::answer::limit;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::transport::{Request, Response};

/// `GET /v2/<name>/blobs/<digest>`, following redirects.
pub(crate) fn request(
    endpoint: &Endpoint,
    repository: &RepositoryName,
    digest: &Digest,
) -> Request {
    let url = endpoint.url(&format!("/v2/{repository}/blobs/{digest}"));
    Request::of_blob(url, limit::CONFIG)
}

/// The config. Bytes that do not hash to `digest` are an error. A date later than `now` is none: builders
/// write any date.
pub(crate) fn read(
    url: &str,
    response: &Response,
    digest: &Digest,
    now: Timestamp,
) -> Result<ImageConfig, Error> {
    if !digest.verifies(&response.body) {
        return Err(Error::new(ErrorKind::DigestMismatch, url));
    }
    let mut config = ImageConfig::read(&response.body)
        .ok_or_else(|| Error::malformed(url, json::not_json(&response.body)))?;
    // A clock before the first build is not set.
    let is_set = now >= Timestamp::FIRST_BUILD;
    config.created = config.created.filter(|created| !is_set || !created.is_after(now));
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::line::transport::Headers;

    #[test]
    fn a_date_in_the_future_is_none() {
        let check = |created: &str, expected: Option<&str>| {
            let body = format!(r#"{{"created":"{created}"}}"#).into_bytes();
            let digest = Digest::of(&body);
            let response = Response { status: 200, headers: Headers::default(), body };
            let now = Timestamp::parse("2026-11-20T12:00:00Z").expect("a moment");
            let config = read("https://r.test", &response, &digest, now).expect("a config");
            let created = config.created.map(|moment| moment.to_string());
            assert_eq!(created.as_deref(), expected);
        };
        check("2199-01-01T00:00:00Z", None);
        check("2026-11-21T00:00:00Z", None);
        // Clocks differ by some minutes.
        check("2026-11-20T12:05:00Z", Some("2026-11-20T12:05:00Z"));
        check("2025-03-04T05:06:07Z", Some("2025-03-04T05:06:07Z"));
    }
}
