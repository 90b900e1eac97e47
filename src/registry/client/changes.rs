//! What changes a registry. Only `cleanup` calls what deletes.

use crate::model::{Digest, RepositoryName};
use crate::registry::auth::need::Need;
use crate::registry::client::Client;
use crate::registry::error::Error;
use crate::registry::listing::Deletion;
use crate::registry::oci;

impl Client {
    /// Deletes the manifest `digest`, with every tag on it.
    ///
    /// # Errors
    ///
    /// Whenever the registry did not say that it deleted it, or that it does not exist.
    pub async fn delete_manifest(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Deletion, Error> {
        let request = oci::delete::request(self.endpoint(), repository, digest);
        let answer = self.ask(&request, Need::Delete(repository)).await;
        oci::delete::read(answer.map(|_| ()))
    }
}
