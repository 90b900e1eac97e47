//! The stand-in behind a socket: connections, CORS, and paths for tests.
//!
//! - `POST /_sample/reset`: everything as at the start
//! - `POST /_sample/config` with a configuration as JSON: a new registry with this set-up
//! - `GET /_sample/requests`: the requests so far, as JSON `[["GET","/v2/"],…]`
//! - `POST /_sample/hold` with `METHOD PATH-PART` (`* /v2/web/`): these requests wait, neither carried
//!   out nor answered, until `POST /_sample/release`; `GET /_sample/held` answers how many wait

mod gate;
mod http;

use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use gate::Gate;
use http::{Asked, Connection};
use plimsoll::model::Timestamp;
use plimsoll::registry::transport::{Headers, Method, Request, Response};
use stand_in::{Config, Outcome, StandIn};

/// A stand-in and its address.
pub(crate) struct Service {
    base: String,
    cors: Option<String>,
    /// The stand-in, and the time when its clock was last set right.
    sample: Arc<Mutex<(StandIn, Instant)>>,
    gate: Gate,
}

impl Service {
    /// A stand-in at the listener's address, or at a `public` one.
    ///
    /// # Errors
    /// A sentence, if the listener has no address.
    pub(crate) fn new(
        listener: &TcpListener,
        config: Config,
        cors: Option<String>,
        public: Option<&str>,
    ) -> Result<Self, String> {
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let base = public.map_or(format!("http://{address}"), str::to_owned);
        let sample = Arc::new(Mutex::new((started(&base, config), Instant::now())));
        Ok(Self { base, cors, sample, gate: Gate::default() })
    }

    /// Serves until the process ends, each connection on a thread of its own.
    pub(crate) fn run(self, listener: &TcpListener) {
        let service = Arc::new(self);
        for stream in listener.incoming().flatten() {
            let service = Arc::clone(&service);
            std::thread::spawn(move || service.serve(stream));
        }
    }

    /// Serves one connection, until one side ends it.
    fn serve(&self, stream: TcpStream) {
        let Ok(mut connection) = Connection::new(stream) else { return };
        while let Ok(Some(mut asked)) = connection.read() {
            let is_head = asked.method == "HEAD";
            let sent = match self.answer(&mut asked) {
                Outcome::Answer(response) => connection.write(&response, is_head),
                Outcome::Cut(response) => {
                    let _ = connection.write(&response, is_head);
                    return;
                }
                // The connection is closed. A browser may repeat the request by itself.
                Outcome::Nothing => return,
            };
            if sent.is_err() {
                return;
            }
        }
    }

    fn answer(&self, asked: &mut Asked) -> Outcome {
        if asked.method == "OPTIONS" {
            let status = if self.cors.is_some() { 204 } else { 405 };
            return Outcome::Answer(self.with_cors(Response { status, ..Response::default() }));
        }
        if let Some(command) = asked.path.strip_prefix("/_sample/") {
            return Outcome::Answer(self.obey(asked, command));
        }
        self.gate.wait(&asked.method, &asked.path);
        let Some(method) = method(&asked.method) else {
            return Outcome::Answer(Response { status: 501, ..Response::default() });
        };
        let url = format!("{}{}", self.base, asked.path);
        let request = Request {
            headers: std::mem::take(&mut asked.headers),
            body: std::mem::take(&mut asked.body),
            ..Request::new(method, url, usize::MAX)
        };
        let mut guard = self.sample.lock().unwrap_or_else(PoisonError::into_inner);
        let (sample, last) = &mut *guard;
        sample.advance(last.elapsed());
        *last = Instant::now();
        match sample.answer(&request) {
            Outcome::Answer(response) => Outcome::Answer(self.with_cors(response)),
            Outcome::Cut(response) => Outcome::Cut(self.with_cors(response)),
            Outcome::Nothing => Outcome::Nothing,
        }
    }

    fn obey(&self, asked: &Asked, command: &str) -> Response {
        let text = String::from_utf8_lossy(&asked.body);
        let mut guard = self.sample.lock().unwrap_or_else(PoisonError::into_inner);
        let (status, body) = match (asked.method.as_str(), command) {
            ("POST", "reset") => {
                guard.0.reset();
                date_tokens(&guard.0);
                (204, String::new())
            }
            ("POST", "config") => match Config::from_json(&text) {
                Ok(config) => {
                    guard.0 = started(&self.base, config);
                    (204, String::new())
                }
                Err(why) => (400, why),
            },
            ("GET", "requests") => {
                let requests = guard.0.requests();
                let pairs: Vec<(&str, &String)> =
                    requests.iter().map(|(method, path)| (method.as_str(), path)).collect();
                (200, serde_json::to_string(&pairs).unwrap_or_default())
            }
            ("POST", "hold") => match text.split_once(' ') {
                Some((method, part)) => {
                    self.gate.hold(method, part);
                    (204, String::new())
                }
                None => (400, "METHOD PATH-PART".to_owned()),
            },
            ("POST", "release") => {
                self.gate.release();
                (204, String::new())
            }
            ("GET", "held") => (200, self.gate.waiting().to_string()),
            _ => (404, String::new()),
        };
        Response { status, headers: Headers::default(), body: body.into_bytes() }
    }

    fn with_cors(&self, mut response: Response) -> Response {
        let Some(origin) = &self.cors else { return response };
        let headers = &mut response.headers;
        headers.push("Access-Control-Allow-Origin", origin.as_str());
        headers.push("Vary", "Origin");
        headers
            .push("Access-Control-Allow-Methods", "GET, HEAD, DELETE, PUT, PATCH, POST, OPTIONS");
        headers.push("Access-Control-Allow-Headers", "Authorization, Accept, Content-Type");
        headers.remove("Access-Control-Expose-Headers");
        headers.push(
            "Access-Control-Expose-Headers",
            "Docker-Content-Digest, Link, WWW-Authenticate, Warning, OCI-Subject, \
             OCI-Filters-Applied, Retry-After, ETag, Docker-Distribution-Api-Version, \
             X-Ms-Correlation-Request-Id, X-Ms-Ratelimit-Remaining-Calls-Per-Second",
        );
        headers.push("Access-Control-Max-Age", "600");
        response
    }
}

/// A stand-in whose tokens are dated by the machine's clock: clients compare them with theirs.
fn started(base: &str, config: Config) -> StandIn {
    let sample = StandIn::new(base, config);
    date_tokens(&sample);
    sample
}

fn date_tokens(sample: &StandIn) {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let millis = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    sample.date_tokens_by(Timestamp::from_millis(millis));
}

fn method(name: &str) -> Option<Method> {
    let all = [Method::Get, Method::Head, Method::Post, Method::Put, Method::Patch, Method::Delete];
    all.into_iter().find(|method| method.as_str() == name)
}
