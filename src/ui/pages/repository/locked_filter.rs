//! The filter "Locked" of a table, kept in the address as `show=locked`.

use leptos::prelude::*;
use plimsoll::present::LOCKED;

use crate::ui::components::{Empty, Switch, SwitchButton};
use crate::ui::pages::query::query_switch;
use crate::ui::session::Session;
use crate::ui::signal::Signal;

/// The filter, switched on or off by the address.
pub(crate) fn locked_filter() -> Switch {
    query_switch("show", LOCKED)
}

/// The message for a table without locked rows; `None` if the filter is off.
pub(crate) fn none_locked(filter: Switch, what: &'static str) -> Option<AnyView> {
    filter.on.get().then(|| {
        view! {
            <Empty title=format!("No locked {what}")>
                <button type="button" class="link" on:click=move |_| filter.set.run(false)>"Show all"</button>
            </Empty>
        }
        .into_any()
    })
}

/// The button that switches the filter; `None` if the registry has no locks.
pub(crate) fn locked_button(session: Session, filter: Switch) -> Option<AnyView> {
    let has_locks = session.client().is_some_and(|client| client.endpoint().capabilities().locks);
    has_locks.then(|| {
        view! { <SwitchButton switch=filter label=Signal::stored("Locked".to_owned())/> }.into_any()
    })
}
