//! Content and lists that earlier scans leave to later ones.
#![cfg(not(target_arch = "wasm32"))]

mod bodies;
mod tape;
mod world;
