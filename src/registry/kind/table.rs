//! The table of capabilities. A row for each has its word, its values, the functions that read and set it,
//! and the choices for a kind of registry. The sentences about them are in `present`.

use crate::model::KeptOnce;
use crate::registry::kind::capabilities::{Capabilities, Deletes, SpaceReturns, Untag};
use crate::registry::kind::facts::UntagProof;
use crate::registry::kind::registry_kind::RegistryKind;

/// A capability of registries: a field of [`Capabilities`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the fields of Capabilities say it")]
pub enum Capability {
    Deletes,
    Untag,
    DeletesRepositories,
    ListsUntagged,
    CascadesReferrers,
    CascadesChildren,
    KeepsChildren,
    Locks,
    Restores,
    Frees,
    KeptOnce,
}

/// A row of the table.
struct Row {
    capability: Capability,
    /// The capability's word where a person's choices are kept.
    word: &'static str,
    get: fn(&Capabilities) -> &'static str,
    set: fn(&mut Capabilities, &str),
    choices: Choices,
}

/// The choices for a capability.
enum Choices {
    Always(&'static [&'static str]),
    ByKind(fn(RegistryKind) -> &'static [&'static str]),
    /// Yes or no where the kind has it, which takes an API of its own; no elsewhere.
    IfOwn,
    /// The kind's own value only, because no plan depends on it.
    Fixed,
}

/// The row of a field of [`Capabilities`].
macro_rules! row {
    ($capability:ident, $field:ident, $word:literal, $choices:expr) => {
        Row {
            capability: Capability::$capability,
            word: $word,
            get: |capabilities| word_of(capabilities.$field),
            set: |capabilities, word| {
                capabilities.$field = value_of(word).unwrap_or(capabilities.$field);
            },
            choices: $choices,
        }
    };
}

/// Every capability, in the order of [`Capability`] and of the page.
static TABLE: [Row; 11] = [
    row!(Deletes, deletes, "deletes", Choices::Always(&["allowed", "off", "read-only", "unknown"])),
    row!(Untag, untag, "untag", Choices::ByKind(untag_choices)),
    row!(DeletesRepositories, deletes_repositories, "deletes-repositories", Choices::IfOwn),
    row!(ListsUntagged, lists_untagged, "lists-untagged", Choices::IfOwn),
    row!(CascadesReferrers, cascades_referrers, "cascades-referrers", Choices::Always(&NO_YES)),
    row!(CascadesChildren, cascades_children, "cascades-children", Choices::Always(&NO_YES)),
    // No plan deletes a manifest that an index that stays lists, so this changes nothing.
    row!(KeepsChildren, keeps_children, "keeps-children", Choices::Fixed),
    row!(Locks, locks, "locks", Choices::IfOwn),
    row!(Restores, restores, "restores", Choices::IfOwn),
    row!(
        Frees,
        frees,
        "frees",
        Choices::Always(&["automatically", "garbage-collection", "own-collector", "job"])
    ),
    row!(
        KeptOnce,
        kept_once,
        "kept-once",
        Choices::Always(&["registry", "namespace", "repository"])
    ),
];

const NO_YES: [&str; 2] = ["no", "yes"];

/// The type of a field, with a word for each of its values.
trait Valued: Copy + PartialEq + 'static {
    const VALUES: &'static [(&'static str, Self)];
}

impl Valued for bool {
    const VALUES: &'static [(&'static str, Self)] = &[("no", false), ("yes", true)];
}

impl Valued for Deletes {
    const VALUES: &'static [(&'static str, Self)] = &[
        ("allowed", Self::Allowed),
        ("off", Self::Off),
        ("read-only", Self::ReadOnly),
        ("unknown", Self::Unknown),
    ];
}

impl Valued for Untag {
    const VALUES: &'static [(&'static str, Self)] = &[
        ("offered", Self::Offered),
        ("placeholder", Self::ByPlaceholder),
        ("impossible", Self::Impossible),
    ];
}

impl Valued for SpaceReturns {
    const VALUES: &'static [(&'static str, Self)] = &[
        ("automatically", Self::Automatically),
        ("garbage-collection", Self::AfterGarbageCollection),
        ("own-collector", Self::WithItsOwnCollector),
        ("job", Self::WithItsCollectionJob),
    ];
}

impl Valued for KeptOnce {
    const VALUES: &'static [(&'static str, Self)] = &[
        ("registry", Self::Registry),
        ("namespace", Self::Namespace),
        ("repository", Self::Repository),
    ];
}

fn word_of<V: Valued>(value: V) -> &'static str {
    V::VALUES.iter().find(|(_, one)| *one == value).map_or("", |(word, _)| word)
}

fn value_of<V: Valued>(word: &str) -> Option<V> {
    V::VALUES.iter().find(|(one, _)| *one == word).map(|(_, value)| *value)
}

fn untag_choices(kind: RegistryKind) -> &'static [&'static str] {
    match (kind.facts().untag, kind.capabilities().untag) {
        // The kind untags by a request of its own.
        (UntagProof::Documented, _) => &["offered", "impossible"],
        // The kind answers a deletion by tag with 400.
        (_, Untag::ByPlaceholder) => &["placeholder", "impossible"],
        _ => &["offered", "placeholder", "impossible"],
    }
}

impl Capability {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 11] = {
        let mut all = [Self::Deletes; 11];
        let mut at = 0;
        while at < all.len() {
            all[at] = TABLE[at].capability;
            at += 1;
        }
        all
    };

    fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// The capability's word where a person's choices are kept.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.row().word
    }

    /// The words that may be chosen for a registry of this kind; a single one where there is no choice.
    #[must_use]
    pub fn choices(self, kind: RegistryKind) -> &'static [&'static str] {
        let has_own = self.value_in(&kind.capabilities()) == "yes";
        match &self.row().choices {
            Choices::Always(words) => words,
            Choices::ByKind(words) => words(kind),
            Choices::IfOwn if has_own => &NO_YES,
            Choices::Fixed if has_own => &["yes"],
            Choices::IfOwn | Choices::Fixed => &["no"],
        }
    }

    /// The capability's value in `capabilities`, as a word of [`Capability::choices`].
    #[must_use]
    pub fn value_in(self, capabilities: &Capabilities) -> &'static str {
        (self.row().get)(capabilities)
    }

    /// Sets the capability to the value of `word`; an unknown word changes nothing.
    pub(super) fn set(self, capabilities: &mut Capabilities, word: &str) {
        (self.row().set)(capabilities, word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_stands_in_the_place_of_its_capability_and_sets_what_it_gets() {
        for (place, capability) in Capability::ALL.into_iter().enumerate() {
            assert_eq!(capability as usize, place, "{capability:?}");
            for kind in RegistryKind::ALL {
                for word in capability.choices(kind) {
                    let mut capabilities = kind.capabilities();
                    capability.set(&mut capabilities, word);
                    assert_eq!(
                        capability.value_in(&capabilities),
                        *word,
                        "{capability:?} {kind:?}"
                    );
                    for other in Capability::ALL.into_iter().filter(|other| *other != capability) {
                        let kept = other.value_in(&kind.capabilities());
                        assert_eq!(other.value_in(&capabilities), kept, "{capability:?} {other:?}");
                    }
                }
            }
        }
    }
}
