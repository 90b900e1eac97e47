//! What the address says of a page's table.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{query_signal_with_options, use_location};

use crate::ui::components::TableQuery;

/// Search and order as `?q=…&sort=…`.
pub(crate) fn table_query() -> TableQuery {
    let (search, set_search) = query_value("q");
    let (sort, set_sort) = query_value("sort");
    TableQuery {
        search: Signal::derive(move || search.get().unwrap_or_default()),
        set_search: Callback::new(move |text: String| {
            set_search.set((!text.is_empty()).then_some(text))
        }),
        sort: Signal::derive(move || sort.get().unwrap_or_default()),
        set_sort: Callback::new(move |text: String| set_sort.set(Some(text))),
    }
}

/// What the address says for `key`, and how to change it.
pub(crate) fn query_value(
    key: &'static str,
) -> (Memo<Option<String>>, SignalSetter<Option<String>>) {
    // A word typed is not a page visited: it replaces, and leaves the scroll where it is.
    // The router's own path has the page's base in it already.
    let options = NavigateOptions {
        replace: true,
        scroll: false,
        resolve: false,
        ..NavigateOptions::default()
    };
    let (_, set) = query_signal_with_options::<String>(key, options);
    (query_of(key), set)
}

/// What the address says for `key`. The router's own signals keep the query of the page before where
/// one repository, or one registry, takes the place of another on the same kind of page.
pub(crate) fn query_of(key: &'static str) -> Memo<Option<String>> {
    let query = use_location().query;
    Memo::new(move |_| query.with(|query| query.get(key)))
}
