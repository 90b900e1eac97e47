//! Requests whose answer never came, or is no word of the registry's about them: they may have been carried
//! out all the same. Their target is looked at once more, by the client that nobody stops.

use crate::cleanup::action::Untagging;
use crate::cleanup::done::Done;
use crate::cleanup::event::StepEnd;
use crate::model::{Digest, Reference, RepositoryName};
use crate::registry::{Client, Error, ErrorKind};

/// Whether a request that failed so may have been carried out.
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

/// Whether a manifest is gone.
///
/// # Errors
///
/// A sentence, when that could not be seen.
pub(super) async fn manifest(
    client: &Client,
    name: &RepositoryName,
    digest: &Digest,
) -> Result<bool, String> {
    is_gone(client.manifest(name, &Reference::Digest(digest.clone())).await)
}

/// Whether a tag is taken off.
///
/// # Errors
///
/// A sentence, when that could not be seen: also where it points to something else by now.
pub(super) async fn tag(
    client: &Client,
    name: &RepositoryName,
    untagging: &Untagging,
) -> Result<bool, String> {
    match client.resolve(name, &untagging.tag).await {
        Ok(now) if now != untagging.digest => {
            Err(format!("It points to {} now: somebody else put it there.", now.short()))
        }
        answer => is_gone(answer),
    }
}

/// Whether a repository is gone, or nothing in it is left.
///
/// # Errors
///
/// A sentence, when that could not be seen.
pub(super) async fn repository(client: &Client, name: &RepositoryName) -> Result<bool, String> {
    if client.describes_repositories() {
        return is_gone(client.repository(name).await);
    }
    let left = client.manifests(name).await.map_err(|error| error.sentence())?;
    Ok(left.manifests.is_empty() && left.invalid.is_empty())
}

fn is_gone<T>(answer: Result<T, Error>) -> Result<bool, String> {
    match answer {
        Ok(_) => Ok(false),
        Err(error) if error.may_not_show() => Ok(false),
        Err(error) if error.is_absent() => Ok(true),
        Err(error) => Err(error.sentence()),
    }
}

/// The end of a step whose request failed with `error`, and whose target is there.
pub(super) fn still_there(error: &Error) -> Done {
    let why = format!(
        "{} What was to go was looked at right afterwards, and was still there.",
        error.sentence()
    );
    Done::of(StepEnd::Failed(why))
}

/// The end of a step whose request failed with `error`, and whose target could not be looked at: why not
/// says `unseen`.
pub(super) fn unseen(error: &Error, unseen: &str) -> Done {
    let said = error.sentence();
    let mut why = format!("{said} Whether it was done all the same could not be seen.");
    if said != unseen {
        why = format!("{why} {unseen}");
    }
    Done { is_unclear: true, ..Done::of(StepEnd::Failed(why)) }
}
