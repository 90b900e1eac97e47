//! Interning: each blob of an analysis gets a small number. A blob is a digest in a store: most registries have one store
//! for all repositories, and keep each digest once.

use std::hash::{BuildHasher, RandomState};

use crate::model::Digest;

/// The number in a free slot.
const FREE: u32 = u32::MAX;

/// Numbers blobs from 0 in the order of their first appearance.
#[derive(Debug, Clone)]
pub(super) struct Interner {
    digests: Vec<Digest>,
    /// The store of each blob. All blobs beyond the end are in store 0.
    stores: Vec<u32>,
    /// A hash table with linear probing, a power of two long and never more than three quarters full: numbers of blobs.
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
            stores: Vec::new(),
            slots: free((expected * 4 / 3 + 1).next_power_of_two().max(16)),
            seed: RandomState::new().hash_one(0_u8),
        }
    }

    /// The number of `digest` in a store; a new number at its first appearance.
    pub(super) fn intern(&mut self, store: u32, digest: &Digest) -> u32 {
        if self.digests.len() * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let place = self.place(store, digest);
        if self.slots[place] == FREE {
            self.slots[place] = self.digests.len() as u32;
            if store > 0 {
                self.stores.resize(self.digests.len(), 0);
                self.stores.push(store);
            }
            self.digests.push(digest.clone());
        }
        self.slots[place]
    }

    /// The number of `digest` in a store; `None` if it never appeared there.
    pub(super) fn find(&self, store: u32, digest: &Digest) -> Option<u32> {
        let number = self.slots[self.place(store, digest)];
        (number != FREE).then_some(number)
    }

    /// The digest of a number that this interner gave out.
    pub(super) fn digest(&self, number: u32) -> &Digest {
        &self.digests[number as usize]
    }

    fn store(&self, number: u32) -> u32 {
        self.stores.get(number as usize).copied().unwrap_or_default()
    }

    /// The slot of `digest` in a store, or the free slot for it.
    fn place(&self, store: u32, digest: &Digest) -> usize {
        let mask = self.slots.len() - 1;
        let mut place = self.first_place(store, digest);
        loop {
            let number = self.slots[place];
            let is_found =
                || self.digests[number as usize] == *digest && self.store(number) == store;
            if number == FREE || is_found() {
                return place;
            }
            place = (place + 1) & mask;
        }
    }

    fn grow(&mut self) {
        self.slots = free(self.slots.len() * 2);
        for number in 0..self.digests.len() {
            let number = number as u32;
            let place = self.place(self.store(number), self.digest(number));
            self.slots[place] = number;
        }
    }

    fn first_place(&self, store: u32, digest: &Digest) -> usize {
        let key = digest.address() as u64 ^ u64::from(store) << 32;
        let mixed = (key ^ self.seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
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
                assert_eq!(interner.intern(0, digest), i as u32);
            }
        }
        assert_eq!(interner.digests.len(), 1000);
        assert_eq!(interner.digest(7), &digests[7]);
        assert_eq!(interner.find(0, &digests[999]), Some(999));
        assert_eq!(interner.find(0, &Digest::of(b"another")), None);
    }

    #[test]
    fn a_digest_in_two_stores_is_two_blobs() {
        let mut interner = Interner::with_capacity(0);
        let digest = |i: u32| Digest::of(&i.to_le_bytes());
        for _ in 0..2 {
            for number in 0..300 {
                assert_eq!(interner.intern(number / 100, &digest(number % 100)), number);
            }
        }
        for number in 0..300 {
            assert_eq!(interner.digest(number), &digest(number % 100));
            assert_eq!(interner.find(number / 100, &digest(number % 100)), Some(number));
        }
        assert_eq!(interner.find(3, &digest(0)), None);
    }

    #[test]
    fn algorithms_do_not_mix() {
        let mut interner = Interner::with_capacity(0);
        let short = interner.intern(0, &Digest::sha256([0; 32]));
        let long = interner.intern(0, &Digest::sha512([0; 64]));
        assert_ne!(short, long);
    }
}
