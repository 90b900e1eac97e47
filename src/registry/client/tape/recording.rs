//! A tape being recorded.

use std::cell::{Cell, RefCell};

use crate::model::{Digest, Timestamp};
use crate::registry::client::tape::HEADERS;
use crate::registry::line::transport::{Method, Request, Response};

/// Bytes after which a chunk is handed over.
const CHUNK: usize = 1 << 20;
/// The longest body of a refusal that is kept: a registry's own is short, a proxy's page is not.
const MAX_REFUSAL: usize = 4 << 10;

/// A place for the chunks of one tape, in order. Its failures cost the picture of the next visit only.
pub trait TapeSink {
    /// Keeps one more chunk.
    fn add(&self, chunk: Vec<u8>);
}

/// A tape being recorded. A tape without its end is not played.
pub struct Recording {
    sink: Box<dyn TapeSink>,
    chunk: RefCell<Vec<u8>>,
    chunks: Cell<u32>,
}

impl Recording {
    /// An empty tape, whose chunks go to `sink`.
    #[must_use]
    pub fn to(sink: Box<dyn TapeSink>) -> Self {
        Self { sink, chunk: RefCell::default(), chunks: Cell::new(0) }
    }

    /// Ends the tape at the moment `read_at`. `is_whole`: the scan had no gaps.
    pub fn end(&self, read_at: Timestamp, is_whole: bool) {
        let chunks = self.chunks.get() + 1;
        let end = format!("end {} {chunks} {is_whole}\n", read_at.millis());
        self.chunk.borrow_mut().extend_from_slice(end.as_bytes());
        self.hand_over();
    }

    /// Takes in the answer to a question, where it tells what is in the registry. Refusals of the moment and of the
    /// sign-in are left out, as are blobs.
    pub(in crate::registry::client) fn take(&self, request: &Request, response: &Response) {
        let is_question = matches!(request.method, Method::Get | Method::Head);
        let is_kept = match response.status {
            200 => true,
            401 | 403 | 408 | 429 => false,
            status => (400..500).contains(&status) && response.body.len() <= MAX_REFUSAL,
        };
        if !is_question || !is_kept || request.url.contains("/blobs/") {
            return;
        }
        let is_manifest = request.url.contains("/manifests/");
        let body: &[u8] = if is_manifest && response.status == 200 { &[] } else { &response.body };
        let mut line = format!("{}\t{}\t{}", response.status, body.len(), request.url);
        for name in HEADERS {
            let values: Vec<&str> = response.headers.all(name).collect();
            let mut value = values.join(", ").replace(char::is_control, " ");
            // A browser hides the digest of another origin's answer; its body tells it as well.
            if name == "docker-content-digest"
                && value.is_empty()
                && body.len() < response.body.len()
            {
                value = Digest::of(&response.body).to_string();
            }
            line.push('\t');
            line.push_str(&value);
        }
        line.push('\n');
        let mut chunk = self.chunk.borrow_mut();
        chunk.extend_from_slice(line.as_bytes());
        chunk.extend_from_slice(body);
        let is_full = chunk.len() >= CHUNK;
        drop(chunk);
        if is_full {
            self.hand_over();
        }
    }

    fn hand_over(&self) {
        self.chunks.set(self.chunks.get() + 1);
        self.sink.add(self.chunk.take());
    }
}
