//! What each digest weighs, out of everything that is said of it.

use crate::model::{Amount, Descriptor};

/// Somebody stated a size.
const STATED: u8 = 1;
/// It is a manifest that was read: its length is known.
const VERIFIED: u8 = 2;
/// Two statements disagree.
const CONFLICT: u8 = 4;
/// Somebody uses it as content that the registry keeps.
const STORED: u8 = 8;
/// Some image uses it as its config.
const CONFIG: u8 = 16;
/// Somebody uses it as a layer.
const LAYER: u8 = 32;

/// The sizes of all digests, by their numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Sizes {
    /// The verified length, or else the largest size that was stated.
    value: Vec<u64>,
    flags: Vec<u8>,
}

/// How a manifest uses a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// As its config.
    Config,
    /// As a layer.
    Layer,
}

impl Sizes {
    /// Makes room for a digest number.
    pub(super) fn know(&mut self, blob: u32) {
        if blob as usize >= self.flags.len() {
            self.value.resize(blob as usize + 1, 0);
            self.flags.resize(blob as usize + 1, 0);
        }
    }

    /// The digest is a manifest of this many bytes: the truth, whatever descriptors say.
    pub(super) fn verified(&mut self, blob: u32, bytes: u64) {
        let (value, flags) = (&mut self.value[blob as usize], &mut self.flags[blob as usize]);
        if *flags & (STATED | VERIFIED) != 0 && *value != bytes {
            *flags |= CONFLICT;
        }
        *value = if *flags & VERIFIED != 0 { bytes.max(*value) } else { bytes };
        *flags |= VERIFIED | STORED;
    }

    /// A manifest uses the digest and says this of it.
    pub(super) fn used(&mut self, blob: u32, descriptor: &Descriptor, how: Use) {
        self.stated(blob, descriptor.size);
        let flags = &mut self.flags[blob as usize];
        *flags |= if how == Use::Config { CONFIG } else { LAYER };
        if descriptor.stored {
            *flags |= STORED;
        }
    }

    /// Some descriptor, an index's entry too, says that the digest has this size.
    pub(super) fn stated(&mut self, blob: u32, size: Option<u64>) {
        let Some(size) = size else { return };
        let (value, flags) = (&mut self.value[blob as usize], &mut self.flags[blob as usize]);
        if *flags & (STATED | VERIFIED) != 0 && *value != size {
            *flags |= CONFLICT;
        }
        if *flags & VERIFIED == 0 {
            *value = size.max(*value);
        }
        *flags |= STATED;
    }

    /// Bytes that the registry keeps for it; with a gap where its size is stated nowhere.
    pub(super) fn amount(&self, blob: u32) -> Amount {
        let flags = self.flags[blob as usize];
        if flags & STORED == 0 {
            return Amount::default();
        }
        let known = flags & (STATED | VERIFIED) != 0;
        Amount { bytes: if known { self.value[blob as usize] } else { 0 }, has_gaps: !known }
    }

    /// Whether the registry keeps it.
    pub(super) fn is_stored(&self, blob: u32) -> bool {
        self.flags[blob as usize] & STORED != 0
    }

    /// Whether two statements of its size disagree.
    pub(super) fn is_disputed(&self, blob: u32) -> bool {
        self.flags[blob as usize] & CONFLICT != 0
    }

    /// Whether some manifest uses it so.
    pub(super) fn is_used_as(&self, blob: u32, how: Use) -> bool {
        self.flags[blob as usize] & if how == Use::Config { CONFIG } else { LAYER } != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    enum Say {
        Verified(u64),
        Stated(Option<u64>),
        Layer(Option<u64>, bool),
    }
    use Say::{Layer, Stated, Verified};

    /// Statements in order and in reverse come to the same.
    fn check(statements: &[Say], expected: Amount, disputed: bool) {
        let forth: Vec<&Say> = statements.iter().collect();
        let back: Vec<&Say> = statements.iter().rev().collect();
        for order in [forth, back] {
            let mut sizes = Sizes::default();
            sizes.know(0);
            for statement in order {
                match statement {
                    Verified(bytes) => sizes.verified(0, *bytes),
                    Stated(size) => sizes.stated(0, *size),
                    Layer(size, stored) => sizes.used(0, &layer(*size, *stored), Use::Layer),
                }
            }
            assert_eq!((sizes.amount(0), sizes.is_disputed(0)), (expected, disputed));
        }
    }

    fn layer(size: Option<u64>, stored: bool) -> Descriptor {
        Descriptor {
            media_type: "x".into(),
            digest: crate::model::Digest::of(b""),
            size,
            stored,
            platform: None,
            artifact_type: None,
            attests: None,
        }
    }

    #[test]
    fn one_digest_has_one_size() {
        let unknown = Amount { bytes: 0, has_gaps: true };
        check(&[Layer(Some(7), true)], Amount::exact(7), false);
        check(&[Layer(Some(7), true), Layer(Some(7), true)], Amount::exact(7), false);
        // The larger counts.
        check(&[Layer(Some(7), true), Layer(Some(9), true)], Amount::exact(9), true);
        check(
            &[Layer(Some(7), true), Layer(Some(9), true), Stated(Some(7))],
            Amount::exact(9),
            true,
        );
        // A verified length counts, even against a larger statement.
        check(&[Verified(5), Stated(Some(9))], Amount::exact(5), true);
        check(&[Verified(5), Stated(Some(5))], Amount::exact(5), false);
        check(&[Verified(5), Verified(5), Stated(None)], Amount::exact(5), false);
        // Stated nowhere, and stated by somebody else.
        check(&[Layer(None, true)], unknown, false);
        check(&[Layer(None, true), Layer(Some(7), true)], Amount::exact(7), false);
        check(&[Layer(None, true), Stated(Some(7))], Amount::exact(7), false);
        // Not stored here, unless somebody stores it.
        check(&[Layer(Some(7), false)], Amount::exact(0), false);
        check(&[Layer(None, false)], Amount::exact(0), false);
        check(&[Layer(Some(7), false), Layer(Some(7), true)], Amount::exact(7), false);
        check(&[Layer(Some(7), false), Layer(None, true)], Amount::exact(7), false);
        // 0 is a size.
        check(&[Layer(Some(0), true), Layer(Some(7), true)], Amount::exact(7), true);
    }
}
