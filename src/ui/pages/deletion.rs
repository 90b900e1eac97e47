//! Deleting: the plan before, the progress during, the outcome after.

use std::collections::BTreeSet;

use leptos::prelude::*;
use plimsoll::model::{Digest, RepositoryName, TagName};

use crate::ui::session::Session;

/// What the user chose.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    /// Where.
    pub(crate) repository: RepositoryName,
    /// Which manifests.
    pub(crate) digests: BTreeSet<Digest>,
    /// Which tags, where tags were chosen rather than manifests.
    pub(crate) tags: Option<Vec<TagName>>,
}

/// The dialog.
#[component]
pub(crate) fn Deletion(session: Session, choice: Choice, on_close: Callback<()>) -> impl IntoView {
    let _ = (session, choice, on_close);
}
