//! Question: how much may a project store, and how much does it store, by Harbor's own count?
//!
//! Reference: `getProjectSummary`.

use serde_json::Value;

use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::answer::limit;
use crate::registry::answer::listing::{Project, ProjectQuota};
use crate::registry::error::Error;
use crate::registry::line::transport::{Method, Request, Response};

/// `GET /api/v2.0/projects/<project>/summary`. The header says that the path holds the project's name, not
/// its number.
pub(crate) fn request(endpoint: &Endpoint, project: &Project) -> Request {
    let url = endpoint.url(&format!("/api/v2.0/projects/{}/summary", project.name));
    Request::new(Method::Get, url, limit::SMALL).with_header("x-is-resource-name", "true")
}

/// `{"quota":{"hard":{"storage":-1},"used":{"storage":1024}}}`, in bytes; -1 is "no limit". For a sign-in
/// that may not see the quota it is missing.
pub(crate) fn read(
    url: &str,
    response: &Response,
    project: &Project,
) -> Result<ProjectQuota, Error> {
    let summary = Value::Object(json::object(url, response)?);
    let storage = |which: &str| summary.get("quota")?.get(which)?.get("storage")?.as_i64();
    let told = storage("hard").zip(storage("used"));
    Ok(ProjectQuota {
        project: project.name.clone(),
        limit: told.and_then(|(hard, _)| u64::try_from(hard).ok()),
        used: told.and_then(|(_, used)| u64::try_from(used).ok()),
    })
}
