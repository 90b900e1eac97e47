//! The second look: whether what the plan said is still so, right before anything is changed.

mod lists;
mod manifests;
mod newcomers;
mod tags;
mod target;
mod whole;

use std::collections::BTreeMap;

pub(super) use lists::now;
pub(super) use manifests::{manifest_unless_cancelled, resolved};
pub(super) use tags::{points_to, tag};
pub(super) use target::{manifest, whole as repository};

use crate::cleanup::action::{Action, Item, Step};
use crate::cleanup::plan::Known;
use crate::model::{Digest, RepositoryName, TagName};
use crate::registry::Cancel;
use crate::registry::{Client, Error, Referrers};
use crate::storage::Role;

/// What a second look found.
#[derive(Default)]
pub(super) struct Looked {
    /// By what a step is about, why it must not be done any more.
    pub(super) refused: BTreeMap<Item, String>,
    /// About how many requests it took.
    pub(super) requests: usize,
}

/// Why a run ends early when somebody cancels it.
pub(super) const CANCELLED: &str = "The run was cancelled before its turn.";

/// Reads again what the steps of one repository depend on. `again`: some of them were done since it was
/// read last.
///
/// # Errors
///
/// A sentence, when not everything could be read: then nothing there may be changed.
pub(super) async fn group(
    client: &Client,
    name: &RepositoryName,
    steps: &[Step],
    known: &Known,
    again: bool,
    cancel: &Cancel,
) -> Result<Looked, String> {
    // All steps of a plan do the same.
    match steps.first().map(|step| &step.action) {
        None => Ok(Looked::default()),
        Some(Action::Untag(_)) => {
            let refused = tags::repository(client, name, steps).await?;
            Ok(Looked { refused, requests: 1 })
        }
        Some(Action::DeleteManifest(_)) => {
            manifests::repository(client, name, steps, known, again, cancel).await
        }
        Some(Action::DeleteRepository(clearance)) => {
            let refused = whole::repository(client, name, clearance, known, cancel).await?;
            Ok(Looked { refused, requests: 1 })
        }
    }
}

/// `None` where the registry itself says that it does not exist; any other failure is one.
fn or_absent<T>(answer: Result<T, Error>) -> Result<Option<T>, String> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.is_absent() => Ok(None),
        Err(error) => Err(unchecked(&error)),
    }
}

fn unchecked(error: &Error) -> String {
    format!("It could not be checked again. {}", error.sentence())
}

fn added(tag: &TagName) -> String {
    format!("The tag {tag} points to it since the plan was made.")
}

fn unasked(referrer: &Digest, subject: &Digest) -> String {
    let (new, subject) = (referrer.short(), subject.short());
    format!("{new} refers to {subject}, and the plan does not name it.")
}

fn locked(tag: &TagName) -> String {
    format!("Its tag {tag} is locked now.")
}

/// Whether only what the plan names (`going`) hangs on what itself hangs on something: where the registry
/// lists no such thing, it deletes it along.
///
/// # Errors
///
/// A sentence, when something else does, or when it could not be read.
async fn nothing_new_hangs<'a>(
    client: &Client,
    name: &RepositoryName,
    going: impl Iterator<Item = (&'a Digest, Role)> + Clone,
) -> Result<(), String> {
    if !client.endpoint().kind().facts().hides_nested_referrers {
        return Ok(());
    }
    for (subject, _) in going.clone().filter(|(_, role)| *role == Role::Referrer) {
        let found = match or_absent(client.referrers(name, subject).await)? {
            Some(Referrers::Supported(found)) => found,
            Some(Referrers::Unsupported) => {
                return Err("What hangs on it could not be checked again.".to_owned());
            }
            None => continue,
        };
        let is_new = |digest: &Digest| going.clone().all(|(planned, _)| planned != digest);
        if let Some(new) = found.iter().find(|found| is_new(&found.digest)) {
            return Err(unasked(&new.digest, subject));
        }
    }
    Ok(())
}

fn moved(tag: &TagName) -> String {
    format!("The tag {tag} points to another manifest since the plan was made.")
}
