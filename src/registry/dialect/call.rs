//! A call is one request to one API of a registry. A question is a call with the reader of its answer.

use crate::registry::error::Error;
use crate::registry::line::api::Api;
use crate::registry::line::transport::{Request, Response};

/// A request, and the API that it goes to.
pub(crate) struct Call {
    pub(crate) request: Request,
    pub(crate) api: Api,
}

/// A call, and the reader of its answer.
pub(crate) struct Question<T> {
    pub(crate) call: Call,
    read: Box<Reader<T>>,
}

/// Reads the answer to the request at a URL.
type Reader<T> = dyn Fn(&str, &Response) -> Result<T, Error>;

impl Call {
    /// A request to `/v2/`, or to an API that takes the same tokens.
    pub(crate) fn v2(request: Request) -> Self {
        Self { request, api: Api::V2 }
    }

    /// A request to an API of the registry's own that takes names and passwords only.
    pub(crate) fn by_password(request: Request) -> Self {
        Self { request, api: Api::Passwords }
    }

    /// A question that asks by this call; `read` reads the answer.
    pub(crate) fn read_by<T>(
        self,
        read: impl Fn(&str, &Response) -> Result<T, Error> + 'static,
    ) -> Question<T> {
        Question { call: self, read: Box::new(read) }
    }
}

impl<T> Question<T> {
    /// The answer in `response`, which is one of success.
    pub(crate) fn read(&self, response: &Response) -> Result<T, Error> {
        (self.read)(&self.call.request.url, response)
    }
}
