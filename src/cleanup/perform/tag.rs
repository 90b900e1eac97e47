//! A tag taken off by the registry's own call, and whether its manifest stayed.

use crate::cleanup::done::{Done, Stops};
use crate::cleanup::event::StepEnd;
use crate::cleanup::perform::unanswered;
use crate::cleanup::planning::step::Untagging;
use crate::cleanup::reason::{Deviation, Obstacle};
use crate::model::{Reference, RepositoryName};
use crate::registry::{Changes, Client, Deletion, Error};

/// Takes the tag off by `changes`, and looks at the result by `client`, which nobody stops. `is_unproven`:
/// this registry has not shown yet that it untags without deleting the manifest.
pub(super) async fn untag(
    client: &Client,
    changes: &Changes,
    name: &RepositoryName,
    untagging: &Untagging,
    is_unproven: bool,
) -> Done {
    let answer = changes.untag(name, &untagging.tag, &untagging.digest).await;
    let is_gone = unanswered::is_tag_gone(client, name, untagging);
    let deletion = match unanswered::settled(answer, is_gone).await {
        Ok(deletion) => deletion,
        // Whether the manifest stayed is unknown, too.
        Err(done) if done.is_unclear && is_unproven => return Done { stops: Stops::Run, ..*done },
        Err(done) => return *done,
    };
    if deletion == Deletion::AlreadyGone && client.endpoint().kind().facts().calls_moved_tags_absent
    {
        let gone = unanswered::is_tag_gone(client, name, untagging).await;
        return match gone {
            Ok(_) => Done::deleted(deletion),
            Err(why) => Done::of(StepEnd::Refused(Obstacle::Unseen(why))),
        };
    }
    if !is_unproven {
        return Done::deleted(deletion);
    }
    let reference = Reference::Digest(untagging.digest.clone());
    judge(untagging, deletion, client.manifest(name, &reference).await.err())
}

/// The end of the step, by the answer to a question about the manifest once its tag is off.
fn judge(untagging: &Untagging, deletion: Deletion, error: Option<Error>) -> Done {
    let Some(error) = error else { return Done::deleted(deletion) };
    let digest = untagging.digest.clone();
    let (took, deviation) = match error.is_absent() {
        true => (vec![digest.clone()], Deviation::ManifestGone(digest)),
        false => (Vec::new(), Deviation::ManifestUnseen(digest, error)),
    };
    Done { took, stops: Stops::Run, ..Done::of(StepEnd::Differs(deviation)) }
}
