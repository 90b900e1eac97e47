//! The order of a run: a manifest is deleted after the indexes that list it.

use std::collections::BTreeSet;

use crate::model::order::set_of;

/// The manifests that are deleted before one, by number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::cleanup) struct Before {
    /// Indexes that would break otherwise. Circles of these are impossible, because an index holds the
    /// hashes of its children.
    pub(in crate::cleanup) must: Vec<usize>,
    /// Subjects, by the manifest or by a cosign-style tag. Circles are possible: the subject of an index
    /// may be its own child.
    pub(in crate::cleanup) should: Vec<usize>,
    /// Manifests that were not understood: each may list any other.
    pub(in crate::cleanup) may: Vec<usize>,
}

/// The numbers of `before`, each after all that must come before it, and, where there is no circle, after
/// all that should and all that may. A circle is cut at what may, then at what should. Manifests that wait for one follow it at once: once it is gone, no list may show them
/// any more, and an interrupted run then leaves few of them. Otherwise the order is ascending. An
/// impossible circle, which an inventory may claim, is cut.
pub(in crate::cleanup) fn order(before: &[Before]) -> Vec<usize> {
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); before.len()];
    // `count`: the lists that count, from the one that matters most.
    let earlier = |number: usize, count: usize| {
        let Before { must, should, may } = &before[number];
        [must, should, may].into_iter().take(count).flatten().copied()
    };
    for number in 0..before.len() {
        for other in earlier(number, 3) {
            followers[other].push(number);
        }
    }
    let mut left: BTreeSet<usize> = BTreeSet::new();
    left.extend(0..before.len());
    let waits = |left: &BTreeSet<usize>, number: usize, count: usize| {
        earlier(number, count).any(|other| left.contains(&other))
    };
    // A stack: the next number is the last one.
    let mut ready: Vec<usize> =
        (0..before.len()).rev().filter(|&number| !waits(&left, number, 3)).collect();
    let mut order = Vec::with_capacity(before.len());
    while !left.is_empty() {
        let circle = || {
            let cut = |count| left.iter().copied().find(|&number| !waits(&left, number, count));
            cut(2).or_else(|| cut(1))
        };
        let next = ready.pop().or_else(circle).or_else(|| left.first().copied());
        let Some(next) = next else { break };
        left.remove(&next);
        order.push(next);
        let is_ready = |follower: &usize| left.contains(follower) && !waits(&left, *follower, 3);
        let parts: BTreeSet<usize> = set_of(followers[next].iter().copied().filter(is_ready));
        ready.extend(parts.into_iter().rev());
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs of a letter and one that must (upper case: should) come before it.
    fn check(all: &str, pairs: &[(char, char)], expected: &str) {
        let number = |letter: char| letter as usize - 'a' as usize;
        let mut before = vec![Before::default(); all.len()];
        for (later, earlier) in pairs {
            let own = &mut before[number(*later)];
            let list = if earlier.is_uppercase() { &mut own.should } else { &mut own.must };
            list.push(number(earlier.to_ascii_lowercase()));
        }
        let found: String =
            order(&before).into_iter().map(|number| char::from(b'a' + number as u8)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn wholes_come_before_their_parts() {
        check("", &[], "");
        check("abc", &[], "abc");
        check("abc", &[('a', 'b'), ('b', 'c')], "cba");
        check("abcd", &[('a', 'd'), ('b', 'd')], "cdab");
        // A number comes right after the last one that it waits for, before any other.
        check("abcdef", &[('e', 'a'), ('d', 'a'), ('f', 'b')], "adebfc");
        check("abcde", &[('d', 'a'), ('d', 'b'), ('e', 'd')], "abdec");
        check("abc", &[('a', 'B'), ('b', 'C')], "cba");
        // A circle is cut at what should, not at what must, whatever the digests.
        check("ab", &[('a', 'b'), ('b', 'A')], "ba");
        check("ab", &[('a', 'B'), ('b', 'a')], "ab");
        check("abc", &[('a', 'c'), ('c', 'B'), ('b', 'A')], "bca");
        // A circle is cut at what may before it is cut at what should.
        let (first, second) = (vec![0], vec![1]);
        let waits = |should, may| Before { should, may, must: Vec::new() };
        let circle = [waits(second.clone(), vec![]), waits(vec![], first.clone())];
        assert_eq!(order(&circle), [1, 0]);
        let circle = [waits(vec![], second), waits(first, vec![])];
        assert_eq!(order(&circle), [0, 1]);
        // An impossible circle is cut somewhere, and nothing is lost.
        check("abc", &[('a', 'b'), ('b', 'a'), ('c', 'b')], "abc");
    }
}
