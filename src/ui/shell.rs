//! The header of every page: the link to all registries, and the switch of colours. A registry's header puts its own
//! parts between them.

use leptos::prelude::*;

use crate::ui::browser::{self, Theme};
use crate::ui::components::{Mark, dynamic, text};
use crate::ui::paths;
use crate::ui::signal::RwSignal;
use crate::ui::site::Site;
use crate::ui::state::AppState;

#[component]
pub(crate) fn Header(
    /// A registry's name and the links to its pages. They stand after the link to all registries.
    #[prop(optional, into)]
    place: Option<AnyView>,
    /// A registry's scan and sign-in. They stand before the switch of colours.
    #[prop(optional, into)]
    state: Option<AnyView>,
) -> impl IntoView {
    let site = expect_context::<AppState>().site;
    let title = move || {
        let own = site.with(|site| site.as_ref().and_then(|site| site.title.clone()));
        own.unwrap_or_else(|| "Plimsoll".to_owned())
    };
    let refusal = move || site.with(|site| site.as_ref().and_then(Site::refusal));
    // The link is not followed: `#main` is relative to the page's base, and would lead to the first page.
    let skip = |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        browser::focus_by_id("main");
    };
    view! {
        <a class="visually-hidden skip" href="#main" rel="external" on:click=skip>"Skip to content"</a>
        <header class="top">
            <a class="brand" href=paths::registries() aria-label=move || format!("{}, all registries", title())>
                <Mark/><span>{text(title)}</span>
            </a>
            {place}
            {dynamic(move || refusal().map(|why| view! { <span class="badge read-only" title=why>"read-only"</span> }))}
            <span class="grow"></span>
            {state}
            <ThemeSwitch/>
        </header>
    }
}

/// The button that switches colours: as the system, light, dark.
#[component]
fn ThemeSwitch() -> impl IntoView {
    let theme = RwSignal::new(browser::stored_theme());
    let name = move || match theme.get() {
        Theme::System => "Colours: as the system",
        Theme::Light => "Colours: light",
        Theme::Dark => "Colours: dark",
    };
    let sign = move || match theme.get() {
        Theme::System => "◐",
        Theme::Light => "○",
        Theme::Dark => "●",
    };
    let next = move |_| {
        theme.update(|theme| {
            *theme = match theme {
                Theme::System => Theme::Light,
                Theme::Light => Theme::Dark,
                Theme::Dark => Theme::System,
            };
        });
        browser::apply_theme(theme.get_untracked());
    };
    view! { <button type="button" class="quiet" aria-label=name title=name on:click=next>{dynamic(sign)}</button> }
}
