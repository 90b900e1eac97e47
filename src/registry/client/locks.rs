//! Locks of a repository, a tag or a manifest, changed.

use crate::model::{Attributes, RepositoryName};
use crate::registry::auth::need::{Need, Purpose};
use crate::registry::client::changes::Changes;
use crate::registry::error::Error;
use crate::registry::locking::{LockChange, LockTarget};

impl Changes {
    /// Sets the locks on deleting and overwriting as `change` says. Returns all locks as the registry
    /// reports them afterwards. Only for a registry with locks ([`crate::registry::Capabilities::locks`]).
    ///
    /// # Errors
    ///
    /// Whenever the registry did not report the locks that `change` asks for.
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
