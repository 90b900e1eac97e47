//! A tape that is played.

use std::cell::Cell;
use std::hash::{DefaultHasher, Hasher as _};
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
    /// The place of each answer, in the order of the hashes of their URLs; of two with one URL, in the order of the tape.
    /// A large registry has hundreds of thousands.
    places: Vec<Place>,
    gave_way: Cell<i64>,
}

/// The place of an answer: the hash of its URL, its chunk, and the beginning of its line there.
type Place = (u64, u32, u32);

/// An answer on the tape.
struct Answer<'a> {
    /// The fields of its line.
    fields: std::str::Split<'a, char>,
    status: u16,
    url: &'a str,
    /// The beginning of its body in the chunk, and the end.
    body: (usize, usize),
}

impl Playing {
    /// The tape with these chunks, and the scan that it is of. `None` where a chunk is missing, cut or altered so that
    /// it cannot be read.
    #[must_use]
    pub fn of(chunks: Vec<Vec<u8>>) -> Option<(Self, Take)> {
        let mut places = Vec::new();
        let mut take = None;
        for (number, chunk) in chunks.iter().enumerate() {
            let mut start = 0;
            while start < chunk.len() {
                if let Some(words) = line_at(chunk, start)?.0.strip_prefix("end ") {
                    take = Some(read_end(words, chunks.len())?);
                    break;
                }
                let answer = Answer::at(chunk, start)?;
                let place = (u32::try_from(number).ok()?, u32::try_from(start).ok()?);
                places.push((hash(answer.url), place.0, place.1));
                start = answer.body.1;
            }
        }
        places.sort_unstable();
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
        let own = hash(&request.url);
        let after = self.places.partition_point(|(other, ..)| *other <= own);
        let (_, chunk, start) = *self.places[..after].last()?;
        let chunk = self.chunks.get(chunk as usize)?;
        let answer = Answer::at(chunk, start as usize)?;
        if answer.url != request.url {
            return None;
        }
        let mut headers = Headers::default();
        for (name, value) in HEADERS.into_iter().zip(answer.fields) {
            if !value.is_empty() {
                headers.push(name, value);
            }
        }
        let (from, to) = answer.body;
        Some(Response { status: answer.status, headers, body: chunk[from..to].to_vec() })
    }
}

impl<'a> Answer<'a> {
    /// The answer whose line begins at `start`; `None` where it is cut.
    fn at(chunk: &'a [u8], start: usize) -> Option<Self> {
        let (line, from) = line_at(chunk, start)?;
        let mut fields = line.split('\t');
        let status = fields.next()?.parse().ok()?;
        let length = fields.next()?.parse::<usize>().ok()?;
        let url = fields.next()?;
        let to = from.checked_add(length).filter(|end| *end <= chunk.len())?;
        Some(Self { fields, status, url, body: (from, to) })
    }
}

/// The line that begins at `start`, and the place after it.
fn line_at(chunk: &[u8], start: usize) -> Option<(&str, usize)> {
    let end = start + chunk.get(start..)?.iter().position(|byte| *byte == b'\n')?;
    Some((std::str::from_utf8(&chunk[start..end]).ok()?, end + 1))
}

fn hash(url: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(url.as_bytes());
    hasher.finish()
}

/// The end of a tape of so many chunks: `<moment> <chunks> <whole>`.
fn read_end(words: &str, chunks: usize) -> Option<Take> {
    let mut words = words.split(' ');
    let read_at = Timestamp::from_millis(words.next()?.parse().ok()?);
    let is_complete = words.next()?.parse() == Ok(chunks);
    let is_whole = words.next()?.parse().ok()?;
    is_complete.then_some(Take { read_at, is_whole })
}
