//! Titles of the dialogs that change a registry. A single item stands in them by its name, several by their number.

use crate::cleanup::{Action, Aim, Plan, Removal};
use crate::model::{Digest, RepositoryName, TagName};
use crate::present::{DeletionWords, counted, step_words};
use crate::registry::LockTarget;

/// The title of a dialog.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Title {
    /// The dialog's heading: `Delete web/api:1.4`, `Delete 3 manifests`.
    pub heading: String,
    /// The text of the button that begins, which may be shorter: `Delete 1.4`.
    pub button: String,
    /// Whether the heading names the repository.
    pub names_repository: bool,
}

/// A single item by its name.
struct Named {
    /// The name in its registry: `web/api:1.4`, `web/api@sha256:3f2a9b1c0d4e…`, `repository web/api`.
    whole: String,
    /// The name in its repository: `1.4`, `3f2a9b1c0d4e`. A repository has its whole name.
    short: String,
}

impl Named {
    fn of_repository(name: &RepositoryName) -> Self {
        let whole = format!("repository {name}");
        Self { short: whole.clone(), whole }
    }

    /// A tag, or a manifest by the tags that it was chosen by.
    fn of_tags(repository: &RepositoryName, tags: &[&TagName]) -> Option<Self> {
        let (first, more) = tags.split_first()?;
        let short = match more.len() {
            0 => first.to_string(),
            more => format!("{first} and {}", counted(more, "more tag", "more tags")),
        };
        Some(Self { whole: format!("{repository}:{short}"), short })
    }

    fn of_digest(repository: &RepositoryName, digest: &Digest) -> Self {
        let short = digest.short();
        Self { whole: format!("{repository}@{}:{short}…", digest.algorithm()), short }
    }

    fn of_removal(repository: &RepositoryName, removal: &Removal) -> Self {
        let is_chosen = |tag: &&TagName| !removal.unasked_tags.contains(tag);
        let chosen: Vec<&TagName> = removal.tags.iter().filter(is_chosen).collect();
        Self::of_tags(repository, &chosen)
            .unwrap_or_else(|| Self::of_digest(repository, &removal.digest))
    }

    fn title(self, verb: &str) -> Title {
        let Self { whole, short } = self;
        Title {
            heading: format!("{verb} {whole}"),
            button: format!("{verb} {short}"),
            names_repository: true,
        }
    }
}

impl Title {
    /// A title that names no item: its heading is the button's text, too.
    fn of(heading: String) -> Self {
        Self { button: heading.clone(), heading, names_repository: false }
    }
}

/// The title of a plan. A plan without steps says that nothing can be done.
#[must_use]
pub fn plan_title(plan: &Plan) -> Title {
    let untags = plan.aim == Aim::Untag;
    if plan.steps.is_empty() {
        let verb = if untags { "untagged" } else { "deleted" };
        return Title::of(format!("Nothing can be {verb}"));
    }
    let verb = if untags { "Untag" } else { "Delete" };
    if plan.aim == Aim::DeleteRepositories {
        return match plan.repositories().as_slice() {
            [name] => Named::of_repository(name).title(verb),
            names => {
                Title::of(format!("{verb} {}", counted(names.len(), "repository", "repositories")))
            }
        };
    }
    only(plan).map_or_else(
        || {
            let (one, many) = step_words(plan).0;
            Title::of(format!("{verb} {}", counted(plan.steps.len(), one, many)))
        },
        |named| named.title(verb),
    )
}

/// The title of a plan that ran: `Deleted web/api:1.4`, `Untagged 4 of 6 tags`, `Not deleted: web/api:1.4`.
#[must_use]
pub fn run_title(plan: &Plan, words: &DeletionWords) -> Title {
    let ((one, many), verb) = step_words(plan);
    let (first, rest) = verb.split_at(1);
    let done = first.to_uppercase() + rest;
    match (only(plan), words.is_all) {
        (Some(named), true) => named.title(&done),
        (Some(named), false) => named.title(&format!("Not {verb}:")),
        (None, true) => Title::of(format!("{done} {}", counted(plan.steps.len(), one, many))),
        (None, false) => {
            let nouns = if plan.steps.len() == 1 { one } else { many };
            Title::of(format!("{done} {} {nouns}", words.count))
        }
    }
}

/// The item of the only step.
fn only(plan: &Plan) -> Option<Named> {
    let [step] = plan.steps.as_slice() else { return None };
    let repository = &step.repository;
    match &step.action {
        Action::Untag(untagging) => Named::of_tags(repository, &[&untagging.tag]),
        Action::DeleteManifest(removal) => Some(Named::of_removal(repository, removal)),
        Action::DeleteRepository(_) => Some(Named::of_repository(repository)),
    }
}

/// The title of a change of locks: `Lock web/api:1.4`, `Unlock 3 tags`, `Lock repository web/api`.
#[must_use]
pub fn lock_title(lock: bool, repository: &RepositoryName, targets: &[LockTarget]) -> Title {
    let verb = if lock { "Lock" } else { "Unlock" };
    let named = match targets {
        [LockTarget::Tag(tag)] => Named::of_tags(repository, &[tag]),
        [LockTarget::Manifest(digest)] => Some(Named::of_digest(repository, digest)),
        [LockTarget::Tag(_) | LockTarget::Manifest(_), ..] => None,
        [LockTarget::Repository, ..] | [] => Some(Named::of_repository(repository)),
    };
    let (one, many) = match targets.first() {
        Some(LockTarget::Tag(_)) => ("tag", "tags"),
        _ => ("manifest", "manifests"),
    };
    named.map_or_else(
        || Title::of(format!("{verb} {}", counted(targets.len(), one, many))),
        |named| named.title(verb),
    )
}

/// The title of a restoration of these manifests, each with the tags that it had: `Restore web/api:1.4`,
/// `Restore 3 manifests`.
#[must_use]
pub fn restore_title<'a>(
    mut chosen: impl ExactSizeIterator<Item = (&'a RepositoryName, &'a Digest, &'a [TagName])>,
) -> Title {
    let verb = "Restore";
    match (chosen.len(), chosen.next()) {
        (1, Some((repository, digest, tags))) => {
            let tags: Vec<&TagName> = tags.iter().collect();
            Named::of_tags(repository, &tags)
                .unwrap_or_else(|| Named::of_digest(repository, digest))
                .title(verb)
        }
        (count, _) => Title::of(format!("{verb} {}", counted(count, "manifest", "manifests"))),
    }
}
