//! Bodies that came from the registry during a scan, on their way to the store.

use std::collections::{BTreeMap, BTreeSet};

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
    /// Repositories of which the store was given something in this scan.
    handed: BTreeSet<RepositoryName>,
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
            self.handed.insert(repository);
        }
    }

    /// Puts `pack` in the place of a repository's earlier packs, unless some of these are of this scan.
    pub(in crate::registry::scan) fn replace(&self, of: &RepositoryName, pack: Vec<u8>) {
        if let Some(Store(store)) = self.store.as_ref().filter(|_| !self.handed.contains(of)) {
            store.replace(of, pack);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use futures::FutureExt as _;
    use futures::future::{LocalBoxFuture, ready};

    use super::*;
    use crate::registry::scan::kept::ContentStore;

    /// Notes what it is told to do.
    #[derive(Default)]
    struct Log(RefCell<Vec<String>>);

    impl ContentStore for Log {
        fn packs(&self, _: &RepositoryName) -> LocalBoxFuture<'static, Vec<Vec<u8>>> {
            ready(Vec::new()).boxed_local()
        }

        fn add(&self, repository: &RepositoryName, _: Vec<u8>) {
            self.0.borrow_mut().push(format!("add {repository}"));
        }

        fn replace(&self, repository: &RepositoryName, _: Vec<u8>) {
            self.0.borrow_mut().push(format!("replace {repository}"));
        }
    }

    #[test]
    fn packs_of_this_scan_are_not_replaced() {
        let log = Rc::new(Log::default());
        let mut fresh = Fresh::bound_for(Some(Store(log.clone())));
        let [a, b]: [RepositoryName; 2] = ["a", "b"].map(|name| name.parse().expect("a name"));
        fresh.add(&a, &Digest::of(b""), "", &vec![b'x'; MAX_WAITING]);
        fresh.replace(&a, Vec::new());
        fresh.replace(&b, Vec::new());
        assert_eq!(*log.0.borrow(), ["add a", "replace b"]);
    }
}
