//! The check before manifests of a repository are deleted: its lists are read again, and the manifests that
//! are new in it.

use std::collections::BTreeSet;

use futures::{StreamExt, stream};

use crate::cleanup::planning::plan::Known;
use crate::cleanup::planning::step::Step;
use crate::cleanup::reason::Obstacle;
use crate::cleanup::verify::against_plan::{Observed, judge};
use crate::cleanup::verify::answer::manifest_if_there;
use crate::cleanup::verify::checked::Checked;
use crate::cleanup::verify::lists::{self, resolved};
use crate::model::order::set_of;
use crate::model::{Digest, Manifest, RepositoryName};
use crate::registry::Client;

/// Reads in flight at once.
const CONCURRENCY: usize = 8;
/// More new manifests than this since the plan was made call for a new plan.
const MOST_NEW: usize = 2000;
/// Entries of a list that one request brings, for an estimate.
const PAGE: usize = 1000;

/// Reads a repository's lists again, whole, and every manifest that is new in it, and compares them with
/// the plan. `again`: as for [`lists::read`].
///
/// # Errors
///
/// An obstacle to every step there, when not everything could be read.
pub(super) async fn repository(
    client: &Client,
    name: &RepositoryName,
    steps: &[Step],
    known: &Known,
    again: bool,
) -> Result<Checked, Obstacle> {
    let lists = lists::read(client, name, known, again).await?;
    let entries = lists.tags.len() + lists.manifests.len();
    let unresolved = lists.tags.iter().filter(|tag| tag.digest.is_none()).count();
    let census = lists.census();
    let hidden = census.hidden().map(|(tag, digest)| (tag.clone(), digest.clone())).collect();
    let tags = resolved(client, name, lists.tags).await?;
    let tagged = tags.iter().map(|(_, digest)| digest);
    let listed = tagged.chain(lists.manifests.iter().map(|manifest| &manifest.digest));
    let new = set_of(listed.filter(|digest| !known.manifests.contains(*digest)).cloned());
    let (new, read) = read_new(client, name, new, known).await?;
    let observed = Observed { hidden, tags, manifests: lists.manifests, new };
    let requests = 1 + entries / PAGE + unresolved + read;
    Ok(Checked { refused: judge(steps, known, &observed)?, requests })
}

/// Reads the new manifests `open`, and new manifests that these list. Returns them with the number of
/// questions that this took.
async fn read_new(
    client: &Client,
    name: &RepositoryName,
    mut open: BTreeSet<Digest>,
    known: &Known,
) -> Result<(Vec<Manifest>, usize), Obstacle> {
    let mut asked: BTreeSet<Digest> = BTreeSet::new();
    let mut found = Vec::new();
    while !open.is_empty() {
        if asked.len() + open.len() > MOST_NEW {
            return Err(Obstacle::TooMuchNew);
        }
        let mut answers = stream::iter(&open)
            .map(async |digest| manifest_if_there(client, name, digest).await)
            .buffer_unordered(CONCURRENCY);
        let mut children: BTreeSet<Digest> = BTreeSet::new();
        while let Some(answer) = answers.next().await {
            let Some(manifest) = answer? else { continue };
            children.extend(manifest.children().iter().map(|child| child.digest.clone()));
            found.push(manifest);
        }
        drop(answers);
        asked.extend(open);
        children.retain(|child| !known.manifests.contains(child) && !asked.contains(child));
        open = children;
    }
    Ok((found, asked.len()))
}
