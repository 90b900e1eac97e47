//! Content kept from earlier scans: manifests and image configs, which never change under their digest.
//!
//! A scan asks the store for a repository's packs before it asks the registry for anything but the repository's
//! lists. A kept body stands in for an answer only where this scan's own lists, tags or indexes named its digest, and
//! only after its bytes were hashed again. So a store that lies, or that another sign-in filled, shows nothing: it
//! only fails to save requests.

mod content;
mod fresh;
mod pack;
mod questions;

use std::fmt;
use std::rc::Rc;

use futures::future::LocalBoxFuture;

use crate::model::RepositoryName;

pub(super) use content::KeptContent;
pub(super) use fresh::Fresh;
pub(super) use questions::{OfScan, Read, Way};

/// A place that outlives the page and keeps content of one registry. It may lose anything at any time; its failures
/// cost speed only.
pub trait ContentStore {
    /// The packs kept of a repository, each as [`ContentStore::add`] was given it. None where the store cannot be read.
    fn packs(&self, repository: &RepositoryName) -> LocalBoxFuture<'static, Vec<Vec<u8>>>;

    /// Keeps one more pack of a repository.
    fn add(&self, repository: &RepositoryName, pack: Vec<u8>);

    /// Keeps this pack of a repository in the place of all earlier ones.
    fn replace(&self, repository: &RepositoryName, pack: Vec<u8>);
}

/// The store of a scan. Cheap to clone.
#[derive(Clone)]
pub struct Store(pub Rc<dyn ContentStore>);

impl PartialEq for Store {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Store {}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}
