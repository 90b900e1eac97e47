//! The wasm modules that come after the first page. Each split function below begins a module: its body, with
//! all code that only it reaches, is cut out of the first one by the build (`scripts/build`), and calling it
//! fetches the module. Code that several modules share lands where `scripts/page/modules.mjs` says.
//!
//! A split function returns plain function pointers: the view is then made by the caller, in its owner and
//! with its contexts.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use plimsoll::registry::Credentials;
use plimsoll::registry::transport::Transport;
use plimsoll::sample::Sample;

use crate::ui::browser::{self, Paced};
use crate::ui::dialogs::{LockChoice, RestoreChoice};
use crate::ui::later::{later, later_dialog, later_in};
use crate::ui::pages::choice::Choice;
use crate::ui::pages::connect::doctor::Doctor;
use crate::ui::pages::dialogs::deletion::Deletion;
use crate::ui::pages::dialogs::lock::LockDialog;
use crate::ui::pages::dialogs::restore::RestoreDialog;
use crate::ui::pages::manifest::page::ManifestPage;
use crate::ui::pages::registry::about::AboutPage;
use crate::ui::pages::registry::deleted::DeletedPage;
use crate::ui::pages::registry::frame::RegistryFrame;
use crate::ui::pages::registry::overview::Overview;
use crate::ui::pages::registry::repositories::Repositories;
use crate::ui::pages::repository::page::RepositoryPage;
use crate::ui::registries::RegistryRef;
use crate::ui::session::Session;
use crate::ui::shell::Header;
use crate::ui::state::AppState;

/// What a split function returns: its part of the page, or that the module did not arrive.
pub(crate) type Loaded<T> = Result<T, SplitLoaderError>;

/// A page inside a registry's frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    Overview,
    About,
    Deleted,
    Repositories,
    Repository,
    Manifest,
}

/// An opened registry: protocol, scan, figures, the frame around its pages, and the overview.
#[derive(Clone, Copy)]
pub(crate) struct RegistryParts {
    /// The frame around a page.
    pub(crate) frame: fn(Page) -> AnyView,
    /// Opens a registry and connects to it; what is typed is kept in memory alone.
    pub(crate) connect: fn(AppState, &RegistryRef, Credentials) -> Session,
}

#[wasm_split(registry, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_registry))]
fn registry_parts() -> Loaded<RegistryParts> {
    Ok(RegistryParts {
        frame: |page| view! { <RegistryFrame page/> }.into_any(),
        connect: |app, registry, credentials| {
            let session = app.session(registry);
            session.account.keep(false);
            session.connect(credentials);
            session
        },
    })
}

/// Repositories, a repository and a manifest, with the tables in them.
#[derive(Clone, Copy)]
struct PagesParts {
    repositories: fn() -> AnyView,
    repository: fn() -> AnyView,
    manifest: fn() -> AnyView,
}

#[wasm_split(pages, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_pages))]
fn pages_parts() -> Loaded<PagesParts> {
    Ok(PagesParts {
        repositories: || view! { <Repositories/> }.into_any(),
        repository: || view! { <RepositoryPage/> }.into_any(),
        manifest: || view! { <ManifestPage/> }.into_any(),
    })
}

/// The dialogs that change a registry, with the planner and the executor. Each callback is called when its dialog
/// is closed.
#[derive(Clone, Copy)]
struct ChangesParts {
    delete: fn(Session, Choice, Callback<()>) -> AnyView,
    lock: fn(Session, LockChoice, Callback<()>) -> AnyView,
    restore: fn(Session, RestoreChoice, Callback<()>) -> AnyView,
}

#[wasm_split(changes, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_changes))]
fn changes_parts() -> Loaded<ChangesParts> {
    Ok(ChangesParts {
        delete: |session, choice, on_close| {
            view! { <Deletion session choice on_close/> }.into_any()
        },
        lock: |session, choice, on_close| {
            view! { <LockDialog session choice on_close/> }.into_any()
        },
        restore: |session, choice, on_close| {
            view! { <RestoreDialog session choice on_close/> }.into_any()
        },
    })
}

/// Pages that few visits need.
#[derive(Clone, Copy)]
struct RareParts {
    about: fn() -> AnyView,
    deleted: fn() -> AnyView,
}

