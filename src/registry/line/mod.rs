//! The line to one registry: every request goes through it, in the order and at the pace that the
//! registry allows.
//!
//! `send` is the line itself; `transport` is the door behind it. `gate` bounds the requests under way,
//! `pause` holds everybody back while the registry asks for it, `retry` and `attempts` decide on
//! another try. `list`, `paging`, `entry` and `link` read a list page by page;
//! `api` says how a request is signed.

pub(super) mod api;
pub(super) mod attempts;
pub(super) mod entry;
pub(super) mod gate;
pub(super) mod link;
pub(super) mod list;
pub(super) mod pace;
pub(super) mod paging;
pub(super) mod pause;
pub(super) mod retry;
pub(super) mod send;
pub(super) mod slowdown;
pub mod transport;

pub(crate) use send::{Line, Patience};
pub(crate) use slowdown::Standstill;
