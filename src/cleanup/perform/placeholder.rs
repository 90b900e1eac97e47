//! A tag taken off in a registry that cannot untag: a placeholder that nothing else uses is pushed to the
//! tag, and the placeholder is deleted by its digest, its tag with it.
//!
//! Every failure names the manifest that the tag points to then, so that a person can go on by hand.

use crate::cleanup::done::{Done, Stops};
use crate::cleanup::event::StepEnd;
use crate::cleanup::perform::unanswered;
use crate::cleanup::planning::step::Untagging;
use crate::cleanup::reason::{Failure, Obstacle, Placeholder, PlaceholderRest};
use crate::cleanup::verify;
use crate::model::{Digest, Manifest, MediaType, PLACEHOLDER, RepositoryName, Timestamp};
use crate::registry::{Changes, Client, Deletion, Error, ErrorKind};

/// Places that the tag may point to after a placeholder was pushed to it, or deleted.
#[derive(Debug, PartialEq, Eq)]
enum Now {
    /// The tag points to the placeholder.
    Placed,
    /// The tag points to the manifest that it pointed to before.
    Before,
    /// The tag points to another manifest, or is gone: somebody moved it, or took it off.
    Elsewhere,
    /// The registry does not say where the tag points.
    Unseen(Error),
}

/// Takes the tag off, which the caller has just looked at. `changes` pushes without waiting: after a wait
/// the push could overwrite a tag that somebody moved in the meantime. Once stopped, it pushes nothing
/// more. `client`, which nobody stops, looks at the result.
pub(super) async fn untag(
    client: &Client,
    changes: &Changes,
    name: &RepositoryName,
    untagging: &Untagging,
) -> Done {
    let tag = &untagging.tag;
    let bytes = placeholder(name, untagging, client.transport().now());
    let manifest = Manifest::read(&bytes, None, None);
    let place = Placeholder {
        repository: name.clone(),
        tag: tag.clone(),
        digest: untagging.digest.clone(),
        placeholder: manifest.digest.clone(),
    };
    // Deleting a manifest that is not there shows whether deleting works, before anything is pushed.
    if let Err(error) = changes.delete_placeholder(name, &manifest.digest).await {
        return untouched(untagging, error);
    }
    // A tag that somebody moves from here on is overwritten: no registry offers a push on condition that
    // the tag has not changed.
    match verify::tag(client, name, untagging).await {
        Ok(true) => {}
        Ok(false) => return Done::of(StepEnd::AlreadyGone),
        Err(why) => return Done::of(StepEnd::Refused(why)),
    }
    let pushed = changes.put_manifest(name, tag, &MediaType::OciIndex, &bytes).await;
    match (judge(&place, client.resolve(name, tag).await), pushed) {
        (Now::Placed, _) => {}
        (Now::Before, Err(error)) => return untouched(untagging, error),
        (Now::Before, Ok(())) => {
            let (tag, digest) = (place.tag, place.digest);
            return Done::of(StepEnd::Failed(Failure::Untouched { tag, digest, error: None }));
        }
        (Now::Elsewhere, _) => return overtaken(client, changes, &place).await,
        (Now::Unseen(unseen), pushed) => return unclear(place, pushed.err().unwrap_or(unseen)),
    }
    match changes.delete_placeholder(name, &manifest.digest).await {
        Ok(_) => match after_deletion(client, &place).await {
            Ok(now) if now == place.placeholder => stays(place, manifest, None),
            // Somebody pushed to the tag before the placeholder was deleted: that tag stays.
            Ok(_) => left_to_others(&place, PlaceholderRest::Deleted),
            Err(error) if error.is_absent() => Done::deleted(Deletion::Accepted),
            Err(error) => unclear(place, error),
        },
        Err(error) => undeleted(client, changes, place, manifest, error).await,
    }
}

/// The manifest that the tag points to after the registry accepted the deletion of the placeholder. A tag
/// that still points to the placeholder is asked for again after each of [`unanswered::WAITS`], because the
/// registry may delete it a moment later.
async fn after_deletion(client: &Client, place: &Placeholder) -> Result<Digest, Error> {
    let mut now = client.resolve(&place.repository, &place.tag).await;
    for wait in unanswered::WAITS {
        if now.as_ref() != Ok(&place.placeholder) {
            break;
        }
        client.wait(wait).await;
        now = client.resolve(&place.repository, &place.tag).await;
    }
    now
}

/// The end of a step whose placeholder is still there, with the registry's refusal to delete it, if it
/// refused.
fn stays(place: Placeholder, placeholder: Manifest, error: Option<Error>) -> Done {
    let placed = Some(Box::new((place.tag.clone(), placeholder)));
    let failure = Failure::PlaceholderStays(Box::new(place), error);
    Done { placed, stops: Stops::Run, ..Done::of(StepEnd::Failed(failure)) }
}

