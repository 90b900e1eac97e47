//! Locks: what may be done with a repository, a tag or a manifest, changed.

use crate::model::{Attributes, RepositoryName};
use crate::registry::auth::need::Need;
use crate::registry::client::Client;
use crate::registry::dialect::acr;
use crate::registry::error::Error;
use crate::registry::locking::{LockChange, LockTarget};

impl Client {
    /// Allows what `change` says from now on, and nothing else; returns what the registry says that
    /// is so now. Only for a registry with locks ([`crate::registry::Capabilities::locks`]).
    ///
    /// # Errors
    ///
    /// Whenever the registry did not say that it is so now.
    pub async fn set_lock(
        &self,
        repository: &RepositoryName,
        target: &LockTarget,
        change: LockChange,
    ) -> Result<Attributes, Error> {
        let request = acr::lock::request(self.endpoint(), repository, target, change);
        let response = self.ask(&request, Need::Write(repository)).await?;
        acr::lock::read(&request.url, &response, change)
    }
}
