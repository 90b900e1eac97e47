//! The query of a page's address: the search, the order and the filters of its table.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{query_signal_with_options, use_location};

use crate::ui::components::{Switch, TableQuery};
use crate::ui::memo::Memo;
use crate::ui::signal::Signal;

/// The search and the order of the page's table, as `?q=…&sort=…`.
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

/// A switch of the page's table, kept in the address as `key=value` while it is on.
pub(crate) fn query_switch(key: &'static str, value: &'static str) -> Switch {
    let (now, set) = query_value(key);
    Switch {
        on: Signal::derive(move || now.get().as_deref() == Some(value)),
        set: Callback::new(move |on: bool| set.set(on.then(|| value.to_owned()))),
    }
}

/// The value of `key` in the query, and its setter.
pub(crate) fn query_value(
    key: &'static str,
) -> (Memo<Option<String>>, SignalSetter<Option<String>>) {
    // Typing is no visit: the new address replaces the old one in the history, and the page does not scroll.
    // Nothing is resolved, because the router's path begins with the page's base already.
    let options = NavigateOptions {
        replace: true,
        scroll: false,
        resolve: false,
        ..NavigateOptions::default()
    };
    let (_, set) = query_signal_with_options::<String>(key, options);
    (query_of(key), set)
}

/// The value of `key` in the query. The router's own query signals are not used to read: if a link leads to the
/// same kind of page of another repository or registry, they keep the query of the page before.
pub(crate) fn query_of(key: &'static str) -> Memo<Option<String>> {
    let query = use_location().query;
    Memo::new(move |_| query.with(|query| query.get(key)))
}
