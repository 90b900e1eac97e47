//! A plan, line by line: each tag or manifest that is removed, with the reason and what is removed along,
//! if these are not obvious.

use crate::cleanup::{Action, Plan, Removal, Step, Taken, Untagging, Why};
use crate::model::{Digest, FreedRange, TagName};
use crate::present::BytesText;
use crate::present::words::list;
use crate::storage::Role;

/// One tag or manifest that is removed, or an empty repository.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanLine {
    /// The place of its step in the plan. Several lines may belong to one step.
    pub step: usize,
    /// The manifest; for a tag that is removed, the manifest that it points to. `None` where that is
    /// not known.
    pub digest: Option<Digest>,
    /// Every tag on the deleted manifest; empty for an untagged one. For an empty repository, its name.
    pub tags: Vec<String>,
    /// The manifest's role, if it has no tag: `index`, `child`.
    pub kind: &'static str,
    /// The bytes that it frees by itself, without those that it shares with other lines; `None` if the manifest stays.
    pub frees: Option<FreedRange>,
    /// The reason why it is removed, and what is removed along, if these are not obvious.
    pub remarks: Vec<String>,
}

/// The lines of a plan, in the order of its steps.
#[must_use]
pub fn plan_lines(plan: &Plan) -> Vec<PlanLine> {
    let mut lines = Vec::new();
    let mut parts = plan.parts.iter().copied();
    for (place, step) in plan.steps.iter().enumerate() {
        match &step.action {
            Action::Untag(untagging) => lines.push(of_untagging(place, untagging)),
            Action::DeleteManifest(removal) => {
                lines.push(PlanLine { frees: parts.next(), ..of_removal(plan, place, removal) });
            }
            Action::DeleteRepository(clearance) => {
                for taken in &clearance.manifests {
                    lines.push(PlanLine { frees: parts.next(), ..of_taken(place, taken) });
                }
                lines.extend(clearance.loose_tags.iter().map(|tag| PlanLine {
                    step: place,
                    digest: None,
                    tags: vec![tag.to_string()],
                    kind: "tag",
                    frees: Some(FreedRange::exact(0)),
                    remarks: vec!["points to no manifest".to_owned()],
                }));
                // An empty repository gets a line, so that its result has a place.
                if clearance.manifests.is_empty() && clearance.loose_tags.is_empty() {
                    lines.push(PlanLine {
                        step: place,
                        digest: None,
                        tags: vec![step.repository.to_string()],
                        kind: "repository",
                        frees: Some(FreedRange::exact(0)),
                        remarks: vec!["empty repository".to_owned()],
                    });
                }
            }
        }
    }
    lines
}

/// The bytes that a plan frees and that its lines share: no line frees them by itself. `None` where there are none.
#[must_use]
pub fn plan_shared(plan: &Plan) -> Option<BytesText> {
    let own = plan.parts.iter().fold(0, |sum: u64, part| sum.saturating_add(part.known));
    let shared = plan.freed.known.saturating_sub(own);
    (shared > 0).then(|| BytesText::of_freed(FreedRange { known: shared, ..plan.freed }))
}

/// Things that stay are said once for all lines, by [`leftovers`](crate::present::leftovers).
fn of_untagging(place: usize, untagging: &Untagging) -> PlanLine {
    let nothing = untagging.digest.is_none().then(|| "points to no manifest".to_owned());
    PlanLine {
        step: place,
        digest: untagging.digest.clone(),
        tags: vec![untagging.tag.to_string()],
        kind: if nothing.is_some() { "tag" } else { kind(untagging.role) },
        frees: None,
        remarks: nothing.into_iter().collect(),
    }
}

fn of_removal(plan: &Plan, place: usize, removal: &Removal) -> PlanLine {
    PlanLine {
        step: place,
        digest: Some(removal.digest.clone()),
        tags: removal.tags.iter().map(ToString::to_string).collect(),
        kind: kind(removal.role),
        frees: None,
        remarks: remarks(removal, |owner| name_of(plan, place, owner)),
    }
}

fn of_taken(place: usize, taken: &Taken) -> PlanLine {
    PlanLine {
        step: place,
        digest: Some(taken.digest.clone()),
        tags: taken.tags.iter().map(ToString::to_string).collect(),
        kind: kind(taken.role),
        frees: None,
        remarks: Vec::new(),
    }
}

fn kind(role: Role) -> &'static str {
    match role {
        Role::Child => "platform image",
        role => role.as_str(),
    }
}

/// The name of a manifest that is deleted by a step before `place`: its first tag, or else its short digest.
fn name_of(plan: &Plan, place: usize, digest: &Digest) -> String {
    // It is mostly the step right before.
    let before = plan.steps[..place].iter().rev().filter_map(Step::removal);
    let tags = before.filter(|removal| removal.digest == *digest).map(|removal| &removal.tags);
    tags.flatten().next().map_or_else(|| digest.short(), ToString::to_string)
}

fn remarks(removal: &Removal, name_of: impl Fn(&Digest) -> String) -> Vec<String> {
    let mut remarks = Vec::new();
    match &removal.why {
        Why::Chosen => {}
        Why::ChildOf(index) => remarks.push(format!("part of the index {}", name_of(index))),
        Why::ReferrerOf(subject) => remarks.push(format!("belongs to {}", name_of(subject))),
        Why::AttachedTo(subject) => {
            remarks.push(format!("belongs to {} by its tag", name_of(subject)))
        }
    }
    let names = |tags: &[TagName]| list(&tags.iter().map(TagName::as_str).collect::<Vec<_>>());
    if !removal.unasked_tags.is_empty() && removal.why == Why::Chosen {
        let tags = names(&removal.unasked_tags);
        remarks.push(format!("tags on the same manifest, not chosen: {tags}"));
    }
    for taken in &removal.cascaded {
        let kind = taken.artifact_type.as_deref().unwrap_or(match taken.role {
            Role::Child => "platform image",
            Role::Index => "index",
            _ => "referrer",
        });
        let tagged = match taken.tags.as_slice() {
            [] => String::new(),
            tags => format!(", tagged {}", names(tags)),
        };
        remarks.push(format!("the registry also deletes {kind} {}{tagged}", taken.digest.short()));
    }
    remarks
}
