//! The way of a request: fault, limit, sign-in, endpoint, and the fault again.

use plimsoll::model::Timestamp;
use plimsoll::registry::transport::{Method, Request, Response};
use plimsoll::sample::server::route::{Query, Route as SampleRoute};
use plimsoll::sample::server::{self, answer, host};
use serde_json::Value;

use crate::config::{Authentication, Config, FaultAnswer, Identity};
use crate::content::uploads::Uploads;
use crate::content::{download, push};
use crate::context::Context;
use crate::outcome::Outcome;
use crate::route::{self, Route};
use crate::sign_in::rights::Rights;
use crate::sign_in::tokens::Tokens;
use crate::sign_in::{azure_token, bearer_token, check};
use crate::trouble::fault;
use crate::trouble::lag::Lag;
use crate::trouble::throttle::Calls;

/// The stand-in's memory besides its contents: used faults, calls of this second, tokens, uploads.
pub(crate) struct Served {
    faults_used: Vec<u32>,
    lag: Lag,
    calls: Calls,
    tokens: Tokens,
    uploads: Uploads,
}

impl Served {
    /// A registry that was just started, at `now` by the sample's clock.
    pub(crate) fn new(config: &Config, now: Timestamp) -> Self {
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
            lag: Lag::new(config),
            calls: Calls::default(),
            tokens,
            uploads: Uploads::default(),
        }
    }

    /// Sets the clock of tokens ahead of the sample's, by so many milliseconds.
    pub(crate) fn set_token_clock(&mut self, millis: i64) {
        self.tokens.set_ahead(millis);
    }

    /// The answer to a request, the `answered`-th of all.
    pub(crate) fn answer(
        &mut self,
        context: &mut Context<'_>,
        request: &Request,
        path: &str,
        answered: u32,
    ) -> Outcome {
        let config = context.config;
        let fault = fault::position(&config.faults, &self.faults_used, request.method, path);
        let fault = fault.map(|position| (position, &config.faults[position].answer));
        if let Some((position, answer)) = fault
            && let Some(outcome) = fault::replace(answer, host(context.call.base))
        {
            self.faults_used[position] += 1;
            return outcome;
        }
        let (route, query) = route::read(path);
        let fault = fault.filter(|(_, answer)| self.lag.applies(answer, &route));
        let throttle = config.throttle.as_ref();
        let mut response = match self.calls.count(throttle, answered, context.call.now) {
            Err(refusal) => refusal,
            Ok(()) if config.network_refused => denied(),
            Ok(()) => {
                let is_late = matches!(fault, Some((_, FaultAnswer::Lag)));
                self.lag.before(context, request.method, is_late);
                let response = self.serve(context, request, path, &route, &query);
                self.lag.after(context, &response, is_late);
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
        context: &mut Context<'_>,
        request: &Request,
        path: &str,
        route: &Route,
        query: &Query,
    ) -> Response {
        match (route, &context.config.authentication) {
            (Route::Token, Authentication::Bearer(bearer)) => {
                return bearer_token::answer(context, &mut self.tokens, bearer, request, query);
            }
            (Route::Token, Authentication::Azure(azure)) => {
                return azure_token::token(context, &mut self.tokens, azure, request, query);
            }
            (Route::Exchange, Authentication::Azure(azure)) => {
                return azure_token::exchange(context, &mut self.tokens, azure, request);
            }
            (Route::Token | Route::Exchange, _) => return answer::no_route(),
            (Route::Storage(name, digest), _) => {
                return download::storage(context, request, name, digest, query);
            }
            _ => {}
        }
        if let Err(refusal) = check::check(context, &self.tokens, request, route) {
            return refusal;
        }
        match route {
            Route::Uploads(name) if request.method == Method::Post => {
                let tokens = &self.tokens;
                let may_pull = |context: &Context<'_>, from: &str| {
                    check::may_pull(context, tokens, request, from)
                };
                self.uploads.start(context, name, query, &may_pull)
            }
            Route::Upload(name, id) => self.uploads.go_on(context, request, (name, id), query),
            Route::Sample(route) => sample(context, request, path, route, query),
            _ if matches!(request.method, Method::Get | Method::Head) => answer::no_route(),
            _ => answer::no_method(),
        }
    }
}

/// The answer of an endpoint of the sample, with pushes and uploaded blobs.
fn sample(
    context: &mut Context<'_>,
    request: &Request,
    path: &str,
    route: &SampleRoute,
    query: &Query,
) -> Response {
    match (route, request.method) {
        (SampleRoute::Manifest(name, reference), Method::Put) => {
            push::manifest(context, request, name, reference)
        }
        (SampleRoute::Blob(name, digest), Method::Get | Method::Head) => {
            download::blob(context, request, name, digest)
        }
        (SampleRoute::Blob(name, digest), Method::Delete) if !context.config.deletes_disabled => {
            download::delete(context, name, digest)
        }
        _ => {
            let response = server::serve(&mut context.call, request, path, route, query);
            if let Some(name) = route.repository() {
                context.drop_blobs(name);
            }
            response
        }
    }
}

/// 403: the network rules do not know the client.
fn denied() -> Response {
    let message = "client with IP '203.0.113.7' is not allowed access. Refer \
                   https://aka.ms/acr/firewall to grant access.";
    answer::error(403, "DENIED", message, &Value::Null)
}
