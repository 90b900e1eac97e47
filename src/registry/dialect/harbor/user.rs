//! Question: does this sign-in see every project? Blobs are stored once for all projects, so a project that
//! it does not see may use blobs of one that it sees.
//!
//! Reference: `getCurrentUserInfo`. For robot accounts, CLI secrets and the anonymous the answer is 401,
//! 403 or 412.

use serde_json::Value;

use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::answer::limit;
use crate::registry::error::Error;
use crate::registry::line::transport::{Method, Request, Response};

/// `GET /api/v2.0/users/current`: the user of the sign-in.
pub(crate) fn request(endpoint: &Endpoint) -> Request {
    Request::new(Method::Get, endpoint.url("/api/v2.0/users/current"), limit::SMALL)
}

/// `{"sysadmin_flag":true,"admin_role_in_auth":false}`: system administrators see everything.
pub(crate) fn read(url: &str, response: &Response) -> Result<bool, Error> {
    let user = json::object(url, response)?;
    let is = |flag: &str| user.get(flag).and_then(Value::as_bool) == Some(true);
    Ok(is("sysadmin_flag") || is("admin_role_in_auth"))
}
