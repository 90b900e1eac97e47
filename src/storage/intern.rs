//! Digests as small numbers: a registry names few contents very many times.

use std::hash::{BuildHasher, RandomState};

use crate::model::Digest;

/// An empty slot.
const FREE: u32 = u32::MAX;

/// Numbers digests from 0 in the order of their first appearance.
#[derive(Debug, Clone)]
pub(super) struct Interner {
    digests: Vec<Digest>,
    /// A hash table with linear probing, a power of two long and never more than half full.
    slots: Vec<u32>,
    /// Digests are stated by whoever may push: without a seed they could be made to collide.
    seed: u64,
}

impl Interner {
    /// Room for `expected` digests without growing.
    pub(super) fn with_capacity(expected: usize) -> Self {
        let slots = vec![FREE; (expected * 2).next_power_of_two().max(16)];
        Self { digests: Vec::new(), slots, seed: RandomState::new().hash_one(0_u8) }
    }

    /// How many digests there are.
    pub(super) fn len(&self) -> usize {
        self.digests.len()
    }

    /// The number of `digest`, a new one if it was not seen before.
    pub(super) fn intern(&mut self, digest: &Digest) -> u32 {
        if self.digests.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(digest);
        if self.slots[slot] == FREE {
            self.slots[slot] = self.digests.len() as u32;
            self.digests.push(digest.clone());
        }
        self.slots[slot]
    }

    /// The number of `digest`, if it has one.
    pub(super) fn find(&self, digest: &Digest) -> Option<u32> {
        let id = self.slots[self.slot(digest)];
        (id != FREE).then_some(id)
    }

    /// The digest of a number that this interner gave out.
    pub(super) fn digest(&self, id: u32) -> &Digest {
        &self.digests[id as usize]
    }

    /// Where `digest` is, or the free slot where it belongs.
    fn slot(&self, digest: &Digest) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = (self.hash(digest) >> 32) as usize & mask;
        while self.slots[slot] != FREE && self.digests[self.slots[slot] as usize] != *digest {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        self.slots = vec![FREE; self.slots.len() * 2];
        for id in 0..self.digests.len() {
            let slot = self.slot(&self.digests[id]);
            self.slots[slot] = id as u32;
        }
    }

    /// All bytes count, so that stated digests that begin alike do not pile up.
    fn hash(&self, digest: &Digest) -> u64 {
        let bytes: &[u8] = match digest {
            Digest::Sha256(raw) => raw,
            Digest::Sha512(raw) => raw.as_slice(),
        };
        let (words, _) = bytes.as_chunks::<8>();
        words.iter().fold(self.seed, |hash, word| {
            let mixed = (hash ^ u64::from_le_bytes(*word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            mixed ^ mixed >> 32
        })
    }
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
        assert_eq!(interner.len(), 1000);
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
