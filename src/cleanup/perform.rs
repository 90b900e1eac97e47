//! One step, done: its target looked at once more, then its request.

use std::rc::Rc;

use crate::cleanup::action::{Action, Removal, Step, UntagWay, Untagging};
use crate::cleanup::clear;
use crate::cleanup::done::{Done, Stops};
use crate::cleanup::event::StepEnd;
use crate::cleanup::placeholder;
use crate::cleanup::plan::Known;
use crate::cleanup::together::Named;
use crate::cleanup::unanswered;
use crate::cleanup::verify;
use crate::model::{Reference, RepositoryName};
use crate::registry::Cancel;
use crate::registry::{Attempts, Changes, Client, Deletion, Error, Purpose};

/// Whether the sign-in may do such steps in their repository at all, as far as that can be known before
/// anything is sent.
pub(super) async fn check_rights(client: &Client, step: &Step) -> Result<(), Error> {
    let purposes: &[Purpose] = match &step.action {
        Action::Untag(untagging) if untagging.way == UntagWay::Placeholder => {
            &[Purpose::Push, Purpose::Delete]
        }
        Action::Untag(_) => &[Purpose::Untag],
        Action::DeleteManifest(_) | Action::DeleteRepository(_) => &[Purpose::Delete],
    };
    for purpose in purposes {
        client.check_right(&step.repository, *purpose).await?;
    }
    Ok(())
}

/// The turn of one step.
pub(super) struct Turn<'a> {
    pub(super) client: &'a Client,
    pub(super) step: &'a Step,
    /// Whether the manifest is looked at once its tag is off.
    pub(super) looks: bool,
    /// What would go with it, though other steps name it.
    pub(super) others: Vec<Named<'a>>,
    /// What was in the repository when the plan was made.
    pub(super) known: &'a Known,
    pub(super) cancel: Cancel,
}

impl Turn<'_> {
    /// Does the step, unless what it is about has changed.
    ///
    /// Where the registry is busy or at fault it is tried again some times, each time as if it were the
    /// first: nothing is sent after a wait that was not looked at after it.
    pub(super) async fn take(&self) -> Done {
        let attempts = Rc::default();
        let until = self.client.until(&self.cancel);
        let mut failed: Option<Done> = None;
        loop {
            let done = self.attempt(&attempts).await;
            // What came of the one before is told rather than that it was stopped.
            if let (StepEnd::NotReached(_), Some(failed)) = (&done.end, failed.take()) {
                return failed;
            }
            match attempts.next().filter(|_| done.has_changed_nothing()) {
                Some(wait) if !self.cancel.is_cancelled() => until.wait(wait).await,
                // It had no turn.
                Some(_) if attempts.is_refused() => {
                    return Done::of(StepEnd::NotReached(verify::CANCELLED.to_owned()));
                }
                _ => return done,
            }
            failed = Some(done).filter(|_| !attempts.is_refused());
        }
    }

    /// Looks at what the step is about, and does it.
    async fn attempt(&self, attempts: &Rc<Attempts>) -> Done {
        let Self { client, step, looks, others, known, cancel } = self;
        let name = &step.repository;
        attempts.begin();
        // Stopped, it waits no longer for its turn. What has to be seen through (a placeholder, a look
        // at what is left) goes by the client that nobody stops.
        let until = &client.until(cancel);
        let changes = &until.attempting(attempts);
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
                    placeholder::untag(client, changes, name, untagging).await
                }
                Action::Untag(untagging) => untag(client, changes, name, untagging, *looks).await,
                Action::DeleteManifest(removal) => {
                    delete_manifest(client, changes, name, removal).await
                }
                Action::DeleteRepository(clearance) => {
                    clear::delete(client, changes, name, clearance).await
                }
            },
            Ok(false) => Done::of(StepEnd::AlreadyGone),
            Err(why) => Done::of(StepEnd::Refused(why)),
        }
    }
}

async fn delete_manifest(
    client: &Client,
    changes: &Changes,
    name: &RepositoryName,
    removal: &Removal,
) -> Done {
    let deletion = match changes.delete_manifest(name, &removal.digest).await {
        // It was there a moment ago: a first try may have done it, whose answer was lost.
        Ok(deletion) => deletion,
        Err(error) if unanswered::may_be_done(&error) => {
            match unanswered::manifest(client, name, &removal.digest).await {
                Ok(true) => Deletion::Accepted,
                Ok(false) => return unanswered::still_there(&error),
                Err(unseen) => return unanswered::unseen(&error, &unseen),
            }
        }
        Err(error) => return Done::failed(&error),
    };
    look_around(client, name, removal, deletion).await
}

/// Whether what belongs to a deleted manifest has stayed, as the plan said: a registry may be another
/// one than it is taken for, and then it has words of its own for what is gone. Not seeing it is no
/// sign that it stayed.
async fn look_around(
    client: &Client,
    name: &RepositoryName,
    removal: &Removal,
    deletion: Deletion,
) -> Done {
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
    Done::deleted(deletion)
}

async fn untag(
    client: &Client,
    changes: &Changes,
    name: &RepositoryName,
    untagging: &Untagging,
    looks: bool,
) -> Done {
    let deletion = match changes.untag(name, &untagging.tag, &untagging.digest).await {
        Ok(deletion) => deletion,
        Err(error) if unanswered::may_be_done(&error) => {
            match unanswered::tag(client, name, untagging).await {
                Ok(true) => Deletion::Accepted,
                Ok(false) => return unanswered::still_there(&error),
                Err(unseen) => {
                    // What the registry does with the manifest is not known, either.
                    let stops = if looks { Stops::Run } else { Stops::Nothing };
                    return Done { stops, ..unanswered::unseen(&error, &unseen) };
                }
            }
        }
        Err(error) => return Done::failed(&error),
    };
    if deletion == Deletion::AlreadyGone && client.endpoint().kind().facts().calls_moved_tags_absent
    {
        let gone = unanswered::tag(client, name, untagging).await;
        return gone
            .map_or_else(|why| Done::of(StepEnd::Refused(why)), |_| Done::deleted(deletion));
    }
    if looks {
        return look_after(client, name, untagging, deletion).await;
    }
    Done::deleted(deletion)
}

/// Whether the manifest has survived the deletion of its tag.
async fn look_after(
    client: &Client,
    name: &RepositoryName,
    untagging: &Untagging,
    deletion: Deletion,
) -> Done {
    let reference = Reference::Digest(untagging.digest.clone());
    match client.manifest(name, &reference).await {
        Ok(_) => Done::deleted(deletion),
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
