//! The result of a deletion, by digest or by tag.
//!
//! Reference: project-zot/zot, `pkg/api/routes.go` (`DeleteManifest`).

use crate::registry::answer::listing::Deletion;
use crate::registry::dialect::oci;
use crate::registry::error::{Error, ErrorKind};

/// As other registries answer, with two differences. For a repository that it does not know zot answers 400;
/// and 409 means that the manifest has several tags and that the sign-in may not delete it so.
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
