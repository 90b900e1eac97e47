//! A tape that is played.

use std::cell::Cell;
use std::collections::HashMap;
use std::time::Duration;

use crate::model::Timestamp;
use crate::registry::client::tape::HEADERS;
use crate::registry::line::Line;
use crate::registry::line::transport::{Headers, Request, Response};

/// Milliseconds of answers after which others may use the thread: no answer is waited for.
const MAX_BUSY: i64 = 8;

/// The scan that a tape was recorded from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Take {
    /// The moment at which the scan ended.
    pub read_at: Timestamp,
    /// Whether it had no gaps.
    pub is_whole: bool,
}

/// A tape that is played: the registry's answers, by URL.
pub struct Playing {
    chunks: Vec<Vec<u8>>,
    /// The place of each answer: its chunk, the beginning of its line, that of its body, and the body's end.
    places: HashMap<Box<str>, (usize, usize, usize, usize)>,
    gave_way: Cell<i64>,
}

impl Playing {
    /// The tape with these chunks, and the scan that it is of. `None` where a chunk is missing, cut or altered so that
    /// it cannot be read.
    #[must_use]
    pub fn of(chunks: Vec<Vec<u8>>) -> Option<(Self, Take)> {
        let mut places = HashMap::new();
        let mut take = None;
        for (number, chunk) in chunks.iter().enumerate() {
            let mut start = 0;
            while start < chunk.len() {
                let end = start + chunk[start..].iter().position(|byte| *byte == b'\n')?;
                let line = std::str::from_utf8(&chunk[start..end]).ok()?;
                if let Some(words) = line.strip_prefix("end ") {
                    take = Some(read_end(words, chunks.len())?);
                    break;
                }
                let mut fields = line.split('\t').skip(1);
                let length = fields.next()?.parse::<usize>().ok()?;
                let url = fields.next()?;
                let after = (end + 1).checked_add(length).filter(|end| *end <= chunk.len())?;
                places.insert(url.into(), (number, start, end + 1, after));
                start = after;
            }
        }
        Some((Self { chunks, places, gave_way: Cell::new(0) }, take?))
    }

    /// The answer to `request`, of any status; `None` where it is not on the tape.
    pub(in crate::registry::client) async fn answer(
        &self,
        request: &Request,
        line: &Line,
    ) -> Option<Response> {
        let now = || line.now().millis();
        if now() - self.gave_way.get() > MAX_BUSY {
            line.sleep(Duration::ZERO, None).await;
            self.gave_way.set(now());
        }
        let (chunk, line, start, end) = *self.places.get(request.url.as_str())?;
        let chunk = &self.chunks[chunk];
        let mut fields = std::str::from_utf8(&chunk[line..start - 1]).ok()?.split('\t');
        let status = fields.next()?.parse().ok()?;
        let mut headers = Headers::default();
        for (name, value) in HEADERS.into_iter().zip(fields.skip(2)) {
            if !value.is_empty() {
                headers.push(name, value);
            }
        }
        Some(Response { status, headers, body: chunk[start..end].to_vec() })
    }
}

/// The end of a tape of so many chunks: `<moment> <chunks> <whole>`.
fn read_end(words: &str, chunks: usize) -> Option<Take> {
    let mut words = words.split(' ');
    let read_at = Timestamp::from_millis(words.next()?.parse().ok()?);
    let is_complete = words.next()?.parse() == Ok(chunks);
    let is_whole = words.next()?.parse().ok()?;
    is_complete.then_some(Take { read_at, is_whole })
}
