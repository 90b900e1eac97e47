//! One step, done: its target looked at once more, then its request.

use std::collections::BTreeSet;

use crate::cleanup::action::{Action, Clearance, Removal, Step, UntagWay, Untagging};
use crate::cleanup::event::StepEnd;
use crate::cleanup::placeholder;
use crate::cleanup::plan::Known;
use crate::cleanup::verify;
use crate::model::order::set_of;
use crate::model::{Digest, Manifest, Reference, RepositoryName, TagName};
use crate::registry::scan::Cancel;
use crate::registry::{Client, Deed, Deletes, Deletion, Error, ErrorKind, RepositoryDeletion};

/// How a step ended, and what there is to know beyond that.
pub(super) struct Done {
    pub(super) end: StepEnd,
    /// Manifests that went and were to stay.
    pub(super) took: Vec<Digest>,
    /// What a tag was moved to and still points to.
    pub(super) placed: Option<Box<(TagName, Manifest)>>,
    /// What is not to be sent any more.
    pub(super) stops: Stops,
    /// What it tells of the registry.
    pub(super) deletes: Option<Deletes>,
}

/// What a step puts an end to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stops {
    Nothing,
    /// The steps in its repository: the sign-in lacks a right there.
    Repository,
    /// The run: the registry deletes nothing, or too much.
    Run,
}

impl Done {
    /// Nothing beyond the end.
    pub(super) fn of(end: StepEnd) -> Self {
        let stops = Stops::Nothing;
        Self { end, took: Vec::new(), placed: None, stops, deletes: None }
    }

    /// The registry did not do it.
    pub(super) fn failed(error: &Error) -> Self {
        let stops = match error.kind {
            ErrorKind::Stopped => {
                return Self::of(StepEnd::NotReached(verify::CANCELLED.to_owned()));
            }
            ErrorKind::DeletesDisabled | ErrorKind::CannotUntag => Stops::Run,
            _ if error.is_about_rights() => Stops::Repository,
            _ => Stops::Nothing,
        };
        let end = StepEnd::Failed(error.sentence());
        Self { stops, deletes: error.deletes(), ..Self::of(end) }
    }

    /// The registry did it, or says that there was nothing to do.
    pub(super) fn deleted(deletion: Deletion) -> Self {
        let end = match deletion {
            Deletion::Accepted => StepEnd::Done,
            Deletion::AlreadyGone => StepEnd::AlreadyGone,
        };
        Self { deletes: Some(Deletes::Allowed), ..Self::of(end) }
    }
}

/// Whether the sign-in may do such steps in their repository at all, as far as that can be known before
/// anything is sent.
pub(super) async fn check_rights(client: &Client, step: &Step) -> Result<(), Error> {
    let deeds: &[Deed] = match &step.action {
        Action::Untag(untagging) if untagging.way == UntagWay::Placeholder => {
            &[Deed::Push, Deed::Delete]
        }
        Action::Untag(_) => &[Deed::Untag],
        Action::DeleteManifest(_) | Action::DeleteRepository(_) => &[Deed::Delete],
    };
    for deed in deeds {
        client.check_right(&step.repository, *deed).await?;
    }
    Ok(())
}

/// Does one step, unless what it is about has changed. `looks`: whether the manifest is looked at once
/// its tag is off. `others`: what would go with it, though other steps name it. `known`: what was in
/// the repository when the plan was made.
pub(super) async fn step(
    client: &Client,
    step: &Step,
    looks: bool,
    others: &[(&Digest, &[TagName])],
    known: &Known,
    cancel: &Cancel,
) -> Done {
    let name = &step.repository;
    // Stopped, it waits no longer for its turn. What has to be seen through (a placeholder, a look at
    // what is left) goes by the client that nobody stops.
    let until = &client.until(cancel);
    let checked = match &step.action {
        Action::Untag(untagging) => verify::tag(until, name, untagging).await,
        Action::DeleteManifest(removal) => {
            verify::manifest(until, name, removal, others, known).await
        }
        Action::DeleteRepository(clearance) => verify::repository(until, name, clearance).await,
    };
    match checked {
        Ok(true) | Err(_) if cancel.is_cancelled() => {
            Done::of(StepEnd::NotReached(verify::CANCELLED.to_owned()))
        }
        Ok(true) => match &step.action {
            Action::Untag(untagging) if untagging.way == UntagWay::Placeholder => {
                placeholder::untag(client, name, untagging).await
            }
            Action::Untag(untagging) => untag(client, name, untagging, looks, until).await,
            Action::DeleteManifest(removal) => delete_manifest(client, name, removal, until).await,
            Action::DeleteRepository(clearance) => {
                delete_repository(client, name, clearance, until).await
            }
        },
        Ok(false) => Done::of(StepEnd::AlreadyGone),
        Err(why) => Done::of(StepEnd::Refused(why)),
    }
}

