//! The target of a request, asked for once more by the client that nobody stops. A registry may accept a
//! deletion and keep its target. A request whose answer was lost, or did not come from the registry, may
//! have been carried out all the same.

use std::time::Duration;

use crate::cleanup::done::{Done, Stops};
use crate::cleanup::event::StepEnd;
use crate::cleanup::planning::step::{Item, Untagging};
use crate::cleanup::reason::{Failure, Unseen};
use crate::model::{Digest, Reference, RepositoryName};
use crate::registry::{Client, Deletion, Error, ErrorKind};

/// Waits between looks at a target that is still there although the registry accepted its deletion: it may be
/// deleted a moment later.
pub(super) const WAITS: [Duration; 3] =
    [Duration::from_millis(500), Duration::from_secs(1), Duration::from_secs(2)];

/// Whether a request that failed with `error` may have been carried out.
pub(super) fn may_be_done(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::Unreachable
            | ErrorKind::Truncated
            | ErrorKind::TooLarge
            | ErrorKind::ServerFault
            | ErrorKind::Unexpected
    )
}

/// The registry's answer to a deletion, once `is_gone` has seen that the target is gone. A target that is
/// still there after an accepted deletion is asked for again after each of [`WAITS`]. Where the answer was
/// lost, `is_gone` decides alone.
pub(super) async fn settled(
    client: &Client,
    item: Item,
    answer: Result<Deletion, Error>,
    is_gone: impl AsyncFn() -> Result<bool, Unseen>,
) -> Result<Deletion, Box<Done>> {
    let deletion = match answer {
        Ok(deletion) => deletion,
        Err(error) if may_be_done(&error) => return judge_lost(error, is_gone().await),
        Err(error) => return Err(Box::new(Done::failed(error))),
    };
    let mut seen = is_gone().await;
    for wait in WAITS {
        if seen != Ok(false) {
            break;
        }
        client.wait(wait).await;
        seen = is_gone().await;
    }
    judge_answered(item, deletion, seen)
}

/// The result of a request whose answer was lost, by whether its target is gone.
fn judge_lost(error: Error, is_gone: Result<bool, Unseen>) -> Result<Deletion, Box<Done>> {
    // A success status that is not the registry's, such as that of a proxy's page, would answer the next
    // request as well: the steps in the repository stop.
    let is_pretended = error.status.is_some_and(|status| status < 300);
    let stops = if is_pretended { Stops::Repository } else { Stops::Nothing };
    match is_gone {
        Ok(true) => Ok(Deletion::Accepted),
        Ok(false) => failed(Failure::StillThere(error), stops, false),
        Err(why) => failed(Failure::Unseen { error, why: Box::new(why) }, stops, true),
    }
}

/// The result of a request that was answered with `deletion`, by whether its target is gone.
fn judge_answered(
    item: Item,
    deletion: Deletion,
    is_gone: Result<bool, Unseen>,
) -> Result<Deletion, Box<Done>> {
    let is_accepted = deletion == Deletion::Accepted;
    match is_gone {
        Ok(true) => Ok(deletion),
        // After an accepted deletion a 404 with any registry's code means the target, also where the registry is
        // taken for another kind: Harbor's code is one that other kinds answer for a wrong path.
        Err(Unseen::Unanswered(error)) if is_accepted && error.may_be_absent() => Ok(deletion),
        // Somebody may have pushed it again after it was deleted, so the end is unclear.
        Ok(false) => failed(Failure::Contradicted { item, is_accepted }, Stops::Repository, true),
        Err(why) => {
            let failure = Failure::AnsweredUnseen { is_accepted, why: Box::new(why) };
            failed(failure, Stops::Nothing, true)
        }
    }
}

fn failed(failure: Failure, stops: Stops, is_unclear: bool) -> Result<Deletion, Box<Done>> {
    Err(Box::new(Done { is_unclear, stops, ..Done::of(StepEnd::Failed(failure)) }))
}

