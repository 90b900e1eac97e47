//! Before a deletion: whether what goes waits in a bin first, so that its space is not free.

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::present::BIN_KEEPS;

use crate::ui::components::{Notice, NoticeTone, dynamic};
use crate::ui::session::Session;

/// Says so where the registry has a bin; says nothing where it has none or does not tell.
#[component]
pub(crate) fn BinNotice(
    /// Of which registry.
    session: Session,
    /// Set to true where it has one.
    has_bin: RwSignal<bool>,
) -> impl IntoView {
    let client = session.client().filter(|_| session.identity.capabilities().restores);
    if let Some(client) = client {
        spawn_local(async move {
            let found = client.deleted_repositories().await;
            // The dialog may be gone by now.
            has_bin.try_set(matches!(found, Ok(Some(_))));
        });
    }
    dynamic(move || {
        has_bin.get().then(|| {
            view! {
                <Notice tone=NoticeTone::Info title="Not free at once">
                    {BIN_KEEPS}
                </Notice>
            }
        })
    })
}
