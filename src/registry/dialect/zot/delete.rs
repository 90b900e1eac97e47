//! The result of a deletion, by digest or by tag.
//!
//! Reference: project-zot/zot, `pkg/api/routes.go` (`DeleteManifest`).

use crate::registry::answer::listing::Deletion;
use crate::registry::dialect::oci;
use crate::registry::error::{Error, ErrorKind};

/// The result of a deletion. zot differs from other registries in two answers: 400 means that it does not
/// know the repository, and 409 that the manifest has several tags and the sign-in may not delete such a
/// manifest.
pub(crate) fn read(answer: Result<(), Error>) -> Result<Deletion, Error> {
    oci::delete::read(match answer {
        Err(error) => match (error.status, error.code.as_deref()) {
            (Some(400), Some("NAME_UNKNOWN")) => return Ok(Deletion::AlreadyGone),
            (Some(409), Some("MANIFEST_INVALID")) => Err(error.with_kind(ErrorKind::SeveralTags)),
            _ => Err(error),
        },
        Ok(()) => Ok(()),
    })
}
