//! Harbor's dialect for changes.

use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::listing::{Deletion, RepositoryDeletion};
use crate::registry::dialect::call::{Call, Question};
use crate::registry::dialect::changing::ChangingDialect;
use crate::registry::dialect::harbor::{Harbor, delete_artifact, delete_repository, untag};
use crate::registry::dialect::oci;
use crate::registry::error::Error;
use crate::registry::line::api::Api;

impl ChangingDialect for Harbor {
    fn changes_by(&self) -> Api {
        Api::Passwords
    }

    /// The request to Harbor's own API, and behind it one to `/v2/`, which deletes the same along.
    fn delete_manifest(
        &self,
        at: &Endpoint,
        of: &RepositoryName,
        digest: &Digest,
    ) -> Result<Vec<Call>, Error> {
        let own = Call::by_password(delete_artifact::request(at, of, digest)?);
        Ok(vec![own, Call::v2(oci::delete::request(at, of, digest))])
    }

    fn untag(
        &self,
        at: &Endpoint,
        of: &RepositoryName,
        tag: &TagName,
        digest: Option<&Digest>,
    ) -> Result<Call, Error> {
        Ok(Call::by_password(untag::request(at, of, tag, digest)?))
    }

    fn untagging(&self, answer: Result<(), Error>) -> Result<Deletion, Error> {
        self.deletion(answer)
    }

    fn delete_repository(
        &self,
        at: &Endpoint,
        of: &RepositoryName,
    ) -> Result<Question<RepositoryDeletion>, Error> {
        let call = Call::by_password(delete_repository::request(at, of)?);
        Ok(call.read_by(|_, _| Ok(RepositoryDeletion::of(Deletion::Accepted))))
    }
}
