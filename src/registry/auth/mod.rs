//! Signing in: the pass that goes with a request, and the next one after a 401.
//!
//! `authenticator` keeps what is known of one registry; a `signing` signs one request: `asking` asks for
//! tokens, `refusal` says why a request was refused. `need` is the table of purposes, `right` the table of
//! rights.

mod asking;
pub(super) mod authenticator;
pub(super) mod challenge;
pub(super) mod claims;
pub(super) mod credentials;
pub(super) mod ended;
pub(super) mod lacking;
mod learned;
pub(super) mod need;
pub(super) mod pass;
pub(super) mod realm;
mod refusal;
pub(super) mod right;
mod signing;
pub(super) mod token;
pub(super) mod token_cache;

pub(crate) use authenticator::Authenticator;
pub(crate) use signing::Signing;
