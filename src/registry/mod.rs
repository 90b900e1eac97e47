//! PROTOCOL: how a registry is asked, and how its answers become nouns.
//!
//! A registry's answers are hostile input: everything is bounded, verified or refused.

pub mod transport;
