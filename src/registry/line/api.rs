//! The API that a request goes to, which decides how the request is signed.

/// An API of a registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Api {
    /// `/v2/`, and APIs of the registry's own that take the same tokens.
    V2,
    /// An API of the registry's own that takes names and passwords, and no tokens.
    Passwords,
}
