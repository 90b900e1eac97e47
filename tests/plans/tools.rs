//! Inventories for the plans by hand, and functions that read a plan's steps.

use plimsoll::cleanup::{Along, Plan, Removal, Step, Target, Why};
use plimsoll::model::{Digest, Inventory, ManifestRecord, TagName};
use plimsoll::registry::{Capabilities, RegistryKind};
use plimsoll::storage::Analysis;

use crate::by_hand::{digest, image, index, registry, repository, repository_name, tag_name};

pub(crate) const NOTHING: Along = Along { children: false, referrers: false, unclear: false };
pub(crate) const CHILDREN: Along = Along { children: true, referrers: false, unclear: false };
pub(crate) const ALL: Along = Along { children: true, referrers: true, unclear: false };

pub(crate) fn capabilities(cascades_referrers: bool) -> Capabilities {
    Capabilities { cascades_referrers, ..RegistryKind::Oci.capabilities() }
}

pub(crate) fn target(manifest: &str, tags: &[&str]) -> Target {
    Target {
        repository: repository_name("app"),
        digest: digest(manifest),
        tags: tags.iter().map(|tag| tag_name(tag)).collect(),
    }
}

pub(crate) fn plan(inventory: &Inventory, chosen: &[Target], along: Along, cascades: bool) -> Plan {
    let analysis = Analysis::of(inventory);
    Plan::delete_manifests(inventory, &analysis, chosen, along, &capabilities(cascades))
}

pub(crate) fn app(records: Vec<ManifestRecord>, tags: &[(&str, &str)]) -> Inventory {
    registry(vec![("app", repository(records, tags))])
}

pub(crate) fn small(name: &str, size: u64) -> ManifestRecord {
    image(name, size, ("empty", 2), &[("base", 100)])
}

/// The manifest that a step deletes.
pub(crate) fn removal(step: &Step) -> &Removal {
    step.removal().expect("a manifest that goes")
}

/// The steps' manifests, in order, and the reasons.
pub(crate) fn steps(plan: &Plan) -> Vec<(Digest, Why)> {
    let of = |step| (removal(step).digest.clone(), removal(step).why.clone());
    plan.steps.iter().map(of).collect()
}

pub(crate) fn names(tags: &[TagName]) -> Vec<&str> {
    tags.iter().map(TagName::as_str).collect()
}

pub(crate) fn family() -> Vec<ManifestRecord> {
    vec![
        index("outer", 1, &["inner", "amd"]),
        index("inner", 2, &["arm"]),
        small("amd", 4),
        small("arm", 8),
    ]
}
