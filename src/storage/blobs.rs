//! Blobs: the size of each digest, from all statements about it, and the number of its users.

use crate::model::{Amount, Descriptor};

/// A descriptor states a size.
const STATED: u32 = 1;
/// The digest is a manifest that was read: its length is known.
const VERIFIED: u32 = 2;
/// Two statements of the size disagree.
const CONFLICT: u32 = 4;
/// A manifest uses the digest as content that the registry keeps.
const STORED: u32 = 8;
/// A manifest uses the digest as a layer.
const LAYER: u32 = 16;
/// One repository, above all flags.
const REPOSITORY: u32 = 32;

/// No node was counted.
const NOBODY: u32 = u32::MAX;

/// One record for each digest, by its number.
#[derive(Debug, Clone, Default)]
pub(super) struct Blobs {
    records: Vec<Record>,
    /// The last node that was counted for each digest, until all are; or [`NOBODY`].
    last: Vec<u32>,
}

/// Size and users of one digest, side by side: with a million digests, each look at another list
/// waits for memory.
#[derive(Debug, Clone, Copy)]
struct Record {
    /// Bytes: the verified length, or else the largest stated size.
    size: u64,
    /// Nodes that use the digest themselves.
    users: u32,
    /// Repositories of those nodes, times [`REPOSITORY`], and the flags.
    rest: u32,
}

/// News in a use of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum News {
    /// None: the same node uses the blob already. A manifest may list a layer many times.
    Repeated,
    /// New in the node; another node of the repository uses the blob already.
    InNode,
    /// New in the repository.
    InRepository,
}

impl Blobs {
    /// No blobs, with room for `expected`.
    pub(super) fn with_capacity(expected: usize) -> Self {
        Self { records: Vec::with_capacity(expected), last: Vec::with_capacity(expected) }
    }

    /// Ends the counting.
    pub(super) fn end(&mut self) {
        self.last = Vec::new();
    }

    /// The number of digests.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Counts a node that uses a digest itself. Nodes must come one after the other, repository by
    /// repository: `first` is the first node of the repository. The number of a new digest is one more than the last.
    pub(super) fn count(&mut self, blob: u32, node: u32, first: u32) -> News {
        if blob as usize == self.records.len() {
            self.records.push(Record { size: 0, users: 0, rest: 0 });
            self.last.push(NOBODY);
        }
        let record = &mut self.records[blob as usize];
        let last = std::mem::replace(&mut self.last[blob as usize], node);
        if last == node {
            return News::Repeated;
        }
        record.users += 1;
        if last != NOBODY && last >= first {
            return News::InNode;
        }
        record.rest += REPOSITORY;
        News::InRepository
    }

    /// Records the length of a manifest that was read. It counts more than any descriptor.
    pub(super) fn verified(&mut self, blob: u32, bytes: u64) {
        let record = &mut self.records[blob as usize];
        if record.rest & (STATED | VERIFIED) != 0 && record.size != bytes {
            record.rest |= CONFLICT;
        }
        record.size = if record.rest & VERIFIED != 0 { bytes.max(record.size) } else { bytes };
        record.rest |= VERIFIED | STORED;
    }

    /// Records a manifest's descriptor of content that it uses.
    pub(super) fn used(&mut self, blob: u32, descriptor: &Descriptor) {
        let record = &mut self.records[blob as usize];
        record.state(descriptor.size());
        if descriptor.is_stored() {
            record.rest |= STORED;
        }
    }

    /// Records a manifest's descriptor of a layer.
    pub(super) fn used_as_layer(&mut self, blob: u32, descriptor: &Descriptor) {
        self.used(blob, descriptor);
        self.records[blob as usize].rest |= LAYER;
    }

    /// Records a size from any descriptor, also from an index's entry.
    pub(super) fn stated(&mut self, blob: u32, size: Option<u64>) {
        self.records[blob as usize].state(size);
    }

    /// Stored bytes; with a gap where the size is stated nowhere.
    pub(super) fn amount(&self, blob: u32) -> Amount {
        let Record { size, rest, .. } = self.records[blob as usize];
        if rest & STORED == 0 {
            return Amount::default();
        }
        let known = rest & (STATED | VERIFIED) != 0;
        Amount { bytes: if known { size } else { 0 }, has_gaps: !known }
    }

    /// The amount that comes back with the digest. Of content that is kept elsewhere, as every manifest
    /// says, the registry may hold a copy all the same: with a gap.
    pub(super) fn freed(&self, blob: u32) -> Amount {
        self.amount(blob).with_gap(!self.is_stored(blob))
    }

    /// The number of nodes that use the digest themselves.
    pub(super) fn users(&self, blob: u32) -> u32 {
        self.records[blob as usize].users
    }

    /// The number of repositories that use the digest.
    pub(super) fn repositories(&self, blob: u32) -> u32 {
        self.records[blob as usize].rest / REPOSITORY
    }

    /// Whether the registry keeps the bytes.
    pub(super) fn is_stored(&self, blob: u32) -> bool {
        self.records[blob as usize].rest & STORED != 0
    }

    /// Whether two stated sizes disagree.
    pub(super) fn is_disputed(&self, blob: u32) -> bool {
        self.records[blob as usize].rest & CONFLICT != 0
    }

    /// Whether a manifest uses the digest as a layer.
    pub(super) fn is_layer(&self, blob: u32) -> bool {
        self.records[blob as usize].rest & LAYER != 0
    }
}

impl Record {
    fn state(&mut self, size: Option<u64>) {
        let Some(size) = size else { return };
        if self.rest & (STATED | VERIFIED) != 0 && self.size != size {
            self.rest |= CONFLICT;
        }
        if self.rest & VERIFIED == 0 {
            self.size = size.max(self.size);
        }
        self.rest |= STATED;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RareFacts;

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
            let mut blobs = Blobs::default();
            blobs.count(0, 0, 0);
            for statement in order {
                match statement {
                    Verified(bytes) => blobs.verified(0, *bytes),
                    Stated(size) => blobs.stated(0, *size),
                    Layer(size, stored) => blobs.used(0, &layer(*size, *stored)),
                }
            }
            assert_eq!((blobs.amount(0), blobs.is_disputed(0)), (expected, disputed));
        }
    }

    fn layer(size: Option<u64>, stored: bool) -> Descriptor {
        Descriptor::new("x".into(), crate::model::Digest::of(b""), size)
            .with(RareFacts { elsewhere: !stored, ..RareFacts::default() })
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

    #[test]
    fn users_count_once_and_by_repository() {
        let mut blobs = Blobs::default();
        // Two layers of one node alike, another node beside it, and one in another repository.
        let news: Vec<News> = [(7, 7), (7, 7), (8, 7), (9, 9)]
            .map(|(node, first)| blobs.count(0, node, first))
            .into();
        assert_eq!(news, [News::InRepository, News::Repeated, News::InNode, News::InRepository]);
        assert_eq!((blobs.users(0), blobs.repositories(0)), (3, 2));
    }
}
