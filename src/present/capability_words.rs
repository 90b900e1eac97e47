//! Capabilities in words: the table of them, and the reason on a button that is switched off.

use crate::model::KeptOnce;
use crate::registry::{Capabilities, Capability, Deletes, RegistryKind, Untag, lacks_own_untag};

/// The words for a capability: a row of [`WORDS`].
struct Words {
    capability: Capability,
    name: &'static str,
    /// For each word of [`Capability::choices`] its name, and what it means for what can be seen and
    /// done; empty where the name says it all.
    values: &'static [(&'static str, &'static str, &'static str)],
}

const DELETES_OFF: &str = "Deletes are switched off in this registry. Set storage.delete.enabled: \
     true (REGISTRY_STORAGE_DELETE_ENABLED=true) and restart the registry.";

const READ_ONLY: &str = "This registry is read-only at present. Switch \
     storage.maintenance.readonly off and restart the registry.";

const COPIES_BY_NAMESPACE: &str = "Repositories with the same first part of their names share layers. \
     Another namespace keeps a copy of its own, and figures count each copy.";

const COPIES_BY_REPOSITORY: &str = "Repositories share no layers. Each keeps a copy of its own, and figures count \
     each copy.";

/// The words for every capability.
static WORDS: [Words; 11] = [
    Words {
        capability: Capability::Deletes,
        name: "Deleting manifests",
        values: &[
            ("allowed", "allowed", ""),
            ("off", "switched off", DELETES_OFF),
            ("read-only", "read-only at present", READ_ONLY),
            (
                "unknown",
                "not known yet",
                "The registry's configuration decides. A deletion finds out, or the check below.",
            ),
        ],
    },
    Words {
        capability: Capability::Untag,
        name: "Untagging",
        values: &[
            ("offered", "one tag at a time", ""),
            (
                "placeholder",
                "only by a placeholder",
                "This registry cannot untag. Plimsoll can move the tag to an empty manifest and delete \
                 that: this takes the right to push.",
            ),
            ("impossible", "impossible", "A tag is deleted only with its manifest."),
        ],
    },
    Words {
        capability: Capability::DeletesRepositories,
        name: "Deleting a repository as a whole",
        values: &[
            (
                "no",
                "no",
                "Manifests are deleted one by one, and the empty repository may stay listed.",
            ),
            ("yes", "yes", ""),
        ],
    },
    Words {
        capability: Capability::ListsUntagged,
        name: "Listing untagged manifests",
        values: &[("no", "no", "Orphans cannot be seen or counted."), ("yes", "yes", "")],
    },
    Words {
        capability: Capability::CascadesReferrers,
        name: "Deleting an image also deletes its signatures and other referrers",
        values: &[
            ("no", "no – you choose", "They stay, unless you also delete them."),
            ("yes", "yes", ""),
        ],
    },
    Words {
        capability: Capability::CascadesChildren,
        name: "Deleting an index also deletes its platforms",
        values: &[
            ("no", "no – you choose", "They stay, untagged, unless you also delete them."),
            ("yes", "yes", "Except platforms that a tag or another index needs."),
        ],
    },
    Words {
        capability: Capability::KeepsChildren,
        name: "Platforms of an index are protected",
        values: &[
            ("no", "no", "Deleting one breaks its index."),
            ("yes", "yes", "The index has to be deleted first."),
        ],
    },
    Words {
        capability: Capability::Locks,
        name: "Changing locks",
        values: &[("no", "no", ""), ("yes", "yes", "")],
    },
    Words {
        capability: Capability::Restores,
        name: "Restoring deleted manifests",
        values: &[("no", "no", ""), ("yes", "yes", "")],
    },
    Words {
        capability: Capability::Frees,
        name: "Space is freed",
        values: &[
            ("automatically", "automatically", ""),
            (
                "garbage-collection",
                "after garbage collection",
                "The registry's operator starts it.",
            ),
            ("own-collector", "by its own collector", "The collector runs from time to time."),
            (
                "job",
                "by its garbage collection job",
                "The job runs on its schedule, or when an administrator starts it.",
            ),
        ],
    },
    Words {
        capability: Capability::KeptOnce,
        name: "Equal bytes are kept once",
        values: &[
            ("registry", "in the whole registry", ""),
            ("namespace", "in each root namespace", COPIES_BY_NAMESPACE),
            ("repository", "in each repository", COPIES_BY_REPOSITORY),
        ],
    },
];

/// The name of a capability.
#[must_use]
pub fn capability_name(capability: Capability) -> &'static str {
    words(capability).map_or("", |words| words.name)
}

/// The name of a word of [`Capability::choices`].
#[must_use]
pub fn choice_name(capability: Capability, word: &str) -> &'static str {
    value(capability, word).1
}

