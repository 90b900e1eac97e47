//! The page for an address that leads nowhere.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::components::Empty;
use crate::ui::paths;
use crate::ui::shell::Header;

#[component]
pub(crate) fn NotFound() -> impl IntoView {
    browser::set_title("Not found · Plimsoll");
    view! {
        <Header/>
        <main id="main" tabindex="-1">
            <h1 class="visually-hidden">"Not found"</h1>
            <Empty title="There is no page at this address">
                <a href=paths::registries()>"To the registries"</a>
            </Empty>
        </main>
    }
}
