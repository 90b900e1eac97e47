//! What a registry can do, in words: the table of its capabilities, how it was recognised, and the
//! reason on a button that is switched off.

use crate::registry::{
    Capabilities, Capability, Deletes, Recognition, RegistryKind, Sign, Untag, lacks_own_untag,
};

/// What a capability is called.
#[must_use]
pub fn capability_name(capability: Capability) -> &'static str {
    match capability {
        Capability::Deletes => "Deleting manifests",
        Capability::Untag => "Untagging",
        Capability::DeletesRepositories => "Deleting a repository in one go",
        Capability::ListsUntagged => "Listing untagged manifests",
        Capability::CascadesReferrers => "Signatures and other referrers go with their subject",
        Capability::CascadesChildren => "Platform manifests go with their index",
        Capability::KeepsChildren => "Manifests of an index are protected",
        Capability::Locks => "Changing locks",
        Capability::Restores => "Restoring what was deleted",
        Capability::Frees => "Space comes back",
    }
}

/// What a word of [`Capability::choices`] says to people.
#[must_use]
pub fn choice_name(capability: Capability, word: &str) -> &'static str {
    match (capability, word) {
        (Capability::Deletes, "allowed") => "allowed",
        (Capability::Deletes, "off") => "switched off",
        (Capability::Deletes, "read-only") => "read-only at present",
        (Capability::Deletes, _) => "not known yet",
        (Capability::Untag, "offered") => "one tag at a time",
        (Capability::Untag, "placeholder") => "only by a placeholder",
        (Capability::Untag, _) => "impossible",
        (Capability::Frees, "automatically") => "by itself",
        (Capability::Frees, "garbage-collection") => "after garbage collection",
        (Capability::Frees, "own-collector") => "with its own collector",
        (Capability::Frees, _) => "with its collection job",
        (_, "yes") => "yes",
        _ => "no",
    }
}

/// What that means for what can be seen and done; empty where the name says it all.
#[must_use]
pub fn choice_means(capability: Capability, word: &str) -> &'static str {
    match (capability, word) {
        (Capability::Deletes, "off") => DELETES_OFF,
        (Capability::Deletes, "read-only") => READ_ONLY,
        (Capability::Deletes, "unknown") => {
            "Its configuration decides, and allows it only where told to: a deletion, or the check below, \
             finds out."
        }
        (Capability::Untag, "placeholder") => {
            "This registry cannot take off a tag. It can be moved to an empty manifest, which is then \
             deleted: that takes the right to push."
        }
        (Capability::Untag, "impossible") => "A tag goes only with its manifest.",
        (Capability::DeletesRepositories, "no") => {
            "Every manifest goes by itself, and the empty repository may stay listed."
        }
        (Capability::ListsUntagged, "no") => {
            "What no tag leads to cannot be seen, so it cannot be counted either."
        }
        (Capability::CascadesReferrers, "no") => "They stay, unless they are deleted along.",
        (Capability::CascadesChildren, "no") => {
            "They stay, untagged, unless they are deleted along."
        }
        (Capability::CascadesChildren, _) => "Those that no tag and no other index needs.",
        (Capability::KeepsChildren, "yes") => "The index has to go first.",
        (Capability::KeepsChildren, _) => "Deleting one breaks its index.",
        (Capability::Frees, "garbage-collection") => "Whoever runs the registry starts it.",
        (Capability::Frees, "own-collector") => "It runs from time to time.",
        (Capability::Frees, "job") => {
            "It runs by its schedule, or when an administrator starts it."
        }
        _ => "",
    }
}

const DELETES_OFF: &str = "Deletes are switched off in this registry: set storage.delete.enabled: \
     true (REGISTRY_STORAGE_DELETE_ENABLED=true) and restart it.";

const READ_ONLY: &str = "This registry is read-only at present: switch \
     storage.maintenance.readonly off and restart it.";

/// Why nothing can be deleted in this registry, where that is known.
#[must_use]
pub fn delete_refusal(capabilities: &Capabilities) -> Option<&'static str> {
    match capabilities.deletes {
        Deletes::Off => Some(DELETES_OFF),
        Deletes::ReadOnly => Some(READ_ONLY),
        Deletes::Allowed | Deletes::Unknown => None,
    }
}

