//! Just enough HTTP/1.1 for a test server on loopback: keep-alive, bodies by `Content-Length`.
//!
//! Written by hand because a body that breaks off and a connection that ends without an answer are
//! what the tests are about, and server crates take care that neither happens.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// Longest request line or header, in bytes.
const LONGEST_LINE: u64 = 64 * 1024;
/// Longest request body, in bytes.
const LONGEST_BODY: u64 = 1024 * 1024;
/// The request headers that the sample reads; no others are kept.
const HEADERS: [&str; 3] = ["authorization", "accept", "content-type"];

/// A request as it came.
pub(super) struct Asked {
    /// The method.
    pub(super) method: String,
    /// Path and query.
    pub(super) path: String,
    /// Of the headers, those that matter.
    pub(super) headers: Vec<(&'static str, String)>,
    /// The body.
    pub(super) body: Vec<u8>,
}

/// A client's connection.
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
    pub(super) fn read(&mut self) -> io::Result<Option<Asked>> {
        let Some(line) = self.line()? else { return Ok(None) };
        let mut words = line.split(' ');
        let (Some(method), Some(path)) = (words.next(), words.next()) else { return Ok(None) };
        let (method, path) = (method.to_owned(), path.to_owned());
        let (mut headers, mut length) = (Vec::new(), 0);
        while let Some(line) = self.line()?.filter(|line| !line.is_empty()) {
            let Some((name, value)) = line.split_once(':') else { continue };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse::<u64>().unwrap_or(0).min(LONGEST_BODY);
            }
            if let Some(known) = HEADERS.into_iter().find(|known| name.eq_ignore_ascii_case(known))
            {
                headers.push((known, value.trim().to_owned()));
            }
        }
        let mut body = Vec::new();
        self.reader.by_ref().take(length).read_to_end(&mut body)?;
        Ok(Some(Asked { method, path, headers, body }))
    }

    /// Writes an answer. Its own `Content-Length` holds, where it has one: longer than the body for
    /// HEAD, and for a body that breaks off.
    pub(super) fn write(
        &mut self,
        response: &plimsoll::registry::transport::Response,
        is_head: bool,
    ) -> io::Result<()> {
        let mut head = format!("HTTP/1.1 {} -\r\n", response.status);
        for (name, value) in response.headers.iter() {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let has_no_body = response.status == 204 || is_head;
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

    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        let read = self.reader.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)?;
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        Ok((read > 0).then_some(text))
    }
}
