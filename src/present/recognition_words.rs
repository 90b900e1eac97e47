//! The recognition of a registry in words, and what reading it changes.

use crate::registry::{Recognition, RegistryKind, Sign};

/// The effect that reading alone has on a registry of this kind; `None` without one.
///
/// Source: goharbor/harbor, `src/server/registry/manifest.go`; seen with a core of 2.15.2.
#[must_use]
pub fn reading_changes(kind: RegistryKind) -> Option<&'static str> {
    kind.facts().counts_reading.then_some(
        "Harbor counts every manifest that this page reads as a pull: times of the last pull and pull \
         counts change, and retention rules may use them.",
    )
}

/// The answer by which the registry was recognised, as a sentence.
#[must_use]
pub fn recognised_by(recognition: Recognition) -> &'static str {
    match recognition.sign {
        Sign::Host => "Detected by its host name.",
        Sign::Realm => "Detected by the address of its token server.",
        Sign::Service => "Detected by the service name of its tokens; its own API answers, too.",
        Sign::ServiceOnly => {
            "Its tokens are Harbor's, but Harbor's own API (/api/v2.0) cannot be reached here: only \
             /v2 can. Plimsoll therefore uses it as a plain OCI registry: untagged artifacts, quotas and \
             locks are not seen, single tags cannot be untagged, and plans expect that Harbor also \
             deletes the platforms and signatures of a manifest. The operator of this page can pass on \
             /api/v2.0, too; Plimsoll asks again with the next sign-in."
        }
        Sign::Ping => "Detected by its own API.",
        Sign::Management => "The registry states its kind.",
        Sign::Extensions => "Detected by its list of extensions.",
        Sign::PageSize if recognition.kind.facts().refuses_odd_page_sizes => {
            "Detected by its refusal of a page size that is not a number."
        }
        Sign::PageSize => "Detected because it ignores a page size that is not a number.",
        Sign::Form => "Guessed from the form of its answers: further questions were refused.",
        Sign::Nothing => "Not detected: Plimsoll relies on the OCI specification alone.",
    }
}