/// The meaning of that word for a user; empty where the name says it all.
#[must_use]
pub fn choice_means(capability: Capability, word: &str) -> &'static str {
    value(capability, word).2
}

/// `in the whole registry`: the place where equal bytes are kept once.
pub(super) fn kept_once_place(kept_once: KeptOnce) -> &'static str {
    choice_name(Capability::KeptOnce, kept_once.word())
}

/// `every blob once`, with the place where several are kept.
pub(super) fn once_words(kept_once: KeptOnce) -> String {
    match kept_once {
        KeptOnce::Registry => "every blob once".to_owned(),
        part => format!("every blob once {}", kept_once_place(part)),
    }
}

/// The note on the place where equal bytes are kept once; `None` for the whole registry, where the kind is known to do
/// so or the user said it.
#[must_use]
pub fn kept_once_note(
    kept_once: KeptOnce,
    kind: RegistryKind,
    is_chosen: bool,
) -> Option<&'static str> {
    match kept_once {
        KeptOnce::Registry if is_chosen || kind.facts().shares_blobs => None,
        KeptOnce::Registry => Some(
            "Plimsoll assumes that this registry keeps equal layers once, whatever repositories use them. If it keeps \
             them more often, change that in About this registry.",
        ),
        KeptOnce::Namespace => Some(COPIES_BY_NAMESPACE),
        KeptOnce::Repository => Some(COPIES_BY_REPOSITORY),
    }
}

fn words(capability: Capability) -> Option<&'static Words> {
    WORDS.iter().find(|words| words.capability == capability)
}

fn value(capability: Capability, word: &str) -> (&'static str, &'static str, &'static str) {
    let values = words(capability).map_or(&[][..], |words| words.values);
    values.iter().find(|value| value.0 == word).copied().unwrap_or_default()
}

/// The reason why nothing can be deleted in this registry, if it is known that nothing can.
#[must_use]
pub fn delete_refusal(capabilities: &Capabilities) -> Option<&'static str> {
    match capabilities.deletes {
        Deletes::Off => Some(DELETES_OFF),
        Deletes::ReadOnly => Some(READ_ONLY),
        Deletes::Allowed | Deletes::Unknown => None,
    }
}

/// The reason why no tag can be removed, neither by a request of its own nor by a placeholder, in a
/// registry that is spoken to as `kind` and may be one of the kinds in `signs`.
#[must_use]
pub fn untag_refusal(
    capabilities: &Capabilities,
    kind: RegistryKind,
    signs: &[RegistryKind],
) -> Option<&'static str> {
    let never = match lacks_own_untag(kind, signs) {
        true => HARBOR_BY_V2,
        false => "This registry cannot untag.",
    };
    delete_refusal(capabilities).or((capabilities.untag == Untag::Impossible).then_some(never))
}

/// Source: goharbor/harbor, `deleteManifest` in `src/server/registry/manifest.go`.
const HARBOR_BY_V2: &str = "This looks like Harbor, which untags only by its own API (/api/v2.0). \
     Plimsoll does not use that API here: see About this registry.";

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
                assert!(!names.contains(&"") && !capability_name(capability).is_empty());
            }
        }
    }

    #[test]
    fn buttons_state_why_they_are_off() {
        let never = Some("This registry cannot untag.");
        let check = |deletes, untag, expected: [Option<&str>; 2]| {
            let kind = RegistryKind::Distribution2.capabilities();
            let capabilities = Capabilities { deletes, untag, ..kind };
            let untag_refusal =
                |signs: &[_]| untag_refusal(&capabilities, RegistryKind::Distribution2, signs);
            let refusals = [delete_refusal(&capabilities), untag_refusal(&[])];
            assert_eq!(refusals, expected, "{deletes:?} {untag:?}");
            // A registry that looks like Harbor gives Harbor's reason where untagging is impossible.
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

    #[test]
    fn what_is_assumed_is_said() {
        let check = |kept_once, kind, is_chosen, expected: Option<&str>| {
            let note = kept_once_note(kept_once, kind, is_chosen);
            assert_eq!(
                note.map(|note| &note[..expected.map_or(0, str::len)]),
                expected,
                "{kind:?}"
            );
        };
        check(KeptOnce::Registry, RegistryKind::Acr, false, None);
        check(KeptOnce::Registry, RegistryKind::Oci, false, Some("Plimsoll assumes"));
        check(KeptOnce::Registry, RegistryKind::Oci, true, None);
        check(KeptOnce::Repository, RegistryKind::Zot, true, Some("Repositories share no layers."));
        check(
            KeptOnce::Namespace,
            RegistryKind::Oci,
            true,
            Some("Repositories with the same first"),
        );
    }
}