#[wasm_split(rare, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_rare))]
fn rare_parts() -> Loaded<RareParts> {
    Ok(RareParts {
        about: || view! { <AboutPage/> }.into_any(),
        deleted: || view! { <DeletedPage/> }.into_any(),
    })
}

/// The doctor: why a browser may not read a registry's answers. It may be needed before any other page.
#[wasm_split(doctor, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_doctor))]
fn doctor_panel() -> Loaded<fn(RegistryRef) -> AnyView> {
    Ok(|registry| view! { <Doctor registry/> }.into_any())
}

/// Makes the sample registry, for the address that it is asked at.
type MakeSample = fn(&str) -> Rc<dyn Transport>;

/// The sample registry.
#[wasm_split(sample, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_sample))]
fn sample_registry() -> Loaded<MakeSample> {
    Ok(|base| Rc::new(Paced(Sample::new(base))))
}

/// A registry's page in its frame.
pub(crate) fn framed(page: Page) -> AnyView {
    // The frame brings its own header, with the registry in it.
    let bare = |part| view! { <Header/><main id="main" tabindex="-1">{part}</main> }.into_any();
    later_in(|| Box::pin(registry_parts()), bare, move |parts| (parts.frame)(page))
}

/// A page, without its frame.
pub(crate) fn page(page: Page) -> AnyView {
    let pages = |show: fn(PagesParts) -> AnyView| later(|| Box::pin(pages_parts()), show);
    let rare = |show: fn(RareParts) -> AnyView| later(|| Box::pin(rare_parts()), show);
    match page {
        // It comes with the frame.
        Page::Overview => view! { <Overview/> }.into_any(),
        Page::Repositories => pages(|parts| (parts.repositories)()),
        Page::Repository => pages(|parts| (parts.repository)()),
        Page::Manifest => pages(|parts| (parts.manifest)()),
        Page::About => rare(|parts| (parts.about)()),
        Page::Deleted => rare(|parts| (parts.deleted)()),
    }
}

/// Opens a registry at a typed address.
pub(crate) async fn connect(
    app: AppState,
    registry: &RegistryRef,
    credentials: Credentials,
) -> Loaded<Session> {
    Ok((registry_parts().await?.connect)(app, registry, credentials))
}

/// The sample registry, at `base`.
pub(crate) async fn sample(base: &str) -> Loaded<Rc<dyn Transport>> {
    Ok(sample_registry().await?(base))
}

/// The dialog that deletes and untags.
pub(crate) fn deletion(session: Session, choice: Choice, on_close: Callback<()>) -> AnyView {
    change(on_close, move |parts| (parts.delete)(session, choice.clone(), on_close))
}

/// The dialog that locks and unlocks.
pub(crate) fn lock(session: Session, choice: LockChoice, on_close: Callback<()>) -> AnyView {
    change(on_close, move |parts| (parts.lock)(session, choice.clone(), on_close))
}

/// The dialog that restores.
pub(crate) fn restore(session: Session, choice: RestoreChoice, on_close: Callback<()>) -> AnyView {
    change(on_close, move |parts| (parts.restore)(session, choice.clone(), on_close))
}

fn change(
    on_close: Callback<()>,
    show: impl Fn(ChangesParts) -> AnyView + Send + 'static,
) -> AnyView {
    later_dialog(|| Box::pin(changes_parts()), on_close, show)
}

/// The doctor, for a registry at a typed address.
pub(crate) fn doctor(registry: RegistryRef) -> AnyView {
    later(|| Box::pin(doctor_panel()), move |panel| panel(registry.clone()))
}

/// Fetches what an opened registry needs, while the first page is looked at.
pub(crate) fn fetch_ahead() {
    browser::when_idle(|| {
        spawn_local(async {
            // A module that does not arrive now is fetched again when it is needed.
            let _ = fetch_registry().await;
        });
    });
}

/// Fetches the pages and dialogs of an opened registry, the likeliest first.
pub(crate) fn fetch_rest() {
    browser::when_idle(|| {
        spawn_local(async {
            let _ = fetch_pages().await;
            let _ = fetch_changes().await;
            let _ = fetch_rare().await;
        });
    });
}
