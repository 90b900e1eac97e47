//! The head of a repository's page: name, counts, the figures in one sentence, and the buttons.

use leptos::prelude::*;
use plimsoll::model::{Attributes, ReadState, RepositoryName};
use plimsoll::present::{BytesText, attribute_badges, counted};
use plimsoll::registry::LockTarget;

use crate::ui::components::{
    ActionButton, Bytes, Notice, NoticeTone, badge, dynamic, gap_lines_view,
};
use crate::ui::memo::Memo;
use crate::ui::pages::choice::Choice;
use crate::ui::pages::lock_buttons::LockButtons;
use crate::ui::pages::registry::export::Export;
use crate::ui::pages::repository::summary::Summary;
use crate::ui::paths;
use crate::ui::request::{Dialogs, Request};
use crate::ui::session::Session;
use crate::ui::signal::Signal;

/// The reason why a repository or manifest that is not in the picture cannot be changed.
pub(crate) const UNKNOWN: &str = "The scan has not read it yet, or it was deleted.";

/// The title in place of a repository that was deleted in this page, and the reason why it cannot be changed.
pub(crate) const DELETED: &str = "This repository was deleted";

/// The most reasons that are listed here. The overview lists all.
const REASONS: usize = 3;

#[component]
pub(crate) fn Head(
    session: Session,
    name: RepositoryName,
    /// Counts and figures; `None` if the repository is not in the picture.
    summary: Memo<Option<Summary>>,
    /// Whether it was deleted in this page.
    is_deleted: Signal<bool>,
) -> impl IntoView {
    let registry = session.registry();
    let home = paths::overview(&registry.slug);
    let orphans_at = format!("{}?tab=manifests&q=orphan", paths::repository(&registry.slug, &name));
    let shared_at = paths::shared_layers(&registry.slug, &name);
    let dialogs = Dialogs::here();
    let choice = Choice::Repositories(vec![name.clone()]);
    let delete = Callback::new(move |()| dialogs.open(Request::Delete(choice.clone())));
    let unknown = Signal::derive(move || match is_deleted.get() {
        true => Some(DELETED),
        false => summary.with(Option::is_none).then_some(UNKNOWN),
    });
    let may_not = Signal::derive(move || session.refusal().or_else(|| unknown.get()));
    // The other repositories of the namespace.
    let before = name.namespace().map(|namespace| {
        let href = paths::namespace(&registry.slug, namespace);
        view! { <a href=href>{namespace.to_owned()}</a> " / " }
    });
    let badges = move || {
        summary.get().map(|summary| {
        let orphans = (summary.orphans > 0).then(|| view! {
            <a class="badge warning" href=orphans_at.clone()>{counted(summary.orphans, "orphan", "orphans")} " · " {summary.reclaimable.plain()}</a>
        });
        view! {
            {counted_badge(summary.unread.0, summary.tags, ("tag", "tags"))}
            {counted_badge(summary.unread.1, summary.manifests, ("manifest", "manifests"))}
            {orphans}
            {summary.attributes.map(|attributes| attribute_badges("repository", attributes).into_iter().map(badge).collect_view())}
        }
    })
    };
    let is_locked = Signal::derive(move || {
        summary.with(|summary| {
            let attributes = summary.as_ref().and_then(|summary| summary.attributes);
            attributes.is_some_and(Attributes::is_locked)
        })
    });
    let deleted = {
        let name = name.clone();
        move || {
            summary
                .with(Option::is_some)
                .then(|| deleted_link(session, &name, "Deleted from this repository"))
        }
    };
    let own = name.clone();
    let answer = move || {
        let Some(summary) = summary.get() else {
            // The reason why the buttons are off, in view.
            let is_told = session.scan.is_running() || is_deleted.get();
            return (!is_told).then(|| UNKNOWN.into_any());
        };
        Some(if summary.state < ReadState::Incomplete {
            let listed = summary.listed.map(|(counts, size)| {
                let size = size
                    .map(|text| view! { ". The tags add up to " <Bytes text/> " by the lists" });
                view! { {counts} {size} ". " }
            });
            view! { {listed} "Still reading: " <Bytes text=without_bound(summary.stored)/> " so far." }
                .into_any()
        } else if summary.unread == (true, true) {
            "Nothing in this repository could be read.".into_any()
        } else if summary.is_empty() {
            let more = summary
                .hides_untagged
                .then_some(" It may hold untagged manifests: the registry does not list them.");
            view! { "Empty." {more} }.into_any()
        } else {
            view! {
            "Stored " <b><Bytes text=without_bound(summary.stored)/></b> ", of which " <b><Bytes text=without_bound(summary.exclusive)/></b>
            " only here and " <Bytes text=without_bound(summary.shared)/> " " <a href=shared_at.clone()>"shared with other repositories"</a> ". Tags add up to "
            <Bytes text=summary.logical/> "."
            {summary.hedge.map(|words| format!(" {words}"))}
        }.into_any()
        })
    };
    view! {
        <div>
            <nav class="crumbs" aria-label="Breadcrumbs">
                <a href=home>{registry.title}</a>" / "{before}
            </nav>
            <div class="title">
                <h1>{name.leaf().to_owned()}</h1>
                {dynamic(badges)}
                <span class="small">{dynamic(deleted)}</span>
                <div class="actions">
                    <LockButtons session repository=own targets=Signal::stored(vec![LockTarget::Repository]) is_locked refusal=unknown/>
                    <Export session/>
                    <ActionButton label="Delete repository…" class="danger-line" refusal=may_not on_press=delete/>
                </div>
            </div>
            <p class="answer">{dynamic(answer)}</p>
        </div>
    }
}

