//! The client and the scan against scripted answers.

pub(crate) mod script;

mod changes;
mod delete;
mod doctor;
mod harbor;
mod listing;
mod manifest;
mod recognise;
mod refusal;
mod scan_acr;
mod scan_ends;
mod scan_lists;
mod scan_oci;
pub(crate) mod shelf;
mod sign_in;
mod zot;
