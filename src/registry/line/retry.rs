//! Retries: when a request is tried again, and how long the wait before it is.
//!
//! Reference: RFC 9110, sections 9.2.2 (idempotent methods) and 10.2.3 (`Retry-After`); RFC 6585,
//! section 4 (429).

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::model::Timestamp;
use crate::registry::line::transport::{Headers, Method, Response, TransportError};

/// Most tries of one request that fails.
const MAX_TRIES: u32 = 4;
/// The first wait; each further one is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// The longest wait that the registry did not ask for.
const MAX_BACKOFF: Duration = Duration::from_secs(60);
/// The longest wait, whatever the registry says.
pub(crate) const MAX_WAIT: Duration = MAX_THROTTLED;
/// The time for which a throttled request is tried again. The time is bounded and not the number of tries,
/// because requests that are refused together, while the registry asks everybody to wait, are one refusal.
pub(crate) const MAX_THROTTLED: Duration = Duration::from_secs(5 * 60);

/// The tries of one request so far.
#[derive(Debug, Default)]
pub(crate) struct Tries {
    failures: u32,
    refusals: u32,
    /// The time that the request has waited so far because the registry asked to slow down.
    waited: Duration,
}

impl Tries {
    /// The wait for everybody after `response`, a 429, and whether the request is tried again then.
    pub(crate) fn throttled(&mut self, response: &Response, now: Timestamp) -> (Duration, bool) {
        self.refusals = self.refusals.saturating_add(1);
        let asked = retry_after(&response.headers, now).unwrap_or_default();
        let wait = backoff(self.refusals).min(MAX_BACKOFF).max(asked).min(MAX_WAIT);
        // A throttled request was not carried out, whatever its method.
        let again = self.waited < MAX_THROTTLED;
        self.waited = self.waited.saturating_add(wait);
        (wait, again)
    }

    /// Whether the request is still sent after it has waited for `wait`, because other requests were
    /// refused.
    pub(crate) fn held_up(&mut self, wait: Duration) -> bool {
        let again = self.waited < MAX_THROTTLED;
        self.waited = self.waited.saturating_add(wait);
        again
    }

    /// The wait before the next try after any other outcome; `None` where there is no next try.
    pub(crate) fn failed(
        &mut self,
        method: Method,
        outcome: Result<&Response, &TransportError>,
        now: Timestamp,
    ) -> Option<Duration> {
        let is_safe = matches!(method, Method::Get | Method::Head);
        let is_idempotent = is_safe || matches!(method, Method::Put | Method::Delete);
        let again = match outcome {
            Ok(_) => is_idempotent,
            Err(_) => is_safe,
        };
        self.looked_at(outcome, now).filter(|_| again)
    }

    /// The same for a change whose target is checked again before the next try, so that its method does not
    /// matter.
    pub(crate) fn looked_at(
        &mut self,
        outcome: Result<&Response, &TransportError>,
        now: Timestamp,
    ) -> Option<Duration> {
        self.failures = self.failures.saturating_add(1);
        let asked = match outcome {
            Ok(response) if matches!(response.status, 500 | 502 | 503 | 504) => {
                retry_after(&response.headers, now).unwrap_or_default()
            }
            Err(TransportError::Unreachable | TransportError::Truncated) => Duration::ZERO,
            Ok(_) | Err(TransportError::TooLarge(_) | TransportError::Redirected) => return None,
        };
        let wait = (backoff(self.failures) / 2).max(asked).min(MAX_WAIT);
        (self.failures < MAX_TRIES).then_some(wait)
    }
}

/// The wait after `times` tries in vain (from 1).
fn backoff(times: u32) -> Duration {
    FIRST_WAIT.saturating_mul(1 << times.min(8))
}

