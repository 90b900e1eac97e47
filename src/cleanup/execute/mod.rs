//! The run: the only code that deletes anything.

mod ends;
mod repository;
mod run;
mod turns;

use crate::cleanup::event::{Outcome, StepEvent};
use crate::cleanup::execute::repository::RepositoryRun;
use crate::cleanup::execute::run::Run;
use crate::cleanup::planning::order::Order;
use crate::cleanup::planning::plan::Known;
use crate::registry::{Cancel, Client};

/// Runs a confirmed plan, repository by repository. Before the first request in a repository its content is
/// read again, as far as the plan depends on it; before each request its own target. A step is done only
/// after the steps that it must follow have succeeded.
///
/// A cancelled run finishes the requests that are under way and sends no other. A registry that deletes
/// nothing (405), or more than it was asked to, ends the run: steps whose targets are being looked at are
/// not sent, either. So does a registry that still answers 429 after minutes, or answers nothing many times in a
/// row: each further step would wait as long. A right that the sign-in lacks ends the steps in that repository.
/// Afterwards, also after a cancelled run, each repository in which manifests were deleted is read once more: a
/// manifest that others pushed meanwhile may need a deleted one, and more may be gone than the answers said.
pub async fn execute(
    client: &Client,
    order: Order,
    cancel: &Cancel,
    on_event: &mut dyn FnMut(StepEvent),
) -> Outcome {
    let plan = order.plan;
    let nothing = Known::default();
    let mut run = Run::of(client, &plan, cancel, on_event);
    for group in plan.steps.chunk_by(|a, b| a.repository == b.repository) {
        if run.goes_on() {
            let known = plan.known.iter().find(|(name, _)| *name == group[0].repository);
            let known = known.map_or(&nothing, |(_, known)| known);
            RepositoryRun::of(&mut run, group, known).run().await;
        }
    }
    run.finish()
}
