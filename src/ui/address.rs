//! The page's address: the page that it leads to, and the registry, repository and manifest that it names.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use leptos_router::location::Url;

use crate::ui::components::dynamic;
use crate::ui::memo::Memo;
use crate::ui::paths;

/// A page inside a registry's frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    Overview,
    About,
    Compare,
    Deleted,
    Space,
    Images,
    Repositories,
    Repository,
    Manifest,
    Layer,
    Layers,
    Namespace,
}

/// The kind of page that an address leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Registries,
    /// A page of a registry.
    Inside(Page),
    Nowhere,
}

#[derive(Clone, PartialEq)]
struct Address {
    place: Place,
    /// The parts of the path between slashes, decoded.
    parts: Vec<String>,
}

impl Address {
    fn read(path: &str) -> Self {
        let parts: Vec<String> =
            paths::inside(path).trim_matches('/').split('/').map(Url::unescape).collect();
        let words: Vec<&str> = parts.iter().map(String::as_str).collect();
        let place = match words[..] {
            [""] => Place::Registries,
            ["r", _] => Place::Inside(Page::Overview),
            ["r", _, "about"] => Place::Inside(Page::About),
            ["r", _, "compare"] => Place::Inside(Page::Compare),
            ["r", _, "deleted"] => Place::Inside(Page::Deleted),
            ["r", _, "space"] => Place::Inside(Page::Space),
            ["r", _, "images"] => Place::Inside(Page::Images),
            ["r", _, "repositories"] => Place::Inside(Page::Repositories),
            ["r", _, "repositories", _] => Place::Inside(Page::Repository),
            ["r", _, "repositories", _, "manifests", _] => Place::Inside(Page::Manifest),
            ["r", _, "layers"] => Place::Inside(Page::Layers),
            ["r", _, "layers", _] => Place::Inside(Page::Layer),
            ["r", _, "namespaces", _] => Place::Inside(Page::Namespace),
            _ => Place::Nowhere,
        };
        Self { place, parts }
    }
}

/// The address of one page. It stays as it was once another page's address has come.
#[derive(Clone, Copy)]
struct Here(Memo<Address>);

/// The page of the address, drawn by `draw` whenever another kind of page is called for.
pub(crate) fn routed(draw: fn(Place) -> AnyView) -> AnyView {
    let path = use_location().pathname;
    let address = Memo::new(move |_| path.with(|path| Address::read(path)));
    let place = Memo::new(move |_| address.with(|address| address.place));
    dynamic(move || {
        let place = place.get();
        provide_context(Here(Memo::new(move |before: Option<&Address>| {
            let now = address.get();
            before.filter(|_| now.place != place).cloned().unwrap_or(now)
        })));
        draw(place)
    })
}

/// The page that the caller is a part of.
pub(crate) fn place() -> Place {
    expect_context::<Here>().0.with_untracked(|address| address.place)
}

/// The registry that the address names.
pub(crate) fn registry() -> Memo<String> {
    after("r", 1)
}

/// The repository that the address names; empty if it names none.
pub(crate) fn repository() -> Memo<String> {
    after("repositories", 3)
}

/// The manifest's digest that the address names; empty if it names none.
pub(crate) fn digest() -> Memo<String> {
    after("manifests", 5)
}

/// The layer's digest that the address names; empty if it names none.
pub(crate) fn layer() -> Memo<String> {
    after("layers", 3)
}

/// The namespace that the address names, without the slash at its end; empty if it names none.
pub(crate) fn namespace() -> Memo<String> {
    after("namespaces", 3)
}

/// The part of the address at `place`, if `word` stands before it.
fn after(word: &'static str, place: usize) -> Memo<String> {
    let Here(address) = expect_context();
    Memo::new(move |_| {
        let part = |address: &Address| {
            address.parts.get(place - 1).filter(|before| *before == word)?;
            address.parts.get(place).cloned()
        };
        address.with(part).unwrap_or_default()
    })
}
