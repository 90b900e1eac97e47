//! Trouble on purpose: faults, lists that lag behind deletions, limits.

pub(crate) mod fault;
pub(crate) mod lag;
pub(crate) mod throttle;
