//! Repositories by name, for a registry or a sign-in that cannot list them.

use leptos::prelude::*;
use plimsoll::model::{ReadState, RepositoryName};
use plimsoll::present::{grouped, typed_names};

use crate::ui::browser;
use crate::ui::components::{Notice, NoticeTone, dynamic};
use crate::ui::memo::Memo;
use crate::ui::scan_job::ScanState;
use crate::ui::session::{Phase, Session};
use crate::ui::signal::RwSignal;

/// The most names that are listed as not there.
const TOLD: usize = 5;

/// The page that asks for names.
#[component]
pub(crate) fn Names(session: Session) -> impl IntoView {
    let host = session.registry().host;
    let instead = session.named.instead.get_untracked();
    let is_by_name = instead.is_some();
    let is_listed =
        untrack(|| session.picture.read(|inventory, _| inventory.state != ReadState::Incomplete));
    let lead = instead.unwrap_or_else(|| match is_listed {
        Some(false) => {
            "The registry's own list could not be read whole. Add the repositories that you \
                        need: they are read although the list does not name them."
                .to_owned()
        }
        _ => "Add repositories that the registry's own list leaves out.".to_owned(),
    });
    // "Back" leads to the pages, if they have anything to show.
    let is_open = untrack(|| session.picture.is_published());
    let back = is_open.then(|| {
        view! { <button type="button" on:click=move |_| session.phase.set(Phase::Open)>"Back"</button> }.into_any()
    });
    Effect::new(move |_| browser::focus_by_id("repository-names"));
    view! {
        <section class="panel single" aria-labelledby="names">
            <header><h1 id="names">"Which repositories of " {host} "?"</h1></header>
            <NamesForm session lead is_needed=is_by_name back/>
        </section>
    }
}

/// The form for names beside the reason why the registry's own list was not read at all.
#[component]
pub(crate) fn NamesHere(session: Session) -> impl IntoView {
    let lead = "Name the repositories that you need. They are read without the registry's list."
        .to_owned();
    view! {
        <section class="panel" aria-labelledby="names">
            <header><h2 id="names">"Read repositories by name"</h2></header>
            <NamesForm session lead is_needed=true back=None/>
        </section>
    }
}

/// The form that takes names.
#[component]
fn NamesForm(
    session: Session,
    lead: String,
    /// Whether nothing is read without a name.
    is_needed: bool,
    back: Option<AnyView>,
) -> impl IntoView {
    let own_host = session.registry().host;
    let names = RwSignal::new(untrack(|| session.named.text()));
    let wrong = RwSignal::new(None::<String>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match typed_names(&names.get_untracked(), &own_host) {
            Ok(found) if found.is_empty() && is_needed => {
                wrong.set(Some("Name at least one repository.".to_owned()));
                browser::focus_by_id("repository-names");
            }
            Ok(found) => {
                session.named.replace(found);
                session.read_named();
            }
            Err(why) => {
                wrong.set(Some(why));
                browser::focus_by_id("repository-names");
            }
        }
    };
    let edit = move |event| {
        names.set(event_target_value(&event));
        // The error was about the names before this edit.
        wrong.set(None);
    };
    view! {
        <form class="body sign-in" on:submit=submit novalidate>
            <p>{lead}</p>
            <div class="field">
                <label for="repository-names">"Repository names"</label>
                <textarea id="repository-names" rows="8" spellcheck="false" autocapitalize="none" placeholder="team/app"
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    prop:value=move || names.get() on:input=edit></textarea>
            </div>
            <p class="small muted">"One per line, or separated by commas. Saved in this browser for your next visit."</p>
            {dynamic(move || wrong.get().map(|why| view! { <Notice tone=NoticeTone::Failed title="Names">{why}</Notice> }))}
            <div class="title">
                <button type="submit" class="primary">"Read these repositories"</button>
                {back}
            </div>
        </form>
    }
}

/// The notices above a registry's pages: that only named repositories are read, and which names lead to nothing.
#[component]
pub(crate) fn NamedInstead(session: Session) -> impl IntoView {
    let change = move |why: Option<String>| {
        view! {
            <button type="button" class="link" title=why on:click=move |_| session.phase.set(Phase::Names)>
                "Change names"
            </button>
        }
    };
    let absent = Memo::new(move |_| absent(session));
    let nothing_there = move || {
        absent.get().map(|names| {
            view! {
                <Notice tone=NoticeTone::Warning title="Not found">
                    {names} ": not in this registry, or empty. " {change(None)}
                </Notice>
            }
        })
    };
    let by_name = move || {
        session.named.instead.get().map(|why| {
            view! {
                <Notice tone=NoticeTone::Info title="Named repositories only">
                    "Sharing with other repositories is not known. "
                    {change(Some(why))}
                </Notice>
            }
        })
    };
    view! { {dynamic(by_name)}{dynamic(nothing_there)} }
}

/// The names from the user that lead to nothing, in words. `None` if all lead somewhere, or if no scan has read far
/// enough to tell.
fn absent(session: Session) -> Option<String> {
    let state = session.scan.state.get();
    if !matches!(state, ScanState::Complete | ScanState::Incomplete(None)) {
        return None;
    }
    let names = session.picture.read(|inventory, _| {
        let mut names = session.named.typed();
        names.retain(|name| {
            inventory.repositories.get(name).is_none_or(|repository| {
                repository.state == ReadState::Complete
                    && repository.tags.is_empty()
                    && repository.manifests.is_empty()
            })
        });
        names
    })?;
    let told: Vec<_> = names.iter().take(TOLD).map(RepositoryName::as_str).collect();
    let more = match names.len() - told.len() {
        0 => String::new(),
        more => format!(" and {} more", grouped(more as u64)),
    };
    (!told.is_empty()).then(|| told.join(", ") + &more)
}