/// The place that the tag points to, by the answer to a question about it.
fn judge(place: &Placeholder, answer: Result<Digest, Error>) -> Now {
    match answer {
        Ok(now) if now == place.placeholder => Now::Placed,
        Ok(now) if Some(&now) == place.digest.as_ref() => Now::Before,
        Ok(_) => Now::Elsewhere,
        Err(error) if error.is_absent() && place.digest.is_none() => Now::Before,
        Err(error) if error.is_absent() => Now::Elsewhere,
        Err(error) => Now::Unseen(error),
    }
}

/// The placeholder was not deleted, or the answer to that was lost: where the tag points shows which.
async fn undeleted(
    client: &Client,
    changes: &Changes,
    place: Placeholder,
    placeholder: Manifest,
    error: Error,
) -> Done {
    if unanswered::may_be_done(&error) {
        let answer = client.resolve(&place.repository, &place.tag).await;
        if answer.as_ref().is_err_and(Error::is_absent) {
            return Done::deleted(Deletion::Accepted);
        }
        match judge(&place, answer) {
            Now::Placed => {}
            Now::Before | Now::Elsewhere => return overtaken(client, changes, &place).await,
            Now::Unseen(_) => return unclear(place, error),
        }
    }
    stays(place, placeholder, Some(error))
}

/// The bytes of the placeholder: an index without children, so that the registry asks for no blobs. An
/// annotation names the tag, the manifest and the time, which makes its digest unique.
fn placeholder(name: &RepositoryName, untagging: &Untagging, now: Timestamp) -> Vec<u8> {
    let tag = &untagging.tag;
    let digest = untagging.digest.as_ref().map_or("nothing".to_owned(), ToString::to_string);
    let now = now.millis();
    format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],"annotations":{{"{PLACEHOLDER}":"takes the tag {tag} off {name}@{digest} at {now}"}}}}"#
    )
    .into_bytes()
}

/// The end of a step that pushed no placeholder: the tag is as it was.
fn untouched(untagging: &Untagging, error: Error) -> Done {
    let (tag, digest) = (untagging.tag.clone(), untagging.digest.clone());
    let done = Done::failed(error.clone());
    if error.kind == ErrorKind::Stopped {
        return done;
    }
    let failure = Failure::Untouched { tag, digest, error: Some(error) };
    Done { end: StepEnd::Failed(failure), ..done }
}

/// The end of a step of which nobody knows whether the placeholder was pushed.
fn unclear(place: Placeholder, error: Error) -> Done {
    let failure = Failure::PlaceholderUnclear(Box::new(place), error);
    Done { stops: Stops::Run, ..Done::of(StepEnd::Failed(failure)) }
}

/// Somebody else moved the tag meanwhile: their tag stays, and the placeholder is deleted.
async fn overtaken(client: &Client, changes: &Changes, place: &Placeholder) -> Done {
    let (name, digest) = (&place.repository, &place.placeholder);
    let rest = match changes.delete_placeholder(name, digest).await {
        Ok(_) => PlaceholderRest::Deleted,
        Err(error) if unanswered::may_be_done(&error) => {
            match unanswered::is_manifest_gone(client, name, digest).await {
                Ok(true) => PlaceholderRest::Deleted,
                Ok(false) => PlaceholderRest::Stored(digest.clone(), None),
                Err(_) => PlaceholderRest::Unknown(digest.clone()),
            }
        }
        Err(error) => PlaceholderRest::Stored(digest.clone(), Some(error)),
    };
    left_to_others(place, rest)
}

/// The end of a step whose tag now is as somebody else made it.
fn left_to_others(place: &Placeholder, rest: PlaceholderRest) -> Done {
    Done::of(StepEnd::Refused(Obstacle::Overtaken(place.tag.clone(), Box::new(rest))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_tag_is_decides_how_it_goes_on() {
        let (digest, placeholder) = (Digest::of(b"image"), Digest::of(b"placeholder"));
        let place = Placeholder {
            repository: "app".parse().expect("a name"),
            tag: "v1".parse().expect("a tag"),
            digest: Some(digest.clone()),
            placeholder: placeholder.clone(),
        };
        let error = |code: Option<&str>| Error {
            status: Some(404),
            code: code.map(str::to_owned),
            ..Error::new(ErrorKind::NotFound, "https://r.test/v2/")
        };
        assert_eq!(judge(&place, Ok(placeholder)), Now::Placed);
        assert_eq!(judge(&place, Ok(digest)), Now::Before);
        assert_eq!(judge(&place, Ok(Digest::of(b"other"))), Now::Elsewhere);
        assert_eq!(judge(&place, Err(error(Some("MANIFEST_UNKNOWN")))), Now::Elsewhere);
        assert_eq!(judge(&place, Err(error(None))), Now::Unseen(error(None)));
        // A tag that pointed to nothing before, and still does, is as it was.
        let nothing = Placeholder { digest: None, ..place };
        assert_eq!(judge(&nothing, Err(error(Some("MANIFEST_UNKNOWN")))), Now::Before);
        assert_eq!(judge(&nothing, Ok(Digest::of(b"other"))), Now::Elsewhere);
    }
}
