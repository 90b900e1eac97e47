//! Recognition of the registry by a few questions, at first unsigned. It ends with a kind and never with a
//! failure, even where no question is answered.

use std::rc::Rc;
use std::time::Duration;

use futures::future::{Either, select};

use crate::model::RepositoryName;
use crate::registry::address::endpoint::Endpoint;
use crate::registry::auth::need::{Need, Purpose};
use crate::registry::client::{Client, Shared};
use crate::registry::dialect::oci;
use crate::registry::error::Error;
use crate::registry::kind::capabilities::Deletes;
use crate::registry::kind::recognise::{self, First, Recognition, Sign};
use crate::registry::kind::registry_kind::RegistryKind;
use crate::registry::line::transport::{Request, Response};

/// The longest that one question may take: a person who waits to be connected does not wait for a guess.
const PATIENCE: Duration = Duration::from_secs(5);

impl Client {
    /// The kind of registry, found out without credentials; `None` where nothing answers.
    pub async fn recognise(&self) -> Option<Recognition> {
        let (guess, status) = match self.first_look().await? {
            Ok(recognition) => return Some(recognition),
            Err(open) => open,
        };
        Some(match guess {
            First::Zot => self.recognise_zot().await,
            First::Distribution(guess) if status == 200 => {
                let request = recognise::page_size(self.endpoint(), recognise::NOBODYS);
                match self.look(&request).await {
                    Some(response) if response.status != 200 => {
                        told(&Err(Error::of_refusal(&request, &response)), guess)
                    }
                    _ => Recognition::UNKNOWN,
                }
            }
            First::Distribution(kind) => Recognition { kind, sign: Sign::Form },
            _ => Recognition::UNKNOWN,
        })
    }

    /// The kind of a registry whose kind somebody has stated already. Only kinds that delete more than they
    /// are told to are looked for, because a wrong statement must not delete more than a plan names.
    pub async fn recognise_in_doubt(&self) -> Option<Recognition> {
        Some(self.first_look().await?.unwrap_or(Recognition::UNKNOWN))
    }

    /// The recognition of kinds that delete more than they are told to (ACR, Harbor), by the host's name or
    /// the first answer; otherwise the meaning and the status of that answer. `None` where nothing answers.
    async fn first_look(&self) -> Option<Result<Recognition, (First, u16)>> {
        let endpoint = self.endpoint();
        if let Some(known) = recognise::by_host(endpoint) {
            return Some(Ok(known));
        }
        let response = self.look(&recognise::request(endpoint, "/v2/")).await?;
        Some(match recognise::first(endpoint, &response) {
            First::Sure(recognition) => Ok(recognition),
            First::Harbor { by } => Ok(self.recognise_harbor(by).await),
            open => Err((open, response.status)),
        })
    }

    /// The kind by one more question, signed, after the registry has let the sign-in in. Asked only where
    /// `first` left the kind open.
    pub async fn recognise_signed(&self, first: Recognition) -> Recognition {
        let Ok(nobodys) = recognise::NOBODYS.parse::<RepositoryName>() else { return first };
        match first.sign {
            Sign::Form => {
                let request = recognise::page_size(self.endpoint(), recognise::NOBODYS);
                told(&self.ask(&request, Need::to(Purpose::Read, &nobodys)).await, first.kind)
            }
            // zot hides its list of extensions from those who do not sign in.
            Sign::Nothing => {
                let answer = self.discover().await.ok();
                answer.as_ref().and_then(recognise::by_extensions).unwrap_or(first)
            }
            _ => first,
        }
    }

    /// The kind by one question about `repository`, which exists. Asked only where the form of an answer is
    /// all that is known so far: about a repository that nobody has, a token server may grant nothing.
    pub async fn recognise_in(
        &self,
        first: Recognition,
        repository: &RepositoryName,
    ) -> Recognition {
        if first.sign != Sign::Form {
            return first;
        }
        let request = recognise::page_size(self.endpoint(), repository.as_str());
        let answer = self.ask(&request, Need::to(Purpose::Read, repository)).await;
        recognise::by_page_size_of_real(&answer).unwrap_or_else(|| told(&answer, first.kind))
    }

    /// A client of the same registry at another endpoint, such as one of another kind, with the same
    /// rights, tokens and pace.
    #[must_use]
    pub fn speaking_to(&self, endpoint: Endpoint) -> Self {
        let (line, auth) = (self.shared.line.clone(), self.shared.auth.clone());
        let shared = Shared { line, endpoint, auth, spoiled: self.shared.spoiled.clone() };
        Self { shared: Rc::new(shared), ..self.clone() }
    }

    /// Whether the registry deletes, tried in `repository` on a manifest that cannot exist. The sign-in
    /// needs the right to delete there.
    ///
    /// # Errors
    ///
    /// When the answer does not tell.
    pub async fn check_deletes(&self, repository: &RepositoryName) -> Result<Deletes, Error> {
        let request = oci::check_deletes::request(self.endpoint(), repository);
        let answer = self.ask(&request, Need::to(Purpose::Delete, repository)).await;
        oci::check_deletes::read(answer.map(|_| ()))
    }

    /// The endpoints of zot's own extensions; none where the registry lists none.
    pub(crate) async fn extensions(&self) -> Result<Vec<String>, Error> {
        Ok(recognise::zot_endpoints(&self.discover().await?))
    }

    async fn discover(&self) -> Result<Response, Error> {
        let request = recognise::request(self.endpoint(), "/v2/_oci/ext/discover");
        self.ask(&request, Need::ENTRY).await
    }

    async fn recognise_harbor(&self, by: Sign) -> Recognition {
        let answer = self.look(&recognise::request(self.endpoint(), "/api/v2.0/ping")).await;
        recognise::by_ping(answer.as_ref(), by)
    }

    async fn recognise_zot(&self) -> Recognition {
        let ask = |path| recognise::request(self.endpoint(), path);
        let answer = self.look(&ask("/v2/_zot/ext/mgmt")).await;
        if let Some(zot) = answer.as_ref().and_then(recognise::by_management) {
            return zot;
        }
        let answer = self.look(&ask("/v2/_oci/ext/discover")).await;
        answer.as_ref().and_then(recognise::by_extensions).unwrap_or(Recognition::UNKNOWN)
    }

    /// The answer to an unsigned request, of any status. The request is sent once; after [`PATIENCE`] it is
    /// given up.
    async fn look(&self, request: &Request) -> Option<Response> {
        let transport = self.transport();
        let answer = transport.send(request.clone());
        match select(answer, transport.sleep(PATIENCE)).await {
            Either::Left((answer, _)) => answer.ok(),
            Either::Right(_) => None,
        }
    }
}

/// The kind by the answer to an odd page size. The guess stays where the answer is about rights; any other
/// answer makes the kind unknown.
fn told(answer: &Result<Response, Error>, guess: RegistryKind) -> Recognition {
    match (recognise::by_page_size(answer), answer) {
        (Some(told), _) => told,
        (None, Err(error)) if recognise::is_about_rights(error) => {
            Recognition { kind: guess, sign: Sign::Form }
        }
        _ => Recognition::UNKNOWN,
    }
}
