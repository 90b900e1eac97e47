//! Changes against scripted answers, and what is kept of them.

mod reload;
mod restore;
mod set_locks;
