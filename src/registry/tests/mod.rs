//! The client and the scan against scripted answers.

pub(crate) mod script;

mod bin;
mod changes;
mod delete;
mod doctor;
mod harbor;
mod harbor_by_v2;
mod harbor_projects;
mod harbor_sees_everything;
mod listing;
mod locks;
mod manifest;
mod pace;
mod paging;
mod realm_elsewhere;
mod recognise;
mod redirects;
mod refusal;
mod rights;
mod scan_acr;
mod scan_again;
mod scan_children;
mod scan_dates;
mod scan_ends;
mod scan_first;
mod scan_lists;
mod scan_names;
mod scan_oci;
pub(crate) mod shelf;
mod sign_in;
mod sign_in_acr;
mod sign_in_ends;
mod sign_in_stopped;
mod throttled;
mod zot;
