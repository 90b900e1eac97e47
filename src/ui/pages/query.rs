//! What the address says of a page's table.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::query_signal_with_options;

use crate::ui::components::TableQuery;

/// Search and order as `?q=…&sort=…`.
pub(crate) fn table_query() -> TableQuery {
    // A word typed is not a page visited: it replaces, and leaves the scroll where it is.
    // The router's own path has the page's base in it already.
    let options = || NavigateOptions {
        replace: true,
        scroll: false,
        resolve: false,
        ..NavigateOptions::default()
    };
    let (search, set_search) = query_signal_with_options::<String>("q", options());
    let (sort, set_sort) = query_signal_with_options::<String>("sort", options());
    TableQuery {
        search: Signal::derive(move || search.get().unwrap_or_default()),
        set_search: Callback::new(move |text: String| {
            set_search.set((!text.is_empty()).then_some(text))
        }),
        sort: Signal::derive(move || sort.get().unwrap_or_default()),
        set_sort: Callback::new(move |text: String| set_sort.set(Some(text))),
    }
}
