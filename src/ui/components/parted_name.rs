//! The name of a repository as two links: its namespace leads to the repositories of it, the rest to its own page.

use leptos::prelude::*;
use plimsoll::model::RepositoryName;

/// The links to `namespace_at` and to `page_at`. Without the former the whole name is one link.
pub(crate) fn parted_name(
    name: &RepositoryName,
    namespace_at: Option<String>,
    page_at: String,
) -> AnyView {
    let whole = name.to_string();
    let part = || name.namespace().map(|namespace| format!("{namespace}/"));
    let (before, inside) = match namespace_at {
        Some(href) => (part().map(|part| (part, href)), None),
        None => (None, part().map(|part| view! { <span class="before">{part}</span> })),
    };
    let before = before.map(|(part, href)| {
        let words = format!("Repositories in {part}");
        view! { <a class="before" href=href aria-label=words>{part}</a> }
    });
    view! {
        <span>{before}<a href=page_at title=whole.clone() aria-label=whole>{inside}{name.leaf().to_owned()}</a></span>
    }
    .into_any()
}
