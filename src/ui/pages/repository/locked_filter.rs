//! The filter "Locked" of a table, kept in the address as `show=locked`.

use std::sync::Arc;

use leptos::prelude::*;
use plimsoll::present::{LOCKED, Row};

use crate::ui::components::Empty;
use crate::ui::memo::Memo;
use crate::ui::pages::query::query_value;
use crate::ui::session::Session;
use crate::ui::signal::Signal;

/// The filter of one table.
#[derive(Clone, Copy)]
pub(crate) struct LockedFilter {
    /// Whether only locked rows are shown.
    pub(crate) on: Signal<bool>,
    set: Callback<bool>,
    /// Whether the registry has locks at all.
    offered: bool,
}

/// The filter, switched on or off by the address.
pub(crate) fn locked_filter(session: Session) -> LockedFilter {
    let (show, set_show) = query_value("show");
    LockedFilter {
        on: Signal::derive(move || show.get().as_deref() == Some(LOCKED)),
        set: Callback::new(move |on: bool| set_show.set(on.then(|| LOCKED.to_owned()))),
        offered: session.client().is_some_and(|client| client.endpoint().capabilities().locks),
    }
}

impl LockedFilter {
    /// The locked rows if the filter is on, and else all rows.
    pub(crate) fn rows(self, rows: Memo<Arc<Vec<Row>>>) -> Memo<Arc<Vec<Row>>> {
        Memo::new(move |_| {
            if !self.on.get() {
                return rows.get();
            }
            let locked = |row: &&Row| row.has_badge(LOCKED);
            rows.with(|rows| Arc::new(rows.iter().filter(locked).cloned().collect()))
        })
    }

    /// The message for a table without locked rows; `None` if the filter is off.
    pub(crate) fn empty(self, what: &'static str) -> Option<AnyView> {
        self.on.get().then(|| {
            view! {
                <Empty title=format!("No locked {what}")>
                    <button type="button" class="link" on:click=move |_| self.set.run(false)>"Show all"</button>
                </Empty>
            }
            .into_any()
        })
    }

    /// The button that switches the filter; `None` if the registry has no locks.
    pub(crate) fn button(self) -> Option<AnyView> {
        let toggle = move |_| self.set.run(!self.on.get_untracked());
        self.offered.then(|| {
            view! {
                <button type="button" class="toggle" aria-pressed=move || self.on.get().to_string() on:click=toggle>"Locked"</button>
            }
            .into_any()
        })
    }
}
