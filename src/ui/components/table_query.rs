//! The search and the order of a table, which stand in the address.

use leptos::prelude::*;

use crate::ui::signal::Signal;

/// The search and the order of a table, and how to change them.
#[derive(Clone, Copy)]
pub(crate) struct TableQuery {
    /// The words to search for.
    pub(crate) search: Signal<String>,
    pub(crate) set_search: Callback<String>,
    /// The order by the key of a column: `stored`, or `-stored` for descending. Empty if the address names none.
    pub(crate) sort: Signal<String>,
    pub(crate) set_sort: Callback<String>,
}