/// Whether the registry says that it does not have this manifest.
pub(super) async fn is_manifest_gone(
    client: &Client,
    name: &RepositoryName,
    digest: &Digest,
) -> Result<bool, Unseen> {
    is_gone(client.manifest(name, &Reference::Digest(digest.clone())).await)
}

/// Whether a tag is gone. A tag that points to another manifest now leaves that open: somebody may have put
/// it there after it was taken off.
pub(super) async fn is_tag_gone(
    client: &Client,
    name: &RepositoryName,
    untagging: &Untagging,
) -> Result<bool, Unseen> {
    match client.resolve(name, &untagging.tag).await {
        Ok(now) if Some(&now) != untagging.digest.as_ref() => Err(Unseen::MovedTo(now)),
        answer => is_gone(answer),
    }
}

/// Whether a repository is gone or empty: by its description, or else by its list of manifests.
pub(super) async fn is_repository_gone(
    client: &Client,
    name: &RepositoryName,
) -> Result<bool, Unseen> {
    if client.describes_repositories() {
        return is_gone(client.repository(name).await);
    }
    let left = client.manifests(name).await.map_err(Unseen::Unanswered)?;
    Ok(left.manifests.is_empty() && left.invalid.is_empty())
}

/// Whether an answer says that its object does not exist. An object that the sign-in may not see exists.
fn is_gone<T>(answer: Result<T, Error>) -> Result<bool, Unseen> {
    match answer {
        Ok(_) => Ok(false),
        Err(error) if error.may_not_show() => Ok(false),
        Err(error) if error.is_absent() => Ok(true),
        Err(error) => Err(Unseen::Unanswered(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: ErrorKind) -> Error {
        Error::new(kind, "https://r.test/v2/")
    }

    fn absent() -> Error {
        let code = Some("MANIFEST_UNKNOWN".to_owned());
        Error { status: Some(404), code, ..error(ErrorKind::NotFound) }
    }

    #[test]
    fn only_the_registrys_own_word_says_that_a_target_is_gone() {
        assert_eq!(is_gone(Ok(())), Ok(false));
        assert_eq!(is_gone::<()>(Err(absent())), Ok(true));
        let hidden = Error { excerpt: "no accept header".to_owned(), ..absent() };
        assert_eq!(is_gone::<()>(Err(hidden)), Ok(false));
        let proxied = Error { code: None, ..absent() };
        assert!(is_gone::<()>(Err(proxied)).is_err());
    }

    #[test]
    fn a_lost_answer_counts_as_what_is_seen_afterwards() {
        let lost = || error(ErrorKind::Unreachable);
        let check = |is_gone, failure, is_unclear| {
            let done = judge_lost(lost(), is_gone).err().map(|done| (done.end, done.is_unclear));
            assert_eq!(done, Some((StepEnd::Failed(failure), is_unclear)));
        };
        assert!(judge_lost(lost(), Ok(true)).is_ok_and(|deletion| deletion == Deletion::Accepted));
        check(Ok(false), Failure::StillThere(lost()), false);
        let why = || Unseen::MovedTo(Digest::of(b"other"));
        check(Err(why()), Failure::Unseen { error: lost(), why: Box::new(why()) }, true);
    }

    #[test]
    fn an_accepted_deletion_counts_if_any_kind_of_registry_would_call_the_target_absent() {
        let code = Some("NOT_FOUND".to_owned());
        let harbors = || Error { code: code.clone(), ..absent() };
        let proxied = || Error { code: None, ..absent() };
        let check = |deletion, error: Error, is_deleted| {
            let seen = Err(Unseen::Unanswered(error));
            let end = judge_answered(Item::Repository, deletion, seen);
            assert_eq!(end.is_ok(), is_deleted, "{deletion:?}");
        };
        check(Deletion::Accepted, harbors(), true);
        check(Deletion::Accepted, proxied(), false);
        // Without that word of the registry nobody knows what is gone.
        check(Deletion::AlreadyGone, harbors(), false);
    }
}
