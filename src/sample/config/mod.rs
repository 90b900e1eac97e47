//! How the sample registry behaves: who may ask, paging, limits, and what goes wrong on purpose.
//!
//! What only a served registry needs is left out of the page: the demo in it has no sign-in, no
//! faults and no bin.

#[cfg(not(target_arch = "wasm32"))]
mod authentication;
#[cfg(not(target_arch = "wasm32"))]
mod azure;
#[cfg(not(target_arch = "wasm32"))]
mod fault;
#[cfg(not(target_arch = "wasm32"))]
mod limits;

#[cfg(not(target_arch = "wasm32"))]
pub use authentication::{Authentication, Bearer};
#[cfg(not(target_arch = "wasm32"))]
pub use azure::{Azure, Identity, Role, ScopeMapEntry};
#[cfg(not(target_arch = "wasm32"))]
pub use fault::{Fault, FaultAnswer};
#[cfg(not(target_arch = "wasm32"))]
pub use limits::{SoftDelete, Throttle};

#[cfg(not(target_arch = "wasm32"))]
use serde::Deserialize;

/// How a sample registry behaves. The default: no authentication, nothing goes wrong. Every field
/// may be left out of its JSON; unknown ones are refused.
#[derive(Clone)]
#[cfg_attr(not(target_arch = "wasm32"), derive(Deserialize), serde(default, deny_unknown_fields))]
pub struct SampleConfig {
    /// Only these repositories, where not all are wanted: a smaller registry is read sooner.
    pub repositories: Option<Vec<String>>,
    /// Most entries of a page, whatever `n` asks for. Without `n` a page has 100 at most, as in ACR.
    pub page_size: usize,
    /// Most tags that a manifest's entry in a listing names. Users of ACR report ten.
    pub tags_of_a_manifest: usize,
    /// Whether a manifest's entry in a listing names tags that are not listed themselves
    /// (`listEnabled: false`), too. True: manifest lists do not look at what tags say of themselves
    /// (Azure/acr issue 495 reports it of their locks); documented it is not.
    pub hidden_tags_named: bool,
    /// Answers every DELETE with 405 UNSUPPORTED.
    pub deletes_disabled: bool,
    /// Whether a manifest takes what refers to it along when it is deleted, recursively. True, for
    /// the sample stands for ACR, which does so; distribution and zot do not.
    pub cascade_referrers: bool,

    /// Who may ask.
    #[cfg(not(target_arch = "wasm32"))]
    pub authentication: Authentication,
    /// Answers everything with 403 DENIED: the network rules do not know the client.
    #[cfg(not(target_arch = "wasm32"))]
    pub network_refused: bool,
    /// Response headers that are not sent (compared without case): a browser hides some, too.
    #[cfg(not(target_arch = "wasm32"))]
    pub hidden_headers: Vec<String>,
    /// Answers some requests with 429.
    #[cfg(not(target_arch = "wasm32"))]
    pub throttle: Option<Throttle>,
    /// What is deleted goes to a bin first.
    #[cfg(not(target_arch = "wasm32"))]
    pub soft_delete: Option<SoftDelete>,
    /// Where blobs are fetched: their GET is answered with 307 to this storage host
    /// (`http://localhost:5005`), or, if it is empty, to the registry's own address. The storage
    /// refuses requests with `Authorization`, as Azure's does.
    #[cfg(not(target_arch = "wasm32"))]
    pub blobs_elsewhere: Option<String>,
    /// Blobs are not mounted from other repositories: clients have to upload them.
    #[cfg(not(target_arch = "wasm32"))]
    pub mounts_refused: bool,
    /// What goes wrong; the first that fits a request applies.
    #[cfg(not(target_arch = "wasm32"))]
    pub faults: Vec<Fault>,
}

impl Default for SampleConfig {
    fn default() -> Self {
        Self {
            repositories: None,
            page_size: 1000,
            tags_of_a_manifest: 10,
            hidden_tags_named: true,
            deletes_disabled: false,
            cascade_referrers: true,
            #[cfg(not(target_arch = "wasm32"))]
            authentication: Authentication::None,
            #[cfg(not(target_arch = "wasm32"))]
            network_refused: false,
            #[cfg(not(target_arch = "wasm32"))]
            hidden_headers: Vec::new(),
            #[cfg(not(target_arch = "wasm32"))]
            throttle: None,
            #[cfg(not(target_arch = "wasm32"))]
            soft_delete: None,
            #[cfg(not(target_arch = "wasm32"))]
            blobs_elsewhere: None,
            #[cfg(not(target_arch = "wasm32"))]
            mounts_refused: false,
            #[cfg(not(target_arch = "wasm32"))]
            faults: Vec::new(),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl SampleConfig {
    /// Reads the JSON form.
    ///
    /// # Errors
    /// One sentence, with the place, for JSON that is none or that names what is unknown.
    pub fn from_json(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_reads_and_unknown_names_are_refused() {
        let config = SampleConfig::from_json(
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
            assert!(SampleConfig::from_json(wrong).is_err(), "{wrong}");
        }
    }
}
