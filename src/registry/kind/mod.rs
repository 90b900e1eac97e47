//! The kind of a registry: how its answers give it away, what the kind can do
//! (`capabilities`, `table`), what else is known about it (`facts`), and what a person knows better
//! (`overrides`).

pub(super) mod capabilities;
pub(super) mod facts;
pub(super) mod overrides;
pub(super) mod recognise;
pub(super) mod registry_kind;
pub(super) mod signs;
pub(super) mod table;
