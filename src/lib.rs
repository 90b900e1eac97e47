//! Plimsoll's library: what a registry holds, what uses its space, and what may go.
//!
//! The rooms, in their order. A room uses only the rooms before it; `tests/rooms.rs` keeps that so.
//!
//! ```text
//! model → registry → storage → cleanup → present │ ui (the binary)
//!  nouns   protocol   figures   decisions   rows │ browser
//!             ├ site: the host's config.json
//!             └ sample: a registry in memory
//! ```

pub mod cleanup;
pub mod model;
pub mod present;
pub mod registry;
pub mod sample;
pub mod site;
pub mod storage;
