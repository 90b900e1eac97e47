//! The pace of the sample registry: each answer comes a moment later, so that its scan can be watched and the
//! page stays responsive meanwhile.

use std::time::Duration;

use futures::future::LocalBoxFuture;
use plimsoll::model::Timestamp;
use plimsoll::registry::transport::{Request, Response, Transport, TransportError};

use crate::ui::browser::now;

/// A transport whose answers take a turn of the event loop.
pub(crate) struct Paced<T>(pub(crate) T);

impl<T: Transport> Transport for Paced<T> {
    fn send(&self, request: Request) -> LocalBoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            gloo_timers::future::sleep(Duration::from_millis(1)).await;
            self.0.send(request).await
        })
    }

    fn sleep(&self, duration: Duration) -> LocalBoxFuture<'_, ()> {
        Box::pin(gloo_timers::future::sleep(duration))
    }

    fn now(&self) -> Timestamp {
        now()
    }
}
