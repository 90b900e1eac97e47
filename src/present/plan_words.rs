//! Plans in words: things that go, tags that go along unasked, things that stay, and when space comes
//! back.

use std::collections::BTreeSet;

use crate::cleanup::{Action, Aim, LeftBehind, Plan, Refusal, Skipped, UntagWay};
use crate::model::{Digest, TagName};
use crate::present::counted;
use crate::present::refusal_words::refusal_words;
use crate::present::words::list;
use crate::registry::{Capabilities, RegistryKind, SpaceReturns, UntagProof};

/// The heading of a plan, which is also the text of its confirming button: `Delete 3 manifests`. For a
/// plan without steps it says that nothing can be done.
#[must_use]
pub fn plan_title(plan: &Plan) -> String {
    if plan.steps.is_empty() {
        let verb = if plan.aim == Aim::Untag { "untagged" } else { "deleted" };
        return format!("Nothing can be {verb}");
    }
    match plan.aim {
        Aim::Untag => format!("Untag {}", counted(plan.steps.len(), "tag", "tags")),
        Aim::DeleteManifests => {
            format!("Delete {}", counted(plan.steps.len(), "manifest", "manifests"))
        }
        Aim::DeleteRepositories => {
            let count = plan.repositories().len();
            format!("Delete {}", counted(count, "repository", "repositories"))
        }
    }
}

/// The noun for a plan's steps, for one and for many, and the verb for what is done with each.
#[must_use]
pub fn step_words(plan: &Plan) -> ((&'static str, &'static str), &'static str) {
    match plan.steps.first().map(|step| &step.action) {
        Some(Action::Untag(_)) => (("tag", "tags"), "untagged"),
        Some(Action::DeleteRepository(_)) => (("repository", "repositories"), "deleted"),
        Some(Action::DeleteManifest(_)) | None => (("manifest", "manifests"), "deleted"),
    }
}

/// The counts of a plan: `5 tags` and `on 4 digests`.
#[must_use]
pub fn plan_goes(plan: &Plan) -> (String, String) {
    let tags = counted(plan.tags().count(), "tag", "tags");
    if plan.aim == Aim::Untag {
        return (tags, "no manifest".to_owned());
    }
    (tags, format!("on {}", counted(plan.manifests(), "digest", "digests")))
}

/// The reason why a plan's freed size is "up to" its figure, if the registry's lists are the reason.
#[must_use]
pub fn plan_limit(plan: &Plan) -> Option<&'static str> {
    match (plan.freed.is_exact(), plan.lists_untagged, plan.sees_part) {
        (false, false, _) => {
            Some("This registry does not list untagged manifests: what they share stays.")
        }
        (false, true, true) => {
            Some("This sign-in is not shown every project: what the others share stays.")
        }
        _ => None,
    }
}

