//! The second look: whether the plan still fits the registry, right before anything is changed.
//!
//! Each file asks the registry first, and then judges the answers against the plan.

mod against_plan;
mod answer;
mod checked;
mod lists;
mod manifests;
mod newcomers;
mod tags;
mod target;
mod whole;

pub(super) use answer::{manifest_if_there, points_to};
pub(super) use checked::Checked;
pub(super) use lists::{listed_tags, now, resolved};
pub(super) use tags::tag;
pub(super) use target::manifest;
pub(super) use whole::counts as repository;

use crate::cleanup::planning::plan::Known;
use crate::cleanup::planning::step::{Action, Step};
use crate::cleanup::reason::Obstacle;
use crate::model::RepositoryName;
use crate::registry::Client;

/// Reads a repository again, as far as the steps in it depend on it. `again`: some of them were done
/// already.
///
/// # Errors
///
/// An obstacle to every step there, when not everything could be read.
pub(super) async fn group(
    client: &Client,
    name: &RepositoryName,
    steps: &[Step],
    known: &Known,
    again: bool,
) -> Result<Checked, Obstacle> {
    // All steps of a plan are of one kind.
    match steps.first().map(|step| &step.action) {
        None => Ok(Checked::default()),
        Some(Action::Untag(_)) => {
            Ok(Checked { refused: tags::repository(client, name, steps).await?, requests: 1 })
        }
        Some(Action::DeleteManifest(_)) => {
            manifests::repository(client, name, steps, known, again).await
        }
        Some(Action::DeleteRepository(clearance)) => {
            let refused = whole::repository(client, name, clearance, known).await?;
            Ok(Checked { refused, requests: 1 })
        }
    }
}
