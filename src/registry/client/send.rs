//! Requests of a client: signed, sent, and signed in another way after a 401.

use std::pin::pin;

use futures::future::{Either, select};

use crate::registry::auth::Signing;
use crate::registry::auth::need::Need;
use crate::registry::client::tape::Tape;
use crate::registry::client::{Client, Shared};
use crate::registry::dialect::call::Call;
use crate::registry::error::{Error, ErrorKind};
use crate::registry::line::Patience;
use crate::registry::line::api::Api;
use crate::registry::line::transport::{Method, Request, Response};

/// Most ways in which one request is signed in turn: unsigned, with a token, and with Basic where a
/// registry (Harbor) takes no token for some of its answers.
const MAX_SIGNINGS: usize = 3;

impl Client {
    /// The signing of a request for `need`.
    pub(super) fn signing<'a>(&'a self, need: Need<'a>) -> Signing<'a> {
        let Shared { line, endpoint, auth, .. } = &*self.shared;
        Signing { auth, line, endpoint, need }
    }

    /// Sends `request` to `/v2/`, and returns the answer; an error where it is a refusal.
    pub(super) async fn ask(&self, request: &Request, need: Need<'_>) -> Result<Response, Error> {
        self.send(request, Api::V2, need, Patience::Usual).await
    }

    /// Sends `call`, and returns the answer; an error where it is a refusal.
    pub(super) async fn call(&self, call: &Call, need: Need<'_>) -> Result<Response, Error> {
        self.send(&call.request, call.api, need, Patience::Usual).await
    }

    /// Sends `request` to `api`, and returns the answer; an error where it is a refusal.
    pub(super) async fn send(
        &self,
        request: &Request,
        api: Api,
        need: Need<'_>,
        patience: Patience,
    ) -> Result<Response, Error> {
        if let Some(Tape::Playing(tape)) = &self.tape {
            return match tape.answer(request, &self.shared.line).await {
                Some(response) if is_success(request, &response) => Ok(response),
                Some(response) => Err(Error::of_refusal(request, &response)),
                None => Err(Error::new(ErrorKind::Unexpected, &request.url)),
            };
        }
        match api {
            Api::V2 => self.send_signed(request, need, patience).await,
            Api::Passwords => self.send_plainly(request, need, patience).await,
        }
    }

    /// The answer of an API that takes no tokens. For a user it knows, the API answers 403 where a right is
    /// missing; `need` tells which right.
    async fn send_plainly(
        &self,
        request: &Request,
        need: Need<'_>,
        patience: Patience,
    ) -> Result<Response, Error> {
        let signing = self.signing(need);
        let pass = signing.plain()?;
        let signed = match pass.header() {
            Some(value) => request.clone().with_header("authorization", value),
            None => request.clone(),
        };
        let response = self.carry(&signed, patience).await?;
        match is_success(request, &response) {
            true => Ok(response),
            false => {
                let error = signing.refusal(request, &response, &pass, None);
                signing.take_in(request, &pass, &error).await;
                Err(signing.name_right(error))
            }
        }
    }

    /// The result of `work`, which changes nothing and is for `url`. A stop drops the work; other requests
    /// that wait for the same token then ask for it themselves.
    pub(super) async fn unless_stopped<T>(
        &self,
        url: &str,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let Some(until) = &self.until else { return work.await };
        // The stop is polled first, so that stopped work is not polled again.
        match select(pin!(until.cancelled()), pin!(work)).await {
            Either::Left(_) => Err(Error::new(ErrorKind::Stopped, url)),
            Either::Right((answer, _)) => answer,
        }
    }

    /// The answer to a signed request, of any status. Changes are sent once, as an attempt.
    async fn carry(&self, signed: &Request, patience: Patience) -> Result<Response, Error> {
        let (line, until) = (&self.shared.line, self.until.as_ref());
        let response = match (&self.attempts, signed.method) {
            (Some(attempts), Method::Delete | Method::Put) => {
                line.attempt(signed, attempts, until).await?
            }
            _ => line.send(signed, patience, until).await?,
        };
        if let Some(Tape::Recording(tape)) = &self.tape {
            tape.take(signed, &response);
        }
        Ok(response)
    }

    /// The answer of `/v2/`. After a 401 the request is signed in another way, where there is one.
    async fn send_signed(
        &self,
        request: &Request,
        need: Need<'_>,
        patience: Patience,
    ) -> Result<Response, Error> {
        let signing = self.signing(need);
        let mut pass = self.unless_stopped(&request.url, signing.pass()).await?;
        let mut signings = 1;
        loop {
            let signed = match pass.header() {
                Some(value) => request.clone().with_header("authorization", value),
                None => request.clone(),
            };
            let response = self.carry(&signed, patience).await?;
            if response.status < 300 && signings > 1 {
                signing.opened(&pass);
            }
            match response.status {
                401 if signings < MAX_SIGNINGS => {
                    let next = signing.next_pass(request, &response, &pass);
                    pass = self.unless_stopped(&request.url, next).await?;
                    signings += 1;
                }
                _ if is_success(request, &response) => return Ok(response),
                _ => return Err(signing.refusal(request, &response, &pass, None)),
            }
        }
    }
}

/// Whether an answer has the status that the specification names for the success of this kind of request. A
/// proxy's page comes with 200, too, so a deletion that is answered with 200 must have an empty body.
///
/// Reference: OCI distribution-spec, "Endpoints"; Harbor deletes with 200.
fn is_success(request: &Request, response: &Response) -> bool {
    match (request.method, response.status) {
        (Method::Delete, 202) | (Method::Put, 201) => true,
        (Method::Delete, 200 | 204) => response.body.is_empty(),
        (Method::Post, status) => (200..300).contains(&status),
        (Method::Delete | Method::Put, _) => false,
        (_, status) => status == 200,
    }
}
