//! Harbor: its own API under `/api/v2.0` lists projects, empty repositories, and untagged artifacts with their
//! accessories, and takes off single tags. Manifests are read under `/v2/`.
//!
//! Written from Harbor's published description, and tested against answers composed from that. It has not
//! met a live Harbor.
//!
//! Reference: goharbor/harbor, `api/v2.0/swagger.yaml` (2.15).

mod artifacts;
mod changing;
mod delete_artifact;
mod delete_repository;
mod fields;
mod pages;
mod projects;
mod repositories;
mod summary;
mod tags;
mod untag;
mod user;

use crate::model::RepositoryName;
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::listing::{ListedManifest, ListedTag, Project, ProjectQuota};
use crate::registry::dialect::call::{Call, Question};
use crate::registry::dialect::contract::Dialect;
use crate::registry::error::Error;
use crate::registry::line::list::List;

/// Harbor's dialect. Its own API takes no tokens.
pub(crate) struct Harbor;

impl Dialect for Harbor {
    fn repositories(&self, at: &Endpoint) -> List<RepositoryName> {
        repositories::list(at)
    }

    fn tags(&self, at: &Endpoint, of: &RepositoryName) -> Result<List<ListedTag>, Error> {
        tags::list(at, of)
    }

    fn manifests(&self, at: &Endpoint, of: &RepositoryName) -> Result<List<ListedManifest>, Error> {
        artifacts::list(at, of)
    }

    fn projects(&self, at: &Endpoint) -> Result<List<Project>, Error> {
        Ok(projects::list(at))
    }

    fn sees_everything(&self, at: &Endpoint) -> Option<Question<bool>> {
        Some(Call::by_password(user::request(at)).read_by(user::read))
    }

    fn quota(&self, at: &Endpoint, project: &Project) -> Result<Question<ProjectQuota>, Error> {
        let (call, project) = (Call::by_password(summary::request(at, project)), project.clone());
        Ok(call.read_by(move |url, response| summary::read(url, response, &project)))
    }
}
