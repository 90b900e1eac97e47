//! The search and the order of a table, which stand in the address.

use leptos::prelude::*;

/// The search and the order of a table, and how to change them.
#[derive(Clone, Copy)]
pub(crate) struct TableQuery {
    /// Words to search for.
    pub(crate) search: Signal<String>,
    /// Sets them.
    pub(crate) set_search: Callback<String>,
    /// The order, as `stored` or `-stored`.
    pub(crate) sort: Signal<String>,
    /// Sets it.
    pub(crate) set_sort: Callback<String>,
}
