//! Registries: those that the page's host offers, the sample, and any other by its address.

use leptos::prelude::*;

use crate::ui::app::AppState;
use crate::ui::browser;
use crate::ui::components::{Notice, NoticeTone, dynamic};
use crate::ui::pages::connect::Connect;
use crate::ui::paths;
use crate::ui::registries::RegistryRef;
use crate::ui::shell::Header;

/// The entrance.
#[component]
pub(crate) fn RegistriesPage() -> impl IntoView {
    browser::set_title("Plimsoll");
    let app = expect_context::<AppState>();
    let offered = move || match app.site.get() {
        Some(Ok(site)) => site.registries.iter().map(RegistryRef::of_alias).collect(),
        _ => Vec::new(),
    };
    let broken = move || match app.site.get() {
        Some(Err(why)) => Some(view! {
            <Notice tone=NoticeTone::Failed title="config.json">
                "The list of registries beside this page could not be read: " {why}
                ". Whoever hosts the page can mend it; registries can still be opened by their address."
            </Notice>
        }),
        _ => None,
    };
    view! {
        <Header/>
        <main id="main" tabindex="-1">
            <div class="entrance">
                <div class="lead">
                    <h1>"What fills your container registry?"</h1>
                    <p>"See every repository, tag and digest, what they really store, and what a deletion frees. Nothing goes that you were not shown first."</p>
                </div>
                {dynamic(broken)}
                <section class="panel" aria-labelledby="registries">
                    <header><h2 id="registries">"Registries"</h2></header>
                    <ul class="doors">
                        {dynamic(move || offered().into_iter().map(|registry| {
                            let about = registry.host.clone();
                            view! { <Door registry title=None about/> }
                        }).collect_view())}
                        <Door registry=RegistryRef::sample() title=Some("Open the sample registry")
                            about="Made up, in this page's memory: look around and delete at will."/>
                    </ul>
                </section>
                <Connect/>
            </div>
        </main>
    }
}

/// A registry that opens with a click.
#[component]
fn Door(
    registry: RegistryRef,
    title: Option<&'static str>,
    #[prop(into)] about: String,
) -> impl IntoView {
    let title = title.map_or_else(|| registry.title.clone(), str::to_owned);
    view! {
        <li>
            <a href=paths::overview(&registry.slug)>
                <b>{title}</b><small>{about}</small><span class="go" aria-hidden="true">"→"</span>
            </a>
        </li>
    }
}
