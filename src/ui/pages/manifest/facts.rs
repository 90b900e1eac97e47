//! The facts of a manifest, and the command that pulls it.

use leptos::prelude::*;
use plimsoll::cleanup::Frees;
use plimsoll::model::{Attributes, Digest, ManifestRecord, RepositoryName, TagName};
use plimsoll::present::{
    BytesText, Pull, ago, frees_text, kind_of, other_choice, platforms, visible,
};
use plimsoll::storage::Role;

use crate::ui::browser;
use crate::ui::components::{Bytes, CopyButton, breakable, dynamic};
use crate::ui::memo::Memo;
use crate::ui::session::Session;

/// The facts of a manifest, as the page shows them.
#[derive(Clone, PartialEq)]
pub(crate) struct Facts {
    pub(crate) tags: Vec<TagName>,
    kind: &'static str,
    pub(crate) role: Role,
    pull: Pull,
    media_type: String,
    artifact_type: Option<String>,
    platforms: Vec<String>,
    content: BytesText,
    /// Bytes that deleting it frees.
    frees: BytesText,
    /// The same by the choice that is not the default, with words for it, if it differs.
    other: Option<(&'static str, BytesText)>,
    /// The age in words, and the exact moment.
    date: Option<(String, String)>,
    pulled: Option<(String, String)>,
    pub(crate) has_layers: bool,
    pub(crate) attributes: Attributes,
}

pub(crate) fn facts_of(session: Session, name: &RepositoryName, digest: &Digest) -> Option<Facts> {
    let does = session.identity.capabilities();
    session.picture.read(|inventory, analysis| {
        let repository = inventory.repositories.get(name)?;
        let record: &ManifestRecord = repository.manifests.get(digest)?;
        let figures = analysis.manifest(name, digest)?;
        let deletion = Frees::of(name, repository, analysis, &does);
        let freed = deletion.of_manifest(digest, &figures);
        let told = |moment| (ago(moment, browser::now()), moment.to_string());
        Some(Facts {
            tags: repository.tags_of(digest).cloned().collect(),
            kind: kind_of(figures.role, record),
            role: figures.role,
            pull: Pull::of(repository, record),
            media_type: visible(record.manifest.media_type.as_str()),
            artifact_type: record.manifest.artifact_type.as_deref().map(visible),
            platforms: platforms(repository, record).0,
            content: BytesText::of_amount(figures.content),
            frees: frees_text(&freed),
            other: other_choice(&freed),
            date: record.date().map(told),
            pulled: repository.last_pulled(digest).map(told),
            has_layers: !record.manifest.layers().is_empty(),
            attributes: record.attributes,
        })
    })?
}

#[component]
pub(crate) fn FactsPanel(facts: Memo<Option<Facts>>) -> impl IntoView {
    let fact =
        |name: &'static str, value: AnyView| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let moment = |(ago, exact): (String, String)| {
        view! { <time title=exact.clone() datetime=exact>{ago}</time> }.into_any()
    };
    let list = move || {
        facts.get().map(|facts| {
        view! {
            <div><dt>"Size"</dt><dd class="large"><Bytes text=facts.content/></dd></div>
            <div>
                <dt>"Frees if deleted"</dt>
                <dd class="large"><Bytes text=facts.frees/></dd>
                {facts.other.map(|(words, text)| view! { <dd class="small muted">{words} " " <Bytes text/></dd> })}
            </div>
            {fact("Kind", facts.kind.into_any())}
            {(!facts.platforms.is_empty()).then(|| fact("Platforms", facts.platforms.join(", ").into_any()))}
            {facts.date.map(|date| fact("Last updated", moment(date)))}
            {facts.pulled.map(|date| fact("Last pulled", moment(date)))}
            {fact("Media type", view! { <code>{breakable(&facts.media_type)}</code> }.into_any())}
            {facts.artifact_type.map(|text| fact("Artifact type", view! { <code>{breakable(&text)}</code> }.into_any()))}
        }
    })
    };
    view! { <section class="panel" aria-label="Facts"><dl class="facts body">{dynamic(list)}</dl></section> }
}

#[component]
pub(crate) fn PullCommand(
    session: Session,
    name: RepositoryName,
    digest: Digest,
    facts: Memo<Option<Facts>>,
    /// The tag by which the page was opened.
    tag: Memo<Option<String>>,
) -> impl IntoView {
    let host = session.registry().host;
    let command = Memo::new(move |_| {
        let full = digest.to_string();
        facts.with(|facts| {
            let opened = tag.get().and_then(|tag| tag.parse().ok());
            let first = || facts.as_ref().and_then(|facts| facts.tags.first().cloned());
            let tag: Option<TagName> = opened.or_else(first);
            let pull = facts.as_ref().map_or(Pull::Bare, |facts| facts.pull);
            (pull.command(&host, &name, tag.as_ref().ok_or(full.as_str())), pull.copies())
        })
    });
    dynamic(move || {
        let (text, label) = command.get();
        view! { <div class="command"><code>{text.clone()}</code><CopyButton text label/></div> }
    })
}
