//! The judge: statements that must be true after any run, whatever others did.

use std::collections::{BTreeMap, BTreeSet};

use plimsoll::cleanup::{Failure, Item, Outcome, Plan, StepEnd};
use plimsoll::model::{Digest, FreedRange, Inventory, Repository, RepositoryName};
use plimsoll::present::{end_words, note_words};
use proptest::prelude::*;

use crate::registry::{Holds, NAME, Registry};
use crate::witness::{Took, Witness};

pub(crate) struct Judge<'a> {
    pub(crate) registry: &'a Registry,
    pub(crate) inventory: &'a Inventory,
    pub(crate) plan: &'a Plan,
    pub(crate) before: &'a Holds,
    pub(crate) witness: &'a Witness,
    pub(crate) outcome: &'a Outcome,
    pub(crate) after: &'a Inventory,
}

type Verdict = Result<(), TestCaseError>;

fn name() -> RepositoryName {
    NAME.parse().expect("a repository name")
}

impl Judge<'_> {
    fn going(&self) -> BTreeSet<&Digest> {
        self.plan.going().map(|(_, digest)| digest).collect()
    }

    /// The number of the request by which the run last looked at the things that `took` deleted. No
    /// request can close the moment between the look and the deletion.
    fn looked_at(&self, took: &Took) -> usize {
        let seen = self.witness.seen.borrow();
        let look = match took.line.strip_prefix("DELETE ") {
            Some(path) if path.contains("/_tags/") => {
                let tag = path.rsplit('/').next().unwrap_or_default();
                format!("HEAD /v2/{NAME}/manifests/{tag}")
            }
            // The lists. Later pushes are counted, and named by the registry's own answer.
            Some(path) if path.starts_with("/acr/v1/") => format!("GET {path}/_tags?n=1000"),
            Some(path) if !path.contains("sha256:") => format!("HEAD {path}"),
            // The first request about a manifest.
            Some(path) => format!("GET {path}"),
            None => return took.at,
        };
        seen.log[..took.at].iter().rposition(|line| *line == look).unwrap_or(took.at)
    }

    /// Only manifests and tags went that the plan names, or that others put there after the last look.
    pub(crate) fn nothing_else_went(&self) -> Verdict {
        let (going, seen) = (self.going(), self.witness.seen.borrow());
        let tags: BTreeSet<&str> = self.plan.tags().map(|(_, tag)| tag.as_str()).collect();
        for took in &seen.took {
            let looked = self.looked_at(took);
            for digest in took.manifests.iter().filter(|digest| !going.contains(digest)) {
                let is_placeholder =
                    !self.before.manifests.contains(digest) && !seen.manifests.contains_key(digest);
                let came = seen.manifests.get(digest);
                prop_assert!(!self.is_whole(took) || took.is_lost || self.is_told(&digest.short()));
                prop_assert!(
                    is_placeholder || came.is_some_and(|&came| came > looked),
                    "{digest} went by {} at {}, looked at {looked}, came {came:?}: {:#?}",
                    took.line,
                    took.at,
                    seen.log
                );
            }
            for (tag, digest) in took.tags.iter().filter(|(tag, _)| !tags.contains(tag.as_str())) {
                let came = seen.tags.get(&(tag.clone(), digest.clone()));
                prop_assert!(!self.is_whole(took) || took.is_lost || self.is_told(tag));
                prop_assert!(
                    came.is_some_and(|&came| came > looked),
                    "{tag} on {digest} went by {} at {}, looked at {looked}, came {came:?}: {:#?}",
                    took.line,
                    took.at,
                    seen.log
                );
            }
        }
        Ok(())
    }

    fn is_whole(&self, took: &Took) -> bool {
        took.line == format!("DELETE /acr/v1/{NAME}")
    }

    /// Whether the end of a step contains `name`.
    fn is_told(&self, name: &str) -> bool {
        let mut ends = self.outcome.results.iter().filter_map(|result| end_words(&result.end));
        ends.any(|why| why.contains(name))
    }

    fn ours(&self) -> BTreeSet<Digest> {
        let seen = self.witness.seen.borrow();
        seen.took.iter().flat_map(|took| took.manifests.iter().cloned()).collect()
    }

    /// An index that stays has lost no child to the run. Where others pushed an index during the run
    /// and it lost a child, the report names it, if a list could show it.
    pub(crate) fn no_index_was_broken_in_silence(&self) -> Verdict {
        let truth = self.registry.truth();
        let Some(repository) = truth.repositories.get(&name()) else { return Ok(()) };
        let (ours, seen) = (self.ours(), self.witness.seen.borrow());
        for (index, record) in &repository.manifests {
            let children = record.manifest.children().iter().map(|child| &child.digest);
            let lost: Vec<&Digest> = children
                .filter(|child| !repository.manifests.contains_key(child) && ours.contains(child))
                .collect();
            if lost.is_empty() {
                continue;
            }
            let is_new = seen.manifests.contains_key(index);
            prop_assert!(is_new, "{index} was there and lost {lost:?}: {:#?}", seen.log);
            // An index that the last list did not show cannot be reported.
            let list = |line: &String| {
                line.ends_with("/tags/list?n=1000") || line.ends_with("/_manifests?n=1000")
            };
            let looked = seen.log.iter().rposition(list).unwrap_or(0);
            let on_it: BTreeSet<String> =
                repository.tags_of(index).map(ToString::to_string).collect();
            let tags = seen.tags.iter();
            let tags = tags.filter(|((tag, digest), _)| digest == index && on_it.contains(tag));
            let by_tag = tags.map(|(_, at)| *at).min();
            let by_itself = seen.manifests.get(index).copied();
            let by_itself = by_itself.filter(|_| self.registry.capabilities().lists_untagged);
            let is_shown = by_tag.into_iter().chain(by_itself).any(|at| at <= looked);
            let is_told =
                self.outcome.notes.iter().any(|note| note_words(note).contains(&index.short()));
            prop_assert!(
                is_told || !is_shown || is_hidden(repository, index),
                "{index} lost {lost:?} and nobody says so: {:?} {:#?}",
                self.outcome,
                seen.log
            );
        }
        Ok(())
    }

    /// Each step ended as reported.
    pub(crate) fn the_report_is_true(&self) -> Verdict {
        let seen = self.witness.seen.borrow();
        prop_assert_eq!(self.outcome.results.len(), self.plan.steps.len());
        for result in &self.outcome.results {
            let own = |took: &&Took| match &result.item {
                Item::Manifest(digest) => took.manifests.contains(digest),
                Item::Tag(tag) => took.tags.contains_key(tag.as_str()),
                Item::Repository => took.line == format!("DELETE /acr/v1/{NAME}"),
            };
            let asked = |line: &String| match &result.item {
                Item::Manifest(digest) => *line == format!("DELETE /v2/{NAME}/manifests/{digest}"),
                Item::Tag(tag) => line.starts_with("DELETE ") && line.ends_with(&format!("/{tag}")),
                Item::Repository => *line == format!("DELETE /acr/v1/{NAME}"),
            };
            let went = seen.took.iter().any(|took| own(&took));
            match &result.end {
                StepEnd::Done => {
                    // Another client may have been quicker by a moment.
                    let by_others = match &result.item {
                        Item::Tag(tag) => seen.tags_lost.contains(tag.as_str()),
                        // A lost answer may have reported either.
                        Item::Manifest(digest) => {
                            let is_lost = |took: &Took| took.is_lost && asked(&took.line);
                            seen.lost.contains_key(digest) && seen.took.iter().any(is_lost)
                        }
                        Item::Repository => false,
                    };
                    prop_assert!(went || by_others, "{:?} {:#?}", result, seen.log);
                }
                StepEnd::Refused(_) | StepEnd::NotReached(_) => {
                    // A manifest that went without an answer, and that others pushed again before it was
                    // looked at, looks as if the request had not been carried out.
                    let is_again = |digest| seen.manifests.contains_key(digest);
                    let is_pushed = result.item.digest().is_some_and(is_again);
                    let is_told = |took: &&Took| asked(&took.line) && !(took.is_lost && is_pushed);
                    prop_assert!(
                        !seen.took.iter().any(|took| is_told(&took)),
                        "{:?} {:#?}",
                        result,
                        seen.log
                    );
                }
                StepEnd::AlreadyGone => {
                    let by_others = match &result.item {
                        Item::Manifest(digest) => seen.lost.contains_key(digest),
                        Item::Tag(tag) => seen.tags_lost.contains(tag.as_str()),
                        Item::Repository => true,
                    };
                    prop_assert!(went || by_others, "{:?} {:#?}", result, seen.log);
                }
                StepEnd::Failed(why) => {
                    let is_again = match &result.item {
                        Item::Manifest(digest) => seen.manifests.contains_key(digest),
                        Item::Tag(tag) => seen.tags.keys().any(|(name, _)| name == tag.as_str()),
                        Item::Repository => !seen.manifests.is_empty(),
                    };
                    let is_unseen = matches!(
                        why,
                        Failure::Unseen { .. }
                            | Failure::GoneUnseen(_)
                            | Failure::PlaceholderUnclear(..)
                    );
                    prop_assert!(!went || is_again || is_unseen, "{:?} {:#?}", result, seen.log);
                }
                StepEnd::Differs(_) => {}
            }
        }
        Ok(())
    }

    /// Whether a note says that the manifest is there again, or could not be seen.
    fn is_noted(&self, digest: &Digest) -> bool {
        let is_open =
            |note: &String| note.contains("exists again") || note.contains("could not see");
        self.outcome
            .notes
            .iter()
            .map(note_words)
            .filter(is_open)
            .any(|note| note.contains(&digest.short()))
    }

    /// The inventory after the run equals the registry's contents, except for changes of others.
    pub(crate) fn what_is_known_is_true(&self) -> Verdict {
        let (truth, seen) = (self.registry.holds(), self.witness.seen.borrow());
        let empty = Repository::default();
        let known = self.after.repositories.get(&name()).unwrap_or(&empty);
        let planned = &self.inventory.repositories[&name()];
        for digest in planned.manifests.keys() {
            if seen.lost.contains_key(digest) || seen.manifests.contains_key(digest) {
                continue;
            }
            if self.is_noted(digest) {
                continue;
            }
            let (known, is_there) =
                (known.manifests.contains_key(digest), truth.manifests.contains(digest));
            prop_assert_eq!(known, is_there, "{} {:?} {:#?}", digest, self.outcome, seen.log);
        }
        let moved: BTreeSet<&String> = seen.tags.keys().map(|(tag, _)| tag).collect();
        for (tag, target) in &planned.tags {
            let text = tag.to_string();
            let excused = |digest| seen.lost.contains_key(digest) || self.is_noted(digest);
            let lost = target.digest().is_some_and(excused);
            if lost || seen.tags_lost.contains(&text) || moved.contains(&text) {
                continue;
            }
            let (known, is_there) = (known.tags.contains_key(tag), truth.tags.contains_key(&text));
            prop_assert_eq!(known, is_there, "{} {:?} {:#?}", tag, self.outcome, seen.log);
        }
        Ok(())
    }

    /// Each note about a manifest is true, unless others changed it after the lists were read.
    pub(crate) fn every_note_is_true(&self) -> Verdict {
        let (truth, seen, going) =
            (self.registry.holds(), self.witness.seen.borrow(), self.going());
        let is_list =
            |line: &String| line.ends_with("/tags/list?n=1000") || line.contains("/_tags?");
        let looked = seen.log.iter().rposition(is_list).unwrap_or(0);
        let late = |at: Option<&usize>| at.is_some_and(|&at| at >= looked);
        let all = self.before.manifests.iter().chain(seen.manifests.keys());
        let all: BTreeSet<&Digest> = all.collect();
        let is_there = |digest| truth.manifests.contains(digest) || late(seen.lost.get(digest));
        let is_gone =
            |digest| !truth.manifests.contains(digest) || late(seen.manifests.get(digest));
        for note in self.outcome.notes.iter().map(note_words) {
            let context = || format!("{note}: {:?} {:#?}", self.outcome, seen.log);
            let is_planned_tag = |(_, tag): (_, &plimsoll::model::TagName)| {
                note.starts_with(&format!("The tag {tag} of"))
            };
            let is_unplanned = note.contains("the plan did not name it");
            prop_assert!(!is_unplanned || !self.plan.tags().any(is_planned_tag), "{}", context());
            for digest in all.iter().copied() {
                let short = digest.short();
                let says = |words: &str| note.contains(&format!("{short}{words}"));
                let is_planned = going.contains(digest);
                let is_true = !(says(" of app still exists, or exists again") && !is_there(digest)
                    || says(" of app is gone") && !is_gone(digest)
                    || says(" of app is gone, too") && is_planned
                    || says(" of app is gone all the same") && !is_planned
                    || says(", which was deleted: the index is broken") && !is_gone(digest)
                    || note.contains(&format!("refers to {short}, which was deleted"))
                        && !is_gone(digest));
                prop_assert!(is_true, "{}", context());
            }
        }
        Ok(())
    }

    /// Without other clients, the plan comes true to the byte.
    pub(crate) fn a_calm_run_does_what_was_planned(&self) -> Verdict {
        let log = &self.witness.seen.borrow().log;
        prop_assert!(self.outcome.notes.is_empty(), "{:?} {log:#?}", self.outcome);
        prop_assert!(self.outcome.is_complete(), "{:?} {log:#?}", self.outcome);
        let freed = bytes(self.inventory) - bytes(&self.registry.truth());
        prop_assert_eq!(self.plan.freed, FreedRange::exact(freed));
        Ok(())
    }
}

fn is_hidden(repository: &Repository, digest: &Digest) -> bool {
    let hides = |record: &plimsoll::model::ManifestRecord| !record.attributes.list;
    repository.manifests.get(digest).is_some_and(hides)
}

/// Stored bytes, counted one by one: every digest once.
fn bytes(inventory: &Inventory) -> u64 {
    let mut sizes: BTreeMap<Digest, u64> = BTreeMap::new();
    for repository in inventory.repositories.values() {
        for (digest, record) in &repository.manifests {
            sizes.insert(digest.clone(), record.manifest.size);
            for blob in record.manifest.blobs() {
                sizes.insert(blob.digest.clone(), blob.size().expect("a size"));
            }
        }
    }
    sizes.values().sum()
}
