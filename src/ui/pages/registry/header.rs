//! The header of a registry's pages: the switch of registries, links to its pages, the scan, the sign-in.

use leptos::prelude::*;
use plimsoll::registry::TOKEN_USER;

use crate::ui::address::{self, Page, Place};
use crate::ui::components::{dynamic, text};
use crate::ui::memo::Memo;
use crate::ui::pages::registry::last_run::LastRunButton;
use crate::ui::pages::registry::scan_status::ScanStatus;
use crate::ui::paths;
use crate::ui::session::{Phase, Session};
use crate::ui::shell::Header;
use crate::ui::switch::Switch;

#[component]
pub(crate) fn RegistryHeader(session: Session) -> impl IntoView {
    let about = paths::about(&session.slug());
    let place = view! {
        <Switch session/>
        <a class="badge kind" href=about title="About this registry">
            {text(move || session.identity.short_name().to_owned())}
        </a>
        <Sections session label="Registry" bottom=false/>
    };
    let state = view! { <LastRunButton session/><ScanStatus session/><SignedIn session/> };
    view! {
        <Header place=place.into_any() state=state.into_any()/>
        <Sections session label="Registry, bottom" bottom=true/>
    }
}

/// Links to the pages of a registry: in the header, and at the bottom of a narrow screen.
#[component]
fn Sections(session: Session, label: &'static str, bottom: bool) -> impl IntoView {
    let slug = session.slug();
    let here = address::place();
    let restores = Memo::new(move |_| session.identity.has_bin());
    let link = move |title: &'static str, href: String, pages: &[Page]| {
        let is_here = pages.iter().any(|page| here == Place::Inside(*page));
        let current = is_here.then_some("page");
        view! { <a href=href aria-current=current>{title}</a> }
    };
    // No page of the registry can be shown before it lets somebody in.
    let is_closed =
        move || !matches!(session.phase.get(), Phase::New | Phase::Connecting | Phase::Open);
    view! {
        <nav class="sections" class:bottom=bottom aria-label=label hidden=is_closed>
            {link("Overview", paths::overview(&slug), &[Page::Overview, Page::Space, Page::Layers, Page::Compare])}
            {link("Images", paths::images(&slug), &[Page::Images])}
            {link("Repositories", paths::repositories(&slug), &[Page::Repositories, Page::Repository, Page::Manifest, Page::Layer, Page::Namespace])}
            {dynamic(move || restores.get().then(|| link("Deleted", paths::deleted(&slug), &[Page::Deleted])))}
        </nav>
    }
}

/// The button that signs out and names the user, or the one that signs in, if the registry offers that.
#[component]
fn SignedIn(session: Session) -> impl IntoView {
    dynamic(move || {
        let is_open = matches!(session.phase.get(), Phase::Open | Phase::Names);
        match session.account.user.get() {
            Some(user) => {
                let who = if user == TOKEN_USER { "with a token of az acr login" } else { &user };
                let title = if user == TOKEN_USER { format!("Signed in {who}") } else { format!("Signed in as {who}") };
                view! {
                    <button type="button" class="quiet" title=title on:click=move |_| session.sign_out()>"Sign out"</button>
                }
                .into_any()
            }
            None if is_open && session.account.may_sign_in.get() => view! {
                <button type="button" class="quiet" title="Nobody is signed in" on:click=move |_| session.sign_in()>"Sign in"</button>
            }
            .into_any(),
            None => ().into_any(),
        }
    })
}
