//! Runs against scripted answers, and reasons read back after a reload.

mod reload;
mod restore;
mod set_locks;
