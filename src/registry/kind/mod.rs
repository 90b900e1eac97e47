//! The kind of a registry: recognition by its answers (`recognise`, `signs`), the capabilities of a kind
//! (`capabilities`, `table`), further facts about it (`facts`), and a person's overrides (`overrides`).

pub(super) mod capabilities;
pub(super) mod facts;
pub(super) mod overrides;
pub(super) mod recognise;
pub(super) mod registry_kind;
pub(super) mod signs;
pub(super) mod table;
