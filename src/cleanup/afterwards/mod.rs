//! The last look at a repository: no request deletes only where nothing changed, so what others pushed
//! at the same moment may have lost something, and more may be gone than the answers said. It is told, and
//! every word of it is asked for: lists follow late, and hide what may not be listed.

mod lost;
mod new;

use std::collections::BTreeSet;

use futures::{StreamExt, stream};

use crate::cleanup::action::Step;
use crate::cleanup::event::StepEnd;
use crate::cleanup::plan::Known;
use crate::cleanup::verify;
use crate::model::order::set_of;
use crate::model::{Digest, Manifest, RepositoryName, TagName};
use crate::registry::Cancel;
use crate::registry::Client;

/// Reads in flight at once.
const CONCURRENCY: usize = 8;
/// Most that is read of each sort.
const MOST_READ: usize = 200;
/// Most that is told by name.
const MOST_TOLD: usize = 20;

/// What was done in a repository.
pub(super) struct Ran<'a> {
    /// The steps.
    pub(super) steps: &'a [Step],
    /// How each ended.
    pub(super) ends: &'a [Option<StepEnd>],
    /// The places of those of which nobody knows whether the registry did them.
    pub(super) unclear: BTreeSet<usize>,
    /// What was known when the plan was made.
    pub(super) planned: &'a Known,
    /// Everything that went, as far as the answers said.
    pub(super) gone: &'a BTreeSet<Digest>,
}

/// What a look found.
#[derive(Default)]
pub(super) struct Found {
    /// What was hit besides the plan, or may have been: sentences.
    pub(super) notes: Vec<String>,
    /// Manifests that are gone, too.
    pub(super) manifests: BTreeSet<Digest>,
    /// Tags that are gone, too, by themselves.
    pub(super) tags: BTreeSet<TagName>,
}

impl Ran<'_> {
    /// The steps that ended, each with whether it did what it was to do and whether that is in doubt:
    /// what went with something that was already gone, or with what nobody could see, nobody said.
    fn ended(&self) -> impl Iterator<Item = (&Step, bool, bool)> {
        let steps = self.steps.iter().zip(self.ends).enumerate();
        steps.map(|(place, (step, end))| {
            let is_gone = end.as_ref().is_some_and(StepEnd::is_gone);
            let is_silent = *end == Some(StepEnd::AlreadyGone);
            (step, is_gone, is_silent || self.unclear.contains(&place))
        })
    }
}

/// What is to be said of a repository after a run in it, and what is gone besides what the answers named.
pub(super) async fn look(client: &Client, name: &RepositoryName, ran: &Ran<'_>) -> Found {
    let mut found = Found::default();
    if let Err(why) = into(client, name, ran, &mut found).await {
        let unseen = format!(
            "Whether anything that others pushed to {name} meanwhile was hit could not be seen."
        );
        found.notes.push(format!("{unseen} {why}"));
    }
    let more = found.notes.len().saturating_sub(MOST_TOLD);
    found.notes.truncate(MOST_TOLD);
    if more > 0 {
        found.notes.push(format!("There is more of this in {name}: {more}. Scan again."));
    }
    found
}

async fn into(
    client: &Client,
    name: &RepositoryName,
    ran: &Ran<'_>,
    found: &mut Found,
) -> Result<(), String> {
    let never = &Cancel::default();
    let lists = verify::now(client, name, never).await?;
    let listed = set_of(lists.tags.iter().map(|tag| tag.name.clone()));
    let tagged = verify::resolved(client, name, lists.tags, never).await?;
    let there: BTreeSet<Digest> = set_of(lists.manifests.into_iter().map(|listed| listed.digest));
    lost::manifests(client, name, ran, &there, found).await;
    lost::tags(client, name, ran, &listed, found).await;
    let mut shown = there;
    shown.extend(tagged.into_iter().map(|(_, digest)| digest));
    let gone: BTreeSet<Digest> = ran.gone.union(&found.manifests).cloned().collect();
    new::manifests(client, name, ran.planned, &shown, &gone, found).await;
    Ok(())
}

/// The manifests of these, asked for one by one, the first of them at most: `None` for what is not there.
async fn asked<'a>(
    client: &Client,
    name: &RepositoryName,
    digests: impl Iterator<Item = &'a Digest>,
) -> Vec<(&'a Digest, Result<Option<Manifest>, String>)> {
    let never = &Cancel::default();
    let answers = stream::iter(digests.take(MOST_READ)).map(async |digest| {
        (digest, verify::manifest_unless_cancelled(client, name, digest, never).await)
    });
    answers.buffered(CONCURRENCY).collect().await
}
