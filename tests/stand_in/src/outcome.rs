//! Outcomes of a request on the wire.

use plimsoll::registry::transport::Response;

/// The outcome of a request on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A response, sent whole.
    Answer(Response),
    /// A response whose body breaks off before its `Content-Length`.
    Cut(Response),
    /// No response: the connection ends.
    Nothing,
}
