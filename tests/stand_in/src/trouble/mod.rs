//! Trouble on purpose: faults, lists that lag behind deletions, limits.

pub(crate) mod fault;
pub(crate) mod late;
pub(crate) mod throttle;
