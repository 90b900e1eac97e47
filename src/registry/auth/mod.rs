//! Signing in: what to send along, and what to do after a 401.
//!
//! `authenticator` keeps what is known of one registry; a `signing` signs one request: `asking` asks for
//! tokens, `refusal` says why a request was refused. `need` and `right` are the tables of what a request is
//! for and of the rights that this takes.

mod asking;
pub(crate) mod authenticator;
pub(crate) mod challenge;
pub(crate) mod claims;
pub mod credentials;
pub(crate) mod ended;
pub mod lacking;
mod learned;
pub mod need;
pub(crate) mod pass;
pub(crate) mod realm;
mod refusal;
pub mod right;
mod signing;
pub(crate) mod token;
pub(crate) mod token_cache;

pub(crate) use authenticator::Authenticator;
pub(crate) use signing::Signing;
