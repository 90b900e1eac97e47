//! What only a served sample registry has, and the page's demo does without: sign-in, uploads, a
//! bin, limits, and everything that goes wrong on purpose.

mod azure_token;
mod bearer_token;
mod bin;
mod challenge;
mod download;
mod fault;
mod late;
mod need;
mod push;
mod rights;
mod sign_in;
mod throttle;
mod tokens;
mod uploads;

use serde_json::Value;

use crate::model::Timestamp;
use crate::registry::transport::{Method, Request, Response};
use crate::sample::config::{Authentication, FaultAnswer, Identity, SampleConfig};
use crate::sample::outcome::Outcome;
use crate::sample::server::route::{self, Query, Route};
use crate::sample::server::{Server, answer, host};
use late::Late;
use rights::Rights;
use throttle::Calls;
use tokens::Tokens;
use uploads::Uploads;

/// What a served registry remembers, besides its contents.
pub(super) struct Served {
    faults_used: Vec<u32>,
    late: Late,
    calls: Calls,
    tokens: Tokens,
    uploads: Uploads,
}

impl Served {
    /// A registry that was just started.
    pub(super) fn new(config: &SampleConfig, now: Timestamp) -> Self {
        let mut tokens = Tokens::default();
        if let Authentication::Azure(azure) = &config.authentication {
            for identity in &azure.identities {
                if let Identity::Entra { refresh_token: Some(text), .. } = identity {
                    let expires = now.plus_seconds(azure.refresh_seconds);
                    tokens.know_refresh(text.clone(), Rights::of(identity, azure), expires);
                }
            }
        }
        Self {
            faults_used: vec![0; config.faults.len()],
            late: Late::new(config),
            calls: Calls::default(),
            tokens,
            uploads: Uploads::default(),
        }
    }

    /// The clock in tokens is ahead of the sample's by so many milliseconds.
    pub(super) fn set_token_clock(&mut self, millis: i64) {
        self.tokens.set_ahead(millis);
    }

    /// What comes back for a request, the `answered`-th of all.
    pub(super) fn answer(
        &mut self,
        server: &mut Server<'_>,
        request: &Request,
        path: &str,
        answered: u32,
    ) -> Outcome {
        let config = server.config;
        let fault = fault::position(&config.faults, &self.faults_used, request.method, path);
        let fault = fault.map(|position| (position, &config.faults[position].answer));
        if let Some((position, answer)) = fault
            && let Some(outcome) = fault::replace(answer, host(server.base))
        {
            self.faults_used[position] += 1;
            return outcome;
        }
        let (route, query) = route::read(path);
        let fault = fault.filter(|(_, answer)| self.late.may(answer, &route));
        let throttle = config.throttle.as_ref();
        let mut response = match self.calls.count(throttle, answered, server.now) {
            Err(refusal) => refusal,
            Ok(()) if config.network_refused => denied(),
            Ok(()) => {
                let is_late = matches!(fault, Some((_, FaultAnswer::Lag)));
                self.late.before(server, request.method, is_late);
                let response = self.serve(server, request, path, &route, &query);
                self.late.after(server, &response, is_late);
                response
            }
        };
        self.calls.tell(throttle, request.method, &route, &mut response);
        match fault {
            Some((position, answer)) if response.status < 300 => {
                self.faults_used[position] = self.faults_used[position].saturating_add(1);
                fault::alter(answer, response, path, answered)
            }
            _ => Outcome::Answer(response),
        }
    }

    fn serve(
        &mut self,
        server: &mut Server<'_>,
        request: &Request,
        path: &str,
        route: &Route,
        query: &Query,
    ) -> Response {
        match (route, &server.config.authentication) {
            (Route::Token, Authentication::Bearer(bearer)) => {
                return bearer_token::answer(server, &mut self.tokens, bearer, request, query);
            }
            (Route::Token, Authentication::Azure(azure)) => {
                return azure_token::token(server, &mut self.tokens, azure, request, query);
            }
            (Route::Exchange, Authentication::Azure(azure)) => {
                return azure_token::exchange(server, &mut self.tokens, azure, request);
            }
            (Route::Token | Route::Exchange, _) => return answer::no_route(),
            (Route::Storage(name, digest), _) => {
                return download::storage(server, request, name, digest, query);
            }
            _ => {}
        }
        if let Err(refusal) = sign_in::check(server, &self.tokens, request, route) {
            return refusal;
        }
        if server.config.soft_delete.is_some()
            && let Some(bin) = &mut server.store.bin
        {
            bin.purge(server.now);
        }
        match (route, request.method) {
            (Route::Uploads(name), Method::Post) => {
                let tokens = &self.tokens;
                let may_pull = |server: &Server<'_>, from: &str| {
                    sign_in::may_pull(server, tokens, request, from)
                };
                self.uploads.start(server, name, query, &may_pull)
            }
            (Route::Upload(name, id), _) => self.uploads.go_on(server, request, (name, id), query),
            (Route::Manifest(name, reference), Method::Put) => {
                push::manifest(server, request, name, reference)
            }
            (Route::Blob(name, digest), Method::Get | Method::Head) => {
                download::blob(server, request, name, digest)
            }
            (Route::Blob(name, digest), Method::Delete) if !server.config.deletes_disabled => {
                download::delete(server, name, digest)
            }
            (Route::DeletedCatalog, Method::Get) => bin::catalog(server, path, query),
            (Route::DeletedTags(name), Method::Get) => bin::tags(server, name, query),
            (Route::DeletedManifests(name), Method::Get) => bin::manifests(server, name, query),
            (Route::DeletedManifest(name, digest), Method::Post) => {
                bin::restore(server, request, (name, digest), query)
            }
            _ => server.serve(request, path, route, query),
        }
    }
}

/// 403: the network rules do not know the client.
fn denied() -> Response {
    let message = "client with IP '203.0.113.7' is not allowed access. Refer \
                   https://aka.ms/acr/firewall to grant access.";
    answer::error(403, "DENIED", message, &Value::Null)
}
