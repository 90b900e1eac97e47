//! Plans in words: what is removed, tags that are removed unasked, what stays, and when space comes back.

use std::collections::BTreeSet;

use crate::cleanup::{
    Action, Aim, LeftBehind, Leftover, Plan, Refusal, Removal, Skipped, UntagWay, Why,
};
use crate::model::{Digest, TagName};
use crate::present::refusal_words::refusal_words;
use crate::present::words::list;
use crate::present::{counted, grouped};
use crate::registry::{Capabilities, RegistryKind, SpaceReturns, UntagProof};

/// The noun for a plan's steps, for one and for many, and the verb for what is done with each.
#[must_use]
pub fn step_words(plan: &Plan) -> ((&'static str, &'static str), &'static str) {
    match plan.steps.first().map(|step| &step.action) {
        Some(Action::Untag(_)) => (("tag", "tags"), "untagged"),
        Some(Action::DeleteRepository(_)) => (("repository", "repositories"), "deleted"),
        Some(Action::DeleteManifest(_)) | None => (("manifest", "manifests"), "deleted"),
    }
}

/// The counts of a plan: `5 tags` and `on 3 manifests, plus 2 untagged`, or `166 untagged manifests` alone.
#[must_use]
pub fn plan_goes(plan: &Plan) -> (String, String) {
    let tags = plan.tags().count();
    let tags_in_words = counted(tags, "tag", "tags");
    if plan.aim == Aim::Untag {
        return (tags_in_words, "no manifest".to_owned());
    }
    let untagged = plan.untagged();
    match (tags, plan.manifests() - untagged) {
        (0, 0) if untagged > 0 => {
            (counted(untagged, "untagged manifest", "untagged manifests"), String::new())
        }
        (_, tagged) => {
            let more = match untagged {
                0 => String::new(),
                untagged => format!(", plus {} untagged", grouped(untagged as u64)),
            };
            (tags_in_words, format!("on {}{more}", counted(tagged, "manifest", "manifests")))
        }
    }
}

/// The reason why a plan's freed size is "up to" its figure, if the registry's lists are the reason.
#[must_use]
pub fn plan_limit(plan: &Plan) -> Option<&'static str> {
    match (plan.freed.is_exact(), plan.lists_untagged, plan.sees_part) {
        (false, false, _) => {
            Some("This registry does not list untagged manifests: blobs that they use stay.")
        }
        (false, true, true) => {
            Some("This sign-in cannot see every project: blobs that the others use stay.")
        }
        _ => None,
    }
}

/// The moment at which space comes back, and the way in which it does.
#[must_use]
pub fn plan_space(plan: &Plan) -> (&'static str, &'static str) {
    if plan.aim == Aim::Untag {
        return ("not at all", "untagging frees nothing: the manifests stay");
    }
    match plan.frees {
        SpaceReturns::Automatically => ("automatically", "the usage figure follows within minutes"),
        SpaceReturns::AfterGarbageCollection => (
            "after garbage collection",
            "the registry's operator runs it; until then the bytes stay on disk",
        ),
        SpaceReturns::WithItsOwnCollector => (
            "by the registry's own collector",
            "it runs from time to time, often an hour later; until then the bytes stay on disk",
        ),
        SpaceReturns::WithItsCollectionJob => (
            "by the registry's garbage collection job",
            "it runs on its schedule, or when an administrator starts it",
        ),
    }
}

/// The effect of soft delete on deleted manifests.
pub const BIN_KEEPS: &str = "Soft delete is on: deleted manifests wait in the registry's bin. They can be \
    restored from there, and keep using space until they are purged.";

/// Further deletions by a registry's own collector.
///
/// Reference: zot, `HasDeleteUntagged` in `pkg/retention/retention.go`.
const COLLECTOR_TAKES: &str = "The registry's own collector deletes manifests that no tag and no index \
    needs, unless its configuration keeps them.";

/// Notes about the registry that a user has to read before confirming: how it carries out the plan,
/// and what it does not do.
#[must_use]
pub fn plan_notes(plan: &Plan, kind: RegistryKind, does: &Capabilities) -> Vec<&'static str> {
    let mut notes = Vec::new();
    let Some(first) = plan.steps.first() else { return notes };
    match (&first.action, plan.aim) {
        (Action::Untag(untagging), _) if untagging.way == UntagWay::Placeholder => notes.push(
            "This registry cannot untag. Instead Plimsoll moves the tag to a new, empty placeholder \
             manifest, and then deletes the placeholder with the tag. This takes the rights to push and \
             to delete. A pull of the tag in between gets the placeholder; a push of the tag at that \
             moment is lost.",
        ),
        (Action::Untag(_), _) if kind.facts().untag == UntagProof::Never => notes.push(
            "The kind of this registry is not known. By the specification, deleting a tag leaves its \
             manifest. After each tag, Plimsoll checks that the manifest is still there; if it is gone, \
             nothing more is sent.",
        ),
        (Action::DeleteManifest(_), Aim::DeleteRepositories) => notes.push(
            "This registry cannot delete a repository as a whole: the manifests are deleted one by one, \
             and the empty repository may stay in its list.",
        ),
        _ => {}
    }
    let is_untagged = |left: &Leftover| left.is_orphan || left.left == LeftBehind::Untagged;
    let leaves_untagged = plan.leftovers.iter().any(is_untagged);
    if leaves_untagged && does.frees == SpaceReturns::WithItsOwnCollector {
        notes.push(COLLECTOR_TAKES);
    }
    if plan.leaves_unasked {
        notes.push(
            "An index of this plan lists manifests that were not asked for, because the registry has none of a \
             sample of them. Any of them that is there stays, untagged and unseen. The page of the index can ask \
             for all of them first.",
        );
    }
    if !does.lists_untagged {
        if leaves_untagged {
            notes.push(
                "This registry does not list untagged manifests: manifests that stay untagged show here \
                 as orphans until the next scan, which cannot see them any more.",
            );
        }
        if plan.aim == Aim::DeleteRepositories {
            notes.push("This registry does not list untagged manifests: they stay, unseen.");
        }
    }
    notes
}

