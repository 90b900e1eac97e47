//! Whether a repository that is to go as a whole holds exactly what the plan said.

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::action::{Clearance, Item};
use crate::cleanup::plan::Known;
use crate::cleanup::verify::{lists, moved, nothing_new_hangs};
use crate::model::order::{map_of, set_of};
use crate::model::{Digest, RepositoryName};
use crate::registry::Cancel;
use crate::registry::Client;

/// Lists everything in the repository again; anything that the plan did not name, and any lock, is a
/// reason against the one request.
pub(super) async fn repository(
    client: &Client,
    name: &RepositoryName,
    clearance: &Clearance,
    known: &Known,
    cancel: &Cancel,
) -> Result<BTreeMap<Item, String>, String> {
    let refuse = |why: String| Ok(BTreeMap::from([(Item::Repository, why)]));
    let lists = lists::read(client, name, known, false, cancel).await?;
    if lists.entry.is_some_and(|entry| entry.attributes.is_locked()) {
        return refuse("It is locked now.".to_owned());
    }
    if let Some((tag, _)) = lists.hidden().first() {
        return refuse(format!("The tag {tag}, which the list of tags does not show, is in it."));
    }
    let digests: BTreeSet<&Digest> = set_of(clearance.manifests.iter().map(|taken| &taken.digest));
    for listed in &lists.manifests {
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
    for tag in &lists.tags {
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
