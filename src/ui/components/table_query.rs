//! The search and the order of a table, which stand in the address.

use leptos::prelude::*;

/// The search and the order of a table, and how to change them.
#[derive(Clone, Copy)]
pub(crate) struct TableQuery {
    /// The words to search for.
    pub(crate) search: Signal<String>,
    /// Changes the words.
    pub(crate) set_search: Callback<String>,
    /// The order, as `stored` or `-stored`.
    pub(crate) sort: Signal<String>,
    /// Changes the order.
    pub(crate) set_sort: Callback<String>,
}
