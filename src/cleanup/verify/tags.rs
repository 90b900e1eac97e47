//! Tags that are to be taken off, checked against the plan.

use std::collections::BTreeMap;

use crate::cleanup::planning::step::{Item, Step, Untagging};
use crate::cleanup::reason::Obstacle;
use crate::cleanup::verify::answer::{or_absent, points_to};
use crate::model::RepositoryName;
use crate::registry::Client;

/// The tags of these steps that are locked now, where the registry has locks.
pub(super) async fn repository(
    client: &Client,
    name: &RepositoryName,
    steps: &[Step],
) -> Result<BTreeMap<Item, Obstacle>, Obstacle> {
    let mut refused = BTreeMap::new();
    if !client.endpoint().capabilities().locks {
        return Ok(refused);
    }
    let listed = or_absent(client.tags(name).await)?.unwrap_or_default();
    for tag in listed.tags.iter().filter(|tag| tag.attributes.is_locked()) {
        let item = Item::Tag(tag.name.clone());
        if steps.iter().any(|step| step.item() == item) {
            refused.insert(item, Obstacle::Locked);
        }
    }
    Ok(refused)
}

/// Whether a tag is still there. A tag that pointed to nothing when the plan was made counts as there while
/// it still does.
///
/// # Errors
///
/// The obstacle, when it points to something else than the plan said, or could not be read.
pub(in crate::cleanup) async fn tag(
    client: &Client,
    name: &RepositoryName,
    untagging: &Untagging,
) -> Result<bool, Obstacle> {
    match (points_to(client, name, &untagging.tag).await?, &untagging.digest) {
        (None, planned) => Ok(planned.is_none()),
        (Some(now), Some(planned)) if now == *planned => Ok(true),
        (Some(_), _) => Err(Obstacle::TagMoved(untagging.tag.clone())),
    }
}
