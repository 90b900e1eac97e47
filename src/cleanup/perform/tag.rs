//! A tag taken off by the registry's own call, and whether its manifest stayed.

use crate::cleanup::done::{Done, Stops};
use crate::cleanup::event::StepEnd;
use crate::cleanup::perform::unanswered;
use crate::cleanup::planning::step::{Item, Untagging};
use crate::cleanup::reason::{Deviation, Failure, Obstacle, Unseen};
use crate::model::{Digest, Reference, RepositoryName};
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
    let answer = changes.untag(name, &untagging.tag, untagging.digest.as_ref()).await;
    let is_gone = async || unanswered::is_tag_gone(client, name, untagging).await;
    let item = Item::Tag(untagging.tag.clone());
    let deletion = match unanswered::settled(client, item, answer, is_gone).await {
        Ok(deletion) => deletion,
        Err(done) => match answered_unseen(&done) {
            // The tag was taken off, and somebody else has put it elsewhere since.
            Some((true, Unseen::MovedTo(_))) => Deletion::Accepted,
            // Nothing was taken off. Harbor answers "no such tag" where the tag is on another artifact by
            // now.
            Some((false, why)) => return Done::of(StepEnd::Refused(Obstacle::Unseen(why.clone()))),
            // Whether the manifest stayed is unknown, too.
            _ if done.is_unclear && is_unproven => return Done { stops: Stops::Run, ..*done },
            _ => return *done,
        },
    };
    match untagging.digest.clone().filter(|_| is_unproven) {
        None => Done::deleted(deletion),
        Some(digest) => {
            let answer = client.manifest(name, &Reference::Digest(digest.clone())).await;
            judge(digest, deletion, answer.err())
        }
    }
}

/// Whether the registry accepted the request, and the reason why its target could not be seen afterwards;
/// `None` for any other end.
fn answered_unseen(done: &Done) -> Option<(bool, &Unseen)> {
    match &done.end {
        StepEnd::Failed(Failure::AnsweredUnseen { is_accepted, why }) => Some((*is_accepted, why)),
        _ => None,
    }
}

/// The end of the step, by the answer to a question about the manifest once its tag is off.
fn judge(digest: Digest, deletion: Deletion, error: Option<Error>) -> Done {
    let Some(error) = error else { return Done::deleted(deletion) };
    let (took, deviation) = match error.is_absent() {
        true => (vec![digest.clone()], Deviation::ManifestGone(digest)),
        false => (Vec::new(), Deviation::ManifestUnseen(digest, error)),
    };
    Done { took, stops: Stops::Run, ..Done::of(StepEnd::Differs(deviation)) }
}
