//! The set-up of a stand-in: sign-in, paging, limits, and faults on purpose.

mod authentication;
mod azure;
mod fault;
mod limits;

pub use authentication::{Authentication, Bearer};
pub use azure::{Azure, Identity, Role, ScopeMapEntry};
pub use fault::{Fault, FaultAnswer};
pub use limits::{SoftDelete, Throttle};

use plimsoll::sample::server::Behaviour;
use serde::Deserialize;

/// The set-up of a stand-in. The default: no sign-in, no faults. Every field may be left out of its
/// JSON; unknown ones are refused.
#[derive(Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Only these repositories; all without it. A smaller registry is read sooner.
    pub repositories: Option<Vec<String>>,
    /// Most entries of a page. This field and the four below are those of [`Behaviour`].
    pub page_size: usize,
    /// At most so many tags in a manifest's entry of a listing.
    pub tags_of_a_manifest: usize,
    /// Tags that are not listed themselves are named in a manifest's entry.
    pub hidden_tags_named: bool,
    /// Every DELETE is refused.
    pub deletes_disabled: bool,
    /// A deleted manifest takes its referrers along.
    pub cascade_referrers: bool,

    /// The kind of sign-in.
    pub authentication: Authentication,
    /// Every request is answered with 403 DENIED: the network rules do not know the client.
    pub network_refused: bool,
    /// Response headers that are not sent (compared without case), as a browser hides some.
    pub hidden_headers: Vec<String>,
    /// Limits, beyond which requests are answered with 429.
    pub throttle: Option<Throttle>,
    /// The bin, into which deleted manifests go first; none without it.
    pub soft_delete: Option<SoftDelete>,
    /// The storage host (`http://localhost:5005`), or an empty text for the registry's own address.
    /// GET of a blob is answered with 307 to it. The storage refuses requests with `Authorization`, as
    /// Azure's does.
    pub blobs_elsewhere: Option<String>,
    /// Blobs are not mounted from other repositories: clients have to upload them.
    pub mounts_refused: bool,
    /// Faults on purpose; the first that fits a request applies.
    pub faults: Vec<Fault>,
}

impl Default for Config {
    fn default() -> Self {
        let Behaviour {
            page_size,
            tags_of_a_manifest,
            hidden_tags_named,
            deletes_disabled,
            cascade_referrers,
        } = Behaviour::ACR;
        Self {
            repositories: None,
            page_size,
            tags_of_a_manifest,
            hidden_tags_named,
            deletes_disabled,
            cascade_referrers,
            authentication: Authentication::None,
            network_refused: false,
            hidden_headers: Vec::new(),
            throttle: None,
            soft_delete: None,
            blobs_elsewhere: None,
            mounts_refused: false,
            faults: Vec::new(),
        }
    }
}

impl Config {
    /// Reads the JSON form.
    ///
    /// # Errors
    /// One sentence with the place, for bad JSON and for unknown names.
    pub fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    /// The part that the sample understands.
    pub(crate) fn behaviour(&self) -> Behaviour {
        Behaviour {
            page_size: self.page_size,
            tags_of_a_manifest: self.tags_of_a_manifest,
            hidden_tags_named: self.hidden_tags_named,
            deletes_disabled: self.deletes_disabled,
            cascade_referrers: self.cascade_referrers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_reads_and_unknown_names_are_refused() {
        let config = Config::from_json(
            r#"{"authentication":{"bearer":{"user":"u","password":"p","expires_in":60}},
                "page_size":7,"throttle":{"every":3,"retry_after":1},"soft_delete":{},"faults":[
                {"method":"GET","path":"/tags/list","times":2,"answer":{"status":[500,"oh"]}},
                {"answer":"drop"},{"answer":{"foreign_link":"https://elsewhere.test/"}}]}"#,
        )
        .map_err(|why| panic!("{why}"))
        .expect("a configuration");
        assert!(
            matches!(&config.authentication, Authentication::Bearer(bearer) if bearer.user == "u")
        );
        assert_eq!((config.page_size, config.faults.len()), (7, 3));
        assert_eq!(config.soft_delete.map(|bin| bin.retention_days), Some(7));
        assert!(config.cascade_referrers, "what is left out has its default");

        for wrong in [
            "",
            "[",
            r#"{"pagesize":1}"#,
            r#"{"faults":[{"answer":"explode"}]}"#,
            r#"{"authentication":{"acr":{"anonymous":true}}}"#,
            r#"{"authentication":{"acr":{"identities":[{"kind":"admin","user":"a","passwort":"b"}]}}}"#,
            r#"{"authentication":{"acr":{"identities":[{"kind":"root","user":"a","password":"b"}]}}}"#,
        ] {
            assert!(Config::from_json(wrong).is_err(), "{wrong}");
        }
    }
}
