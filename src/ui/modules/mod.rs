//! The wasm modules that come after the first page, a file for each way that people go. A split function begins a
//! module: its body, with all code that only it reaches, is cut out of the first one by the build
//! (`scripts/build`), and calling it fetches the module. Code that several modules share lands where
//! `scripts/page/modules.mjs` says.
//!
//! A split function returns plain function pointers: the view is then made by the caller, in its owner and
//! with its contexts.

mod changes;
mod doctor;
mod pages;
mod registry;
mod sample;

pub(crate) use changes::{deletion, lock, restore};
pub(crate) use doctor::doctor;
pub(crate) use pages::{Page, fetch_rest, page};
pub(crate) use registry::{connect, fetch_ahead, framed};
pub(crate) use sample::sample;
