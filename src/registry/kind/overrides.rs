//! Overrides: a kind and capabilities that a person chose for a registry, against recognition and the table
//! of kinds.

use std::collections::BTreeMap;
use std::fmt;

use crate::registry::kind::capabilities::{Capabilities, Untag};
use crate::registry::kind::registry_kind::RegistryKind;
use crate::registry::kind::signs::lacks_own_untag;
use crate::registry::kind::table::Capability;

/// A kind and single capabilities that replace the recognised ones.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overrides {
    /// The chosen kind; `None` where the recognised one counts.
    pub kind: Option<RegistryKind>,
    /// The chosen capabilities, each with a word of [`Capability::choices`].
    pub capabilities: BTreeMap<Capability, &'static str>,
}

impl Overrides {
    /// Reads the text of [`Overrides`]. Unknown words, and those that nobody can choose any more, are left
    /// out: an older page may have kept them.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut read = Self::default();
        for (key, word) in text.split(' ').filter_map(|pair| pair.split_once('=')) {
            if key == "kind" {
                read.kind = RegistryKind::of_word(word);
            } else if let Some(capability) = Capability::ALL.iter().find(|one| one.word() == key) {
                let all = RegistryKind::ALL.iter().map(|kind| capability.choices(*kind));
                let mut choices = all.filter(|choices| choices.len() > 1).flatten();
                if let Some(word) = choices.find(|choice| **choice == word) {
                    read.capabilities.insert(*capability, word);
                }
            }
        }
        read
    }

    /// Whether nothing was chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.kind.is_none() && self.capabilities.is_empty()
    }

    /// The capabilities of a registry of this kind, overridden where the kind leaves a choice. `signs`:
    /// further kinds that the registry may be. A wrong kind must not delete more than a plan names, so
    /// everything that any of these kinds deletes along counts, unless the user chose otherwise.
    #[must_use]
    pub fn apply(&self, kind: RegistryKind, signs: &[RegistryKind]) -> Capabilities {
        let mut capabilities = kind.capabilities();
        for sign in signs.iter().map(|sign| sign.capabilities()) {
            capabilities.cascades_referrers |= sign.cascades_referrers;
            capabilities.cascades_children |= sign.cascades_children;
        }
        // Under /v2 Harbor answers 400 to a deletion by tag.
        // Reference: goharbor/harbor, `src/server/registry/manifest.go`.
        if lacks_own_untag(kind, signs) && capabilities.untag == Untag::Offered {
            capabilities.untag = Untag::Impossible;
        }
        for (capability, word) in &self.capabilities {
            if capability.choices(kind).contains(word) {
                capability.set(&mut capabilities, word);
            }
        }
        capabilities
    }
}