/// Why no tag can be taken off its manifest, neither by a request of its own nor by a placeholder, in a
/// registry that is spoken to as `kind` and, by its `signs`, may be others.
#[must_use]
pub fn untag_refusal(
    capabilities: &Capabilities,
    kind: RegistryKind,
    signs: &[RegistryKind],
) -> Option<&'static str> {
    let never = match lacks_own_untag(kind, signs) {
        true => HARBOR_BY_V2,
        false => "This registry cannot take a tag off a manifest that stays.",
    };
    delete_refusal(capabilities).or((capabilities.untag == Untag::Impossible).then_some(never))
}

/// Source: goharbor/harbor, `deleteManifest` in `src/server/registry/manifest.go`.
const HARBOR_BY_V2: &str = "This looks like Harbor, which takes off single tags by its own API \
     (/api/v2.0) only, and that is not used here: see About this registry.";

/// What reading alone changes in such a registry, where it changes anything.
///
/// Source: goharbor/harbor, `src/server/registry/manifest.go`; seen with a core of 2.15.2.
#[must_use]
pub fn reading_changes(kind: RegistryKind) -> Option<&'static str> {
    kind.facts().counts_reading.then_some(
        "Harbor counts every manifest that this page reads as a pull: times of the last pull and pull \
         counts change, and retention rules may go by them.",
    )
}

/// How the registry was recognised, as a sentence.
#[must_use]
pub fn recognised_by(recognition: Recognition) -> &'static str {
    match recognition.sign {
        Sign::Host => "Told by its host name.",
        Sign::Realm => "Told by where it sends people for tokens.",
        Sign::Service => "Told by the service that its tokens are for, and its own API answers.",
        Sign::ServiceOnly => {
            "Its tokens are Harbor's, but Harbor's own API (/api/v2.0) is not to be reached here: only \
             /v2 is. So it is used as a plain OCI registry: untagged artifacts, quotas and locks are \
             not seen, no single tag can be taken off, and plans count on Harbor deleting along what \
             belongs to a manifest. Whoever hosts this page can pass /api/v2.0 on, too; it is asked \
             again with the next sign-in."
        }
        Sign::Ping => "Told by its own API.",
        Sign::Management => "It says so itself.",
        Sign::Extensions => "Told by its answer to which extensions it has.",
        Sign::PageSize if recognition.kind.facts().refuses_odd_page_sizes => {
            "Told by how it refuses a page size that is no number."
        }
        Sign::PageSize => "Told by how it ignores a page size that is no number.",
        Sign::Form => "Guessed by the form of its answers: it did not let us ask further.",
        Sign::Nothing => {
            "Nothing gave it away: what the OCI specification promises is assumed, and no more."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_has_a_name_of_its_own() {
        for kind in RegistryKind::ALL {
            for capability in Capability::ALL {
                let choices = capability.choices(kind);
                let mut names: Vec<_> =
                    choices.iter().map(|word| choice_name(capability, word)).collect();
                names.sort_unstable();
                names.dedup();
                assert_eq!(names.len(), choices.len(), "{capability:?}");
            }
        }
    }

    #[test]
    fn buttons_state_why_they_are_off() {
        let never = Some("This registry cannot take a tag off a manifest that stays.");
        let check = |deletes, untag, expected: [Option<&str>; 2]| {
            let kind = RegistryKind::Distribution2.capabilities();
            let capabilities = Capabilities { deletes, untag, ..kind };
            let untag_refusal =
                |signs: &[_]| untag_refusal(&capabilities, RegistryKind::Distribution2, signs);
            let refusals = [delete_refusal(&capabilities), untag_refusal(&[])];
            assert_eq!(refusals, expected, "{deletes:?} {untag:?}");
            // The same of what looks like Harbor, where it is impossible with that reason.
            let harbors =
                expected[1].map(|why| if Some(why) == never { HARBOR_BY_V2 } else { why });
            assert_eq!(untag_refusal(&[RegistryKind::Harbor]), harbors, "{deletes:?} {untag:?}");
        };
        // Deleting a manifest, taking off a tag.
        check(Deletes::Allowed, Untag::Offered, [None, None]);
        check(Deletes::Unknown, Untag::ByPlaceholder, [None, None]);
        check(Deletes::Allowed, Untag::Impossible, [None, never]);
        for untag in [Untag::Offered, Untag::ByPlaceholder, Untag::Impossible] {
            check(Deletes::Off, untag, [Some(DELETES_OFF), Some(DELETES_OFF)]);
            check(Deletes::ReadOnly, untag, [Some(READ_ONLY), Some(READ_ONLY)]);
        }
    }
}
