//! Steps, ends and outcomes written as JSON and read back: they have to survive a reload.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cleanup::planning::step::{
    Action, Removal, Step, StepId, Taken, UntagWay, Untagging, Why,
};
use crate::cleanup::{
    Counted, Deviation, Failure, Finding, Item, Note, Obstacle, Outcome, Refusal, StepEnd,
    StepResult, Stop, Unseen,
};
use crate::model::{Amount, Digest, MediaType, RepositoryName, TagName};
use crate::registry::{Deletes, Error, ErrorKind};
use crate::storage::Role;

fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let text = serde_json::to_string(value).expect("JSON");
    assert_eq!(serde_json::from_str::<T>(&text).as_ref().ok(), Some(value), "{text}");
}

fn name() -> RepositoryName {
    "team/app".parse().expect("a name")
}

fn tag(name: &str) -> TagName {
    name.parse().expect("a tag")
}

fn error() -> Error {
    let code = Some("DENIED".to_owned());
    Error { status: Some(403), code, ..Error::new(ErrorKind::Forbidden, "https://r.test/v2/") }
}

#[test]
fn steps_do() {
    let (digest, content) = (Digest::of(b"image"), Amount { bytes: 7, has_gaps: true });
    let taken = Taken {
        digest: Digest::sha512([7; 64]),
        role: Role::Referrer,
        artifact_type: Some("application/x".into()),
        content,
        tags: vec![tag("sig")],
    };
    let removal = Removal {
        digest: digest.clone(),
        media_type: MediaType::from("application/x.other"),
        role: Role::Index,
        content,
        why: Why::ChildOf(Digest::of(b"index")),
        tags: vec![tag("v1"), tag("v2")],
        unasked_tags: vec![tag("v2")],
        cascaded: vec![taken],
        stays: vec![Digest::of(b"child")],
    };
    let untagging = Untagging {
        tag: tag("v1"),
        digest: Some(digest),
        role: Role::Image,
        content,
        way: UntagWay::Placeholder,
    };
    let deletion = Step::of(&name(), Action::DeleteManifest(removal));
    let after = vec![StepId(3), StepId(5)];
    check(&vec![
        Step { id: StepId(8), after, ..deletion },
        Step { id: StepId(9), ..Step::of(&name(), Action::Untag(untagging)) },
    ]);
    check(&Refusal::Takes(Digest::of(b"x"), Box::new(Refusal::TagLocked(tag("v1")))));
}

#[test]
fn ends_and_outcomes_do() {
    let digest = Digest::of(b"image");
    let counts = Obstacle::ListsDiffer { what: Counted::Tags, counted: 3, listed: 2 };
    let takes = Obstacle::TakesAlong(digest.clone(), Box::new(Obstacle::Unchecked(error())));
    let why = Box::new(Unseen::MovedTo(digest.clone()));
    let stopped = Stop::Failed(Failure::Refused(error()));
    let more = vec![Item::Manifest(digest.clone()), Item::Tag(tag("v1"))];
    let ends = [
        StepEnd::Done,
        StepEnd::AlreadyGone,
        StepEnd::Refused(counts),
        StepEnd::Refused(takes),
        StepEnd::Failed(Failure::Unseen { error: error(), why }),
        StepEnd::Differs(Deviation::Repository { more, fewer: Vec::new() }),
        StepEnd::NotReached(Stop::Cancelled),
        StepEnd::NotReached(stopped.clone()),
    ];
    let by_step: BTreeMap<StepId, StepEnd> = (0..).map(StepId).zip(ends.clone()).collect();
    check(&by_step);
    let result = |(step, end)| StepResult { step, repository: name(), item: Item::Repository, end };
    let finding = Finding::Gone { item: Item::Tag(tag("v1")), is_planned: false };
    check(&Outcome {
        results: by_step.into_iter().map(result).collect(),
        stopped: Some(stopped),
        notes: vec![Note { repository: name(), finding }],
        deletes: Some(Deletes::Off),
    });
}
