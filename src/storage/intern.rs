//! Interning: each digest of an analysis gets a small number.

use std::hash::{BuildHasher, RandomState};

use crate::model::Digest;

/// The number in a free slot.
const FREE: u32 = u32::MAX;

/// Numbers digests from 0 in the order of their first appearance.
#[derive(Debug, Clone)]
pub(super) struct Interner {
    digests: Vec<Digest>,
    /// A hash table with linear probing, a power of two long and never more than three quarters full: numbers of digests.
    slots: Vec<u32>,
    /// Equal digests have one address in memory. Anybody who pushes may choose the order of the addresses: without
    /// a seed, digests could be made to collide.
    seed: u64,
}

impl Interner {
    /// Room for `expected` digests without growing.
    pub(super) fn with_capacity(expected: usize) -> Self {
        Self {
            digests: Vec::with_capacity(expected),
            slots: free((expected * 4 / 3 + 1).next_power_of_two().max(16)),
            seed: RandomState::new().hash_one(0_u8),
        }
    }

    /// The number of `digest`; a new number at its first appearance.
    pub(super) fn intern(&mut self, digest: &Digest) -> u32 {
        if self.digests.len() * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let place = self.place(digest);
        if self.slots[place] == FREE {
            self.slots[place] = self.digests.len() as u32;
            self.digests.push(digest.clone());
        }
        self.slots[place]
    }

    /// The number of `digest`; `None` if it never appeared.
    pub(super) fn find(&self, digest: &Digest) -> Option<u32> {
        let number = self.slots[self.place(digest)];
        (number != FREE).then_some(number)
    }

    /// The digest of a number that this interner gave out.
    pub(super) fn digest(&self, number: u32) -> &Digest {
        &self.digests[number as usize]
    }

    /// The slot of `digest`, or the free slot for it.
    fn place(&self, digest: &Digest) -> usize {
        let mask = self.slots.len() - 1;
        let mut place = self.first_place(digest);
        loop {
            let number = self.slots[place];
            if number == FREE || self.digests[number as usize] == *digest {
                return place;
            }
            place = (place + 1) & mask;
        }
    }

    fn grow(&mut self) {
        self.slots = free(self.slots.len() * 2);
        for number in 0..self.digests.len() {
            let place = self.place(&self.digests[number]);
            self.slots[place] = number as u32;
        }
    }

    fn first_place(&self, digest: &Digest) -> usize {
        let mixed = (digest.address() as u64 ^ self.seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 32) as usize & (self.slots.len() - 1)
    }
}

fn free(count: usize) -> Vec<u32> {
    vec![FREE; count]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_numbered_once_and_found_again() {
        let mut interner = Interner::with_capacity(0);
        let digests: Vec<Digest> = (0..1000_u32).map(|i| Digest::of(&i.to_le_bytes())).collect();
        for _ in 0..2 {
            for (i, digest) in digests.iter().enumerate() {
                assert_eq!(interner.intern(digest), i as u32);
            }
        }
        assert_eq!(interner.digests.len(), 1000);
        assert_eq!(interner.digest(7), &digests[7]);
        assert_eq!(interner.find(&digests[999]), Some(999));
        assert_eq!(interner.find(&Digest::of(b"another")), None);
    }

    #[test]
    fn algorithms_do_not_mix() {
        let mut interner = Interner::with_capacity(0);
        let short = interner.intern(&Digest::sha256([0; 32]));
        let long = interner.intern(&Digest::sha512([0; 64]));
        assert_ne!(short, long);
    }
}
