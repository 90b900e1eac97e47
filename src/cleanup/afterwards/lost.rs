//! Tags and manifests of the plan's time that are gone now: deleted along with a target of this run, or by
//! somebody else.

use std::collections::{BTreeMap, BTreeSet};

use crate::cleanup::afterwards::asked::{MOST_READ, asked};
use crate::cleanup::afterwards::performed::{Found, Performed};
use crate::cleanup::planning::step::Item;
use crate::cleanup::reason::{Counted, Finding, Obstacle};
use crate::cleanup::verify;
use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::Client;

/// Asks one by one for manifests that the list (`there`) lacks, and for those whose deletion got no clear
/// answer.
pub(super) async fn manifests(
    client: &Client,
    name: &RepositoryName,
    performed: &Performed<'_>,
    there: &BTreeSet<Digest>,
    found: &mut Found,
) {
    // Manifests that steps name, each with whether one of these steps deleted it.
    let mut named: BTreeMap<&Digest, bool> = BTreeMap::new();
    let mut all: BTreeSet<&Digest> = BTreeSet::new();
    for (step, is_gone, is_in_doubt) in performed.ended() {
        for (digest, ..) in step.manifests() {
            *named.entry(digest).or_default() |= is_gone;
            if is_in_doubt {
                all.insert(digest);
            }
        }
    }
    if client.endpoint().capabilities().lists_untagged {
        all.extend(performed.planned.manifests.iter().filter(|digest| !there.contains(*digest)));
    }
    all.retain(|digest| !performed.gone.contains(*digest));
    for (digest, answer) in asked(client, name, all.iter().copied()).await {
        if let Ok(None) = &answer {
            found.manifests.insert(digest.clone());
        }
        let is_told = named.get(digest) == Some(&true);
        let item = Item::Manifest(digest.clone());
        found.findings.extend(judge(item, answer, named.contains_key(digest), is_told));
    }
    unasked(all.len(), Counted::Manifests, found);
}

/// Asks one by one for tags that the list (`listed`) lacks and that no deletion of this run explains.
pub(super) async fn tags(
    client: &Client,
    name: &RepositoryName,
    performed: &Performed<'_>,
    listed: &BTreeSet<TagName>,
    found: &mut Found,
) {
    let mut named: BTreeSet<&TagName> = BTreeSet::new();
    // Tags of manifests that are known to be gone: no finding.
    let mut told: BTreeSet<&TagName> = BTreeSet::new();
    for (step, is_gone, _) in performed.ended() {
        named.extend(step.tags());
        if is_gone {
            told.extend(step.tags());
        }
        for (digest, tags, _) in step.manifests() {
            if performed.gone.contains(digest) || found.manifests.contains(digest) {
                told.extend(tags);
            }
        }
    }
    let known = performed.planned.tags.iter();
    let lost: Vec<&TagName> =
        known.filter(|tag| !listed.contains(tag) && !told.contains(tag)).collect();
    for tag in lost.iter().copied().take(MOST_READ) {
        let answer = verify::points_to(client, name, tag).await;
        if let Ok(None) = &answer {
            found.tags.insert(tag.clone());
        }
        let item = Item::Tag(tag.clone());
        found.findings.extend(judge(item, answer, named.contains(tag), false));
    }
    unasked(lost.len(), Counted::Tags, found);
}

/// The finding about an item that is not listed, by the registry's answer to a question about it: gone, or
/// not to be seen. An item that is there is only hidden, which is no finding. `is_told`: its own step has
/// reported it gone.
fn judge<T>(
    item: Item,
    answer: Result<Option<T>, Obstacle>,
    is_planned: bool,
    is_told: bool,
) -> Option<Finding> {
    match answer {
        Ok(Some(_)) => None,
        Ok(None) => (!is_told).then_some(Finding::Gone { item, is_planned }),
        Err(why) => Some(Finding::Unseen(item, why)),
    }
}

/// Adds a finding with the number of items that were not asked for, where there were more than
/// [`MOST_READ`].
fn unasked(count: usize, what: Counted, found: &mut Found) {
    let unasked = count.saturating_sub(MOST_READ);
    found.findings.extend((unasked > 0).then_some(Finding::Unasked(unasked, what)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_gone_without_a_word_is_news() {
        let item = || Item::Manifest(Digest::of(b"x"));
        let gone = |is_planned| Some(Finding::Gone { item: item(), is_planned });
        assert_eq!(judge(item(), Ok(Some(())), true, false), None);
        assert_eq!(judge(item(), Ok(None::<()>), true, true), None);
        assert_eq!(judge(item(), Ok(None::<()>), true, false), gone(true));
        assert_eq!(judge(item(), Ok(None::<()>), false, false), gone(false));
        let unseen = judge::<()>(item(), Err(Obstacle::UnreadableTags), true, true);
        assert_eq!(unseen, Some(Finding::Unseen(item(), Obstacle::UnreadableTags)));
    }
}
