//! Question: which artifacts does a repository have, untagged ones too, and which accessories do they have?
//!
//! Reference: `listArtifacts` with `q=base=*`, without which untagged children of an index and their
//! accessories are left out. Accessories come with their subject only; accessories of accessories are a
//! question of their own. An accessory whose subject is not there is shown by its tag, or not at all.
//! Seen with 2.15.2.

use serde_json::Value;

use crate::model::{Attributes, ManifestEntry, MediaType, Platform, RepositoryName};
use crate::registry::address::endpoint::Endpoint;
use crate::registry::answer::listing::ListedManifest;
use crate::registry::dialect::harbor::fields::{moment, repository_url};
use crate::registry::dialect::harbor::pages;
use crate::registry::error::Error;
use crate::registry::line::api::Api;
use crate::registry::line::entry::{Entries, Entry};
use crate::registry::line::list::List;
use crate::registry::line::paging::Page;
use crate::registry::line::transport::Response;

/// Longest word kept, in characters.
const MAX_WORD: usize = 64;

/// `GET /api/v2.0/projects/<project>/repositories/<name>/artifacts`: every artifact of a repository, tagged
/// or not.
pub(crate) fn list(at: &Endpoint, of: &RepositoryName) -> Result<List<ListedManifest>, Error> {
    let rest = format!(
        "/artifacts?q=base%3D*&with_tag=true&with_accessory=true&with_immutable_status=true&page=1&page_size={}",
        pages::SIZE
    );
    let first = Page::by_link(repository_url(at, of, &rest)?).asked_of(Api::Passwords);
    Ok(List::turned(first, |page, response, at| pages::turn(page, response, at, read)))
}

/// `[{"digest":…,"size":…,"push_time":…,"pull_time":…,"tags":[…],"accessories":[…]}]`, each artifact
/// followed by its accessories.
fn read(url: &str, response: &Response) -> Entries<ListedManifest> {
    let mut all = Vec::new();
    for entry in pages::entries(url, response)? {
        all.push(Entry::of_object(&entry, "digest", artifact(&entry)));
        let accessories = entry.get("accessories").and_then(Value::as_array);
        for accessory in accessories.into_iter().flatten() {
            all.push(Entry::of_object(accessory, "digest", accessory_of(&entry, accessory)));
        }
    }
    Ok(all)
}

/// The tags of a listed artifact; none where that is null.
pub(super) fn tags(artifact: &Value) -> &[Value] {
    artifact.get("tags").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The locks of a tag: an immutable one may be neither moved nor deleted.
pub(super) fn locks(tag: &Value) -> Attributes {
    Attributes::locked_if(tag.get("immutable").and_then(Value::as_bool) == Some(true))
}

fn artifact(entry: &Value) -> Option<ListedManifest> {
    let text = |key| entry.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let extra = |key| entry.get("extra_attrs")?.get(key)?.as_str().filter(|text| !text.is_empty());
    let tags = tags(entry);
    let listed = ManifestEntry {
        size: entry.get("size").and_then(Value::as_u64),
        created: moment(entry, "push_time"),
        last_updated: moment(entry, "push_time"),
        last_pulled: moment(entry, "pull_time"),
        media_type: text("manifest_media_type").map(MediaType::from),
        config_type: text("media_type").map(MediaType::from),
        platform: extra("os").zip(extra("architecture")).map(|(os, architecture)| Platform {
            os: short(os),
            architecture: short(architecture),
            variant: None,
        }),
        attributes: Attributes::OPEN,
        quarantine: None,
        tagged: !tags.is_empty(),
        subject: None,
    };
    Some(ListedManifest {
        digest: entry.get("digest")?.as_str()?.parse().ok()?,
        entry: listed,
        tags: tags.iter().filter_map(|tag| tag.get("name")?.as_str()?.parse().ok()).collect(),
    })
}

fn accessory_of(artifact: &Value, accessory: &Value) -> Option<ListedManifest> {
    Some(ListedManifest {
        digest: accessory.get("digest")?.as_str()?.parse().ok()?,
        entry: ManifestEntry {
            size: accessory.get("size").and_then(Value::as_u64),
            created: moment(accessory, "creation_time"),
            last_updated: moment(accessory, "creation_time"),
            subject: Some(artifact.get("digest")?.as_str()?.parse().ok()?),
            ..ManifestEntry::default()
        },
        tags: Vec::new(),
    })
}

/// A word of the registry, cut to [`MAX_WORD`] characters.
fn short(text: &str) -> Box<str> {
    text.chars().take(MAX_WORD).collect::<String>().into()
}