async fn delete_manifest(
    client: &Client,
    name: &RepositoryName,
    removal: &Removal,
    until: &Client,
) -> Done {
    match until.delete_manifest(name, &removal.digest).await {
        Ok(Deletion::Accepted) => look_around(client, name, removal).await,
        Ok(deletion) => Done::deleted(deletion),
        Err(error) => Done::failed(&error),
    }
}

/// Whether what belongs to a deleted manifest has stayed, as the plan said: a registry may be another
/// one than it is taken for, and then it has words of its own for what is gone. Not seeing it is no
/// sign that it stayed.
async fn look_around(client: &Client, name: &RepositoryName, removal: &Removal) -> Done {
    for other in &removal.stays {
        let answer = client.manifest(name, &Reference::Digest(other.clone())).await;
        let Err(error) = answer else { continue };
        if error.may_not_show() {
            continue;
        }
        let (took, why) = if error.may_be_absent() {
            let why = format!(
                "It is gone, and so is {}, which was to stay: this registry deletes along with a \
                 manifest what belongs to it. Nothing more was sent. Scan again, and say on the page \
                 About this registry what it does.",
                other.short()
            );
            (vec![other.clone()], why)
        } else {
            let why = format!(
                "It is gone, but whether {}, which was to stay, is still there could not be seen. {} \
                 Nothing more was sent. Scan again.",
                other.short(),
                error.sentence()
            );
            (Vec::new(), why)
        };
        return Done { took, stops: Stops::Run, ..Done::of(StepEnd::Differs(why)) };
    }
    Done::deleted(Deletion::Accepted)
}

async fn untag(
    client: &Client,
    name: &RepositoryName,
    untagging: &Untagging,
    looks: bool,
    until: &Client,
) -> Done {
    match until.untag(name, &untagging.tag).await {
        Ok(Deletion::Accepted) if looks => look_after(client, name, untagging).await,
        Ok(deletion) => Done::deleted(deletion),
        Err(error) => Done::failed(&error),
    }
}

/// Whether the manifest has survived the deletion of its tag.
async fn look_after(client: &Client, name: &RepositoryName, untagging: &Untagging) -> Done {
    let reference = Reference::Digest(untagging.digest.clone());
    match client.manifest(name, &reference).await {
        Ok(_) => Done::deleted(Deletion::Accepted),
        Err(error) if error.is_absent() => {
            let why = format!(
                "The tag is gone, and so is {}: this registry deletes a manifest by its tag, \
                 against the specification. Nothing more was sent. Do not untag here.",
                untagging.digest.short()
            );
            let (took, end) = (vec![untagging.digest.clone()], StepEnd::Differs(why));
            Done { took, stops: Stops::Run, ..Done::of(end) }
        }
        Err(error) => {
            let why = format!(
                "The tag is gone, but whether {} is still there could not be seen. {}",
                untagging.digest.short(),
                error.sentence()
            );
            Done { stops: Stops::Run, ..Done::of(StepEnd::Differs(why)) }
        }
    }
}

async fn delete_repository(
    client: &Client,
    name: &RepositoryName,
    clearance: &Clearance,
    until: &Client,
) -> Done {
    match until.delete_repository(name).await {
        Ok(went) if went.deletion == Deletion::AlreadyGone => look_for(client, name).await,
        Ok(went) => match difference(clearance, &went) {
            Some(why) => Done::of(StepEnd::Differs(why)),
            None => Done::deleted(went.deletion),
        },
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
