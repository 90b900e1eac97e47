//! Whether a repository that is to go as a whole holds exactly what the plan said.

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::action::{Clearance, Item};
use crate::cleanup::verify::{moved, nothing_new_hangs, or_absent};
use crate::model::order::{map_of, set_of};
use crate::model::{Digest, RepositoryName};
use crate::registry::scan::Cancel;
use crate::registry::{Client, RegistryKind};

/// Lists everything in the repository again; anything that the plan did not name, and any lock, is a
/// reason against the one request.
pub(super) async fn repository(
    client: &Client,
    name: &RepositoryName,
    clearance: &Clearance,
    cancel: &Cancel,
) -> Result<BTreeMap<Item, String>, String> {
    let refuse = |why: String| Ok(BTreeMap::from([(Item::Repository, why)]));
    if client.endpoint().kind() == RegistryKind::Acr {
        let entry = or_absent(client.repository(name).await)?;
        if entry.is_some_and(|entry| entry.attributes.is_locked()) {
            return refuse("It is locked now.".to_owned());
        }
    }
    let tags = or_absent(client.tags(name).await)?.unwrap_or_default();
    if cancel.is_cancelled() {
        return Ok(BTreeMap::new());
    }
    let manifests = or_absent(client.manifests(name).await)?.unwrap_or_default();
    if !tags.invalid.is_empty() || !manifests.invalid.is_empty() {
        return Err("The registry lists tags or manifests that cannot be read.".to_owned());
    }
    let digests: BTreeSet<&Digest> = set_of(clearance.manifests.iter().map(|taken| &taken.digest));
    for listed in &manifests.manifests {
        let short = listed.digest.short();
        if !digests.contains(&listed.digest) {
            return refuse(format!("{short} was pushed since the plan was made."));
        }
        if listed.entry.attributes.is_locked() {
            return refuse(format!("{short} in it is locked now."));
        }
    }
    let going = clearance.manifests.iter().map(|taken| (&taken.digest, taken.role));
    if let Err(why) = nothing_new_hangs(client, name, going).await {
        return refuse(why);
    }
    let on_manifests = clearance
        .manifests
        .iter()
        .flat_map(|taken| taken.tags.iter().map(|tag| (tag.as_str(), Some(&taken.digest))));
    let loose = clearance.loose_tags.iter().map(|tag| (tag.as_str(), None));
    let planned: BTreeMap<&str, Option<&Digest>> = map_of(on_manifests.chain(loose));
    for tag in &tags.tags {
        let name = tag.name.as_str();
        if tag.attributes.is_locked() {
            return refuse(format!("The tag {name} in it is locked now."));
        }
        match (planned.get(name), &tag.digest) {
            (None, _) => {
                return refuse(format!("The tag {name} was added since the plan was made."));
            }
            (Some(Some(then)), Some(now)) if *then != now => return refuse(moved(&tag.name)),
            _ => {}
        }
    }
    Ok(BTreeMap::new())
}
