//! Blobs: the size of each digest, from all statements about it, and the number of its users.

use crate::model::{Amount, Descriptor};

/// A descriptor states a size.
const STATED: u8 = 1;
/// The digest is a manifest that was read: its length is known.
const VERIFIED: u8 = 2;
/// Two statements of the size disagree.
const CONFLICT: u8 = 4;
/// A manifest uses the digest as content that the registry keeps.
const STORED: u8 = 8;
/// A manifest uses the digest as a layer.
const LAYER: u8 = 16;

/// One record for each digest, by its number.
#[derive(Debug, Clone, Default)]
pub(super) struct Blobs {
    records: Vec<Record>,
    /// The last node and the last repository that were counted for each digest, until all are.
    last: Vec<(u32, u32)>,
}

/// Size and users of one digest, side by side: with a million digests, each look at another list
/// waits for memory.
#[derive(Debug, Clone, Copy)]
struct Record {
    /// Bytes: the verified length, or else the largest stated size.
    size: u64,
    /// Nodes that use the digest themselves.
    users: u32,
    /// Repositories of those nodes.
    repositories: u32,
    flags: u8,
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
    /// repository; the number of a new digest is one more than the last.
    pub(super) fn count(&mut self, blob: u32, node: u32, repository: u32) -> News {
        if blob as usize == self.records.len() {
            self.records.push(Record { size: 0, users: 0, repositories: 0, flags: 0 });
            self.last.push((u32::MAX, u32::MAX));
        }
        let record = &mut self.records[blob as usize];
        let (last_user, last_repository) = &mut self.last[blob as usize];
        if *last_user == node {
            return News::Repeated;
        }
        *last_user = node;
        record.users += 1;
        if *last_repository == repository {
            return News::InNode;
        }
        *last_repository = repository;
        record.repositories += 1;
        News::InRepository
    }

    /// Records the length of a manifest that was read. It counts more than any descriptor.
    pub(super) fn verified(&mut self, blob: u32, bytes: u64) {
        let record = &mut self.records[blob as usize];
        if record.flags & (STATED | VERIFIED) != 0 && record.size != bytes {
            record.flags |= CONFLICT;
        }
        record.size = if record.flags & VERIFIED != 0 { bytes.max(record.size) } else { bytes };
        record.flags |= VERIFIED | STORED;
    }

    /// Records a manifest's descriptor of content that it uses.
    pub(super) fn used(&mut self, blob: u32, descriptor: &Descriptor) {
        let record = &mut self.records[blob as usize];
        record.state(descriptor.size);
        if descriptor.is_stored() {
            record.flags |= STORED;
        }
    }

    /// Records a manifest's descriptor of a layer.
    pub(super) fn used_as_layer(&mut self, blob: u32, descriptor: &Descriptor) {
        self.used(blob, descriptor);
        self.records[blob as usize].flags |= LAYER;
    }

    /// Records a size from any descriptor, also from an index's entry.
    pub(super) fn stated(&mut self, blob: u32, size: Option<u64>) {
        self.records[blob as usize].state(size);
    }

    /// Stored bytes; with a gap where the size is stated nowhere.
    pub(super) fn amount(&self, blob: u32) -> Amount {
        let Record { size, flags, .. } = self.records[blob as usize];
        if flags & STORED == 0 {
            return Amount::default();
        }
        let known = flags & (STATED | VERIFIED) != 0;
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
        self.records[blob as usize].repositories
    }

    /// Whether the registry keeps the bytes.
    pub(super) fn is_stored(&self, blob: u32) -> bool {
        self.records[blob as usize].flags & STORED != 0
    }

    /// Whether two stated sizes disagree.
    pub(super) fn is_disputed(&self, blob: u32) -> bool {
        self.records[blob as usize].flags & CONFLICT != 0
    }

    /// Whether a manifest uses the digest as a layer.
    pub(super) fn is_layer(&self, blob: u32) -> bool {
        self.records[blob as usize].flags & LAYER != 0
    }
}

impl Record {
    fn state(&mut self, size: Option<u64>) {
        let Some(size) = size else { return };
        if self.flags & (STATED | VERIFIED) != 0 && self.size != size {
            self.flags |= CONFLICT;
        }
        if self.flags & VERIFIED == 0 {
            self.size = size.max(self.size);
        }
        self.flags |= STATED;
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
        let news: Vec<News> =
            [(7, 0), (7, 0), (8, 0), (9, 1)].map(|(node, repo)| blobs.count(0, node, repo)).into();
        assert_eq!(news, [News::InRepository, News::Repeated, News::InNode, News::InRepository]);
        assert_eq!((blobs.users(0), blobs.repositories(0)), (3, 2));
    }
}
