//! The line to one registry: every request goes through it, in the order and at the pace that the
//! registry allows.
//!
//! `send` is the line itself; `transport` is the door behind it. `gate` bounds the requests under way,
//! `pause` holds everybody back while the registry asks for it, `retry` and `attempts` decide on
//! another try. `list`, `paging`, `entry` and `link` read a list page by page;
//! `api` says how a request is signed.

pub(crate) mod api;
pub(crate) mod attempts;
pub(crate) mod entry;
pub(crate) mod gate;
pub(crate) mod link;
pub(crate) mod list;
pub(crate) mod pace;
pub(crate) mod paging;
pub(crate) mod pause;
pub(crate) mod retry;
pub(crate) mod send;
pub mod transport;

pub(crate) use pace::Standstill;
pub(crate) use send::{Line, Patience};