impl fmt::Display for Overrides {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind.map(|kind| ("kind", kind.word()));
        let others = self.capabilities.iter().map(|(one, word)| (one.word(), *word));
        for (at, (key, word)) in kind.into_iter().chain(others).enumerate() {
            let space = if at == 0 { "" } else { " " };
            write!(f, "{space}{key}={word}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::kind::capabilities::SpaceReturns;

    #[test]
    fn every_choice_is_kept_and_comes_back() {
        for kind in RegistryKind::ALL {
            for capability in Capability::ALL {
                assert!(
                    capability.choices(kind).contains(&capability.value_in(&kind.capabilities()))
                );
                let choices = capability.choices(kind);
                for word in choices.iter().filter(|_| choices.len() > 1) {
                    let capabilities = BTreeMap::from([(capability, *word)]);
                    let overrides = Overrides { kind: Some(kind), capabilities };
                    assert_eq!(Overrides::read(&overrides.to_string()), overrides);
                    assert_eq!(
                        capability.value_in(&overrides.apply(kind, &[])),
                        *word,
                        "{overrides}"
                    );
                }
            }
        }
    }

    #[test]
    fn only_what_was_chosen_differs() {
        let overrides = Overrides::read("kind=zot untag=impossible frees=job");
        assert_eq!(overrides.kind, Some(RegistryKind::Zot));
        let expected = Capabilities {
            untag: Untag::Impossible,
            frees: SpaceReturns::WithItsCollectionJob,
            ..RegistryKind::Zot.capabilities()
        };
        assert_eq!(overrides.apply(RegistryKind::Zot, &[]), expected);
        let own = Overrides::default().apply(RegistryKind::Acr, &[]);
        assert_eq!(own, RegistryKind::Acr.capabilities());
    }

    #[test]
    fn what_any_sign_takes_along_counts_unless_just_that_was_chosen() {
        let taken = |overrides: &str, signs: &[RegistryKind]| {
            let all = Overrides::read(overrides).apply(RegistryKind::Distribution3, signs);
            (all.cascades_referrers, all.cascades_children)
        };
        let kind = "kind=distribution3";
        assert_eq!(taken(kind, &[RegistryKind::Zot, RegistryKind::Oci]), (false, false));
        assert_eq!(taken(kind, &[RegistryKind::Oci, RegistryKind::Acr]), (true, false));
        assert_eq!(taken(kind, &[RegistryKind::Harbor]), (true, true));
        let chosen = "kind=distribution3 cascades-referrers=no";
        assert_eq!(taken(chosen, &[RegistryKind::Harbor]), (false, true));
        // Nothing else is taken from a sign, but that Harbor takes off no tag under /v2.
        let untag = |overrides: &str, kind, signs: &[RegistryKind]| {
            Overrides::read(overrides).apply(kind, signs).untag
        };
        let (harbor, oci) = (RegistryKind::Harbor, RegistryKind::Oci);
        assert_eq!(untag("", oci, &[oci, harbor]), Untag::Impossible);
        assert_eq!(untag("", harbor, &[harbor]), Untag::Offered);
        assert_eq!(untag("untag=offered", oci, &[harbor]), Untag::Offered);
        let two = RegistryKind::Distribution2;
        assert_eq!(untag("", two, &[harbor]), Untag::ByPlaceholder);
        let like = Overrides::default().apply(RegistryKind::Distribution3, &[RegistryKind::Acr]);
        let own = RegistryKind::Distribution3.capabilities();
        assert_eq!(like, Capabilities { cascades_referrers: true, ..own });
    }

    #[test]
    fn nobody_can_choose_an_api_that_a_registry_does_not_have() {
        let check = |kind: RegistryKind, can: bool| {
            for word in ["lists-untagged", "locks", "restores", "deletes-repositories"] {
                let overrides = Overrides::read(&format!("{word}=yes"));
                assert!(!overrides.is_empty());
                assert_eq!(overrides.apply(kind, &[]), kind.capabilities(), "{word}");
            }
            assert_eq!(Capability::ListsUntagged.choices(kind).len() == 2, can);
        };
        check(RegistryKind::Distribution3, false);
        check(RegistryKind::Oci, false);
        check(RegistryKind::Acr, true);
        check(RegistryKind::Harbor, true);
    }

    #[test]
    fn nobody_can_choose_what_changes_nothing() {
        let check = |kind: RegistryKind, only: &str| {
            assert_eq!(Capability::KeepsChildren.choices(kind), [only], "{kind:?}");
        };
        check(RegistryKind::Zot, "yes");
        check(RegistryKind::Harbor, "yes");
        check(RegistryKind::Acr, "no");
        check(RegistryKind::Oci, "no");
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let check = |text: &str, expected: &str| {
            assert_eq!(Overrides::read(text).to_string(), expected, "{text}");
        };
        check("", "");
        check("kind=quay untag=maybe x=y deletes = =off nothing", "");
        check("deletes=off  kind=harbor", "kind=harbor deletes=off");
        // It could be chosen once, and changed nothing.
        check("kind=zot keeps-children=no", "kind=zot");
        check("keeps-children=yes", "");
    }
}
