//! What comes back over the wire.

use plimsoll::registry::transport::Response;

/// What comes back over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// An answer.
    Answer(Response),
    /// An answer whose body breaks off: less than its `Content-Length` says.
    Cut(Response),
    /// Nothing: the connection ends.
    Nothing,
}
