//! The client of one registry: every question that Plimsoll has for it.
//!
//! A request is built (`dialect`), signed (`auth`), sent, and sent again where that helps (`line`). After a
//! 401 it is signed in another way. Its answer is read by the `dialect`. `lists`, `objects` and `deleted`
//! hold the questions; `changes` and `locks` change something.

mod changes;
mod deleted;
mod lists;
mod locks;
mod objects;
mod pages;
mod recognition;
mod send;
mod tape;

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

pub(crate) use changes::Changes;
pub use tape::{Playing, Recording, Take, TapeSink};

use crate::registry::Cancel;
use crate::registry::address::endpoint::Endpoint;
use crate::registry::auth::Authenticator;
use crate::registry::auth::credentials::Credentials;
use crate::registry::auth::need::Need;
use crate::registry::client::tape::Tape;
use crate::registry::dialect::changing::ChangingDialect;
use crate::registry::dialect::contract::Dialect;
use crate::registry::dialect::{self, oci};
use crate::registry::error::Error;
use crate::registry::line::attempts::Attempts;
use crate::registry::line::pace::Pace;
use crate::registry::line::slowdown::Slowdown;
use crate::registry::line::transport::Transport;
use crate::registry::line::{Line, Standstill};

/// A registry and the right to ask it. Cheap to clone; clones share tokens and pace.
#[derive(Clone)]
pub struct Client {
    shared: Rc<Shared>,
    /// Once this is cancelled, the client sends nothing more and waits for nothing.
    until: Option<Cancel>,
    /// A DELETE or PUT is one attempt of these: see [`Changes`].
    attempts: Option<Rc<Attempts>>,
    /// The tape that its answers are recorded on, or come from.
    tape: Option<Tape>,
}

struct Shared {
    line: Rc<Line>,
    endpoint: Endpoint,
    auth: Rc<Authenticator>,
    /// Answers that were asked for again because they may have been cut or altered on their way.
    spoiled: Cell<u32>,
}

impl Client {
    /// A client of the registry at `endpoint`, reached through `transport`.
    #[must_use]
    pub fn new(transport: Rc<dyn Transport>, endpoint: Endpoint, credentials: Credentials) -> Self {
        let line = Rc::new(Line::new(transport));
        let auth = Rc::new(Authenticator::new(credentials));
        let shared = Shared { line, endpoint, auth, spoiled: Cell::new(0) };
        Self { shared: Rc::new(shared), until: None, attempts: None, tape: None }
    }

    /// The same client for work that can be stopped. Once `cancel` is cancelled, requests that have not been sent
    /// end with [`crate::registry::ErrorKind::Stopped`], also those that wait because the registry asked to slow
    /// down, and those that wait for a token. Requests under way are waited for.
    #[must_use]
    pub fn until(&self, cancel: &Cancel) -> Self {
        Self { until: Some(cancel.clone()), ..self.clone() }
    }

    /// The same client, whose answers are recorded.
    #[must_use]
    pub fn recording(&self, tape: &Rc<Recording>) -> Self {
        Self { tape: Some(Tape::Recording(Rc::clone(tape))), ..self.clone() }
    }

    /// The same client, which sends nothing: its answers come from the tape.
    #[must_use]
    pub fn playing(&self, tape: &Rc<Playing>) -> Self {
        Self { tape: Some(Tape::Playing(Rc::clone(tape))), ..self.clone() }
    }

    /// Waits for `duration`, or until the work is stopped.
    pub async fn wait(&self, duration: Duration) {
        self.shared.line.sleep(duration, self.until.as_ref()).await;
    }

    /// The endpoint that the client asks.
    #[must_use]
    pub fn endpoint(&self) -> &Endpoint {
        &self.shared.endpoint
    }

    /// The transport of its requests.
    pub(crate) fn transport(&self) -> &Rc<dyn Transport> {
        self.shared.line.transport()
    }

    /// Requests sent so far, tokens and further tries included.
    #[must_use]
    pub fn requests_sent(&self) -> u64 {
        self.shared.line.sent()
    }

    /// Whether the registry offered a way to sign in so far.
    #[must_use]
    pub fn offers_sign_in(&self) -> bool {
        self.shared.auth.offers_sign_in()
    }

    /// The other host that the registry named for tokens since the last call of this function. Nothing was
    /// sent there. The registry may be open otherwise, and ask for a token for one list only.
    #[must_use]
    pub fn take_realm_elsewhere(&self) -> Option<String> {
        self.shared.auth.take_elsewhere()
    }

    /// The slowdown that the registry asks for at this moment.
    #[must_use]
    pub fn slowdown(&self) -> Slowdown {
        self.shared.line.slowdown()
    }

    /// The pace of this client and of all its clones.
    #[must_use]
    pub fn pace(&self) -> Pace {
        Pace::of(&self.shared.line)
    }

    /// The refusal that ended a sign-in that was good at first; `None` while it is good.
    pub(crate) fn sign_in_ended(&self) -> Option<Error> {
        self.shared.auth.ended()
    }

    /// Whether more requests are of no use at present.
    pub(crate) fn is_at_standstill(&self) -> bool {
        self.standstill().is_some()
    }

    /// The reason why more requests are of no use at present, if there is one.
    pub(crate) fn standstill(&self) -> Option<Standstill> {
        self.shared.line.standstill()
    }

    /// Checks that a registry answers there and lets this sign-in in.
    ///
    /// # Errors
    ///
    /// [`crate::registry::ErrorKind::NotARegistry`] where something else answers; any other kind as for all
    /// questions.
    pub async fn check(&self) -> Result<(), Error> {
        let request = oci::ping::request(self.endpoint());
        let answer = self.ask(&request, Need::ENTRY).await;
        let response = answer.map_err(|error| oci::ping::explain(error, &request.url))?;
        oci::ping::read(&request.url, &response)?;
        if self.shared.auth.takes_up(&response) {
            self.ask(&request, Need::ENTRY).await?;
        }
        Ok(())
    }

    /// The way to read this registry.
    fn dialect(&self) -> &'static dyn Dialect {
        dialect::of(self.endpoint().kind())
    }

    /// The way to change this registry.
    fn changing(&self) -> &'static dyn ChangingDialect {
        dialect::changing(self.endpoint().kind())
    }
}
