//! One manifest deleted by its digest; afterwards related manifests that must stay are asked for.

use crate::cleanup::done::{Done, Stops};
use crate::cleanup::event::StepEnd;
use crate::cleanup::perform::unanswered;
use crate::cleanup::planning::step::{Item, Removal};
use crate::cleanup::reason::Deviation;
use crate::model::{Digest, Reference, RepositoryName};
use crate::registry::{Changes, Client, Deletion, Error};

/// Deletes the manifest by `changes`, and looks at the result by `client`, which nobody stops.
pub(super) async fn delete(
    client: &Client,
    changes: &Changes,
    name: &RepositoryName,
    removal: &Removal,
) -> Done {
    let answer = changes.delete_manifest(name, &removal.digest).await;
    let is_gone = async || unanswered::is_manifest_gone(client, name, &removal.digest).await;
    let item = Item::Manifest(removal.digest.clone());
    match unanswered::settled(client, item, answer, is_gone).await {
        Ok(deletion) => look_around(client, name, removal, deletion).await,
        Err(done) => *done,
    }
}

/// Asks for each manifest that belongs to the deleted one and must stay, up to the first that did not. The
/// registry may be of another kind than it is taken for, and delete more.
async fn look_around(
    client: &Client,
    name: &RepositoryName,
    removal: &Removal,
    deletion: Deletion,
) -> Done {
    for other in &removal.stays {
        let answer = client.manifest(name, &Reference::Digest(other.clone())).await;
        if let Some(deviation) = judge(other, answer.err()) {
            let took = match &deviation {
                Deviation::AlsoGone(digest) => vec![digest.clone()],
                _ => Vec::new(),
            };
            return Done { took, stops: Stops::Run, ..Done::of(StepEnd::Differs(deviation)) };
        }
    }
    Done::deleted(deletion)
}

/// The deviation from the plan, by the answer to a question about a manifest that must stay. Registries of
/// different kinds say "gone" by different codes; a manifest that the sign-in may not see is still there.
fn judge(digest: &Digest, error: Option<Error>) -> Option<Deviation> {
    let error = error.filter(|error| !error.may_not_show())?;
    Some(match error.may_be_absent() {
        true => Deviation::AlsoGone(digest.clone()),
        false => Deviation::StayUnseen(digest.clone(), error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::ErrorKind;

    #[test]
    fn a_manifest_that_was_to_stay_is_there_gone_or_unseen() {
        let digest = Digest::of(b"child");
        let error = |status, code: &str, excerpt: &str| Error {
            status: Some(status),
            code: Some(code.to_owned()),
            excerpt: excerpt.to_owned(),
            ..Error::new(ErrorKind::NotFound, "https://r.test/v2/")
        };
        assert_eq!(judge(&digest, None), None);
        let hidden = error(404, "MANIFEST_UNKNOWN", "no accept header");
        assert_eq!(judge(&digest, Some(hidden)), None);
        let gone = Some(Deviation::AlsoGone(digest.clone()));
        assert_eq!(judge(&digest, Some(error(404, "MANIFEST_UNKNOWN", ""))), gone);
        assert_eq!(judge(&digest, Some(error(404, "NOT_FOUND", ""))), gone);
        let fault = error(500, "UNKNOWN", "");
        let unseen = Some(Deviation::StayUnseen(digest.clone(), fault.clone()));
        assert_eq!(judge(&digest, Some(fault)), unseen);
    }
}
