//! Question: which manifests does a repository have, untagged ones too?
//!
//! Reference: api-version 2021-07-01, `Manifest_GetList`.

use serde_json::Value;

use crate::model::{ManifestEntry, MediaType, Platform, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::json;
use crate::registry::answer::listing::ListedManifest;
use crate::registry::dialect::acr::fields::{attributes, moment};
use crate::registry::line::entry::{Entries, Entry};
use crate::registry::line::list::List;
use crate::registry::line::paging::Page;
use crate::registry::line::transport::Response;

/// Lengths of manifests with few layers; images with a config and a layer are larger. Azure lists 0, or a
/// manifest's own length (527, 528), as the size of some images: that says nothing about the image.
const MANIFESTS_OWN: std::ops::Range<u64> = 200..1024;

/// Longest word kept, in characters.
const MAX_WORD: usize = 64;

/// `GET /acr/v1/<name>/_manifests`: every manifest of a repository, tagged or not.
pub(crate) fn list(at: &Endpoint, of: &RepositoryName) -> List<ListedManifest> {
    List::new(Page::first(at.url(&format!("/acr/v1/{of}/_manifests"))).counted(), read)
}

/// `{"manifests":[{"digest":…,"imageSize":…,"lastUpdateTime":…,"changeableAttributes":{…}}]}`. ACR cuts the
/// `tags` of an entry short (acr#529), so they only say whether a manifest has any; `_tags` lists all of
/// them.
fn read(url: &str, response: &Response) -> Entries<ListedManifest> {
    let entries = json::list(url, response, "manifests")?;
    Ok(entries.iter().map(|entry| Entry::of_object(entry, "digest", manifest(entry))).collect())
}

fn manifest(value: &Value) -> Option<ListedManifest> {
    let digest = value.get("digest")?.as_str()?.parse().ok()?;
    let tags = tags(value).iter().filter_map(|tag| tag.as_str()?.parse().ok()).collect();
    Some(ListedManifest { digest, entry: entry(value), tags })
}

fn tags(entry: &Value) -> &[Value] {
    entry.get("tags").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// An entry without its digest.
pub(super) fn entry(entry: &Value) -> ManifestEntry {
    let text = |key| entry.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let config_type = text("configMediaType").map(MediaType::from);
    let may_be_small = config_type.as_ref().is_some_and(|config| !config.is_image_config());
    let is_of_image = |size: &u64| may_be_small || *size != 0 && !MANIFESTS_OWN.contains(size);
    let quarantine = entry.get("changeableAttributes").and_then(|all| all.get("quarantineState"));
    ManifestEntry {
        size: entry.get("imageSize").and_then(Value::as_u64).filter(is_of_image),
        created: moment(entry, "createdTime"),
        last_updated: moment(entry, "lastUpdateTime"),
        last_pulled: None,
        media_type: text("mediaType").map(MediaType::from),
        config_type,
        platform: text("os").zip(text("architecture")).map(|(os, architecture)| Platform {
            os: short(os),
            architecture: short(architecture),
            variant: None,
        }),
        attributes: attributes(entry),
        quarantine: quarantine
            .and_then(Value::as_str)
            .filter(|state| !state.is_empty() && *state != "Passed")
            .map(short),
        tagged: !tags(entry).is_empty(),
        subject: None,
    }
}

/// A word of the registry, cut to [`MAX_WORD`] characters.
fn short(text: &str) -> Box<str> {
    text.chars().take(MAX_WORD).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_that_can_only_be_the_manifests_own_is_unknown() {
        let check = |size: u64, config_type: &str, expected: Option<u64>| {
            let value = serde_json::json!({ "imageSize": size, "configMediaType": config_type });
            assert_eq!(entry(&value).size, expected, "{size} {config_type}");
        };
        let docker = "application/vnd.docker.container.image.v1+json";
        for size in [0, 527, 528, 1023] {
            check(size, docker, None);
            check(size, "", None);
            check(size, "application/vnd.cncf.helm.config.v1+json", Some(size));
        }
        check(1024, docker, Some(1024));
        check(4_520_946_731, docker, Some(4_520_946_731));
    }
}