/// The moment at which space comes back, and the way in which it does.
#[must_use]
pub fn plan_space(plan: &Plan) -> (&'static str, &'static str) {
    if plan.aim == Aim::Untag {
        return ("never by this", "every manifest stays, and keeps its space");
    }
    match plan.frees {
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

/// The effect of soft delete on deleted manifests.
pub const BIN_KEEPS: &str = "Soft delete is on: what goes waits in the registry's bin, can be restored \
    from there, and keeps using space until it is purged.";

/// Further deletions by a registry's own collector.
///
/// Reference: zot, `HasDeleteUntagged` in `pkg/retention/retention.go`.
const COLLECTOR_TAKES: &str = "The registry's own collector deletes what neither a tag nor an index \
    leads to, unless its configuration keeps that.";

/// Notes about the registry that a user has to read before confirming: how it carries out the plan,
/// and what it does not do.
#[must_use]
pub fn plan_notes(plan: &Plan, kind: RegistryKind, does: &Capabilities) -> Vec<&'static str> {
    let mut notes = Vec::new();
    let Some(first) = plan.steps.first() else { return notes };
    match (&first.action, plan.aim) {
        (Action::Untag(untagging), _) if untagging.way == UntagWay::Placeholder => notes.push(
            "This registry cannot untag. Instead the tag is pushed onto a placeholder that nothing \
             else shares, and the placeholder is deleted with the tag on it. It takes the rights to \
             push and to delete. Whoever pulls the tag in between gets the placeholder, and whoever \
             pushes it at that moment loses it.",
        ),
        (Action::Untag(_), _) if kind.facts().untag == UntagProof::Never => notes.push(
            "Of this registry nothing more is known than the specification, by which deleting a tag \
             leaves its manifest. After each tag its manifest is looked at; if it is gone, nothing \
             more is sent.",
        ),
        (Action::DeleteManifest(_), Aim::DeleteRepositories) => notes.push(
            "This registry deletes no repository as a whole: its manifests go one by one, and the \
             empty repository may stay in its list.",
        ),
        _ => {}
    }
    let is_untagged =
        |left: &LeftBehind| matches!(left, LeftBehind::ChildOf(_) | LeftBehind::Untagged { .. });
    let leaves_untagged = plan.leftovers.iter().any(|leftover| is_untagged(&leftover.left));
    if leaves_untagged && does.frees == SpaceReturns::WithItsOwnCollector {
        notes.push(COLLECTOR_TAKES);
    }
    if !does.lists_untagged {
        if leaves_untagged {
            notes.push(
                "This registry does not list what has no tag: what stays untagged shows here as an \
                 orphan until the next scan, which cannot see it any more.",
            );
        }
        if plan.aim == Aim::DeleteRepositories {
            notes.push("It does not list what has no tag, either: that would stay, unseen.");
        }
    }
    notes
}

/// Tags that go although nobody chose them, because they are on a digest that goes.
#[must_use]
pub fn unasked_tags(plan: &Plan) -> Vec<String> {
    let removals = plan.steps.iter().filter_map(|step| step.removal());
    removals.flat_map(|removal| &removal.unasked_tags).map(ToString::to_string).collect()
}

/// A group of things that stay, with the sentence for one and for many of them.
type Group = (fn(&LeftBehind) -> bool, &'static str, &'static str);

/// Things that stay behind, one sentence for each group.
#[must_use]
pub fn leftovers(plan: &Plan) -> Vec<String> {
    let (child, children) = match plan.frees {
        SpaceReturns::WithItsOwnCollector => (
            "platform manifest stays until the registry's own collector takes it",
            "platform manifests stay until the registry's own collector takes them",
        ),
        _ => (
            "platform manifest stays and keeps its space",
            "platform manifests stay and keep their space",
        ),
    };
    let groups: [Group; 5] = [
        (|left| matches!(left, LeftBehind::ChildOf(_)), child, children),
        (
            |left| matches!(left, LeftBehind::ReferrerOf(_) | LeftBehind::AttachedTo(_)),
            "signature or referrer stays without what it is about",
            "signatures and referrers stay without what they are about",
        ),
        (
            |left| matches!(left, LeftBehind::SubjectOf(_)),
            "manifest stays that something here is about",
            "manifests stay that something here is about",
        ),
        (
            |left| matches!(left, LeftBehind::Untagged { orphan: true }),
            "manifest stays as an orphan, which no tag leads to any more",
            "manifests stay as orphans, which no tag leads to any more",
        ),
        (
            |left| matches!(left, LeftBehind::Untagged { orphan: false }),
            "manifest stays without a tag of its own, and something else still leads to it",
            "manifests stay without a tag of their own, and something else still leads to them",
        ),
    ];
    let mut sentences = Vec::new();
    for (is_of, one, many) in groups {
        let mut set: BTreeSet<(&Digest, &Vec<TagName>)> = BTreeSet::new();
        let those = plan.leftovers.iter().filter(|leftover| is_of(&leftover.left));
        set.extend(those.map(|leftover| (&leftover.digest, &leftover.tags)));
        if !set.is_empty() {
            sentences.push(format!("{}: {}.", counted(set.len(), one, many), named(&set)));
        }
    }
    sentences
}

/// Chosen things that stay: their names, and the reason.
#[must_use]
pub fn skipped_words(skipped: &Skipped) -> (String, String) {
    // The chosen tags are named, because people look for them; other tags on the digest did not keep
    // it.
    let tags = if skipped.chosen.is_empty() { &skipped.tags } else { &skipped.chosen };
    let names: Vec<&str> = tags.iter().map(TagName::as_str).collect();
    let name = if names.is_empty() { skipped.item.name(&skipped.repository) } else { list(&names) };
    let why = match (&skipped.why, tags.as_slice()) {
        (Refusal::Locked, [_]) => "Its digest is locked.".to_owned(),
        (Refusal::Locked, [_, ..]) => "Their digest is locked.".to_owned(),
        (Refusal::TagLocked(tag), [chosen]) if tag == chosen => "It is locked.".to_owned(),
        (Refusal::TagLocked(tag), [_, ..]) => {
            format!("The tag {tag} on the same digest is locked.")
        }
        (why, _) => refusal_words(why),
    };
    (name, why)
}

fn named(set: &BTreeSet<(&Digest, &Vec<TagName>)>) -> String {
    let name = |(digest, tags): &(&Digest, &Vec<TagName>)| match tags.first() {
        Some(tag) => tag.to_string(),
        None => digest.short(),
    };
    let names: Vec<String> = set.iter().map(name).collect();
    list(&names.iter().map(String::as_str).collect::<Vec<_>>())
}
