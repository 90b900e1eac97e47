//! A repository deleted as a whole by one request, and the result compared with the plan.

use std::collections::BTreeSet;

use crate::cleanup::done::Done;
use crate::cleanup::event::StepEnd;
use crate::cleanup::perform::unanswered;
use crate::cleanup::planning::step::{Clearance, Item};
use crate::cleanup::reason::{Deviation, Failure};
use crate::model::order::set_of;
use crate::model::{RepositoryEntry, RepositoryName};
use crate::registry::{Changes, Client, Deletion, Error, RepositoryDeletion};

/// Deletes the repository by `changes`, and looks at the result by `client`, which nobody stops.
pub(super) async fn delete(
    client: &Client,
    changes: &Changes,
    name: &RepositoryName,
    clearance: &Clearance,
) -> Done {
    match changes.delete_repository(name).await {
        Ok(went) if went.deletion == Deletion::AlreadyGone && client.describes_repositories() => {
            judge_absence(client.repository(name).await)
        }
        answer => {
            let (answer, went) = match answer {
                Ok(went) => (Ok(went.deletion), Some(went)),
                Err(error) => (Err(error), None),
            };
            let is_gone = async || unanswered::is_repository_gone(client, name).await;
            match unanswered::settled(client, Item::Repository, answer, is_gone).await {
                Ok(deletion) => match went.and_then(|went| deviation(clearance, &went)) {
                    Some(deviation) => Done::of(StepEnd::Differs(deviation)),
                    None => Done::deleted(deletion),
                },
                Err(done) => *done,
            }
        }
    }
}

/// The end of a step whose repository the registry answered not to know, by its description of the
/// repository. ACR answers so for an empty one, and keeps it.
///
/// Reference: Microsoft's support article `delete-operation-issues.md`.
fn judge_absence(answer: Result<RepositoryEntry, Error>) -> Done {
    let failure = match answer {
        Ok(entry) if entry.manifests.is_none_or(|manifests| manifests == 0) => Failure::EmptyStays,
        Ok(_) => Failure::StillDescribed,
        Err(error) if error.is_absent() => return Done::deleted(Deletion::AlreadyGone),
        Err(error) => Failure::GoneUnseen(error),
    };
    Done::of(StepEnd::Failed(failure))
}

/// The difference between the registry's own list of what it deleted and the plan, if there is one.
fn deviation(clearance: &Clearance, went: &RepositoryDeletion) -> Option<Deviation> {
    let (mut more, mut fewer) = (Vec::new(), Vec::new());
    let mut compare = |planned: BTreeSet<Item>, went: Option<BTreeSet<Item>>| {
        let Some(went) = went else { return };
        more.extend(went.difference(&planned).cloned());
        fewer.extend(planned.difference(&went).cloned());
    };
    let manifests = clearance.manifests.iter().map(|taken| Item::Manifest(taken.digest.clone()));
    let said = went.manifests.as_ref();
    compare(set_of(manifests), said.map(|all| set_of(all.iter().cloned().map(Item::Manifest))));
    let on_manifests = clearance.manifests.iter().flat_map(|taken| &taken.tags);
    let tags = on_manifests.chain(&clearance.loose_tags).cloned().map(Item::Tag);
    let said = went.tags.as_ref();
    compare(set_of(tags), said.map(|all| set_of(all.iter().cloned().map(Item::Tag))));
    let differs = !more.is_empty() || !fewer.is_empty();
    differs.then_some(Deviation::Repository { more, fewer })
}
