//! The notice before a deletion that deleted manifests wait in a bin, so that their space is not free at once.

use leptos::prelude::*;
use leptos::task::spawn_local;
use plimsoll::present::BIN_KEEPS;
use plimsoll::registry::bin::Keeps;

use crate::ui::components::{Notice, NoticeTone, dynamic};
use crate::ui::session::Session;
use crate::ui::signal::RwSignal;

/// The text if this sign-in may not see whether there is a bin.
const MAY_KEEP: &str = "Plimsoll could not see whether soft delete is on: that takes the right to read deleted \
    manifests. If it is on, deleted manifests keep using space until they are purged.";

/// The notice of a registry that has a bin, or that does not tell; nothing if it has none.
#[component]
pub(crate) fn BinNotice(
    session: Session,
    /// Whether the registry has a bin; it is set when the registry answers.
    keeps: RwSignal<Keeps>,
) -> impl IntoView {
    let client = session.client().filter(|_| session.identity.capabilities().restores);
    if let Some(client) = client {
        spawn_local(async move {
            let found = client.keeps_deleted().await;
            session.identity.lacks_bin.set(found == Keeps::No);
            // The dialog may be gone by now.
            keeps.set(found);
        });
    }
    dynamic(move || match keeps.get() {
        Keeps::No => ().into_any(),
        Keeps::Yes => view! {
            <Notice tone=NoticeTone::Info title="Not free at once">
                {BIN_KEEPS}
            </Notice>
        }
        .into_any(),
        Keeps::Unknown => view! {
            <Notice tone=NoticeTone::Warning title="Perhaps not free at once">
                {MAY_KEEP}
            </Notice>
        }
        .into_any(),
    })
}
