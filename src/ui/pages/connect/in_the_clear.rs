//! A warning over a form for secrets that travel unencrypted.

use leptos::prelude::*;
use plimsoll::registry::is_in_the_clear;

use crate::ui::browser;
use crate::ui::components::{Notice, NoticeTone};

/// The warning that others can read what is typed here. It is shown if the page or the registry is reached over
/// plain http, and not on this machine.
#[component]
pub(crate) fn InTheClear(
    /// The registry's base address; empty if it is not known yet.
    base: String,
) -> impl IntoView {
    (is_in_the_clear(&browser::origin()) || is_in_the_clear(&base)).then(|| {
        view! {
            <Notice tone=NoticeTone::Warning title="Not encrypted">
                "This page uses plain http: others on the network can read what you type here. Ask the page's operator for an address that begins with https://."
            </Notice>
        }
    })
}