/// The wait that `Retry-After` asks for: seconds, or a date.
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

    fn answer(status: u16, header: Option<&str>) -> Response {
        let headers = header.map(|value| ("Retry-After", value)).into_iter().collect();
        Response { status, headers, body: Vec::new() }
    }

    /// The moment 1994-11-15T08:12:00Z, to which the dates in `Retry-After` below are relative.
    fn now() -> Timestamp {
        Timestamp::from_millis(784_887_120_000)
    }

    #[test]
    fn throttled_requests_wait_as_long_as_asked_and_ever_longer() {
        let check = |header, times: usize, expected: u128| {
            let mut tries = Tries::default();
            let response = answer(429, header);
            let waits = (0..times).map(|_| tries.throttled(&response, now()).0.as_millis());
            assert_eq!(waits.last(), Some(expected), "{header:?} {times}");
        };
        check(None, 1, 1000);
        check(None, 5, 16_000);
        check(None, 6, 32_000);
        check(None, 7, 60_000);
        check(None, 40, 60_000);
        check(Some("7"), 1, 7000);
        check(Some("0"), 1, 1000);
        check(Some("180"), 1, 180_000);
        check(Some("86400"), 1, 300_000);
        check(Some("Tue, 15 Nov 1994 08:12:31 GMT"), 1, 31_000);
        check(Some("Tue, 15 Nov 1994 08:00:00 GMT"), 1, 1000);
        check(Some("-1"), 1, 1000);
        check(Some("tomorrow"), 1, 1000);
        check(Some("99999999999999999999"), 1, 1000);
    }

    #[test]
    fn throttled_requests_are_tried_again_until_they_waited_for_five_minutes() {
        // The refusal that is the last, and the seconds waited before it.
        let check = |header, last: usize, waited: u64| {
            let mut tries = Tries::default();
            let response = answer(429, header);
            let outcomes: Vec<_> = (0..last).map(|_| tries.throttled(&response, now())).collect();
            let again: Vec<_> = outcomes.iter().map(|(_, again)| *again).collect();
            assert_eq!(again.iter().position(|again| !again), Some(last - 1), "{header:?}");
            let sum: Duration = outcomes[..last - 1].iter().map(|(wait, _)| *wait).sum();
            assert_eq!(sum.as_secs(), waited, "{header:?}");
        };
        // 1 + 2 + 4 + 8 + 16 + 32, then a minute each.
        check(None, 11, 303);
        check(Some("60"), 6, 300);
        check(Some("300"), 2, 300);
        // 3 × 5 + 8 + 16 + 32, then a minute each.
        check(Some("5"), 11, 311);
    }

    /// Milliseconds to wait after the `times`th try.
    fn wait(
        method: Method,
        outcome: Result<&Response, &TransportError>,
        times: usize,
    ) -> Option<u128> {
        let mut tries = Tries::default();
        let waits = (0..times).map(|_| tries.failed(method, outcome, now()));
        waits.last().flatten().map(|wait| wait.as_millis())
    }

    #[test]
    fn faults_are_tried_again_only_where_that_is_harmless() {
        for status in [500, 502, 503, 504] {
            let (plain, asking) = (answer(status, None), answer(status, Some("3")));
            assert_eq!(wait(Method::Get, Ok(&plain), 1), Some(500));
            assert_eq!(wait(Method::Get, Ok(&plain), 3), Some(2000));
            assert_eq!(wait(Method::Get, Ok(&plain), 4), None);
            assert_eq!(wait(Method::Delete, Ok(&asking), 1), Some(3000));
            assert_eq!(wait(Method::Post, Ok(&plain), 1), None);
        }
        for status in [200, 202, 301, 400, 401, 403, 404, 405, 409, 412, 501] {
            let answer = answer(status, Some("1"));
            assert_eq!(wait(Method::Get, Ok(&answer), 1), None, "{status}");
        }
    }

    #[test]
    fn refusals_do_not_use_up_the_tries_for_failures() {
        let mut tries = Tries::default();
        for _ in 0..5 {
            assert!(tries.throttled(&answer(429, Some("1")), now()).1);
        }
        let wait = tries.failed(Method::Get, Ok(&answer(503, None)), now());
        assert_eq!(wait, Some(Duration::from_millis(500)));
    }

    #[test]
    fn no_answer_is_tried_again_only_for_reads() {
        let check = |method, why: &TransportError, expected: Option<u128>| {
            assert_eq!(wait(method, Err(why), 1), expected, "{method:?} {why:?}");
        };
        check(Method::Get, &TransportError::Unreachable, Some(500));
        check(Method::Head, &TransportError::Truncated, Some(500));
        check(Method::Delete, &TransportError::Unreachable, None);
        check(Method::Get, &TransportError::TooLarge(1), None);
        check(Method::Get, &TransportError::Redirected, None);
    }
}