/// Tags that are deleted although nobody chose them, because they are on a deleted manifest: for each
/// manifest its tags, and the reason as the rest of a sentence, with a way to keep them. `can_untag` says
/// whether the registry can take off the chosen tags alone.
#[must_use]
pub fn unasked_words(plan: &Plan, can_untag: bool) -> Vec<(String, String)> {
    let words = |removal: &Removal| {
        let unasked: Vec<&str> = removal.unasked_tags.iter().map(TagName::as_str).collect();
        let (is, points, it, it_is) = match unasked.len() {
            1 => ("is", "points", "it", "it is"),
            _ => ("are", "point", "them", "they are"),
        };
        let is_chosen = |tag: &&TagName| !removal.unasked_tags.contains(tag);
        let chosen: Vec<&str> =
            removal.tags.iter().filter(is_chosen).map(TagName::as_str).collect();
        let short = removal.digest.short();
        let why = match (chosen.is_empty() || removal.why != Why::Chosen, can_untag) {
            (true, _) => format!(
                "{points} to {short}, so {it_is} deleted, too. To keep {it}, leave {short} out."
            ),
            (false, true) => {
                let chosen = list(&chosen);
                format!(
                    "{is} the same image as {chosen}, so {it_is} deleted, too. To keep {it}, untag {chosen} \
                     instead."
                )
            }
            (false, false) => {
                let chosen = list(&chosen);
                format!(
                    "{is} the same image as {chosen}, so {it_is} deleted, too. To keep {it}, leave {chosen} \
                     out."
                )
            }
        };
        (unasked.join(", "), why)
    };
    let removals = plan.steps.iter().filter_map(|step| step.removal());
    removals.filter(|removal| !removal.unasked_tags.is_empty()).map(words).collect()
}

/// Manifests that stay behind, one sentence for each group of them.
#[must_use]
pub fn leftovers(plan: &Plan) -> Vec<String> {
    let is_untagged = |left: &Leftover| left.left == LeftBehind::Untagged;
    let mut sentences = Vec::new();
    let mut say = |is_of: &dyn Fn(&Leftover) -> bool, one: &str, many: &str| {
        let mut set: BTreeSet<(&Digest, &Vec<TagName>)> = BTreeSet::new();
        let group = plan.leftovers.iter().filter(|left| is_of(left));
        set.extend(group.map(|left| (&left.digest, &left.tags)));
        if !set.is_empty() {
            sentences.push(format!("{}: {}.", counted(set.len(), one, many), named(&set)));
        }
    };
    say(&|left| left.is_orphan, "manifest becomes an orphan", "manifests become orphans");
    say(
        &|left| !left.is_orphan && is_untagged(left),
        "manifest stays without a tag of its own: something else still needs it",
        "manifests stay without a tag of their own: something else still needs them",
    );
    let is_image_less = |left: &Leftover| !left.is_orphan && !is_untagged(left);
    say(
        &|left| is_image_less(left) && is_signature(left),
        "signature would be left without its image",
        "signatures would be left without their images",
    );
    say(
        &|left| is_image_less(left) && !is_signature(left),
        "referrer would be left without its image",
        "referrers would be left without their images",
    );
    sentences
}

/// Whether a tag of the manifest says that it is a signature, as cosign names them: `sha256-3f2a….sig`.
fn is_signature(left: &Leftover) -> bool {
    left.tags.iter().any(|tag| tag.attached_to().is_some() && tag.as_str().ends_with(".sig"))
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
        (Refusal::Locked, [_]) => "Its manifest is locked.".to_owned(),
        (Refusal::Locked, [_, ..]) => "Their manifest is locked.".to_owned(),
        (Refusal::TagLocked(tag), [chosen]) if tag == chosen => "It is locked.".to_owned(),
        (Refusal::TagLocked(tag), [_, ..]) => {
            format!("The tag {tag} on the same manifest is locked.")
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
