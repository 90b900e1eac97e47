//! The pages of a registry as a whole, and the frame around all pages of a registry.

pub(crate) mod about;
mod bases;
mod check_deletes;
pub(crate) mod deleted;
pub(crate) mod export;
pub(crate) mod frame;
mod header;
mod interrupted;
mod kept_here;
mod largest;
mod last_run;
pub(crate) mod layers;
mod load_line;
mod map;
mod map_table;
pub(crate) mod overview;
mod quotas;
pub(crate) mod repositories;
mod scan_status;
pub(crate) mod space;
