//! The kind of a registry: how its answers give it away, what the kind can do
//! (`capabilities`, `table`), what else is known about it (`facts`), and what a person knows better
//! (`overrides`).

pub mod capabilities;
pub mod facts;
pub mod overrides;
pub mod recognise;
pub mod signs;
pub mod table;
