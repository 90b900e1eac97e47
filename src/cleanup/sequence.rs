//! The order of a run: never a part before the whole that needs it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Digest;

/// What goes before a manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Before<'a> {
    /// Indexes that would break. Hashes forbid circles of these.
    pub(super) must: BTreeSet<&'a Digest>,
    /// What it is about, by its subject or by a tag. An index may be about its own child.
    pub(super) should: BTreeSet<&'a Digest>,
}

/// The keys of `before`, each after all that must come before it, and where there is no circle after
/// all that should; otherwise by digest. Where an inventory claims an impossible circle, it is cut.
pub(super) fn order<'a>(before: &BTreeMap<&'a Digest, Before<'a>>) -> Vec<&'a Digest> {
    let mut left: BTreeSet<&'a Digest> = before.keys().copied().collect();
    let mut followers: BTreeMap<&Digest, Vec<&'a Digest>> = BTreeMap::new();
    for (&digest, Before { must, should }) in before {
        for &other in must.union(should) {
            followers.entry(other).or_default().push(digest);
        }
    }
    let waits = |left: &BTreeSet<&Digest>, digest: &Digest, both: bool| {
        let Before { must, should } = &before[digest];
        must.iter().any(|other| left.contains(other))
            || both && should.iter().any(|other| left.contains(other))
    };
    let mut ready: BTreeSet<&'a Digest> =
        left.iter().copied().filter(|digest| !waits(&left, digest, true)).collect();
    let mut order = Vec::with_capacity(before.len());
    while !left.is_empty() {
        let circle = || left.iter().copied().find(|digest| !waits(&left, digest, false));
        let next = ready.pop_first().or_else(circle).or_else(|| left.first().copied());
        let Some(next) = next else { break };
        left.remove(next);
        order.push(next);
        for &follower in followers.get(next).map_or(&[][..], Vec::as_slice) {
            if left.contains(follower) && !waits(&left, follower, true) {
                ready.insert(follower);
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs of a digest and one that must (upper case: should) come before it, as single letters.
    fn check(all: &str, pairs: &[(char, char)], expected: &str) {
        let digest = |letter: char| Digest::Sha256([letter as u8; 32]);
        let digests: BTreeMap<char, Digest> = all.chars().map(|c| (c, digest(c))).collect();
        let mut before: BTreeMap<&Digest, Before<'_>> =
            digests.values().map(|digest| (digest, Before::default())).collect();
        for (later, earlier) in pairs {
            let own = before.get_mut(&digests[later]).expect("a key");
            let set = if earlier.is_uppercase() { &mut own.should } else { &mut own.must };
            set.insert(&digests[&earlier.to_ascii_lowercase()]);
        }
        let found: String = order(&before)
            .into_iter()
            .map(|digest| digests.iter().find(|(_, d)| *d == digest).expect("a letter").0)
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn wholes_come_before_their_parts() {
        check("", &[], "");
        check("abc", &[], "abc");
        check("abc", &[('a', 'b'), ('b', 'c')], "cba");
        check("abcd", &[('a', 'd'), ('b', 'd')], "cdab");
        check("abc", &[('a', 'B'), ('b', 'C')], "cba");
        // A circle is cut at what should, not at what must, whatever the digests.
        check("ab", &[('a', 'b'), ('b', 'A')], "ba");
        check("ab", &[('a', 'B'), ('b', 'a')], "ab");
        check("abc", &[('a', 'c'), ('c', 'B'), ('b', 'A')], "bca");
        // An impossible circle is cut somewhere, and nothing is lost.
        check("abc", &[('a', 'b'), ('b', 'a'), ('c', 'b')], "abc");
    }
}
