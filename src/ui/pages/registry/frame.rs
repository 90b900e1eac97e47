//! The frame around a registry's pages: it finds the registry, connects, asks for a sign-in, and says why that
//! failed.

use leptos::prelude::*;
use plimsoll::model::RepositoryName;

use crate::ui::address::{self, Page};
use crate::ui::components::{Empty, Notice, NoticeTone, dynamic};
use crate::ui::dialogs;
use crate::ui::memo::Memo;
use crate::ui::modules;
use crate::ui::pages::connect::names::{NamedInstead, Names};
use crate::ui::pages::connect::realm::Realm;
use crate::ui::pages::connect::sign_in::SignIn;
use crate::ui::pages::connect::to_doctor::ToDoctor;
use crate::ui::pages::registry::header::RegistryHeader;
use crate::ui::pages::registry::interrupted::Interrupted;
use crate::ui::paths;
use crate::ui::registries::{RegistryRef, Source};
use crate::ui::request::Dialogs;
use crate::ui::session::{Phase, Session};
use crate::ui::shell::Header;
use crate::ui::state::AppState;
use crate::ui::waiting::Waiting;

#[component]
pub(crate) fn RegistryFrame(
    /// The page inside the frame, shown once the registry is open.
    page: Page,
) -> impl IntoView {
    let app = expect_context::<AppState>();
    let slug = address::registry();
    dynamic(move || {
        let found = app.site.get().map(|site| RegistryRef::find(&slug.get(), &site));
        match found {
            None => view! { <Header/><main id="main" tabindex="-1"></main> }.into_any(),
            Some(Ok(registry)) => {
                let session = app.session(&registry);
                view! { <Opened session page/> }.into_any()
            }
            Some(Err(why)) => view! {
                <Header/>
                <main id="main" tabindex="-1">
                    <h1 class="visually-hidden">"No such registry"</h1>
                    <Empty title="There is no registry by this name">
                        <span>{why}</span>
                        <span class="ways-out">{offered(app)}<a href=paths::registries()>"To the registries"</a></span>
                    </Empty>
                </main>
            }
            .into_any(),
        }
    })
}

/// The view of a registry in each of its phases.
#[component]
fn Opened(session: Session, page: Page) -> impl IntoView {
    provide_context(session);
    Dialogs::provide();
    if session.phase.with_untracked(|phase| matches!(phase, Phase::New | Phase::Failed(_))) {
        session.begin();
    }
    // A link may lead to a repository that this sign-in may not list.
    let name = address::repository();
    Effect::new(move |_| {
        let name = name.with(|name| name.parse::<RepositoryName>().ok());
        let is_news = name.is_some_and(|name| session.named.visit(name));
        let is_by_name = session.named.instead.with_untracked(Option::is_some);
        if is_news && is_by_name {
            session.read_named();
        }
    });
    let phase = Memo::new(move |_| session.phase.get());
    let content = move || match phase.get() {
        Phase::Open => {
            modules::fetch_rest();
            dialogs::host(session, || {
                view! { <NamedInstead session/> <Interrupted session/> {modules::page(page)} }
                    .into_any()
            })
        }
        Phase::New | Phase::Connecting => connecting(session),
        Phase::SignIn(said) => view! { <SignIn session said/> }.into_any(),
        Phase::Realm(host) => view! { <Realm session host/> }.into_any(),
        Phase::Names => view! { <Names session/> }.into_any(),
        Phase::Failed(why) => view! { <Refused session why/> }.into_any(),
    };
    view! { <RegistryHeader session/><main id="main" tabindex="-1">{dynamic(content)}</main> }
}

/// The registries behind this page, each a link.
fn offered(app: AppState) -> Vec<AnyView> {
    let site = app.site.get_untracked().unwrap_or_default();
    let link = |alias| {
        let registry = RegistryRef::of_alias(alias);
        view! { <a href=paths::overview(&registry.slug)>{registry.title}</a> }.into_any()
    };
    site.registries.iter().map(link).collect()
}

/// The message while the registry is asked for the first time. The style sheet shows the second part a few seconds
/// later.
fn connecting(session: Session) -> AnyView {
    view! {
        <div class="connecting">
            <p class="muted" role="status">"Connecting to " {session.registry().host} "…"</p>
            <Waiting session/>
            <div class="late">
                <p>"The registry has not answered the first request yet. It may be slow, or this browser may not reach it."</p>
                <button type="button" on:click=move |_| session.give_up()>"Stop waiting"</button>
            </div>
        </div>
    }
    .into_any()
}

/// The message for a registry that cannot be opened: why, and what to do.
#[component]
fn Refused(session: Session, why: String) -> impl IntoView {
    let registry = session.registry();
    let is_typed = registry.source == Source::Typed;
    let doctor = is_typed.then(|| modules::doctor(registry.clone()));
    view! {
        <section class="single">
            <h1>{registry.host.clone()} " cannot be opened"</h1>
            <Notice tone=NoticeTone::Failed title="Not connected">{why}{is_typed.then(|| view! { <ToDoctor/> })}</Notice>
            <div class="title">
                <button type="button" class="primary" on:click=move |_| session.begin()>"Try again"</button>
                <a class="button" href=paths::registries()>"Other registries"</a>
            </div>
            {doctor}
        </section>
    }
}
