//! What a registry is: which kind, how its answers give that away, what the kind can do, and what a
//! person knows better.

pub mod capabilities;
pub mod overrides;
pub mod recognise;
pub mod signs;
