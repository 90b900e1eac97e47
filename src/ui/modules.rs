//! The wasm modules that come after the first page. Each split function below begins a module: its body, with
//! all code that only it reaches, is cut out of the first one by the build (`scripts/build`), and calling it
//! fetches the module. Code that several modules share lands where `scripts/page/modules.mjs` says.
//!
//! A split function returns plain function pointers: the view is then made by the caller, in its owner and
//! with its contexts.

use std::rc::Rc;

use futures::future::LocalBoxFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use plimsoll::registry::Credentials;
use plimsoll::registry::transport::Transport;
use plimsoll::sample::Sample;

use crate::ui::browser::{self, Paced};
use crate::ui::dialogs::{LockChoice, RestoreChoice};
use crate::ui::later::{Load, later, later_dialog, later_in};
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

#[wasm_split(repositories, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_repositories))]
fn repositories_page() -> Loaded<fn() -> AnyView> {
    Ok(|| view! { <Repositories/> }.into_any())
}

#[wasm_split(repository, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_repository))]
fn repository_page() -> Loaded<fn() -> AnyView> {
    Ok(|| view! { <RepositoryPage/> }.into_any())
}

#[wasm_split(manifest, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_manifest))]
fn manifest_page() -> Loaded<fn() -> AnyView> {
    Ok(|| view! { <ManifestPage/> }.into_any())
}

#[wasm_split(about, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_about))]
fn about_page() -> Loaded<fn() -> AnyView> {
    Ok(|| view! { <AboutPage/> }.into_any())
}

#[wasm_split(deleted, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_deleted))]
fn deleted_page() -> Loaded<fn() -> AnyView> {
    Ok(|| view! { <DeletedPage/> }.into_any())
}

/// The deletion dialog with the planner and the executor.
#[wasm_split(deletion, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_deletion))]
fn deletion_dialog() -> Loaded<fn(Session, Choice, Callback<()>) -> AnyView> {
    Ok(|session, choice, on_close| view! { <Deletion session choice on_close/> }.into_any())
}

/// The dialogs that lock and restore.
#[derive(Clone, Copy)]
pub(crate) struct LockParts {
    /// Locks or unlocks.
    pub(crate) lock: fn(Session, LockChoice, Callback<()>) -> AnyView,
    /// Takes manifests out of the registry's bin.
    pub(crate) restore: fn(Session, RestoreChoice, Callback<()>) -> AnyView,
}

#[wasm_split(locks, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_locks))]
fn lock_dialogs() -> Loaded<LockParts> {
    Ok(LockParts {
        lock: |session, choice, on_close| {
            view! { <LockDialog session choice on_close/> }.into_any()
        },
        restore: |session, choice, on_close| {
            view! { <RestoreDialog session choice on_close/> }.into_any()
        },
    })
}

/// The doctor: why a browser may not read a registry's answers.
#[wasm_split(doctor, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_doctor))]
fn doctor_panel() -> Loaded<fn(RegistryRef) -> AnyView> {
    Ok(|registry| view! { <Doctor registry/> }.into_any())
}

/// The sample registry.
#[wasm_split(sample, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_sample))]
fn sample_registry() -> Loaded<fn(&str) -> Rc<dyn Transport>> {
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
    let load: Load<fn() -> AnyView> = match page {
        // It comes with the frame.
        Page::Overview => return view! { <Overview/> }.into_any(),
        Page::About => || Box::pin(about_page()),
        Page::Deleted => || Box::pin(deleted_page()),
        Page::Repositories => || Box::pin(repositories_page()),
        Page::Repository => || Box::pin(repository_page()),
        Page::Manifest => || Box::pin(manifest_page()),
    };
    later(load, |page| page())
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
    let load = || -> LocalBoxFuture<_> { Box::pin(deletion_dialog()) };
    later_dialog(load, on_close, move |dialog| dialog(session, choice.clone(), on_close))
}

/// The dialog that locks and unlocks.
pub(crate) fn lock(session: Session, choice: LockChoice, on_close: Callback<()>) -> AnyView {
    let load = || -> LocalBoxFuture<_> { Box::pin(lock_dialogs()) };
    later_dialog(load, on_close, move |parts| (parts.lock)(session, choice.clone(), on_close))
}

/// The dialog that restores.
pub(crate) fn restore(session: Session, choice: RestoreChoice, on_close: Callback<()>) -> AnyView {
    let load = || -> LocalBoxFuture<_> { Box::pin(lock_dialogs()) };
    later_dialog(load, on_close, move |parts| (parts.restore)(session, choice.clone(), on_close))
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
            let _ = fetch_repositories().await;
            let _ = fetch_repository().await;
            let _ = fetch_deletion().await;
            let _ = fetch_manifest().await;
            let _ = fetch_locks().await;
            let _ = fetch_about().await;
            let _ = fetch_deleted().await;
        });
    });
}
