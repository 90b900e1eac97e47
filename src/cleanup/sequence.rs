//! The order of a run: never a part before the whole that needs it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Digest;

/// The keys of `before`, each after all that are in its set, and otherwise by digest. Where an
/// inventory claims a circle, which hashes forbid, it is cut at its smallest digest.
pub(super) fn order<'a>(before: &BTreeMap<&'a Digest, BTreeSet<&'a Digest>>) -> Vec<&'a Digest> {
    let mut waiting: BTreeMap<&Digest, usize> = BTreeMap::new();
    let mut followers: BTreeMap<&Digest, Vec<&'a Digest>> = BTreeMap::new();
    for (&digest, needed) in before {
        let needed: Vec<_> = needed.iter().filter(|other| before.contains_key(*other)).collect();
        waiting.insert(digest, needed.len());
        for &&other in &needed {
            followers.entry(other).or_default().push(digest);
        }
    }
    let mut ready: BTreeSet<&'a Digest> =
        before.keys().copied().filter(|digest| waiting[digest] == 0).collect();
    let mut left: BTreeSet<&'a Digest> = before.keys().copied().collect();
    let mut order = Vec::with_capacity(before.len());
    while let Some(next) = ready.pop_first().or_else(|| left.first().copied()) {
        if !left.remove(next) {
            continue;
        }
        order.push(next);
        for follower in followers.remove(next).unwrap_or_default() {
            if let Some(count) = waiting.get_mut(follower) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    ready.insert(follower);
                }
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs of a digest and one that must come before it, as single letters.
    fn check(all: &str, pairs: &[(char, char)], expected: &str) {
        let digest = |letter: char| Digest::Sha256([letter as u8; 32]);
        let digests: BTreeMap<char, Digest> = all.chars().map(|c| (c, digest(c))).collect();
        let mut before: BTreeMap<&Digest, BTreeSet<&Digest>> =
            digests.values().map(|digest| (digest, BTreeSet::new())).collect();
        for (later, earlier) in pairs {
            before.get_mut(&digests[later]).expect("a key").insert(&digests[earlier]);
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
        // A circle, and something behind it.
        check("abc", &[('a', 'b'), ('b', 'a'), ('c', 'b')], "abc");
    }
}
