//! Changes: the only type that deletes, untags, pushes, locks or restores anything in a registry.

use std::rc::Rc;

use crate::model::{Digest, MediaType, RepositoryName, TagName};
use crate::registry::answer::listing::{Deletion, RepositoryDeletion};
use crate::registry::auth::need::{Need, Purpose};
use crate::registry::client::Client;
use crate::registry::dialect::oci;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::api::Api;
use crate::registry::line::attempts::Attempts;

/// The changing side of a [`Client`].
///
/// [`Client::attempting`] makes one, and only inside this library: rustc keeps the dashboard, which is a
/// crate of its own, from changing a registry in any way but through `cleanup`.
///
/// A client asks:
///
/// ```
/// # use plimsoll::{model::{Digest, RepositoryName}, registry::Client};
/// async fn ask(client: &Client, name: &RepositoryName, digest: &Digest) {
///     let _ = client.raw_manifest(name, digest).await;
/// }
/// ```
///
/// It does not delete:
///
/// ```compile_fail
/// # use plimsoll::{model::{Digest, RepositoryName}, registry::Client};
/// async fn ask(client: &Client, name: &RepositoryName, digest: &Digest) {
///     let _ = client.delete_manifest(name, digest).await;
/// }
/// ```
///
/// Nor does it hand out anything that does:
///
/// ```compile_fail
/// # use plimsoll::registry::Client;
/// fn change(client: &Client) {
///     let _ = client.attempting(&std::rc::Rc::default());
/// }
/// ```
pub(crate) struct Changes {
    pub(super) client: Client,
}

impl Client {
    /// Whether this sign-in has the right for `purpose` in `repository`, where that can be known without
    /// trying: a token may say what it was granted. Nothing is asked of the registry itself.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InsufficientScope`] or [`ErrorKind::SignInRequired`] where it has not, naming the
    /// right; any other kind where no token is to be had.
    pub async fn check_right(
        &self,
        repository: &RepositoryName,
        purpose: Purpose,
    ) -> Result<(), Error> {
        // No token is asked for where changes take none.
        if self.changing().changes_by() == Api::Passwords {
            return Ok(());
        }
        let signing = self.signing(Need::to(purpose, repository));
        self.unless_stopped(self.endpoint().base(), signing.pass()).await.map(|_| ())
    }

    /// The way to change this registry, for one change whose target is checked between two attempts. A
    /// deletion and a push are sent once, never again after a wait, and `attempts` tells whether another
    /// attempt makes sense. A lock and a restoration are repeated after a wait as questions are, because
    /// sending them twice leaves the same result.
    pub(crate) fn attempting(&self, attempts: &Rc<Attempts>) -> Changes {
        Changes { client: Self { attempts: Some(Rc::clone(attempts)), ..self.clone() } }
    }

    /// Changes that are repeated after a wait. Only for objects that nobody else can have changed
    /// meanwhile, and for the tests of single requests.
    pub(in crate::registry) fn repeating(&self) -> Changes {
        Changes { client: Self { attempts: None, ..self.clone() } }
    }
}

impl Changes {
    /// Deletes the manifest `digest`, with every tag on it.
    ///
    /// # Errors
    ///
    /// Whenever the registry did not say that it deleted the manifest, or that the manifest does not exist.
    pub(crate) async fn delete_manifest(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Deletion, Error> {
        let dialect = self.client.changing();
        let ways = dialect.delete_manifest(self.client.endpoint(), repository, digest)?;
        let last = ways.len().saturating_sub(1);
        for (at, way) in ways.iter().enumerate() {
            match self.client.call(way, Need::to(Purpose::Delete, repository)).await {
                Err(error) if at < last && self.is_nobody_there(&error) => {}
                answer => return dialect.deletion(answer.map(|_| ())),
            }
        }
        Err(Error::new(ErrorKind::NotAllowed, self.client.endpoint().base()))
    }

    /// Takes `tag` off its manifest `digest`, which stays; `None` for a tag that points to nothing. Only
    /// for a registry that offers this ([`crate::registry::Untag::Offered`]). For a registry that is only
    /// known to speak OCI, only the specification promises that the manifest stays.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::CannotUntag`] where the registry cannot; otherwise as [`Changes::delete_manifest`].
    /// Harbor alone checks that the tag is still on `digest`; where it is not, Harbor answers that there is
    /// no such tag ([`Deletion::AlreadyGone`]).
    pub(crate) async fn untag(
        &self,
        repository: &RepositoryName,
        tag: &TagName,
        digest: Option<&Digest>,
    ) -> Result<Deletion, Error> {
        let dialect = self.client.changing();
        let call = dialect.untag(self.client.endpoint(), repository, tag, digest)?;
        dialect.untagging(
            self.client.call(&call, Need::to(Purpose::Untag, repository)).await.map(|_| ()),
        )
    }

    /// Deletes `repository` with everything in it, by one request. Only for a registry that offers
    /// this ([`crate::registry::Capabilities::deletes_repositories`]).
    ///
    /// # Errors
    ///
    /// As for [`Changes::delete_manifest`]; [`ErrorKind::NotAllowed`] for any other registry.
    pub(crate) async fn delete_repository(
        &self,
        repository: &RepositoryName,
    ) -> Result<RepositoryDeletion, Error> {
        let dialect = self.client.changing();
        let question = dialect.delete_repository(self.client.endpoint(), repository)?;
        let error =
            match self.client.call(&question.call, Need::to(Purpose::Delete, repository)).await {
                Ok(response) => return question.read(&response),
                Err(error) => error,
            };
        let is_nobody = question.call.api == Api::Passwords && self.is_nobody_there(&error);
        if is_nobody && self.client.check().await.is_ok() {
            return Err(error.with_kind(ErrorKind::CliSecret));
        }
        dialect.deletion(Err(error)).map(RepositoryDeletion::of)
    }

    /// Pushes a manifest to `tag`, wherever it points now.
    ///
    /// # Errors
    ///
    /// When the registry did not say that it took the manifest. After [`ErrorKind::Unreachable`] and
    /// [`ErrorKind::ServerFault`] it may have taken it all the same.
    pub(crate) async fn put_manifest(
        &self,
        repository: &RepositoryName,
        tag: &TagName,
        media_type: &MediaType,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let request =
            oci::put_manifest::request(self.client.endpoint(), repository, tag, media_type, bytes);
        self.client.ask(&request, Need::to(Purpose::Push, repository)).await.map(|_| ())
    }

    /// Deletes the placeholder that this run has pushed to take a tag off, and that nobody else uses. The
    /// request is repeated where that helps, and a stop does not keep it back.
    ///
    /// # Errors
    ///
    /// As for [`Changes::delete_manifest`].
    pub(crate) async fn delete_placeholder(
        &self,
        repository: &RepositoryName,
        digest: &Digest,
    ) -> Result<Deletion, Error> {
        let unstopped = Client { until: None, ..self.client.clone() };
        unstopped.repeating().delete_manifest(repository, digest).await
    }

    /// Whether Harbor's own API does not know the sign-in that was sent along. Users of OIDC sign in with a
    /// CLI secret, which counts for `/v2/` and for some of the API only.
    ///
    /// Reference: goharbor/harbor, `src/server/middleware/security/oidc_cli.go`.
    fn is_nobody_there(&self, error: &Error) -> bool {
        error.status == Some(401) && self.client.shared.auth.has_credentials()
    }
}
