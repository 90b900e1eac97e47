//! Bodies that came from the registry during a scan, on their way to the store.

use std::collections::BTreeMap;

use crate::model::{Digest, Manifest, RepositoryName};
use crate::registry::scan::kept::Store;
use crate::registry::scan::kept::pack::Pack;

/// Most bytes that wait for the store: a page that is closed loses them.
const MAX_WAITING: usize = 1 << 20;

/// Fresh bodies by repository.
#[derive(Default)]
pub(in crate::registry::scan) struct Fresh {
    store: Option<Store>,
    packs: BTreeMap<RepositoryName, Pack>,
    waiting: usize,
}

impl Fresh {
    /// Fresh bodies for this store; without one they are dropped.
    pub(in crate::registry::scan) fn bound_for(store: Option<Store>) -> Self {
        Self { store, ..Self::default() }
    }

    /// Adds the bytes that a manifest was read from, unless its digest is that of a part of them, as with signed
    /// Docker schema 1.
    pub(in crate::registry::scan) fn add_manifest(
        &mut self,
        of: &RepositoryName,
        manifest: &Manifest,
        body: &[u8],
    ) {
        if manifest.size == body.len() as u64 {
            self.add(of, &manifest.digest, manifest.media_type.as_str(), body);
        }
    }

    /// Adds a body that was verified.
    pub(in crate::registry::scan) fn add(
        &mut self,
        of: &RepositoryName,
        digest: &Digest,
        media_type: &str,
        body: &[u8],
    ) {
        if self.store.is_none() {
            return;
        }
        let pack = self.packs.entry(of.clone()).or_default();
        self.waiting -= pack.len();
        pack.push(digest, media_type, body);
        self.waiting += pack.len();
        if self.waiting > MAX_WAITING {
            self.flush();
        }
    }

    /// Hands everything over to the store.
    pub(in crate::registry::scan) fn flush(&mut self) {
        self.waiting = 0;
        let Some(Store(store)) = &self.store else { return };
        for (repository, pack) in std::mem::take(&mut self.packs) {
            store.add(&repository, pack.into_bytes());
        }
    }
}
