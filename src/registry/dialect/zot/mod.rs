//! zot: the OCI specification, and a search extension, which tells sizes and dates before any manifest is read.
//! Manifests are read in a way that does not count as pulling.
//!
//! Reference: project-zot/zot v2.1.20, `pkg/extensions/search/schema.graphql`, `pkg/meta/hooks.go`; the
//! answers in the tests are that version's.

mod changing;
pub(crate) mod content;
mod delete;
mod images;

use crate::model::{Hint, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::dialect::call::{Call, Question};
use crate::registry::dialect::contract::Dialect;
use crate::registry::error::Error;

/// The dialect of zot: OCI, its search, and reading without pulling.
pub(crate) struct Zot;

impl Dialect for Zot {
    fn search(&self) -> Option<&'static str> {
        Some(images::PATH)
    }

    fn hint(&self, at: &Endpoint, of: &RepositoryName) -> Result<Question<Hint>, Error> {
        Ok(Call::v2(images::request(at, of)).read_by(images::read))
    }

    fn reads_manifests_as_blobs(&self) -> bool {
        true
    }
}
