//! Plans: what a deletion removes, in which order, what stays and why; and the order, a plan that somebody
//! confirmed.
//!
//! A plan is made in `untag`, `manifests` or `repositories`, from what somebody chose (`target`).
//! `selection` settles which manifests of one repository are deleted: `cascade` says what the registry
//! deletes along, `lock` and `refusal` what must stay, `left_behind` what stays alone, `sequence` the order
//! of the rest.

pub(super) mod cascade;
pub(super) mod confirmation;
pub(super) mod frees;
mod left_behind;
mod lock;
mod manifests;
pub(super) mod order;
pub(super) mod plan;
pub(super) mod refusal;
pub(super) mod repositories;
mod selection;
mod sequence;
pub(super) mod step;
pub(super) mod target;
mod two_digests;
mod untag;
