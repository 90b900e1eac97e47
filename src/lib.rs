//! Plimsoll's library: what a registry holds, what uses its space, and what may go.
//!
//! The rooms, in their order. A room uses only the rooms before it.
//!
//! ```text
//! model → registry → storage → cleanup → present │ ui (the binary)
//!             └ sample: a registry in memory
//! ```
