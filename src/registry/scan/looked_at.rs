//! The repository that somebody looks at while a scan runs: it is read before all others.

use std::cell::RefCell;
use std::rc::Rc;

use crate::model::RepositoryName;

/// The name of the repository in view, which may change at any time. Cheap to clone; clones share the name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LookedAt(Rc<RefCell<Option<RepositoryName>>>);

impl LookedAt {
    /// Changes the name; `None` where no repository is in view.
    pub fn set(&self, name: Option<RepositoryName>) {
        self.0.replace(name);
    }

    /// The name at this moment.
    #[must_use]
    pub fn get(&self) -> Option<RepositoryName> {
        self.0.borrow().clone()
    }

    /// The name at this moment, where it is another one than `last`.
    pub(super) fn other_than(&self, last: Option<&RepositoryName>) -> Option<RepositoryName> {
        self.0.borrow().as_ref().filter(|name| Some(*name) != last).cloned()
    }
}
