//! What changes a registry. Only `cleanup` calls what deletes.

use crate::model::{Digest, MediaType, RepositoryName, TagName};
use crate::registry::answer::listing::{Deletion, RepositoryDeletion};
use crate::registry::auth::need::{Deed, Need};
use crate::registry::client::{Client, Shared};
use crate::registry::dialect::acr;
use crate::registry::dialect::harbor;
use crate::registry::dialect::oci;
use crate::registry::dialect::zot;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::kind::capabilities::{RegistryKind, Untag};

impl Client {
    /// Whether this sign-in has the right for `deed` in `repository`, where that can be known without
    /// trying: a token may say what it was granted. Nothing is asked of the registry itself.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InsufficientScope`] or [`ErrorKind::SignInRequired`] where it has not, naming the
    /// right; any other kind where no token is to be had.
    pub async fn check_right(&self, repository: &RepositoryName, deed: Deed) -> Result<(), Error> {
        // Harbor's own API takes no tokens.
        if self.endpoint().kind() == RegistryKind::Harbor {
            return Ok(());
        }
        let Shared { line, endpoint, auth } = &*self.shared;
        let pass = auth.pass(line, endpoint, Need::of(deed, repository));
        self.unless_stopped(endpoint.base(), pass).await.map(|_| ())
    }

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
        if self.endpoint().kind() == RegistryKind::Harbor {
            let request = harbor::delete_artifact::request(self.endpoint(), repository, digest)?;
            let answer = self.ask_plainly(&request, Need::Delete(repository)).await.map(|_| ());
            return match answer {
                Err(error) if self.is_nobody_there(&error) => {
                    // By /v2 it deletes as deeply.
                    let request = oci::delete::request(self.endpoint(), repository, digest);
                    let answer = self.ask(&request, Need::Delete(repository)).await.map(|_| ());
                    oci::delete::read(answer)
                }
                answer => oci::delete::read(answer),
            };
        }
        let request = oci::delete::request(self.endpoint(), repository, digest);
        let answer = self.ask(&request, Need::Delete(repository)).await.map(|_| ());
        if self.endpoint().kind() == RegistryKind::Zot {
            return zot::delete::read(answer);
        }
        oci::delete::read(answer)
    }

    /// Takes `tag` off its manifest `digest`, which stays. Only for a registry that offers this
    /// ([`Untag::Offered`]); of one that is only known to speak the OCI specification it is a
    /// promise, not a fact.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::CannotUntag`] where the registry cannot; otherwise as
    /// [`Client::delete_manifest`]. Harbor alone makes sure that the tag is on `digest` still: of one that
    /// is not, it says that there is no such ([`Deletion::AlreadyGone`]).
    pub async fn untag(
        &self,
        repository: &RepositoryName,
        tag: &TagName,
        digest: &Digest,
    ) -> Result<Deletion, Error> {
        let endpoint = self.endpoint();
        let request = match endpoint.kind() {
            RegistryKind::Acr => acr::untag::request(endpoint, repository, tag),
            RegistryKind::Harbor => {
                let request = harbor::untag::request(endpoint, repository, tag, digest)?;
                let answer = self.ask_plainly(&request, Need::Untag(repository)).await;
                return oci::delete::read(answer.map(|_| ()));
            }
            // By tag it answers 400.
            RegistryKind::Distribution2 => return Err(self.cannot_untag()),
            _ if endpoint.capabilities().untag == Untag::Offered => {
                oci::untag::request(endpoint, repository, tag)
            }
            _ => return Err(self.cannot_untag()),
        };
        let answer = self.ask(&request, Need::Untag(repository)).await.map(|_| ());
        let answer = answer.map_err(oci::untag::explain);
        if endpoint.kind() == RegistryKind::Zot {
            return zot::delete::read(answer);
        }
        oci::delete::read(answer)
    }

    /// Deletes `repository` with everything in it, by one request. Only for a registry that offers
    /// this ([`crate::registry::Capabilities::deletes_repositories`]).
    ///
    /// # Errors
    ///
    /// As for [`Client::delete_manifest`]; [`ErrorKind::NotAllowed`] for any other registry.
    pub async fn delete_repository(
        &self,
        repository: &RepositoryName,
    ) -> Result<RepositoryDeletion, Error> {
        let endpoint = self.endpoint();
        if endpoint.kind() == RegistryKind::Harbor {
            let request = harbor::delete_repository::request(endpoint, repository)?;
            let answer = self.ask_plainly(&request, Need::Delete(repository)).await.map(|_| ());
            let deletion = match answer {
                Err(error) if self.is_nobody_there(&error) && self.check().await.is_ok() => {
                    return Err(error.with_kind(ErrorKind::CliSecret));
                }
                answer => oci::delete::read(answer)?,
            };
            return Ok(RepositoryDeletion { deletion, manifests: None, tags: None });
        }
        if endpoint.kind() != RegistryKind::Acr {
            return Err(Error::new(ErrorKind::NotAllowed, endpoint.base()));
        }
        let request = acr::delete_repository::request(endpoint, repository);
        match self.ask(&request, Need::Delete(repository)).await {
            Ok(response) => Ok(acr::delete_repository::read(&response)),
            Err(error) => {
                let deletion = oci::delete::read(Err(error))?;
                Ok(RepositoryDeletion { deletion, manifests: None, tags: None })
            }
        }
    }

    /// Pushes a manifest to `tag`, wherever it points now.
    ///
    /// # Errors
    ///
    /// When the registry did not say that it took it. After [`ErrorKind::Unreachable`] and
    /// [`ErrorKind::ServerFault`] it may have done so.
    pub async fn put_manifest(
        &self,
        repository: &RepositoryName,
        tag: &TagName,
        media_type: &MediaType,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let request =
            oci::put_manifest::request(self.endpoint(), repository, tag, media_type, bytes);
        self.ask(&request, Need::Push(repository)).await.map(|_| ())
    }

    /// Whether Harbor's own API knows nobody by what was sent along with this: a CLI secret, with which
    /// users of OIDC sign in, counts for /v2 and for some of the API only.
    ///
    /// Reference: goharbor/harbor, `src/server/middleware/security/oidc_cli.go`.
    fn is_nobody_there(&self, error: &Error) -> bool {
        error.status == Some(401) && self.shared.auth.has_credentials()
    }

    fn cannot_untag(&self) -> Error {
        Error::new(ErrorKind::CannotUntag, self.endpoint().base())
    }
}
