//! Signing in: the right that a request needs, the identities that have it, and their tokens.

mod access;
pub(crate) mod azure_token;
pub(crate) mod bearer_token;
mod challenge;
pub(crate) mod check;
mod need;
pub(crate) mod rights;
pub(crate) mod tokens;
