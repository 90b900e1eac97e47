//! Absence: whether a failure says that the requested object does not exist. A 404 alone does not, because
//! proxies and routers answer it, too.

use crate::registry::error::Error;

/// Codes by which a registry itself says that something does not exist.
///
/// Reference: OCI distribution-spec, "Error Codes"; ACR adds `TAG_UNKNOWN`.
const ABSENT: [&str; 4] = ["MANIFEST_UNKNOWN", "NAME_UNKNOWN", "TAG_UNKNOWN", "BLOB_UNKNOWN"];

/// Harbor's code for the same, under /v2/ too (2.15.2).
const HARBORS_ABSENT: &str = "NOT_FOUND";

impl Error {
    /// Whether the registry itself says that the object does not exist: 404 with one of its own codes. A
    /// proxy's 404, and any other refusal, says nothing about the contents.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        let is_harbors =
            self.detail.as_ref().is_some_and(|detail| detail.kind.facts().says_not_found);
        self.may_be_absent() && (is_harbors || self.code.as_deref() != Some(HARBORS_ABSENT))
    }

    /// Whether a registry of any kind would mean by this answer that the object does not exist. For checks
    /// of objects that must still be there: this registry may be of another kind than it is taken for.
    #[must_use]
    pub(crate) fn may_be_absent(&self) -> bool {
        let code = self.code.as_deref().unwrap_or_default();
        self.status == Some(404)
            && (ABSENT.contains(&code) || code == HARBORS_ABSENT && !self.is_of_path())
            && !self.may_not_show()
    }

    /// Whether the manifest is there and may not be shown: distribution answers `MANIFEST_UNKNOWN` then, too.
    ///
    /// Reference: distribution, `registry/handlers/manifests.go`.
    #[must_use]
    pub(crate) fn may_not_show(&self) -> bool {
        self.status == Some(404) && self.excerpt.contains("accept header")
    }

    /// Whether Harbor does not know the path of the request, which says nothing about its contents: a proxy
    /// on the way may have decoded a name that only Harbor should decode.
    ///
    /// Reference: go-openapi/errors, `NotFound` by `middleware/router.go` of go-openapi/runtime.
    pub(crate) fn is_of_path(&self) -> bool {
        self.code.as_deref() == Some(HARBORS_ABSENT)
            && self.excerpt.starts_with("path ")
            && self.excerpt.contains(" was not found")
    }

    /// Whether the request was for a list: of repositories, of tags, or of manifests.
    pub(crate) fn is_of_list(&self) -> bool {
        let path = self.url.split('?').next().unwrap_or_default();
        ["/_catalog", "/tags/list", "/_tags", "/_manifests"].iter().any(|end| path.ends_with(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::error::{Detail, ErrorKind};
    use crate::registry::kind::registry_kind::RegistryKind;

    #[test]
    fn only_a_registrys_own_word_says_that_something_is_not_there() {
        let check = |kind, status, code: Option<&str>, excerpt: &str, expected: [bool; 3]| {
            let detail = Detail { kind, lacking: None, correlation: None };
            let error = Error {
                status: Some(status),
                code: code.map(str::to_owned),
                excerpt: excerpt.to_owned(),
                detail: Some(Box::new(detail)),
                ..Error::new(ErrorKind::NotFound, "https://r.test/")
            };
            let said = [error.is_absent(), error.may_be_absent(), error.may_not_show()];
            assert_eq!(said, expected, "{kind:?} {status} {code:?} {excerpt}");
        };
        let (oci, harbor) = (RegistryKind::Oci, RegistryKind::Harbor);
        // Whether it is absent, may be, or is there and may not be shown.
        check(oci, 404, Some("MANIFEST_UNKNOWN"), "manifest unknown", [true, true, false]);
        check(oci, 403, Some("MANIFEST_UNKNOWN"), "", [false, false, false]);
        check(oci, 404, None, "404 page not found", [false, false, false]);
        let shown = "OCI manifest found, but accept header does not support OCI manifests";
        check(oci, 404, Some("MANIFEST_UNKNOWN"), shown, [false, false, true]);
        let harbors = "artifact team/app@sha256:1 not found";
        check(harbor, 404, Some("NOT_FOUND"), harbors, [true, true, false]);
        check(oci, 404, Some("NOT_FOUND"), harbors, [false, true, false]);
        let path = "path /projects/team/repositories/app/web was not found";
        check(harbor, 404, Some("NOT_FOUND"), path, [false, false, false]);
        check(oci, 404, Some("NOT_FOUND"), path, [false, false, false]);
    }

    #[test]
    fn a_list_that_is_not_offered_is_no_item_that_is_gone() {
        let said = |url: &str| Error::new(ErrorKind::NotFound, url).sentence();
        for list in ["v2/_catalog?n=100", "v2/web/app/tags/list", "acr/v1/web/app/_manifests"] {
            let said = said(&format!("https://r.test/{list}"));
            assert!(said.contains("may not offer this list") && !said.contains("item"), "{said}");
        }
        assert!(said("https://r.test/v2/web/app/manifests/v1").contains("the item is gone"));
    }
}
