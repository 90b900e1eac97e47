//! The result of one step: its end, what went along with it, and what must not be sent any more.

use crate::cleanup::event::StepEnd;
use crate::cleanup::reason::{Failure, Stop};
use crate::model::{Digest, Manifest, TagName};
use crate::registry::{Deletes, Deletion, Error, ErrorKind};

/// The end of a step, and what the run has to know beyond it.
pub(super) struct Done {
    pub(super) end: StepEnd,
    /// Manifests that were to stay and are gone.
    pub(super) took: Vec<Digest>,
    /// A placeholder that is still there, with the tag that points to it.
    pub(super) placed: Option<Box<(TagName, Manifest)>>,
    /// The steps after it that are not sent any more.
    pub(super) stops: Stops,
    /// Whether the registry deletes at all, where this step showed it.
    pub(super) deletes: Option<Deletes>,
    /// Whether nobody knows if the registry did it.
    pub(super) is_unclear: bool,
}

/// Other steps that a step puts an end to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stops {
    Nothing,
    /// The steps in its repository: the sign-in lacks a right there.
    Repository,
    /// The run: the registry deletes nothing, or too much.
    Run,
}

impl Done {
    /// This end, and nothing to know beyond it.
    pub(super) fn of(end: StepEnd) -> Self {
        let stops = Stops::Nothing;
        Self { end, took: Vec::new(), placed: None, stops, deletes: None, is_unclear: false }
    }

    /// The registry did not do it.
    pub(super) fn failed(error: Error) -> Self {
        let stops = match error.kind {
            ErrorKind::Stopped => return Self::of(StepEnd::NotReached(Stop::Cancelled)),
            ErrorKind::DeletesDisabled | ErrorKind::CannotUntag => Stops::Run,
            _ if error.is_about_rights() => Stops::Repository,
            _ => Stops::Nothing,
        };
        let deletes = error.deletes();
        Self { stops, deletes, ..Self::of(StepEnd::Failed(Failure::Refused(error))) }
    }

    /// The reason to send nothing more, where this step puts an end to others.
    pub(super) fn stop(&self) -> Option<Stop> {
        match &self.end {
            _ if self.stops == Stops::Nothing => None,
            StepEnd::Failed(why) => Some(Stop::Failed(why.clone())),
            StepEnd::Differs(why) => Some(Stop::Differs(why.clone())),
            _ => None,
        }
    }

    /// Whether it failed, and everything is known to be as it was.
    pub(super) fn has_changed_nothing(&self) -> bool {
        let is_known = !self.is_unclear && self.stops == Stops::Nothing;
        is_known && matches!(self.end, StepEnd::Failed(_))
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