/// The notice about everything in the repository that could not be read: why, and what to do.
#[component]
pub(crate) fn Gaps(summary: Summary) -> impl IntoView {
    if let Some(why) = summary.may_be_incomplete {
        return view! {
            <Notice tone=NoticeTone::Warning title="May be incomplete">
                {why}
                " Until a scan finds the counts equal, nothing here counts as an orphan and nothing can be deleted. Scan again first. If the difference stays, an owner can show hidden items again with "
                <code>"az acr repository update --image … --list-enabled true"</code> "."
            </Notice>
        }
        .into_any();
    }
    let title = if summary.unread == (true, true) { "Not read" } else { "Not read whole" };
    let more = summary.gaps.len() > REASONS;
    let mut gaps = summary.gaps;
    gaps.truncate(REASONS);
    view! {
        <Notice tone=NoticeTone::Warning title>
            {counted(summary.missing, "item", "items")} " in this repository could not be read:"
            <ul>
                {gap_lines_view(gaps)}
                {more.then(|| view! { <li>"and other reasons: the overview lists them"</li> })}
            </ul>
            "Until a scan reads it whole, nothing here counts as an orphan and nothing can be deleted: unread manifests may need the others."
        </Notice>
    }
    .into_any()
}

/// The figure without its bound, which the sentence says once at its end.
fn without_bound(text: BytesText) -> BytesText {
    let bound = text.prefix;
    text.without(bound)
}

/// `12 tags`, or `tags not read` if their list could not be read.
fn counted_badge(is_unread: bool, count: usize, (one, many): (&str, &str)) -> AnyView {
    if is_unread {
        view! { <span class="badge warning">{format!("{many} not read")}</span> }.into_any()
    } else {
        view! { <span class="badge">{counted(count, one, many)}</span> }.into_any()
    }
}

/// The link to a repository's manifests in the bin, if the registry can restore them.
pub(crate) fn deleted_link(
    session: Session,
    name: &RepositoryName,
    words: &'static str,
) -> AnyView {
    let href = paths::deleted_of(&session.slug(), name);
    dynamic(move || session.identity.has_bin().then(|| view! { <a href=href.clone()>{words}</a> }))
}
