//! The switch from one registry to another. Each registry keeps its picture and its sign-in.

use leptos::{ev::KeyboardEvent, html, prelude::*};
use leptos_router::hooks::use_location;

use crate::ui::browser;
use crate::ui::components::dynamic;
use crate::ui::paths;
use crate::ui::registries::RegistryRef;
use crate::ui::session::{Phase, Session};
use crate::ui::signal::RwSignal;
use crate::ui::state::AppState;

/// The id of the button.
const BUTTON: &str = "switch";

/// The registry's name, which opens the list of the others.
#[component]
pub(crate) fn Switch(
    /// The registry that is shown.
    session: Session,
) -> impl IntoView {
    let app = expect_context::<AppState>();
    let location = use_location();
    let place = location.pathname;
    let open = RwSignal::new(false);
    let root = NodeRef::<html::Div>::new();
    let here = session.slug();
    let title = session.registry().title;
    let home = paths::overview(&here);
    // The path may be another registry's already, just before that one is shown instead of this one.
    Effect::new(move |_| {
        let (path, query) = (place.get(), location.search.get());
        let inside = path.strip_prefix(&home);
        if inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            let query = query.trim_start_matches('?');
            let mark = if query.is_empty() { "" } else { "?" };
            session.place.set_value(Some(format!("{path}{mark}{query}")));
        }
    });
    let close = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            open.set(false);
            browser::focus_by_id(BUTTON);
        }
    };
    let list = move || {
        open.get().then(|| {
            let path = place.get_untracked();
            let entries = entries(app).into_iter().map(|(registry, about, left)| {
                let current = (registry.slug == here).then_some("true");
                let href = left.unwrap_or_else(|| paths::alike(&path, &registry.slug));
                view! {
                    <li><a href=href aria-current=current on:click=move |_| open.set(false)>
                        <b>{registry.title}</b><small>{about}</small>
                    </a></li>
                }
            });
            let names = move |_| {
                open.set(false);
                session.phase.set(Phase::Names);
            };
            let is_open = session.phase.get_untracked() == Phase::Open;
            let by_name = is_open.then(|| {
                view! { <li><button type="button" on:click=names>"Add repositories by name…"</button></li> }
            });
            view! {
                <nav class="registries" aria-label="Registries to switch to">
                    <ul>
                        {entries.collect_view()}
                        <li class="rest"><a href=paths::registries()>"All registries, and others by address"</a></li>
                        {by_name}
                    </ul>
                </nav>
            }
        })
    };
    view! {
        <div class="switcher" node_ref=root on:keydown=close on:focusout=move |event| {
            if !browser::focus_stays_within(&event) { open.set(false) }
        }>
            <button type="button" id=BUTTON class="switch" title="Switch to another registry"
                aria-expanded=move || open.get().to_string() on:click=move |_| open.update(|open| *open = !*open)>
                <span class="title">{title}</span><span aria-hidden="true">"▾"</span>
            </button>
            {dynamic(list)}
        </div>
    }
}

/// The registries that were opened, each with its state and the address where it was left; then those that the page
/// offers.
fn entries(app: AppState) -> Vec<(RegistryRef, String, Option<String>)> {
    let mut all: Vec<(RegistryRef, String, Option<String>)> = Vec::new();
    for session in app.opened() {
        let phase = session.phase.get_untracked();
        let about = match (session.account.user.get_untracked(), phase) {
            (Some(_), Phase::Open | Phase::Names) => "Open, signed in",
            (None, Phase::Open | Phase::Names) => "Open",
            (_, Phase::SignIn(_) | Phase::Realm(_)) => "Asks for a sign-in",
            _ => "Not connected",
        };
        all.push((session.registry(), about.to_owned(), session.place.get_value()));
    }
    let site = app.site.get_untracked().unwrap_or_default();
    let offered = site.registries.iter().map(RegistryRef::of_alias);
    let sample = site.sample.then(RegistryRef::sample);
    for registry in offered.chain(sample) {
        if all.iter().all(|(known, ..)| known.slug != registry.slug) {
            // The title may be the host: then nothing else is known of the registry.
            let known = registry.host != registry.title;
            let about = if known { registry.host.clone() } else { "Not opened yet".to_owned() };
            all.push((registry, about, None));
        }
    }
    all
}
