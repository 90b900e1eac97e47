//! The result of one step: its end, manifests deleted by surprise, and the requests that must not be sent
//! any more.

use crate::cleanup::event::StepEnd;
use crate::cleanup::reason::{Failure, Stop};
use crate::model::{Digest, Manifest, TagName};
use crate::registry::{Deletes, Deletion, Error, ErrorKind};

/// The end of a step, with all that the run needs to know to go on.
pub(super) struct Done {
    pub(super) end: StepEnd,
    /// Manifests that the plan wanted kept and that are gone.
    pub(super) took: Vec<Digest>,
    /// A placeholder that is still there, with the tag that points to it.
    pub(super) placed: Option<Box<(TagName, Manifest)>>,
    /// The later steps that are not sent any more.
    pub(super) stops: Stops,
    /// Whether the registry deletes at all; `None` where this step did not show it.
    pub(super) deletes: Option<Deletes>,
    /// Whether it is unknown if the registry carried out the request.
    pub(super) is_unclear: bool,
}

/// The steps that a step's end stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stops {
    Nothing,
    /// The steps in its repository: the sign-in lacks a right there.
    Repository,
    /// The run: the registry deletes nothing, or too much.
    Run,
}

impl Done {
    /// A step with this end and no consequences for others.
    pub(super) fn of(end: StepEnd) -> Self {
        let stops = Stops::Nothing;
        Self { end, took: Vec::new(), placed: None, stops, deletes: None, is_unclear: false }
    }

    /// A step that the registry refused. Errors that every other step would meet as well stop those, too.
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

    /// The reason why later steps are not sent; `None` where they are.
    pub(super) fn stop(&self) -> Option<Stop> {
        match &self.end {
            _ if self.stops == Stops::Nothing => None,
            StepEnd::Failed(why) => Some(Stop::Failed(why.clone())),
            StepEnd::Differs(why) => Some(Stop::Differs(why.clone())),
            _ => None,
        }
    }

    /// Whether the step failed, and the registry is known to be unchanged: another attempt makes sense.
    pub(super) fn has_changed_nothing(&self) -> bool {
        let is_known = !self.is_unclear && self.stops == Stops::Nothing;
        is_known && matches!(self.end, StepEnd::Failed(_))
    }

    /// A step whose deletion the registry accepted, or answered with "already gone".
    pub(super) fn deleted(deletion: Deletion) -> Self {
        let end = match deletion {
            Deletion::Accepted => StepEnd::Done,
            Deletion::AlreadyGone => StepEnd::AlreadyGone,
        };
        Self { deletes: Some(Deletes::Allowed), ..Self::of(end) }
    }
}
