//! The wasm modules that are fetched after the first page. A split function begins a module: the build
//! (`scripts/build`) moves its body, with all code that only the body reaches, from the first module into this one.
//! Calling the function fetches the module. `scripts/page/modules.mjs` says where code goes that several modules
//! share.
//!
//! A split function returns plain function pointers. Its caller makes the view, so that the view has the caller's
//! owner and contexts.

mod changes;
mod doctor;
mod pages;
mod registry;
mod sample;

pub(crate) use changes::{deletion, lock, report, restore};
pub(crate) use doctor::doctor;
pub(crate) use pages::{fetch_rest, page};
pub(crate) use registry::{connect, fetch_ahead, framed};
pub(crate) use sample::sample;
