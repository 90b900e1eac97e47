//! The dialogs that change a registry. Pages open them through the host (`ui/dialogs.rs`), which fetches
//! their module first.

mod bin_notice;
pub(crate) mod deletion;
mod deletion_parts;
mod job_dialog;
mod job_line;
pub(crate) mod lock;
mod plan_list;
mod plan_view;
pub(crate) mod report;
pub(crate) mod restore;
