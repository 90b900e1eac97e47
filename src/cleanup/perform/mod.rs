//! One step, done: its target is looked at once more, then its request is sent.

mod manifest;
mod placeholder;
mod repository;
mod tag;
mod unanswered;

use std::rc::Rc;

use crate::cleanup::done::Done;
use crate::cleanup::event::StepEnd;
use crate::cleanup::planning::plan::Known;
use crate::cleanup::planning::step::{Action, Step};
use crate::cleanup::reason::Stop;
use crate::cleanup::taken_along::WithTags;
use crate::cleanup::verify;
use crate::registry::{Attempts, Cancel, Client, Error, Purpose};

/// Checks that the sign-in has the rights for this kind of step in its repository, as far as its tokens say
/// so before anything is sent.
pub(super) async fn check_rights(client: &Client, step: &Step) -> Result<(), Error> {
    let purposes: &[Purpose] = match &step.action {
        Action::Untag(_) if step.is_by_placeholder() => &[Purpose::Push, Purpose::Delete],
        Action::Untag(_) => &[Purpose::Untag],
        Action::DeleteManifest(_) | Action::DeleteRepository(_) => &[Purpose::Delete],
    };
    for purpose in purposes {
        client.check_right(&step.repository, *purpose).await?;
    }
    Ok(())
}

/// One step, with all that doing it takes.
pub(super) struct Turn<'a> {
    pub(super) client: &'a Client,
    pub(super) step: &'a Step,
    /// Whether the registry has yet to show that it untags without deleting.
    pub(super) is_unproven: bool,
    /// Manifests that the registry would delete along with its target, although other steps name them.
    pub(super) others: Vec<WithTags<'a>>,
    /// The repository's content when the plan was made.
    pub(super) known: &'a Known,
    pub(super) cancel: Cancel,
}

impl Turn<'_> {
    /// Does the step, unless its target has changed.
    ///
    /// A registry that is busy or at fault is asked again some times. Each attempt begins with
    /// the look at the target: no request is sent after a wait without one.
    pub(super) async fn take(&self) -> Done {
        let attempts = Rc::default();
        let until = self.client.until(&self.cancel);
        let mut failed: Option<Done> = None;
        loop {
            let done = self.attempt(&attempts).await;
            // A request that was already sent reports its own result, even if the run was stopped meanwhile.
            if let (StepEnd::NotReached(_), Some(failed)) = (&done.end, failed.take()) {
                return failed;
            }
            match attempts.next().filter(|_| done.has_changed_nothing()) {
                Some(wait) if !self.cancel.is_cancelled() => until.wait(wait).await,
                // The request was refused for now, so it changed nothing.
                Some(_) if attempts.is_refused() => return not_reached(),
                _ => return done,
            }
            failed = Some(done).filter(|_| !attempts.is_refused());
        }
    }

    /// Looks at the target, and does the step.
    async fn attempt(&self, attempts: &Rc<Attempts>) -> Done {
        let Self { client, step, is_unproven, others, known, cancel } = self;
        let name = &step.repository;
        attempts.begin();
        // A stop ends the look before and the changes. Deleting a placeholder that was pushed, and the look
        // afterwards, have to happen in any case: they use the client that nobody stops.
        let until = &client.until(cancel);
        let changes = &until.attempting(attempts);
        let is_there = match &step.action {
            Action::Untag(untagging) => verify::tag(until, name, untagging).await,
            Action::DeleteManifest(removal) => {
                verify::manifest(until, name, removal, others, known).await
            }
            Action::DeleteRepository(clearance) => verify::repository(until, name, clearance).await,
        };
        match is_there {
            Ok(true) | Err(_) if cancel.is_cancelled() => return not_reached(),
            Ok(true) => {}
            Ok(false) => return Done::of(StepEnd::AlreadyGone),
            Err(why) => return Done::of(StepEnd::Refused(why)),
        }
        match &step.action {
            Action::Untag(untagging) if step.is_by_placeholder() => {
                placeholder::untag(client, changes, name, untagging).await
            }
            Action::Untag(untagging) => {
                tag::untag(client, changes, name, untagging, *is_unproven).await
            }
            Action::DeleteManifest(removal) => {
                manifest::delete(client, changes, name, removal).await
            }
            Action::DeleteRepository(clearance) => {
                repository::delete(client, changes, name, clearance).await
            }
        }
    }
}

fn not_reached() -> Done {
    Done::of(StepEnd::NotReached(Stop::Cancelled))
}
