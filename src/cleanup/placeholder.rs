//! Taking a tag off on a registry that cannot: the tag is pushed onto a placeholder that is shared
//! with nothing, and the placeholder is deleted, its tag with it.
//!
//! Wherever it ends, it says what the tag points to and how to go on.

use crate::cleanup::action::Untagging;
use crate::cleanup::done::{Done, Stops};
use crate::cleanup::event::StepEnd;
use crate::cleanup::unanswered;
use crate::cleanup::verify;
use crate::model::{Digest, Manifest, MediaType, RepositoryName, Timestamp};
use crate::registry::{Changes, Client, Deletion, Error, ErrorKind};

/// Takes the tag off. It was looked at just now. `changes` pushes, and not after a wait: whoever
/// moved the tag in it would be overwritten. Stopped, it pushes nothing any more. `client`, which nobody
/// stops, looks at what came of it.
pub(super) async fn untag(
    client: &Client,
    changes: &Changes,
    name: &RepositoryName,
    untagging: &Untagging,
) -> Done {
    let tag = &untagging.tag;
    let bytes = placeholder(name, untagging, client.transport().now());
    let manifest = Manifest::read(&bytes, None, None);
    // Deleting what is not there shows whether deleting works, before anything is pushed.
    match changes.delete_placeholder(name, &manifest.digest).await {
        Ok(Deletion::AlreadyGone | Deletion::Accepted) => {}
        Err(error) => return untouched(untagging, &error, Done::failed(&error)),
    }
    // Whoever moves the tag from here on is overwritten: nothing pushes only where nothing changed.
    match verify::tag(client, name, untagging).await {
        Ok(true) => {}
        Ok(false) => return Done::of(StepEnd::AlreadyGone),
        Err(why) => return Done::of(StepEnd::Refused(why)),
    }
    let pushed = changes.put_manifest(name, tag, &MediaType::OciIndex, &bytes).await;
    let now = match client.resolve(name, tag).await {
        Ok(now) => Some(now),
        Err(error) if error.is_absent() => None,
        Err(unseen) => {
            let error = pushed.err().unwrap_or(unseen);
            return unclear(name, untagging, &manifest.digest, &error);
        }
    };
    if now.as_ref() == Some(&untagging.digest) {
        return match pushed {
            Err(error) => untouched(untagging, &error, Done::failed(&error)),
            Ok(()) => {
                let why = "The registry did not take the placeholder.";
                Done::of(StepEnd::Failed(still_there(untagging, why)))
            }
        };
    }
    if now.as_ref() != Some(&manifest.digest) {
        return overtaken(client, changes, name, untagging, &manifest.digest).await;
    }
    match changes.delete_placeholder(name, &manifest.digest).await {
        // Whoever pushed to the tag before the placeholder went keeps it.
        Ok(_) if client.resolve(name, tag).await.is_ok() => Done::of(StepEnd::Refused(format!(
            "Somebody else changed the tag {tag} at the same moment; it was left as they made it. The \
             placeholder was deleted again."
        ))),
        Ok(_) => Done::deleted(Deletion::Accepted),
        Err(error) => undeleted(client, changes, name, untagging, manifest, &error).await,
    }
}

/// The placeholder was not deleted, or the answer to that was lost: what the tag points to tells.
async fn undeleted(
    client: &Client,
    changes: &Changes,
    name: &RepositoryName,
    untagging: &Untagging,
    placeholder: Manifest,
    error: &Error,
) -> Done {
    let (tag, digest) = (&untagging.tag, &untagging.digest);
    let is_lost = unanswered::may_be_done(error);
    let now =
        if is_lost { client.resolve(name, tag).await } else { Ok(placeholder.digest.clone()) };
    match now {
        Ok(now) if now == placeholder.digest => {
            let why = format!(
                "{} The tag {tag} points to the placeholder {} now, and not to {digest}, which is still \
                 stored. {}",
                error.sentence(),
                placeholder.digest,
                how_to_go_on(name, untagging)
            );
            let placed = Some(Box::new((tag.clone(), placeholder)));
            Done { placed, stops: Stops::Run, ..Done::of(StepEnd::Failed(why)) }
        }
        Ok(_) => overtaken(client, changes, name, untagging, &placeholder.digest).await,
        Err(unseen) if unseen.is_absent() => Done::deleted(Deletion::Accepted),
        Err(_) => unclear(name, untagging, &placeholder.digest, error),
    }
}

/// An index of nothing: the registry asks for no blob of it. What it is for, of what, and when,
/// makes its digest its own.
fn placeholder(name: &RepositoryName, untagging: &Untagging, now: Timestamp) -> Vec<u8> {
    let Untagging { tag, digest, .. } = untagging;
    let now = now.millis();
    format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[],"annotations":{{"plimsoll.placeholder":"takes the tag {tag} off {name}@{digest} at {now}"}}}}"#
    )
    .into_bytes()
}

/// Nothing was pushed.
fn untouched(untagging: &Untagging, error: &Error, done: Done) -> Done {
    if error.kind == ErrorKind::Stopped {
        return done;
    }
    let why = still_there(untagging, &error.sentence());
    Done { end: StepEnd::Failed(why), ..done }
}

fn still_there(untagging: &Untagging, why: &str) -> String {
    let Untagging { tag, digest, .. } = untagging;
    format!("{why} Nothing has changed: the tag {tag} still points to {}.", digest.short())
}

/// The placeholder may have been pushed or not.
fn unclear(
    name: &RepositoryName,
    untagging: &Untagging,
    placeholder: &Digest,
    error: &Error,
) -> Done {
    let why = format!(
        "{} What the tag {} points to now could not be seen: perhaps to the placeholder {placeholder} \
         instead of {}, which is still stored. {}",
        error.sentence(),
        untagging.tag,
        untagging.digest,
        how_to_go_on(name, untagging)
    );
    Done { stops: Stops::Run, ..Done::of(StepEnd::Failed(why)) }
}

/// Somebody else moved the tag meanwhile: theirs stays, the placeholder goes.
async fn overtaken(
    client: &Client,
    changes: &Changes,
    name: &RepositoryName,
    untagging: &Untagging,
    placeholder: &Digest,
) -> Done {
    let rest = match changes.delete_placeholder(name, placeholder).await {
        Ok(_) => "The placeholder was deleted again.".to_owned(),
        Err(error) if unanswered::may_be_done(&error) => {
            match unanswered::manifest(client, name, placeholder).await {
                Ok(true) => "The placeholder was deleted again.".to_owned(),
                Ok(false) => format!("The placeholder {placeholder} is still stored, untagged."),
                Err(_) => format!("The placeholder {placeholder} may still be stored, untagged."),
            }
        }
        Err(error) => {
            format!("The placeholder {placeholder} is still stored, untagged. {}", error.sentence())
        }
    };
    let why = format!(
        "Somebody else changed the tag {} at the same moment; it was left as they made it. {rest}",
        untagging.tag
    );
    Done::of(StepEnd::Refused(why))
}

fn how_to_go_on(name: &RepositoryName, untagging: &Untagging) -> String {
    let Untagging { tag, digest, .. } = untagging;
    format!(
        "Scan again and delete the tag's placeholder to finish, or push {name}@{digest} to {tag} \
         again to undo it."
    )
}
