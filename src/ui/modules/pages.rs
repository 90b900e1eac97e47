//! The modules of a registry's pages: those that most visits open, and those that few need.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_split::wasm_split;

use crate::ui::address::Page;
use crate::ui::browser;
use crate::ui::later::{Loaded, later};
use crate::ui::modules::changes;
use crate::ui::pages::compare::page::ComparePage;
use crate::ui::pages::images::ImagesPage;
use crate::ui::pages::layer::LayerPage;
use crate::ui::pages::manifest::page::ManifestPage;
use crate::ui::pages::namespace::NamespacePage;
use crate::ui::pages::registry::about::AboutPage;
use crate::ui::pages::registry::deleted::DeletedPage;
use crate::ui::pages::registry::layers::LayersPage;
use crate::ui::pages::registry::overview::Overview;
use crate::ui::pages::registry::repositories::Repositories;
use crate::ui::pages::registry::space::SpacePage;
use crate::ui::pages::repository::page::RepositoryPage;

/// Repositories, a repository and a manifest, with the tables in them.
#[derive(Clone, Copy)]
struct PagesParts {
    images: fn() -> AnyView,
    repositories: fn() -> AnyView,
    repository: fn() -> AnyView,
    manifest: fn() -> AnyView,
}

#[wasm_split(pages, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_pages))]
fn pages_parts() -> Loaded<PagesParts> {
    Ok(PagesParts {
        images: || view! { <ImagesPage/> }.into_any(),
        repositories: || view! { <Repositories/> }.into_any(),
        repository: || view! { <RepositoryPage/> }.into_any(),
        manifest: || view! { <ManifestPage/> }.into_any(),
    })
}

/// Pages that few visits need.
#[derive(Clone, Copy)]
struct RareParts {
    about: fn() -> AnyView,
    deleted: fn() -> AnyView,
    layer: fn() -> AnyView,
    namespace: fn() -> AnyView,
}

#[wasm_split(rare, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_rare))]
fn rare_parts() -> Loaded<RareParts> {
    Ok(RareParts {
        about: || view! { <AboutPage/> }.into_any(),
        deleted: || view! { <DeletedPage/> }.into_any(),
        layer: || view! { <LayerPage/> }.into_any(),
        namespace: || view! { <NamespacePage/> }.into_any(),
    })
}

/// The map and the tables of what uses the space, and the table of all layers.
#[derive(Clone, Copy)]
struct SpaceParts {
    space: fn() -> AnyView,
    layers: fn() -> AnyView,
}

#[wasm_split(space, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_space))]
fn space_parts() -> Loaded<SpaceParts> {
    Ok(SpaceParts {
        space: || view! { <SpacePage/> }.into_any(),
        layers: || view! { <LayersPage/> }.into_any(),
    })
}

/// A saved report beside the registry of now.
#[derive(Clone, Copy)]
struct CompareParts {
    compare: fn() -> AnyView,
}

#[wasm_split(compare, wasm_split_path = leptos::wasm_split, fallible, preload(fetch_compare))]
fn compare_parts() -> Loaded<CompareParts> {
    Ok(CompareParts { compare: || view! { <ComparePage/> }.into_any() })
}

/// A page, without its frame.
pub(crate) fn page(page: Page) -> AnyView {
    let pages = |show: fn(PagesParts) -> AnyView| later(|| Box::pin(pages_parts()), show);
    let rare = |show: fn(RareParts) -> AnyView| later(|| Box::pin(rare_parts()), show);
    match page {
        // The overview comes with the frame.
        Page::Overview => view! { <Overview/> }.into_any(),
        Page::Images => pages(|parts| (parts.images)()),
        Page::Repositories => pages(|parts| (parts.repositories)()),
        Page::Repository => pages(|parts| (parts.repository)()),
        Page::Manifest => pages(|parts| (parts.manifest)()),
        Page::About => rare(|parts| (parts.about)()),
        Page::Deleted => rare(|parts| (parts.deleted)()),
        Page::Layer => rare(|parts| (parts.layer)()),
        Page::Namespace => rare(|parts| (parts.namespace)()),
        Page::Compare => later(|| Box::pin(compare_parts()), |parts| (parts.compare)()),
        Page::Space => later(|| Box::pin(space_parts()), |parts| (parts.space)()),
        Page::Layers => later(|| Box::pin(space_parts()), |parts| (parts.layers)()),
    }
}

/// Fetches the module of a page, together with the module of its frame.
pub(super) fn fetch(page: Page) {
    spawn_local(async move {
        // A module that does not arrive now is fetched again when it is needed.
        let _ = match page {
            Page::Overview => return,
            Page::Images | Page::Repositories | Page::Repository | Page::Manifest => {
                fetch_pages().await
            }
            Page::About | Page::Deleted | Page::Layer | Page::Namespace => fetch_rare().await,
            Page::Compare => fetch_compare().await,
            Page::Space | Page::Layers => fetch_space().await,
        };
    });
}

/// Fetches the pages and dialogs of an opened registry, the likeliest first.
pub(crate) fn fetch_rest() {
    browser::when_idle(|| {
        spawn_local(async {
            let _ = fetch_pages().await;
            changes::fetch().await;
            let _ = fetch_space().await;
            let _ = fetch_rare().await;
        });
    });
}
