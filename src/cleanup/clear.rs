//! A repository deleted as a whole by one request, and what came of it.

use std::collections::BTreeSet;

use crate::cleanup::action::Clearance;
use crate::cleanup::done::Done;
use crate::cleanup::event::StepEnd;
use crate::cleanup::unanswered;
use crate::model::RepositoryName;
use crate::model::order::set_of;
use crate::registry::{Changes, Client, Deletion, RepositoryDeletion};

/// Deletes it by `changes`. `client`, which nobody stops, looks at what came of it.
pub(super) async fn delete(
    client: &Client,
    changes: &Changes,
    name: &RepositoryName,
    clearance: &Clearance,
) -> Done {
    match changes.delete_repository(name).await {
        Ok(went) if went.deletion == Deletion::AlreadyGone => look_for(client, name).await,
        Ok(went) => match difference(clearance, &went) {
            Some(why) => Done::of(StepEnd::Differs(why)),
            None => Done::deleted(went.deletion),
        },
        Err(error) if unanswered::may_be_done(&error) => {
            match unanswered::repository(client, name).await {
                Ok(true) => Done::deleted(Deletion::Accepted),
                Ok(false) => unanswered::still_there(&error),
                Err(unseen) => unanswered::unseen(&error, &unseen),
            }
        }
        Err(error) => Done::failed(&error),
    }
}

/// Whether a repository that the registry does not know when it is to delete it is really gone: ACR
/// says so of an empty one, and keeps it.
///
/// Reference: Microsoft's support article `delete-operation-issues.md`.
async fn look_for(client: &Client, name: &RepositoryName) -> Done {
    if !client.describes_repositories() {
        return Done::deleted(Deletion::AlreadyGone);
    }
    let why = match client.repository(name).await {
        Ok(entry) if entry.manifests.is_none_or(|manifests| manifests == 0) => {
            "The registry does not know it when it is to be deleted, and still has it. Azure keeps an \
             empty repository: push something into it, then delete it."
                .to_owned()
        }
        Ok(_) => "The registry does not know it when it is to be deleted, and still describes it. Scan \
                  again."
            .to_owned(),
        Err(error) if error.is_absent() => return Done::deleted(Deletion::AlreadyGone),
        Err(error) => format!(
            "The registry says that it does not exist, but whether it is gone could not be seen. {}",
            error.sentence()
        ),
    };
    Done::of(StepEnd::Failed(why))
}

/// What the registry says to have deleted, held against the plan.
fn difference(clearance: &Clearance, went: &RepositoryDeletion) -> Option<String> {
    let planned = set_of(clearance.manifests.iter().map(|taken| taken.digest.short()));
    let on_manifests = clearance.manifests.iter().flat_map(|taken| &taken.tags);
    let tags = set_of(on_manifests.chain(&clearance.loose_tags).map(ToString::to_string));
    let (mut more, mut fewer) = (Vec::new(), Vec::new());
    let mut compare = |planned: BTreeSet<String>, went: Option<Vec<String>>| {
        let Some(went) = went.map(set_of) else { return };
        more.extend(went.difference(&planned).cloned());
        fewer.extend(planned.difference(&went).cloned());
    };
    let digests = went.manifests.as_ref();
    compare(planned, digests.map(|all| all.iter().map(|digest| digest.short()).collect()));
    let names = went.tags.as_ref();
    compare(tags, names.map(|all| all.iter().map(ToString::to_string).collect()));
    let mut words = Vec::new();
    if !more.is_empty() {
        words.push(format!("It also deleted what the plan did not name: {}.", more.join(", ")));
    }
    if !fewer.is_empty() {
        words.push(format!("It does not say that these went: {}.", fewer.join(", ")));
    }
    (!words.is_empty()).then(|| format!("The registry deleted it. {}", words.join(" ")))
}
