//! Many short lists of numbers in two flat vectors: no allocation and no hashing for each list.

use std::collections::BTreeSet;

/// List `i` is `items[start[i]..start[i + 1]]`; lists beyond the last start are empty.
#[derive(Debug, Clone)]
pub(super) struct Lists {
    start: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// A collection without lists.
    pub(super) fn new() -> Self {
        Self { start: vec![0], items: Vec::new() }
    }

    /// A collection without lists, with room for `lists`, and for `items` in all of them.
    pub(super) fn with_capacity(lists: usize, items: usize) -> Self {
        let mut start = Vec::with_capacity(lists + 1);
        start.push(0);
        Self { start, items: Vec::with_capacity(items) }
    }

    /// `count` lists from pairs of list and item; items keep the order of the pairs.
    pub(super) fn from_pairs(count: usize, pairs: &[(u32, u32)]) -> Self {
        if pairs.is_empty() {
            return Self::new();
        }
        let mut start = vec![0_u32; count + 1];
        for &(list, _) in pairs {
            start[list as usize + 1] += 1;
        }
        for i in 0..count {
            start[i + 1] += start[i];
        }
        let mut next = start.clone();
        let mut items = vec![0; pairs.len()];
        for &(list, item) in pairs {
            let place = &mut next[list as usize];
            items[*place as usize] = item;
            *place += 1;
        }
        Self { start, items }
    }

    /// Adds an item to the open list, which is the last one.
    pub(super) fn push(&mut self, item: u32) {
        self.items.push(item);
    }

    /// Closes the open list.
    pub(super) fn close(&mut self) {
        self.start.push(self.items.len() as u32);
    }

    /// Closes the open list without its repeated items; the others keep their order.
    pub(super) fn close_without_repeats(&mut self) {
        let begin = *self.start.last().unwrap_or(&0) as usize;
        // Most indexes list a handful of manifests; a hostile one lists thousands.
        let mut seen = BTreeSet::new();
        let mut kept = begin;
        for i in begin..self.items.len() {
            if seen.insert(self.items[i]) {
                self.items[kept] = self.items[i];
                kept += 1;
            }
        }
        self.items.truncate(kept);
        self.close();
    }

    /// Gives back memory that is not used.
    pub(super) fn end(&mut self) {
        if self.items.is_empty() {
            self.start = vec![0];
        }
        self.items.shrink_to_fit();
        self.start.shrink_to_fit();
    }

    /// The number of closed lists.
    pub(super) fn len(&self) -> usize {
        self.start.len() - 1
    }

    /// The items of list `i`, in order.
    pub(super) fn of(&self, i: u32) -> &[u32] {
        match self.start.get(i as usize..i as usize + 2) {
            Some(&[from, to]) => &self.items[from as usize..to as usize],
            _ => &[],
        }
    }

    /// The lists backwards: for each of `count` items, the lists that hold it.
    pub(super) fn reversed(&self, count: usize) -> Self {
        let mut pairs = Vec::with_capacity(self.items.len());
        for list in 0..self.len() as u32 {
            pairs.extend(self.of(list).iter().map(|&item| (item, list)));
        }
        Self::from_pairs(count, &pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_are_dropped() {
        let mut lists = Lists::new();
        for list in [&[3, 3][..], &[], &[3, 1, 3, 2, 1]] {
            list.iter().for_each(|&item| lists.push(item));
            lists.close_without_repeats();
        }
        assert_eq!((lists.of(0), lists.of(1), lists.of(2)), (&[3][..], &[][..], &[3, 1, 2][..]));
    }

    #[test]
    fn lists_hold_what_was_pushed_and_reverse() {
        let mut lists = Lists::new();
        for list in [&[2, 0][..], &[], &[2]] {
            list.iter().for_each(|&item| lists.push(item));
            lists.close();
        }
        assert_eq!((lists.len(), lists.of(0), lists.of(1)), (3, &[2, 0][..], &[][..]));

        let back = lists.reversed(3);
        assert_eq!((back.of(0), back.of(1), back.of(2)), (&[0][..], &[][..], &[0, 2][..]));

        let mut empty = Lists::new();
        (0..3).for_each(|_| empty.close());
        empty.end();
        for lists in [empty.reversed(3), empty, Lists::from_pairs(3, &[])] {
            assert_eq!((lists.of(0), lists.of(2)), (&[][..], &[][..]));
        }
    }
}
