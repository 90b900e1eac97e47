//! HTTP/1.1, just enough for a test server on loopback: keep-alive, bodies by `Content-Length` and in
//! chunks.
//!
//! Written by hand: the tests need bodies that break off and connections that end without an answer,
//! and server crates prevent both.

use std::io::{self, BufRead, BufReader, Error, Read, Write};
use std::net::TcpStream;

/// Longest request line or header, in bytes.
const LONGEST_LINE: u64 = 64 * 1024;
/// Longest request body, in bytes: a blob may come in one piece.
const LONGEST_BODY: u64 = 512 * 1024 * 1024;
/// The request headers that the stand-in reads; no others are kept.
const HEADERS: [&str; 5] = ["authorization", "accept", "content-type", "content-range", "range"];

/// A request as it was received.
pub(super) struct Asked {
    pub(super) method: String,
    /// Path and query, as sent.
    pub(super) path: String,
    /// The headers that the stand-in reads.
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

/// A connection of one client, kept open between requests.
pub(super) struct Connection {
    reader: BufReader<TcpStream>,
    writer: TcpStream,
}

impl Connection {
    /// Takes over a socket.
    pub(super) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { writer: stream.try_clone()?, reader: BufReader::new(stream) })
    }

    /// The next request; `None` when the client has ended.
    ///
    /// # Errors
    /// If the connection breaks, or the body is too long.
    pub(super) fn read(&mut self) -> io::Result<Option<Asked>> {
        let Some(line) = self.line()? else { return Ok(None) };
        let mut words = line.split(' ');
        let (Some(method), Some(path)) = (words.next(), words.next()) else { return Ok(None) };
        let (method, path) = (method.to_owned(), path.to_owned());
        let (mut headers, mut length, mut in_chunks) = (Vec::new(), 0, false);
        while let Some(line) = self.line()?.filter(|line| !line.is_empty()) {
            let Some((name, value)) = line.split_once(':') else { continue };
            let (name, value) = (name.to_ascii_lowercase(), value.trim());
            match name.as_str() {
                "content-length" => length = value.parse().unwrap_or(0),
                "transfer-encoding" => in_chunks = value.eq_ignore_ascii_case("chunked"),
                "expect" => self.writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?,
                _ => {}
            }
            if let Some(known) = HEADERS.into_iter().find(|known| name == *known) {
                headers.push((known, value.to_owned()));
            }
        }
        let mut body = Vec::new();
        if in_chunks {
            while self.chunk(&mut body)? {}
        } else {
            self.bytes(length, &mut body)?;
        }
        Ok(Some(Asked { method, path, headers, body }))
    }

    /// Writes a response. A `Content-Length` of its own is kept: it is longer than the body for HEAD,
    /// and for a body that breaks off.
    pub(super) fn write(
        &mut self,
        response: &plimsoll::registry::transport::Response,
        is_head: bool,
    ) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {} -\r\n", response.status);
        let has_no_body = response.status == 204 || is_head;
        for (name, value) in response.headers.iter() {
            // RFC 9110: 204 has no `Content-Length`.
            if response.status != 204 || !name.eq_ignore_ascii_case("content-length") {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        if !has_no_body && response.headers.get("content-length").is_none() {
            head.push_str(&format!("Content-Length: {}\r\n", response.body.len()));
        }
        head.push_str("\r\n");
        self.writer.write_all(head.as_bytes())?;
        if !has_no_body {
            self.writer.write_all(&response.body)?;
        }
        self.writer.flush()
    }

    /// Reads one chunk of a body; false for the last chunk, which is empty.
    fn chunk(&mut self, body: &mut Vec<u8>) -> io::Result<bool> {
        let line = self.line()?.unwrap_or_default();
        let length = line.split(';').next().and_then(|text| u64::from_str_radix(text, 16).ok());
        let length = length.ok_or_else(|| Error::other("a chunk without a length"))?;
        self.bytes(length, body)?;
        self.line()?;
        Ok(length > 0)
    }

    fn bytes(&mut self, length: u64, body: &mut Vec<u8>) -> io::Result<()> {
        if body.len() as u64 + length > LONGEST_BODY {
            return Err(Error::other("a body that is too long"));
        }
        self.reader.by_ref().take(length).read_to_end(body)?;
        Ok(())
    }

    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        let read = self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        Ok((read > 0).then_some(text))
    }
}
