//! The recognition of a registry in words, and what reading it changes.

use crate::registry::{Recognition, RegistryKind, Sign};

/// The effect of reading alone on such a registry, if it has any.
///
/// Source: goharbor/harbor, `src/server/registry/manifest.go`; seen with a core of 2.15.2.
#[must_use]
pub fn reading_changes(kind: RegistryKind) -> Option<&'static str> {
    kind.facts().counts_reading.then_some(
        "Harbor counts every manifest that this page reads as a pull: times of the last pull and pull \
         counts change, and retention rules may go by them.",
    )
}

/// The answer by which the registry was recognised, as a sentence.
#[must_use]
pub fn recognised_by(recognition: Recognition) -> &'static str {
    match recognition.sign {
        Sign::Host => "Told by its host name.",
        Sign::Realm => "Told by where it sends people for tokens.",
        Sign::Service => "Told by the service that its tokens are for, and its own API answers.",
        Sign::ServiceOnly => {
            "Its tokens are Harbor's, but Harbor's own API (/api/v2.0) is not to be reached here: only \
             /v2 is. So it is used as a plain OCI registry: untagged artifacts, quotas and locks are \
             not seen, no single tag can be taken off, and plans count on Harbor deleting along what \
             belongs to a manifest. Whoever hosts this page can pass /api/v2.0 on, too; it is asked \
             again with the next sign-in."
        }
        Sign::Ping => "Told by its own API.",
        Sign::Management => "It says so itself.",
        Sign::Extensions => "Told by its answer to which extensions it has.",
        Sign::PageSize if recognition.kind.facts().refuses_odd_page_sizes => {
            "Told by how it refuses a page size that is no number."
        }
        Sign::PageSize => "Told by how it ignores a page size that is no number.",
        Sign::Form => "Guessed by the form of its answers: it did not let us ask further.",
        Sign::Nothing => {
            "Nothing gave it away: what the OCI specification promises is assumed, and no more."
        }
    }
}
