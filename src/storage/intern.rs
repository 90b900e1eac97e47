//! Interning: each digest gets a small number. A registry names few digests very many times.

use std::hash::{BuildHasher, RandomState};

use crate::model::Digest;

/// The number in a free slot.
const FREE: u32 = u32::MAX;

/// Numbers digests from 0 in the order of their first appearance.
#[derive(Debug, Clone)]
pub(super) struct Interner {
    digests: Vec<Digest>,
    /// A hash table with linear probing, a power of two long and never more than half full.
    slots: Vec<Slot>,
    /// Anybody who pushes may choose digests: without a seed, they could be made to collide.
    seed: u64,
}

/// A number, and the hash of its digest. Most other digests already differ in the hash.
#[derive(Debug, Clone, Copy)]
struct Slot {
    hash: u32,
    number: u32,
}

impl Interner {
    /// Room for `expected` digests without growing.
    pub(super) fn with_capacity(expected: usize) -> Self {
        Self {
            digests: Vec::with_capacity(expected),
            slots: free((expected * 2).next_power_of_two().max(16)),
            seed: RandomState::new().hash_one(0_u8),
        }
    }

    /// The number of `digest`; a new number at its first appearance.
    pub(super) fn intern(&mut self, digest: &Digest) -> u32 {
        if self.digests.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let hash = self.hash(digest);
        let place = self.place(hash, digest);
        if self.slots[place].number == FREE {
            self.slots[place] = Slot { hash, number: self.digests.len() as u32 };
            self.digests.push(digest.clone());
        }
        self.slots[place].number
    }

    /// The number of `digest`; `None` if it never appeared.
    pub(super) fn find(&self, digest: &Digest) -> Option<u32> {
        let Slot { number, .. } = self.slots[self.place(self.hash(digest), digest)];
        (number != FREE).then_some(number)
    }

    /// The digest of a number that this interner gave out.
    pub(super) fn digest(&self, number: u32) -> &Digest {
        &self.digests[number as usize]
    }

    /// The slot of `digest`, or the free slot for it.
    fn place(&self, hash: u32, digest: &Digest) -> usize {
        let mask = self.slots.len() - 1;
        let mut place = hash as usize & mask;
        loop {
            let slot = self.slots[place];
            let found = slot.hash == hash && slot.number != FREE;
            if slot.number == FREE || found && self.digests[slot.number as usize] == *digest {
                return place;
            }
            place = (place + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let mut slots = free(self.slots.len() * 2);
        let mask = slots.len() - 1;
        for slot in self.slots.iter().filter(|slot| slot.number != FREE) {
            let mut place = slot.hash as usize & mask;
            while slots[place].number != FREE {
                place = (place + 1) & mask;
            }
            slots[place] = *slot;
        }
        self.slots = slots;
    }

    /// Hashes all bytes, so that made-up digests with the same beginning do not collide.
    fn hash(&self, digest: &Digest) -> u32 {
        let bytes: &[u8] = match digest {
            Digest::Sha256(raw) => raw,
            Digest::Sha512(raw) => raw.as_slice(),
        };
        let mut hash = self.seed;
        for word in bytes.as_chunks::<8>().0 {
            hash = (hash ^ u64::from_le_bytes(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            hash ^= hash >> 32;
        }
        hash as u32
    }
}

fn free(count: usize) -> Vec<Slot> {
    vec![Slot { hash: 0, number: FREE }; count]
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
        let short = interner.intern(&Digest::Sha256([0; 32]));
        let long = interner.intern(&Digest::Sha512(Box::new([0; 64])));
        assert_ne!(short, long);
    }
}
