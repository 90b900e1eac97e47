//! When to try a request again, and how long to wait before.
//!
//! Reference: RFC 9110, sections 9.2.2 (idempotent methods) and 10.2.3 (`Retry-After`).

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::model::Timestamp;
use crate::registry::transport::{Headers, Method, Response, TransportError};

/// Most tries of one request, and of one that the registry throttles.
const MAX_TRIES: u32 = 4;
const MAX_THROTTLED_TRIES: u32 = 6;
/// The first wait; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// The longest wait, whatever the registry says.
pub(crate) const MAX_WAIT: Duration = Duration::from_secs(60);

/// How long to wait before trying again after try number `tries` (from 1) ended in `outcome`;
/// `None` where that is the end of it.
pub(crate) fn wait_after(
    method: Method,
    outcome: Result<&Response, &TransportError>,
    tries: u32,
    now: Timestamp,
) -> Option<Duration> {
    let backoff = FIRST_WAIT.saturating_mul(1 << tries.min(8));
    let is_safe = matches!(method, Method::Get | Method::Head);
    let is_idempotent = is_safe || matches!(method, Method::Put | Method::Delete);
    let (again, wait) = match outcome {
        // A throttled request was not carried out, whatever its method.
        Ok(response) if response.status == 429 => {
            let asked = retry_after(&response.headers, now).unwrap_or_default();
            (tries < MAX_THROTTLED_TRIES, backoff.max(asked))
        }
        Ok(response) if matches!(response.status, 500 | 502 | 503 | 504) => {
            let asked = retry_after(&response.headers, now).unwrap_or_default();
            (is_idempotent && tries < MAX_TRIES, (backoff / 2).max(asked))
        }
        Err(TransportError::Unreachable | TransportError::Truncated) => {
            (is_safe && tries < MAX_TRIES, backoff / 2)
        }
        Ok(_) | Err(TransportError::TooLarge(_) | TransportError::Redirected) => (false, backoff),
    };
    again.then_some(wait.min(MAX_WAIT))
}

/// What `Retry-After` asks for: seconds, or a date.
fn retry_after(headers: &Headers, now: Timestamp) -> Option<Duration> {
    let value = headers.get("retry-after")?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = OffsetDateTime::parse(value, &Rfc2822).ok()?;
    let millis = date.unix_timestamp().checked_mul(1000)?.checked_sub(now.millis())?;
    u64::try_from(millis).ok().map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds to wait after try `tries`.
    fn wait(method: Method, status: u16, header: Option<&str>, tries: u32) -> Option<u128> {
        let headers = header.map(|value| ("Retry-After", value)).into_iter().collect();
        let response = Response { status, headers, body: Vec::new() };
        // 1994-11-15T08:12:00Z
        let now = Timestamp::from_millis(784_887_120_000);
        wait_after(method, Ok(&response), tries, now).map(|wait| wait.as_millis())
    }

    #[test]
    fn throttled_requests_wait_as_long_as_asked_and_ever_longer() {
        let check = |header, tries, expected| {
            for method in [Method::Get, Method::Delete, Method::Post] {
                assert_eq!(wait(method, 429, header, tries), expected, "{header:?} {tries}");
            }
        };
        check(None, 1, Some(1000));
        check(None, 5, Some(16_000));
        check(None, 6, None);
        check(Some("7"), 1, Some(7000));
        check(Some("0"), 1, Some(1000));
        check(Some("86400"), 1, Some(60_000));
        check(Some("Tue, 15 Nov 1994 08:12:31 GMT"), 1, Some(31_000));
        check(Some("Tue, 15 Nov 1994 08:00:00 GMT"), 1, Some(1000));
        check(Some("-1"), 1, Some(1000));
        check(Some("tomorrow"), 1, Some(1000));
        check(Some("99999999999999999999"), 1, Some(1000));
    }

    #[test]
    fn faults_are_tried_again_only_where_that_is_harmless() {
        for status in [500, 502, 503, 504] {
            assert_eq!(wait(Method::Get, status, None, 1), Some(500));
            assert_eq!(wait(Method::Get, status, None, 3), Some(2000));
            assert_eq!(wait(Method::Get, status, None, 4), None);
            assert_eq!(wait(Method::Delete, status, Some("3"), 1), Some(3000));
            assert_eq!(wait(Method::Post, status, None, 1), None);
        }
        for status in [200, 202, 301, 400, 401, 403, 404, 405, 409, 412, 501] {
            assert_eq!(wait(Method::Get, status, Some("1"), 1), None, "{status}");
        }
    }

    #[test]
    fn no_answer_is_tried_again_only_for_reads() {
        let check = |method, why: &TransportError, expected: Option<u64>| {
            let wait = wait_after(method, Err(why), 1, Timestamp::from_millis(0));
            assert_eq!(wait, expected.map(Duration::from_millis), "{method:?} {why:?}");
        };
        check(Method::Get, &TransportError::Unreachable, Some(500));
        check(Method::Head, &TransportError::Truncated, Some(500));
        check(Method::Delete, &TransportError::Unreachable, None);
        check(Method::Get, &TransportError::TooLarge(1), None);
        check(Method::Get, &TransportError::Redirected, None);
    }
}
