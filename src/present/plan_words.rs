//! A plan in words: what goes, what goes along unasked, what stays, and when space comes back.

use std::collections::BTreeSet;

use crate::cleanup::{LeftBehind, Plan, Skipped, Step, Why};
use crate::model::{Digest, TagName};
use crate::present::{BytesText, counted};
use crate::registry::SpaceReturns;
use crate::storage::Role;

/// One manifest that goes.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanLine {
    /// The manifest.
    pub digest: Digest,
    /// Every tag on it, all of which go; empty for an untagged one.
    pub tags: Vec<String>,
    /// What it is, where no tag says it: `index`, `child`.
    pub kind: &'static str,
    /// The size of its content.
    pub content: BytesText,
    /// Why it goes and what goes with it, where that is not plain.
    pub remarks: Vec<String>,
}

/// One line for each step of a plan, in its order.
#[must_use]
pub fn plan_lines(plan: &Plan) -> Vec<PlanLine> {
    let line = |step: &Step| PlanLine {
        digest: step.digest.clone(),
        tags: step.tags.iter().map(ToString::to_string).collect(),
        kind: match step.role {
            Role::Child => "platform manifest",
            role => role.as_str(),
        },
        content: BytesText::of_amount(step.content),
        remarks: remarks(step),
    };
    plan.steps.iter().map(line).collect()
}

/// `Delete 3 manifests`: the heading, and what the confirming button does.
#[must_use]
pub fn plan_title(plan: &Plan) -> String {
    format!("Delete {}", counted(plan.steps.len(), "manifest", "manifests"))
}

/// `5 tags` and `on 4 digests`.
#[must_use]
pub fn plan_goes(plan: &Plan) -> (String, String) {
    let manifests = plan.manifests();
    let digests = counted(manifests, "digest", "digests");
    (counted(plan.tags().count(), "tag", "tags"), format!("on {digests}"))
}

/// When the space comes back, and by what.
#[must_use]
pub fn space_returns(returns: SpaceReturns) -> (&'static str, &'static str) {
    match returns {
        SpaceReturns::Automatically => {
            ("by itself", "the registry's usage figure follows some minutes later")
        }
        SpaceReturns::AfterGarbageCollection => (
            "after garbage collection",
            "the registry's operator runs it; until then bytes stay on disk",
        ),
        SpaceReturns::WithItsOwnCollector => (
            "with the registry's own collector",
            "it runs from time to time, mostly an hour later; until then bytes stay on disk",
        ),
        SpaceReturns::WithItsCollectionJob => (
            "after the registry's garbage collection job",
            "it runs by its schedule, or when an administrator starts it",
        ),
    }
}

/// What a registry with soft delete does with what is deleted.
pub const BIN_KEEPS: &str = "Soft delete is on: what goes waits in the registry's bin and keeps \
    using space until it is purged, some days later. Until then it can be restored.";

/// Tags that go although nobody chose them: they are on a digest that goes.
#[must_use]
pub fn unasked_tags(plan: &Plan) -> Vec<String> {
    plan.steps.iter().flat_map(|step| &step.unasked_tags).map(ToString::to_string).collect()
}

/// What stays behind, in a sentence each.
#[must_use]
pub fn leftovers(plan: &Plan) -> Vec<String> {
    let mut children = BTreeSet::new();
    let mut referrers = BTreeSet::new();
    let mut subjects = BTreeSet::new();
    for leftover in &plan.leftovers {
        let kind = match leftover.left {
            LeftBehind::ChildOf(_) => &mut children,
            LeftBehind::ReferrerOf(_) | LeftBehind::AttachedTo(_) => &mut referrers,
            LeftBehind::SubjectOf(_) => &mut subjects,
        };
        kind.insert((&leftover.digest, &leftover.tags));
    }
    let mut sentences = Vec::new();
    let mut say = |set: &BTreeSet<(&Digest, &Vec<TagName>)>, one: &str, many: &str| {
        if !set.is_empty() {
            sentences.push(format!("{}: {}.", counted(set.len(), one, many), named(set)));
        }
    };
    say(
        &children,
        "platform manifest stays and keeps its space",
        "platform manifests stay and keep their space",
    );
    say(
        &referrers,
        "signature or referrer stays without what it is about",
        "signatures and referrers stay without what they are about",
    );
    say(
        &subjects,
        "manifest stays that something here is about",
        "manifests stay that something here is about",
    );
    sentences
}

/// What was chosen and stays: which, and why.
#[must_use]
pub fn skipped_words(skipped: &Skipped) -> (String, String) {
    let tags: Vec<&str> = skipped.tags.iter().map(TagName::as_str).collect();
    let name = if tags.is_empty() { skipped.digest.short() } else { list(&tags) };
    (name, skipped.why.sentence())
}

fn remarks(step: &Step) -> Vec<String> {
    let mut remarks = Vec::new();
    match &step.why {
        Why::Chosen => {}
        Why::ChildOf(index) => remarks.push(format!("goes along with the index {}", index.short())),
        Why::ReferrerOf(subject) => {
            remarks.push(format!("goes along with {}, which it is about", subject.short()))
        }
        Why::AttachedTo(subject) => {
            remarks.push(format!("its tag names {}, with which it goes along", subject.short()))
        }
    }
    if !step.unasked_tags.is_empty() && step.why == Why::Chosen {
        let tags: Vec<&str> = step.unasked_tags.iter().map(TagName::as_str).collect();
        remarks.push(format!("not chosen, but on the same digest: {}", list(&tags)));
    }
    for cascaded in &step.cascaded {
        let kind = cascaded.artifact_type.as_deref().unwrap_or("referrer");
        let tags: Vec<&str> = cascaded.tags.iter().map(TagName::as_str).collect();
        let tagged =
            if tags.is_empty() { String::new() } else { format!(", tagged {}", list(&tags)) };
        remarks.push(format!(
            "the registry deletes with it: {kind} {}{tagged}",
            cascaded.digest.short()
        ));
    }
    remarks
}

fn named(set: &BTreeSet<(&Digest, &Vec<TagName>)>) -> String {
    let name = |(digest, tags): &(&Digest, &Vec<TagName>)| match tags.first() {
        Some(tag) => tag.to_string(),
        None => digest.short(),
    };
    let names: Vec<String> = set.iter().map(name).collect();
    list(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

fn list(names: &[&str]) -> String {
    const SHOWN: usize = 6;
    let shown = names[..names.len().min(SHOWN)].join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
