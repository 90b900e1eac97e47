//! Changes against scripted answers.

mod restore;
mod set_locks;
