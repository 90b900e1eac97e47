//! Throttling: 429 beyond the limit, and the number of calls left.

use serde_json::Value;

use crate::config::Throttle;
use crate::route::Route;
use plimsoll::model::Timestamp;
use plimsoll::registry::transport::{Method, Response};
use plimsoll::sample::server::answer;

const REMAINING: &str = "X-Ms-Ratelimit-Remaining-Calls-Per-Second";

/// The calls of the current second.
#[derive(Default)]
pub(crate) struct Calls {
    second: i64,
    count: u32,
}

impl Calls {
    /// Counts a call, the `answered`-th of all; 429 if it is one too many.
    pub(crate) fn count(
        &mut self,
        throttle: Option<&Throttle>,
        answered: u32,
        now: Timestamp,
    ) -> Result<(), Response> {
        let Some(throttle) = throttle else { return Ok(()) };
        let second = now.millis().div_euclid(1000);
        if self.second != second {
            *self = Self { second, count: 0 };
        }
        self.count = self.count.saturating_add(1);
        let is_their_turn = throttle.every > 0 && answered.is_multiple_of(throttle.every);
        if throttle.calls_per_second.is_some_and(|most| self.count > most) {
            Err(too_many_requests(throttle.retry_after.max(1)))
        } else if is_their_turn {
            Err(too_many_requests(throttle.retry_after))
        } else {
            Ok(())
        }
    }

    /// States the number of calls left: with a limit on every answer; without one, as in recorded
    /// answers, a fixed number on deletions and tokens.
    pub(crate) fn tell(
        &self,
        throttle: Option<&Throttle>,
        method: Method,
        route: &Route,
        response: &mut Response,
    ) {
        let limit = throttle.and_then(|throttle| throttle.calls_per_second);
        let left = match (limit, route) {
            (Some(most), _) => f64::from(most.saturating_sub(self.count)),
            (None, Route::Token | Route::Exchange) => 166.65,
            (None, _) if method == Method::Delete => 8.0,
            _ => return,
        };
        response.headers.push(REMAINING, format!("{left:.6}"));
    }
}

/// 429 with `Retry-After` in seconds.
fn too_many_requests(retry_after: u32) -> Response {
    let mut response = answer::error(429, "TOOMANYREQUESTS", "too many requests", &Value::Null);
    response.headers.push("Retry-After", retry_after.to_string());
    response
}
