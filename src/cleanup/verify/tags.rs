//! Whether tags that are to be taken off are as the plan said.

use std::collections::BTreeMap;

use crate::cleanup::action::{Item, Step, Untagging};
use crate::cleanup::verify::{moved, or_absent};
use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::Client;

/// The tags that are locked now, where the registry has locks.
pub(super) async fn repository(
    client: &Client,
    name: &RepositoryName,
    steps: &[Step],
) -> Result<BTreeMap<Item, String>, String> {
    let mut refused = BTreeMap::new();
    if !client.endpoint().capabilities().locks {
        return Ok(refused);
    }
    let listed = or_absent(client.tags(name).await)?.unwrap_or_default();
    for tag in listed.tags.iter().filter(|tag| tag.attributes.is_locked()) {
        let item = Item::Tag(tag.name.clone());
        if steps.iter().any(|step| step.item() == item) {
            refused.insert(item, "It is locked now.".to_owned());
        }
    }
    Ok(refused)
}

/// Whether a tag is still there, and still points to what the plan said.
///
/// # Errors
///
/// A sentence, when it points elsewhere or could not be read.
pub(in crate::cleanup) async fn tag(
    client: &Client,
    name: &RepositoryName,
    untagging: &Untagging,
) -> Result<bool, String> {
    match or_absent(client.resolve(name, &untagging.tag).await)? {
        None => Ok(false),
        Some(now) if now == untagging.digest => Ok(true),
        Some(_) => Err(moved(&untagging.tag)),
    }
}

/// What a tag points to now; `None` where it is not there.
///
/// # Errors
///
/// A sentence, when it could not be read.
pub(in crate::cleanup) async fn points_to(
    client: &Client,
    name: &RepositoryName,
    tag: &TagName,
) -> Result<Option<Digest>, String> {
    or_absent(client.resolve(name, tag).await)
}
