//! Dice: numbers that look random and are the same on every machine, every time.

use crate::model::Digest;

/// A generator that is fixed by its seed: FNV-1a reads the seed, splitmix64 makes the numbers.
pub(super) struct Dice(u64);

impl Dice {
    /// A generator whose numbers depend on the seed only.
    pub(super) fn new(seed: &str) -> Self {
        let fold =
            |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        Self(seed.bytes().fold(0xcbf2_9ce4_8422_2325, fold))
    }

    /// The next number of the sequence, of 64 bits.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// A random digest, for a layer that has no bytes.
    pub(super) fn digest(&mut self) -> Digest {
        let mut raw = [0; 32];
        for chunk in raw.chunks_exact_mut(8) {
            chunk.copy_from_slice(&self.next().to_be_bytes());
        }
        Digest::sha256(raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_of_numbers_is_fixed() {
        // splitmix64's published first output for the state 0.
        assert_eq!(Dice(0).next(), 0xe220_a839_7b1d_cdaf);
        // FNV-1a's published hash of "a".
        assert_eq!(Dice::new("a").0, 0xaf63_dc4c_8601_ec8c);
        let mut dice = Dice::new("x");
        assert!((0..1000).all(|_| (3..=5).contains(&dice.between(3, 5))));
    }
}
