//! Signs: the kinds that a registry may be, whatever it is taken for. Plans count on everything that any of
//! these kinds deletes along, so that a wrong kind deletes nothing that a plan does not name.

use crate::registry::kind::recognise::{Recognition, Sign};
use crate::registry::kind::registry_kind::RegistryKind;

impl Recognition {
    /// The kinds that the registry may be by this recognition: the kind that it is spoken to as, and Harbor
    /// where its tokens are Harbor's. Harbor deletes the same along by `/v2/` as by its own API.
    ///
    /// Reference: goharbor/harbor, `src/server/registry/manifest.go`.
    #[must_use]
    pub fn kinds(self) -> Vec<RegistryKind> {
        let harbor = (self.sign == Sign::ServiceOnly).then_some(RegistryKind::Harbor);
        std::iter::once(self.kind).chain(harbor).collect()
    }

    /// Whether asking again would tell nothing new. A registry that gave no sign, and one whose own API did
    /// not answer, may tell more the next time.
    #[must_use]
    pub fn is_settled(self) -> bool {
        !matches!(self.sign, Sign::Nothing | Sign::ServiceOnly)
    }

    /// The recognition after asking again. A new answer that gives nothing away does not replace an older
    /// one that did.
    #[must_use]
    pub fn latest(before: Option<Self>, now: Option<Self>) -> Option<Self> {
        let tells = |found: &Self| found.sign != Sign::Nothing;
        now.filter(tells).or(before.filter(tells)).or(now).or(before)
    }
}

/// Every kind that a registry may be, each once: `own`, which a person or `config.json` states; the kind of
/// its host name; and the kinds that it was recognised as.
#[must_use]
pub fn signs(
    own: RegistryKind,
    of_host: RegistryKind,
    recognised: Option<Recognition>,
) -> Vec<RegistryKind> {
    let mut all = vec![own];
    let others = recognised.into_iter().flat_map(Recognition::kinds);
    for kind in std::iter::once(of_host).chain(others) {
        if !all.contains(&kind) {
            all.push(kind);
        }
    }
    all
}

/// Whether, by its `signs`, the registry untags by its own API only, while it is spoken to as `kind`, which
/// does not use that API.
#[must_use]
pub fn lacks_own_untag(kind: RegistryKind, signs: &[RegistryKind]) -> bool {
    let by_own = |kind: &RegistryKind| kind.facts().untags_by_own_api;
    !by_own(&kind) && signs.iter().any(by_own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::Overrides;

    const OCI: RegistryKind = RegistryKind::Oci;
    const HARBOR: RegistryKind = RegistryKind::Harbor;

    fn is(kind: RegistryKind, sign: Sign) -> Option<Recognition> {
        Some(Recognition { kind, sign })
    }

    #[test]
    fn every_sign_counts_whoever_says_what_it_is() {
        let check = |own, of_host, recognised, expected: &[RegistryKind], deep: (bool, bool)| {
            let all = signs(own, of_host, recognised);
            assert_eq!(all, expected, "{own:?} {recognised:?}");
            let does = Overrides::default().apply(own, &all);
            assert_eq!((does.cascades_referrers, does.cascades_children), deep, "{own:?}");
        };
        check(OCI, OCI, None, &[OCI], (false, false));
        check(OCI, OCI, is(OCI, Sign::Nothing), &[OCI], (false, false));
        // Only /v2 of a Harbor is passed on.
        check(OCI, OCI, is(OCI, Sign::ServiceOnly), &[OCI, HARBOR], (true, true));
        // `config.json` states another kind.
        for stated in [RegistryKind::Distribution3, RegistryKind::Zot] {
            check(stated, OCI, is(HARBOR, Sign::Service), &[stated, OCI, HARBOR], (true, true));
            check(stated, OCI, is(HARBOR, Sign::Ping), &[stated, OCI, HARBOR], (true, true));
            check(stated, OCI, is(OCI, Sign::ServiceOnly), &[stated, OCI, HARBOR], (true, true));
            check(stated, OCI, is(OCI, Sign::Nothing), &[stated, OCI], (false, false));
        }
        let acr = RegistryKind::Acr;
        check(OCI, acr, is(acr, Sign::Host), &[OCI, acr], (true, false));
        check(HARBOR, OCI, is(HARBOR, Sign::Service), &[HARBOR, OCI], (true, true));
    }

    #[test]
    fn what_did_not_answer_is_asked_again_and_takes_nothing_back() {
        let check = |sign, expected| {
            assert_eq!(Recognition { kind: OCI, sign }.is_settled(), expected, "{sign:?}");
        };
        check(Sign::Nothing, false);
        check(Sign::ServiceOnly, false);
        for sign in [Sign::Service, Sign::Ping, Sign::Host, Sign::Form, Sign::PageSize] {
            check(sign, true);
        }
        let [nothing, only] = [is(OCI, Sign::Nothing), is(OCI, Sign::ServiceOnly)];
        let whole = is(HARBOR, Sign::Service);
        let cases = [
            (None, None, None),
            (None, nothing, nothing),
            (nothing, None, nothing),
            (only, None, only),
            (only, nothing, only),
            (only, whole, whole),
            (nothing, only, only),
        ];
        for (before, now, expected) in cases {
            assert_eq!(Recognition::latest(before, now), expected, "{before:?} {now:?}");
        }
    }
}
