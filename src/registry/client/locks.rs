//! Locks of a repository, a tag or a manifest, changed.

use crate::model::{Attributes, RepositoryName};
use crate::registry::auth::need::{Need, Purpose};
use crate::registry::client::changes::Changes;
use crate::registry::error::Error;
use crate::registry::locking::{LockChange, LockTarget};

impl Changes {
    /// Allows what `change` says from now on, and nothing else; returns what the registry says that
    /// is so now. Only for a registry with locks ([`crate::registry::Capabilities::locks`]).
    ///
    /// # Errors
    ///
    /// Whenever the registry did not say that it is so now.
    pub(crate) async fn set_lock(
        &self,
        repository: &RepositoryName,
        target: &LockTarget,
        change: LockChange,
    ) -> Result<Attributes, Error> {
        let question =
            self.client.changing().set_lock(self.client.endpoint(), repository, target, change)?;
        self.client.answer(question, Need::to(Purpose::SetLocks, repository)).await
    }
}
