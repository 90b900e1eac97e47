//! `fetch` as a transport: no cookies, no cache, no redirects but where they are asked for, bounded
//! bodies, aborted when dropped.

use std::time::Duration;

use futures::future::LocalBoxFuture;
use gloo_net::http::RequestBuilder;
use plimsoll::model::Timestamp;
use plimsoll::registry::transport::{
    Headers, Method, Redirects, Request, Response, Transport, TransportError,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::ui::browser::now;

/// Sends requests with the browser's `fetch`.
pub(crate) struct Fetch;

/// Aborts its request when dropped: a cancelled scan must not go on in the background.
struct AbortOnDrop(Option<web_sys::AbortController>);

impl Transport for Fetch {
    fn send(&self, request: Request) -> LocalBoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(send(request))
    }

    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'_, ()> {
        Box::pin(gloo_timers::future::sleep(duration))
    }

    fn now(&self) -> Timestamp {
        now()
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

async fn send(request: Request) -> Result<Response, TransportError> {
    let unreachable = |_| TransportError::Unreachable;
    let controller = web_sys::AbortController::new().map_err(|_| TransportError::Unreachable)?;
    let signal = controller.signal();
    let guard = AbortOnDrop(Some(controller));
    let mut builder = RequestBuilder::new(&request.url)
        .method(method(request.method))
        .credentials(web_sys::RequestCredentials::Omit)
        .cache(web_sys::RequestCache::NoStore)
        .referrer_policy(web_sys::ReferrerPolicy::NoReferrer)
        .redirect(redirect(request.redirects))
        .abort_signal(Some(&signal));
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let built = if request.body.is_empty() {
        builder.build()
    } else {
        builder.body(js_sys::Uint8Array::from(request.body.as_slice()))
    };
    let answer = built.map_err(unreachable)?.send().await.map_err(unreachable)?;
    // For a redirect, fetch exposes only `type: opaqueredirect`: no status, no Location.
    if answer.type_() == web_sys::ResponseType::Opaqueredirect {
        return Err(TransportError::Redirected);
    }
    let headers: Headers = answer.headers().entries().collect();
    let body = read_body(&answer, &headers, request.body_limit).await?;
    drop_quietly(guard);
    Ok(Response { status: answer.status(), headers, body })
}

/// Whether a server answers at `url`, even if it sends no CORS headers. An ordinary request fails alike without
/// those headers and without a server; a `no-cors` request hides the answer, and fails only without a server.
pub(crate) async fn reaches(url: &str) -> bool {
    let request = RequestBuilder::new(url)
        .mode(web_sys::RequestMode::NoCors)
        .credentials(web_sys::RequestCredentials::Omit)
        .cache(web_sys::RequestCache::NoStore)
        .referrer_policy(web_sys::ReferrerPolicy::NoReferrer);
    request.send().await.is_ok()
}

/// Reads at most `limit` bytes. If the answer states its length and is not compressed, the browser holds the
/// server to that length, and one call reads the body. Any other body is read chunk by chunk. So is every body
/// from another origin: there the browser shows `Content-Length`, but may hide `Content-Encoding`.
async fn read_body(
    answer: &gloo_net::http::Response,
    headers: &Headers,
    limit: usize,
) -> Result<Vec<u8>, TransportError> {
    let stated: Option<usize> = headers.get("content-length").and_then(|text| text.parse().ok());
    if stated.is_some_and(|length| length > limit) && answer.body().is_some() {
        return Err(TransportError::TooLarge(limit));
    }
    let shows_all = answer.type_() == web_sys::ResponseType::Basic;
    if shows_all && stated.is_some() && headers.get("content-encoding").is_none() {
        return answer.binary().await.map_err(|_| TransportError::Truncated);
    }
    let Some(stream) = answer.body() else { return Ok(Vec::new()) };
    let reader: web_sys::ReadableStreamDefaultReader =
        stream.get_reader().dyn_into().map_err(|_| TransportError::Truncated)?;
    let mut body = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await.map_err(|_| TransportError::Truncated)?;
        let part = |name| js_sys::Reflect::get(&chunk, &JsValue::from_str(name));
        if part("done").is_ok_and(|done| done.is_truthy()) {
            return Ok(body);
        }
        let value = part("value").map_err(|_| TransportError::Truncated)?;
        let bytes = js_sys::Uint8Array::new(&value);
        if body.len() + bytes.length() as usize > limit {
            return Err(TransportError::TooLarge(limit));
        }
        let start = body.len();
        body.resize(start + bytes.length() as usize, 0);
        bytes.copy_to(&mut body[start..]);
    }
}

/// Drops the guard of a request that has ended, without aborting anything.
fn drop_quietly(mut guard: AbortOnDrop) {
    guard.0 = None;
}

/// Refused redirects are `manual`, not `error`: an error would look like a server that does not answer.
fn redirect(redirects: Redirects) -> web_sys::RequestRedirect {
    match redirects {
        Redirects::Refused => web_sys::RequestRedirect::Manual,
        Redirects::Followed => web_sys::RequestRedirect::Follow,
    }
}

fn method(method: Method) -> gloo_net::http::Method {
    match method {
        Method::Get => gloo_net::http::Method::GET,
        Method::Head => gloo_net::http::Method::HEAD,
        Method::Post => gloo_net::http::Method::POST,
        Method::Put => gloo_net::http::Method::PUT,
        Method::Patch => gloo_net::http::Method::PATCH,
        Method::Delete => gloo_net::http::Method::DELETE,
    }
}
